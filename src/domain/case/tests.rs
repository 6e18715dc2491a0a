//! Every row of the table, and that no order of events breaks a case's promises.

use proptest::prelude::*;

use super::*;
use crate::domain::instrument::{CES7, CSAT5};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn rules() -> Rules {
    Rules { low: BTreeMap::new(), limit: Duration::from_hours(4), hours: Hours::always(), zone: TimeZone::UTC }
}

fn person(name: &str, leads: bool) -> Handler {
    Handler { identity: Identity::slack("T1", name), belongs: true, leads, is_bot: false }
}

fn ana() -> Handler {
    person("UANA", false)
}

fn ben() -> Handler {
    person("UBEN", false)
}

fn lena() -> Handler {
    person("ULENA", true)
}

fn open() -> Case {
    Case::open(CaseId::new("c1"), SurveyId::new("s1"), TeamName::new("Payments"), at(0))
}

fn taken() -> Case {
    Case { state: State::Taken { by: ana().identity }, claimed_at: Some(at(60)), ..open() }
}

fn close(by: Handler, outcome: Option<Outcome>) -> Event {
    Event::Close { by, outcome, note: None, ask_again: false }
}

fn then(case: &Case, event: Event) -> Result<(Case, Vec<Effect>), Refused> {
    apply(case, &rules(), &event, at(3_600))
}

fn answered(case: &Case, mood: Mood, may_show: bool) -> Case {
    then(case, Event::Answered { mood, may_show, by_score: true }).unwrap().0
}

fn answer(score: Score) -> Answer {
    Answer { score, first_at: at(0), last_at: at(0), changes: 0, comment: None, reasons: Vec::new(), contact_ok: false }
}

fn on(instrument: &'static crate::domain::instrument::Instrument, value: i64) -> Score {
    Score::on(instrument, value).unwrap()
}

#[test]
fn a_score_is_low_at_or_under_the_threshold_and_without_one_as_the_question_says() {
    let mut rules = rules();
    let low = |rules: &Rules| (1..=7).filter(|v| rules.is_low(on(&CES7, *v))).collect::<Vec<_>>();
    assert_eq!(low(&rules), [1, 2, 3]);
    rules.low.insert("ces7".into(), 1);
    assert_eq!(low(&rules), [1]);
    assert!(rules.is_low(on(&CSAT5, 2)) && !rules.is_low(on(&CSAT5, 3)), "the other question keeps its own");
}

#[test]
fn one_low_answer_is_enough_and_high_means_all_of_them() {
    let mood = |scores: &[Score]| rules().mood(&scores.iter().map(|s| answer(*s)).collect::<Vec<_>>());
    assert_eq!(mood(&[on(&CES7, 7), on(&CSAT5, 1)]), Mood::Low);
    assert_eq!(mood(&[on(&CES7, 7), on(&CSAT5, 3)]), Mood::Middling);
    assert_eq!(mood(&[on(&CES7, 5), on(&CSAT5, 4)]), Mood::High);
    assert_eq!(mood(&[]), Mood::Middling);
}

#[test]
fn a_low_score_opens_a_case_where_none_is_live() {
    let closed = State::Closed { by: None, outcome: Outcome::Fixed, at: at(0) };
    let gone = State::Withdrawn { why: Withdrawal::ChangedMind, at: at(0) };
    for by_score in [true, false] {
        assert!(opens(Mood::Low, true, None, by_score));
        assert!(opens(Mood::Low, true, Some(&gone), by_score));
        assert!(!opens(Mood::Low, true, Some(&State::Open), by_score));
        assert!(!opens(Mood::Low, true, Some(&taken().state), by_score));
        assert!(!opens(Mood::Low, false, None, by_score), "nobody may see it");
        assert!(!opens(Mood::Middling, true, None, by_score) && !opens(Mood::High, true, None, by_score));
    }
    assert!(opens(Mood::Low, true, Some(&closed), true), "another low score after an end is news");
    assert!(!opens(Mood::Low, true, Some(&closed), false), "another comment is not");
}

#[test]
fn one_takes_it_and_the_next_is_told_who() {
    let (case, effects) = then(&open(), Event::Take { by: ana() }).unwrap();
    assert_eq!((&case.state, case.claimed_at), (&State::Taken { by: ana().identity }, Some(at(3_600))));
    assert_eq!(effects, [Effect::AmendCard]);
    assert_eq!(then(&case, Event::Take { by: ben() }), Err(Refused::TakenBy(ana().identity)));
    assert_eq!(then(&case, Event::Take { by: ana() }), Err(Refused::AlreadyYours));
    assert_eq!(then(&case, Event::Take { by: lena() }), Err(Refused::TakenBy(ana().identity)), "managers too");
}

#[test]
fn who_is_not_of_the_team_or_a_program_is_refused_first() {
    let stranger = Handler { belongs: false, ..ana() };
    let bot = Handler { is_bot: true, ..ana() };
    for case in [open(), taken()] {
        for by in [stranger.clone(), bot.clone()] {
            let expected = if by.is_bot { Refused::Bot } else { Refused::NotOfTheTeam };
            let events = [
                Event::Take { by: by.clone() },
                Event::NotActionable { by: by.clone() },
                Event::HandBack { by: by.clone() },
                close(by.clone(), Some(Outcome::Fixed)),
            ];
            for event in events {
                assert_eq!(then(&case, event), Err(expected.clone()));
            }
            assert_eq!(may_close(&case, &by), Err(expected.clone()));
        }
    }
}

#[test]
fn whoever_has_it_or_a_manager_closes_it_with_exactly_one_outcome() {
    for by in [ana(), lena()] {
        let (case, effects) = then(&taken(), close(by.clone(), Some(Outcome::Explained))).unwrap();
        let state = State::Closed { by: Some(by.identity), outcome: Outcome::Explained, at: at(3_600) };
        assert_eq!((case.state, effects), (state, vec![Effect::AmendCard]));
    }
    assert_eq!(then(&taken(), close(ben(), Some(Outcome::Fixed))), Err(Refused::TakenBy(ana().identity)));
    assert_eq!(then(&taken(), close(ana(), None)), Err(Refused::OneOutcome));
    assert_eq!(then(&taken(), close(ana(), Some(Outcome::Other))), Err(Refused::NoteMissing));
    assert_eq!(then(&open(), close(ana(), Some(Outcome::Fixed))), Err(Refused::NobodyHasIt));
    let note = Some("Sent a new card".to_owned());
    let other = Event::Close { by: ana(), outcome: Some(Outcome::Other), note: note.clone(), ask_again: true };
    let (case, effects) = then(&taken(), other).unwrap();
    assert_eq!((case.note, effects), (note, vec![Effect::AmendCard, Effect::Invite]));
}

#[test]
fn given_back_it_waits_anew_and_is_reminded_of_anew() {
    let nudged = Case { nudged_at: Some(at(30)), ..taken() };
    let (case, effects) = then(&nudged, Event::HandBack { by: ana() }).unwrap();
    assert_eq!((&case.state, case.waiting_since, case.nudged_at, case.round), (&State::Open, at(3_600), None, 1));
    assert_eq!(case.claimed_at, Some(at(60)), "it was answered then, whatever came after");
    assert_eq!(effects, [Effect::AmendCard, Effect::NudgeAt(at(3_600 + 4 * 3_600))]);
    assert_eq!(then(&open(), Event::HandBack { by: ana() }), Err(Refused::NobodyHasIt));
}

#[test]
fn anybody_may_call_an_open_case_not_actionable_but_not_somebody_elses() {
    let (case, _) = then(&open(), Event::NotActionable { by: ben() }).unwrap();
    assert_eq!(case.state, State::NotActionable { by: Some(ben().identity), at: at(3_600) });
    assert_eq!(case.claimed_at, Some(at(3_600)));
    assert_eq!(then(&taken(), Event::NotActionable { by: ben() }), Err(Refused::TakenBy(ana().identity)));
    assert!(then(&taken(), Event::NotActionable { by: lena() }).is_ok());
}

#[test]
fn what_is_over_stays_over_and_says_how() {
    let over = [
        State::Closed { by: None, outcome: Outcome::Fixed, at: at(0) },
        State::NotActionable { by: None, at: at(0) },
        State::Withdrawn { why: Withdrawal::Erased, at: at(0) },
    ];
    for state in over {
        let case = Case { state: state.clone(), ..open() };
        let events = [
            Event::Take { by: ana() },
            Event::NotActionable { by: ana() },
            Event::HandBack { by: lena() },
            close(lena(), Some(Outcome::Fixed)),
        ];
        for event in events {
            assert_eq!(then(&case, event), Err(Refused::Over(state.code())));
        }
        assert_eq!(then(&case, Event::Nudged), Err(Refused::OutOfOrder("nudged")));
    }
}

#[test]
fn a_mind_changed_before_anybody_takes_it_withdraws_it_and_after_that_recovers() {
    let withdrawn = |why| State::Withdrawn { why, at: at(3_600) };
    assert_eq!(answered(&open(), Mood::Middling, true).state, withdrawn(Withdrawal::ChangedMind));
    assert_eq!(answered(&open(), Mood::High, true).state, withdrawn(Withdrawal::ChangedMind));
    assert_eq!(answered(&open(), Mood::Low, false).state, withdrawn(Withdrawal::NoContact));
    assert_eq!(answered(&open(), Mood::Low, true).state, State::Open);
    let closed = Case { state: State::Closed { by: None, outcome: Outcome::Fixed, at: at(0) }, ..open() };
    for case in [taken(), closed] {
        let better = answered(&case, Mood::High, true);
        assert_eq!((better.recovered_at, &better.state), (Some(at(3_600)), &case.state));
        assert_eq!(answered(&better, Mood::Low, true).recovered_at, None);
        assert_eq!(answered(&case, Mood::Middling, true).recovered_at, None);
    }
    let not_actionable = Case { state: State::NotActionable { by: None, at: at(0) }, ..open() };
    assert_eq!(answered(&not_actionable, Mood::High, true).recovered_at, None, "nobody contacted them");
}

#[test]
fn a_score_pressed_after_the_invitation_answers_it_and_a_comment_does_not() {
    let closed = State::Closed { by: None, outcome: Outcome::Fixed, at: at(0) };
    let invited = Case { state: closed, invited_at: Some(at(60)), ..open() };
    let then_answered = |case: &Case, by_score| {
        then(case, Event::Answered { mood: Mood::Low, may_show: true, by_score }).unwrap().0.reanswered_at
    };
    assert_eq!(then_answered(&invited, true), Some(at(3_600)));
    assert_eq!(then_answered(&invited, false), None);
    assert_eq!(then_answered(&open(), true), None);
}

#[test]
fn erasing_ends_what_is_live_and_takes_the_note() {
    let gone = State::Withdrawn { why: Withdrawal::Erased, at: at(3_600) };
    for case in [open(), taken()] {
        assert_eq!(then(&case, Event::Erased).unwrap().0.state, gone);
    }
    let closed = State::Closed { by: None, outcome: Outcome::Other, at: at(0) };
    let case = Case { state: closed.clone(), note: Some("Called Mia".into()), ..open() };
    let (case, _) = then(&case, Event::Erased).unwrap();
    assert_eq!((case.state, case.note), (closed, None));
}

#[test]
fn the_channel_is_reminded_once_a_round_and_the_managers_after_the_limit_again() {
    let (case, effects) = then(&open(), Event::Nudged).unwrap();
    assert_eq!((case.nudged_at, effects), (Some(at(3_600)), vec![Effect::EscalateAt(at(3_600 + 4 * 3_600))]));
    assert_eq!(then(&case, Event::Nudged), Err(Refused::OutOfOrder("nudged")));
    assert_eq!(then(&taken(), Event::Nudged), Err(Refused::OutOfOrder("nudged")));
}

#[test]
fn every_stored_word_reads_back() {
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
    }
    for why in Withdrawal::ALL {
        assert_eq!(Withdrawal::parse(why.as_str()), Some(why));
    }
    assert_eq!(Outcome::parse("ignored"), None);
}

fn who() -> impl Strategy<Value = Handler> {
    (0_usize..4, any::<bool>()).prop_map(|(n, odd)| {
        let [ana, ben, lena] = [ana(), ben(), lena()];
        let stranger = Handler { belongs: false, leads: false, is_bot: odd, ..person("UMIA", false) };
        [ana, ben, lena, stranger].into_iter().nth(n).unwrap()
    })
}

fn event() -> impl Strategy<Value = Event> {
    let outcome = proptest::option::of(proptest::sample::select(Outcome::ALL.to_vec()));
    let mood = proptest::sample::select(vec![Mood::Low, Mood::Middling, Mood::High]);
    prop_oneof![
        who().prop_map(|by| Event::Take { by }),
        who().prop_map(|by| Event::NotActionable { by }),
        who().prop_map(|by| Event::HandBack { by }),
        (who(), outcome, any::<bool>(), any::<bool>()).prop_map(|(by, outcome, noted, ask_again)| Event::Close {
            by,
            outcome,
            note: noted.then(|| "note".to_owned()),
            ask_again
        }),
        (mood, any::<bool>(), any::<bool>()).prop_map(|(mood, may_show, by_score)| Event::Answered {
            mood,
            may_show,
            by_score
        }),
        Just(Event::Erased),
        Just(Event::Nudged),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_in_whatever_order_a_case_keeps_its_promises(
        events in proptest::collection::vec((event(), 1_i64..40_000), 1..40),
    ) {
        let (mut case, mut now) = (open(), 0);
        for (event, wait) in events {
            now += wait;
            let before = case.clone();
            let Ok((next, effects)) = apply(&case, &rules(), &event, at(now)) else { continue };
            // Only people of the team move it by pressing, and only whoever has it or a manager takes it away.
            if let Some(by) = event.by() {
                prop_assert!(by.belongs && !by.is_bot);
                if let State::Taken { by: holder } = &before.state {
                    prop_assert!(by.leads || holder.matches(&by.identity));
                }
            }
            // What is over never lives again.
            prop_assert!(before.state.is_live() || next.state == before.state);
            // It was taken at most once for the first time, and that moment stays.
            prop_assert!(before.claimed_at.is_none() || next.claimed_at == before.claimed_at);
            let handled = matches!(next.state, State::Taken { .. } | State::Closed { .. } | State::NotActionable { .. });
            prop_assert!(!handled || next.claimed_at.is_some());
            // Recovered only after contact.
            prop_assert!(next.recovered_at.is_none() || next.claimed_at.is_some());
            // The customer is asked again only by a close, and everything people see is brought up to date.
            prop_assert_eq!(effects.contains(&Effect::Invite), matches!(&event, Event::Close { ask_again: true, .. }));
            prop_assert!(effects.contains(&Effect::AmendCard) || matches!(event, Event::Nudged));
            // A reminder is planned whenever it begins to wait, and never for the past.
            for effect in &effects {
                if let Effect::NudgeAt(due) | Effect::EscalateAt(due) = effect {
                    prop_assert!(*due >= at(now) && next.state == State::Open);
                }
            }
            prop_assert_eq!((&next.id, next.version, next.opened_at), (&before.id, before.version, before.opened_at));
            case = next;
        }
    }
}
