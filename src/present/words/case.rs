//! What the team reads about a low score: the card, the reminders, the outcome form, private replies; and the one
//! invitation to the customer.
//!
//! Knows PRODUCT §5. Refuses to decide who may see what: what is not to be shown does not arrive here.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::figure::{count, local_time};
use super::lang::{Scale, Sentence, Speaker};
use super::{MAX_TICKET, button, clean_lines, instrument_words, mention, reason_label, scale, web_address};
use crate::domain::Timestamp;
use crate::domain::case::{Case, Event, MAX_NOTE, Outcome, Refused, State, Withdrawal};
use crate::domain::control::{CaseAct, Control};
use crate::domain::ids::{CaseId, Channel, Identity, SurveyId};
use crate::domain::instrument::Instrument;
use crate::domain::survey::Answer;
use crate::present::{Block, Button, Field, Form, Message, Span, foreign};

/// Key of the outcome.
pub const OUTCOME: &str = "outcome";
/// Key of the note.
pub const NOTE: &str = "note";
/// Key of the wish to ask the customer once more.
pub const AGAIN: &str = "again";
/// Longest comment on a card, in characters.
const MAX_COMMENT_SHOWN: usize = 700;
/// Longest note on a card, in characters.
const MAX_NOTE_SHOWN: usize = 250;
/// Longest address that is shown.
const MAX_LINK: usize = 300;
/// More cases than this are counted, not listed.
pub const MAX_CASES: usize = 10;

/// Whoever is credited with the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credited {
    /// Known where the card is.
    Here(Identity),
    /// Known elsewhere, by this name.
    Named(String),
}

/// What a card tells. What its readers may not see is left out by whoever fills this in.
#[derive(Debug, Clone)]
pub struct CardFacts<'a> {
    /// The case.
    pub case: &'a Case,
    /// "Ticket #482", or the subject.
    pub ticket_label: Option<&'a str>,
    /// The ticket's page; anything but http(s) is left out.
    pub link: Option<&'a str>,
    /// Scores, reasons, comment; none if they may not be shown.
    pub answers: &'a [Answer],
    /// Who answered.
    pub customer: Option<&'a Identity>,
    /// Who is credited.
    pub credited: Option<&'a Credited>,
    /// The customer was erased.
    pub erased: bool,
    /// The team's zone.
    pub zone: &'a TimeZone,
}

/// The card of a case, as it stands.
pub fn case_card(facts: &CardFacts<'_>) -> Message {
    let case = facts.case;
    let ticket = facts.ticket_label.and_then(|label| foreign::line(label, MAX_TICKET));
    let title = ticket.map_or_else(|| "A low score".to_owned(), |ticket| format!("Low score: {ticket}"));
    let mut blocks = vec![Block::Text(vec![Span::strong(title)])];
    blocks.extend(facts.answers.iter().flat_map(answer_blocks));
    if facts.erased {
        blocks.push(note("The customer was erased, and with them what they said."));
    } else if facts.answers.is_empty() {
        blocks.push(note("The customer does not want to be contacted any more, so the answer is not shown."));
    } else {
        blocks.push(Block::Note(people(facts)));
    }
    if let Some(link) = facts.link.and_then(web_address).filter(|link| link.len() <= MAX_LINK) {
        blocks.push(Block::Text(vec![Span::Link(link)]));
    }
    blocks.push(Block::Text(case_state(case, facts.zone)));
    let written = case.note.as_deref().and_then(|written| inert_lines(written, MAX_NOTE_SHOWN));
    blocks.extend(written.map(Block::Quote));
    blocks.extend(buttons(case).map(|row| Block::Buttons(vec![row])));
    Message { blocks, marker: None }.marked(case.id.as_str())
}

/// A card that a manager gets because its channel takes none.
pub fn case_elsewhere(mut card: Message, channel: &Channel) -> Message {
    let why = format!(
        "This could not be posted in {channel}: the channel is archived or gone, or I was removed from it. So you get it \
         instead."
    );
    card.blocks.push(note(&why));
    card
}

/// `How easy was it? 2 of 7 (1 Very hard, 7 Very easy)`, then what was ticked and written.
fn answer_blocks(answer: &Answer) -> Vec<Block> {
    let instrument = answer.score.instrument();
    let words = instrument_words(instrument);
    let scale = format!(" ({} {}, {} {})", instrument.min, words.low, instrument.max, words.high);
    let score =
        vec![Span::text(format!("{} ", words.short)), Span::strong(answer.score.to_string()), Span::text(scale)];
    let mut blocks = vec![Block::Text(score)];
    if !answer.reasons.is_empty() {
        let reasons: Vec<String> = answer.reasons.iter().map(|r| reason_label(*r)).collect();
        blocks.push(Block::Text(vec![Span::text(format!("Named: {}.", reasons.join(", ")))]));
    }
    let comment = answer.comment.as_deref().and_then(|comment| inert_lines(comment, MAX_COMMENT_SHOWN));
    blocks.extend(comment.map(Block::Quote));
    blocks
}

/// Every line made fit to stand beside ours, all of them cut between graphemes.
fn inert_lines(raw: &str, max: usize) -> Option<String> {
    let lines: Vec<String> = raw.lines().filter_map(|line| foreign::line(line, max)).collect();
    (!lines.is_empty()).then(|| foreign::cut(&lines.join("\n"), max))
}

fn people(facts: &CardFacts<'_>) -> Vec<Span> {
    let mut spans = match facts.customer {
        Some(customer) => vec![Span::text("Answered by "), mention(customer)],
        None => vec![Span::text("Answered by a customer who is not known here")],
    };
    spans.push(Span::text(if facts.answers.iter().any(|a| a.contact_ok) {
        ", who says someone may contact them"
    } else {
        ", who did not ask to be contacted"
    }));
    match facts.credited {
        Some(Credited::Here(agent)) => spans.extend([Span::text(" · helped by "), mention(agent)]),
        Some(Credited::Named(name)) => {
            spans.extend(foreign::line(name, MAX_TICKET).map(|name| Span::text(format!(" · helped by {name}"))));
        }
        None => {}
    }
    spans
}

/// Where a case stands, in a sentence or two. Names whoever has it, and nothing of the answer.
pub fn case_state(case: &Case, zone: &TimeZone) -> Vec<Span> {
    let at = |when: Timestamp| local_time(when, zone);
    let by = |by: &Option<Identity>| by.as_ref().map_or_else(|| Span::text("someone"), mention);
    let mut spans = match &case.state {
        State::Open => vec![Span::text(format!("Nobody has it yet. Waiting since {}.", at(case.waiting_since)))],
        State::Taken { by } => vec![mention(by), Span::text(format!(" has it. Open since {}.", at(case.opened_at)))],
        State::Closed { by: who, outcome, at: when } => {
            let how = format!("Closed {}: {}, says ", at(*when), outcome_words(*outcome));
            vec![Span::text(how), by(who), Span::text(".")]
        }
        State::NotActionable { by: who, at: when } => {
            let how = format!("Closed {}: nothing can be done about it, says ", at(*when));
            vec![Span::text(how), by(who), Span::text(".")]
        }
        State::Withdrawn { why, at: when } => {
            vec![Span::text(format!("Withdrawn {}: {}.", at(*when), withdrawal_words(*why)))]
        }
    };
    if case.invited_at.is_some() {
        spans.push(Span::text(" The customer was asked once whether it has become better."));
    }
    if case.recovered_at.is_some() {
        spans.push(Span::strong(" Recovered: the customer has changed the answer to a good one."));
    }
    spans
}

/// How a case ended.
pub fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fixed => "fixed",
        Outcome::Explained => "explained",
        Outcome::Refunded => "refunded",
        Outcome::NoReply => "the customer did not reply",
        Outcome::Other => "in another way",
    }
}

fn withdrawal_words(why: Withdrawal) -> &'static str {
    match why {
        Withdrawal::ChangedMind => "the customer changed their mind",
        Withdrawal::NoContact => "the customer does not want to be contacted any more",
        Withdrawal::Erased => "the customer was erased",
    }
}

fn buttons(case: &Case) -> Option<Vec<Button>> {
    let press = |act, label: &str| button(&Control::Case { case: case.id.clone(), act }, label);
    match case.state {
        State::Open => Some(vec![press(CaseAct::Take, "Take it"), press(CaseAct::NotActionable, "Not actionable")]),
        State::Taken { .. } => Some(vec![press(CaseAct::Close, "Close"), press(CaseAct::HandBack, "Hand back")]),
        _ => None,
    }
}

/// What a reminder tells. It cannot be taken back, so it holds nothing that a customer wrote.
#[derive(Debug, Clone)]
pub struct Waiting<'a> {
    /// The case.
    pub case: &'a CaseId,
    /// The team's name.
    pub team: &'a str,
    /// The ticket's number, if it has one; never its subject.
    pub number: Option<String>,
    /// The ticket's page.
    pub link: Option<String>,
    /// Since when nobody has it.
    pub since: Timestamp,
    /// The team's zone.
    pub zone: &'a TimeZone,
}

/// To the channel: nobody took it in time.
pub fn case_nudge(waiting: &Waiting<'_>) -> Message {
    reminder(waiting, format!(" has waited since {}, and nobody has it.", local_time(waiting.since, waiting.zone)))
}

/// To a manager: nobody took it, reminded or not.
pub fn case_escalation(waiting: &Waiting<'_>) -> Message {
    let team = foreign::line(waiting.team, MAX_TICKET).unwrap_or_else(|| "your team".to_owned());
    let since = local_time(waiting.since, waiting.zone);
    reminder(waiting, format!(" ({team}) has waited since {since}. The channel was reminded, and still nobody has it."))
}

fn reminder(waiting: &Waiting<'_>, then: String) -> Message {
    let number = waiting.number.as_deref().and_then(|number| foreign::line(number, MAX_TICKET));
    let what = number.map_or_else(|| "A low score".to_owned(), |number| format!("The low score of {number}"));
    let mut blocks = vec![Block::Text(vec![Span::strong(what), Span::text(then)])];
    if let Some(link) = waiting.link.as_deref().and_then(web_address).filter(|link| link.len() <= MAX_LINK) {
        blocks.push(Block::Text(vec![Span::Link(link)]));
    }
    let take = button(&Control::Case { case: waiting.case.clone(), act: CaseAct::Take }, "Take it");
    blocks.push(Block::Buttons(vec![vec![take]]));
    Message { blocks, marker: None }
}

/// The outcome form. `may_ask`: the customer can still be asked once more.
pub fn case_form(case: &CaseId, may_ask: bool) -> Form {
    let label = |outcome: Outcome| match outcome {
        Outcome::Fixed => "Fixed",
        Outcome::Explained => "Explained",
        Outcome::Refunded => "Refunded",
        Outcome::NoReply => "No reply",
        Outcome::Other => "Other",
    };
    let options = Outcome::ALL.iter().map(|o| (o.as_str().to_owned(), label(*o).to_owned())).collect();
    let outcome = Field::Choice { key: OUTCOME, label: "What came of it?".to_owned(), options };
    let note = Field::Text {
        key: NOTE,
        label: "Note for the team (needed for Other)".to_owned(),
        value: String::new(),
        max: u16::try_from(MAX_NOTE).unwrap_or(u16::MAX),
    };
    let again = may_ask.then(|| Field::Choices {
        key: AGAIN,
        label: "Ask the customer once more?".to_owned(),
        options: vec![(AGAIN.to_owned(), "Ask once whether it has become better".to_owned())],
        chosen: Vec::new(),
    });
    Form {
        control: Control::Case { case: case.clone(), act: CaseAct::Outcome }.to_string(),
        title: "How did it end?".to_owned(),
        submit: "Close the case".to_owned(),
        fields: [outcome, note].into_iter().chain(again).collect(),
    }
}

/// Reads a submission of [`case_form`]: the outcome (`None` unless exactly one was chosen), the note cleaned and cut, and
/// whether the customer is to be asked once more.
pub fn read_case_form(fields: &BTreeMap<String, String>) -> (Option<Outcome>, Option<String>, bool) {
    let words = |key: &str| fields.get(key).map(String::as_str).unwrap_or_default().split(',').map(str::trim);
    let chosen: Vec<&str> = words(OUTCOME).filter(|word| !word.is_empty()).collect();
    let outcome = match chosen.as_slice() {
        [word] => Outcome::parse(word),
        _ => None,
    };
    let note = fields.get(NOTE).and_then(|raw| clean_lines(raw)).map(|note| foreign::cut(&note, MAX_NOTE));
    (outcome, note, words(AGAIN).any(|word| word == AGAIN))
}

/// To whoever did something to a case: it is stored.
pub fn case_done(event: &Event) -> Message {
    Message::plain(match event {
        Event::Take { .. } => "It is yours. When it is done, press Close on the card and say what came of it.",
        Event::NotActionable { .. } => "Noted: nothing can be done about it. The case is closed.",
        Event::HandBack { .. } => "It waits for somebody else again.",
        Event::Close { ask_again: true, .. } => {
            "The case is closed. The customer is asked once whether it has become better."
        }
        _ => "The case is closed.",
    })
}

/// Why nothing was changed.
pub fn case_refused(why: &Refused) -> Message {
    let text = match why {
        Refused::TakenBy(holder) => {
            let spans = vec![mention(holder), Span::text(" has it, so nothing was changed.")];
            return Message { blocks: vec![Block::Text(spans)], marker: None };
        }
        Refused::NotOfTheTeam => "Cases are for the people of the team, so nothing was changed.",
        Refused::Bot => "Only people can handle cases, so nothing was changed.",
        Refused::AlreadyYours => "It is yours already.",
        Refused::NobodyHasIt => "Nobody has it, so nothing was changed. Press Take it first.",
        Refused::Over("withdrawn") => "This case went away by itself, so nothing was changed.",
        Refused::Over(_) => "This case is closed, so nothing was changed.",
        Refused::OneOutcome => "Choose one outcome. Nothing was changed: press Close on the card once more.",
        Refused::NoteMissing => {
            "For Other, write in the note what came of it. Nothing was changed: press Close on the card once more."
        }
        Refused::OutOfOrder(_) => "That does not fit any more, so nothing was changed.",
    };
    Message::plain(text)
}

/// One open case, as `cases` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLine {
    /// "Ticket #482", or the subject.
    pub ticket_label: Option<String>,
    /// The ticket's page.
    pub link: Option<String>,
    /// When it opened.
    pub opened_at: Timestamp,
    /// Who has it.
    pub holder: Option<Identity>,
}

/// The open cases somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenCases {
    /// The oldest, in this order; at most [`MAX_CASES`] are listed.
    pub oldest: Vec<CaseLine>,
    /// All of them.
    pub count: u64,
    /// The reader leads a team, and sees all of its cases.
    pub leads: bool,
}

impl OpenCases {
    /// These and no others.
    pub fn of(oldest: Vec<CaseLine>, leads: bool) -> Self {
        Self { count: oldest.len() as u64, oldest, leads }
    }
}

/// Open cases, oldest first.
pub fn case_list(open: &OpenCases, now: Timestamp) -> Message {
    let OpenCases { oldest, count: all, leads } = open;
    if *all == 0 {
        return Message::plain(if *leads { "No case is open." } else { "You have no open case." });
    }
    let open = count(*all, "open case", "open cases");
    let head =
        if *leads { format!("{open}, the oldest first.") } else { format!("You have {open}, the oldest first.") };
    let mut blocks = vec![Block::Text(vec![Span::strong(head)])];
    let listed = oldest.iter().take(MAX_CASES);
    let left = all.saturating_sub(listed.len() as u64);
    blocks.extend(listed.map(|line| Block::Text(case_line(line, now))));
    if left > 0 {
        blocks.push(note(&format!("And {}.", count(left, "younger one", "younger ones"))));
    }
    Message { blocks, marker: None }
}

fn case_line(line: &CaseLine, now: Timestamp) -> Vec<Span> {
    let ticket = line.ticket_label.as_deref().and_then(|label| foreign::line(label, MAX_TICKET));
    let what = ticket.unwrap_or_else(|| "A ticket".to_owned());
    let mut spans = vec![Span::strong(what), Span::text(format!(" · open for {} · ", age(line.opened_at, now)))];
    match &line.holder {
        Some(holder) => spans.extend([mention(holder), Span::text(" has it")]),
        None => spans.push(Span::text("nobody has it")),
    }
    if let Some(link) = line.link.as_deref().and_then(web_address).filter(|link| link.len() <= MAX_LINK / 3) {
        spans.extend([Span::text(" · "), Span::Link(link)]);
    }
    spans
}

fn age(since: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(since).as_mins().max(0);
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes:02} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// To the customer, in a direct message and once: has it become better? The press is a change of the answer.
pub fn invitation(
    speaker: Speaker<'_>,
    survey: &SurveyId,
    person: &Identity,
    ticket_label: Option<&str>,
    instrument: &Instrument,
) -> Message {
    let question = Span::strong(speaker.say(Sentence::AgainQuestion));
    let ask = speaker.spans(Sentence::Again, &[("person", mention(person).into()), ("question", question.into())]);
    let ticket = ticket_label.and_then(|label| foreign::line(label, MAX_TICKET)).map(|t| format!("{t} · "));
    let short = Scale::of(speaker, instrument).short;
    let why = speaker.tell(Sentence::AgainWhy, &[("question", short.into())]);
    let why = format!("{}{why}", ticket.unwrap_or_default());
    let decline = Control::Decline { survey: survey.clone() };
    let rows = vec![scale(speaker, survey, instrument), vec![button(&decline, speaker.say(Sentence::Decline))]];
    let blocks = vec![Block::Text(ask), note(&why), Block::Buttons(rows)];
    // The prompt's own marker is the survey; this one is carried by a button that an answered prompt no longer has.
    Message { blocks, marker: None }.marked(decline.to_string())
}

/// Takes the invitation's place once it is answered.
pub fn invitation_answered(speaker: Speaker<'_>, survey: &SurveyId) -> Message {
    again(survey, speaker.say(Sentence::AgainThanks))
}

/// Takes the invitation's place when the answer can no longer be changed.
pub fn invitation_over(speaker: Speaker<'_>, survey: &SurveyId) -> Message {
    again(survey, speaker.say(Sentence::Expired))
}

/// Takes the invitation's place when the customer was erased.
pub fn invitation_withdrawn(speaker: Speaker<'_>, survey: &SurveyId) -> Message {
    again(survey, speaker.say(Sentence::CancelledErased))
}

fn again(survey: &SurveyId, text: String) -> Message {
    Message::plain(text).marked(survey.as_str())
}

fn note(text: &str) -> Block {
    Block::Note(vec![Span::text(text)])
}

#[cfg(test)]
mod tests;
