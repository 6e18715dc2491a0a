//! What there is to try, and which of it has been tried in which chat.
//!
//! Knows what a person did on the page and what was on the pressed message. Refuses to know why Afterword answered as
//! it did: a press by the person the message names counts as answering, a press by anybody else as trying to.

mod lessons;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use self::lessons::{LESSONS, Step, Way};
use super::Jump;

/// Something a newcomer has done with, or as, a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// Closed their ticket.
    Closed,
    /// Pressed where they are asked, as somebody else.
    Intruded,
    /// Answered as them.
    Answered,
    /// Answered as them, at the low end.
    Low,
    /// Answered as them, by direct message, after a case had ended.
    Again,
    /// Pressed the way out that says it is not solved, as them.
    NotSolved,
    /// Typed a command as them.
    Spoke,
    /// Took a card. It may not say whose.
    Took,
    /// Said how a case ended.
    Ended,
    /// Asked for the team's cases.
    Looked,
}

/// A deed and the key of the customer it concerns; empty: nobody in particular.
type Done = (Deed, String);

/// What has been tried so far. Steps never become undone.
#[derive(Debug, Default)]
pub(super) struct Guide {
    slack: BTreeSet<Done>,
    discord: BTreeSet<Done>,
    monday: bool,
}

impl Guide {
    /// What the page shows: `[{key, title, done, slack: {steps: [{key, done, text}], after}, discord: {…}}]`. A lesson is
    /// done when it is done in either chat. The last one has no steps: it is done with the clock.
    pub(super) fn steps(&self) -> Value {
        let lessons = LESSONS.iter().map(|lesson| {
            let (slack, discord) = (shown(&lesson.slack, &self.slack), shown(&lesson.discord, &self.discord));
            let done = slack["done"] == true || discord["done"] == true;
            json!({ "key": lesson.key, "title": lesson.title, "done": done, "slack": slack, "discord": discord })
        });
        let monday = json!({ "key": "monday", "title": "Monday", "done": self.monday });
        lessons.chain([monday]).collect()
    }

    /// Takes note of an act: the world before it, what was done, and what came of it.
    pub(super) fn saw(&mut self, before: &Value, what: &Value, result: &Value) {
        if !result["error"].is_null() {
            return;
        }
        let deeds = match what["act"].as_str().unwrap_or_default() {
            "shortcut" | "lock" => closed(before, what),
            "slash" => typed(before, what),
            "press" => self.pressed(before, what),
            "submit" if is_staff(before, what) => vec![nobodys(Deed::Ended)],
            _ => Vec::new(),
        };
        self.done_in(what).extend(deeds);
    }

    /// Takes note of a jump in time.
    pub(super) fn jumped(&mut self, jump: Jump) {
        self.monday |= jump == Jump::Monday;
    }

    fn done_in(&mut self, what: &Value) -> &mut BTreeSet<Done> {
        if what["platform"] == "discord" { &mut self.discord } else { &mut self.slack }
    }

    fn pressed(&mut self, before: &Value, what: &Value) -> Vec<Done> {
        let Some((channel, message)) = pressed_message(before, what) else { return Vec::new() };
        let control = what["control"].as_str().unwrap_or_default();
        if control.ends_with(":case_take") {
            return vec![nobodys(Deed::Took)];
        }
        let Some(asked) = asked_person(before, what, channel, message).map(key) else { return Vec::new() };
        let with_them = |deed| (deed, asked.to_owned());
        if asked != what["as"] {
            return vec![with_them(Deed::Intruded)];
        }
        let Some(low) = is_low(message, control) else {
            return control.ends_with(":not_solved").then(|| with_them(Deed::NotSolved)).into_iter().collect();
        };
        let again = channel["kind"] == "dm" && self.done_in(what).contains(&nobodys(Deed::Ended));
        let deeds = [Some(Deed::Answered), low.then_some(Deed::Low), again.then_some(Deed::Again)];
        deeds.into_iter().flatten().map(with_them).collect()
    }
}

fn nobodys(deed: Deed) -> Done {
    (deed, String::new())
}

fn shown(way: &Way, done: &BTreeSet<Done>) -> Value {
    let is_done = |s: &Step| {
        done.iter().any(|(deed, who)| *deed == s.deed && (s.whose.is_empty() || s.whose.contains(&who.as_str())))
    };
    let step = |s: &Step| json!({ "key": s.key, "done": is_done(s), "text": s.text, "whose": s.whose });
    let all = way.steps.iter().all(is_done);
    json!({ "steps": way.steps.iter().map(step).collect::<Value>(), "done": all, "after": way.after })
}

/// A ticket was closed by a message's menu or by locking its thread.
fn closed(before: &Value, what: &Value) -> Vec<Done> {
    let channel = channel_of(before, what, &what["channel"]);
    let mut messages = channel.and_then(|c| c["messages"].as_array()).into_iter().flatten();
    let of_whom = messages.find(|m| what["act"] == "lock" || m["id"] == what["message"]);
    let author = of_whom.map_or(&Value::Null, |m| &m["author"]["id"]);
    let platform = what["platform"].as_str().unwrap_or_default();
    let customer = people(before).find(|p| p[platform] == *author).map_or("", key);
    vec![(Deed::Closed, customer.to_owned())]
}

/// A command was typed.
fn typed(before: &Value, what: &Value) -> Vec<Done> {
    let text = what["text"].as_str().unwrap_or_default();
    let by = what["as"].as_str().unwrap_or_default();
    let named = |p: &&Value| {
        let named = p["name"].as_str().is_some_and(|name| text.contains(name));
        named || (!p["discord"].is_null() && p["discord"] == what["options"]["customer"])
    };
    let mut done = vec![(Deed::Spoke, by.to_owned())];
    if text.contains("close") {
        done.push((Deed::Closed, people(before).find(named).map_or("", key).to_owned()));
    }
    if text.contains("cases") && is_staff(before, what) {
        done.push(nobodys(Deed::Looked));
    }
    done
}

fn people(before: &Value) -> impl Iterator<Item = &Value> {
    before["people"].as_array().into_iter().flatten()
}

fn key(person: &Value) -> &str {
    person["key"].as_str().unwrap_or_default()
}

fn channel_of<'a>(before: &'a Value, what: &Value, id: &Value) -> Option<&'a Value> {
    before[what["platform"].as_str()?]["channels"].as_array()?.iter().find(|c| c["id"] == *id)
}

/// Whether somebody who is no customer did it: the only form a team's people are shown asks how a case ended.
fn is_staff(before: &Value, what: &Value) -> bool {
    people(before).any(|p| p["key"] == what["as"] && matches!(p["role"].as_str(), Some("agent" | "manager")))
}

fn pressed_message<'a>(before: &'a Value, what: &Value) -> Option<(&'a Value, &'a Value)> {
    let channel = channel_of(before, what, &what["channel"])?;
    let message = channel["messages"].as_array()?.iter().find(|m| m["id"] == what["message"])?;
    message["only_for"].is_null().then_some((channel, message))
}

/// Whose answer the pressed message waits for: the one person it names, or whose direct message it is. `None` for
/// messages that name nobody.
fn asked_person<'a>(before: &'a Value, what: &Value, channel: &Value, message: &Value) -> Option<&'a Value> {
    if channel["kind"] == "dm" {
        return people(before).find(|p| p["key"] == channel["with"]);
    }
    let platform = what["platform"].as_str()?;
    let words = message.to_string();
    people(before).find(|p| {
        let id = p[platform].as_str().unwrap_or("nobody");
        words.contains(&format!("<@{id}>")) || words.contains(&format!("\"user_id\":\"{id}\""))
    })
}

/// Whether the pressed button is at the low end of its message's scale; `None` if it is no number.
fn is_low(message: &Value, control: &str) -> Option<bool> {
    let mut scale = Vec::new();
    controls(message, &mut scale);
    scale.retain(|c| point(c).is_some());
    let at = scale.iter().position(|c| *c == control)?;
    Some(at < (scale.len() * 3 / 7).max(1))
}

fn point(control: &str) -> Option<u8> {
    control.rsplit_once('.')?.1.parse().ok()
}

/// Every button's id, in order.
fn controls<'a>(part: &'a Value, found: &mut Vec<&'a str>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|p| controls(p, found)),
        Value::Object(fields) => {
            found.extend(["action_id", "custom_id"].iter().filter_map(|key| fields.get(*key)?.as_str()));
            fields.values().for_each(|p| controls(p, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
