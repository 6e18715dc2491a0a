//! What a team reads about a low score, as agreed.

use insta::assert_snapshot;

use super::*;
use crate::domain::ids::{Platform, TeamName};
use crate::domain::instrument::{CES7, ReasonTag, Score};
use crate::present::text::{self, plain};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn ana() -> Identity {
    Identity::slack("T1", "UANA")
}

fn case(state: State) -> Case {
    let open =
        Case::open(CaseId::new("c1"), SurveyId::new("s1"), TeamName::new("Payments"), at("2026-11-24T09:06:00Z"));
    Case { state, ..open }
}

fn answer(comment: &str) -> Answer {
    let when = at("2026-11-24T09:06:00Z");
    Answer {
        score: Score::on(&CES7, 2).unwrap(),
        first_at: when,
        last_at: when,
        changes: 0,
        comment: Some(comment.to_owned()),
        reasons: vec![ReasonTag::Repeat, ReasonTag::Slow],
        contact_ok: true,
    }
}

fn shown(case: &Case, answers: &[Answer], erased: bool) -> String {
    let (mia, ana, zone) = (Identity::slack("T1", "UMIA"), Credited::Here(ana()), zone());
    plain(&case_card(&CardFacts {
        case,
        ticket_label: Some("Ticket #482"),
        link: Some("https://desk.example/tickets/482"),
        answers,
        customer: Some(&mia),
        credited: Some(&ana),
        erased,
        zone: &zone,
    }))
}

#[test]
fn a_new_card_tells_all_that_somebody_needs_to_help() {
    assert_snapshot!(shown(&case(State::Open), &[answer("Three calls.\nThree stories.")], false), @r"
    Low score: Ticket #482
    How easy was it? 2 of 7 (1 Very hard, 7 Very easy)
    Named: Had to repeat myself, Slow.
    > Three calls.
    > Three stories.
    Answered by @UMIA, who says someone may contact them · helped by @UANA
    https://desk.example/tickets/482
    Nobody has it yet. Waiting since Tue 24 Nov, 10:06.
    [Take it] [Not actionable]
    ");
}

#[test]
fn each_step_is_seen_on_the_card() {
    let when = at("2026-11-24T12:00:00Z");
    let states = [
        State::Taken { by: ana() },
        State::Closed { by: Some(ana()), outcome: Outcome::NoReply, at: when },
        State::Closed { by: None, outcome: Outcome::Other, at: when },
        State::NotActionable { by: Some(ana()), at: when },
        State::Withdrawn { why: Withdrawal::ChangedMind, at: when },
        State::Withdrawn { why: Withdrawal::NoContact, at: when },
    ];
    let last = |case: &Case| {
        let text = shown(case, &[answer("Three calls.")], false);
        text.lines().skip(5).collect::<Vec<_>>().join("\n")
    };
    let mut told: Vec<String> = states.into_iter().map(|state| last(&case(state))).collect();
    let closed = State::Closed { by: Some(ana()), outcome: Outcome::Refunded, at: when };
    let note = Some("Paid back,\nand said sorry".to_owned());
    let whole = Case { note, invited_at: Some(when), recovered_at: Some(when), ..case(closed) };
    told.push(last(&whole));
    assert_snapshot!(told.join("\n\n"), @r"
    https://desk.example/tickets/482
    @UANA has it. Open since Tue 24 Nov, 10:06.
    [Close] [Hand back]

    https://desk.example/tickets/482
    Closed Tue 24 Nov, 13:00: the customer did not reply, says @UANA.

    https://desk.example/tickets/482
    Closed Tue 24 Nov, 13:00: in another way, says someone.

    https://desk.example/tickets/482
    Closed Tue 24 Nov, 13:00: nothing can be done about it, says @UANA.

    https://desk.example/tickets/482
    Withdrawn Tue 24 Nov, 13:00: the customer changed their mind.

    https://desk.example/tickets/482
    Withdrawn Tue 24 Nov, 13:00: the customer does not want to be contacted any more.

    https://desk.example/tickets/482
    Closed Tue 24 Nov, 13:00: refunded, says @UANA. The customer was asked once whether it has become better. Recovered: the customer has changed the answer to a good one.
    > Paid back,
    > and said sorry
    ");
}

#[test]
fn what_may_not_be_shown_leaves_no_trace_on_the_card() {
    let zone = zone();
    for erased in [true, false] {
        let case = case(State::Withdrawn { why: Withdrawal::Erased, at: at("2026-11-24T12:00:00Z") });
        let card = case_card(&CardFacts {
            case: &case,
            ticket_label: None,
            link: None,
            answers: &[],
            customer: None,
            credited: None,
            erased,
            zone: &zone,
        });
        let text = plain(&card);
        assert!(text.starts_with("A low score\n") && !text.contains("of 7") && !text.contains('@'), "{text}");
    }
}

#[test]
fn a_hostile_comment_is_cut_between_graphemes_and_stays_one_quotation() {
    let family = "👨‍👩‍👧‍👦".repeat(400);
    let text = shown(&case(State::Open), &[answer(&format!("a\u{202e}b\0\n{family}"))], false);
    let quoted: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    assert_eq!(quoted[0], "ab");
    assert!(quoted[1].ends_with("👦…") && quoted.join("\n").chars().count() <= MAX_COMMENT_SHOWN, "{text}");
}

#[test]
fn a_link_is_one_only_if_it_is_a_web_address() {
    for link in ["javascript:alert(1)", "slack://open", "https://", &format!("https://x.example/{}", "a".repeat(400))] {
        let (case, zone) = (case(State::Open), zone());
        let facts = CardFacts {
            case: &case,
            ticket_label: None,
            link: Some(link),
            answers: &[],
            customer: None,
            credited: None,
            erased: false,
            zone: &zone,
        };
        let links = case_card(&facts)
            .blocks
            .into_iter()
            .filter(|block| matches!(block, Block::Text(spans) if spans.iter().any(|s| matches!(s, Span::Link(_)))));
        assert_eq!(links.count(), 0, "{link}");
    }
}

#[test]
fn reminders_say_since_when_and_hold_no_words_of_a_customer() {
    let (id, zone) = (CaseId::new("c1"), zone());
    let waiting = Waiting {
        case: &id,
        team: "Payments",
        number: Some("Ticket #482".to_owned()),
        link: Some("https://desk.example/tickets/482".to_owned()),
        since: at("2026-11-24T09:06:00Z"),
        zone: &zone,
    };
    let without = Waiting { number: None, link: None, ..waiting.clone() };
    let all = [case_nudge(&waiting), case_nudge(&without), case_escalation(&waiting)];
    assert_snapshot!(all.map(|m| plain(&m)).join("\n\n"), @r"
    The low score of Ticket #482 has waited since Tue 24 Nov, 10:06, and nobody has it.
    https://desk.example/tickets/482
    [Take it]

    A low score has waited since Tue 24 Nov, 10:06, and nobody has it.
    [Take it]

    The low score of Ticket #482 (Payments) has waited since Tue 24 Nov, 10:06. The channel was reminded, and still nobody has it.
    https://desk.example/tickets/482
    [Take it]
    ");
}

#[test]
fn the_outcome_form_asks_for_one_outcome_and_perhaps_whether_to_ask_again() {
    let form = case_form(&CaseId::new("c1"), true);
    assert_snapshot!(text::form(&form), @r"
    How did it end?
    What came of it?:
      ( ) Fixed
      ( ) Explained
      ( ) Refunded
      ( ) No reply
      ( ) Other
    Note for the team (needed for Other): _
    Ask the customer once more?:
      ( ) Ask once whether it has become better
    [Close the case]
    ");
    assert!(form.title.len() <= 24 && form.submit.len() <= 24);
    assert_eq!(case_form(&CaseId::new("c1"), false).fields.len(), 2);
}

#[test]
fn a_submission_is_read_without_being_believed() {
    let read = |pairs: &[(&str, &str)]| {
        read_case_form(&pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    };
    let good = read(&[(OUTCOME, "no_reply"), (NOTE, " wrote\ttwice \n\n nothing "), (AGAIN, AGAIN)]);
    assert_eq!(good, (Some(Outcome::NoReply), Some("wrote twice\nnothing".to_owned()), true));
    for wrong in ["", "fixed,other", "promoted", ","] {
        assert_eq!(read(&[(OUTCOME, wrong)]), (None, None, false), "{wrong:?}");
    }
    let (_, note, _) = read(&[(NOTE, &"é".repeat(900))]);
    assert_eq!(note.map(|note| note.chars().count()), Some(MAX_NOTE));
}

#[test]
fn every_refusal_says_that_nothing_changed_or_that_it_is_theirs() {
    let all = [
        Refused::NotOfTheTeam,
        Refused::Bot,
        Refused::TakenBy(ana()),
        Refused::NobodyHasIt,
        Refused::Over("closed"),
        Refused::Over("withdrawn"),
        Refused::OneOutcome,
        Refused::NoteMissing,
        Refused::OutOfOrder("nudged"),
    ];
    for why in all {
        assert!(plain(&case_refused(&why)).to_lowercase().contains("nothing was changed"), "{why:?}");
    }
    assert_eq!(plain(&case_refused(&Refused::AlreadyYours)), "It is yours already.");
}

#[test]
fn open_cases_are_listed_with_age_holder_and_link() {
    let now = at("2026-11-26T10:00:00Z");
    let line = |opened: &str, holder: Option<Identity>| CaseLine {
        ticket_label: Some("Ticket #482".to_owned()),
        link: Some("https://desk.example/tickets/482".to_owned()),
        opened_at: at(opened),
        holder,
    };
    let lines = [
        line("2026-11-24T09:06:00Z", Some(ana())),
        line("2026-11-26T06:55:00Z", None),
        line("2026-11-26T09:58:00Z", None),
    ];
    assert_snapshot!(plain(&case_list(&OpenCases::of(lines.to_vec(), true), now)), @r"
    3 open cases, the oldest first.
    Ticket #482 · open for 2 d 0 h · @UANA has it · https://desk.example/tickets/482
    Ticket #482 · open for 3 h 05 min · nobody has it · https://desk.example/tickets/482
    Ticket #482 · open for 2 min · nobody has it · https://desk.example/tickets/482
    ");
    assert!(plain(&case_list(&OpenCases::of(vec![lines[0].clone(); 15], false), now)).ends_with("And 5 younger ones."));
    let many = OpenCases { count: 150, ..OpenCases::of(vec![lines[0].clone(); MAX_CASES], true) };
    let told = plain(&case_list(&many, now));
    assert!(told.starts_with("150 open cases, ") && told.ends_with("And 140 younger ones."), "{told}");
    assert_eq!(plain(&case_list(&OpenCases::default(), now)), "You have no open case.");
}

#[test]
fn the_customer_is_asked_once_more_in_plain_words() {
    let survey = SurveyId::new("7f3a9c");
    let message = invitation(Speaker::ENGLISH, &survey, &Identity::discord("2201"), Some("Ticket #482"), &CES7);
    assert_snapshot!(plain(&message), @r"
    @2201, has it become better?
    Ticket #482 · How easy was it? Press a point and it takes the place of your first answer. This is asked only once.
    [1 Very hard] [2] [3] [4] [5] [6] [7 Very easy]
    [Don't ask me again]
    ");
    for over in [invitation_answered, invitation_over, invitation_withdrawn].map(|over| over(Speaker::ENGLISH, &survey))
    {
        assert!(!plain(&over).contains('['), "{over:?}");
    }
}

#[test]
fn a_manager_is_told_why_a_card_comes_to_them() {
    let channel = Channel { platform: Platform::Slack, id: "C1".to_owned() };
    let card = case_elsewhere(Message::plain("A low score"), &channel);
    assert!(plain(&card).contains("could not be posted in slack:C1"));
}
