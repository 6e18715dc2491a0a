//! Ask or skip, and why. A pure decision, never a silent return.
//!
//! Knows every rule of PRODUCT §4 that needs no chat. Refuses to look anything up: history, draw and time
//! are arguments.

use super::calendar::Hours;
use super::instrument::{Instrument, Mode};
use super::job::GIVE_UP;
use super::ticket::Outcome;
use super::{Duration, Timestamp};

/// The hard floor under every configured cooldown.
pub const COOLDOWN_FLOOR: Duration = Duration::from_hours(24);

/// How far ahead of our clock a source's may run before its close is not believed.
pub const FUTURE_LIMIT: Duration = Duration::from_hours(24);

/// One team's rules for asking, after defaults and overrides.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Wait after the close, and the quiet time the thread must have had.
    pub delay: Duration,
    /// The hours, and the days of the week, in which a person may be asked.
    pub hours: Hours,
    /// The least time between two asks of one person; never counts for less than [`COOLDOWN_FLOOR`].
    pub cooldown: Duration,
    /// How long a prompt can be answered.
    pub expires: Duration,
    /// The one reminder comes so long after the prompt; `None`: nobody is reminded.
    pub remind: Option<Duration>,
    /// A close older than this is not asked about.
    pub too_old: Duration,
    /// The share of closes asked about, 0 to 1.
    pub sample: f64,
    /// Whether closes are asked about in which no person of the team wrote, as far as that is known.
    pub ask_unreplied: bool,
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
    /// Whether a person answered the customer; `None` if nobody can tell, which is not "no".
    pub human_reply: Option<bool>,
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
    /// Closed without a person having answered: there is no help to rate.
    NoHumanReply,
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
            SkipReason::NoHumanReply => "no_human_reply",
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
    match (skip(close, rules, history, now), questions(rules, history.planned_before)) {
        (Some(why), _) => Decision::Skip(why),
        // A team without a question asks nobody.
        (None, None) => Decision::Skip(SkipReason::TeamPaused),
        (None, Some((instrument, follow))) => {
            let earliest = later(close.closed_at, rules.delay).max(now);
            Decision::Ask(Plan { send_at: rules.hours.next_open(earliest, zone), instrument, follow })
        }
    }
}

/// The first reason not to ask, in the order people should hear them: what was decided, then who it is, then what
/// chance and time say.
fn skip(close: &CloseFacts, rules: &Rules, history: &History, now: Timestamp) -> Option<SkipReason> {
    if history.already_asked {
        return Some(SkipReason::AlreadyAsked);
    }
    if rules.paused {
        return Some(SkipReason::TeamPaused);
    }
    if let Some(reason) = &close.no_survey {
        return Some(SkipReason::AgentDeclined(reason.clone()));
    }
    if !matches!(close.outcome, Outcome::Resolved | Outcome::Unknown) {
        return Some(SkipReason::NotResolved);
    }
    if unreplied(rules, close.human_reply) {
        return Some(SkipReason::NoHumanReply);
    }
    if let Some(why) = not_a_customer(close.customer) {
        return Some(why);
    }
    if later(close.closed_at, rules.too_old) < now || later(now, FUTURE_LIMIT) < close.closed_at {
        return Some(SkipReason::TooOld);
    }
    if let Some(why) = leave_alone(rules, history, now) {
        return Some(why);
    }
    (close.draw >= rules.sample).then_some(SkipReason::SampledOut)
}

/// The question shown and the optional second one; `None` if the team has none.
fn questions(rules: &Rules, planned_before: u64) -> Option<(&'static Instrument, Option<&'static Instrument>)> {
    let instruments = &rules.instruments;
    match rules.mode {
        Mode::Single => Some((instruments.first()?, None)),
        Mode::Follow => Some((instruments.first()?, instruments.get(1).copied())),
        Mode::Alternate => {
            let turn = planned_before.checked_rem(u64::try_from(instruments.len()).ok()?)?;
            Some((instruments.get(usize::try_from(turn).ok()?)?, None))
        }
    }
}

fn not_a_customer(customer: CustomerKind) -> Option<SkipReason> {
    match customer {
        CustomerKind::Unknown => Some(SkipReason::NoCustomer),
        CustomerKind::Bot => Some(SkipReason::CustomerIsBot),
        CustomerKind::Agent => Some(SkipReason::CustomerIsAgent),
        CustomerKind::Person => None,
    }
}

/// Nobody answered, for certain, and the team does not ask then.
fn unreplied(rules: &Rules, human_reply: Option<bool>) -> bool {
    human_reply == Some(false) && !rules.ask_unreplied
}

/// What the person themselves, or our manners, rule out.
fn leave_alone(rules: &Rules, history: &History, now: Timestamp) -> Option<SkipReason> {
    if history.opted_out {
        return Some(SkipReason::OptedOut);
    }
    let cooldown = rules.cooldown.max(COOLDOWN_FLOOR);
    let too_soon = history.last_asked.is_some_and(|asked| now < later(asked, cooldown));
    (too_soon || history.open_prompt).then_some(SkipReason::Cooldown)
}

/// `at + by`, stopping at the end of time: configured durations and foreign timestamps may be absurd.
fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
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

/// The moment of sending, as far as the decision needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When the survey was last due: its `send_at`, or `until` after a hold, so that a night's wait for a person's hours is
    /// not held against it.
    pub planned_for: Timestamp,
    /// When the ticket was closed.
    pub closed_at: Timestamp,
    /// The last message in the thread, when known.
    pub quiet_since: Option<Timestamp>,
    /// Whether a person answered the customer, when known.
    pub human_reply: Option<bool>,
}

/// Checks everything again at the moment of sending (PRODUCT §4, "rechecked at the moment of sending").
///
/// `history` must not count this survey itself. A reason to skip is told rather than that it is too late. A thread that
/// never falls quiet does not hold a survey for ever: once the wait would pass [`Rules::too_old`], the close is too old.
pub fn recheck(
    moment: &Moment,
    rules: &Rules,
    history: &History,
    customer: CustomerKind,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Recheck {
    let paused = rules.paused.then_some(SkipReason::TeamPaused);
    let unreplied = unreplied(rules, moment.human_reply).then_some(SkipReason::NoHumanReply);
    let why = paused.or(unreplied).or_else(|| not_a_customer(customer)).or_else(|| leave_alone(rules, history, now));
    if let Some(why) = why {
        return Recheck::Skip(why);
    }
    if now > later(moment.planned_for, GIVE_UP) {
        return Recheck::TooLate;
    }
    let quiet_from = moment.quiet_since.map_or(now, |last| later(last, rules.delay));
    if quiet_from > now && quiet_from > later(moment.closed_at, rules.too_old) {
        return Recheck::Skip(SkipReason::TooOld);
    }
    let open = rules.hours.next_open(quiet_from.max(now), zone);
    if open > now { Recheck::Hold(open) } else { Recheck::Send }
}

/// A number in `[0, 1)` that depends only on `identity`; uniform over identities (SplitMix64 over FNV-1a).
pub fn draw(identity: &str) -> f64 {
    let hash = identity
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    // FNV alone leaves its high bits poor for short names; the finaliser spreads them.
    let mut z = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    // 53 bits are what a fraction can hold exactly, so 1 is never reached.
    (z >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
