//! Databases as they are after weeks of work, filled in seconds: one survey of each kind goes in through the store, and
//! its rows are copied with another number in them.
//!
//! Knows that every id of the model carries a number that stands nowhere else. Refuses to know any column by name but
//! the serial `id`s.

use std::collections::BTreeMap;
use std::path::Path;

use afterword::clock::{Clock, SystemClock};
use afterword::domain;
use afterword::domain::ids::{Channel, Identity, MessageRef, Platform, SurveyId, TeamName};
use afterword::domain::instrument::{CES7, CSAT5};
use afterword::domain::job::{NewJob, Task};
use afterword::domain::survey::{State, Survey};
use afterword::domain::ticket::{Contact, EventKind, Outcome, TicketEvent, TicketFacts};
use afterword::store::{Recorded, Store, Tx};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Row};

use crate::calls::{ON_DISCORD, ON_SLACK, WORKSPACE, discord_user, slack_user, survey};

/// The numbers of the models, which no copy reaches.
const MODELS: [(Platform, usize); 2] = [(Platform::Slack, 7_777_777), (Platform::Discord, 8_888_888)];
/// What a survey's rows are in, those that are referred to first.
const TABLES: [&str; 5] = ["person", "identity", "ticket", "survey", "job"];

/// What the surveys are in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The prompt is to be sent now.
    Queued,
    /// The prompt is there and waits to be pressed.
    Asked,
}

/// A new database with `each` surveys for Slack and as many for Discord.
pub async fn fill(file: &Path, each: usize, stage: Stage) -> anyhow::Result<()> {
    let store = Store::open(&format!("sqlite://{}", file.display())).await?;
    store.migrate().await?;
    let now = SystemClock::default().now();
    if each > 0 {
        let tx = store.begin().await?;
        for (platform, number) in MODELS {
            model(&tx, platform, number, stage, now).await?;
        }
        tx.commit().await?;
    }
    store.close().await;
    if each > 0 {
        copy(file, each).await?;
    }
    Ok(())
}

async fn copy(file: &Path, each: usize) -> anyhow::Result<()> {
    let fast = SqliteConnectOptions::new().filename(file).synchronous(SqliteSynchronous::Off);
    let mut db = SqliteConnection::connect_with(&fast).await?;
    for (_, number) in MODELS {
        for table in TABLES {
            let described =
                sqlx::query(AssertSqlSafe(format!("PRAGMA table_info({table})"))).fetch_all(&mut db).await?;
            let columns: Vec<(String, String)> =
                described.iter().map(|row| (row.get::<String, _>("name"), row.get::<String, _>("type"))).collect();
            let copied = copying(table, &columns, number, each);
            sqlx::query(AssertSqlSafe(copied)).execute(&mut db).await?;
        }
    }
    let stored: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM survey").fetch_one(&mut db).await?;
    // What the planner knows, and no log to be read back by whoever opens the file next.
    sqlx::raw_sql("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut db).await?;
    db.close().await?;
    anyhow::ensure!(usize::try_from(stored)? == MODELS.len() * (each + 1), "{stored} surveys stored");
    Ok(())
}

/// `INSERT … SELECT` of a model's rows for the numbers from 0.
fn copying(table: &str, columns: &[(String, String)], number: usize, each: usize) -> String {
    let serial = |(name, kind): &&(String, String)| name == "id" && kind.eq_ignore_ascii_case("integer");
    let kept: Vec<_> = columns.iter().filter(|c| !serial(c)).collect();
    let is_text = |kind: &str| kind.to_ascii_uppercase().starts_with("TEXT");
    let (mut selected, mut found) = (Vec::new(), Vec::new());
    for (name, kind) in &kept {
        if is_text(kind) {
            selected.push(format!("REPLACE({name}, '{number}', printf('%07d', n))"));
            found.push(format!("{name} LIKE '%{number}%'"));
        } else {
            selected.push(name.clone());
        }
    }
    let names: Vec<_> = kept.iter().map(|(name, _)| name.as_str()).collect();
    format!(
        "WITH RECURSIVE every(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM every WHERE n + 1 < {each})
         INSERT INTO {table} ({}) SELECT {} FROM {table}, every WHERE {}",
        names.join(", "),
        selected.join(", "),
        found.join(" OR ")
    )
}

async fn model(tx: &Tx, platform: Platform, n: usize, stage: Stage, now: domain::Timestamp) -> anyhow::Result<()> {
    let (who, id, message) = match platform {
        Platform::Slack => {
            (Identity::slack(WORKSPACE, slack_user(n)), survey(ON_SLACK, n), ("D0BENCH001", "1764000000.000100"))
        }
        Platform::Discord => {
            (Identity::discord(discord_user(n)), survey(ON_DISCORD, n), ("870000000000000001", "860000000000000001"))
        }
    };
    let event = closed(&who, &format!("{platform}-{n}"), now);
    let recorded = tx.record_close(&event, &|| format!("ticket{platform}{n}"), now).await?;
    let Recorded::New { ticket, seq } = recorded else { anyhow::bail!("the model was closed before") };
    let person = tx.person(std::slice::from_ref(&who), &|| format!("person{platform}{n}"), now).await?;
    let channel = Channel { platform, id: message.0.to_owned() };
    let message = MessageRef { channel, id: message.1.to_owned() };
    let state = match stage {
        Stage::Queued => State::Planned { send_at: now },
        Stage::Asked => State::Delivered { at: now, message: Some(message) },
    };
    let survey = Survey {
        id,
        ticket,
        close_seq: seq,
        team: TeamName::new("Payments"),
        closed_at: now,
        agent: Some("slack:U0AGENT001".into()),
        person: Some(person.id),
        may_answer: vec![who],
        instrument: &CES7,
        follow: Some(&CSAT5),
        privacy: afterword::domain::privacy::Privacy::default(),
        expires: domain::Duration::from_hours(7 * 24),
        state,
        wording: Default::default(),
        version: 0,
    };
    tx.insert_survey(&survey, now).await?;
    tx.enqueue(&job(&survey.id, platform, stage, now).of(&event.installation), now).await?;
    Ok(())
}

fn job(survey: &SurveyId, platform: Platform, stage: Stage, now: domain::Timestamp) -> NewJob {
    let survey = survey.clone();
    match stage {
        Stage::Queued => NewJob::once(Task::Deliver { survey }, Some(platform), now),
        Stage::Asked => {
            let over = now + domain::Duration::from_hours(7 * 24);
            NewJob::nth(Task::Expire { survey }, over.as_millisecond(), None, over)
        }
    }
}

fn closed(who: &Identity, number: &str, at: domain::Timestamp) -> TicketEvent {
    TicketEvent {
        source: "desk".to_owned(),
        installation: who.installation.clone(),
        vendor: "generic".to_owned(),
        kind: EventKind::Closed,
        delivery_id: None,
        dedupe_key: format!("bench:{number}"),
        occurred_at: at,
        team: Some("Payments".to_owned()),
        ticket: TicketFacts {
            id: format!("bench-{number}"),
            subject: Some("Charged twice for one order".to_owned()),
            ..TicketFacts::default()
        },
        outcome: Outcome::Resolved,
        agent: None,
        closed_by: None,
        participants: vec![],
        replied: None,
        customer: Some(Contact::of(who.clone())),
        chat: None,
        no_survey: None,
        extra: BTreeMap::new(),
    }
}
