//! What a platform sent and no model of ours could read.
//!
//! Knows how much of it is kept and which of its fields are secrets. Refuses to know where it is kept, and to be logged:
//! it holds people's words, so its `Debug` shows none of it.

use serde_json::Value;

use crate::domain::ids::Platform;

/// More than this of one payload is not kept.
const MOST: usize = 64 * 1024;
/// Fields that would let somebody act in our name.
const SECRETS: [&str; 5] = ["token", "response_url", "response_urls", "trigger_id", "interactivity"];

/// Something that arrived and was not understood.
#[derive(Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where it came from.
    pub platform: Platform,
    /// The workspace or guild, if that much could be read.
    pub installation: String,
    /// What the platform calls this kind of thing.
    pub kind: String,
    /// Stable over redeliveries.
    pub dedupe: String,
    /// The payload without its secrets, cut at 64 KiB.
    pub payload: String,
    /// What was not understood, in our words.
    pub why: &'static str,
}

impl std::fmt::Debug for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unread").field("platform", &self.platform).field("why", &self.why).finish_non_exhaustive()
    }
}

impl Unread {
    /// Keeps of `payload` what may be kept.
    pub fn new(platform: Platform, kind: &str, dedupe: &str, payload: &Value, why: &'static str) -> Self {
        let installation = ["/team/id", "/team_id", "/guild_id"]
            .iter()
            .find_map(|at| payload.pointer(at).and_then(Value::as_str))
            .unwrap_or_default();
        let short = |text: &str| cut(text, 255);
        Self {
            platform,
            installation: short(installation),
            kind: short(kind),
            dedupe: short(dedupe),
            payload: cut(&without_secrets(payload).to_string(), MOST),
            why,
        }
    }
}

fn cut(text: &str, most: usize) -> String {
    // PostgreSQL's text has no room for NUL; inside JSON it is escaped already.
    text[..text.floor_char_boundary(most)].replace('\0', "")
}

fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(key, _)| !SECRETS.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key.clone(), without_secrets(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_secrets).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_and_whatever_is_too_long_are_not_kept() {
        let payload = json!({ "team": { "id": "T1" }, "token": "s3", "a": [{ "response_url": "s3" }], "text": "ä".repeat(60_000) });
        let unread = Unread::new(Platform::Slack, "interactive", "e-1", &payload, "why");
        assert_eq!(unread.installation, "T1");
        assert!(!unread.payload.contains("s3") && unread.payload.len() <= MOST);
        assert!(!format!("{unread:?}").contains('ä'));
    }
}
