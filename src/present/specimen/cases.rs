//! Everything a team reads about a low score, once.
//!
//! Knows the longest and the hostile contents. Refuses to build a case in a way the product would not.

use jiff::tz::TimeZone;

use super::instant;
use crate::domain::Timestamp;
use crate::domain::case::{self, Case, Outcome, Withdrawal};
use crate::domain::ids::{CaseId, Channel, Identity, Platform, SurveyId, TeamName};
use crate::domain::instrument::{CES7, CSAT5, Instrument, ReasonTag, Score};
use crate::domain::survey::Answer;
use crate::present::words::{self, CardFacts, CaseLine, Credited, OpenCases, Waiting};
use crate::present::{Form, Message};

/// Everything a team reads about a low score, and the customer's invitation.
pub(super) fn messages() -> Vec<(String, Message)> {
    let (at, zone) = (instant(1_795_001_000), TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC));
    let (id, survey) = (CaseId::new("019a7c3e5f1d7b2c9d4e8f61"), SurveyId::new("019a7c3e5f1d7b2c9d4e8f60"));
    let (mia, ana) = (Identity::slack("T024BE7LD", "U0MIA7KQX"), Identity::slack("T024BE7LD", "U0ANA7KQX"));
    let long = "x<@U1>&*_`~|".repeat(100);
    let link = format!("https://desk.example/tickets/{}", "4".repeat(270));
    let open = Case::open(id.clone(), survey.clone(), TeamName::new("Payments"), at);
    let mut all = Vec::new();
    let mut add = |name: &str, message: Message| all.push((name.to_owned(), message));
    let both = |comment: &str| -> Vec<Answer> {
        [low_answer(&CES7, comment), low_answer(&CSAT5, "")].into_iter().flatten().collect()
    };
    let (answers, worst) = (both("Three calls.\nThree stories."), both(&long));
    let card = |case: &Case, answers: &[Answer], label: Option<&str>, link: Option<&str>, erased: bool| {
        let credited = Credited::Here(ana.clone());
        let shown = !answers.is_empty();
        words::case_card(&CardFacts {
            case,
            ticket_label: label,
            link,
            answers,
            customer: Some(&mia).filter(|_| shown),
            credited: Some(&credited).filter(|_| shown),
            erased,
            zone: &zone,
        })
    };
    add("case: open", card(&open, &answers, Some("Ticket #482"), Some("https://desk.example/tickets/482"), false));
    add("case: open, hostile", card(&open, &worst, Some(&long), Some(&link), false));
    for state in case_states(&ana, at) {
        let name = format!("case: {}", state.code());
        let case =
            Case { state, note: Some(long.clone()), invited_at: Some(at), recovered_at: Some(at), ..open.clone() };
        add(&name, card(&case, &answers, Some("Ticket #482"), None, false));
    }
    let erased = Case { state: case::State::Withdrawn { why: Withdrawal::Erased, at }, ..open.clone() };
    add("case: erased", card(&erased, &[], None, None, true));
    add("case: no contact", card(&erased, &[], None, None, false));
    let channel = Channel { platform: Platform::Slack, id: "C024BE91L".into() };
    add("case: elsewhere", words::case_elsewhere(card(&open, &answers, Some("Ticket #482"), None, false), &channel));
    let number = Some("Ticket #482".to_owned());
    let waiting = Waiting { case: &id, team: &long, number, link: Some(link.clone()), since: at, zone: &zone };
    add("case: reminder", words::case_nudge(&waiting));
    add("case: reminder to a manager", words::case_escalation(&waiting));
    for refused in case_refusals(&ana) {
        add(&format!("case: refused, {refused}"), words::case_refused(&refused));
    }
    let line = CaseLine { ticket_label: Some(long.clone()), link: Some(link), opened_at: at, holder: Some(ana) };
    let short = CaseLine { link: Some("https://desk.example/tickets/482".into()), holder: None, ..line.clone() };
    add(
        "cases: list",
        words::case_list(&OpenCases::of([vec![line; 6], vec![short; 6]].concat(), true), instant(1_795_101_000)),
    );
    add("cases: none", words::case_list(&OpenCases::default(), at));
    all
}

fn low_answer(instrument: &'static Instrument, comment: &str) -> Option<Answer> {
    let at = instant(1_795_001_000);
    Some(Answer {
        score: Score::on(instrument, i64::from(instrument.min)).ok()?,
        first_at: at,
        last_at: at,
        changes: 0,
        comment: Some(comment.to_owned()).filter(|c| !c.is_empty()),
        reasons: if comment.is_empty() { Vec::new() } else { ReasonTag::ALL.to_vec() },
        contact_ok: true,
    })
}

fn case_states(ana: &Identity, at: Timestamp) -> Vec<case::State> {
    let by = || Some(ana.clone());
    let closed = |outcome: &Outcome| case::State::Closed { by: by(), outcome: *outcome, at };
    let withdrawn = |why: &Withdrawal| case::State::Withdrawn { why: *why, at };
    let mut all = vec![case::State::Taken { by: ana.clone() }, case::State::NotActionable { by: by(), at }];
    all.extend(Outcome::ALL.iter().map(closed));
    all.extend(Withdrawal::ALL.iter().map(withdrawn));
    all
}

fn case_refusals(ana: &Identity) -> Vec<case::Refused> {
    vec![
        case::Refused::NotOfTheTeam,
        case::Refused::Bot,
        case::Refused::TakenBy(ana.clone()),
        case::Refused::AlreadyYours,
        case::Refused::NobodyHasIt,
        case::Refused::Over("closed"),
        case::Refused::Over("withdrawn"),
        case::Refused::OneOutcome,
        case::Refused::NoteMissing,
        case::Refused::OutOfOrder("nudged"),
    ]
}

/// The outcome form, with and without somebody to ask once more.
pub(super) fn forms() -> Vec<(String, Form)> {
    let case = CaseId::new("019a7c3e5f1d7b2c9d4e8f61");
    vec![
        ("case outcome".into(), words::case_form(&case, true)),
        ("case outcome, nobody to ask".into(), words::case_form(&case, false)),
    ]
}
