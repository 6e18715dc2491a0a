//! A team's promise for a week: what they will do better, and what became of it.
//!
//! Knows the three things that can become of one, and how long it may be. Refuses to know who may make one, and to word
//! anything.

use super::calendar::Week;
use super::ids::TeamName;

/// Longest promise that is kept, in characters.
pub const MAX_PROMISE: usize = 300;

/// What became of a promise. One that nobody marked has none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// *Kept*.
    Kept,
    /// *Not kept*.
    NotKept,
    /// *Still at it*.
    Still,
}

impl Fate {
    /// Every one, as they are offered.
    pub const ALL: [Fate; 3] = [Fate::Kept, Fate::NotKept, Fate::Still];

    /// The stored word: `kept`, `not_kept` or `still`.
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::Kept => "kept",
            Fate::NotKept => "not_kept",
            Fate::Still => "still",
        }
    }

    /// Reads a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == word)
    }
}

/// One promise, with what became of it as far as anybody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub team: TeamName,
    /// For which week.
    pub week: Week,
    /// Their words, cleaned; at most [`MAX_PROMISE`] characters.
    pub words: String,
    /// Who made it, as far as their name is known and was not erased.
    pub by: Option<String>,
    /// What became of it; `None`: nobody said.
    pub fate: Option<Fate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fate_reads_back_as_itself_and_nothing_else_does() {
        for fate in Fate::ALL {
            assert_eq!(Fate::parse(fate.as_str()), Some(fate));
        }
        assert_eq!((Fate::parse(""), Fate::parse("kept "), Fate::parse("not said")), (None, None, None));
    }
}
