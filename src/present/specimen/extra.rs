//! Weeks with something to say besides their numbers.

use super::facts;
use super::weeks::on;
use crate::domain::Duration;
use crate::domain::instrument::{CES_5_AGREE, CES7};
use crate::domain::language::Language;
use crate::domain::phrases::Remark;
use crate::domain::scorecard::down::Stretch;
use crate::domain::scorecard::heard::HeardFacts;
use crate::domain::scorecard::mix::GroupMove;
use crate::domain::scorecard::{GroupFacts, Kind, Scorecard, Words, build};
use crate::domain::stats::Share;

/// Nothing served in a night and over the week's end.
pub(super) fn down_part_of_it() -> Scorecard {
    let mut facts = facts();
    let after = |hours: i64| facts.from.saturating_add(Duration::from_hours(hours)).unwrap_or(facts.to);
    let (night, weekend) = ((after(26), after(35)), (after(164), after(180)));
    facts.down = [night, weekend].map(|(from, to)| Stretch { from, to }).to_vec();
    build(facts)
}

/// 74 % after 84 %: more billing tickets came in. And a scale that is read upside down.
pub(super) fn other_tickets() -> Scorecard {
    let mut facts = facts();
    let mut ces = on(&CES7, &[20, 12, 10, 10, 38, 55, 55], &[[6, 4, 3, 3, 20, 32, 32]; 4]);
    let kind = |name: &str, now: (u64, u64), before: (u64, u64)| {
        let share = |(part, whole)| Share { part, whole };
        GroupMove { kind: Kind::Tag, name: name.into(), now: share(now), before: share(before) }
    };
    ces.moves = vec![kind("billing", (54, 90), (48, 80)), kind("login", (94, 110), (288, 320))];
    ces.groups = ces.moves.iter().map(|m| GroupFacts { kind: m.kind, name: m.name.clone(), share: m.now }).collect();
    facts.instruments = vec![ces];
    facts.people = 200;
    facts.past.clear();
    let remark = |n: usize| {
        let (low, text) = match n {
            0..9 => (true, "Great help, very quick and friendly, thank you so much!"),
            n => (n % 2 == 0, if n % 2 == 0 { "It took a long time." } else { "Sorted in one message." }),
        };
        let (person, language) = (Some(format!("p{n}")), Some(Language::En));
        Remark { instrument: &CES7, low, person, language, text: text.into() }
    };
    facts.remarks = (0..60).map(remark).collect();
    build(facts)
}

/// A week in which another tool asked, before we did.
pub(super) fn imported() -> Scorecard {
    let mut facts = facts();
    let mut theirs = on(&CES_5_AGREE, &[3, 4, 9, 40, 44], &[[3, 4, 9, 40, 44]; 4]);
    theirs.words = Words::Others;
    facts.instruments = vec![on(&CES7, &[0; 7], &[] as &[[u64; 7]]), theirs];
    (facts.people, facts.delivered, facts.response) = (100, 0, None);
    facts.heard = HeardFacts::default();
    facts.quotes.clear();
    facts.remarks.clear();
    facts.past.clear();
    build(facts)
}
