//! What we remember. With `migrations/`, the only place that knows sea-orm.
//!
//! Knows rows, transactions, leases and fences on SQLite and PostgreSQL. Refuses to decide anything: it stores what
//! `domain` decided and hands back what was stored. Lookups return `Option`; a corrupt row is an error, never a
//! half-valid value. `now` is always an argument.

use crate::domain::calendar::Week;
use crate::domain::ids::*;
use crate::domain::instrument::Score;
use crate::domain::instrument::{Instrument, ReasonTag};
use crate::domain::job::{Ending, Job, NewJob};
use crate::domain::scorecard::WeekFacts;
use crate::domain::survey::{Answer, Remark, Survey};
use crate::domain::ticket::TicketEvent;
use crate::domain::{Duration, Timestamp};

/// Why something could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the row first; load again and decide again.
    #[error("changed by somebody else meanwhile")]
    Stale,
    /// A stored row does not parse.
    #[error("corrupt row in {table}: {problem}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// What is wrong, without personal data.
        problem: String,
    },
    /// The database failed.
    #[error("database: {0}")]
    Database(String),
}

/// Why the database could not be opened. Exit code 3 for `Locked` and `Newer`.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has the SQLite file.
    #[error(
        "{file} is in use by process {pid}; stop it first, or use PostgreSQL for several processes (lock file {lock})"
    )]
    Locked {
        /// Database file.
        file: String,
        /// The holder's process id as written in the lock file.
        pid: String,
        /// Lock file.
        lock: String,
    },
    /// The schema is newer than this binary.
    #[error(
        "the database has schema {found}, this binary knows up to {known}; run the newer binary, or restore the backup made before the upgrade"
    )]
    Newer {
        /// Newest applied migration.
        found: String,
        /// Newest known migration.
        known: String,
    },
    /// Anything else: bad URL, no permission, server down. Holds a sentence that names the path or host, never a password.
    #[error("{0}")]
    Failed(String),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {}

/// One unit of work on the writer. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file, one process.
    Sqlite,
    /// Any number of processes.
    Postgres,
}

/// Something that arrived from outside, before it is acted on.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The event, already parsed and cleaned.
    pub event: TicketEvent,
    /// When.
    pub at: Timestamp,
}

/// A person, as far as asking is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// When they told us to stop.
    pub opted_out_at: Option<Timestamp>,
    /// When they were last asked, and by which survey.
    pub last_asked: Option<(Timestamp, SurveyId)>,
    /// Every identity that leads to them.
    pub identities: Vec<Identity>,
    /// Time zone learnt from a platform.
    pub zone: Option<String>,
    /// Where sending failed for good before, and why.
    pub unreachable: Vec<(Platform, String)>,
}

/// What recording a close found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// A new close, the `seq`-th of the ticket.
    New {
        /// The ticket.
        ticket: TicketId,
        /// Which close, from 1.
        seq: u32,
    },
    /// The ticket was closed already and not reopened since: not a second close.
    Known {
        /// The ticket.
        ticket: TicketId,
    },
}

/// A ticket as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketRow {
    /// Ours.
    pub id: TicketId,
    /// Everything the source said; `occurred_at` is the last close.
    pub event: TicketEvent,
}

/// A scorecard run: one (team, week, channel).
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub team: TeamName,
    /// Which week.
    pub week: Week,
    /// Where.
    pub channel: Channel,
    /// When it was due.
    pub due_at: Timestamp,
    /// `pending`, `posted` or `missed`.
    pub state: RunState,
    /// The numbers, frozen at first render, as `present::json` wrote them; a retry repeats the same text.
    pub frozen: Option<String>,
    /// The posted message.
    pub message: Option<MessageRef>,
    /// It was posted (or first tried) later than planned.
    pub late: bool,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Due, not posted yet.
    Pending,
    /// Visible.
    Posted,
    /// Too late to post unasked.
    Missed,
}

/// One survey with all that `why` tells about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Source and key as people write them.
    pub source: String,
    /// Human key or id.
    pub ticket: String,
    /// Subject.
    pub subject: Option<String>,
    /// The survey.
    pub survey: Survey,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// Its jobs: kind, state, due, attempts, last error.
    pub jobs: Vec<JobLine>,
}

/// A job as `why` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLine {
    /// Kind word.
    pub kind: String,
    /// State word.
    pub state: String,
    /// Due.
    pub due_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Last error code.
    pub error: Option<String>,
}

/// One line of the ledger for export and import: a close, with at most one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    /// Source name.
    pub source: String,
    /// Source's ticket id.
    pub ticket_id: String,
    /// Subject.
    pub subject: Option<String>,
    /// Team.
    pub team: TeamName,
    /// Credited agent.
    pub agent: Option<String>,
    /// Customer, as one identity's text.
    pub customer: Option<String>,
    /// Channel word.
    pub channel: Option<String>,
    /// Journey stage.
    pub touchpoint: Option<String>,
    /// Segment.
    pub segment: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Opened.
    pub opened_at: Option<Timestamp>,
    /// Closed.
    pub closed_at: Timestamp,
    /// State word.
    pub state: String,
    /// Reason word of skipped, undeliverable, cancelled.
    pub reason: Option<String>,
    /// Delivered.
    pub asked_at: Option<Timestamp>,
    /// The instrument asked, if any was.
    pub instrument: Option<&'static Instrument>,
    /// The answer on it, if any.
    pub answer: Option<Answer>,
}

/// Which ledger an export walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerKind {
    /// A row per close and instrument asked, unsurveyed closes too. Ranged by close time.
    Tickets,
    /// A row per answer. Ranged by first answer time.
    Answers,
}

type Result<T> = std::result::Result<T, StoreError>;

#[expect(unused_variables, missing_docs, clippy::unused_async, reason = "contract stub, replaced by the store")]
impl Store {
    /// Opens `sqlite://file.db` (creating it) or `postgres://…`. Takes the single-process lock on SQLite and refuses a
    /// schema newer than the binary. Does not migrate.
    pub async fn open(url: &str) -> std::result::Result<Store, OpenError> {
        todo!()
    }
    /// Brings the schema up to date; returns the names applied. Safe to call from several processes at once.
    pub async fn migrate(&self) -> std::result::Result<Vec<String>, OpenError> {
        todo!()
    }
    pub fn backend(&self) -> Backend {
        todo!()
    }
    /// A unit of work: `BEGIN IMMEDIATE` on SQLite's one writer, a transaction on PostgreSQL.
    pub async fn begin(&self) -> Result<Tx> {
        todo!()
    }
    /// Proves that the database can be read and written, for `/readyz`.
    pub async fn ping(&self) -> Result<()> {
        todo!()
    }
    /// Closes all connections and releases the lock.
    pub async fn close(self) {
        todo!()
    }

    // Reads (read pool).
    pub async fn survey(&self, id: &SurveyId) -> Result<Option<Survey>> {
        todo!()
    }
    pub async fn answers(&self, id: &SurveyId) -> Result<Vec<Answer>> {
        todo!()
    }
    pub async fn ticket(&self, id: &TicketId) -> Result<Option<TicketRow>> {
        todo!()
    }
    pub async fn person(&self, id: &PersonId) -> Result<Option<Person>> {
        todo!()
    }
    pub async fn received(&self, inbox: i64) -> Result<Option<Received>> {
        todo!()
    }
    pub async fn run(&self, id: i64) -> Result<Option<Run>> {
        todo!()
    }
    /// Stories of every ticket whose key or id is `ticket` (a leading `#` is ignored), newest close first.
    pub async fn why(&self, ticket: &str, source: Option<&str>) -> Result<Vec<Story>> {
        todo!()
    }
    /// Counts one team's week and the four before. `spans[0]` is the week, the following ones the weeks before, newest first.
    pub async fn week_facts(
        &self,
        team: &TeamName,
        week: Week,
        zone: &jiff::tz::TimeZone,
        instruments: &[&'static Instrument],
        now: Timestamp,
    ) -> Result<WeekFacts> {
        todo!()
    }
    /// Jobs by state word, and when the oldest unfinished one was due.
    pub async fn queue_depth(&self) -> Result<(std::collections::BTreeMap<String, u64>, Option<Timestamp>)> {
        todo!()
    }
    /// When the next available job is due.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        todo!()
    }
    /// Runs of a state, oldest first.
    pub async fn runs(&self, state: RunState) -> Result<Vec<Run>> {
        todo!()
    }
    /// One page of the ledger in a stable order; pass the last page's cursor to go on.
    pub async fn ledger(
        &self,
        kind: LedgerKind,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
        cursor: Option<String>,
        limit: u64,
    ) -> Result<(Vec<LedgerLine>, Option<String>)> {
        todo!()
    }
    /// Adds history from elsewhere in one transaction, in batches; existing (source, ticket, close) rows are left alone. Returns closes added.
    pub async fn import(&self, lines: &[LedgerLine], ids: &(dyn Fn() -> String + Send + Sync)) -> Result<u64> {
        todo!()
    }
    /// The channels that already have a run for this team and week.
    pub async fn run_keys(&self, team: &TeamName, week: Week) -> Result<Vec<Channel>> { todo!() }
    /// When this database was first migrated.
    pub async fn installed_at(&self) -> Result<Option<Timestamp>> {
        todo!()
    }
}

#[expect(
    unused_variables,
    missing_docs,
    clippy::unused_async,
    clippy::too_many_arguments,
    reason = "contract stub, replaced by the store"
)]
impl Tx {
    /// Makes everything durable.
    pub async fn commit(self) -> Result<()> {
        todo!()
    }
    /// Sets `installed_at` if it is not set.
    pub async fn note_installed(&self, now: Timestamp) -> Result<()> {
        todo!()
    }

    // Inbox.
    /// Stores an event under (source, installation, dedupe key); `None` if it was there already.
    pub async fn receive(&self, received: &Received) -> Result<Option<i64>> {
        todo!()
    }
    /// Marks that an act (a press, a command) was seen; `false` if it was seen before. (platform, installation, key) is unique.
    pub async fn first_sight(&self, platform: Platform, installation: &str, key: &str, now: Timestamp) -> Result<bool> {
        todo!()
    }
    /// Notes what became of an inbox row: `done`, `ignored:<why>`.
    pub async fn settle_received(&self, inbox: i64, outcome: &str, now: Timestamp) -> Result<()> {
        todo!()
    }

    // People.
    /// The person behind these identities, created if new; identities that come together are linked, and two people
    /// found to be one are merged (opt-outs and the latest ask survive). At least one identity is required.
    pub async fn person(&self, identities: &[Identity], new_id: &dyn Fn() -> String, now: Timestamp) -> Result<Person> {
        todo!()
    }
    pub async fn set_opt_out(&self, person: &PersonId, at: Option<Timestamp>) -> Result<()> {
        todo!()
    }
    pub async fn set_zone(&self, person: &PersonId, zone: &str) -> Result<()> {
        todo!()
    }
    /// Takes the person's one slot: succeeds if they were last asked before `now - cooldown`, or by this very survey.
    pub async fn reserve_ask(
        &self,
        person: &PersonId,
        survey: &SurveyId,
        cooldown: Duration,
        now: Timestamp,
    ) -> Result<bool> {
        todo!()
    }
    /// Gives the slot back when the survey was never shown.
    pub async fn release_ask(&self, person: &PersonId, survey: &SurveyId) -> Result<()> {
        todo!()
    }
    pub async fn note_unreachable(
        &self,
        person: &PersonId,
        platform: Platform,
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        todo!()
    }
    /// Whether a survey of this person (other than `except`) is delivered and unanswered.
    pub async fn has_open_prompt(&self, person: &PersonId, except: Option<&SurveyId>) -> Result<bool> {
        todo!()
    }

    // Tickets and surveys.
    /// Upserts the ticket by (installation, source, ticket id) and counts the transition.
    pub async fn record_close(
        &self,
        event: &TicketEvent,
        new_id: &dyn Fn() -> String,
        now: Timestamp,
    ) -> Result<Recorded> {
        todo!()
    }
    /// Marks the ticket open (or deleted) again; returns its surveys that are not over. `None` if the ticket is unknown.
    pub async fn record_reopen(&self, event: &TicketEvent, now: Timestamp) -> Result<Option<Vec<Survey>>> {
        todo!()
    }
    pub async fn ticket(&self, id: &TicketId) -> Result<Option<TicketRow>> {
        todo!()
    }
    /// Surveys this team has planned so far (any state but skipped).
    pub async fn planned_count(&self, team: &TeamName) -> Result<u64> {
        todo!()
    }
    pub async fn insert_survey(&self, survey: &Survey, now: Timestamp) -> Result<()> {
        todo!()
    }
    pub async fn survey(&self, id: &SurveyId) -> Result<Option<Survey>> {
        todo!()
    }
    /// Saves state, person, identities; refuses with [`StoreError::Stale`] unless the stored version is `survey.version`; raises it.
    pub async fn save_survey(&self, survey: &Survey, now: Timestamp) -> Result<()> {
        todo!()
    }
    pub async fn answers(&self, id: &SurveyId) -> Result<Vec<Answer>> {
        todo!()
    }
    /// Stores or changes the answer on the score's instrument; earlier values are kept in `answer_value`.
    pub async fn save_score(
        &self,
        survey: &Survey,
        score: Score,
        now: Timestamp,
        new_id: &dyn Fn() -> String,
    ) -> Result<()> {
        todo!()
    }
    /// Stores comment, reasons and contact wish with the survey's first answer.
    pub async fn save_remark(&self, survey: &Survey, remark: &Remark, now: Timestamp) -> Result<()> {
        todo!()
    }

    // Jobs.
    /// Adds a job unless one with its key exists; `true` if it was added.
    pub async fn enqueue(&self, job: &NewJob, now: Timestamp) -> Result<bool> {
        todo!()
    }
    /// Claims up to `limit` due jobs of these lanes: state, lease, fence, attempt in one statement.
    pub async fn claim(
        &self,
        lanes: &[Option<Platform>],
        limit: u64,
        owner: &str,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Vec<Job>> {
        todo!()
    }
    /// Records where this attempt is going, before it is sent; `false` if the fence was lost.
    pub async fn note_place(&self, job: &Job, place: &Place) -> Result<bool> {
        todo!()
    }
    /// Ends this run; `false` (and nothing changed) if the fence was lost. `retry_at` applies to `Retry` and `Unknown`.
    pub async fn finish(&self, job: &Job, ending: &Ending, retry_at: Timestamp, now: Timestamp) -> Result<bool> {
        todo!()
    }
    /// Expired leases: sending jobs become *unknown* (due at once, to be reconciled), the rest available. Returns how many of each.
    pub async fn sweep(&self, now: Timestamp) -> Result<(u64, u64)> {
        todo!()
    }
    /// Gives back every job this owner holds, without costing an attempt, except those whose send may be under way.
    pub async fn release(&self, owner: &str, now: Timestamp) -> Result<u64> {
        todo!()
    }
    /// Cancels available jobs of a key prefix (a reopened ticket's delivery).
    pub async fn cancel_jobs(&self, key: &str, now: Timestamp) -> Result<u64> {
        todo!()
    }

    // Scorecard runs.
    /// Opens the run of (team, week, channel); `None` if it exists.
    pub async fn open_run(
        &self,
        team: &TeamName,
        week: Week,
        channel: &Channel,
        due_at: Timestamp,
        state: RunState,
        late: bool,
        now: Timestamp,
    ) -> Result<Option<i64>> {
        todo!()
    }
    pub async fn run(&self, id: i64) -> Result<Option<Run>> {
        todo!()
    }
    /// Freezes the numbers if they are not frozen yet; returns what is frozen now.
    pub async fn freeze_run(&self, id: i64, frozen: &str) -> Result<String> {
        todo!()
    }
    pub async fn post_run(&self, id: i64, message: &MessageRef, now: Timestamp) -> Result<()> {
        todo!()
    }
    /// The frozen numbers of any run of this team and week, so that every channel gets the same.
    pub async fn frozen_for(&self, team: &TeamName, week: Week) -> Result<Option<String>> {
        todo!()
    }
}

#[expect(dead_code, reason = "keeps the stub's imports used")]
type Imports = ReasonTag;
