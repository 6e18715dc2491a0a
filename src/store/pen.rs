//! SQLite's one writer, shared: units of work that arrive together are made durable together.
//!
//! Knows one pen, one desk and the group of units lying on it. Whoever holds the pen writes one unit; its commit lays
//! the unit with the group and hands the pen on, and whoever finds nobody waiting flushes the whole group to disk and
//! tells everyone in it. So a flush costs a group, not a click. Refuses to know any table.
//!
//! What it promises:
//!
//! - **Nobody is told before the disk.** [`Unit::commit`] returns when the group's `COMMIT` has returned, and with its
//!   result: a group that cannot be made durable fails every unit in it.
//! - **Each unit stands alone.** Every unit after the first begins with a savepoint. Dropped, failed or panicking, it
//!   goes back to its own savepoint and its neighbours never notice.
//! - **Nothing runs outside a transaction.** SQLite may roll everything back by itself after a full disk or a failing
//!   one. After any error a unit takes no further statement and cannot be committed, and only a savepoint that still
//!   exists proves that its group does too.
//! - **Nobody waits for ever.** The pen goes round in the order of asking. It is waited for by tasks, which cannot be
//!   dropped like a hung-up client's future, so that whoever counts on the next one never counts on nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout};

use super::writer::{Writer, failure};
use super::{Result, StoreError};

/// A group of this many units is flushed even if more are waiting.
const LARGEST: usize = 64;
/// So is one that began this long ago: the first unit in it must not pay for the last.
const OLDEST: Duration = Duration::from_millis(10);

/// The pen. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(super) struct Pen {
    writer: DatabaseConnection,
    desk: Arc<Mutex<Desk>>,
    /// Tasks that have asked for the pen and do not have it yet.
    asking: Arc<AtomicUsize>,
    /// A commit failed: the connection knows less about the disk than it thinks (a failed flush is reported once).
    doubtful: Arc<AtomicBool>,
    patience: Duration,
}

/// What whoever holds the pen finds: a group that still takes units, or nothing.
type Desk = Option<Group>;

/// Units in one transaction.
struct Group {
    transaction: DatabaseTransaction,
    /// Whoever waits for it to be durable.
    committed: Vec<oneshot::Sender<Result<()>>>,
    /// The current unit began with a savepoint, so it can be undone alone.
    marked: bool,
    began: Instant,
}

/// How a unit of work takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Company {
    /// With whoever else is writing now.
    Shared,
    /// In a transaction of its own, because it takes long and nobody's answer should wait for it.
    Alone,
}

impl Pen {
    /// Over the one writer connection. `patience` is how long a caller waits for its turn; `doubtful` is read by the
    /// connection's pool, which then opens another.
    pub(super) fn new(writer: DatabaseConnection, patience: Duration, doubtful: Arc<AtomicBool>) -> Self {
        Self { writer, desk: Arc::default(), asking: Arc::default(), doubtful, patience }
    }

    /// Waits for the pen and begins a unit of work.
    pub(super) async fn take(&self, company: Company) -> Result<Unit> {
        self.turn(move |pen, mut desk| async move {
            pen.begin(&mut desk, company).await?;
            Ok(Unit::new(pen, desk, company))
        })
        .await
    }

    /// Waits for the pen and begins a long unit that no group is part of, on the writer's connection itself.
    pub(super) async fn take_bare(&self) -> Result<Writer> {
        self.turn(|pen, mut desk| async move {
            if let Some(group) = desk.take() {
                pen.flush(group).await;
            }
            let pool = pen.writer.get_sqlite_connection_pool().clone();
            let transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(failure)?;
            Ok(Writer::new(transaction, Held { doubtful: pen.doubtful, _desk: desk }))
        })
        .await
    }

    /// Waits for the pen; what begins then undoes itself when it is dropped, because nobody may be there any more to take it.
    async fn turn<T: Send + 'static, B: Future<Output = Result<T>> + Send>(
        &self,
        begin: impl FnOnce(Self, OwnedMutexGuard<Desk>) -> B + Send + 'static,
    ) -> Result<T> {
        let (give, given) = oneshot::channel();
        let pen = self.clone();
        self.asking.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            let desk = pen.desk.clone().lock_owned().await;
            pen.asking.fetch_sub(1, Ordering::SeqCst);
            if give.is_closed() {
                return pen.hand_on(desk).await;
            }
            drop(give.send(begin(pen, desk).await));
        });
        match timeout(self.patience, given).await {
            Ok(Ok(begun)) => begun,
            Ok(Err(_)) => Err(StoreError::Database("the store is closed".into())),
            Err(_) => Err(StoreError::Database("the writer did not become free in time".into())),
        }
    }

    /// Puts a unit on the desk: a mark in the group that lies there, or a new group.
    async fn begin(&self, desk: &mut Desk, company: Company) -> Result<()> {
        if company == Company::Alone
            && let Some(group) = desk.take()
        {
            self.flush(group).await;
        }
        if let Some(mut group) = desk.take() {
            match group.mark().await {
                Ok(()) => {
                    *desk = Some(group);
                    return Ok(());
                }
                Err(error) => self.lose(group, &error),
            }
        }
        *desk = Some(Group::begin(&self.writer).await?);
        Ok(())
    }

    /// Lets the next one have the pen, or, if there is none or the group is full, makes the group durable first.
    async fn hand_on(&self, mut desk: OwnedMutexGuard<Desk>) {
        if let Some(group) = self.ready(&mut desk) {
            self.flush(group).await;
        }
    }

    /// The group on the desk, if nothing more should be added to it. Whoever has asked for the pen will get it, so a
    /// group left lying is looked at again.
    fn ready(&self, desk: &mut Desk) -> Option<Group> {
        let wanted = self.asking.load(Ordering::SeqCst) > 0;
        desk.take_if(|group| !wanted || group.is_full())
    }

    /// Makes a group durable and tells everyone in it what came of that.
    async fn flush(&self, group: Group) {
        if group.committed.is_empty() {
            // Nobody kept anything.
            if let Err(error) = group.transaction.rollback().await {
                tracing::debug!(problem = %StoreError::from(error), "an empty group could not be rolled back");
            }
            return;
        }
        let done = group.transaction.commit().await.map_err(StoreError::from);
        if let Err(error) = &done {
            self.doubt(error, group.committed.len());
        }
        tell(group.committed, &done);
    }

    /// Gives up a group whose transaction is gone, or cannot be trusted.
    fn lose(&self, group: Group, error: &StoreError) {
        self.doubt(error, group.committed.len());
        // Rolled back before anyone is told, so that trying again at once finds a clean desk.
        drop(group.transaction);
        tell(group.committed, &Err(error.clone()));
    }

    fn doubt(&self, error: &StoreError, units: usize) {
        self.doubtful.store(true, Ordering::SeqCst);
        tracing::error!(problem = %error, units, "nothing of this group was stored; everyone in it is told");
    }
}

/// Everyone in a group hears the same. Whoever no longer listens was not told, and is not thanked.
fn tell(waiting: Vec<oneshot::Sender<Result<()>>>, outcome: &Result<()>) {
    for unit in waiting {
        drop(unit.send(outcome.clone()));
    }
}

impl Group {
    /// `BEGIN IMMEDIATE`: the first unit needs no savepoint, for to undo it is to undo the group.
    async fn begin(writer: &DatabaseConnection) -> Result<Self> {
        let immediate = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: immediate, ..TransactionOptions::default() };
        let transaction = writer.begin_with_options(options).await?;
        Ok(Self { transaction, committed: Vec::new(), marked: false, began: Instant::now() })
    }

    /// Another unit begins here. The mark before it is no longer needed: that unit is done.
    async fn mark(&mut self) -> Result<()> {
        let sql = if self.marked { "RELEASE unit; SAVEPOINT unit" } else { "SAVEPOINT unit" };
        self.transaction.execute_unprepared(sql).await?;
        self.marked = true;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.committed.len() >= LARGEST || self.began.elapsed() >= OLDEST
    }
}

/// The pen in the hand of somebody whose transaction is on no desk: nobody else writes until this is dropped.
pub(super) struct Held {
    doubtful: Arc<AtomicBool>,
    _desk: OwnedMutexGuard<Desk>,
}

impl Held {
    /// A commit failed: what the connection thinks of the disk is not believed any more.
    pub(super) fn doubt(&self, error: &StoreError) {
        self.doubtful.store(true, Ordering::SeqCst);
        tracing::error!(problem = %error, "nothing of a long unit of work was stored");
    }
}

/// One unit of work with the pen in hand.
pub(super) struct Unit {
    pen: Pen,
    /// The desk, as long as the unit is neither committed nor undone.
    desk: Option<OwnedMutexGuard<Desk>>,
    company: Company,
    /// A statement failed. As on PostgreSQL, nothing more is done in this unit.
    failed: AtomicBool,
}

impl Unit {
    fn new(pen: Pen, desk: OwnedMutexGuard<Desk>, company: Company) -> Self {
        Self { pen, desk: Some(desk), company, failed: AtomicBool::new(false) }
    }

    /// Lays the unit with its group; returns when the group is durable, or is known not to be.
    pub(super) async fn commit(mut self) -> Result<()> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(StoreError::Database("a unit of work that failed was to be committed".into()));
        }
        let lost = || StoreError::Database("stopped while working".into());
        let mut desk = self.desk.take().ok_or_else(lost)?;
        let (tell, told) = oneshot::channel();
        desk.as_mut().ok_or_else(lost)?.committed.push(tell);
        let group = if self.company == Company::Alone { desk.take() } else { self.pen.ready(&mut desk) };
        match group {
            None => drop(desk),
            Some(group) => {
                let pen = self.pen.clone();
                // In a task: once begun it is finished, even if whoever waits for it is dropped (RELIABILITY Q3, Q4).
                tokio::spawn(async move {
                    pen.flush(group).await;
                    drop(desk);
                });
            }
        }
        told.await.map_err(|_| lost())?
    }

    /// The transaction itself, for what needs more than statements.
    pub(super) fn transaction(&self) -> std::result::Result<&DatabaseTransaction, DbErr> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(DbErr::Custom("the unit of work has failed already".into()));
        }
        let group = self.desk.as_ref().and_then(|desk| desk.as_ref());
        group.map(|group| &group.transaction).ok_or_else(|| DbErr::Custom("the unit of work is over".into()))
    }

    fn noting<T>(&self, result: std::result::Result<T, DbErr>) -> std::result::Result<T, DbErr> {
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result
    }
}

/// Not committed: goes back to where it began. In a task, because undoing takes a statement.
impl Drop for Unit {
    fn drop(&mut self) {
        let Some(desk) = self.desk.take() else { return };
        let pen = self.pen.clone();
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(undo(pen, desk))),
            // Without a runtime nobody can wait for anything; the group's transaction rolls itself back.
            Err(_) => forget(desk),
        }
    }
}

fn forget(mut desk: OwnedMutexGuard<Desk>) {
    desk.take();
}

async fn undo(pen: Pen, mut desk: OwnedMutexGuard<Desk>) {
    if let Some(group) = desk.take_if(|group| !group.marked) {
        // The first of its group: there is nothing else in it. (`committed` is empty, so this rolls back.)
        pen.flush(group).await;
    } else if let Some(group) = desk.as_ref()
        && let Err(error) = group.transaction.execute_unprepared("ROLLBACK TO unit").await
        && let Some(group) = desk.take()
    {
        pen.lose(group, &StoreError::from(error));
    }
    pen.hand_on(desk).await;
}

#[async_trait]
impl ConnectionTrait for Unit {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Sqlite
    }

    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        self.noting(self.transaction()?.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        self.noting(self.transaction()?.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        self.noting(self.transaction()?.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        self.noting(self.transaction()?.query_all_raw(statement).await)
    }
}
