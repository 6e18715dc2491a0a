//! Any sequence of gateway frames, and any interaction or thread, through every reader we have (`crate::fuzzing`).
//!
//! Knows how a frame becomes an event. Refuses to judge what comes out: `fuzzing::sound` does.

use serde_json::Value;

use super::inbound;
use super::session::{Heard, Session};
use super::threads::Locked;
use crate::chat::{Inbound, Unread};
use crate::domain::Timestamp;
use crate::domain::ids::Platform;
use crate::fuzzing::{sound, unread};

/// One frame a line, as a gateway would send them; each line is also taken for an event's bare payload.
pub fn discord(data: &[u8]) {
    let (mut session, mut locked) = (Session::default(), Locked::default());
    for line in data.split(|byte| *byte == b'\n') {
        let frame: Value = serde_json::from_slice(line).unwrap_or_default();
        match session.hear(frame.clone()) {
            Heard::Hello(interval) => assert!(!interval.is_zero(), "heartbeats without a pause"),
            Heard::Event { name, payload } => event(&name, payload, &mut locked),
            _ => {}
        }
        // Whatever was heard, what is sent next is a frame of ours.
        let opening = session.opening("fuzz-token");
        assert_eq!(opening["op"], if session.resumes() { 6 } else { 2 });
        for name in ["INTERACTION_CREATE", "THREAD_UPDATE", "THREAD_DELETE"] {
            event(name, frame.clone(), &mut locked);
        }
    }
}

fn event(name: &str, payload: Value, locked: &mut Locked) {
    match name {
        "INTERACTION_CREATE" => {
            unread(&Unread::new(Platform::Discord, name, "any", &payload, "fuzz"));
            if let Ok(act) = inbound::read(payload) {
                sound(&act.inbound);
            }
        }
        "THREAD_UPDATE" => {
            if let Ok(Some(news)) = locked.update(payload.clone(), Timestamp::UNIX_EPOCH) {
                closed(&news);
                let again = locked.update(payload, Timestamp::UNIX_EPOCH);
                assert!(matches!(again, Ok(None)), "the same news is told twice");
            }
        }
        "THREAD_DELETE" => locked.forget(&payload),
        _ => {
            let threads = payload.get("threads").cloned().unwrap_or_default();
            locked.learn(&threads, Timestamp::UNIX_EPOCH).iter().for_each(closed);
        }
    }
}

fn closed(news: &Inbound) {
    assert!(matches!(news, Inbound::ThreadLocked { .. }));
    sound(news);
}

/// A message as it would be sent.
pub(crate) fn shown(message: &crate::present::Message) -> Result<Value, String> {
    super::render::render(message)?.create().map(|(body, _)| body)
}
