//! Which of Slack's ids may be stored.
//!
//! Knows how long an id can be and what a database has no room for. Refuses to repair one: half an id is somebody else's.

use sha2::{Digest, Sha256};

use super::super::{Actor, Inbound, Scene};
use crate::domain::ids::{Identity, MAX_ID_CHARS, MessageRef};

/// Whether everybody and everything an act names could be one of Slack's.
pub(super) fn are_storable(inbound: &Inbound) -> bool {
    match inbound {
        Inbound::Command { by, at, command: _, dedupe: _ } => actor(by) && scene(at),
        Inbound::CloseAndAsk { by, at, customer, message_id, .. } => {
            actor(by) && scene(at) && customer.iter().all(actor) && is_id(message_id)
        }
        Inbound::Press { by, at, message, .. } => actor(by) && scene(at) && message.iter().all(shared),
        Inbound::Submit { by, .. } | Inbound::HomeOpened { by, .. } => actor(by),
        Inbound::ThreadLocked { at, .. } => scene(at),
        Inbound::Installation { installation, .. } => is_id(installation),
    }
}

/// A key against repetition holds parts that anybody could have made long; its hash tells repetitions as well.
pub(super) fn shorten_key(inbound: &mut Inbound) {
    let (Inbound::Command { dedupe, .. }
    | Inbound::CloseAndAsk { dedupe, .. }
    | Inbound::Press { dedupe, .. }
    | Inbound::Submit { dedupe, .. }
    | Inbound::HomeOpened { dedupe, .. }
    | Inbound::ThreadLocked { dedupe, .. }
    | Inbound::Installation { dedupe, .. }) = inbound;
    if !is_id(dedupe) {
        *dedupe = hex::encode(Sha256::digest(dedupe.as_bytes()));
    }
}

fn is_id(id: &str) -> bool {
    id.chars().count() <= MAX_ID_CHARS && !id.contains(char::is_control)
}

fn actor(who: &Actor) -> bool {
    let Identity { installation, value, .. } = &who.identity;
    is_id(installation) && is_id(value)
}

fn scene(at: &Scene) -> bool {
    is_id(&at.installation) && is_id(&at.channel.id) && at.thread.iter().all(|thread| is_id(thread))
}

fn shared(message: &MessageRef) -> bool {
    is_id(&message.channel.id) && is_id(&message.id)
}
