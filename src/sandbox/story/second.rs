//! The past of the demo's second team: onboarding, which asks for a recommendation and for thumbs, in turn, and in confidence.
//!
//! Knows how many answers a week such a team gets, and from what. Refuses to draw anything: it needs no luck.

use jiff::tz::TimeZone;

use super::Crew;
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{Instrument, NPS11, Score, THUMBS};
use crate::domain::privacy::Privacy;
use crate::domain::survey::Answer;
use crate::domain::{Duration, Timestamp};
use crate::store::LedgerLine;

/// The team, as configured.
const TEAM: &str = "Onboarding";
/// Complete weeks before the running one.
const WEEKS: i32 = 8;
/// Answers a week to each of the two questions.
const EACH: usize = 26;
/// What customers answer over and over, to the one and to the other.
const RECOMMENDED: [i64; 13] = [10, 9, 8, 10, 6, 9, 7, 10, 9, 3, 8, 10, 9];
const THUMBED: [i64; 13] = [1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1];

/// Eight complete weeks and the running one, oldest first; nothing lies after `now`.
pub fn onboarding(now: Timestamp, zone: &TimeZone, crew: &Crew) -> Vec<LedgerLine> {
    let running = Week::containing(now, zone);
    let weeks = (0..=WEEKS).rev().map(|back| running.back(back).span(zone));
    weeks.enumerate().flat_map(|(nth, (from, to))| week(nth, from, to.min(now), crew)).collect()
}

fn week(nth: usize, from: Timestamp, to: Timestamp, crew: &Crew) -> Vec<LedgerLine> {
    let closes = i32::try_from(EACH * 2).unwrap_or(i32::MAX);
    let step = to.duration_since(from) / (closes + 1);
    (0..closes).zip(nth * EACH * 2..).map(|(n, ticket)| close(ticket, from + step * n, step, crew)).collect()
}

/// One close, and its answer before the next one.
fn close(ticket: usize, closed_at: Timestamp, step: Duration, crew: &Crew) -> LedgerLine {
    let (instrument, value) = question(ticket);
    let (asked_at, at) = (closed_at + step / 4, closed_at + step / 2);
    let answer = |score| Answer {
        score,
        first_at: at,
        last_at: at,
        changes: 0,
        comment: None,
        reasons: Vec::new(),
        contact_ok: false,
    };
    LedgerLine {
        source: "desk".to_owned(),
        ticket_id: format!("ONB-{}", 900 + ticket),
        subject: Some("Setting up the first workspace".to_owned()),
        team: TeamName::new(TEAM),
        agent: crew.agents.last().cloned(),
        customer: Some(format!("newcomer{ticket}@example.com")),
        channel: Some("chat".to_owned()),
        touchpoint: Some("onboarding".to_owned()),
        segment: Some(if ticket.is_multiple_of(3) { "business" } else { "starter" }.to_owned()),
        tags: vec!["set-up".to_owned()],
        opened_at: None,
        closed_at,
        state: "answered".to_owned(),
        reason: None,
        asked_at: Some(asked_at),
        instrument: Some(instrument),
        answer: Score::on(instrument, value).ok().map(answer),
        recovered: false,
        person: None,
        privacy: Privacy::Confidential,
    }
}

fn question(ticket: usize) -> (&'static Instrument, i64) {
    let (instrument, answers) = if ticket.is_multiple_of(2) { (&NPS11, RECOMMENDED) } else { (&THUMBS, THUMBED) };
    let turn = ticket / 2 % answers.len();
    (instrument, answers.get(turn).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_questions_have_enough_answers_every_week_and_none_lies_ahead() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-26T09:24:00Z".parse().unwrap();
        let crew = Crew { team: TeamName::new("Payments"), agents: vec!["slack:U1".into(), "slack:U2".into()] };
        let lines = onboarding(now, &zone, &crew);
        for back in 0..=WEEKS {
            let (from, to) = Week::containing(now, &zone).back(back).span(&zone);
            for instrument in [&NPS11, &THUMBS] {
                let answers = lines.iter().filter_map(|l| l.answer.as_ref());
                let inside = |a: &&Answer| a.score.instrument() == instrument && (from..to).contains(&a.first_at);
                assert_eq!(answers.filter(inside).count(), EACH, "{back} weeks back");
            }
        }
        assert!(lines.iter().all(|l| l.answer.as_ref().is_some_and(|a| a.first_at <= now)));
    }
}
