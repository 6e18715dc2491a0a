//! The ledger of a team's closes, and what became of one.
//!
//! Knows the filters and how the next page is reached. A score stands here only if it may be seen.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::rich::message;
use super::{Frame, person, query, scrolling, subject, team_name, team_parts, ticket};
use crate::domain::Timestamp;
use crate::domain::instrument::Score;
use crate::domain::survey::State;
use crate::present::foreign;
use crate::present::scorecard::sentence::label;
use crate::present::words::figure::local_time;
use crate::present::words::{self, Voice, WhyTicket, score_words, state_phrase};

/// Longest thing typed that stands in its field again.
const MAX_TYPED: usize = 255;

/// One close in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseRow {
    /// The survey's id.
    pub id: String,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// The ticket's number.
    pub ticket: String,
    /// What it was about.
    pub subject: Option<String>,
    /// Who is credited.
    pub agent: Option<String>,
    /// State word.
    pub state: String,
    /// The state in words.
    pub words: String,
    /// What was answered, if the reader may see it.
    pub scores: Vec<Score>,
    /// There is an answer that the reader may not see.
    pub hidden: bool,
}

/// The list's filters as they stand, and its place among the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// `2026-W47`.
    pub week: Option<String>,
    /// State word.
    pub state: Option<String>,
    /// Ticket number.
    pub q: Option<String>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// This is not the first page.
    pub paged: bool,
}

/// One page of the ledger. `all`: every close of the team, not those credited to the reader alone.
pub fn list(
    frame: &Frame<'_>,
    (team, zone): (&str, &TimeZone),
    filters: &Filters,
    rows: &[CloseRow],
    all: bool,
) -> String {
    let whose = if all { "Closes" } else { "Your closes" };
    let here = frame.to(&["teams", team, "closes"]);
    let Filters { week, state, q, next, paged } = filters;
    let page = |before: Option<&str>| {
        let filtered =
            [("week", week.as_deref()), ("state", state.as_deref()), ("q", q.as_deref()), ("before", before)];
        format!("{here}{}", query(&filtered))
    };
    let span = if week.is_some() { "of that week" } else { "of the last three months" };
    frame.page(&format!("{whose}, {}", team_name(team)), &html! {
        h1 dir="auto" { (whose) ", " (team_name(team)) }
        (team_parts(frame, team, "closes"))
        form.filters method="get" action=(here) {
            p { label for="week" { "Week" } input #week name="week" type="text" size="10" placeholder="2026-W47" maxlength="8" value=[week.as_deref().and_then(clean)]; }
            p {
                label for="state" { "State" }
                select #state name="state" {
                    option value="" selected[state.is_none()] { "Any" }
                    @for code in State::CODES { option value=(code) selected[state.as_deref() == Some(code)] { (state_phrase(Voice::ENGLISH, code)) } }
                }
            }
            p { label for="q" { "Ticket number" } input #q name="q" type="search" size="14" maxlength="255" value=[q.as_deref().and_then(clean)]; }
            p { button type="submit" { "Show" } }
        }
        @if rows.is_empty() { p { "No close " (span) " fits." } }
        @else { (table(frame, team, zone, rows, &format!("{whose} {span}, the newest first"))) }
        nav.pages aria-label="More closes" {
            @if *paged { a href=(page(None)) { "The newest" } }
            @if let Some(next) = next { a rel="next" href=(page(Some(next))) { "Older ones" } }
        }
    })
}

/// What was typed, as it may stand in its field again.
fn clean(typed: &str) -> Option<String> {
    foreign::bare(typed, MAX_TYPED)
}

fn table(frame: &Frame<'_>, team: &str, zone: &TimeZone, rows: &[CloseRow], caption: &str) -> Markup {
    let table = html! {
        table {
            caption { (caption) " (" (zone.iana_name().unwrap_or("UTC")) ")" }
            thead { tr {
                th scope="col" { "Ticket" }
                th scope="col" { "About" }
                th scope="col" { "Closed" }
                th scope="col" { "Credit" }
                th scope="col" { "What became of it" }
                th scope="col" { "Answer" }
            } }
            tbody { @for row in rows { tr {
                th scope="row" dir="auto" { a href=(frame.to(&["teams", team, "closes", &row.id])) { (ticket(&row.ticket)) } }
                td.words dir="auto" { (row.subject.as_deref().and_then(subject).unwrap_or_else(|| "–".to_owned())) }
                td.when { (local_time(row.closed_at, zone)) }
                td.words dir="auto" { (row.agent.as_deref().map_or_else(|| "nobody".to_owned(), person)) }
                td.words { (row.words) }
                td.when { (answer(row)) }
            } } }
        }
    };
    scrolling(caption, &table)
}

fn answer(row: &CloseRow) -> Markup {
    html! {
        @if row.hidden { span.quiet { "not shown" } }
        @else if row.scores.is_empty() { "–" }
        @else { @for score in &row.scores { (label(Voice::ENGLISH, score.instrument())) ": " (score_words(*score)) br; } }
    }
}

/// What became of one close, in the words of `/afterword why`.
pub fn why(frame: &Frame<'_>, team: &str, told: WhyTicket) -> String {
    let name = ticket(&told.ticket);
    let hidden = !told.may_see_answers && !told.answers.is_empty();
    let words = words::why(&[told]);
    frame.page(&name, &html! {
        h1 dir="auto" { (name) }
        (team_parts(frame, team, "close"))
        (message(&words))
        @if hidden { p.quiet { "There is an answer. What the customer was told about who reads it does not include you." } }
    })
}
