//! How many different people stand behind the numbers of a week.
//!
//! Knows that the floor of [`Privacy::Confidential`] is one of people: five answers of one person are one person's answers.
//! Refuses to count, and to know who anybody is.

use std::collections::BTreeMap;

use super::privacy::{CONFIDENTIAL_FLOOR, Privacy};
use super::scorecard::{Shown, WeekFacts};

/// Why a week's cases are not told.
pub const FEW_CASES: &str = "cases of too few people";

/// Different people behind each number of a [`WeekFacts`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crowds {
    /// On each instrument, in the facts' order: who answered in the week, then in each of the weeks before, newest first.
    pub answers: Vec<Vec<u64>>,
    /// Who ticked each reason.
    pub reasons: BTreeMap<String, u64>,
    /// Whose cases were opened, taken, not yet taken, recovered, and are open.
    pub cases: Vec<u64>,
}

impl Crowds {
    /// The facts with everything marked or taken out that fewer than [`CONFIDENTIAL_FLOOR`] people stand behind.
    pub fn thin(self, mut facts: WeekFacts) -> WeekFacts {
        for (on, people) in facts.instruments.iter_mut().zip(self.answers) {
            for (back, _) in (0..).zip(&people).filter(|(_, n)| too_few(**n)) {
                let (instrument, week) = (on.instrument, facts.week.back(back));
                facts.past.retain(|past| past.instrument != instrument || past.week != week);
            }
            on.people = people;
        }
        facts.reasons.retain(|(reason, _)| self.reasons.get(reason).is_some_and(|people| !too_few(*people)));
        if self.cases.iter().any(|people| too_few(*people)) {
            facts.cases = Shown::No(FEW_CASES);
        }
        facts
    }
}

/// Whether the week must be thinned before anybody is shown it.
pub fn matters(facts: &WeekFacts) -> bool {
    facts.privacy.max(facts.privacy_before) == Privacy::Confidential
}

/// Somebody, but not enough of them: nobody at all gives nobody away.
pub fn too_few(people: u64) -> bool {
    (1..CONFIDENTIAL_FLOOR).contains(&people)
}
