//! When nothing served, and which weeks say so.

use super::*;
use afterword::domain::instrument::Series;
use afterword::domain::scorecard::build;
use afterword::domain::scorecard::down::Stretch;
use jiff::tz::TimeZone;

const NINE_HOURS: Duration = Duration::from_hours(9);

async fn starts(store: &Store, now: Timestamp) -> Option<Stretch> {
    let tx = store.begin().await.unwrap();
    let noted = tx.note_outage(now).await.unwrap();
    tx.commit().await.unwrap();
    store.beat(now).await.unwrap();
    noted
}

/// What the card of a week says of it, in Berlin.
async fn down(store: &Store, week: &str) -> Vec<Stretch> {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let (team, week, now) = (TeamName::new("Payments"), week.parse().unwrap(), at("2027-01-01T00:00:00Z"));
    build(week_facts(store, &team, week, &zone, &[Series::from(&CES7)], now).await).down
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_ever_start_nothing_was_down_and_a_restart_is_no_outage() {
    on_both(async |store: Store, _| {
        assert_eq!(starts(&store, noon()).await, None, "the first start");
        let quarter = MINUTE * 15;
        assert_eq!(starts(&store, noon() + quarter).await, None, "a restart of a quarter of an hour");
        let (from, to) = (noon() + quarter, noon() + quarter + NINE_HOURS);
        assert_eq!(starts(&store, to).await, Some(Stretch { from, to }));
        assert_eq!(down(&store, "2026-W12").await, [Stretch { from, to }], "the week of the outage");
        assert_eq!((down(&store, "2026-W11").await, down(&store, "2026-W13").await), (vec![], vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_in_good_order_is_missed_from_then_on_and_not_from_its_last_heartbeat() {
    on_both(async |store: Store, _| {
        starts(&store, noon()).await;
        let ended = noon() + DAY;
        store.note_served(ended).await.unwrap();
        assert_eq!(starts(&store, ended + MINUTE * 10).await, None);
        store.note_served(ended + MINUTE * 20).await.unwrap();
        let (from, to) = (ended + MINUTE * 20, ended + NINE_HOURS);
        assert_eq!(starts(&store, to).await, Some(Stretch { from, to }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_over_the_weeks_end_is_told_by_both_weeks_each_its_own_part() {
    on_both(async |store: Store, _| {
        // Berlin's Sunday ends at 23:00 UTC; in the night after 29 March at 22:00.
        let edge = at("2026-03-22T23:00:00Z");
        starts(&store, edge - HOUR * 2).await;
        assert_eq!(down(&store, "2026-W12").await, [], "while it lasts nobody has noted it");
        starts(&store, edge + HOUR * 7).await;
        assert_eq!(down(&store, "2026-W12").await, [Stretch { from: edge - HOUR * 2, to: edge }]);
        assert_eq!(down(&store, "2026-W13").await, [Stretch { from: edge, to: edge + HOUR * 7 }]);
        // Two whole weeks and a bit.
        let (from, to) = (at("2026-03-31T10:00:00Z"), at("2026-04-14T10:00:00Z"));
        store.beat(from).await.unwrap();
        starts(&store, to).await;
        let (monday, next) = (at("2026-04-05T22:00:00Z"), at("2026-04-12T22:00:00Z"));
        assert_eq!(down(&store, "2026-W14").await, [Stretch { from, to: monday }]);
        assert_eq!(down(&store, "2026-W15").await, [Stretch { from: monday, to: next }]);
        assert_eq!(down(&store, "2026-W16").await, [Stretch { from: next, to }]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_replicas_one_that_serves_is_enough_and_both_starting_at_once_note_one_outage() {
    on_both(async |store: Store, url: String| {
        // Only PostgreSQL takes a second process; SQLite has one, twice.
        let other = if url.starts_with("sqlite") { store.clone() } else { Store::open(&url).await.unwrap() };
        starts(&store, noon()).await;
        assert_eq!(starts(&other, noon() + MINUTE).await, None);
        // The first falls silent for a day; the other beats.
        let later = noon() + DAY;
        other.beat(later).await.unwrap();
        assert_eq!(starts(&store, later + MINUTE).await, None, "one of them served all the time");
        store.note_served(later + MINUTE * 2).await.unwrap();
        other.beat(later + HOUR).await.unwrap();
        // Now both fall silent, and start again at the same time.
        let (from, to) = (later + HOUR, later + HOUR * 10);
        let (one, two) = (store.begin().await.unwrap(), other.clone());
        assert_eq!(one.note_outage(to).await.unwrap(), Some(Stretch { from, to }));
        one.commit().await.unwrap();
        let late = two.begin().await.unwrap();
        assert!(late.note_outage(to + MINUTE).await.unwrap().is_some(), "the other's heartbeat has not come yet");
        late.commit().await.unwrap();
        store.beat(to).await.unwrap();
        assert_eq!(starts(&other, to + MINUTE * 2).await, None);
        let noted = down(&store, "2026-W12").await;
        assert_eq!(noted, [Stretch { from, to: to + MINUTE }], "one outage");
        if !url.starts_with("sqlite") {
            other.close().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_clock_that_ran_ahead_told_of_is_no_outage_once_it_is_set_right() {
    on_both(async |store: Store, _| {
        starts(&store, noon()).await;
        // A restart of a minute, with a clock that is twenty hours ahead: it seems that nothing served meanwhile.
        let ahead = noon() + HOUR * 20;
        assert!(starts(&store, ahead).await.is_some());
        store.note_served(ahead + MINUTE).await.unwrap();
        assert_eq!(starts(&store, noon() + MINUTE * 3).await, None, "the clock is set right");
        assert_eq!(down(&store, "2026-W12").await, [], "and nothing is claimed");
        // From now on what is true is told, although the wrong clock's last word lies ahead.
        let (from, to) = (noon() + MINUTE * 3, noon() + HOUR * 4);
        assert_eq!(starts(&store, to).await, Some(Stretch { from, to }));
        // A clock a minute ahead of another's takes nothing back, and hides nothing.
        assert_eq!(starts(&store, to - MINUTE).await, None);
        assert_eq!(down(&store, "2026-W12").await, [Stretch { from, to }]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_that_were_put_back_from_a_dump_are_noticed_on_postgresql() {
    let Some(url) = crate::postgres::database().await else { return };
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    starts(&store, noon()).await;
    assert_eq!(store.past(noon() + MINUTE).await.unwrap(), Past::Continuous, "a database of an older version");
    store.settle().await.unwrap();
    store.close().await;
    let db = sea_orm::Database::connect(&url).await.unwrap();
    db.execute_unprepared("VACUUM FULL meta").await.unwrap();
    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.past(noon() + MINUTE).await.unwrap(), Past::Continuous, "it was only tidied up");
    store.close().await;
    // What pg_restore does: a table is made anew and filled with the rows of then.
    for step in [
        "CREATE TABLE dumped AS TABLE meta",
        "DROP TABLE meta",
        "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
        "INSERT INTO meta SELECT * FROM dumped",
    ] {
        db.execute_unprepared(step).await.unwrap();
    }
    db.close().await.unwrap();
    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.past(noon() + NINE_HOURS).await.unwrap(), Past::Restored, "and no outage of nine hours");
    store.settle().await.unwrap();
    assert_eq!(store.past(noon() + MINUTE).await.unwrap(), Past::Continuous);
    store.close().await;
}
