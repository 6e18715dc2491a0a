//! One event of a webhook, made into a [`TicketEvent`].
//!
//! Knows which facts a close cannot do without, how people and conversations are named, and how an event is told from
//! its own repetition. Refuses to keep anything unbounded: every text is cleaned and cut here.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::pick::{BadId, Pick};
use super::{HeaderView, Source};
use crate::domain::Timestamp;
use crate::domain::ids::{Channel, Identity, IdentityKind, MAX_ID_CHARS, Platform};
use crate::domain::ticket::{ChatRef, Contact, EventKind, TicketEvent, TicketFacts};

/// Longest subject line kept.
const SUBJECT: usize = 300;
/// Longest word kept: a status, a name, a segment.
const WORD: usize = 255;
/// Longest link kept.
const LINK: usize = 2_000;
/// Longest address there can be.
const ADDRESS: usize = 320;

/// Where an event is read: its source, the request around it, and its place in the request's list.
pub(super) struct Place<'a> {
    /// Whose.
    pub source: &'a Source,
    /// The request's headers.
    pub headers: &'a HeaderView<'a>,
    /// Receipt time.
    pub now: Timestamp,
    /// Its number, when the request holds several: they share one delivery id.
    pub index: Option<usize>,
}

impl Place<'_> {
    /// The event, or what it lacks.
    pub fn event(&self, item: &Value, kind: EventKind) -> Result<TicketEvent, String> {
        let ticket = self.ticket(item)?;
        let delivery_id = self.id(item, "delivery_id").unwrap_or_default();
        let occurred_at = self.time(item, "occurred_at").or(ticket.closed_at).unwrap_or(self.now);
        Ok(TicketEvent {
            source: self.source.name.clone(),
            installation: String::new(),
            vendor: self.source.vendor.clone(),
            kind,
            dedupe_key: self.dedupe_key(delivery_id.as_deref(), &ticket, kind, occurred_at),
            delivery_id,
            occurred_at,
            team: Some(self.source.team.clone()),
            outcome: self.source.outcome.read(item, self.headers),
            agent: self.contact(item, "agent"),
            closed_by: self.contact(item, "closed_by"),
            participants: Vec::new(),
            replied: self.pick("replied").and_then(|p| p.truth(item, self.headers)),
            customer: self.contact(item, "customer"),
            chat: self.chat(item),
            no_survey: None,
            extra: self.extra(item),
            ticket,
        })
    }

    fn ticket(&self, item: &Value) -> Result<TicketFacts, String> {
        let id = match self.id(item, "ticket_id") {
            Ok(Some(id)) => id,
            Ok(None) => return Err("the ticket's id (map.ticket_id) is missing or empty".into()),
            Err(BadId::NotExact) => return Err("the ticket's id is neither a text nor a whole number".into()),
            Err(BadId::TooLong) => return Err(format!("the ticket's id is longer than {MAX_ID_CHARS} characters")),
        };
        Ok(TicketFacts {
            id,
            key: self.text(item, "key", WORD),
            url: self.text(item, "url", LINK).and_then(|written| link(&written)),
            subject: self.text(item, "subject", SUBJECT),
            status: self.text(item, "status", WORD),
            previous_status: self.text(item, "previous_status", WORD),
            channel: self.text(item, "channel", WORD),
            touchpoint: self.text(item, "touchpoint", WORD),
            segment: self.text(item, "segment", WORD),
            language: self.text(item, "language", 35),
            tags: self.pick("tags").map(|p| p.labels(item, self.headers)).unwrap_or_default(),
            created_at: self.time(item, "created_at"),
            closed_at: self.time(item, "closed_at"),
        })
    }

    /// The vendor's delivery id, else a hash of source, ticket, transition and time. Where a payload has neither id nor
    /// time, receipt time stands in: a repetition then passes here and is caught by the ticket's own state (it is
    /// closed already), while a hash without a time would swallow the second close of a reopened ticket.
    fn dedupe_key(&self, delivery: Option<&str>, ticket: &TicketFacts, kind: EventKind, at: Timestamp) -> String {
        match (delivery, self.index) {
            (Some(id), None) => id.to_owned(),
            (Some(id), Some(index)) => digest(&["delivery", &self.source.name, id, &index.to_string()]),
            (None, _) => {
                let to = ticket.status.clone().unwrap_or_default().to_lowercase();
                let at = ticket.closed_at.unwrap_or(at).as_millisecond().to_string();
                digest(&["transition", &self.source.name, &ticket.id, kind_word(kind), &to, &at])
            }
        }
    }

    fn contact(&self, item: &Value, who: &str) -> Option<Contact> {
        let read = |field: &str, max: usize| self.pick(&format!("{who}.{field}"))?.exact(item, self.headers, max);
        let workspace = self.text(item, "chat.installation", WORD).unwrap_or_default();
        let slack = read("slack", 70).and_then(|id| chat_identity(Platform::Slack, &id, &workspace));
        let discord = read("discord", 70).and_then(|id| chat_identity(Platform::Discord, &id, ""));
        let email = read("email", ADDRESS).and_then(|address| address.parse::<Identity>().ok());
        let contact = Contact {
            id: self.id(item, &format!("{who}.id")).unwrap_or_default(),
            name: self.text(item, &format!("{who}.name"), WORD),
            identities: [slack, discord, email.filter(|i| i.kind == IdentityKind::Email)]
                .into_iter()
                .flatten()
                .collect(),
            bot: self.pick(&format!("{who}.bot")).is_some_and(|p| p.flag(item, self.headers)),
        };
        let anyone = contact.id.is_some() || contact.name.is_some() || !contact.identities.is_empty();
        anyone.then_some(contact)
    }

    /// The conversation the ticket lived in. A Discord thread is a channel, so it takes the channel's place.
    fn chat(&self, item: &Value) -> Option<ChatRef> {
        let channel = self.text(item, "chat.channel", WORD);
        let thread = self.text(item, "chat.thread", WORD);
        let platform = self.text(item, "chat.platform", 16).and_then(|p| p.to_lowercase().parse::<Platform>().ok());
        let place = |platform: Platform, id: &str| format!("{platform}:{id}").parse::<Channel>().ok();
        let (channel, thread) = match (platform, channel, thread) {
            (Some(Platform::Discord), _, Some(thread)) => (place(Platform::Discord, &thread)?, None),
            (Some(platform), Some(channel), thread) => (place(platform, &channel)?, thread),
            (None, Some(channel), thread) => (channel.parse::<Channel>().ok()?, thread),
            _ => return None,
        };
        let thread = thread.filter(|ts| ts.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        let thread = thread.filter(|_| channel.platform == Platform::Slack);
        let discord_thread = channel.platform == Platform::Discord && self.text(item, "chat.thread", WORD).is_some();
        let direct = channel.platform == Platform::Slack && channel.id.starts_with('D');
        Some(ChatRef {
            installation: self.text(item, "chat.installation", WORD).unwrap_or_default(),
            own_thread: thread.is_some() || discord_thread || direct,
            channel,
            thread,
        })
    }

    fn extra(&self, item: &Value) -> BTreeMap<String, String> {
        self.source
            .mapping
            .extra()
            .filter_map(|(name, pick)| Some((name.to_owned(), pick.text(item, self.headers, WORD)?)))
            .collect()
    }

    fn pick(&self, name: &str) -> Option<&Pick> {
        self.source.mapping.get(name)
    }

    fn text(&self, item: &Value, name: &str, max: usize) -> Option<String> {
        self.pick(name)?.text(item, self.headers, max)
    }

    fn time(&self, item: &Value, name: &str) -> Option<Timestamp> {
        self.pick(name)?.time(item, self.headers)
    }

    fn id(&self, item: &Value, name: &str) -> Result<Option<String>, BadId> {
        self.pick(name).map_or(Ok(None), |pick| pick.id(item, self.headers))
    }
}

/// The word of a kind, in hashes and JSON.
pub(super) fn kind_word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Closed => "closed",
        EventKind::Reopened => "reopened",
        EventKind::Deleted => "deleted",
        EventKind::Ping => "ping",
        EventKind::Other => "other",
    }
}

/// Each part is preceded by its length, so that no two lists of parts give the same bytes.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// A web address, or nothing: `javascript:` has no business in a link for agents. Zendesk writes its links without a
/// scheme.
fn link(written: &str) -> Option<String> {
    let whole = if written.contains("://") { written.to_owned() } else { format!("https://{written}") };
    let url = url::Url::parse(&whole).ok()?;
    let web =
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|h| h.contains('.') || h == "localhost");
    web.then(|| url.to_string()).filter(|text| text.len() <= LINK)
}

/// `U0123`, `slack:U0123` or `<@U0123>`.
fn chat_identity(platform: Platform, written: &str, workspace: &str) -> Option<Identity> {
    let bare = written.strip_prefix("<@").and_then(|w| w.strip_suffix('>')).unwrap_or(written);
    let bare = bare.strip_prefix(platform.as_str()).and_then(|w| w.strip_prefix(':')).unwrap_or(bare);
    let identity: Identity = format!("{platform}:{bare}").parse().ok()?;
    Some(match platform {
        Platform::Slack => Identity::slack(workspace, identity.value),
        Platform::Discord => Some(identity).filter(|i| i.value.bytes().all(|b| b.is_ascii_digit()))?,
    })
}
