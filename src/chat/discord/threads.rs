//! Support threads and forum posts that are locked: Discord's way of saying a ticket is closed.
//!
//! Knows which threads are locked as far as we have been told. Refuses to read `archived`: threads archive themselves
//! when nobody writes, and that closes nothing. The memory only spares the receiver repeats; it is not the truth.

use std::collections::HashMap;

use serde_json::Value;
use serenity::model::channel::GuildChannel;
use serenity::model::id::ChannelId;

use super::inbound::channel;
use crate::chat::{Inbound, Scene};
use crate::domain::Timestamp;
use crate::domain::ids::Identity;
use crate::domain::ticket::clean_text;

/// Threads remembered; beyond it the memory starts afresh.
const MOST: usize = 100_000;
const NAME: usize = 200;

/// Threads we were told about, and whether they are locked.
#[derive(Debug, Default)]
pub(super) struct Locked(HashMap<ChannelId, bool>);

impl Locked {
    /// Threads that a guild's list tells us about. One we never heard of may have been locked for years; one we knew to
    /// be open was locked while we were away, and that is news.
    pub(super) fn learn(&mut self, threads: &Value, now: Timestamp) -> Vec<Inbound> {
        let threads = threads.as_array().into_iter().flatten();
        let read = threads.filter_map(|t| serde_json::from_value::<GuildChannel>(t.clone()).ok());
        read.filter_map(|thread| match self.remember(&thread) {
            Some(false) => news(&thread, now),
            _ => None,
        })
        .collect()
    }

    /// Reads `THREAD_UPDATE`: a thread that is locked and was not, as far as we know. `now` stands in for a missing
    /// time of locking.
    pub(super) fn update(&mut self, payload: Value, now: Timestamp) -> Result<Option<Inbound>, &'static str> {
        let thread: GuildChannel = serde_json::from_value(payload).map_err(|_| "a thread that does not parse")?;
        Ok(match self.remember(&thread) {
            Some(true) => None,
            _ => news(&thread, now),
        })
    }

    /// A thread that no longer exists.
    pub(super) fn forget(&mut self, payload: &Value) {
        if let Some(id) = payload.get("id").and_then(|id| serde_json::from_value::<ChannelId>(id.clone()).ok()) {
            self.0.remove(&id);
        }
    }

    /// Notes how a thread is; returns how it was, if that is known.
    fn remember(&mut self, thread: &GuildChannel) -> Option<bool> {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(thread.id, is_locked(thread))
    }
}

/// What a locked thread tells the receiver; nothing if it is open.
fn news(thread: &GuildChannel, now: Timestamp) -> Option<Inbound> {
    let parent = thread.parent_id.filter(|_| is_locked(thread))?;
    let stamp = thread.thread_metadata.and_then(|m| m.archive_timestamp).map(|t| t.to_string());
    let locked_at = stamp.as_deref().and_then(|s| s.parse().ok()).unwrap_or(now);
    // The stamp moves with every opening and closing, and stays the same when the same news comes again.
    let dedupe = format!("{}@{}", thread.id, stamp.unwrap_or_else(|| now.to_string()));
    Some(Inbound::ThreadLocked {
        at: Scene {
            installation: thread.guild_id.to_string(),
            channel: channel(thread.id),
            parent: Some(channel(parent)),
            thread: None,
            own_thread: true,
        },
        parent: channel(parent),
        owner: thread.owner_id.map(|u| Identity::discord(u.to_string())),
        name: clean_text(&thread.name, NAME).unwrap_or_else(|| thread.id.to_string()),
        locked_at,
        dedupe,
    })
}

fn is_locked(thread: &GuildChannel) -> bool {
    thread.thread_metadata.is_some_and(|m| m.locked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn thread(locked: bool, archived: bool, stamp: &str) -> Value {
        json!({
            "id": "70", "guild_id": "5", "parent_id": "60", "owner_id": "9", "type": 11, "name": "Refund\u{202e} please",
            "thread_metadata": {
                "archived": archived, "locked": locked, "auto_archive_duration": 1440, "archive_timestamp": stamp,
            },
        })
    }

    fn dedupe(news: Result<Option<Inbound>, &'static str>) -> Option<String> {
        match news {
            Ok(Some(Inbound::ThreadLocked { dedupe, .. })) => Some(dedupe),
            Ok(None) => None,
            other => panic!("{other:?}"),
        }
    }

    const T1: &str = "2026-11-20T10:00:00.123000+00:00";
    const T2: &str = "2026-11-21T10:00:00+00:00";

    #[test]
    fn a_locked_thread_is_reported_once_with_its_owner_and_parent() {
        let mut known = Locked::default();
        let news = known.update(thread(true, true, T1), Timestamp::UNIX_EPOCH).expect("parses").expect("news");
        let Inbound::ThreadLocked { at, parent, owner, name, locked_at, .. } = news else { panic!() };
        assert_eq!((at.installation.as_str(), at.channel.id.as_str(), at.own_thread), ("5", "70", true));
        assert_eq!((parent.id.as_str(), owner), ("60", Some(Identity::discord("9"))));
        assert_eq!((name.as_str(), locked_at), ("Refund please", T1.parse().expect("a time")));
        assert_eq!(dedupe(known.update(thread(true, true, T1), Timestamp::UNIX_EPOCH)), None);
    }

    #[test]
    fn locked_again_after_being_opened_is_a_new_close() {
        let mut known = Locked::default();
        let first = dedupe(known.update(thread(true, true, T1), Timestamp::UNIX_EPOCH));
        assert_eq!(dedupe(known.update(thread(false, false, T1), Timestamp::UNIX_EPOCH)), None);
        let second = dedupe(known.update(thread(true, true, T2), Timestamp::UNIX_EPOCH));
        assert!(first.is_some() && second.is_some() && first != second, "{first:?} {second:?}");
    }

    #[test]
    fn the_same_lock_told_to_two_runs_has_the_same_key() {
        let told = |now| dedupe(Locked::default().update(thread(true, true, T1), now));
        assert_eq!(told(Timestamp::UNIX_EPOCH), told(Timestamp::MAX));
    }

    #[test]
    fn archived_by_itself_closes_nothing() {
        assert_eq!(dedupe(Locked::default().update(thread(false, true, T1), Timestamp::UNIX_EPOCH)), None);
    }

    #[test]
    fn a_thread_already_locked_when_we_arrived_is_not_news() {
        let mut known = Locked::default();
        let news = known.learn(&json!([thread(true, false, T1), {"nonsense": true}]), Timestamp::UNIX_EPOCH);
        assert_eq!(news, []);
        assert_eq!(dedupe(known.update(thread(true, false, T1), Timestamp::UNIX_EPOCH)), None);
    }

    #[test]
    fn a_thread_locked_while_we_were_away_is_news() {
        let mut known = Locked::default();
        assert_eq!(known.learn(&json!([thread(false, false, T1)]), Timestamp::UNIX_EPOCH), []);
        assert_eq!(known.learn(&json!([thread(true, false, T2)]), Timestamp::UNIX_EPOCH).len(), 1);
        assert_eq!(known.learn(&json!([thread(true, false, T2)]), Timestamp::UNIX_EPOCH), []);
    }

    #[test]
    fn a_thread_that_does_not_parse_is_said_to_be_so() {
        assert!(Locked::default().update(json!({"id": "70"}), Timestamp::UNIX_EPOCH).is_err());
    }
}
