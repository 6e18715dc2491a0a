//! The overview, a team's weeks, and one week.
//!
//! Knows the same sentences and numbers as every other rendering ([`super::super::scorecard`]). Refuses to compute.

use maud::{Markup, html};

use super::cases::{self, CaseRow};
use super::{Frame, query, scrolling, team_name, team_parts};
use crate::domain::calendar::Week;
use crate::domain::instrument::Instrument;
use crate::domain::scorecard::headlines::Headlines;
use crate::domain::scorecard::{MetricCard, Scorecard};
use crate::domain::stats::Verdict;
use crate::present::scorecard::sentence::{Showing, label, showing};
use crate::present::scorecard::{meaning, sentence, title};
use crate::present::words::figure::{count, dates, net, net_range, percent, range, week_number};
use crate::present::words::{Line, OwnTeam, Voice, instrument_words};
use crate::present::{Block, foreign, page};

/// A team on its leader's overview.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamCard {
    /// Its name.
    pub team: String,
    /// The language its scorecard speaks, here too; the dashboard's own words are English.
    pub voice: Voice,
    /// The last week that is over.
    pub week: Week,
    /// Its numbers, if they may be shown.
    pub card: Option<Scorecard>,
    /// Cases that wait or are being handled.
    pub open: u64,
}

/// A week in a team's list.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekRow {
    /// Which.
    pub week: Week,
    /// The numbers are those frozen for its scorecard.
    pub frozen: bool,
    /// Its numbers, if they may be shown.
    pub shown: Option<Headlines>,
}

/// One week of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct OneWeek<'a> {
    /// The team.
    pub team: &'a str,
    /// The language its scorecard speaks, here too; the dashboard's own words are English.
    pub voice: Voice,
    /// Which.
    pub week: Week,
    /// Its numbers, if they may be shown.
    pub card: Option<Scorecard>,
    /// The numbers are those frozen for its scorecard.
    pub frozen: bool,
    /// Which credit was moved, if any was.
    pub moved: Option<Block>,
    /// The week after, if it has begun.
    pub next: Option<Week>,
}

/// Longest line of an agent's week.
const MAX_LINE: usize = 600;

const NOT_YET: &str = "Answers are confidential here, so a week's numbers are shown when its scorecard is posted, or a week after its end.";

/// Everything of one reader's, the teams they lead first.
pub fn overview(frame: &Frame<'_>, led: &[TeamCard], own: &[OwnTeam], held: &[CaseRow]) -> String {
    frame.page(
        "Overview",
        &html! {
            h1 { "Overview" }
            @for team in led { (team_card(frame, team)) }
            (own_weeks(own))
            @if !held.is_empty() || led.is_empty() {
                section {
                    h2 { "Cases you have" }
                    @if held.is_empty() { p { "You have no open case." } }
                    @else { (cases::table(frame, "Cases you have", held)) }
                }
            }
        },
    )
}

fn team_card(frame: &Frame<'_>, team: &TeamCard) -> Markup {
    let week = team.week.to_string();
    html! {
        section.card {
            h2 dir="auto" { a href=(frame.to(&["teams", &team.team])) { (team_name(&team.team)) } }
            p.quiet { "Last week, " (dates(team.week)) }
            @match &team.card {
                Some(card) => {
                    div lang=(team.voice.language().code()) {
                        p.meaning { (meaning(team.voice, card)) }
                        ul.lines { @for metric in &card.metrics { li { (result(team.voice, metric)) } } }
                    }
                    p { a href=(frame.to(&["teams", &team.team, "weeks", &week])) { "The whole of " (week_number(team.week).to_lowercase()) } }
                }
                None => p { (NOT_YET) },
            }
            p { a href=(frame.to(&["teams", &team.team, "cases"])) { (count(team.open, "open case", "open cases")) } }
        }
    }
}

/// `Effort: 86 % said it was easy …`
fn result(voice: Voice, metric: &MetricCard) -> Markup {
    let lead = voice.tell(Line::Lead, &[("label", label(voice, metric.instrument).into())]);
    html! { strong { (lead) (voice.gap()) } (sentence(voice, metric)) }
}

/// An agent's own weeks, team by team.
pub(super) fn own_weeks(own: &[OwnTeam]) -> Markup {
    html! {
        @for team in own {
            section.card {
                h2 dir="auto" { "Your own numbers, " (team_name(&team.team)) }
                @for week in &team.weeks {
                    h3 { @if week.running { "This week so far" } @else { (dates(week.week)) } }
                    ul.lines { @for line in &week.lines { li dir="auto" { (foreign::bare(line, MAX_LINE).unwrap_or_default()) } } }
                }
                @if team.weeks.is_empty() { p { "There is nothing to show yet." } }
                p.quiet { "Nobody else sees these as yours." }
            }
        }
    }
}

/// What an agent sees of a team: their own weeks in it.
pub fn own(frame: &Frame<'_>, team: &str, own: &[OwnTeam]) -> String {
    frame.page(
        &team_name(team),
        &html! {
            h1 dir="auto" { (team_name(team)) }
            (team_parts(frame, team, "weeks"))
            (own_weeks(own))
        },
    )
}

/// A team's weeks. `newer`: there are newer ones, before this week or, without one, the newest.
pub fn weeks(frame: &Frame<'_>, team: &str, rows: &[WeekRow], open: u64, newer: Option<Option<Week>>) -> String {
    let here = frame.to(&["teams", team]);
    let before = |week: Option<Week>| format!("{here}{}", query(&[("before", week.map(|w| w.to_string()).as_deref())]));
    frame.page(&team_name(team), &html! {
        h1 dir="auto" { (team_name(team)) }
        (team_parts(frame, team, "weeks"))
        p { a href=(frame.to(&["teams", team, "cases"])) { (count(open, "open case", "open cases")) } }
        @for instrument in asked(rows) { (series(frame, team, instrument, rows)) }
        @if rows.iter().any(|row| row.shown.is_none()) { p.quiet { (NOT_YET) } }
        p.quiet { "“As posted”: the numbers were frozen for the week's scorecard and do not change. Others are counted now." }
        nav.pages aria-label="More weeks" {
            @if let Some(newer) = newer { a rel="next" href=(before(newer)) { "Newer weeks" } }
            @if let Some(last) = rows.last() { a rel="prev" href=(before(Some(last.week))) { "Older weeks" } }
        }
    })
}

/// Every question in these weeks, the newest week's first.
fn asked(rows: &[WeekRow]) -> Vec<&'static Instrument> {
    let mut all: Vec<&'static Instrument> = Vec::new();
    for metric in rows.iter().filter_map(|row| row.shown.as_ref()).flat_map(|shown| &shown.metrics) {
        if !all.iter().any(|known| known.id == metric.instrument.id) {
            all.push(metric.instrument);
        }
    }
    all
}

fn series(frame: &Frame<'_>, team: &str, instrument: &Instrument, rows: &[WeekRow]) -> Markup {
    let short = instrument_words(instrument).short;
    let headline = if rows.iter().any(|row| metric_of(row, instrument).is_some_and(|m| m.net.is_some())) {
        "NPS"
    } else {
        "Favourable"
    };
    let table = html! {
        table {
            caption { (label(Voice::ENGLISH, instrument)) ", week by week, the newest first" }
            thead { tr {
                th scope="col" { "Week" }
                th scope="col" { (headline) }
                th scope="col" { "Likely" }
                th scope="col" { "Against the weeks before" }
                th scope="col" { "Answers" }
            } }
            tbody { @for row in rows { (week_row(frame, team, instrument, row)) } }
        }
    };
    html! { section { h2 { (short) } (scrolling(&format!("{}, week by week", label(Voice::ENGLISH, instrument)), &table)) } }
}

fn metric_of<'a>(row: &'a WeekRow, instrument: &Instrument) -> Option<&'a MetricCard> {
    row.shown.as_ref()?.metrics.iter().find(|m| m.instrument.id == instrument.id)
}

fn week_row(frame: &Frame<'_>, team: &str, instrument: &Instrument, row: &WeekRow) -> Markup {
    let metric = metric_of(row, instrument);
    html! {
        tr {
            th scope="row" {
                a href=(frame.to(&["teams", team, "weeks", &row.week.to_string()])) { (dates(row.week)) }
                br; span.quiet {
                    (week_number(row.week))
                    @if row.frozen { " · as posted" }
                    @if row.shown.as_ref().is_some_and(|c| c.provisional) { " · not over" }
                }
            }
            @match metric {
                Some(metric) => (numbers(metric)),
                None => { td { "–" } td { "–" } td.words { "–" } td { "–" } }
            }
        }
    }
}

fn numbers(metric: &MetricCard) -> Markup {
    let answers = metric.share.whole;
    let few = showing(metric) != Showing::Everything;
    let headline = match (few, metric.net.as_ref().and_then(|n| n.get())) {
        (true, _) => "too few".to_owned(),
        (false, Some(score)) => net(score.value),
        (false, None) => format!("{} %", percent(metric.share)),
    };
    let likely = match (few, metric.net.as_ref().and_then(|n| n.get()), metric.estimate.get()) {
        (false, Some(score), _) => net_range(score),
        (false, None, Some(share)) => range(share),
        _ => "–".to_owned(),
    };
    html! {
        td { (headline) }
        td { (likely) }
        td.words { (metric.change.get().map_or("–", |change| verdict(change.verdict))) }
        td { (answers) }
    }
}

/// The four verdicts of MEASUREMENT §2.6, in a cell.
fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::ClearRise => "a real rise",
        Verdict::ClearFall => "a real drop",
        Verdict::Steady => "steady",
        Verdict::CannotTell => "can't tell",
    }
}

/// One week, whole.
pub fn week(frame: &Frame<'_>, one: &OneWeek<'_>) -> String {
    let name = match &one.card {
        Some(card) => title(one.voice, card),
        None => format!("{}, {}", team_name(one.team), dates(one.week)),
    };
    let to = |week: Week| frame.to(&["teams", one.team, "weeks", &week.to_string()]);
    frame.page(&name, &html! {
        h1 dir="auto" { (name) }
        (team_parts(frame, one.team, "week"))
        @if one.frozen { p.note { "These are the numbers as they were frozen for the week's scorecard. They do not change any more." } }
        @match &one.card {
            Some(card) => div lang=(one.voice.language().code()) { (page::article(one.voice, card)) },
            None => p { (NOT_YET) },
        }
        @if let Some(moved) = &one.moved { (super::rich::block_of(moved)) }
        p { a href=(format!("{}{}", frame.to(&["teams", one.team, "closes"]), query(&[("week", Some(&one.week.to_string()))]))) {
            "Every close of this week"
        } }
        nav.pages aria-label="Other weeks" {
            a rel="prev" href=(to(one.week.back(1))) { "The week before" }
            @if let Some(next) = one.next { a rel="next" href=(to(next)) { "The week after" } }
        }
    })
}
