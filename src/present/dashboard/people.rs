//! Agents and how many of their closes were asked about; one's own numbers.
//!
//! Knows counts and a share. Refuses to rank: agents stand in the order of their names.

use maud::{Markup, html};

use super::teams::own_weeks;
use super::{Frame, person, scrolling, team_name};
use crate::domain::calendar::Week;
use crate::domain::scorecard::MIN_FOR_PERCENT;
use crate::domain::stats::Share;
use crate::present::words::OwnTeam;
use crate::present::words::figure::{dates, percent};

/// One agent's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    /// Their id; `None`: nobody was credited.
    pub id: Option<String>,
    /// As people call them.
    pub name: Option<String>,
    /// Closes credited to them.
    pub closed: u64,
    /// Those asked about.
    pub asked: u64,
}

/// A team's agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamPeople {
    /// The team.
    pub team: String,
    /// The oldest week counted.
    pub first: Week,
    /// The newest.
    pub last: Week,
    /// By name.
    pub rows: Vec<AgentRow>,
}

/// The page.
pub fn page(frame: &Frame<'_>, teams: &[TeamPeople], own: &[OwnTeam]) -> String {
    frame.page(
        "People",
        &html! {
            h1 { "People" }
            @for team in teams { (agents(team)) }
            (own_weeks(own))
        },
    )
}

fn agents(team: &TeamPeople) -> Markup {
    let caption = format!("Closes credited, {} to {}", dates(team.first), dates(team.last));
    let table = html! {
        table {
            caption { (caption) }
            thead { tr { th scope="col" { "Agent" } th scope="col" { "Closed" } th scope="col" { "Asked about" } th scope="col" { "Coverage" } } }
            tbody { @for row in &team.rows { tr {
                th.words scope="row" dir="auto" { (row.name.as_deref().map_or_else(|| "Nobody credited".to_owned(), person)) }
                td { (row.closed) }
                td { (row.asked) }
                td { (coverage(row)) }
            } } }
        }
    };
    html! {
        section {
            h2 dir="auto" { (team_name(&team.team)) }
            @if team.rows.is_empty() { p { "Nothing was closed in these four weeks." } }
            @else { (scrolling(&format!("Coverage, {}", team_name(&team.team)), &table)) }
            p.quiet { "Coverage: the share of closes that were or will be asked about. It says how much of somebody's work the \
                       numbers speak of, not how good it was. Each agent's scores are told to them alone." }
        }
    }
}

fn coverage(row: &AgentRow) -> String {
    if row.closed < MIN_FOR_PERCENT {
        return format!("{} of {}", row.asked, row.closed);
    }
    format!("{} %", percent(Share { part: row.asked, whole: row.closed }))
}
