//! Where one person can be asked about one ticket, best place first.
//!
//! Knows the order of PRODUCT §4 and what is remembered of refusals. What comes after the last rung is elsewhere: the
//! person's next act (`beside`) and a link handed back to the source (`hand_back`).

use crate::domain::ids::{Identity, Place, Platform};
use crate::domain::survey::Unreachable;
use crate::domain::{Duration, Timestamp};
use crate::store::{Person, TicketRow};

/// So long a platform's refusal of direct messages is remembered of a person; people change their settings, so after that
/// they are tried again.
const MEMORY: Duration = Duration::from_hours(30 * 24);
/// What is remembered of it.
const REFUSED: &str = Unreachable::DirectMessagesClosed.code();

/// The ladder of PRODUCT §4: the thread the ticket lived in, a direct message, and on Discord the ticket's channel.
pub(super) fn places(ticket: &TicketRow, person: &Person, now: Timestamp) -> Vec<Place> {
    let mut ladder = Vec::new();
    let chat = ticket.event.chat.as_ref();
    let there = chat.map(|c| Place::Channel { channel: c.channel.clone(), thread: c.thread.clone() });
    if chat.is_some_and(|c| c.own_thread) {
        ladder.extend(there.clone());
    }
    let home = chat.map(|c| c.channel.platform);
    let mut direct: Vec<&Identity> = person.identities.iter().filter(|i| i.platform().is_some()).collect();
    direct.sort_by_key(|i| (i.platform() != home, i.kind));
    let refused = |i: &Identity| {
        person.unreachable.iter().any(|(p, why, at)| Some(*p) == i.platform() && why == REFUSED && now < *at + MEMORY)
    };
    ladder.extend(direct.iter().filter(|i| !refused(i)).map(|i| Place::Direct { person: (*i).clone() }));
    if let Some(place) = there.filter(|_| home == Some(Platform::Discord))
        && !ladder.contains(&place)
    {
        ladder.push(place);
    }
    ladder
}

/// Why the ladder has no rung: no account is known, or every account that is refused us lately.
pub(super) fn nowhere(person: &Person) -> Unreachable {
    let known = person.identities.iter().any(|i| i.platform().is_some());
    if known { Unreachable::DirectMessagesClosed } else { Unreachable::NoPlace }
}
