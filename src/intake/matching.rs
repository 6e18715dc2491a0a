//! Which events mean what: closed, reopened, deleted, a ping, or nothing to us; and how a ticket ended.
//!
//! Knows the rules of `[source.match]` and `[source.outcome]`. Refuses to know what any vendor calls anything.

use std::collections::BTreeMap;

use serde_json::Value;

use super::HeaderView;
use super::pick::Pick;
use crate::domain::ticket::{EventKind, Outcome};

/// `[source.match]`.
#[derive(Debug, Clone, Default)]
pub struct Matching {
    /// JSON Pointer to the list of events in one request; `""` is the whole body.
    pub items: String,
    /// Any of these is a close.
    pub closed: Vec<Rule>,
    /// Any of these is a reopening.
    pub reopened: Vec<Rule>,
    /// Any of these says the ticket is gone.
    pub deleted: Vec<Rule>,
    /// Any of these is a test delivery.
    pub ping: Vec<Rule>,
    /// Any of these is none of our business, whatever else it is.
    pub ignore: Vec<Rule>,
}

/// `{ path, in }` with its conditions.
#[derive(Debug, Clone)]
pub struct Rule {
    /// This must hold,
    pub test: Test,
    /// and all of these,
    pub when: Vec<Test>,
    /// unless the state before was already one of these.
    pub unless_prev: Option<Test>,
}

/// A place, and the words it must hold one of.
#[derive(Debug, Clone)]
pub struct Test {
    /// Where to look.
    pub pick: Pick,
    /// What to find, in any case.
    pub words: Vec<String>,
}

impl Test {
    fn holds(&self, item: &Value, headers: &HeaderView<'_>) -> bool {
        self.pick.is_any_of(&self.words, item, headers)
    }
}

impl Rule {
    fn fits(&self, item: &Value, headers: &HeaderView<'_>) -> bool {
        self.test.holds(item, headers)
            && self.when.iter().all(|test| test.holds(item, headers))
            && !self.unless_prev.as_ref().is_some_and(|test| test.holds(item, headers))
    }
}

impl Matching {
    /// The events of one request: the list `items` points at, else the body itself.
    pub fn items<'a>(&self, document: &'a Value) -> Vec<&'a Value> {
        match document.pointer(&self.items) {
            Some(Value::Array(events)) => events.iter().collect(),
            Some(one) => vec![one],
            None => vec![document],
        }
    }

    /// What one event is. Deletion goes first: a vendor that deletes a ticket may close it in the same breath.
    pub fn kind(&self, item: &Value, headers: &HeaderView<'_>) -> EventKind {
        let any = |rules: &[Rule]| rules.iter().any(|rule| rule.fits(item, headers));
        if any(&self.ignore) {
            EventKind::Other
        } else if any(&self.deleted) {
            EventKind::Deleted
        } else if any(&self.closed) {
            EventKind::Closed
        } else if any(&self.reopened) {
            EventKind::Reopened
        } else if any(&self.ping) {
            EventKind::Ping
        } else {
            EventKind::Other
        }
    }
}

/// `[source.outcome]`.
#[derive(Debug, Clone)]
pub struct OutcomeRule {
    /// Where the word, or the list of words, is.
    pub pick: Pick,
    /// Lower-cased word to outcome.
    pub words: BTreeMap<String, Outcome>,
    /// For everything the map does not list.
    pub otherwise: Outcome,
}

impl Default for OutcomeRule {
    fn default() -> Self {
        Self { pick: Pick::default(), words: BTreeMap::new(), otherwise: Outcome::Unknown }
    }
}

impl OutcomeRule {
    /// How the ticket ended: the first word found here that the map lists.
    pub fn read(&self, item: &Value, headers: &HeaderView<'_>) -> Outcome {
        self.pick
            .labels(item, headers)
            .iter()
            .find_map(|word| self.words.get(&word.to_lowercase()))
            .copied()
            .unwrap_or(self.otherwise)
    }
}
