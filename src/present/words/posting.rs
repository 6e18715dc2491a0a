//! What a manager reads who asks for a scorecard to be posted, and what a scorecard says that was missed.

use super::figure::{count, dates};
use super::{Line, Voice};
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::present::{Block, Message, Span, foreign};

/// What became of `scorecard … post`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostOutcome {
    /// Looked at for every channel of the team.
    Posting {
        /// Whose.
        team: TeamName,
        /// Which week.
        week: Week,
        /// Channels it will now appear in.
        posting: u64,
        /// Channels where it is about to be posted already.
        waiting: u64,
        /// Channels where it is posted already.
        posted: u64,
    },
    /// The week is not over.
    NotOver {
        /// Which.
        week: Week,
    },
    /// The team has no channel for scorecards.
    NoChannel {
        /// Which team.
        team: TeamName,
    },
    /// The person does not lead the team.
    NotAllowed,
}

/// Replies to `scorecard … post`.
pub fn post_reply(outcome: &PostOutcome) -> Message {
    Message::plain(match outcome {
        PostOutcome::Posting { team: name, week, posting, waiting, posted } => {
            let mut said = Vec::new();
            let channels = |n: u64| count(n, "channel", "channels");
            if *posting > 0 {
                said.push(format!(
                    "The scorecard of {} for {} is being posted in {}; it says that it is late.",
                    team(name),
                    dates(*week),
                    channels(*posting)
                ));
            }
            if *waiting > 0 {
                said.push(format!("In {} it is about to be posted already.", channels(*waiting)));
            }
            if *posted > 0 {
                said.push(format!("In {} it is posted already, and is not posted twice.", channels(*posted)));
            }
            said.join(" ")
        }
        PostOutcome::NotOver { week } => {
            format!("The week {} is not over. Its scorecard is posted by itself when it is due.", dates(*week))
        }
        PostOutcome::NoChannel { team: name } => {
            format!("{} has no channel for scorecards. Configuration lists them under channels.", team(name))
        }
        PostOutcome::NotAllowed => "Scorecards are posted by the team's managers. Nothing was posted.".to_owned(),
    })
}

/// The line below a scorecard that was missed in some channels.
pub fn missed_line(voice: Voice, week: Week, channels: usize) -> Block {
    let command = format!("/afterword scorecard {week} post");
    let words = voice.tell(Line::Missed, &[("channels", channels.into()), ("command", command.into())]);
    Block::Note(vec![Span::text(words)])
}

fn team(name: &TeamName) -> String {
    foreign::line(name.as_str(), 60).unwrap_or_else(|| "the team".to_owned())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::present::text;

    #[test]
    fn whoever_asks_for_a_missed_scorecard_is_told_what_happens() {
        let (team, week) = (TeamName::new("Payments"), "2026-W47".parse().unwrap());
        let of = |posting, waiting, posted| {
            let team = team.clone();
            text::plain(&post_reply(&PostOutcome::Posting { team, week, posting, waiting, posted }))
        };
        let said = [
            of(2, 0, 0),
            of(1, 1, 0),
            of(0, 0, 2),
            text::plain(&post_reply(&PostOutcome::NotOver { week })),
            text::plain(&post_reply(&PostOutcome::NoChannel { team: team.clone() })),
            text::plain(&post_reply(&PostOutcome::NotAllowed)),
            text::plain(&Message { blocks: vec![missed_line(Voice::ENGLISH, week, 2)], marker: None }),
        ];
        assert_snapshot!(said.join("\n"), @r"
        The scorecard of Payments for 16-22 Nov 2026 is being posted in 2 channels; it says that it is late.
        The scorecard of Payments for 16-22 Nov 2026 is being posted in 1 channel; it says that it is late. In 1 channel it is about to be posted already.
        In 2 channels it is posted already, and is not posted twice.
        The week 16-22 Nov 2026 is not over. Its scorecard is posted by itself when it is due.
        Payments has no channel for scorecards. Configuration lists them under channels.
        Scorecards are posted by the team's managers. Nothing was posted.
        This scorecard was missed in 2 channels: Afterword was not running when it was due. A manager can have it posted: /afterword scorecard 2026-W47 post
        ");
    }
}
