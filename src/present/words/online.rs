//! What is read on the question's own page, and what an operator reads who makes a link to it.
//!
//! Knows that the question, its scale and its ways out are worded in [`super::lang`], and says only what a page needs
//! beside them. Refuses to tell one reason why a link does not work from another.

use super::lang::{Scale, Sentence, Speaker};
use super::{saved_words, state_words};
use crate::domain::instrument::{Instrument, Metric, Score};
use crate::domain::survey::State;

/// The question as a sentence of its own.
pub fn page_question(speaker: Speaker<'_>, instrument: &Instrument) -> String {
    let question = Scale::of(speaker, instrument).question;
    // What opens a Spanish question is not a letter.
    let first = question.find(char::is_alphabetic).unwrap_or_default();
    let (before, letters) = question.split_at(first);
    let mut letters = letters.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    before.chars().chain(first).chain(letters).collect()
}

/// What a point of the scale is called aloud: a digit alone says little without the scale's length and direction.
pub fn page_point(speaker: Speaker<'_>, instrument: &Instrument, value: u8) -> String {
    let named = |word: String| speaker.tell(Sentence::PointNamed, &[("point", value.into()), ("word", word.into())]);
    let Scale { low, high, .. } = Scale::of(speaker, instrument);
    match value {
        v if v == instrument.min && !has_digits(instrument) => low,
        v if v == instrument.max && !has_digits(instrument) => high,
        v if v == instrument.min => named(low),
        v if v == instrument.max => named(high),
        _ => speaker.tell(Sentence::PointOf, &[("point", value.into()), ("max", instrument.max.into())]),
    }
}

/// Whether the points of the scale are numbers to people.
pub fn has_digits(instrument: &Instrument) -> bool {
    instrument.metric != Metric::Thumbs
}

/// Heading and sentence after an answer.
pub fn page_saved(speaker: Speaker<'_>, score: Score, cut: bool) -> (String, String) {
    let rest = if cut { Sentence::PageThanksCut } else { Sentence::PageThanks };
    (saved_words(speaker, score), speaker.say(rest))
}

/// Heading and sentence after *Not solved yet*.
pub fn page_not_solved(speaker: Speaker<'_>) -> (String, String) {
    (speaker.say(Sentence::PageNotSolved), speaker.say(Sentence::PageNotSolvedMore))
}

/// Heading and sentence after *Don't ask me again*.
pub fn page_declined(speaker: Speaker<'_>) -> (String, String) {
    (speaker.say(Sentence::PageDeclined), speaker.say(Sentence::PageDeclinedMore))
}

/// Heading and sentence for every link that leads to no open question, whatever the reason.
pub fn page_gone(speaker: Speaker<'_>) -> (String, String) {
    (speaker.say(Sentence::PageGone), speaker.say(Sentence::PageGoneMore))
}

/// To the operator: the link was made.
pub fn link_made(ticket: &str, url: &str, before: &State) -> String {
    let now = match before {
        State::Undeliverable { .. } => "It could not be asked in a chat; from now on it waits for an answer here.",
        _ => "It is asked in the chat as well; the first answer counts.",
    };
    format!(
        "{url}\n\nThis link asks about {ticket}. Hand it to the customer and to nobody else: whoever has it can answer once.\n{now} Earlier links of this question no longer work.\n"
    )
}

/// To the operator: no link, and why.
pub fn link_refused(ticket: &str, state: &State) -> String {
    let remedy = match state {
        State::Planned { .. } | State::Held { .. } => "it will be asked in the chat, so a link would ask twice",
        State::Answered { .. } => "it is answered already",
        _ => "there is nothing to answer any more",
    };
    format!("no link for {ticket}: {remedy} ({})", state_words(state))
}

/// To the operator: the customer is nobody we could take an answer from.
pub fn link_for_nobody(ticket: &str) -> String {
    format!("no link for {ticket}: no customer is known, so nobody could answer it")
}

/// To the operator: links need an address.
pub const LINK_WITHOUT_ADDRESS: &str = "server.public_url is not set, so a link would lead nowhere; set it to the address customers reach this server under";

/// To the operator: several sources have such a ticket.
pub fn link_ambiguous(ticket: &str, sources: &[String]) -> String {
    format!("several tickets are called {ticket}; choose one with --source: {}", sources.join(", "))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::Timestamp;
    use crate::domain::instrument::{CES7, CSAT5, NPS11, THUMBS};
    use crate::domain::language::Language;
    use crate::domain::survey::Unreachable;

    #[test]
    fn a_page_asks_what_the_chat_asks_and_every_point_has_a_name() {
        let en = Speaker::ENGLISH;
        assert_eq!(page_question(Speaker::plain(Language::Es), &CES7), "¿Qué tan fácil fue resolver su consulta?");
        assert_eq!(page_question(en, &CES7), "How easy was it to get this solved?");
        assert_eq!(page_question(en, &CSAT5), "How satisfied were you with the help you got?");
        let points: Vec<String> = CSAT5.scale().map(|v| page_point(en, &CSAT5, v)).collect();
        assert_snapshot!(points.join(", "), @"1: Very unsatisfied, 2 of 5, 3 of 5, 4 of 5, 5: Very satisfied");
        assert_eq!([0, 1].map(|v| page_point(en, &THUMBS, v)), ["No, thumbs down", "Yes, thumbs up"]);
        assert_eq!(
            [0, 5, 10].map(|v| page_point(en, &NPS11, v)),
            ["0: Not at all likely", "5 of 10", "10: Extremely likely"]
        );
    }

    #[test]
    fn an_operator_learns_what_a_link_does_or_why_there_is_none() {
        let at = Timestamp::UNIX_EPOCH;
        let lost = State::Undeliverable { at, why: Unreachable::NoPlace };
        assert_snapshot!(link_made("Ticket #482", "https://x.example/s/abc", &lost), @r"
        https://x.example/s/abc

        This link asks about Ticket #482. Hand it to the customer and to nobody else: whoever has it can answer once.
        It could not be asked in a chat; from now on it waits for an answer here. Earlier links of this question no longer work.
        ");
        assert_snapshot!(link_refused("Ticket #482", &State::Planned { send_at: at }), @"no link for Ticket #482: it will be asked in the chat, so a link would ask twice (will be asked)");
        assert_snapshot!(link_refused("Ticket #482", &State::Answered { at, message: None }), @"no link for Ticket #482: it is answered already (answered)");
        assert_snapshot!(link_for_nobody("Ticket #482"), @"no link for Ticket #482: no customer is known, so nobody could answer it");
        assert_snapshot!(link_ambiguous("482", &["desk".into(), "zen".into()]), @"several tickets are called 482; choose one with --source: desk, zen");
    }
}
