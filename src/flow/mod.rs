//! What happens, one verb per file: load, decide, commit.
//!
//! Knows the order of things and what is committed together. Refuses to know adapters (only the [`Chat`] trait), SQL, and
//! rules (`domain` decides). Concurrency in two sentences: every act runs in its own task and touches the database only
//! through one transaction at a time; nothing here cancels a database future, so that a dropped connection or a deadline
//! never leaves half a transaction behind (RELIABILITY Q3).

pub mod amend;
pub mod announce;
pub mod api;
mod asked;
pub mod beside;
pub mod case;
pub mod close;
pub mod compare;
pub mod credit;
pub mod dashboard;
pub mod deliver;
pub mod digest;
pub mod expire;
pub mod explain;
pub mod forget;
pub mod hand_back;
pub mod home;
pub mod installation;
pub mod keep;
mod ladder;
pub mod linking;
pub mod me;
pub mod missed;
mod names;
pub mod off;
pub mod online;
pub mod pause;
pub mod perform;
pub mod plan;
pub mod preview;
pub mod promise;
mod quiet;
mod quieten;
pub mod receive;
pub mod refusals;
pub mod remind;
pub mod respond;
pub mod staff;
pub mod tell;
mod working;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration as Wait;

use tokio::sync::Notify;

use crate::chance::Chance;
use crate::chat::{Actor, Chat, Chats, Until};
use crate::clock::{self, Clock};
use crate::config::{Settings, Team};
use crate::domain::Timestamp;
use crate::domain::ids::{Identity, Platform, TeamName};
use crate::domain::job::{Ending, Job, SEND_WITHIN};
use crate::domain::language::Language;
use crate::domain::survey::Survey;
use crate::present::words::{Speaker, Voice};
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
    /// Who was turned away.
    pub refusals: Arc<refusals::Refusals>,
    /// Rung when a job was added that may be due at once.
    pub wake: Arc<Notify>,
}

impl Ctx {
    /// For a command that reaches nobody in a chat; what must be sent waits for a process that serves.
    pub fn without_chats(store: Store, settings: Settings, clock: Arc<dyn Clock>, chance: Arc<Chance>) -> Self {
        let (chats, staff, refusals, wake) = (Chats::default(), Arc::default(), Arc::default(), Arc::default());
        Self { store, chats, settings: Arc::new(settings), clock, chance, staff, refusals, wake }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What is wrong with the clock, if that can be told: nothing may be decided by it then.
    pub fn clock_problem(&self) -> Option<String> {
        clock::implausible(self.now())
    }

    /// Until when a send of a job claimed now may leave.
    pub fn until_others_may(&self) -> Until {
        Until::after(SEND_WITHIN, self.clock.clone())
    }

    /// The team of this name, else the first one (a source or a ticket may outlive a renamed team).
    pub fn team(&self, name: Option<&str>) -> Option<&Team> {
        name.and_then(|n| self.settings.team(n)).or_else(|| self.settings.teams.first())
    }

    /// The team a stored survey belongs to.
    pub fn team_of(&self, name: &TeamName) -> Option<&Team> {
        self.team(Some(name.as_str()))
    }

    /// The language a team's scorecard speaks; English for a team that is gone.
    pub fn voice_of(&self, name: &TeamName) -> Voice {
        self.team_of(name).map(Team::voice).unwrap_or_default()
    }

    /// The same to somebody who named no team of ours: their first team's language, else the first team's.
    pub fn voice_to(&self, by: &Actor) -> Voice {
        let mut teams = self.settings.teams.iter();
        let own = teams.find(|team| self.staff.belongs(team, &by.identity));
        own.or(self.settings.teams.first()).map(Team::voice).unwrap_or_default()
    }

    /// The same to somebody of no team: what they read themselves, as far as that is known ([`reader`](Self::reader)).
    pub async fn voice_outside(&self, by: &Actor) -> Voice {
        Voice::of(self.reader(by).await.language())
    }

    /// What a survey's customer reads: in the language it was asked in, in its team's words.
    pub fn speaker(&self, survey: &Survey) -> Speaker<'_> {
        match self.team_of(&survey.team) {
            Some(team) => team.speaker(survey.wording.language),
            None => Speaker::plain(survey.wording.language.unwrap_or_default()),
        }
    }

    /// The same to one person: in the language their platform says they use right now, if it says one of ours.
    pub fn speaker_to(&self, survey: &Survey, by: &Actor) -> Speaker<'_> {
        self.speaker(survey).in_language(by.locale.as_deref().and_then(Language::from_locale))
    }

    /// What somebody reads who is not spoken to about a survey: their platform's language, else what is remembered of
    /// them, else the first team's. Not knowing is no obstacle.
    pub async fn speaker_of(&self, by: &Actor) -> Speaker<'_> {
        let said = by.locale.as_deref().and_then(Language::from_locale);
        let language = match said {
            Some(language) => Some(language),
            None => {
                let remembered = self.store.locale_of(&by.identity).await.ok().flatten();
                remembered.as_deref().and_then(Language::from_locale)
            }
        };
        match self.settings.teams.first() {
            Some(team) => team.speaker(language),
            None => Speaker::plain(language.unwrap_or_default()),
        }
    }

    /// The same for whoever can wait a moment for it: where nothing is known of them yet, their platform is asked. Not
    /// inside a transaction.
    pub async fn reader(&self, by: &Actor) -> Speaker<'_> {
        let known = self.speaker_of(by).await;
        let nothing_said = by.locale.is_none() && matches!(self.store.locale_of(&by.identity).await, Ok(None));
        let Some(chat) = by.identity.platform().and_then(|p| self.chat(p)).filter(|_| nothing_said) else {
            return known;
        };
        let profile = tokio::time::timeout(PATIENCE, chat.profile(&by.identity)).await;
        let locale = profile.ok().and_then(Result::ok).flatten().and_then(|profile| profile.locale);
        known.in_language(locale.as_deref().and_then(Language::from_locale))
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

impl Ctx {
    /// These identities, and every other that configuration says is the same person's. Nobody is guessed to be somebody.
    pub fn together(&self, identities: &[Identity]) -> Vec<Identity> {
        let mut all: Vec<Identity> = identities.iter().map(|i| self.placed(i)).collect();
        for person in &self.settings.people {
            let known = |i: &Identity| all.iter().any(|one| one.matches(i));
            if person.iter().any(known) {
                let more: Vec<Identity> = person.iter().filter(|i| !known(i)).map(|i| self.placed(i)).collect();
                all.extend(more);
            }
        }
        all
    }
}

/// A claimed job while it is ours.
#[derive(Debug, Clone)]
pub struct Held {
    /// The job.
    pub job: Job,
    /// Until when what it sends may leave: some time before anyone else may take it for abandoned.
    pub until: Until,
}

impl std::ops::Deref for Held {
    type Target = Job;

    fn deref(&self) -> &Job {
        &self.job
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

/// Longest wait for what a platform says of somebody who waits for an answer; they wait three seconds in all.
const PATIENCE: Wait = Wait::from_millis(800);

/// How often a decision is made again when somebody else changed the row first.
const STALE_TRIES: usize = 5;

/// How often a unit that the database called off is begun again.
const CALLED_OFF_TRIES: usize = 3;

/// Makes a decision again while [`StoreError::Stale`] says that the row changed under it, or the database called it off.
pub async fn until_fresh<T, F, Fut>(mut attempt: F) -> Result<T, StoreError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, StoreError>>,
{
    let (mut stale, mut called_off) = (0, 0);
    loop {
        match attempt().await {
            Err(StoreError::Stale) if stale < STALE_TRIES => stale += 1,
            Err(StoreError::CalledOff) if called_off < CALLED_OFF_TRIES => called_off += 1,
            other => return other,
        }
    }
}

/// Between two attempts to tell a database that does not answer.
const INSIST: Wait = Wait::from_secs(1);

/// Stores what became of a send, however often it takes while the job is ours: it has happened, whatever the database says,
/// and what is not stored has to be looked for later.
pub(crate) async fn insist<T, F, Fut>(job: &Held, mut attempt: F) -> Result<T, StoreError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, StoreError>>,
{
    loop {
        match until_fresh(&mut attempt).await {
            Err(StoreError::Database(problem)) if !job.until.is_over() => {
                tracing::warn!(job = job.id, problem, "the outcome could not be stored; trying again");
                tokio::time::sleep(INSIST).await;
            }
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
