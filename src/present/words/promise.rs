//! What a team reads about its promises: the lines of a scorecard, the form, and every reply.
//!
//! Knows the sentences and the form's keys. Refuses to believe a submission: text is cleaned, and a choice that is not
//! exactly one is none.

use std::collections::BTreeMap;

use super::form::clean_lines;
use super::lang::Given;
use super::{Line, Voice, team_named};
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
pub fn promise_reply(voice: Voice, outcome: &PromiseOutcome) -> Message {
    match outcome {
        PromiseOutcome::Made { made, .. } => {
            let given = [("team", team(voice, &made.team).into()), ("dates", voice.dates(made.week).into())];
            let blocks = vec![
                Block::Text(vec![Span::text(voice.tell(Line::PromiseMade, &given))]),
                Block::Quote(said(made)),
                Block::Note(vec![Span::text(voice.joined(notes(voice, outcome)))]),
                marks(voice, made),
            ];
            Message { blocks, marker: None }
        }
        PromiseOutcome::Marked { promise, posted } => {
            let line = if *posted { Line::PromiseNotedLate } else { Line::PromiseNoted };
            let given = [("dates", voice.dates(promise.week).into()), ("fate", fate(voice, promise.fate).into())];
            let words = Block::Text(vec![Span::text(voice.tell(line, &given))]);
            Message { blocks: vec![Block::Quote(said(promise)), words], marker: None }
        }
        PromiseOutcome::Nothing { unclear: true } => {
            Message::plain(voice.joined([Line::PromiseUnclear, Line::NothingChanged].map(|line| voice.say(line))))
        }
        PromiseOutcome::Nothing { unclear: false } => Message::plain(voice.say(Line::PromiseNothing)),
        PromiseOutcome::NotAllowed => Message::plain(voice.say(Line::PromiseNotAllowed)),
        PromiseOutcome::NotOfTheTeam { team: name } => {
            Message::plain(voice.tell(Line::PromiseNotOfTheTeam, &[("team", team(voice, name).into())]))
        }
        PromiseOutcome::WhichTeam(names) => {
            let names: Vec<String> = names.iter().take(12).filter_map(|n| foreign::line(n, MAX_NAME)).collect();
            Message::plain(voice.tell(Line::PromiseWhichTeam, &[("teams", voice.listed(&names).into())]))
        }
    }
}

/// What else is said of a promise that was made.
fn notes(voice: Voice, outcome: &PromiseOutcome) -> Vec<String> {
    let PromiseOutcome::Made { cut, replaced, marked, unclear, .. } = outcome else { return Vec::new() };
    let last = |promise: &Promise| voice.tell(Line::PromiseLast, &[("fate", fate(voice, promise.fate).into())]);
    let cut = cut.then(|| voice.tell(Line::PromiseCut, &[("most", MAX_PROMISE.into())]));
    let replaced = replaced.then(|| voice.say(Line::PromiseReplaced));
    let unclear = unclear.then(|| voice.say(Line::PromiseUnclear));
    let next = Some(voice.say(Line::PromiseNext));
    [cut, replaced, marked.as_ref().map(last), unclear, next].into_iter().flatten().collect()
}

/// What `promise` shows without a text: this week's and the one before, with buttons for the newest.
pub fn promises(voice: Voice, name: &TeamName, this: Option<&Promise>, before: Option<&Promise>) -> Message {
    let mut blocks = match this {
        Some(promise) => told(voice, &voice.say(Line::PromiseThisWeek), promise),
        None => {
            let none = voice.tell(Line::PromiseNoneYet, &[("team", team(voice, name).into())]);
            vec![Block::Text(vec![Span::text(none)])]
        }
    };
    blocks.extend(before.map(|promise| told(voice, &voice.say(Line::PromiseBefore), promise)).into_iter().flatten());
    if let Some(newest) = this.or(before) {
        let which = if this.is_some() { Line::PromiseAskThis } else { Line::PromiseAskBefore };
        blocks.push(Block::Note(vec![Span::text(voice.say(which))]));
        blocks.push(marks(voice, newest));
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

fn team(voice: Voice, name: &TeamName) -> String {
    team_named(voice, name.as_str(), MAX_NAME)
}

/// The form behind *Promise for this week*. It begins with the promise that stands, and asks about the one before.
pub fn promise_form(voice: Voice, run: &str, this: Option<&Promise>, before: Option<&Promise>) -> Form {
    let text = Field::Text {
        key: PROMISE,
        label: voice.say(Line::PromiseFormText),
        value: this.map(|promise| promise.words.clone()).unwrap_or_default(),
        max: 1_000,
    };
    let asked = before.map(|promise| Field::Choices {
        key: FATE,
        label: voice.say(Line::PromiseFormFate),
        options: Fate::ALL.map(|fate| (fate.as_str().to_owned(), label(voice, fate))).to_vec(),
        chosen: promise.fate.map(|fate| fate.as_str().to_owned()).into_iter().collect(),
    });
    Form {
        control: Control::Promise { about: run.to_owned(), act: PromiseAct::Form }.to_string(),
        title: voice.say(Line::PromiseFormTitle),
        submit: voice.say(Line::PromiseFormSubmit),
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
