//! Everything a scorecard is made of, as counted by the store.
//!
//! Knows what is counted. Refuses to judge any of it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::counts::total;
use super::groups::{GroupFacts, Kind};
use super::heard::HeardFacts;
use super::mix::GroupMove;
use super::tallies::{AgentCoverage, AskWeek, CaseTally};
use super::{Shown, down, history};
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::crowd::too_few;
use crate::domain::ids::TeamName;
use crate::domain::instrument::Instrument;
use crate::domain::phrases::Remark;
use crate::domain::privacy::Privacy;
use crate::domain::stats::Repeats;

/// The answers on one instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct InstrumentFacts {
    /// The question.
    pub instrument: &'static Instrument,
    /// Answers per point, lowest first, in this week; changed answers count with their last value.
    pub counts: Vec<u64>,
    /// The same for each of the weeks before, newest first, same instrument and version only. Weeks before the team's
    /// first answer on this instrument are left out.
    pub before: Vec<Vec<u64>>,
    /// The people behind this week's answers.
    pub repeats: Repeats,
    /// The people behind the answers of the [`BASELINE_WEEKS`](super::BASELINE_WEEKS) weeks before together.
    pub repeats_before: Repeats,
    /// This week's answers by agent, tag, touchpoint and segment.
    pub groups: Vec<GroupFacts>,
    /// Those of `groups` that are hidden because too few people stand behind them ([`Privacy::Confidential`]).
    pub of_few: Vec<(Kind, String)>,
    /// The same of tags, touchpoints and segments beside the weeks before; counted only where [`matters`](super::mix::matters).
    pub moves: Vec<GroupMove>,
    /// When these words were first answered, if others came before them.
    pub changed: Option<Date>,
    /// Different people behind `counts` and behind each of `before`, in this order. Where nobody counted them, every
    /// answer is taken for another person's.
    pub people: Vec<u64>,
    /// Whose words the question was asked in.
    pub words: Words,
}

/// Whose words a question is asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Words {
    /// Ours, as [`Instrument::version`] counts them.
    #[default]
    Ours,
    /// Another tool's: the answers were imported.
    Others,
    /// The team's own.
    Own {
        /// When the first answer to them was given; `None`: there is none yet.
        since: Option<Timestamp>,
    },
}

impl InstrumentFacts {
    /// Counts alone: nobody is known to have answered twice, there are no groups, and the words are ours.
    pub fn of(instrument: &'static Instrument, counts: Vec<u64>, before: Vec<Vec<u64>>) -> Self {
        let (repeats, repeats_before) = (Repeats::default(), Repeats::default());
        let (groups, of_few, moves, people) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (changed, words) = (None, Words::Ours);
        Self { instrument, counts, before, repeats, repeats_before, groups, of_few, moves, changed, people, words }
    }

    /// Whether so few people stand behind an answered week that [`Privacy::Confidential`] hides it. 0 is this week.
    pub(super) fn is_of_few(&self, nth: usize, counts: &[u64]) -> bool {
        let answers = total(counts);
        too_few(self.people.get(nth).copied().unwrap_or(answers).min(answers))
    }
}

/// A comment that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The score it was written with.
    pub value: u8,
    /// The question of that score.
    pub instrument: &'static Instrument,
    /// What the customer wrote, inert text.
    pub text: String,
}

/// Everything a scorecard is made of, as counted by the store.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekFacts {
    /// Whose.
    pub team: TeamName,
    /// Which week.
    pub week: Week,
    /// IANA name of the team's zone.
    pub zone: String,
    /// First instant of the week.
    pub from: Timestamp,
    /// First instant after it.
    pub to: Timestamp,
    /// The week was unfinished when this was counted ([`Privacy::is_unfinished`]).
    pub provisional: bool,
    /// The strictest of what this week's answers were promised and what the team is set to now.
    pub privacy: Privacy,
    /// The strictest of what the answers of the weeks before were promised.
    pub privacy_before: Privacy,
    /// One entry per instrument the team asks, its first one first.
    pub instruments: Vec<InstrumentFacts>,
    /// Distinct people who answered in the week.
    pub people: u64,
    /// Closes of the week by state word ([`State::code`](crate::domain::survey::State::code)).
    pub by_state: BTreeMap<String, u64>,
    /// Skipped closes by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Undeliverable closes by reason.
    pub undeliverable: BTreeMap<String, u64>,
    /// Surveys asked (delivered) in the week, whatever became of them.
    pub delivered: u64,
    /// The newest week of asks, this one or earlier, whose answer windows were all over.
    pub response: Option<AskWeek>,
    /// What was closed in that week of asks, and answered, by kinds of tickets.
    pub heard: HeardFacts,
    /// Closes of the week by agent, and how many of them were or will be asked about.
    pub coverage: Vec<AgentCoverage>,
    /// Low scores that a person had to handle.
    pub cases: Shown<CaseTally>,
    /// Reasons customers ticked, most frequent first.
    pub reasons: Vec<(String, u64)>,
    /// Comments that may be shown, newest first, at most 20.
    pub quotes: Vec<Quote>,
    /// The week's comments with a low or a favourable score.
    pub remarks: Vec<Remark>,
    /// Up to [`history::WEEKS`] weeks of each question, in every wording.
    pub past: Vec<history::PastWeek>,
    /// When nothing served, in this week and around it.
    pub down: Vec<down::Stretch>,
}
