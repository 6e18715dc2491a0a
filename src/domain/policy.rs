//! Ask or skip, and why. A pure decision, never a silent return.
//!
//! Knows every rule of PRODUCT §4 that needs no chat. Refuses to look anything up: history, draw and time
//! are arguments.

use super::calendar::Hours;
use super::instrument::{Instrument, Mode};
use super::ticket::Outcome;
use super::{Duration, Timestamp};

/// The hard floor under every configured cooldown.
pub const COOLDOWN_FLOOR: Duration = Duration::from_hours(24);

/// One team's rules for asking, after defaults and overrides.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Wait after the close, and the quiet time the thread must have had.
    pub delay: Duration,
    /// The hours in which a person may be asked.
    pub hours: Hours,
    /// The least time between two asks of one person; never counts for less than [`COOLDOWN_FLOOR`].
    pub cooldown: Duration,
    /// How long a prompt can be answered.
    pub expires: Duration,
    /// A close older than this is not asked about.
    pub too_old: Duration,
    /// The share of closes asked about, 0 to 1.
    pub sample: f64,
    /// Asking is switched off.
    pub paused: bool,
    /// How the instruments are asked.
    pub mode: Mode,
    /// One or two instruments.
    pub instruments: Vec<&'static Instrument>,
}

/// What is known about the person to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerKind {
    /// Nobody was named.
    Unknown,
    /// A program.
    Bot,
    /// One of the team's own agents or managers.
    Agent,
    /// A person who can be asked.
    Person,
}

/// What we remember that bears on the decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// This very close already has a survey.
    pub already_asked: bool,
    /// The person told us to stop.
    pub opted_out: bool,
    /// The person still has an unanswered prompt somewhere.
    pub open_prompt: bool,
    /// When the person was last asked, over all sources and platforms.
    pub last_asked: Option<Timestamp>,
    /// How many surveys this team has planned before; drives [`Mode::Alternate`].
    pub planned_before: u64,
}

/// One close, as far as the decision needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseFacts {
    /// When it happened.
    pub closed_at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Who would be asked.
    pub customer: CustomerKind,
    /// The agent chose not to ask, with the reason given.
    pub no_survey: Option<String>,
    /// A number in `[0, 1)` fixed by the close's identity (see [`draw`]), so that sampling can be reproduced.
    pub draw: f64,
}

/// Why nobody was asked. The code is what is stored, exported and counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// This close was asked about before.
    AlreadyAsked,
    /// The source named nobody.
    NoCustomer,
    /// The customer is one of the team's people.
    CustomerIsAgent,
    /// The customer is a program.
    CustomerIsBot,
    /// The person asked not to be asked.
    OptedOut,
    /// Asked too recently, or a prompt is still open.
    Cooldown,
    /// Not drawn.
    SampledOut,
    /// Closed too long ago (or dated in the future by more than a day).
    TooOld,
    /// Duplicate, spam, merged …
    NotResolved,
    /// The team's asking is off.
    TeamPaused,
    /// The agent closed without asking, with a reason.
    AgentDeclined(String),
}

impl SkipReason {
    /// The stored word.
    pub fn code(&self) -> &'static str {
        match self {
            SkipReason::AlreadyAsked => "already_asked",
            SkipReason::NoCustomer => "no_customer",
            SkipReason::CustomerIsAgent => "customer_is_agent",
            SkipReason::CustomerIsBot => "customer_is_bot",
            SkipReason::OptedOut => "opted_out",
            SkipReason::Cooldown => "cooldown",
            SkipReason::SampledOut => "sampled_out",
            SkipReason::TooOld => "too_old",
            SkipReason::NotResolved => "not_resolved",
            SkipReason::TeamPaused => "team_paused",
            SkipReason::AgentDeclined(_) => "agent_declined",
        }
    }
}

/// What to ask, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Not before this: delay applied, moved into the person's hours.
    pub send_at: Timestamp,
    /// The question the prompt shows.
    pub instrument: &'static Instrument,
    /// The optional second question of [`Mode::Follow`].
    pub follow: Option<&'static Instrument>,
}

/// Ask, or skip with a reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Ask as planned.
    Ask(Plan),
    /// Do not ask.
    Skip(SkipReason),
}

/// Decides about one close. `zone` is the person's time zone, else the team's.
pub fn decide(
    close: &CloseFacts,
    rules: &Rules,
    history: &History,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Decision {
    let _ = (close, rules, history, zone, now);
    todo!()
}

/// What the moment of sending says about a planned survey.
#[derive(Debug, Clone, PartialEq)]
pub enum Recheck {
    /// Send now.
    Send,
    /// Not yet: outside the person's hours or the thread is not quiet. Try again then.
    Hold(Timestamp),
    /// No longer to be asked.
    Skip(SkipReason),
    /// So much time has passed that asking would be noise.
    TooLate,
}

/// Checks everything again at the moment of sending (PRODUCT §4, "rechecked at the moment of sending").
/// `quiet_since` is the last message in the thread, when known. `last_asked` must not be this survey itself.
#[expect(clippy::too_many_arguments, reason = "each is one fact of the rule")]
pub fn recheck(
    planned_for: Timestamp,
    rules: &Rules,
    history: &History,
    customer: CustomerKind,
    quiet_since: Option<Timestamp>,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Recheck {
    let _ = (planned_for, rules, history, customer, quiet_since, zone, now);
    todo!()
}

/// A number in `[0, 1)` that depends only on `identity`; uniform over identities (SplitMix64 over FNV-1a).
pub fn draw(identity: &str) -> f64 {
    let _ = identity;
    todo!()
}
