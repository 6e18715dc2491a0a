//! What ticks which step.

use super::*;

fn button(id: &str) -> Value {
    json!({ "type": "button", "action_id": id })
}

fn scale() -> Vec<Value> {
    (1..=7).map(|n| button(&format!("aw1:s:ces7.{n}"))).chain([button("aw1:s:not_solved")]).collect()
}

fn world() -> Value {
    json!({
        "people": [
            { "key": "mia", "name": "Mia", "slack": "U1", "discord": "11", "role": "customer" },
            { "key": "jonas", "name": "Jonas", "slack": "U2", "discord": "12", "role": "customer" },
            { "key": "ana", "name": "Ana", "slack": "U3", "discord": "13", "role": "agent" },
        ],
        "slack": { "channels": [
            { "id": "C1", "kind": "channel", "name": "support", "messages": [
                { "id": "0.1", "author": { "id": "U2" }, "only_for": null, "text": "Hello" },
                { "id": "1.0", "only_for": null, "text": "<@U1>, how easy was it?", "blocks": scale() },
                { "id": "2.0", "only_for": "mia", "text": "<@U1> saved", "blocks": scale() },
            ]},
            { "id": "D1", "kind": "dm", "with": "mia", "messages": [
                { "id": "4.0", "only_for": null, "text": "has it become better?", "blocks": scale() },
            ]},
        ]},
        "discord": { "channels": [
            { "id": "F2", "kind": "thread", "parent": "F1", "name": "SSO", "messages": [
                { "id": "5", "author": { "id": "12" }, "only_for": null, "content": "Hello" },
            ]},
        ]},
    })
}

fn press(as_: &str, channel: &str, message: &str, control: &str) -> Value {
    json!({ "platform": "slack", "as": as_, "act": "press", "channel": channel, "message": message,
            "control": format!("aw1:s:{control}") })
}

fn did(guide: &mut Guide, what: &Value) {
    guide.saw(&world(), what, &json!({}));
}

fn all(done: &BTreeSet<Done>) -> Vec<(Deed, &str)> {
    done.iter().map(|(deed, who)| (*deed, who.as_str())).collect()
}

#[test]
fn a_press_by_somebody_else_is_not_an_answer() {
    let mut guide = Guide::default();
    did(&mut guide, &press("jonas", "C1", "1.0", "ces7.6"));
    assert_eq!(all(&guide.slack), [(Deed::Intruded, "mia")]);
    did(&mut guide, &press("mia", "C1", "1.0", "ces7.6"));
    assert_eq!(all(&guide.slack), [(Deed::Intruded, "mia"), (Deed::Answered, "mia")]);
    assert!(guide.discord.is_empty());
}

#[test]
fn private_buttons_and_failed_acts_tick_nothing() {
    let mut guide = Guide::default();
    did(&mut guide, &press("mia", "C1", "2.0", "ces7.6"));
    guide.saw(&world(), &press("mia", "C1", "1.0", "ces7.6"), &json!({ "error": "no" }));
    guide.saw(&world(), &json!({ "act": "shortcut" }), &json!({ "error": "no" }));
    assert!(guide.slack.is_empty() && guide.discord.is_empty());
}

#[test]
fn the_low_end_and_a_way_out_are_told_apart() {
    let mut guide = Guide::default();
    did(&mut guide, &press("mia", "C1", "1.0", "not_solved"));
    assert_eq!(all(&guide.slack), [(Deed::NotSolved, "mia")]);
    did(&mut guide, &press("mia", "C1", "1.0", "ces7.4"));
    assert!(!all(&guide.slack).contains(&(Deed::Low, "mia")));
    did(&mut guide, &press("mia", "C1", "1.0", "ces7.3"));
    assert!(all(&guide.slack).contains(&(Deed::Low, "mia")));
}

#[test]
fn whose_ticket_is_closed_is_seen_from_the_message_the_thread_or_the_command() {
    let mut guide = Guide::default();
    let shortcut = json!({ "platform": "slack", "as": "ana", "act": "shortcut", "channel": "C1", "message": "0.1" });
    did(&mut guide, &shortcut);
    did(&mut guide, &json!({ "platform": "discord", "as": "ana", "act": "lock", "channel": "F2" }));
    did(&mut guide, &json!({ "platform": "slack", "as": "ana", "act": "slash", "text": "/afterword close @Mia Card" }));
    let close =
        json!({ "platform": "discord", "as": "ana", "act": "slash", "text": "close", "options": { "customer": "11" } });
    did(&mut guide, &close);
    assert_eq!(all(&guide.slack), [(Deed::Closed, "jonas"), (Deed::Closed, "mia"), (Deed::Spoke, "ana")]);
    assert_eq!(all(&guide.discord), [(Deed::Closed, "jonas"), (Deed::Closed, "mia"), (Deed::Spoke, "ana")]);
}

#[test]
fn a_case_goes_from_its_card_to_being_rated_again() {
    let mut guide = Guide::default();
    did(&mut guide, &press("mia", "D1", "4.0", "ces7.6"));
    assert_eq!(all(&guide.slack), [(Deed::Answered, "mia")], "an ordinary question by direct message");
    did(&mut guide, &press("ana", "C1", "0.1", "case_take"));
    assert!(guide.slack.contains(&nobodys(Deed::Took)));
    did(&mut guide, &json!({ "platform": "slack", "act": "submit", "as": "mia" }));
    assert!(!guide.slack.contains(&nobodys(Deed::Ended)), "a customer's form is a comment");
    did(&mut guide, &json!({ "platform": "slack", "act": "submit", "as": "ana" }));
    did(&mut guide, &press("mia", "D1", "4.0", "ces7.6"));
    assert!(all(&guide.slack).contains(&(Deed::Again, "mia")));
}

#[test]
fn only_the_team_looks_at_its_cases() {
    let mut guide = Guide::default();
    let typed = |who: &str| json!({ "platform": "discord", "as": who, "act": "slash", "text": "cases" });
    did(&mut guide, &typed("mia"));
    assert_eq!(all(&guide.discord), [(Deed::Spoke, "mia")]);
    did(&mut guide, &typed("ana"));
    assert!(guide.discord.contains(&nobodys(Deed::Looked)));
}

#[test]
fn a_lesson_is_done_when_every_step_of_it_is_done_in_one_chat() {
    let mut guide = Guide::default();
    let done =
        |guide: &Guide| -> Vec<bool> { guide.steps().as_array().unwrap().iter().map(|s| s["done"] == true).collect() };
    let with_mia = |deed| (deed, "mia".to_owned());
    guide.slack.extend([Deed::Closed, Deed::Intruded].map(with_mia));
    guide.discord.insert(with_mia(Deed::Answered));
    assert_eq!(done(&guide), [false; 6]);
    guide.slack.insert(with_mia(Deed::Answered));
    assert_eq!(done(&guide), [true, false, false, false, false, false]);
    guide.jumped(Jump::Minutes(60));
    assert!(!done(&guide)[5]);
    guide.jumped(Jump::Monday);
    assert!(done(&guide)[5]);
}

#[test]
fn whoever_a_lesson_speaks_of_waits_in_that_chat() {
    let names = |cast: crate::sandbox::Cast| -> BTreeSet<String> { cast.people.into_iter().map(|p| p.key).collect() };
    let known = names(crate::sandbox::Cast::demo());
    for way in LESSONS.iter().flat_map(|l| [&l.slack, &l.discord]) {
        for who in way.steps.iter().flat_map(|s| s.whose) {
            assert!(known.contains(*who), "{who}");
        }
    }
}
