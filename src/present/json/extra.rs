//! What a card says now and then, as JSON: why a number moved, when nothing served, contradicting comments.
//!
//! Knows the shape. Refuses to compute.

use serde::{Deserialize, Serialize};

use super::Unreadable;
use crate::domain::Timestamp;
use crate::domain::instrument::Instrument;
use crate::domain::scorecard::Kind;
use crate::domain::scorecard::contrary::Contrary;
use crate::domain::scorecard::down::Stretch;
use crate::domain::scorecard::heard::Heard;
use crate::domain::scorecard::mix::{Mix, Turn};
use crate::domain::stats::Share;

/// Part of the tickets and of the answers.
#[derive(Serialize, Deserialize)]
pub(super) struct HeardLine {
    by: String,
    name: String,
    turn: String,
    tickets: u64,
    of_tickets: u64,
    answers: u64,
    of_answers: u64,
}

impl HeardLine {
    pub(super) fn of(heard: &Heard) -> Self {
        let Heard { kind, name, more, of_tickets, of_answers } = heard;
        Self {
            by: kind.code().to_owned(),
            name: name.clone(),
            turn: if *more { "over" } else { "under" }.to_owned(),
            tickets: of_tickets.part,
            of_tickets: of_tickets.whole,
            answers: of_answers.part,
            of_answers: of_answers.whole,
        }
    }

    pub(super) fn thawed(self) -> Result<Heard, Unreadable> {
        let kind = Kind::of_code(&self.by).ok_or(Unreadable::Group(self.by))?;
        let more = match self.turn.as_str() {
            "over" => true,
            "under" => false,
            _ => return Err(Unreadable::Group(self.turn)),
        };
        let of_tickets = Share { part: self.tickets, whole: self.of_tickets };
        let of_answers = Share { part: self.answers, whole: self.of_answers };
        Ok(Heard { kind, name: self.name, more, of_tickets, of_answers })
    }
}

/// `points` of the move `of`, both fractions of one.
#[derive(Serialize, Deserialize)]
pub(super) struct MixLine {
    by: String,
    name: String,
    turn: String,
    points: f64,
    of: f64,
}

impl MixLine {
    pub(super) fn of(mix: &Mix) -> Self {
        let Mix { kind, name, turn, mix, of } = mix;
        let (by, turn) = (kind.code().to_owned(), turn.code().to_owned());
        Self { by, name: name.clone(), turn, points: *mix, of: *of }
    }

    pub(super) fn thawed(self) -> Result<Mix, Unreadable> {
        let Self { by, name, turn, points: mix, of } = self;
        let kind = Kind::of_code(&by).ok_or(Unreadable::Group(by))?;
        let turn = Turn::of_code(&turn).ok_or(Unreadable::Group(turn))?;
        Ok(Mix { kind, name, turn, mix, of })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct DownLine {
    from: Timestamp,
    to: Timestamp,
}

impl DownLine {
    pub(super) fn of(stretch: &Stretch) -> Self {
        Self { from: stretch.from, to: stretch.to }
    }

    pub(super) fn thawed(self) -> Stretch {
        Stretch { from: self.from, to: self.to }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ContraryLine {
    instrument: String,
    comments: u64,
    of: u64,
}

impl ContraryLine {
    pub(super) fn of(contrary: &Contrary) -> Self {
        let Contrary { instrument, share } = contrary;
        Self { instrument: instrument.id.to_owned(), comments: share.part, of: share.whole }
    }

    pub(super) fn thawed(self) -> Result<Contrary, Unreadable> {
        let Self { instrument: id, comments: part, of: whole } = self;
        match Instrument::by_id(&id) {
            Some(instrument) => Ok(Contrary { instrument, share: Share { part, whole } }),
            None => Err(Unreadable::Instrument { id, version: 0 }),
        }
    }
}
