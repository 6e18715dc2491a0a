//! Slack calling the app: the three request URLs instead of a socket.
//!
//! Knows how events, interactions and commands are wrapped, and that events alone are tried again.

use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::super::caller::{self, Called};
use super::super::world::World;
use super::socket::Delivery;

/// A reason Slack gives for trying once more.
const TIMED_OUT: &str = "http_timeout";

/// Calls the app at `base`. An event that was not taken is sent once more at once, as Slack does; the later attempts
/// (after one and five minutes) are for whoever asks for them.
pub(super) async fn deliver(world: &World, base: &str, kind: &str, payload: &Value, retry: u32) -> Delivery {
    let first = attempt(world, base, kind, payload, retry).await;
    match first {
        Delivery::Acknowledged(_) => first,
        _ if kind == "events_api" && retry == 0 => attempt(world, base, kind, payload, 1).await,
        _ => first,
    }
}

async fn attempt(world: &World, base: &str, kind: &str, payload: &Value, retry: u32) -> Delivery {
    let (path, content_type, body) = wrapped(kind, payload);
    let (secret, at) = world.read(|s| (s.cast.slack_signing_secret.clone(), s.now() / 1000));
    let mut headers = caller::slack_headers(&secret, at, &body);
    if retry > 0 {
        headers.push(("x-slack-retry-num", retry.to_string()));
        headers.push(("x-slack-retry-reason", TIMED_OUT.to_owned()));
    }
    match caller::call(&format!("{base}{path}"), content_type, body, headers).await {
        Called::Answered { body, .. } => Delivery::Acknowledged(body),
        Called::TimedOut => Delivery::Unanswered,
        Called::Refused(_) | Called::Broken => Delivery::Nowhere,
    }
}

/// Path, content type and body.
fn wrapped(kind: &str, payload: &Value) -> (&'static str, &'static str, Vec<u8>) {
    const FORM: &str = "application/x-www-form-urlencoded";
    match kind {
        "slash_commands" => {
            let fields = payload.as_object().into_iter().flatten();
            let fields = fields.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()));
            ("/slack/commands", FORM, Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes())
        }
        "interactive" => {
            let payload = payload.to_string();
            let form = Serializer::new(String::new()).append_pair("payload", &payload).finish();
            ("/slack/interactions", FORM, form.into_bytes())
        }
        _ => ("/slack/events", "application/json", payload.to_string().into_bytes()),
    }
}
