//! Who wrote in a conversation and when, read off Slack's messages.
//!
//! Knows which messages somebody wrote and which only tell of an event (a join, a new topic). Refuses to read texts.

use serde_json::Value;

use super::Slack;
use super::api::{Listing, Page};
use crate::chat::{Glance, SendError};
use crate::domain::Timestamp;
use crate::domain::ids::{Identity, Place};

/// Kinds of messages that somebody wrote; all other kinds are notes of Slack's own.
const WRITTEN: [&str; 4] = ["bot_message", "file_share", "me_message", "thread_broadcast"];

/// The conversation from its beginning; and where that is more than a page, its newest part as well.
pub(super) async fn glance(slack: &Slack, place: &Place, recent: Timestamp) -> Result<Glance, SendError> {
    let (channel, thread) = slack.resolve(place).await?;
    let since = written(recent);
    let mut seen = Glance::default();
    // A thread is listed from its beginning, a channel from its end: there the page is of what is recent.
    let oldest = if thread.is_some() { "0" } else { since.as_str() };
    let first =
        slack.api.list(&Listing { channel: &channel, thread, oldest }, None).await.map_err(super::cannot_look)?;
    note(slack, &mut seen, &first);
    seen.whole = thread.is_some() && first.next().is_none();
    if thread.is_some() && first.next().is_some() {
        let what = Listing { channel: &channel, thread, oldest: &since };
        let newest = slack.api.list(&what, None).await.map_err(super::cannot_look)?;
        note(slack, &mut seen, &newest);
    }
    Ok(seen)
}

fn note(slack: &Slack, seen: &mut Glance, page: &Page) {
    let me = slack.known();
    for message in &page.messages {
        let text = |key: &str| message.get(key).and_then(Value::as_str);
        if text("subtype").is_some_and(|kind| !WRITTEN.contains(&kind)) {
            continue;
        }
        let ours = me.as_ref().is_some_and(|me| {
            text("user") == Some(&me.user_id) || (me.bot_id.is_some() && text("bot_id") == me.bot_id.as_deref())
        });
        if ours {
            continue;
        }
        let program = text("bot_id").is_some();
        let person = text("user").filter(|_| !program).map(|user| {
            let own = me.as_ref().map(|me| me.team_id.as_str());
            Identity::slack(text("team").or(own).unwrap_or_default(), user)
        });
        seen.saw(person, text("ts").and_then(second));
    }
}

/// A `ts` to the second; what comes after the point only tells messages of one second apart.
fn second(ts: &str) -> Option<Timestamp> {
    Timestamp::from_second(ts.split('.').next()?.parse().ok()?).ok()
}

/// A moment as `ts`.
pub(super) fn written(at: Timestamp) -> String {
    format!("{}.{:06}", at.as_second(), at.subsec_nanosecond() / 1_000)
}
