//! The promises of intake; here what their tests share.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::*;
use crate::config::Settings;

const SECRET: &str = "dGhlIHNlY3JldCBhcyBwcmludGVk";
const OLD: &str = "the-one-before";

/// A saved webhook of `tests/fixtures`.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/", $name)).as_slice()
    };
}

// After the macro, so that they see it.
mod any_input;
mod bodies;
mod signatures;
mod zendesk;

/// A source as an operator would write it.
fn source(lines: &str) -> Source {
    let text =
        format!("[[team]]\nname = \"T\"\ntimezone = \"UTC\"\n[[source]]\nname = \"desk\"\nteam = \"T\"\n{lines}\n");
    let env = BTreeMap::from([("NEW".to_owned(), SECRET.to_owned()), ("OLD".to_owned(), OLD.to_owned())]);
    Settings::from_toml("test", &text, &env).unwrap_or_else(|e| panic!("{e}")).sources.remove(0)
}

fn zendesk() -> Source {
    source("preset = \"zendesk\"\nauth = { secret_env = [\"NEW\", \"OLD\"] }")
}

fn generic() -> Source {
    source("auth = { secret_env = [\"NEW\", \"OLD\"] }")
}

fn open(lines: &str) -> Source {
    source(&format!("auth = {{ scheme = \"none\" }}\n{lines}"))
}

fn now() -> Timestamp {
    "2026-11-23T09:00:10Z".parse().unwrap()
}

fn mac(secret: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// Zendesk's two headers for this body, signed at `at`.
fn zendesk_headers(secret: &str, at: &str, body: &[u8]) -> [(String, String); 2] {
    let signature = STANDARD.encode(mac(secret, &[at.as_bytes(), body]));
    [("x-zendesk-webhook-signature".into(), signature), ("X-Zendesk-Webhook-Signature-Timestamp".into(), at.into())]
}

fn generic_headers(secret: &str, at: &str, body: &[u8]) -> [(String, String); 2] {
    let signature = format!("sha256={}", hex::encode(mac(secret, &[at.as_bytes(), b".", body])));
    [("X-Afterword-Signature".into(), signature), ("X-Afterword-Timestamp".into(), at.into())]
}

fn view(pairs: &[(String, String)]) -> HeaderView<'_> {
    HeaderView::of(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())))
}

fn read_zendesk(body: &[u8]) -> Vec<TicketEvent> {
    let headers = zendesk_headers(SECRET, "2026-11-23T09:00:05Z", body);
    zendesk().read(&view(&headers), body, now()).unwrap()
}

fn read_open(lines: &str, body: &str) -> Result<Vec<TicketEvent>, HookRefusal> {
    open(lines).read(&HeaderView::default(), body.as_bytes(), now())
}
