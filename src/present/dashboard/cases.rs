//! A team's cases.
//!
//! Knows their states' words. Refuses to show an answer.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::rich::block_of;
use super::{Frame, query, scrolling, subject, team_name, team_parts, ticket};
use crate::domain::case::Case;
use crate::present::Block;
use crate::present::words::case_state;
use crate::present::words::figure::{count, local_time};

/// Every state that can be asked for, by its word.
pub const STATES: [&str; 5] = ["open", "taken", "closed", "not_actionable", "withdrawn"];

/// One case in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// It.
    pub case: Case,
    /// The ticket's number.
    pub ticket: String,
    /// What the ticket was about.
    pub subject: Option<String>,
    /// The reader has it.
    pub yours: bool,
    /// The team's zone.
    pub zone: TimeZone,
}

fn state_name(word: &str) -> &'static str {
    match word {
        "open" => "Nobody has it",
        "taken" => "Somebody has it",
        "closed" => "Handled",
        "not_actionable" => "Not actionable",
        "withdrawn" => "Withdrawn",
        _ => "Open",
    }
}

/// What a list holds, beside its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Only this state, by its word; both live ones if left out.
    pub state: Option<String>,
    /// Every case of the team, not the reader's alone.
    pub all: bool,
    /// Others came before these.
    pub paged: bool,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The list.
pub fn list(frame: &Frame<'_>, team: &str, listed: &Listed, rows: &[CaseRow]) -> String {
    let Listed { state, all, paged, next } = listed;
    let state = state.as_deref();
    let whose = if *all { "Cases" } else { "Your cases" };
    let here = frame.to(&["teams", team, "cases"]);
    let page = |after: Option<&str>| format!("{here}{}", query(&[("state", state), ("after", after)]));
    frame.page(
        &format!("{whose}, {}", team_name(team)),
        &html! {
            h1 dir="auto" { (whose) ", " (team_name(team)) }
            (team_parts(frame, team, "cases"))
            form.filters method="get" action=(here) {
                p {
                    label for="state" { "Which" }
                    select #state name="state" {
                        option value="" selected[state.is_none()] { "All that are open" }
                        @for word in STATES { option value=(word) selected[state == Some(word)] { (state_name(word)) } }
                    }
                }
                p { button type="submit" { "Show" } }
            }
            @if *paged || next.is_some() { p { (count(rows.len() as u64, "case", "cases")) " on this page." } }
            @else { p { (count(rows.len() as u64, "case", "cases")) "." } }
            @if !rows.is_empty() { (table(frame, whose, rows)) }
            @if *paged || next.is_some() {
                nav.pages aria-label="More cases" {
                    @if *paged { a href=(page(None)) { "The first" } }
                    @if let Some(next) = next { a rel="next" href=(page(Some(next))) { "More" } }
                }
            }
        },
    )
}

/// The table itself.
pub(super) fn table(frame: &Frame<'_>, caption: &str, rows: &[CaseRow]) -> Markup {
    let table = html! {
        table {
            caption { (caption) }
            thead { tr { th scope="col" { "Ticket" } th scope="col" { "About" } th scope="col" { "Opened" } th scope="col" { "Stands" } } }
            tbody { @for row in rows {
                tr {
                    th scope="row" dir="auto" {
                        a href=(frame.to(&["teams", row.case.team.as_str(), "closes", row.case.survey.as_str()])) { (ticket(&row.ticket)) }
                    }
                    td.words dir="auto" { (row.subject.as_deref().and_then(subject).unwrap_or_else(|| "–".to_owned())) }
                    td.when { (local_time(row.case.opened_at, &row.zone)) }
                    td.words {
                        @if row.yours && row.case.state.is_live() { p { strong { "Yours." } } }
                        (block_of(&Block::Text(case_state(&row.case, &row.zone))))
                    }
                }
            } }
        }
    };
    scrolling(caption, &table)
}
