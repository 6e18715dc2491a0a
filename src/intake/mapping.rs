//! The names a source may map, and where each is found.
//!
//! Knows the common model's vocabulary (HELPDESKS §6). Refuses to know any vendor's.

use std::collections::BTreeMap;

use super::pick::Pick;

/// Every name `[source.map]` may hold, besides `extra.*`.
pub const NAMES: [&str; 38] = [
    "ticket_id",
    "key",
    "subject",
    "url",
    "status",
    "previous_status",
    "tags",
    "channel",
    "language",
    "touchpoint",
    "segment",
    "created_at",
    "closed_at",
    "occurred_at",
    "delivery_id",
    "replied",
    "agent.id",
    "agent.name",
    "agent.email",
    "agent.slack",
    "agent.discord",
    "agent.bot",
    "closed_by.id",
    "closed_by.name",
    "closed_by.email",
    "closed_by.slack",
    "closed_by.discord",
    "closed_by.bot",
    "customer.id",
    "customer.name",
    "customer.email",
    "customer.slack",
    "customer.discord",
    "customer.bot",
    "chat.platform",
    "chat.installation",
    "chat.channel",
    "chat.thread",
];

/// At most this many `extra.*` names.
pub const MAX_EXTRA: usize = 50;

/// Where each fact is found.
#[derive(Debug, Clone, Default)]
pub struct Mapping(BTreeMap<String, Pick>);

impl Mapping {
    /// Adds one name. Whether it is a known one is the reader's business (see [`Mapping::knows`]).
    pub fn set(&mut self, name: &str, pick: Pick) {
        self.0.insert(name.to_owned(), pick);
    }

    /// Where this fact is found, if it is mapped.
    pub fn get(&self, name: &str) -> Option<&Pick> {
        self.0.get(name)
    }

    /// The `extra.*` names without their prefix.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &Pick)> {
        self.0.iter().filter_map(|(name, pick)| Some((name.strip_prefix("extra.")?, pick))).take(MAX_EXTRA)
    }

    /// Whether configuration may map this name.
    pub fn knows(name: &str) -> bool {
        let extra = name.strip_prefix("extra.").is_some_and(|own| !own.is_empty() && own.len() <= 64);
        extra || Self::names().any(|known| known == name)
    }

    /// Every fixed name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.into_iter()
    }
}
