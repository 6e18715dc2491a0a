//! One agent's own week.
//!
//! Knows what an agent may be shown of it under each level of privacy. Refuses to compare agents: that is for a scorecard
//! that can say how sure it is.

use super::Timestamp;
use super::calendar::Week;
use super::privacy::{CONFIDENTIAL_FLOOR, Privacy, Viewer};
use super::scorecard::{InstrumentFacts, MIN_TO_REPORT, MetricCard, Quote, metric};

/// How many weeks an agent is shown, the running one first.
pub const WEEKS_SHOWN: i32 = 4;

/// An agent's week as counted.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentWeek {
    /// Which.
    pub week: Week,
    /// One entry per instrument the team asks, its first one first.
    pub instruments: Vec<InstrumentFacts>,
    /// Closes credited to the agent.
    pub closed: u64,
    /// Of those, how many were or will be asked about.
    pub asked: u64,
    /// Comments the whole team may read, newest first.
    pub quotes: Vec<Quote>,
    /// The strictest of what the team's answers of the week were promised.
    pub privacy: Privacy,
    /// The same of the weeks before, with which it is compared.
    pub privacy_before: Privacy,
    /// How many different customers of everybody else answered, on each instrument like `instruments`.
    pub others: Vec<u64>,
}

/// An agent's week as it may be shown to the agent.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnWeek {
    /// Which.
    pub week: Week,
    /// It was not over when it was counted.
    pub running: bool,
    /// One per instrument; thresholds are applied.
    pub metrics: Vec<MetricCard>,
    /// Closes credited to the agent.
    pub closed: u64,
    /// Of those, asked about.
    pub asked: u64,
    /// At most two comments, the newest.
    pub quotes: Vec<Quote>,
}

impl AgentWeek {
    /// How many answers there are on all instruments.
    pub fn answers(&self) -> u64 {
        self.instruments.iter().flat_map(|i| &i.counts).fold(0, |sum, n| sum.saturating_add(*n))
    }
}

/// What the agent may see at `now` of their own week, which ends at `end`; `None` if nothing of it. `told`: its numbers are kept
/// as they were told, or are about to be. `privacy` is what the team promises now; what it promised when it asked counts if
/// it is stricter.
///
/// Under [`Privacy::Confidential`] whoever takes their own answers from the team's must not be left with a few of a
/// colleague's (complementary hiding, MEASUREMENT §2.8).
pub fn own(week: &AgentWeek, end: Timestamp, now: Timestamp, told: bool, privacy: Privacy) -> Option<OwnWeek> {
    let privacy = privacy.max(week.privacy);
    let a_few = |others: &u64| (1..CONFIDENTIAL_FLOOR).contains(others);
    let too_early = !told && !privacy.shows_week(privacy.is_unfinished(end, now));
    if too_early || (privacy == Privacy::Confidential && week.others.iter().any(a_few)) {
        return None;
    }
    let metrics: Vec<MetricCard> =
        week.instruments.iter().map(|facts| metric(facts, privacy.max(week.privacy_before))).collect();
    // What so few wrote would show how they scored.
    let reportable = metrics.first().is_some_and(|first| first.share.whole >= MIN_TO_REPORT);
    let quotable = reportable && privacy.shows_one_answer(Viewer::Agent, false);
    let quotes = if quotable { week.quotes.iter().take(2).cloned().collect() } else { Vec::new() };
    Some(OwnWeek { week: week.week, running: now < end, metrics, closed: week.closed, asked: week.asked, quotes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Duration;
    use crate::domain::instrument::CES7;
    use crate::domain::survey::CHANGE_WINDOW;

    fn counted(answers: u64) -> AgentWeek {
        let facts = InstrumentFacts::of(&CES7, vec![0, 0, 0, 0, 0, 0, answers], vec![]);
        let quotes = vec![Quote { value: 7, instrument: &CES7, text: "quick".into() }; 3];
        let week = "2026-W47".parse().unwrap();
        let (privacy, privacy_before, others) = (Privacy::Named, Privacy::Named, vec![30]);
        AgentWeek { week, instruments: vec![facts], closed: 9, asked: 8, quotes, privacy, privacy_before, others }
    }

    const END: Timestamp = Timestamp::UNIX_EPOCH;

    /// A second before the week's end, or when nothing of it can be changed any more.
    fn own(week: &AgentWeek, running: bool, privacy: Privacy) -> Option<OwnWeek> {
        let now = if running { END - Duration::from_secs(1) } else { END + CHANGE_WINDOW };
        super::own(week, END, now, false, privacy)
    }

    #[test]
    fn a_confidential_week_is_shown_when_it_was_told_or_when_nothing_of_it_can_change() {
        assert_eq!(own(&counted(30), true, Privacy::Confidential), None);
        assert!(own(&counted(30), false, Privacy::Confidential).is_some());
        assert!(own(&counted(30), true, Privacy::Leads).is_some());
        let just_over = |told, privacy| super::own(&counted(30), END, END, told, privacy).map(|own| own.running);
        assert_eq!(just_over(false, Privacy::Confidential), None);
        assert_eq!(just_over(true, Privacy::Confidential), Some(false));
        assert_eq!(just_over(false, Privacy::Leads), Some(false));
    }

    #[test]
    fn comments_are_for_agents_only_where_the_whole_team_reads_them_and_never_of_a_few() {
        let quotes = |answers, privacy| own(&counted(answers), false, privacy).unwrap().quotes.len();
        assert_eq!(quotes(5, Privacy::Named), 2);
        assert_eq!(quotes(4, Privacy::Named), 0);
        assert_eq!((quotes(30, Privacy::Leads), quotes(30, Privacy::Confidential)), (0, 0));
    }

    #[test]
    fn what_was_promised_counts_where_it_is_stricter_than_what_the_team_is_set_to() {
        let confided = AgentWeek { privacy: Privacy::Confidential, ..counted(30) };
        assert_eq!(own(&confided, true, Privacy::Named), None);
        assert!(own(&confided, false, Privacy::Named).is_some_and(|own| own.quotes.is_empty()));
    }

    #[test]
    fn the_weeks_before_keep_what_was_promised_in_them_when_the_team_promises_less_now() {
        let mut week = counted(30);
        week.instruments[0].before = vec![vec![0, 0, 0, 0, 0, 0, 25]];
        week.instruments[0].people = vec![30, 4];
        let before = |week: &AgentWeek| own(week, true, Privacy::Leads).unwrap().metrics[0].baseline.get().is_some();
        assert!(before(&week));
        week.privacy_before = Privacy::Confidential;
        assert!(!before(&week), "twenty-five answers of four people, given in confidence");
    }

    #[test]
    fn a_few_confidential_answers_of_a_colleague_cannot_be_worked_out_from_ones_own() {
        let beside = |others, privacy| own(&AgentWeek { others: vec![others], ..counted(30) }, false, privacy);
        for (others, shown) in [(0, true), (1, false), (4, false), (5, true)] {
            assert_eq!(beside(others, Privacy::Confidential).is_some(), shown, "{others}");
            assert!(beside(others, Privacy::Leads).is_some());
        }
    }

    #[test]
    fn a_number_too_small_to_show_is_hidden_from_its_own_agent_too() {
        let shown = own(&counted(19), false, Privacy::Leads).unwrap();
        assert!(shown.metrics[0].estimate.get().is_none());
        assert_eq!(counted(19).answers(), 19);
    }
}
