//! Whose tickets are heard less than there are of them, or more (MEASUREMENT §2.10, §3).
//!
//! Knows when that may be said: of kinds of tickets of which there were enough, whose part of the answers is less than half or
//! more than twice their part of the tickets, and whose customers answer clearly less or more often than all others. Refuses to
//! weigh answers by it: the numbers stay what was answered.

use std::cmp::Reverse;

use super::groups::Kind;
use super::{MIN_FOR_PERCENT, WeekFacts};
use crate::domain::privacy::Privacy;
use crate::domain::stats::{Share, tails};
use crate::domain::{Duration, Timestamp};

/// More of them would be a list that nobody reads.
const MOST: usize = 2;

/// Tickets closed in the week of asks that the response rate is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeardFacts {
    /// All of them, asked about or not: answered of closed.
    pub all: Share,
    /// By channel, touchpoint, segment, tag and time they were open.
    pub groups: Vec<HeardGroup>,
}

/// How long a ticket was open until this close. Three kinds, because more would each be of few tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// At most an hour.
    Hour,
    /// At most a day.
    Day,
    /// More than a day.
    Longer,
}

impl Wait {
    /// Of a ticket that was opened and closed then; a source whose clocks disagree closed it at once.
    pub fn between(opened: Timestamp, closed: Timestamp) -> Self {
        match closed.duration_since(opened) {
            open if open <= Duration::from_hours(1) => Self::Hour,
            open if open <= Duration::from_hours(24) => Self::Day,
            _ => Self::Longer,
        }
    }

    /// `hour`, `day`, `longer`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Longer => "longer",
        }
    }
}

/// The tickets of one kind among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardGroup {
    /// What it is made by.
    pub kind: Kind,
    /// What people call it, or the code of a [`Wait`]; empty: everything that belongs to no group of this kind.
    pub name: String,
    /// Answered of closed.
    pub share: Share,
}

/// A kind of tickets whose customers are heard too little or too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What it is made by.
    pub kind: Kind,
    /// What people call it.
    pub name: String,
    /// Too much, not too little.
    pub more: bool,
    /// Its part of the tickets that were closed.
    pub of_tickets: Share,
    /// Its part of those that were answered.
    pub of_answers: Share,
}

/// At most two, those heard too little first, then the larger ones. Tested are all named groups of at least
/// [`MIN_FOR_PERCENT`] tickets, of a week with as many answers, each against all other tickets (N-1 chi-square, Holm over
/// all of them); none under [`Privacy::Confidential`], where kinds of tickets may be few people's.
pub fn heard(facts: &WeekFacts) -> Vec<Heard> {
    let HeardFacts { all, groups } = &facts.heard;
    if all.part < MIN_FOR_PERCENT || facts.privacy.max(facts.privacy_before) == Privacy::Confidential {
        return Vec::new();
    }
    let named = groups.iter().filter(|group| !group.name.is_empty() && group.share.whole >= MIN_FOR_PERCENT);
    // One to which every ticket belongs has nothing beside it.
    let tested: Vec<(&HeardGroup, f64)> =
        named.filter_map(|group| Some((group, tails::two_sided(group.share, all.without(group.share))?))).collect();
    let clear = tails::holm(&tested.iter().map(|(_, chance)| *chance).collect::<Vec<_>>(), tails::ALPHA);
    let mut told: Vec<Heard> =
        tested.iter().zip(clear).filter(|(_, clear)| *clear).filter_map(|((group, _), _)| apart(group, *all)).collect();
    told.sort_by(|a, b| {
        (a.more, Reverse(a.of_tickets.part), a.kind, &a.name).cmp(&(
            b.more,
            Reverse(b.of_tickets.part),
            b.kind,
            &b.name,
        ))
    });
    told.truncate(MOST);
    told
}

/// Less than half of its part of the tickets, or more than twice as much.
fn apart(group: &HeardGroup, all: Share) -> Option<Heard> {
    let of_tickets = Share { part: group.share.whole, whole: all.whole };
    let of_answers = Share { part: group.share.part, whole: all.part };
    let (tickets, answers) = (of_tickets.fraction(), of_answers.fraction());
    let more = answers > tickets * 2.0;
    (more || answers < tickets / 2.0).then(|| Heard {
        kind: group.kind,
        name: group.name.clone(),
        more,
        of_tickets,
        of_answers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scorecard::tests::facts;

    fn group(name: &str, part: u64, whole: u64) -> HeardGroup {
        HeardGroup { kind: Kind::Channel, name: name.to_owned(), share: Share { part, whole } }
    }

    fn told(all: (u64, u64), groups: Vec<HeardGroup>, privacy: Privacy) -> Vec<(String, bool)> {
        let heard = HeardFacts { all: Share { part: all.0, whole: all.1 }, groups };
        let facts = WeekFacts { heard, privacy, ..facts(vec![]) };
        super::heard(&facts).into_iter().map(|heard| (heard.name, heard.more)).collect()
    }

    #[test]
    fn a_channel_with_a_third_of_the_tickets_and_a_tenth_of_the_answers_is_heard_too_little() {
        let groups = || vec![group("email", 5, 60), group("chat", 45, 120)];
        assert_eq!(told((50, 180), groups(), Privacy::Leads), [("email".to_owned(), false)]);
        assert_eq!(told((50, 180), groups(), Privacy::Confidential), []);
    }

    /// The example of docs/counting.md; the chance was worked out in Python.
    #[test]
    fn the_worked_example_is_beyond_luck() {
        let chance = tails::two_sided(Share { part: 5, whole: 60 }, Share { part: 45, whole: 120 }).unwrap();
        assert!((chance - 4.008_610_718e-5).abs() < 1e-12, "{chance}");
    }

    #[test]
    fn of_half_and_twice_nothing_is_said_and_of_what_luck_alone_could_make_neither() {
        // 60 of 180 tickets are a third: a sixth of 48 answers is exactly half of that.
        assert_eq!(told((48, 180), vec![group("email", 8, 60)], Privacy::Leads), []);
        assert_eq!(told((48, 180), vec![group("email", 7, 60)], Privacy::Leads), [("email".to_owned(), false)]);
        // One of twenty tickets would be under half, and is luck.
        assert_eq!(told((20, 150), vec![group("phone", 1, 20)], Privacy::Leads), []);
        // Too few tickets, or answers, for anything.
        assert_eq!(told((50, 180), vec![group("email", 0, 19)], Privacy::Leads), []);
        assert_eq!(told((19, 180), vec![group("email", 0, 90)], Privacy::Leads), []);
    }

    #[test]
    fn a_kind_that_answers_alone_is_heard_too_much_and_what_has_no_name_or_is_everything_is_not_named() {
        let groups = vec![group("vip", 40, 40), group("", 10, 160), group("all", 50, 200)];
        assert_eq!(told((50, 200), groups, Privacy::Leads), [("vip".to_owned(), true)]);
    }

    #[test]
    fn tickets_are_told_apart_by_the_time_they_were_open_at_an_hour_and_at_a_day() {
        let opened = Timestamp::UNIX_EPOCH;
        let after = |open: Duration| Wait::between(opened, opened + open).code();
        let (hour, day, second) = (Duration::from_hours(1), Duration::from_hours(24), Duration::from_secs(1));
        assert_eq!([after(Duration::ZERO), after(hour)], ["hour"; 2]);
        assert_eq!([after(hour + second), after(day)], ["day"; 2]);
        assert_eq!([after(day + second), after(day * 400)], ["longer"; 2]);
        assert_eq!(Wait::between(opened + hour, opened), Wait::Hour, "clocks that disagree");
    }

    #[test]
    fn many_looks_are_held_to_a_stricter_measure_and_two_at_most_are_told() {
        let one = || vec![group("email", 5, 40)];
        assert_eq!(told((60, 200), one(), Privacy::Leads), [("email".to_owned(), false)]);
        let crowd = (0..30).map(|n| HeardGroup { kind: Kind::Tag, ..group(&format!("tag {n}"), 12, 40) });
        assert_eq!(told((60, 200), one().into_iter().chain(crowd).collect(), Privacy::Leads), []);
        let three = vec![group("a", 0, 60), group("b", 1, 70), group("c", 2, 80)];
        let told = told((100, 400), three, Privacy::Leads);
        assert_eq!(told, [("c".to_owned(), false), ("b".to_owned(), false)], "the larger ones first");
    }
}
