//! What people read: a small neutral document, and every sentence, picture and page made of it.
//!
//! Knows words, order and emphasis. Refuses to know Block Kit, embeds, HTTP and databases; `chat/*` translate the
//! shape and enforce each platform's limits.

pub mod cell;
pub mod chart;
pub mod compare;
pub mod dashboard;
pub mod foreign;
pub mod json;
pub mod online;
pub mod page;
pub mod preview;
pub mod scorecard;
pub mod specimen;
pub mod text;
pub mod words;

use crate::domain::ids::Identity;

/// A run of text inside a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Inert text: whatever it holds, it is shown as written and never pings, formats or links.
    Text(String),
    /// Inert text, emphasised.
    Strong(String),
    /// An address on the web that others may follow. Only one that [`crate::present::words`] has checked.
    Link(String),
    /// A person, named so that the platform shows their name. Adapters ping nobody but this person.
    Mention(Identity),
}

impl Span {
    /// Inert text.
    pub fn text(s: impl Into<String>) -> Self {
        Span::Text(s.into())
    }

    /// Emphasised inert text.
    pub fn strong(s: impl Into<String>) -> Self {
        Span::Strong(s.into())
    }
}

/// Something to press. `control` is the opaque `custom_id`/`action_id` (see [`crate::domain::control`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// At most 100 characters, unique in its message.
    pub control: String,
    /// At most 75 characters.
    pub label: String,
}

/// A picture that travels with the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// PNG bytes.
    pub png: Vec<u8>,
    /// File name ending in `.png`.
    pub name: String,
    /// The same facts in words, at most 2,000 characters.
    pub alt: String,
}

/// One part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A title, at most 150 characters.
    Heading(String),
    /// A paragraph.
    Text(Vec<Span>),
    /// A smaller, quieter line.
    Note(Vec<Span>),
    /// What a person wrote. Inert; shown as a quotation.
    Quote(String),
    /// Rows of buttons. Discord wraps rows of more than five (seven become 4 + 3).
    Buttons(Vec<Vec<Button>>),
    /// A picture; at most one per message.
    Picture(Picture),
    /// A thin line.
    Divider,
}

/// A message, before any platform's shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Our opaque id of the thing this message is about, at most 100 characters; sent along (Slack: metadata and
    /// `block_id`; Discord: `nonce` and the controls) so that a send with an unknown outcome can be found again.
    pub marker: Option<String>,
}

impl Message {
    /// A message of one plain paragraph.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { blocks: vec![Block::Text(vec![Span::text(text)])], marker: None }
    }

    /// The same message with a marker.
    pub fn marked(mut self, marker: impl Into<String>) -> Self {
        self.marker = Some(marker.into());
        self
    }

    /// The picture, if there is one.
    pub fn picture(&self) -> Option<&Picture> {
        self.blocks.iter().find_map(|b| match b {
            Block::Picture(p) => Some(p),
            _ => None,
        })
    }
}

/// One input of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Free text over several lines.
    Text {
        /// Key in the submission.
        key: &'static str,
        /// At most 45 characters.
        label: String,
        /// What it holds at first.
        value: String,
        /// At most 3,000.
        max: u16,
    },
    /// Any number of choices. Adapters without checkboxes in forms (Discord's classic modals) turn this into a text
    /// input that lists the choices by number.
    Choices {
        /// Key in the submission.
        key: &'static str,
        /// At most 45 characters.
        label: String,
        /// `(stored word, label)`.
        options: Vec<(String, String)>,
        /// Stored words chosen at first.
        chosen: Vec<String>,
    },
    /// Exactly one choice, which must be made. Discord's classic modals get the text input of [`Field::Choices`], so a
    /// submission may hold any number.
    Choice {
        /// Key in the submission.
        key: &'static str,
        /// At most 45 characters.
        label: String,
        /// `(stored word, label)`, ten at most.
        options: Vec<(String, String)>,
    },
}

/// A form (modal). Empty is always fine, except for a [`Field::Choice`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Comes back with the submission; at most 100 characters.
    pub control: String,
    /// At most 24 characters.
    pub title: String,
    /// At most 24 characters.
    pub submit: String,
    /// At most 5.
    pub fields: Vec<Field>,
}
