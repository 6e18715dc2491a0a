//! Everything a scorecard says, and what is said beside it, in every language.
//!
//! Knows the six files in `card/`, which `build.rs` has checked like the customers', and how a language joins what stands in
//! a row. Refuses a team's own words: whoever could rewrite a card could make it claim a change that its range does not
//! support. Numbers and dates are written in [`figures`](Voice::percent).

mod figures;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentValue};

use super::{Bundle, Given, Speaker, as_slots, as_texts, empty_bundle, filled, filled_bundle, format, reading};
use crate::domain::language::Language;
use crate::present::Span;

include!(concat!(env!("OUT_DIR"), "/lines.rs"));

const FILES: [(Language, &str); 6] = [
    (Language::En, include_str!("card/en.ftl")),
    (Language::De, include_str!("card/de.ftl")),
    (Language::Fr, include_str!("card/fr.ftl")),
    (Language::Es, include_str!("card/es.ftl")),
    (Language::Pt, include_str!("card/pt.ftl")),
    (Language::Ja, include_str!("card/ja.ftl")),
];

/// The language a scorecard and what is said beside it are read in: its team's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Voice {
    language: Language,
}

impl Voice {
    /// For what a team reads in English whatever its language: replies that are about no scorecard, lists, the dashboard's
    /// own words.
    pub const ENGLISH: Voice = Voice { language: Language::En };

    /// In `language`.
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    pub fn language(self) -> Language {
        self.language
    }

    /// Customers' own words (scales, reasons) as we word them, in the same language.
    pub fn speaker(self) -> Speaker<'static> {
        Speaker::plain(self.language)
    }

    /// A line without variables.
    pub fn say(self, line: Line) -> String {
        self.tell(line, &[])
    }

    /// A line as one text.
    pub fn tell(self, line: Line, given: &[(&'static str, Given)]) -> String {
        self.formatted(line, &as_texts(given))
    }

    /// A line as runs, with what is emphasised in a run of its own.
    pub fn spans(self, line: Line, given: &[(&'static str, Given)]) -> Vec<Span> {
        let (args, slots) = as_slots(given);
        filled(&self.formatted(line, &args), &slots)
    }

    /// Whole sentences, one after the other.
    pub fn joined(self, sentences: impl IntoIterator<Item = String>) -> String {
        sentences.into_iter().collect::<Vec<_>>().join(self.gap())
    }

    /// What stands between two sentences.
    pub fn gap(self) -> &'static str {
        if self.language == Language::Ja { "" } else { " " }
    }

    /// What ends a sentence.
    pub fn stop(self) -> &'static str {
        if self.language == Language::Ja { "。" } else { "." }
    }

    /// Things in a row: `a, b, c`.
    pub fn listed(self, things: &[String]) -> String {
        things.join(if self.language == Language::Ja { "、" } else { ", " })
    }

    /// The same where a thing may hold a comma: `a; b; c`.
    pub fn parted(self, things: &[String]) -> String {
        things.join(match self.language {
            Language::Ja => "；",
            Language::Fr => "\u{a0}; ",
            Language::En | Language::De | Language::Es | Language::Pt => "; ",
        })
    }

    fn formatted(self, line: Line, args: &FluentArgs<'_>) -> String {
        let text = format(bundle(self.language), line.id(), args);
        // English has every line, or this would not have been built.
        let text = text.or_else(|| format(bundle(Language::En), line.id(), args));
        text.map_or_else(|| line.id().to_owned(), std::borrow::Cow::into_owned)
    }
}

fn bundle(language: Language) -> &'static Bundle {
    static ALL: OnceLock<BTreeMap<Language, Bundle>> = OnceLock::new();
    static EMPTY: OnceLock<Bundle> = OnceLock::new();
    let made = |(language, text)| {
        let mut bundle = filled_bundle(language, text);
        if language == Language::En {
            // English cards have always written their numbers without groups, as MEASUREMENT §3 does.
            bundle.set_formatter(Some(|value, _| match value {
                FluentValue::Number(number) => Some((number.value as u64).to_string()),
                _ => None,
            }));
        }
        (language, bundle)
    };
    let all = ALL.get_or_init(|| FILES.into_iter().map(made).collect());
    all.get(&language).unwrap_or_else(|| EMPTY.get_or_init(|| empty_bundle(language)))
}

#[cfg(test)]
mod tests;
