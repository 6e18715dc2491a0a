//! Words that stand in many rows of a batch, each kept once.
//!
//! Knows how an agent's label becomes an id. Refuses to know columns.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::credit::Credit;

/// Words that stand in many rows of a batch, each kept once. As long as a batch is: a file may name as many as it likes.
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
        self.known.entry(word.to_owned()).or_insert_with(|| word.into()).clone()
    }

    /// How an agent is written, and how they are told from others for good.
    pub(super) fn agent(&mut self, label: &str) -> (Arc<str>, Arc<str>) {
        if let Some(known) = self.agents.get(label) {
            return known.clone();
        }
        let of = || (label.into(), Credit::from(label).id.into());
        self.agents.entry(label.to_owned()).or_insert_with(of).clone()
    }
}
