//! Units of work that are made durable together, and still stand alone.
//!
//! A unit here is a handful of sightings. Some keys are cursed by triggers laid from outside, so that SQLite itself
//! fails: `abort` ends the statement, `rollback` the whole transaction behind everyone's back (as a full disk does),
//! `fatal` lets the statement pass and makes the group's `COMMIT` fail.

use std::future::Future;
use std::path::Path;
use std::time::Instant;

use proptest::prelude::*;
use tempfile::TempDir;
use tokio::task::{JoinHandle, yield_now};

use super::*;

const CURSES: &str = "
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE fate (parent INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER cursed_abort BEFORE INSERT ON sighting WHEN NEW.key LIKE 'abort%'
      BEGIN SELECT RAISE(ABORT, 'cursed'); END;
    CREATE TRIGGER cursed_rollback BEFORE INSERT ON sighting WHEN NEW.key LIKE 'rollback%'
      BEGIN SELECT RAISE(ROLLBACK, 'cursed'); END;
    CREATE TRIGGER cursed_fatal AFTER INSERT ON sighting WHEN NEW.key LIKE 'fatal%'
      BEGIN INSERT INTO fate VALUES (-1); END;";

/// A SQLite store with the curses laid on it, and where it is.
async fn cursed() -> (TempDir, String, Store) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("group.db").display());
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    let db = sea_orm::Database::connect(&url).await.unwrap();
    db.execute_unprepared(CURSES).await.unwrap();
    db.close().await.unwrap();
    (folder, url, store)
}

async fn write(tx: &Tx, key: &str) -> Result<bool, StoreError> {
    tx.first_sight(Platform::Slack, "T1", key, noon()).await
}

/// Writes keys in one unit and keeps them.
async fn keep(store: &Store, keys: &[&str]) -> Result<(), StoreError> {
    let tx = store.begin().await?;
    for key in keys {
        write(&tx, key).await?;
    }
    tx.commit().await
}

/// Starts it and lets it come as far as it comes alone: until it waits for the pen, or for the disk.
async fn started<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let task = tokio::spawn(work);
    for _ in 0..20 {
        yield_now().await;
    }
    task
}

/// The keys in the database as somebody else sees them.
async fn stored(url: &str) -> HashSet<String> {
    let db = sea_orm::Database::connect(url).await.unwrap();
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), "SELECT key FROM sighting");
    let rows = db.query_all_raw(statement).await.unwrap();
    let keys = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    db.close().await.unwrap();
    keys
}

fn keys(of: &[&str]) -> HashSet<String> {
    of.iter().map(|key| (*key).to_owned()).collect()
}

#[tokio::test]
async fn nobody_in_a_group_is_told_before_the_group_is_durable() {
    let (_folder, url, store) = cursed().await;
    let first = store.begin().await.unwrap();
    write(&first, "first").await.unwrap();
    // The second has asked for the pen, so the first is laid with it and waits.
    let asking = started({
        let store = store.clone();
        async move { store.begin().await }
    })
    .await;
    let first = started(first.commit()).await;
    let second = asking.await.unwrap().unwrap();
    write(&second, "second").await.unwrap();
    assert!(!first.is_finished(), "it would be thanked before the disk has it");
    assert_eq!(stored(&url).await, keys(&[]), "and nobody sees it");

    // A crash now loses the group whole: what is on disk is a database without it.
    let folder = tempfile::tempdir().unwrap();
    for file in ["group.db", "group.db-wal"] {
        let from = Path::new(url.trim_start_matches("sqlite://")).with_file_name(file);
        std::fs::copy(from, folder.path().join(file)).unwrap();
    }
    assert_eq!(stored(&format!("sqlite://{}", folder.path().join("group.db").display())).await, keys(&[]));

    second.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(stored(&url).await, keys(&["first", "second"]));
}

#[tokio::test]
async fn a_unit_that_is_dropped_fails_or_panics_leaves_its_neighbours_alone() {
    let (_folder, url, store) = cursed().await;
    let holding = store.begin().await.unwrap();
    write(&holding, "first").await.unwrap();
    let kept = |key: &'static str| {
        let store = store.clone();
        async move { keep(&store, &[key]).await }
    };
    let mut neighbours = vec![started(kept("before")).await];
    let dropped = store.clone();
    let dropped = started(async move {
        let tx = dropped.begin().await.unwrap();
        write(&tx, "dropped").await.unwrap();
    })
    .await;
    neighbours.push(started(kept("between")).await);
    let failing = store.clone();
    let failing = started(async move { keep(&failing, &["half", "abort"]).await }).await;
    let panicking = store.clone();
    let panicking = started(async move {
        let tx = panicking.begin().await.unwrap();
        write(&tx, "panicked").await.unwrap();
        panics();
    })
    .await;
    neighbours.push(started(kept("after")).await);

    holding.commit().await.unwrap();
    dropped.await.unwrap();
    assert!(matches!(failing.await.unwrap(), Err(StoreError::Database(_))));
    assert!(panicking.await.unwrap_err().is_panic());
    for neighbour in neighbours {
        neighbour.await.unwrap().unwrap();
    }
    assert_eq!(stored(&url).await, keys(&["first", "before", "between", "after"]));
}

#[tokio::test]
async fn the_first_of_a_group_can_be_dropped_too() {
    let (_folder, url, store) = cursed().await;
    let first = store.begin().await.unwrap();
    write(&first, "dropped").await.unwrap();
    let other = store.clone();
    let second = started(async move { keep(&other, &["kept"]).await }).await;
    drop(first);
    second.await.unwrap().unwrap();
    assert_eq!(stored(&url).await, keys(&["kept"]));
}

#[tokio::test]
async fn a_group_that_cannot_be_committed_fails_everyone_in_it_and_nobody_after_it() {
    let (_folder, url, store) = cursed().await;
    let first = store.begin().await.unwrap();
    write(&first, "first").await.unwrap();
    let other = store.clone();
    let second = started(async move { keep(&other, &["fatal"]).await }).await;
    let (first, second) = (first.commit().await, second.await.unwrap());
    assert!(matches!(first, Err(StoreError::Database(_))), "{first:?}");
    assert_eq!(first, second, "both hear the same");
    keep(&store, &["later"]).await.unwrap();
    assert_eq!(stored(&url).await, keys(&["later"]));
}

#[tokio::test]
async fn when_sqlite_rolls_back_by_itself_nothing_runs_outside_a_transaction() {
    let mut together = false;
    for _ in 0..50 {
        together = rolled_back_by_itself().await;
        if together {
            break;
        }
    }
    assert!(together, "the two units never were in one group");
}

/// Whether a neighbour was rolled back, too. On a busy machine it may have been flushed for its age before.
async fn rolled_back_by_itself() -> bool {
    let (_folder, url, store) = cursed().await;
    let first = store.begin().await.unwrap();
    write(&first, "first").await.unwrap();
    let other = store.clone();
    let stubborn = started(async move {
        let tx = other.begin().await.unwrap();
        let cursed = write(&tx, "rollback").await;
        // SQLite has no transaction now; this would be durable at once, whatever becomes of the unit.
        let outside = write(&tx, "outside").await;
        (cursed, outside, tx.commit().await)
    })
    .await;
    let third = store.clone();
    let third = started(async move { keep(&third, &["third"]).await }).await;
    let first = first.commit().await;
    let (cursed, outside, committed) = stubborn.await.unwrap();
    assert!(cursed.is_err() && outside.is_err() && committed.is_err(), "{cursed:?} {outside:?} {committed:?}");
    third.await.unwrap().unwrap();
    let kept: &[&str] = if first.is_ok() { &["first", "third"] } else { &["third"] };
    assert_eq!(stored(&url).await, keys(kept), "what was rolled back was not stored, and what was called stored is");
    first.is_err()
}

#[tokio::test]
async fn who_no_longer_waits_holds_up_nobody() {
    let (_folder, url, store) = cursed().await;
    let first = store.begin().await.unwrap();
    write(&first, "first").await.unwrap();
    let waiting = |key: &'static str| {
        let store = store.clone();
        async move { keep(&store, &[key]).await }
    };
    // One gives up while it waits for the pen, one while it waits for the disk.
    let gone = started(waiting("gone")).await;
    gone.abort();
    let first = started(first.commit()).await;
    first.abort();
    keep(&store, &["last"]).await.unwrap();
    let now = stored(&url).await;
    assert!(now.contains("last") && !now.contains("gone"), "{now:?}");
    assert!(now.contains("first"), "a commit once begun is finished");
}

#[tokio::test]
async fn a_unit_that_takes_long_is_a_group_of_its_own() {
    let (_folder, url, store) = cursed().await;
    let first = store.begin().await.unwrap();
    write(&first, "first").await.unwrap();
    let other = store.clone();
    let long = started(async move { other.begin_alone().await }).await;
    first.commit().await.unwrap();
    assert_eq!(stored(&url).await, keys(&["first"]), "durable before the long one has written a thing");
    let long = long.await.unwrap().unwrap();
    write(&long, "long").await.unwrap();
    let other = store.clone();
    let after = started(async move { keep(&other, &["after"]).await }).await;
    long.commit().await.unwrap();
    after.await.unwrap().unwrap();
    assert_eq!(stored(&url).await, keys(&["first", "long", "after"]));
}

#[tokio::test]
async fn the_pen_goes_round_in_the_order_of_asking() {
    let (_folder, url, store) = cursed().await;
    let holding = store.begin().await.unwrap();
    let mut queue = Vec::new();
    for n in 0..100 {
        let store = store.clone();
        queue.push(started(async move { keep(&store, &[&format!("{n:03}")]).await }).await);
    }
    drop(holding);
    for task in queue {
        task.await.unwrap().unwrap();
    }
    let db = sea_orm::Database::connect(&url).await.unwrap();
    let in_order =
        sea_orm::Statement::from_string(db.get_database_backend(), "SELECT key FROM sighting ORDER BY rowid");
    let rows = db.query_all_raw(in_order).await.unwrap();
    let order: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    db.close().await.unwrap();
    assert_eq!(order, (0..100).map(|n| format!("{n:03}")).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_writers_at_once_never_meet_a_lock() {
    on_both(|store, _url| async move {
        let writers = (0..16).map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..25 {
                    keep(&store, &[&format!("{writer}-{n}")]).await.unwrap();
                }
                true
            })
        });
        assert_eq!(count_true(writers).await, 16);
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_too_long_for_the_pen_is_told_so_and_writes_nothing() {
    let (_folder, url, store) = cursed().await;
    let holding = store.begin().await.unwrap();
    let began = Instant::now();
    let refused = keep(&store, &["late"]).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    let waited = began.elapsed().as_millis();
    assert!((1_900..2_900).contains(&waited), "{waited} ms");
    write(&holding, "holding").await.unwrap();
    holding.commit().await.unwrap();
    keep(&store, &["next"]).await.unwrap();
    assert_eq!(stored(&url).await, keys(&["holding", "next"]));
}

/// How a unit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Commit,
    Drop,
    Panic,
    Abort,
    Rollback,
    Fatal,
}

#[derive(Debug, Clone)]
struct Plan {
    keys: usize,
    end: End,
    /// Moments it waits before it begins, and inside.
    before: usize,
    inside: usize,
    alone: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    let end = prop_oneof![
        8 => Just(End::Commit),
        2 => Just(End::Drop),
        1 => Just(End::Panic),
        2 => Just(End::Abort),
        1 => Just(End::Rollback),
        1 => Just(End::Fatal),
    ];
    (0..4usize, end, 0..6usize, 0..4usize, prop::bool::weighted(0.1))
        .prop_map(|(keys, end, before, inside, alone)| Plan { keys, end, before, inside, alone })
}

#[expect(clippy::panic, reason = "a unit that panics is one of the cases")]
fn panics() -> ! {
    panic!("as planned")
}

/// `Some(true)` if it was told that it is stored, `Some(false)` if it was told that it is not, `None` if it kept nothing.
async fn carry_out(store: Store, unit: usize, plan: Plan) -> Option<bool> {
    for _ in 0..plan.before {
        yield_now().await;
    }
    let begun = if plan.alone { store.begin_alone().await } else { store.begin().await };
    let Ok(tx) = begun else { return Some(false) };
    for key in 0..plan.keys {
        write(&tx, &format!("{unit}/{key}")).await.unwrap();
    }
    for _ in 0..plan.inside {
        yield_now().await;
    }
    match plan.end {
        End::Drop => return None,
        End::Panic => panics(),
        End::Abort => drop(write(&tx, &format!("abort{unit}")).await.unwrap_err()),
        End::Rollback => drop(write(&tx, &format!("rollback{unit}")).await.unwrap_err()),
        End::Fatal => drop(write(&tx, &format!("fatal{unit}")).await.unwrap()),
        End::Commit => {}
    }
    Some(tx.commit().await.is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Stored is what was told to be stored, whole, and nothing else; and only a broken disk may fail a neighbour.
    #[test]
    fn whatever_units_do_stored_is_exactly_what_was_told_to_be(plans in prop::collection::vec(plan(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let (_folder, url, store) = cursed().await;
            let units = plans.iter().cloned().enumerate().map(|(n, plan)| tokio::spawn(carry_out(store.clone(), n, plan)));
            let units: Vec<_> = units.collect();
            let quiet = plans.iter().all(|p| !matches!(p.end, End::Rollback | End::Fatal));
            let mut expected = HashSet::new();
            for (n, (unit, plan)) in units.into_iter().zip(&plans).enumerate() {
                let told = unit.await.unwrap_or(None);
                if quiet {
                    assert_eq!(told == Some(true), plan.end == End::Commit, "unit {n} of {plans:?}");
                }
                if told == Some(true) {
                    expected.extend((0..plan.keys).map(|key| format!("{n}/{key}")));
                }
            }
            keep(&store, &["still works"]).await.unwrap();
            expected.insert("still works".to_owned());
            assert_eq!(stored(&url).await, expected);
            store.close().await;
        });
    }
}
