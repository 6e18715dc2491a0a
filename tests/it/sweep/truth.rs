//! What a journey must have left behind: in the sandbox's journal, which saw everything, and in the database.
//!
//! Knows how often each thing must be there. Counts what is missing and what is there twice. Refuses to know how the
//! journey went.

use std::collections::BTreeMap;

use afterword::domain::survey::State;
use afterword::sandbox::{Glimpse, Platform, What};
use afterword::store::Store;

use super::ride::{CUSTOMERS, Ride, SCORE, WORDS};
use crate::world::{TEAM, World};

/// Events looked at, of those missing, and of those there more than once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub events: usize,
    pub lost: usize,
    pub doubled: usize,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.events += other.events;
        self.lost += other.lost;
        self.doubled += other.doubled;
    }

    fn once(&mut self, times: usize) {
        self.exactly(1, times);
    }

    fn exactly(&mut self, wanted: usize, times: usize) {
        self.events += wanted;
        self.lost += wanted.saturating_sub(times);
        self.doubled += times.saturating_sub(wanted);
    }

    pub fn clean(self) -> bool {
        self.lost == 0 && self.doubled == 0
    }
}

/// The verdict, and what it rests on in words.
pub async fn of(ride: &Ride) -> (Tally, String) {
    let mut tally = Tally::default();
    let seen = shown(&ride.world);
    for (platform, who, _) in CUSTOMERS {
        tally.once(seen.get(&(platform, format!("prompt to {who}"))).copied().unwrap_or(0));
    }
    for (platform, _) in TEAM {
        for what in ["scorecard", "detail"] {
            tally.once(seen.get(&(platform, what.to_owned())).copied().unwrap_or(0));
        }
    }
    // Both customers were unhappy, and the team's case channel is in one of the chats.
    let of_all = |what: &str| seen.iter().filter(|((_, kind), _)| kind == what).map(|(_, times)| times).sum::<usize>();
    tally.exactly(CUSTOMERS.len(), of_all("case card"));
    tally.doubled += of_all("reminder").saturating_sub(CUSTOMERS.len());
    let store = Store::open(ride.world.database()).await.unwrap();
    let mut told = format!("shown: {seen:?}; never came: {:?}", ride.missing);
    for (_, _, ticket) in CUSTOMERS {
        let explained = ride.explained.iter().any(|t| t == ticket);
        told += &format!("; {}", ledger(&store, ticket, explained, &mut tally).await);
    }
    let (depth, _) = store.queue_depth().await.unwrap();
    let restless = ["executing", "unknown", "dead"].iter().filter_map(|state| depth.get(*state)).sum::<u64>();
    tally.events += 1;
    tally.lost += usize::from(restless > 0) + ride.missing.len();
    store.close().await;
    (tally, format!("{told}; queue: {depth:?}"))
}

/// The close, its state, its answer and its words.
async fn ledger(store: &Store, ticket: &str, explained: bool, tally: &mut Tally) -> String {
    let stories = store.why(ticket, None).await.unwrap();
    tally.once(stories.len());
    let Some(story) = stories.first() else { return format!("{ticket} is not in the ledger") };
    tally.once(usize::from(matches!(story.survey.state, State::Answered { .. })));
    tally.once(story.answers.len());
    let answer = story.answers.first();
    tally.once(answer.map_or(0, |a| usize::from(a.score.value() == SCORE) * (1 + a.changes as usize)));
    // Who was thanked by the prompt itself, because the private thanks died with the process, may have written nothing.
    if explained {
        tally.once(usize::from(answer.and_then(|a| a.comment.as_deref()) == Some(WORDS)));
    }
    format!("{ticket}: {:?}, answers {:?}", story.survey.state, story.answers)
}

/// Everything of ours that appeared for everybody, by kind, from the journal: what was taken back counts too.
fn shown(world: &World) -> BTreeMap<(Platform, String), usize> {
    let mut seen = BTreeMap::new();
    for entry in world.planet().journal() {
        if let What::Posted(glimpse) = entry.what
            && glimpse.bot
            && glimpse.only_for.is_none()
        {
            *seen.entry((entry.platform, kind(world, entry.platform, &glimpse))).or_default() += 1;
        }
    }
    seen
}

fn kind(world: &World, platform: Platform, glimpse: &Glimpse) -> String {
    let planet = world.planet();
    let direct = CUSTOMERS.iter().find(|(p, who, _)| planet.dm(*p, who).as_deref() == Some(&glimpse.channel));
    if let Some((_, who, _)) = direct {
        return format!("prompt to {who}");
    }
    if !TEAM.contains(&(platform, glimpse.channel.as_str())) {
        let told = |words: &str| glimpse.text.contains(words);
        let kind = match (told("has waited since"), told("still nobody has it")) {
            (true, true) => "escalation",
            (true, false) => "reminder",
            (false, _) => "case card",
        };
        return kind.to_owned();
    }
    let message = planet.message(platform, &glimpse.channel, &glimpse.message);
    let pictured = message.is_some_and(|m| !m.pictures.is_empty());
    if pictured { "scorecard" } else { "detail" }.to_owned()
}
