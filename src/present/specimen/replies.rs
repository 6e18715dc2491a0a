//! Replies to commands, once: closing, `why`, linking, help, and what was not understood.
//!
//! Knows a state of every kind and the longest plausible contents. Refuses to know who asked.

use jiff::tz::TimeZone;

use super::instant;
use crate::domain::ids::{Channel, Identity, MessageRef, Platform};
use crate::domain::instrument::{CES7, ReasonTag, Score};
use crate::domain::policy::SkipReason;
use crate::domain::survey::{Answer, CancelReason, State, Unreachable};
use crate::present::Message;
use crate::present::words::{self, CloseOutcome, Voice, WhyJob, WhyTicket};

/// Replies to commands.
pub(super) fn messages() -> Vec<(String, Message)> {
    let long = "x<@U1>&*_`~|".repeat(100);
    let mia = Identity::discord("220100000000000001");
    let mut all = Vec::new();
    let mut add = |name: &str, message: Message| all.push((name.to_owned(), message));
    let when = Some("Mon 16 Nov, 14:05".to_owned());
    add("close: will ask", words::close_reply(&CloseOutcome::WillAsk { who: mia.clone(), when }));
    add("close: will ask at once", words::close_reply(&CloseOutcome::WillAsk { who: mia, when: None }));
    let skip = SkipReason::AgentDeclined(long.clone());
    add("close: skipped", words::close_reply(&CloseOutcome::Skipped(skip)));
    add("close: again", words::close_reply(&CloseOutcome::AlreadyClosed));
    add("close: no customer", words::close_reply(&CloseOutcome::NoCustomer));
    for state in states() {
        let name = format!("why: {}", state.code());
        add(&name, words::why(&[why_ticket(state, true)]));
    }
    let many: Vec<WhyTicket> = states().into_iter().map(|state| why_ticket(state, false)).collect();
    add("why: many closes", words::why(&many));
    add("why: unknown", words::why_unknown(&long));
    for outcome in words::Linking::ALL {
        add(&format!("linking: {outcome:?}"), words::linking(&outcome));
    }
    add("help", words::help(None, words::Role::Manager));
    add("help, for a customer", words::help(None, words::Role::Customer));
    add("help, not understood", words::help(Some(&long), words::Role::Manager));
    add("no such team", words::team_not_found(Voice::ENGLISH, &long, &vec![long.clone(); 40]));
    add("no such week", words::week_not_understood(Voice::ENGLISH, "week 47"));
    all
}

/// A state of every kind.
fn states() -> Vec<State> {
    let at = instant(1_795_001_000);
    let channel = Channel { platform: Platform::Slack, id: "C024BE91L".into() };
    let message = MessageRef { channel, id: "1795001000.000100".into() };
    vec![
        State::Planned { send_at: at },
        State::Held { until: at },
        State::Delivered { at, message: Some(message.clone()) },
        State::Answered { at, message: Some(message.clone()) },
        State::Declined { at, message: Some(message.clone()) },
        State::Expired { at, message: Some(message.clone()) },
        State::Skipped { why: SkipReason::Cooldown },
        State::Undeliverable { at, why: Unreachable::DirectMessagesClosed },
        State::Cancelled { at, why: CancelReason::Reopened, message: Some(message) },
    ]
}

fn why_ticket(state: State, may_see_answers: bool) -> WhyTicket {
    let at = instant(1_795_000_000);
    let answered = matches!(state, State::Answered { .. });
    let score = Score::on(&CES7, 2).ok().filter(|_| answered);
    let answer = |score| Answer {
        score,
        first_at: at,
        last_at: at,
        changes: 1,
        comment: Some("I had to explain it three times. ".repeat(80)),
        reasons: ReasonTag::ALL.to_vec(),
        contact_ok: true,
    };
    let job = WhyJob {
        kind: "deliver".into(),
        state: "done".into(),
        due_at: at,
        attempts: 2,
        error: Some("ratelimited".into()),
    };
    WhyTicket {
        source: "desk".into(),
        ticket: "#482".into(),
        subject: Some("Refund for order 7 ".repeat(40)),
        close_seq: 1,
        closed_at: at,
        state,
        answers: score.map(answer).into_iter().collect(),
        case: None,
        credit: Some("slack:U024BE7LH".into()),
        moves: Vec::new(),
        may_see_answers,
        jobs: vec![job; 9],
        zone: TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC),
    }
}
