//! One journey of two customers, webhook → prompt → click → comment → scorecard, through a program that dies once.
//!
//! Knows what everybody outside does when nothing answers: the operator's supervisor starts the program again, the
//! helpdesk sends again what got no 2xx, a person presses again if they were not thanked. Looks into the
//! database only to learn whether the queue is at rest. Refuses to judge the outcome (`truth` does).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use afterword::clock::Clock;
use afterword::domain::Timestamp;
use afterword::sandbox::{Platform, Seen, Shown, World as Planet};
use afterword::store::Store;
use serde_json::json;

use super::Way;
use super::death::Death;
use super::line;
use crate::hooks::attempt;
use crate::program::Program;
use crate::world::{Discord, Slack, TEAM, Wish, World, at};

/// Who is asked, where, about which ticket.
pub const CUSTOMERS: [(Platform, &str, &str); 2] = [(Slack, "mia", "31"), (Discord, "jonas", "32")];
/// What they press and write.
pub const SCORE: u8 = 2;
pub const WORDS: &str = "It took three days.";
/// How they are thanked for words.
const SAVED: &str = "that is saved";
/// The Monday after the start, a moment after 09:00 in Berlin.
const MONDAY: &str = "2026-11-30T08:00:01Z";
/// A little more than a dead process's lease, and than the time an ambiguous send is given to arrive.
const LEASE_OVER: afterword::domain::Duration = afterword::domain::Duration::from_secs(61);
/// A lease, the time until it is first seen, and a busy machine's delay.
const LEASES_TAKEN_BACK: Duration = Duration::from_secs(75);
/// What is to be seen is waited for so long before the queue is looked at.
const QUIET: Duration = Duration::from_millis(1_200);
/// Between two looks at the queue.
const GLANCE: Duration = Duration::from_millis(250);
/// What is due later than this is not waited for: the end of a survey's window.
const FAR_MS: i64 = 15 * 60 * 1_000;
/// So often, before something counts as lost.
const PATIENCE: usize = 14;

/// What a queue still has to do.
enum Unrest {
    None,
    /// When time has passed.
    Later,
    /// The program died over it, or does not get it done.
    Now,
}

/// A world and the program in it.
pub struct Ride {
    pub world: World,
    /// Where the database really is.
    database: String,
    reader: Option<Store>,
    program: Program,
    death: Arc<Death>,
    /// Whether the program was killed on the way.
    pub killed: bool,
    /// What never came although everybody tried, in words.
    pub missing: Vec<String>,
    /// The tickets whose customers' words were taken with thanks.
    pub explained: Vec<String>,
}

impl Ride {
    /// Starts the program that is to die at its `n`-th step, and once more if it dies before it is ready.
    pub async fn begin(database: Option<String>, way: Way, n: usize) -> Self {
        let death = Death::at(n, way.moment());
        let direct = database.clone();
        let database = match (way, database) {
            (Way::Commit(_), Some(url)) => Some(line::through(&url, death.clone()).await),
            (_, database) => database,
        };
        let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
        let mut world = World::with(Wish { wound: true, survey, database, ..Wish::default() }).await;
        if let Way::Request(_, part) = way {
            world.planet().set_witness(death.witness(part));
        }
        let mut program = Program::spawn(&world, &way.launch(n));
        death.awaits(program.pid());
        // Not asked whether it is ready: its answers would be counted with its other sends.
        let audible = program.becomes_audible(&mut world).await;
        assert!(audible || program.has_ended(), "neither audible nor killed:\n{}", program.log());
        let database = direct.unwrap_or_else(|| world.database().to_owned());
        let mut ride = Self {
            world,
            database,
            reader: None,
            program,
            death,
            killed: false,
            missing: Vec::new(),
            explained: Vec::new(),
        };
        ride.keep_alive().await;
        ride
    }

    /// From the first webhook to a program at rest and stopped. A press is news of its prompt, so that a doubtful send is
    /// settled by it; `patient` customers press only when the queue has settled it alone.
    pub async fn through(&mut self, patient: bool) {
        for (platform, who, ticket) in CUSTOMERS {
            self.close(platform, who, ticket).await;
        }
        for (platform, who, _) in CUSTOMERS {
            self.until("the prompt", |w| prompt(w, platform, who).is_some()).await;
        }
        if patient {
            self.come_to_rest().await;
        }
        for (platform, who, ticket) in CUSTOMERS {
            self.press(platform, who).await;
            self.explain(platform, who, ticket).await;
        }
        for (platform, who, _) in CUSTOMERS {
            self.until("the prompt's thanks", |w| written(w, platform, who).iter().all(|m| m.buttons.is_empty())).await;
        }
        self.come_to_rest().await;
        self.world.wind(at(MONDAY).duration_since(self.world.clock.now()));
        for (platform, channel) in TEAM {
            self.until("the scorecard", |w| !w.bot_messages(platform, channel).is_empty()).await;
        }
        self.come_to_rest().await;
        self.stop().await;
    }

    /// A supervisor: starts it again, without a murderer this time.
    async fn keep_alive(&mut self) {
        loop {
            if self.program.has_ended() {
                assert!(!self.killed, "it ended without being killed:\n{}", self.program.log());
                self.killed = true;
                self.program = Program::serve(&mut self.world).await;
            }
            let connected = |w: &Planet| (w.connected(Slack) && w.connected(Discord)).then_some(());
            let patience = Duration::from_millis(500);
            if self.world.planet().until_within(patience, connected).await.is_some() {
                return;
            }
        }
    }

    /// Waits until nothing is due now and nobody is at work, or the program died. On PostgreSQL the survivors count a dead
    /// process's lease themselves, by no clock that could be wound: really waits. What is still to come after that;
    /// nothing, if the queue is at rest.
    async fn settle(&mut self) -> Unrest {
        let began = tokio::time::Instant::now();
        while began.elapsed() < LEASES_TAKEN_BACK && !self.program.has_ended() {
            if let Some((depth, next)) = self.queue().await {
                let now = self.world.planet().now();
                let due_within = |span: i64| next.is_some_and(|due| due.as_millisecond() <= now + span);
                if !depth.contains_key("executing") && !due_within(0) {
                    let soon = depth.contains_key("unknown") || due_within(FAR_MS);
                    return if soon { Unrest::Later } else { Unrest::None };
                }
            }
            tokio::time::sleep(GLANCE).await;
        }
        Unrest::Now
    }

    /// Jobs by state, and when the next one is due; `None` while the database cannot be read.
    async fn queue(&mut self) -> Option<(BTreeMap<String, u64>, Option<Timestamp>)> {
        if self.reader.is_none() {
            self.reader = Store::open_to_read(&self.database).await.ok();
        }
        self.reader.as_ref()?.queue_depth().await.ok()
    }

    /// Waits for something to be seen; when nothing is left to do, time passes.
    async fn until(&mut self, what: &str, look: impl Fn(&Planet) -> bool) {
        for _ in 0..PATIENCE {
            self.keep_alive().await;
            let _ = self.world.planet().until_within(QUIET, |w| look(w).then_some(())).await;
            self.settle().await;
            if look(self.world.planet()) {
                return;
            }
            if !self.program.has_ended() {
                self.world.wind(LEASE_OVER);
            }
        }
        self.missing.push(what.to_owned());
    }

    /// Lets everything in doubt be looked into, until nothing is left to do.
    async fn come_to_rest(&mut self) {
        for _ in 0..PATIENCE {
            self.keep_alive().await;
            match self.settle().await {
                Unrest::None => return,
                Unrest::Later => self.world.wind(LEASE_OVER),
                Unrest::Now => {}
            }
        }
    }

    /// The helpdesk's webhook, sent again until it is taken.
    async fn close(&mut self, platform: Platform, who: &str, ticket: &str) {
        let person = self.world.planet().person(who).unwrap();
        let customer = match platform {
            Slack => json!({ "slack": person.slack }),
            Discord => json!({ "discord": person.discord }),
        };
        let ticket_facts = json!({ "id": ticket, "title": "Charged twice", "customer": customer });
        let body = json!({ "event": "ticket.solved", "ticket": ticket_facts });
        for _ in 0..PATIENCE {
            if attempt(&self.world, "desk", &body, &format!("d-{ticket}")).await == Some(200) {
                return;
            }
            self.keep_alive().await;
        }
        self.missing.push(format!("the thanks for close {ticket}"));
    }

    /// Presses until thanked: privately, or by the prompt itself.
    async fn press(&mut self, platform: Platform, who: &str) {
        for _ in 0..PATIENCE {
            let Some(prompt) = prompt(self.world.planet(), platform, who) else { return };
            let seen = self.world.press(who, &prompt, &SCORE.to_string()).await;
            if seen.private_text().contains(&format!("Saved: {SCORE} of 7")) {
                return;
            }
            self.keep_alive().await;
        }
        self.missing.push(format!("{who}'s thanks for a press"));
    }

    /// Writes why, until that is thanked. Who was thanked only by the prompt has nothing to write into.
    async fn explain(&mut self, platform: Platform, who: &str, ticket: &str) {
        let mut may = self.can_explain(platform, who);
        for _ in 0..PATIENCE {
            if !may {
                return;
            }
            if self.world.planet().open_modal(platform, who).is_none() {
                self.world.press_private(platform, who, "Tell us why").await;
            }
            if self.world.planet().open_modal(platform, who).is_some() {
                let seen = self.world.comment(platform, who, WORDS).await;
                if thanked_for_words(&seen) {
                    self.explained.push(ticket.to_owned());
                    return;
                }
            }
            self.keep_alive().await;
            may = self.can_explain(platform, who);
        }
        self.missing.push(format!("{who}'s thanks for a comment"));
    }

    fn can_explain(&self, platform: Platform, who: &str) -> bool {
        let private = self.world.planet().ephemerals(platform, who);
        let open = self.world.planet().open_modal(platform, who).is_some();
        open || private.iter().any(|m| m.button("Tell us why").is_some())
    }

    async fn stop(&mut self) {
        self.program.signal("TERM");
        let status = self.program.ended(Duration::from_secs(30)).await;
        self.killed |= status.code() != Some(0);
        self.death.misses();
        if let Some(reader) = self.reader.take() {
            reader.close().await;
        }
    }

    /// What the last process said, for whoever wonders.
    pub fn log(&self) -> String {
        self.program.log()
    }
}

/// Slack turns the form into the thanks, Discord answers.
fn thanked_for_words(seen: &Seen) -> bool {
    let form = seen.form.as_ref().map(ToString::to_string).unwrap_or_default();
    seen.private_text().contains(SAVED) || form.contains(SAVED)
}

/// What the bot wrote to this person.
fn written(world: &Planet, platform: Platform, who: &str) -> Vec<Shown> {
    world.dm(platform, who).map(|dm| world.bot_messages(platform, &dm)).unwrap_or_default()
}

/// The first message to this person that can still be pressed.
fn prompt(world: &Planet, platform: Platform, who: &str) -> Option<Shown> {
    written(world, platform, who).into_iter().find(|m| !m.buttons.is_empty())
}
