//! Counting one team's week, for its scorecard.
//!
//! Knows which index answers each question, so that a week costs the same with ten thousand answers or ten million, and that
//! every statement is a trip to the thread or the server that holds the database: twelve weeks are read once and serve the week,
//! the weeks it is compared with and the line. Refuses to compute a share, a range or a verdict.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::closes::{Closes, response};
use super::credited::Names;
use super::editions::{Edition, editions};
use super::promised::promises;
use super::remarks::remarks;
use super::repeats::Givers;
use super::score_groups::Given;
use super::spans::Spans;
use super::sql::{self, corrupt, instant, ms, values};
use super::{REMARKED, Result, Store, cases, hours, outages, score_groups};
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::crowd;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{self, ReasonTag, Series};
use crate::domain::scorecard::headlines::HeadlineFacts;
use crate::domain::scorecard::heard::HeardFacts;
use crate::domain::scorecard::history::{self, PastWeek};
use crate::domain::scorecard::{
    AskWeek, BASELINE_WEEKS, InstrumentFacts, MIN_FOR_PERCENT, Shown, WeekFacts, Words, mix, on_a_card,
};
use crate::domain::stats::Repeats;

impl Store {
    /// One team's week in one unchanging view, with the weeks of its line.
    pub async fn read_week<'a>(&self, team: &'a TeamName, week: Week, zone: &'a TimeZone) -> Result<WeekRead<'a>> {
        let past = self.read_past(team, week, zone, history::WEEKS).await?;
        Ok(WeekRead::of(Arc::new(past), team, week, zone, 0))
    }

    /// So many weeks in a row in one unchanging view, this one and those before it, each with the weeks of its line: those are
    /// read once for all of them.
    pub async fn read_weeks<'a>(
        &self,
        team: &'a TeamName,
        newest: Week,
        many: usize,
        zone: &'a TimeZone,
    ) -> Result<Vec<WeekRead<'a>>> {
        let past = Arc::new(self.read_past(team, newest, zone, many + history::WEEKS - 1).await?);
        let weeks = (0..many).map(|back| WeekRead::of(past.clone(), team, newest.back(signed(back)), zone, back));
        Ok(weeks.collect())
    }

    async fn read_past(&self, team: &TeamName, newest: Week, zone: &TimeZone, weeks: usize) -> Result<Past> {
        let view = self.snapshot_to_count().await?;
        let spans = Spans::last(weeks, newest, zone);
        let editions = editions(&view, team, (spans.oldest(), spans.end())).await?;
        let mut lines = Vec::new();
        for edition in editions.iter().filter(|one| one.within) {
            let counts = hours::by_week(&view, team, edition.series, &spans).await?;
            let givers = Givers::of(&view, team, edition.series, &spans).await?;
            let repeats = (0..weeks).map(|week| givers.repeats(week..week + 1)).collect();
            lines.push(Line { series: edition.series, counts, repeats, givers });
        }
        Ok(Past { view, spans, editions, lines })
    }
}

fn signed(weeks: usize) -> i32 {
    i32::try_from(weeks).unwrap_or(i32::MAX)
}

/// A team's weeks up to one, by question: what is counted of each alone, is counted from the same view.
struct Past {
    view: DatabaseTransaction,
    spans: Spans,
    editions: Vec<Edition>,
    lines: Vec<Line>,
}

/// The weeks of one question in the same words, the newest first.
struct Line {
    series: Series,
    /// Answers by point.
    counts: Vec<Vec<u64>>,
    repeats: Vec<Repeats>,
    givers: Givers,
}

impl Line {
    /// Answers in a week.
    fn answers(&self, week: usize) -> u64 {
        self.counts.get(week).map_or(0, |counts| counts.iter().sum())
    }
}

/// One team's week, of which the questions are known and their answers by point.
pub struct WeekRead<'a> {
    past: Arc<Past>,
    /// The week is so many before the newest that was read.
    back: usize,
    pub(super) team: &'a TeamName,
    week: Week,
    zone: &'a TimeZone,
    /// All weeks of the line.
    pub(super) spans: Spans,
}

/// One team's week, counted; from the same view comes what is counted only of some weeks.
pub struct Counted<'a> {
    /// What was counted.
    pub facts: WeekFacts,
    pub(super) read: WeekRead<'a>,
    pub(super) series: Vec<Series>,
    pub(super) given: Vec<Vec<Given>>,
    pub(super) names: Names,
}

impl<'a> WeekRead<'a> {
    fn of(past: Arc<Past>, team: &'a TeamName, week: Week, zone: &'a TimeZone, back: usize) -> Self {
        let spans = past.spans.window(back, history::WEEKS);
        Self { past, back, team, week, zone, spans }
    }

    /// The view everything is read from.
    pub(super) fn view(&self) -> &DatabaseTransaction {
        &self.past.view
    }

    /// What the card of this week is about, where the team asks `asked` now.
    pub fn series(&self, asked: &[Series]) -> Vec<Series> {
        let answered: Vec<_> = self.lines().map(|line| (line.series, line.answers(self.back))).collect();
        on_a_card(asked, &answered)
    }

    /// Counts nothing but these questions, in the week and the four before: no more trips than one.
    pub async fn headlines(&self, series: &[Series]) -> Result<HeadlineFacts> {
        let (spans, line) = (Spans::of(self.week, self.zone), (self.spans.oldest(), self.spans.end()));
        let (from, to) = spans.this();
        let promised = promises(self.view(), self.team, (from, to), (spans.oldest(), from), line).await?;
        Ok(HeadlineFacts {
            to: instant("answer", to)?,
            instruments: series.iter().map(|one| self.instrument(*one, &spans)).collect::<Result<_>>()?,
            privacy: promised.this,
            privacy_before: promised.before,
        })
    }

    /// Counts these questions in the week and the four before. The level of privacy is that of the answers: what the team is
    /// set to now is not known here, and may be stricter.
    pub async fn count(self, series: &[Series], now: Timestamp) -> Result<Counted<'a>> {
        let (db, team, week) = (self.view(), self.team, self.week);
        let spans = Spans::of(week, self.zone);
        let (from, to) = spans.this();
        let mut names = Names::unknown(db).await?;
        let closes = Closes::of(db, team, (from, to), &mut names).await?;
        let (mut instruments, mut given) = (Vec::with_capacity(series.len()), Vec::with_capacity(series.len()));
        for one in series {
            instruments.push(self.instrument(*one, &spans)?);
            given.push(self.given(*one, (from, to), &mut names).await?);
        }
        let ids = given.iter().flatten().filter_map(Given::agent).chain(closes.agents());
        names.look_up(db, team, (spans.oldest(), from), ids).await?;
        for (facts, given) in instruments.iter_mut().zip(&given) {
            facts.groups = score_groups::agents(given, &names);
            facts.groups.extend(score_groups::segments(given));
        }
        let line = (self.spans.oldest(), self.spans.end());
        let promised = promises(db, team, (from, to), (spans.oldest(), from), line).await?;
        let past = self.past(series);
        let (delivered, response) = response(db, team, week, &spans, ms(now)).await?;
        let heard = self.heard(response.as_ref()).await?;
        let (quotes, remarks) = remarks(db, team, (from, to)).await?;
        let facts = WeekFacts {
            team: team.clone(),
            week,
            zone: self.zone.iana_name().unwrap_or("UTC").to_owned(),
            from: instant("answer", from)?,
            to: instant("answer", to)?,
            provisional: promised.this.is_unfinished(instant("answer", to)?, now),
            privacy: promised.this,
            privacy_before: promised.before,
            instruments,
            people: self.people(),
            coverage: closes.coverage(&names),
            by_state: closes.by_state,
            skipped: closes.skipped,
            undeliverable: closes.undeliverable,
            delivered,
            response,
            heard,
            cases: Shown::Yes(cases::tally(db, team, (from, to)).await?),
            reasons: reasons(db, team, (from, to)).await?,
            quotes,
            remarks,
            past: if promised.confided { crowd::of_many(past) } else { past },
            down: outages::reaching(db, (from, to)).await?,
        };
        Ok(Counted { facts, series: series.to_vec(), read: self, given, names })
    }

    /// Different people behind the answers of so many weeks, this one first.
    pub(super) fn people_by_week(&self, series: Series, weeks: usize) -> Vec<u64> {
        let of_line = |line: &Line, n: usize| line.repeats.get(self.back + n).map_or(0, |sum| sum.people);
        (0..weeks).map(|n| self.line(series).map_or(0, |line| of_line(line, n))).collect()
    }

    /// The questions that were answered in the weeks of this one's line.
    fn lines(&self) -> impl Iterator<Item = &Line> {
        let weeks = self.back..self.back + self.spans.weeks();
        self.past.lines.iter().filter(move |line| weeks.clone().any(|week| line.answers(week) > 0))
    }

    fn line(&self, series: Series) -> Option<&Line> {
        self.lines().find(|line| line.series == series)
    }

    /// Answers per point and week on one instrument in the same words.
    fn instrument(&self, series: Series, spans: &Spans) -> Result<InstrumentFacts> {
        let Series { instrument, edition } = series;
        let none = vec![0; instrument.points()];
        let line = self.line(series);
        let weeks = |n: usize| line.and_then(|line| line.counts.get(self.back + n)).unwrap_or(&none).clone();
        let first = self.past.editions.iter().find(|one| one.series == series).map(|one| one.first);
        // A week that was over before the first answer says nothing about the team.
        let before = (1..=BASELINE_WEEKS).filter(|n| first.is_some_and(|first| first < spans.end_of(*n))).map(weeks);
        let mut facts = InstrumentFacts::of(instrument, weeks(0), before.collect());
        facts.words = match edition {
            ours if ours == Series::from(instrument).edition => Words::Ours,
            instrument::OTHERS => Words::Others,
            _ => Words::Own { since: first.map(|first| instant("answer", first)).transpose()? },
        };
        if let Some(first) = first.filter(|first| (spans.oldest()..spans.end()).contains(first))
            && self.other_words_before(series, first)
        {
            facts.changed = Some(self.zone.to_datetime(instant("answer", first)?).date());
        }
        if let Some(line) = line {
            facts.repeats = line.repeats.get(self.back).copied().unwrap_or_default();
            facts.repeats_before = line.givers.repeats(self.back + 1..self.back + 1 + BASELINE_WEEKS);
        }
        Ok(facts)
    }

    /// Whether another question for the same thing, or the same in other words, was answered before `first`.
    fn other_words_before(&self, series: Series, first: i64) -> bool {
        let others = self.past.editions.iter().filter(|one| one.series != series);
        others.into_iter().any(|one| one.series.instrument.metric == series.instrument.metric && one.first < first)
    }

    /// The answers of the week, for groups.
    async fn given(&self, series: Series, span: (i64, i64), names: &mut Names) -> Result<Vec<Given>> {
        match self.line(series) {
            Some(line) if line.answers(self.back) > 0 => {
                score_groups::given(self.view(), self.team, series, span, names).await
            }
            _ => Ok(Vec::new()),
        }
    }

    /// What was closed in the week of asks, and answered, by kinds of tickets; nothing where there are too few answers to tell.
    async fn heard(&self, response: Option<&AskWeek>) -> Result<HeardFacts> {
        match response {
            Some(ask) if ask.share.part >= MIN_FOR_PERCENT => {
                let span = Spans::of(ask.week, self.zone).this();
                score_groups::heard(self.view(), self.team, span).await
            }
            _ => Ok(HeardFacts::default()),
        }
    }

    /// The line of these questions, in every wording.
    fn past(&self, series: &[Series]) -> Vec<PastWeek> {
        let on_card = |line: &&Line| series.iter().any(|one| one.instrument == line.series.instrument);
        let mut past = Vec::new();
        for line in self.lines().filter(on_card) {
            let Series { instrument, edition } = line.series;
            let weeks = line.counts.iter().zip(&line.repeats).skip(self.back).take(history::WEEKS).enumerate();
            past.extend(weeks.filter(|(_, (counts, _))| counts.iter().any(|n| *n > 0)).map(
                |(n, (counts, repeats))| PastWeek {
                    instrument,
                    edition,
                    week: self.week.back(signed(n)),
                    counts: counts.clone(),
                    repeats: *repeats,
                },
            ));
        }
        past
    }

    /// Distinct people over every question and wording that was answered in the week.
    fn people(&self) -> u64 {
        let people: HashSet<&str> = self.lines().flat_map(|line| line.givers.known(self.back)).collect();
        people.len() as u64
    }
}

impl Counted<'_> {
    /// Counts the weeks before by touchpoint, segment and tag, for [`mix`], where something moved. What this costs follows the
    /// answers of five weeks.
    pub async fn add_moves(&mut self) -> Result<()> {
        let privacy = self.facts.privacy.max(self.facts.privacy_before);
        let spans = Spans::of(self.read.week, self.read.zone);
        let each = self.facts.instruments.iter_mut().zip(&self.series).zip(&self.given);
        for ((on, series), given) in each.filter(|((on, _), _)| mix::moved(on, privacy)) {
            on.moves = score_groups::moves(self.read.view(), self.read.team, *series, &spans, given).await?;
        }
        Ok(())
    }
}

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
