//! From the click to "acknowledged, and stored": at a fixed rate, whatever the answer takes (open loop), beside bare
//! one-row commits at the same rate on the same disk.
//!
//! The whole application runs: its socket, its store, its queue. Latency counts from the moment a press was due, so a
//! stall is felt by every press it delays. Both sides start their work from the same timer, which ticks in whole
//! milliseconds. Afterwards every acknowledged press must be in the database exactly once.

#[path = "common/disk.rs"]
mod disk;
#[path = "common/ground.rs"]
mod ground;
#[path = "common/peer.rs"]
mod peer;
#[path = "common/spread.rs"]
mod spread;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use afterword::app::{App, Crank};
use afterword::chance::Chance;
use afterword::clock::{Clock, SystemClock};
use afterword::config::Settings;
use afterword::domain;
use afterword::domain::control::Control;
use afterword::domain::ids::{Channel, Identity, MessageRef, Platform, SurveyId, TeamName};
use afterword::domain::instrument::{CES7, CSAT5};
use afterword::domain::job::{NewJob, Task};
use afterword::domain::survey::{State, Survey};
use afterword::domain::ticket::{Contact, EventKind, Outcome, TicketEvent, TicketFacts};
use afterword::store::{Recorded, Store};
use disk::Disk;
use peer::{Peer, WORKSPACE};
use spread::Spread;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Presses a second.
const RATES: [u32; 4] = [50, 100, 200, 500];
/// One round of one side. The two sides take turns, so that whatever else this machine does meets both.
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;
/// The last run: as fast as it goes, with this many presses unacknowledged.
const AT_ONCE: usize = 32;
const FULL_LOAD: usize = 5_000;
/// The rate whose ratio the last line tells: the median of its rounds.
const TOLD: u32 = 100;

fn main() -> ExitCode {
    ground::run("clicks", bench)
}

async fn bench(folder: TempDir) -> anyhow::Result<()> {
    let peer = Peer::start().await?;
    let clock = Arc::new(SystemClock::default());
    let settings = settings(&peer, folder.path())?;
    let store = Store::open(secrecy::ExposeSecret::expose_secret(&settings.database_url)).await?;
    store.migrate().await?;
    let presses = FULL_LOAD + RATES.iter().map(|rate| ROUNDS * in_a_round(*rate)).sum::<usize>();
    println!("clicks: {presses} delivered surveys are being prepared …");
    let surveys = prepare(&store, presses, clock.now()).await?;
    let app = App::start_on(store, settings, clock, Arc::new(Chance::system()), Crank::Itself).await?;
    peer.until_connected().await?;
    let disk = Disk::new(&folder.path().join("bare.db")).await?;

    let told = at_fixed_rates(&peer, &disk, &surveys).await?;
    at_full_load(&peer, &disk, &surveys).await?;
    disk.close().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (asked, thanked) = nothing_lost(&app.ctx.store, &peer, &surveys).await?;
    println!("checked: {asked} presses acknowledged and each stored once; {thanked} private thanks arrived");
    // Edits are paced as Slack wants it, so they are still waiting: stopping leaves them for the next start.
    app.stop().await;
    println!("RATIO click_p99_over_bare_commit_p99_at_{TOLD}_per_s {told:.2}");
    Ok(())
}

/// Presses of one round.
fn in_a_round(rate: u32) -> usize {
    usize::try_from(u64::from(rate) * ROUND.as_secs()).unwrap_or(0)
}

/// Returns the ratio of the 99th percentiles at [`TOLD`].
async fn at_fixed_rates(peer: &Peer, disk: &Disk, surveys: &[SurveyId]) -> anyhow::Result<f64> {
    println!("\n  open loop, {ROUNDS} rounds of {} s each; milliseconds from the scheduled moment", ROUND.as_secs());
    println!("             click → stored → acknowledged               bare one-row commit           ratio");
    println!("  rate/s   held/s     p50     p99     max  missing      p50     p99     max        p50    p99");
    let (mut from, mut told) = (0, 0.0);
    for rate in RATES {
        let rounds = rounds(peer, disk, surveys, from, rate).await?;
        from = rounds.end;
        println!(
            "  {rate:>6} {:>8.0} {}  {:>7}  {}    {:>6.2}x {:>5.2}x",
            rounds.held,
            rounds.clicks.line(),
            rounds.missing,
            rounds.bare.line(),
            rounds.ratios[0],
            rounds.ratios[1]
        );
        if rate == TOLD {
            told = rounds.ratios[1];
        }
    }
    println!("  (times over all rounds; ratios are the median of the rounds' own)");
    Ok(told)
}

/// What one rate gave.
struct Rounds {
    end: usize,
    clicks: Spread,
    bare: Spread,
    held: f64,
    missing: usize,
    /// Of the medians, and of the 99th percentiles.
    ratios: [f64; 2],
}

async fn rounds(peer: &Peer, disk: &Disk, surveys: &[SurveyId], from: usize, rate: u32) -> anyhow::Result<Rounds> {
    let (mut all_clicks, mut all_bare, mut ratios) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    let (mut end, mut busy) = (from, Duration::ZERO);
    for _ in 0..ROUNDS {
        let span = end..end + in_a_round(rate);
        end = span.end;
        let bare = bare_commits(disk, rate).await?;
        let (clicks, taken) = clicks(peer, surveys, span, rate).await;
        busy += taken;
        all_bare.extend_from_slice(&bare);
        all_clicks.extend_from_slice(&clicks);
        let (clicks, bare) = (Spread::of(clicks), Spread::of(bare));
        for (ratios, share) in ratios.iter_mut().zip([0.50, 0.99]) {
            ratios.push(clicks.ms(share) / bare.ms(share));
        }
    }
    Ok(Rounds {
        end,
        held: all_clicks.len() as f64 / busy.as_secs_f64(),
        clicks: Spread::of(all_clicks),
        bare: Spread::of(all_bare),
        missing: (from..end).filter(|n| !stored(peer, *n)).count(),
        ratios: ratios.map(median),
    })
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(0.0)
}

/// Acknowledged, and not with the words that it is not saved.
fn stored(peer: &Peer, press: usize) -> bool {
    peer.fate(press).is_some_and(|fate| fate.acknowledged.is_some() && !fate.refused)
}

async fn clicks(peer: &Peer, surveys: &[SurveyId], span: Range<usize>, rate: u32) -> (Vec<Duration>, Duration) {
    let start = Instant::now() + Duration::from_millis(20);
    for (nth, press) in span.clone().enumerate() {
        let due = moment(start, nth, rate);
        sleep_until(due).await;
        if let Some(survey) = surveys.get(press) {
            peer.press(press, &user(press), &control(survey, press), due);
        }
    }
    peer.until_acknowledged(span.end, Duration::from_secs(10)).await;
    let taken = start.elapsed();
    (span.filter_map(|n| peer.fate(n)?.acknowledged).collect(), taken)
}

async fn bare_commits(disk: &Disk, rate: u32) -> anyhow::Result<Vec<Duration>> {
    let start = Instant::now() + Duration::from_millis(20);
    let mut running = JoinSet::new();
    for nth in 0..in_a_round(rate) {
        let due = moment(start, nth, rate);
        sleep_until(due).await;
        let disk = disk.clone();
        running.spawn(async move { disk.commit_one().await.map(|()| due.elapsed()) });
    }
    running.join_all().await.into_iter().collect()
}

fn moment(start: Instant, nth: usize, rate: u32) -> Instant {
    start + Duration::from_secs(1).mul_f64(nth as f64 / f64::from(rate))
}

async fn at_full_load(peer: &Peer, disk: &Disk, surveys: &[SurveyId]) -> anyhow::Result<()> {
    let bare = disk.commits_per_second(Duration::from_secs(5)).await?;
    let from = surveys.len().saturating_sub(FULL_LOAD);
    peer.at_once(AT_ONCE);
    let (start, before) = (Instant::now(), processor());
    for (press, survey) in surveys.iter().enumerate().skip(from) {
        peer.turn().await?;
        peer.press(press, &user(press), &control(survey, press), Instant::now());
    }
    peer.until_acknowledged(surveys.len(), Duration::from_secs(10)).await;
    let rate = FULL_LOAD as f64 / start.elapsed().as_secs_f64();
    println!(
        "\n  full load, {AT_ONCE} at once: {rate:.0} clicks/s stored; bare commits one by one: {bare:.0}/s; {:.2}x",
        rate / bare
    );
    if let (Some(before), Some(after)) = (before, processor()) {
        let each = (after - before).as_secs_f64() * 1e3 / FULL_LOAD as f64;
        println!("  processor time a click, this peer's own share included: {each:.2} ms");
    }
    Ok(())
}

/// Processor time of this process so far; Linux alone tells it without a system call of our own.
fn processor() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

fn user(press: usize) -> String {
    format!("U0CUST{press:05}")
}

fn value(press: usize) -> u8 {
    u8::try_from(press % 7).unwrap_or(0) + 1
}

fn control(survey: &SurveyId, press: usize) -> String {
    let value = i64::from(value(press));
    Control::Score { survey: survey.clone(), instrument: CES7.id.to_owned(), value }.to_string()
}

/// Every press that was acknowledged, and not with "not saved", is one answer with the value pressed.
async fn nothing_lost(store: &Store, peer: &Peer, surveys: &[SurveyId]) -> anyhow::Result<(usize, usize)> {
    let (mut acknowledged, mut thanked) = (0, 0);
    for (press, survey) in surveys.iter().enumerate() {
        let Some(fate) = peer.fate(press) else { continue };
        anyhow::ensure!(!fate.twice, "press {press} was acknowledged twice");
        thanked += usize::from(fate.thanked);
        if !stored(peer, press) {
            continue;
        }
        acknowledged += 1;
        let answers = store.answers(survey).await?;
        let once = matches!(answers.as_slice(), [one] if one.score.value() == value(press) && one.changes == 0);
        anyhow::ensure!(once, "press {press} was acknowledged, and the store holds {} answers of it", answers.len());
    }
    anyhow::ensure!(acknowledged == surveys.len(), "{} presses were not stored in time", surveys.len() - acknowledged);
    Ok((acknowledged, thanked))
}

/// Surveys as they are after delivery, each of a person of its own.
async fn prepare(store: &Store, count: usize, now: domain::Timestamp) -> anyhow::Result<Vec<SurveyId>> {
    let chance = Chance::system();
    let mut surveys = Vec::with_capacity(count);
    let tx = store.begin().await?;
    for press in 0..count {
        let who = Identity::slack(WORKSPACE, user(press));
        let event = close(press, &who, now);
        let recorded = tx.record_close(&event, &|| chance.id(), now).await?;
        let Recorded::New { ticket, seq } = recorded else { anyhow::bail!("ticket {press} was closed before") };
        let person = tx.person(std::slice::from_ref(&who), &|| chance.id(), now).await?;
        let survey = Survey {
            id: SurveyId::new(chance.id()),
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
            wording: Default::default(),
            state: State::Delivered { at: now, message: Some(prompt()) },
            version: 0,
        };
        tx.insert_survey(&survey, now).await?;
        let over = now + survey.expires;
        let expire = Task::Expire { survey: survey.id.clone() };
        tx.enqueue(&NewJob::nth(expire, over.as_millisecond(), None, over), now).await?;
        surveys.push(survey.id);
    }
    tx.commit().await?;
    Ok(surveys)
}

fn prompt() -> MessageRef {
    let channel = Channel { platform: Platform::Slack, id: "D0BENCH001".to_owned() };
    MessageRef { channel, id: "1764000000.000100".to_owned() }
}

fn close(press: usize, who: &Identity, at: domain::Timestamp) -> TicketEvent {
    TicketEvent {
        source: "chat".to_owned(),
        installation: WORKSPACE.to_owned(),
        vendor: "chat".to_owned(),
        kind: EventKind::Closed,
        delivery_id: None,
        dedupe_key: format!("bench:{press}"),
        occurred_at: at,
        team: Some("Payments".to_owned()),
        ticket: TicketFacts { id: format!("bench-{press}"), ..TicketFacts::default() },
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

fn settings(peer: &Peer, folder: &Path) -> anyhow::Result<Settings> {
    let text = format!(
        r#"
[server]
bind = "127.0.0.1:0"
[slack]
api_url = "{}"
[[team]]
name = "Payments"
timezone = "Europe/Berlin"
agents = ["slack:U0AGENT001"]
"#,
        peer.api_url()
    );
    let env = BTreeMap::from([
        ("SLACK_BOT_TOKEN".to_owned(), "xoxb-bench-7d1f0c52".to_owned()),
        ("SLACK_APP_TOKEN".to_owned(), "xapp-bench-7d1f0c52".to_owned()),
        ("DATABASE_URL".to_owned(), format!("sqlite://{}", folder.join("afterword.db").display())),
    ]);
    Ok(Settings::from_toml("bench.toml", &text, &env)?)
}
