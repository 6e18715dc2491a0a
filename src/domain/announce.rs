//! What a program of the operator's is told: that an answer came or changed, that a case opened or ended.
//!
//! Knows the words of the events and how long a receiver that does not answer is tried again. Refuses to know what is told
//! about each, and how it is signed.

use std::fmt;
use std::str::FromStr;

use super::Duration;
use super::ids::{CaseId, SurveyId};

/// Waits after the n-th failure, as Standard Webhooks recommends them: about three days and a half in all.
pub const BACKOFF: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(24),
];
/// The attempt after the last wait is the last.
pub const MOST_ATTEMPTS: u32 = 10;
/// However often a receiver says "later": by then nobody waits for it any more.
pub const GIVE_UP: Duration = Duration::from_hours(5 * 24);

/// The events a receiver may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A customer answered a question.
    AnswerCreated,
    /// They changed the answer, or said more.
    AnswerChanged,
    /// A low score opened a case.
    CaseOpened,
    /// A case ended, however.
    CaseClosed,
}

impl Kind {
    /// Every event, in the order documentation lists them.
    pub const ALL: [Kind; 4] = [Kind::AnswerCreated, Kind::AnswerChanged, Kind::CaseOpened, Kind::CaseClosed];

    /// The word in configuration and payloads.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::AnswerCreated => "answer.created",
            Kind::AnswerChanged => "answer.changed",
            Kind::CaseOpened => "case.opened",
            Kind::CaseClosed => "case.closed",
        }
    }

    /// Reads [`Kind::as_str`] back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Which thing happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The answer's value of this number: 0 is the first.
    Value {
        /// Whose.
        survey: SurveyId,
        /// On which instrument.
        instrument: String,
        /// Which value.
        turn: u32,
    },
    /// Something was added to the survey's first answer.
    Remark {
        /// Whose.
        survey: SurveyId,
        /// When, in milliseconds.
        at: i64,
    },
    /// A case.
    Case {
        /// Which.
        case: CaseId,
    },
}

/// One thing that one receiver is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The receiver's configured name.
    pub to: String,
    /// What happened.
    pub kind: Kind,
    /// To what.
    pub fact: Fact,
}

/// `name/answer.changed/survey/instrument/2`.
impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/", self.to, self.kind.as_str())?;
        match &self.fact {
            Fact::Value { survey, instrument, turn } => write!(f, "{survey}/{instrument}/{turn}"),
            Fact::Remark { survey, at } => write!(f, "{survey}/said/{at}"),
            Fact::Case { case } => write!(f, "{case}"),
        }
    }
}

/// Not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an announcement")]
pub struct NotOne;

impl FromStr for Announcement {
    type Err = NotOne;

    fn from_str(text: &str) -> Result<Self, NotOne> {
        let parts: Vec<&str> = text.split('/').collect();
        let (to, kind, rest) = match parts.as_slice() {
            [to, kind, rest @ ..] => (*to, Kind::parse(kind).ok_or(NotOne)?, rest),
            _ => return Err(NotOne),
        };
        let fact = match (kind, rest) {
            (Kind::CaseOpened | Kind::CaseClosed, [case]) => Fact::Case { case: CaseId::new(*case) },
            (Kind::AnswerChanged, [survey, "said", at]) => {
                Fact::Remark { survey: SurveyId::new(*survey), at: at.parse().map_err(|_| NotOne)? }
            }
            (Kind::AnswerCreated | Kind::AnswerChanged, [survey, instrument, turn]) => Fact::Value {
                survey: SurveyId::new(*survey),
                instrument: (*instrument).to_owned(),
                turn: turn.parse().map_err(|_| NotOne)?,
            },
            _ => return Err(NotOne),
        };
        Ok(Self { to: to.to_owned(), kind, fact })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_announcement_reads_back_as_it_was_written() {
        for text in [
            "crm/answer.created/s1/ces7/0",
            "crm/answer.changed/s1/csat5/3",
            "crm/answer.changed/s1/said/1764000000000",
            "crm/case.opened/c1",
            "crm/case.closed/c1",
        ] {
            assert_eq!(text.parse::<Announcement>().map(|a| a.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "crm", "crm/case.opened", "crm/answer.created/s1/ces7/-1", "crm/case.opened/a/b/c", "crm/x/y"]
        {
            assert_eq!(text.parse::<Announcement>(), Err(NotOne), "{text}");
        }
    }

    #[test]
    fn a_receiver_is_tried_for_some_days_and_no_longer() {
        let total = BACKOFF.iter().fold(Duration::ZERO, |sum, wait| sum + *wait);
        assert!(total > Duration::from_hours(72) && total < GIVE_UP);
        assert_eq!(usize::try_from(MOST_ATTEMPTS).ok(), Some(BACKOFF.len() + 1));
    }
}
