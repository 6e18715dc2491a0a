//! A week's headline numbers alone, as they stand in a list of weeks.
//!
//! Knows that they are those of its scorecard. Refuses to be one: nothing else was counted, so nothing else can be shown.

use super::{InstrumentFacts, MetricCard, Scorecard, metric};
use crate::domain::Timestamp;
use crate::domain::privacy::Privacy;

/// The numbers of each question in one week.
#[derive(Debug, Clone, PartialEq)]
pub struct Headlines {
    /// One per instrument of the week's card, its first one first. Which groups moved is not looked at here.
    pub metrics: Vec<MetricCard>,
    /// As on the card.
    pub provisional: bool,
    /// As on the card.
    pub privacy: Privacy,
}

/// What they are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadlineFacts {
    /// First instant after the week.
    pub to: Timestamp,
    /// As a card's facts have them, without groups and people.
    pub instruments: Vec<InstrumentFacts>,
    /// The strictest of what the week's answers were promised.
    pub privacy: Privacy,
    /// The strictest of what the answers of the weeks before were promised.
    pub privacy_before: Privacy,
}

impl HeadlineFacts {
    /// The numbers of a team that promises `now_promised` today. `None` if the week is confidential: then what may be shown hangs
    /// on who is behind every number of its card, which has to be counted.
    pub fn headlines(&self, now_promised: Privacy, now: Timestamp) -> Option<Headlines> {
        let privacy = self.privacy.max(now_promised);
        let strictest = privacy.max(self.privacy_before);
        let metrics = || self.instruments.iter().map(|facts| metric(facts, strictest)).collect();
        (strictest != Privacy::Confidential).then(|| Headlines {
            metrics: metrics(),
            provisional: privacy.is_unfinished(self.to, now),
            privacy,
        })
    }
}

impl Headlines {
    /// Whether they may be shown to anybody yet: an unfinished week would tell who answered when, and what they changed.
    pub fn may_be_shown(&self) -> bool {
        self.privacy.shows_week(self.provisional)
    }
}

impl From<Scorecard> for Headlines {
    fn from(card: Scorecard) -> Self {
        Self { metrics: card.metrics, provisional: card.provisional, privacy: card.privacy }
    }
}
