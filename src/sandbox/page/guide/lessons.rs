//! What the demo's guide says, lesson by lesson: one sentence a step, telling what to press, for each chat.
//!
//! Knows who waits where on the demo's morning. Refuses to know whether anything was done.

use super::Deed;

/// One thing to live through, in both chats.
pub(super) struct Lesson {
    /// Stable name.
    pub key: &'static str,
    /// As the bar shows it.
    pub title: &'static str,
    /// In Slack.
    pub slack: Way,
    /// In Discord.
    pub discord: Way,
}

/// A lesson in one chat.
pub(super) struct Way {
    /// What to do, one after the other.
    pub steps: &'static [Step],
    /// What to look at when all is done.
    pub after: &'static str,
}

/// One thing to do.
pub(super) struct Step {
    /// Stable name: what the page offers to play.
    pub key: &'static str,
    /// What ticks it …
    pub deed: Deed,
    /// … with whom; empty: with anybody.
    pub whose: &'static [&'static str],
    /// What to press.
    pub text: &'static str,
}

const fn step(key: &'static str, deed: Deed, whose: &'static [&'static str], text: &'static str) -> Step {
    Step { key, deed, whose, text }
}

/// Who does not read English in Slack, and waits there.
const FOREIGN: &[&str] = &["jonas", "carlos", "chloe"];

// What is the same in both chats is said once.
const ANSWER: Step = step(
    "answer",
    Deed::Answered,
    &[],
    "Be Mia and press a number. It is stored before she is thanked, and only she sees which.",
);
const UNSOLVED: Step = step("unsolved", Deed::NotSolved, &[], "Be Sam and press Not solved yet, below the numbers.");
const LOW: Step = step("low", Deed::Low, &[], "Be Priya and press 2. What was wrong is asked at once, in private.");
const TAKE: Step = step(
    "take",
    Deed::Took,
    &[],
    "A card waits in #payments-cases. Be Ana and press Take it: one person has it, everybody sees who.",
);
const AGAIN: Step =
    step("again", Deed::Again, &[], "Priya got a direct message from Afterword. Be Priya, open it and press 6.");
const WORST: Step = step(
    "worst",
    Deed::Answered,
    &["noor"],
    "The line under the question says who sees the answer: nobody, only totals. Be Noor and press the worst.",
);
const CASES: Step = step(
    "cases",
    Deed::Looked,
    &[],
    "Be Lena, who leads both teams, and type /afterword cases: Noor’s low score opened none.",
);
const ASKED: &str =
    "The message that asked now thanks Mia and shows no number. She may comment or change it, in private.";
const UNSOLVED_TOLD: &str =
    "Sam gave no score and none is counted. #payments-cases was told at once, with a link to the conversation.";
const CASE_ENDED: &str = "The card in #payments-cases tells the whole way: taken, ended, recovered. Monday’s scorecard counts it as recovered.";
const PRIVACY_KEPT: &str = "In Payments the same line says “to the support leads”, and a low score is a card. On Monday, #onboarding-team gets totals of five people or more.";

/// In the order of a first visit.
pub(super) const LESSONS: [Lesson; 5] = [ASK, LANGUAGES, NOT_SOLVED, CASE, PRIVACY];

const ASK: Lesson = Lesson {
    key: "ask",
    title: "Ask & answer",
    slack: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &[],
                "Mia has been helped in #support. Be Ana, point at Mia’s message and press Close & ask.",
            ),
            step(
                "intrude",
                Deed::Intruded,
                &[],
                "Mia is asked in her thread. Be anybody else and press a number: only Mia can answer.",
            ),
            ANSWER,
        ],
        after: ASKED,
    },
    discord: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &[],
                "Mia has been helped in #help. Be Ana, open her post and press Lock thread, or Close & ask on a message.",
            ),
            step(
                "intrude",
                Deed::Intruded,
                &[],
                "Mia is asked in her post. Be anybody else and press a number: only Mia can answer.",
            ),
            ANSWER,
        ],
        after: ASKED,
    },
};

const LANGUAGES: Lesson = Lesson {
    key: "languages",
    title: "Languages",
    slack: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                FOREIGN,
                "Jonas reads Slack in German. Be Ben, point at his message in #support and press Close & ask.",
            ),
            step(
                "answer",
                Deed::Answered,
                FOREIGN,
                "The question came in German; nobody set anything up. Be Jonas and press a number.",
            ),
        ],
        after: "Thanks and form are German, too. Carlos is asked in Spanish, and Chloé in #onboarding in French.",
    },
    discord: Way {
        steps: &[
            step(
                "hello",
                Deed::Spoke,
                &["aiko"],
                "Discord tells what somebody reads only when they do something. Be Aiko and type /afterword help.",
            ),
            step(
                "close",
                Deed::Closed,
                &["aiko"],
                "The reply was Japanese. Be Ana, open Aiko’s post in #help and press Lock thread, or Close & ask.",
            ),
            step("answer", Deed::Answered, &["aiko"], "The question came in Japanese. Be Aiko and press a number."),
        ],
        after: "Thanks and form are Japanese, too. Before somebody’s first act, they are asked in the team’s language.",
    },
};

const NOT_SOLVED: Lesson = Lesson {
    key: "unsolved",
    title: "Not solved yet",
    slack: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &["sam"],
                "Ben closes too early: be Ben, point at Sam’s message in #support and press Close & ask.",
            ),
            UNSOLVED,
        ],
        after: UNSOLVED_TOLD,
    },
    discord: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &["sam"],
                "Ben closes too early: be Ben, open Sam’s post in #help and press Close & ask.",
            ),
            UNSOLVED,
        ],
        after: UNSOLVED_TOLD,
    },
};

const CASE: Lesson = Lesson {
    key: "case",
    title: "Low score",
    slack: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &["priya"],
                "Priya had to ask twice. Be Ana, point at Priya’s message in #support and press Close & ask.",
            ),
            LOW,
            TAKE,
            step(
                "end",
                Deed::Ended,
                &[],
                "Still Ana, press Close on the card: choose what came of it, tick the box to ask Priya once more, submit.",
            ),
            AGAIN,
        ],
        after: CASE_ENDED,
    },
    discord: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &["priya"],
                "Priya had to ask twice. Be Ana, open Priya’s post in #help and press Close & ask.",
            ),
            LOW,
            TAKE,
            step(
                "end",
                Deed::Ended,
                &[],
                "Still Ana, press Close on the card, write the number of what came of it, and 1 so that Priya is asked once more; submit.",
            ),
            AGAIN,
        ],
        after: CASE_ENDED,
    },
};

const PRIVACY: Lesson = Lesson {
    key: "privacy",
    title: "Privacy",
    slack: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &["noor"],
                "The onboarding team promises confidence. Be Ben, point at Noor’s message in #onboarding, press Close & ask.",
            ),
            WORST,
            CASES,
        ],
        after: PRIVACY_KEPT,
    },
    discord: Way {
        steps: &[
            step(
                "close",
                Deed::Closed,
                &["noor"],
                "The onboarding team promises confidence. Be Ben, open Noor’s post in #onboarding and press Lock thread, or Close & ask.",
            ),
            WORST,
            CASES,
        ],
        after: PRIVACY_KEPT,
    },
};
