//! Closed tickets stored by webhook per second, beside bare one-row commits on the same disk.
//!
//! Sixteen senders, each on a connection that stays open, each waiting for its answer before it sends again (closed
//! loop). Every delivery is a ticket of its own, rightly signed. Twice: with the queue at rest, and with the queue
//! working the closes off meanwhile, as it does in life. Afterwards every delivery answered with 2xx must be in the
//! inbox, once, with its job.

#[path = "common/disk.rs"]
mod disk;
#[path = "common/ground.rs"]
mod ground;
#[path = "common/spread.rs"]
mod spread;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use afterword::app::{App, Crank};
use afterword::chance::Chance;
use afterword::clock::{Clock, SystemClock};
use afterword::config::Settings;
use disk::Disk;
use hmac::{Hmac, Mac};
use sea_orm::sqlx;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sha2::Sha256;
use spread::Spread;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::Instant;

const SENDERS: usize = 16;
const LASTING: Duration = Duration::from_secs(8);
const SECRET: &str = "a-long-and-secret-string";

fn main() -> ExitCode {
    ground::run("hooks", bench)
}

async fn bench(folder: TempDir) -> anyhow::Result<()> {
    let disk = Disk::new(&folder.path().join("bare.db")).await?;
    let before = disk.commits_per_second(LASTING / 2).await?;
    println!("hooks: {SENDERS} senders, {} s each; milliseconds from sending to the answer\n", LASTING.as_secs());
    println!("  queue      stored/s     p50     p99     max  refused  worked off");
    let resting = run(&folder.path().join("resting.db"), Crank::Caller).await?;
    resting.tell("at rest");
    let working = run(&folder.path().join("working.db"), Crank::Itself).await?;
    working.tell("working");
    let after = disk.commits_per_second(LASTING / 2).await?;
    disk.close().await;
    let bare = (before + after) / 2.0;
    println!("\n  bare one-row commits: {bare:.0}/s ({before:.0} before, {after:.0} after)");
    println!("  closes per bare commit: {:.2}x at rest, {:.2}x working", resting.rate / bare, working.rate / bare);
    println!(
        "checked: {} deliveries answered with 2xx, each in the inbox once, with its job",
        resting.kept + working.kept
    );
    println!("RATIO webhook_closes_per_bare_commit {:.2}", working.rate / bare);
    Ok(())
}

/// What one run gave.
struct Run {
    rate: f64,
    spread: Spread,
    kept: usize,
    refused: usize,
    worked_off: i64,
}

impl Run {
    fn tell(&self, queue: &str) {
        let Self { rate, spread, refused, worked_off, .. } = self;
        println!("  {queue:<8} {rate:>10.0} {}  {refused:>7}  {worked_off:>10}", spread.line());
    }
}

/// What one sender saw: its deliveries answered with 2xx, with how long each took, and how many were not.
#[derive(Default)]
struct Sent {
    kept: Vec<(String, Duration)>,
    refused: usize,
}

async fn run(file: &Path, crank: Crank) -> anyhow::Result<Run> {
    let clock = Arc::new(SystemClock::default());
    let app = App::start(settings(file)?, clock.clone(), Arc::new(Chance::system()), crank).await?;
    let url = format!("http://{}/hooks/desk", app.address);
    let client = afterword::chat::http::client()?;
    let start = Instant::now();
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        senders.spawn(send(client.clone(), url.clone(), clock.clone(), sender, start + LASTING));
    }
    let all: Vec<Sent> = senders.join_all().await.into_iter().collect::<anyhow::Result<_>>()?;
    let taken = start.elapsed();
    app.stop().await;
    let worked_off = nothing_lost(file, &all).await?;
    let refused = all.iter().map(|s| s.refused).sum();
    let times: Vec<Duration> = all.iter().flat_map(|s| s.kept.iter().map(|(_, took)| *took)).collect();
    let (kept, rate) = (times.len(), times.len() as f64 / taken.as_secs_f64());
    Ok(Run { rate, spread: Spread::of(times), kept, refused, worked_off })
}

async fn send(
    client: reqwest::Client,
    url: String,
    clock: Arc<SystemClock>,
    sender: usize,
    until: Instant,
) -> anyhow::Result<Sent> {
    let mut sent = Sent::default();
    for nth in 0_u32.. {
        let begun = Instant::now();
        if begun >= until {
            break;
        }
        let id = format!("delivery-{sender}-{nth}");
        let body = format!(
            r#"{{"event":"ticket.solved","ticket":{{"id":"{sender}-{nth}","title":"Charged twice for one order","owner":"ana@example.com","customer":{{"email":"customer{sender}-{nth}@example.com"}}}}}}"#
        );
        let stamp = clock.now().as_second();
        let request = client
            .post(&url)
            .header("content-type", "application/json")
            .header("x-desk-delivery", &id)
            .header("x-desk-timestamp", stamp)
            .header("x-desk-signature", signature(stamp, &body)?);
        let response = request.body(body).send().await?;
        let kept = response.status().is_success();
        // Read to its end, so that the connection is used again.
        drop(response.bytes().await?);
        if kept { sent.kept.push((id, begun.elapsed())) } else { sent.refused += 1 }
    }
    Ok(sent)
}

fn signature(stamp: i64, body: &str) -> anyhow::Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    mac.update(format!("{stamp}.{body}").as_bytes());
    Ok(format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
}

/// Looks behind the store's back. Returns how many closes the queue has worked off.
async fn nothing_lost(file: &Path, all: &[Sent]) -> anyhow::Result<i64> {
    let mut db = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await?;
    let sql = "SELECT inbox.dedupe_key, COUNT(job.id) FROM inbox
               LEFT JOIN job ON job.kind = 'receive' AND job.subject = CAST(inbox.id AS TEXT) GROUP BY inbox.id";
    let mut jobs: HashMap<String, Vec<i64>> = HashMap::new();
    for (key, count) in sqlx::query_as::<_, (String, i64)>(sql).fetch_all(&mut db).await? {
        jobs.entry(key).or_default().push(count);
    }
    for (id, _) in all.iter().flat_map(|s| &s.kept) {
        let found = jobs.get(id).map(Vec::as_slice);
        anyhow::ensure!(found == Some([1].as_slice()), "{id} was answered with 2xx; in the inbox: {found:?}");
    }
    let done = "SELECT COUNT(*) FROM inbox WHERE settled_at IS NOT NULL";
    let done: i64 = sqlx::query_scalar(done).fetch_one(&mut db).await?;
    db.close().await?;
    Ok(done)
}

fn settings(file: &Path) -> anyhow::Result<Settings> {
    let env = BTreeMap::from([
        ("DESK_SECRET".to_owned(), SECRET.to_owned()),
        ("ZEN_SECRET".to_owned(), "another-long-and-secret-string".to_owned()),
        ("DATABASE_URL".to_owned(), format!("sqlite://{}", file.display())),
    ]);
    Ok(Settings::from_toml("bench.toml", CONFIG, &env)?)
}

const CONFIG: &str = concat!(
    "[server]\nbind = \"127.0.0.1:0\"\n[[team]]\nname = \"Payments\"\ntimezone = \"Europe/Berlin\"\n",
    include_str!("../tests/fixtures/sources.toml")
);
