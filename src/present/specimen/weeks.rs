//! A card of every kind of week, the worst ones included.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::instant;
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{CES5, CES7, CSAT5, Instrument, NPS11, ReasonTag, THUMBS};
use crate::domain::privacy::Privacy;
use crate::domain::scorecard::{InstrumentFacts, Quote, Scorecard, WeekFacts, build};
use crate::domain::survey::{State, Unreachable};

/// A card of every kind of week.
pub fn scorecards() -> Vec<(&'static str, Scorecard)> {
    let ces = |counts: &[u64], before: &[[u64; 7]]| week(counts, before);
    vec![
        ("full", full_week()),
        ("clear fall", ces(&[4, 5, 5, 4, 10, 16, 16], &[[2, 3, 2, 2, 11, 20, 20]; 4])),
        ("clear rise", ces(&[0, 1, 1, 1, 9, 24, 24], &[[6, 6, 6, 4, 10, 14, 14]; 4])),
        ("steady", ces(&[20, 20, 20, 20, 120, 200, 200], &[[80, 80, 80, 80, 480, 800, 800]; 4])),
        ("cannot tell", ces(&[1, 1, 0, 1, 4, 6, 7], &[[1, 1, 0, 1, 4, 6, 7]; 4])),
        ("first week", ces(&[1, 2, 2, 2, 9, 17, 17], &[])),
        ("few", ces(&[0, 0, 1, 0, 2, 2, 3], &[[1, 1, 0, 1, 4, 6, 7]; 4])),
        ("too few", ces(&[0, 1, 0, 0, 0, 1, 1], &[])),
        ("nobody answered", ces(&[0; 7], &[[1, 1, 0, 1, 4, 6, 7]; 4])),
        ("nothing closed", nothing_closed()),
        ("provisional", Scorecard { provisional: true, ..full_week() }),
        ("thumbs", of(&THUMBS, &[7, 43], &[[6, 44]; 4])),
        ("five points of effort", of(&CES5, &[1, 2, 4, 20, 23], &[[1, 2, 4, 20, 23]; 4])),
        ("transactional NPS", net_week()),
        ("transactional NPS, clear fall", of(&NPS11, &[9, 2, 2, 2, 2, 4, 3, 3, 3, 5, 5], &[NET; 4])),
        ("transactional NPS, first week", of(&NPS11, &NET, &[] as &[[u64; 11]])),
        ("transactional NPS, few", of(&NPS11, &[0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3], &[NET; 4])),
        ("two questions in turn", in_turn()),
        ("hostile", hostile()),
    ]
}

/// 25 promoters, 12 passives, 4 detractors: the example of MEASUREMENT §3.
const NET: [u64; 11] = [1, 0, 0, 0, 0, 0, 3, 6, 6, 10, 15];

/// A week of transactional NPS: +51 after +49.
pub fn net_week() -> Scorecard {
    of(&NPS11, &NET, &[[1, 0, 0, 0, 0, 1, 3, 6, 6, 10, 15]; 4])
}

/// A team that asks thumbs and transactional NPS in turn.
fn in_turn() -> Scorecard {
    let mut facts = facts();
    facts.instruments = vec![on(&NPS11, &NET, &[NET; 4]), on(&THUMBS, &[4, 39], &[[6, 34]; 4])];
    facts.quotes =
        vec![quote(&NPS11, 10, "Sorted in one message."), quote(&THUMBS, 0, "Nobody read my first message.")];
    build(facts)
}

/// A good week of both questions: 43 of 50 after 176 of 200.
pub fn full_week() -> Scorecard {
    build(facts())
}

/// A week with these answers on `ces7`, and nothing else asked.
pub fn week(counts: &[u64], before: &[[u64; 7]]) -> Scorecard {
    of(&CES7, counts, before)
}

/// The same on any instrument.
pub fn of<const N: usize>(instrument: &'static Instrument, counts: &[u64], before: &[[u64; N]]) -> Scorecard {
    let answers = counts.iter().sum();
    let mut facts = facts();
    facts.instruments = vec![on(instrument, counts, before)];
    if instrument != &CES7 {
        facts.quotes.clear();
    }
    facts.people = answers;
    facts.delivered = answers + 35;
    facts.delivered_answered = answers;
    facts.by_state.insert("answered".into(), answers);
    build(facts)
}

/// What [`full_week`] is built from.
pub fn facts() -> WeekFacts {
    let week = a_week();
    let zone = "Europe/Berlin";
    let (from, to) = week.span(&TimeZone::get(zone).unwrap_or(TimeZone::UTC));
    let counts = |pairs: &[(&str, u64)]| pairs.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect::<BTreeMap<_, _>>();
    WeekFacts {
        team: TeamName::new("Payments"),
        week,
        zone: zone.into(),
        from,
        to,
        provisional: false,
        privacy: Privacy::Leads,
        privacy_before: Privacy::Leads,
        instruments: vec![
            on(&CES7, &[1, 2, 2, 2, 9, 17, 17], &[[1, 2, 2, 1, 8, 18, 18]; 4]),
            on(&CSAT5, &[1, 1, 2, 10, 14], &[[1, 1, 2, 11, 13]; 4]),
        ],
        people: 46,
        by_state: counts(&[
            ("delivered", 22),
            ("answered", 48),
            ("declined", 1),
            ("expired", 13),
            ("skipped", 31),
            ("undeliverable", 4),
            ("cancelled", 2),
        ]),
        skipped: counts(&[("cooldown", 19), ("no_customer", 7), ("opted_out", 3), ("agent_declined", 2)]),
        undeliverable: counts(&[("dm_closed", 3), ("no_place", 1)]),
        delivered: 86,
        delivered_answered: 50,
        reasons: vec![("repeat".into(), 5), ("slow".into(), 3), ("not_fixed".into(), 2)],
        quotes: vec![
            quote(&CES7, 7, "Sorted in one message, thank you!"),
            quote(&CES7, 2, "I had to explain the double charge to three different people."),
        ],
    }
}

fn nothing_closed() -> Scorecard {
    let mut facts = facts();
    facts.instruments = vec![on(&CES7, &[0; 7], &[[1, 1, 0, 1, 4, 6, 7]; 4])];
    facts.people = 0;
    facts.by_state.clear();
    facts.skipped.clear();
    facts.undeliverable.clear();
    facts.delivered = 0;
    facts.delivered_answered = 0;
    facts.reasons.clear();
    facts.quotes.clear();
    build(facts)
}

/// Texts from people at their worst, numbers at their longest.
fn hostile() -> Scorecard {
    let mut facts = facts();
    facts.team =
        TeamName::new(format!("支払い 💳 <b>&amp; *Payments* שלום \u{202e}evil @everyone {}", "long ".repeat(60)));
    facts.instruments = vec![
        on(&CES7, &[123_456; 7], &[[123_456; 7]; 4]),
        InstrumentFacts { instrument: &CSAT5, counts: vec![98_765; 5], before: vec![vec![98_765; 5]; 4] },
    ];
    let many = |codes: &[&str]| codes.iter().map(|code| ((*code).to_owned(), 123_456)).collect::<BTreeMap<_, _>>();
    facts.by_state = many(&State::CODES);
    facts.skipped = many(&SKIPS);
    facts.undeliverable = Unreachable::ALL.iter().map(|u| (u.code().to_owned(), 123_456)).collect();
    facts.reasons = ReasonTag::ALL.iter().map(|r| (r.as_str().to_owned(), 123_456)).collect();
    facts.delivered = 987_654;
    facts.delivered_answered = 876_543;
    facts.quotes = vec![
        quote(&CES7, 7, &"w".repeat(2900)),
        quote(
            &CES7,
            1,
            &format!(
                "<!channel> <@U123> `*_~ [a](https://evil.example) \u{202e}{}",
                "Z\u{335}\u{336}\u{337}\u{338}".repeat(900)
            ),
        ),
    ];
    build(facts)
}

const SKIPS: [&str; 11] = [
    "already_asked",
    "no_customer",
    "customer_is_agent",
    "customer_is_bot",
    "opted_out",
    "cooldown",
    "sampled_out",
    "too_old",
    "not_resolved",
    "team_paused",
    "agent_declined",
];

fn on<const N: usize>(instrument: &'static Instrument, counts: &[u64], before: &[[u64; N]]) -> InstrumentFacts {
    let before = before.iter().map(|week| week.to_vec()).collect();
    InstrumentFacts { instrument, counts: counts.to_vec(), before }
}

fn quote(instrument: &'static Instrument, value: u8, text: &str) -> Quote {
    Quote { value, instrument, text: text.into() }
}

/// 2026-W47.
fn a_week() -> Week {
    Week::containing(instant(1_795_000_000), &TimeZone::UTC)
}
