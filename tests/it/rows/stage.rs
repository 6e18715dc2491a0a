//! The program beside a sandbox with many customers, and the questions every row of bad input ends with.
//!
//! Knows how a well-signed webhook is sent, what the ledger says, and whether an ordinary close and press still work.
//! Refuses to know any row.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use afterword::sandbox::{Cast, Person, Platform, Role, Shown};
use serde_json::{Value, json};

use crate::hooks::{client, sign};
use crate::program::{Launch, Program, printed};
use crate::world::{Discord, PLAIN_SECRET, Slack, Ticket, Wish, World};

/// Customers who exist only to be asked once each (`crowd-0`, `crowd-1`, …).
const CROWD: usize = 60;
/// No line of the log may be longer: whatever came in, what is said of it is bounded.
const LONGEST_LINE: usize = 2_000;

/// A source by preset, besides those of the fixtures.
const PLAIN: &str = r#"
[[source]]
name = "plain"
preset = "generic"
team = "Payments"
auth = { secret_env = ["PLAIN_SECRET"] }
"#;

/// A running program.
pub struct Stage {
    pub world: World,
    pub program: Program,
    next: AtomicUsize,
}

impl Stage {
    /// Serves the world of every test, asking without delay at any hour.
    pub async fn set() -> Self {
        Self::with(Wish::default()).await
    }

    /// The same with wishes of its own; `idle` and the rules of asking are settled here.
    pub async fn with(wish: Wish) -> Self {
        Self::launched(wish, &Launch::default()).await
    }

    /// The same with the program started in another way.
    pub async fn launched(wish: Wish, how: &Launch) -> Self {
        let mut cast = Cast { rates: false, ..wish.cast.clone() };
        cast.people.extend((0..CROWD).map(member));
        let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
        let mut world = World::with(Wish { idle: true, survey, cast, ..wish }).await;
        let config = std::fs::read_to_string(world.config_file()).unwrap();
        std::fs::write(world.config_file(), config + PLAIN).unwrap();
        let program = Program::launch(&mut world, how).await;
        for platform in [Slack, Discord] {
            assert!(world.planet().until_connected(platform).await, "{platform:?} did not connect");
        }
        Self { world, program, next: AtomicUsize::new(0) }
    }

    /// Somebody who was never asked.
    pub fn somebody(&self) -> Person {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        self.world.planet().person(&format!("crowd-{n}")).expect("a larger crowd")
    }

    /// A well-signed delivery of these bytes to the `plain` source; its status.
    pub async fn hook(&self, body: &[u8]) -> u16 {
        let now = (self.world.planet().now() / 1_000).to_string();
        let signature = hex::encode(sign(PLAIN_SECRET, &[now.as_bytes(), b".", body]));
        let request = client()
            .post(self.world.url("/hooks/plain"))
            .header("content-type", "application/json")
            .header("x-afterword-signature", format!("sha256={signature}"))
            .header("x-afterword-timestamp", now)
            .body(body.to_vec());
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let told = response.text().await.unwrap();
        assert!(told.len() < 200, "an answer says no more than its status: {told}");
        status
    }

    /// A delivery of this event.
    pub async fn event(&self, event: &str, ticket: Value) -> u16 {
        self.hook(json!({ "event": event, "ticket": ticket }).to_string().as_bytes()).await
    }

    /// A close is delivered and taken.
    pub async fn closed(&self, ticket: Value) {
        assert_eq!(self.event("ticket.closed", ticket).await, 200);
    }

    /// The program's own ledger, newest state: a row per close and question asked.
    pub fn ledger(&self) -> Vec<Value> {
        printed(&self.world, &["export", "tickets", "--format", "jsonl"])
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Every answer stored.
    pub fn answers(&self) -> Vec<Value> {
        printed(&self.world, &["export", "answers", "--format", "jsonl"])
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The rows of one ticket, once every delivery about it has been worked through.
    pub async fn rows(&self, ticket: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        // Long enough for one retry: two jobs that change one person at once may cost one of them its first attempt.
        let deadline = Instant::now() + Duration::from_secs(75);
        loop {
            let mut rows = self.ledger();
            rows.retain(|row| row["ticket_id"] == ticket);
            if wanted(&rows) || Instant::now() > deadline {
                return rows;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// State and reason of a ticket's one close, as soon as it is there and no longer planned.
    pub async fn fate(&self, ticket: &str) -> (String, String) {
        let settled = |rows: &[Value]| rows.first().is_some_and(|row| row["state"] != "planned");
        let rows = self.rows(ticket, settled).await;
        assert!(!rows.is_empty(), "{ticket:?} is not in the ledger:\n{}", self.program.log());
        let row = &rows[0];
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        (word("state"), word("reason"))
    }

    /// The messages with buttons that a person sees in their direct conversation.
    pub fn open_prompts(&self, platform: Platform, who: &str) -> Vec<Shown> {
        let planet = self.world.planet();
        let Some(dm) = planet.dm(platform, who) else { return Vec::new() };
        planet.bot_messages(platform, &dm).into_iter().filter(|m| !m.buttons.is_empty()).collect()
    }

    /// Whether anything was ever written to this person directly.
    pub fn was_written_to(&self, platform: Platform, who: &str) -> bool {
        let planet = self.world.planet();
        planet.dm(platform, who).is_some_and(|dm| !planet.bot_messages(platform, &dm).is_empty())
    }

    /// A fresh conversation that ends in a visible prompt.
    pub async fn asked(&self, platform: Platform) -> (String, Ticket, Shown) {
        let who = self.somebody().key;
        let ticket = self.world.open(platform, &who).await;
        let seen = self.world.close(&ticket).await;
        assert!(seen.error.is_none(), "{seen:?}\n{}", self.program.log());
        let prompt = self.world.planet().until(|_| self.world.prompt(&ticket)).await;
        assert!(prompt.is_some(), "no prompt appeared:\n{}", self.program.log());
        (who, ticket, prompt.unwrap())
    }

    /// What every row ends with: an ordinary close is asked about and its press is thanked, on both platforms; nothing
    /// panicked, and no line of the log is without bounds.
    pub async fn still_works(&self) {
        for platform in [Slack, Discord] {
            let (who, _, prompt) = self.asked(platform).await;
            let seen = self.world.press(&who, &prompt, "6").await;
            assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}\n{}", self.program.log());
        }
        let answer = client().get(self.world.url("/readyz")).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        self.log_is_calm();
    }

    fn log_is_calm(&self) {
        let log = self.program.log();
        assert!(!log.contains("panicked"), "{log}");
        let longest = log.lines().map(str::len).max().unwrap_or_default();
        assert!(longest < LONGEST_LINE, "a line of {longest} bytes: {log}");
    }
}

fn member(n: usize) -> Person {
    let (slack, discord) = (format!("U0CROWD{n:04}"), format!("93000000000000{n:04}"));
    Person::new(&format!("crowd-{n}"), &format!("Crowd {n}"), Role::Customer, &slack, &discord)
}

/// Calls that open or write something before people's eyes. A start makes others of its own, whatever happens.
pub fn calls_to_people(planet: &afterword::sandbox::World) -> usize {
    let reaches = |(method, path, ..): &(String, String, Value, Value)| {
        let slack = ["chat.", "views.", "conversations.open"].iter().any(|call| path.contains(call));
        let discord = ["/messages", "/callback", "/webhooks/", "/@me/channels"].iter().any(|call| path.contains(call));
        slack || (discord && method != "GET")
    };
    [Slack, Discord].into_iter().flat_map(|platform| planet.requests(platform)).filter(reaches).count()
}
