//! What `POST /api/v1/tickets/close` takes, checked field by field before anything is read.
//!
//! Knows every field, its kind and its longest value; `openapi.json` says the same to programs. A field nobody knows is an
//! error here, not an oversight: it is most likely a name that was mistyped. Refuses to repeat a value in an error.

use serde_json::{Map, Value};

use super::problem::Wrong;
use crate::domain::ids::{Identity, IdentityKind, MAX_ID_CHARS, Platform};
use crate::domain::ticket::Outcome;
use crate::domain::{Duration, Timestamp};

/// Clocks differ; a close farther ahead than this is a mistake.
const AHEAD: Duration = Duration::from_hours(24);
/// At most so many labels, and so many fields of one's own.
const MANY: usize = 50;

/// What a field holds.
enum Kind {
    /// A text of one to so many characters.
    Text(usize),
    /// A text of 1 to 255 characters, or a whole number.
    Id,
    /// An instant in RFC 3339.
    Time,
    /// A web address.
    Link,
    /// An e-mail address.
    Email,
    /// A person's id on a platform.
    Chat(Platform),
    /// True or false.
    Flag,
    /// True, false, or how many.
    Count,
    /// A list of texts.
    Labels,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An object of these fields.
    Table(&'static [(&'static str, Kind)]),
    /// An object of names of one's own.
    Own,
}

const OUTCOMES: &[&str] = &["resolved", "duplicate", "not_planned", "canceled", "merged", "spam", "unknown"];
const PLATFORMS: &[&str] = &["slack", "discord"];

const PERSON: &[(&str, Kind)] = &[
    ("id", Kind::Id),
    ("name", Kind::Text(255)),
    ("email", Kind::Email),
    ("slack", Kind::Chat(Platform::Slack)),
    ("discord", Kind::Chat(Platform::Discord)),
    ("bot", Kind::Flag),
];

const TICKET: &[(&str, Kind)] = &[
    ("id", Kind::Id),
    ("key", Kind::Text(255)),
    ("url", Kind::Link),
    ("subject", Kind::Text(2_000)),
    ("status", Kind::Text(255)),
    ("channel", Kind::Text(255)),
    ("touchpoint", Kind::Text(255)),
    ("segment", Kind::Text(255)),
    ("language", Kind::Text(35)),
    ("tags", Kind::Labels),
    ("created_at", Kind::Time),
    ("closed_at", Kind::Time),
];

const CHAT: &[(&str, Kind)] = &[
    ("platform", Kind::Word(PLATFORMS)),
    ("installation", Kind::Text(255)),
    ("channel", Kind::Text(255)),
    ("thread", Kind::Text(255)),
];

const CLOSE: &[(&str, Kind)] = &[
    ("delivery_id", Kind::Text(MAX_ID_CHARS)),
    ("team", Kind::Text(255)),
    ("ticket", Kind::Table(TICKET)),
    ("outcome", Kind::Word(OUTCOMES)),
    ("occurred_at", Kind::Time),
    ("agent", Kind::Table(PERSON)),
    ("closed_by", Kind::Table(PERSON)),
    ("customer", Kind::Table(PERSON)),
    ("chat", Kind::Table(CHAT)),
    ("replied", Kind::Count),
    ("no_survey", Kind::Text(255)),
    ("extra", Kind::Own),
];

/// Every word for how a ticket ended.
pub(super) fn outcomes() -> impl Iterator<Item = (String, Outcome)> {
    OUTCOMES.iter().filter_map(|word| Some(((*word).to_owned(), Outcome::parse(word)?)))
}

/// The names of every fact of a close that `intake` maps, as they are mapped there and as they are found here.
pub(super) fn places() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, kind) in CLOSE {
        match kind {
            Kind::Table(fields) => {
                let inside = |(field, _): &(&str, Kind)| {
                    let known = match *name {
                        "ticket" if *field == "id" => "ticket_id".to_owned(),
                        "ticket" => (*field).to_owned(),
                        other => format!("{other}.{field}"),
                    };
                    (known, format!("/{name}/{field}"))
                };
                found.extend(fields.iter().map(inside));
            }
            _ => found.push(((*name).to_owned(), format!("/{name}"))),
        }
    }
    found
}

/// Everything that is wrong with a body; nothing, if it can be read.
pub(super) fn check(body: &Map<String, Value>, now: Timestamp) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let until = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    Check { until, wrong: &mut wrong }.table("", body, CLOSE);
    match body.get("ticket").map(|ticket| ticket.get("id")) {
        None | Some(None | Some(Value::Null)) => {
            let remedy = "write the ticket's id in your system: \"ticket\": {\"id\": \"482\"}";
            wrong.push(Wrong::new("/ticket/id", "it is missing", remedy));
        }
        Some(Some(_)) => {}
    }
    wrong
}

struct Check<'a> {
    until: Timestamp,
    wrong: &'a mut Vec<Wrong>,
}

impl Check<'_> {
    fn refuse(&mut self, at: &str, what: &str, remedy: &str) {
        self.wrong.push(Wrong::new(at, what, remedy));
    }

    fn table(&mut self, at: &str, object: &Map<String, Value>, fields: &[(&str, Kind)]) {
        for (name, value) in object {
            match fields.iter().find(|(known, _)| known == name) {
                Some((_, kind)) => self.value(&format!("{at}/{name}"), value, kind),
                None => {
                    let known: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
                    let place = if at.is_empty() { "body" } else { at };
                    let remedy = format!("there are: {}; what is your own goes into extra", known.join(", "));
                    self.refuse(place, "it holds a field that is not known here", &remedy);
                }
            }
        }
    }

    fn value(&mut self, at: &str, value: &Value, kind: &Kind) {
        if value.is_null() {
            return;
        }
        match (kind, value) {
            (Kind::Table(fields), Value::Object(object)) => self.table(at, object, fields),
            (Kind::Table(_), _) => self.refuse(at, "it is not an object", "write it as { … }"),
            (Kind::Own, Value::Object(object)) => self.own(at, object),
            (Kind::Own, _) => self.refuse(at, "it is not an object", "write it as { \"name\": \"value\" }"),
            (Kind::Labels, Value::Array(labels)) => self.labels(at, labels),
            (Kind::Labels, _) => self.refuse(at, "it is not a list", "write it as [\"billing\", \"vip\"]"),
            (Kind::Flag, Value::Bool(_)) | (Kind::Count, Value::Bool(_)) => {}
            (Kind::Count, Value::Number(n)) if n.as_u64().is_some_and(|n| u32::try_from(n).is_ok()) => {}
            (Kind::Flag, _) => self.refuse(at, "it is neither true nor false", "write true or false"),
            (Kind::Count, _) => self.refuse(at, "it is no answer to a question", "write true, false or a number"),
            (Kind::Id, Value::Number(n)) if n.is_i64() || n.is_u64() => {}
            (_, Value::String(text)) => self.text(at, text, kind),
            (Kind::Id, _) => self.refuse(at, "it is neither a text nor a whole number", "write it in quotes"),
            _ => self.refuse(at, "it is not a text", "write it in quotes"),
        }
    }

    fn text(&mut self, at: &str, text: &str, kind: &Kind) {
        let longest = match kind {
            Kind::Text(longest) => *longest,
            Kind::Link => 2_000,
            Kind::Email => 320,
            _ => MAX_ID_CHARS,
        };
        if text.trim().is_empty() {
            return self.refuse(at, "it is empty", "leave it out, or write null");
        }
        if text.chars().nth(longest).is_some() {
            return self.refuse(at, &format!("it is longer than {longest} characters"), "write less");
        }
        match kind {
            Kind::Time => match text.parse::<Timestamp>() {
                Ok(at_time) if at_time > self.until => {
                    self.refuse(at, "it lies in the future", "write when it happened, in RFC 3339");
                }
                Ok(_) => {}
                Err(_) => self.refuse(
                    at,
                    "it is not an instant in RFC 3339 with its zone",
                    "write it like 2026-11-23T09:00:00Z or 2026-11-23T10:00:00+01:00",
                ),
            },
            Kind::Link => {
                let web = url::Url::parse(text).is_ok_and(|u| matches!(u.scheme(), "http" | "https") && u.has_host());
                if !web {
                    self.refuse(at, "it is not a web address", "write it like https://desk.example.com/tickets/482");
                }
            }
            Kind::Email => {
                let address = text.parse::<Identity>().is_ok_and(|i| i.kind == IdentityKind::Email);
                if !address {
                    self.refuse(at, "it is not an e-mail address", "write it like mia@example.com");
                }
            }
            Kind::Chat(platform) => {
                let bare = text.strip_prefix(&format!("{platform}:")).unwrap_or(text);
                if format!("{platform}:{bare}").parse::<Identity>().is_err() {
                    self.refuse(at, "it is not an id of a person there", "write the id, not the name: U0123 or 2201…");
                }
            }
            Kind::Word(words) if !words.contains(&text) => {
                self.refuse(at, "there is no such word", &format!("write one of {}", words.join(", ")));
            }
            _ => {}
        }
    }

    fn labels(&mut self, at: &str, labels: &[Value]) {
        if labels.len() > MANY {
            self.refuse(at, "there are more than 50", "send those that you report by");
        }
        for (nth, label) in labels.iter().enumerate() {
            self.value(&format!("{at}/{nth}"), label, &Kind::Text(255));
        }
    }

    fn own(&mut self, at: &str, object: &Map<String, Value>) {
        if object.len() > MANY {
            self.refuse(at, "there are more than 50", "send those that you report by");
        }
        for (name, value) in object {
            let plain = !name.is_empty()
                && name.len() <= 64
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
            if !plain {
                self.refuse(at, "it holds a name that is none", "use up to 64 letters, digits, \"_\", \"-\" and \".\"");
            } else if value.is_object() || value.is_array() {
                self.refuse(&format!("{at}/{name}"), "it is a list or an object", "write a text, a number, or true");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(body: &Value) -> Vec<String> {
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        check(body.as_object().unwrap(), now).into_iter().map(|w| format!("{}: {}", w.at, w.what)).collect()
    }

    #[test]
    fn a_close_needs_nothing_but_an_id() {
        for id in [json!("482"), json!(482)] {
            assert!(wrong(&json!({ "ticket": { "id": id } })).is_empty());
        }
        for body in [json!({}), json!({ "ticket": {} }), json!({ "ticket": { "id": null } })] {
            assert_eq!(wrong(&body), ["/ticket/id: it is missing"], "{body}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_named_with_its_place() {
        let body = json!({
            "ticket": { "id": 4.5, "closed_at": "2026-11-23 09:00", "tags": ["a", 7], "url": "javascript:alert(1)",
                        "titel": "Charged twice" },
            "outcome": "solved", "customer": { "email": "mia", "slack": "mia p" }, "agent": "Ana", "replied": "yes",
            "extra": { "a b": 1, "c": {} }, "occurred_at": "2027-01-01T00:00:00Z", "event": "close",
        });
        insta::assert_snapshot!(wrong(&body).join("\n"), @r"
        /agent: it is not an object
        /customer/email: it is not an e-mail address
        /customer/slack: it is not an id of a person there
        body: it holds a field that is not known here
        /extra: it holds a name that is none
        /extra/c: it is a list or an object
        /occurred_at: it lies in the future
        /outcome: there is no such word
        /replied: it is no answer to a question
        /ticket/closed_at: it is not an instant in RFC 3339 with its zone
        /ticket/id: it is neither a text nor a whole number
        /ticket/tags/1: it is not a text
        /ticket: it holds a field that is not known here
        /ticket/url: it is not a web address
        ");
    }

    #[test]
    fn an_error_never_repeats_what_was_sent() {
        let body = json!({ "ticket": { "id": "1", "closed_at": "secret-words" }, "secret-words": 1, "team": ["secret-words"] });
        let now = Timestamp::UNIX_EPOCH;
        let all: Vec<_> = check(body.as_object().unwrap(), now);
        assert!(all.len() == 3 && all.iter().all(|w| !format!("{w:?}").contains("secret-words")), "{all:?}");
    }

    #[test]
    fn intake_knows_every_fact_by_its_name() {
        let own = ["team", "no_survey", "extra", "outcome"];
        for (name, _) in places().iter().filter(|(name, _)| !own.contains(&name.as_str())) {
            assert!(crate::intake::Mapping::knows(name), "{name}");
        }
    }
}
