//! What a button or form carries: an opaque survey id and which control it is. Nothing else, and nothing trusted.
//!
//! Knows how controls are written (at most 100 characters, Discord's limit). Refuses to believe them: who may press, and
//! whether the number is on the scale, is decided from the stored survey.

use std::fmt;
use std::str::FromStr;

use super::ids::{CaseId, SurveyId};
use super::promise::Fate;

/// Something a message of ours lets people press or submit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// A point on an instrument's scale. The number is whatever the button says: unchecked.
    Score {
        /// Which survey.
        survey: SurveyId,
        /// Instrument name as written, unchecked.
        instrument: String,
        /// Unchecked.
        value: i64,
    },
    /// *Not solved yet*.
    NotSolved {
        /// Which survey.
        survey: SurveyId,
    },
    /// *Don't ask me again*.
    Decline {
        /// Which survey.
        survey: SurveyId,
    },
    /// *Tell us why*: opens the comment form.
    TellWhy {
        /// Which survey.
        survey: SurveyId,
    },
    /// *Change*: shows the scale again, privately.
    Change {
        /// Which survey.
        survey: SurveyId,
    },
    /// The comment form itself.
    Comment {
        /// Which survey.
        survey: SurveyId,
    },
    /// Something on a case's card, or its outcome form.
    Case {
        /// Which case.
        case: CaseId,
        /// What.
        act: CaseAct,
    },
    /// Something about a team's promise for a week, or its form.
    Promise {
        /// Which scorecard's run ([`PromiseAct::Make`], [`PromiseAct::Form`]) or which promise: an id, unchecked.
        about: String,
        /// What.
        act: PromiseAct,
    },
    /// *How was this worked out?*, below a scorecard.
    Working {
        /// Which scorecard's run: an id, unchecked.
        run: String,
    },
}

/// The word in the control of [`Control::Working`].
const WORKING: &str = "working";

/// What can be done about a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseAct {
    /// *Promise for this week*, below a scorecard: opens the form.
    Make,
    /// The form itself.
    Form,
    /// Says what became of one.
    Mark(Fate),
}

impl PromiseAct {
    /// Every act.
    pub const ALL: [PromiseAct; 5] = [
        PromiseAct::Make,
        PromiseAct::Form,
        PromiseAct::Mark(Fate::Kept),
        PromiseAct::Mark(Fate::NotKept),
        PromiseAct::Mark(Fate::Still),
    ];

    /// The word in the control.
    fn as_str(self) -> &'static str {
        match self {
            PromiseAct::Make => "promise_make",
            PromiseAct::Form => "promise_form",
            PromiseAct::Mark(Fate::Kept) => "promise_kept",
            PromiseAct::Mark(Fate::NotKept) => "promise_not_kept",
            PromiseAct::Mark(Fate::Still) => "promise_still",
        }
    }
}

/// What can be done to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseAct {
    /// *Take it*.
    Take,
    /// *Not actionable*.
    NotActionable,
    /// *Hand back*.
    HandBack,
    /// *Close*: opens the outcome form.
    Close,
    /// The outcome form itself.
    Outcome,
}

impl CaseAct {
    /// Every act.
    pub const ALL: [CaseAct; 5] =
        [CaseAct::Take, CaseAct::NotActionable, CaseAct::HandBack, CaseAct::Close, CaseAct::Outcome];

    /// The word in the control.
    fn as_str(self) -> &'static str {
        match self {
            CaseAct::Take => "case_take",
            CaseAct::NotActionable => "case_not_actionable",
            CaseAct::HandBack => "case_hand_back",
            CaseAct::Close => "case_close",
            CaseAct::Outcome => "case_outcome",
        }
    }
}

impl Control {
    /// The survey it names; `None` if it is about something else.
    pub fn survey(&self) -> Option<&SurveyId> {
        match self {
            Control::Score { survey, .. }
            | Control::NotSolved { survey }
            | Control::Decline { survey }
            | Control::TellWhy { survey }
            | Control::Change { survey }
            | Control::Comment { survey } => Some(survey),
            Control::Case { .. } | Control::Promise { .. } | Control::Working { .. } => None,
        }
    }
}

/// `aw1:<survey, case, run or promise>:<control>`. The `1` is the format's version; old versions stay readable for 90 days.
impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = match self {
            Control::Case { case, .. } => case.as_str(),
            Control::Promise { about, .. } => about.as_str(),
            Control::Working { run } => run.as_str(),
            other => other.survey().map(SurveyId::as_str).unwrap_or_default(),
        };
        write!(f, "aw1:{id}:")?;
        match self {
            Control::Score { instrument, value, .. } => write!(f, "{instrument}.{value}"),
            Control::NotSolved { .. } => f.write_str("not_solved"),
            Control::Decline { .. } => f.write_str("decline"),
            Control::TellWhy { .. } => f.write_str("why"),
            Control::Change { .. } => f.write_str("change"),
            Control::Comment { .. } => f.write_str("comment"),
            Control::Case { act, .. } => f.write_str(act.as_str()),
            Control::Promise { act, .. } => f.write_str(act.as_str()),
            Control::Working { .. } => f.write_str(WORKING),
        }
    }
}

/// A choice about oneself, on a page that is about no survey: whoever presses it chooses for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// *Don't ask me*.
    StopAsking,
    /// *Ask me again*.
    AskMe,
}

/// `aw1:choice:stop_asking`: no survey's control, because `stop_asking` is no survey's.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Choice::StopAsking => "aw1:choice:stop_asking",
            Choice::AskMe => "aw1:choice:ask_me",
        })
    }
}

impl FromStr for Choice {
    type Err = UnknownControl;

    fn from_str(s: &str) -> Result<Self, UnknownControl> {
        [Choice::StopAsking, Choice::AskMe].into_iter().find(|choice| choice.to_string() == s).ok_or(UnknownControl)
    }
}

/// Not one of our controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of our controls")]
pub struct UnknownControl;

impl FromStr for Control {
    type Err = UnknownControl;

    fn from_str(s: &str) -> Result<Self, UnknownControl> {
        let mut parts = s.splitn(3, ':');
        let (Some("aw1"), Some(id), Some(what)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(UnknownControl);
        };
        // What is looked up must be something a database can be asked for.
        if id.is_empty() || s.len() > 100 || s.contains(char::is_control) {
            return Err(UnknownControl);
        }
        if let Some(act) = CaseAct::ALL.into_iter().find(|act| act.as_str() == what) {
            return Ok(Control::Case { case: CaseId::new(id), act });
        }
        if let Some(act) = PromiseAct::ALL.into_iter().find(|act| act.as_str() == what) {
            return Ok(Control::Promise { about: id.to_owned(), act });
        }
        if what == WORKING {
            return Ok(Control::Working { run: id.to_owned() });
        }
        let survey = SurveyId::new(id);
        let control = match what {
            "not_solved" => Control::NotSolved { survey },
            "decline" => Control::Decline { survey },
            "why" => Control::TellWhy { survey },
            "change" => Control::Change { survey },
            "comment" => Control::Comment { survey },
            score => {
                let (instrument, value) = score.split_once('.').ok_or(UnknownControl)?;
                let value = value.parse().map_err(|_| UnknownControl)?;
                Control::Score { survey, instrument: instrument.to_owned(), value }
            }
        };
        // A number written as we never write one (`07`, `+7`) was not written by us.
        if control.to_string() == s { Ok(control) } else { Err(UnknownControl) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_reads_back_as_itself() {
        let survey = SurveyId::new("7abc");
        let all = [
            Control::Score { survey: survey.clone(), instrument: "ces7".into(), value: -3 },
            Control::NotSolved { survey: survey.clone() },
            Control::Decline { survey: survey.clone() },
            Control::TellWhy { survey: survey.clone() },
            Control::Change { survey: survey.clone() },
            Control::Comment { survey },
        ];
        let acts = CaseAct::ALL.map(|act| Control::Case { case: CaseId::new("7abc"), act });
        let promises = PromiseAct::ALL.map(|act| Control::Promise { about: "12".into(), act });
        let working = Control::Working { run: "12".into() };
        for control in all.into_iter().chain(acts).chain(promises).chain([working]) {
            assert_eq!(control.to_string().parse(), Ok(control));
        }
    }

    #[test]
    fn a_choice_reads_back_and_is_no_control_of_a_survey() {
        for choice in [Choice::StopAsking, Choice::AskMe] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
            assert_eq!(choice.to_string().parse::<Control>(), Err(UnknownControl));
        }
        assert_eq!("aw1:choice:why".parse::<Choice>(), Err(UnknownControl));
    }

    #[test]
    fn what_is_not_ours_is_not_a_control() {
        for s in [
            "",
            "aw1",
            "aw1::why",
            "aw2:x:why",
            "aw1:x:5",
            "aw1:x:ces7.five",
            "aw1:x:ces7.5.5",
            "aw1:x:ces7.05",
            "aw1:x:ces7.+5",
            "other",
        ] {
            assert_eq!(s.parse::<Control>(), Err(UnknownControl), "{s}");
        }
    }

    #[test]
    fn the_longest_control_fits_the_hundred_characters_of_discord() {
        let survey = SurveyId::new("z".repeat(26));
        let longest = Control::Score { survey, instrument: "csat5".into(), value: i64::MIN };
        assert!(longest.to_string().len() <= 100);
        let too_long = format!("aw1:{}:why", "z".repeat(100));
        assert_eq!(too_long.parse::<Control>(), Err(UnknownControl));
    }

    #[test]
    fn every_control_names_its_survey() {
        for what in ["ces7.5", "not_solved", "decline", "why", "change", "comment"] {
            let control: Control = format!("aw1:7abc:{what}").parse().expect("ours");
            assert_eq!(control.survey(), Some(&SurveyId::new("7abc")), "{what}");
        }
        let control: Control = "aw1:7abc:case_take".parse().expect("ours");
        assert_eq!(control, Control::Case { case: CaseId::new("7abc"), act: CaseAct::Take });
        assert_eq!(control.survey(), None);
    }
}
