//! Every sentence a customer reads, in every language, and a team's own words in place of ours.
//!
//! Knows Fluent: `build.rs` has checked that the six files hold the same sentences with the same variables, and made
//! [`Sentence`] out of them. Refuses to decide who is spoken to in which language (`domain::language`), and to let what a
//! person wrote become anything but text: it is put in after the sentence is made.

pub mod card;
mod own;
mod reading;
mod scale;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::figure;
use crate::domain::language::Language;
use crate::present::Span;

pub use scale::Scale;

include!(concat!(env!("OUT_DIR"), "/sentences.rs"));

type Bundle = FluentBundle<FluentResource>;

/// Our own sentences.
const FILES: [(Language, &str); 6] = [
    (Language::En, include_str!("lang/en.ftl")),
    (Language::De, include_str!("lang/de.ftl")),
    (Language::Fr, include_str!("lang/fr.ftl")),
    (Language::Es, include_str!("lang/es.ftl")),
    (Language::Pt, include_str!("lang/pt.ftl")),
    (Language::Ja, include_str!("lang/ja.ftl")),
];

/// The first of the characters that stand for what is put in later. Nobody types them; whoever does is cleaned first.
const SLOT: u32 = 0xE000;

/// A team's own words, by language; empty where a team is content with ours.
#[derive(Default)]
pub struct Lexicon {
    own: BTreeMap<(Language, Sentence), String>,
    bundles: BTreeMap<Language, Bundle>,
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.own).finish()
    }
}

/// What is put into a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Text, inert.
    Text(String),
    /// A number, written as the language writes it; it chooses among a sentence's variants.
    Number(u64),
    /// A run of its own: a mention, or something emphasised.
    Span(Span),
}

impl From<&str> for Given {
    fn from(text: &str) -> Self {
        Given::Text(text.to_owned())
    }
}

impl From<String> for Given {
    fn from(text: String) -> Self {
        Given::Text(text)
    }
}

impl From<u64> for Given {
    fn from(number: u64) -> Self {
        Given::Number(number)
    }
}

impl From<usize> for Given {
    fn from(number: usize) -> Self {
        Given::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<u8> for Given {
    fn from(number: u8) -> Self {
        Given::Number(u64::from(number))
    }
}

impl From<Span> for Given {
    fn from(span: Span) -> Self {
        Given::Span(span)
    }
}

/// Somebody is spoken to: in one language, with one team's words.
#[derive(Debug, Clone, Copy)]
pub struct Speaker<'a> {
    language: Language,
    lexicon: Option<&'a Lexicon>,
}

impl Speaker<'static> {
    /// English, in our own words: for whoever's language nobody knows, and for what a team reads.
    pub const ENGLISH: Speaker<'static> = Speaker { language: Language::En, lexicon: None };
}

impl<'a> Speaker<'a> {
    /// With a team's own words.
    pub fn of(language: Language, lexicon: &'a Lexicon) -> Self {
        Self { language, lexicon: Some(lexicon) }
    }

    /// In our own words.
    pub fn plain(language: Language) -> Speaker<'static> {
        Speaker { language, lexicon: None }
    }

    /// In another language, if one is given; the words stay the same team's.
    pub fn in_language(self, language: Option<Language>) -> Self {
        Self { language: language.unwrap_or(self.language), ..self }
    }

    /// The language.
    pub fn language(self) -> Language {
        self.language
    }

    /// A sentence without variables.
    pub fn say(self, sentence: Sentence) -> String {
        self.tell(sentence, &[])
    }

    /// A sentence as one text.
    pub fn tell(self, sentence: Sentence, given: &[(&'static str, Given)]) -> String {
        self.formatted(sentence, &as_texts(given)).into_owned()
    }

    /// A sentence as runs: texts and spans that were given stay runs of their own, whatever they hold.
    pub fn spans(self, sentence: Sentence, given: &[(&'static str, Given)]) -> Vec<Span> {
        let (args, slots) = as_slots(given);
        filled(&self.formatted(sentence, &args), &slots)
    }

    fn formatted(self, sentence: Sentence, args: &FluentArgs<'_>) -> Cow<'a, str> {
        let own = self.lexicon.and_then(|l| l.bundles.get(&self.language)).and_then(|b| format(b, sentence.id(), args));
        let ours = || format(bundle(self.language), sentence.id(), args);
        // English has every sentence, or this would not have been built.
        own.or_else(ours)
            .or_else(|| format(bundle(Language::En), sentence.id(), args))
            .unwrap_or(Cow::Borrowed(sentence.id()))
    }
}

/// Everything given as text, numbers as numbers.
fn as_texts(given: &[(&'static str, Given)]) -> FluentArgs<'static> {
    let mut args = FluentArgs::new();
    for (name, value) in given {
        match value {
            Given::Number(n) => args.set(*name, number_value(*n)),
            Given::Text(text) | Given::Span(Span::Text(text) | Span::Strong(text) | Span::Link(text)) => {
                args.set(*name, text.clone())
            }
            Given::Span(Span::Mention(person)) => args.set(*name, person.to_string()),
        }
    }
    args
}

/// Numbers as numbers, and a character for everything else that is given, to be replaced when the sentence is made.
fn as_slots(given: &[(&'static str, Given)]) -> (FluentArgs<'static>, BTreeMap<char, Span>) {
    let mut args = FluentArgs::new();
    let mut slots: BTreeMap<char, Span> = BTreeMap::new();
    for ((name, value), code) in given.iter().zip(SLOT..) {
        let (span, Some(slot)) = (as_span(value), char::from_u32(code)) else { continue };
        match span {
            Some(span) => {
                slots.insert(slot, span);
                args.set(*name, slot.to_string());
            }
            None => {
                if let Given::Number(n) = value {
                    args.set(*name, number_value(*n));
                }
            }
        }
    }
    (args, slots)
}

fn as_span(value: &Given) -> Option<Span> {
    match value {
        Given::Number(_) => None,
        Given::Text(text) => Some(Span::Text(text.clone())),
        Given::Span(span) => Some(span.clone()),
    }
}

fn number_value(n: u64) -> FluentValue<'static> {
    // Past 2^53 a number is shown rounded; nothing we count comes near.
    FluentValue::from(n)
}

fn filled(text: &str, slots: &BTreeMap<char, Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut run = String::new();
    for letter in text.chars() {
        match slots.get(&letter) {
            None => run.push(letter),
            Some(Span::Text(text)) => run.push_str(text),
            Some(span) => {
                if !run.is_empty() {
                    spans.push(Span::Text(std::mem::take(&mut run)));
                }
                spans.push(span.clone());
            }
        }
    }
    if !run.is_empty() {
        spans.push(Span::Text(run));
    }
    spans
}

fn format<'b>(bundle: &'b Bundle, id: &str, args: &FluentArgs<'_>) -> Option<Cow<'b, str>> {
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors);
    errors.is_empty().then_some(text)
}

/// Our own sentences in one language.
fn bundle(language: Language) -> &'static Bundle {
    static ALL: OnceLock<BTreeMap<Language, Bundle>> = OnceLock::new();
    static EMPTY: OnceLock<Bundle> = OnceLock::new();
    let all = ALL
        .get_or_init(|| FILES.into_iter().map(|(language, text)| (language, filled_bundle(language, text))).collect());
    all.get(&language).unwrap_or_else(|| EMPTY.get_or_init(|| empty_bundle(language)))
}

fn filled_bundle(language: Language, text: &str) -> Bundle {
    let mut bundle = empty_bundle(language);
    // `build.rs` has read this very text with this very parser.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

fn empty_bundle(language: Language) -> Bundle {
    let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| written(Language::En, value),
        Language::De => |value, _| written(Language::De, value),
        Language::Fr => |value, _| written(Language::Fr, value),
        Language::Es => |value, _| written(Language::Es, value),
        Language::Pt => |value, _| written(Language::Pt, value),
        Language::Ja => |value, _| written(Language::Ja, value),
    }));
    bundle
}

fn written(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        // Only whole numbers are ever given; the cast saturates.
        FluentValue::Number(number) => Some(figure::whole(language, number.value as u64)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
