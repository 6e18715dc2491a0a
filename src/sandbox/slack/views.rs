//! Forms: `views.open` and `views.update`.
//!
//! Knows that a trigger opens one form within three seconds. Shapes are checked by `view_limits`.

use serde_json::{Value, json};

use super::super::journal::What;
use super::super::world::State;
use super::args::Call;
use super::{HERE, Refusal, THREE_SECONDS, chat, limits, payloads, view_limits, with_ids};

/// `views.open`.
pub(super) fn open(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let trigger = call.need("trigger_id")?;
    match s.slack.triggers.get(trigger) {
        None => return Err(Refusal::new("invalid_trigger_id")),
        Some(t) if t.used => return Err(Refusal::new("exchanged_trigger_id")),
        Some(t) if t.issued.elapsed() > THREE_SECONDS => return Err(Refusal::new("expired_trigger_id")),
        Some(_) => {}
    }
    let mut given = given_view(s, call)?;
    given["blocks"] = with_ids(s, given["blocks"].take());
    let Some(trigger) = s.slack.triggers.get_mut(trigger) else { return Err(Refusal::new("invalid_trigger_id")) };
    trigger.used = true;
    let (person, channel) = (trigger.person.clone(), trigger.channel.clone());
    s.slack.view_channels.insert(person.clone(), channel);
    let id = format!("V0{:08}", s.serial());
    let view = payloads::view(s, &id, &given);
    show(s, person, view.clone());
    Ok(json!({ "view": view }))
}

/// `views.update` by `view_id`.
pub(super) fn update(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let id = call.need("view_id")?;
    let Some(person) = s.slack.views.iter().find(|(_, v)| v["id"] == id).map(|(p, _)| p.clone()) else {
        return Err(Refusal::new("not_found"));
    };
    let hash = s.slack.views.get(&person).map(|v| v["hash"].clone());
    if call.text("hash").is_some_and(|h| hash != Some(json!(h))) {
        return Err(Refusal::new("hash_conflict"));
    }
    let mut given = given_view(s, call)?;
    given["blocks"] = with_ids(s, given["blocks"].take());
    let view = payloads::view(s, id, &given);
    show(s, person, view.clone());
    Ok(json!({ "view": view }))
}

fn given_view(s: &State, call: &Call) -> Result<Value, Refusal> {
    let invalid = |_| Refusal::because("invalid_arguments", "view is not JSON");
    let given = limits::structured(call.args.get("view")).map_err(invalid)?;
    view_limits::view(&given, &|id| chat::knows_file(s, id))?;
    Ok(given)
}

/// Puts a form before a person.
pub(super) fn show(s: &mut State, person: String, view: Value) {
    s.slack.views.insert(person.clone(), view.clone());
    s.note(HERE, What::FormOpened { person, form: view });
}

/// What the acknowledgement of a submission does to the form.
pub(super) fn submitted(s: &mut State, person: &str, answer: Option<&Value>) {
    let person = person.to_owned();
    let action = answer.and_then(|a| a["response_action"].as_str()).unwrap_or("close");
    match (action, answer) {
        ("errors", Some(answer)) => {
            s.note(HERE, What::FormRefused { person, errors: answer["errors"].clone() });
        }
        ("update" | "push", Some(answer)) => {
            let id = s.slack.views.get(&person).and_then(|v| v["id"].as_str()).unwrap_or("V0UPDATED").to_owned();
            let view = payloads::view(s, &id, &answer["view"]);
            show(s, person, view);
        }
        _ => {
            s.slack.views.remove(&person);
            s.note(HERE, What::FormClosed { person });
        }
    }
}
