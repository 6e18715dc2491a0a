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

use self::sentence::{Showing, label, response_words, showing};
use super::words::figure::{net, points, signed};
use super::words::lang::Given;
use super::words::{
    InstrumentWords, Line, Voice, made, reason_phrase, score_of, skip_short, state_phrase, unreachable_phrase,
};
use super::{Block, Message, Picture, Span, foreign};
use crate::domain::instrument::Instrument;
use crate::domain::privacy::CONFIDENTIAL_FLOOR;
use crate::domain::scorecard::alerts::{Alert, alerts};
use crate::domain::scorecard::{CaseTally, MIN_FOR_PERCENT, MIN_TO_REPORT, MetricCard, Quote, Scorecard, Words};
use crate::domain::stats::drift::Side;
use crate::domain::stats::{Share, percents};
use crate::domain::survey::State;

/// Longest team name in a title, in characters.
pub const MAX_TEAM: usize = 80;
/// Longest quote shown, in characters.
pub const MAX_QUOTE: usize = 220;
/// More reasons than this are not listed in the channel.
const TOP_REASONS: usize = 3;

/// The message for the channel. `late`: it is posted after its time.
pub fn message(voice: Voice, card: &Scorecard, picture: Option<Picture>, late: bool) -> Message {
    let mut blocks = vec![
        Block::Heading(title(voice, card)),
        note(known_before(voice, card, late)),
        Block::Text(vec![Span::strong(meaning(voice, card))]),
    ];
    blocks.extend(picture.map(Block::Picture));
    blocks.extend(card.metrics.iter().flat_map(|metric| metric_blocks(voice, metric)));
    blocks.push(Block::Divider);
    blocks.extend(closes_lines(voice, card).into_iter().map(text));
    blocks.extend(what_stood_out(voice, card).map(text));
    blocks.push(Block::Divider);
    blocks.extend(card.metrics.iter().map(|m| note(rule(voice, card, m))));
    blocks.push(note(voice.say(Line::HowHint)));
    Message { blocks, marker: None }
}

/// The message for the thread under it: spread of scores, ledger in full, quotes, and how it was worked out.
pub fn detail(voice: Voice, card: &Scorecard) -> Message {
    let title = voice.tell(Line::Details, &[("title", title(voice, card).into())]);
    let mut blocks = vec![Block::Heading(title)];
    blocks.extend(card.metrics.iter().filter_map(|metric| spread_line(voice, metric)).map(text));
    blocks.extend(alert_lines(voice, card).into_iter().map(text));
    blocks.extend(extra::contrary_lines(voice, card).into_iter().map(text));
    blocks.extend(beside::segment_lines(voice, card).into_iter().map(text));
    blocks.push(strong(voice.say(Line::ClosedHeading)));
    blocks.push(text(ledger_line(voice, card)));
    blocks.extend(why_not_lines(voice, card).into_iter().map(text));
    blocks.extend(reasons_line(voice, card, usize::MAX).map(text));
    blocks.extend(beside::phrase_lines(voice, card).into_iter().map(text));
    blocks.extend(quote_blocks(voice, &card.quotes));
    blocks.push(Block::Divider);
    blocks.push(strong(voice.say(Line::HowHeading)));
    blocks.extend(working::core(voice, card).into_iter().map(note));
    Message { blocks, marker: None }
}

/// Methods, inputs and rules of a card's numbers, for whoever asks.
pub fn worked_out(voice: Voice, card: &Scorecard) -> Message {
    let mut blocks = vec![strong(voice.say(Line::HowHeading))];
    blocks.extend(working::working(voice, card).into_iter().map(note));
    Message { blocks, marker: None }
}

/// `Payments, 16-22 Nov 2026`.
pub fn title(voice: Voice, card: &Scorecard) -> String {
    voice.tell(Line::Title, &[("team", team(voice, card).into()), ("dates", voice.dates(card.week).into())])
}

/// The team's name, fit for a line.
pub fn team(voice: Voice, card: &Scorecard) -> String {
    foreign::line(card.team.as_str(), MAX_TEAM).unwrap_or_else(|| voice.say(Line::TheTeam))
}

/// `Week 47 · Europe/Berlin`, and what must be known before reading on.
pub fn when(voice: Voice, card: &Scorecard, late: bool) -> String {
    let mut parts = vec![voice.week_number(card.week), card.zone.clone()];
    parts.extend(card.provisional.then(|| voice.say(Line::Provisional)));
    parts.extend(late.then(|| voice.say(Line::Late)));
    parts.join(" · ")
}

/// The same with what else must be known, in one line of the channel.
fn known_before(voice: Voice, card: &Scorecard, late: bool) -> String {
    let when = when(voice, card, late);
    extra::down_line(voice, card).map_or_else(|| when.clone(), |down| format!("{when} · {down}"))
}

fn metric_blocks(voice: Voice, metric: &MetricCard) -> Vec<Block> {
    let lead = voice.tell(Line::Lead, &[("label", label(voice, metric.instrument).into())]);
    let said = Span::text(sentence(voice, metric));
    let mut blocks = vec![Block::Text(vec![Span::strong(format!("{lead}{}", voice.gap())), said])];
    blocks.extend(numbers(voice, metric).map(note));
    blocks
}

/// Every number of one instrument in one line; `None` when there are too few answers for any.
pub fn numbers(voice: Voice, metric: &MetricCard) -> Option<String> {
    let (share, whole) = (metric.estimate.get()?, metric.share.whole);
    let n = ("n", Given::from(whole));
    let mut parts = vec![match metric.net.as_ref().and_then(|net| net.get()) {
        Some(score) => {
            let range = voice.net_range(score);
            voice.tell(Line::NetOf, &[("score", net(score.value).into()), n, ("range", range.into())])
        }
        None => {
            let range = voice.range(share);
            voice.tell(Line::ShareOf, &[("share", voice.share(metric.share).into()), n, ("range", range.into())])
        }
    }];
    if let Some(people) = metric.people {
        let given = [("answers", answers(voice, whole).into()), ("people", self::people(voice, people).into())];
        parts.push(voice.tell(Line::AnswersFrom, &given));
    }
    if let Some(mean) = metric.mean.get().filter(|_| sentence::has_a_mean(metric.instrument)) {
        let (value, range) = (voice.decimal(mean.value, 1), voice.decimals(mean, 1));
        let given = [("mean", value.into()), ("max", metric.instrument.max.into()), ("range", range.into())];
        parts.push(voice.tell(Line::MeanOf, &given));
    }
    if let Some(baseline) = metric.baseline.get() {
        parts.push(sentence::before_words(voice, baseline));
    }
    if let Some(change) = metric.change.get() {
        let d = &change.difference;
        let [change, from, to] = [d.value, d.lower, d.upper].map(|end| Given::from(signed(points(end))));
        parts.push(voice.tell(Line::ChangeOf, &[("change", change), ("from", from), ("to", to)]));
    }
    Some(parts.join(" · "))
}

/// `3 answers`.
pub fn answers(voice: Voice, n: u64) -> String {
    voice.tell(Line::Answers, &[("n", n.into())])
}

fn people(voice: Voice, n: u64) -> String {
    voice.tell(Line::People, &[("n", n.into())])
}

/// Closed, asked, delivered, answered; why not; who answered; coverage.
fn closes_lines(voice: Voice, card: &Scorecard) -> Vec<String> {
    if card.closes.total == 0 && card.delivered == 0 {
        return vec![voice.say(Line::NothingClosed)];
    }
    let mut lines = vec![voice.tell(Line::Funnel, &Funnel::of(card).given())];
    lines.extend(why_not_lines(voice, card));
    lines.extend(who_answered(voice, card));
    lines.extend(coverage(voice, card));
    lines
}

/// Why some were not asked, and why some were not reached.
fn why_not_lines(voice: Voice, card: &Scorecard) -> Vec<String> {
    let skipped = reason_counts(voice, Line::NotAsked, &card.closes.skipped, skip_short);
    skipped
        .into_iter()
        .chain(reason_counts(voice, Line::NotReached, &card.closes.undeliverable, unreachable_phrase))
        .collect()
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

    /// For the lines that tell it.
    pub(super) fn given(self) -> [(&'static str, Given); 4] {
        let Self { closed, asked, delivered, answered } = self;
        [
            ("closed", closed.into()),
            ("asked", asked.into()),
            ("delivered", delivered.into()),
            ("answered", answered.into()),
        ]
    }
}

fn who_answered(voice: Voice, card: &Scorecard) -> Option<String> {
    let came = (card.people > 0).then(|| voice.tell(Line::CameFrom, &[("people", people(voice, card.people).into())]));
    let said: Vec<String> =
        response_words(voice, card).into_iter().chain(extra::heard_words(voice, card)).chain(came).collect();
    (!said.is_empty()).then(|| voice.joined(said))
}

fn coverage(voice: Voice, card: &Scorecard) -> Option<String> {
    let Funnel { closed, asked, .. } = Funnel::of(card);
    (closed >= MIN_FOR_PERCENT).then(|| {
        let share = voice.share(Share { part: asked, whole: closed });
        voice.tell(Line::Coverage, &[("share", share.into())])
    })
}

/// `Not asked 31: asked recently (20), no customer named (11).`
fn reason_counts(
    voice: Voice,
    line: Line,
    counts: &BTreeMap<String, u64>,
    phrase: fn(Voice, &str) -> String,
) -> Option<String> {
    let mut by_count: Vec<(&str, u64)> = counts.iter().map(|(code, n)| (code.as_str(), *n)).collect();
    by_count.retain(|(_, n)| *n > 0);
    by_count.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let total: u64 = by_count.iter().map(|(_, n)| n).sum();
    let each: Vec<String> = by_count.iter().map(|(code, n)| counted(voice, phrase(voice, code), *n)).collect();
    (total > 0).then(|| voice.tell(line, &[("n", total.into()), ("list", voice.listed(&each).into())]))
}

fn counted(voice: Voice, what: String, n: u64) -> String {
    voice.tell(Line::Counted, &[("what", what.into()), ("n", n.into())])
}

/// What customers ticked; hidden like a score when too few answered.
fn reasons_line(voice: Voice, card: &Scorecard, most: usize) -> Option<String> {
    let answers = card.metrics.iter().map(|m| m.share.whole).max().unwrap_or(0);
    let reasons = card.reasons.iter().take(most);
    let shown: Vec<String> = reasons.map(|(code, n)| counted(voice, reason_phrase(voice, code), *n)).collect();
    (answers >= MIN_TO_REPORT && !shown.is_empty())
        .then(|| voice.tell(Line::CustomersNamed, &[("list", voice.listed(&shown).into())]))
}

/// How a number is made, and of which wording of its question: ours by its version, a team's own by their first answer.
pub fn rule(voice: Voice, card: &Scorecard, metric: &MetricCard) -> String {
    let since = match metric.words {
        Words::Ours => return InstrumentWords::of(voice, metric.instrument).rule,
        Words::Others => return format!("{} · {}", made(voice, metric.instrument), voice.say(Line::AskedOthers)),
        Words::Own { since } => since,
    };
    let zone = TimeZone::get(&card.zone).unwrap_or(TimeZone::UTC);
    let own = match since {
        Some(at) => voice.tell(Line::AskedOwnSince, &[("date", voice.day(zone.to_datetime(at).date()).into())]),
        None => voice.say(Line::AskedOwn),
    };
    format!("{} · {own}", made(voice, metric.instrument))
}

/// Why a number moved, the agents, what customers named, and the cases, in one paragraph.
fn what_stood_out(voice: Voice, card: &Scorecard) -> Option<String> {
    let said: Vec<String> = extra::mix_line(voice, card)
        .into_iter()
        .chain(beside::agents_line(voice, card))
        .chain(reasons_line(voice, card, TOP_REASONS))
        .chain(cases_line(voice, card))
        .collect();
    (!said.is_empty()).then(|| voice.joined(said))
}

/// Low scores that people had to handle; nothing in a week that had none and left none open.
fn cases_line(voice: Voice, card: &Scorecard) -> Option<String> {
    let Some(CaseTally { opened, answered, median_minutes_to_claim, recovered, open }) = card.cases.get().copied()
    else {
        return Some(voice.tell(Line::CasesFew, &[("floor", CONFIDENTIAL_FLOOR.into())]));
    };
    if (opened, recovered, open) == (0, 0, 0) {
        return None;
    }
    let mut given: Vec<(&'static str, Given)> = vec![
        ("new", opened.into()),
        ("answered", answered.into()),
        ("recovered", recovered.into()),
        ("open", open.into()),
    ];
    let Some(median) = median_minutes_to_claim else { return Some(voice.tell(Line::Cases, &given)) };
    given.push(("waited", waited(voice, median).into()));
    Some(voice.tell(Line::CasesWaited, &given))
}

/// `25 min`, `3 h 05 min`.
fn waited(voice: Voice, minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => voice.tell(Line::Minutes, &[("minutes", minutes.into())]),
        (hours, minutes) => {
            voice.tell(Line::Hours, &[("hours", hours.into()), ("minutes", format!("{minutes:02}").into())])
        }
    }
}

fn ledger_line(voice: Voice, card: &Scorecard) -> String {
    let states = State::CODES.iter().map(|code| (*code, card.closes.by_state.get(*code).copied().unwrap_or(0)));
    let item = |code: &str, n: u64| {
        voice.tell(Line::LedgerItem, &[("n", n.into()), ("state", state_phrase(voice, code).into())])
    };
    let each: Vec<String> = states.filter(|(_, n)| *n > 0).map(|(code, n)| item(code, n)).collect();
    if each.is_empty() {
        return voice.say(Line::LedgerNone);
    }
    voice.tell(Line::Ledger, &[("n", card.closes.total.into()), ("list", voice.parted(&each).into())])
}

/// `Effort, spread of 50 answers. 1 Very hard: 2 % · 2: 4 % · …`; counts below twenty answers.
fn spread_line(voice: Voice, metric: &MetricCard) -> Option<String> {
    let each: Vec<String> =
        spread(voice, metric)?.into_iter().map(|bar| spread_point(voice, bar.label, bar.shown)).collect();
    let (label, answers) = (label(voice, metric.instrument), answers(voice, metric.share.whole));
    let given = [("label", label.into()), ("answers", answers.into()), ("list", each.join(" · ").into())];
    Some(voice.tell(Line::Spread, &given))
}

/// `7 Very easy: 34 %`.
pub(super) fn spread_point(voice: Voice, point: String, shown: String) -> String {
    voice.tell(Line::SpreadPoint, &[("point", point.into()), ("shown", shown.into())])
}

/// A week outside the band of its own earlier weeks.
fn alert_lines(voice: Voice, card: &Scorecard) -> Vec<String> {
    let line = |alert: Alert| {
        let line = match (alert.crept, alert.side) {
            (true, Side::Above) => Line::CreptAbove,
            (true, Side::Below) => Line::CreptBelow,
            (false, Side::Above) => Line::OutAbove,
            (false, Side::Below) => Line::OutBelow,
        };
        voice.tell(line, &[("label", label(voice, alert.instrument).into())])
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
pub fn spread(voice: Voice, metric: &MetricCard) -> Option<Vec<Bar>> {
    let showing = showing(metric);
    if !matches!(showing, Showing::Counts | Showing::Everything) {
        return None;
    }
    let shares = percents(&metric.counts);
    let instrument: &Instrument = metric.instrument;
    let words = InstrumentWords::of(voice, instrument);
    let named = words.points.into_iter().zip(words.ticks);
    let rows = instrument.scale().zip(named).zip(metric.counts.iter().zip(shares));
    let bars = rows.map(|((value, (label, tick)), (count, share))| Bar {
        value,
        label,
        tick,
        count: *count,
        shown: if showing == Showing::Everything { voice.percent(share.into()) } else { voice.whole(*count) },
        favourable: instrument.is_favourable(value),
    });
    Some(bars.collect())
}

fn quote_blocks(voice: Voice, quotes: &[Quote]) -> Vec<Block> {
    let quote = |quote: &Quote| {
        let words = foreign::line(&quote.text, MAX_QUOTE)?;
        let score = score_of(voice, quote.instrument, quote.value);
        Some([note(voice.tell(Line::QuoteGave, &[("score", score.into())])), Block::Quote(words)])
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
