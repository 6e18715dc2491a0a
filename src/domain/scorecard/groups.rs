//! Agents, tags, touchpoints and segments beside their team.
//!
//! Knows which of their numbers may be shown (MEASUREMENT §2.8) and when one is clearly apart from the rest (§2.9). Refuses to
//! rank: they come in the order of their names.

use super::{FEW_PEOPLE, MIN_FOR_PERCENT, MIN_TO_REPORT, Shown};
use crate::domain::instrument::Instrument;
use crate::domain::stats::{Estimate, Share, shrink, tails};

/// What a group is made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Whose tickets they were.
    Agent,
    /// A label of the ticket. A ticket may have several.
    Tag,
    /// The stage of the journey.
    Touchpoint,
    /// The sort of customer.
    Segment,
    /// How the ticket came in, in its source's words: `email`, `chat`.
    Channel,
    /// How long it was open: the codes of [`Wait`](super::heard::Wait).
    Wait,
}

impl Kind {
    /// What segments are made by, in the order they are listed.
    pub const SEGMENTS: [Kind; 3] = [Kind::Touchpoint, Kind::Segment, Kind::Tag];

    /// What the tickets that are heard, or not, are told apart by.
    pub const TICKETS: [Kind; 5] = [Kind::Channel, Kind::Touchpoint, Kind::Segment, Kind::Tag, Kind::Wait];

    /// `agent`, `tag`, `touchpoint`, `segment`, `channel`, `wait`.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Agent => "agent",
            Kind::Tag => "tag",
            Kind::Touchpoint => "touchpoint",
            Kind::Segment => "segment",
            Kind::Channel => "channel",
            Kind::Wait => "wait",
        }
    }

    /// The kind of a [`Kind::code`].
    pub fn of_code(code: &str) -> Option<Self> {
        [Kind::Agent].into_iter().chain(Kind::TICKETS).find(|kind| kind.code() == code)
    }
}

/// A group's answers on one instrument in the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupFacts {
    /// What it is made by.
    pub kind: Kind,
    /// What people call it; empty: everything that belongs to no group of this kind.
    pub name: String,
    /// Favourable of all its answers.
    pub share: Share,
}

/// Above or below the rest of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// Clearly above.
    Above,
    /// Clearly below. Never said where the team reads: it would shame one person by name.
    Below,
}

impl Flag {
    /// `above`, `below`.
    pub fn code(self) -> &'static str {
        match self {
            Flag::Above => "above",
            Flag::Below => "below",
        }
    }

    /// The flag of a [`Flag::code`].
    pub fn of_code(code: &str) -> Option<Self> {
        [Flag::Above, Flag::Below].into_iter().find(|flag| flag.code() == code)
    }
}

/// A group as it may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupCard {
    /// What it is made by.
    pub kind: Kind,
    /// What people call it.
    pub name: String,
    /// The question.
    pub instrument: &'static Instrument,
    /// All its answers.
    pub n: u64,
    /// Favourable ones; hidden below [`MIN_TO_REPORT`], and where another group's could be worked out from it.
    pub favourable: Shown<u64>,
    /// Its share: of agents drawn towards the team's ([`shrink`]), of others as it is (Wilson); hidden below
    /// [`MIN_FOR_PERCENT`].
    pub estimate: Shown<Estimate>,
    /// Set where it is clearly apart from the rest.
    pub flag: Option<Flag>,
}

/// Too few of its own.
pub const FEW: &str = "too few answers to report";
/// Its share would need more.
pub const NO_PERCENT: &str = "too few answers for a percentage";
/// Taken from the total it would show a smaller group.
pub const COMPLEMENT: &str = "hidden, or another group's few answers could be worked out";

/// The groups of one kind on one instrument whose whole is `team`, by name. Those without a name count as the rest and
/// are not listed.
///
/// Flags are Holm-corrected over all groups of this kind that have [`MIN_FOR_PERCENT`] answers (N-1 chi-square against
/// the rest of the team). Groups in `of_few` are hidden however many answers they have.
pub fn compare(
    kind: Kind,
    mut facts: Vec<GroupFacts>,
    of_few: &[(Kind, String)],
    team: Share,
    instrument: &'static Instrument,
) -> Vec<GroupCard> {
    facts.retain(|group| group.kind == kind && group.share.whole > 0);
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    let hidden = hidden(&facts, of_few);
    let flags = flags(&facts, &hidden, team);
    // How strongly all are drawn depends on each: where a promise hides one, the others must not tell of it so.
    let drawn = |group: &GroupFacts, why: &Option<&str>| !group.name.is_empty() && (of_few.is_empty() || why.is_none());
    let drawn = facts.iter().zip(&hidden).filter(|(group, why)| drawn(group, why));
    let named: Vec<Share> = drawn.map(|(group, _)| group.share).collect();
    let pull = shrink::pull(&named);
    let cards = facts.into_iter().zip(hidden.into_iter().zip(flags)).filter(|(group, _)| !group.name.is_empty());
    cards
        .map(|(group, (why, flag))| {
            let share = group.share;
            let percent = why.or((share.whole < MIN_FOR_PERCENT).then_some(NO_PERCENT));
            let estimate = if kind == Kind::Agent { pull.adjusted(share) } else { share.wilson() };
            GroupCard {
                kind,
                name: group.name,
                instrument,
                n: share.whole,
                favourable: why.map_or(Shown::Yes(share.part), Shown::No),
                estimate: percent.map_or(estimate.map_or(Shown::No(FEW), Shown::Yes), Shown::No),
                flag,
            }
        })
        .collect()
}

/// Which groups a card would show, in the same order.
pub(super) fn visible(facts: &[GroupFacts]) -> Vec<bool> {
    hidden(facts, &[]).into_iter().map(|why| why.is_none()).collect()
}

/// Why each group is hidden, if it is. Whoever takes the groups that are shown from the total must be left with nothing,
/// or with at least two groups of [`MIN_TO_REPORT`] answers together (complementary hiding). Where the floor is one of
/// people, one of these groups has enough of them by itself: the same few may stand behind all the others.
fn hidden(facts: &[GroupFacts], of_few: &[(Kind, String)]) -> Vec<Option<&'static str>> {
    let few_people = |group: &GroupFacts| of_few.iter().any(|(kind, name)| (*kind, name) == (group.kind, &group.name));
    let small = |group: &GroupFacts| match group.share.whole {
        0..MIN_TO_REPORT => Some(FEW),
        _ => few_people(group).then_some(FEW_PEOPLE),
    };
    let mut why: Vec<Option<&'static str>> = facts.iter().map(small).collect();
    loop {
        let unseen: Vec<&GroupFacts> = facts.iter().zip(&why).filter(|(_, w)| w.is_some()).map(|(g, _)| g).collect();
        let answers: u64 = unseen.iter().map(|group| group.share.whole).sum();
        let people = of_few.is_empty() || unseen.iter().any(|group| !few_people(group));
        if unseen.is_empty() || (unseen.len() > 1 && answers >= MIN_TO_REPORT && people) {
            return why;
        }
        let seen = facts.iter().zip(why.iter_mut()).filter(|(_, why)| why.is_none());
        // Of two equally small ones the first by name, so that the same week always shows the same.
        let Some((_, smallest)) = seen.min_by_key(|(group, _)| group.share.whole) else { return why };
        *smallest = Some(COMPLEMENT);
    }
}

fn flags(facts: &[GroupFacts], hidden: &[Option<&str>], team: Share) -> Vec<Option<Flag>> {
    let apart = |group: &GroupFacts, why: &Option<&str>| {
        let tested = why.is_none() && !group.name.is_empty() && group.share.whole >= MIN_FOR_PERCENT;
        tested.then(|| tails::two_sided(group.share, team.without(group.share))).flatten()
    };
    let chances: Vec<Option<f64>> = facts.iter().zip(hidden).map(|(group, why)| apart(group, why)).collect();
    let tested: Vec<f64> = chances.iter().flatten().copied().collect();
    let mut clear = tails::holm(&tested, tails::ALPHA).into_iter();
    let flag = |group: &GroupFacts| {
        let rest = team.without(group.share).fraction();
        if group.share.fraction() > rest { Flag::Above } else { Flag::Below }
    };
    let flags = facts.iter().zip(&chances);
    flags.map(|(group, chance)| chance.and_then(|_| clear.next()).and_then(|c| c.then(|| flag(group)))).collect()
}
