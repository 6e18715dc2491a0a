//! What happens, one verb per file: load, decide, commit.
//!
//! Knows the order of things and what is committed together. Refuses to know adapters (only the [`Chat`] trait), SQL, and
//! rules (`domain` decides). Concurrency in two sentences: every act runs in its own task and touches the database only
//! through one transaction at a time; nothing here cancels a database future, so that a dropped connection or a deadline
//! never leaves half a transaction behind (RELIABILITY Q3).

pub mod amend;
pub mod close;
pub mod deliver;
pub mod digest;
pub mod expire;
pub mod explain;
pub mod installation;
pub mod keep;
pub mod pause;
pub mod perform;
pub mod plan;
pub mod receive;
pub mod respond;
pub mod staff;
pub mod tell;

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::chance::Chance;
use crate::chat::{Chat, Chats};
use crate::clock::Clock;
use crate::config::{Settings, Team};
use crate::domain::Timestamp;
use crate::domain::ids::{Identity, Platform, TeamName};
use crate::domain::job::Ending;
use crate::store::{Store, StoreError};

/// Everything a verb may use. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// What we remember.
    pub store: Store,
    /// Where people are.
    pub chats: Chats,
    /// What the operator wants.
    pub settings: Arc<Settings>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Ids and jitter.
    pub chance: Arc<Chance>,
    /// Who belongs to which team.
    pub staff: Arc<staff::Staff>,
    /// Rung when a job was added that may be due at once.
    pub wake: Arc<Notify>,
}

impl Ctx {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The team of this name, else the first one (a source or a ticket may outlive a renamed team).
    pub fn team(&self, name: Option<&str>) -> Option<&Team> {
        name.and_then(|n| self.settings.team(n)).or_else(|| self.settings.teams.first())
    }

    /// The team a stored survey belongs to.
    pub fn team_of(&self, name: &TeamName) -> Option<&Team> {
        self.team(Some(name.as_str()))
    }

    /// Whether this person is an agent or manager of any team.
    pub fn is_staff(&self, person: &Identity) -> bool {
        self.settings.teams.iter().any(|t| self.staff.belongs(t, person))
    }

    /// The chat of a platform, if it is switched on.
    pub fn chat(&self, platform: Platform) -> Option<&Arc<dyn Chat>> {
        self.chats.get(platform)
    }

    /// Fills in the workspace of a Slack identity that came without one (`slack:U01` in a webhook or in configuration),
    /// so that one person is not two.
    pub fn placed(&self, identity: &Identity) -> Identity {
        let installation = identity
            .platform()
            .filter(|p| *p == Platform::Slack && identity.installation.is_empty())
            .and_then(|p| self.chat(p))
            .and_then(|c| c.installation());
        match installation {
            Some(workspace) => Identity { installation: workspace, ..identity.clone() },
            None => identity.clone(),
        }
    }
}

/// Runs a unit of work in a task of its own and waits for it: whoever waits may be dropped (a client hangs up), the
/// database work never is.
pub async fn detached<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(result) => result,
        Err(_) => Err(StoreError::Database("the unit of work stopped unexpectedly".to_owned())),
    }
}

/// How often a decision is made again when somebody else changed the row first.
const STALE_TRIES: usize = 5;

/// Makes a decision again while [`StoreError::Stale`] says that the row changed under it.
pub async fn until_fresh<T, F, Fut>(mut attempt: F) -> Result<T, StoreError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, StoreError>>,
{
    let mut tries = 0;
    loop {
        match attempt().await {
            Err(StoreError::Stale) if tries < STALE_TRIES => tries += 1,
            other => return other,
        }
    }
}

/// A database failure inside a job that sends nothing: simply tried again.
pub(crate) fn store_failed(error: &StoreError) -> Ending {
    Ending::Retry { why: format!("store: {error}") }
}

/// A database failure inside a job that sends: the message may be visible already, so look before sending again.
pub(crate) fn store_failed_around_a_send(error: &StoreError) -> Ending {
    Ending::Unknown { why: format!("store: {error}") }
}
