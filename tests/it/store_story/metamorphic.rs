//! What must not change a card: the order of answers, how many imports they came in, and everybody else's.

use super::ledger::{answered, import};
use super::*;
use afterword::domain::instrument::{NPS11, Series};
use afterword::domain::scorecard::build;
use afterword::present::json;
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// One answer: which question, score, person, agent, labels, and when.
type Draw = (usize, i64, usize, usize, usize, i64);

const ASKED: [&Instrument; 3] = [&CES7, &CSAT5, &NPS11];

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    // More than half of the hours of five weeks stay empty, and some people answer often.
    let hour = -24 * 7 * 4..24_i64 * 3;
    prop::collection::vec((0..3_usize, 0..11_i64, 0..25_usize, 0..4_usize, 0..4_usize, hour), 1..160)
}

/// The answers of one team. `source` keeps its tickets apart from the other teams'.
fn lines(draws: &[Draw], team: &str, source: &str) -> Vec<LedgerLine> {
    let line = |(n, (on, value, who, agent, label, hour)): (usize, &Draw)| {
        let on = ASKED[*on];
        let value = i64::from(on.min) + value % on.points() as i64;
        // No two at the same instant: which of two is quoted first would be a matter of luck.
        let when = noon() + HOUR * i32::try_from(*hour).unwrap() + MINUTE / 600 * i32::try_from(n).unwrap();
        let line = answered(&format!("{source}-{n}"), on, value, when);
        let comment = (n % 3 == 0).then(|| format!("it is comment number {n} of them all"));
        let answer = line.answer.map(|a| Answer { comment, reasons: vec![ReasonTag::Slow], ..a });
        LedgerLine {
            source: source.to_owned(),
            team: TeamName::new(team),
            answer,
            agent: Some(format!("slack:U{agent}")),
            customer: Some(format!("p{who}@example.com")),
            tags: vec![format!("tag{label}")],
            segment: (label % 2 == 0).then(|| format!("segment{label}")),
            ..line
        }
    };
    draws.iter().enumerate().map(line).collect()
}

/// The card of a team, without its name, with everything that could be counted.
async fn card(store: &Store, team: &str) -> serde_json::Value {
    let (team, zone) = (TeamName::new(team), TimeZone::get("Asia/Kolkata").unwrap());
    let series = ASKED.map(Series::from);
    let week = Week::containing(noon(), &zone);
    let read = store.read_week(&team, week, &zone).await.unwrap();
    let mut counted = read.count(&series, noon() + DAY * 60).await.unwrap();
    counted.add_moves().await.unwrap();
    let mut card = json::scorecard(&build(counted.facts));
    card["team"] = "".into();
    card
}

fn told(story: impl AsyncFn(Store)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(on_both(async |store: Store, _| story(store).await));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_in_which_answers_are_stored_changes_nothing(draws in draws(), turn in 0..160_usize) {
        told(async |store: Store| {
            let (one, mut two) = (lines(&draws, "Payments", "a"), lines(&draws, "Orders", "b"));
            let turn = turn % two.len();
            two.rotate_left(turn);
            two.reverse();
            for line in &two {
                import(&store, std::slice::from_ref(line)).await;
            }
            import(&store, &one).await;
            assert_eq!(card(&store, "Payments").await, card(&store, "Orders").await);
        });
    }

    #[test]
    fn answers_split_over_two_imports_make_the_same_card(draws in draws(), odd in any::<u64>()) {
        told(async |store: Store| {
            import(&store, &lines(&draws, "Payments", "a")).await;
            let all = lines(&draws, "Orders", "b").into_iter().enumerate();
            let (first, second): (Vec<_>, Vec<_>) = all.partition(|(n, _)| odd >> (n % 64) & 1 == 1);
            for part in [first, second] {
                import(&store, &part.into_iter().map(|(_, line)| line).collect::<Vec<_>>()).await;
            }
            assert_eq!(card(&store, "Payments").await, card(&store, "Orders").await);
        });
    }

    #[test]
    fn weeks_that_are_read_together_are_the_weeks_read_one_by_one(draws in draws()) {
        told(async |store: Store| {
            import(&store, &lines(&draws, "Payments", "a")).await;
            let (team, zone) = (TeamName::new("Payments"), TimeZone::get("Asia/Kolkata").unwrap());
            let (newest, now) = (Week::containing(noon(), &zone), noon() + DAY * 60);
            // The newest has no answers, and the oldest none before it.
            let newest = newest.back(-1);
            let together = store.read_weeks(&team, newest, 7, &zone).await.unwrap();
            for (back, read) in (0..).zip(together) {
                let alone = store.read_week(&team, newest.back(back), &zone).await.unwrap();
                let series = alone.series(&ASKED.map(Series::from));
                assert_eq!(read.series(&ASKED.map(Series::from)), series);
                let headlines = read.headlines(&series).await.unwrap().headlines(Privacy::Leads, now).unwrap();
                let (read, alone) = (read.count(&series, now).await.unwrap(), alone.count(&series, now).await.unwrap());
                assert_eq!(read.facts, alone.facts, "{back} weeks before");
                let card = build(alone.facts);
                assert_eq!((headlines.metrics, headlines.provisional), (card.metrics, card.provisional));
            }
        });
    }

    #[test]
    fn another_teams_answers_change_nothing_of_a_card(ours in draws(), theirs in draws()) {
        told(async |store: Store| {
            import(&store, &lines(&ours, "Payments", "a")).await;
            let before = card(&store, "Payments").await;
            import(&store, &lines(&theirs, "Orders", "b")).await;
            assert_eq!(card(&store, "Payments").await, before);
        });
    }
}
