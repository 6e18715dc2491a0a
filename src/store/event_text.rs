//! A ticket event as stored text: JSON whose fields may be added to, never renamed.
//!
//! Knows the stored names. Refuses to know any vendor's; that is `intake`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Result;
use super::rows::identity_kind;
use super::sql::{corrupt, instant, ms};
use crate::domain::Timestamp;
use crate::domain::ids::{Channel, Identity};
use crate::domain::ticket::{ChatRef, Contact, EventKind, Outcome, TicketEvent, TicketFacts};

/// Writes an event.
pub(super) fn write(event: &TicketEvent) -> Result<String> {
    serde_json::to_string(&EventText::of(event)).map_err(|_| corrupt("event", "it cannot be written as text"))
}

/// Reads what [`write`] wrote; `table` is named if it cannot be.
pub(super) fn read(text: &str, table: &'static str) -> Result<TicketEvent> {
    // The parser's own message may quote what people wrote.
    let stored: EventText = serde_json::from_str(text).map_err(|_| corrupt(table, "unreadable event"))?;
    stored.parse(table)
}

/// The stored word of what happened.
pub(super) fn kind_word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Closed => "closed",
        EventKind::Reopened => "reopened",
        EventKind::Deleted => "deleted",
        EventKind::Ping => "ping",
        EventKind::Other => "other",
    }
}

fn read_kind(word: &str) -> Option<EventKind> {
    [EventKind::Closed, EventKind::Reopened, EventKind::Deleted, EventKind::Ping, EventKind::Other]
        .into_iter()
        .find(|k| kind_word(*k) == word)
}

#[derive(Serialize, Deserialize)]
struct EventText {
    source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    installation: String,
    vendor: String,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery_id: Option<String>,
    dedupe_key: String,
    occurred_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    team: Option<String>,
    ticket: FactsText,
    outcome: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent: Option<ContactText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed_by: Option<ContactText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    participants: Vec<ContactText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replied: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<ContactText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chat: Option<ChatText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    no_survey: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    extra: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct FactsText {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    touchpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed_at: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct ContactText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Kind, installation, value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    identities: Vec<(String, String, String)>,
    #[serde(default)]
    bot: bool,
}

#[derive(Serialize, Deserialize)]
struct ChatText {
    installation: String,
    channel: String,
    platform: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thread: Option<String>,
    own_thread: bool,
}

impl EventText {
    fn of(e: &TicketEvent) -> Self {
        Self {
            source: e.source.clone(),
            installation: e.installation.clone(),
            vendor: e.vendor.clone(),
            kind: kind_word(e.kind).to_owned(),
            delivery_id: e.delivery_id.clone(),
            dedupe_key: e.dedupe_key.clone(),
            occurred_at: ms(e.occurred_at),
            team: e.team.clone(),
            ticket: FactsText::of(&e.ticket),
            outcome: e.outcome.as_str().to_owned(),
            agent: e.agent.as_ref().map(ContactText::of),
            closed_by: e.closed_by.as_ref().map(ContactText::of),
            participants: e.participants.iter().map(ContactText::of).collect(),
            replied: e.replied,
            customer: e.customer.as_ref().map(ContactText::of),
            chat: e.chat.as_ref().map(ChatText::of),
            no_survey: e.no_survey.clone(),
            extra: e.extra.clone(),
        }
    }

    fn parse(self, table: &'static str) -> Result<TicketEvent> {
        let contact = |c: Option<ContactText>| c.map(|c| c.parse(table)).transpose();
        Ok(TicketEvent {
            kind: read_kind(&self.kind).ok_or_else(|| corrupt(table, "unknown kind of event"))?,
            occurred_at: instant(table, self.occurred_at)?,
            ticket: self.ticket.parse(table)?,
            outcome: Outcome::parse(&self.outcome).ok_or_else(|| corrupt(table, "unknown outcome"))?,
            agent: contact(self.agent)?,
            closed_by: contact(self.closed_by)?,
            participants: self.participants.into_iter().map(|c| c.parse(table)).collect::<Result<_>>()?,
            replied: self.replied,
            customer: contact(self.customer)?,
            chat: self.chat.map(|c| c.parse(table)).transpose()?,
            source: self.source,
            installation: self.installation,
            vendor: self.vendor,
            delivery_id: self.delivery_id,
            dedupe_key: self.dedupe_key,
            team: self.team,
            no_survey: self.no_survey,
            extra: self.extra,
        })
    }
}

impl FactsText {
    fn of(t: &TicketFacts) -> Self {
        let t = t.clone();
        Self {
            id: t.id,
            key: t.key,
            url: t.url,
            subject: t.subject,
            status: t.status,
            previous_status: t.previous_status,
            channel: t.channel,
            touchpoint: t.touchpoint,
            segment: t.segment,
            language: t.language,
            tags: t.tags,
            created_at: t.created_at.map(ms),
            closed_at: t.closed_at.map(ms),
        }
    }

    fn parse(self, table: &'static str) -> Result<TicketFacts> {
        let time = |at: Option<i64>| -> Result<Option<Timestamp>> { at.map(|at| instant(table, at)).transpose() };
        Ok(TicketFacts {
            created_at: time(self.created_at)?,
            closed_at: time(self.closed_at)?,
            id: self.id,
            key: self.key,
            url: self.url,
            subject: self.subject,
            status: self.status,
            previous_status: self.previous_status,
            channel: self.channel,
            touchpoint: self.touchpoint,
            segment: self.segment,
            language: self.language,
            tags: self.tags,
        })
    }
}

impl ContactText {
    fn of(c: &Contact) -> Self {
        let triple = |i: &Identity| (i.kind.as_str().to_owned(), i.installation.clone(), i.value.clone());
        Self {
            id: c.id.clone(),
            name: c.name.clone(),
            identities: c.identities.iter().map(triple).collect(),
            bot: c.bot,
        }
    }

    fn parse(self, table: &'static str) -> Result<Contact> {
        let identity = |(kind, installation, value): (String, String, String)| {
            let kind = identity_kind(&kind).ok_or_else(|| corrupt(table, "unknown kind of identity"))?;
            Ok(Identity { kind, installation, value })
        };
        Ok(Contact {
            identities: self.identities.into_iter().map(identity).collect::<Result<_>>()?,
            id: self.id,
            name: self.name,
            bot: self.bot,
        })
    }
}

impl ChatText {
    fn of(c: &ChatRef) -> Self {
        Self {
            installation: c.installation.clone(),
            // In two fields: a channel id from a source is opaque and may hold what `Channel` would not read back.
            platform: c.channel.platform.as_str().to_owned(),
            channel: c.channel.id.clone(),
            thread: c.thread.clone(),
            own_thread: c.own_thread,
        }
    }

    fn parse(self, table: &'static str) -> Result<ChatRef> {
        let platform = self.platform.parse().map_err(|_| corrupt(table, "unknown platform"))?;
        Ok(ChatRef {
            installation: self.installation,
            channel: Channel { platform, id: self.channel },
            thread: self.thread,
            own_thread: self.own_thread,
        })
    }
}
