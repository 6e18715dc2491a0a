//! Why a number moved: the weeks before by kinds of tickets, and what a card says of them.

use super::ledger::{answered, import};
use super::*;
use afterword::domain::instrument::Series;
use afterword::domain::scorecard::mix::{self, Turn};
use afterword::domain::scorecard::{Kind, Scorecard, WeekFacts, build};
use jiff::tz::TimeZone;

fn series() -> [Series; 1] {
    [Series::from(&CES7)]
}

/// So many favourable of so many answers about one kind of ticket, in the week so many weeks before the one of `noon`.
fn about(tag: &str, back: i32, part: usize, whole: usize) -> Vec<LedgerLine> {
    (0..whole)
        .map(|n| {
            let when = noon() - DAY * 7 * back + MINUTE * i32::try_from(n).unwrap();
            let value = if n < part { 7 } else { 1 };
            let labels = [Some("checkout".to_owned()).filter(|_| tag == "billing"), Some("all".to_owned())];
            let [touchpoint, segment] = labels;
            let tags = vec![tag.to_owned(), "every".to_owned()];
            LedgerLine { tags, touchpoint, segment, ..answered(&format!("{tag}-{back}-{n}"), &CES7, value, when) }
        })
        .collect()
}

/// The worked example of docs/counting.md: the tag "billing" is a fifth of the answers before and nearly half in the week.
fn worked_example() -> Vec<LedgerLine> {
    let before = (1..=4).flat_map(|back| [about("billing", back, 12, 20), about("login", back, 72, 80)]);
    let now = [about("billing", 0, 54, 90), about("login", 0, 94, 110)];
    before.chain(now).flatten().collect()
}

async fn card(store: &Store) -> (WeekFacts, Scorecard) {
    let (team, zone) = (TeamName::new("Payments"), TimeZone::get("Europe/Berlin").unwrap());
    let read = store.read_week(&team, Week::containing(noon(), &zone), &zone).await.unwrap();
    let mut counted = read.count(&series(), noon() + DAY * 30).await.unwrap();
    counted.add_moves().await.unwrap();
    (counted.facts.clone(), build(counted.facts))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worked_example_is_counted_over_five_weeks_and_told() {
    on_both(async |store: Store, _| {
        import(&store, &worked_example()).await;
        // What no other week may add: the fifth before, and another team's.
        import(&store, &about("login", 5, 0, 30)).await;
        let others = about("billing", 0, 0, 40).into_iter().enumerate();
        let others = others.map(|(n, line)| LedgerLine {
            team: TeamName::new("Orders"),
            ticket_id: format!("other-{n}"),
            ..line
        });
        import(&store, &others.collect::<Vec<_>>()).await;
        assert!(mix::matters(&card(&store).await.0), "it fell clearly");
        let (facts, card) = card(&store).await;
        let moves = &facts.instruments[0].moves;
        let of = |kind: Kind, name: &str| {
            let found = moves.iter().find(|m| m.kind == kind && m.name == name);
            found.map(|m| (m.now.part, m.now.whole, m.before.part, m.before.whole))
        };
        assert_eq!(of(Kind::Tag, "billing"), Some((54, 90, 48, 80)));
        assert_eq!(of(Kind::Tag, "login"), Some((94, 110, 288, 320)));
        assert_eq!(of(Kind::Touchpoint, "checkout"), Some((54, 90, 48, 80)));
        assert_eq!(of(Kind::Touchpoint, ""), Some((94, 110, 288, 320)), "what has none");
        let told = card.metrics[0].mix.clone().unwrap();
        assert_eq!((told.kind, told.name.as_str(), told.turn), (Kind::Touchpoint, "checkout", Turn::More));
        assert!((told.mix + 0.0693).abs() < 5e-5 && (told.of + 0.1).abs() < 1e-12, "{told:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_moved_clearly_the_weeks_before_are_not_asked_for() {
    on_both(async |store: Store, _| {
        import(&store, &[about("billing", 0, 20, 25), about("login", 1, 20, 24)].concat()).await;
        assert!(!mix::matters(&card(&store).await.0));
        assert_eq!(card(&store).await.1.metrics[0].mix, None);
    })
    .await;
}
