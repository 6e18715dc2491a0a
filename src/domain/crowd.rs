//! How many different people stand behind the numbers of a week.
//!
//! Knows that the floor of [`Privacy::Confidential`] is one of people: five answers of one person are one person's answers.
//! Refuses to count, and to know who anybody is.

use std::collections::BTreeMap;

use super::privacy::{CONFIDENTIAL_FLOOR, Privacy};
use super::scorecard::history::PastWeek;
use super::scorecard::{GroupFacts, Kind, Shown, WeekFacts};

/// Why a week's cases are not told.
pub const FEW_CASES: &str = "cases of too few people";

/// Different people behind each number of a [`WeekFacts`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crowds {
    /// On each instrument, in the facts' order: who answered in the week, then in each of the weeks before, newest first.
    pub answers: Vec<Vec<u64>>,
    /// On each instrument, in the facts' order: who answered in the week, by group.
    pub groups: Vec<BTreeMap<(Kind, String), u64>>,
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
        facts.past = of_many(facts.past);
        let nobody = BTreeMap::new();
        for (nth, on) in facts.instruments.iter_mut().enumerate() {
            on.of_few = of_few(&on.groups, self.groups.get(nth).unwrap_or(&nobody));
        }
        facts.reasons.retain(|(reason, _)| self.reasons.get(reason).is_some_and(|people| !too_few(*people)));
        if self.cases.iter().any(|people| too_few(*people)) {
            facts.cases = Shown::No(FEW_CASES);
        }
        facts
    }
}

/// The weeks, however old and in whichever words, that enough people stand behind.
pub fn of_many(mut past: Vec<PastWeek>) -> Vec<PastWeek> {
    past.retain(|week| !too_few(week.repeats.people));
    past
}

/// The groups that too few people stand behind. One that nobody counted is taken for such; of everything without a name it
/// is known only that there are at least as many as behind its largest part.
fn of_few(groups: &[GroupFacts], people: &BTreeMap<(Kind, String), u64>) -> Vec<(Kind, String)> {
    let named = |kind: Kind, name: &str| groups.iter().any(|g| g.kind == kind && g.name == name && !name.is_empty());
    let behind = |group: &GroupFacts| match group.name.as_str() {
        "" => {
            let parts = people.iter().filter(|((kind, name), _)| *kind == group.kind && !named(*kind, name));
            parts.map(|(_, n)| *n).max().unwrap_or(0)
        }
        name => people.get(&(group.kind, name.to_owned())).copied().unwrap_or(0),
    };
    let few = groups.iter().filter(|group| behind(group) < CONFIDENTIAL_FLOOR);
    few.map(|group| (group.kind, group.name.clone())).collect()
}

/// Whether the week must be thinned before anybody is shown it.
pub fn matters(facts: &WeekFacts) -> bool {
    facts.privacy.max(facts.privacy_before) == Privacy::Confidential
}

/// Somebody, but not enough of them: nobody at all gives nobody away.
pub fn too_few(people: u64) -> bool {
    (1..CONFIDENTIAL_FLOOR).contains(&people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::CES7;
    use crate::domain::scorecard::{COMPLEMENT, FEW_PEOPLE, InstrumentFacts, compared};
    use crate::domain::stats::{Repeats, Share};

    fn tag(name: &str, part: u64, whole: u64) -> GroupFacts {
        GroupFacts { kind: Kind::Tag, name: name.to_owned(), share: Share { part, whole } }
    }

    /// Why each of these groups is hidden, if so many people stand behind them.
    fn why(groups: Vec<GroupFacts>, people: &[(&str, u64)]) -> Vec<Option<&'static str>> {
        let people = people.iter().map(|(name, n)| ((Kind::Tag, (*name).to_owned()), *n)).collect();
        let mut on = InstrumentFacts::of(&CES7, vec![0, 0, 0, 0, 0, 0, 99], vec![]);
        on.of_few = of_few(&groups, &people);
        on.groups = groups;
        let why = |shown: Shown<u64>| match shown {
            Shown::Yes(_) => None,
            Shown::No(why) => Some(why),
        };
        compared(Kind::Tag, &on).into_iter().map(|card| why(card.favourable)).collect()
    }

    #[test]
    fn a_group_of_many_answers_of_four_people_is_hidden_and_cannot_be_worked_out_from_the_others() {
        let groups = || vec![tag("acme", 20, 25), tag("bolt", 10, 12), tag("cole", 30, 40)];
        let all = [("acme", 4), ("bolt", 12), ("cole", 30)];
        assert_eq!(why(groups(), &all), [Some(FEW_PEOPLE), Some(COMPLEMENT), None]);
        let few = [("acme", 4), ("bolt", 3), ("cole", 30)];
        assert_eq!(
            why(groups(), &few),
            [Some(FEW_PEOPLE), Some(FEW_PEOPLE), Some(COMPLEMENT)],
            "the same four, perhaps"
        );
        assert_eq!(why(groups(), &[("acme", 5), ("bolt", 5), ("cole", 5)]), [None; 3]);
    }

    #[test]
    fn how_the_agents_who_are_shown_are_drawn_together_does_not_depend_on_those_who_are_hidden() {
        let shown = |of_ten: u64| {
            let agent = |n: u64, part| GroupFacts {
                kind: Kind::Agent,
                name: format!("agent {n}"),
                share: Share { part, whole: 40 },
            };
            let mut groups: Vec<GroupFacts> = (0..9).map(|n| agent(n, 20 + n * 2)).collect();
            // The two who are hidden have as many together, whoever of them has them.
            groups.extend([agent(10, of_ten), agent(11, 40 - of_ten)]);
            let all: BTreeMap<_, _> =
                groups.iter().zip(0..).map(|(g, n)| ((g.kind, g.name.clone()), if n < 9 { 40 } else { 4 })).collect();
            let mut on = InstrumentFacts::of(&CES7, vec![0, 0, 0, 0, 0, 0, 440], vec![]);
            on.of_few = of_few(&groups, &all);
            on.groups = groups;
            let cards = compared(Kind::Agent, &on);
            cards.into_iter().filter_map(|card| card.estimate.get().copied()).collect::<Vec<_>>()
        };
        assert_eq!(shown(0).len(), 8, "and one is hidden with them");
        assert_eq!(shown(0), shown(20));
    }

    #[test]
    fn a_group_that_nobody_counted_is_hidden_and_what_has_no_name_counts_as_its_largest_part() {
        assert_eq!(why(vec![tag("acme", 20, 25)], &[]), [Some(FEW_PEOPLE)]);
        let rest = || vec![tag("", 3, 6), tag("acme", 20, 25), tag("bolt", 20, 30)];
        let people = |rest| [("acme", 20), ("bolt", 20), ("folded", rest), ("", 1)];
        assert_eq!(why(rest(), &people(5)), [None, None]);
        assert_eq!(why(rest(), &people(4)), [Some(COMPLEMENT), None], "or the rest would be left");
    }

    #[test]
    fn a_week_of_the_line_is_told_only_if_enough_people_stand_behind_it_however_old_it_is() {
        let week = |back: i32, people: u64| PastWeek {
            instrument: &CES7,
            edition: 1,
            week: "2026-W47".parse::<crate::domain::calendar::Week>().unwrap().back(back),
            counts: vec![0, 0, 0, 0, 0, 0, 20],
            repeats: Repeats { people, ..Repeats::default() },
        };
        let kept = of_many(vec![week(9, 4), week(8, 5), week(3, 1)]);
        assert_eq!(kept.iter().map(|p| p.repeats.people).collect::<Vec<_>>(), [5]);
    }
}
