//! Agents, segments and phrases as JSON.
//!
//! Knows their shape; what is hidden is null with a `why`. Refuses to compute.

use serde::{Deserialize, Serialize};

use super::{Covered, Unreadable, estimate, hidden, why};
use crate::domain::instrument::Instrument;
use crate::domain::phrases::Phrase;
use crate::domain::scorecard::{AgentCoverage, Flag, GroupCard, Kind, Shown};
use crate::domain::stats::Estimate;

#[derive(Serialize, Deserialize)]
pub(super) struct AgentLine {
    name: String,
    instrument: String,
    n: u64,
    favourable: Option<u64>,
    adjusted: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    flag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SegmentLine {
    by: String,
    name: String,
    instrument: String,
    n: u64,
    favourable: Option<u64>,
    share: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    flag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl AgentLine {
    pub(super) fn of(group: &GroupCard) -> Self {
        let shown = group.estimate.get();
        Self {
            name: group.name.clone(),
            instrument: group.instrument.id.to_owned(),
            n: group.n,
            favourable: group.favourable.get().copied(),
            adjusted: shown.map(|e| e.value),
            lower: shown.map(|e| e.lower),
            upper: shown.map(|e| e.upper),
            flag: group.flag.map(|flag| flag.code().to_owned()),
            why: why(&group.favourable).or_else(|| why(&group.estimate)),
        }
    }

    pub(super) fn thawed(self) -> Result<GroupCard, Unreadable> {
        let range = estimate(self.adjusted, self.lower, self.upper);
        let line = Line { n: self.n, favourable: self.favourable, range, flag: self.flag, why: self.why };
        line.thawed(Kind::Agent, self.name, self.instrument)
    }
}

impl SegmentLine {
    pub(super) fn of(group: &GroupCard) -> Self {
        let AgentLine { name, instrument, n, favourable, adjusted: share, lower, upper, flag, why } =
            AgentLine::of(group);
        Self { by: group.kind.code().to_owned(), name, instrument, n, favourable, share, lower, upper, flag, why }
    }

    pub(super) fn thawed(self) -> Result<GroupCard, Unreadable> {
        let range = estimate(self.share, self.lower, self.upper);
        let line = Line { n: self.n, favourable: self.favourable, range, flag: self.flag, why: self.why };
        let kind = Kind::of_code(&self.by).ok_or(Unreadable::Group(self.by))?;
        line.thawed(kind, self.name, self.instrument)
    }
}

/// What both have.
struct Line {
    n: u64,
    favourable: Option<u64>,
    range: Option<Estimate>,
    flag: Option<String>,
    why: Option<String>,
}

impl Line {
    fn thawed(self, kind: Kind, name: String, id: String) -> Result<GroupCard, Unreadable> {
        let Some(instrument) = Instrument::by_id(&id) else { return Err(Unreadable::Instrument { id, version: 0 }) };
        let why = hidden(self.why.as_deref());
        let flag = self.flag.map(|word| Flag::of_code(&word).ok_or(Unreadable::Group(word))).transpose()?;
        let favourable = self.favourable.map_or(Shown::No(why), Shown::Yes);
        let estimate = self.range.map_or(Shown::No(why), Shown::Yes);
        Ok(GroupCard { kind, name, instrument, n: self.n, favourable, estimate, flag })
    }
}

pub(super) fn covered(agents: &[AgentCoverage]) -> Vec<Covered> {
    let line = |a: &AgentCoverage| Covered { name: a.name.clone(), asked: a.asked, closed: a.closed };
    agents.iter().map(line).collect()
}

impl Covered {
    pub(super) fn thawed(self) -> AgentCoverage {
        AgentCoverage { name: self.name, asked: self.asked, closed: self.closed }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct PhraseLine {
    phrase: String,
    low: u64,
    of_low: u64,
    high: u64,
    of_high: u64,
}

impl PhraseLine {
    pub(super) fn of(p: &Phrase) -> Self {
        Self { phrase: p.text.clone(), low: p.low, of_low: p.all_low, high: p.high, of_high: p.all_high }
    }

    pub(super) fn thawed(self) -> Phrase {
        let Self { phrase: text, low, of_low: all_low, high, of_high: all_high } = self;
        Phrase { text, low, all_low, high, all_high }
    }
}
