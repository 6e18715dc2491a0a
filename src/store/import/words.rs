//! Words that stand in many rows, each kept once.
//!
//! Knows that a file may name as many as it likes. Refuses to know columns.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::credit::Credit;

/// More words than this are forgotten.
const MOST_WORDS: usize = 10_000;

/// Words that stand in many rows, each kept once.
#[derive(Default)]
pub(super) struct Words {
    known: HashMap<String, Arc<str>>,
    agents: HashMap<String, (Arc<str>, Arc<str>)>,
}

impl Words {
    /// The one copy of a word.
    pub(super) fn one(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.known.get(word) {
            return known.clone();
        }
        room(&mut self.known);
        self.known.entry(word.to_owned()).or_insert_with(|| word.into()).clone()
    }

    /// How an agent is written, and how they are told from others for good.
    pub(super) fn agent(&mut self, label: &str) -> (Arc<str>, Arc<str>) {
        if let Some(known) = self.agents.get(label) {
            return known.clone();
        }
        room(&mut self.agents);
        let of = || (label.into(), Credit::from(label).id.into());
        self.agents.entry(label.to_owned()).or_insert_with(of).clone()
    }
}

/// A file may name as many as it likes; they are not all kept.
fn room<T>(words: &mut HashMap<String, T>) {
    if words.len() >= MOST_WORDS {
        words.clear();
    }
}
