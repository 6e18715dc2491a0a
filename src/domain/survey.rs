//! The life of one survey: its states, what may happen in each, and what must then be done.
//!
//! Knows promises 1, 2, 4 and 7 of PRODUCT §3. Refuses to send, store or word anything. This file holds the words;
//! `transitions` holds the table of what may follow what.

use super::credit::Credit;
use super::ids::{Identity, MessageRef, PersonId, SurveyId, TeamName, TicketId};
use super::instrument::{Instrument, ReasonTag, Score};
use super::language::Wording;
use super::policy::SkipReason;
use super::privacy::Privacy;
use super::{Duration, Timestamp};

/// How long an answer may be changed after it was first given.
pub const CHANGE_WINDOW: Duration = Duration::from_hours(7 * 24);

/// Why a person could not be reached. The code is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unreachable {
    /// No chat identity is known.
    NoPlace,
    /// Discord: the person refuses direct messages and no channel is left.
    DirectMessagesClosed,
    /// The user does not exist or is deactivated.
    UserGone,
    /// The channel or thread is gone, archived, or we are not in it.
    ChannelGone,
    /// We may not write there.
    NotAllowed,
    /// Nothing worked before the prompt was too old to send.
    TooLate,
    /// The platform refused our message as malformed: our bug.
    Refused,
}

impl Unreachable {
    /// Every reason.
    pub const ALL: [Unreachable; 7] = [
        Unreachable::NoPlace,
        Unreachable::DirectMessagesClosed,
        Unreachable::UserGone,
        Unreachable::ChannelGone,
        Unreachable::NotAllowed,
        Unreachable::TooLate,
        Unreachable::Refused,
    ];

    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Unreachable::NoPlace => "no_place",
            Unreachable::DirectMessagesClosed => "dm_closed",
            Unreachable::UserGone => "user_gone",
            Unreachable::ChannelGone => "channel_gone",
            Unreachable::NotAllowed => "not_allowed",
            Unreachable::TooLate => "too_late",
            Unreachable::Refused => "refused",
        }
    }

    /// Reads [`Unreachable::code`] back.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.code() == code)
    }
}

/// Why an asking was called off. The code is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CancelReason {
    /// The ticket was reopened.
    Reopened,
    /// The customer says it is not solved.
    NotSolved,
    /// The ticket was deleted.
    Deleted,
    /// The person was erased.
    Erased,
    /// The person asked, on another question or by command, not to be asked any more.
    OptedOut,
    /// Two accounts turned out to be one person, who has an older question open.
    AnotherOpen,
}

impl CancelReason {
    /// Every reason.
    pub const ALL: [CancelReason; 6] = [
        CancelReason::Reopened,
        CancelReason::NotSolved,
        CancelReason::Deleted,
        CancelReason::Erased,
        CancelReason::OptedOut,
        CancelReason::AnotherOpen,
    ];

    /// The stored word.
    pub fn code(self) -> &'static str {
        match self {
            CancelReason::Reopened => "reopened",
            CancelReason::NotSolved => "not_solved",
            CancelReason::Deleted => "deleted",
            CancelReason::Erased => "erased",
            CancelReason::OptedOut => "opted_out",
            CancelReason::AnotherOpen => "another_open",
        }
    }

    /// Reads [`CancelReason::code`] back.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.code() == code)
    }
}

/// Where a survey stands. Every accepted close is in exactly one of these.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Will be asked.
    Planned {
        /// Not before.
        send_at: Timestamp,
    },
    /// Due, but waiting for the person's hours or a quiet thread.
    Held {
        /// Looked at again then.
        until: Timestamp,
    },
    /// The prompt is visible.
    Delivered {
        /// When it became visible.
        at: Timestamp,
        /// The prompt, unless it is a page of ours that a link leads to.
        message: Option<MessageRef>,
    },
    /// Answered at least once.
    Answered {
        /// The first answer; the week it counts in never changes.
        at: Timestamp,
        /// The prompt, if it is in a chat.
        message: Option<MessageRef>,
    },
    /// *Don't ask me again*.
    Declined {
        /// When.
        at: Timestamp,
        /// The prompt, if it is in a chat.
        message: Option<MessageRef>,
    },
    /// Nobody answered in time.
    Expired {
        /// When.
        at: Timestamp,
        /// The prompt, if it is in a chat.
        message: Option<MessageRef>,
    },
    /// Never asked.
    Skipped {
        /// Why.
        why: SkipReason,
    },
    /// Could not be asked.
    Undeliverable {
        /// When we gave up.
        at: Timestamp,
        /// Why.
        why: Unreachable,
    },
    /// Called off before an answer.
    Cancelled {
        /// When.
        at: Timestamp,
        /// Why.
        why: CancelReason,
        /// The prompt, if one was already visible.
        message: Option<MessageRef>,
    },
}

impl State {
    /// The stored word; the keys of `closes.by_state`.
    pub fn code(&self) -> &'static str {
        match self {
            State::Planned { .. } => "planned",
            State::Held { .. } => "held",
            State::Delivered { .. } => "delivered",
            State::Answered { .. } => "answered",
            State::Declined { .. } => "declined",
            State::Expired { .. } => "expired",
            State::Skipped { .. } => "skipped",
            State::Undeliverable { .. } => "undeliverable",
            State::Cancelled { .. } => "cancelled",
        }
    }

    /// Every word [`State::code`] can return, in ledger order.
    pub const CODES: [&'static str; 9] =
        ["planned", "held", "delivered", "answered", "declined", "expired", "skipped", "undeliverable", "cancelled"];

    /// The prompt, where one is or was visible in a chat.
    pub fn message(&self) -> Option<&MessageRef> {
        match self {
            State::Delivered { message, .. }
            | State::Answered { message, .. }
            | State::Declined { message, .. }
            | State::Expired { message, .. }
            | State::Cancelled { message, .. } => message.as_ref(),
            State::Planned { .. } | State::Held { .. } | State::Skipped { .. } | State::Undeliverable { .. } => None,
        }
    }
}

/// The asking of one person about one close.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Random; carried by every button.
    pub id: SurveyId,
    /// The stored ticket.
    pub ticket: TicketId,
    /// Which close of the ticket, counted from 1.
    pub close_seq: u32,
    /// Whose week it counts in.
    pub team: TeamName,
    /// When the ticket was closed.
    pub closed_at: Timestamp,
    /// Credit, frozen at close.
    pub agent: Option<Credit>,
    /// Who is asked; `None` only when skipped for want of a customer.
    pub person: Option<PersonId>,
    /// The identities that may answer: frozen at close, linked ones added when resolved.
    pub may_answer: Vec<Identity>,
    /// The question the prompt shows.
    pub instrument: &'static Instrument,
    /// The optional second question.
    pub follow: Option<&'static Instrument>,
    /// How long it can be answered once delivered.
    pub expires: Duration,
    /// What the prompt says about who sees the answer; kept whatever the team's configuration says later.
    pub privacy: Privacy,
    /// In which language and words it is asked.
    pub wording: Wording,
    /// Where it stands.
    pub state: State,
    /// Raised by one at every save; a save against an older version is refused.
    pub version: i64,
}

/// One stored answer of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Current value; the last press counts, in the order people pressed and not in that of arrival.
    pub score: Score,
    /// First press; decides the week.
    pub first_at: Timestamp,
    /// When the latest press was made whose value stands, by the clock of the platform it was made on.
    pub last_at: Timestamp,
    /// How often it was changed.
    pub changes: u32,
    /// What the customer wrote.
    pub comment: Option<String>,
    /// What the customer ticked.
    pub reasons: Vec<ReasonTag>,
    /// "Someone may contact me."
    pub contact_ok: bool,
}

/// What the customer added in the comment form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remark {
    /// Free text, cleaned, at most 3,000 characters.
    pub comment: Option<String>,
    /// Ticked reasons.
    pub reasons: Vec<ReasonTag>,
    /// May be contacted.
    pub contact_ok: bool,
}

/// Who pressed, decided from what the platform vouches for, never from the button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presser {
    /// Platform identity with its workspace.
    pub identity: Identity,
    /// Whether configuration lists them as agent or manager of the survey's team.
    pub is_agent: bool,
    /// A program.
    pub is_bot: bool,
}

/// Something that happens to a survey.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The recheck said wait.
    Hold {
        /// Until then.
        until: Timestamp,
    },
    /// The recheck said no.
    Skip(SkipReason),
    /// The prompt became visible.
    Sent {
        /// The prompt.
        message: MessageRef,
    },
    /// Nowhere left to try.
    CannotReach(Unreachable),
    /// The question reaches the customer where no prompt could: by a link that somebody hands to them, or shown to them
    /// alone beside the answer to something they did.
    Linked,
    /// A scale button was pressed: `value` on the survey's first or second instrument.
    Press {
        /// Who.
        by: Presser,
        /// On which of the survey's instruments.
        instrument: &'static Instrument,
        /// The raw number.
        value: i64,
        /// When it was pressed, by the clock of whoever saw it first: the platform's, where it says.
        made: Timestamp,
    },
    /// The comment form was submitted for the answer on `instrument`.
    Remark {
        /// Who.
        by: Presser,
        /// What was added.
        remark: Remark,
    },
    /// *Not solved yet*.
    NotSolved {
        /// Who.
        by: Presser,
    },
    /// *Don't ask me again*.
    Decline {
        /// Who.
        by: Presser,
    },
    /// The source says the ticket is open again or gone.
    CallOff(CancelReason),
    /// The clock reached the end of the window.
    WindowOver,
}

/// What must be done because of an event, in order. All of it is committed with the new state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Store or change the answer on this score's instrument, keeping every earlier value. The stored value again only
    /// moves the time from which it stands.
    Record {
        /// The pressed score.
        score: Score,
        /// When it was pressed.
        made: Timestamp,
    },
    /// Store what the customer added.
    RecordRemark(Remark),
    /// Replace the visible prompt (thanks without score, closed, called off): the new state says which.
    AmendPrompt,
    /// Look at it again then ([`Event::WindowOver`]).
    ExpireAt(Timestamp),
    /// Tell the team the customer says it is not solved.
    TellTeam,
    /// Remember that the person wants no more questions, everywhere.
    OptOut,
    /// Look at the planned sending again then.
    DeliverAt(Timestamp),
}

/// Why nothing was stored. Each has one private sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Somebody else pressed.
    #[error("only the asked person can answer")]
    NotTheAskedPerson,
    /// One of the team's people pressed.
    #[error("agents cannot rate their own team")]
    Agent,
    /// A program pressed.
    #[error("programs cannot answer")]
    Bot,
    /// The number is not on the scale, or the instrument is not this survey's.
    #[error("that is not a point on this question's scale")]
    OffScale,
    /// The survey is over: expired, declined, called off, never sent.
    #[error("this survey is closed ({0})")]
    Over(&'static str),
    /// The answer is older than [`CHANGE_WINDOW`].
    #[error("the time for changing this answer has passed")]
    ChangeWindowOver,
    /// The second question or a comment came before the first answer.
    #[error("there is no answer yet to add to")]
    NotAnsweredYet,
    /// The event does not fit the state: a duplicate `Sent`, a hold after delivery, a press on a prompt whose sending is
    /// not yet known here (nothing is wrong with such a press; it will work in a moment).
    #[error("{event} does not apply to a survey that is {state}")]
    OutOfOrder {
        /// The event's name.
        event: &'static str,
        /// [`State::code`].
        state: &'static str,
    },
}

mod transitions;

pub use transitions::{apply, may_revise};

#[cfg(test)]
mod tests;
