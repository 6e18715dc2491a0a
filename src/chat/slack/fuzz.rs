//! Any frame of Slack's socket, and any payload, through every reader we have (`crate::fuzzing`).
//!
//! Knows in which order a frame is read. Refuses to judge what comes out: `fuzzing::sound` does.

use serde_json::Value;

use super::super::Unread;
use super::inbound::{self, Reading};
use super::mrkdwn;
use super::socket::{Said, read};
use crate::domain::ids::Platform;
use crate::fuzzing::{sound, unread};

/// A frame with an envelope, or a bare payload of any of the three kinds.
pub fn slack(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    assert!(!mrkdwn::escape(&mrkdwn::plain(&text)).contains(['<', '>']), "read as words and shown again, it acts");
    if let Said::Envelope(envelope) = read(&text) {
        assert!(!envelope.id.is_empty() || text.contains("\"envelope_id\""));
        payload(&envelope.payload);
        keep(&envelope.kind, &envelope.id, &envelope.payload);
    }
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        payload(&value);
        keep("any", "any", &value);
    }
}

fn payload(value: &Value) {
    for reading in [inbound::command(value), inbound::interaction(value, "T1"), inbound::interaction(value, "")] {
        match reading {
            Reading::Act(act) => {
                sound(&act.inbound);
                if let Some(url) = act.route.response_url() {
                    assert!(url.as_str().len() <= text_length(value), "an address made up");
                }
            }
            Reading::Ignored | Reading::Unreadable { .. } => {}
        }
    }
}

/// Percent-encoding makes an address at most three times (an IDN: a little more) longer than it came.
fn text_length(value: &Value) -> usize {
    16 * value.to_string().len()
}

fn keep(kind: &str, dedupe: &str, value: &Value) {
    unread(&Unread::new(Platform::Slack, kind, dedupe, value, "fuzz"));
}

/// A message as it would be sent.
pub(crate) fn shown(message: &crate::present::Message) -> Result<Value, String> {
    let rendered = super::render::message(message, None)?;
    serde_json::to_value(rendered.content()).map_err(|error| error.to_string())
}
