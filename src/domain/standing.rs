//! How the service stands: who runs, what waits, what was set aside.
//!
//! Knows only counts, times, codes and ids. Refuses to hold anything a person wrote, so that it can be shown to whoever
//! operates the machine.

use super::Timestamp;

/// A process that has not been heard of for this long is not told as running.
pub const SILENT: super::Duration = super::Duration::from_secs(60);

/// One connection of one process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkLine {
    /// The platform's name as people write it.
    pub platform: String,
    /// `connected`, `connecting` or `given_up`.
    pub state: String,
    /// Since when; unknown when given up.
    pub since: Option<Timestamp>,
    /// What the operator must do, if it was given up.
    pub why: Option<String>,
}

/// One running (or lately running) process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Drawn at its start.
    pub id: String,
    /// When it started.
    pub started_at: Timestamp,
    /// Its last heartbeat.
    pub seen_at: Timestamp,
    /// Its program's version.
    pub version: String,
    /// Tells processes of one machine apart; holds no host name.
    pub label: String,
    /// Its connections.
    pub links: Vec<LinkLine>,
}

/// Jobs of one kind in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLine {
    /// State word.
    pub state: String,
    /// Kind word.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// When the first of them is (or was) due.
    pub oldest_due: Timestamp,
}

/// A job that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// What `retry` and `drop` take.
    pub id: i64,
    /// Kind word.
    pub kind: String,
    /// Id of what it is about.
    pub subject: String,
    /// How often it was tried.
    pub attempts: u32,
    /// A code, never a person's words.
    pub why: String,
    /// When it was set aside.
    pub since: Option<Timestamp>,
}

/// A scorecard that was not posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedCard {
    /// Team.
    pub team: String,
    /// Week label.
    pub week: String,
    /// Where it should have been posted.
    pub channel: String,
}

/// A finished backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// When.
    pub at: Timestamp,
    /// Its size.
    pub bytes: u64,
}

/// An installation nothing is sent to, because the platform does not accept us there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PausedLine {
    /// The platform's name as people write it.
    pub platform: String,
    /// The platform's code.
    pub why: String,
    /// Since when.
    pub since: Timestamp,
}

/// A team whose asking a manager has paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffLine {
    /// Team.
    pub team: String,
    /// Since when.
    pub since: Timestamp,
}

/// A receiver of outgoing webhooks that said it is gone, and is told nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneLine {
    /// Its configured name.
    pub webhook: String,
    /// Since when.
    pub since: Timestamp,
}

/// Minutes in which Slack sent no events, because there were too many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withheld {
    /// How many there have been.
    pub minutes: u64,
    /// When we were last told of one.
    pub last_at: Timestamp,
}

/// Cases that wait or are being handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenCases {
    /// How many, over all teams.
    pub count: u64,
    /// When the oldest of them opened.
    pub oldest: Option<Timestamp>,
}

/// Everything `afterword status` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// `SQLite` or `PostgreSQL`.
    pub database: String,
    /// Newest migration.
    pub schema: String,
    /// Who runs.
    pub processes: Vec<Process>,
    /// What waits, by state and kind.
    pub queue: Vec<QueueLine>,
    /// When the oldest message that has not been sent was due, if it is overdue.
    pub oldest_unsent: Option<Timestamp>,
    /// How many were set aside.
    pub dead_count: u64,
    /// The newest of them.
    pub dead: Vec<DeadLetter>,
    /// Scorecards that were not posted, newest first.
    pub missed: Vec<MissedCard>,
    /// The last backup.
    pub backup: Option<Backup>,
    /// Installations nothing is sent to.
    pub paused: Vec<PausedLine>,
    /// Cases that are not over.
    pub cases: OpenCases,
    /// Teams that ask nobody because a manager said so.
    pub off: Vec<OffLine>,
    /// Receivers of webhooks that said they are gone.
    pub gone: Vec<GoneLine>,
    /// Payloads no model could read, kept raw.
    pub unread_count: u64,
    /// Events that were withheld from us, ever.
    pub withheld: Option<Withheld>,
    /// When a restored backup was last noticed.
    pub restored_at: Option<Timestamp>,
}
