//! What people do, as the adapters hand it over, and what they type.
//!
//! Knows what may reach the store. Refuses to know which platform it came from.

use super::tidy;
use crate::chat::slack::commands::parse;
use crate::chat::{Actor, Command, Inbound, Scene, Unread};
use crate::domain::control::Control;
use crate::domain::ids::{Channel, MessageRef};
use crate::domain::instrument::{Instrument, Score};
use crate::present::words::read_comment_form;

/// The longest id of anything a platform made.
const ID: usize = 255;
/// The longest address there can be.
const ADDRESS: usize = 320;

/// The text behind Slack's command.
pub fn commands(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = parse(&text, "T1");
    command(&read);
    assert_eq!(read, parse(&text, "T1"));
    if let Command::Close { customer, .. } = &read {
        assert!(customer.is_some() && text.contains("<@"), "somebody nobody mentioned is closed");
    }
}

/// An act that the store may see: nothing unbounded, no NUL, no score off its scale.
pub fn sound(inbound: &Inbound) {
    match inbound {
        Inbound::Command { by, at, command: told, dedupe } => {
            place(by, at, dedupe);
            command(told);
        }
        Inbound::CloseAndAsk { by, at, customer, excerpt, message_id, dedupe } => {
            place(by, at, dedupe);
            customer.iter().for_each(person);
            excerpt.iter().for_each(|text| tidy("excerpt", text, 80));
            tidy("message id", message_id, ID);
        }
        Inbound::Press { by, at, control: pressed, message, dedupe, .. } => {
            place(by, at, dedupe);
            message.iter().for_each(shared);
            control(pressed);
        }
        Inbound::HomeOpened { by, dedupe } => {
            person(by);
            tidy("dedupe key", dedupe, ID);
        }
        Inbound::Submit { by, control: sent, fields, dedupe } => {
            person(by);
            tidy("dedupe key", dedupe, ID);
            control(sent);
            let (remark, _) = read_comment_form(fields);
            let comment = remark.comment.unwrap_or_default();
            assert!(comment.chars().count() <= 3_000, "a comment without end");
            assert!(!comment.chars().any(|c| c.is_control() && c != '\n'), "{comment:?}");
        }
        Inbound::ThreadLocked { at, parent, owner, name, dedupe, .. } => {
            scene(at);
            channel(parent);
            owner.iter().for_each(|who| tidy("owner", &who.value, ID));
            tidy("thread name", name, 200);
            tidy("dedupe key", dedupe, ID);
        }
        Inbound::Installation { installation, dedupe, .. } => {
            tidy("installation", installation, ID);
            tidy("dedupe key", dedupe, ID);
        }
    }
}

/// What is kept raw: without the NUL that PostgreSQL cannot hold, and without end only as far as we said.
pub fn unread(kept: &Unread) {
    for (text, most) in [(&kept.installation, ID), (&kept.kind, ID), (&kept.dedupe, ID), (&kept.payload, 64 * 1024)] {
        assert!(text.len() <= most && !text.contains('\0'), "kept raw, but not as it may be kept");
    }
}

fn place(by: &Actor, at: &Scene, dedupe: &str) {
    person(by);
    scene(at);
    assert!(!dedupe.is_empty());
    tidy("dedupe key", dedupe, ID);
}

fn person(who: &Actor) {
    tidy("user", &who.identity.value, ID);
    tidy("workspace", &who.identity.installation, ID);
    who.name.iter().for_each(|name| tidy("name", name, 80));
    who.locale.iter().for_each(|locale| tidy("locale", locale, ID));
}

fn scene(at: &Scene) {
    tidy("installation", &at.installation, ID);
    channel(&at.channel);
    at.thread.iter().for_each(|thread| tidy("thread", thread, ID));
}

fn channel(at: &Channel) {
    tidy("channel", &at.id, ID);
}

fn shared(message: &MessageRef) {
    channel(&message.channel);
    tidy("message id", &message.id, ID);
}

/// A control is believed in nothing: what it names must be fit to be looked up, and its number becomes a score on a
/// scale or none.
fn control(written: &str) {
    let Ok(control) = written.parse::<Control>() else { return };
    assert_eq!(control.to_string(), written, "a control reads back as it was written");
    match &control {
        Control::Case { case, .. } => tidy("case", case.as_str(), 100),
        other => other.survey().into_iter().for_each(|survey| tidy("survey", survey.as_str(), 100)),
    }
    if let Control::Score { instrument, value, .. } = control {
        let Some(known) = Instrument::by_id(&instrument) else { return };
        if let Ok(score) = Score::on(known, value) {
            assert!(known.scale().contains(&score.value()) && i64::from(score.value()) == value);
        }
    }
}

fn command(told: &Command) {
    let word = |text: &Option<String>, most: usize| text.iter().for_each(|text| tidy("an argument", text, most));
    match told {
        Command::Close { customer, subject, no_survey } => {
            customer.iter().for_each(person);
            word(subject, ID);
            word(no_survey, ID);
        }
        Command::Why { ticket } => tidy("ticket", ticket, ID),
        Command::Promise { text } => word(text, 1_000),
        Command::Compare { date, team } => {
            tidy("a date", date, ID);
            word(team, ID);
        }
        Command::Scorecard { team, week } | Command::PostScorecard { team, week } => {
            word(team, ID);
            word(week, ID);
        }
        Command::Link { person, other } => {
            person.iter().chain(other).for_each(|i| tidy("an account", &i.value, ADDRESS));
        }
        Command::Unlink { other } => other.iter().for_each(|i| tidy("an account", &i.value, ADDRESS)),
        Command::Credit { ticket, agent, reason } => {
            tidy("ticket", ticket, ID);
            agent.iter().for_each(person);
            word(reason, ID);
        }
        Command::Pause { team } | Command::Resume { team } => word(team, ID),
        Command::Help { not_understood } => word(not_understood, ID),
        _ => {}
    }
}
