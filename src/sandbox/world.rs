//! The world itself: who is in it, what has been said, and the lock around it.
//!
//! Knows that everything visible goes through the journal. Refuses to know wires: `slack` and `discord` keep their own
//! state in here and speak for themselves.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::cast::{Cast, Now, Person};
use super::faults::Faults;
use super::journal::{Entry, Platform, What};
use super::seen::Shown;
use super::witness::Witness;
use super::{discord, slack};

/// How long [`World::until`] waits before it gives up.
const PATIENCE: Duration = Duration::from_secs(15);

/// A small world with a Slack workspace and a Discord guild in it. Clones are the same world.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
}

struct Inner {
    cast: Arc<Cast>,
    faults: Faults,
    witness: RwLock<Option<Witness>>,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

/// Everything that changes.
pub(super) struct State {
    pub cast: Arc<Cast>,
    pub now: Arc<RwLock<Now>>,
    pub journal: Vec<Entry>,
    pub refusing: HashSet<String>,
    /// The next delivery to the app is held up on its way, this long.
    pub detained: Option<(Platform, Duration)>,
    pub slack: slack::State,
    pub discord: discord::State,
    serial: u64,
}

impl State {
    /// World time, milliseconds.
    pub fn now(&self) -> i64 {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner).clone();
        now()
    }

    /// Writes a line of the journal.
    pub fn note(&mut self, platform: Platform, what: What) {
        let entry = Entry { number: self.journal.len(), at: self.now(), platform, what };
        self.journal.push(entry);
    }

    /// Notes that the app broke a rule.
    pub fn violation(&mut self, platform: Platform, rule: impl Into<String>) {
        self.note(platform, What::Violation { rule: rule.into() });
    }

    /// A number never given before.
    pub fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// A person by key, name or id.
    pub fn person(&self, who: &str) -> Option<&Person> {
        self.cast.find(who)
    }
}

impl Cast {
    /// A person by key, name or id on either platform; a leading `@` is ignored.
    pub fn find(&self, who: &str) -> Option<&Person> {
        let who = who.trim_start_matches('@');
        let is = |p: &&Person| p.key == who || p.slack == who || p.discord == who;
        self.people.iter().find(is).or_else(|| self.people.iter().find(|p| p.name.eq_ignore_ascii_case(who)))
    }
}

impl World {
    /// A world with this cast.
    pub fn new(cast: Cast) -> Self {
        let cast = Arc::new(cast);
        let refusing = cast.people.iter().filter(|p| !p.accepts_dms).map(|p| p.key.clone()).collect();
        let state = State {
            now: Arc::new(RwLock::new(cast.now.clone())),
            journal: Vec::new(),
            refusing,
            detained: None,
            slack: slack::State::new(&cast),
            discord: discord::State::new(&cast),
            serial: 0,
            cast: cast.clone(),
        };
        let inner = Inner {
            cast,
            faults: Faults::default(),
            witness: RwLock::default(),
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The demo's world.
    pub fn demo() -> Self {
        Self::new(Cast::demo())
    }

    /// The people, ids and tokens it started with.
    pub fn cast(&self) -> &Cast {
        &self.inner.cast
    }

    /// A person by key, name or id.
    pub fn person(&self, who: &str) -> Option<Person> {
        self.cast().find(who).cloned()
    }

    /// Misbehaviour to come.
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }

    /// From now on this witness sees every call of the app.
    pub fn set_witness(&self, witness: Witness) {
        *self.inner.witness.write().unwrap_or_else(PoisonError::into_inner) = Some(witness);
    }

    pub(super) fn witness(&self) -> Option<Witness> {
        self.inner.witness.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the clock that stamps messages. Limits and time-outs keep to the machine's own time.
    pub fn set_now(&self, now: Now) {
        let slot = self.read(|s| s.now.clone());
        *slot.write().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// World time, milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.read(State::now)
    }

    /// Closes or opens a person's direct messages (Discord; Slack has no such switch).
    pub fn refuse_dms(&self, who: &str, refuse: bool) {
        self.change(|s| {
            let Some(key) = s.person(who).map(|p| p.key.clone()) else { return };
            if refuse {
                s.refusing.insert(key)
            } else {
                s.refusing.remove(&key)
            };
        });
    }

    /// The acts of people in Slack.
    pub fn slack(&self) -> slack::Slack<'_> {
        slack::Slack::new(self)
    }

    /// The acts of people in Discord.
    pub fn discord(&self) -> discord::Discord<'_> {
        discord::Discord::new(self)
    }

    /// The id of a channel given by id or name (a leading `#` is ignored); `None` if there is none.
    pub fn channel(&self, platform: Platform, channel: &str) -> Option<String> {
        self.read(|s| match platform {
            Platform::Slack => s.slack.channel(channel).map(|c| c.id.clone()),
            Platform::Discord => s.discord.channel(channel).map(|c| c.id.clone()),
        })
    }

    /// The direct conversation between a person and the bot, if it was ever opened.
    pub fn dm(&self, platform: Platform, who: &str) -> Option<String> {
        self.read(|s| {
            let key = &s.person(who)?.key;
            match platform {
                Platform::Slack => s.slack.dm_with(key).map(|c| c.id.clone()),
                Platform::Discord => s.discord.dm_with(key).map(|c| c.id.clone()),
            }
        })
    }

    /// What everybody in a channel sees now, oldest first; messages only one person sees are not among them.
    pub fn messages(&self, platform: Platform, channel: &str) -> Vec<Shown> {
        let mut all = self.all_messages(platform, channel);
        all.retain(|m| m.only_for.is_none());
        all
    }

    /// What the app wrote into a channel and everybody there sees now, oldest first.
    pub fn bot_messages(&self, platform: Platform, channel: &str) -> Vec<Shown> {
        let mut all = self.messages(platform, channel);
        all.retain(|m| m.bot);
        all
    }

    fn all_messages(&self, platform: Platform, channel: &str) -> Vec<Shown> {
        self.read(|s| match platform {
            Platform::Slack => slack::shown_in(s, channel),
            Platform::Discord => discord::shown_in(s, channel),
        })
    }

    /// One message as it looks now.
    pub fn message(&self, platform: Platform, channel: &str, id: &str) -> Option<Shown> {
        self.all_messages(platform, channel).into_iter().find(|m| m.id == id)
    }

    /// What only this person sees now, anywhere on the platform, oldest first.
    pub fn ephemerals(&self, platform: Platform, who: &str) -> Vec<Shown> {
        let Some(person) = self.person(who) else { return Vec::new() };
        let mut all = self.read(|s| match platform {
            Platform::Slack => slack::shown_everywhere(s),
            Platform::Discord => discord::shown_everywhere(s),
        });
        all.retain(|m| m.only_for.as_deref() == Some(&person.key));
        all
    }

    /// The raw form before a person, if one is open.
    pub fn open_modal(&self, platform: Platform, who: &str) -> Option<Value> {
        self.read(|s| {
            let key = &s.person(who)?.key;
            match platform {
                Platform::Slack => s.slack.views.get(key).cloned(),
                Platform::Discord => s.discord.modals.get(key).map(|m| m.data.clone()),
            }
        })
    }

    /// Whether the app is connected and ready to receive.
    pub fn connected(&self, platform: Platform) -> bool {
        self.read(|s| match platform {
            Platform::Slack => s.slack.is_connected(),
            Platform::Discord => s.discord.is_connected(),
        })
    }

    /// The whole journal.
    pub fn journal(&self) -> Vec<Entry> {
        self.read(|s| s.journal.clone())
    }

    /// The requests the app made: `(method, path, query, body)`, in order.
    pub fn requests(&self, platform: Platform) -> Vec<(String, String, Value, Value)> {
        let of = |e: Entry| match e.what {
            What::Request { method, path, query, body } if e.platform == platform => Some((method, path, query, body)),
            _ => None,
        };
        self.journal().into_iter().filter_map(of).collect()
    }

    /// The rules the app broke that no platform answers with an error.
    pub fn violations(&self) -> Vec<String> {
        let of = |e: Entry| match e.what {
            What::Violation { rule } => Some(format!("{}: {rule}", e.platform)),
            _ => None,
        };
        self.journal().into_iter().filter_map(of).collect()
    }

    /// Waits until `look` finds something, at most fifteen seconds.
    pub async fn until<T>(&self, look: impl Fn(&World) -> Option<T>) -> Option<T> {
        self.until_within(PATIENCE, look).await
    }

    /// Waits until `look` finds something, at most `patience`.
    pub async fn until_within<T>(&self, patience: Duration, look: impl Fn(&World) -> Option<T>) -> Option<T> {
        let deadline = tokio::time::Instant::now() + patience;
        let mut changed = self.inner.changed.subscribe();
        loop {
            changed.borrow_and_update();
            if let Some(found) = look(self) {
                return Some(found);
            }
            tokio::time::timeout_at(deadline, changed.changed()).await.ok()?.ok()?;
        }
    }

    /// Waits until the app is connected to a platform.
    pub async fn until_connected(&self, platform: Platform) -> bool {
        self.until(|w| w.connected(platform).then_some(())).await.is_some()
    }

    /// Cuts every open socket of a platform without a close frame, as a failing network does.
    pub fn disconnect_sockets(&self, platform: Platform) {
        self.change(|s| match platform {
            Platform::Slack => s.slack.cut_sockets(),
            Platform::Discord => s.discord.cut_sockets(),
        });
    }

    /// The next `n` socket handshakes are accepted by the network and never answered.
    pub fn silent_handshake(&self, platform: Platform, n: usize) {
        self.change(|s| match platform {
            Platform::Slack => s.slack.silent_handshakes = n,
            Platform::Discord => s.discord.silent_handshakes = n,
        });
    }

    /// What a platform delivers to the app next, beginning with the next act, is held up on its way this long; what
    /// comes after it is not. (Discord: only where it calls the app. Its gateway keeps the order.)
    pub fn detain_next(&self, platform: Platform, delay: Duration) {
        self.change(|s| s.detained = Some((platform, delay)));
    }

    /// Waits on the way to the app, if that was asked for.
    pub(super) async fn detained(&self, platform: Platform) {
        let wait = self.change(|s| s.detained.take_if(|(of, _)| *of == platform));
        if let Some((_, delay)) = wait {
            tokio::time::sleep(delay).await;
        }
    }

    /// Slack announces that it will close the app's connections, and does so ten seconds later.
    pub fn slack_refresh(&self) {
        slack::socket::refresh(self);
    }

    /// Looks at the state.
    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state and wakes whoever waits for a change.
    pub(super) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let out = act(&mut self.lock());
        self.inner.changed.send_modify(|n| *n += 1);
        out
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
