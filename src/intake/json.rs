//! A [`TicketEvent`] as JSON, for `afterword hook`.
//!
//! Knows the event's own words. Absent facts are left out; times are RFC 3339.

use serde_json::{Map, Value, json};

use super::event::kind_word;
use crate::domain::ids::IdentityKind;
use crate::domain::ticket::{ChatRef, Contact, TicketEvent, TicketFacts};

/// The event as one object.
pub fn event(event: &TicketEvent) -> Value {
    object([
        ("source", Some(json!(event.source))),
        ("vendor", Some(json!(event.vendor))),
        ("kind", Some(json!(kind_word(event.kind)))),
        ("delivery_id", event.delivery_id.as_ref().map(|v| json!(v))),
        ("dedupe_key", Some(json!(event.dedupe_key))),
        ("occurred_at", Some(json!(event.occurred_at.to_string()))),
        ("installation", Some(&event.installation).filter(|v| !v.is_empty()).map(|v| json!(v))),
        ("team", event.team.as_ref().map(|v| json!(v))),
        ("ticket", Some(ticket(&event.ticket))),
        ("outcome", Some(json!(event.outcome.as_str()))),
        ("agent", event.agent.as_ref().map(contact)),
        ("closed_by", event.closed_by.as_ref().map(contact)),
        ("participants", many(event.participants.iter().map(contact).collect())),
        ("replied", event.replied.map(|v| json!(v))),
        ("customer", event.customer.as_ref().map(contact)),
        ("chat", event.chat.as_ref().map(chat)),
        ("no_survey", event.no_survey.as_ref().map(|v| json!(v))),
        ("extra", Some(&event.extra).filter(|v| !v.is_empty()).map(|v| json!(v))),
    ])
}

fn ticket(ticket: &TicketFacts) -> Value {
    let text = |value: &Option<String>| value.as_ref().map(|v| json!(v));
    object([
        ("id", Some(json!(ticket.id))),
        ("key", text(&ticket.key)),
        ("url", text(&ticket.url)),
        ("subject", text(&ticket.subject)),
        ("status", text(&ticket.status)),
        ("previous_status", text(&ticket.previous_status)),
        ("channel", text(&ticket.channel)),
        ("touchpoint", text(&ticket.touchpoint)),
        ("segment", text(&ticket.segment)),
        ("language", text(&ticket.language)),
        ("tags", many(ticket.tags.iter().map(|t| json!(t)).collect())),
        ("created_at", ticket.created_at.map(|at| json!(at.to_string()))),
        ("closed_at", ticket.closed_at.map(|at| json!(at.to_string()))),
    ])
}

fn contact(contact: &Contact) -> Value {
    let named = |kind: IdentityKind| contact.identities.iter().find(|i| i.kind == kind).map(|i| json!(i.value));
    object([
        ("id", contact.id.as_ref().map(|v| json!(v))),
        ("name", contact.name.as_ref().map(|v| json!(v))),
        ("email", named(IdentityKind::Email)),
        ("slack", named(IdentityKind::Slack)),
        ("discord", named(IdentityKind::Discord)),
        ("bot", contact.bot.then_some(Value::Bool(true))),
    ])
}

fn chat(chat: &ChatRef) -> Value {
    object([
        ("platform", Some(json!(chat.channel.platform.as_str()))),
        ("installation", Some(&chat.installation).filter(|v| !v.is_empty()).map(|v| json!(v))),
        ("channel", Some(json!(chat.channel.id))),
        ("thread", chat.thread.as_ref().map(|v| json!(v))),
        ("own_thread", Some(json!(chat.own_thread))),
    ])
}

fn many(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Array(values))
}

fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    Value::Object(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>())
}
