//! How a request proves where it comes from: a signature over its raw bytes, or a shared token.
//!
//! Knows HMAC, replay windows and rotation. Refuses to parse what was signed, to say to the sender what was wrong, and
//! to compare anything in a time that depends on where it differs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use super::HeaderView;
use crate::domain::{Duration, Timestamp};

/// Why a request was not believed; for the operator's log and `afterword hook`, never for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// No signature or token header.
    #[error("the signature header is missing")]
    Missing,
    /// Two headers where one is meant; which of them a proxy believed cannot be known.
    #[error("the signature or timestamp header is there more than once")]
    Repeated,
    /// Not hexadecimal or base64, or without its prefix.
    #[error("the signature header is not written as configured (prefix, encoding)")]
    Malformed,
    /// No timestamp header, or one that is not a time in the configured unit.
    #[error("the timestamp header is missing or not a time in the configured unit")]
    NoTime,
    /// Too old or too far ahead: a replay, or a clock that is wrong.
    #[error("the timestamp is outside the tolerance; a replay, or one of the clocks is wrong")]
    TooOld,
    /// Signed with another secret, or changed on the way.
    #[error("the signature does not match the body under any configured secret")]
    Wrong,
}

/// How a source's requests are believed.
#[derive(Debug, Clone)]
pub enum Auth {
    /// Not at all. Has to be written out in configuration.
    None,
    /// A header equals the secret.
    Token(Token),
    /// A header holds an HMAC-SHA256 over the raw body.
    Hmac(Box<Signed>),
}

/// `scheme = "token"`.
#[derive(Debug, Clone)]
pub struct Token {
    /// Header name.
    pub header: String,
    /// What stands before the token (`Bearer `).
    pub prefix: String,
    /// Any of these.
    pub secrets: Vec<SecretString>,
}

/// `scheme = "hmac"`.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Header name.
    pub header: String,
    /// What stands before the signature (`sha256=`).
    pub prefix: String,
    /// How the signature is written.
    pub encoding: Encoding,
    /// What is signed, in order.
    pub template: Vec<Part>,
    /// The replay window, where the vendor signs a time.
    pub stamp: Option<Stamp>,
    /// Any of these: a secret can be rotated without losing a request.
    pub secrets: Vec<SecretString>,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Either case.
    Hex,
    /// Standard alphabet, padded.
    Base64,
}

/// One piece of the signed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As written.
    Literal(String),
    /// The timestamp header, as sent.
    Timestamp,
    /// The raw body.
    Body,
}

/// Where the signed time is, and how far it may be from now.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Header name.
    pub header: String,
    /// How the time is written.
    pub unit: Unit,
    /// Inclusive.
    pub tolerance: Duration,
}

/// How a signed time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Unix seconds.
    Seconds,
    /// Unix milliseconds.
    Millis,
    /// RFC 3339.
    Rfc3339,
}

impl Part {
    /// Reads a template such as `{timestamp}.{body}`; the error names the piece that is not known.
    pub fn template(written: &str) -> Result<Vec<Part>, String> {
        let mut parts = Vec::new();
        let mut rest = written;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                parts.push(Part::Literal(before.to_owned()));
            }
            let (name, after) = after.split_once('}').ok_or("a { without its }")?;
            parts.push(match name {
                "timestamp" => Part::Timestamp,
                "body" => Part::Body,
                "url" | "method" | "id" => return Err(format!("{{{name}}} comes in a later version")),
                _ => return Err(format!("{{{name}}} is not known; write {{timestamp}} and {{body}}")),
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        let bodies = parts.iter().filter(|p| **p == Part::Body).count();
        if bodies == 1 { Ok(parts) } else { Err("the signed text must hold {body} exactly once".into()) }
    }
}

impl Auth {
    /// Believes the request or not.
    pub fn verify(&self, headers: &HeaderView<'_>, body: &[u8], now: Timestamp) -> Result<(), Unsigned> {
        match self {
            Auth::None => Ok(()),
            Auth::Token(token) => token.verify(headers),
            Auth::Hmac(signed) => signed.verify(headers, body, now),
        }
    }

    /// Every secret, for the check that no two sources share one.
    pub fn secrets(&self) -> &[SecretString] {
        match self {
            Auth::None => &[],
            Auth::Token(token) => &token.secrets,
            Auth::Hmac(signed) => &signed.secrets,
        }
    }
}

impl Token {
    fn verify(&self, headers: &HeaderView<'_>) -> Result<(), Unsigned> {
        let given = only(headers, &self.header)?.ok_or(Unsigned::Missing)?;
        let given = given.strip_prefix(&self.prefix).ok_or(Unsigned::Malformed)?;
        matches_any(&self.secrets, |secret| secret.as_bytes().ct_eq(given.as_bytes()))
    }
}

impl Signed {
    fn verify(&self, headers: &HeaderView<'_>, body: &[u8], now: Timestamp) -> Result<(), Unsigned> {
        let given = only(headers, &self.header)?.ok_or(Unsigned::Missing)?;
        let given = self.decode(given).ok_or(Unsigned::Malformed)?;
        let stamp = self.stamp.as_ref().map(|stamp| stamp.verify(headers, now)).transpose()?;
        matches_any(&self.secrets, |secret| {
            self.digest(secret, stamp.unwrap_or_default(), body)
                .map_or(Choice::from(0), |expected| expected.as_slice().ct_eq(given.as_slice()))
        })
    }

    fn decode(&self, given: &str) -> Option<Vec<u8>> {
        let bare = given.strip_prefix(&self.prefix)?;
        match self.encoding {
            Encoding::Hex => hex::decode(bare).ok(),
            Encoding::Base64 => STANDARD.decode(bare).ok(),
        }
    }

    fn digest(&self, secret: &str, stamp: &str, body: &[u8]) -> Option<Vec<u8>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
        for part in &self.template {
            match part {
                Part::Literal(text) => mac.update(text.as_bytes()),
                Part::Timestamp => mac.update(stamp.as_bytes()),
                Part::Body => mac.update(body),
            }
        }
        Some(mac.finalize().into_bytes().to_vec())
    }
}

impl Stamp {
    /// The header as sent, if it is a time close enough to now.
    fn verify<'a>(&self, headers: &HeaderView<'a>, now: Timestamp) -> Result<&'a str, Unsigned> {
        let given = only(headers, &self.header)?.ok_or(Unsigned::NoTime)?;
        let at = self.unit.read(given).ok_or(Unsigned::NoTime)?;
        let apart = now.duration_since(at).abs();
        if apart <= self.tolerance { Ok(given) } else { Err(Unsigned::TooOld) }
    }
}

impl Unit {
    fn read(self, given: &str) -> Option<Timestamp> {
        let digits = || {
            let plain = !given.is_empty() && given.len() <= 16 && given.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| given.parse::<i64>().ok()).flatten()
        };
        match self {
            Unit::Seconds => Timestamp::from_second(digits()?).ok(),
            Unit::Millis => Timestamp::from_millisecond(digits()?).ok(),
            Unit::Rfc3339 => given.parse().ok(),
        }
    }
}

/// The one value under this name; two are refused, because which of them was meant is unknowable.
fn only<'a>(headers: &HeaderView<'a>, name: &str) -> Result<Option<&'a str>, Unsigned> {
    let mut values = headers.all(name);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Unsigned::Repeated),
        (first, None) => Ok(first.filter(|v| !v.is_empty())),
    }
}

/// Tries every secret, whichever matches: the time taken tells nothing about which did. An empty list matches nothing.
fn matches_any(secrets: &[SecretString], matches: impl Fn(&str) -> Choice) -> Result<(), Unsigned> {
    let any = secrets.iter().fold(Choice::from(0), |any, secret| any | matches(secret.expose_secret()));
    if bool::from(any) { Ok(()) } else { Err(Unsigned::Wrong) }
}
