//! Every sentence people read, written once; one function a message.
//!
//! Knows the words. Refuses to know when they are said and how a platform shows them. What customers read and what a
//! scorecard says is in six languages ([`lang`], [`lang::card`]): a function takes the [`Speaker`] or the [`Voice`] and never
//! glues pieces together, since word order differs. So is what is said beside a scorecard ([`compare`], [`promise`],
//! [`posting`]). What else a team reads is English, and lives in this folder. Numbers and dates go through [`figure`], where
//! there is a [`Voice`] through that.

pub mod asking;
pub mod case;
pub mod command;
pub mod compare;
pub mod dashboard;
pub mod doctor;
pub mod erasing;
pub mod exporting;
pub mod figure;
pub mod form;
pub mod lang;
pub mod linking;
pub mod online;
pub mod people;
pub mod posting;
pub mod pressed;
pub mod promise;
pub mod question;
pub mod reason;
pub mod standing;
pub mod team;

pub use asking::*;
pub use case::*;
pub use command::*;
pub use compare::*;
pub use dashboard::*;
pub use doctor::Finding;
pub use erasing::*;
pub use exporting::*;
pub use form::*;
pub use lang::card::{Line, Voice};
pub use lang::{Lexicon, Scale, Sentence, Speaker};
pub use linking::*;
pub use online::*;
pub use people::*;
pub use posting::*;
pub use pressed::*;
pub use promise::*;
pub use question::*;
pub use reason::*;
pub use standing::*;
pub use team::*;

use super::{Span, foreign};

/// A team's name within a line of at most `max` characters of it.
fn team_named(voice: Voice, name: &str, max: usize) -> String {
    foreign::line(name, max).unwrap_or_else(|| voice.say(Line::Nameless))
}

/// The one person a message speaks to or about.
fn mention(person: &crate::domain::ids::Identity) -> Span {
    Span::Mention(person.clone())
}
