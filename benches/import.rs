//! `afterword import`'s own store call beside a bare prepared insert into the same tables, on the same disk, in one run.
//!
//! The bare insert writes the same rows (ticket, person, identity, survey, answer, value) one statement a row, prepared
//! once, in one transaction on a file with the same schema, indexes and triggers. It knows nothing of closes that are
//! stored already, people who are known, or cooldowns: what those cost is the difference.

#[path = "common/ground.rs"]
mod ground;

use std::path::Path;
use std::process::ExitCode;

use afterword::chance::Chance;
use afterword::domain::ids::TeamName;
use afterword::domain::instrument::{CES7, Score};
use afterword::domain::privacy::Privacy;
use afterword::domain::survey::Answer;
use afterword::domain::{Duration, Timestamp};
use afterword::store::{LedgerLine, Store};
use sea_orm::sqlx;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use tempfile::TempDir;
use tokio::time::Instant;

/// Rows, unless `IMPORT_ROWS` says otherwise.
const ROWS: usize = 200_000;
/// Lines handed over at once, as the command does.
const AT_ONCE: usize = 1_024;
/// Each customer answers about so often.
const EACH: usize = 4;

fn main() -> ExitCode {
    ground::run("import", bench)
}

async fn bench(folder: TempDir) -> anyhow::Result<()> {
    let rows = std::env::var("IMPORT_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROWS);
    let ours = imported(&folder.path().join("ours.db"), rows).await?;
    let bare = inserted(&folder.path().join("bare.db"), rows).await?;
    println!("\n  {rows} rows with an answer each      rows/s");
    println!("  import                        {ours:>10.0}");
    println!("  bare prepared insert          {bare:>10.0}");
    println!("RATIO import_over_bare {:.2}", ours / bare);
    Ok(())
}

fn address(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

fn line(n: usize) -> anyhow::Result<LedgerLine> {
    let minutes = i64::try_from(n)?;
    let at = "2020-01-01T00:00:00Z".parse::<Timestamp>()? + Duration::from_mins(minutes);
    let score = Score::on(&CES7, minutes % 7 + 1)?;
    let (comment, reasons) = (n.is_multiple_of(5).then(|| "It took three mails".to_owned()), Vec::new());
    Ok(LedgerLine {
        source: "desk".to_owned(),
        ticket_id: n.to_string(),
        subject: Some("Charged twice".to_owned()),
        team: TeamName::new("Payments"),
        agent: Some(format!("agent{}@example.com", n % 20)),
        customer: Some(format!("customer{}@example.com", n / EACH)),
        channel: Some("email".to_owned()),
        touchpoint: None,
        segment: None,
        tags: vec!["billing".to_owned()],
        opened_at: None,
        closed_at: at,
        state: "answered".to_owned(),
        reason: None,
        asked_at: Some(at),
        instrument: Some(&CES7),
        answer: Some(Answer { score, first_at: at, last_at: at, changes: 0, comment, reasons, contact_ok: false }),
        recovered: false,
        person: None,
        privacy: Privacy::Leads,
    })
}

/// Rows a second.
async fn imported(path: &Path, rows: usize) -> anyhow::Result<f64> {
    let store = Store::open(&address(path)).await?;
    store.migrate().await?;
    let chance = Chance::seeded(1);
    let draw = || chance.id();
    let began = Instant::now();
    let mut import = store.begin_import(&draw).await?;
    let mut batch = Vec::with_capacity(AT_ONCE);
    for n in 0..rows {
        batch.push(line(n)?);
        if batch.len() == AT_ONCE {
            import.add(&batch).await?;
            batch.clear();
        }
    }
    import.add(&batch).await?;
    let closes = import.commit().await?;
    let took = began.elapsed();
    store.close().await;
    anyhow::ensure!(usize::try_from(closes)? == rows, "{closes} of {rows} were stored");
    Ok(rate(rows, took))
}

const BARE: [&str; 6] = [
    "INSERT INTO person (id, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
    "INSERT INTO identity (kind, installation, value, person_id) VALUES ('email', '', ?, ?) ON CONFLICT DO NOTHING",
    "INSERT INTO ticket (id, installation, source, ticket_key, state, changed_at, close_seq, created_at, event)
       VALUES (?, '', 'desk', ?, 'closed', ?, 1, ?, ?)",
    "INSERT INTO survey (id, installation, ticket_id, close_seq, team, closed_at, agent, agent_id, person_id, may_answer,
       instrument, expires_ms, state, delivered_at, answered_at, version, created_at, saved_at, privacy)
       VALUES (?, '', ?, 1, 'Payments', ?, ?, ?, ?, '[]', 'ces7', 604800000, 'answered', ?, ?, 0, ?, ?, 'leads')",
    "INSERT INTO answer (id, survey_id, position, installation, team, person_id, agent, agent_id, instrument,
       instrument_version, score, first_at, last_at, changes, comment, contact_ok)
       VALUES (?, ?, 0, '', 'Payments', ?, ?, ?, 'ces7', 1, ?, ?, ?, 0, ?, false)",
    "INSERT INTO answer_value (answer_id, seq, score, at) VALUES (?, 0, ?, ?)",
];

async fn inserted(path: &Path, rows: usize) -> anyhow::Result<f64> {
    let store = Store::open(&address(path)).await?;
    store.migrate().await?;
    store.close().await;
    let options = SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Wal);
    let mut db = SqliteConnection::connect_with(&options.synchronous(SqliteSynchronous::Full)).await?;
    let began = Instant::now();
    let mut tx = db.begin().await?;
    let [person, identity, ticket, survey, answer, value] = BARE;
    for n in 0..rows {
        let line = line(n)?;
        let (at, who) = (line.closed_at.as_millisecond(), format!("p{:020}", n / EACH));
        let (t, s, a) = (format!("t{n:020}"), format!("s{n:020}"), format!("a{n:020}"));
        let score = i64::from(line.answer.as_ref().map_or(1, |answer| answer.score.value()));
        let comment = line.answer.as_ref().and_then(|answer| answer.comment.clone());
        let event = format!("{{\"source\":\"desk\",\"ticket\":{{\"id\":\"{n}\",\"subject\":\"Charged twice\"}}}}");
        sqlx::query(person).bind(&who).bind(at).execute(&mut *tx).await?;
        sqlx::query(identity).bind(&line.customer).bind(&who).execute(&mut *tx).await?;
        let query = sqlx::query(ticket).bind(&t).bind(&line.ticket_id).bind(at).bind(at);
        query.bind(&event).execute(&mut *tx).await?;
        let query = sqlx::query(survey).bind(&s).bind(&t).bind(at).bind(&line.agent).bind(&line.agent).bind(&who);
        query.bind(at).bind(at).bind(at).bind(at).execute(&mut *tx).await?;
        let query = sqlx::query(answer).bind(&a).bind(&s).bind(&who).bind(&line.agent).bind(&line.agent);
        query.bind(score).bind(at).bind(at).bind(&comment).execute(&mut *tx).await?;
        sqlx::query(value).bind(&a).bind(score).bind(at).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    let took = began.elapsed();
    db.close().await?;
    Ok(rate(rows, took))
}

#[expect(clippy::cast_precision_loss, reason = "rows for a table people read")]
fn rate(rows: usize, took: std::time::Duration) -> f64 {
    rows as f64 / took.as_secs_f64()
}
