//! What may be due, how it can end, and when to try again.
//!
//! Knows the words of the durable queue (available, executing, snooze, unknown, dead). Refuses to know where jobs are
//! kept or how they are run.

use super::announce::{self, Announcement};
use super::ids::{CaseId, Identity, Place, Platform, SurveyId};
use super::{Duration, Timestamp};

/// How long a claimed job belongs to its worker.
pub const LEASE: Duration = Duration::from_secs(60);
/// A send begins within this time of its claim or not at all. Its answer, and what two machines disagree about how long a
/// minute is, still fit into the lease.
pub const SEND_WITHIN: Duration = Duration::from_secs(40);
/// An ambiguous send is not repeated before this has passed (RELIABILITY §5).
pub const SETTLE_TIME: Duration = Duration::from_secs(60);
/// A message to a team that may have arrived, in a place that cannot be read to find out, is not repeated before this has
/// passed since it was first due (RELIABILITY §5).
pub const HOLD: Duration = Duration::from_mins(10);
/// Back-off after the n-th failed attempt; the last one repeats.
pub const BACKOFF: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(120),
    Duration::from_secs(600),
    Duration::from_secs(1800),
    Duration::from_secs(7200),
    Duration::from_secs(21600),
];
/// A send that has not worked for this long is given up.
pub const GIVE_UP: Duration = Duration::from_hours(48);

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Read one inbox row (a stored webhook) and act on it.
    Receive {
        /// The inbox row.
        inbox: i64,
    },
    /// Send a survey's prompt, after checking everything again.
    Deliver {
        /// Which.
        survey: SurveyId,
    },
    /// Bring the visible prompt in line with the survey's state.
    AmendPrompt {
        /// Which.
        survey: SurveyId,
    },
    /// End the survey's window.
    Expire {
        /// Which.
        survey: SurveyId,
    },
    /// Remind the asked person once of a question that is still open.
    Remind {
        /// Which.
        survey: SurveyId,
    },
    /// Hand a link to the question back to the ticket's source.
    HandBack {
        /// Which.
        survey: SurveyId,
    },
    /// Tell the team that the customer says it is not solved.
    TellTeam {
        /// Which.
        survey: SurveyId,
    },
    /// Post a frozen scorecard.
    PostScorecard {
        /// The run (team, week, channel).
        run: i64,
    },
    /// Post the detail under a posted scorecard.
    PostDetail {
        /// The run.
        run: i64,
    },
    /// Post a case's card.
    CaseCard {
        /// Which.
        case: CaseId,
    },
    /// Bring a case's visible card, and its invitation, in line with the case.
    AmendCard {
        /// Which.
        case: CaseId,
    },
    /// Remind the channel of a case that nobody has.
    NudgeCase {
        /// Which.
        case: CaseId,
    },
    /// Tell one manager of a case that still nobody has.
    EscalateCase {
        /// Which.
        case: CaseId,
        /// Whom.
        to: Identity,
    },
    /// Ask the customer once whether it has become better.
    InviteAgain {
        /// Whose survey: once in its life, whatever cases it has.
        survey: SurveyId,
    },
    /// Open a private note for every agent with answers in the week of a run that is due.
    AgentNotes {
        /// The run.
        run: i64,
    },
    /// Tell an agent their own week.
    TellAgent {
        /// The note.
        note: i64,
    },
    /// Tell a program of the operator's what happened.
    Announce(Announcement),
}

impl Task {
    /// The stored word.
    pub fn kind(&self) -> &'static str {
        match self {
            Task::Receive { .. } => "receive",
            Task::Deliver { .. } => "deliver",
            Task::AmendPrompt { .. } => "amend_prompt",
            Task::Expire { .. } => "expire",
            Task::Remind { .. } => "remind",
            Task::HandBack { .. } => "hand_back",
            Task::TellTeam { .. } => "tell_team",
            Task::PostScorecard { .. } => "post_scorecard",
            Task::PostDetail { .. } => "post_detail",
            Task::CaseCard { .. } => "case_card",
            Task::AmendCard { .. } => "amend_card",
            Task::NudgeCase { .. } => "nudge_case",
            Task::EscalateCase { .. } => "escalate_case",
            Task::InviteAgain { .. } => "invite_again",
            Task::AgentNotes { .. } => "agent_notes",
            Task::TellAgent { .. } => "tell_agent",
            Task::Announce(_) => "announce",
        }
    }

    /// What the task is about, as stored text.
    pub fn subject(&self) -> String {
        match self {
            Task::Receive { inbox } => inbox.to_string(),
            Task::Deliver { survey }
            | Task::AmendPrompt { survey }
            | Task::Expire { survey }
            | Task::Remind { survey }
            | Task::HandBack { survey }
            | Task::TellTeam { survey }
            | Task::InviteAgain { survey } => survey.to_string(),
            Task::CaseCard { case } | Task::AmendCard { case } | Task::NudgeCase { case } => case.to_string(),
            Task::EscalateCase { case, to } => format!("{case}/{}/{to}", to.installation),
            Task::PostScorecard { run } | Task::PostDetail { run } | Task::AgentNotes { run } => run.to_string(),
            Task::TellAgent { note } => note.to_string(),
            Task::Announce(what) => what.to_string(),
        }
    }

    /// Reads [`Task::kind`] and [`Task::subject`] back.
    pub fn parse(kind: &str, subject: &str) -> Option<Self> {
        let survey = || SurveyId::new(subject);
        let case = || CaseId::new(subject);
        let number = || subject.parse::<i64>().ok();
        Some(match kind {
            "receive" => Task::Receive { inbox: number()? },
            "deliver" => Task::Deliver { survey: survey() },
            "amend_prompt" => Task::AmendPrompt { survey: survey() },
            "expire" => Task::Expire { survey: survey() },
            "remind" => Task::Remind { survey: survey() },
            "hand_back" => Task::HandBack { survey: survey() },
            "tell_team" => Task::TellTeam { survey: survey() },
            "post_scorecard" => Task::PostScorecard { run: number()? },
            "post_detail" => Task::PostDetail { run: number()? },
            "case_card" => Task::CaseCard { case: case() },
            "amend_card" => Task::AmendCard { case: case() },
            "nudge_case" => Task::NudgeCase { case: case() },
            "escalate_case" => {
                let (case, to) = subject.split_once('/')?;
                let (installation, to) = to.split_once('/')?;
                let to = Identity { installation: installation.to_owned(), ..to.parse().ok()? };
                Task::EscalateCase { case: CaseId::new(case), to }
            }
            "invite_again" => Task::InviteAgain { survey: survey() },
            "agent_notes" => Task::AgentNotes { run: number()? },
            "tell_agent" => Task::TellAgent { note: number()? },
            "announce" => Task::Announce(subject.parse().ok()?),
            _ => return None,
        })
    }

    /// Every kind word.
    pub const KINDS: [&str; 17] = [
        "receive",
        "deliver",
        "amend_prompt",
        "expire",
        "remind",
        "hand_back",
        "tell_team",
        "post_scorecard",
        "post_detail",
        "case_card",
        "amend_card",
        "nudge_case",
        "escalate_case",
        "invite_again",
        "agent_notes",
        "tell_agent",
        "announce",
    ];

    /// Whether running it twice could make two visible messages, so that a lost run is *unknown*, not failed.
    pub fn sends(&self) -> bool {
        matches!(
            self,
            Task::Deliver { .. }
                | Task::Remind { .. }
                | Task::TellTeam { .. }
                | Task::PostScorecard { .. }
                | Task::PostDetail { .. }
                | Task::CaseCard { .. }
                | Task::NudgeCase { .. }
                | Task::EscalateCase { .. }
                | Task::InviteAgain { .. }
                | Task::TellAgent { .. }
        )
    }
}

/// A job to be put in the queue together with the fact that caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What.
    pub task: Task,
    /// Unique for ever: a second job with the same key is not added.
    pub key: String,
    /// Which platform it needs, if any.
    pub lane: Option<Platform>,
    /// Whose work it is (workspace, guild), as far as known: they take turns.
    pub installation: String,
    /// Not before.
    pub due_at: Timestamp,
}

impl NewJob {
    /// A job whose key is its task: at most one such job ever exists.
    pub fn once(task: Task, lane: Option<Platform>, due_at: Timestamp) -> Self {
        let key = format!("{}:{}", task.kind(), task.subject());
        Self { task, key, lane, installation: String::new(), due_at }
    }

    /// A job that may exist once per `generation` (an edit after every change, say).
    pub fn nth(task: Task, generation: i64, lane: Option<Platform>, due_at: Timestamp) -> Self {
        let key = format!("{}:{}:{generation}", task.kind(), task.subject());
        Self { task, key, lane, installation: String::new(), due_at }
    }

    /// The same, as one installation's work.
    #[must_use]
    pub fn of(self, installation: &str) -> Self {
        Self { installation: installation.to_owned(), ..self }
    }
}

/// A claimed job. The fence proves that the claim is still ours.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Row id.
    pub id: i64,
    /// What.
    pub task: Task,
    /// Its unique key.
    pub key: String,
    /// Which platform it needs.
    pub lane: Option<Platform>,
    /// When it was first due.
    pub created_at: Timestamp,
    /// Attempts, this one included; counted at claim, so that a crash costs one.
    pub attempt: u32,
    /// Raised at each claim.
    pub fence: i64,
    /// When this attempt began.
    pub attempt_started_at: Timestamp,
    /// Where the last attempt was going, once that was known.
    pub place: Option<Place>,
    /// Whether the last attempt may have become visible: look before sending again.
    pub unknown: bool,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Done.
    Done,
    /// Not now; costs no attempt.
    Snooze {
        /// Look again then.
        until: Timestamp,
    },
    /// Failed for certain; try again after a back-off.
    Retry {
        /// Log-safe reason: a code, never a person's words.
        why: String,
    },
    /// May have become visible. Look before sending again.
    Unknown {
        /// Log-safe reason.
        why: String,
    },
    /// Never to be tried again; visible in `status`.
    Dead {
        /// Log-safe reason.
        why: String,
    },
    /// No longer wanted.
    Cancelled {
        /// Log-safe reason.
        why: String,
    },
}

/// How long to wait after the `attempt`-th failure (counted from 1); `jitter` in `[0, 1)` spreads it by ±20 %.
pub fn backoff(attempt: u32, jitter: f64) -> Duration {
    spread(&BACKOFF, attempt, jitter)
}

/// The same for one task: programs of others are given as long as Standard Webhooks asks for.
pub fn backoff_of(task: &Task, attempt: u32, jitter: f64) -> Duration {
    match task {
        Task::Announce(_) => spread(&announce::BACKOFF, attempt, jitter),
        _ => backoff(attempt, jitter),
    }
}

fn spread(waits: &[Duration], attempt: u32, jitter: f64) -> Duration {
    let index = usize::try_from(attempt.max(1) - 1).unwrap_or(usize::MAX).min(waits.len().saturating_sub(1));
    let base = waits.get(index).copied().unwrap_or(Duration::from_secs(21600));
    let factor = 0.8 + 0.4 * jitter.clamp(0.0, 1.0);
    Duration::from_millis((base.as_millis() as f64 * factor) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_task() -> Vec<Task> {
        let (survey, case) = (SurveyId::new("s1"), CaseId::new("c1"));
        vec![
            Task::Receive { inbox: 7 },
            Task::Deliver { survey: survey.clone() },
            Task::AmendPrompt { survey: survey.clone() },
            Task::Expire { survey: survey.clone() },
            Task::Remind { survey: survey.clone() },
            Task::HandBack { survey: survey.clone() },
            Task::TellTeam { survey: survey.clone() },
            Task::PostScorecard { run: 8 },
            Task::PostDetail { run: 9 },
            Task::CaseCard { case: case.clone() },
            Task::AmendCard { case: case.clone() },
            Task::NudgeCase { case: case.clone() },
            Task::EscalateCase { case, to: Identity::slack("T1", "U1") },
            Task::InviteAgain { survey },
            Task::AgentNotes { run: 10 },
            Task::TellAgent { note: 11 },
            Task::Announce("crm/answer.changed/s1/ces7/2".parse().unwrap()),
        ]
    }

    /// By this list the queue knows, after a crash, whose run people may have seen: one that is missing there is sent twice.
    #[test]
    fn every_kind_is_in_the_list_that_the_queue_goes_by() {
        let told: Vec<&str> = every_task().iter().map(Task::kind).collect();
        assert_eq!(told, Task::KINDS);
    }

    #[test]
    fn every_task_reads_back_from_its_stored_words() {
        for task in every_task() {
            assert_eq!(Task::parse(task.kind(), &task.subject()), Some(task));
        }
        assert_eq!(Task::parse("receive", "seven"), None);
        assert_eq!(Task::parse("dance", "7"), None);
        assert_eq!(Task::parse("escalate_case", "c1"), None);
    }

    #[test]
    fn a_key_names_the_task_and_its_generation() {
        let survey = SurveyId::new("s1");
        let once = NewJob::once(Task::Deliver { survey: survey.clone() }, Some(Platform::Slack), Timestamp::UNIX_EPOCH);
        assert_eq!(once.key, "deliver:s1");
        let nth = NewJob::nth(Task::AmendPrompt { survey }, 4, None, Timestamp::UNIX_EPOCH);
        assert_eq!(nth.key, "amend_prompt:s1:4");
        let keys: std::collections::BTreeSet<_> =
            every_task().into_iter().map(|t| NewJob::once(t, None, Timestamp::UNIX_EPOCH).key).collect();
        assert_eq!(keys.len(), every_task().len());
    }

    #[test]
    fn only_what_people_would_see_twice_counts_as_sending() {
        let sending: Vec<_> = every_task().iter().filter(|t| t.sends()).map(Task::kind).collect();
        let cases = ["case_card", "nudge_case", "escalate_case", "invite_again"];
        let others = ["deliver", "remind", "tell_team", "post_scorecard", "post_detail"];
        assert_eq!(sending, [others.as_slice(), cases.as_slice(), ["tell_agent"].as_slice()].concat());
    }

    #[test]
    fn waits_grow_to_six_hours_and_stay_there() {
        let middle: Vec<i64> = (0..=9).map(|n| backoff(n, 0.5).as_secs()).collect();
        assert_eq!(middle, [5, 5, 30, 120, 600, 1800, 7200, 21600, 21600, 21600]);
        assert_eq!(backoff(u32::MAX, 0.5).as_secs(), 21600);
    }

    #[test]
    fn jitter_spreads_a_wait_by_a_fifth_either_way_and_no_further() {
        assert_eq!(backoff(2, 0.0).as_millis(), 24_000);
        assert_eq!(backoff(2, 1.0).as_millis(), 36_000);
        assert_eq!(backoff(2, -5.0), backoff(2, 0.0));
        assert_eq!(backoff(2, 5.0), backoff(2, 1.0));
    }
}
