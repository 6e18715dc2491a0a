//! Looks at the conversation before it is asked in: is it quiet, and did a person answer the customer?
//!
//! Knows what a glance at a thread proves. Refuses to hold a prompt back because a thread cannot be read: not knowing is
//! neither "busy" nor "unanswered".

use super::Ctx;
use crate::chat::{Glance, SendError};
use crate::domain::ids::{Identity, Place};
use crate::domain::ticket::{self, TicketEvent};
use crate::domain::{Duration, Timestamp};
use crate::store::Person;

/// So long a prompt waits for its turn to read; a backlog that is late already does not wait at all, or reading would
/// slow down sending.
const PATIENCE: Duration = Duration::from_mins(2);

/// What is known of the conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// The last message that is not ours, to the second.
    pub quiet_since: Option<Timestamp>,
    /// Whether a person answered the customer.
    pub human_reply: Option<bool>,
}

/// Looks at the ticket's own thread. `Err`: the platform asks us to wait until then, and there is time to.
pub(super) async fn look(
    ctx: &Ctx,
    event: &TicketEvent,
    person: &Person,
    delay: Duration,
    planned_for: Timestamp,
) -> Result<Look, Timestamp> {
    let told = Look { quiet_since: None, human_reply: ticket::human_reply(event) };
    let Some(thread) = event.chat.as_ref().filter(|chat| chat.own_thread) else { return Ok(told) };
    let place = Place::Channel { channel: thread.channel.clone(), thread: thread.thread.clone() };
    let Some(chat) = ctx.chat(place.platform()) else { return Ok(told) };
    let now = ctx.now();
    match chat.glance(&place, now - delay).await {
        Ok(seen) => Ok(Look {
            quiet_since: seen.last.and_then(|at| Timestamp::from_second(at.as_second()).ok()),
            human_reply: told.human_reply.or_else(|| answered(&seen, event, person)),
        }),
        Err(SendError::RateLimited { after }) if now < planned_for + PATIENCE => Err(now + after),
        Err(error) => {
            tracing::debug!(platform = %place.platform(), %error, "a ticket's thread could not be looked at");
            Ok(told)
        }
    }
}

/// Whether somebody besides the customer wrote. "No" needs the whole thread, the customer in it, and no program: what a
/// helpdesk's integration posts may be an agent's words.
fn answered(seen: &Glance, event: &TicketEvent, person: &Person) -> Option<bool> {
    let named = event.customer.iter().flat_map(|c| &c.identities);
    let customer: Vec<&Identity> = person.identities.iter().chain(named).collect();
    let is_customer = |who: &Identity| customer.iter().any(|known| known.matches(who));
    if seen.people.iter().any(|who| !is_customer(who)) {
        return Some(true);
    }
    let proves = seen.whole && !seen.programs && seen.people.iter().any(is_customer);
    proves.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PersonId;
    use crate::domain::ticket::{Contact, EventKind, Outcome, TicketFacts};

    fn event() -> TicketEvent {
        TicketEvent {
            source: "slack".into(),
            installation: "T1".into(),
            vendor: "chat".into(),
            kind: EventKind::Closed,
            delivery_id: None,
            dedupe_key: "k".into(),
            occurred_at: Timestamp::UNIX_EPOCH,
            team: None,
            ticket: TicketFacts::default(),
            outcome: Outcome::Resolved,
            agent: None,
            closed_by: None,
            participants: Vec::new(),
            replied: None,
            customer: Some(Contact::of(Identity::slack("", "UMIA"))),
            chat: None,
            no_survey: None,
            extra: Default::default(),
        }
    }

    fn mia() -> Person {
        Person {
            id: PersonId::new("p1"),
            opted_out_at: None,
            last_asked: None,
            identities: vec![Identity::discord("77")],
            zone: None,
            locale: None,
            unreachable: vec![],
        }
    }

    #[test]
    fn nobody_answered_is_said_only_of_a_thread_seen_whole_with_the_customer_and_no_program_in_it() {
        let seen = |people: &[Identity], programs, whole| {
            let glance = Glance { last: None, people: people.to_vec(), programs, whole };
            answered(&glance, &event(), &mia())
        };
        let (mia, ana) = (Identity::slack("T1", "UMIA"), Identity::slack("T1", "UANA"));
        assert_eq!(seen(std::slice::from_ref(&mia), false, true), Some(false));
        assert_eq!(seen(&[mia.clone(), Identity::discord("77")], false, true), Some(false), "the same person twice");
        assert_eq!(seen(std::slice::from_ref(&mia), true, true), None, "a program may speak for a person");
        assert_eq!(seen(std::slice::from_ref(&mia), false, false), None, "not all of it was read");
        assert_eq!(seen(&[], false, true), None, "whoever was helped wrote somewhere else");
        assert_eq!(seen(&[mia, ana.clone()], true, false), Some(true));
        assert_eq!(seen(&[ana], false, false), Some(true));
    }
}
