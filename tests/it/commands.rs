//! The program's commands as people and scripts use them: what they print, and how they end when they cannot.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::hooks::{self, deliver};
use crate::program::{Program, printed, refused, run, run_with};
use crate::world::{SECRET, Slack, Wish, World, at, minutes};

/// The columns of every export.
const HEADER: &str = "source,ticket_id,subject,team,agent,customer,channel,touchpoint,segment,tags,opened_at,closed_at,\
                      state,reason,instrument,score,reasons,comment,asked_at,answered_at,recovered";

async fn idle() -> World {
    World::with(Wish { idle: true, ..Wish::default() }).await
}

/// A week that is over, with six answered closes and one that nobody answered; nothing runs any more.
async fn a_past_week() -> World {
    let mut world = World::with(Wish { start: at("2025-11-18T09:00:00Z"), ..Wish::default() }).await;
    let people = ["mia", "jonas", "aiko", "carlos", "priya", "chloe", "sam"];
    for (n, who) in people.iter().enumerate() {
        let slack = world.planet().person(who).unwrap().slack;
        let ticket = json!({ "id": format!("50{n}"), "title": "=HYPERLINK(\"https://evil.example\")",
            "owner": "ana@example.com", "customer": { "slack": slack } });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        assert_eq!(deliver(&world, "desk", &body, &format!("d-{n}")).await, 200);
    }
    world.advance(minutes(5)).await;
    for (who, score) in people.iter().zip(["7", "6", "2", "5", "7", "6"]) {
        let dm = world.planet().dm(Slack, who).expect("asked");
        let prompt = world.planet().bot_messages(Slack, &dm).remove(0);
        let seen = world.press(who, &prompt, score).await;
        assert!(seen.private_text().contains("Saved"), "{seen:?}");
    }
    world.press_private(Slack, "aiko", "Tell us why").await;
    world.comment(Slack, "aiko", "+1-800 called me \"three\" times, then hung up").await;
    world.stop().await;
    world
}

#[tokio::test]
async fn a_second_serve_on_the_same_file_is_refused_and_names_the_first() {
    let mut world = idle().await;
    let first = Program::serve(&mut world).await;
    let (code, said) = refused(&run(&world, &["serve"]));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains(&format!("process {}", first.pid())), "{said}");
    assert!(said.contains("PostgreSQL"), "it says what to do: {said}");
}

#[tokio::test]
async fn reports_are_read_beside_a_serving_process_and_say_what_is_missing_without_one() {
    let mut world = idle().await;
    let (code, said) = refused(&run(&world, &["why", "1"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("there is no database"), "{said}");

    let serving = Program::serve(&mut world).await;
    let card: Value =
        serde_json::from_str(&printed(&world, &["scorecard", "--team", "Payments", "--format", "json"])).expect("JSON");
    assert_eq!(card["closes"]["total"], 0);
    assert_eq!(printed(&world, &["export", "answers"]).trim(), HEADER);
    let (ended, _) = serving.terminated().await;
    assert!(ended.success());
}

#[tokio::test]
async fn a_schema_newer_than_the_program_is_refused() {
    let world = idle().await;
    assert!(printed(&world, &["migrate"]).contains("applied"));
    assert_eq!(printed(&world, &["migrate"]).trim(), "the schema is up to date");
    let db = sea_orm::Database::connect(world.database()).await.unwrap();
    db.execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 1)")
        .await
        .unwrap();
    db.close().await.unwrap();
    for command in [&["serve"][..], &["migrate"], &["export", "tickets"]] {
        let (code, said) = refused(&run(&world, command));
        assert_eq!(code, Some(3), "{command:?}: {said}");
        assert!(said.contains("m9999_future") && said.contains("newer binary"), "{command:?}: {said}");
    }
}

#[tokio::test]
async fn a_wrong_configuration_is_refused_with_file_key_value_and_remedy() {
    let world = idle().await;
    let right = std::fs::read_to_string(world.config_file()).unwrap();
    let file = world.config_file().with_file_name("wrong.toml");
    let wrongs = [
        (
            "timezone = \"Europe/Berlin\"",
            "timezone = \"Europe/Berlni\"",
            ["timezone", "Europe/Berlni", "Europe/Berlin"],
        ),
        ("schedule = \"0 9 * * MON\"", "schedule = \"0 99 * * MON\"", ["schedule", "0 99 * * MON", "hour"]),
        ("[team.survey]", "[team.survey]\ncooldown = \"14\"", ["cooldown", "14", "14d"]),
        ("mode = \"follow\"", "moode = \"follow\"", ["moode", "mode", ""]),
    ];
    for (from, to, told) in wrongs {
        assert!(right.contains(from));
        std::fs::write(&file, right.replace(from, to)).unwrap();
        for command in ["check", "serve"] {
            let (code, said) = refused(&run_with(&world, &file, &[command]));
            assert_eq!(code, Some(2), "{to}: {said}");
            assert!(said.contains("wrong.toml"), "{said}");
            told.iter().for_each(|part| assert!(said.contains(part), "{part:?} is missing: {said}"));
        }
    }
    for nonsense in [&["frobnicate"][..], &["scorecard"], &["export", "secrets"]] {
        assert_eq!(run(&world, nonsense).status.code(), Some(2), "{nonsense:?}");
    }
    assert_eq!(run(&world, &["--help"]).status.code(), Some(0));
}

#[tokio::test]
async fn check_shows_the_next_three_scorecards_in_the_teams_own_time() {
    let world = idle().await;
    let said = printed(&world, &["check"]);
    assert!(said.contains("Payments"), "{said}");
    assert!(said.matches("09:00").count() >= 3, "{said}");
    for secret in [SECRET, "xoxb-", "xapp-", "sandbox.discord-token"] {
        assert!(!said.contains(secret), "a secret is printed");
    }
}

#[tokio::test]
async fn a_past_week_is_told_in_every_format_with_the_same_numbers() {
    let world = a_past_week().await;
    let card = |format: &'static str| ["scorecard", "--team", "Payments", "--week", "2025-W47", "--format", format];
    let text = printed(&world, &card("text"));
    assert!(text.contains("5 of 6 said it was easy"), "{text}");

    let told: Value = serde_json::from_str(&printed(&world, &card("json"))).unwrap();
    let keys = [
        "team",
        "week",
        "timezone",
        "from",
        "to",
        "provisional",
        "metrics",
        "people",
        "closes",
        "response_rate",
        "coverage",
        "agents",
        "segments",
        "cases",
        "phrases",
        "quotes",
        "sentence",
    ];
    for key in keys {
        assert!(told.get(key).is_some(), "{key} is missing: {told:#}");
    }
    assert_eq!((&told["week"], &told["provisional"]), (&json!("2025-W47"), &json!(false)));
    let ces = &told["metrics"][0];
    assert_eq!((&ces["instrument"], &ces["n"], &ces["favourable"]), (&json!("ces7"), &json!(6), &json!(5)));
    assert_eq!(ces["counts"], json!([0, 1, 0, 0, 1, 2, 2]));
    assert_eq!(told["closes"]["total"], json!(7));
    assert_eq!(told["closes"]["by_state"]["answered"], json!(6));
    assert!(text.contains(ces["sentence"].as_str().unwrap()), "{ces:#} is not in: {text}");

    let html = printed(&world, &card("html"));
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("5 of 6"), "{html}");
    for load in ["src=\"http", "href=\"http", "url(http", "<script src", "@import"] {
        assert!(!html.contains(load), "the page loads something from elsewhere: {load}");
    }
    let file = world.config_file().with_file_name("card.png");
    let out = file.to_str().unwrap();
    let output = run(&world, &[&card("png")[..], &["--out", out]].concat());
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(std::fs::read(&file).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));

    let (code, said) = refused(&run(&world, &["scorecard", "--team", "Paymets"]));
    assert_eq!(code, Some(2));
    assert!(said.contains("Paymets") && said.contains("Payments"), "{said}");
    let (code, said) = refused(&run(&world, &["scorecard", "--team", "Payments", "--week", "last"]));
    assert_eq!(code, Some(2), "{said}");
}

#[tokio::test]
async fn the_ledger_is_exported_whole_and_runs_nothing_in_a_spreadsheet() {
    let world = a_past_week().await;
    // A row per close and question asked: six people who answered were also shown the second question.
    for (what, rows) in [("answers", 6), ("tickets", 13)] {
        let text = printed(&world, &["export", what, "--format", "csv"]);
        assert_eq!(text.lines().next(), Some(HEADER));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(lines.len(), rows, "{what}: {text}");
        for cell in lines.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "a spreadsheet would compute {cell:?}");
        }
        let aiko = lines.iter().find(|line| &line[1] == "502" && &line[14] == "ces7").unwrap();
        assert_eq!((&aiko[12], &aiko[15]), ("answered", "2"));
        assert_eq!(&aiko[2], "'=HYPERLINK(\"https://evil.example\")");
        assert_eq!(&aiko[17], "'+1-800 called me \"three\" times, then hung up");

        let text = printed(&world, &["export", what, "--format", "jsonl"]);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), rows);
        for line in &lines {
            let names: Vec<&str> = HEADER.split(',').collect();
            assert!(names.iter().all(|n| line.get(n).is_some()) && line.as_object().unwrap().len() == names.len());
        }
        let none = printed(&world, &["export", what, "--from", "2025-12-01", "--to", "2026-01-01"]);
        assert_eq!(none.trim(), HEADER);
    }
    let unanswered = printed(&world, &["export", "tickets"]);
    let line = unanswered.lines().find(|line| line.starts_with("desk,506,")).unwrap();
    assert!(line.contains(",delivered,"), "{line}");
}

#[tokio::test]
async fn why_and_hook_say_what_became_of_a_ticket_and_would_become_of_a_webhook() {
    let world = a_past_week().await;
    let told = printed(&world, &["why", "502"]);
    assert!(told.contains("502") && told.contains("2 of 7"), "{told}");
    let (code, said) = refused(&run(&world, &["why", "999"]));
    assert_eq!(code, Some(1));
    assert!(said.contains("999"), "{said}");

    let body =
        json!({ "event": "ticket.solved", "ticket": { "id": "600", "customer": { "slack": "U1" } } }).to_string();
    let file = world.config_file().with_file_name("body.json");
    std::fs::write(&file, &body).unwrap();
    let file = file.to_str().unwrap();
    let told: Value = serde_json::from_str(&printed(&world, &["hook", "desk", "--body", file])).unwrap();
    assert!(told.to_string().contains("600"), "{told:#}");

    let now = afterword::clock::Clock::now(&afterword::clock::SystemClock::default()).as_second().to_string();
    let headers = |secret: &str| {
        let signature = hooks::sign(secret, &[now.as_bytes(), b".", body.as_bytes()]);
        [format!("X-Desk-Signature: sha256={}", hex::encode(signature)), format!("X-Desk-Timestamp: {now}")]
    };
    let with = |headers: &[String; 2]| {
        run(&world, &["hook", "desk", "--body", file, "--header", &headers[0], "--header", &headers[1]])
    };
    assert!(with(&headers(SECRET)).status.success());
    let (code, said) = refused(&with(&headers("wrong")));
    assert_eq!(code, Some(1), "{said}");
    let (code, said) = refused(&run(&world, &["hook", "nobody", "--body", file]));
    assert_eq!(code, Some(2));
    assert!(said.contains("desk") && said.contains("zen"), "{said}");
}
