//! A survey's state as columns, and back, for every state there is.
//!
//! Knows which column holds which moment. Refuses to know which states may follow each other.

use super::Result;
use super::rows::{identity_kind, instrument, message, survey};
use super::sql::{corrupt, instant, ms};
use crate::domain::credit::Credit;
use crate::domain::ids::*;
use crate::domain::language::Wording;
use crate::domain::policy::SkipReason;
use crate::domain::survey::{CancelReason, State, Survey, Unreachable};
use crate::domain::{Duration, Timestamp};

/// What a state says about the columns. A moment it does not speak of (when an answered survey was delivered) is
/// `None` here and stays as it is in the row; reason, detail and message are always replaced.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct StateColumns {
    pub state: &'static str,
    pub reason: Option<&'static str>,
    pub detail: Option<String>,
    pub send_at: Option<i64>,
    pub delivered_at: Option<i64>,
    pub answered_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub message_platform: Option<&'static str>,
    pub message_channel: Option<String>,
    pub message_id: Option<String>,
}

impl StateColumns {
    pub(super) fn of(state: &State) -> Self {
        let message = state.message();
        let mut columns = Self {
            state: state.code(),
            message_platform: message.map(|m| m.channel.platform.as_str()),
            message_channel: message.map(|m| m.channel.id.clone()),
            message_id: message.map(|m| m.id.clone()),
            ..Self::default()
        };
        match state {
            State::Planned { send_at } => columns.send_at = Some(ms(*send_at)),
            State::Held { until } => columns.send_at = Some(ms(*until)),
            State::Delivered { at, .. } => columns.delivered_at = Some(ms(*at)),
            State::Answered { at, .. } => columns.answered_at = Some(ms(*at)),
            State::Declined { at, .. } | State::Expired { at, .. } => columns.ended_at = Some(ms(*at)),
            State::Skipped { why } => {
                columns.reason = Some(why.code());
                if let SkipReason::AgentDeclined(text) = why {
                    columns.detail = Some(text.clone());
                }
            }
            State::Undeliverable { at, why } => {
                columns.reason = Some(why.code());
                columns.ended_at = Some(ms(*at));
            }
            State::Cancelled { at, why, .. } => {
                columns.reason = Some(why.code());
                columns.ended_at = Some(ms(*at));
            }
        }
        columns
    }
}

impl survey::Model {
    pub(super) fn parse(self) -> Result<Survey> {
        let (state, wording) = (self.state()?, self.wording()?);
        let seq = u32::try_from(self.close_seq).map_err(|_| corrupt("survey", "a negative close"))?;
        Ok(Survey {
            id: SurveyId::new(self.id),
            ticket: TicketId::new(self.ticket_id),
            close_seq: seq,
            team: TeamName::new(self.team),
            closed_at: instant("survey", self.closed_at)?,
            agent: credit(self.agent, self.agent_id, self.agent_name),
            person: self.person_id.map(PersonId::new),
            may_answer: read_identities(&self.may_answer)?,
            instrument: instrument("survey", &self.instrument)?,
            follow: self.follow.as_deref().map(|id| instrument("survey", id)).transpose()?,
            expires: Duration::from_millis(self.expires_ms),
            privacy: self.privacy.parse().map_err(|_| corrupt("survey", "an unknown level of privacy"))?,
            wording,
            state,
            version: self.version,
        })
    }

    fn wording(&self) -> Result<Wording> {
        let language = self.language.as_deref().map(str::parse).transpose();
        let language = language.map_err(|_| corrupt("survey", "an unknown language"))?;
        Ok(Wording { language, edition: self.edition, follow_edition: self.follow_edition })
    }

    fn state(&self) -> Result<State> {
        let message =
            message("survey", self.message_platform.clone(), self.message_channel.clone(), self.message_id.clone())?;
        let reason = || self.reason.as_deref().ok_or_else(|| corrupt("survey", "no reason"));
        let unknown = || corrupt("survey", "unknown reason");
        Ok(match self.state.as_str() {
            "planned" => State::Planned { send_at: moment(self.send_at)? },
            "held" => State::Held { until: moment(self.send_at)? },
            "delivered" => State::Delivered { at: moment(self.delivered_at)?, message },
            "answered" => State::Answered { at: moment(self.answered_at)?, message },
            "declined" => State::Declined { at: moment(self.ended_at)?, message },
            "expired" => State::Expired { at: moment(self.ended_at)?, message },
            "skipped" => State::Skipped { why: skip_reason(reason()?, self.detail.as_deref()).ok_or_else(unknown)? },
            "undeliverable" => State::Undeliverable {
                at: moment(self.ended_at)?,
                why: Unreachable::parse(reason()?).ok_or_else(unknown)?,
            },
            "cancelled" => State::Cancelled {
                at: moment(self.ended_at)?,
                why: CancelReason::parse(reason()?).ok_or_else(unknown)?,
                message,
            },
            _ => return Err(corrupt("survey", "unknown state")),
        })
    }
}

/// Who was credited; a row from before agents had ids of their own tells them by their label.
fn credit(label: Option<String>, id: Option<String>, name: Option<String>) -> Option<Credit> {
    label.map(|label| Credit { id: id.unwrap_or_else(|| label.clone()), label, name })
}

fn moment(ms: Option<i64>) -> Result<Timestamp> {
    instant("survey", ms.ok_or_else(|| corrupt("survey", "a state without its time"))?)
}

/// Reads [`SkipReason::code`] back; `detail` is what the agent gave as a reason.
pub(super) fn skip_reason(code: &str, detail: Option<&str>) -> Option<SkipReason> {
    Some(match code {
        "already_asked" => SkipReason::AlreadyAsked,
        "no_customer" => SkipReason::NoCustomer,
        "customer_is_agent" => SkipReason::CustomerIsAgent,
        "customer_is_bot" => SkipReason::CustomerIsBot,
        "opted_out" => SkipReason::OptedOut,
        "cooldown" => SkipReason::Cooldown,
        "sampled_out" => SkipReason::SampledOut,
        "too_old" => SkipReason::TooOld,
        "not_resolved" => SkipReason::NotResolved,
        "no_human_reply" => SkipReason::NoHumanReply,
        "team_paused" => SkipReason::TeamPaused,
        "agent_declined" => SkipReason::AgentDeclined(detail.unwrap_or_default().to_owned()),
        _ => return None,
    })
}

/// Identities in one column: `[["slack","T1","U1"],…]`.
pub(super) fn identities_text(identities: &[Identity]) -> String {
    let triples: Vec<_> = identities.iter().map(|i| (i.kind.as_str(), &i.installation, &i.value)).collect();
    serde_json::json!(triples).to_string()
}

pub(super) fn read_identities(text: &str) -> Result<Vec<Identity>> {
    let bad = || corrupt("survey", "unreadable identities");
    let triples: Vec<(String, String, String)> = serde_json::from_str(text).map_err(|_| bad())?;
    triples
        .into_iter()
        .map(|(kind, installation, value)| {
            Ok(Identity { kind: identity_kind(&kind).ok_or_else(bad)?, installation, value })
        })
        .collect()
}
