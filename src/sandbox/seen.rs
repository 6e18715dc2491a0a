//! What people see: a message as shown, and what an act brought before the person who acted.
//!
//! Knows how long a person looks before giving up. Refuses to know how anything travelled.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::journal::{Platform, What};
use super::world::World;

/// How long a person waits for anything at all.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a person who saw something shared waits for something of their own.
const GRACE: Duration = Duration::from_millis(1500);
/// How long a person looks at what they got: companions of the first effect still count.
const SETTLE: Duration = Duration::from_millis(60);

/// A button on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// Its words.
    pub label: String,
    /// Slack's `action_id`, Discord's `custom_id`.
    pub id: String,
}

/// A picture on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// File name.
    pub name: String,
    /// What it shows, in words.
    pub alt: String,
    /// Where the world serves it.
    pub url: String,
    /// The file itself.
    pub bytes: Arc<Vec<u8>>,
}

/// A message as it looks now, with every edit applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Where.
    pub platform: Platform,
    /// Channel id.
    pub channel: String,
    /// Message id; Slack's `ts`.
    pub id: String,
    /// Author's id.
    pub author: String,
    /// Author's name.
    pub author_name: String,
    /// The app wrote it.
    pub bot: bool,
    /// World time, milliseconds since 1970.
    pub at: i64,
    /// All its words, a block a line, with mentions as names.
    pub text: String,
    /// Slack: `ts` of the thread's root, if it is a reply.
    pub thread: Option<String>,
    /// It was changed after it appeared.
    pub edited: bool,
    /// Key of the only person who sees it.
    pub only_for: Option<String>,
    /// In reading order.
    pub buttons: Vec<Button>,
    /// In reading order.
    pub pictures: Vec<Picture>,
    /// The platform's own JSON.
    pub raw: Value,
}

impl Shown {
    /// All its words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first button whose label is, or starts with, these words.
    pub fn button(&self, label: &str) -> Option<&Button> {
        let exact = self.buttons.iter().find(|b| b.label == label);
        exact.or_else(|| self.buttons.iter().find(|b| b.label.starts_with(label)))
    }
}

/// What a person sees after an act.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// Messages only they see that appeared or changed, as they look now.
    pub private: Vec<Shown>,
    /// Messages of the app in the channel of the act that appeared or changed, as they look now.
    pub shared: Vec<Shown>,
    /// The raw form that opened.
    pub form: Option<Value>,
    /// Complaints of the form that stayed open, by field.
    pub form_errors: Option<Value>,
    /// The platform's own complaint, or why a person could not have done this.
    pub error: Option<String>,
    /// The app answered in time.
    pub acknowledged: bool,
    /// Id of what was said or opened.
    pub id: Option<String>,
}

impl Seen {
    /// The words of everything private, then of everything shared.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.private.iter().chain(&self.shared).map(Shown::text).collect();
        words.join("\n")
    }

    /// The words only this person sees.
    pub fn private_text(&self) -> String {
        let words: Vec<&str> = self.private.iter().map(Shown::text).collect();
        words.join("\n")
    }

    /// Something a person cannot do.
    pub(super) fn impossible(why: impl Into<String>) -> Self {
        Self { error: Some(why.into()), ..Self::default() }
    }
}

/// A person about to act, and how much of the journal they already know.
pub(super) struct Onlooker<'a> {
    pub world: &'a World,
    pub platform: Platform,
    pub person: String,
    pub channel: String,
    pub from: usize,
}

impl Onlooker<'_> {
    /// Waits until the person sees what their act brought, and tells it.
    pub(super) async fn look(self) -> Seen {
        let mut deadline = Instant::now() + PATIENCE;
        let mut graced = false;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let noticed = self.world.until_within(left, |w| self.noticed(w, graced)).await;
            match noticed {
                Some(true) => {
                    tokio::time::sleep(SETTLE).await;
                    break;
                }
                Some(false) => {
                    graced = true;
                    deadline = deadline.min(Instant::now() + GRACE);
                }
                None => break,
            }
        }
        self.seen()
    }

    /// `true` for something private; `false` for something shared, unless that is known already.
    fn noticed(&self, world: &World, graced: bool) -> Option<bool> {
        world.read(|s| {
            let entries = s.journal.iter().skip(self.from).filter(|e| e.platform == self.platform);
            let mut best = None;
            for private in entries.filter_map(|e| e.what.noticed_by(&self.person, &self.channel)) {
                if private {
                    return Some(true);
                }
                best = Some(false);
            }
            if graced { None } else { best }
        })
    }

    fn seen(&self) -> Seen {
        let mut seen = Seen::default();
        let entries = self.world.read(|s| s.journal.get(self.from..).unwrap_or_default().to_vec());
        for entry in entries.into_iter().filter(|e| e.platform == self.platform) {
            self.take(&mut seen, entry.what);
        }
        seen
    }

    fn take(&self, seen: &mut Seen, what: What) {
        match what {
            What::Posted(g) | What::Edited(g) if g.bot => {
                let Some(shown) = self.world.message(self.platform, &g.channel, &g.message) else { return };
                let list = match &g.only_for {
                    Some(key) if *key == self.person => &mut seen.private,
                    None if g.channel == self.channel => &mut seen.shared,
                    _ => return,
                };
                list.retain(|m: &Shown| m.id != shown.id);
                list.push(shown);
            }
            What::FormOpened { person, form } if person == self.person => seen.form = Some(form),
            What::FormClosed { person } if person == self.person => seen.form = None,
            What::FormRefused { person, errors } if person == self.person => seen.form_errors = Some(errors),
            What::Failed { person, text } if person == self.person => seen.error = Some(text),
            What::Acknowledged { person } if person == self.person => seen.acknowledged = true,
            _ => {}
        }
    }
}
