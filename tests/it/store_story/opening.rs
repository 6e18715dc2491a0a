//! Opening, locking, migrating, and what is left when somebody goes away.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_of_work_that_is_dropped_leaves_nothing() {
    on_both(async |store: Store, _| {
        let tx = store.begin().await.unwrap();
        let ticket = ticket(&tx, "1").await;
        tx.receive(&Received { event: closed("1", noon()), at: noon() }).await.unwrap();
        tx.enqueue(&NewJob::once(Task::Receive { inbox: 1 }, None, noon()), noon()).await.unwrap();
        drop(tx);
        assert_eq!(store.ticket(&ticket).await.unwrap(), None);
        assert_eq!(store.begin().await.unwrap().received(1).await.unwrap(), None);
        assert_eq!(store.next_due().await.unwrap(), None);
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_of_installation_is_noted_once() {
    on_both(async |store: Store, _| {
        assert_eq!(store.installed_at().await.unwrap(), None);
        let tx = store.begin().await.unwrap();
        tx.note_installed(noon()).await.unwrap();
        tx.note_installed(noon() + DAY).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.installed_at().await.unwrap(), Some(noon()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_again_and_at_once_does_nothing_twice() {
    on_both(async |store: Store, url: String| {
        assert!(store.migrate().await.unwrap().is_empty());
        let others: Vec<_> = match store.backend() {
            Backend::Sqlite => vec![store.clone(), store.clone()],
            Backend::Postgres => vec![store.clone(), Store::open(&url).await.unwrap()],
        };
        for migration in others.into_iter().map(|s| tokio::spawn(async move { s.migrate().await })) {
            assert!(migration.await.unwrap().unwrap().is_empty());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_processes_that_migrate_one_empty_database_at_once_one_does_it() {
    let Some(url) = crate::postgres::database().await else { return };
    let mut migrations = Vec::new();
    for _ in 0..4 {
        let store = Store::open(&url).await.unwrap();
        migrations.push(tokio::spawn(async move { store.migrate().await.unwrap().len() }));
    }
    let mut applied = 0;
    for migration in migrations {
        applied += usize::from(migration.await.unwrap() > 0);
    }
    assert_eq!(applied, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_newer_than_the_binary_is_refused_by_name() {
    on_both(async |store: Store, url: String| {
        let db = sea_orm::Database::connect(&url).await.unwrap();
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";
        db.execute_unprepared(newer).await.unwrap();
        db.close().await.unwrap();
        assert!(matches!(store.migrate().await, Err(OpenError::Newer { .. })));
        store.close().await;
        let Err(refused) = Store::open(&url).await else { panic!("it opened") };
        assert_eq!(
            refused.to_string(),
            "the database has schema m9999_future, this binary knows up to m0017_outage; run the newer binary, or \
             restore the backup made before the upgrade"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_opening_of_one_sqlite_file_is_refused_with_the_holders_pid_until_the_last_clone_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("a.db").display());
    let spelled_otherwise = format!("sqlite://{}", folder.path().join(".").join("a.db").display());
    let first = Store::open(&url).await.unwrap();
    let Err(OpenError::Locked { file, pid, lock }) = Store::open(&spelled_otherwise).await else { panic!("it opened") };
    assert_eq!(pid, std::process::id().to_string());
    assert!(file.ends_with("a.db") && lock.ends_with("a.db.lock"));
    first.close().await;
    let second = Store::open(&url).await.unwrap();
    let clone = second.clone();
    drop(second);
    assert!(Store::open(&url).await.is_err());
    drop(clone);
    Store::open(&url).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_opened_is_told_without_the_password() {
    let cases = [
        (
            "postgres://u:hunter2@127.0.0.1:1/db",
            "PostgreSQL at 127.0.0.1:1 cannot be opened: connection: connection refused",
        ),
        (
            "postgres://u:hunter2@127.0.0.1:port/db",
            "the PostgreSQL URL cannot be read; write it like postgres://user:password@host:5432/database",
        ),
        ("mysql://u:hunter2@h/db", "the database URL must start with sqlite:// or postgres://"),
        ("sqlite::memory:", "the SQLite URL must name a file, like sqlite://afterword.db"),
        ("sqlite:///no/such/folder/a.db", "the folder /no/such/folder cannot be used: entity not found"),
    ];
    for (url, told) in cases {
        let Err(error) = Store::open(url).await else { panic!("{url} opened") };
        assert_eq!(error.to_string(), told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiter_who_goes_away_leaves_no_transaction_behind() {
    let Some(url) = crate::postgres::database().await else { return };
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    for _ in 0..50 {
        // Polled once and dropped, as a web server does when its client hangs up.
        let mut begin = Box::pin(store.begin());
        let _ = futures_util::poll!(&mut begin);
        drop(begin);
    }
    let tx = store.begin().await.unwrap();
    tx.note_installed(noon()).await.unwrap();
    tx.commit().await.unwrap();
    let stored = column(&url, "SELECT 1 FROM meta WHERE key = 'installed_at'").await;
    assert_eq!(stored, [1], "seen from another connection");
    store.close().await;
}
