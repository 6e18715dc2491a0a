//! What people read, as Slack last told.
//!
//! Knows that no payload of Slack's names a locale, so that what was learnt before asking a person is all there is when
//! something must be said without the database. Forgotten with the process: then the answer is English.

use super::{Slack, lock, remember};
use crate::domain::language::Language;

impl Slack {
    /// The language of a user, if it was told since we started.
    pub(super) fn language_of(&self, user: &str) -> Option<Language> {
        lock(&self.tongues).get(user).copied()
    }

    pub(super) fn note_language(&self, user: &str, locale: Option<&str>) {
        if let Some(language) = locale.and_then(Language::from_locale) {
            remember(&self.tongues, user.to_owned(), language);
        }
    }
}
