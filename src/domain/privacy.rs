//! Who may see what a customer answered.
//!
//! Knows the three levels of PRODUCT §4 and what each lets whom see. Refuses to know how it is shown, and who somebody
//! is: the viewer arrives as an argument. The level is promised on the prompt, so a survey keeps the one it was planned
//! with, whatever its team's configuration says later.

use std::fmt;
use std::str::FromStr;

use super::survey::CHANGE_WINDOW;
use super::{Duration, Timestamp};

/// How much of a customer's answer others may see, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Privacy {
    /// The whole team sees who answered what.
    Named,
    /// Managers see who answered what; agents see totals.
    #[default]
    Leads,
    /// Nobody sees a single answer, only totals of [`CONFIDENTIAL_FLOOR`] people or more, after the week is over; except that a
    /// customer who asks to be contacted shows their own answer to the leads.
    Confidential,
}

/// The fewest people whose answers' total may be shown under [`Privacy::Confidential`].
pub const CONFIDENTIAL_FLOOR: u64 = 5;

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Viewer {
    /// A person of the team who does not lead it.
    Agent,
    /// A person who leads the team; also whoever reads the team's case channel.
    Lead,
    /// Whoever runs the binary and holds its database.
    Operator,
}

impl Privacy {
    /// Every level, from most to least.
    pub const ALL: [Privacy; 3] = [Privacy::Named, Privacy::Leads, Privacy::Confidential];

    /// The word in configuration and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Privacy::Named => "named",
            Privacy::Leads => "leads",
            Privacy::Confidential => "confidential",
        }
    }

    /// Whether this viewer may see one answer (its score, reasons and comment) beside its ticket or customer.
    /// `contact_ok`: the customer asked to be contacted about it, which the form says shows it to the leads.
    pub fn shows_one_answer(self, viewer: Viewer, contact_ok: bool) -> bool {
        match (self, viewer) {
            (Privacy::Named, _) => true,
            (Privacy::Leads, viewer) => viewer != Viewer::Agent,
            (Privacy::Confidential, viewer) => contact_ok && viewer != Viewer::Agent,
        }
    }

    /// Whether a low score opens a case, which shows one answer to the leads.
    pub fn opens_a_case(self, contact_ok: bool) -> bool {
        self.shows_one_answer(Viewer::Lead, contact_ok)
    }

    /// Whether customers' words may be quoted, without their names, where the whole team reads.
    pub fn quotes_to_the_team(self) -> bool {
        self == Privacy::Named
    }

    /// Whether the numbers of a week that ends at `end` are unfinished at `now`. In confidence they are while an answer can still be
    /// changed: two looks at them would tell what one person changed. What was posted or told meanwhile is looked at instead.
    pub fn is_unfinished(self, end: Timestamp, now: Timestamp) -> bool {
        let open = if self == Privacy::Confidential { CHANGE_WINDOW } else { Duration::ZERO };
        end.checked_add(open).map_or(true, |settled| now < settled)
    }

    /// Whether numbers of an unfinished week may be shown: they would tell who answered when.
    pub fn shows_unfinished_weeks(self) -> bool {
        self != Privacy::Confidential
    }

    /// Whether numbers of a week may be shown, finished or not.
    pub fn shows_week(self, unfinished: bool) -> bool {
        !unfinished || self.shows_unfinished_weeks()
    }
}

impl fmt::Display for Privacy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not one of the three levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a level of privacy; write \"named\", \"leads\" or \"confidential\"")]
pub struct UnknownPrivacy;

impl FromStr for Privacy {
    type Err = UnknownPrivacy;

    fn from_str(word: &str) -> Result<Self, UnknownPrivacy> {
        Self::ALL.into_iter().find(|level| level.as_str() == word).ok_or(UnknownPrivacy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_reads_back_from_its_word() {
        for level in Privacy::ALL {
            assert_eq!(level.as_str().parse(), Ok(level));
        }
        assert_eq!("public".parse::<Privacy>(), Err(UnknownPrivacy));
    }

    #[test]
    fn a_confidential_week_is_finished_when_none_of_its_answers_can_be_changed_any_more() {
        let (end, second) = (Timestamp::UNIX_EPOCH, Duration::from_secs(1));
        let unfinished = |now: Timestamp| Privacy::ALL.map(|level| level.is_unfinished(end, now));
        assert_eq!(unfinished(end - second), [true; 3]);
        assert_eq!(unfinished(end), [false, false, true]);
        assert_eq!(unfinished(end + CHANGE_WINDOW - second), [false, false, true]);
        assert_eq!(unfinished(end + CHANGE_WINDOW), [false; 3]);
        assert!(Privacy::Confidential.is_unfinished(Timestamp::MAX, end), "the end of the calendar");
    }

    #[test]
    fn agents_see_single_answers_only_where_the_whole_team_does() {
        for contact_ok in [false, true] {
            assert!(Privacy::Named.shows_one_answer(Viewer::Agent, contact_ok));
            assert!(!Privacy::Leads.shows_one_answer(Viewer::Agent, contact_ok));
            assert!(!Privacy::Confidential.shows_one_answer(Viewer::Agent, contact_ok));
        }
    }

    #[test]
    fn a_confidential_answer_is_seen_by_nobody_unless_the_customer_asks_to_be_contacted() {
        for viewer in [Viewer::Lead, Viewer::Operator] {
            assert!(!Privacy::Confidential.shows_one_answer(viewer, false));
            assert!(Privacy::Confidential.shows_one_answer(viewer, true));
        }
        assert!(!Privacy::Confidential.opens_a_case(false));
        assert!(Privacy::Leads.opens_a_case(false) && Privacy::Named.opens_a_case(false));
    }
}
