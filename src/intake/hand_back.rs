//! The call that hands a link to the question back to the source of a ticket.
//!
//! Knows how such a call is written: an address, headers and a body with a few places to fill in. Refuses to make it, and
//! to take anything from a ticket for a template: what is filled in is quoted for where it stands.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// What can be filled in, as it is written between `{{` and `}}`.
pub const NAMES: [&str; 4] = ["ticket.id", "ticket.key", "link", "key"];

/// What is filled in.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The source's id of the ticket.
    pub ticket_id: &'a str,
    /// The number people use, else the id.
    pub ticket_key: &'a str,
    /// Where the question is.
    pub link: &'a str,
    /// The same for every attempt at this call, and for no other.
    pub key: &'a str,
}

/// How a link is handed back to a source.
#[derive(Debug, Clone)]
pub struct HandBack {
    /// `POST`, `PUT` or `PATCH`.
    pub method: String,
    /// Address; only its path may hold places.
    pub url: Template,
    /// Name, what stands before the secret, the secret.
    pub headers: Vec<(String, Filled)>,
    /// JSON.
    pub body: Template,
}

/// A header's value.
#[derive(Debug, Clone)]
pub enum Filled {
    /// As written.
    Text(String),
    /// A secret behind some words, such as `Bearer `.
    Secret(String, SecretString),
}

/// One call, ready to be made. Shows no secret.
pub struct Call {
    /// Method.
    pub method: String,
    /// Address.
    pub url: Url,
    /// Headers; the values are secrets.
    pub headers: Vec<(String, SecretString)>,
    /// JSON.
    pub body: String,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("method", &self.method).finish_non_exhaustive()
    }
}

/// A text with places to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(&'static str),
}

impl Template {
    /// Reads a template; the error says what is wrong with it.
    pub fn parse(written: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = written;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or("a {{ is not closed by }}")?;
            let known = NAMES.into_iter().find(|known| *known == name.trim());
            let known =
                known.ok_or_else(|| format!("no such place; write one of {{{{ {} }}}}", NAMES.join(" }}, {{ ")))?;
            pieces.extend([Piece::Text(before.to_owned()), Piece::Place(known)]);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// Whether this place is filled in somewhere.
    pub fn names(&self, place: &str) -> bool {
        self.0.iter().any(|piece| *piece == Piece::Place(NAMES.into_iter().find(|n| *n == place).unwrap_or_default()))
    }

    /// The text with its places filled in, each quoted by `quote`.
    pub fn filled(&self, facts: &Facts<'_>, quote: impl Fn(&str) -> String) -> String {
        let value = |name: &str| match name {
            "ticket.id" => facts.ticket_id,
            "ticket.key" => facts.ticket_key,
            "link" => facts.link,
            _ => facts.key,
        };
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Place(name) => quote(value(name)),
            })
            .collect()
    }
}

/// One segment of a path: everything but letters, digits and `-._~` percent-encoded, so that no value adds a segment, a
/// query or a host.
pub fn in_path(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    value.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A segment of dots walks up the path, however it is written.
fn walks_up(value: &str) -> bool {
    matches!(value, "." | "..")
}

/// Inside a JSON text.
pub fn in_json(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"')).unwrap_or_default().to_owned()
}

impl HandBack {
    /// The call for one ticket; `None` if the filled address is none.
    pub fn call(&self, facts: &Facts<'_>) -> Option<Call> {
        if walks_up(facts.ticket_id) || walks_up(facts.ticket_key) {
            return None;
        }
        let url = Url::parse(&self.url.filled(facts, in_path)).ok()?;
        let value = |filled: &Filled| match filled {
            Filled::Text(text) => SecretString::from(text.clone()),
            Filled::Secret(before, secret) => SecretString::from(format!("{before}{}", secret.expose_secret())),
        };
        let mut headers: Vec<_> = self.headers.iter().map(|(name, filled)| (name.clone(), value(filled))).collect();
        headers.push(("Idempotency-Key".to_owned(), SecretString::from(facts.key.to_owned())));
        Some(Call { method: self.method.clone(), url, headers, body: self.body.filled(facts, in_json) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts<'a>(id: &'a str, link: &'a str) -> Facts<'a> {
        Facts { ticket_id: id, ticket_key: "#482", link, key: "k1" }
    }

    fn written(url: &str, body: &str) -> HandBack {
        let headers =
            vec![("Authorization".to_owned(), Filled::Secret("Bearer ".to_owned(), SecretString::from("s3cret")))];
        let (url, body) = (Template::parse(url).unwrap(), Template::parse(body).unwrap());
        HandBack { method: "PUT".to_owned(), url, headers, body }
    }

    #[test]
    fn a_call_is_filled_in_with_the_ticket_and_the_link() {
        let source = written(
            "https://desk.example/api/tickets/{{ ticket.id }}.json",
            r#"{"ticket":{"comment":{"body":"Ask here: {{link}}","public":false}}}"#,
        );
        let call = source.call(&facts("482", "https://a.example/s/t0k3n")).unwrap();
        assert_eq!(call.url.as_str(), "https://desk.example/api/tickets/482.json");
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(body["ticket"]["comment"]["body"], "Ask here: https://a.example/s/t0k3n");
        assert_eq!(call.headers[0].1.expose_secret(), "Bearer s3cret");
        assert_eq!((call.headers[1].0.as_str(), call.headers[1].1.expose_secret()), ("Idempotency-Key", "k1"));
        assert!(!format!("{call:?} {source:?}").contains("s3cret"));
    }

    #[test]
    fn nothing_in_a_ticket_leads_the_call_elsewhere_or_breaks_out_of_its_text() {
        let source = written("https://desk.example/t/{{ticket.id}}/notes", r#"{"n":"{{ticket.id}}"}"#);
        for odd in ["../../admin", "1?x=1", "1#f", "@evil.example/", "1/../..", "{{link}}", "a\"b\\\n", "é"] {
            let call = source.call(&facts(odd, "l")).unwrap();
            assert_eq!(call.url.host_str(), Some("desk.example"), "{odd}");
            assert!(call.url.query().is_none() && call.url.fragment().is_none(), "{odd}");
            assert_eq!(call.url.path_segments().unwrap().count(), 3, "{odd}: {}", call.url);
            assert!(call.url.path().starts_with("/t/") && call.url.path().ends_with("/notes"), "{odd}: {}", call.url);
            let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
            assert_eq!(body["n"], odd);
        }
        assert!(source.call(&facts("..", "l")).is_none() && source.call(&facts(".", "l")).is_none());
    }

    #[test]
    fn a_place_nobody_knows_is_refused() {
        for wrong in ["{{ comment }}", "{{ link", "{{}}"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Template::parse("{{ link }}").unwrap().names("link") && !Template::parse("x").unwrap().names("link"));
    }
}
