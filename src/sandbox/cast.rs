//! Who lives in the world and where they talk.
//!
//! Knows names and ids, and that the same person has one on each platform. Knows nothing of messages or wires.

use std::sync::Arc;

use serde::Serialize;

/// Which part a person plays. The platforms do not know it; the demo page and the tests do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Helps customers.
    Agent,
    /// Is helped.
    Customer,
    /// Leads the team.
    Manager,
}

/// A person, the same on both platforms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Short handle for tests: `mia`.
    pub key: String,
    /// Name as shown: `Mia`.
    pub name: String,
    /// Part played.
    pub role: Role,
    /// Slack user id.
    pub slack: String,
    /// Discord user id.
    pub discord: String,
    /// E-mail address known to Slack.
    pub email: String,
    /// A program.
    pub is_bot: bool,
    /// IANA zone.
    pub zone: String,
    /// BCP 47 locale (`en-US`).
    pub locale: String,
    /// Takes direct messages from bots on Discord.
    pub accepts_dms: bool,
}

impl Person {
    /// A person who takes direct messages, in Berlin, reading English.
    pub fn new(key: &str, name: &str, role: Role, slack: &str, discord: &str) -> Self {
        Self {
            key: key.to_owned(),
            name: name.to_owned(),
            role,
            slack: slack.to_owned(),
            discord: discord.to_owned(),
            email: format!("{key}@example.com"),
            is_bot: false,
            zone: "Europe/Berlin".to_owned(),
            locale: "en-US".to_owned(),
            accepts_dms: true,
        }
    }

    /// The same person elsewhere and reading another language.
    pub fn living(mut self, zone: &str, locale: &str) -> Self {
        self.zone = zone.to_owned();
        self.locale = locale.to_owned();
        self
    }

    /// The same person with direct messages closed on Discord.
    pub fn without_dms(mut self) -> Self {
        self.accepts_dms = false;
        self
    }
}

/// What kind of channel one starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// An ordinary channel that the bot is in.
    Open,
    /// A channel that the bot was never invited to (Slack), or may not see (Discord).
    WithoutBot,
    /// A Discord forum: nothing but threads.
    Forum,
}

/// A channel the world starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Id.
    pub id: String,
    /// Name without `#`.
    pub name: String,
    /// Kind.
    pub kind: ChannelKind,
}

/// Tells the world what time it is: milliseconds since 1970.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Everything a world starts with. Change what you like and hand it to [`super::World::new`].
#[derive(Clone)]
pub struct Cast {
    /// Everybody.
    pub people: Vec<Person>,
    /// Slack workspace id.
    pub slack_team: String,
    /// Slack app id.
    pub slack_app: String,
    /// The bot's Slack user id.
    pub slack_bot: String,
    /// The bot's token (`xoxb-`).
    pub slack_bot_token: String,
    /// The app-level token (`xapp-`).
    pub slack_app_token: String,
    /// What Slack signs its calls with.
    pub slack_signing_secret: String,
    /// Slack channels.
    pub slack_channels: Vec<Place>,
    /// Discord guild id.
    pub discord_guild: String,
    /// Discord application id, also the bot's user id.
    pub discord_application: String,
    /// The bot's token, without `Bot `.
    pub discord_token: String,
    /// The secret half of the key Discord signs its calls with.
    pub discord_key: [u8; 32],
    /// Discord channels.
    pub discord_channels: Vec<Place>,
    /// The bot's name.
    pub bot_name: String,
    /// Enforce the platforms' rates.
    pub rates: bool,
    /// Send the app an event for what people say in Slack channels, as an app subscribed to `message.channels` gets.
    pub slack_message_events: bool,
    /// World time.
    pub now: Now,
}

impl Cast {
    /// The key that Discord's signatures are checked with, in hexadecimal.
    pub fn discord_public_key(&self) -> String {
        super::caller::public_key(&self.discord_key)
    }

    /// The same people, all reading English: for whoever looks for English words.
    pub fn reading_english(mut self) -> Self {
        self.people.iter_mut().for_each(|person| person.locale = "en-US".to_owned());
        self
    }

    /// The cast of the demo and of most tests: agents Ana and Ben, manager Lena, eight customers; on each platform a
    /// support channel, the team's channel and its case channel, and the channels of a second team, which the demo has.
    pub fn demo() -> Self {
        let place = |id: &str, name: &str, kind| Place { id: id.to_owned(), name: name.to_owned(), kind };
        Self {
            people: demo_people(),
            slack_team: "T0AFTERWRD".to_owned(),
            slack_app: "A0AFTERWRD".to_owned(),
            slack_bot: "U0AFTERBOT".to_owned(),
            slack_bot_token: "xoxb-sandbox-bot".to_owned(),
            slack_app_token: "xapp-1-sandbox-app".to_owned(),
            slack_signing_secret: "5a6e-sandbox-signing".to_owned(),
            slack_channels: vec![
                place("C0SUPPORT1", "support", ChannelKind::Open),
                place("C0PAYTEAM1", "payments-team", ChannelKind::Open),
                place("C0PAYCASES", "payments-cases", ChannelKind::Open),
                place("C0ONBOARD1", "onboarding", ChannelKind::Open),
                place("C0ONBOTEAM", "onboarding-team", ChannelKind::Open),
                place("C0OUTSIDE1", "leadership", ChannelKind::WithoutBot),
            ],
            discord_guild: "900000000000000001".to_owned(),
            discord_application: "900000000000000002".to_owned(),
            discord_token: "c2FuZGJveA.sandbox.discord-token".to_owned(),
            discord_key: *b"the sandbox's Discord signs so..",
            discord_channels: vec![
                place("910000000000000001", "help", ChannelKind::Forum),
                place("910000000000000002", "payments-team", ChannelKind::Open),
                place("910000000000000003", "payments-cases", ChannelKind::Open),
                place("910000000000000004", "lounge", ChannelKind::Open),
                place("910000000000000005", "leadership", ChannelKind::WithoutBot),
                place("910000000000000006", "onboarding", ChannelKind::Forum),
                place("910000000000000007", "onboarding-team", ChannelKind::Open),
            ],
            bot_name: "Afterword".to_owned(),
            rates: true,
            slack_message_events: false,
            now: Arc::new(machine_clock),
        }
    }
}

fn demo_people() -> Vec<Person> {
    use Role::{Agent, Customer, Manager};
    let person = |key: &str, name: &str, role, n: u8| {
        Person::new(key, name, role, &format!("U0{:0>7}{n:02}", key.to_uppercase()), &format!("9200000000000000{n:02}"))
    };
    vec![
        person("ana", "Ana", Agent, 1),
        person("ben", "Ben", Agent, 2),
        person("lena", "Lena", Manager, 3),
        person("mia", "Mia", Customer, 11),
        person("jonas", "Jonas", Customer, 12).living("Europe/Berlin", "de-DE"),
        person("aiko", "Aiko", Customer, 13).living("Asia/Tokyo", "ja-JP"),
        person("carlos", "Carlos", Customer, 14).living("America/Mexico_City", "es-MX"),
        person("priya", "Priya", Customer, 15).living("Asia/Kolkata", "en-GB"),
        person("sam", "Sam", Customer, 16).living("America/New_York", "en-US").without_dms(),
        person("chloe", "Chloé", Customer, 17).living("Europe/Paris", "fr-FR"),
        person("noor", "Noor", Customer, 18).living("Europe/London", "en-GB"),
    ]
}

#[expect(clippy::disallowed_methods, reason = "the sandbox is another machine: it has a clock of its own")]
fn machine_clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
