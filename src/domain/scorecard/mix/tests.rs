//! When it may be said, worked out by hand.

use super::*;
use crate::domain::instrument::{CES7, Instrument, NPS11};

fn share(part: u64, whole: u64) -> Share {
    Share { part, whole }
}

fn group(kind: Kind, name: &str, now: Share, before: Share) -> GroupMove {
    GroupMove { kind, name: name.to_owned(), now, before }
}

fn tag(name: &str, now: Share, before: Share) -> GroupMove {
    group(Kind::Tag, name, now, before)
}

/// The week as these kinds of tickets make it, with 4 weeks before as large as each other; kinds add up to the whole.
fn facts(instrument: &'static Instrument, moves: Vec<GroupMove>) -> InstrumentFacts {
    let sum = |of: fn(&GroupMove) -> Share| {
        let (part, whole) = moves.iter().fold((0, 0), |(p, w), m| (p + of(m).part, w + of(m).whole));
        let mut counts = vec![0; instrument.points()];
        counts[0] = whole - part;
        counts[instrument.points() - 1] = part;
        counts
    };
    let (now, before) = (sum(|m| m.now), sum(|m| m.before));
    // A week of everything and three of nothing are pooled like four alike.
    let before = vec![before, vec![0; instrument.points()], vec![0; instrument.points()], vec![0; instrument.points()]];
    let groups = moves.iter().filter(|m| m.now.whole > 0);
    let groups = groups.map(|m| GroupFacts { kind: m.kind, name: m.name.clone(), share: m.now }).collect();
    InstrumentFacts { groups, moves, ..InstrumentFacts::of(instrument, now, before) }
}

fn told_of(moves: Vec<GroupMove>) -> Option<Mix> {
    metric(&facts(&CES7, moves), Privacy::Leads).mix
}

/// The example of docs/counting.md: billing is answered worse than the rest in both spans, and there is more of it.
fn billing() -> Vec<GroupMove> {
    vec![tag("billing", share(54, 90), share(48, 80)), tag("login", share(94, 110), share(288, 320))]
}

#[test]
fn the_worked_example_seven_of_ten_points_are_more_billing_tickets() {
    let card = metric(&facts(&CES7, billing()), Privacy::Leads);
    assert_eq!(card.change.get().unwrap().verdict, Verdict::ClearFall);
    let mix = card.mix.unwrap();
    assert_eq!((mix.kind, mix.name.as_str(), mix.turn), (Kind::Tag, "billing", Turn::More));
    // 74 % of 200 after 84 % of 400. Billing: 45 % of the answers after 20 %, favourable 60 % both times; the others
    // 94 of 110 after 90 %.
    assert!((mix.of + 0.10).abs() < 1e-12, "{mix:?}");
    let others = f64::midpoint(94.0 / 110.0, 0.9);
    assert!((mix.mix - 0.25 * (0.6 - others)).abs() < 1e-12, "{mix:?}");
    assert!((mix.mix + 0.0693).abs() < 5e-5, "{mix:?}");
}

#[test]
fn of_two_sides_of_one_coin_that_of_which_there_is_more_is_told() {
    let mix = told_of(billing().into_iter().rev().collect()).unwrap();
    assert_eq!((mix.name.as_str(), mix.turn), ("billing", Turn::More));
}

#[test]
fn a_rise_has_its_reason_as_well() {
    let turned = vec![tag("billing", share(48, 80), share(54, 90)), tag("login", share(288, 320), share(94, 110))];
    let mix = told_of(turned).unwrap();
    assert!(mix.of > 0.0 && mix.mix > 0.0, "{mix:?}");
    assert_eq!((mix.name.as_str(), mix.turn), ("login", Turn::More), "320 after 27 a week");
}

#[test]
fn nothing_is_said_of_a_move_that_is_not_clear_or_mostly_service() {
    // The same parts with a quarter of the answers.
    let few = vec![tag("billing", share(14, 22), share(12, 20)), tag("login", share(23, 28), share(72, 80))];
    assert_eq!(told_of(few), None);
    // As many of each as before, both answered worse.
    let service = vec![tag("billing", share(40, 80), share(260, 320)), tag("login", share(60, 80), share(290, 320))];
    let card = metric(&facts(&CES7, service), Privacy::Leads);
    assert_eq!((card.change.get().unwrap().verdict, card.mix), (Verdict::ClearFall, None));
}

#[test]
fn a_net_score_does_not_come_apart_and_what_is_confidential_is_not_taken_apart() {
    assert_eq!(metric(&facts(&NPS11, billing()), Privacy::Leads).mix, None);
    assert_eq!(metric(&facts(&CES7, billing()), Privacy::Confidential).mix, None);
}

#[test]
fn a_kind_that_comes_anew_or_has_gone_is_told() {
    let anew = vec![tag("outage", share(10, 60), share(0, 0)), tag("login", share(90, 100), share(360, 400))];
    let mix = told_of(anew).unwrap();
    assert_eq!((mix.name.as_str(), mix.turn), ("outage", Turn::More));
    assert!((mix.mix - mix.of).abs() < 1e-12, "its coming is all of it: {mix:?}");
    let gone = vec![tag("outage", share(0, 0), share(40, 240)), tag("login", share(90, 100), share(360, 400))];
    let mix = told_of(gone).unwrap();
    assert_eq!((mix.name.as_str(), mix.turn), ("outage", Turn::Fewer));
}

#[test]
fn a_kind_with_fewer_than_twenty_answers_on_a_side_is_never_taken_apart() {
    let some = |n: u64| vec![tag("outage", share(0, 60), share(0, n)), tag("login", share(98, 100), share(390, 400))];
    assert_eq!(told_of(some(19)), None);
    assert_eq!(told_of(some(20)).map(|m| m.name), Some("outage".to_owned()));
    let now = |n: u64| vec![tag("gone", share(0, n), share(0, 400)), tag("login", share(98, 100), share(390, 400))];
    assert_eq!(told_of(now(19)), None);
}

#[test]
fn a_kind_whose_rest_has_fewer_than_twenty_answers_is_never_taken_apart() {
    let rest = |n: u64| vec![tag("billing", share(20, 80), share(38, 100)), tag("", share(n, n), share(400, 400))];
    assert_eq!(told_of(rest(19)), None, "taken from the whole it leaves the nineteen");
    assert_eq!(told_of(rest(20)).map(|m| m.name), Some("billing".to_owned()));
}

#[test]
fn what_the_card_hides_is_not_in_the_split() {
    // One kind of three answers: the smallest shown one is hidden beside it, in the week or in the weeks before.
    let beside = |now: Share, before: Share| {
        vec![
            tag("billing", share(54, 90), share(48, 80)),
            tag("login", share(94, 110), share(288, 320)),
            tag("odd", now, before),
        ]
    };
    let told = |moves: Vec<GroupMove>| metric(&facts(&CES7, moves), Privacy::Leads).mix.map(|m| m.name);
    assert_eq!(told(beside(share(0, 0), share(0, 0))), Some("billing".to_owned()));
    assert_ne!(told(beside(share(3, 3), share(0, 0))), Some("billing".to_owned()), "hidden in the week");
    assert_ne!(told(beside(share(0, 0), share(3, 3))), Some("billing".to_owned()), "hidden in the weeks before");
}

#[test]
fn a_kind_that_the_card_counts_otherwise_is_left_out() {
    let mut facts = facts(&CES7, billing());
    facts.groups[0].share.whole += 1;
    assert_ne!(metric(&facts, Privacy::Leads).mix.map(|m| m.name), Some("billing".to_owned()));
}

#[test]
fn of_several_kinds_the_one_that_explains_most_is_told() {
    let tags = facts(&CES7, billing());
    // Every ticket belongs to a segment, too; there were more from trials than from billing.
    let segments = facts(
        &CES7,
        vec![
            group(Kind::Segment, "trial", share(50, 90), share(30, 50)),
            group(Kind::Segment, "", share(98, 110), share(306, 350)),
        ],
    );
    assert_eq!((&tags.counts, &tags.before), (&segments.counts, &segments.before), "the same tickets");
    let both = InstrumentFacts {
        groups: [tags.groups, segments.groups].concat(),
        moves: [tags.moves, segments.moves].concat(),
        ..InstrumentFacts::of(&CES7, tags.counts, tags.before)
    };
    let mix = metric(&both, Privacy::Leads).mix.unwrap();
    assert_eq!((mix.kind, mix.name.as_str()), (Kind::Segment, "trial"));
}
