//! Forms as Discord's classic modals: one text input per row, and choices that are written as numbers.
//!
//! Knows how a choice becomes a number and back. Refuses to fail on what people type: an unknown word is no choice.
//!
//! Modals of the classic kind have no checkboxes, and the newer `Label` component loses its value in serenity 0.12.5.
//! So a choice is a short input that lists the options by number, and what may be chosen travels in the input's own
//! `custom_id` as `key=word|word|…`: an answer can be read after a restart and by another version. An input called
//! plainly `reasons` is read against [`ReasonTag::ALL`].

use std::collections::BTreeMap;

use serde_json::Value;
use serenity::builder::{CreateActionRow, CreateInputText, CreateInteractionResponse, CreateModal};
use serenity::model::application::{ActionRow, ActionRowComponent, InputTextStyle};

use super::escape::{cut, length};
use crate::domain::instrument::ReasonTag;
use crate::present::{Field, Form};

const TITLE: usize = 45;
const LABEL: usize = 45;
const PLACEHOLDER: usize = 100;
const CUSTOM_ID: usize = 100;
const INPUTS: usize = 5;
const LONGEST: u16 = 4_000;
const REASONS: &str = "reasons";

/// Body of the response that opens the form.
pub(super) fn open(form: &Form) -> Result<Value, String> {
    if form.control.is_empty() || length(&form.control) > CUSTOM_ID {
        return Err(format!("a form's control must be of 1 to {CUSTOM_ID} characters"));
    }
    if form.fields.is_empty() || form.fields.len() > INPUTS {
        return Err(format!("a form must have 1 to {INPUTS} fields"));
    }
    let inputs = form.fields.iter().map(input).collect::<Result<Vec<_>, _>>()?;
    let rows = inputs.into_iter().map(CreateActionRow::InputText).collect();
    let modal = CreateModal::new(&form.control, cut(&form.title, TITLE, str::to_owned)).components(rows);
    serde_json::to_value(CreateInteractionResponse::Modal(modal))
        .map_err(|_| "the form could not be written".to_owned())
}

fn input(field: &Field) -> Result<CreateInputText, String> {
    let short = |label: &str| cut(label, LABEL, str::to_owned);
    let input = match field {
        Field::Text { key, label, value, max } => {
            let max = (*max).clamp(1, LONGEST);
            let input = CreateInputText::new(InputTextStyle::Paragraph, short(label), *key).max_length(max);
            if value.is_empty() { input } else { input.value(cut(value, usize::from(max), str::to_owned)) }
        }
        Field::Choices { key, label, options, chosen } => {
            let input = CreateInputText::new(InputTextStyle::Short, short(label), choices_id(key, options)?)
                .placeholder(numbered(options))
                .max_length(200);
            let numbers = options.iter().zip(1..).filter(|((word, _), _)| chosen.contains(word));
            let value = numbers.map(|(_, n): (_, usize)| n.to_string()).collect::<Vec<_>>().join(", ");
            if value.is_empty() { input } else { input.value(value) }
        }
    };
    Ok(input.required(false))
}

fn choices_id(key: &str, options: &[(String, String)]) -> Result<String, String> {
    let words: Vec<&str> = options.iter().map(|(word, _)| word.as_str()).collect();
    let id = format!("{key}={}", words.join("|"));
    if length(&id) > CUSTOM_ID {
        return Err(format!("the choices of {key:?} are too many to be told apart in {CUSTOM_ID} characters"));
    }
    Ok(id)
}

/// `1 had to repeat myself · 2 slow`, with the longest labels shortened until all of them fit.
fn numbered(options: &[(String, String)]) -> String {
    let list = |most: usize, between: &str| {
        let one = |(n, (_, label)): (usize, &(String, String))| format!("{n} {}", cut(label, most, str::to_owned));
        (1..).zip(options).map(one).collect::<Vec<_>>().join(between)
    };
    let fits = |text: &String| length(text) <= PLACEHOLDER;
    let whole = Some(list(PLACEHOLDER, " · ")).filter(fits);
    let tight = || (1..PLACEHOLDER).rev().map(|most| list(most, "·")).find(fits);
    whole.or_else(tight).unwrap_or_else(|| format!("1–{}", options.len()))
}

/// What was submitted: texts as typed, choices as stored words joined by commas.
pub(super) fn read(rows: &[ActionRow]) -> BTreeMap<String, String> {
    let inputs = rows.iter().flat_map(|row| &row.components).filter_map(|component| match component {
        ActionRowComponent::InputText(input) => Some(input),
        _ => None,
    });
    inputs
        .map(|input| {
            let typed = input.value.as_deref().unwrap_or_default();
            match input.custom_id.split_once('=') {
                Some((key, words)) => (key.to_owned(), chosen(typed, &words.split('|').collect::<Vec<_>>())),
                None if input.custom_id == REASONS => {
                    (REASONS.to_owned(), chosen(typed, &ReasonTag::ALL.map(ReasonTag::as_str)))
                }
                None => (input.custom_id.clone(), typed.to_owned()),
            }
        })
        .collect()
}

/// The words meant by numbers or by themselves (`2, slow`, `not fixed`), in the order of the options.
fn chosen(typed: &str, words: &[&str]) -> String {
    let typed = typed.to_lowercase();
    let tokens: Vec<&str> = typed.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|t| !t.is_empty()).collect();
    let spoken = format!(" {} ", tokens.join(" "));
    let alone_and_agreed =
        |words: &[&str]| words.len() == 1 && tokens.iter().any(|t| ["x", "y", "yes", "ok"].contains(t));
    let meant = |(n, word): &(usize, &&str)| {
        tokens.contains(&n.to_string().as_str())
            || tokens.contains(*word)
            || spoken.contains(&format!(" {} ", word.replace('_', " ")))
            || alone_and_agreed(words)
    };
    (1..).zip(words).filter(meant).map(|(_, word)| *word).collect::<Vec<_>>().join(",")
}
