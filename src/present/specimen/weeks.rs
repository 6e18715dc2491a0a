//! Weeks of a team: what every picture, page and message of a scorecard is tried on.
//!
//! Knows plausible weeks, and one of people at their worst. Refuses to build a card in a way the product would not.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{extra, instant, past};
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{CES5, CES7, CSAT5, Instrument, NPS11, ReasonTag, THUMBS};
use crate::domain::language::Language;
use crate::domain::phrases::Remark;
use crate::domain::privacy::Privacy;
use crate::domain::scorecard::heard::{HeardFacts, HeardGroup};
use crate::domain::scorecard::{
    AskWeek, CaseTally, GroupFacts, InstrumentFacts, Kind, Quote, Scorecard, Shown, WeekFacts, build,
};
use crate::domain::stats::Share;
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
        ("repeat customers", repeat_customers()),
        ("question changed", question_changed()),
        ("one agent only", one_agent()),
        ("all the same score", ces(&[0, 0, 0, 0, 0, 0, 30], &[[1, 1, 0, 1, 4, 6, 7]; 4])),
        ("an agent clearly above", clearly_above()),
        ("down part of it", extra::down_part_of_it()),
        ("other tickets came in", extra::other_tickets()),
        ("imported answers", extra::imported()),
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
    facts.past = facts.instruments.iter().flat_map(|on| past::pooled(facts.week, on)).collect();
    build(facts)
}

/// Comments of a longer week than the card's, so that there is a phrase to tell.
fn unhappy_and_happy() -> Vec<Remark> {
    let remark = |low: bool, text: &str, n: usize| Remark {
        instrument: &CES7,
        low,
        person: Some(format!("p{n}")),
        language: Some(Language::En),
        text: text.into(),
    };
    let low = (0..40).map(|n| remark(true, if n < 24 { "It is not resolved." } else { "Took long." }, n));
    low.chain((40..240).map(|n| remark(false, "Quick and kind.", n))).collect()
}

/// Fifty answers from eighteen people.
fn repeat_customers() -> Scorecard {
    let mut facts = facts();
    let people = [(6_i64, 6_u64), (5, 5), (1, 5), (4, 4), (4, 4), (2, 4), (4, 4), (3, 3), (2, 3), (3, 3)];
    let once = [(2, 2), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1)];
    people.into_iter().chain(once).for_each(|(k, n)| facts.instruments[0].repeats.add(k, n));
    facts.people = 18;
    build(facts)
}

/// Other words since the Tuesday of the week.
fn question_changed() -> Scorecard {
    let mut facts = facts();
    facts.instruments.truncate(1);
    facts.instruments[0].before.clear();
    facts.instruments[0].changed = a_week().monday().tomorrow().ok();
    build(facts)
}

/// Everything was one agent's work.
fn one_agent() -> Scorecard {
    let mut facts = facts();
    let all = GroupFacts { kind: Kind::Agent, name: "Ana".into(), share: Share { part: 43, whole: 50 } };
    facts.instruments[0].groups = vec![all];
    build(facts)
}

/// Ana beside a colleague who is below: the channel tells of Ana alone.
fn clearly_above() -> Scorecard {
    let mut facts = facts();
    facts.instruments.truncate(1);
    facts.instruments[0].counts = vec![8, 8, 8, 8, 40, 64, 64];
    let agent =
        |name: &str, part, whole| GroupFacts { kind: Kind::Agent, name: name.into(), share: Share { part, whole } };
    facts.instruments[0].groups = vec![agent("Ana", 113, 120), agent("Ben", 55, 80)];
    facts.people = 200;
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
    facts.response = asks(answers, answers + 35);
    facts.heard = HeardFacts::default();
    facts.by_state.insert("answered".into(), answers);
    facts.past = facts.instruments.iter().flat_map(|on| past::pooled(facts.week, on)).collect();
    build(facts)
}

/// What [`full_week`] is built from.
pub fn facts() -> WeekFacts {
    let week = a_week();
    let zone = "Europe/Berlin";
    let (from, to) = week.span(&TimeZone::get(zone).unwrap_or(TimeZone::UTC));
    let counts = |pairs: &[(&str, u64)]| pairs.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect::<BTreeMap<_, _>>();
    let mut ces = on(&CES7, &[1, 2, 2, 2, 9, 17, 17], &[[1, 2, 2, 1, 8, 18, 18]; 4]);
    let group = |kind, name: &str, part, whole| GroupFacts { kind, name: name.into(), share: Share { part, whole } };
    ces.groups = vec![
        group(Kind::Agent, "Ana", 24, 26),
        group(Kind::Agent, "Ben", 19, 24),
        group(Kind::Tag, "billing", 20, 27),
        group(Kind::Tag, "login", 13, 13),
        group(Kind::Tag, "", 10, 10),
    ];
    WeekFacts {
        team: TeamName::new("Payments"),
        week,
        zone: zone.into(),
        from,
        to,
        provisional: false,
        privacy: Privacy::Leads,
        privacy_before: Privacy::Leads,
        instruments: vec![ces, on(&CSAT5, &[1, 1, 2, 10, 14], &[[1, 1, 2, 11, 13]; 4])],
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
        response: asks(50, 86),
        heard: heard(),
        coverage: Vec::new(),
        cases: Shown::Yes(CaseTally {
            opened: 5,
            answered: 4,
            median_minutes_to_claim: Some(42),
            recovered: 2,
            open: 1,
        }),
        reasons: vec![("repeat".into(), 5), ("slow".into(), 3), ("not_fixed".into(), 2)],
        quotes: vec![
            quote(&CES7, 7, "Sorted in one message, thank you!"),
            quote(&CES7, 2, "I had to explain the double charge to three different people."),
        ],
        remarks: unhappy_and_happy(),
        past: past::both(week),
        down: Vec::new(),
    }
}

/// The week before, whose answer windows are over on Monday morning.
fn asks(part: u64, whole: u64) -> Option<AskWeek> {
    Some(AskWeek { week: a_week().back(1), share: Share { part, whole } })
}

/// Of what was closed in that week: 121 tickets, and as many as were answered.
fn heard() -> HeardFacts {
    let channel =
        |name: &str, part, whole| HeardGroup { kind: Kind::Channel, name: name.into(), share: Share { part, whole } };
    HeardFacts { all: Share { part: 50, whole: 121 }, groups: vec![channel("email", 6, 40), channel("chat", 44, 81)] }
}

pub(super) fn nothing_closed() -> Scorecard {
    let mut facts = facts();
    facts.instruments = vec![on(&CES7, &[0; 7], &[[1, 1, 0, 1, 4, 6, 7]; 4])];
    facts.people = 0;
    facts.by_state.clear();
    facts.skipped.clear();
    facts.undeliverable.clear();
    facts.delivered = 0;
    facts.response = None;
    facts.heard = HeardFacts::default();
    facts.cases = Shown::Yes(CaseTally::default());
    facts.reasons.clear();
    facts.quotes.clear();
    facts.past.clear();
    build(facts)
}

/// Texts from people at their worst, numbers at their longest.
pub(super) fn hostile() -> Scorecard {
    let mut facts = facts();
    facts.team =
        TeamName::new(format!("支払い 💳 <b>&amp; *Payments* שלום \u{202e}evil @everyone {}", "long ".repeat(60)));
    facts.instruments = vec![
        on(&CES7, &[123_456; 7], &[[123_456; 7]; 4]),
        InstrumentFacts::of(&CSAT5, vec![98_765; 5], vec![vec![98_765; 5]; 4]),
    ];
    facts.past = facts.instruments.iter().flat_map(|on| past::pooled(facts.week, on)).collect();
    let many = |codes: &[&str]| codes.iter().map(|code| ((*code).to_owned(), 123_456)).collect::<BTreeMap<_, _>>();
    facts.by_state = many(&State::CODES);
    facts.skipped = many(&SKIPS);
    facts.undeliverable = Unreachable::ALL.iter().map(|u| (u.code().to_owned(), 123_456)).collect();
    facts.reasons = ReasonTag::ALL.iter().map(|r| (r.as_str().to_owned(), 123_456)).collect();
    facts.delivered = 987_654;
    facts.response = asks(876_543, 987_654);
    facts
        .heard
        .groups
        .iter_mut()
        .for_each(|group| group.name = format!("<!here> *{}* \u{202e}{}", group.name, "e".repeat(90)));
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

const SKIPS: [&str; 12] = [
    "already_asked",
    "no_customer",
    "customer_is_agent",
    "customer_is_bot",
    "opted_out",
    "cooldown",
    "sampled_out",
    "too_old",
    "not_resolved",
    "no_human_reply",
    "team_paused",
    "agent_declined",
];

pub(super) fn on<const N: usize>(
    instrument: &'static Instrument,
    counts: &[u64],
    before: &[[u64; N]],
) -> InstrumentFacts {
    let before = before.iter().map(|week| week.to_vec()).collect();
    InstrumentFacts::of(instrument, counts.to_vec(), before)
}

fn quote(instrument: &'static Instrument, value: u8, text: &str) -> Quote {
    Quote { value, instrument, text: text.into() }
}

/// 2026-W47.
pub(super) fn a_week() -> Week {
    Week::containing(instant(1_795_000_000), &TimeZone::UTC)
}
