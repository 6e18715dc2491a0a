//! Where closed tickets come from: signed webhooks, translated into the one [`TicketEvent`].
//!
//! Knows signatures, JSON Pointers and vendors' field names. Refuses to store anything or to decide whether to ask.
//!
//! **Invariants.** The signature is checked on the bytes as they arrived, before anything reads them. No refusal and
//! no log line repeats what a body says. A vendor is a file in `presets/`, never a branch in this code.

pub mod auth;
pub mod event;
pub mod hand_back;
pub mod headers;
pub mod json;
pub mod mapping;
pub mod matching;
pub mod pick;
pub mod time;

use serde_json::Value;

use crate::domain::Timestamp;
use crate::domain::ticket::{EventKind, TicketEvent};

pub use auth::{Auth, Unsigned};
pub use hand_back::HandBack;
pub use headers::HeaderView;
pub use mapping::Mapping;
pub use matching::{Matching, OutcomeRule};

/// More events in one request than any vendor sends; a longer list is refused rather than worked through.
pub const MAX_ITEMS: usize = 1_000;

/// One configured `[[source]]`: who may send, what counts as a close, and where each fact is found.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name, the last part of `/hooks/{name}`.
    pub name: String,
    /// Team its tickets belong to.
    pub team: String,
    /// The preset it is made from: `zendesk`, `generic`.
    pub vendor: String,
    /// How a request proves where it comes from.
    pub auth: Auth,
    /// Which events mean what.
    pub matching: Matching,
    /// Where each fact is found.
    pub mapping: Mapping,
    /// How a ticket ended.
    pub outcome: OutcomeRule,
    /// How a link to the question is handed back, where no chat reached the customer.
    pub hand_back: Option<HandBack>,
}

/// Why a webhook was refused. None of the texts repeats anything from the body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HookRefusal {
    /// Unsigned, wrongly signed or too old: 401. The reason is for the operator, never for the sender.
    #[error("not authenticated: {0}")]
    Unauthorized(#[from] Unsigned),
    /// Not what JSON looks like: 400.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// JSON, and a close, but without what a close needs: 422.
    #[error("incomplete: {0}")]
    Incomplete(String),
}

/// Whether [`Source::explain`] insists on the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// As the server would.
    Required,
    /// A saved request is older than the replay window allows, and its headers may be lost: look at the body alone.
    Skipped,
}

/// The text of a shipped preset: TOML of the same shape as a `[[source]]`.
pub fn preset(name: &str) -> Option<&'static str> {
    PRESETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Every shipped preset, by name.
pub const PRESETS: [(&str, &str); 2] =
    [("generic", include_str!("presets/generic.toml")), ("zendesk", include_str!("presets/zendesk.toml"))];

impl Source {
    /// Reads one request: first its signature, on the raw bytes, then what it says.
    ///
    /// Events that close nothing come back as [`EventKind::Other`] or [`EventKind::Ping`], or not at all when they
    /// name no ticket; the caller acknowledges and counts them. A request that holds several events is read whole or
    /// refused whole, so that the sender's log shows what is wrong.
    pub fn read(&self, headers: &HeaderView<'_>, body: &[u8], now: Timestamp) -> Result<Vec<TicketEvent>, HookRefusal> {
        self.auth.verify(headers, body, now)?;
        self.translate(headers, body, now)
    }

    /// What one saved webhook would do: the event (or list of events) as JSON, or why it is refused, for
    /// `afterword hook`. The texts name header and field names of the configuration, never values of the body.
    pub fn explain(
        &self,
        headers: &HeaderView<'_>,
        body: &[u8],
        now: Timestamp,
        signature: Signature,
    ) -> Result<Value, String> {
        if signature == Signature::Required {
            self.auth.verify(headers, body, now).map_err(|why| format!("{} (401)", HookRefusal::Unauthorized(why)))?;
        }
        let events = self.translate(headers, body, now).map_err(|refusal| match refusal {
            HookRefusal::Unauthorized(_) => format!("{refusal} (401)"),
            HookRefusal::Unreadable(_) => format!("{refusal} (400)"),
            HookRefusal::Incomplete(_) => format!("{refusal} (422)"),
        })?;
        match events.as_slice() {
            [] => {
                Err("nothing here closes, reopens or deletes a ticket: acknowledged (200), counted and ignored".into())
            }
            [one] => Ok(json::event(one)),
            many => Ok(Value::Array(many.iter().map(json::event).collect())),
        }
    }

    fn translate(
        &self,
        headers: &HeaderView<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Vec<TicketEvent>, HookRefusal> {
        let document = parse(body)?;
        let items = self.matching.items(&document);
        if items.len() > MAX_ITEMS {
            return Err(HookRefusal::Unreadable(format!("more than {MAX_ITEMS} events in one request")));
        }
        let many = items.len() > 1;
        let mut events = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            if !item.is_object() {
                return Err(HookRefusal::Unreadable("an event is not a JSON object".into()));
            }
            let kind = self.matching.kind(item, headers);
            let place = event::Place { source: self, headers, now, index: many.then_some(index) };
            match place.event(item, kind) {
                Ok(event) => events.push(event),
                Err(_) if matches!(kind, EventKind::Other | EventKind::Ping) => {}
                Err(what) => return Err(HookRefusal::Incomplete(what)),
            }
        }
        Ok(events)
    }
}

/// serde_json's own limits stay on: 128 levels deep, no numbers beyond a double, no lone surrogates, no byte order mark.
fn parse(body: &[u8]) -> Result<Value, HookRefusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(HookRefusal::Unreadable("the body is empty".into()));
    }
    serde_json::from_slice(body).map_err(|error| {
        // The error's own text may quote the body; its position may not.
        let (line, column) = (error.line(), error.column());
        HookRefusal::Unreadable(format!("the body is not JSON we can read (line {line}, column {column})"))
    })
}

#[cfg(test)]
mod tests;
