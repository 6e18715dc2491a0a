//! Before and after a day: every verdict, and everything that cannot be compared.
//!
//! Knows how many answered on each side. Refuses to say how they read: that is the words' business.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::domain::Duration;
use crate::domain::calendar::Week;
use crate::domain::compare::{
    Around, CompareFacts, Compared, Comparison, Finding, MOST_WEEKS, Refused, SeriesFacts, compare,
};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{CES7, CSAT5, Instrument, NPS11};
use crate::domain::privacy::Privacy;
use crate::domain::stats::Repeats;
use crate::present::Message;
use crate::present::words::{self, Voice};

/// What `compare` replies, in one language; `team` is the name that is told where a reply could be long.
pub(super) fn messages(voice: Voice, team: &str) -> Vec<(String, Message)> {
    let day = asked();
    let findings = [&CES7, &CSAT5, &NPS11].map(|instrument: &'static Instrument| Finding::NothingAfter { instrument });
    let nothing = Comparison { findings: findings.to_vec(), ..fallen("Payments", Privacy::Leads) };
    let mut all = Vec::new();
    let mut add = |name: &str, message: Message| all.push((name.to_owned(), message));
    add("compare", words::comparison(voice, &fallen("Payments", Privacy::Leads)));
    add("compare: confidential, hostile", words::comparison(voice, &fallen(team, Privacy::Confidential)));
    add("compare: nothing after", words::comparison(voice, &nothing));
    for (name, why) in [
        ("to come", Refused::Future),
        ("not yet", Refused::NotYet { from: date(2026, 6, 15) }),
        ("before the first", Refused::BeforeTheFirst { first: date(2026, 7, 1) }),
        ("no answers", Refused::NoAnswers),
    ] {
        add(&format!("compare: {name}"), words::compare_refused(voice, team, day, &why));
    }
    add("compare: no date", words::date_not_understood(voice, team));
    add("compare: not allowed", words::compare_not_allowed(voice));
    all
}

/// One comparison of every kind there is.
pub fn comparisons() -> Vec<(&'static str, Comparison)> {
    let ces = |part: u64, whole: u64| vec![0, whole - part, 0, 0, 0, part, 0];
    let nps = |low, middle, high| vec![low, 0, 0, 0, 0, 0, 0, middle, 0, 0, high];
    let effort = |before: (u64, u64), after: (u64, u64)| {
        let after = [ces(after.0, after.1), ces(0, 0), ces(0, 0), ces(0, 0)];
        both(&CES7, &[ces(before.0, before.1)], &after, Privacy::Leads)
    };
    let one = |before: &[Vec<u64>], after: &[Vec<u64>], privacy| both(&CES7, before, after, privacy);
    let of = |finding| Comparison { findings: vec![finding], ..effort((204, 240), (42, 60)) };
    let at = date(2026, 6, 5);
    let (few, many) = ([ces(2, 3)], [ces(20, 30)]);
    vec![
        ("clear fall", effort((204, 240), (42, 60))),
        ("clear rise", effort((194, 240), (189, 210))),
        ("steady", effort((2_000, 2_400), (2_000, 2_400))),
        ("no clear change", effort((204, 240), (170, 210))),
        ("cannot tell", effort((18, 21), (17, 20))),
        ("counts", effort((12, 15), (7, 8))),
        ("too few", effort((12, 15), (3, 3))),
        ("one answer", effort((30, 40), (1, 1))),
        ("one week after", one(&[ces(194, 240)], &[ces(189, 210)], Privacy::Leads)),
        ("net score", both(&NPS11, &[nps(30, 30, 40)], &[nps(4, 12, 25)], Privacy::Leads)),
        ("net score, counts", both(&NPS11, &[nps(3, 4, 8)], &[nps(1, 2, 5)], Privacy::Leads)),
        ("left out on both sides", one(&few, &few, Privacy::Confidential)),
        ("left out before", one(&few, &many, Privacy::Confidential)),
        ("left out after", one(&many, &few, Privacy::Confidential)),
        ("older words", in_older_words(effort((194, 240), (185, 210)))),
        ("question changed", of(Finding::QuestionChanged { instrument: &CES7, on: at })),
        ("nothing before", of(Finding::NothingBefore { instrument: &CES7, first: Some(at) })),
        ("no answers yet", of(Finding::NothingBefore { instrument: &CES7, first: None })),
        ("nothing after", of(Finding::NothingAfter { instrument: &CES7 })),
    ]
}

fn asked() -> Date {
    date(2026, 6, 3)
}

/// In words that nobody uses any more.
fn in_older_words(told: Comparison) -> Comparison {
    let until = Some(date(2026, 7, 1));
    let older = |finding| match finding {
        Finding::Compared(compared) => Finding::Compared(Box::new(Compared { until, ..*compared })),
        other => other,
    };
    Comparison { findings: told.findings.into_iter().map(older).collect(), ..told }
}

/// These answers of the newest weeks before, and of all weeks after.
fn both(instrument: &'static Instrument, before: &[Vec<u64>], after: &[Vec<u64>], privacy: Privacy) -> Comparison {
    let mut weeks = before.to_vec();
    weeks.resize(8, vec![0; instrument.points()]);
    told("Payments", privacy, after.len(), vec![series(instrument, weeks, after.to_vec())])
}

/// Effort fell, satisfaction has few answers.
fn fallen(team: &str, privacy: Privacy) -> Comparison {
    let eight = |week: Vec<u64>| vec![week; 8];
    let series = vec![
        series(&CES7, eight(vec![2, 3, 2, 2, 11, 20, 20]), eight(vec![4, 5, 5, 4, 10, 16, 16])),
        series(&CSAT5, eight(vec![0, 0, 0, 1, 1]), eight(vec![0, 0, 0, 0, 1])),
    ];
    told(team, privacy, 8, series)
}

fn series(instrument: &'static Instrument, before: Vec<Vec<u64>>, after: Vec<Vec<u64>>) -> SeriesFacts {
    let first = Week::of(asked()).back(20).span(&TimeZone::UTC).0.checked_add(Duration::from_hours(9)).ok();
    SeriesFacts {
        instrument,
        current: true,
        first,
        before,
        after,
        people_before: Vec::new(),
        people_after: Vec::new(),
        repeats_before: Repeats::default(),
        repeats_after: Repeats::default(),
    }
}

fn told(team: &str, privacy: Privacy, weeks_after: usize, series: Vec<SeriesFacts>) -> Comparison {
    let (day, zone) = (asked(), TimeZone::UTC);
    let left_out = Week::of(day);
    let after = (1..=MOST_WEEKS).map(|n| left_out.back(-n)).take(weeks_after).collect();
    let team = TeamName::new(team);
    let first = series.first().and_then(|series| series.first);
    let facts = CompareFacts { team: team.clone(), privacy, first, series };
    let nothing = || Comparison { team, day, zone: "UTC".to_owned(), left_out, too_small: 0, findings: Vec::new() };
    compare(day, &zone, &Around { left_out, after }, &facts).unwrap_or_else(|_| nothing())
}
