//! Replies to commands. All of them are private.
//!
//! Knows the command words of PRODUCT §7. Refuses to show a score or a comment to somebody who may not see it.

use jiff::tz::TimeZone;

use super::figure::{count, local_time};
use super::people::{Moved, credit_move_note, credited};
use super::{
    Line, MAX_TICKET, Voice, case_state, instrument_words, mention, reason_label, score_words, skip_words, state_words,
    team_named,
};
use crate::domain::Timestamp;
use crate::domain::case::Case;
use crate::domain::credit::Credit;
use crate::domain::ids::Identity;
use crate::domain::policy::SkipReason;
use crate::domain::survey::{Answer, State};
use crate::present::{Block, Message, Span, foreign};

/// Longest piece of a person's input that is quoted back.
const MAX_QUOTED: usize = 120;
/// More closes than this are not told one by one.
const MAX_STORIES: usize = 5;
/// More jobs than this are not told.
const MAX_JOBS: usize = 6;

/// What became of `/afterword close` or *Close & ask*.
#[derive(Debug, Clone, PartialEq)]
pub enum CloseOutcome {
    /// Closed, and the customer will be asked.
    WillAsk {
        /// Who.
        who: Identity,
        /// Local time in words, from [`local_time`]; `None`: in a moment.
        when: Option<String>,
    },
    /// Closed, and nobody will be asked.
    Skipped(SkipReason),
    /// It had been closed before.
    AlreadyClosed,
    /// The command named nobody we know.
    NoCustomer,
}

/// Replies to a close.
pub fn close_reply(outcome: &CloseOutcome) -> Message {
    match outcome {
        CloseOutcome::WillAsk { who, when } => {
            let when = when.as_ref().map_or_else(|| "in a moment".to_owned(), |at| format!("around {at}"));
            let after = format!(" will be asked {when} how it went.");
            let spans = vec![Span::text("Closed. "), mention(who), Span::text(after)];
            Message { blocks: vec![Block::Text(spans)], marker: None }
        }
        CloseOutcome::Skipped(why) => Message::plain(format!("Closed. Nobody will be asked: {}.", skip_words(why))),
        CloseOutcome::AlreadyClosed => Message::plain("This was closed before, so nothing changed."),
        CloseOutcome::NoCustomer => Message::plain(
            "Closing needs to know who was helped: /afterword close @customer [subject]. Nothing was closed.",
        ),
    }
}

/// One close and what became of it, as `why` tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct WhyTicket {
    /// Source name.
    pub source: String,
    /// Human key or id.
    pub ticket: String,
    /// Subject.
    pub subject: Option<String>,
    /// Which close of the ticket, counted from 1.
    pub close_seq: u32,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// Where its survey stands.
    pub state: State,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// The case a low score opened, for whoever may see that there is one.
    pub case: Option<Case>,
    /// Whom it counts for.
    pub credit: Option<Credit>,
    /// How credit was moved, oldest first: what, by whom, when.
    pub moves: Vec<(Moved, String, Timestamp)>,
    /// Whether the reader may see scores, reasons and comments.
    pub may_see_answers: bool,
    /// Its jobs, oldest first.
    pub jobs: Vec<WhyJob>,
    /// The zone its times are told in.
    pub zone: TimeZone,
}

/// One job, as `why` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyJob {
    /// Kind word.
    pub kind: String,
    /// State word.
    pub state: String,
    /// Due.
    pub due_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Last error code.
    pub error: Option<String>,
}

/// Explains what became of a ticket: one story a close. `tickets` must not be empty (see [`why_unknown`]).
pub fn why(tickets: &[WhyTicket]) -> Message {
    let mut blocks = Vec::new();
    for ticket in tickets.iter().take(MAX_STORIES) {
        if !blocks.is_empty() {
            blocks.push(Block::Divider);
        }
        blocks.extend(story(ticket));
        // Several closes with all their jobs would not fit one message: then the closes matter more.
        if tickets.len() == 1 {
            blocks.extend(ticket.jobs.iter().take(MAX_JOBS).map(|job| job_line(job, &ticket.zone)));
        }
    }
    let left = tickets.len().saturating_sub(MAX_STORIES);
    if left > 0 {
        let more = format!("And {}.", count(left as u64, "earlier close", "earlier closes"));
        blocks.push(Block::Note(vec![Span::text(more)]));
    }
    Message { blocks, marker: None }
}

fn story(ticket: &WhyTicket) -> Vec<Block> {
    let name = foreign::line(&ticket.ticket, MAX_TICKET).unwrap_or_else(|| "This ticket".to_owned());
    let source = foreign::line(&ticket.source, 40).map(|s| format!(" ({s})")).unwrap_or_default();
    let what = format!("{source}: {}.", state_words(&ticket.state));
    let mut blocks = vec![Block::Text(vec![Span::strong(name), Span::text(what)])];
    if let Some(subject) = ticket.subject.as_deref().and_then(|s| foreign::line(s, MAX_QUOTED)) {
        blocks.push(Block::Note(vec![Span::text(subject)]));
    }
    blocks.push(Block::Note(vec![Span::text(times(ticket))]));
    blocks.push(credited(ticket.credit.as_ref()));
    let told =
        |(moved, by, at): &(Moved, String, Timestamp)| credit_move_note(moved, by, &local_time(*at, &ticket.zone));
    blocks.extend(ticket.moves.iter().map(told));
    if ticket.may_see_answers {
        blocks.extend(ticket.answers.iter().flat_map(|answer| answer_blocks(answer, &ticket.zone)));
    }
    blocks.extend(ticket.case.as_ref().map(|case| Block::Text(case_state(case, &ticket.zone))));
    blocks
}

fn times(ticket: &WhyTicket) -> String {
    let at = |instant: Timestamp| local_time(instant, &ticket.zone);
    let closed = match ticket.close_seq {
        0 | 1 => format!("Closed {}", at(ticket.closed_at)),
        n => format!("Closed for the {} time {}", ordinal(n), at(ticket.closed_at)),
    };
    let then = match &ticket.state {
        State::Planned { send_at } => format!(" · to be asked {}", at(*send_at)),
        State::Held { until } => format!(" · looked at again {}", at(*until)),
        State::Delivered { at: when, .. } => format!(" · asked {}", at(*when)),
        State::Answered { at: when, .. } => format!(" · answered {}", at(*when)),
        State::Declined { at: when, .. } => format!(" · declined {}", at(*when)),
        State::Expired { at: when, .. } => format!(" · ended {}", at(*when)),
        State::Undeliverable { at: when, .. } => format!(" · given up {}", at(*when)),
        State::Cancelled { at: when, .. } => format!(" · called off {}", at(*when)),
        State::Skipped { .. } => String::new(),
    };
    format!("{closed}{then} ({})", ticket.zone.iana_name().unwrap_or("UTC"))
}

fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn answer_blocks(answer: &Answer, zone: &TimeZone) -> Vec<Block> {
    let label = instrument_words(answer.score.instrument()).label;
    let changed = match answer.changes {
        0 => String::new(),
        n => format!(", changed {}", count(u64::from(n), "time", "times")),
    };
    let mut line = format!("{label}: {} ({}{changed})", score_words(answer.score), local_time(answer.first_at, zone));
    if !answer.reasons.is_empty() {
        let reasons: Vec<String> = answer.reasons.iter().map(|r| reason_label(*r)).collect();
        line.push_str(&format!(" · {}", reasons.join(", ")));
    }
    if answer.contact_ok {
        line.push_str(" · may be contacted");
    }
    let mut blocks = vec![Block::Text(vec![Span::text(line)])];
    blocks.extend(answer.comment.as_deref().and_then(|c| foreign::line(c, 500)).map(Block::Quote));
    blocks
}

fn job_line(job: &WhyJob, zone: &TimeZone) -> Block {
    let tries = count(u64::from(job.attempts), "attempt", "attempts");
    let error = job.error.as_deref().and_then(|e| foreign::line(e, MAX_QUOTED)).map(|e| format!(" · last error {e}"));
    let due = local_time(job.due_at, zone);
    let text = format!("{}: {} · due {due} · {tries}{}", job.kind, job.state, error.unwrap_or_default());
    Block::Note(vec![Span::text(text)])
}

/// No close of that ticket ever reached us.
pub fn why_unknown(ticket: &str) -> Message {
    let asked = quoted(ticket);
    Message::plain(format!(
        "No close of {asked} has reached us. Either it is not closed yet, or its source did not tell us."
    ))
}

/// Who asks for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Anybody.
    Customer,
    /// A team's agent.
    Agent,
    /// A team's manager.
    Manager,
}

/// Who may use a command; one that is not listed here is for everybody.
fn audience(command: &str) -> Role {
    match command.split(' ').next().unwrap_or_default() {
        "credit" | "pause" | "resume" | "status" | "link" | "unlink" => Role::Manager,
        "close" | "why" | "scorecard" | "me" | "cases" | "preview" | "promise" | "compare" | "dashboard" => Role::Agent,
        _ => Role::Customer,
    }
}

/// Lists the commands that are for this person; `not_understood` is quoted back.
pub fn help(not_understood: Option<&str>, role: Role) -> Message {
    let mut blocks = Vec::new();
    if let Some(text) = not_understood {
        blocks.push(Block::Text(vec![Span::text(format!("That was not understood: {}", quoted(text)))]));
    }
    blocks.extend(COMMANDS.iter().filter(|(command, _)| audience(command) <= role).map(|(command, meaning)| {
        Block::Text(vec![Span::strong(format!("/afterword {command}")), Span::text(format!("  {meaning}"))])
    }));
    if role >= Role::Agent {
        let action = "On any message: the action “Close & ask” closes that conversation and asks its author.";
        blocks.push(Block::Note(vec![Span::text(action)]));
    }
    Message { blocks, marker: None }
}

const COMMANDS: &[(&str, &str)] = &[
    (
        "close @customer [subject] [--no-survey reason]",
        "closes a ticket and asks the customer; with --no-survey it asks nobody",
    ),
    ("why <ticket>", "tells what became of a ticket's question"),
    (
        "scorecard [team] [week]",
        "shows a team's week, such as 2026-W47; with post behind the week, managers have a missed one posted",
    ),
    ("compare <date> [team]", "compares the weeks before a day with those after it, such as 2026-06-03"),
    ("cases", "shows managers the team's open cases, and others those they have"),
    ("me [on|off]", "shows your own numbers, to you alone; on or off: the weekly message"),
    ("credit <ticket> @agent <reason>", "credits a close to another agent of the team; the reason is kept"),
    ("promise [text]", "promises what the team will do better this week; alone, shows what was promised"),
    ("pause [team]", "asks nobody for now"),
    ("resume [team]", "asks again"),
    ("preview [language]", "shows you, and only you, what a customer is asked: en, de, fr, es, pt or ja"),
    ("status", "tells managers how Afterword itself stands"),
    ("link @person other", "managers say that two accounts are one person's"),
    ("unlink other", "managers say that an account is a person of its own"),
    ("dashboard", "gives you a link to the dashboard, for you alone: good once, for ten minutes"),
    ("stop-asking", "no more questions for you, anywhere"),
    ("ask-me", "questions for you again"),
    ("help", "this list"),
];

/// No team of that name.
pub fn team_not_found(voice: Voice, asked: &str, teams: &[String]) -> Message {
    let known: Vec<String> = teams.iter().take(12).filter_map(|t| foreign::line(t, 40)).collect();
    let asked = ("asked", foreign::line(asked, MAX_QUOTED).unwrap_or_default().into());
    Message::plain(match known.as_slice() {
        [] => voice.tell(Line::TeamUnknown, &[asked]),
        known => voice.tell(Line::TeamUnknownKnown, &[asked, ("teams", voice.listed(known).into())]),
    })
}

/// A week label that cannot be read.
pub fn week_not_understood(voice: Voice, asked: &str) -> Message {
    let asked = foreign::line(asked, MAX_QUOTED).unwrap_or_default();
    Message::plain(voice.tell(Line::WeekUnknown, &[("asked", asked.into()), ("example", "2026-W47".into())]))
}

/// Its answers are confidential, and the week is neither posted nor past change.
pub fn scorecard_not_over(voice: Voice, team: &str) -> Message {
    Message::plain(voice.tell(Line::WeekConfidential, &[("team", team_named(voice, team, MAX_TICKET).into())]))
}

/// No language of ours is called that.
pub fn language_not_found(asked: &str) -> Message {
    Message::plain(format!("{} is not a language Afterword speaks. There is: en, de, fr, es, pt, ja.", quoted(asked)))
}

/// Only managers may see how the service stands.
pub fn status_not_allowed() -> Message {
    Message::plain("How Afterword itself stands is for a team's managers.")
}

fn quoted(raw: &str) -> String {
    foreign::line(raw, MAX_QUOTED).map_or_else(|| "“”".to_owned(), |text| format!("“{text}”"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::ids::{Channel, MessageRef, Platform};
    use crate::domain::instrument::{CES7, ReasonTag, Score};
    use crate::present::text::plain;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn answered(may_see_answers: bool) -> WhyTicket {
        let message = MessageRef { channel: Channel { platform: Platform::Slack, id: "C1".into() }, id: "1.2".into() };
        WhyTicket {
            source: "desk".into(),
            ticket: "#482".into(),
            subject: Some("Refund\nfor order 7".into()),
            close_seq: 2,
            closed_at: at("2026-11-16T09:00:00Z"),
            state: State::Answered { at: at("2026-11-16T09:30:00Z"), message: Some(message) },
            answers: vec![Answer {
                score: Score::on(&CES7, 2).unwrap(),
                first_at: at("2026-11-16T09:30:00Z"),
                last_at: at("2026-11-16T09:31:00Z"),
                changes: 1,
                comment: Some("three calls".into()),
                reasons: vec![ReasonTag::Repeat, ReasonTag::Slow],
                contact_ok: true,
            }],
            case: None,
            credit: Some(Credit { id: "desk#77".into(), label: "Ben".into(), name: Some("Ben".into()) }),
            moves: vec![(
                Moved {
                    ticket: "#482".into(),
                    from: Some("Ana".into()),
                    to: "Ben".into(),
                    reason: "Ana only\nclosed it".into(),
                },
                "Lena".into(),
                at("2026-11-17T09:00:00Z"),
            )],
            may_see_answers,
            jobs: vec![WhyJob {
                kind: "deliver".into(),
                state: "done".into(),
                due_at: at("2026-11-16T09:05:00Z"),
                attempts: 2,
                error: Some("ratelimited".into()),
            }],
            zone: TimeZone::get("Europe/Berlin").unwrap(),
        }
    }

    #[test]
    fn why_tells_the_whole_story_to_those_who_may_hear_it() {
        assert_snapshot!(plain(&why(&[answered(true)])), @r"
        #482 (desk): answered.
        Refund for order 7
        Closed for the 2nd time Mon 16 Nov, 10:00 · answered Mon 16 Nov, 10:30 (Europe/Berlin)
        Credit: Ben
        Credit moved Tue 17 Nov, 10:00 by Lena, from Ana to Ben: Ana only closed it
        Effort: 2 of 7 (Mon 16 Nov, 10:30, changed 1 time) · Had to repeat myself, Slow · may be contacted
        > three calls
        deliver: done · due Mon 16 Nov, 10:05 · 2 attempts · last error ratelimited
        ");
    }

    #[test]
    fn why_hides_scores_and_comments_from_the_rest() {
        let text = plain(&why(&[answered(false)]));
        for secret in ["2 of 7", "three calls", "Slow", "contacted"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(text.starts_with("#482 (desk): answered."));
    }

    #[test]
    fn why_does_not_run_on_for_ever() {
        let text = plain(&why(&vec![answered(true); 40]));
        assert!(text.ends_with("And 35 earlier closes."));
    }

    #[test]
    fn help_quotes_what_it_did_not_understand() {
        assert_snapshot!(plain(&help(Some("clsoe <!channel> now"), Role::Manager)), @r"
        That was not understood: “clsoe <!channel> now”
        /afterword close @customer [subject] [--no-survey reason]  closes a ticket and asks the customer; with --no-survey it asks nobody
        /afterword why <ticket>  tells what became of a ticket's question
        /afterword scorecard [team] [week]  shows a team's week, such as 2026-W47; with post behind the week, managers have a missed one posted
        /afterword compare <date> [team]  compares the weeks before a day with those after it, such as 2026-06-03
        /afterword cases  shows managers the team's open cases, and others those they have
        /afterword me [on|off]  shows your own numbers, to you alone; on or off: the weekly message
        /afterword credit <ticket> @agent <reason>  credits a close to another agent of the team; the reason is kept
        /afterword promise [text]  promises what the team will do better this week; alone, shows what was promised
        /afterword pause [team]  asks nobody for now
        /afterword resume [team]  asks again
        /afterword preview [language]  shows you, and only you, what a customer is asked: en, de, fr, es, pt or ja
        /afterword status  tells managers how Afterword itself stands
        /afterword link @person other  managers say that two accounts are one person's
        /afterword unlink other  managers say that an account is a person of its own
        /afterword dashboard  gives you a link to the dashboard, for you alone: good once, for ten minutes
        /afterword stop-asking  no more questions for you, anywhere
        /afterword ask-me  questions for you again
        /afterword help  this list
        On any message: the action “Close & ask” closes that conversation and asks its author.
        ");
        assert!(plain(&help(None, Role::Agent)).starts_with("/afterword close"));
    }

    #[test]
    fn the_readme_lists_every_command_of_the_help() {
        let readme = include_str!("../../../README.md");
        for (command, _) in COMMANDS {
            let name = command.split(' ').next().unwrap_or_default();
            let listed = readme.lines().any(|line| line.starts_with("| `") && names(line).any(|listed| listed == name));
            assert!(listed, "{name}");
        }
    }

    /// The first words of what stands in backticks in a line of a table.
    fn names(line: &str) -> impl Iterator<Item = &str> {
        line.split('`').skip(1).step_by(2).filter_map(|code| code.split(' ').next())
    }

    #[test]
    fn a_close_is_answered_with_what_will_happen() {
        let mia = Identity::discord("2201");
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let when = Some(local_time(at("2026-11-16T13:05:00Z"), &zone));
        assert_snapshot!(plain(&close_reply(&CloseOutcome::WillAsk { who: mia, when })),
            @"Closed. @2201 will be asked around Mon 16 Nov, 14:05 how it went.");
        assert_snapshot!(plain(&close_reply(&CloseOutcome::Skipped(SkipReason::Cooldown))),
            @"Closed. Nobody will be asked: the customer was asked recently.");
    }
}
