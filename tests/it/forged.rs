//! Promise 2, attacked: no path into the application creates a score that nobody pressed.
//!
//! Some two hundred generated acts (the same in every run) are thrown at a world with three open prompts and one that is
//! not sent yet: buttons with altered surveys, foreign instruments and impossible numbers, pressed by anybody; forms that
//! were never opened, with private data of our own and fields named `score`; well-signed webhooks that bring their own
//! ratings; commands with any text. Afterwards every value ever stored must be one that the asked person really pressed
//! on a button that was shown to them.

use std::collections::BTreeSet;

use afterword::domain::control::Control;
use afterword::domain::survey::State;
use afterword::sandbox::{Platform, Seen, Shown};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::hooks::deliver;
use crate::world::{Discord, SUPPORT, Slack, World, minutes};

const ACTS: usize = 240;
/// Acts under way at the same time.
const AT_ONCE: usize = 12;
/// Who is asked, in the order of the prompts; the last prompt is not sent yet.
const ASKED: [&str; 4] = ["mia", "jonas", "aiko", "carlos"];
const PEOPLE: [&str; 7] = ["mia", "jonas", "aiko", "carlos", "ana", "lena", "sam"];

#[derive(Debug, Clone)]
enum Act {
    /// Any control on any of the prompts.
    Press { who: &'static str, on: usize, survey: Forgery, what: String },
    /// A form that was never opened.
    Form { who: &'static str, platform: Platform, survey: Forgery, what: String, words: String },
    /// A well-signed body.
    Webhook { ticket: String, rating: i64, words: String },
    /// Anything typed.
    Command { who: &'static str, platform: Platform, text: String },
}

/// Whose survey a control names.
#[derive(Debug, Clone)]
enum Forgery {
    /// One that exists.
    Real(usize),
    /// One that exists, with a character changed.
    Altered(usize, usize),
    /// None.
    Made(String),
}

/// What comes after the survey's id.
fn what() -> impl Strategy<Value = String> {
    let instrument = prop::sample::select(vec!["ces7", "csat5", "CES7", "nps11", "ces5", "", "ces7.", "answer"]);
    let value = prop_oneof![6 => 1..=7i64, 3 => -3..=99i64, 1 => Just(i64::MAX)];
    let words = prop::sample::select(vec!["why", "change", "comment", "ces7.five", "ces7.5.5", "ces7.05", "ces7.+5"]);
    prop_oneof![
        10 => (instrument, value).prop_map(|(instrument, value)| format!("{instrument}.{value}")),
        4 => (1..=7i64).prop_map(|value| format!("ces7.{value}")),
        3 => words.prop_map(str::to_owned),
        2 => "[ -~]{0,20}",
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let who = || prop::sample::select(PEOPLE.to_vec());
    let platform = || prop::sample::select(vec![Slack, Discord]);
    let survey = || {
        prop_oneof![
            5 => (0..4usize).prop_map(Forgery::Real),
            2 => (0..4usize, 0..12usize).prop_map(|(of, at)| Forgery::Altered(of, at)),
            1 => "[a-z0-9]{1,26}".prop_map(Forgery::Made),
        ]
    };
    let typed = prop_oneof![
        "\\PC{0,40}",
        prop::sample::select(vec![
            "close @Priya score 7",
            "why 7",
            "scorecard 7",
            "rate 7",
            "answer ces7.7",
            "score=7"
        ])
        .prop_map(str::to_owned),
    ];
    // The asked person on their own prompt, which is where a wrong number would most easily slip through.
    let own = |(on, what)| Act::Press { who: ASKED[on], on, survey: Forgery::Real(on), what };
    prop_oneof![
        3 => (0..3usize, what()).prop_map(own),
        12 => (who(), 0..3usize, survey(), what()).prop_map(|(who, on, survey, what)| Act::Press { who, on, survey, what }),
        3 => (who(), platform(), survey(), what(), "\\PC{1,30}")
            .prop_map(|(who, platform, survey, what, words)| Act::Form { who, platform, survey, what, words }),
        3 => ("[0-9]{1,3}", -3..=99i64, "\\PC{0,30}")
            .prop_map(|(ticket, rating, words)| Act::Webhook { ticket, rating, words }),
        2 => (who(), platform(), typed).prop_map(|(who, platform, text)| Act::Command { who, platform, text }),
    ]
}

/// The open prompts and what is known of each survey: id and asked person.
struct Stage {
    world: World,
    prompts: Vec<Shown>,
    surveys: Vec<(String, &'static str)>,
}

impl Stage {
    async fn set() -> Self {
        let world = World::new().await;
        let (mut prompts, mut surveys) = (Vec::new(), Vec::new());
        for (platform, who) in [Slack, Discord, Slack].into_iter().zip(ASKED) {
            let (ticket, prompt) = world.asked(platform, who).await;
            surveys.push((world.story(&ticket).await.survey.id.to_string(), who));
            prompts.push(prompt);
        }
        let planned = world.open(Discord, ASKED[3]).await;
        world.close(&planned).await;
        let story = world.story(&planned).await;
        assert!(matches!(story.survey.state, State::Planned { .. }), "{:?}", story.survey.state);
        surveys.push((story.survey.id.to_string(), ASKED[3]));
        Self { world, prompts, surveys }
    }

    fn control(&self, survey: &Forgery, what: &str) -> String {
        let id = match survey {
            Forgery::Real(of) => self.surveys[*of].0.clone(),
            Forgery::Altered(of, at) => {
                let mut id: Vec<u8> = self.surveys[*of].0.clone().into_bytes();
                let at = at % id.len();
                id[at] = if id[at] == b'x' { b'y' } else { b'x' };
                String::from_utf8(id).unwrap()
            }
            Forgery::Made(id) => id.clone(),
        };
        format!("aw1:{id}:{what}")
    }

    /// Every button this person could ever have pressed up to now: the prompts', and those of their private messages.
    fn shown_to(&self, who: &str) -> BTreeSet<String> {
        let private = [Slack, Discord].into_iter().flat_map(|p| self.world.planet().ephemerals(p, who));
        self.prompts.iter().cloned().chain(private).flat_map(|m| m.buttons).map(|b| b.id).collect()
    }

    async fn perform(&self, act: &Act) {
        match act {
            Act::Press { who, on, survey, what } => {
                let seen = self.press(who, &self.prompts[*on], &self.control(survey, what)).await;
                assert!(seen.error.is_none(), "{act:?}: {seen:?}");
                assert!(seen.form.is_some() || !seen.private.is_empty(), "{act:?} is told nothing: {seen:?}");
            }
            Act::Form { who, platform, survey, what, words } => {
                self.submit(*platform, who, &self.control(survey, what), words).await;
            }
            Act::Webhook { ticket, rating, words } => {
                let priya = self.world.planet().person("priya").unwrap().slack;
                let satisfaction = json!({ "score": rating, "rating": "good", "comment": words });
                let body = json!({ "event": "ticket.solved", "score": rating, "rating": rating, "ces7": rating,
                    "answer": { "instrument": "ces7", "score": rating, "survey": self.surveys[0].0 },
                    "ticket": { "id": ticket, "title": words, "customer": { "slack": priya },
                        "satisfaction_rating": satisfaction, "score": rating } });
                let status = deliver(&self.world, "desk", &body, &format!("{ticket}-{rating}")).await;
                assert_eq!(status, 200, "{act:?}");
            }
            Act::Command { who, platform: Slack, text } => {
                drop(self.world.planet().slack().slash(who, SUPPORT[0].1, text).await);
            }
            Act::Command { who, platform: Discord, text } => {
                drop(self.world.slash(Discord, who, &format!("why {text}")).await);
            }
        }
    }

    async fn press(&self, who: &str, on: &Shown, control: &str) -> Seen {
        let planet = self.world.planet();
        match on.platform {
            Slack => planet.slack().press_forged(who, &on.channel, &on.id, control).await,
            Discord => planet.discord().press_forged(who, &on.channel, &on.id, control).await,
        }
    }

    async fn submit(&self, platform: Platform, who: &str, control: &str, words: &str) {
        const FIELDS: [&str; 4] = ["comment", "score", "ces7", "value"];
        let given = json!({ "comment": words, "score": "7", "ces7": "7", "value": "7" });
        let planet = self.world.planet();
        match platform {
            Slack => {
                let blocks: Vec<Value> = FIELDS.map(slack_input).into();
                let form = json!({ "type": "modal", "callback_id": "afterword", "private_metadata": control,
                    "title": { "type": "plain_text", "text": "Forged" }, "blocks": blocks });
                planet.slack().forge_view(who, &form);
                planet.slack().submit_view(who, given).await;
            }
            Discord => {
                let rows: Vec<Value> = FIELDS.map(discord_input).into();
                let form = json!({ "custom_id": control, "title": "Forged", "components": rows });
                planet.discord().forge_modal(who, &self.prompts[1].channel, &form);
                planet.discord().submit_modal(who, given).await;
            }
        }
    }

    /// Survey, instrument and score of every value ever stored.
    async fn stored(&self) -> BTreeSet<(String, String, i64)> {
        let db = sea_orm::Database::connect(self.world.database()).await.unwrap();
        let sql = "SELECT a.survey_id, a.instrument, v.score FROM answer_value v JOIN answer a ON a.id = v.answer_id
                   UNION SELECT survey_id, instrument, score FROM answer";
        let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        let cell = |row: &sea_orm::QueryResult| {
            let text = |at| row.try_get_by_index::<String>(at).unwrap();
            (text(0), text(1), row.try_get_by_index::<i64>(2).unwrap())
        };
        let stored = rows.iter().map(cell).collect();
        db.close().await.unwrap();
        stored
    }
}

fn slack_input(name: &str) -> Value {
    json!({ "type": "input", "block_id": name, "optional": true, "label": { "type": "plain_text", "text": name },
        "element": { "type": "plain_text_input", "action_id": name } })
}

fn discord_input(name: &str) -> Value {
    let input = json!({ "type": 4, "custom_id": name, "label": name, "style": 1, "required": false });
    json!({ "type": 1, "components": [input] })
}

#[tokio::test]
async fn b22_no_path_in_creates_a_score_that_nobody_pressed() {
    let stage = Stage::set().await;
    let mut runner = TestRunner::deterministic();
    let acts: Vec<Act> = (0..ACTS).map(|_| act().new_tree(&mut runner).unwrap().current()).collect();
    let mut pressed: BTreeSet<(String, String, i64)> = BTreeSet::new();
    for some in acts.chunks(AT_ONCE) {
        join_all(some.iter().map(|act| stage.perform(act))).await;
        for act in some {
            let Act::Press { who, survey, what, .. } = act else { continue };
            let control = stage.control(survey, what);
            let asked = stage.surveys.iter().any(|(id, asked)| asked == who && control.contains(id));
            if !asked || !stage.shown_to(who).contains(&control) {
                continue;
            }
            if let Ok(Control::Score { survey, instrument, value }) = control.parse() {
                pressed.insert((survey.to_string(), instrument, value));
            }
        }
    }
    stage.world.settle().await;
    let stored = stage.stored().await;
    let forged: Vec<_> = stored.difference(&pressed).collect();
    assert!(forged.is_empty(), "nobody pressed {forged:?}");
    assert!(stored.len() >= 3, "real presses were among them and are stored: {stored:?}");
    assert!(stored.iter().all(|(survey, ..)| *survey != stage.surveys[3].0), "a prompt not yet sent has no answer");
}

#[tokio::test]
async fn b25_what_is_off_the_scale_or_unknown_gets_a_private_sentence_and_stores_nothing() {
    let stage = Stage::set().await;
    let wrong = [
        "ces7.0",
        "ces7.8",
        "ces7.-1",
        "ces7.6.5",
        "ces7.99",
        "csat5.3",
        "nps11.9",
        "ces7",
        "ces7.",
        "ces7.five",
        "",
        "comment",
        "why",
    ];
    for (on, prompt) in stage.prompts.iter().enumerate() {
        let (_, who) = stage.surveys[on];
        let presses = wrong.map(|what| {
            let (stage, control) = (&stage, stage.control(&Forgery::Real(on), what));
            async move { (what, stage.press(who, prompt, &control).await) }
        });
        for (what, seen) in join_all(presses).await {
            assert!(seen.error.is_none() && seen.form.is_none(), "{what}: {seen:?}");
            assert!(!seen.private_text().is_empty() && seen.shared.is_empty(), "{what}: {seen:?}");
            assert!(!seen.private_text().contains("Saved"), "{what}: {seen:?}");
        }
        assert_eq!(stage.world.now(prompt).buttons.len(), 9, "the prompt waits unchanged");
    }
    assert!(stage.stored().await.is_empty());
    stage.world.advance(minutes(1)).await;
}
