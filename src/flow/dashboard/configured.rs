//! What the operator configured, and where each value comes from.
//!
//! Shows what holds for everybody and for the teams the reader leads. Refuses to show a secret: `config` hands none out.

use super::{Guest, Here};
use crate::present::dashboard::configured::{self as page, Row, Section};

pub(super) fn list(guest: &Guest<'_>) -> Option<String> {
    let led: Vec<&str> = guest.leads().map(|team| team.name.as_str()).collect();
    if led.is_empty() {
        return None;
    }
    let mut sections: Vec<Section> = Vec::new();
    for value in guest.ctx.settings.written.iter().filter(|v| v.team.as_deref().is_none_or(|t| led.contains(&t))) {
        let row = Row { key: value.key.clone(), value: value.shown.clone(), source: value.source.clone() };
        match sections.iter_mut().find(|s| s.team == value.team && s.name == value.section) {
            Some(section) => section.rows.push(row),
            None => {
                let (team, name) = (value.team.clone(), value.section.clone());
                sections.push(Section { team, name, rows: vec![row] });
            }
        }
    }
    Some(page::page(&guest.frame(Here::Settings), &sections))
}
