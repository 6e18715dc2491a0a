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
    /// Customer satisfaction, in steps.
    Csat,
    /// Customer satisfaction, yes or no. Not comparable with [`Metric::Csat`] (MEASUREMENT §1.2).
    Thumbs,
    /// Transactional net promoter score: promoters less detractors, asked after a ticket. Never to be mixed with the
    /// relationship kind (MEASUREMENT §1.3).
    Nps,
}

/// One exact question. Two answers may be pooled only if their instrument is the same.
///
/// The direction is no field: on every instrument a higher point is the better one. One that went the other way
/// (CES 1.0) would be read upside down by customers and by half of this program, and is not offered.
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
    /// Highest point that should be followed up; everything from `min` to here is low.
    pub low_to: u8,
    /// Lowest favourable point; everything from here to `max` is favourable.
    pub favourable_from: u8,
    /// What somebody may tick who had trouble, in the order offered.
    pub reasons: &'static [ReasonTag],
    /// Raised whenever wording, scale words or order change; starts a new series.
    pub version: u16,
}

/// Whoever is asked about effort thinks of the way; whoever is asked about the outcome, of the outcome.
static THE_WAY_FIRST: [ReasonTag; 7] = ReasonTag::ALL;
static THE_OUTCOME_FIRST: [ReasonTag; 7] = [
    ReasonTag::NotFixed,
    ReasonTag::Unclear,
    ReasonTag::Slow,
    ReasonTag::Repeat,
    ReasonTag::PassedAround,
    ReasonTag::CameBack,
    ReasonTag::SwitchedChannel,
];

/// CES 2.0 on seven points, favourable 5 to 7.
pub static CES7: Instrument = Instrument {
    id: "ces7",
    metric: Metric::Ces,
    min: 1,
    max: 7,
    low_to: 3,
    favourable_from: 5,
    reasons: &THE_WAY_FIRST,
    version: 1,
};
/// Effort on five points, favourable 4 to 5. Another series than [`CES7`], and not CES 1.0 turned round.
pub static CES5: Instrument = Instrument {
    id: "ces5",
    metric: Metric::Ces,
    min: 1,
    max: 5,
    low_to: 2,
    favourable_from: 4,
    reasons: &THE_WAY_FIRST,
    version: 1,
};
/// CSAT on five points, favourable 4 to 5.
pub static CSAT5: Instrument = Instrument {
    id: "csat5",
    metric: Metric::Csat,
    min: 1,
    max: 5,
    low_to: 2,
    favourable_from: 4,
    reasons: &THE_OUTCOME_FIRST,
    version: 1,
};
/// Thumbs: 0 is down, 1 is up.
pub static THUMBS: Instrument = Instrument {
    id: "thumbs",
    metric: Metric::Thumbs,
    min: 0,
    max: 1,
    low_to: 0,
    favourable_from: 1,
    reasons: &THE_OUTCOME_FIRST,
    version: 1,
};
/// Transactional NPS: favourable are promoters (9 and 10), low are detractors (0 to 6), between them passives.
pub static NPS11: Instrument = Instrument {
    id: "nps11",
    metric: Metric::Nps,
    min: 0,
    max: 10,
    low_to: 6,
    favourable_from: 9,
    reasons: &THE_OUTCOME_FIRST,
    version: 1,
};

/// "It was easy …" on five points from disagree to agree, favourable 4 to 5. Imported only: other tools ask it, we do not.
/// Neither [`CES5`] nor [`CES7`] may be pooled with it (MEASUREMENT §1.5).
pub static CES_5_AGREE: Instrument = Instrument {
    id: "ces_5_agree",
    metric: Metric::Ces,
    min: 1,
    max: 5,
    low_to: 2,
    favourable_from: 4,
    reasons: &THE_WAY_FIRST,
    version: 1,
};

/// Instruments that are read and never asked.
pub static IMPORTED: [&Instrument; 1] = [&CES_5_AGREE];

/// The source of answers that another tool asked for in its own words.
pub const OTHER_TOOL: &str = "delighted";

/// [`Series::edition`] of another tool's words: a series of their own, with a number that no version of ours and no team's own
/// words have.
pub const OTHERS: i32 = 255;

/// In which words a source's answers were asked, where they are neither ours nor a team's.
pub fn edition_of(source: &str, instrument: &Instrument) -> i32 {
    if source == OTHER_TOOL { OTHERS } else { i32::from(instrument.version) }
}

/// Every instrument that can be asked, in the order documentation lists them.
pub static ALL: [&Instrument; 5] = [&CES7, &CES5, &CSAT5, &THUMBS, &NPS11];

/// Every instrument that answers may be to, those that can be asked first.
pub fn every() -> impl Iterator<Item = &'static Instrument> {
    ALL.into_iter().chain(IMPORTED)
}

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
    /// Finds an instrument by its name, one that is only imported, too.
    pub fn by_id(id: &str) -> Option<&'static Instrument> {
        every().find(|i| i.id == id)
    }

    /// Whether it can be asked.
    pub fn is_asked(&self) -> bool {
        ALL.into_iter().any(|i| i.id == self.id)
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

    /// Whether a score should be followed up: the lower three of seven, the lower two of five, thumbs down, detractors.
    pub fn is_low(&self, value: u8) -> bool {
        (self.min..=self.low_to).contains(&value)
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

/// In digits, for logs and tests; people read `present::words::score_words`.
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
        let points = |i: &Instrument, is: fn(&Instrument, u8) -> bool| -> String {
            i.scale().filter(|v| is(i, *v)).map(|v| v.to_string()).collect::<Vec<_>>().join(",")
        };
        let scales = [
            (&CES7, 7, "5,6,7", "1,2,3"),
            (&CES5, 5, "4,5", "1,2"),
            (&CSAT5, 5, "4,5", "1,2"),
            (&THUMBS, 2, "1", "0"),
            (&NPS11, 11, "9,10", "0,1,2,3,4,5,6"),
        ];
        assert_eq!(scales.map(|(i, ..)| i), ALL);
        for (i, count, good, low) in scales {
            let found = (i.points(), points(i, Instrument::is_favourable), points(i, Instrument::is_low));
            assert_eq!(found, (count, good.to_owned(), low.to_owned()), "{}", i.id);
        }
    }

    #[test]
    fn every_instrument_offers_every_reason_once() {
        for instrument in ALL {
            let mut offered = instrument.reasons.to_vec();
            offered.sort();
            assert_eq!(offered, ReasonTag::ALL, "{}", instrument.id);
        }
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
        assert_eq!(Score::on(&CES7, 2).map(|s| (s.value(), s.is_low())), Ok((2, true)));
    }

    #[test]
    fn points_off_the_scale_are_neither_good_nor_low() {
        for instrument in ALL {
            let under = instrument.min.checked_sub(1);
            for value in under.into_iter().chain([instrument.max + 1, u8::MAX]) {
                assert!(!instrument.is_favourable(value) && !instrument.is_low(value));
            }
        }
    }

    #[test]
    fn names_lead_back_to_what_they_name() {
        assert!(ALL.into_iter().chain(IMPORTED).all(|i| Instrument::by_id(i.id) == Some(i)));
        assert!(ALL.into_iter().all(Instrument::is_asked) && !CES_5_AGREE.is_asked());
        assert_eq!(Instrument::by_id("CES7"), None);
        assert!(ReasonTag::ALL.into_iter().all(|r| ReasonTag::parse(r.as_str()) == Some(r)));
        assert_eq!(ReasonTag::parse("rude"), None);
    }
}
