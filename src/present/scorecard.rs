//! The scorecard as messages: about fifteen lines for the channel, the rest for its thread.
//!
//! Knows order and words. Refuses to compute: every number arrives in [`Scorecard`] and every threshold has been applied
//! there; a hidden number is never looked at.

pub mod beside;
pub mod extra;
pub mod sentence;
pub mod working;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

pub use sentence::{meaning, sentence};

use self::sentence::{Showing, response_words, showing};
use super::words::figure::{
    count, dates, day, mean_range, net, net_range, percent, points, range, signed, week_number,
};
use super::words::{instrument_words, reason_phrase, score_of, skip_short, state_phrase, unreachable_phrase};
use super::{Block, Message, Picture, Span, foreign};
use crate::domain::instrument::Instrument;
use crate::domain::privacy::CONFIDENTIAL_FLOOR;
use crate::domain::scorecard::alerts::{Alert, alerts};
use crate::domain::scorecard::{CaseTally, MIN_FOR_PERCENT, MIN_TO_REPORT, MetricCard, Quote, Scorecard, Words};
use crate::domain::stats::drift::Side;
use crate::domain::stats::{Share, percents};
use crate::domain::survey::State;

/// What a button below the card asks, and what stands over its answer.
pub const WORKED_OUT: &str = "How was this worked out?";
/// Longest team name in a title, in characters.
pub const MAX_TEAM: usize = 80;
/// Longest quote shown, in characters.
pub const MAX_QUOTE: usize = 220;
/// More reasons than this are not listed in the channel.
const TOP_REASONS: usize = 3;

/// The message for the channel. `late`: it is posted after its time.
pub fn message(card: &Scorecard, picture: Option<Picture>, late: bool) -> Message {
    let mut blocks = vec![
        Block::Heading(title(card)),
        note(known_before(card, late)),
        Block::Text(vec![Span::strong(meaning(card))]),
    ];
    blocks.extend(picture.map(Block::Picture));
    blocks.extend(card.metrics.iter().flat_map(metric_blocks));
    blocks.push(Block::Divider);
    blocks.extend(closes_lines(card).into_iter().map(text));
    blocks.extend(what_stood_out(card).map(text));
    blocks.push(Block::Divider);
    blocks.extend(card.metrics.iter().map(|m| note(rule(card, m))));
    blocks.push(note("How was this worked out? The details say, with the spread of scores and every count."));
    Message { blocks, marker: None }
}

/// The message for the thread under it: spread of scores, ledger in full, quotes, and how it was worked out.
pub fn detail(card: &Scorecard) -> Message {
    let mut blocks = vec![Block::Heading(format!("Details: {}", title(card)))];
    blocks.extend(card.metrics.iter().filter_map(spread_line).map(text));
    blocks.extend(alert_lines(card).into_iter().map(text));
    blocks.extend(extra::contrary_lines(card).into_iter().map(text));
    blocks.extend(beside::segment_lines(card).into_iter().map(text));
    blocks.push(strong("Tickets closed this week"));
    blocks.push(text(ledger_line(card)));
    blocks.extend(reason_counts("Not asked", &card.closes.skipped, skip_short).map(text));
    blocks.extend(reason_counts("Could not be reached", &card.closes.undeliverable, unreachable_phrase).map(text));
    blocks.extend(reasons_line(card, usize::MAX).map(text));
    blocks.extend(beside::phrase_lines(card).into_iter().map(text));
    blocks.extend(quote_blocks(&card.quotes));
    blocks.push(Block::Divider);
    blocks.extend(worked_out(card).blocks);
    Message { blocks, marker: None }
}

/// Methods, inputs and rules of a card's numbers, for whoever asks.
pub fn worked_out(card: &Scorecard) -> Message {
    let mut blocks = vec![strong(WORKED_OUT)];
    blocks.extend(working::working(card).into_iter().map(note));
    Message { blocks, marker: None }
}

/// `Payments, 16-22 Nov 2026`.
pub fn title(card: &Scorecard) -> String {
    format!("{}, {}", team(card), dates(card.week))
}

/// The team's name, fit for a line.
pub fn team(card: &Scorecard) -> String {
    foreign::line(card.team.as_str(), MAX_TEAM).unwrap_or_else(|| "The team".to_owned())
}

/// `Week 47 · Europe/Berlin`, and what must be known before reading on.
pub fn when(card: &Scorecard, late: bool) -> String {
    let mut words = format!("{} · {}", week_number(card.week), card.zone);
    if card.provisional {
        words.push_str(" · provisional: the week is not over");
    }
    if late {
        words.push_str(" · posted late");
    }
    words
}

/// The same with what else must be known, in one line of the channel.
fn known_before(card: &Scorecard, late: bool) -> String {
    let when = when(card, late);
    extra::down_line(card).map_or_else(|| when.clone(), |down| format!("{when} · {down}"))
}

fn metric_blocks(metric: &MetricCard) -> Vec<Block> {
    let label = format!("{}: ", sentence::label(metric.instrument));
    let mut blocks = vec![Block::Text(vec![Span::strong(label), Span::text(sentence(metric))])];
    blocks.extend(numbers(metric).map(note));
    blocks
}

/// Every number of one instrument in one line; `None` when there are too few answers for any.
pub fn numbers(metric: &MetricCard) -> Option<String> {
    let (share, whole) = (metric.estimate.get()?, metric.share.whole);
    let mut parts = vec![match metric.net.as_ref().and_then(|net| net.get()) {
        Some(score) => format!("NPS {} from {whole}, likely {}", net(score.value), net_range(score)),
        None => format!("{} % of {whole}, likely {}", percent(metric.share), range(share)),
    }];
    if let Some(people) = metric.people {
        parts.push(format!("{} from {}", count(whole, "answer", "answers"), count(people, "person", "people")));
    }
    if let Some(mean) = metric.mean.get().filter(|_| sentence::has_a_mean(metric.instrument)) {
        parts.push(format!("mean {:.1} of {}, likely {}", mean.value, metric.instrument.max, mean_range(mean)));
    }
    if let Some(baseline) = metric.baseline.get() {
        parts.push(sentence::before_words(baseline));
    }
    if let Some(change) = metric.change.get() {
        let d = &change.difference;
        let (lower, upper) = (signed(points(d.lower)), signed(points(d.upper)));
        parts.push(format!("change {}, likely {lower} to {upper} points", signed(points(d.value))));
    }
    Some(parts.join(" · "))
}

/// Closed, asked, delivered, answered; why not; who answered; coverage.
fn closes_lines(card: &Scorecard) -> Vec<String> {
    if card.closes.total == 0 && card.delivered == 0 {
        return vec!["Nothing was closed and nobody was asked.".to_owned()];
    }
    let funnel = Funnel::of(card);
    let mut lines = vec![format!(
        "{} closed: {} asked about, {} delivered, {} answered.",
        count(funnel.closed, "ticket", "tickets"),
        funnel.asked,
        funnel.delivered,
        funnel.answered
    )];
    lines.extend(reason_counts("Not asked", &card.closes.skipped, skip_short));
    lines.extend(reason_counts("Could not be reached", &card.closes.undeliverable, unreachable_phrase));
    lines.extend(who_answered(card));
    lines.extend(coverage(card));
    lines
}

/// Where the week's closes got to. Each number is part of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Funnel {
    /// All closes of the week.
    pub closed: u64,
    /// Those asked about.
    pub asked: u64,
    /// Those whose prompt became visible.
    pub delivered: u64,
    /// Those answered by now.
    pub answered: u64,
}

impl Funnel {
    /// The funnel of a card. Called-off closes count as asked, not as delivered: the ledger does not say which of them
    /// had a visible prompt.
    pub fn of(card: &Scorecard) -> Self {
        let state = |code: &str| card.closes.by_state.get(code).copied().unwrap_or(0);
        let visible = ["delivered", "answered", "declined", "expired"].map(state);
        let delivered = visible.iter().fold(0_u64, |sum, n| sum.saturating_add(*n)).min(card.asked);
        let answered = state("answered").min(delivered);
        Self { closed: card.closes.total, asked: card.asked.min(card.closes.total), delivered, answered }
    }
}

fn who_answered(card: &Scorecard) -> Option<String> {
    let people =
        (card.people > 0).then(|| format!("This week's answers came from {}.", count(card.people, "person", "people")));
    let said: Vec<String> = response_words(card).into_iter().chain(people).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn coverage(card: &Scorecard) -> Option<String> {
    let Funnel { closed, asked, .. } = Funnel::of(card);
    (closed >= MIN_FOR_PERCENT).then(|| {
        let share = percent(Share { part: asked, whole: closed });
        format!("Coverage: {share} % of the tickets closed were asked about.")
    })
}

/// `Not asked 31: asked recently (20), no customer named (11).`
fn reason_counts(lead: &str, counts: &BTreeMap<String, u64>, phrase: fn(&str) -> &'static str) -> Option<String> {
    let mut by_count: Vec<(&str, u64)> = counts.iter().map(|(code, n)| (phrase(code), *n)).collect();
    by_count.retain(|(_, n)| *n > 0);
    by_count.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let total: u64 = by_count.iter().map(|(_, n)| n).sum();
    let each: Vec<String> = by_count.iter().map(|(phrase, n)| format!("{phrase} ({n})")).collect();
    (total > 0).then(|| format!("{lead} {total}: {}.", each.join(", ")))
}

/// What customers ticked; hidden like a score when too few answered.
fn reasons_line(card: &Scorecard, most: usize) -> Option<String> {
    let answers = card.metrics.iter().map(|m| m.share.whole).max().unwrap_or(0);
    let shown: Vec<String> =
        card.reasons.iter().take(most).map(|(code, n)| format!("{} ({n})", reason_phrase(code))).collect();
    (answers >= MIN_TO_REPORT && !shown.is_empty()).then(|| format!("What customers named: {}.", shown.join(", ")))
}

/// How a number is made, and of which wording of its question: ours by its version, a team's own by their first answer.
pub fn rule(card: &Scorecard, metric: &MetricCard) -> String {
    let rule = &instrument_words(metric.instrument).rule;
    let made = rule.rsplit_once(" · question v").map_or(rule.as_str(), |(made, _)| made);
    let since = match metric.words {
        Words::Ours => return rule.clone(),
        Words::Others => return extra::another_tools_words(made),
        Words::Own { since } => since,
    };
    let zone = TimeZone::get(&card.zone).unwrap_or(TimeZone::UTC);
    let since = since.map(|at| format!(", since {}", day(zone.to_datetime(at).date()))).unwrap_or_default();
    format!("{made} · your own words{since}")
}

/// Why a number moved, the agents, what customers named, and the cases, in one paragraph.
fn what_stood_out(card: &Scorecard) -> Option<String> {
    let moved = extra::mix_line(card).into_iter().chain(beside::agents_line(card));
    let said: Vec<String> = moved.chain(reasons_line(card, TOP_REASONS)).chain(cases_line(card)).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// Low scores that people had to handle; nothing in a week that had none and left none open.
fn cases_line(card: &Scorecard) -> Option<String> {
    let Some(CaseTally { opened, answered, median_minutes_to_claim, recovered, open }) = card.cases.get().copied()
    else {
        return Some(format!(
            "Low scores: fewer than {CONFIDENTIAL_FLOOR} people's, so their cases are not counted here."
        ));
    };
    if (opened, recovered, open) == (0, 0, 0) {
        return None;
    }
    let median = median_minutes_to_claim.map(|m| format!(" after a median of {}", waited(m))).unwrap_or_default();
    let taken = format!("Low scores: {}, {answered} answered{median};", count(opened, "new case", "new cases"));
    Some(format!("{taken} {recovered} recovered; {open} open now."))
}

/// `25 min`, `3 h 05 min`.
fn waited(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

fn ledger_line(card: &Scorecard) -> String {
    let states = State::CODES.iter().map(|code| (*code, card.closes.by_state.get(*code).copied().unwrap_or(0)));
    let each: Vec<String> =
        states.filter(|(_, n)| *n > 0).map(|(code, n)| format!("{n} {}", state_phrase(code))).collect();
    if each.is_empty() { "None.".to_owned() } else { format!("{} in all: {}.", card.closes.total, each.join("; ")) }
}

/// `Effort, spread of 50 answers: 1 Very hard 2 %, 2 4 %, …`; counts below twenty answers.
fn spread_line(metric: &MetricCard) -> Option<String> {
    let shown = spread(metric)?;
    let each: Vec<String> = shown.iter().map(|bar| format!("{}: {}", bar.label, bar.shown)).collect();
    let answers = count(metric.share.whole, "answer", "answers");
    Some(format!("{}, spread of {answers}. {}", sentence::label(metric.instrument), each.join(" · ")))
}

/// A week outside the band of its own earlier weeks.
fn alert_lines(card: &Scorecard) -> Vec<String> {
    let line = |alert: Alert| {
        let side = if alert.side == Side::Above { "above" } else { "below" };
        let label = sentence::label(alert.instrument);
        if alert.crept {
            format!("{label}: the weeks have crept {side} where they used to be.")
        } else {
            format!("{label}: this week is {side} the band in which this team's earlier weeks lie.")
        }
    };
    alerts(card).into_iter().map(line).collect()
}

/// One point of a spread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The point.
    pub value: u8,
    /// As on its button.
    pub label: String,
    /// The same at a glance: digits, or one word.
    pub tick: String,
    /// How many chose it.
    pub count: u64,
    /// Percent (all add up to 100), or the count below twenty answers.
    pub shown: String,
    /// Whether it is favourable.
    pub favourable: bool,
}

/// The spread of scores, lowest first; `None` below five answers.
pub fn spread(metric: &MetricCard) -> Option<Vec<Bar>> {
    let showing = showing(metric);
    if !matches!(showing, Showing::Counts | Showing::Everything) {
        return None;
    }
    let shares = percents(&metric.counts);
    let instrument: &Instrument = metric.instrument;
    let words = instrument_words(instrument);
    let named = words.points.into_iter().zip(words.ticks);
    let rows = instrument.scale().zip(named).zip(metric.counts.iter().zip(shares));
    let bars = rows.map(|((value, (label, tick)), (count, share))| Bar {
        value,
        label,
        tick,
        count: *count,
        shown: if showing == Showing::Everything { format!("{share} %") } else { count.to_string() },
        favourable: instrument.is_favourable(value),
    });
    Some(bars.collect())
}

fn quote_blocks(quotes: &[Quote]) -> Vec<Block> {
    let quote = |quote: &Quote| {
        let words = foreign::line(&quote.text, MAX_QUOTE)?;
        Some([note(format!("A customer who gave {}:", score_of(quote.instrument, quote.value))), Block::Quote(words)])
    };
    quotes.iter().filter_map(quote).flatten().collect()
}

fn text(words: impl Into<String>) -> Block {
    Block::Text(vec![Span::text(words)])
}

fn strong(words: impl Into<String>) -> Block {
    Block::Text(vec![Span::strong(words)])
}

fn note(words: impl Into<String>) -> Block {
    Block::Note(vec![Span::text(words)])
}

#[cfg(test)]
mod tests;
