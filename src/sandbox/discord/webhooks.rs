//! Later answers to interactions: `@original` and follow-ups, for fifteen minutes.

use std::time::Duration;

use serde_json::Value;

use super::super::world::State;
use super::rest::{Answer, Call};
use super::{Content, EPHEMERAL, HERE, Refusal, delete, edit, limits, messages, payloads, post};

const LIFE: Duration = Duration::from_secs(15 * 60);

/// What a token stands for.
struct Standing {
    person: String,
    channel: String,
    original: Option<String>,
    deferred: Option<bool>,
}

/// Everything under `/webhooks/{app}/{token}`.
pub(super) fn route(s: &mut State, call: &Call, app: &str, token: &str, rest: &[&str]) -> Answer {
    let known = s.discord.interactions.get(token).filter(|_| app == s.cast.discord_application);
    let interaction = known.ok_or_else(|| Refusal::unknown(10_015, "Webhook"))?;
    if interaction.issued.elapsed() > LIFE {
        return Err(Refusal::new(401, 50_027, "Invalid Webhook Token"));
    }
    if interaction.answered.is_none() {
        return Err(Refusal::unknown(10_015, "Webhook"));
    }
    let standing = Standing {
        person: interaction.person.clone(),
        channel: interaction.channel.clone(),
        original: interaction.original.clone(),
        deferred: interaction.deferred,
    };
    match (call.method.as_str(), rest) {
        ("POST", []) => follow_up(s, call, token, &standing),
        ("GET", ["messages", id]) => {
            let id = target(&standing, id)?;
            let message = s.discord.message(&standing.channel, &id).cloned();
            let message = message.ok_or_else(|| Refusal::unknown(10_008, "Message"))?;
            Ok((200, payloads::message(s, &message)))
        }
        ("PATCH", ["messages", "@original"]) if standing.deferred.is_some() => first_answer(s, call, token, &standing),
        ("PATCH", ["messages", id]) => {
            let id = target(&standing, id)?;
            let old = s.discord.message(&standing.channel, &id).cloned();
            let old = old.ok_or_else(|| Refusal::unknown(10_008, "Message"))?;
            let content = messages::amended(s, call, &call.body, &old)?;
            edit(s, &standing.channel, &id, content);
            answer_with(s, &standing.channel, &id)
        }
        ("DELETE", ["messages", id]) => {
            let id = target(&standing, id)?;
            if s.discord.message(&standing.channel, &id).is_none() {
                return Err(Refusal::unknown(10_008, "Message"));
            }
            delete(s, &standing.channel, &id);
            Ok((204, Value::Null))
        }
        _ => {
            s.violation(HERE, "called an unknown route under /webhooks");
            Err(Refusal::new(404, 0, "404: Not Found"))
        }
    }
}

fn target(standing: &Standing, id: &str) -> Result<String, Refusal> {
    match (id, &standing.original) {
        ("@original", Some(original)) => Ok(original.clone()),
        ("@original", None) => Err(Refusal::unknown(10_008, "Message")),
        (id, _) => Ok(id.to_owned()),
    }
}

/// The answer that a deferral promised; it is as private as the deferral was.
fn first_answer(s: &mut State, call: &Call, token: &str, standing: &Standing) -> Answer {
    limits::message(&call.body)?;
    let content = messages::new_content(s, call, &call.body, &standing.channel)?;
    let private = if standing.deferred == Some(true) { EPHEMERAL } else { 0 };
    let content = Content { flags: (content.flags & !EPHEMERAL) | private, ..content };
    let id = post(s, &standing.channel, content, Some(&standing.person));
    if let Some(interaction) = s.discord.interactions.get_mut(token) {
        interaction.deferred = None;
        interaction.original = Some(id.clone());
    }
    answer_with(s, &standing.channel, &id)
}

/// A follow-up; the first one after a deferral takes the deferral's place, as Discord does.
fn follow_up(s: &mut State, call: &Call, token: &str, standing: &Standing) -> Answer {
    if standing.deferred.is_some() {
        return first_answer(s, call, token, standing);
    }
    limits::message(&call.body)?;
    let content = messages::new_content(s, call, &call.body, &standing.channel)?;
    let id = post(s, &standing.channel, content, Some(&standing.person));
    answer_with(s, &standing.channel, &id)
}

fn answer_with(s: &State, channel: &str, id: &str) -> Answer {
    let message = s.discord.message(channel, id).ok_or_else(|| Refusal::unknown(10_008, "Message"))?;
    Ok((200, payloads::message(s, message)))
}
