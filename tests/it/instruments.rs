//! Every instrument, from the question in the thread to the number on the scorecard, in both chats.

use afterword::domain::calendar::Week;
use afterword::domain::ids::TeamName;
use afterword::domain::instrument::{ALL, Instrument, NPS11, Score};
use afterword::domain::survey::Answer;
use afterword::sandbox::Platform;
use afterword::store::LedgerLine;

use crate::world::{Discord, Slack, Wish, World, at, days};

/// How one instrument is met: what its buttons say, a point to press and what is said of it.
struct Met {
    team: &'static str,
    instrument: &'static str,
    question: &'static str,
    labels: &'static [&'static str],
    press: &'static str,
    value: u8,
    saved: &'static str,
    /// What is offered in the comment form first.
    trouble: &'static str,
}

const WAYS_OUT: [&str; 2] = ["Not solved yet", "Don't ask me again"];

const CES5: Met = Met {
    team: "instruments = [\"ces5\"]",
    instrument: "ces5",
    question: "how easy was it to get this solved?",
    labels: &["1 Very hard", "2", "3", "4", "5 Very easy"],
    press: "2",
    value: 2,
    saved: "Saved: 2 of 5. What made it hard?",
    trouble: "What made it hard?",
};
const CSAT5: Met = Met {
    team: "instruments = [\"csat5\"]",
    instrument: "csat5",
    question: "how satisfied were you with the help you got?",
    labels: &["1 Very unsatisfied", "2", "3", "4", "5 Very satisfied"],
    press: "5",
    value: 5,
    saved: "Saved: 5 of 5.",
    trouble: "Did anything go wrong all the same?",
};
const THUMBS: Met = Met {
    team: "instruments = [\"thumbs\"]",
    instrument: "thumbs",
    question: "were you satisfied with the help you got?",
    labels: &["No, thumbs down", "Yes, thumbs up"],
    press: "No, thumbs down",
    value: 0,
    saved: "Saved: No, thumbs down. What went wrong?",
    trouble: "What went wrong?",
};
const NPS: Met = Met {
    team: "instruments = [\"nps11\"]",
    instrument: "nps11",
    question: "how likely is it that you would recommend us to a friend or colleague?",
    labels: &["0 Not at all likely", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10 Extremely likely"],
    press: "6",
    value: 6,
    saved: "Saved: 6 of 10. What would have to be better?",
    trouble: "What would have to be better?",
};

async fn journey(met: Met, platform: Platform) {
    let world = World::with(Wish { team: met.team, ..Wish::default() }).await;
    let (ticket, prompt) = world.asked(platform, "mia").await;
    assert!(prompt.text().contains(met.question), "{}", prompt.text());
    let labels: Vec<&str> = prompt.buttons.iter().map(|b| b.label.as_str()).collect();
    assert_eq!(labels, [met.labels, &WAYS_OUT].concat());

    let seen = world.press("mia", &prompt, met.press).await;
    let told = seen.private_text().replace("**", "");
    assert!(told.contains(met.saved), "{told}");
    world.settle().await;
    let thanks = world.now(&prompt).text().to_owned();
    assert!(thanks.contains("Thanks") && !thanks.contains(met.saved) && !thanks.contains("thumbs"), "{thanks}");
    let answer = world.story(&ticket).await.answers.remove(0);
    assert_eq!((answer.score.instrument().id, answer.score.value()), (met.instrument, met.value));

    let seen = world.press_private(platform, "mia", "Tell us why").await;
    let form = format!("{:?}", seen.form.expect("a form"));
    assert!(form.contains(met.trouble), "{form}");
    let seen = world.comment(platform, "mia", "Nobody read what I wrote.").await;
    assert!(seen.error.is_none() && seen.form_errors.is_none(), "{seen:?}");
    let answer = world.story(&ticket).await.answers.remove(0);
    assert_eq!(answer.reasons.len(), 1, "{answer:?}");

    // A change is a fresh answer on the same scale.
    world.press_private(platform, "mia", "Change").await;
    let best = met.labels.last().unwrap();
    let seen = world.press_private(platform, "mia", best).await;
    assert!(seen.private_text().contains("Saved:"), "{}", seen.private_text());
    let answer = world.story(&ticket).await.answers.remove(0);
    assert!(answer.score.is_favourable() && !answer.score.is_low(), "{answer:?}");
}

macro_rules! met_in_both_chats {
    ($($name:ident: $met:expr;)*) => {$(
        mod $name {
            use super::*;
            #[tokio::test]
            async fn in_slack() {
                journey($met, Slack).await;
            }
            #[tokio::test]
            async fn in_discord() {
                journey($met, Discord).await;
            }
        }
    )*};
}

// CES on seven points is what every other journey is made on.
met_in_both_chats! {
    effort_on_five_points_is_asked_answered_changed_and_explained: CES5;
    satisfaction_is_asked_answered_changed_and_explained: CSAT5;
    thumbs_are_asked_answered_changed_and_explained: THUMBS;
    recommendation_is_asked_answered_changed_and_explained: NPS;
}

#[tokio::test]
async fn a_team_that_alternates_asks_its_questions_in_turn_and_a_skipped_close_takes_no_turn() {
    let team = "instruments = [\"thumbs\", \"nps11\"]\nmode = \"alternate\"";
    let world = World::with(Wish { team, ..Wish::default() }).await;
    let mut asked = Vec::new();
    for (n, who) in ["mia", "jonas", "aiko", "carlos", "priya", "chloe"].into_iter().enumerate() {
        let platform = if n % 2 == 0 { Slack } else { Discord };
        let (ticket, prompt) = world.asked(platform, who).await;
        asked.push(world.story(&ticket).await.survey.instrument.id);
        world.press(who, &prompt, if n % 2 == 0 { "Yes, thumbs up" } else { "9" }).await;
        world.settle().await;
        assert_eq!(world.story(&ticket).await.answers.len(), 1, "one question a close");
        // Closed again at once: within the cooldown, so nobody is asked.
        let again = world.open(platform, who).await;
        world.close(&again).await;
        assert_eq!(world.state(&again).await.code(), "skipped");
    }
    assert_eq!(asked, ["thumbs", "nps11", "thumbs", "nps11", "thumbs", "nps11"]);
}

#[tokio::test]
async fn the_second_question_may_be_any_other() {
    let world = World::with(Wish { team: "instruments = [\"ces7\", \"nps11\"]", ..Wish::default() }).await;
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas")] {
        let (ticket, prompt) = world.asked(platform, who).await;
        let seen = world.press(who, &prompt, "6").await;
        assert!(seen.private_text().contains("would recommend us"), "{}", seen.private_text());
        world.settle().await;
        let seen = world.press_private(platform, who, "10 Extremely likely").await;
        assert!(seen.private_text().contains("Saved: 10 of 10"), "{}", seen.private_text());
        let answers = world.story(&ticket).await.answers;
        let scores: Vec<_> = answers.iter().map(|a| (a.score.instrument().id, a.score.value())).collect();
        assert_eq!(scores, [("ces7", 6), ("nps11", 10)]);
    }
}

/// So many answers of each point, in the week before the world begins.
pub fn answers(instrument: &'static Instrument, counts: &[u64]) -> Vec<LedgerLine> {
    let points = instrument.scale().zip(counts).flat_map(|(point, n)| (0..*n).map(move |_| point));
    points.enumerate().map(|(n, point)| answer(instrument, point, n, "2026-11-18T10:00:00Z")).collect()
}

pub fn answer(instrument: &'static Instrument, point: u8, n: usize, when: &str) -> LedgerLine {
    let score = Score::on(instrument, i64::from(point)).unwrap();
    let (first_at, last_at) = (at(when), at(when));
    let given = Answer { score, first_at, last_at, changes: 0, comment: None, reasons: Vec::new(), contact_ok: false };
    LedgerLine {
        source: "desk".to_owned(),
        ticket_id: format!("{}-{n}", instrument.id),
        subject: None,
        team: TeamName::new("Payments"),
        agent: Some("ana.agent@example.com".to_owned()),
        customer: Some(format!("customer{n}@example.com")),
        channel: None,
        touchpoint: Some("checkout".to_owned()),
        segment: Some("starter".to_owned()),
        tags: Vec::new(),
        opened_at: None,
        closed_at: at(when),
        state: "answered".to_owned(),
        reason: None,
        asked_at: Some(at(when)),
        instrument: Some(instrument),
        answer: Some(given),
        recovered: false,
        person: None,
        privacy: afterword::domain::privacy::Privacy::Leads,
    }
}

#[tokio::test]
async fn the_week_of_transactional_nps_is_told_as_the_specification_tells_it() {
    let team = "instruments = [\"nps11\", \"thumbs\"]\nmode = \"alternate\"";
    let world = World::with(Wish { team, ..Wish::default() }).await;
    let chance = afterword::chance::Chance::seeded(7);
    let draw = move || chance.id();
    world.store().import(&answers(&NPS11, &[1, 0, 0, 0, 0, 0, 3, 6, 6, 10, 15]), &draw).await.unwrap();
    for platform in [Slack, Discord] {
        let seen = world.slash(platform, "lena", "scorecard 2026-W47").await;
        let told = seen.private_text().replace("**", "");
        let sentence = "NPS +51 (25 promoters, 12 passives, 4 detractors; likely +28 to +68).";
        assert!(told.contains(sentence) && told.contains("Transactional NPS"), "{told}");
        assert!(told.contains("about 350 answers in each period"), "{told}");
        assert!(told.contains("Thumbs: No answers."), "the other question is another series: {told}");
    }
    // The same as a picture, posted on Monday to come: nothing was answered in its week, and it is drawn all the same.
    world.advance(days(7)).await;
    let week: Week = "2026-W47".parse().unwrap();
    let team = world.settings().team("Payments").unwrap().clone();
    let card = afterword::flow::digest::count(&world.app().ctx, &team, week).await.unwrap();
    let picture = afterword::flow::digest::draw(afterword::present::words::Voice::ENGLISH, card).await.unwrap();
    assert!(picture.alt.contains("NPS +51") && !picture.alt.contains("51 %"), "{}", picture.alt);
}

#[tokio::test]
async fn every_instrument_is_exported_and_comes_back_with_touchpoint_and_segment() {
    let world = World::with(Wish { idle: true, ..Wish::default() }).await;
    let rows: Vec<String> = ALL
        .into_iter()
        .flat_map(|i| i.scale().map(move |point| (i.id, point)))
        .map(|(id, point)| format!("{id}-{point},2026-11-18T10:00:00Z,checkout,starter,answered,{id},{point}\r\n"))
        .collect();
    let head = "ticket_id,closed_at,touchpoint,segment,state,instrument,score\r\n";
    let file = world.config_file().with_file_name("history.csv");
    std::fs::write(&file, format!("{head}{}", rows.concat())).unwrap();
    crate::program::printed(&world, &["import", file.to_str().unwrap()]);
    let exported = crate::program::printed(&world, &["export", "answers"]);
    let mut read = csv::Reader::from_reader(exported.as_bytes());
    let columns = read.headers().unwrap().clone();
    let cell = |row: &csv::StringRecord, name: &str| {
        row.get(columns.iter().position(|c| c == name).unwrap()).unwrap().to_owned()
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for row in read.records().map(Result::unwrap) {
        assert_eq!((cell(&row, "touchpoint"), cell(&row, "segment")), ("checkout".to_owned(), "starter".to_owned()));
        found.push((cell(&row, "instrument"), cell(&row, "score")));
    }
    found.sort();
    let mut wanted: Vec<_> =
        ALL.into_iter().flat_map(|i| i.scale().map(|p| (i.id.to_owned(), p.to_string()))).collect();
    wanted.sort();
    assert_eq!(found, wanted);
    std::fs::write(&file, format!("{head}x,2026-11-18T10:00:00Z,,,answered,thumbs,2\r\n")).unwrap();
    let (code, said) = crate::program::refused(&crate::program::run(&world, &["import", file.to_str().unwrap()]));
    assert!(code == Some(1) && said.contains("not a point of thumbs (0 to 1)"), "{said}");
}
