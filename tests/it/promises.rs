//! What a manager does next: a promise for the week, what became of it, before and after, and a scorecard that was missed.

use afterword::domain::instrument::CES7;
use afterword::sandbox::{Platform, Seen, Shown};
use serde_json::{Value, json};

use crate::instruments::answer;
use crate::program::{printed, refused, run};
use crate::world::{Discord, SUPPORT, Slack, TEAM, Wish, World, at, days};

const BOTH: [Platform; 2] = [Slack, Discord];
const WORKED_OUT: &str = "How was this worked out?";
/// The Monday after [`crate::world::START`], nine in Berlin.
const MONDAY: &str = "2026-11-30T08:00:00Z";

fn channel(platform: Platform) -> &'static str {
    TEAM.into_iter().find(|(p, _)| *p == platform).unwrap().1
}

fn posted(world: &World, platform: Platform) -> Vec<Shown> {
    let all = world.planet().bot_messages(platform, channel(platform));
    all.into_iter().filter(|m| m.only_for.is_none()).collect()
}

fn cards(world: &World, platform: Platform) -> Vec<Shown> {
    posted(world, platform).into_iter().filter(|m| !m.pictures.is_empty()).collect()
}

fn labels(message: &Shown) -> Vec<&str> {
    message.buttons.iter().map(|b| b.label.as_str()).collect()
}

/// Without the marks of emphasis.
fn plain(text: &str) -> String {
    text.replace("**", "").replace("*", "")
}

/// Types a command; Slack's words are the options in order.
async fn command(world: &World, platform: Platform, who: &str, name: &str, options: Value) -> String {
    match platform {
        Slack => {
            let given = options.as_object().unwrap();
            let words = given.values().filter_map(Value::as_str).chain(given.get("post").map(|_| "post"));
            let line = std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ");
            plain(&world.planet().slack().slash(who, SUPPORT[0].1, &line).await.private_text())
        }
        Discord => plain(&world.planet().discord().slash(who, TEAM[1].1, name, options).await.private_text()),
    }
}

async fn promise(world: &World, platform: Platform, who: &str, text: &str) -> String {
    command(world, platform, who, "promise", json!({ "text": text })).await
}

async fn fill(world: &World, platform: Platform, who: &str, fate: Option<&str>, text: &str) -> Seen {
    fill_in(world, platform, who, "What became of the last promise?", fate, text).await
}

/// The same where the form asks in other words what became of the last promise.
async fn fill_in(world: &World, platform: Platform, who: &str, asked: &str, fate: Option<&str>, text: &str) -> Seen {
    let mut fields = json!({ "promise": text });
    match (platform, fate) {
        (_, None) => {}
        (Slack, Some(fate)) => fields["fate"] = json!([fate]),
        (Discord, Some(fate)) => fields[asked] = json!(fate),
    }
    match platform {
        Slack => world.planet().slack().submit_view(who, fields).await,
        Discord => world.planet().discord().submit_modal(who, fields).await,
    }
}

/// What a person reads after sending a form: Slack shows it in the window, Discord as a private message.
fn told(platform: Platform, seen: &Seen) -> String {
    match platform {
        Slack => seen.form.as_ref().map(Value::to_string).unwrap_or_default(),
        Discord => seen.private_text(),
    }
}

#[tokio::test]
async fn a_promise_is_made_replaced_and_marked_and_the_next_scorecards_say_so() {
    for platform in BOTH {
        let world = World::new().await;
        let said = promise(&world, platform, "lena", "We answer *faster* <!channel>").await;
        assert!(said.contains("The promise of Payments for 23-29 Nov 2026 is:"), "{said}");
        let said = promise(&world, platform, "ana", "We call back the same day").await;
        assert!(said.contains("It takes the place of the one before"), "{said}");
        world.advance_to(at(MONDAY)).await;
        let card = cards(&world, platform).remove(0);
        assert!(plain(card.text()).contains("The week's promise (23-29 Nov 2026, by "), "{}", card.text());
        assert!(card.text().contains("what became of it was not said"), "{}", card.text());
        assert!(card.text().contains("We call back the same day") && !card.text().contains("faster"));
        assert_eq!(labels(&card), ["Promise for this week", WORKED_OUT]);
        let replies = world.planet().bot_messages(platform, &card.id);
        let mut beside = posted(&world, platform).into_iter().chain(replies);
        let detail = beside.find(|m| labels(m).contains(&"Still at it")).expect("its thread has the buttons");
        let seen = world.press("ben", &detail, "Kept").await;
        assert!(
            seen.private_text().contains("Noted for 23-29 Nov 2026: kept. What was posted stays as it is"),
            "{seen:?}"
        );
        let seen = world.press("lena", &card, "Promise for this week").await;
        assert!(seen.form.is_some(), "{seen:?}");
        let seen = fill(&world, platform, "lena", None, "No more than one handover").await;
        let read = told(platform, &seen);
        assert!(read.contains("The promise of Payments for 30 Nov - 6 Dec 2026 is:"), "{read} {seen:?}");
        world.advance(days(7)).await;
        world.advance(days(7)).await;
        let all = cards(&world, platform);
        assert_eq!((all[0].text(), all[0].edited), (card.text(), false), "what was posted stays as it is");
        let second = plain(all[1].text());
        assert!(second.contains("The week's promise (30 Nov - 6 Dec 2026, by "), "{second}");
        assert!(second.contains("An earlier promise (23-29 Nov 2026, by ") && second.contains("): kept."), "{second}");
        assert!(!plain(all[2].text()).contains("promise ("), "said once: {}", all[2].text());
    }
}

#[tokio::test]
async fn promises_are_for_the_people_of_the_team_and_the_form_marks_the_one_before() {
    for platform in BOTH {
        let world = World::new().await;
        let said = promise(&world, platform, "mia", "anything").await;
        assert!(said.contains("Promises are for the people of a team. Nothing changed."), "{said}");
        promise(&world, platform, "ben", "We call back the same day").await;
        let said = command(&world, platform, "lena", "promise", json!({})).await;
        assert!(
            said.contains("This week (23-29 Nov 2026, by ") && said.contains("We call back the same day"),
            "{said}"
        );
        world.advance_to(at(MONDAY)).await;
        let card = cards(&world, platform).remove(0);
        let seen = world.press("mia", &card, "Promise for this week").await;
        assert!(seen.form.is_none(), "{seen:?}");
        assert!(seen.private_text().contains("Promises of Payments are for the people of that team"), "{seen:?}");
        world.press("ana", &card, "Promise for this week").await;
        let not_kept = if platform == Slack { "not_kept" } else { "2" };
        let read = told(platform, &fill(&world, platform, "ana", Some(not_kept), "").await);
        assert!(read.contains("Noted for 23-29 Nov 2026: not kept."), "{read}");
        let said = command(&world, platform, "lena", "promise", json!({})).await;
        assert!(said.contains("has promised nothing for this week yet") && said.contains("): not kept."), "{said}");
        let long = "👩‍👩‍👧‍👦".repeat(80);
        let said = promise(&world, platform, "lena", &long).await;
        assert!(said.contains("It was longer than 300 characters and was cut."), "{said}");
        assert!(!said.contains("👩‍👩‍👧\n") && said.contains("👩‍👩‍👧‍👦"), "cut between graphemes: {said}");
    }
}

#[tokio::test]
async fn a_missed_scorecard_is_named_and_posted_once_when_a_manager_asks() {
    for platform in BOTH {
        let mut world = World::new().await;
        world.settle().await;
        world.stop().await;
        world.clock.set(at("2026-12-05T12:00:00Z"));
        world.start().await;
        world.settle().await;
        assert!(cards(&world, platform).is_empty(), "five days late is not posted");
        let week = json!({ "week": "2026-W48" });
        let said = command(&world, platform, "ana", "scorecard", week.clone()).await;
        assert!(said.contains("This scorecard was missed in 2 channels"), "{said}");
        let post = json!({ "week": "2026-W48", "post": true });
        let said = command(&world, platform, "ana", "scorecard", post.clone()).await;
        assert!(said.contains("Scorecards are posted by the team's managers. Nothing was posted."), "{said}");
        let said = command(&world, platform, "lena", "scorecard", json!({ "week": "2026-W49", "post": true })).await;
        assert!(said.contains("is not over"), "{said}");
        let said = command(&world, platform, "lena", "scorecard", post.clone()).await;
        assert!(said.contains("is being posted in 2 channels"), "{said}");
        let said = command(&world, platform, "lena", "scorecard", post.clone()).await;
        assert!(said.contains("already"), "{said}");
        world.settle().await;
        for other in BOTH {
            let all = cards(&world, other);
            assert_eq!(all.len(), 1, "{other:?}");
            assert!(all[0].text().contains("posted late"), "{}", all[0].text());
        }
        let said = command(&world, platform, "lena", "scorecard", post).await;
        assert!(said.contains("In 2 channels it is posted already, and is not posted twice."), "{said}");
        let said = command(&world, platform, "ana", "scorecard", week).await;
        assert!(!said.contains("was missed"), "{said}");
        world.settle().await;
        assert_eq!(cards(&world, platform).len(), 1);
    }
}

#[tokio::test]
async fn how_it_was_worked_out_is_told_of_the_posted_numbers_to_whoever_reads_the_card() {
    for platform in BOTH {
        let world = World::new().await;
        let before = ["2026-10-28T10:00:00Z", "2026-11-04T10:00:00Z", "2026-11-11T10:00:00Z", "2026-11-18T10:00:00Z"];
        history(&world, before, "2026-09-30T10:00:00Z", "2026-11-24T10:00:00Z").await;
        world.advance_to(at(MONDAY)).await;
        let card = cards(&world, platform).remove(0);
        let first = plain(&world.press("ana", &card, WORKED_OUT).await.private_text());
        for told in [
            WORKED_OUT,
            "42 of 60 answers were 5-7, which is 70 %. Likely range 57-80 %: Wilson's score range at 95 %.",
            "The difference is likely between -28 and -4 points: square-and-add (Newcombe 1998, method 10).",
            "The week runs from Mon 23 Nov, 00:00 until Mon 30 Nov, 00:00 (Europe/Berlin).",
        ] {
            assert!(first.contains(told), "{told}: {first}");
        }
        // More answers of that week come later: what was posted is what is explained.
        let late: Vec<_> = (900..930).map(|n| answer(&CES7, 7, n, "2026-11-25T10:00:00Z")).collect();
        let chance = afterword::chance::Chance::seeded(8);
        world.store().import(&late, &move || chance.id()).await.unwrap();
        assert_eq!(plain(&world.press("lena", &card, WORKED_OUT).await.private_text()), first);
        // A button that somebody carried to where no card is says nothing of the team.
        let control = card.buttons.iter().find(|b| b.label == WORKED_OUT).unwrap().id.clone();
        let (_, theirs) = world.asked(platform, "mia").await;
        let seen = match platform {
            Slack => world.planet().slack().press_forged("mia", &theirs.channel, &theirs.id, &control).await,
            Discord => world.planet().discord().press_forged("mia", &theirs.channel, &theirs.id, &control).await,
        };
        assert!(!seen.private_text().is_empty() && !seen.private_text().contains("70 %"), "{seen:?}");
    }
}

#[tokio::test]
async fn what_is_told_of_a_posted_card_is_in_the_language_it_was_posted_in() {
    let mut world = World::with(Wish { team: IN_GERMAN, ..Wish::default() }).await;
    let before = ["2026-10-28T10:00:00Z", "2026-11-04T10:00:00Z", "2026-11-11T10:00:00Z", "2026-11-18T10:00:00Z"];
    history(&world, before, "2026-09-30T10:00:00Z", "2026-11-24T10:00:00Z").await;
    world.advance_to(at(MONDAY)).await;
    world.stop().await;
    let config = std::fs::read_to_string(world.config_file()).unwrap();
    std::fs::write(world.config_file(), config.replace("language = \"de\"", "language = \"fr\"")).unwrap();
    world.start().await;
    for platform in BOTH {
        let card = cards(&world, platform).remove(0);
        let button = card.buttons.iter().find(|b| b.label.contains("berechnet")).unwrap().label.clone();
        let told = plain(&world.press("ana", &card, &button).await.private_text());
        assert!(told.contains("42 von 60 Antworten") && !told.contains("réponses"), "{told}");
    }
}

/// 204 of 240 in four weeks before, 42 of 60 in the one after, and an answer in the week between that counts for neither.
async fn history(world: &World, before: [&str; 4], between: &str, after: &str) {
    let chance = afterword::chance::Chance::seeded(7);
    let draw = move || chance.id();
    let mut lines = Vec::new();
    let mut add = |good: usize, all: usize, when: &str| {
        for n in 0..all {
            lines.push(answer(&CES7, if n < good { 6 } else { 2 }, lines.len(), when));
        }
    };
    before.into_iter().for_each(|when| add(51, 60, when));
    add(0, 1, between);
    add(42, 60, after);
    world.store().import(&lines, &draw).await.unwrap();
}

#[tokio::test]
async fn before_and_after_a_day_is_told_to_the_team_with_its_range() {
    for platform in BOTH {
        let world = World::new().await;
        let before = ["2026-10-12", "2026-10-19", "2026-10-26", "2026-11-02"].map(|d| format!("{d}T10:00:00Z"));
        let before = [&before[0], &before[1], &before[2], &before[3]].map(String::as_str);
        history(&world, before, "2026-11-11T10:00:00Z", "2026-11-18T10:00:00Z").await;
        let ask =
            async |who: &str, date: &str| command(&world, platform, who, "compare", json!({ "date": date })).await;
        let said = ask("ana", "2026-11-11").await;
        assert!(said.contains("The week of 9-15 Nov 2026 is left out."), "{said}");
        assert!(said.contains("70 % of 60 (likely 57-80 %) said it was easy in the week after"), "{said}");
        assert!(said.contains("85 % of 240 (likely 80-89 %) in the 4 weeks before"), "{said}");
        assert!(said.contains("A clear fall of somewhere between 4 and 28 points, not luck."), "{said}");
        assert!(said.contains("Something else may have changed at the same time"), "{said}");
        for (who, date, told) in [
            ("mia", "2026-11-11", "Before and after is for the people of a team."),
            ("ana", "yesterday", "“yesterday” is not a date."),
            ("ana", "2026-11-30", "30 Nov 2026 is still to come."),
            ("ana", "2026-11-19", "From 30 Nov 2026 on there is something to compare."),
            ("ana", "2026-10-14", "The first answer to Payments came on 12 Oct 2026"),
        ] {
            let said = ask(who, date).await;
            assert!(said.contains(told), "{who} {date}: {said}");
        }
    }
}

// The sandbox must answer while the test waits for a command.
#[tokio::test(flavor = "multi_thread")]
async fn the_operator_compares_on_the_command_line_in_words_and_in_json() {
    let mut world = World::with(Wish { start: at("2025-11-18T09:00:00Z"), ..Wish::default() }).await;
    let before = ["2025-10-06T10:00:00Z", "2025-10-13T10:00:00Z", "2025-10-20T10:00:00Z", "2025-10-27T10:00:00Z"];
    history(&world, before, "2025-11-05T10:00:00Z", "2025-11-12T10:00:00Z").await;
    world.stop().await;
    let ask = |more: &[&str]| {
        let words = [&["compare", "--team", "Payments", "--date"][..], more].concat();
        run(&world, &words)
    };
    let words = ["compare", "--team", "Payments", "--date", "2025-11-05"];
    assert!(printed(&world, &words).contains("85 % of 240"), "words");
    let json: Value = serde_json::from_str(&printed(&world, &[&words[..], &["--format", "json"]].concat())).unwrap();
    let one = &json["comparisons"][0];
    assert_eq!((one["instrument"].as_str(), one["before"]["n"].as_u64()), (Some("ces7"), Some(240)));
    assert_eq!(one["after"]["n"].as_u64().unwrap() % 60, 0, "{one}");
    for (date, code, told) in [
        ("3 June", Some(2), "is not a date; write it like 2026-06-03"),
        ("2999-01-01", Some(2), "is still to come"),
        ("2025-10-08", Some(1), "The first answer to Payments came on 6 Oct 2025"),
    ] {
        let (found, said) = refused(&ask(&[date]));
        assert_eq!(found, code, "{said}");
        assert!(said.contains(told), "{said}");
    }
}

const IN_GERMAN: &str = "language = \"de\"\ninstruments = [\"ces7\", \"csat5\"]\nmode = \"follow\"";

/// As people read it: without what keeps Discord from taking it for markup, and with spaces that break.
fn read(said: &str) -> String {
    said.replace('\\', "").replace('\u{a0}', " ")
}

#[tokio::test]
async fn a_german_team_compares_and_promises_in_german_in_both_chats() {
    for platform in BOTH {
        let world = World::with(Wish { team: IN_GERMAN, ..Wish::default() }).await;
        let before = ["2026-10-12", "2026-10-19", "2026-10-26", "2026-11-02"].map(|d| format!("{d}T10:00:00Z"));
        let before = [&before[0], &before[1], &before[2], &before[3]].map(String::as_str);
        history(&world, before, "2026-11-11T10:00:00Z", "2026-11-18T10:00:00Z").await;
        let typed =
            async |who: &str, name: &str, options: Value| read(&command(&world, platform, who, name, options).await);
        let date = |date: &str| json!({ "date": date });
        for (who, name, options, told) in [
            ("ana", "compare", date("2026-11-11"), "Vor und nach dem 11. Nov. 2026: Payments"),
            ("ana", "compare", date("2026-11-11"), "Die Woche 9.–15. Nov. 2026 bleibt außen vor."),
            (
                "ana",
                "compare",
                date("2026-11-11"),
                "In der Woche danach: 70 % von 60 (wahrscheinlich 57–80 %) fanden es einfach, statt 85 % von 240 \
                 (wahrscheinlich 80–89 %) in den 4 Wochen davor. Das ist kein Zufall, sondern ein klarer Rückgang: \
                 irgendwo zwischen 4 und 28 Punkten.",
            ),
            ("ana", "compare", date("gestern"), "„gestern“ ist kein Datum. Bitte so schreiben wie 2026-06-03:"),
            ("ana", "compare", date("2026-11-30"), "Der 30. Nov. 2026 liegt noch in der Zukunft."),
            (
                "ana",
                "compare",
                json!({ "date": "2026-11-11", "team": "Billing" }),
                "Kein Team heißt „Billing“. Es gibt: Payments.",
            ),
            // Whoever is of no team reads what they read themselves.
            ("mia", "compare", date("2026-11-11"), "Before and after is for the people of a team."),
            ("mia", "promise", json!({ "text": "Mehr" }), "Promises are for the people of a team. Nothing changed."),
            ("ana", "promise", json!({}), "Das Team Payments hat für diese Woche noch nichts versprochen:"),
            (
                "lena",
                "promise",
                json!({ "text": "Wir rufen am selben Tag zurück" }),
                "Das Versprechen des Teams Payments für die Woche 23.–29. Nov. 2026 lautet:",
            ),
            ("ana", "promise", json!({}), "Diese Woche (23.–29. Nov. 2026, von "),
            (
                "lena",
                "scorecard",
                json!({ "week": "2026-W48", "post": true }),
                "Die Woche 23.–29. Nov. 2026 ist noch nicht vorbei.",
            ),
        ] {
            let said = typed(who, name, options).await;
            assert!(said.contains(told), "{platform:?} {who} {name}: {told}: {said}");
        }
        world.advance_to(at(MONDAY)).await;
        let card = cards(&world, platform).remove(0);
        let form = world.press("ben", &card, "Versprechen für diese Woche").await.form.unwrap().to_string();
        let asked = "Was wurde aus dem letzten Versprechen?";
        for words in ["Versprechen der Woche", asked, "Was soll diese Woche besser werden?"] {
            assert!(form.contains(words), "{words}: {form}");
        }
        let kept = if platform == Slack { "kept" } else { "1" };
        let said = told(platform, &fill_in(&world, platform, "ben", asked, Some(kept), "Nur eine Übergabe").await);
        assert!(read(&said).contains("für die Woche 30. Nov. – 6. Dez. 2026 lautet:"), "{said}");
        assert!(read(&said).contains("Das letzte Versprechen: gehalten."), "{said}");
    }
}

// The sandbox must answer while the test waits for a command.
#[tokio::test(flavor = "multi_thread")]
async fn the_operator_of_a_german_team_compares_in_german_and_programs_read_what_they_always_read() {
    let start = at("2025-11-18T09:00:00Z");
    let mut world = World::with(Wish { start, team: IN_GERMAN, ..Wish::default() }).await;
    let before = ["2025-10-06T10:00:00Z", "2025-10-13T10:00:00Z", "2025-10-20T10:00:00Z", "2025-10-27T10:00:00Z"];
    history(&world, before, "2025-11-05T10:00:00Z", "2025-11-12T10:00:00Z").await;
    world.stop().await;
    let words = ["compare", "--team", "Payments", "--date", "2025-11-05"];
    let said = read(&printed(&world, &words));
    assert!(said.contains("statt 85 % von 240 (wahrscheinlich 80–89 %) in den 4 Wochen davor"), "{said}");
    let json: Value = serde_json::from_str(&printed(&world, &[&words[..], &["--format", "json"]].concat())).unwrap();
    let sentence = json["comparisons"][0]["sentence"].as_str().unwrap();
    assert!(sentence.contains("instead of 85 % of 240 (likely 80-89 %) in the 4 weeks before"), "{sentence}");
    let (code, said) = refused(&run(&world, &["compare", "--team", "Payments", "--date", "2999-01-01"]));
    assert!(code == Some(2) && said.contains("Der 1. Jan. 2999 liegt noch in der Zukunft."), "{said}");
}
