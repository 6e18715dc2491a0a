//! The exact questions we ask, and what counts as a score.
//!
//! Knows each instrument's scale, direction, favourable set and wording version (MEASUREMENT §1.5).
//! Refuses to know how a question is worded in any language (`present::words`) and never converts
//! one instrument into another.

use std::fmt;

/// What an instrument measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Customer effort.
    Ces,
    /// Customer satisfaction.
    Csat,
}

/// One exact question. Two answers may be pooled only if their instrument is the same.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Instrument {
    /// The name in configuration and columns: `ces7`, `csat5`.
    pub id: &'static str,
    /// What it measures.
    pub metric: Metric,
    /// Lowest point of the scale.
    pub min: u8,
    /// Highest point of the scale.
    pub max: u8,
    /// Lowest favourable point; everything from here to `max` is favourable.
    pub favourable_from: u8,
    /// Raised whenever wording, scale words or order change; starts a new series.
    pub version: u16,
}

/// CES 2.0 on seven points, favourable 5 to 7.
pub static CES7: Instrument =
    Instrument { id: "ces7", metric: Metric::Ces, min: 1, max: 7, favourable_from: 5, version: 1 };
/// CSAT on five points, favourable 4 to 5.
pub static CSAT5: Instrument =
    Instrument { id: "csat5", metric: Metric::Csat, min: 1, max: 5, favourable_from: 4, version: 1 };

/// Every instrument there is, in the order documentation lists them.
pub static ALL: [&Instrument; 2] = [&CES7, &CSAT5];

/// Answers to one instrument in the same words: what may be counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Series {
    /// The question.
    pub instrument: &'static Instrument,
    /// [`Instrument::version`] in our own words; a number above 255 that a team's own words determine, otherwise.
    pub edition: i32,
}

impl From<&'static Instrument> for Series {
    /// In our own words.
    fn from(instrument: &'static Instrument) -> Self {
        Self { instrument, edition: i32::from(instrument.version) }
    }
}

impl Instrument {
    /// Finds an instrument by its configured name.
    pub fn by_id(id: &str) -> Option<&'static Instrument> {
        ALL.into_iter().find(|i| i.id == id)
    }

    /// Number of points on the scale.
    pub fn points(&self) -> usize {
        usize::from(self.max - self.min) + 1
    }

    /// The points from lowest to highest.
    pub fn scale(&self) -> std::ops::RangeInclusive<u8> {
        self.min..=self.max
    }

    /// Whether a point is in the favourable set.
    pub fn is_favourable(&self, value: u8) -> bool {
        (self.favourable_from..=self.max).contains(&value)
    }

    /// Whether a score should be followed up: the lower three of seven, the lower two of five.
    pub fn is_low(&self, value: u8) -> bool {
        value >= self.min && value < self.favourable_from.saturating_sub(1)
    }
}

/// A point on an instrument's scale. Exists only if it is on the scale: nothing else makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Score {
    instrument: &'static Instrument,
    value: u8,
}

/// A number that is not on the instrument's scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{value} is not on the scale of {instrument}")]
pub struct OffScale {
    /// What was pressed or sent.
    pub value: i64,
    /// The instrument's name.
    pub instrument: &'static str,
}

impl Score {
    /// The score `value` on `instrument`, or a refusal. Never repaired.
    pub fn on(instrument: &'static Instrument, value: i64) -> Result<Self, OffScale> {
        let off = OffScale { value, instrument: instrument.id };
        let point = u8::try_from(value).map_err(|_| off)?;
        if instrument.scale().contains(&point) { Ok(Self { instrument, value: point }) } else { Err(off) }
    }

    /// The instrument it belongs to.
    pub fn instrument(self) -> &'static Instrument {
        self.instrument
    }

    /// The point pressed.
    pub fn value(self) -> u8 {
        self.value
    }

    /// Whether it is in the favourable set.
    pub fn is_favourable(self) -> bool {
        self.instrument.is_favourable(self.value)
    }

    /// Whether it deserves following up.
    pub fn is_low(self) -> bool {
        self.instrument.is_low(self.value)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.value, self.instrument.max)
    }
}

/// How a team's instruments are asked (PRODUCT §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One instrument only.
    Single,
    /// The first is asked; the second is one optional tap after the first is stored.
    Follow,
    /// One question a close, in turn.
    Alternate,
}

/// Why a customer was unhappy, offered as a multiple choice with the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReasonTag {
    /// Had to repeat myself.
    Repeat,
    /// Passed around.
    PassedAround,
    /// Had to come back.
    CameBack,
    /// Had to switch channel.
    SwitchedChannel,
    /// Slow.
    Slow,
    /// Not fixed.
    NotFixed,
    /// Unclear answer.
    Unclear,
}

impl ReasonTag {
    /// Every reason, in the order shown.
    pub const ALL: [ReasonTag; 7] = [
        ReasonTag::Repeat,
        ReasonTag::PassedAround,
        ReasonTag::CameBack,
        ReasonTag::SwitchedChannel,
        ReasonTag::Slow,
        ReasonTag::NotFixed,
        ReasonTag::Unclear,
    ];

    /// The word stored and exported.
    pub fn as_str(self) -> &'static str {
        match self {
            ReasonTag::Repeat => "repeat",
            ReasonTag::PassedAround => "passed_around",
            ReasonTag::CameBack => "came_back",
            ReasonTag::SwitchedChannel => "switched_channel",
            ReasonTag::Slow => "slow",
            ReasonTag::NotFixed => "not_fixed",
            ReasonTag::Unclear => "unclear",
        }
    }

    /// Reads [`ReasonTag::as_str`] back.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scales_are_those_of_the_specification() {
        let favourable = |i: &Instrument| i.scale().filter(|v| i.is_favourable(*v)).collect::<Vec<_>>();
        let low = |i: &Instrument| i.scale().filter(|v| i.is_low(*v)).collect::<Vec<_>>();
        assert_eq!((CES7.points(), favourable(&CES7), low(&CES7)), (7, vec![5, 6, 7], vec![1, 2, 3]));
        assert_eq!((CSAT5.points(), favourable(&CSAT5), low(&CSAT5)), (5, vec![4, 5], vec![1, 2]));
    }

    #[test]
    fn a_score_exists_only_on_its_scale() {
        for instrument in ALL {
            for value in -300..600 {
                let on = (i64::from(instrument.min)..=i64::from(instrument.max)).contains(&value);
                assert_eq!(Score::on(instrument, value).is_ok(), on, "{value} on {}", instrument.id);
            }
            for value in [i64::MIN, i64::MAX, i64::from(u32::MAX) + 5] {
                assert_eq!(Score::on(instrument, value), Err(OffScale { value, instrument: instrument.id }));
            }
        }
        assert_eq!(Score::on(&CES7, 2).map(|s| (s.to_string(), s.is_low())), Ok(("2 of 7".to_owned(), true)));
    }

    #[test]
    fn points_off_the_scale_are_neither_good_nor_low() {
        for instrument in ALL {
            for value in [0, instrument.max + 1, u8::MAX] {
                assert!(!instrument.is_favourable(value) && !instrument.is_low(value));
            }
        }
    }

    #[test]
    fn names_lead_back_to_what_they_name() {
        assert!(ALL.into_iter().all(|i| Instrument::by_id(i.id) == Some(i)));
        assert_eq!(Instrument::by_id("CES7"), None);
        assert!(ReasonTag::ALL.into_iter().all(|r| ReasonTag::parse(r.as_str()) == Some(r)));
        assert_eq!(ReasonTag::parse("rude"), None);
    }
}
