//! States and reasons in words.
//!
//! Knows one phrase for every stored code. A code without a phrase cannot slip through: a test walks all of them.

use super::{Line, Speaker, Voice, reason_words};
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
pub fn skip_short(voice: Voice, code: &str) -> String {
    voice.say(match code {
        "already_asked" => Line::SkipAlreadyAsked,
        "no_customer" => Line::SkipNoCustomer,
        "customer_is_agent" => Line::SkipCustomerIsAgent,
        "customer_is_bot" => Line::SkipCustomerIsBot,
        "opted_out" => Line::SkipOptedOut,
        "cooldown" => Line::SkipCooldown,
        "sampled_out" => Line::SkipSampledOut,
        "too_old" => Line::SkipTooOld,
        "not_resolved" => Line::SkipNotResolved,
        "no_human_reply" => Line::SkipNoHumanReply,
        "team_paused" => Line::SkipTeamPaused,
        "agent_declined" => Line::SkipAgentDeclined,
        _ => Line::AnotherReason,
    })
}

/// The phrase of an `Unreachable::code`.
pub fn unreachable_phrase(voice: Voice, code: &str) -> String {
    voice.say(match code {
        "no_place" => Line::UnreachedNoPlace,
        "dm_closed" => Line::UnreachedDmClosed,
        "user_gone" => Line::UnreachedUserGone,
        "channel_gone" => Line::UnreachedChannelGone,
        "not_allowed" => Line::UnreachedNotAllowed,
        "too_late" => Line::UnreachedTooLate,
        "refused" => Line::UnreachedRefused,
        _ => Line::AnotherReason,
    })
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
        State::Undeliverable { why, .. } => {
            format!("could not be asked: {}", unreachable_phrase(Voice::ENGLISH, why.code()))
        }
        State::Cancelled { why, .. } => format!("called off: {}", cancel_words(*why)),
    }
}

/// The ledger's word for a [`State::code`].
pub fn state_phrase(voice: Voice, code: &str) -> String {
    voice.say(match code {
        "planned" => Line::StatePlanned,
        "held" => Line::StateHeld,
        "delivered" => Line::StateDelivered,
        "answered" => Line::StateAnswered,
        "declined" => Line::StateDeclined,
        "expired" => Line::StateExpired,
        "skipped" => Line::StateSkipped,
        "undeliverable" => Line::StateUndeliverable,
        "cancelled" => Line::StateCancelled,
        _ => Line::AnotherReason,
    })
}

/// What customers tick, as their team reads it in English.
pub fn reason_label(tag: ReasonTag) -> String {
    reason_words(Speaker::ENGLISH, tag)
}

/// The label of a stored reason ([`ReasonTag::as_str`]), as customers read it in that language.
pub fn reason_phrase(voice: Voice, code: &str) -> String {
    let known = ReasonTag::parse(code).map(|tag| reason_words(voice.speaker(), tag));
    known.unwrap_or_else(|| voice.say(Line::AnotherReason))
}

const OTHER: &str = "another reason";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::language::Language;
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
        for voice in Language::ALL.map(Voice::of) {
            let distinct = |phrases: Vec<String>| {
                let distinct: BTreeSet<&String> = phrases.iter().collect();
                assert_eq!(distinct.len(), phrases.len(), "{phrases:?}");
                assert!(!distinct.contains(&voice.say(Line::AnotherReason)), "{phrases:?}");
            };
            distinct(skips.iter().map(|s| skip_short(voice, s.code())).collect());
            distinct(Unreachable::ALL.iter().map(|u| unreachable_phrase(voice, u.code())).collect());
            distinct(State::CODES.iter().map(|code| state_phrase(voice, code)).collect());
            distinct(ReasonTag::ALL.iter().map(|r| reason_phrase(voice, r.as_str())).collect());
        }
        let phrases: BTreeSet<&str> = skips.iter().map(|s| skip_phrase(s.code())).collect();
        assert!(phrases.len() == skips.len() && !phrases.contains(OTHER));
    }

    #[test]
    fn an_agents_reason_is_shown_as_given_but_cannot_run_on() {
        let why = SkipReason::AgentDeclined("in mourning".into());
        assert_eq!(skip_words(&why), "the agent closed it without asking (in mourning)");
        assert!(skip_words(&SkipReason::AgentDeclined("x".repeat(5000))).chars().count() < 170);
    }
}
