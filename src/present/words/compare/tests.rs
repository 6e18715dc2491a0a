//! Every sentence about before and after, as it reads.

use insta::assert_snapshot;
use jiff::civil::date;

use super::*;
use crate::domain::compare::{Around, CompareFacts, SeriesFacts, compare};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{CES7, Instrument, NPS11};
use crate::domain::privacy::Privacy;
use crate::domain::stats::Repeats;
use crate::present::{compare as as_json, text};

fn told(instrument: &'static Instrument, before: &[Vec<u64>], after: &[Vec<u64>]) -> Comparison {
    let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Berlin").unwrap();
    let (day, now) = (date(2026, 6, 3), "2027-01-01T00:00:00Z".parse().unwrap());
    let mut around = Around::of(day, &zone, Privacy::Leads, now).unwrap();
    around.after.truncate(after.len());
    let first = Some("2026-01-05T09:00:00Z".parse().unwrap());
    let mut weeks = before.to_vec();
    weeks.resize(8, vec![0; instrument.points()]);
    let series = SeriesFacts {
        instrument,
        current: true,
        first,
        before: weeks,
        after: after.to_vec(),
        people_before: Vec::new(),
        people_after: Vec::new(),
        repeats_before: Repeats::default(),
        repeats_after: Repeats::default(),
    };
    let facts = CompareFacts { team: TeamName::new("Payments"), privacy: Privacy::Leads, first, series: vec![series] };
    compare(day, &zone, &around, &facts).unwrap()
}

fn ces(part: u64, whole: u64) -> Vec<u64> {
    vec![0, whole - part, 0, 0, 0, part, 0]
}

fn sentence(before: (u64, u64), after: (u64, u64)) -> String {
    let told = told(&CES7, &[ces(before.0, before.1)], &[ces(after.0, after.1), ces(0, 0), ces(0, 0), ces(0, 0)]);
    match told.findings.as_slice() {
        [Finding::Compared(compared)] => compared_words(Voice::ENGLISH, compared),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_whole_message_says_what_was_left_out_and_that_it_does_not_say_why() {
    assert_snapshot!(text::plain(&comparison(Voice::ENGLISH, &told(&CES7, &[ces(194, 240)], &[ces(189, 210)]))), @r"
    Before and after 3 Jun 2026: Payments
    The week of 1-7 Jun 2026 is left out. Complete weeks only, at most 8 on each side, in Europe/Berlin time.
    Effort: 90 % of 210 (likely 85-93 %) said it was easy in the week after, instead of 81 % of 240 (likely 75-85 %) in the 8 weeks before. A clear rise of somewhere between 3 and 16 points, not luck.
    Something else may have changed at the same time: two stretches of weeks can show that something moved, not why.
    ");
}

#[test]
fn each_verdict_has_its_sentence() {
    let said = [
        sentence((204, 240), (42, 60)),
        sentence((194, 240), (189, 210)),
        sentence((2_000, 2_400), (2_000, 2_400)),
        sentence((194, 240), (185, 210)),
        sentence((18, 21), (17, 20)),
        sentence((12, 15), (7, 8)),
        sentence((12, 15), (3, 3)),
        sentence((1, 1), (30, 40)),
    ];
    assert_snapshot!(said.join("\n"), @r"
    70 % of 60 (likely 57-80 %) said it was easy in the 4 weeks after, instead of 85 % of 240 (likely 80-89 %) in the 8 weeks before. A clear fall of somewhere between 4 and 28 points, not luck.
    90 % of 210 (likely 85-93 %) said it was easy in the 4 weeks after, instead of 81 % of 240 (likely 75-85 %) in the 8 weeks before. A clear rise of somewhere between 3 and 16 points, not luck.
    83 % of 2400 (likely 82-85 %) said it was easy in the 4 weeks after, instead of 83 % of 2400 (likely 82-85 %) in the 8 weeks before. Steady: within 5 points.
    88 % of 210 (likely 83-92 %) said it was easy in the 4 weeks after, instead of 81 % of 240 (likely 75-85 %) in the 8 weeks before. A clear rise of up to 14 points, not luck.
    85 % of 20 (likely 64-95 %) said it was easy in the 4 weeks after, instead of 86 % of 21 (likely 65-95 %) in the 8 weeks before. Can't tell yet: the answers fit anything from 24 points worse to 22 better. About 20 answers a week would be enough to see a 10-point change over these weeks.
    7 of 8 said it was easy in the 4 weeks after, 12 of 15 said it was easy in the 8 weeks before. Too few for a percentage.
    3 answers in the 4 weeks after, 15 in the 8 weeks before: too few to report.
    40 answers in the 4 weeks after, 1 in the 8 weeks before: too few to report.
    ");
}

#[test]
fn a_net_score_is_compared_as_one() {
    let nps = |low, middle, high| vec![low, 0, 0, 0, 0, 0, 0, middle, 0, 0, high];
    assert_snapshot!(text::plain(&comparison(Voice::ENGLISH, &told(&NPS11, &[nps(30, 30, 40)], &[nps(4, 12, 25)]))), @r"
    Before and after 3 Jun 2026: Payments
    The week of 1-7 Jun 2026 is left out. Complete weeks only, at most 8 on each side, in Europe/Berlin time.
    Transactional NPS: NPS +51 from 41 (likely +28 to +68) in the week after, instead of NPS +10 from 100 (likely -6 to +26) in the 8 weeks before. A clear rise of somewhere between 13 and 65 points, not luck.
    Something else may have changed at the same time: two stretches of weeks can show that something moved, not why.
    ");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let at = date(2026, 6, 5);
    let of = |found: Finding| {
        let findings = vec![found];
        let comparison = Comparison { findings, too_small: 3, ..told(&CES7, &[], &[ces(1, 1)]) };
        text::plain(&super::comparison(Voice::ENGLISH, &comparison))
            .lines()
            .skip(2)
            .take(2)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let said = [
        of(Finding::QuestionChanged { instrument: &CES7, on: at }),
        of(Finding::NothingBefore { instrument: &CES7, first: Some(at) }),
        of(Finding::NothingBefore { instrument: &CES7, first: None }),
        of(Finding::NothingAfter { instrument: &CES7 }),
    ];
    assert_snapshot!(said.join("\n"), @r"
    Effort: The question changed on 5 Jun 2026. Answers before and after are not comparable, so nothing is compared.
    Answers are confidential: 3 weeks with answers of fewer than five people are left out.
    Effort: First answered on 5 Jun 2026: there is nothing before to compare with.
    Answers are confidential: 3 weeks with answers of fewer than five people are left out.
    Effort: No answers yet.
    Answers are confidential: 3 weeks with answers of fewer than five people are left out.
    Effort: No answers in the weeks after, so there is nothing to compare.
    Answers are confidential: 3 weeks with answers of fewer than five people are left out.
    ");
}

#[test]
fn days_that_cannot_be_compared_are_refused_in_words() {
    let day = date(2026, 6, 3);
    let refused = |why| text::plain(&compare_refused(Voice::ENGLISH, "Payments", day, &why));
    let said = [
        refused(Refused::Future),
        refused(Refused::NotYet { from: date(2026, 6, 15) }),
        refused(Refused::BeforeTheFirst { first: date(2026, 7, 1) }),
        refused(Refused::NoAnswers),
        text::plain(&date_not_understood(Voice::ENGLISH, "3 June\u{202e} <!here>")),
        text::plain(&compare_not_allowed(Voice::ENGLISH)),
    ];
    assert_snapshot!(said.join("\n"), @r"
    3 Jun 2026 is still to come. Ask about a day in the past.
    No complete week has followed the week of 3 Jun 2026 yet. From 15 Jun 2026 on there is something to compare.
    The first answer to Payments came on 1 Jul 2026, so there is nothing before 3 Jun 2026 to compare with. Ask about a later week.
    Payments has no answers yet, so there is nothing to compare.
    “3 June <!here>” is not a date. Write it like 2026-06-03: /afterword compare 2026-06-03 [team]
    Before and after is for the people of a team.
    ");
}

#[test]
fn the_json_holds_the_same_numbers_and_hides_the_same() {
    let full = as_json::comparison(&told(&CES7, &[ces(204, 240)], &[ces(42, 60)]));
    let one = &full["comparisons"][0];
    assert_eq!((&one["before"]["n"], &one["after"]["favourable"]), (&240.into(), &42.into()));
    assert_eq!(
        (one["change"]["verdict"].as_str(), one["change"]["difference"].as_f64()),
        (Some("clear_fall"), Some(0.7 - 0.85))
    );
    assert!(one["sentence"].as_str().unwrap().contains("70 % of 60"), "{one}");
    let few = as_json::comparison(&told(&CES7, &[ces(204, 240)], &[ces(3, 3)]));
    let one = &few["comparisons"][0];
    for side in ["before", "after"] {
        assert!(one[side]["share"].is_null() && one[side]["favourable"].is_null(), "{one}");
    }
    assert!(one["change"].is_null() && one["why"].is_string(), "{one}");
}
