//! A team's week from its answers.
//!
//! Knows the display thresholds (MEASUREMENT §2.8), the baseline of the pooled four weeks before (§2.5) and the
//! ledger of closes. Refuses to word or draw anything, and to read answers from anywhere.

pub mod alerts;
pub mod contrary;
mod counts;
pub mod down;
mod facts;
mod groups;
pub mod headlines;
pub mod heard;
pub mod history;
pub mod mix;
mod series;
mod tallies;

pub use counts::{Worths, pooled, worth};
pub use facts::{InstrumentFacts, Quote, WeekFacts, Words};
pub use groups::{COMPLEMENT, Flag, GroupCard, GroupFacts, Kind};
pub use series::on_a_card;
pub use tallies::{AgentCoverage, AskWeek, CaseTally, Ledger};

use jiff::civil::Date;

use super::Timestamp;
use super::calendar::Week;
use super::crowd::{FEW_CASES, too_few};
use super::ids::TeamName;
use super::instrument::Instrument;
use super::phrases::{Phrase, phrases};
use super::privacy::{CONFIDENTIAL_FLOOR, Privacy};
use super::stats::{Estimate, Net, Share, Verdict, plus_two_mean_of, square_and_add, verdict};
use counts::{favourable, groups, on_scale, total};
use tallies::{asked, ledger};

/// Fewer answers than this and no score is shown at all.
pub const MIN_TO_REPORT: u64 = 5;
/// Fewer answers than this and there is no percent, range or verdict.
pub const MIN_FOR_PERCENT: u64 = 20;
/// Fewer pooled answers than this before and there is no verdict.
pub const MIN_BASELINE: u64 = 20;
/// Why a confidential number is hidden that has answers enough, but of too few people.
pub const FEW_PEOPLE: &str = "answers of too few people to report";
/// Margin of *steady*, as a fraction of one.
pub const STEADY_MARGIN: f64 = 0.05;
/// How many complete weeks before are pooled.
pub const BASELINE_WEEKS: usize = 4;

/// A number with its range, or why it may not be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown<T> {
    /// May be shown.
    Yes(T),
    /// May not, for this reason (one short sentence).
    No(&'static str),
}

impl<T> Shown<T> {
    /// The value, if it may be shown.
    pub fn get(&self) -> Option<&T> {
        match self {
            Shown::Yes(value) => Some(value),
            Shown::No(_) => None,
        }
    }
}

/// The pooled weeks before.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// How many weeks were pooled.
    pub weeks: usize,
    /// Favourable of all.
    pub share: Share,
    /// With its range.
    pub estimate: Estimate,
    /// The net score with its range, where the instrument has one.
    pub net: Option<Estimate>,
}

impl Baseline {
    /// What a change is measured from: the net score where there is one, else the share.
    pub fn headline(&self) -> &Estimate {
        self.net.as_ref().unwrap_or(&self.estimate)
    }
}

/// The change against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Difference of shares, or of net scores, with its range; fractions of one.
    pub difference: Estimate,
    /// One of four.
    pub verdict: Verdict,
}

/// One instrument on one card.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricCard {
    /// The question.
    pub instrument: &'static Instrument,
    /// Answers per point, lowest first. Empty answers may be hidden by renderers below [`MIN_TO_REPORT`].
    pub counts: Vec<u64>,
    /// Favourable of all.
    pub share: Share,
    /// Share with range; hidden below [`MIN_FOR_PERCENT`].
    pub estimate: Shown<Estimate>,
    /// Net score with range, -100 to 100, where the instrument has one; hidden like the share.
    pub net: Option<Shown<Estimate>>,
    /// Mean with range; hidden below [`MIN_FOR_PERCENT`].
    pub mean: Shown<Estimate>,
    /// The weeks before, pooled; hidden below [`MIN_BASELINE`] pooled answers.
    pub baseline: Shown<Baseline>,
    /// Change and verdict; hidden when either side is.
    pub change: Shown<Change>,
    /// This is the first week with answers on this question.
    pub first_week: bool,
    /// How many people answered, where some did more than once.
    pub people: Option<u64>,
    /// How many independent answers this week's are worth; all of them where nobody answered twice.
    pub effective: f64,
    /// When the question was put into these words, where the words before them are why nothing is compared.
    pub changed: Option<Date>,
    /// Whose words it was asked in.
    pub words: Words,
    /// Which tickets came in more or less, where that is at least half of a clear change.
    pub mix: Option<mix::Mix>,
}

impl MetricCard {
    /// There are answers enough, but of too few people: then `counts` and the favourable ones are left empty.
    pub fn is_of_few_people(&self) -> bool {
        matches!(self.estimate, Shown::No(FEW_PEOPLE))
    }

    /// The number that is the headline, that changes and is judged: the net score where there is one, else the share.
    pub fn headline(&self) -> &Shown<Estimate> {
        self.net.as_ref().unwrap_or(&self.estimate)
    }

    /// Promoters, passives and detractors; `None` for an instrument that has none.
    pub fn groups(&self) -> Option<Net> {
        groups(&self.counts, self.instrument)
    }
}

/// One team's week.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// Whose.
    pub team: TeamName,
    /// Which.
    pub week: Week,
    /// IANA zone name.
    pub zone: String,
    /// First instant.
    pub from: Timestamp,
    /// First instant after.
    pub to: Timestamp,
    /// The week was unfinished ([`Privacy::is_unfinished`]).
    pub provisional: bool,
    /// Under which level of privacy it was made.
    pub privacy: Privacy,
    /// One per instrument, the team's first one first.
    pub metrics: Vec<MetricCard>,
    /// Distinct people who answered.
    pub people: u64,
    /// The ledger.
    pub closes: Ledger,
    /// Surveys asked in the week.
    pub delivered: u64,
    /// Which week of asks [`Scorecard::response`] is about; `None` if there is none yet whose windows are over.
    pub response_week: Option<Week>,
    /// Answered of delivered in that week.
    pub response: Share,
    /// Range of [`Scorecard::response`]; `None` when nothing was delivered.
    pub response_range: Option<Estimate>,
    /// Kinds of tickets whose part of the answers is far from their part of the tickets of that week.
    pub heard: Vec<heard::Heard>,
    /// Coverage by agent, by name.
    pub coverage: Vec<AgentCoverage>,
    /// Agents by name, instrument by instrument.
    pub agents: Vec<GroupCard>,
    /// Touchpoints, segments and tags by name, instrument by instrument.
    pub segments: Vec<GroupCard>,
    /// Closes that were or will be asked about: planned, held, delivered, answered, declined, expired or cancelled
    /// (called off before or after the sending: the choice to ask was made). Against [`Ledger::total`] this is coverage.
    pub asked: u64,
    /// The week's cases; under [`Privacy::Confidential`] only if no number of them is of one to four people.
    pub cases: Shown<CaseTally>,
    /// Reasons ticked; none unless some instrument has [`MIN_TO_REPORT`] answers, and under [`Privacy::Confidential`] only
    /// those ticked so often themselves.
    pub reasons: Vec<(String, u64)>,
    /// At most two quotes: the lowest newest and the highest newest, of instruments with [`MIN_TO_REPORT`] answers; none
    /// under [`Privacy::Confidential`].
    pub quotes: Vec<Quote>,
    /// Phrases that came up in unhappy comments more than in happy ones.
    pub phrases: Vec<Phrase>,
    /// The last weeks of each question, in the order of the weeks.
    pub history: Vec<history::Point>,
    /// When nothing served in this week.
    pub down: Vec<down::Stretch>,
    /// Questions whose comments contradict their scores too often.
    pub contrary: Vec<contrary::Contrary>,
}

/// Builds the card. Deterministic; never divides by zero.
pub fn build(facts: WeekFacts) -> Scorecard {
    let heard = heard::heard(&facts);
    // What so few people ticked or wrote would show how they scored.
    let hidden = |f: &InstrumentFacts| facts.privacy == Privacy::Confidential && f.is_of_few(0, &f.counts);
    let enough = |f: &InstrumentFacts| total(&f.counts) >= MIN_TO_REPORT && !hidden(f);
    let reportable = |i: &Instrument| facts.instruments.iter().any(|f| f.instrument == i && enough(f));
    let any = facts.instruments.iter().any(|f| reportable(f.instrument));
    let confidential = facts.privacy == Privacy::Confidential;
    let enough_ticks = |ticks: u64| any && (!confidential || ticks >= CONFIDENTIAL_FLOOR);
    let quotable = |quote: &Quote| !confidential && reportable(quote.instrument);
    let closes = ledger(facts.by_state, facts.skipped, facts.undeliverable);
    let response = facts.response.map(|ask| ask.share).unwrap_or_default();
    let response = Share { part: response.part.min(response.whole), ..response };
    let compared = |kind: Kind| facts.instruments.iter().flat_map(move |f| compared(kind, f)).collect::<Vec<_>>();
    let mut coverage = facts.coverage;
    coverage.sort_by(|a, b| a.name.cmp(&b.name));
    Scorecard {
        team: facts.team,
        week: facts.week,
        zone: facts.zone,
        from: facts.from,
        to: facts.to,
        provisional: facts.provisional,
        privacy: facts.privacy,
        metrics: facts.instruments.iter().map(|f| metric(f, facts.privacy.max(facts.privacy_before))).collect(),
        people: facts.people,
        agents: compared(Kind::Agent),
        segments: Kind::SEGMENTS.into_iter().flat_map(compared).collect(),
        asked: asked(&closes),
        cases: if confidential { many_or_none(facts.cases) } else { facts.cases },
        closes,
        coverage,
        heard,
        delivered: facts.delivered,
        response_week: facts.response.map(|ask| ask.week),
        response,
        response_range: response.wilson(),
        reasons: facts.reasons.into_iter().filter(|(_, ticks)| enough_ticks(*ticks)).collect(),
        phrases: phrases(&facts.remarks, facts.privacy),
        contrary: contrary::contrary(facts.instruments.iter().map(|f| f.instrument), &facts.remarks, facts.privacy),
        down: down::within(facts.down, facts.from, facts.to),
        history: history::line(facts.past, facts.week),
        quotes: two_quotes(facts.quotes.into_iter().filter(quotable).collect()),
    }
}

/// The groups of one kind on one instrument.
pub(super) fn compared(kind: Kind, facts: &InstrumentFacts) -> Vec<GroupCard> {
    let team = favourable(&on_scale(&facts.counts, facts.instrument), facts.instrument);
    groups::compare(kind, facts.groups.clone(), &facts.of_few, team, facts.instrument)
}

/// One instrument's answers with everything that may be said about them.
pub fn metric(facts: &InstrumentFacts, privacy: Privacy) -> MetricCard {
    let before: Vec<Vec<u64>> = facts.before.iter().take(BASELINE_WEEKS).cloned().collect();
    let worths = Worths {
        now: worth(&facts.counts, facts.repeats, facts.instrument),
        // It is a matter of all the people there were, also in weeks that stay out.
        before: worth(&pooled(&before, facts.instrument), facts.repeats_before, facts.instrument),
    };
    metric_of_worth(facts, privacy, worths)
}

/// The same where it is known already what the answers are worth.
pub fn metric_of_worth(facts: &InstrumentFacts, privacy: Privacy, worths: Worths) -> MetricCard {
    let instrument = facts.instrument;
    let few = privacy == Privacy::Confidential && facts.is_of_few(0, &facts.counts);
    let whole = total(&facts.counts);
    let counts = on_scale(if few { &[] } else { &facts.counts }, instrument);
    // How many answered may be said, what they answered may not, nor how alike.
    let share = Share { whole, ..favourable(&counts, instrument) };
    let worth = if few { 1.0 } else { worths.now };
    let enough = Enough { answers: whole, few };
    let estimate = enough.for_a_percentage(|| share.wilson_of(worth));
    let net = groups(&counts, instrument).map(|net| enough.for_a_percentage(|| net.adjusted_wald_of(worth)));
    let baseline = baseline(facts, privacy, worths.before);
    let change = match (net.as_ref().unwrap_or(&estimate), &baseline) {
        (Shown::Yes(now), Shown::Yes(before)) => {
            let difference = square_and_add(*now, *before.headline());
            let difference = if net.is_some() { difference.hundredth() } else { difference };
            Shown::Yes(Change { difference, verdict: verdict(difference, STEADY_MARGIN) })
        }
        (Shown::No(why), _) | (_, Shown::No(why)) => Shown::No(why),
    };
    let mut card = MetricCard {
        instrument,
        share,
        estimate,
        net,
        mean: enough.for_a_percentage(|| plus_two_mean_of(&counts, instrument.min, worth)),
        changed: facts.changed.filter(|_| baseline.get().is_none()),
        baseline,
        change,
        first_week: share.whole > 0 && facts.before.is_empty(),
        people: facts.repeats.any(share.whole).then_some(facts.repeats.people),
        effective: share.whole as f64 * worth,
        words: facts.words,
        mix: None,
        counts,
    };
    card.mix = mix::told(facts, &card, privacy);
    card
}

/// The thresholds of MEASUREMENT §2.8.
#[derive(Debug, Clone, Copy)]
struct Enough {
    answers: u64,
    few: bool,
}

impl Enough {
    fn for_a_percentage<T>(self, show: impl FnOnce() -> Option<T>) -> Shown<T> {
        match self.answers {
            0 => Shown::No("no answers"),
            n if n < MIN_TO_REPORT => Shown::No("too few answers to report"),
            _ if self.few => Shown::No(FEW_PEOPLE),
            n if n < MIN_FOR_PERCENT => Shown::No("too few answers for a percentage"),
            _ => show().map_or(Shown::No("no answers"), Shown::Yes),
        }
    }
}

/// Cases of a confidential week, if each of their numbers is nought or large enough.
fn many_or_none(cases: Shown<CaseTally>) -> Shown<CaseTally> {
    let few = cases.get().is_some_and(|tally| {
        let waiting = tally.opened.saturating_sub(tally.answered);
        [tally.opened, tally.answered, waiting, tally.recovered, tally.open].into_iter().any(too_few)
    });
    if few { Shown::No(FEW_CASES) } else { cases }
}

/// The complete weeks before, pooled as if they were one: the same false alarms as last week alone, with far more
/// power (MEASUREMENT §2.5).
///
/// Under [`Privacy::Confidential`] a week with answers of too few people stays out of the pool: whoever takes the weeks that were
/// reported from their total would be left with it (complementary hiding, MEASUREMENT §2.8).
fn baseline(facts: &InstrumentFacts, privacy: Privacy, worth: f64) -> Shown<Baseline> {
    let hidden = |nth: usize, week: &[u64]| privacy == Privacy::Confidential && facts.is_of_few(nth, week);
    let weeks = (1..).zip(facts.before.iter().take(BASELINE_WEEKS)).filter(|(nth, week)| !hidden(*nth, week));
    let weeks: Vec<Vec<u64>> = weeks.map(|(_, week)| week.clone()).collect();
    let pooled = pooled(&weeks, facts.instrument);
    let share = favourable(&pooled, facts.instrument);
    match share.wilson_of(worth) {
        None => Shown::No("no answers in the weeks before"),
        Some(_) if share.whole < MIN_BASELINE => Shown::No("too few answers in the weeks before"),
        Some(estimate) => {
            let net = groups(&pooled, facts.instrument).and_then(|net| net.adjusted_wald_of(worth));
            Shown::Yes(Baseline { weeks: weeks.len(), share, estimate, net })
        }
    }
}

/// The newest of the lowest and, from what is left, the newest of the highest.
fn two_quotes(newest_first: Vec<Quote>) -> Vec<Quote> {
    // Where on its scale a score lies, in whole numbers: scales differ in length.
    let height = |q: &Quote| {
        let Instrument { min, max, .. } = *q.instrument;
        u32::from(q.value.saturating_sub(min)) * 1_000 / u32::from(max.saturating_sub(min).max(1))
    };
    let Some(lowest) = newest_first.iter().min_by_key(|q| height(q)).cloned() else { return Vec::new() };
    let others = newest_first.into_iter().filter(|q| q.text != lowest.text);
    // `max_by_key` keeps the last of equals, so the newest must come last.
    let highest = others.rev().max_by_key(height);
    std::iter::once(lowest).chain(highest).collect()
}

#[cfg(test)]
mod tests;
