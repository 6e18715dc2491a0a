//! One request for help, and the news about it that reaches us.
//!
//! Knows the common model every source is translated into (HELPDESKS §6). Refuses to know any vendor's field names, and
//! who gets the credit (`credit`).

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use super::Timestamp;
use super::ids::{Channel, Identity};

/// What a source says has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Non-terminal to terminal.
    Closed,
    /// Terminal to non-terminal.
    Reopened,
    /// The ticket is gone.
    Deleted,
    /// A test delivery.
    Ping,
    /// Anything else: acknowledged, counted, ignored.
    Other,
}

/// How a ticket ended. Only [`Outcome::Resolved`] and [`Outcome::Unknown`] are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Helped.
    Resolved,
    /// The same request as another ticket.
    Duplicate,
    /// Will not be done.
    NotPlanned,
    /// Withdrawn.
    Canceled,
    /// Folded into another ticket.
    Merged,
    /// Not a request.
    Spam,
    /// The source does not say.
    Unknown,
}

impl Outcome {
    /// The word used in configuration, JSON and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Resolved => "resolved",
            Outcome::Duplicate => "duplicate",
            Outcome::NotPlanned => "not_planned",
            Outcome::Canceled => "canceled",
            Outcome::Merged => "merged",
            Outcome::Spam => "spam",
            Outcome::Unknown => "unknown",
        }
    }

    /// Reads [`Outcome::as_str`] back.
    pub fn parse(s: &str) -> Option<Self> {
        [
            Outcome::Resolved,
            Outcome::Duplicate,
            Outcome::NotPlanned,
            Outcome::Canceled,
            Outcome::Merged,
            Outcome::Spam,
            Outcome::Unknown,
        ]
        .into_iter()
        .find(|o| o.as_str() == s)
    }
}

/// Somebody a source mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The source's own id of the person.
    pub id: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Known identities: e-mail, Slack, Discord; at most one of each kind.
    pub identities: Vec<Identity>,
    /// A program, not a person.
    pub bot: bool,
}

impl Contact {
    /// Somebody known by exactly one identity.
    pub fn of(identity: Identity) -> Self {
        Self { identities: vec![identity], ..Self::default() }
    }

    /// How this person is written in the credit column: chat identity, else e-mail, else name, else the source's id.
    pub fn label(&self) -> Option<String> {
        self.identities
            .iter()
            .min_by_key(|i| i.kind)
            .map(ToString::to_string)
            .or_else(|| self.name.clone())
            .or_else(|| self.id.clone())
    }
}

/// The ticket as the event describes it. Texts are already cut and cleaned (see [`clean_text`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFacts {
    /// The source's id, opaque text of 1 to 255 characters.
    pub id: String,
    /// The number people use (`#482`), where it differs from the id.
    pub key: Option<String>,
    /// Link for agents.
    pub url: Option<String>,
    /// Subject line.
    pub subject: Option<String>,
    /// Status after the event.
    pub status: Option<String>,
    /// Status before it.
    pub previous_status: Option<String>,
    /// E-mail, chat, phone …
    pub channel: Option<String>,
    /// Journey stage.
    pub touchpoint: Option<String>,
    /// Customer segment.
    pub segment: Option<String>,
    /// Language of the conversation, BCP 47.
    pub language: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// When it was opened.
    pub created_at: Option<Timestamp>,
    /// When it was closed, if the source says.
    pub closed_at: Option<Timestamp>,
}

/// The conversation a ticket lived in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatRef {
    /// Slack workspace or Discord guild; empty if the source did not say.
    pub installation: String,
    /// The channel. On Discord this is the thread when there is one.
    pub channel: Channel,
    /// Slack: root `ts` of the thread.
    pub thread: Option<String>,
    /// Whether the conversation belongs to this ticket alone (a thread, a forum post, a DM), so that
    /// the prompt may be posted there before a direct message is tried.
    pub own_thread: bool,
}

/// News about one ticket, the same for every source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketEvent {
    /// Configured source name, or `slack` / `discord` for closes made in chat.
    pub source: String,
    /// Workspace or guild for chat closes; empty for helpdesks.
    pub installation: String,
    /// Preset or `generic` or `chat`.
    pub vendor: String,
    /// What happened.
    pub kind: EventKind,
    /// The vendor's id of this delivery.
    pub delivery_id: Option<String>,
    /// Never empty: the delivery id, or a hash of source, ticket, transition and time.
    pub dedupe_key: String,
    /// When it happened; receipt time if the payload does not say.
    pub occurred_at: Timestamp,
    /// Configured team this source feeds, or the one the chat close was attributed to.
    pub team: Option<String>,
    /// The ticket.
    pub ticket: TicketFacts,
    /// How it ended.
    pub outcome: Outcome,
    /// The assignee.
    pub agent: Option<Contact>,
    /// Who pressed close.
    pub closed_by: Option<Contact>,
    /// Human agents who wrote in it, oldest first.
    pub participants: Vec<Contact>,
    /// Whether a person of the team wrote to the customer, if the source says so.
    pub replied: Option<bool>,
    /// Who was helped.
    pub customer: Option<Contact>,
    /// Where the conversation was.
    pub chat: Option<ChatRef>,
    /// *Close without asking*, with the agent's reason.
    pub no_survey: Option<String>,
    /// Mapped extra fields for reports.
    pub extra: BTreeMap<String, String>,
}

/// Whether a person answered the customer, as far as the source tells; `None` is not "no".
pub fn human_reply(event: &TicketEvent) -> Option<bool> {
    match event.participants.as_slice() {
        [] => event.replied,
        wrote => Some(wrote.iter().any(|who| !who.bot)),
    }
}

/// Makes text from outside safe to keep: control characters (NUL among them) and bidirectional overrides removed,
/// white space folded, cut to `max` characters between graphemes.
pub fn clean_text(raw: &str, max: usize) -> Option<String> {
    let bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String =
        raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control() && !bidi(*c)).collect();
    let folded = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = first_chars(&folded, max).trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// The longest beginning of whole graphemes with at most `max` characters; a single grapheme longer than that (a tower
/// of combining marks) is cut all the same, or nothing would be left of it.
fn first_chars(text: &str, max: usize) -> &str {
    let Some((limit, _)) = text.char_indices().nth(max) else { return text };
    let whole = text.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at <= limit).last().unwrap_or_default();
    text.get(..if whole == 0 { limit } else { whole }).unwrap_or_default()
}

/// People and closes for the tests of whoever judges them.
#[cfg(test)]
pub(super) mod specimen {
    use super::*;

    pub fn person(user: &str) -> Contact {
        Contact::of(Identity::slack("T1", user))
    }

    pub fn bot(user: &str) -> Contact {
        Contact { bot: true, ..person(user) }
    }

    pub fn event(agent: Option<Contact>, participants: Vec<Contact>, closed_by: Option<Contact>) -> TicketEvent {
        TicketEvent {
            source: "desk".to_owned(),
            installation: String::new(),
            vendor: "generic".to_owned(),
            kind: EventKind::Closed,
            delivery_id: None,
            dedupe_key: "k".to_owned(),
            occurred_at: Timestamp::UNIX_EPOCH,
            team: None,
            ticket: TicketFacts::default(),
            outcome: Outcome::Resolved,
            agent,
            closed_by,
            participants,
            replied: None,
            customer: None,
            chat: None,
            no_survey: None,
            extra: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::specimen::*;
    use super::*;

    #[test]
    fn a_human_reply_is_known_from_who_wrote_else_from_what_the_source_says() {
        let told = |participants, replied| human_reply(&TicketEvent { replied, ..event(None, participants, None) });
        assert_eq!(told(vec![], None), None, "nothing is known");
        assert_eq!((told(vec![], Some(false)), told(vec![], Some(true))), (Some(false), Some(true)));
        assert_eq!(told(vec![bot("B1"), person("UANA")], Some(false)), Some(true), "who wrote is the better witness");
        assert_eq!(told(vec![bot("B1")], None), Some(false));
    }

    #[test]
    fn a_contact_is_called_by_chat_identity_then_address_then_name_then_id() {
        let email = Identity::email("ana@example.com");
        let mut ana = Contact {
            id: Some("77".to_owned()),
            name: Some("Ana".to_owned()),
            identities: vec![email.clone(), Identity::discord("2201")],
            bot: false,
        };
        assert_eq!(ana.label().as_deref(), Some("discord:2201"));
        ana.identities = vec![email];
        assert_eq!(ana.label().as_deref(), Some("ana@example.com"));
        ana.identities.clear();
        assert_eq!(ana.label().as_deref(), Some("Ana"));
        ana.name = None;
        assert_eq!(ana.label().as_deref(), Some("77"));
        assert_eq!(Contact::default().label(), None);
    }

    #[test]
    fn outcomes_read_back() {
        use Outcome::*;
        for outcome in [Resolved, Duplicate, NotPlanned, Canceled, Merged, Spam, Unknown] {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(Outcome::parse("done"), None);
    }

    #[test]
    fn text_from_outside_loses_what_could_hide_or_break() {
        let cleaned = |raw: &str| clean_text(raw, 20);
        assert_eq!(cleaned("  Where\r\n is\tmy \u{a0} refund? ").as_deref(), Some("Where is my refund?"));
        assert_eq!(cleaned("a\0b\u{7}c\u{1b}[31m").as_deref(), Some("abc[31m"));
        assert_eq!(cleaned("\u{202e}txt.exe\u{2066}").as_deref(), Some("txt.exe"));
        assert_eq!(cleaned("日本語のとても長い件名がここにありますので").map(|s| s.chars().count()), Some(20));
        assert_eq!(cleaned("nineteen characters then").as_deref(), Some("nineteen characters"));
        assert_eq!(clean_text("ab👨‍👩‍👧cd", 5).as_deref(), Some("ab"), "never cut inside a family");
        assert_eq!(clean_text(&format!("a{}", "\u{335}".repeat(9)), 4).map(|s| s.chars().count()), Some(4));
        assert_eq!((cleaned(""), cleaned(" \n\0 "), clean_text("x", 0)), (None, None, None));
    }

    proptest! {
        #[test]
        fn cleaned_text_is_short_tidy_and_stays_clean(raw in any::<String>(), max in 0_usize..50) {
            if let Some(text) = clean_text(&raw, max) {
                prop_assert!(!text.is_empty() && text.chars().count() <= max);
                prop_assert!(!text.chars().any(char::is_control));
                prop_assert_eq!(text.trim(), &text);
                prop_assert_eq!(clean_text(&text, max), Some(text.clone()));
            }
        }
    }
}
