//! Random teams, people and histories, played through the policy alone: what must hold for everybody, always.
//!
//! Knows a small world: closes, a clock, prompts that are answered or left. Everything is decided by [`super::decide`] and
//! [`super::recheck`]; the bookkeeping here is what the store does with what they say.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::super::calendar::Hours;
use super::super::civil::zones::at;
use super::super::instrument::CES7;
use super::*;

#[derive(Debug, Clone)]
struct Close {
    person: usize,
    team: usize,
    /// Minutes after the one before.
    after: i64,
    outcome: Outcome,
    human_reply: Option<bool>,
    /// Minutes after the close at which somebody still writes, if anybody does.
    writes: Option<i64>,
    /// Minutes after the prompt at which it is answered, if it is.
    answers: Option<i64>,
    opts_out: bool,
}

fn close() -> impl Strategy<Value = Close> {
    let outcome = prop_oneof![6 => Just(Outcome::Resolved), 1 => Just(Outcome::Merged), 1 => Just(Outcome::Unknown)];
    let reply = prop_oneof![3 => Just(Some(true)), 1 => Just(Some(false)), 2 => Just(None)];
    let late = prop::option::of(0_i64..600);
    let answered = prop::option::of(0_i64..20_000);
    (0..3_usize, 0..2_usize, 0_i64..4_000, outcome, reply, late, answered, prop::bool::weighted(0.05)).prop_map(
        |(person, team, after, outcome, human_reply, writes, answers, opts_out)| Close {
            person,
            team,
            after,
            outcome,
            human_reply,
            writes,
            answers,
            opts_out,
        },
    )
}

fn rules() -> impl Strategy<Value = Rules> {
    let days = prop::sample::select(vec!["MON-SUN", "MON-FRI", "SAT,SUN", "WED"]);
    let hours = prop::sample::select(vec!["00:00-24:00", "08:00-20:00", "09:30-10:00", "22:00-24:00"]);
    (0_i64..120, hours, days, 0_i64..600, 1_i64..400, 0.0..=1.0_f64, any::<bool>()).prop_map(
        |(delay, hours, days, cooldown, expires, sample, ask_unreplied)| Rules {
            delay: Duration::from_mins(delay),
            hours: hours.parse::<Hours>().unwrap().on(days.parse().unwrap()),
            cooldown: Duration::from_hours(cooldown),
            expires: Duration::from_hours(expires),
            remind: None,
            too_old: Duration::from_hours(72),
            sample,
            ask_unreplied,
            paused: false,
            mode: Mode::Single,
            instruments: vec![&CES7],
        },
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Planned(Timestamp),
    Delivered(Timestamp),
    Over(&'static str),
}

/// What is remembered of one person.
#[derive(Debug, Default, Clone)]
struct Known {
    asked: Vec<Timestamp>,
    opted_out: bool,
}

/// Every prompt: whose, from when, until when.
type Prompts = Vec<(usize, usize, Timestamp, Timestamp)>;

/// Plays it all; returns the prompts and how many closes ended in which state.
fn play(teams: &[Rules], zones: &[TimeZone], closes: &[Close]) -> (Prompts, BTreeMap<&'static str, usize>) {
    let mut people = vec![Known::default(); 3];
    let mut surveys: Vec<(Close, Timestamp, Stand)> = Vec::new();
    let mut prompts: Prompts = Vec::new();
    let mut now = at("2026-03-20T09:00:00Z");
    for next in closes.iter().map(Some).chain([None]) {
        let until = next.map_or(Timestamp::MAX, |c| now + Duration::from_mins(c.after));
        run(teams, zones, &mut people, &mut surveys, &mut prompts, until);
        let Some(close) = next else { break };
        now = until;
        let (team, person) = (&teams[close.team], &people[close.person]);
        let open = |(c, _, stand): &(Close, Timestamp, Stand)| {
            c.person == close.person && matches!(stand, Stand::Delivered(_))
        };
        let history = History {
            opted_out: person.opted_out,
            open_prompt: surveys.iter().any(open),
            last_asked: person.asked.last().copied(),
            ..History::default()
        };
        let facts = CloseFacts {
            closed_at: now,
            outcome: close.outcome,
            customer: CustomerKind::Person,
            no_survey: None,
            human_reply: close.human_reply,
            draw: draw(&format!("{}", surveys.len())),
        };
        let stand = match decide(&facts, team, &history, &zones[close.person], now) {
            Decision::Ask(plan) => Stand::Planned(plan.send_at),
            Decision::Skip(why) => Stand::Over(why.code()),
        };
        surveys.push((close.clone(), now, stand));
    }
    let mut ledger = BTreeMap::new();
    for (_, _, stand) in &surveys {
        let word = match stand {
            Stand::Planned(_) => "planned",
            Stand::Delivered(_) => "delivered",
            Stand::Over(word) => word,
        };
        *ledger.entry(word).or_default() += 1;
    }
    (prompts, ledger)
}

/// Everything that is due before `until`, in order.
fn run(
    teams: &[Rules],
    zones: &[TimeZone],
    people: &mut [Known],
    surveys: &mut [(Close, Timestamp, Stand)],
    prompts: &mut Prompts,
    until: Timestamp,
) {
    loop {
        let due = |(close, _, stand): &(Close, Timestamp, Stand)| match stand {
            Stand::Planned(send_at) => Some(*send_at),
            Stand::Delivered(since) => {
                let end = *since + teams[close.team].expires;
                Some(close.answers.map_or(end, |after| (*since + Duration::from_mins(after)).min(end)))
            }
            Stand::Over(_) => None,
        };
        let next = surveys.iter().enumerate().filter_map(|(n, s)| Some((due(s)?, n))).min();
        let Some((now, n)) = next.filter(|(now, _)| *now <= until) else { return };
        let (close, closed_at, stand) = surveys[n].clone();
        let team = &teams[close.team];
        surveys[n].2 = match stand {
            Stand::Planned(planned_for) => {
                let open = surveys.iter().enumerate().any(|(other, (c, _, s))| {
                    other != n && c.person == close.person && matches!(s, Stand::Delivered(_))
                });
                let person = &people[close.person];
                let history = History {
                    opted_out: person.opted_out,
                    open_prompt: open,
                    last_asked: person.asked.last().copied(),
                    ..History::default()
                };
                let wrote = close.writes.map(|after| closed_at + Duration::from_mins(after)).filter(|at| *at <= now);
                let moment = Moment { planned_for, closed_at, quiet_since: wrote, human_reply: close.human_reply };
                match recheck(&moment, team, &history, CustomerKind::Person, &zones[close.person], now) {
                    Recheck::Send => {
                        people[close.person].asked.push(now);
                        prompts.push((close.person, close.team, now, now + team.expires));
                        Stand::Delivered(now)
                    }
                    Recheck::Hold(until) => {
                        assert!(until > now, "a hold that does not end");
                        Stand::Planned(until)
                    }
                    Recheck::Skip(why) => Stand::Over(why.code()),
                    Recheck::TooLate => Stand::Over("too_late"),
                }
            }
            Stand::Delivered(_) => {
                if let Some(prompt) = prompts.iter_mut().rfind(|(person, ..)| *person == close.person) {
                    prompt.3 = now;
                }
                people[close.person].opted_out |= close.opts_out;
                Stand::Over(if close.answers.is_some() { "answered" } else { "expired" })
            }
            over => over,
        };
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn whatever_the_rules_nobody_has_two_open_prompts_or_is_asked_outside_their_hours_or_under_the_floor(
        teams in prop::collection::vec(rules(), 2),
        closes in prop::collection::vec(close(), 1..40),
    ) {
        let zones: Vec<TimeZone> = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"]
            .map(super::super::civil::zones::zone).into();
        let (prompts, ledger) = play(&teams, &zones, &closes);
        for (n, (person, team, from, _)) in prompts.iter().enumerate() {
            let open = teams[*team].hours.next_open(*from, &zones[*person]);
            prop_assert_eq!(open, *from, "outside the hours");
            for (_, _, before, end) in prompts[..n].iter().filter(|(other, ..)| other == person) {
                prop_assert!(*end <= *from, "two prompts are open at once");
                let cooldown = teams[*team].cooldown.max(COOLDOWN_FLOOR);
                prop_assert!(from.duration_since(*before) >= cooldown, "asked again too soon");
            }
        }
        prop_assert_eq!(ledger.values().sum::<usize>(), closes.len(), "the ledger adds up: {:?}", ledger);
        prop_assert!(!ledger.contains_key("planned") && !ledger.contains_key("delivered"), "all come to an end: {:?}", ledger);
    }

    #[test]
    fn a_larger_sample_only_adds_people_and_takes_nobody_out(few in 0.0..=1.0_f64, more in 0.0..=1.0_f64, n in any::<u32>()) {
        let (few, more) = if few <= more { (few, more) } else { (more, few) };
        let asked = |sample| draw(&format!("ticket-{n}#1")) < sample;
        prop_assert!(!asked(few) || asked(more));
    }

    #[test]
    fn every_sample_asks_its_share(sample in 0.02..0.98_f64, seed in any::<u32>()) {
        let total = 4_000_u32;
        let asked = (0..total).filter(|n| draw(&format!("{seed}-{n}#1")) < sample).count() as f64;
        let (mean, spread) = (f64::from(total) * sample, (f64::from(total) * sample * (1.0 - sample)).sqrt());
        // Five standard deviations: by chance once in two million samples.
        prop_assert!((asked - mean).abs() <= 5.0 * spread + 1.0, "{} of {} at {}", asked, total, sample);
    }
}
