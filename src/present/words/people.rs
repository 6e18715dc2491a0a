//! What staff read about people: credit, their own weeks, pausing, the App Home.
//!
//! Knows the sentences. Refuses to compute a number and to judge who may read it: both arrive decided.

use super::figure::{count, dates};
use crate::domain::Timestamp;
use crate::domain::agent::OwnWeek;
use crate::domain::calendar::Week;
use crate::domain::control::Choice;
use crate::domain::credit::Credit;
use crate::domain::ids::TeamName;
use crate::domain::privacy::Privacy;
use crate::domain::scorecard::{Quote, Scorecard};
use crate::present::scorecard::{meaning, sentence};
use crate::present::words::{Line, OpenCases, Sentence, Speaker, Voice, case_list, instrument_words, score_of};
use crate::present::{Block, Button, Message, Span, foreign};

/// Longest name of a person or ticket, in characters.
const MAX_NAME: usize = 60;
/// Longest reason that is shown, in characters.
const MAX_REASON: usize = 200;
/// Longest comment that is shown, in characters.
const MAX_QUOTE: usize = 300;
/// More corrections than this are counted, not told.
const MAX_MOVES: usize = 5;
/// More teams than this do not fit one message.
const MAX_TEAMS: usize = 3;
/// All weeks of one message, in characters: well within both platforms' limits.
const MAX_WEEKS_CHARS: usize = 1_300;

/// What became of `credit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreditOutcome {
    /// Done.
    Moved {
        /// What people call the ticket.
        ticket: String,
        /// Who had the credit.
        from: Option<Credit>,
        /// Who has it now.
        to: Credit,
        /// The numbers of its week are posted already.
        posted: bool,
    },
    /// It was credited to them already.
    Already {
        /// Who.
        agent: Credit,
    },
    /// The person does not lead the ticket's team.
    NotAllowed,
    /// Nobody was named.
    NoAgent,
    /// No reason was given.
    NoReason,
    /// No such ticket.
    NoTicket(String),
    /// Several tickets are called that.
    Ambiguous(String),
    /// Who was named does not belong to the team.
    NotOnTheTeam {
        /// Who.
        agent: Credit,
        /// Which team.
        team: TeamName,
    },
}

/// The words of a reply to `credit`, also for the command line.
pub fn credit_words(outcome: &CreditOutcome) -> String {
    match outcome {
        CreditOutcome::Moved { ticket, from, to, posted } => {
            let from = from.as_ref().map_or_else(|| "nobody".to_owned(), |from| named(from.shown()));
            let then = if *posted {
                "What was posted about its week stays as it was; the next scorecard says that credit was moved."
            } else {
                "The next scorecard says so."
            };
            format!("Credit for {} was moved from {from} to {}. {then}", named(ticket), named(to.shown()))
        }
        CreditOutcome::Already { agent } => {
            format!("It is credited to {} already, so nothing changed.", named(agent.shown()))
        }
        CreditOutcome::NotAllowed => {
            "Credit is moved by the managers of the ticket's team. Nothing changed.".to_owned()
        }
        CreditOutcome::NoAgent => {
            "Moving credit needs to know to whom: /afterword credit <ticket> @agent <reason>. Nothing changed."
                .to_owned()
        }
        CreditOutcome::NoReason => {
            "Moving credit needs a reason, which is kept: /afterword credit <ticket> @agent <reason>. Nothing changed."
                .to_owned()
        }
        CreditOutcome::NoTicket(asked) => format!("No close of {} has reached us, so nothing changed.", quoted(asked)),
        CreditOutcome::Ambiguous(asked) => format!(
            "More than one ticket is called {}. On the machine, `afterword credit` takes --source to tell them apart. \
             Nothing changed.",
            quoted(asked)
        ),
        CreditOutcome::NotOnTheTeam { agent, team } => format!(
            "{} is not on the team {}, so nothing changed. Configuration lists its agents and managers.",
            named(agent.shown()),
            named(team.as_str())
        ),
    }
}

/// Replies to `credit`.
pub fn credit_reply(outcome: &CreditOutcome) -> Message {
    Message::plain(credit_words(outcome))
}

/// One correction, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What people call the ticket.
    pub ticket: String,
    /// Who had the credit; `None`: nobody.
    pub from: Option<String>,
    /// Who has it now.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// The line of a scorecard that says corrections; `None` if there are none. Names and reasons only where the whole team
/// may see single answers, tickets only where the leads may.
pub fn credit_moved_line(voice: Voice, moves: &[Moved], privacy: Privacy) -> Option<String> {
    if moves.is_empty() {
        return None;
    }
    let n = ("n", moves.len().into());
    if privacy == Privacy::Confidential {
        return Some(voice.tell(Line::CreditMoved, &[n]));
    }
    let mut told: Vec<String> = moves.iter().take(MAX_MOVES).map(|moved| one_move(voice, moved, privacy)).collect();
    if moves.len() > MAX_MOVES {
        told.push(voice.tell(Line::CreditMore, &[("n", (moves.len() - MAX_MOVES).into())]));
    }
    Some(voice.tell(Line::CreditMovedList, &[n, ("list", voice.parted(&told).into())]))
}

fn one_move(voice: Voice, moved: &Moved, privacy: Privacy) -> String {
    let named = |name: &str| foreign::line(name, MAX_NAME).unwrap_or_else(|| voice.say(Line::CreditSomebody));
    let ticket = voice.tell(Line::CreditTicket, &[("ticket", named(&moved.ticket).into())]);
    if privacy != Privacy::Named {
        return ticket;
    }
    let from = moved.from.as_deref().map_or_else(|| voice.say(Line::CreditNobody), named);
    let mut given = vec![("ticket", ticket.into()), ("from", from.into()), ("to", named(&moved.to).into())];
    match foreign::line(&moved.reason, MAX_REASON) {
        None => voice.tell(Line::CreditFromTo, &given),
        Some(why) => {
            given.push(("why", why.into()));
            voice.tell(Line::CreditFromToWhy, &given)
        }
    }
}

/// A correction as `why` tells it to staff.
pub fn credit_move_note(moved: &Moved, by: &str, when: &str) -> Block {
    let from = moved.from.as_deref().map_or_else(|| "nobody".to_owned(), named);
    let why = foreign::line(&moved.reason, MAX_REASON).map(|why| format!(": {why}")).unwrap_or_default();
    let text = format!("Credit moved {when} by {}, from {from} to {}{why}", named(by), named(&moved.to));
    Block::Note(vec![Span::text(text)])
}

/// Whom a close counts for, as `why` tells it.
pub fn credited(agent: Option<&Credit>) -> Block {
    let who = agent.map_or_else(|| "nobody".to_owned(), |agent| named(agent.shown()));
    Block::Note(vec![Span::text(format!("Credit: {who}"))])
}

/// One of an agent's weeks, in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheWeek {
    /// Which.
    pub week: Week,
    /// It is not over.
    pub running: bool,
    /// From [`own_week`], perhaps long ago.
    pub lines: Vec<String>,
}

/// An agent's weeks in one team, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTeam {
    /// Which team.
    pub team: String,
    /// Its level.
    pub privacy: Privacy,
    /// The weeks that may be shown.
    pub weeks: Vec<TheWeek>,
}

/// The numbers of an agent's week in lines: a sentence an instrument, the closes.
pub fn own_week(own: &OwnWeek) -> Vec<String> {
    let mut lines: Vec<String> = own
        .metrics
        .iter()
        .map(|metric| format!("{}: {}", instrument_words(metric.instrument).label, sentence(Voice::ENGLISH, metric)))
        .collect();
    lines.push(match own.closed {
        0 => "No closes credited to you.".to_owned(),
        closed => format!("{} credited to you, {} asked about.", count(closed, "close", "closes"), own.asked),
    });
    lines
}

/// What customers wrote in an agent's week, as far as the agent may read it. Kept nowhere: it goes with whoever wrote it.
pub fn own_quotes(own: &OwnWeek) -> Vec<String> {
    let quote = |q: &Quote| {
        foreign::line(&q.text, MAX_QUOTE)
            .map(|text| format!("{}: “{text}”", score_of(Voice::ENGLISH, q.instrument, q.value)))
    };
    own.quotes.iter().filter_map(quote).collect()
}

/// The reply to `me`. `off`: the weekly message is switched off.
pub fn me(teams: &[OwnTeam], off: bool) -> Message {
    let (shown, left_out) = fitting(teams);
    let mut blocks: Vec<Block> = shown.iter().flat_map(own_blocks).collect();
    blocks.push(Block::Divider);
    if left_out {
        blocks.push(note("There is more than fits here: the newest weeks are shown."));
    }
    blocks.push(note(if off {
        "Only you see this. You get no weekly message; /afterword me on brings it back."
    } else {
        "Only you see this. It also comes to you once a week; /afterword me off stops that."
    }));
    Message { blocks, marker: None }
}

/// As many weeks as one message holds, the newest of every team first; and whether any were left out.
fn fitting(teams: &[OwnTeam]) -> (Vec<OwnTeam>, bool) {
    let mut shown: Vec<OwnTeam> =
        teams.iter().take(MAX_TEAMS).map(|t| OwnTeam { weeks: vec![], ..t.clone() }).collect();
    let (mut left, mut left_out) = (MAX_WEEKS_CHARS, teams.len() > shown.len());
    for depth in 0..teams.iter().map(|t| t.weeks.len()).max().unwrap_or(0) {
        for (at, team) in shown.iter_mut().enumerate() {
            let Some(week) = teams.get(at).and_then(|t| t.weeks.get(depth)) else { continue };
            let length: usize = week.lines.iter().map(|line| line.chars().count() + 1).sum();
            match left.checked_sub(length) {
                Some(rest) => {
                    left = rest;
                    team.weeks.push(week.clone());
                }
                None => left_out = true,
            }
        }
    }
    (shown, left_out)
}

/// The weekly private message.
pub fn own_week_message(own: &OwnTeam) -> Message {
    let mut blocks = own_blocks(own);
    blocks.push(note("Only you see this. /afterword me shows it any time; /afterword me off stops this message."));
    Message { blocks, marker: None }
}

fn own_blocks(own: &OwnTeam) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(format!("Your own numbers, {}", named(&own.team)))];
    for week in &own.weeks {
        let title = if week.running { "This week so far".to_owned() } else { dates(week.week) };
        blocks.push(Block::Text(vec![Span::strong(title), Span::text(format!("\n{}", week.lines.join("\n")))]));
    }
    if own.weeks.iter().all(|w| !w.running) && own.privacy == Privacy::Confidential {
        blocks.push(note(
            "Answers are confidential here: a week is shown when it is over, and only totals of five or more.",
        ));
    }
    blocks
}

/// The weekly message was switched.
pub fn me_messages(wanted: bool) -> Message {
    Message::plain(if wanted {
        "Your own numbers come to you once a week. /afterword me off stops that."
    } else {
        "No weekly message any more. /afterword me still shows your numbers; /afterword me on brings the message back."
    })
}

/// What became of `pause` or `resume`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PauseOutcome {
    /// The team asks nobody.
    Paused {
        /// Which.
        team: String,
        /// It asked until now.
        news: bool,
    },
    /// The team asks again.
    Resumed {
        /// Which.
        team: String,
        /// It was paused until now.
        news: bool,
    },
    /// Not paused from chat any more, but configuration still says so.
    PausedByConfiguration {
        /// Which.
        team: String,
    },
    /// The person leads several teams and named none.
    WhichTeam(Vec<String>),
    /// The person does not lead that team, or none.
    NotAllowed,
}

/// Replies to `pause` and `resume`.
pub fn pause_reply(outcome: &PauseOutcome) -> Message {
    Message::plain(match outcome {
        PauseOutcome::Paused { team, news: true } => format!(
            "{} asks nobody from now on. What is closed or due meanwhile is skipped and counted as such. /afterword resume \
             turns it back on.",
            named(team)
        ),
        PauseOutcome::Paused { team, news: false } => {
            format!("{} was paused already, so nothing changed.", named(team))
        }
        PauseOutcome::Resumed { team, news: true } => {
            format!("{} asks again, about what is closed from now on.", named(team))
        }
        PauseOutcome::Resumed { team, news: false } => format!("{} was not paused, so nothing changed.", named(team)),
        PauseOutcome::PausedByConfiguration { team } => format!(
            "{} still asks nobody: the configuration says survey.paused = true. Whoever runs Afterword can change that.",
            named(team)
        ),
        PauseOutcome::WhichTeam(names) => {
            let names: Vec<String> = names.iter().map(|n| named(n)).collect();
            format!("You lead several teams; name one of: {}. Nothing changed.", names.join(", "))
        }
        PauseOutcome::NotAllowed => "Pausing and resuming is for the team's managers. Nothing changed.".to_owned(),
    })
}

/// A team's running week, for those who lead it.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamSoFar {
    /// Which team.
    pub team: String,
    /// Counted now; `None` if a running week may not be shown.
    pub card: Option<Scorecard>,
}

/// Everything a person's App Home shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Home {
    /// Agent or manager of a team.
    pub is_staff: bool,
    /// Their own weeks.
    pub own: Vec<OwnTeam>,
    /// The teams they lead.
    pub teams: Vec<TeamSoFar>,
    /// The open cases they may see.
    pub cases: OpenCases,
    /// When the page was made.
    pub at: Timestamp,
    /// They want no questions.
    pub stopped: bool,
}

/// A person's App Home. The choices of a customer are told by `speaker`; a page for staff is English throughout.
pub fn home(speaker: Speaker<'_>, home: &Home) -> Message {
    let mut blocks = Vec::new();
    for team in &home.teams {
        blocks.extend(team_blocks(team));
    }
    for own in &home.own {
        blocks.extend(own_blocks(own));
    }
    if home.cases.count > 0 {
        blocks.push(Block::Heading("Open cases".to_owned()));
        blocks.extend(case_list(&home.cases, home.at).blocks);
    }
    if home.is_staff {
        blocks.push(note("Only you see this page."));
        blocks.push(Block::Divider);
    }
    blocks.extend(choices(if home.is_staff { Speaker::ENGLISH } else { speaker }, home.stopped));
    Message { blocks, marker: None }
}

/// Whether they are asked, and the button that changes it.
fn choices(speaker: Speaker<'_>, stopped: bool) -> [Block; 3] {
    let (words, label, choice) = match stopped {
        true => (Sentence::HomeStopped, Sentence::HomeAsk, Choice::AskMe),
        false => (Sentence::HomeAsked, Sentence::HomeStop, Choice::StopAsking),
    };
    let button = Button { control: choice.to_string(), label: speaker.say(label) };
    [
        Block::Heading(speaker.say(Sentence::HomeTitle)),
        Block::Text(vec![Span::text(speaker.say(words))]),
        Block::Buttons(vec![vec![button]]),
    ]
}

fn team_blocks(so_far: &TeamSoFar) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(format!("{}, this week so far", named(&so_far.team)))];
    let Some(card) = &so_far.card else {
        blocks.push(note("Answers are confidential here: the week is shown when it is over."));
        return blocks;
    };
    blocks.push(Block::Text(vec![Span::strong(meaning(Voice::ENGLISH, card))]));
    for metric in &card.metrics {
        let label = instrument_words(metric.instrument).label;
        blocks
            .push(Block::Text(vec![Span::strong(format!("{label}  ")), Span::text(sentence(Voice::ENGLISH, metric))]));
    }
    let closed = count(card.closes.total, "ticket closed", "tickets closed");
    blocks.push(note(format!("{closed}, {} asked or to be asked.", card.asked)));
    blocks
}

fn note(text: impl Into<String>) -> Block {
    Block::Note(vec![Span::text(text)])
}

fn named(name: &str) -> String {
    foreign::line(name, MAX_NAME).unwrap_or_else(|| "somebody".to_owned())
}

fn quoted(raw: &str) -> String {
    foreign::line(raw, MAX_NAME).map_or_else(|| "“”".to_owned(), |text| format!("“{text}”"))
}
