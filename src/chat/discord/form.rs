//! Forms as Discord's classic modals: one text input per row, and choices that are written as numbers.
//!
//! Knows how a choice becomes a number and back. Refuses to fail on what people type: an unknown word is no choice.
//!
//! Modals of the classic kind have no checkboxes, and the newer `Label` component loses its value in serenity 0.12.5.
//! So a choice is a short input that lists the options by number (two inputs, when one placeholder cannot hold them
//! all). An answer must be readable after a restart, so what the numbers mean is not remembered: the comment form's
//! own choices ([`REASONS`], [`CONTACT`]) are read against the words they are made of, in the same order, and any other
//! choice carries its words in the input's `custom_id` as `key=word|word|…`. A second input's key ends in `+`.

use std::collections::BTreeMap;

use serde_json::Value;
use serenity::builder::{CreateActionRow, CreateInputText, CreateInteractionResponse, CreateModal};
use serenity::model::application::{ActionRow, ActionRowComponent, InputTextStyle};

use super::escape::{cut, length};
use crate::domain::instrument::ReasonTag;
use crate::present::words::{CONTACT, CONTACT_OK, REASONS};
use crate::present::{Field, Form};

const TITLE: usize = 45;
const LABEL: usize = 45;
const PLACEHOLDER: usize = 100;
const CUSTOM_ID: usize = 100;
const INPUTS: usize = 5;
const LONGEST: u16 = 4_000;
/// What people type who agree, in the languages they are asked in.
const AGREED: [&str; 16] =
    ["x", "y", "yes", "ok", "j", "ja", "o", "oui", "s", "si", "sí", "sim", "はい", "可", "良い", "okay"];

/// An option with the number it is chosen by, counted from 1.
type Numbered<'a> = (usize, &'a (String, String));

/// Body of the response that opens the form.
pub(super) fn open(form: &Form) -> Result<Value, String> {
    if form.control.is_empty() || length(&form.control) > CUSTOM_ID {
        return Err(format!("a form's control must be of 1 to {CUSTOM_ID} characters"));
    }
    if form.fields.is_empty() || form.fields.len() > INPUTS {
        return Err(format!("a form must have 1 to {INPUTS} fields"));
    }
    let mut spare = INPUTS - form.fields.len();
    let mut inputs = Vec::new();
    for field in &form.fields {
        let these = self::inputs(field, spare > 0)?;
        spare = spare.saturating_sub(these.len() - 1);
        inputs.extend(these);
    }
    let rows = inputs.into_iter().map(CreateActionRow::InputText).collect();
    let modal = CreateModal::new(&form.control, short(&form.title, TITLE)).components(rows);
    serde_json::to_value(CreateInteractionResponse::Modal(modal))
        .map_err(|_| "the form could not be written".to_owned())
}

fn short(text: &str, most: usize) -> String {
    cut(text, most, str::to_owned)
}

/// The inputs of one field: at least one, two if `may_split` and there is much to choose from.
fn inputs(field: &Field, may_split: bool) -> Result<Vec<CreateInputText>, String> {
    match field {
        Field::Text { key, label, value, max } => {
            let max = (*max).clamp(1, LONGEST);
            let input = CreateInputText::new(InputTextStyle::Paragraph, short(label, LABEL), *key).max_length(max);
            let input = input.required(false);
            Ok(vec![if value.is_empty() { input } else { input.value(short(value, usize::from(max))) }])
        }
        Field::Choice { key, label, options } => {
            let all: Vec<Numbered<'_>> = (1..).zip(options).collect();
            Ok(vec![choice(choices_id(key, "", options)?, short(label, LABEL), &all, &[]).required(true)])
        }
        Field::Choices { key, label, options, chosen } => {
            let all: Vec<Numbered<'_>> = (1..).zip(options).collect();
            let (first, second) = if may_split { split(&all) } else { (all.as_slice(), &[][..]) };
            let mut inputs = vec![choice(choices_id(key, "", options)?, short(label, LABEL), first, chosen)];
            if let (Some((from, _)), Some((to, _))) = (second.first(), second.last()) {
                inputs.push(choice(choices_id(key, "+", options)?, format!("{from}–{to}"), second, chosen));
            }
            Ok(inputs)
        }
    }
}

/// The words a choice of the comment form is made of, in the order of their numbers.
fn words_of(key: &str) -> Option<Vec<&'static str>> {
    match key {
        REASONS => Some(ReasonTag::ALL.map(ReasonTag::as_str).to_vec()),
        CONTACT => Some(vec![CONTACT_OK]),
        _ => None,
    }
}

/// Every input stands for all words of its field: a number may be written into either.
fn choices_id(key: &str, mark: &str, options: &[(String, String)]) -> Result<String, String> {
    let words: Vec<&str> = options.iter().map(|(word, _)| word.as_str()).collect();
    if words_of(key).is_some_and(|known| known == words) {
        return Ok(format!("{key}{mark}"));
    }
    let id = format!("{key}{mark}={}", words.join("|"));
    if length(&id) > CUSTOM_ID {
        return Err(format!("the choices of {key:?} are too many to be told apart in {CUSTOM_ID} characters"));
    }
    Ok(id)
}

/// As many options as one placeholder can hold in full, and the rest.
fn split<'a, 'o>(all: &'a [Numbered<'o>]) -> (&'a [Numbered<'o>], &'a [Numbered<'o>]) {
    let fit =
        (1..=all.len()).rev().find(|n| length(&list(all.get(..*n).unwrap_or_default(), PLACEHOLDER)) <= PLACEHOLDER);
    all.split_at(fit.unwrap_or(all.len()))
}

fn choice(id: String, label: String, options: &[Numbered<'_>], chosen: &[String]) -> CreateInputText {
    let input =
        CreateInputText::new(InputTextStyle::Short, label, id).placeholder(placeholder(options)).max_length(200);
    let input = input.required(false);
    let numbers = options.iter().filter(|(_, (word, _))| chosen.contains(word)).map(|(n, _)| n.to_string());
    let value = numbers.collect::<Vec<_>>().join(", ");
    if value.is_empty() { input } else { input.value(value) }
}

/// `1 had to repeat myself · 2 slow`, with the longest labels shortened until all of them fit.
fn placeholder(options: &[Numbered<'_>]) -> String {
    let fitting = (1..=PLACEHOLDER).rev().map(|most| list(options, most)).find(|l| length(l) <= PLACEHOLDER);
    fitting.unwrap_or_else(|| format!("1–{}", options.len()))
}

fn list(options: &[Numbered<'_>], most: usize) -> String {
    options.iter().map(|(n, (_, label))| format!("{n} {}", short(label, most))).collect::<Vec<_>>().join(" · ")
}

/// What was submitted: texts as typed, choices as stored words joined by commas.
pub(super) fn read(rows: &[ActionRow]) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut choices: BTreeMap<&str, (Vec<&str>, String)> = BTreeMap::new();
    for component in rows.iter().flat_map(|row| &row.components) {
        let ActionRowComponent::InputText(input) = component else { continue };
        let typed = input.value.as_deref().unwrap_or_default();
        match choice_in(&input.custom_id) {
            Some((key, words)) => {
                let (_, all) = choices.entry(key).or_insert_with(|| (words, String::new()));
                all.push(' ');
                all.push_str(typed);
            }
            None => drop(fields.insert(input.custom_id.clone(), typed.to_owned())),
        }
    }
    let meant = choices.into_iter().map(|(key, (words, typed))| (key.to_owned(), chosen(&typed, &words)));
    fields.extend(meant);
    fields
}

/// Key and words of a choice, from the `custom_id` of one of its inputs; `None` if it is no choice.
fn choice_in(id: &str) -> Option<(&str, Vec<&str>)> {
    let (key, written) = id.split_once('=').map_or((id, None), |(key, words)| (key, Some(words)));
    let key = key.trim_end_matches('+');
    let words = match written {
        Some(words) => words.split('|').collect(),
        None => words_of(key)?,
    };
    Some((key, words))
}

/// The words meant by numbers or by themselves (`2, slow`, `not fixed`), in the order of the options.
fn chosen(typed: &str, words: &[&str]) -> String {
    let typed = typed.to_lowercase();
    let tokens: Vec<&str> = typed.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|t| !t.is_empty()).collect();
    let spoken = format!(" {} ", tokens.join(" "));
    // A single option is a question with one answer: agreeing in any of the usual ways is choosing it.
    let agreed = words.len() == 1 && tokens.iter().any(|t| AGREED.contains(t));
    let meant = |(n, word): &(usize, &&str)| {
        agreed
            || tokens.contains(&n.to_string().as_str())
            || tokens.contains(*word)
            || spoken.contains(&format!(" {} ", word.replace('_', " ")))
    };
    (1..).zip(words).filter(meant).map(|(_, word)| *word).collect::<Vec<_>>().join(",")
}
