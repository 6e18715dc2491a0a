//! Every message about promises, as it reads.

use insta::assert_snapshot;

use super::*;
use crate::present::text;

fn promise(week: &str, words: &str, fate: Option<Fate>) -> Promise {
    let by = Some("Lena".to_owned());
    Promise { id: 7, team: TeamName::new("Payments"), week: week.parse().unwrap(), words: words.to_owned(), by, fate }
}

fn this() -> Promise {
    promise("2026-W48", "We call back the same day", None)
}

fn reply(outcome: &PromiseOutcome) -> String {
    text::plain(&promise_reply(Voice::ENGLISH, outcome))
}

fn lines(blocks: Vec<Block>) -> String {
    text::plain(&Message { blocks, marker: None })
}

#[test]
fn what_was_promised_is_read_back_with_buttons_for_what_became_of_it() {
    let made = PromiseOutcome::Made { made: this(), cut: false, replaced: false, marked: None, unclear: false };
    assert_snapshot!(reply(&made), @r"
    The promise of Payments for 23-29 Nov 2026 is:
    > We call back the same day
    The next scorecard says it, with what became of it. Say so any time:
    [Kept] [Not kept] [Still at it]
    ");
    let before = promise("2026-W47", "No more than one handover", Some(Fate::NotKept));
    let made = PromiseOutcome::Made { made: this(), cut: true, replaced: true, marked: Some(before), unclear: false };
    assert_snapshot!(reply(&made), @r"
    The promise of Payments for 23-29 Nov 2026 is:
    > We call back the same day
    It was longer than 300 characters and was cut. It takes the place of the one before, which is kept. Last time's promise: not kept. The next scorecard says it, with what became of it. Say so any time:
    [Kept] [Not kept] [Still at it]
    ");
}

#[test]
fn a_mark_is_said_back_and_where_it_will_be_read() {
    let promise = promise("2026-W47", "No more than one handover", Some(Fate::Still));
    assert_snapshot!(reply(&PromiseOutcome::Marked { promise: promise.clone(), posted: true }), @r"
    > No more than one handover
    Noted for 16-22 Nov 2026: still at it. What was posted stays as it is; the next scorecard says it.
    ");
    assert_snapshot!(reply(&PromiseOutcome::Marked { promise, posted: false }), @r"
    > No more than one handover
    Noted for 16-22 Nov 2026: still at it. The next scorecard says it.
    ");
}

#[test]
fn whoever_may_not_or_said_nothing_is_told_so() {
    let of = |outcome| reply(&outcome);
    assert_snapshot!(of(PromiseOutcome::NotAllowed), @"Promises are for the people of a team. Nothing changed.");
    assert_snapshot!(of(PromiseOutcome::NotOfTheTeam { team: TeamName::new("Payments") }), @"Promises of Payments are for the people of that team. Nothing changed.");
    assert_snapshot!(of(PromiseOutcome::Nothing { unclear: false }), @"Nothing was written and nothing was chosen, so nothing changed.");
    assert_snapshot!(of(PromiseOutcome::Nothing { unclear: true }), @"What became of the promise before could not be read: choose exactly one. Nothing changed.");
    assert_snapshot!(of(PromiseOutcome::WhichTeam(vec!["Payments".into(), "Second Line".into()])), @"You are of several teams (Payments, Second Line). Type it in a channel of the team you mean, or press the button below its scorecard. Nothing changed.");
}

#[test]
fn a_scorecard_says_its_weeks_promise_and_news_of_an_earlier_one() {
    let week = "2026-W48".parse().unwrap();
    let earlier = promise("2026-W47", "No more than one handover", Some(Fate::Kept));
    assert_snapshot!(lines(promise_lines(Voice::ENGLISH, week, &[this(), earlier], Some(12))), @r"
    The week's promise (23-29 Nov 2026, by Lena): what became of it was not said.
    > We call back the same day
    An earlier promise (16-22 Nov 2026, by Lena): kept.
    > No more than one handover
    [Promise for this week] [How was this worked out?]
    ");
    assert_snapshot!(lines(promise_lines(Voice::ENGLISH, week, &[], Some(12))), @"[Promise for this week] [How was this worked out?]");
    assert_eq!(promise_lines(Voice::ENGLISH, week, &[], None), []);
    assert_snapshot!(lines(promise_detail(Voice::ENGLISH, week, &[this()])), @r"
    The week's promise: what became of it?
    > We call back the same day
    [Kept] [Not kept] [Still at it]
    ");
    assert_eq!(promise_detail(Voice::ENGLISH, week, &[promise("2026-W47", "x", None)]), []);
}

#[test]
fn without_a_text_what_stands_is_shown() {
    let (name, before) = (TeamName::new("Payments"), promise("2026-W47", "No more than one handover", None));
    assert_snapshot!(text::plain(&promises(Voice::ENGLISH, &name, None, None)), @"Payments has promised nothing for this week yet: /afterword promise <what you will do better>");
    assert_snapshot!(text::plain(&promises(Voice::ENGLISH, &name, None, Some(&before))), @r"
    Payments has promised nothing for this week yet: /afterword promise <what you will do better>
    Before (16-22 Nov 2026, by Lena): what became of it was not said.
    > No more than one handover
    What became of that one?
    [Kept] [Not kept] [Still at it]
    ");
    assert_snapshot!(text::plain(&promises(Voice::ENGLISH, &name, Some(&this()), Some(&before))), @r"
    This week (23-29 Nov 2026, by Lena): what became of it was not said.
    > We call back the same day
    Before (16-22 Nov 2026, by Lena): what became of it was not said.
    > No more than one handover
    What became of this week's?
    [Kept] [Not kept] [Still at it]
    ");
}

#[test]
fn the_form_asks_about_the_one_before_and_begins_with_what_stands() {
    let before = promise("2026-W47", "No more than one handover", Some(Fate::Still));
    assert_snapshot!(text::form(&promise_form(Voice::ENGLISH, "12", Some(&this()), Some(&before))), @r"
    Promise for this week
    What became of the last promise?:
      ( ) Kept
      ( ) Not kept
      (x) Still at it
    What will you do better this week?: We call back the same day_
    [Promise]
    ");
    assert_snapshot!(text::form(&promise_form(Voice::ENGLISH, "12", None, None)), @r"
    Promise for this week
    What will you do better this week?: _
    [Promise]
    ");
}

#[test]
fn a_choice_that_is_not_exactly_one_is_none() {
    let read = |fate: &str, words: &str| {
        let fields = [(FATE, fate), (PROMISE, words)].map(|(k, v)| (k.to_owned(), v.to_owned()));
        read_promise_form(&fields.into())
    };
    assert_eq!(read("kept", " We  call\u{202e} back "), (Some("We call back".into()), Some(Some(Fate::Kept))));
    assert_eq!(read("", " \n "), (None, Some(None)));
    assert_eq!(read("kept,not_kept", "x"), (Some("x".into()), None));
    assert_eq!(read("made_up", "x"), (Some("x".into()), None));
    assert_eq!(read_promise_form(&BTreeMap::new()), (None, Some(None)));
}

#[test]
fn foreign_words_stay_inside_their_own_place() {
    let wild = promise("2026-W48", "\u{202e}<!channel> @everyone\n# now", None);
    let said = lines(promise_lines(Voice::ENGLISH, wild.week, std::slice::from_ref(&wild), None));
    assert!(said.contains("> <!channel> @everyone # now") && !said.contains('\u{202e}'), "{said}");
}
