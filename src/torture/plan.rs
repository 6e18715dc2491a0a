//! What is going to happen, all of it drawn from one seed before anything does.
//!
//! Knows how often customers come, how often processes die and what goes wrong on the way. Refuses to do any of it.

use std::time::Duration;

use crate::chance::Chance;
use crate::sandbox::{Fault, Platform};

/// Closes a second, on average.
const CLOSES: f64 = 3.0;
/// Faults a second, on average.
const FAULTS: f64 = 2.0;
/// The longest time between two deaths; half of it on average.
const BETWEEN_KILLS: Duration = Duration::from_secs(5);

/// Calls of each platform that can go wrong.
const SLACK_CALLS: [&str; 7] = [
    "chat.postMessage",
    "chat.postMessage",
    "chat.postMessage",
    "chat.update",
    "conversations.open",
    "users.info",
    "views.open",
];
const DISCORD_CALLS: [&str; 5] = ["/messages", "/messages", "PATCH /channels", "/users/@me/channels", "/callback"];

/// One customer, from the close of their ticket on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Their number, over all rounds.
    pub number: usize,
    /// Where they are.
    pub platform: Platform,
    /// When their ticket closes.
    pub at: Duration,
    /// The helpdesk delivers the close twice.
    pub delivered_twice: bool,
    /// The ticket is opened again after so long.
    pub reopened: Option<Duration>,
    /// What they press, after thinking so long. Some never press.
    pub press: Option<(u8, Duration)>,
    /// They also write.
    pub explains: bool,
}

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Blow {
    /// `kill -9` of the process with this number.
    Kill(usize),
    /// The next call that fits goes wrong.
    Fault(Platform, &'static str, Fault),
    /// Every socket of the platform breaks.
    Cut(Platform),
    /// Slack announces that it will close its sockets.
    Refresh,
}

/// One storm.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// Who comes.
    pub scripts: Vec<Script>,
    /// What goes wrong, in order of time.
    pub blows: Vec<(Duration, Blow)>,
}

/// Draws a storm of this length. `first` is the number of its first customer.
pub fn round(chance: &Chance, length: Duration, first: usize, processes: usize) -> Round {
    let dice = Dice(chance);
    let count = ((length.as_secs_f64() * CLOSES) as usize).max(1);
    let scripts = (first..first + count).map(|number| script(&dice, number, length)).collect();
    let mut blows = Vec::new();
    let mut at = dice.up_to(BETWEEN_KILLS);
    while at < length {
        blows.push((at, Blow::Kill(dice.below(processes))));
        at += dice.up_to(BETWEEN_KILLS) + Duration::from_millis(300);
    }
    for _ in 0..((length.as_secs_f64() * FAULTS) as usize).max(1) {
        blows.push((dice.up_to(length), trouble(&dice)));
    }
    blows.sort_by_key(|(at, _)| *at);
    Round { scripts, blows }
}

/// Trouble for the posting of a scorecard: one fault a platform, and a death soon after it is due.
pub fn monday(chance: &Chance) -> (Vec<Blow>, Duration) {
    let dice = Dice(chance);
    let slack = Blow::Fault(Platform::Slack, "chat.postMessage", fault(&dice));
    let discord = Blow::Fault(Platform::Discord, "/messages", fault(&dice));
    (vec![slack, discord], dice.up_to(Duration::from_millis(1_500)))
}

fn script(dice: &Dice<'_>, number: usize, length: Duration) -> Script {
    let platform = if dice.odds(0.5) { Platform::Slack } else { Platform::Discord };
    let value = u8::try_from(dice.below(7) + 1).unwrap_or(7);
    Script {
        number,
        platform,
        at: dice.up_to(length),
        delivered_twice: dice.odds(0.2),
        reopened: dice.odds(0.06).then(|| dice.up_to(Duration::from_secs(3))),
        // A press is news of its prompt; those who never press show what the queue makes of it alone.
        press: dice.odds(0.6).then(|| (value, dice.up_to(Duration::from_secs(3)))),
        explains: dice.odds(0.4),
    }
}

fn trouble(dice: &Dice<'_>) -> Blow {
    let platform = if dice.odds(0.5) { Platform::Slack } else { Platform::Discord };
    match dice.below(12) {
        0 => Blow::Cut(platform),
        1 => Blow::Refresh,
        _ => {
            let calls: &[&'static str] = if platform == Platform::Slack { &SLACK_CALLS } else { &DISCORD_CALLS };
            Blow::Fault(platform, calls.get(dice.below(calls.len())).copied().unwrap_or("/"), fault(dice))
        }
    }
}

fn fault(dice: &Dice<'_>) -> Fault {
    match dice.below(9) {
        0 => Fault::TooManyRequests { after_s: 0.2 + dice.0.fraction() * 2.0 },
        1 => Fault::ServerError,
        2 | 3 => Fault::DropAnswer,
        4 => Fault::DropRequest,
        5 => Fault::LostInProxy,
        6 => Fault::Delay { ms: u64::try_from(dice.below(2_000)).unwrap_or(0) },
        7 => Fault::TruncatedJson,
        _ => Fault::Html,
    }
}

/// Chance in the shapes needed here.
struct Dice<'a>(&'a Chance);

impl Dice<'_> {
    fn odds(&self, of: f64) -> bool {
        self.0.fraction() < of
    }

    fn below(&self, n: usize) -> usize {
        ((self.0.fraction() * n as f64) as usize).min(n.saturating_sub(1))
    }

    fn up_to(&self, most: Duration) -> Duration {
        most.mul_f64(self.0.fraction())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_is_one_plan() {
        let plan = |seed| round(&Chance::seeded(seed), Duration::from_secs(60), 0, 2);
        assert_eq!(plan(7), plan(7));
        assert_ne!(plan(7), plan(8));
    }

    #[test]
    fn a_storm_is_as_long_as_asked_and_never_empty() {
        for seconds in [1, 30] {
            let length = Duration::from_secs(seconds);
            let Round { scripts, blows } = round(&Chance::seeded(1), length, 5, 1);
            assert_eq!(scripts.first().map(|s| s.number), Some(5));
            assert!(scripts.iter().all(|s| s.at <= length) && blows.iter().all(|(at, _)| *at <= length));
            assert!(blows.is_sorted_by_key(|(at, _)| *at) && !blows.is_empty());
        }
    }
}
