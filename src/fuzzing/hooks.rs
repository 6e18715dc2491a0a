//! A helpdesk's webhook, through every preset and a source with every kind of rule.
//!
//! Knows what an event that is kept must look like. Refuses to sign anything: a source with a secret must refuse all of
//! it.

use std::collections::BTreeMap;

use super::{texts, tidy};
use crate::config::Settings;
use crate::domain::Timestamp;
use crate::domain::ticket::{EventKind, TicketEvent};
use crate::intake::{HeaderView, HookRefusal, MAX_ITEMS, PRESETS, Source, json};

const TEAM: &str = "[[team]]\nname = \"T\"\ntimezone = \"UTC\"\n";
/// Lists, splits, headers, fixed words and rules under conditions: what the presets leave out.
const EVERY_KIND_OF_RULE: &str = r#"
[[source]]
name = "every-rule"
team = "T"
auth = { scheme = "none" }
[source.match]
items = "/events"
closed = [{ path = "header:X-Event", in = ["closed"] }, { path = "/event", in = ["closed", "7", "true"], when = [{ path = "/kind", in = ["ticket"] }], unless_prev = { path = "/was", in = ["closed"] } }]
ignore = [{ path = "/actor/email", in = ["bot@example.com"] }]
[source.map]
delivery_id = "header:X-Delivery"
ticket_id = ["/id", "/ticket/id", "header:X-Ticket"]
tags = { path = "/tags", split = ";" }
"chat.platform" = { value = "discord" }
"chat.thread" = "/thread"
"extra.product" = "/product"
[source.outcome]
path = "/tags"
split = ";"
map = { dup = "duplicate" }
default = "unknown"
"#;

thread_local! {
    static SOURCES: (Vec<Source>, Vec<Source>) = (open(), signed());
}

fn read(text: &str) -> Vec<Source> {
    let env = BTreeMap::from([("KEPT".to_owned(), "how-now-brown-cow-4711".to_owned())]);
    let settings = Settings::from_toml("fuzz", text, &env);
    assert!(settings.is_ok(), "{:?}", settings.err());
    settings.map(|s| s.sources).unwrap_or_default()
}

fn preset(name: &str, auth: &str) -> String {
    format!("{TEAM}[[source]]\nname = \"{name}\"\npreset = \"{name}\"\nteam = \"T\"\nauth = {auth}\n")
}

fn open() -> Vec<Source> {
    let presets = PRESETS.iter().flat_map(|(name, _)| read(&preset(name, "{ scheme = \"none\" }")));
    presets.chain(read(&format!("{TEAM}{EVERY_KIND_OF_RULE}"))).collect()
}

fn signed() -> Vec<Source> {
    PRESETS.iter().flat_map(|(name, _)| read(&preset(name, "{ secret_env = [\"KEPT\"] }"))).collect()
}

/// Header lines (`Name: value`), an empty line and a body; or a body alone.
pub fn hooks(data: &[u8]) {
    let (head, body) = parts(data);
    let headers = HeaderView::of(head.iter().filter_map(|line| HeaderView::line(line)));
    SOURCES.with(|(open, signed)| {
        for source in open {
            let first = source.read(&headers, body, now());
            if let Ok(events) = &first {
                assert!(events.len() <= MAX_ITEMS);
                events.iter().for_each(|event| check(source, event));
            }
            assert_eq!(first, source.read(&headers, body, now()), "the same request reads the same twice");
        }
        for source in signed {
            let read = source.read(&headers, body, now());
            assert!(matches!(read, Err(HookRefusal::Unauthorized(_))), "{}: believed without a secret", source.name);
        }
    });
}

fn now() -> Timestamp {
    Timestamp::from_second(1_795_424_400).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn parts(data: &[u8]) -> (Vec<&str>, &[u8]) {
    let split = data.windows(2).position(|pair| pair == b"\n\n");
    let head = split.and_then(|at| std::str::from_utf8(data.get(..at)?).ok());
    match (head, split.and_then(|at| data.get(at + 2..))) {
        (Some(head), Some(body)) if head.lines().all(|line| HeaderView::line(line).is_some()) => {
            (head.lines().collect(), body)
        }
        _ => (Vec::new(), data),
    }
}

fn check(source: &Source, event: &TicketEvent) {
    assert!(!event.ticket.id.is_empty() && !event.dedupe_key.is_empty());
    tidy("ticket id", &event.ticket.id, 255);
    tidy("dedupe key", &event.dedupe_key, 255);
    assert_eq!((event.source.as_str(), event.team.as_deref()), (source.name.as_str(), Some("T")));
    for instant in [Some(event.occurred_at), event.ticket.closed_at, event.ticket.created_at].into_iter().flatten() {
        assert_eq!(instant.as_nanosecond() % 1_000_000, 0, "an instant the database cannot hold");
    }
    if let Some(url) = &event.ticket.url {
        assert!(url.starts_with("https://") || url.starts_with("http://"), "a link that is none: {url:?}");
    }
    // Whoever sends may know addresses, never which of our own people somebody is.
    assert!(event.participants.is_empty() && event.no_survey.is_none());
    assert!(!matches!(event.kind, EventKind::Ping) || !source.matching.ping.is_empty());
    for contact in [&event.agent, &event.closed_by, &event.customer].into_iter().flatten() {
        assert!(contact.identities.len() <= 3);
        for identity in &contact.identities {
            tidy("identity", &identity.value, 320);
            tidy("workspace", &identity.installation, 255);
        }
    }
    assert!(event.ticket.tags.len() <= 1_000);
    let whole = json::event(event);
    texts("event", &whole, &mut |key, text| tidy(key, text, 2_000));
}
