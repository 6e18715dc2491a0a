//! A team's own words: taken in one by one, each judged before it replaces one of ours.
//!
//! Knows what makes a sentence unfit: no such key, unreadable, other variables, too long, characters that could hide or
//! break, points of a scale that read alike. Knows that a question in other words is another series.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use sha2::{Digest, Sha256};

use super::{Lexicon, SLOT, Scale, Sentence, Speaker, empty_bundle, reading};
use crate::domain::instrument::{self, Instrument, Series};
use crate::domain::language::Language;

impl Sentence {
    /// The sentence of this key.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sentence| sentence.id() == id)
    }
}

impl Lexicon {
    /// Takes `text` (a Fluent pattern) instead of our sentence `id`.
    ///
    /// # Errors
    /// What is wrong with it, then what to do.
    pub fn add(&mut self, language: Language, sentence: Sentence, text: &str) -> Result<(), String> {
        fit(sentence, text)?;
        let source = source(sentence, text);
        let resource = FluentResource::try_new(source).map_err(|_| "cannot be read as Fluent".to_owned())?;
        let bundle = self.bundles.entry(language).or_insert_with(|| empty_bundle(language));
        bundle.add_resource_overriding(resource);
        self.own.insert((language, sentence), text.to_owned());
        Ok(())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// Which instruments would have two points that read alike, and in which language.
    pub fn alike(&self) -> Option<(Language, &'static Instrument)> {
        let languages: BTreeSet<Language> = self.own.keys().map(|(language, _)| *language).collect();
        let twice = |language: Language, instrument: &'static Instrument| {
            let Scale { points, low, high, .. } = Scale::of(Speaker::of(language, self), instrument);
            low == high || points.iter().collect::<BTreeSet<_>>().len() < points.len()
        };
        let all = languages.into_iter().flat_map(|l| instrument::ALL.into_iter().map(move |i| (l, i)));
        all.into_iter().find(|(language, instrument)| twice(*language, instrument))
    }

    /// What answers to this instrument may be counted with: only those to the same words, in every language.
    pub fn series(&self, instrument: &'static Instrument) -> Series {
        let asked = Scale::sentences(instrument);
        let own: BTreeMap<_, _> = self.own.iter().filter(|((_, sentence), _)| asked.contains(sentence)).collect();
        let ours = Series::from(instrument);
        if own.is_empty() {
            return ours;
        }
        let mut digest = Sha256::new();
        for ((language, sentence), text) in own {
            digest.update(format!("{language}\n{}\n{}\n{text}\n", sentence.id(), text.len()));
        }
        let [a, b, c, ..] = <[u8; 32]>::from(digest.finalize());
        // Above every version, and different for another version of ours: what was not replaced counts as well.
        let hash = i32::from_be_bytes([0, a & 0x7f, b, c]).max(1);
        Series { edition: (hash << 8) | (ours.edition & 0xff), ..ours }
    }
}

/// As a file of one sentence would hold it.
fn source(sentence: Sentence, text: &str) -> String {
    format!("{} = {}\n", sentence.id(), text.trim().replace('\n', "\n    "))
}

fn fit(sentence: Sentence, text: &str) -> Result<(), String> {
    let slot = |c: char| (SLOT..=SLOT + 0xff).contains(&u32::from(c));
    let hidden = |c: char| matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if text.chars().any(|c| (c.is_control() && c != '\n') || slot(c) || hidden(c)) {
        return Err("holds characters that cannot be seen; write plain text".to_owned());
    }
    let read = reading::read(&source(sentence, text)).map_err(|problem| {
        let problem = problem.strip_prefix(&format!("{}: ", sentence.id())).unwrap_or(&problem).to_owned();
        format!("cannot be read as Fluent ({problem}); write a text, with variables as {{ $name }}")
    })?;
    let [read] = read.as_slice() else {
        return Err("is not one sentence; write a text, with variables as { $name }".to_owned());
    };
    if read.id != sentence.id() || read.texts.iter().all(|t| t.trim().is_empty() && sentence.variables().is_empty()) {
        return Err("is empty; write a text, or take the key out".to_owned());
    }
    if read.texts.iter().any(|t| t.contains('\n')) {
        return Err("runs over several lines; write one".to_owned());
    }
    let wanted: BTreeSet<String> = sentence.variables().iter().map(|v| (*v).to_owned()).collect();
    if read.variables != wanted {
        return Err(format!("must use {} and no other variable", named(&wanted)));
    }
    let most = sentence.at_most();
    let longest = read.texts.iter().map(|t| t.chars().count()).max().unwrap_or_default();
    if longest > most {
        return Err(format!("{longest} characters, and at most {most} fit here; shorten it"));
    }
    Ok(())
}

fn named(variables: &BTreeSet<String>) -> String {
    match variables.iter().map(|v| format!("{{ ${v} }}")).collect::<Vec<_>>().as_slice() {
        [] => "no variable".to_owned(),
        all => all.join(" and "),
    }
}
