//! States and reasons in words.
//!
//! Knows one phrase for every stored code. A code without a phrase cannot slip through: a test walks all of them.

use super::{Speaker, reason_words};
use crate::domain::instrument::ReasonTag;
use crate::domain::policy::SkipReason;
use crate::domain::survey::{CancelReason, State};
use crate::present::foreign;

/// Longest reason of an agent that is shown.
const MAX_REASON: usize = 120;

/// Why nobody was asked, as a phrase that goes after "not asked: ".
pub fn skip_words(why: &SkipReason) -> String {
    let phrase = skip_phrase(why.code());
    match why {
        SkipReason::AgentDeclined(reason) => match foreign::line(reason, MAX_REASON) {
            Some(reason) => format!("{phrase} ({reason})"),
            None => phrase.to_owned(),
        },
        _ => phrase.to_owned(),
    }
}

/// The phrase of a [`SkipReason::code`].
pub fn skip_phrase(code: &str) -> &'static str {
    match code {
        "already_asked" => "already asked about this close",
        "no_customer" => "no customer is named",
        "customer_is_agent" => "the customer is one of the team",
        "customer_is_bot" => "the customer is a program",
        "opted_out" => "the customer wants no questions",
        "cooldown" => "the customer was asked recently",
        "sampled_out" => "not drawn this time",
        "too_old" => "closed too long ago",
        "not_resolved" => "closed without a solution (duplicate, spam, merged …)",
        "no_human_reply" => "nobody of the team had answered",
        "team_paused" => "asking is paused",
        "agent_declined" => "the agent closed it without asking",
        _ => OTHER,
    }
}

/// The same in two or three words, for a list with counts.
pub fn skip_short(code: &str) -> &'static str {
    match code {
        "already_asked" => "already asked",
        "no_customer" => "no customer named",
        "customer_is_agent" => "customer on the team",
        "customer_is_bot" => "customer is a program",
        "opted_out" => "wants no questions",
        "cooldown" => "asked recently",
        "sampled_out" => "not drawn",
        "too_old" => "closed too long ago",
        "not_resolved" => "closed without a solution",
        "no_human_reply" => "closed unanswered",
        "team_paused" => "asking paused",
        "agent_declined" => "closed without asking",
        _ => OTHER,
    }
}

/// The phrase of an `Unreachable::code`.
pub fn unreachable_phrase(code: &str) -> &'static str {
    match code {
        "no_place" => "no chat account is known",
        "dm_closed" => "direct messages are closed",
        "user_gone" => "the account is gone",
        "channel_gone" => "the conversation is gone",
        "not_allowed" => "we may not write there",
        "too_late" => "nothing worked in time",
        "refused" => "the platform refused the message",
        _ => OTHER,
    }
}

/// Why it was called off.
pub fn cancel_words(why: CancelReason) -> &'static str {
    match why {
        CancelReason::Reopened => "the ticket was opened again",
        CancelReason::NotSolved => "the customer says it is not solved",
        CancelReason::Deleted => "the ticket was removed",
        CancelReason::Erased => "the customer was erased",
        CancelReason::OptedOut => "the customer wants no questions",
        CancelReason::AnotherOpen => "the customer had another question open under another account",
    }
}

/// Where a survey stands, a phrase without times.
pub fn state_words(state: &State) -> String {
    match state {
        State::Planned { .. } => "will be asked".to_owned(),
        State::Held { .. } => "waiting for the customer's hours or a quiet thread".to_owned(),
        State::Delivered { .. } => "asked, no answer yet".to_owned(),
        State::Answered { .. } => "answered".to_owned(),
        State::Declined { .. } => "asked, and the customer wants no more questions".to_owned(),
        State::Expired { .. } => "asked, no answer in time".to_owned(),
        State::Skipped { why } => format!("not asked: {}", skip_words(why)),
        State::Undeliverable { why, .. } => format!("could not be asked: {}", unreachable_phrase(why.code())),
        State::Cancelled { why, .. } => format!("called off: {}", cancel_words(*why)),
    }
}

/// The ledger's word for a [`State::code`].
pub fn state_phrase(code: &str) -> &'static str {
    match code {
        "planned" => "still to be asked",
        "held" => "waiting",
        "delivered" => "asked, no answer yet",
        "answered" => "answered",
        "declined" => "wants no more questions",
        "expired" => "no answer in time",
        "skipped" => "not asked",
        "undeliverable" => "could not be reached",
        "cancelled" => "called off",
        _ => OTHER,
    }
}

/// What customers tick, as their team reads it: the English of `form`.
pub fn reason_label(tag: ReasonTag) -> String {
    reason_words(Speaker::ENGLISH, tag)
}

/// The label of a stored reason ([`ReasonTag::as_str`]).
pub fn reason_phrase(code: &str) -> String {
    ReasonTag::parse(code).map_or_else(|| OTHER.to_owned(), reason_label)
}

const OTHER: &str = "another reason";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::survey::Unreachable;

    #[test]
    fn every_stored_code_has_its_own_words() {
        let skips = [
            SkipReason::AlreadyAsked,
            SkipReason::NoCustomer,
            SkipReason::CustomerIsAgent,
            SkipReason::CustomerIsBot,
            SkipReason::OptedOut,
            SkipReason::Cooldown,
            SkipReason::SampledOut,
            SkipReason::TooOld,
            SkipReason::NotResolved,
            SkipReason::NoHumanReply,
            SkipReason::TeamPaused,
            SkipReason::AgentDeclined(String::new()),
        ];
        let shorts: std::collections::BTreeSet<&str> = skips.iter().map(|s| skip_short(s.code())).collect();
        assert!(shorts.len() == skips.len() && !shorts.contains(OTHER));
        let mut phrases: Vec<&str> = skips.iter().map(|s| skip_phrase(s.code())).collect();
        phrases.extend(Unreachable::ALL.iter().map(|u| unreachable_phrase(u.code())));
        phrases.extend(State::CODES.iter().map(|code| state_phrase(code)));
        let reasons = ReasonTag::ALL.map(|r| reason_phrase(r.as_str()));
        phrases.extend(reasons.iter().map(String::as_str));
        let distinct: std::collections::BTreeSet<&str> = phrases.iter().copied().collect();
        assert_eq!(distinct.len(), phrases.len());
        assert!(!distinct.contains(OTHER));
    }

    #[test]
    fn an_agents_reason_is_shown_as_given_but_cannot_run_on() {
        let why = SkipReason::AgentDeclined("in mourning".into());
        assert_eq!(skip_words(&why), "the agent closed it without asking (in mourning)");
        assert!(skip_words(&SkipReason::AgentDeclined("x".repeat(5000))).chars().count() < 170);
    }
}
