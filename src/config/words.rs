//! `[team.words]`: a team's own sentences in place of ours.
//!
//! Knows that plain keys are in the team's own language and that a table named like a language holds another one's. What
//! makes a sentence unfit is known where sentences are (`present::words`).

use super::error::nearest;
use super::layers::Field;
use crate::domain::language::Language;
use crate::present::words::{Lexicon, Sentence};

/// Reads the whole table; `language` is the team's.
pub(super) fn own(field: &Field<'_>, language: Language) -> Lexicon {
    let mut own = Lexicon::default();
    let Some(table) = field.open_table() else { return own };
    for key in table.dict.keys() {
        let Some(field) = table.get(key) else { continue };
        match (field.value.as_dict(), key.parse::<Language>()) {
            (Some(_), Ok(other)) => {
                let Some(inner) = field.open_table() else { continue };
                inner.dict.keys().filter_map(|key| Some((key, inner.get(key)?))).for_each(|(key, field)| {
                    one(&mut own, other, key, &field);
                });
            }
            _ => one(&mut own, language, key, &field),
        }
    }
    if let Some((language, instrument)) = own.alike() {
        let id = instrument.id;
        field.refuse(format!("two points of {id} read alike in {language}; change {id}-low or {id}-high"));
    }
    own
}

fn one(own: &mut Lexicon, language: Language, key: &str, field: &Field<'_>) {
    let Some(sentence) = Sentence::by_id(key) else {
        let known = Sentence::ALL.iter().map(|s| s.id()).chain(Language::ALL.map(Language::code));
        return field.refuse_unseen(match nearest(key, known) {
            Some(near) => {
                format!("there is no such sentence; did you mean {near:?}? `afterword preview --keys` lists all")
            }
            None => "there is no such sentence; `afterword preview --keys` lists all".to_owned(),
        });
    };
    if let Some(text) = field.text()
        && let Err(problem) = own.add(language, sentence, &text)
    {
        field.refuse(problem);
    }
}
