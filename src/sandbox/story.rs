//! A plausible past: eight weeks of a support team's life, and a morning with open requests.
//!
//! Knows what such a team's tickets look like and lets them get slowly easier. Refuses to be random: the same moment
//! gives the same past. Nobody of the past is anybody of the demo, so no cooldown touches the people one can play.

mod scene;
mod second;

use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};

use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{CES7, CSAT5, Instrument, ReasonTag, Score};
use crate::domain::privacy::Privacy;
use crate::domain::survey::Answer;
use crate::domain::{Duration, Timestamp};
use crate::store::LedgerLine;

pub use self::scene::opening_scene;
pub use self::second::onboarding;

/// Share of favourable answers by complete week, oldest first: an invoice rewrite that pays off.
const EASE: [f64; 8] = [0.58, 0.60, 0.63, 0.64, 0.66, 0.68, 0.71, 0.76];
/// Closes of each complete week, and how many of them were answered.
const CLOSES: [(usize, usize); 8] = [(56, 25), (61, 27), (58, 26), (63, 28), (57, 26), (64, 29), (60, 27), (62, 29)];
/// The running week: enough answers on each question for Monday's scorecard to say something.
const RUNNING: (usize, usize, f64) = (84, 48, 0.89);
/// How many of the answered go on to the second question.
const SECOND_QUESTION: f64 = 0.78;

/// Whose past it is.
#[derive(Debug, Clone)]
pub struct Crew {
    /// The team, as configured.
    pub team: TeamName,
    /// Agents as credit is written: `slack:U0…`.
    pub agents: Vec<String>,
}

/// Eight complete weeks and the running one, oldest first; nothing lies after `now`. A ticket answered on both questions
/// is two lines, as in an export.
pub fn history(now: Timestamp, zone: &TimeZone, crew: &Crew) -> Vec<LedgerLine> {
    let mut past = Past { rng: StdRng::seed_from_u64(20_261_124), now, crew, ticket: 4_100, lines: Vec::new() };
    let running = Week::containing(now, zone);
    for (back, (&ease, &(closes, answered))) in (1..=8).rev().zip(EASE.iter().zip(&CLOSES)) {
        let (from, to) = running.back(back).span(zone);
        past.week(from, to, closes, answered, ease);
    }
    let (from, _) = running.span(zone);
    past.week(from, now, RUNNING.0, RUNNING.1, RUNNING.2);
    past.lines
}

/// How one close ended.
enum Fate {
    Answered { ces: u8, csat: Option<u8> },
    Unanswered,
    Other { state: &'static str, reason: Option<&'static str>, asked: bool },
}

struct Past<'a> {
    rng: StdRng,
    now: Timestamp,
    crew: &'a Crew,
    ticket: u32,
    lines: Vec<LedgerLine>,
}

impl Past<'_> {
    fn week(&mut self, from: Timestamp, to: Timestamp, closes: usize, answered: usize, ease: f64) {
        let mut fates = self.answers(answered, ease);
        while fates.len() < closes {
            fates.push(self.without_answer());
        }
        fates.shuffle(&mut self.rng);
        let mut times: Vec<Timestamp> = fates.iter().map(|_| self.moment(from, to)).collect();
        times.sort();
        for (fate, closed_at) in fates.into_iter().zip(times) {
            self.close(fate, closed_at, to);
        }
    }

    /// So many answers of which exactly this share is favourable: a story must not depend on luck.
    fn answers(&mut self, n: usize, ease: f64) -> Vec<Fate> {
        let favourable = (n as f64 * ease).round() as usize;
        let seconds = (n as f64 * SECOND_QUESTION).round() as usize;
        (0..n)
            .map(|i| {
                let ces = self.point(i < favourable, &[5, 6, 6, 6, 7, 7], &[4, 4, 3, 3, 2, 2, 1]);
                // Spread over the easy and the hard ones alike.
                let second = (i * seconds) % n < seconds;
                let csat = second.then(|| self.point(i < favourable, &[5, 5, 5, 4, 4, 3], &[3, 3, 2, 2, 1, 4]));
                Fate::Answered { ces, csat }
            })
            .collect()
    }

    fn point(&mut self, good: bool, liked: &[u8], disliked: &[u8]) -> u8 {
        self.pick(if good { liked } else { disliked }).unwrap_or(4)
    }

    fn without_answer(&mut self) -> Fate {
        let other = |state, reason, asked| Fate::Other { state, reason, asked };
        match self.rng.random_range(0..100) {
            0..48 => Fate::Unanswered,
            48..66 => other("skipped", Some("cooldown"), false),
            66..72 => other("skipped", Some("no_customer"), false),
            72..78 => other("skipped", Some("not_resolved"), false),
            78..81 => other("skipped", Some("agent_declined"), false),
            81..84 => other("skipped", Some("opted_out"), false),
            84..89 => other("undeliverable", Some("dm_closed"), false),
            89..92 => other("undeliverable", Some("no_place"), false),
            92..95 => other("declined", None, true),
            95..98 => other("cancelled", Some("not_solved"), true),
            _ => other("cancelled", Some("reopened"), false),
        }
    }

    /// Some time in the span, in working hours where the span has any.
    fn moment(&mut self, from: Timestamp, to: Timestamp) -> Timestamp {
        let length = (to.as_millisecond() - from.as_millisecond()).max(1);
        let mut at = from;
        for _ in 0..12 {
            at = Timestamp::from_millisecond(from.as_millisecond() + self.rng.random_range(0..length)).unwrap_or(from);
            let into_week = at.as_millisecond() - from.as_millisecond();
            let (day, hour) = (into_week / 86_400_000, into_week / 3_600_000 % 24);
            if (8..18).contains(&hour) && day < 5 {
                break;
            }
        }
        at
    }

    fn close(&mut self, fate: Fate, closed_at: Timestamp, week_end: Timestamp) {
        self.ticket += 1;
        let mut line = self.ticket_line(closed_at);
        let asked_at = self.soon_after(closed_at, 6, week_end);
        match fate {
            Fate::Answered { ces, csat } => {
                line.state = "answered".to_owned();
                line.asked_at = Some(asked_at);
                let at = self.soon_after(asked_at, 240, week_end);
                let remark = self.remark(ces);
                self.answer(&line, &CES7, ces, at, remark);
                if let Some(csat) = csat {
                    let at = self.soon_after(at, 2, week_end);
                    self.answer(&line, &CSAT5, csat, at, (None, Vec::new()));
                }
            }
            Fate::Unanswered => {
                let over = self.now.duration_since(asked_at) > Duration::from_hours(7 * 24);
                line.state = if over { "expired" } else { "delivered" }.to_owned();
                line.asked_at = Some(asked_at);
                line.instrument = Some(&CES7);
                self.lines.push(line);
            }
            Fate::Other { state, reason, asked } => {
                line.state = state.to_owned();
                line.reason = reason.map(str::to_owned);
                line.asked_at = asked.then_some(asked_at);
                line.instrument = asked.then_some(&CES7);
                self.lines.push(line);
            }
        }
    }

    fn answer(
        &mut self,
        ticket: &LedgerLine,
        on: &'static Instrument,
        value: u8,
        at: Timestamp,
        remark: (Option<&str>, Vec<ReasonTag>),
    ) {
        let Ok(score) = Score::on(on, i64::from(value)) else { return };
        let (comment, reasons) = remark;
        let comment = comment.map(str::to_owned);
        let answer = Answer { score, first_at: at, last_at: at, changes: 0, comment, reasons, contact_ok: false };
        self.lines.push(LedgerLine { instrument: Some(on), answer: Some(answer), ..ticket.clone() });
    }

    fn ticket_line(&mut self, closed_at: Timestamp) -> LedgerLine {
        let (subject, tag) = self.pick(SUBJECTS).unwrap_or(("A question", "other"));
        let open = Duration::from_mins(self.rng.random_range(8..2_600));
        LedgerLine {
            source: "desk".to_owned(),
            ticket_id: format!("PAY-{}", self.ticket),
            subject: Some(subject.to_owned()),
            team: self.crew.team.clone(),
            agent: self.crew.agents.choose(&mut self.rng).cloned(),
            customer: Some(format!("customer{}@example.com", self.rng.random_range(1_000..1_420))),
            channel: self.pick(&["email", "email", "chat", "web"]).map(str::to_owned),
            touchpoint: self.pick(&["billing", "billing", "checkout", "payouts"]).map(str::to_owned),
            segment: self.pick(&["starter", "starter", "business"]).map(str::to_owned),
            tags: vec![tag.to_owned()],
            opened_at: closed_at.checked_sub(open).ok(),
            closed_at,
            state: String::new(),
            reason: None,
            asked_at: None,
            instrument: None,
            answer: None,
            recovered: false,
            person: None,
            privacy: Privacy::Leads,
        }
    }

    /// Up to `minutes` later, but before the week is over, so that a week's answers are its own.
    fn soon_after(&mut self, at: Timestamp, minutes: i64, week_end: Timestamp) -> Timestamp {
        let later = at.as_millisecond() + self.rng.random_range(1_000..=minutes * 60_000);
        let last = (week_end.as_millisecond() - 1).max(at.as_millisecond());
        Timestamp::from_millisecond(later.min(last)).unwrap_or(at)
    }

    fn remark(&mut self, ces: u8) -> (Option<&'static str>, Vec<ReasonTag>) {
        let (often, words) = if ces >= 5 { (0.22, PRAISE) } else { (0.62, COMPLAINTS) };
        let comment = if self.rng.random_bool(often) { self.pick(words) } else { None };
        let mut reasons = Vec::new();
        if ces < 5 && self.rng.random_bool(0.7) {
            reasons.extend(self.pick(WHY));
            let second = self.pick(WHY).filter(|r| !reasons.contains(r) && self.rng.random_bool(0.3));
            reasons.extend(second);
        }
        (comment, reasons)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.choose(&mut self.rng).copied()
    }
}

/// Reasons as often as they come: having to repeat oneself leads.
const WHY: &[ReasonTag] = &[
    ReasonTag::Repeat,
    ReasonTag::Repeat,
    ReasonTag::Repeat,
    ReasonTag::PassedAround,
    ReasonTag::PassedAround,
    ReasonTag::Slow,
    ReasonTag::Slow,
    ReasonTag::CameBack,
    ReasonTag::NotFixed,
    ReasonTag::Unclear,
    ReasonTag::SwitchedChannel,
];

const SUBJECTS: &[(&str, &str)] = &[
    ("Charged twice for one order", "refund"),
    ("Invoice shows the old address", "invoice"),
    ("Card declined although it works elsewhere", "card"),
    ("Payout is two days late", "payout"),
    ("Need a VAT invoice for March", "invoice"),
    ("Cannot remove an expired card", "card"),
    ("Refund has not arrived", "refund"),
    ("Webhook says paid, dashboard says pending", "api"),
    ("Change of bank account", "payout"),
    ("Discount was not applied", "refund"),
    ("Export leaves out cancelled orders", "invoice"),
    ("3-D Secure page stays empty", "card"),
];

const PRAISE: &[&str] = &[
    "Fixed in ten minutes, thank you!",
    "Clear answer, and I did not have to explain it twice.",
    "The link to the right page was all I needed.",
    "Friendly and fast.",
    "You noticed the second problem before I did. Impressive.",
    "Refund arrived the same day.",
    "Best support I have had this year :)",
];

/// Some of them try to ping, format or compute; shown anywhere, they must stay words.
const COMPLAINTS: &[&str] = &[
    "I had to send the same screenshot three times.",
    "Two people told me two different things.",
    "It works now, but it took four days.",
    "I only wanted an invoice and had to call twice.",
    "The first answer was a template that had nothing to do with my question.",
    "<!channel> nobody read what I wrote, *nobody*",
    "@everyone this is the third time I ask",
    "=HYPERLINK(\"http://example.com\",\"click\") was all the export contained",
    "Still not sure why it failed. <script>alert('why')</script>",
    "Moved from chat to e-mail and had to start again.",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn past(now: &str) -> (Vec<LedgerLine>, Timestamp, TimeZone) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = now.parse().unwrap();
        let crew = Crew { team: TeamName::new("Payments"), agents: vec!["slack:U1".into(), "slack:U2".into()] };
        (history(now, &zone, &crew), now, zone)
    }

    fn answers(lines: &[LedgerLine], week: (Timestamp, Timestamp), on: &'static Instrument) -> Vec<Answer> {
        let inside = |a: &Answer| a.score.instrument() == on && (week.0..week.1).contains(&a.first_at);
        lines.iter().filter_map(|l| l.answer.clone()).filter(inside).collect()
    }

    #[test]
    fn the_same_moment_has_the_same_past() {
        assert_eq!(past("2026-11-24T09:30:00Z").0, past("2026-11-24T09:30:00Z").0);
    }

    #[test]
    fn nothing_lies_in_the_future_even_at_the_very_start_of_a_week() {
        for now in ["2026-11-24T09:30:00Z", "2026-11-22T23:00:00.001Z", "2026-11-29T22:59:59Z"] {
            let (lines, now, _) = past(now);
            for line in lines {
                let last = line.answer.as_ref().map_or(line.closed_at, |a| a.last_at);
                assert!(line.closed_at <= now && last <= now && line.asked_at.is_none_or(|a| a <= now), "{line:?}");
            }
        }
    }

    #[test]
    fn every_week_has_enough_answers_on_both_questions_to_show_a_percent() {
        let (lines, now, zone) = past("2026-11-24T09:30:00Z");
        let running = Week::containing(now, &zone);
        for back in 0..=8 {
            let span = running.back(back).span(&zone);
            assert!(answers(&lines, span, &CES7).len() >= 20, "{back} weeks back");
            assert!(answers(&lines, span, &CSAT5).len() >= if back == 0 { 20 } else { 15 }, "{back} weeks back");
        }
        assert!(answers(&lines, running.span(&zone), &CES7).len() >= 45);
    }

    #[test]
    fn it_gets_easier() {
        let (lines, now, zone) = past("2026-11-24T09:30:00Z");
        let share = |back: i32| {
            let found = answers(&lines, Week::containing(now, &zone).back(back).span(&zone), &CES7);
            found.iter().filter(|a| a.score.is_favourable()).count() as f64 / found.len() as f64
        };
        assert!(share(0) > share(1) + 0.08 && share(1) > share(8) + 0.1);
    }

    #[test]
    fn a_ticket_is_closed_once_and_asks_nobody_of_the_demo() {
        let (lines, ..) = past("2026-11-24T09:30:00Z");
        let closes: BTreeSet<_> = lines.iter().map(|l| (l.ticket_id.clone(), l.closed_at)).collect();
        let tickets: BTreeSet<_> = lines.iter().map(|l| l.ticket_id.clone()).collect();
        assert_eq!(closes.len(), tickets.len());
        assert!(lines.iter().all(|l| l.customer.as_ref().is_some_and(|c| c.ends_with("@example.com"))));
    }

    #[test]
    fn every_state_and_reason_is_one_the_ledger_knows() {
        let (lines, ..) = past("2026-11-24T09:30:00Z");
        for line in lines {
            assert!(crate::domain::survey::State::CODES.contains(&line.state.as_str()), "{}", line.state);
            assert_eq!(line.reason.is_some(), ["skipped", "undeliverable", "cancelled"].contains(&line.state.as_str()));
            assert_eq!(line.answer.is_some(), line.state == "answered");
        }
    }
}
