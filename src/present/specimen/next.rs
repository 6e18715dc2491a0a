//! What comes next: promises, a scorecard that was missed, and with `compare` everything that is said beside a scorecard.

use jiff::tz::TimeZone;

use super::compared;
use super::weeks::hostile;
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::ids::{Channel, Platform, TeamName};
use crate::domain::promise::{Fate, Promise};
use crate::present::words::{self, PostOutcome, PromiseOutcome, Voice};
use crate::present::{Form, Message, scorecard};

/// Every such message, named; the hostile ones and a scorecard's longest included.
pub(super) fn messages(at: Timestamp) -> Vec<(String, Message)> {
    let (card, detail) = longest_card(Voice::ENGLISH, at);
    let scorecards = [
        ("scorecard with promises, hostile".to_owned(), card),
        ("scorecard with promises in detail, hostile".to_owned(), detail),
    ];
    let (voice, long) = (Voice::ENGLISH, hostile_name());
    let promised = promised(voice, &long, at).into_iter().chain(scorecards);
    promised.chain(compared::messages(voice, &long)).chain(posted(voice, &long, at)).collect()
}

/// What is said beside a scorecard, in one language: promises, before and after, a scorecard that was missed or asked for in
/// vain. `team` is the team's name and whatever else somebody else wrote; the longest there can be if it is left out.
pub(super) fn beside(voice: Voice, team: Option<&str>, at: Timestamp) -> Vec<(String, Message)> {
    let team = team.map_or_else(hostile_name, str::to_owned);
    let mut all = promised(voice, &team, at);
    all.extend(compared::messages(voice, &team));
    all.extend(posted(voice, &team, at));
    all.extend(asked(voice, &team));
    all
}

fn hostile_name() -> String {
    "x<@U1>&*_`~|".repeat(100)
}

/// Replies to `scorecard` that show none, and what stands above one that went elsewhere or perhaps twice.
fn asked(voice: Voice, team: &str) -> Vec<(String, Message)> {
    let channel = Channel { platform: Platform::Slack, id: "C024BE91L".to_owned() };
    let above = |block| Message { blocks: vec![block], marker: None };
    [
        ("no such team", words::team_not_found(voice, team, &vec![team.to_owned(); 40])),
        ("no such team, and no other", words::team_not_found(voice, team, &[])),
        ("no such week", words::week_not_understood(voice, "week 47")),
        ("week not over", words::scorecard_not_over(voice, team)),
        ("scorecard elsewhere", above(words::scorecard_elsewhere(voice, &channel))),
        ("possible repeat", above(words::possible_repeat(voice))),
    ]
    .map(|(name, message)| (name.to_owned(), message))
    .to_vec()
}

fn promised(voice: Voice, long: &str, at: Timestamp) -> Vec<(String, Message)> {
    let week = Week::containing(at, &TimeZone::UTC);
    let (good, wild) = (promise(week, "We call back the same day", "Lena"), promise(week, long, long));
    let before = Promise { fate: Some(Fate::NotKept), ..promise(week.back(1), "No more than one handover", "Ana") };
    let team = || TeamName::new(long);
    let made = |made: &Promise, odd: bool, marked: Option<&Promise>| PromiseOutcome::Made {
        made: made.clone(),
        cut: odd,
        replaced: odd,
        marked: marked.cloned(),
        unclear: odd,
    };
    let mut all: Vec<(String, Message)> = [
        ("made", made(&good, false, None)),
        ("made, hostile", made(&wild, true, Some(&before))),
        ("marked", PromiseOutcome::Marked { promise: before.clone(), posted: true }),
        ("nothing", PromiseOutcome::Nothing { unclear: true }),
        ("not allowed", PromiseOutcome::NotAllowed),
        ("not of the team", PromiseOutcome::NotOfTheTeam { team: team() }),
        ("which team", PromiseOutcome::WhichTeam(vec![long.to_owned(); 12])),
    ]
    .into_iter()
    .map(|(name, outcome)| (format!("promise: {name}"), words::promise_reply(voice, &outcome)))
    .collect();
    all.push(("promise: shown".to_owned(), words::promises(voice, &good.team, Some(&good), Some(&before))));
    let hostile = words::promises(voice, &team(), Some(&wild), Some(&wild));
    all.push(("promise: shown, hostile".to_owned(), hostile));
    all
}

fn posted(voice: Voice, long: &str, at: Timestamp) -> Vec<(String, Message)> {
    let week = Week::containing(at, &TimeZone::UTC);
    let team = || TeamName::new(long);
    let posting = PostOutcome::Posting { team: team(), week, posting: 2, waiting: 1, posted: 1 };
    let one = |block| Message { blocks: vec![block], marker: None };
    [
        ("post: posting", words::post_reply(voice, &posting)),
        ("post: not over", words::post_reply(voice, &PostOutcome::NotOver { week })),
        ("post: no channel", words::post_reply(voice, &PostOutcome::NoChannel { team: team() })),
        ("post: not allowed", words::post_reply(voice, &PostOutcome::NotAllowed)),
        ("post: missed", one(words::missed_line(voice, week, 2))),
    ]
    .map(|(name, message)| (name.to_owned(), message))
    .to_vec()
}

/// The longest card there can be with its details, promises and all.
pub(super) fn longest_card(voice: Voice, at: Timestamp) -> (Message, Message) {
    let long = "x<@U1>&*_`~|".repeat(100);
    let week = Week::containing(at, &TimeZone::UTC);
    let told: Vec<Promise> = (0..=2).map(|n| promise(week.back(n), &long, &long)).collect();
    let mut card = scorecard::message(voice, &hostile(), None, true);
    card.blocks.extend(words::promise_lines(voice, week, &told, Some(i64::MAX)));
    let mut detail = scorecard::detail(voice, &hostile());
    detail.blocks.extend(words::promise_detail(voice, week, &told));
    (card, detail)
}

/// Every such form, named.
pub(super) fn forms(voice: Voice, at: Timestamp) -> Vec<(String, Form)> {
    let week = Week::containing(at, &TimeZone::UTC);
    let long = promise(week, &"x<@U1>&*_`~|".repeat(25), "Lena");
    let before = Promise { fate: Some(Fate::Still), ..long.clone() };
    vec![
        ("promise".into(), words::promise_form(voice, "12", Some(&long), Some(&before))),
        ("promise, the first".into(), words::promise_form(voice, "12", None, None)),
    ]
}

fn promise(week: Week, words: &str, by: &str) -> Promise {
    let (team, by) = (TeamName::new("Payments"), Some(by.to_owned()));
    Promise { id: i64::MAX, team, week, words: words.to_owned(), by, fate: None }
}
