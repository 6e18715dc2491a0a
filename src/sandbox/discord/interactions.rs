//! Answers to interactions: `POST /interactions/{id}/{token}/callback`.
//!
//! Knows the three seconds, that one answer is all there is, and which answers fit which act.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::journal::What;
use super::super::world::State;
use super::rest::{Answer, Call};
use super::{HERE, Modal, Refusal, edit, limits, messages, payloads, post};

/// How long the app has for its first answer.
pub(super) const FIRST_ANSWER: Duration = Duration::from_secs(3);
const COMPONENT: u8 = 3;
const MODAL: u8 = 5;

/// The callback.
pub(super) fn callback(s: &mut State, call: &Call, id: &str, token: &str) -> Answer {
    let unknown = || Refusal::unknown(10_062, "interaction");
    let interaction = s.discord.interactions.get(token).filter(|i| i.id == id).ok_or_else(unknown)?;
    if interaction.answered.is_some() {
        return Err(Refusal::new(400, 40_060, "Interaction has already been acknowledged."));
    }
    if interaction.issued.elapsed() > FIRST_ANSWER {
        return Err(unknown());
    }
    let (person, channel) = (interaction.person.clone(), interaction.channel.clone());
    let (kind, source) = (interaction.kind, interaction.source.clone());
    let answer = call.body["type"].as_u64().unwrap_or_default();
    let data = call.body["data"].clone();
    let on_message = source.is_some() && (kind == COMPONENT || kind == MODAL);
    let mut shown = None;
    match answer {
        4 => {
            limits::message(&data).map_err(under_data)?;
            let content = messages::new_content(s, call, &data, &channel)?;
            shown = Some(post(s, &channel, content, Some(&person)));
        }
        5 => set(s, token, |i| i.deferred = Some(data["flags"].as_u64().unwrap_or_default() & super::EPHEMERAL != 0)),
        6 if on_message => set(s, token, |i| i.original = source.clone()),
        7 if on_message => {
            let target = source.as_deref().unwrap_or_default();
            let old =
                s.discord.message(&channel, target).cloned().ok_or_else(|| Refusal::unknown(10_008, "Message"))?;
            let content = messages::amended(s, call, &data, &old).map_err(under_data)?;
            edit(s, &channel, target, content);
            shown = Some(old.id);
        }
        9 if kind != MODAL => {
            limits::modal(&data)?;
            let modal = Modal { data: data.clone(), channel: channel.clone(), message: source.clone() };
            s.discord.modals.insert(person.clone(), modal);
            s.note(HERE, What::FormOpened { person: person.clone(), form: data });
        }
        _ => {
            let mut c = limits::Complaints::default();
            c.add("type", "INTERACTION_APPLICATION_COMMAND_INVALID_CALLBACK_TYPE", "Value is not valid here.");
            c.verdict()?;
        }
    }
    set(s, token, |i| {
        i.answered = Some(answer);
        i.original = shown.clone().or(i.original.take());
    });
    s.note(HERE, What::Acknowledged { person });
    if call.query.get("with_response").and_then(Value::as_str) != Some("true") {
        return Ok((204, Value::Null));
    }
    let message = shown.and_then(|id| s.discord.message(&channel, &id)).map(|m| payloads::message(s, m));
    let interaction =
        json!({ "id": id, "type": kind, "response_message_id": message.as_ref().map(|m| m["id"].clone()) });
    Ok((200, json!({ "interaction": interaction, "resource": { "type": answer, "message": message } })))
}

fn set(s: &mut State, token: &str, change: impl FnOnce(&mut super::Interaction)) {
    if let Some(interaction) = s.discord.interactions.get_mut(token) {
        change(interaction);
    }
}

/// Complaints about a callback's message stand under `data`.
fn under_data(mut refusal: Refusal) -> Refusal {
    if !refusal.errors.is_null() {
        refusal.errors = json!({ "data": refusal.errors.take() });
    }
    refusal
}
