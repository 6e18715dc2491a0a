//! What comes next: promises, before and after, a scorecard that was missed.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::hostile;
use crate::domain::calendar::Week;
use crate::domain::compare::{Around, CompareFacts, Comparison, Finding, MOST_WEEKS, Refused, SeriesFacts, compare};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{CES7, CSAT5, Instrument, NPS11};
use crate::domain::privacy::Privacy;
use crate::domain::promise::{Fate, Promise};
use crate::domain::stats::Repeats;
use crate::domain::{Duration, Timestamp};
use crate::present::words::{self, PostOutcome, PromiseOutcome, Voice};
use crate::present::{Form, Message, scorecard};

/// Every such message, named; the hostile ones included.
pub(super) fn messages(at: Timestamp) -> Vec<(String, Message)> {
    let long = "x<@U1>&*_`~|".repeat(100);
    let week = Week::containing(at, &TimeZone::UTC);
    let (good, wild) = (promise(week, "We call back the same day", "Lena"), promise(week, &long, &long));
    let before = Promise { fate: Some(Fate::NotKept), ..promise(week.back(1), "No more than one handover", "Ana") };
    let team = || TeamName::new(long.clone());
    let mut all = Vec::new();
    let mut add = |name: &str, message: Message| all.push((name.to_owned(), message));
    let made = |made: &Promise, odd: bool, marked: Option<&Promise>| PromiseOutcome::Made {
        made: made.clone(),
        cut: odd,
        replaced: odd,
        marked: marked.cloned(),
        unclear: odd,
    };
    for (name, outcome) in [
        ("made", made(&good, false, None)),
        ("made, hostile", made(&wild, true, Some(&before))),
        ("marked", PromiseOutcome::Marked { promise: before.clone(), posted: true }),
        ("nothing", PromiseOutcome::Nothing { unclear: true }),
        ("not allowed", PromiseOutcome::NotAllowed),
        ("not of the team", PromiseOutcome::NotOfTheTeam { team: team() }),
        ("which team", PromiseOutcome::WhichTeam(vec![long.clone(); 12])),
    ] {
        add(&format!("promise: {name}"), words::promise_reply(&outcome));
    }
    add("promise: shown", words::promises(&good.team, Some(&good), Some(&before)));
    add("promise: shown, hostile", words::promises(&team(), Some(&wild), Some(&wild)));
    let (card, detail) = longest_card(Voice::ENGLISH, at);
    add("scorecard with promises, hostile", card);
    add("scorecard with promises in detail, hostile", detail);
    compared(&mut add);
    let posting = PostOutcome::Posting { team: team(), week, posting: 2, waiting: 1, posted: 1 };
    add("post: posting", words::post_reply(&posting));
    add("post: not over", words::post_reply(&PostOutcome::NotOver { week }));
    add("post: no channel", words::post_reply(&PostOutcome::NoChannel { team: team() }));
    add("post: not allowed", words::post_reply(&PostOutcome::NotAllowed));
    add("post: missed", Message { blocks: vec![words::missed_line(Voice::ENGLISH, week, 2)], marker: None });
    all
}

/// The longest card there can be with its details, promises and all.
pub(super) fn longest_card(voice: Voice, at: Timestamp) -> (Message, Message) {
    let long = "x<@U1>&*_`~|".repeat(100);
    let week = Week::containing(at, &TimeZone::UTC);
    let told: Vec<Promise> = (0..=2).map(|n| promise(week.back(n), &long, &long)).collect();
    let mut card = scorecard::message(voice, &hostile(), None, true);
    card.blocks.extend(words::promise_lines(voice, week, &told, Some(i64::MAX)));
    let mut detail = scorecard::detail(voice, &hostile());
    detail.blocks.extend(words::promise_detail(voice, week, &told));
    (card, detail)
}

/// Every such form, named.
pub(super) fn forms(at: Timestamp) -> Vec<(String, Form)> {
    let week = Week::containing(at, &TimeZone::UTC);
    let long = promise(week, &"x<@U1>&*_`~|".repeat(25), "Lena");
    let before = Promise { fate: Some(Fate::Still), ..long.clone() };
    vec![
        ("promise".into(), words::promise_form("12", Some(&long), Some(&before))),
        ("promise, the first".into(), words::promise_form("12", None, None)),
    ]
}

fn compared(add: &mut impl FnMut(&str, Message)) {
    let day = date(2026, 6, 3);
    let long = "x<@U1>&*_`~|".repeat(100);
    add("compare", words::comparison(&comparison("Payments", Privacy::Leads)));
    add("compare: confidential, hostile", words::comparison(&comparison(&long, Privacy::Confidential)));
    let findings = [&CES7, &CSAT5, &NPS11].map(|instrument: &'static Instrument| Finding::NothingAfter { instrument });
    let nothing = Comparison { findings: findings.to_vec(), ..comparison("Payments", Privacy::Leads) };
    add("compare: nothing after", words::comparison(&nothing));
    for (name, why) in [
        ("to come", Refused::Future),
        ("not yet", Refused::NotYet { from: date(2026, 6, 15) }),
        ("before the first", Refused::BeforeTheFirst { first: date(2026, 7, 1) }),
        ("no answers", Refused::NoAnswers),
    ] {
        add(&format!("compare: {name}"), words::compare_refused(&long, day, &why));
    }
    add("compare: no date", words::date_not_understood(&long));
    add("compare: not allowed", words::compare_not_allowed());
}

/// Effort fell, satisfaction has few answers.
fn comparison(team: &str, privacy: Privacy) -> Comparison {
    let (day, zone) = (date(2026, 6, 3), TimeZone::UTC);
    let left_out = Week::of(day);
    let after = (1..=MOST_WEEKS).map(|n| left_out.back(-n)).collect();
    let around = Around { left_out, after };
    let first = left_out.back(20).span(&zone).0.checked_add(Duration::from_hours(9)).ok();
    let series = |instrument: &'static Instrument, before: Vec<u64>, after: Vec<u64>| SeriesFacts {
        instrument,
        current: true,
        first,
        before: vec![before; 8],
        after: vec![after; 8],
        people_before: Vec::new(),
        people_after: Vec::new(),
        repeats_before: Repeats::default(),
        repeats_after: Repeats::default(),
    };
    let series = vec![
        series(&CES7, vec![2, 3, 2, 2, 11, 20, 20], vec![4, 5, 5, 4, 10, 16, 16]),
        series(&CSAT5, vec![0, 0, 0, 1, 1], vec![0, 0, 0, 0, 1]),
    ];
    let facts = CompareFacts { team: TeamName::new(team), privacy, first, series };
    let nothing = || Comparison {
        team: TeamName::new(team),
        day,
        zone: "UTC".to_owned(),
        left_out,
        too_small: 0,
        findings: Vec::new(),
    };
    compare(day, &zone, &around, &facts).unwrap_or_else(|_| nothing())
}

fn promise(week: Week, words: &str, by: &str) -> Promise {
    let (team, by) = (TeamName::new("Payments"), Some(by.to_owned()));
    Promise { id: i64::MAX, team, week, words: words.to_owned(), by, fate: None }
}
