//! The settings, to be read.
//!
//! Knows tables. Refuses to know which values are secret: none of them gets here.

use maud::html;

use super::{Frame, scrolling, team_name};
use crate::present::foreign;

/// Longest value shown.
const MAX_VALUE: usize = 200;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Key.
    pub key: String,
    /// As written.
    pub value: String,
    /// Where.
    pub source: String,
}

/// A table of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The team it is for, if it is for one.
    pub team: Option<String>,
    /// Its name.
    pub name: String,
    /// Its values.
    pub rows: Vec<Row>,
}

/// The page.
pub fn page(frame: &Frame<'_>, sections: &[Section]) -> String {
    let text = |raw: &str| foreign::bare(raw, MAX_VALUE).unwrap_or_else(|| "–".to_owned());
    frame.page("Settings", &html! {
        h1 { "Settings" }
        p { "To be read here, and changed where they are written by whoever runs Afterword. Secrets are never shown." }
        @for section in sections {
            @let name = match &section.team {
                Some(team) => format!("{}: {}", team_name(team), text(&section.name)),
                None => text(&section.name),
            };
            section {
                h2 dir="auto" { (name) }
                @let table = html! {
                    table {
                        caption { "Values of " (name) }
                        thead { tr { th scope="col" { "Key" } th scope="col" { "Value" } th scope="col" { "From" } } }
                        tbody { @for row in &section.rows { tr {
                            th scope="row" { code { (text(&row.key)) } }
                            td.code dir="auto" { code { (text(&row.value)) } }
                            td.code dir="auto" { (text(&row.source)) }
                        } } }
                    }
                };
                (scrolling(&name, &table))
            }
        }
    })
}
