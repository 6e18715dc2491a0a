//! One team's scorecard with ten thousand and with a million stored answers (or ten million: `AFTERWORD_BENCH_TEAMS=200`,
//! which takes about 20 GB of disk and half an hour to fill; `AFTERWORD_BENCH_FILES=folder` keeps the files and takes
//! them again), beside the plain SQL of its spread by our index and by one that
//! covers it on the same file; and the dashboard's pages over the larger one.
//!
//! A team's week is the same in both files (200 answers); what grows is the rest: twenty teams instead of one, and
//! nearly five years instead of one. That is the promise: a scorecard costs what its week costs, not what the past
//! costs. A team with more answers a week pays for them; that is not measured here.

#[path = "service/child.rs"]
#[expect(dead_code, reason = "shared with the bench `service`, which needs more of it")]
mod child;
#[path = "common/ground.rs"]
mod ground;
#[path = "common/pages.rs"]
mod pages;
#[path = "common/spread.rs"]
mod spread;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use afterword::chance::Chance;
use afterword::config::Settings;
use afterword::domain::calendar::Week;
use afterword::domain::ids::TeamName;
use afterword::domain::instrument::{CES7, ReasonTag, Score};
use afterword::domain::privacy::Privacy;
use afterword::domain::scorecard::Scorecard;
use afterword::domain::survey::Answer;
use afterword::domain::{self, Timestamp};
use afterword::flow::digest;
use afterword::present::chart;
use afterword::present::words::Voice;
use afterword::store::{LedgerLine, Store};
use anyhow::Context;
use jiff::tz::TimeZone;
use sea_orm::sqlx;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use spread::Spread;
use tempfile::TempDir;
use tokio::time::Instant;

/// Answers a team gets in a week.
const WEEKLY: usize = 200;
const SMALL: Past = Past { teams: 1, weeks: 50 };
/// Times 50,000 answers.
const TEAMS: usize = 20;
/// The Monday after the last week there is.
const NOW: &str = "2026-11-23T08:00:00Z";
const ZONE: &str = "Europe/Berlin";
const RUNS: usize = 200;
const PICTURES: usize = 30;
/// Closes in one unit of work of the seeding.
const CHUNK: usize = 20_000;

/// How much there is.
#[derive(Clone, Copy)]
struct Past {
    teams: usize,
    weeks: usize,
}

impl Past {
    fn answers(self) -> usize {
        self.teams * self.weeks * WEEKLY
    }

    fn file(self) -> String {
        format!("{}-teams-{}-weeks.db", self.teams, self.weeks)
    }
}

fn largest() -> anyhow::Result<Past> {
    let teams = std::env::var("AFTERWORD_BENCH_TEAMS").map_or(Ok(TEAMS), |text| text.parse())?;
    anyhow::ensure!((1..=1_000).contains(&teams), "AFTERWORD_BENCH_TEAMS: 1 to 1000");
    Ok(Past { teams, weeks: 250 })
}

fn main() -> ExitCode {
    ground::run("scorecard", bench)
}

async fn bench(folder: TempDir) -> anyhow::Result<()> {
    let zone = TimeZone::get(ZONE)?;
    let files = std::env::var_os("AFTERWORD_BENCH_FILES").map_or_else(|| folder.path().to_owned(), PathBuf::from);
    let small = measure(&files.join(SMALL.file()), SMALL, &zone).await?;
    let large_file = files.join(largest()?.file());
    let large = measure(&large_file, largest()?, &zone).await?;
    println!("\n  {RUNS} runs each, milliseconds                     p50     p99     max");
    let much = format!("{} k", largest()?.answers() / 1_000);
    for (name, found) in [("10 k", &small), (much.as_str(), &large)] {
        println!("  {name:<8} scorecard: its questions            {}", found.questions.line());
        println!("  {name:<8} scorecard: questions and build      {}", found.card.line());
        println!("  {name:<8} the week's spread, by an index        {}", found.indexed.line());
        println!("  {name:<8} the same, by one that covers it       {}", found.covered.line());
    }
    let pictures = draw(&large.shown)?;
    println!("        drawing its picture (PNG)           {}", pictures.line());
    for (name, found) in [("10 k", &small), (much.as_str(), &large)] {
        let (card, indexed, covered) = (found.questions.ms(0.5), found.indexed.ms(0.5), found.covered.ms(0.5));
        println!("  {name:<8} questions / indexed: {:.1}x, / covered: {:.1}x", card / indexed, card / covered);
    }
    let whole = pages::command(folder.path(), &large_file, team(0).as_str(), last_week(&zone)?)?;
    println!("  {much:<8} `afterword scorecard --format json`   {}", whole.line());
    let pages = pages::measure(folder.path(), &large_file, team(0).as_str(), last_week(&zone)?).await?;
    println!("\n  the dashboard with {much} answers, milliseconds   p50     p99     max");
    for page in pages {
        println!("  {:<44}  {}", page.name, page.took.line());
    }
    println!("RATIO scorecard_large_over_10k {:.2}", large.questions.ms(0.5) / small.questions.ms(0.5));
    Ok(())
}

/// What one file gave.
struct Found {
    /// What the card asks of the database.
    questions: Spread,
    /// That, and what is made of it.
    card: Spread,
    indexed: Spread,
    covered: Spread,
    shown: Scorecard,
}

async fn measure(file: &Path, past: Past, zone: &TimeZone) -> anyhow::Result<Found> {
    let (now, week): (Timestamp, Week) = (NOW.parse()?, last_week(zone)?);
    if !file.exists() {
        // Under its own name only when it is whole: it may be taken again.
        let unfinished = file.with_extension("part");
        seed(&unfinished, past, week, zone).await?;
        std::fs::rename(unfinished, file)?;
    }
    let store = Store::open(&format!("sqlite://{}", file.display())).await?;
    let team = team(0);
    let env = pages::SECRETS.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let settings = Settings::from_toml("bench", &pages::config(team.as_str(), 0, 1), &env)?;
    let asked = settings.team(team.as_str()).context("the team of the configuration")?;
    let card = async || -> anyhow::Result<Scorecard> { Ok(digest::ask(&store, asked, week, now).await?) };
    let shown = card().await?;
    let counted = shown.metrics.first().map_or(0, |m| m.share.whole);
    anyhow::ensure!(counted == WEEKLY as u64, "the week has {counted} answers instead of {WEEKLY}");
    let (mut asking, mut times) = (Vec::with_capacity(RUNS), Vec::with_capacity(RUNS));
    for _ in 0..RUNS {
        let begun = Instant::now();
        let read = store.read_week(&asked.name, week, &asked.zone).await?;
        let series = read.series(&asked.series());
        std::hint::black_box(read.count(&series, now).await?.facts);
        asking.push(begun.elapsed());
        let begun = Instant::now();
        std::hint::black_box(card().await?);
        times.push(begun.elapsed());
    }
    store.close().await;
    let mut db = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await?;
    let indexed = spreads(&mut db, week.span(zone)).await?;
    sqlx::query("CREATE INDEX bench_covers ON answer (team, instrument, instrument_version, first_at, score)")
        .execute(&mut db)
        .await?;
    let covered = spreads(&mut db, week.span(zone)).await?;
    sqlx::query("DROP INDEX bench_covers").execute(&mut db).await?;
    db.close().await?;
    Ok(Found { questions: Spread::of(asking), card: Spread::of(times), indexed, covered, shown })
}

fn last_week(zone: &TimeZone) -> anyhow::Result<Week> {
    Ok(Week::just_ended(NOW.parse()?, zone))
}

/// The plainest question one can ask about the week, as a script would ask it: how many gave each score.
async fn spreads(db: &mut SqliteConnection, (from, to): (Timestamp, Timestamp)) -> anyhow::Result<Spread> {
    let sql = "SELECT score, COUNT(*) FROM answer
               WHERE team = ? AND instrument = ? AND instrument_version = ? AND first_at >= ? AND first_at < ?
               GROUP BY score";
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = Instant::now();
        let asked = sqlx::query_as(sql).bind(team(0).as_str().to_owned()).bind(CES7.id);
        let asked = asked.bind(CES7.version).bind(from.as_millisecond()).bind(to.as_millisecond());
        let counted: Vec<(i64, i64)> = asked.fetch_all(&mut *db).await?;
        times.push(begun.elapsed());
        let counted: i64 = counted.iter().map(|(_, many)| many).sum();
        anyhow::ensure!(usize::try_from(counted) == Ok(WEEKLY), "counted {counted} instead of {WEEKLY}");
    }
    Ok(Spread::of(times))
}

fn draw(card: &Scorecard) -> anyhow::Result<Spread> {
    let mut times = Vec::with_capacity(PICTURES);
    for _ in 0..PICTURES {
        let begun = Instant::now();
        std::hint::black_box(chart::png(Voice::ENGLISH, card)?);
        times.push(begun.elapsed());
    }
    Ok(Spread::of(times))
}

/// Fills the file: one team's years through `import`, unit of work by unit of work, then the other teams as copies of
/// the first, row for row. Importing all of a million would take the most of ten minutes and prove nothing more.
async fn seed(file: &Path, past: Past, last: Week, zone: &TimeZone) -> anyhow::Result<()> {
    let store = Store::open(&format!("sqlite://{}", file.display())).await?;
    store.migrate().await?;
    let chance = Chance::seeded(42);
    let (start, first) = (Instant::now(), past.weeks * WEEKLY);
    for from in (0..first).step_by(CHUNK) {
        let to = first.min(from + CHUNK);
        let chunk: Vec<LedgerLine> =
            (from..to).map(|nth| line(nth, past, last, zone)).collect::<anyhow::Result<_>>()?;
        let stored = store.import(&chunk, &|| chance.id()).await?;
        anyhow::ensure!(usize::try_from(stored) == Ok(to - from), "{stored} of {} closes stored", to - from);
        tell(to, past, start)?;
    }
    store.close().await;
    let fast = SqliteConnectOptions::new().filename(file).synchronous(SqliteSynchronous::Off);
    let mut db = SqliteConnection::connect_with(&fast).await?;
    for team in 1..past.teams {
        for copy in COPIES {
            sqlx::query(copy)
                .bind(format!("-{team}"))
                .bind(self::team(team).as_str().to_owned())
                .execute(&mut db)
                .await?;
        }
        tell((team + 1) * first, past, start)?;
    }
    println!();
    let stored: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM answer").fetch_one(&mut db).await?;
    db.close().await?;
    anyhow::ensure!(usize::try_from(stored) == Ok(past.answers()), "{stored} of {} answers stored", past.answers());
    Ok(())
}

/// Team 0's rows once more, with `?1` behind every id, for team `?2`.
const COPIES: [&str; 4] = [
    "INSERT INTO ticket (id, installation, source, ticket_key, human_key, state, changed_at, close_seq, created_at, event)
     SELECT id || ?1, installation, source, ticket_key || ?1, human_key, state, changed_at, close_seq, created_at, event
     FROM ticket WHERE id IN (SELECT ticket_id FROM survey WHERE team = 'Team 0') AND ?2 <> ''",
    "INSERT INTO survey (id, installation, ticket_id, close_seq, team, closed_at, agent, person_id, may_answer, instrument,
       follow, expires_ms, state, reason, detail, send_at, delivered_at, answered_at, ended_at, message_platform,
       message_channel, message_id, version, created_at, saved_at)
     SELECT id || ?1, installation, ticket_id || ?1, close_seq, ?2, closed_at, agent, person_id, may_answer, instrument,
       follow, expires_ms, state, reason, detail, send_at, delivered_at, answered_at, ended_at, message_platform,
       message_channel, message_id, version, created_at, saved_at FROM survey WHERE team = 'Team 0'",
    "INSERT INTO answer (id, survey_id, position, installation, team, person_id, agent, instrument, instrument_version,
       score, first_at, last_at, changes, comment, reasons, contact_ok)
     SELECT id || ?1, survey_id || ?1, position, installation, ?2, person_id, agent, instrument, instrument_version,
       score, first_at, last_at, changes, comment, reasons, contact_ok FROM answer WHERE team = 'Team 0'",
    "INSERT INTO answer_value (answer_id, seq, score, at)
     SELECT answer_id || ?1, seq, score, at FROM answer_value
     WHERE answer_id IN (SELECT id FROM answer WHERE team = 'Team 0') AND ?2 <> ''",
];

fn tell(done: usize, past: Past, start: Instant) -> anyhow::Result<()> {
    let (shown, all, taken) = (done / 1000, past.answers() / 1000, start.elapsed().as_secs());
    print!("\rscorecard: {shown} k of {all} k answers stored, {taken} s ");
    Ok(std::io::stdout().flush()?)
}

/// The nth answer of the first team, spread over its week; weeks are filled one after the other, as time would.
fn line(nth: usize, past: Past, last: Week, zone: &TimeZone) -> anyhow::Result<LedgerLine> {
    let (of_week, slot) = (nth / WEEKLY, nth % WEEKLY);
    let (from, to) = last.back(i32::try_from(past.weeks - 1 - of_week)?).span(zone);
    let step = to.duration_since(from) / i32::try_from(WEEKLY + 1)?;
    let at = Timestamp::from_millisecond((from + step * i32::try_from(slot + 1)?).as_millisecond())?;
    let value = [7, 6, 7, 5, 6, 7, 4, 6, 2, 7][nth * 7 % 10];
    let before = |minutes| at - domain::Duration::from_mins(minutes);
    Ok(LedgerLine {
        source: "desk".to_owned(),
        ticket_id: format!("{nth:08}"),
        subject: Some("Charged twice for one order".to_owned()),
        team: team(0),
        agent: Some(format!("slack:U0AGENT{:03}", nth % 12)),
        customer: Some(format!("customer{}@example.com", nth % 40_000)),
        channel: Some("chat".to_owned()),
        touchpoint: None,
        segment: None,
        tags: vec![],
        opened_at: Some(before(90)),
        closed_at: before(20),
        state: "answered".to_owned(),
        reason: None,
        asked_at: Some(before(15)),
        instrument: Some(&CES7),
        answer: Some(Answer {
            score: Score::on(&CES7, value)?,
            first_at: at,
            last_at: at,
            changes: 0,
            comment: (slot % 25 == 0).then(|| "The second person already knew what I had told the first.".to_owned()),
            reasons: if slot % 20 == 0 { ReasonTag::ALL.into_iter().take(1).collect() } else { vec![] },
            contact_ok: false,
        }),
        privacy: Privacy::Leads,
        recovered: false,
        person: None,
    })
}

fn team(nth: usize) -> TeamName {
    TeamName::new(format!("Team {nth}"))
}
