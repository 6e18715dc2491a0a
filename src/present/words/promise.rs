//! What a team reads about its promises: the lines of a scorecard, the form, and every reply.
//!
//! Knows the sentences and the form's keys. Refuses to believe a submission: text is cleaned, and a choice that is not
//! exactly one is none.

use std::collections::BTreeMap;

use super::figure::dates;
use super::form::clean_lines;
use super::lang::Given;
use super::{Line, Voice};
use crate::domain::calendar::Week;
use crate::domain::control::{Control, PromiseAct};
use crate::domain::ids::TeamName;
use crate::domain::promise::{Fate, MAX_PROMISE, Promise};
use crate::present::{Block, Button, Field, Form, Message, Span, foreign};

/// Key of the form's text.
const PROMISE: &str = "promise";
/// Key of what became of the last one.
const FATE: &str = "fate";
/// An earlier promise is only brought to mind, in so many characters.
const MAX_EARLIER: usize = 120;
/// Beside its buttons, a promise is told by its beginning.
const MAX_REMINDER: usize = 80;
/// Longest name of a team or person, in characters.
const MAX_NAME: usize = 60;

/// What became of making or marking a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromiseOutcome {
    /// It stands.
    Made {
        /// As it is kept.
        made: Promise,
        /// It was longer than is kept.
        cut: bool,
        /// It took the place of another one of the same week.
        replaced: bool,
        /// The promise before, if the form marked it.
        marked: Option<Promise>,
        /// The form said of the promise before what cannot be read.
        unclear: bool,
    },
    /// It is marked.
    Marked {
        /// With its mark.
        promise: Promise,
        /// Its week's scorecard is posted.
        posted: bool,
    },
    /// The form said nothing, or nothing that can be read.
    Nothing {
        /// More than one thing was said of the promise before.
        unclear: bool,
    },
    /// The person is of no team.
    NotAllowed,
    /// The person is not of this one.
    NotOfTheTeam {
        /// Which.
        team: TeamName,
    },
    /// The person is of several, and the channel does not say which is meant.
    WhichTeam(Vec<String>),
}

/// Replies to `promise`, its buttons and its form.
pub fn promise_reply(outcome: &PromiseOutcome) -> Message {
    match outcome {
        PromiseOutcome::Made { made, cut, replaced, marked, unclear } => {
            let mut blocks = vec![
                Block::Text(vec![Span::text(format!(
                    "The promise of {} for {} is:",
                    team(&made.team),
                    dates(made.week)
                ))]),
                Block::Quote(said(made)),
            ];
            let mut notes = Vec::new();
            if *cut {
                notes.push(format!("It was longer than {MAX_PROMISE} characters and was cut."));
            }
            if *replaced {
                notes.push("It takes the place of the one before, which is kept.".to_owned());
            }
            notes.extend(
                marked.as_ref().map(|promise| format!("Last time's promise: {}.", fate(Voice::ENGLISH, promise.fate))),
            );
            notes.extend(unclear.then(|| UNCLEAR.to_owned()));
            notes.push("The next scorecard says it, with what became of it. Say so any time:".to_owned());
            blocks.push(Block::Note(vec![Span::text(notes.join(" "))]));
            blocks.push(marks(Voice::ENGLISH, made));
            Message { blocks, marker: None }
        }
        PromiseOutcome::Marked { promise, posted } => {
            let then = if *posted {
                "What was posted stays as it is; the next scorecard says it."
            } else {
                "The next scorecard says it."
            };
            let words = format!("Noted for {}: {}. {then}", dates(promise.week), fate(Voice::ENGLISH, promise.fate));
            Message { blocks: vec![Block::Quote(said(promise)), Block::Text(vec![Span::text(words)])], marker: None }
        }
        PromiseOutcome::Nothing { unclear: true } => Message::plain(format!("{UNCLEAR} Nothing changed.")),
        PromiseOutcome::Nothing { unclear: false } => {
            Message::plain("Nothing was written and nothing was chosen, so nothing changed.")
        }
        PromiseOutcome::NotAllowed => Message::plain("Promises are for the people of a team. Nothing changed."),
        PromiseOutcome::NotOfTheTeam { team: name } => {
            Message::plain(format!("Promises of {} are for the people of that team. Nothing changed.", team(name)))
        }
        PromiseOutcome::WhichTeam(names) => {
            let names: Vec<String> = names.iter().take(12).filter_map(|n| foreign::line(n, MAX_NAME)).collect();
            Message::plain(format!(
                "You are of several teams ({}). Type it in a channel of the team you mean, or press the button below its \
                 scorecard. Nothing changed.",
                names.join(", ")
            ))
        }
    }
}

const UNCLEAR: &str = "What became of the promise before could not be read: choose exactly one.";

/// What `promise` shows without a text: this week's and the one before, with buttons for the newest.
pub fn promises(name: &TeamName, this: Option<&Promise>, before: Option<&Promise>) -> Message {
    let mut blocks = Vec::new();
    match this {
        Some(promise) => blocks.extend(told(Voice::ENGLISH, "This week", promise)),
        None => {
            let none = format!(
                "{} has promised nothing for this week yet: /afterword promise <what you will do better>",
                team(name)
            );
            blocks.push(Block::Text(vec![Span::text(none)]));
        }
    }
    blocks.extend(before.map(|promise| told(Voice::ENGLISH, "Before", promise)).into_iter().flatten());
    if let Some(newest) = this.or(before) {
        let which = if this.is_some() { "this week's" } else { "that one" };
        blocks.push(Block::Note(vec![Span::text(format!("What became of {which}?"))]));
        blocks.push(marks(Voice::ENGLISH, newest));
    }
    Message { blocks, marker: None }
}

/// The lines of a scorecard. `run`: the posted scorecard a button sits below.
pub fn promise_lines(voice: Voice, week: Week, promises: &[Promise], run: Option<i64>) -> Vec<Block> {
    let short = |promise: &Promise| Promise { words: foreign::cut(&promise.words, MAX_EARLIER), ..promise.clone() };
    let mut blocks: Vec<Block> = Vec::new();
    for promise in promises {
        let shown = if promise.week == week { promise.clone() } else { short(promise) };
        blocks.extend(told(voice, &lead(voice, week, promise), &shown));
    }
    blocks.extend(run.map(|run| {
        let promise = Control::Promise { about: run.to_string(), act: PromiseAct::Make }.to_string();
        let working = Control::Working { run: run.to_string() }.to_string();
        Block::Buttons(vec![vec![
            Button { control: promise, label: voice.say(Line::PromiseButton) },
            Button { control: working, label: voice.say(Line::HowHeading) },
        ]])
    }));
    blocks
}

/// What stands in the scorecard's thread: buttons that say what became of the week's own promise. The card above has said
/// it in full.
pub fn promise_detail(voice: Voice, week: Week, promises: &[Promise]) -> Vec<Block> {
    let Some(own) = promises.iter().find(|promise| promise.week == week) else { return Vec::new() };
    let lead = ("lead", Span::strong(voice.say(Line::PromiseOwn)).into());
    let state = match own.fate {
        None => voice.spans(Line::PromiseOpen, &[lead]),
        Some(said) => voice.spans(Line::PromiseStands, &[lead, ("fate", fate(voice, Some(said)).into())]),
    };
    let reminder = Promise { words: foreign::cut(&own.words, MAX_REMINDER), ..own.clone() };
    vec![Block::Text(state), Block::Quote(said(&reminder)), marks(voice, own)]
}

fn lead(voice: Voice, week: Week, promise: &Promise) -> String {
    voice.say(if promise.week == week { Line::PromiseOwn } else { Line::PromiseEarlier })
}

/// `The week's promise (16-22 Nov 2026, by Lena): kept.` and the words.
fn told(voice: Voice, lead: &str, promise: &Promise) -> Vec<Block> {
    let mut given: Vec<(&'static str, Given)> = vec![
        ("lead", Span::strong(lead).into()),
        ("dates", voice.dates(promise.week).into()),
        ("fate", fate(voice, promise.fate).into()),
    ];
    let by = promise.by.as_deref().and_then(|name| foreign::line(name, MAX_NAME));
    let line = if by.is_some() { Line::PromiseToldBy } else { Line::PromiseTold };
    given.extend(by.map(|name| ("name", name.into())));
    vec![Block::Text(voice.spans(line, &given)), Block::Quote(said(promise))]
}

fn marks(voice: Voice, promise: &Promise) -> Block {
    let button = |fate: Fate| Button {
        control: Control::Promise { about: promise.id.to_string(), act: PromiseAct::Mark(fate) }.to_string(),
        label: label(voice, fate),
    };
    Block::Buttons(vec![Fate::ALL.map(button).to_vec()])
}

fn label(voice: Voice, fate: Fate) -> String {
    voice.say(match fate {
        Fate::Kept => Line::MarkKept,
        Fate::NotKept => Line::MarkNotKept,
        Fate::Still => Line::MarkStill,
    })
}

fn fate(voice: Voice, fate: Option<Fate>) -> String {
    voice.say(match fate {
        Some(Fate::Kept) => Line::FateKept,
        Some(Fate::NotKept) => Line::FateNotKept,
        Some(Fate::Still) => Line::FateStill,
        None => Line::FateUnsaid,
    })
}

fn said(promise: &Promise) -> String {
    foreign::line(&promise.words, MAX_PROMISE).unwrap_or_else(|| "…".to_owned())
}

fn team(name: &TeamName) -> String {
    foreign::line(name.as_str(), MAX_NAME).unwrap_or_else(|| "the team".to_owned())
}

/// The form behind *Promise for this week*. It begins with the promise that stands, and asks about the one before.
pub fn promise_form(run: &str, this: Option<&Promise>, before: Option<&Promise>) -> Form {
    let text = Field::Text {
        key: PROMISE,
        label: "What will you do better this week?".to_owned(),
        value: this.map(|promise| promise.words.clone()).unwrap_or_default(),
        max: 1_000,
    };
    let asked = before.map(|promise| Field::Choices {
        key: FATE,
        label: "What became of the last promise?".to_owned(),
        options: Fate::ALL.map(|fate| (fate.as_str().to_owned(), label(Voice::ENGLISH, fate))).to_vec(),
        chosen: promise.fate.map(|fate| fate.as_str().to_owned()).into_iter().collect(),
    });
    Form {
        control: Control::Promise { about: run.to_owned(), act: PromiseAct::Form }.to_string(),
        title: "Promise for this week".to_owned(),
        submit: "Promise".to_owned(),
        fields: asked.into_iter().chain([text]).collect(),
    }
}

/// Reads a submission of [`promise_form`]: the text as written, and what became of the promise before (`Some(None)`:
/// nothing was said; `None`: more than one thing was).
pub fn read_promise_form(fields: &BTreeMap<String, String>) -> (Option<String>, Option<Option<Fate>>) {
    let text = fields.get(PROMISE).and_then(|raw| clean_lines(raw));
    let chosen = fields.get(FATE).map(String::as_str).unwrap_or_default();
    let chosen: Vec<&str> = chosen.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    let fate = match chosen.as_slice() {
        [] => Some(None),
        [word] => Fate::parse(word).map(Some),
        _ => None,
    };
    (text, fate)
}

#[cfg(test)]
mod tests;
