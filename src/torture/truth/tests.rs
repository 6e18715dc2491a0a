//! What the oracle finds, and what it lets pass.

use std::time::Duration;

use serde_json::json;

use super::super::plan::Script;
use super::*;
use crate::domain::Timestamp;
use crate::domain::instrument::{CES7, Score};
use crate::domain::survey::CancelReason;
use crate::sandbox::Sandbox;

fn at() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

fn answered() -> State {
    State::Answered { at: at(), message: None }
}

fn delivered() -> State {
    State::Delivered { at: at(), message: None }
}

fn answer(value: i64, comment: Option<&str>) -> Answer {
    let (score, comment) = (Score::on(&CES7, value).unwrap(), comment.map(str::to_owned));
    Answer { score, first_at: at(), last_at: at(), changes: 0, comment, reasons: vec![], contact_ok: false }
}

/// A customer who pressed 2, wrote why, and was thanked for both.
fn heard() -> Told {
    let script = Script {
        number: 7,
        platform: Platform::Slack,
        at: Duration::ZERO,
        delivered_twice: false,
        reopened: None,
        press: Some((2, Duration::ZERO)),
        explains: true,
    };
    let words = Some("It took 7 days.".to_owned());
    Told { script, accepted: true, reopened: false, pressed: true, thanked: true, words }
}

/// The same customer before they pressed anything.
fn silent() -> Told {
    Told { pressed: false, thanked: false, words: None, ..heard() }
}

fn verdict(told: &Told, prompts: usize, closes: usize, newest: Option<(State, Vec<Answer>)>) -> Verdict {
    let mut verdict = Verdict::default();
    let newest = newest.as_ref().map(|(state, answers)| (state, answers.as_slice()));
    one(&mut verdict, told, &Found { prompts, closes, newest });
    verdict
}

/// Everything as it should be.
fn kept() -> Option<(State, Vec<Answer>)> {
    Some((answered(), vec![answer(2, Some("It took 7 days."))]))
}

fn lost(verdict: &Verdict, what: &str) {
    assert!(verdict.lost.iter().any(|line| line.contains(what)), "{what}: {verdict:?}");
    assert_eq!(verdict.doubled, Vec::<String>::new());
}

fn doubled(verdict: &Verdict, what: &str) {
    assert!(verdict.doubled.iter().any(|line| line.contains(what)), "{what}: {verdict:?}");
    assert_eq!(verdict.lost, Vec::<String>::new());
}

#[test]
fn a_customer_who_was_told_the_truth_is_four_events_and_no_complaint() {
    let expected = Verdict { events: 4, ..Verdict::default() };
    assert_eq!(verdict(&heard(), 1, 1, kept()), expected, "close, prompt, press, words");
    let asked = Verdict { events: 2, ..Verdict::default() };
    assert_eq!(verdict(&silent(), 1, 1, Some((delivered(), vec![]))), asked);
    assert_eq!(verdict(&silent(), 1, 1, Some((State::Expired { at: at(), message: None }, vec![]))), asked);
}

#[test]
fn an_answer_that_was_thanked_for_and_is_not_stored_is_lost() {
    lost(&verdict(&heard(), 1, 1, Some((answered(), vec![]))), "a press of 2 is not stored");
    lost(&verdict(&heard(), 1, 1, Some((delivered(), vec![]))), "a press was thanked for and is not an answer");
    lost(&verdict(&heard(), 1, 1, Some((answered(), vec![answer(2, None)]))), "words that were thanked for");
    let others = Some((answered(), vec![answer(2, Some("It took 8 days."))]));
    lost(&verdict(&heard(), 1, 1, others), "words that were thanked for");
}

#[test]
fn another_score_than_the_one_pressed_is_a_loss() {
    let told = Told { words: None, ..heard() };
    lost(&verdict(&told, 1, 1, Some((answered(), vec![answer(6, None)]))), "2 became 6");
}

#[test]
fn a_press_that_nobody_thanked_for_may_have_been_kept_or_not() {
    let told = Told { thanked: false, words: None, ..heard() };
    for newest in [(answered(), vec![answer(2, None)]), (delivered(), vec![])] {
        let verdict = verdict(&told, 1, 1, Some(newest));
        assert_eq!((verdict.lost, verdict.doubled), (vec![], vec![]));
    }
}

#[test]
fn an_answer_that_nobody_pressed_is_found() {
    let found = verdict(&silent(), 1, 1, Some((answered(), vec![answer(5, None)])));
    assert!(found.doubled.iter().any(|line| line.contains("5, which nobody pressed")), "{found:?}");
    assert!(found.lost.iter().any(|line| line.contains("it ended as Answered")), "{found:?}");
}

#[test]
fn one_press_that_is_stored_twice_or_changed_is_found() {
    let two = vec![answer(2, Some("It took 7 days.")), answer(2, None)];
    doubled(&verdict(&heard(), 1, 1, Some((answered(), two))), "one press, and");
    let changed = Answer { changes: 1, ..answer(2, Some("It took 7 days.")) };
    doubled(&verdict(&heard(), 1, 1, Some((answered(), vec![changed]))), "one press, and");
}

#[test]
fn a_close_that_was_taken_is_in_the_ledger_once_and_its_customer_asked_once() {
    lost(&verdict(&silent(), 0, 0, None), "an accepted close is not in the ledger");
    lost(&verdict(&silent(), 0, 1, Some((delivered(), vec![]))), "nobody was asked");
    doubled(&verdict(&heard(), 2, 1, kept()), "2 prompts");
    doubled(&verdict(&heard(), 1, 2, kept()), "2 closes");
    let refused = Told { accepted: false, ..silent() };
    assert_eq!(verdict(&refused, 0, 0, None), Verdict::default(), "nothing was promised");
}

#[test]
fn a_survey_ends_as_its_customer_was_told() {
    let called_off = || State::Cancelled { at: at(), why: CancelReason::Reopened, message: None };
    lost(&verdict(&silent(), 1, 1, Some((called_off(), vec![]))), "it ended as Cancelled");
    lost(&verdict(&silent(), 1, 1, Some((State::Planned { send_at: at() }, vec![]))), "it ended as Planned");
    let again = Script { reopened: Some(Duration::ZERO), press: None, ..heard().script };
    let reopened = Told { script: again, reopened: true, ..silent() };
    let fine = verdict(&reopened, 1, 1, Some((called_off(), vec![])));
    assert_eq!((fine.lost, fine.doubled), (vec![], vec![]));
    lost(&verdict(&reopened, 1, 1, Some((delivered(), vec![]))), "it ended as Delivered");
}

#[test]
fn a_channel_has_one_scorecard_for_each_monday() {
    let of = |cards| {
        let mut verdict = Verdict::default();
        one_channel(&mut verdict, Platform::Discord, cards, 2);
        verdict
    };
    assert_eq!(of(2), Verdict { events: 2, ..Verdict::default() });
    lost(&of(1), "1 scorecards in discord for 2 Mondays");
    doubled(&of(3), "3 scorecards in discord for 2 Mondays");
}

#[expect(clippy::disallowed_methods, reason = "it has its deadline here; the sandbox's callers know nothing of `chat`")]
fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap()
}

#[tokio::test]
async fn what_appeared_before_a_person_is_counted_even_if_it_was_taken_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let world = sandbox.world();
    let (api, token) = (sandbox.slack_api_url(), world.cast().slack_bot_token.clone());
    let call = async |method: &str, body: serde_json::Value| -> serde_json::Value {
        let request = client().post(format!("{api}/{method}")).bearer_auth(&token);
        let request = request.header("content-type", "application/json").body(body.to_string());
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let person = world.person("mia").unwrap();
    let opened = call("conversations.open", json!({ "users": person.slack })).await;
    let dm = opened["channel"]["id"].clone();
    assert_eq!(prompts(world).len(), 0);
    let mut posted = Vec::new();
    for _ in 0..2 {
        posted.push(call("chat.postMessage", json!({ "channel": dm, "text": "How easy was it?" })).await["ts"].clone());
    }
    call("chat.delete", json!({ "channel": dm, "ts": posted[0] })).await;
    assert_eq!(world.bot_messages(Platform::Slack, dm.as_str().unwrap()).len(), 1, "one of them is gone");
    assert_eq!(prompts(world), BTreeMap::from([((Platform::Slack, "mia".to_owned()), 2)]));
}
