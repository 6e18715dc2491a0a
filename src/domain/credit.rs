//! Who is credited for a close.
//!
//! Knows the written rule of PRODUCT §4 and how an agent is told from another for good: by a chat identity, an address or
//! the source's own id, never by the name that is shown. Refuses to know teams: who belongs to one arrives as an argument
//! elsewhere.

use super::ids::Identity;
use super::ticket::{Contact, TicketEvent};

/// The agent a close is credited to, frozen with its survey.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Credit {
    /// Stays the same whatever the agent is called: a chat identity (`slack:U01`), else an e-mail address, else the
    /// source's id (`desk#77`), else the name itself.
    pub id: String,
    /// How the agent is written in the CSV column `agent`: chat identity, else e-mail, else name, else the source's id.
    pub label: String,
    /// The name that was shown at the close, if the source told one; else what the agent's chat called them, once known.
    pub name: Option<String>,
}

impl Credit {
    /// Somebody a source mentions; `None` if there is nothing to tell them by.
    pub fn of(contact: &Contact, source: &str) -> Option<Self> {
        let identity = contact.identities.iter().min_by_key(|i| i.kind).map(ToString::to_string);
        let theirs = || contact.id.as_ref().map(|id| format!("{source}#{id}"));
        let id = identity.or_else(theirs).or_else(|| contact.name.clone())?;
        Some(Self { id, label: contact.label()?, name: contact.name.clone() })
    }

    /// Somebody known by one identity and perhaps a name.
    pub fn to(identity: &Identity, name: Option<&str>) -> Self {
        let id = identity.to_string();
        Self { label: id.clone(), id, name: name.map(str::to_owned) }
    }

    /// The chat identity or address this credit goes by; `None` if the source knew only an id or a name.
    pub fn identity(&self) -> Option<Identity> {
        self.id.parse().ok()
    }

    /// What people read: the name, else the label.
    pub fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.label)
    }
}

/// As the CSV column `agent` writes somebody.
impl From<&str> for Credit {
    fn from(label: &str) -> Self {
        let id = label.parse::<Identity>().map_or_else(|_| label.to_owned(), |identity| identity.to_string());
        Self { id, label: label.to_owned(), name: None }
    }
}

/// Who is credited for a close, by the written rule: assignee, else the last human agent who wrote, else the closer
/// (PRODUCT §4). Programs and rules are never credited, nor is the customer who closed their own ticket.
pub fn credit(event: &TicketEvent) -> Option<Credit> {
    let helper = |c: &&Contact| !c.bot && !event.customer.as_ref().is_some_and(|customer| same(customer, c));
    event
        .agent
        .as_ref()
        .filter(helper)
        .or_else(|| event.participants.iter().rev().find(helper))
        .or_else(|| event.closed_by.as_ref().filter(helper))
        .and_then(|contact| Credit::of(contact, &event.source))
}

/// Whether a source means one person by both: the same identity, or the same id of its own.
fn same(a: &Contact, b: &Contact) -> bool {
    let shared = a.identities.iter().any(|x| b.identities.iter().any(|y| x.matches(y)));
    shared || (a.id.is_some() && a.id == b.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticket::specimen::*;

    fn credited(agent: Option<Contact>, participants: Vec<Contact>, closed_by: Option<Contact>) -> Option<String> {
        credit(&event(agent, participants, closed_by)).map(|c| c.label)
    }

    #[test]
    fn credit_goes_to_the_assignee_else_the_last_to_write_else_the_closer() {
        let writers = vec![person("UFIRST"), person("ULAST")];
        let all = credited(Some(person("UANA")), writers.clone(), Some(person("UCLOSER")));
        assert_eq!(all.as_deref(), Some("slack:UANA"));
        assert_eq!(credited(None, writers, Some(person("UCLOSER"))).as_deref(), Some("slack:ULAST"));
        assert_eq!(credited(None, vec![], Some(person("UCLOSER"))).as_deref(), Some("slack:UCLOSER"));
        assert_eq!(credited(None, vec![], None), None);
    }

    #[test]
    fn a_program_is_never_credited() {
        let writers = vec![person("UANA"), bot("B2")];
        assert_eq!(credited(Some(bot("B1")), writers, None).as_deref(), Some("slack:UANA"));
        assert_eq!(credited(Some(bot("B1")), vec![bot("B2")], Some(bot("B3"))), None);
    }

    #[test]
    fn a_customer_who_closes_their_own_ticket_credits_nobody() {
        let own = |closed_by: Contact, customer: Contact| {
            credit(&TicketEvent { customer: Some(customer), ..event(None, vec![], Some(closed_by)) })
        };
        assert_eq!(own(person("UMIA"), Contact::of(Identity::slack("", "UMIA"))), None);
        let numbered = |name: &str| Contact { id: Some("77".into()), name: Some(name.into()), ..Contact::default() };
        assert_eq!(own(numbered("Mia"), numbered("mia")), None);
        assert!(own(person("UANA"), person("UMIA")).is_some());
    }

    #[test]
    fn a_new_name_is_the_same_agent_where_the_source_knows_more_than_a_name() {
        let known = |id: Option<&str>, name: &str, identities: Vec<Identity>| {
            let (id, name) = (id.map(str::to_owned), Some(name.to_owned()));
            Credit::of(&Contact { id, name, identities, bot: false }, "desk").expect("somebody")
        };
        for (id, identities, expected) in [
            (Some("77"), vec![Identity::email("ana@example.com"), Identity::slack("T1", "UANA")], "slack:UANA"),
            (Some("77"), vec![Identity::email("ana@example.com")], "ana@example.com"),
            (Some("77"), vec![], "desk#77"),
        ] {
            let (before, after) = (known(id, "Ana Ruiz", identities.clone()), known(id, "Ana Kern", identities));
            assert_eq!((before.id.as_str(), &before.id), (expected, &after.id));
            assert_eq!((before.shown(), after.shown()), ("Ana Ruiz", "Ana Kern"));
        }
        assert_eq!(known(None, "Ana", vec![]).id, "Ana");
        assert_eq!(Credit::of(&Contact::default(), "desk"), None);
    }

    #[test]
    fn what_a_csv_calls_an_agent_is_the_same_agent_here() {
        let identity = Identity::slack("T1", "UANA");
        assert_eq!(Credit::from("slack:UANA").id, Credit::to(&identity, Some("Ana")).id);
        assert_eq!(Credit::from("Ana@Example.com").id, "ana@example.com");
        assert_eq!(Credit::from("Ana").shown(), "Ana");
    }
}
