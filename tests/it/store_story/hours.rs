//! The counts that scorecards read are those of the answers, whatever happened to the answers.

use super::ledger::{answered, import};
use super::*;
use afterword::domain::instrument::{NPS11, Series, THUMBS};
use jiff::tz::TimeZone;

/// Small and repeatable; not for anything that must be unguessable.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn value(on: &'static Instrument, dice: &mut Dice) -> i64 {
    i64::from(on.min) + dice.below(on.points() as u64) as i64
}

/// Half of them in the hours around week edges of zones a quarter of an hour apart.
fn moment(dice: &mut Dice) -> Timestamp {
    let edge = at("2026-03-22T15:00:00Z") + Duration::from_hours(24 * 7 * dice.below(7) as i64 - 24 * 28);
    let off = if dice.below(2) == 0 { dice.below(24 * 3_600_000) } else { dice.below(7 * 24 * 3_600_000) };
    edge + Duration::from_millis(off as i64)
}

async fn agree(store: &Store) {
    let found = store.recount().await.unwrap();
    assert_eq!(found.differ, 0, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_any_number_of_answers_changes_and_imports_the_kept_counts_are_those_of_the_answers_in_every_zone() {
    on_both(async |store: Store, url: String| {
        let mut dice = Dice(20_261_126);
        let asked = [&CES7, &CSAT5, &NPS11, &THUMBS];
        for round in 0..6 {
            let lines: Vec<LedgerLine> = (0..60)
                .map(|n| {
                    let on = asked[dice.below(4) as usize];
                    let team = TeamName::new(["Payments", "Café \"O'Neil\""][dice.below(2) as usize]);
                    let (value, when) = (value(on, &mut dice), moment(&mut dice));
                    LedgerLine { team, ..answered(&format!("r{round}-{n}"), on, value, when) }
                })
                .collect();
            import(&store, &lines).await;
            for _ in 0..12 {
                let survey = stored(&store, None, State::Delivered { at: noon(), message: Some(message(1)) }).await;
                let when = moment(&mut dice);
                for changed in 0..dice.below(4) as i64 {
                    score(&store, &survey, &CES7, value(&CES7, &mut dice), when + MINUTE * changed as i32).await;
                }
            }
            agree(&store).await;
        }
        for zone in ["Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"] {
            same_as_counted(&store, &url, zone).await;
        }
    })
    .await;
}

/// A week read from hours is the week counted answer by answer.
async fn same_as_counted(store: &Store, url: &str, zone: &str) {
    let zone = TimeZone::get(zone).unwrap();
    for back in 0..5 {
        let week = "2026-W14".parse::<Week>().unwrap().back(back);
        let team = TeamName::new("Payments");
        let facts = week_facts(store, &team, week, &zone, &[Series::from(&CES7)], at("2027-01-01T00:00:00Z")).await;
        let weeks = std::iter::once(&facts.instruments[0].counts).chain(&facts.instruments[0].before);
        let drawn = facts.past.iter().find(|p| p.week == week).map(|p| &p.counts);
        assert!(drawn.is_none_or(|counts| *counts == facts.instruments[0].counts), "{drawn:?}");
        for (n, counts) in weeks.enumerate() {
            let (from, to) = week.back(n as i32).span(&zone);
            for (point, counted) in CES7.scale().zip(counts) {
                let sql = format!(
                    "SELECT CAST(COUNT(*) AS INTEGER) FROM answer WHERE team = 'Payments' AND instrument = '{}' AND score = {point}
                     AND first_at >= {} AND first_at < {}",
                    CES7.id,
                    from.as_millisecond(),
                    to.as_millisecond()
                );
                assert_eq!(column(url, &sql).await, [*counted as i32], "{zone:?} {week} {n} {point}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_that_somebody_spoiled_are_found_and_mended_by_counting_again() {
    on_both(async |store: Store, url: String| {
        let lines: Vec<LedgerLine> =
            (0..20).map(|n| answered(&format!("s{n}"), &CES7, 1 + n % 7, noon() + HOUR * n as i32)).collect();
        import(&store, &lines).await;
        agree(&store).await;
        let db = sea_orm::Database::connect(&url).await.unwrap();
        for spoil in ["UPDATE answer_hour SET n3 = n3 + 1 WHERE n1 = 1", "DELETE FROM answer_hour WHERE n7 > 0"] {
            db.execute_unprepared(spoil).await.unwrap();
            let found = store.recount().await.unwrap();
            assert_eq!((found.answers, found.hours, found.differ > 0), (20, 20, true));
            assert_eq!(store.recount_and_keep().await.unwrap().differ, found.differ);
            agree(&store).await;
        }
        db.execute_unprepared("DELETE FROM answer_value; DELETE FROM answer WHERE score < 3").await.unwrap();
        db.close().await.unwrap();
        agree(&store).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_in_one_hour_are_all_counted() {
    on_both(async |store: Store, _| {
        let mut surveys = Vec::new();
        for _ in 0..24 {
            surveys.push(stored(&store, None, State::Delivered { at: noon(), message: Some(message(1)) }).await);
        }
        let pressed = surveys.into_iter().map(|survey| {
            let store = store.clone();
            tokio::spawn(async move {
                score(&store, &survey, &CES7, 6, noon()).await;
                score(&store, &survey, &CES7, 2, noon() + MINUTE).await;
                true
            })
        });
        assert_eq!(count_true(pressed).await, 24);
        agree(&store).await;
    })
    .await;
}
