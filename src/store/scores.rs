//! Counting one team's week, for its scorecard.
//!
//! Knows which index answers each question, so that a week costs the same with ten thousand answers or ten million.
//! Refuses to compute a share, a range or a verdict.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::rows::instrument as read_instrument;
use super::sql::{self, corrupt, instant, ms, values};
use super::{Result, Store, cases, hours, outages, score_groups};
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::crowd;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{self, Instrument, ReasonTag, Series};
use crate::domain::privacy::Privacy;
use crate::domain::scorecard::{AskWeek, BASELINE_WEEKS, InstrumentFacts, Quote, Shown, WeekFacts, Words, history};
use crate::domain::stats::Share;
use crate::domain::survey::CHANGE_WINDOW;

/// As many comments as a scorecard may choose from.
const QUOTES: i64 = 20;

impl Store {
    /// Counts one team's week and the four before, from one unchanging view. The level of privacy is that of the answers:
    /// what the team is set to now is not known here, and may be stricter.
    pub async fn week_facts(
        &self,
        team: &TeamName,
        week: Week,
        zone: &TimeZone,
        series: &[Series],
        now: Timestamp,
    ) -> Result<WeekFacts> {
        let view = self.snapshot().await?;
        let spans = Spans::of(week, zone);
        let (from, to) = spans.this();
        let mut counted = Vec::with_capacity(series.len());
        let names = score_groups::Names::known(&view, team, (spans.oldest(), to)).await?;
        for series in series {
            let mut facts = count(&view, team, *series, &spans, zone).await?;
            facts.repeats = score_groups::repeats(&view, team, *series, (from, to)).await?;
            facts.repeats_before = score_groups::repeats(&view, team, *series, (spans.oldest(), from)).await?;
            facts.groups = score_groups::agents(&view, team, *series, (from, to), &names).await?;
            facts.groups.extend(score_groups::segments(&view, team, *series, (from, to)).await?);
            counted.push(facts);
        }
        let mut past = hours::past(&view, team, week, zone, series).await?;
        let line = Spans::last(history::WEEKS, week, zone);
        if confided(&view, team, (line.oldest(), to)).await? {
            past = crowd::of_many(past);
        }
        let closes = closes(&view, team, (from, to)).await?;
        let delivered = delivered(&view, team, (from, to)).await?.whole;
        Ok(WeekFacts {
            team: team.clone(),
            week,
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            from: instant("answer", from)?,
            to: instant("answer", to)?,
            provisional: ms(now) < to,
            privacy: promised(&view, team, (from, to)).await?,
            privacy_before: promised(&view, team, (spans.oldest(), from)).await?,
            instruments: counted,
            people: people(&view, team, (from, to)).await?,
            by_state: closes.by_state,
            skipped: closes.skipped,
            undeliverable: closes.undeliverable,
            delivered,
            response: response(&view, team, week, &spans, ms(now)).await?,
            coverage: score_groups::coverage(&view, team, (from, to), &names).await?,
            cases: Shown::Yes(cases::tally(&view, team, (from, to)).await?),
            reasons: reasons(&view, team, (from, to)).await?,
            quotes: quotes(&view, team, (from, to)).await?,
            remarks: score_groups::remarks(&view, team, (from, to)).await?,
            past,
            down: outages::reaching(&view, (from, to)).await?,
        })
    }
}

/// First instants of the weeks, this one first and each older than the one before it, and the end of this one.
pub(super) struct Spans {
    starts: Vec<i64>,
    end: i64,
}

impl Spans {
    pub(super) fn of(week: Week, zone: &TimeZone) -> Self {
        Self::last(BASELINE_WEEKS + 1, week, zone)
    }

    /// So many weeks, this one the newest.
    pub(super) fn last(weeks: usize, week: Week, zone: &TimeZone) -> Self {
        let weeks = 0..i32::try_from(weeks).unwrap_or(i32::MAX);
        Self { starts: weeks.map(|n| ms(week.back(n).span(zone).0)).collect(), end: ms(week.span(zone).1) }
    }

    pub(super) fn this(&self) -> (i64, i64) {
        (self.starts.first().copied().unwrap_or(self.end), self.end)
    }

    /// The start of the oldest.
    pub(super) fn oldest(&self) -> i64 {
        self.starts.last().copied().unwrap_or(self.end)
    }

    /// The end of the newest.
    pub(super) fn end(&self) -> i64 {
        self.end
    }

    /// How many weeks.
    pub(super) fn weeks(&self) -> usize {
        self.starts.len()
    }

    /// Every instant at which a week begins or ends.
    pub(super) fn edges(&self) -> impl Iterator<Item = i64> {
        self.starts.iter().copied().chain(std::iter::once(self.end))
    }

    /// The week a column's instant falls in, as SQL: 0 is the newest. Binds what it needs.
    pub(super) fn cases(&self, column: &str, bound: &mut Vec<Value>) -> String {
        let mut cases = String::new();
        for (n, start) in self.starts.iter().enumerate() {
            bound.push((*start).into());
            cases.push_str(&format!(" WHEN {column} >= ${} THEN {n}", bound.len()));
        }
        format!("CASE{cases} END")
    }

    /// Rows of (week, score, count) as counts per week and point.
    pub(super) fn tally(&self, instrument: &Instrument, rows: Vec<QueryResult>) -> Result<Vec<Vec<u64>>> {
        let mut weeks = vec![vec![0_u64; instrument.points()]; self.starts.len()];
        for row in rows {
            let (week, score, count): (i32, i32, i64) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            let cell = usize::try_from(week)
                .ok()
                .and_then(|w| weeks.get_mut(w))
                .zip(usize::try_from(score - i32::from(instrument.min)).ok())
                .and_then(|(points, at)| points.get_mut(at))
                .ok_or_else(|| corrupt("answer", "off the scale"))?;
            *cell = u64::try_from(count).unwrap_or(0);
        }
        Ok(weeks)
    }

    /// The start of the n-th week.
    pub(super) fn start_of(&self, n: usize) -> i64 {
        self.starts.get(n).copied().unwrap_or(self.end)
    }

    /// The end of the n-th week is the start of the one after it.
    pub(super) fn end_of(&self, n: usize) -> i64 {
        n.checked_sub(1).and_then(|newer| self.starts.get(newer)).copied().unwrap_or(self.end)
    }
}

/// Answers per point and week on one instrument in the same words.
async fn count(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    spans: &Spans,
    zone: &TimeZone,
) -> Result<InstrumentFacts> {
    let weeks = hours::by_week(db, team, Series { instrument, edition }, spans).await?;
    let first = "SELECT MIN(first_at) FROM answer WHERE team = $1 AND instrument = $2 AND instrument_version = $3";
    let first: Option<i64> = sql::value(db, first, values![team.as_str(), instrument.id, edition]).await?;
    let words = match edition {
        ours if ours == Series::from(instrument).edition => Words::Ours,
        instrument::OTHERS => Words::Others,
        _ => Words::Own { since: first.map(|first| instant("answer", first)).transpose()? },
    };
    let mut weeks = weeks.into_iter().enumerate();
    let counts = weeks.next().map(|(_, counts)| counts).unwrap_or_default();
    // A week that was over before the first answer says nothing about the team.
    let before = weeks.filter(|(n, _)| first.is_some_and(|first| first < spans.end_of(*n))).map(|(_, c)| c).collect();
    let mut facts = InstrumentFacts { words, ..InstrumentFacts::of(instrument, counts, before) };
    facts.changed = match first {
        Some(first)
            if first >= spans.oldest()
                && first < spans.end
                && other_words(db, team, instrument, edition, first).await? =>
        {
            Some(zone.to_datetime(instant("answer", first)?).date())
        }
        _ => None,
    };
    Ok(facts)
}

/// Whether another question for the same thing, or the same in other words, was answered before `first`.
async fn other_words(
    db: &impl ConnectionTrait,
    team: &TeamName,
    instrument: &Instrument,
    edition: i32,
    first: i64,
) -> Result<bool> {
    for other in instrument::every().filter(|other| other.metric == instrument.metric) {
        for words in editions(db, team, other).await? {
            let sql = "SELECT 1 FROM answer WHERE team = $1 AND instrument = $2 AND instrument_version = $3
                         AND first_at < $4 LIMIT 1";
            let earlier = sql::one(db, sql, values![team.as_str(), other.id, words, first]).await?.is_some();
            if earlier && (other.id, words) != (instrument.id, edition) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Distinct people over every question and wording that was answered, each a walk over the index that counts.
async fn people(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<u64> {
    let mut bound = values![team.as_str(), from, to];
    let mut parts = Vec::new();
    for Series { instrument, edition } in hours::answered_in(db, team, (from, to)).await? {
        bound.extend([instrument.id.into(), edition.into()]);
        let (asked, words) = (bound.len() - 1, bound.len());
        parts.push(format!(
            "SELECT person_id FROM answer WHERE team = $1 AND instrument = ${asked} AND instrument_version = ${words}
             AND first_at >= $2 AND first_at < $3"
        ));
    }
    if parts.is_empty() {
        return Ok(0);
    }
    let sql = format!("SELECT COUNT(person_id) FROM ({}) who", parts.join(" UNION "));
    let people: Option<i64> = sql::value(db, sql, bound).await?;
    Ok(u64::try_from(people.unwrap_or(0)).unwrap_or(0))
}

/// The strictest level that an answer of these weeks was promised, as far as single answers could be shown from them:
/// one that nothing was added to is in no quote and no reason.
pub(super) async fn promised(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Privacy> {
    if confided(db, team, (from, to)).await? {
        return Ok(Privacy::Confidential);
    }
    let sql = format!(
        "SELECT 1 FROM answer CROSS JOIN survey
         WHERE survey.id = answer.survey_id AND answer.team = $1 AND answer.first_at >= $2 AND answer.first_at < $3 AND {REMARKED}
           AND survey.privacy <> 'named' LIMIT 1"
    );
    let asked = sql::one(db, sql, values![team.as_str(), from, to]).await?;
    Ok(if asked.is_some() { Privacy::Leads } else { Privacy::Named })
}

/// Whether an answer of these weeks was given in confidence.
async fn confided(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<bool> {
    // The second question is answered at most so long after the first, by which the index goes.
    let earliest = from.saturating_sub(i64::try_from(CHANGE_WINDOW.as_millis()).unwrap_or(0));
    // CROSS JOIN is how SQLite is told to begin on the left, where next to nothing is found.
    let sql = "SELECT 1 FROM survey CROSS JOIN answer
               WHERE answer.survey_id = survey.id AND survey.team = $1 AND survey.privacy = 'confidential' AND survey.answered_at >= $2
                 AND survey.answered_at < $4 AND answer.first_at >= $3 AND answer.first_at < $4 LIMIT 1";
    Ok(sql::one(db, sql, values![team.as_str(), earliest, from, to]).await?.is_some())
}

/// Every wording a team's answers to an instrument were given to: a step of the index for each, however many answers.
pub(super) async fn editions(db: &impl ConnectionTrait, team: &TeamName, instrument: &Instrument) -> Result<Vec<i32>> {
    let sql = "WITH RECURSIVE edition (n) AS (
                 SELECT MIN(instrument_version) FROM answer WHERE team = $1 AND instrument = $2
                 UNION ALL
                 SELECT (SELECT MIN(instrument_version) FROM answer
                         WHERE team = $1 AND instrument = $2 AND instrument_version > edition.n)
                 FROM edition WHERE edition.n IS NOT NULL)
               SELECT n FROM edition WHERE n IS NOT NULL";
    let rows = sql::all(db, sql, values![team.as_str(), instrument.id]).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

#[derive(Default)]
struct Closes {
    by_state: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    undeliverable: BTreeMap<String, u64>,
}

async fn closes(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Closes> {
    let sql = "SELECT state, reason, COUNT(*) FROM survey WHERE team = $1 AND closed_at >= $2 AND closed_at < $3
               GROUP BY state, reason";
    let mut closes = Closes::default();
    for row in sql::all(db, sql, values![team.as_str(), from, to]).await? {
        let (state, reason, count): (String, Option<String>, i64) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let count = u64::try_from(count).unwrap_or(0);
        match (state.as_str(), reason) {
            ("skipped", Some(reason)) => *closes.skipped.entry(reason).or_default() += count,
            ("undeliverable", Some(reason)) => *closes.undeliverable.entry(reason).or_default() += count,
            _ => {}
        }
        *closes.by_state.entry(state).or_default() += count;
    }
    Ok(closes)
}

/// Surveys asked in the span, and how many of them have an answer by now.
async fn delivered(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Share> {
    let sql = "SELECT COUNT(*), COUNT(answered_at) FROM survey
               WHERE team = $1 AND delivered_at >= $2 AND delivered_at < $3 AND delivered_at IS NOT NULL";
    let Some(row) = sql::one(db, sql, values![team.as_str(), from, to]).await? else { return Ok(Share::default()) };
    let (delivered, answered): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(Share { part: u64::try_from(answered).unwrap_or(0), whole: u64::try_from(delivered).unwrap_or(0) })
}

/// The newest week of asks whose answer windows are all over at `now`: nothing can be added to it (MEASUREMENT §2.10).
/// Weeks in which nobody was asked say nothing.
async fn response(
    db: &impl ConnectionTrait,
    team: &TeamName,
    week: Week,
    spans: &Spans,
    now: i64,
) -> Result<Option<AskWeek>> {
    let open = "SELECT 1 FROM survey WHERE team = $1 AND delivered_at >= $2 AND delivered_at < $3
                  AND delivered_at IS NOT NULL AND delivered_at + expires_ms > $4 LIMIT 1";
    for (back, start) in (0_i32..).zip(&spans.starts) {
        let span = (*start, spans.end_of(usize::try_from(back).unwrap_or(0)));
        // A week that is running may still be asked in.
        if span.1 > now || sql::one(db, open, values![team.as_str(), span.0, span.1, now]).await?.is_some() {
            continue;
        }
        let share = delivered(db, team, span).await?;
        if share.whole > 0 {
            return Ok(Some(AskWeek { week: week.back(back), share }));
        }
    }
    Ok(None)
}

/// Exactly as the partial index says it.
pub(super) const REMARKED: &str = "(comment IS NOT NULL OR reasons IS NOT NULL)";

async fn reasons(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Vec<(String, u64)>> {
    let sql = format!(
        "SELECT reasons, COUNT(*) FROM answer WHERE team = $1 AND first_at >= $2 AND first_at < $3 AND {REMARKED}
         AND reasons IS NOT NULL GROUP BY reasons"
    );
    let mut ticked: BTreeMap<ReasonTag, u64> = BTreeMap::new();
    for row in sql::all(db, sql, values![team.as_str(), from, to]).await? {
        let (words, count): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        for word in words.split(',') {
            let reason = ReasonTag::parse(word).ok_or_else(|| corrupt("answer", "unknown reason"))?;
            *ticked.entry(reason).or_default() += u64::try_from(count).unwrap_or(0);
        }
    }
    let mut ticked: Vec<_> = ticked.into_iter().map(|(reason, n)| (reason.as_str().to_owned(), n)).collect();
    // Stable: equally frequent ones stay in the order in which they are offered.
    ticked.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    Ok(ticked)
}

async fn quotes(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Vec<Quote>> {
    let sql = format!(
        "SELECT instrument, score, comment FROM answer
         WHERE team = $1 AND first_at >= $2 AND first_at < $3 AND {REMARKED} AND comment IS NOT NULL
         ORDER BY first_at DESC, id LIMIT $4"
    );
    let rows = sql::all(db, sql, values![team.as_str(), from, to, QUOTES]).await?;
    rows.iter()
        .map(|row| {
            let (id, score, text): (String, i32, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            let value = u8::try_from(score).map_err(|_| corrupt("answer", "off the scale"))?;
            Ok(Quote { value, instrument: read_instrument("answer", &id)?, text })
        })
        .collect()
}
