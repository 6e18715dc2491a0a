//! How the platforms call the app, where they do not wait for it to connect: signed, once, for at most three seconds.
//!
//! Knows both signatures. Refuses to know payloads, and to follow anybody anywhere else.

use std::sync::OnceLock;
use std::time::Duration;

use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;

/// Longer no platform waits.
const PATIENCE: Duration = Duration::from_secs(3);

/// A header of a call.
pub(super) type Header = (&'static str, String);

/// What came of a call.
#[derive(Debug, PartialEq)]
pub(super) enum Called {
    /// Answered with 2xx and this body; nothing, if it was empty, and whether it called itself JSON.
    Answered { body: Option<Value>, json: bool },
    /// Answered with another status.
    Refused(u16),
    /// Not answered in time.
    TimedOut,
    /// Nobody there, or the connection broke.
    Broken,
}

/// Makes a call.
pub(super) async fn call(url: &str, content_type: &str, body: Vec<u8>, headers: Vec<Header>) -> Called {
    static CLIENT: OnceLock<Option<reqwest::Client>> = OnceLock::new();
    let Some(client) = CLIENT.get_or_init(client) else { return Called::Broken };
    let request = client.post(url).header("content-type", content_type).body(body);
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    let answering = async {
        let response = request.send().await?;
        let status = response.status();
        let kind = response.headers().get("content-type").and_then(|v| v.to_str().ok()).map(str::to_owned);
        Ok::<_, reqwest::Error>((status, kind.unwrap_or_default(), response.bytes().await?))
    };
    match answering.await {
        Ok((status, kind, bytes)) if status.is_success() => {
            let json = kind.starts_with("application/json");
            Called::Answered { body: serde_json::from_slice(&bytes).ok(), json }
        }
        Ok((status, ..)) => Called::Refused(status.as_u16()),
        Err(error) if error.is_timeout() => Called::TimedOut,
        Err(_) => Called::Broken,
    }
}

#[expect(clippy::disallowed_methods, reason = "the sandbox is another machine: it has a client of its own")]
fn client() -> Option<reqwest::Client> {
    let policy = reqwest::redirect::Policy::none();
    reqwest::Client::builder().timeout(PATIENCE).redirect(policy).no_proxy().pool_max_idle_per_host(0).build().ok()
}

/// Slack's headers for a body sent at this second.
pub(super) fn slack_headers(secret: &str, at: i64, body: &[u8]) -> Vec<Header> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(format!("v0:{at}:").as_bytes());
    mac.update(body);
    let signature = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
    vec![("x-slack-request-timestamp", at.to_string()), ("x-slack-signature", signature)]
}

/// Discord's headers for a body sent at this second.
pub(super) fn discord_headers(seed: &[u8; 32], at: i64, body: &[u8]) -> Vec<Header> {
    let signed = [at.to_string().as_bytes(), body].concat();
    let signature = SigningKey::from_bytes(seed).sign(&signed);
    vec![("x-signature-timestamp", at.to_string()), ("x-signature-ed25519", hex::encode(signature.to_bytes()))]
}

/// The public half, as the Developer Portal shows it.
pub(super) fn public_key(seed: &[u8; 32]) -> String {
    hex::encode(SigningKey::from_bytes(seed).verifying_key().to_bytes())
}
