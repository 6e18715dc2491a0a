//! What the survey's life promises, as sentences.

mod stories;

use super::super::civil::zones::at;
use super::super::ids::{Channel, Platform};
use super::super::instrument::{CES7, CSAT5};
use super::super::language::Wording;
use super::*;

const SENT_AT: &str = "2026-11-23T12:00:00Z";
const DAY: Duration = Duration::from_hours(24);

fn day(n: i32) -> Timestamp {
    at(SENT_AT) + DAY * n
}

fn prompt() -> MessageRef {
    MessageRef { channel: Channel { platform: Platform::Slack, id: "C1".to_owned() }, id: "1700.1".to_owned() }
}

fn mia() -> Presser {
    Presser { identity: Identity::slack("T1", "UMIA"), is_agent: false, is_bot: false }
}

fn survey(state: State) -> Survey {
    Survey {
        id: SurveyId::new("s1"),
        ticket: TicketId::new("t1"),
        close_seq: 1,
        team: TeamName::new("Payments"),
        closed_at: at(SENT_AT) - Duration::from_mins(5),
        agent: Some("slack:UANA".into()),
        person: Some(PersonId::new("p1")),
        may_answer: vec![mia().identity, Identity::discord("2201"), Identity::email("mia@example.com")],
        instrument: &CES7,
        follow: Some(&CSAT5),
        expires: DAY * 7,
        privacy: Privacy::Leads,
        wording: Wording::default(),
        state,
        version: 3,
    }
}

fn planned() -> State {
    State::Planned { send_at: day(0) }
}
fn held() -> State {
    State::Held { until: day(0) }
}
fn delivered() -> State {
    State::Delivered { at: day(0), message: Some(prompt()) }
}
fn answered() -> State {
    State::Answered { at: day(0), message: Some(prompt()) }
}
fn declined() -> State {
    State::Declined { at: day(0), message: Some(prompt()) }
}
fn expired() -> State {
    State::Expired { at: day(0), message: Some(prompt()) }
}
fn skipped() -> State {
    State::Skipped { why: SkipReason::Cooldown }
}
fn undeliverable() -> State {
    State::Undeliverable { at: day(0), why: Unreachable::NoPlace }
}
fn cancelled(why: CancelReason, message: Option<MessageRef>) -> State {
    State::Cancelled { at: day(0), why, message }
}
fn final_states() -> [State; 6] {
    [
        declined(),
        expired(),
        skipped(),
        undeliverable(),
        cancelled(CancelReason::Reopened, None),
        cancelled(CancelReason::Deleted, Some(prompt())),
    ]
}
fn all_states() -> Vec<State> {
    [planned(), held(), delivered(), answered()].into_iter().chain(final_states()).collect()
}

fn made() -> Timestamp {
    day(1)
}

fn score(instrument: &'static Instrument, value: i64) -> Score {
    Score::on(instrument, value).expect("on the scale")
}
fn record(instrument: &'static Instrument, value: i64) -> Effect {
    Effect::Record { score: score(instrument, value), made: made() }
}
fn stored(instrument: &'static Instrument, value: i64) -> Answer {
    Answer {
        score: score(instrument, value),
        first_at: day(0),
        last_at: day(0),
        changes: 0,
        comment: None,
        reasons: vec![],
        contact_ok: false,
    }
}

fn press(instrument: &'static Instrument, value: i64) -> Event {
    Event::Press { by: mia(), instrument, value, made: made() }
}
fn remark() -> Event {
    Event::Remark { by: mia(), remark: Remark::default() }
}
fn not_solved() -> Event {
    Event::NotSolved { by: mia() }
}
fn decline() -> Event {
    Event::Decline { by: mia() }
}
fn by_people() -> [Event; 4] {
    [press(&CES7, 5), remark(), not_solved(), decline()]
}

/// The state afterwards and the effects, an hour after sending.
fn then(state: State, event: Event) -> Result<(State, Vec<Effect>), Refused> {
    then_at(state, &[], event, day(0) + Duration::from_hours(1))
}

fn then_at(state: State, answers: &[Answer], event: Event, now: Timestamp) -> Result<(State, Vec<Effect>), Refused> {
    let before = survey(state);
    let (after, effects) = apply(&before, answers, event, now)?;
    assert_eq!(Survey { state: before.state.clone(), ..after.clone() }, before, "only the state may change");
    Ok((after.state, effects))
}

fn out_of_order(event: &'static str, state: &'static str) -> Refused {
    Refused::OutOfOrder { event, state }
}

#[test]
fn a_survey_not_sent_yet_can_be_held_skipped_given_up_or_sent() {
    let now = day(0) + Duration::from_hours(1);
    for state in [planned(), held()] {
        let until = day(1);
        assert_eq!(
            then(state.clone(), Event::Hold { until }),
            Ok((State::Held { until }, vec![Effect::DeliverAt(until)]))
        );
        assert_eq!(
            then(state.clone(), Event::Skip(SkipReason::OptedOut)),
            Ok((State::Skipped { why: SkipReason::OptedOut }, vec![]))
        );
        assert_eq!(
            then(state.clone(), Event::CannotReach(Unreachable::UserGone)),
            Ok((State::Undeliverable { at: now, why: Unreachable::UserGone }, vec![]))
        );
        assert_eq!(
            then(state, Event::Sent { message: prompt() }),
            Ok((State::Delivered { at: now, message: Some(prompt()) }, vec![Effect::ExpireAt(now + DAY * 7)]))
        );
    }
}

#[test]
fn once_sent_or_over_a_survey_cannot_be_held_skipped_given_up_or_sent_again() {
    for state in [delivered(), answered()].into_iter().chain(final_states()) {
        let code = state.code();
        assert_eq!(then(state.clone(), Event::Hold { until: day(1) }), Err(out_of_order("hold", code)));
        assert_eq!(then(state.clone(), Event::Skip(SkipReason::Cooldown)), Err(out_of_order("skip", code)));
        let unreachable = Event::CannotReach(Unreachable::TooLate);
        assert_eq!(then(state.clone(), unreachable), Err(out_of_order("cannot_reach", code)));
        if state != cancelled(CancelReason::Reopened, None) {
            assert_eq!(then(state, Event::Sent { message: prompt() }), Err(out_of_order("sent", code)));
        }
    }
}

#[test]
fn a_prompt_that_appeared_while_its_survey_was_called_off_is_amended() {
    assert_eq!(
        then(cancelled(CancelReason::Reopened, None), Event::Sent { message: prompt() }),
        Ok((cancelled(CancelReason::Reopened, Some(prompt())), vec![Effect::AmendPrompt]))
    );
}

#[test]
fn the_first_press_answers_the_survey_and_amends_the_prompt() {
    let now = day(0) + Duration::from_hours(1);
    assert_eq!(
        then(delivered(), press(&CES7, 2)),
        Ok((State::Answered { at: now, message: Some(prompt()) }, vec![record(&CES7, 2), Effect::AmendPrompt]))
    );
}

#[test]
fn a_changed_score_is_recorded_and_the_first_answers_time_stays() {
    let answers = [stored(&CES7, 2)];
    let now = day(3);
    assert_eq!(then_at(answered(), &answers, press(&CES7, 6), now), Ok((answered(), vec![record(&CES7, 6)])));
}

#[test]
fn a_press_that_repeats_the_stored_value_is_accepted_and_moves_only_its_time() {
    let answers = [stored(&CES7, 2), stored(&CSAT5, 4)];
    assert_eq!(then_at(answered(), &answers, press(&CES7, 2), day(1)), Ok((answered(), vec![record(&CES7, 2)])));
    assert_eq!(then_at(answered(), &answers, press(&CSAT5, 4), day(1)), Ok((answered(), vec![record(&CSAT5, 4)])));
    // The very same press, delivered once more, moves nothing.
    let as_old = answers.clone().map(|answer| Answer { last_at: day(1), ..answer });
    assert_eq!(then_at(answered(), &as_old, press(&CES7, 2), day(1)), Ok((answered(), vec![])));
    // The same number on the other question is another answer.
    assert_eq!(then_at(answered(), &answers, press(&CSAT5, 2), day(1)), Ok((answered(), vec![record(&CSAT5, 2)])));
}

#[test]
fn the_second_question_can_be_answered_only_after_the_first() {
    assert_eq!(then(delivered(), press(&CSAT5, 4)), Err(Refused::NotAnsweredYet));
    let answers = [stored(&CES7, 2)];
    assert_eq!(then_at(answered(), &answers, press(&CSAT5, 4), day(1)), Ok((answered(), vec![record(&CSAT5, 4)])));
}

#[test]
fn of_two_presses_the_one_made_later_counts_in_whichever_order_they_arrive() {
    let stands = Answer { last_at: day(2), ..stored(&CES7, 6) };
    let pressed = |when| Event::Press { by: mia(), instrument: &CES7, value: 2, made: when };
    let effects = |on: &Answer, when| then_at(answered(), std::slice::from_ref(on), pressed(when), day(3)).unwrap().1;
    let recorded = |when| vec![Effect::Record { score: score(&CES7, 2), made: when }];
    assert_eq!(effects(&stands, day(1)), vec![], "overtaken");
    assert_eq!(effects(&stands, day(2)), recorded(day(2)));
    let other = Answer { last_at: day(2), ..stored(&CSAT5, 4) };
    assert_eq!(effects(&other, day(1)), recorded(day(1)), "another question's answer is none of this one's");
}

#[test]
fn the_same_value_pressed_again_later_stands_against_what_was_pressed_in_between() {
    // 5, 3, 5 in the order of pressing; the middle one arrives last.
    let pressed = |value, when| Event::Press { by: mia(), instrument: &CES7, value, made: when };
    let effects = |on: &Answer, event| then_at(answered(), std::slice::from_ref(on), event, day(4)).unwrap().1;
    let first = Answer { last_at: day(1), ..stored(&CES7, 5) };
    let again = Effect::Record { score: score(&CES7, 5), made: day(3) };
    assert_eq!(effects(&first, pressed(5, day(3))), vec![again]);
    let moved = Answer { last_at: day(3), ..first };
    assert_eq!(effects(&moved, pressed(3, day(2))), vec![], "overtaken");
    assert_eq!(effects(&moved, pressed(5, day(3))), vec![], "that press again");
    assert_eq!(effects(&moved, pressed(5, day(2))), vec![], "older");
}

#[test]
fn a_week_after_the_first_answer_nothing_of_it_can_be_changed() {
    let last = day(7) - Duration::from_millis(1);
    for event in [press(&CES7, 6), press(&CSAT5, 4), remark()] {
        assert!(then_at(answered(), &[stored(&CES7, 2)], event.clone(), last).is_ok());
        assert_eq!(then_at(answered(), &[stored(&CES7, 2)], event, day(7)), Err(Refused::ChangeWindowOver));
    }
}

#[test]
fn a_late_press_is_refused_even_before_the_window_was_closed() {
    let last = day(7) - Duration::from_millis(1);
    for event in [press(&CES7, 5), not_solved()] {
        assert!(then_at(delivered(), &[], event.clone(), last).is_ok());
        assert_eq!(then_at(delivered(), &[], event, day(7)), Err(Refused::Over("expired")));
    }
    for event in [press(&CSAT5, 5), remark()] {
        assert_eq!(then_at(delivered(), &[], event, day(7)), Err(Refused::Over("expired")));
    }
}

#[test]
fn a_survey_that_is_over_takes_no_scores_comments_or_complaints() {
    for state in final_states() {
        for event in [press(&CES7, 5), press(&CSAT5, 5), remark(), not_solved()] {
            assert_eq!(then(state.clone(), event), Err(Refused::Over(state.code())));
        }
    }
}

#[test]
fn a_press_that_overtakes_the_news_of_its_own_prompt_is_early_not_over() {
    for state in [planned(), held()] {
        let code = state.code();
        assert_eq!(then(state.clone(), press(&CES7, 5)), Err(out_of_order("press", code)));
        assert_eq!(then(state.clone(), remark()), Err(out_of_order("remark", code)));
        assert_eq!(then(state, not_solved()), Err(out_of_order("not_solved", code)));
    }
}

#[test]
fn a_number_off_the_scale_or_a_question_not_asked_is_never_stored() {
    for value in [i64::MIN, -1, 0, 8, 256 + 5, i64::MAX] {
        assert_eq!(then(delivered(), press(&CES7, value)), Err(Refused::OffScale));
    }
    assert_eq!(then_at(answered(), &[stored(&CES7, 1)], press(&CSAT5, 6), day(1)), Err(Refused::OffScale));
    let single = Survey { follow: None, ..survey(answered()) };
    assert_eq!(apply(&single, &[stored(&CES7, 1)], press(&CSAT5, 4), day(1)), Err(Refused::OffScale));
}

#[test]
fn a_comment_needs_an_answer_and_may_be_empty() {
    assert_eq!(then(delivered(), remark()), Err(Refused::NotAnsweredYet));
    assert_eq!(then(answered(), remark()), Ok((answered(), vec![Effect::RecordRemark(Remark::default())])));
}

#[test]
fn not_solved_calls_the_survey_off_and_tells_the_team() {
    let now = day(0) + Duration::from_hours(1);
    let state = State::Cancelled { at: now, why: CancelReason::NotSolved, message: Some(prompt()) };
    assert_eq!(then(delivered(), not_solved()), Ok((state.clone(), vec![Effect::AmendPrompt, Effect::TellTeam])));
    assert_eq!(then(state.clone(), not_solved()), Ok((state, vec![])), "a second tap is no error");
    assert_eq!(then(answered(), not_solved()), Ok((answered(), vec![Effect::TellTeam])), "the answer stays");
}

#[test]
fn whoever_declines_is_left_alone_whatever_state_the_survey_is_in() {
    let now = day(0) + Duration::from_hours(1);
    for state in all_states() {
        let expected = if state == delivered() {
            (State::Declined { at: now, message: Some(prompt()) }, vec![Effect::OptOut, Effect::AmendPrompt])
        } else {
            (state.clone(), vec![Effect::OptOut])
        };
        assert_eq!(then(state, decline()), Ok(expected));
    }
}

#[test]
fn a_reopened_ticket_calls_off_only_what_is_not_answered() {
    let now = day(0) + Duration::from_hours(1);
    let off = |message| State::Cancelled { at: now, why: CancelReason::Reopened, message };
    let reopened = || Event::CallOff(CancelReason::Reopened);
    assert_eq!(then(planned(), reopened()), Ok((off(None), vec![])));
    assert_eq!(then(held(), reopened()), Ok((off(None), vec![])));
    assert_eq!(then(delivered(), reopened()), Ok((off(Some(prompt())), vec![Effect::AmendPrompt])));
    for state in [answered()].into_iter().chain(final_states()) {
        assert_eq!(then(state.clone(), reopened()), Ok((state, vec![])));
    }
}

#[test]
fn the_window_closes_at_its_end_and_not_before() {
    let end = day(7);
    let early = end - Duration::from_millis(1);
    assert_eq!(then_at(delivered(), &[], Event::WindowOver, early), Ok((delivered(), vec![Effect::ExpireAt(end)])));
    let over = State::Expired { at: end, message: Some(prompt()) };
    assert_eq!(then_at(delivered(), &[], Event::WindowOver, end), Ok((over, vec![Effect::AmendPrompt])));
    for state in all_states().into_iter().filter(|s| *s != delivered()) {
        assert_eq!(then_at(state.clone(), &[], Event::WindowOver, day(30)), Ok((state, vec![])));
    }
}

#[test]
fn only_the_asked_person_can_do_anything() {
    let refused = |by: Presser| {
        by_people().map(|event| {
            let event = match event {
                Event::Press { instrument, value, made, .. } => {
                    Event::Press { by: by.clone(), instrument, value, made }
                }
                Event::Remark { remark, .. } => Event::Remark { by: by.clone(), remark },
                Event::NotSolved { .. } => Event::NotSolved { by: by.clone() },
                _ => Event::Decline { by: by.clone() },
            };
            then(delivered(), event).map(|_| ()).expect_err("refused")
        })
    };
    let stranger = Presser { identity: Identity::slack("T1", "UELSE"), ..mia() };
    let elsewhere = Presser { identity: Identity::slack("T2", "UMIA"), ..mia() };
    for who in [&stranger, &elsewhere] {
        assert!(refused(who.clone()).iter().all(|r| *r == Refused::NotTheAskedPerson));
    }
    assert!(refused(Presser { is_agent: true, ..mia() }).iter().all(|r| *r == Refused::Agent));
    assert!(refused(Presser { is_bot: true, is_agent: true, ..stranger }).iter().all(|r| *r == Refused::Bot));
}

#[test]
fn a_link_opens_the_question_for_whoever_could_not_be_reached_and_for_nobody_else() {
    let now = day(1);
    let online = State::Delivered { at: now, message: None };
    assert_eq!(
        apply(&survey(undeliverable()), &[], Event::Linked, now).map(|(s, e)| (s.state, e)),
        Ok((online, vec![Effect::ExpireAt(now + DAY * 7)]))
    );
    assert_eq!(
        apply(&survey(delivered()), &[], Event::Linked, now).map(|(s, e)| (s.state, e)),
        Ok((delivered(), vec![]))
    );
    assert_eq!(apply(&survey(delivered()), &[], Event::Linked, day(7)), Err(Refused::Over("expired")));
    for (state, refusal) in [
        (planned(), Refused::OutOfOrder { event: "linked", state: "planned" }),
        (answered(), Refused::OutOfOrder { event: "linked", state: "answered" }),
        (expired(), Refused::Over("expired")),
        (declined(), Refused::Over("declined")),
        (skipped(), Refused::Over("skipped")),
    ] {
        assert_eq!(apply(&survey(state), &[], Event::Linked, now), Err(refusal));
    }
}

#[test]
fn what_was_asked_on_a_page_is_answered_and_ended_without_an_edit() {
    let online = || survey(State::Delivered { at: day(0), message: None });
    let done = |event, now| apply(&online(), &[], event, now).map(|(s, e)| (s.state, e)).unwrap();
    assert_eq!(done(press(&CES7, 6), day(1)), (State::Answered { at: day(1), message: None }, vec![record(&CES7, 6)]));
    assert_eq!(done(Event::NotSolved { by: mia() }, day(1)).1, [Effect::TellTeam]);
    assert_eq!(done(Event::Decline { by: mia() }, day(1)).1, [Effect::OptOut]);
    assert_eq!(done(Event::WindowOver, day(7)), (State::Expired { at: day(7), message: None }, vec![]));
    assert_eq!(done(Event::CallOff(CancelReason::Reopened), day(1)).1, []);
}

#[test]
fn a_person_may_answer_with_any_identity_that_was_linked() {
    let on_discord = Presser { identity: Identity::discord("2201"), ..mia() };
    let event = Event::Press { by: on_discord, instrument: &CES7, value: 7, made: made() };
    assert!(then(delivered(), event).is_ok());
}

#[test]
fn every_state_has_its_own_word_and_knows_its_prompt() {
    let states = all_states();
    for code in State::CODES {
        assert!(states.iter().any(|s| s.code() == code), "{code}");
    }
    let with_prompt: Vec<_> = states.iter().filter(|s| s.message().is_some()).map(State::code).collect();
    assert_eq!(with_prompt, ["delivered", "answered", "declined", "expired", "cancelled"]);
}

#[test]
fn stored_reasons_read_back() {
    assert!(Unreachable::ALL.into_iter().all(|u| Unreachable::parse(u.code()) == Some(u)));
    assert!(CancelReason::ALL.into_iter().all(|c| CancelReason::parse(c.code()) == Some(c)));
    assert_eq!((Unreachable::parse("lost"), CancelReason::parse("")), (None, None));
}

#[test]
fn absurd_windows_do_not_overflow() {
    let mut endless = survey(planned());
    endless.expires = Duration::MAX;
    let (after, effects) = apply(&endless, &[], Event::Sent { message: prompt() }, day(0)).unwrap();
    assert_eq!(effects, [Effect::ExpireAt(Timestamp::MAX)]);
    assert!(apply(&after, &[], press(&CES7, 4), day(10_000)).is_ok());
}

#[test]
fn what_is_offered_for_revision_is_what_a_revision_is_then_allowed() {
    let answered = survey(State::Answered { at: day(0), message: Some(prompt()) });
    let agent = Presser { is_agent: true, ..mia() };
    let other = Presser { identity: Identity::slack("T1", "UEVE"), ..mia() };
    let last = day(7) - Duration::from_millis(1);
    assert_eq!(may_revise(&answered, &mia(), last), Ok(()));
    assert_eq!(may_revise(&answered, &mia(), day(7)), Err(Refused::ChangeWindowOver));
    assert_eq!(may_revise(&answered, &agent, last), Err(Refused::Agent));
    assert_eq!(may_revise(&answered, &other, last), Err(Refused::NotTheAskedPerson));
    let waiting = survey(State::Delivered { at: day(0), message: Some(prompt()) });
    assert_eq!(may_revise(&waiting, &mia(), day(1)), Err(Refused::NotAnsweredYet));
}
