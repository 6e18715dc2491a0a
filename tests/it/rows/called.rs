//! The program with both platforms calling it, and calls as anybody on the network could make them.
//!
//! Knows how Slack and Discord sign, and how to spoil that. Refuses to know any row.

use std::time::{Duration, Instant};

use afterword::clock::{Clock, SystemClock};
use afterword::sandbox::{Cast, Person, Platform, Role, Shown};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

use crate::hooks::{client, deliver, sign};
use crate::program::{Launch, Program, printed};
use crate::world::{Slack, Wish, World};

pub const FORM: &str = "application/x-www-form-urlencoded";
pub const JSON: &str = "application/json";
/// Customers who exist only to be asked once each (`crowd-0`, `crowd-1`, …).
pub const CROWD: usize = 200;

/// A running program that is called.
pub struct Called {
    pub world: World,
    pub program: Program,
}

/// A call before it is made: everything in it can be changed.
#[derive(Clone)]
pub struct Call {
    pub path: &'static str,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Now, in seconds.
pub fn now() -> i64 {
    SystemClock::default().now().as_second()
}

impl Called {
    /// Serves, asking without delay at any hour.
    pub async fn up() -> Self {
        Self::launched(&Launch::default()).await
    }

    pub async fn launched(how: &Launch) -> Self {
        Self::stored_in(None, how).await
    }

    /// With this database; with `None`, a new SQLite file.
    pub async fn stored_in(database: Option<String>, how: &Launch) -> Self {
        Self::among(Cast { rates: false, ..Cast::demo().reading_english() }, database, how).await
    }

    /// On platforms that refuse whoever calls too fast.
    pub async fn paced() -> Self {
        Self::among(Cast::demo().reading_english(), None, &Launch::default()).await
    }

    async fn among(mut cast: Cast, database: Option<String>, how: &Launch) -> Self {
        cast.people.extend((0..CROWD).map(member));
        let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
        let mut world = World::with(Wish { idle: true, called: true, survey, cast, database, ..Wish::default() }).await;
        let program = Program::launch(&mut world, how).await;
        Self { world, program }
    }

    fn cast(&self) -> &Cast {
        self.world.planet().cast()
    }

    /// A body signed as Slack does, at this second.
    pub fn slack_at(&self, at: i64, path: &'static str, kind: &str, body: impl Into<Vec<u8>>) -> Call {
        self.slack_with(&self.cast().slack_signing_secret, at, path, kind, body)
    }

    pub fn slack_with(&self, secret: &str, at: i64, path: &'static str, kind: &str, body: impl Into<Vec<u8>>) -> Call {
        let body = body.into();
        let digest = sign(secret, &[format!("v0:{at}:").as_bytes(), &body]);
        let call = Call { path, headers: Vec::new(), body };
        call.with("content-type", kind)
            .with("x-slack-request-timestamp", &at.to_string())
            .with("x-slack-signature", &format!("v0={}", hex::encode(digest)))
    }

    pub fn slack(&self, path: &'static str, kind: &str, body: impl Into<Vec<u8>>) -> Call {
        self.slack_at(now(), path, kind, body)
    }

    pub fn event(&self, payload: &Value) -> Call {
        self.slack("/slack/events", JSON, payload.to_string())
    }

    pub fn interaction(&self, payload: &Value) -> Call {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
        self.slack("/slack/interactions", FORM, form)
    }

    /// A body signed as Discord does, at this second.
    pub fn discord_at(&self, at: &str, body: impl Into<Vec<u8>>) -> Call {
        let body = body.into();
        let signature = SigningKey::from_bytes(&self.cast().discord_key).sign(&[at.as_bytes(), &body].concat());
        let call = Call { path: "/discord/interactions", headers: Vec::new(), body };
        call.with("content-type", JSON)
            .with("x-signature-timestamp", at)
            .with("x-signature-ed25519", &hex::encode(signature.to_bytes()))
    }

    pub fn discord(&self, payload: &Value) -> Call {
        self.discord_at(&now().to_string(), payload.to_string())
    }

    /// Discord's PING.
    pub fn ping(&self) -> Value {
        json!({ "id": "1", "application_id": self.cast().discord_application, "type": 1, "token": "t", "version": 1 })
    }

    /// Makes the call: status and body.
    pub async fn make(&self, call: Call) -> (u16, String) {
        let request = client().post(self.world.url(call.path)).body(call.body);
        let request = call.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.text().await.unwrap())
    }

    /// Makes a call that must be answered with this status, and with nothing that tells why.
    pub async fn refused(&self, call: Call, status: u16, what: &str) {
        let (given, told) = self.make(call).await;
        assert_eq!(given, status, "{what}: {told}\n{}", self.program.log());
        let telling =
            ["signature", "secret", "timestamp", "payload", "key"].iter().any(|w| told.to_lowercase().contains(w));
        assert!(told.len() < 40 && !telling, "{what} is told more than its status: {told}");
    }

    /// Closes a ticket of this person by webhook and waits for their prompt.
    pub async fn asked(&self, platform: Platform, who: &str, ticket: &str) -> Shown {
        self.closed(platform, who, ticket).await;
        let open = |w: &afterword::sandbox::World| {
            let dm = w.dm(platform, who)?;
            w.bot_messages(platform, &dm).into_iter().find(|m| !m.buttons.is_empty())
        };
        let prompt = self.world.planet().until(open).await;
        assert!(prompt.is_some(), "no prompt appeared:\n{}", self.program.log());
        prompt.unwrap()
    }

    pub async fn closed(&self, platform: Platform, who: &str, ticket: &str) {
        let person = self.world.planet().person(who).unwrap();
        let customer =
            if platform == Slack { json!({ "slack": person.slack }) } else { json!({ "discord": person.discord }) };
        let ticket = json!({ "id": ticket, "title": "Charged twice", "customer": customer });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        assert_eq!(deliver(&self.world, "desk", &body, &format!("d-{ticket}")).await, 200);
    }

    /// Every answer stored.
    pub fn answers(&self) -> Vec<Value> {
        rows(&printed(&self.world, &["export", "answers", "--format", "jsonl"]))
    }

    /// What every row ends with: both chats work, nothing panicked, no line of the log is without bounds.
    pub async fn still_works(&self) {
        for (platform, n) in [(Slack, CROWD - 1), (Platform::Discord, CROWD - 2)] {
            let who = format!("crowd-{n}");
            let prompt = self.asked(platform, &who, &format!("last-{n}")).await;
            let seen = self.world.press(&who, &prompt, "6").await;
            assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}\n{}", self.program.log());
        }
        let log = self.program.log();
        assert!(!log.contains("panicked"), "{log}");
        let longest = log.lines().map(str::len).max().unwrap_or_default();
        assert!(longest < 2_000, "a line of {longest} bytes");
    }
}

impl Call {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this header changed; gone, if `None`.
    pub fn changed(mut self, name: &str, value: Option<&str>) -> Self {
        self.headers.retain(|(n, _)| n != name);
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        &self.headers.iter().find(|(n, _)| n == name).unwrap().1
    }
}

fn rows(jsonl: &str) -> Vec<Value> {
    jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn member(n: usize) -> Person {
    let (slack, discord) = (format!("U0CROWD{n:04}"), format!("93000000000000{n:04}"));
    Person::new(&format!("crowd-{n}"), &format!("Crowd {n}"), Role::Customer, &slack, &discord)
}

/// How long this takes.
pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let began = Instant::now();
    let result = work.await;
    (result, began.elapsed())
}
