//! A database of an earlier release, with a week's work in it, becomes one of today and loses nothing.

use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;
use serde_json::{Value, json};

use crate::postgres;
use crate::program::printed;
use crate::world::{Wish, World};

#[path = "../../migrations/mod.rs"]
mod migrations;

/// The steps there were when levels of privacy came, the last of them `m0007_privacy_level`.
const STEPS: u32 = 5;
/// Tuesday of 2025-W48, in milliseconds.
const TUESDAY: i64 = 1_764_061_200_000;
const WEEK: &str = "2025-W48";

/// Every state a survey can be in, with the column and the reason that say so.
const STATES: [(&str, &str, &str); 9] = [
    ("planned", "send_at", ""),
    ("held", "send_at", ""),
    ("delivered", "delivered_at", ""),
    ("answered", "answered_at", ""),
    ("declined", "ended_at", ""),
    ("expired", "ended_at", ""),
    ("skipped", "", "cooldown"),
    ("undeliverable", "ended_at", "dm_closed"),
    ("cancelled", "ended_at", "reopened"),
];

fn event(id: &str) -> String {
    json!({ "source": "desk", "vendor": "zendesk", "kind": "closed", "dedupe_key": id, "occurred_at": TUESDAY,
            "ticket": { "id": id }, "outcome": "resolved" })
    .to_string()
}

/// One close with its survey, as the release wrote it.
fn close(n: usize, (state, column, reason): (&str, &str, &str)) -> Vec<String> {
    let (id, event) = (format!("t{n}"), event(&format!("t{n}")));
    let reason = if reason.is_empty() { "NULL".to_owned() } else { format!("'{reason}'") };
    let (more, value) = if column.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(", {column}"), format!(", {TUESDAY}"))
    };
    vec![
        format!("INSERT INTO person (id, created_at) VALUES ('p{n}', {TUESDAY})"),
        format!("INSERT INTO identity (kind, installation, value, person_id) VALUES ('slack', 'T0AFTERWRD', 'UOLD{n}', 'p{n}')"),
        format!(
            "INSERT INTO ticket (id, installation, source, ticket_key, state, changed_at, close_seq, created_at, event)
             VALUES ('{id}', '', 'desk', '{id}', 'closed', {TUESDAY}, 1, {TUESDAY}, '{event}')"
        ),
        format!(
            "INSERT INTO survey (id, installation, ticket_id, close_seq, team, closed_at, agent, person_id, may_answer,
               instrument, follow, expires_ms, state, reason, version, created_at, saved_at{more})
             VALUES ('s{n}', '', '{id}', 1, 'Payments', {TUESDAY}, 'Ana', 'p{n}', '[[\"slack\",\"T0AFTERWRD\",\"UOLD{n}\"]]',
               'ces7', 'csat5', 604800000, '{state}', {reason}, 3, {TUESDAY}, {TUESDAY}{value})"
        ),
        format!(
            "INSERT INTO job (kind, subject, key, lane, state, due_at, first_due_at, created_at, attempt, snoozes, fence,
               doubt) VALUES ('deliver', 's{n}', 'deliver:s{n}', 'slack', 'done', {TUESDAY}, {TUESDAY}, {TUESDAY}, 1, 0, 1, FALSE)"
        ),
    ]
}

fn answer(n: usize, score: u8) -> Vec<String> {
    let said = if score == 2 { "'It took three calls.', 'slow'" } else { "NULL, NULL" };
    vec![
        format!(
            "INSERT INTO answer (id, survey_id, position, installation, team, person_id, agent, instrument,
               instrument_version, score, first_at, last_at, changes, comment, reasons, contact_ok)
             VALUES ('a{n}', 's{n}', 0, '', 'Payments', 'p{n}', 'Ana', 'ces7', 1, {score}, {TUESDAY}, {TUESDAY}, 0, {said}, TRUE)"
        ),
        format!("INSERT INTO answer_value (answer_id, seq, score, at) VALUES ('a{n}', 1, {score}, {TUESDAY})"),
    ]
}

#[tokio::test]
async fn a_database_of_an_earlier_release_migrates_with_all_its_data_and_is_read_as_before() {
    for database in [Some(None), postgres::database().await.map(Some)].into_iter().flatten() {
        let world = World::with(Wish { idle: true, database, ..Wish::default() }).await;
        let url = world.database();
        let url = if url.starts_with("sqlite") { format!("{url}?mode=rwc") } else { url.to_owned() };
        let old = Database::connect(&url).await.unwrap();
        migrations::Migrator::up(&old, Some(STEPS)).await.unwrap();
        let states = STATES.into_iter().chain([STATES[3]; 5]).enumerate();
        let scores = [2, 6, 6, 7, 5, 7];
        let answered = std::iter::once(3).chain(9..14).zip(scores);
        let rows =
            states.flat_map(|(n, state)| close(n, state)).chain(answered.flat_map(|(n, score)| answer(n, score)));
        for row in rows {
            old.execute_unprepared(&row).await.unwrap_or_else(|why| panic!("{why}: {row}"));
        }
        old.close().await.unwrap();

        let said = printed(&world, &["migrate"]);
        assert!(said.contains("m0008_cases") && !said.contains("m0007_privacy_level"), "{said}");
        let card = ["scorecard", "--team", "Payments", "--week", WEEK, "--format", "json"];
        let card: Value = serde_json::from_str(&printed(&world, &card)).unwrap();
        assert_eq!(card["closes"]["total"], 14, "{card:#}");
        for (state, _, _) in STATES {
            let expected = if state == "answered" { 6 } else { 1 };
            assert_eq!(card["closes"]["by_state"][state], expected, "{state}: {card:#}");
        }
        let effort = &card["metrics"][0];
        assert_eq!((&effort["n"], &effort["favourable"], &card["people"]), (&json!(6), &json!(5), &json!(6)));
        assert_eq!(card["reasons"], json!([{ "reason": "slow", "count": 1 }]));
        for (n, (state, _, _)) in STATES.into_iter().enumerate() {
            let told = printed(&world, &["why", &format!("t{n}")]);
            assert!(told.contains(&format!("t{n} (desk)")) && told.contains("Credit: Ana"), "{state}: {told}");
            assert!(told.contains("deliver: done"), "{state}: {told}");
        }
        let told = printed(&world, &["why", "t3"]);
        assert!(told.contains("2 of 7") && told.contains("It took three calls."), "{told}");
        assert!(printed(&world, &["recount"]).contains("kept and counted agree"));
        let exported = printed(&world, &["export", "answers"]);
        assert_eq!(exported.lines().count(), 7, "{exported}");
    }
}
