//! The oracle: what everybody was told, held against what everybody could see and what the database holds.
//!
//! Knows the promises. Refuses to know what went wrong on the way: there is no excuse.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::customer::{Told, key, ticket};
use crate::domain::survey::{Answer, State};
use crate::sandbox::{Platform, What, World};
use crate::store::{Store, StoreError};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Closes accepted, prompts visible, presses and words thanked for, scorecards posted.
    pub events: usize,
    /// What must be there and is not, a line each.
    pub lost: Vec<String>,
    /// What is there more than once, or was never caused, a line each.
    pub doubled: Vec<String>,
}

impl Verdict {
    fn lose(&mut self, told: &Told, what: impl std::fmt::Display) {
        self.lost.push(format!("ticket {} ({}): {what}", ticket(told.script.number), told.script.platform));
    }

    fn double(&mut self, told: &Told, what: impl std::fmt::Display) {
        self.doubled.push(format!("ticket {} ({}): {what}", ticket(told.script.number), told.script.platform));
    }
}

/// Looks at everything.
pub async fn of(world: &World, store: &Store, all: &[Told]) -> Result<Verdict, StoreError> {
    let mut verdict = Verdict::default();
    let shown = prompts(world);
    for told in all {
        let stories = store.why(&ticket(told.script.number), None).await?;
        let prompts = shown.get(&(told.script.platform, key(told.script.number))).copied().unwrap_or(0);
        let newest = stories.first().map(|story| (&story.survey.state, story.answers.as_slice()));
        one(&mut verdict, told, &Found { prompts, closes: stories.len(), newest });
    }
    let (depth, _) = store.queue_depth().await?;
    for state in ["dead", "executing", "unknown"] {
        if let Some(count) = depth.get(state) {
            verdict.lost.push(format!("{count} jobs are {state} in the end"));
        }
    }
    Ok(verdict)
}

/// One scorecard a channel and Monday.
pub fn scorecards(verdict: &mut Verdict, world: &World, channels: [(Platform, &str); 2], mondays: usize) {
    for (platform, channel) in channels {
        let cards = world.bot_messages(platform, channel).iter().filter(|m| !m.pictures.is_empty()).count();
        one_channel(verdict, platform, cards, mondays);
    }
}

fn one_channel(verdict: &mut Verdict, platform: Platform, cards: usize, mondays: usize) {
    verdict.events += cards;
    let told = format!("{cards} scorecards in {platform} for {mondays} Mondays");
    match cards.cmp(&mondays) {
        Ordering::Less => verdict.lost.push(told),
        Ordering::Equal => {}
        Ordering::Greater => verdict.doubled.push(told),
    }
}

/// How many prompts appeared before each person, those taken back later among them.
fn prompts(world: &World) -> BTreeMap<(Platform, String), usize> {
    let mut owners = BTreeMap::new();
    for person in &world.cast().people {
        for platform in [Platform::Slack, Platform::Discord] {
            if let Some(dm) = world.dm(platform, &person.key) {
                owners.insert((platform, dm), person.key.clone());
            }
        }
    }
    let mut counts = BTreeMap::new();
    for entry in world.journal() {
        let What::Posted(glimpse) = entry.what else { continue };
        let owner =
            owners.get(&(entry.platform, glimpse.channel)).filter(|_| glimpse.bot && glimpse.only_for.is_none());
        if let Some(owner) = owner {
            *counts.entry((entry.platform, owner.clone())).or_default() += 1;
        }
    }
    counts
}

/// What there is of one customer's ticket.
struct Found<'a> {
    /// Prompts that appeared before them.
    prompts: usize,
    /// Closes in the ledger.
    closes: usize,
    /// State and answers of the newest one.
    newest: Option<(&'a State, &'a [Answer])>,
}

fn one(verdict: &mut Verdict, told: &Told, found: &Found<'_>) {
    let Found { prompts, closes, newest } = *found;
    if told.accepted {
        verdict.events += 1;
    }
    if closes > 1 {
        verdict.double(told, format!("{closes} closes"));
    }
    if prompts > 1 {
        verdict.double(told, format!("{prompts} prompts"));
    }
    verdict.events += prompts;
    let Some((reached, stored)) = newest else {
        if told.accepted {
            verdict.lose(told, "an accepted close is not in the ledger");
        }
        return;
    };
    if prompts == 0 && told.accepted && told.script.reopened.is_none() {
        verdict.lose(told, format!("nobody was asked: {reached:?}"));
    }
    state(verdict, told, reached);
    answers(verdict, told, stored);
}

fn state(verdict: &mut Verdict, told: &Told, state: &State) {
    let answered = matches!(state, State::Answered { .. });
    let right = match state {
        State::Cancelled { .. } => told.script.reopened.is_some(),
        State::Answered { .. } => told.pressed,
        // The window of those who never pressed may have ended; whoever reopened may still be on the way.
        State::Delivered { .. } | State::Expired { .. } => !told.thanked && !told.reopened,
        _ => !told.accepted,
    };
    if !right {
        verdict.lose(told, format!("it ended as {state:?}"));
    }
    if told.thanked {
        verdict.events += 1;
        if !answered {
            verdict.lose(told, "a press was thanked for and is not an answer");
        }
    }
}

fn answers(verdict: &mut Verdict, told: &Told, answers: &[Answer]) {
    let pressed = told.script.press.filter(|_| told.pressed).map(|(value, _)| value);
    if answers.len() > 1 || answers.iter().any(|a| a.changes > 0) {
        verdict.double(told, format!("one press, and {answers:?}"));
    }
    match (answers.first().map(|a| a.score.value()), pressed) {
        (Some(stored), Some(value)) if stored != value => verdict.lose(told, format!("{value} became {stored}")),
        (Some(stored), None) => verdict.double(told, format!("{stored}, which nobody pressed")),
        (None, Some(value)) if told.thanked => verdict.lose(told, format!("a press of {value} is not stored")),
        _ => {}
    }
    if let Some(words) = &told.words {
        verdict.events += 1;
        if answers.first().and_then(|a| a.comment.as_ref()) != Some(words) {
            verdict.lose(told, "words that were thanked for are not stored");
        }
    }
}

#[cfg(test)]
mod tests;
