//! A team's cases.
//!
//! Knows their states' words. Refuses to show an answer.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::rich::block_of;
use super::{Frame, scrolling, subject, team_name, team_parts, ticket};
use crate::domain::Timestamp;
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

/// The list. `all`: every case of the team, not the reader's alone; `cut`: there are more than are shown.
pub fn list(
    frame: &Frame<'_>,
    team: &str,
    state: Option<&str>,
    rows: &[CaseRow],
    (all, cut): (bool, bool),
    now: Timestamp,
) -> String {
    let whose = if all { "Cases" } else { "Your cases" };
    frame.page(&format!("{whose}, {}", team_name(team)), &html! {
        h1 dir="auto" { (whose) ", " (team_name(team)) }
        (team_parts(frame, team, "cases"))
        form.filters method="get" action=(frame.to(&["teams", team, "cases"])) {
            p {
                label for="state" { "Which" }
                select #state name="state" {
                    option value="" selected[state.is_none()] { "All that are open" }
                    @for word in STATES { option value=(word) selected[state == Some(word)] { (state_name(word)) } }
                }
            }
            p { button type="submit" { "Show" } }
        }
        p { (count(rows.len() as u64, "case", "cases")) "." @if cut { " Others are not shown here: choose a state." } }
        @if !rows.is_empty() { (table(frame, whose, rows, now)) }
    })
}

/// The table itself.
pub(super) fn table(frame: &Frame<'_>, caption: &str, rows: &[CaseRow], _now: Timestamp) -> Markup {
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
