//! Before and after a day: the complete weeks on either side of its own, pooled and compared.
//!
//! Knows which weeks count, that only answers to the same question in the same words may be compared, and how many answers
//! a week would be enough. The comparison itself is that of a scorecard ([`super::scorecard::metric_of_worth`]), thresholds and all
//! (MEASUREMENT §2.4-2.6, §2.8, §2.12). Refuses to know why anything changed, and to word it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::Week;
use super::crowd::too_few;
use super::ids::TeamName;
use super::instrument::{Instrument, Metric};
use super::privacy::Privacy;
use super::scorecard::{InstrumentFacts, MIN_TO_REPORT, MetricCard, Worths, metric_of_worth, pooled, worth};
use super::stats::{Repeats, Z95};
use super::survey::CHANGE_WINDOW;
use super::{Duration, Timestamp};

/// At most so many weeks on each side.
pub const MOST_WEEKS: i32 = 8;

/// A date that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date; write it like 2026-06-03")]
pub struct BadDate(pub String);

/// Reads `2026-06-03`, and nothing else.
pub fn read_date(written: &str) -> Result<Date, BadDate> {
    let plain = written.len() == 10 && written.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date = plain.then(|| written.parse::<Date>().ok()).flatten();
    date.ok_or_else(|| BadDate(written.chars().take(80).collect()))
}

/// Why nothing can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The day has not come yet in the team's zone.
    Future,
    /// No complete week has followed yet; the first will have on this day.
    NotYet {
        /// The first day on which there is something to compare.
        from: Date,
    },
    /// The team's first answer came in the week of the day or later.
    BeforeTheFirst {
        /// The day of the first answer.
        first: Date,
    },
    /// The team has no answers at all.
    NoAnswers,
}

/// The weeks around a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// The week of the day itself, which is left out.
    pub left_out: Week,
    /// Complete weeks after it, oldest first; at least one, at most [`MOST_WEEKS`].
    pub after: Vec<Week>,
}

impl Around {
    /// The weeks around `day` as they stand at `now`. Where answers are confidential, a week is complete only when none
    /// of its answers can be changed any more: between two counts of one week lies what one person changed.
    pub fn of(day: Date, zone: &TimeZone, privacy: Privacy, now: Timestamp) -> Result<Self, Refused> {
        if day > zone.to_datetime(now).date() {
            return Err(Refused::Future);
        }
        let left_out = Week::of(day);
        let wait = if privacy == Privacy::Confidential { CHANGE_WINDOW } else { Duration::ZERO };
        let complete_at = |week: Week| week.span(zone).1.saturating_add(wait).unwrap_or(Timestamp::MAX);
        let weeks = (1..=MOST_WEEKS).map(|n| left_out.back(-n));
        let after: Vec<Week> = weeks.take_while(|week| complete_at(*week) <= now).collect();
        if after.is_empty() {
            return Err(Refused::NotYet { from: zone.to_datetime(complete_at(left_out.back(-1))).date() });
        }
        Ok(Self { left_out, after })
    }

    /// The last week after.
    pub fn newest(&self) -> Week {
        self.after.last().copied().unwrap_or(self.left_out)
    }
}

/// Answers to one question in the same words around a day.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesFacts {
    /// The question.
    pub instrument: &'static Instrument,
    /// These are the words the team uses now.
    pub current: bool,
    /// When it was first answered in these words; `None`: never.
    pub first: Option<Timestamp>,
    /// Answers per point, lowest first, of each of the [`MOST_WEEKS`] weeks before, newest first.
    pub before: Vec<Vec<u64>>,
    /// The same of each complete week after, oldest first.
    pub after: Vec<Vec<u64>>,
    /// Different people behind each of `before`, in the same order. Where nobody counted them, every answer is taken for
    /// another person's.
    pub people_before: Vec<u64>,
    /// The same of each of `after`.
    pub people_after: Vec<u64>,
    /// The people behind all answers of the weeks before.
    pub repeats_before: Repeats,
    /// The people behind all answers of the weeks after.
    pub repeats_after: Repeats,
}

/// Everything a comparison is made of, as counted by the store.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareFacts {
    /// Whose.
    pub team: TeamName,
    /// The strictest of what the answers of these weeks were promised and what the team is set to now.
    pub privacy: Privacy,
    /// The team's first answer ever, to any question.
    pub first: Option<Timestamp>,
    /// For each question the team asks, in its order: the words it uses now, then those it used before, newest first.
    pub series: Vec<SeriesFacts>,
}

/// One stretch of weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// How many weeks were pooled.
    pub weeks: usize,
    /// The pooled answers with everything that may be said about them.
    pub card: MetricCard,
}

/// What can be said about one question.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Both sides have answers to it in the same words.
    Compared(Box<Compared>),
    /// The words changed in between, so that nothing can be compared.
    QuestionChanged {
        /// The question.
        instrument: &'static Instrument,
        /// The day of the first answer in the words of now.
        on: Date,
    },
    /// It was not answered before.
    NothingBefore {
        /// The question.
        instrument: &'static Instrument,
        /// The day of its first answer, if there is any.
        first: Option<Date>,
    },
    /// It was not answered after.
    NothingAfter {
        /// The question.
        instrument: &'static Instrument,
    },
}

/// Two stretches of weeks beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The question.
    pub instrument: &'static Instrument,
    /// Before.
    pub before: Side,
    /// After; its card's baseline is `before`, its change the one from there.
    pub after: Side,
    /// Too few answered on one side for any number of either to be said.
    pub hidden: bool,
    /// The words were used until that day; `None`: they still are.
    pub until: Option<Date>,
    /// So many answers a week would be enough to see a change of ten points over these weeks; `None`: no more than there
    /// already are.
    pub enough: Option<u64>,
}

/// Before and after one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Whose.
    pub team: TeamName,
    /// Which day.
    pub day: Date,
    /// IANA zone name.
    pub zone: String,
    /// The week that was left out.
    pub left_out: Week,
    /// Weeks that were left out because fewer than [`CONFIDENTIAL_FLOOR`](super::privacy::CONFIDENTIAL_FLOOR) people answered in them and the answers are confidential.
    pub too_small: usize,
    /// One per question the team asks.
    pub findings: Vec<Finding>,
}

/// Compares. Deterministic; never divides by zero.
pub fn compare(day: Date, zone: &TimeZone, around: &Around, facts: &CompareFacts) -> Result<Comparison, Refused> {
    let first = facts.first.ok_or(Refused::NoAnswers)?;
    if first >= around.left_out.span(zone).0 {
        return Err(Refused::BeforeTheFirst { first: zone.to_datetime(first).date() });
    }
    let mut too_small = 0;
    let mut findings = Vec::new();
    let mut asked: Vec<&'static Instrument> = Vec::new();
    for series in &facts.series {
        if !asked.contains(&series.instrument) {
            asked.push(series.instrument);
        }
    }
    for instrument in asked {
        let of: Vec<&SeriesFacts> = facts.series.iter().filter(|s| s.instrument == instrument).collect();
        let (found, small) = one(&of, zone, around, facts.privacy);
        too_small += small;
        findings.extend(found);
    }
    let zone = zone.iana_name().unwrap_or("UTC").to_owned();
    Ok(Comparison { team: facts.team.clone(), day, zone, left_out: around.left_out, too_small, findings })
}

/// One question, in the words of now or, where they cannot be compared, in the newest that can.
fn one(series: &[&SeriesFacts], zone: &TimeZone, around: &Around, privacy: Privacy) -> (Option<Finding>, usize) {
    let Some(now) = series.first() else { return (None, 0) };
    let instrument = now.instrument;
    let local_day = |at: Timestamp| zone.to_datetime(at).date();
    for (n, these) in series.iter().enumerate() {
        let (before, small_before) = weeks_that_count(&these.before, &these.people_before, privacy);
        let (after, small_after) = weeks_that_count(&these.after, &these.people_after, privacy);
        let before = since_the_first(these, before, zone, around);
        // Whether there were answers goes by all of them: of a side that is hidden it is not said that nobody answered.
        if total(&these.before) == 0 || total(&these.after) == 0 {
            continue;
        }
        // What came after them; these themselves stopped being used when those began.
        let until = n.checked_sub(1).and_then(|newer| series.get(newer)).and_then(|newer| newer.first);
        let until = until.filter(|_| !these.current).map(local_day);
        // It is a matter of all the people there were, also in weeks that stay out.
        let worths = Worths {
            now: worth(&pooled(&these.after, instrument), these.repeats_after, instrument),
            before: worth(&pooled(&these.before, instrument), these.repeats_before, instrument),
        };
        let compared = compared(instrument, &before, &after, until, worths);
        return (Some(Finding::Compared(Box::new(compared))), small_before + small_after);
    }
    let any = |weeks: &[Vec<u64>]| total(weeks) > 0;
    let before_at_all = series.iter().any(|s| any(&s.before));
    let finding = match (any(&now.before), any(&now.after), now.first.map(local_day)) {
        (true, _, _) => Finding::NothingAfter { instrument },
        (false, _, Some(on)) if before_at_all => Finding::QuestionChanged { instrument, on },
        (false, false, _) if before_at_all => Finding::NothingAfter { instrument },
        (false, _, first) => Finding::NothingBefore { instrument, first },
    };
    (Some(finding), 0)
}

/// Under [`Privacy::Confidential`] a week with answers of too few people stays out: whoever takes the weeks that were reported from
/// their total would be left with it (complementary hiding, MEASUREMENT §2.8). The second value says how many did.
fn weeks_that_count(weeks: &[Vec<u64>], people: &[u64], privacy: Privacy) -> (Vec<Option<Vec<u64>>>, usize) {
    let mut small = 0;
    let mut counted = Vec::with_capacity(weeks.len());
    for (nth, week) in weeks.iter().enumerate() {
        let behind = people.get(nth).copied().unwrap_or(u64::MAX).min(sum(week));
        let hidden = privacy == Privacy::Confidential && too_few(behind);
        small += usize::from(hidden);
        // Its place stays: by that the weeks before the first answer are told apart.
        counted.push((!hidden).then(|| week.clone()));
    }
    (counted, small)
}

/// A week that was over before the first answer says nothing about the team.
fn since_the_first<T>(of: &SeriesFacts, before: Vec<T>, zone: &TimeZone, around: &Around) -> Vec<T> {
    let weeks = (1..).map(|n| around.left_out.back(n));
    let began = |week: Week| of.first.is_some_and(|first| first < week.span(zone).1);
    weeks.zip(before).filter(|(week, _)| began(*week)).map(|(_, counts)| counts).collect()
}

fn compared(
    instrument: &'static Instrument,
    before: &[Option<Vec<u64>>],
    after: &[Option<Vec<u64>>],
    until: Option<Date>,
    worths: Worths,
) -> Compared {
    // After the words were last used, nothing was asked in them.
    let used = after.iter().rposition(|week| until.is_none() || week.as_ref().is_some_and(|counts| sum(counts) > 0));
    let after = after.get(..used.map_or(0, |last| last + 1)).unwrap_or_default();
    let told = |weeks: &[Option<Vec<u64>>]| weeks.iter().flatten().cloned().collect::<Vec<_>>();
    let (before, after) = (&told(before), &told(after));
    let (was, is) = (pooled(before, instrument), pooled(after, instrument));
    let card = |counts: &[u64], before: Vec<Vec<u64>>, worths: Worths| {
        metric_of_worth(&InstrumentFacts::of(instrument, counts.to_vec(), before), Privacy::Named, worths)
    };
    let alone = Worths { now: worths.before, before: 1.0 };
    let (weeks_before, weeks_after) = (before.len().max(1) as f64, after.len().max(1) as f64);
    let needed = answers_needed(instrument, &was, &is, weeks_before, weeks_after);
    let (n_before, n_after) = (sum(&was) as f64 / weeks_before, sum(&is) as f64 / weeks_after);
    Compared {
        instrument,
        before: Side { weeks: before.len(), card: card(&was, Vec::new(), alone) },
        after: Side { weeks: after.len(), card: card(&is, vec![was.clone()], worths) },
        // Of two groups the one that is hidden could be guessed from what is said of the other (MEASUREMENT §2.8).
        hidden: sum(&was) < MIN_TO_REPORT || sum(&is) < MIN_TO_REPORT,
        until,
        enough: Some(needed).filter(|needed| (*needed as f64) > n_before.min(n_after)),
    }
}

/// Answers a week, on both sides over so many weeks, with which a change of ten points leaves the range of no change:
/// `z²·variance·(1/weeks before + 1/weeks after)/0.10²`, to the nearest ten and at least ten (it is said with "about").
/// With four weeks before and one after it is the rule of MEASUREMENT §3. The variance is that of one answer, `p(1-p)` of
/// a share and `P + D - (P - D)²` of a net score, and never less than that of one in twenty answering otherwise.
fn answers_needed(instrument: &Instrument, was: &[u64], is: &[u64], weeks_before: f64, weeks_after: f64) -> u64 {
    let all: Vec<u64> = was.iter().zip(is).map(|(a, b)| a.saturating_add(*b)).collect();
    let n = sum(&all).max(1) as f64;
    let part = |wanted: &dyn Fn(u8) -> bool| {
        let points = instrument.scale().zip(&all).filter(|(point, _)| wanted(*point));
        points.map(|(_, count)| *count as f64).sum::<f64>() / n
    };
    let good = part(&|point| instrument.is_favourable(point));
    let variance = if instrument.metric == Metric::Nps {
        let low = part(&|point| instrument.is_low(point));
        good + low - (good - low).powi(2)
    } else {
        good * (1.0 - good)
    };
    let tens = Z95 * Z95 * variance.max(0.05 * 0.95) * (1.0 / weeks_before + 1.0 / weeks_after) / (0.10 * 0.10) / 10.0;
    // The cast stops at the largest number.
    if tens.is_nan() { u64::MAX } else { (tens.round().max(1.0) as u64).saturating_mul(10) }
}

fn total(weeks: &[Vec<u64>]) -> u64 {
    weeks.iter().fold(0, |all, week| all.saturating_add(sum(week)))
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().fold(0, |sum, n| sum.saturating_add(*n))
}

#[cfg(test)]
mod tests;
