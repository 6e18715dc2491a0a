//! What a manager reads who asks for a scorecard to be posted, and what a scorecard says that was missed.

use super::{Line, Voice, team_named};
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::present::{Block, Message, Span};

/// Longest name of a team, in characters.
const MAX_NAME: usize = 60;

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
pub fn post_reply(voice: Voice, outcome: &PostOutcome) -> Message {
    let named = |team: &TeamName| ("team", team_named(voice, team.as_str(), MAX_NAME).into());
    let dates = |week: &Week| ("dates", voice.dates(*week).into());
    Message::plain(match outcome {
        PostOutcome::Posting { team, week, posting, waiting, posted } => {
            let each = [(Line::PostPosting, posting), (Line::PostWaiting, waiting), (Line::PostPosted, posted)];
            let some = each.into_iter().filter(|(_, n)| **n > 0);
            voice.joined(some.map(|(line, n)| voice.tell(line, &[named(team), dates(week), ("channels", (*n).into())])))
        }
        PostOutcome::NotOver { week } => voice.tell(Line::PostNotOver, &[dates(week)]),
        PostOutcome::NoChannel { team } => voice.tell(Line::PostNoChannel, &[named(team)]),
        PostOutcome::NotAllowed => voice.say(Line::PostNotAllowed),
    })
}

/// The line below a scorecard that was missed in some channels.
pub fn missed_line(voice: Voice, week: Week, channels: usize) -> Block {
    let command = format!("/afterword scorecard {week} post");
    let words = voice.tell(Line::Missed, &[("channels", channels.into()), ("command", command.into())]);
    Block::Note(vec![Span::text(words)])
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
            text::plain(&post_reply(Voice::ENGLISH, &PostOutcome::Posting { team, week, posting, waiting, posted }))
        };
        let said = [
            of(2, 0, 0),
            of(1, 1, 0),
            of(0, 0, 2),
            text::plain(&post_reply(Voice::ENGLISH, &PostOutcome::NotOver { week })),
            text::plain(&post_reply(Voice::ENGLISH, &PostOutcome::NoChannel { team: team.clone() })),
            text::plain(&post_reply(Voice::ENGLISH, &PostOutcome::NotAllowed)),
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
