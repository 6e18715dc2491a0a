//! What the scorecard promises, as sentences.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::civil::zones::at;
use super::super::instrument::{CES7, CSAT5, NPS11, THUMBS};
use super::super::survey::State;
use super::*;
use crate::domain::crowd::Crowds;

pub(super) fn facts(instruments: Vec<InstrumentFacts>) -> WeekFacts {
    WeekFacts {
        team: TeamName::new("Payments"),
        week: "2026-W47".parse().unwrap(),
        zone: "Europe/Berlin".to_owned(),
        from: at("2026-11-15T23:00:00Z"),
        to: at("2026-11-22T23:00:00Z"),
        provisional: false,
        privacy: Privacy::Leads,
        privacy_before: Privacy::Leads,
        instruments,
        people: 0,
        by_state: BTreeMap::new(),
        skipped: BTreeMap::new(),
        undeliverable: BTreeMap::new(),
        delivered: 0,
        response: None,
        heard: heard::HeardFacts::default(),
        coverage: vec![],
        cases: Shown::Yes(CaseTally::default()),
        reasons: vec![],
        quotes: vec![],
        remarks: vec![],
        past: vec![],
        down: vec![],
    }
}

#[test]
fn cases_are_told_by_how_many_were_taken_and_by_the_middle_wait() {
    let minute = 60_000;
    let tally = |waits: &[i64]| {
        let tally = CaseTally::of(4, waits.iter().map(|m| m * minute).collect(), 1, 2);
        (tally.answered, tally.median_minutes_to_claim)
    };
    assert_eq!(tally(&[]), (0, None));
    assert_eq!(tally(&[90]), (1, Some(90)));
    assert_eq!(tally(&[90, 10]), (2, Some(10)), "the lower of two in the middle");
    assert_eq!(tally(&[500, 10, 30]), (3, Some(30)));
}

/// `good` sevens and `bad` ones.
fn ces(good: u64, bad: u64) -> Vec<u64> {
    vec![bad, 0, 0, 0, 0, 0, good]
}

fn card(counts: Vec<u64>, before: Vec<Vec<u64>>) -> MetricCard {
    let built = build(facts(vec![InstrumentFacts::of(&CES7, counts, before)]));
    built.metrics.into_iter().next().unwrap()
}

fn why<T>(shown: &Shown<T>) -> &'static str {
    match shown {
        Shown::Yes(_) => "shown",
        Shown::No(why) => why,
    }
}

fn counted(words: &[(&str, u64)]) -> BTreeMap<String, u64> {
    words.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect()
}

fn quote(value: u8, instrument: &'static Instrument, text: &str) -> Quote {
    Quote { value, instrument, text: text.to_owned() }
}

#[test]
fn a_week_without_answers_has_neither_nought_nor_a_hundred_percent() {
    let c = card(ces(0, 0), vec![]);
    assert_eq!((why(&c.estimate), why(&c.mean)), ("no answers", "no answers"));
    assert_eq!((why(&c.baseline), why(&c.change)), ("no answers in the weeks before", "no answers"));
    assert!(!c.first_week, "a first week has answers");
}

#[test]
fn numbers_appear_only_from_the_thresholds_on() {
    let shown = |n| why(&card(ces(n, 0), vec![]).estimate);
    assert_eq!(shown(1), "too few answers to report");
    assert_eq!(shown(4), "too few answers to report");
    assert_eq!(shown(5), "too few answers for a percentage");
    assert_eq!(shown(19), "too few answers for a percentage");
    assert_eq!(shown(20), "shown");
    for n in 0..25 {
        let c = card(ces(n, 0), vec![]);
        assert_eq!(c.mean.get().is_some(), c.estimate.get().is_some());
        assert_eq!(c.share, Share { part: n, whole: n }, "the counts are always there for renderers to judge");
    }
}

#[test]
fn up_to_four_weeks_before_are_pooled_newest_first() {
    let c = card(ces(20, 0), vec![ces(4, 1), ces(3, 2), ces(5, 0), ces(4, 1), ces(0, 1_000)]);
    let baseline = c.baseline.get().unwrap();
    assert_eq!((baseline.weeks, baseline.share), (4, Share { part: 16, whole: 20 }));
    let short = card(ces(20, 0), vec![ces(30, 10), ces(0, 0)]);
    assert_eq!(short.baseline.get().unwrap().weeks, 2, "a week without answers is still a week");
}

#[test]
fn a_change_needs_enough_on_both_sides() {
    let change = |now, before| why(&card(now, before).change);
    assert_eq!(change(ces(20, 0), vec![ces(20, 0)]), "shown");
    assert_eq!(change(ces(19, 0), vec![ces(20, 0)]), "too few answers for a percentage");
    assert_eq!(change(ces(20, 0), vec![ces(19, 0)]), "too few answers in the weeks before");
    assert_eq!(change(ces(20, 0), vec![]), "no answers in the weeks before");
}

#[test]
fn the_clear_fall_of_the_specification_is_announced_and_its_undecided_week_is_not() {
    let fall = card(ces(42, 18), vec![ces(51, 9); 4]);
    let change = fall.change.get().unwrap();
    assert_eq!(change.verdict, Verdict::ClearFall);
    assert!((change.difference.value + 0.15).abs() < 1e-12);
    let undecided = card(ces(17, 3), vec![ces(17, 3); 4]);
    assert_eq!(undecided.change.get().unwrap().verdict, Verdict::CannotTell);
    let steady = card(ces(1_760, 240), vec![ces(1_760, 240); 4]);
    assert_eq!(steady.change.get().unwrap().verdict, Verdict::Steady);
    let rise = card(ces(95, 5), vec![ces(60, 40); 4]);
    assert_eq!(rise.change.get().unwrap().verdict, Verdict::ClearRise);
}

#[test]
fn a_first_week_is_one_with_answers_and_nothing_before() {
    assert!(card(ces(1, 0), vec![]).first_week);
    assert!(!card(ces(1, 0), vec![ces(0, 0)]).first_week);
}

#[test]
fn each_instrument_is_counted_by_its_own_rule_and_never_pooled() {
    let built = build(facts(vec![
        InstrumentFacts::of(&CES7, vec![1, 1, 1, 1, 1, 1, 1], vec![]),
        InstrumentFacts::of(&CSAT5, vec![1, 1, 1, 1, 1], vec![]),
    ]));
    let shares: Vec<_> = built.metrics.iter().map(|m| (m.instrument.id, m.share)).collect();
    assert_eq!(shares, [("ces7", Share { part: 3, whole: 7 }), ("csat5", Share { part: 2, whole: 5 })]);
}

#[test]
fn counts_of_the_wrong_length_are_made_to_fit_the_scale() {
    assert_eq!(card(vec![], vec![vec![]]).counts, [0; 7]);
    assert_eq!(card(vec![1; 20], vec![]).counts, [1; 7]);
}

#[test]
fn the_ledger_adds_up_and_shows_every_state() {
    let built = build(WeekFacts {
        by_state: counted(&[
            ("answered", 50),
            ("expired", 90),
            ("delivered", 20),
            ("declined", 3),
            ("cancelled", 4),
            ("planned", 2),
            ("held", 1),
            ("skipped", 30),
            ("undeliverable", 5),
        ]),
        skipped: counted(&[("cooldown", 30)]),
        undeliverable: counted(&[("no_place", 5)]),
        ..facts(vec![])
    });
    assert_eq!(built.closes.total, 205);
    assert_eq!(built.asked, 170);
    let quiet = build(facts(vec![]));
    assert_eq!((quiet.closes.total, quiet.asked), (0, 0));
    for code in State::CODES {
        assert_eq!(quiet.closes.by_state.get(code), Some(&0), "{code}");
    }
}

#[test]
fn the_response_rate_counts_what_was_delivered() {
    let asks = |part, whole| Some(AskWeek { week: "2026-W46".parse().unwrap(), share: Share { part, whole } });
    let built = build(WeekFacts { response: asks(50, 180), people: 18, ..facts(vec![]) });
    assert_eq!(built.response, Share { part: 50, whole: 180 });
    assert!(built.response_range.is_some_and(|r| r.lower > 0.21 && r.upper < 0.35));
    assert_eq!(build(facts(vec![])).response_range, None);
    let odd = build(WeekFacts { response: asks(2, 1), ..facts(vec![]) });
    assert_eq!(odd.response, Share { part: 1, whole: 1 }, "never more than all");
}

fn quoted(answers: u64, quotes: Vec<Quote>) -> Vec<String> {
    let instruments = vec![InstrumentFacts::of(&CES7, ces(answers, 0), vec![])];
    let built = build(WeekFacts { quotes, ..facts(instruments) });
    built.quotes.into_iter().map(|q| q.text).collect()
}

#[test]
fn the_newest_lowest_and_the_newest_highest_are_quoted() {
    let quotes = || {
        vec![
            quote(4, &CES7, "fine"),
            quote(7, &CES7, "great"),
            quote(1, &CES7, "awful"),
            quote(7, &CES7, "older great"),
            quote(1, &CES7, "older awful"),
        ]
    };
    assert_eq!(quoted(5, quotes()), ["awful", "great"]);
    assert_eq!(quoted(4, quotes()), [""; 0], "so few people could be told by their words");
    assert_eq!(quoted(5, vec![]), [""; 0]);
    assert_eq!(quoted(5, vec![quote(3, &CES7, "only")]), ["only"]);
    assert_eq!(quoted(5, vec![quote(7, &CES7, "newer"), quote(7, &CES7, "older")]), ["newer", "older"]);
    assert_eq!(quoted(5, vec![quote(7, &CES7, "same"), quote(7, &CES7, "same")]), ["same"]);
}

#[test]
fn quotes_on_different_scales_are_compared_by_their_place_on_the_scale() {
    let on = |instrument, counts| InstrumentFacts::of(instrument, counts, vec![]);
    let chosen = |quotes| {
        let instruments = vec![on(&CES7, ces(5, 0)), on(&CSAT5, vec![0, 0, 0, 0, 5]), on(&THUMBS, vec![3, 3])];
        let built = build(WeekFacts { quotes, ..facts(instruments) });
        built.quotes.into_iter().map(|q| q.text).collect::<Vec<_>>()
    };
    let quotes = vec![
        quote(5, &CES7, "ces five"),
        quote(5, &CSAT5, "csat five"),
        quote(2, &CES7, "ces two"),
        quote(2, &CSAT5, "csat two"),
    ];
    assert_eq!(chosen(quotes), ["ces two", "csat five"]);
    let quotes = vec![quote(1, &THUMBS, "up"), quote(0, &THUMBS, "down"), quote(2, &CES7, "ces two")];
    assert_eq!(chosen(quotes), ["down", "up"]);
}

#[test]
fn a_question_with_few_answers_or_asked_no_more_is_not_quoted() {
    let on = |instrument, counts| InstrumentFacts::of(instrument, counts, vec![]);
    let instruments = vec![on(&CES7, ces(5, 0)), on(&CSAT5, vec![1, 0, 0, 0, 0])];
    let quotes = vec![quote(1, &CSAT5, "the only one"), quote(0, &NPS11, "not asked"), quote(7, &CES7, "fine")];
    let built = build(WeekFacts { quotes, ..facts(instruments) });
    assert_eq!(built.quotes.into_iter().map(|q| q.text).collect::<Vec<_>>(), ["fine"]);
}

/// 25 promoters, 12 passives, 4 detractors.
fn net_week() -> Vec<u64> {
    vec![1, 0, 0, 0, 0, 0, 3, 6, 6, 10, 15]
}

fn net_card(counts: Vec<u64>, before: Vec<Vec<u64>>) -> MetricCard {
    build(facts(vec![InstrumentFacts::of(&NPS11, counts, before)])).metrics.remove(0)
}

#[test]
fn the_headline_of_transactional_nps_is_the_net_score() {
    let c = net_card(net_week(), vec![]);
    assert_eq!(c.groups(), Some(Net { promoters: 25, passives: 12, detractors: 4 }));
    let net = c.headline().get().unwrap();
    assert!((net.value - 2100.0 / 41.0).abs() < 1e-9 && (net.lower - 27.57).abs() < 0.01, "{net:?}");
    assert_eq!(c.share, Share { part: 25, whole: 41 }, "the favourable are the promoters");
    assert_eq!(why(net_card(vec![0; 11], vec![]).headline()), "no answers");
    assert_eq!(
        why(net_card(vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 19], vec![]).headline()),
        "too few answers for a percentage"
    );
    assert_eq!(card(ces(20, 0), vec![]).net, None, "no other instrument has one");
}

#[test]
fn a_change_of_transactional_nps_is_that_of_the_net_score() {
    let fallen = net_card(vec![20, 0, 0, 0, 0, 0, 0, 11, 0, 0, 10], vec![net_week(); 4]);
    let change = fallen.change.get().unwrap();
    assert!((change.difference.value - (-10.0 / 41.0 - 21.0 / 41.0)).abs() < 1e-12, "{change:?}");
    assert_eq!(change.verdict, Verdict::ClearFall);
    // As many promoters and twice as many detractors: a share would not notice.
    let before = vec![vec![0, 0, 0, 0, 0, 0, 0, 50, 0, 0, 50]; 4];
    let unhappy = net_card(vec![50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50], before);
    assert_eq!(unhappy.change.get().unwrap().verdict, Verdict::ClearFall);
    let same = net_card(net_week(), vec![net_week(); 4]);
    assert_eq!(same.change.get().unwrap().verdict, Verdict::CannotTell);
}

#[test]
fn a_confidential_week_has_no_quotes_and_only_reasons_that_five_gave() {
    let under = |privacy| {
        let instruments = vec![InstrumentFacts::of(&CES7, ces(9, 9), vec![])];
        let reasons = vec![("slow".to_owned(), 5), ("repeat".to_owned(), 4)];
        build(WeekFacts { privacy, reasons, quotes: vec![quote(1, &CES7, "awful")], ..facts(instruments) })
    };
    for level in [Privacy::Named, Privacy::Leads] {
        assert_eq!((under(level).quotes.len(), under(level).reasons.len()), (1, 2), "{level}");
    }
    let confidential = under(Privacy::Confidential);
    assert_eq!((confidential.quotes, confidential.reasons), (vec![], vec![("slow".to_owned(), 5)]));
}

#[test]
fn a_confidential_week_that_was_hidden_cannot_be_worked_out_from_the_pool() {
    let before = || vec![ces(10, 2), ces(1, 2), ces(9, 3), ces(0, 0)];
    let pool = |privacy, privacy_before| {
        let instruments = vec![InstrumentFacts::of(&CES7, ces(20, 0), before())];
        let card = build(WeekFacts { privacy, privacy_before, ..facts(instruments) }).metrics.remove(0);
        card.baseline.get().map(|b| (b.weeks, b.share))
    };
    assert_eq!(pool(Privacy::Leads, Privacy::Leads), Some((4, Share { part: 20, whole: 27 })));
    let without = Some((3, Share { part: 19, whole: 24 }));
    assert_eq!(pool(Privacy::Confidential, Privacy::Leads), without);
    assert_eq!(pool(Privacy::Leads, Privacy::Confidential), without, "also after the team promises less");
}

#[test]
fn reasons_are_kept_back_where_they_would_show_single_scores() {
    let with = |answers| {
        let instruments = vec![InstrumentFacts::of(&CES7, ces(0, answers), vec![])];
        build(WeekFacts { reasons: vec![("slow".to_owned(), 2)], ..facts(instruments) }).reasons.len()
    };
    assert_eq!((with(4), with(5)), (0, 1));
}

proptest! {
    #[test]
    fn no_card_shows_nonsense(
        counts in prop::collection::vec(prop_oneof![Just(0_u64), 0..40_u64, Just(u64::MAX)], 0..9),
        before in prop::collection::vec(prop::collection::vec(0..40_u64, 0..9), 0..6),
    ) {
        let c = card(counts, before);
        prop_assert_eq!(c.counts.len(), 7);
        for e in [c.estimate.get().copied(), c.baseline.get().map(|b| b.estimate)].into_iter().flatten() {
            prop_assert!(0.0 <= e.lower && e.lower <= e.value && e.value <= e.upper && e.upper <= 1.0);
        }
        if let Some(m) = c.mean.get() {
            prop_assert!(1.0 <= m.lower && m.lower <= m.value && m.value <= m.upper && m.upper <= 7.0);
        }
        prop_assert_eq!(c.change.get().is_some(), c.estimate.get().is_some() && c.baseline.get().is_some());
    }
}

fn group(name: &str, part: u64, whole: u64) -> GroupFacts {
    GroupFacts { kind: Kind::Agent, name: name.to_owned(), share: Share { part, whole } }
}

fn agents(groups: Vec<GroupFacts>) -> Vec<GroupCard> {
    let (part, whole) = groups.iter().fold((0, 0), |(k, n), g| (k + g.share.part, n + g.share.whole));
    let mut on = InstrumentFacts::of(&CES7, ces(part, whole - part), vec![]);
    on.groups = groups;
    build(facts(vec![on])).agents
}

#[test]
fn agents_come_by_name_with_a_share_drawn_towards_the_teams_and_are_flagged_only_when_clearly_apart() {
    let cards = agents(vec![group("Ben", 55, 80), group("Ana", 113, 120)]);
    let told: Vec<_> = cards.iter().map(|a| (a.name.as_str(), a.n, a.flag)).collect();
    assert_eq!(told, [("Ana", 120, Some(Flag::Above)), ("Ben", 80, Some(Flag::Below))]);
    let adjusted = cards[0].estimate.get().unwrap().value;
    assert!((adjusted - (113.0 + 0.84 * 20.0) / 140.0).abs() < 1e-9, "{adjusted}");
    let close = agents(vec![group("Ana", 17, 20), group("Ben", 15, 20)]);
    assert!(close.iter().all(|a| a.flag.is_none()));
    let few = agents(vec![group("Ana", 19, 19), group("Ben", 0, 60)]);
    assert_eq!((few[0].flag, why(&few[0].estimate)), (None, "too few answers for a percentage"));
}

#[test]
fn a_group_too_small_to_show_takes_the_smallest_other_with_it() {
    let hidden = |groups: Vec<GroupFacts>| {
        let cards = agents(groups);
        cards.into_iter().filter(|a| a.favourable.get().is_none()).map(|a| a.name).collect::<Vec<_>>()
    };
    assert_eq!(hidden(vec![group("Ana", 3, 3), group("Ben", 9, 9), group("Cleo", 30, 30)]), ["Ana", "Ben"]);
    assert_eq!(hidden(vec![group("", 3, 3), group("Ben", 9, 9), group("Cleo", 30, 30)]), ["Ben"], "nobody's count too");
    assert_eq!(hidden(vec![group("Ana", 1, 1), group("Ben", 2, 2), group("Cleo", 30, 30)]), ["Ana", "Ben", "Cleo"]);
    assert_eq!(hidden(vec![group("Ana", 4, 4), group("Ben", 2, 2), group("Cleo", 30, 30)]), ["Ana", "Ben"]);
    assert!(hidden(vec![group("Ana", 5, 5), group("Ben", 30, 30)]).is_empty());
}

#[test]
fn repeat_customers_widen_the_range_and_can_take_a_verdict_away() {
    let mut on = InstrumentFacts::of(&CES7, ces(42, 18), vec![ces(51, 9); 4]);
    let plain = metric(&on, Privacy::Leads);
    assert_eq!((plain.change.get().unwrap().verdict, plain.people), (Verdict::ClearFall, None));
    // Ten people of six answers each: seven who are always pleased and three who never are.
    (0..7).for_each(|_| on.repeats.add(6, 6));
    (0..3).for_each(|_| on.repeats.add(0, 6));
    let wide = metric(&on, Privacy::Leads);
    assert_eq!((wide.change.get().unwrap().verdict, wide.people), (Verdict::CannotTell, Some(10)));
    assert!((wide.effective - 9.0).abs() < 1e-9, "V = 10/9 · 75.6/3600, 0.21/V = 9: {}", wide.effective);
    assert_eq!(wide.estimate.get().unwrap().value, plain.estimate.get().unwrap().value, "the share itself stays");
}

proptest! {
    #[test]
    fn the_order_of_groups_changes_nothing(counts in prop::collection::vec((0..30_u64, 0..30_u64), 1..8)) {
        let groups: Vec<GroupFacts> =
            counts.iter().enumerate().map(|(i, (k, bad))| group(&format!("agent {i}"), *k, k + bad)).collect();
        let reversed: Vec<GroupFacts> = groups.iter().rev().cloned().collect();
        let cards = agents(groups);
        prop_assert_eq!(&cards, &agents(reversed));
        // What is hidden cannot be worked out: nothing, or at least two groups of five answers together.
        let unseen: Vec<u64> = cards.iter().filter(|a| a.favourable.get().is_none()).map(|a| a.n).collect();
        let all_hidden = unseen.len() == cards.len();
        prop_assert!(unseen.is_empty() || all_hidden || (unseen.len() > 1 && unseen.iter().sum::<u64>() >= 5));
    }
}

#[test]
fn five_answers_of_four_people_are_hidden_where_answers_are_confidential_and_so_is_such_a_week_in_the_pool() {
    let card = |privacy, people: &[u64]| {
        let before = vec![ces(10, 2), ces(9, 3)];
        let instruments =
            vec![InstrumentFacts { people: people.to_vec(), ..InstrumentFacts::of(&CES7, ces(20, 5), before) }];
        build(WeekFacts { privacy, ..facts(instruments) }).metrics.remove(0)
    };
    let few = card(Privacy::Confidential, &[4, 12, 4]);
    assert!(few.is_of_few_people() && few.counts.iter().all(|n| *n == 0) && few.mean.get().is_none());
    assert_eq!((few.share, few.estimate.clone()), (Share { part: 0, whole: 25 }, Shown::No(FEW_PEOPLE)));
    assert_eq!(few.change, Shown::No(FEW_PEOPLE));
    let many = card(Privacy::Confidential, &[5, 12, 4]);
    assert!(!many.is_of_few_people() && many.share.part == 20);
    assert_eq!(many.baseline, Shown::No("too few answers in the weeks before"), "the four people's week is not pooled");
    assert!(card(Privacy::Leads, &[4, 12, 4]).baseline.get().is_some(), "others promise no floor");
}

#[test]
fn confidential_reasons_and_cases_of_fewer_than_five_people_are_not_told() {
    let tally = CaseTally { opened: 10, answered: 5, median_minutes_to_claim: Some(9), recovered: 0, open: 6 };
    let thinned = |reason: u64, cases: &[u64]| {
        let instruments = vec![InstrumentFacts::of(&CES7, ces(9, 9), vec![])];
        let reasons = vec![("slow".to_owned(), 6)];
        let crowds = Crowds {
            answers: vec![vec![18]],
            groups: vec![],
            reasons: BTreeMap::from([("slow".to_owned(), reason)]),
            cases: cases.to_vec(),
        };
        let privacy = Privacy::Confidential;
        let facts = WeekFacts { privacy, reasons, cases: Shown::Yes(tally), ..facts(instruments) };
        let card = build(crowds.thin(facts));
        (card.reasons.len(), card.cases)
    };
    assert_eq!(thinned(5, &[10, 5, 5, 0, 6]), (1, Shown::Yes(tally)));
    assert_eq!(thinned(4, &[10, 5, 5, 0, 4]), (0, Shown::No(FEW_CASES)));
    let counted = |privacy, open| {
        let facts = WeekFacts { privacy, cases: Shown::Yes(CaseTally { open, ..tally }), ..facts(vec![]) };
        build(facts).cases.get().is_some()
    };
    assert_eq!((counted(Privacy::Confidential, 4), counted(Privacy::Leads, 4)), (false, true));
}
