//! The short list of things to try, and which of them are done.
//!
//! Knows what a person did on the page and what was on the pressed message. Refuses to know why Afterword answered as
//! it did: a press by the person the message names counts as answering, a press by anybody else as trying to.

use serde_json::{Value, json};

use super::Jump;

/// What has been tried so far. Steps never become undone.
#[derive(Debug, Default)]
pub(super) struct Guide {
    closed: bool,
    intruded: bool,
    answered: bool,
    handled: bool,
    monday: bool,
}

impl Guide {
    /// The steps as the page shows them: `[{done, text}]`.
    pub(super) fn steps(&self) -> Value {
        json!([
            { "done": self.closed, "text": "Close a ticket as Ana" },
            { "done": self.intruded, "text": "Press as somebody else" },
            { "done": self.answered, "text": "Answer as Mia" },
            { "done": self.handled, "text": "Take a low score as Ana, and say how it ended" },
            { "done": self.monday, "text": "Jump to Monday" },
        ])
    }

    /// Takes note of an act: the world before it, what was done, and what came of it.
    pub(super) fn saw(&mut self, before: &Value, what: &Value, result: &Value) {
        if !result["error"].is_null() {
            return;
        }
        match what["act"].as_str().unwrap_or_default() {
            "shortcut" | "lock" => self.closed = true,
            "slash" => self.closed |= what["text"].as_str().is_some_and(|t| t.contains("close")),
            "press" => self.pressed(before, what),
            "submit" => self.handled |= is_staff(before, what),
            _ => {}
        }
    }

    /// Takes note of a jump in time.
    pub(super) fn jumped(&mut self, jump: Jump) {
        self.monday |= jump == Jump::Monday;
    }

    fn pressed(&mut self, before: &Value, what: &Value) {
        let Some(asked) = asked_person(before, what) else { return };
        if asked == what["as"] { self.answered = true } else { self.intruded = true }
    }
}

/// Whether somebody who is no customer did it: the only form a team's people are shown asks how a case ended.
fn is_staff(before: &Value, what: &Value) -> bool {
    let people = before["people"].as_array();
    people
        .into_iter()
        .flatten()
        .any(|p| p["key"] == what["as"] && matches!(p["role"].as_str(), Some("agent" | "manager")))
}

/// Whose answer the pressed message waits for: the one person it names, or whose direct message it is. `None` for
/// messages only one person sees and for messages that name nobody.
fn asked_person(before: &Value, what: &Value) -> Option<Value> {
    let platform = what["platform"].as_str()?;
    let channel = before[platform]["channels"].as_array()?.iter().find(|c| c["id"] == what["channel"])?;
    let message = channel["messages"].as_array()?.iter().find(|m| m["id"] == what["message"])?;
    if !message["only_for"].is_null() {
        return None;
    }
    if channel["kind"] == "dm" {
        return Some(channel["with"].clone());
    }
    let words = message.to_string();
    let named = |p: &&Value| {
        let id = p[platform].as_str().unwrap_or("nobody");
        words.contains(&format!("<@{id}>")) || words.contains(&format!("\"user_id\":\"{id}\""))
    };
    before["people"].as_array()?.iter().find(named).map(|p| p["key"].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> Value {
        json!({
            "people": [{ "key": "mia", "slack": "U1" }, { "key": "jonas", "slack": "U2" },
                { "key": "ana", "slack": "U3", "role": "agent" }],
            "slack": { "channels": [{ "id": "C1", "kind": "channel", "messages": [
                { "id": "1.0", "only_for": null, "text": "<@U1>, how easy was it?" },
                { "id": "2.0", "only_for": "mia", "text": "<@U1> saved" },
            ]}]},
        })
    }

    fn press(as_: &str, message: &str) -> Value {
        json!({ "platform": "slack", "as": as_, "act": "press", "channel": "C1", "message": message, "control": "x" })
    }

    fn done(guide: &Guide) -> Vec<bool> {
        guide.steps().as_array().unwrap().iter().map(|s| s["done"].as_bool().unwrap()).collect()
    }

    #[test]
    fn a_press_by_somebody_else_is_not_an_answer() {
        let mut guide = Guide::default();
        guide.saw(&world(), &press("jonas", "1.0"), &json!({}));
        assert_eq!(done(&guide), [false, true, false, false, false]);
        guide.saw(&world(), &press("mia", "1.0"), &json!({}));
        assert_eq!(done(&guide), [false, true, true, false, false]);
    }

    #[test]
    fn private_buttons_and_failed_acts_tick_nothing() {
        let mut guide = Guide::default();
        guide.saw(&world(), &press("mia", "2.0"), &json!({}));
        guide.saw(&world(), &press("mia", "1.0"), &json!({ "error": "no" }));
        guide.saw(&world(), &json!({ "act": "shortcut" }), &json!({ "error": "no" }));
        assert_eq!(done(&guide), [false; 5]);
    }

    #[test]
    fn an_agents_form_is_the_end_of_a_case_and_a_customers_is_a_comment() {
        let mut guide = Guide::default();
        guide.saw(&world(), &json!({ "act": "submit", "as": "mia" }), &json!({}));
        assert!(!done(&guide)[3]);
        guide.saw(&world(), &json!({ "act": "submit", "as": "ana" }), &json!({}));
        assert!(done(&guide)[3]);
    }

    #[test]
    fn only_monday_ticks_monday() {
        let mut guide = Guide::default();
        guide.jumped(Jump::Minutes(60));
        assert!(!done(&guide)[4]);
        guide.jumped(Jump::Monday);
        assert!(done(&guide)[4]);
    }
}
