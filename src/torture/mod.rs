//! `afterword torture`: the real program, killed at random moments on a platform that misbehaves at random, for as long as
//! asked; and an oracle at the end.
//!
//! Knows the order of things: storms, in which customers come while processes die and calls fail, and calms, in which
//! everything must come to rest. What happens when is drawn from a seed beforehand (`plan`); how the processes and their
//! network interleave is the machine's. `customer` lives through it, `truth` judges, `herd` keeps the processes, `hands`
//! moves the clock where it can be moved.

mod customer;
mod hands;
mod herd;
mod plan;
mod truth;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration as Wait;

use anyhow::Context;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::customer::{SECRET, Stage, Told};
use self::hands::Hands;
use self::herd::Herd;
use self::plan::{Blow, Round};
use self::truth::Verdict;
use crate::chance::Chance;
use crate::clock::{Clock, SystemClock};
use crate::domain::{Duration, Timestamp, civil};
use crate::sandbox::{Cast, Person, Platform, Role, Sandbox, World};
use crate::store::Store;

/// No storm is longer; after each, everything must come to rest.
const STORM: Wait = Wait::from_secs(60);
/// Whoever was at work when the storm ended has finished after this.
const LULL: Wait = Wait::from_secs(3);
/// Between two looks at the queue.
const LOOK: Wait = Wait::from_millis(1_200);
/// A dead process's lease, and the time an ambiguous send is given to arrive, and a little.
const LEASE_OVER: Duration = Duration::from_secs(61);
/// A lease, the time until it is first seen, and a busy machine's delay.
const LEASES_TAKEN_BACK: Wait = Wait::from_secs(75);
/// A job that is due later than this is no unrest (the end of a survey's window).
const FAR: Duration = Duration::from_hours(48);
/// Looks at the queue before a calm is given up.
const PATIENCE: usize = 60;
/// Looks at customers who still wait although the queue rests.
const LAST_WORDS: usize = 12;
const ZONE: &str = "Europe/Berlin";
/// Where the scorecards go.
const CHANNELS: [(Platform, &str); 2] = [(Platform::Slack, "C0PAYTEAM1"), (Platform::Discord, "910000000000000002")];

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Everything is drawn from it.
    pub seed: u64,
    /// All storms together.
    pub length: Wait,
    /// A PostgreSQL database of its own; a SQLite file if left out.
    pub database: Option<String>,
    /// How many serve it.
    pub processes: usize,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Report {
    orders: Orders,
    kills: usize,
    faults: usize,
    verdict: Verdict,
}

impl Report {
    /// Nothing lost, nothing twice.
    pub fn is_clean(&self) -> bool {
        self.verdict.lost.is_empty() && self.verdict.doubled.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Verdict { events, lost, doubled } = &self.verdict;
        for line in lost.iter().map(|l| ("lost", l)).chain(doubled.iter().map(|l| ("doubled", l))) {
            writeln!(f, "{}: {}", line.0, line.1)?;
        }
        let database = if self.orders.database.is_some() { "PostgreSQL" } else { "SQLite" };
        write!(
            f,
            "torture (seed {}, {} s, {} on {database}): events {events}, kills {}, faults {}, lost {}, doubled {}",
            self.orders.seed,
            self.orders.length.as_secs(),
            self.orders.processes,
            self.kills,
            self.faults,
            lost.len(),
            doubled.len()
        )
    }
}

/// Carries the orders out; `progress` gets a line a storm.
pub async fn run(orders: Orders, progress: &(dyn Fn(&str) + Send + Sync)) -> anyhow::Result<Report> {
    let chance = Chance::seeded(orders.seed);
    let lengths = storms(orders.length);
    let mut rounds: Vec<Round> = Vec::new();
    for length in &lengths {
        let first = rounds.iter().map(|r| r.scripts.len()).sum();
        rounds.push(plan::round(&chance, *length, first, orders.processes));
    }
    let crowd = rounds.iter().map(|r| r.scripts.len()).sum();
    let folder = std::env::temp_dir().join(format!("afterword-torture-{}", Chance::system().id()));
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut chamber = Chamber::open(&orders, &folder, crowd).await?;
    for (n, round) in rounds.into_iter().enumerate() {
        progress(&format!("storm {} of {}: {} customers", n + 1, lengths.len(), round.scripts.len()));
        chamber.storm(round).await?;
    }
    if chamber.hands.can_wind() {
        progress("the scorecard's Monday");
        chamber.monday(&chance).await?;
    }
    let report = chamber.judged(orders).await?;
    if report.is_clean() {
        drop(std::fs::remove_dir_all(&folder));
    } else {
        progress(&format!("what the processes said is kept in {}", folder.display()));
    }
    Ok(report)
}

/// The whole time in storms of at most [`STORM`].
fn storms(length: Wait) -> Vec<Wait> {
    let mut left = length;
    let mut all = Vec::new();
    while all.is_empty() || !left.is_zero() {
        let next = left.min(STORM);
        all.push(next);
        left -= next;
    }
    all
}

/// Everything that is there while it lasts.
struct Chamber {
    sandbox: Sandbox,
    herd: Arc<Herd>,
    hands: Hands,
    database: String,
    began: Timestamp,
    told: Vec<Told>,
    kills: usize,
    faults: usize,
    /// Processes that ended by themselves.
    fallen: usize,
}

impl Chamber {
    async fn open(orders: &Orders, folder: &Path, crowd: usize) -> anyhow::Result<Self> {
        let mut cast = Cast { rates: false, ..Cast::demo().reading_english() };
        cast.people.extend((0..crowd).map(customer));
        let sandbox = Sandbox::start_with(World::new(cast)).await?;
        let sqlite = || format!("sqlite://{}", folder.join("afterword.db").display());
        let database = orders.database.clone().unwrap_or_else(sqlite);
        let environment = environment(&sandbox, folder, &database)?;
        let herd = Arc::new(Herd::start(folder, environment, orders.processes.max(1))?);
        let began = SystemClock::default().now();
        let hands = Hands::of_this_process();
        Ok(Self { sandbox, herd, hands, database, began, told: Vec::new(), kills: 0, faults: 0, fallen: 0 })
    }

    fn world(&self) -> &World {
        self.sandbox.world()
    }

    /// One storm, and the calm after it.
    async fn storm(&mut self, round: Round) -> anyhow::Result<()> {
        let over = CancellationToken::new();
        let client = crate::chat::http::client()?;
        let living = Arc::new(AtomicUsize::new(round.scripts.len()));
        let (world, herd) = (self.world().clone(), self.herd.clone());
        let stage = Stage { world, herd, client, over: over.clone(), living: living.clone() };
        let mut customers = JoinSet::new();
        for script in round.scripts {
            customers.spawn(customer::play(stage.clone(), script));
        }
        let began = Instant::now();
        for (at, blow) in round.blows {
            tokio::time::sleep_until(began + at).await;
            self.strike(blow)?;
        }
        self.calm(&living).await?;
        over.cancel();
        while let Some(told) = customers.join_next().await {
            self.told.push(told.context("a customer vanished")?);
        }
        Ok(())
    }

    fn strike(&mut self, blow: Blow) -> anyhow::Result<()> {
        match blow {
            Blow::Kill(n) => {
                self.kills += 1;
                self.herd.kill(n)?;
                return Ok(());
            }
            Blow::Fault(platform, call, fault) => self.world().faults().next(platform, call, fault),
            Blow::Cut(platform) => self.world().disconnect_sockets(platform),
            Blow::Refresh => self.world().slack_refresh(),
        }
        self.faults += 1;
        Ok(())
    }

    /// No more trouble: time passes until nothing is due any more and everybody has said what they had to say.
    async fn calm(&mut self, living: &AtomicUsize) -> anyhow::Result<()> {
        self.faults -= self.world().faults().outstanding();
        self.world().faults().clear();
        tokio::time::sleep(LULL).await;
        let mut rested = 0;
        for _ in 0..PATIENCE {
            self.fallen += self.herd.count_the_dead()?;
            tokio::time::sleep(LOOK).await;
            self.leases_end().await?;
            match self.unrest().await? {
                Some(wait) => {
                    rested = 0;
                    self.hands.pass(wait).await?;
                }
                None => rested += 1,
            }
            if rested >= LAST_WORDS || (rested >= 2 && living.load(Ordering::SeqCst) == 0) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// On PostgreSQL the survivors count a dead process's lease themselves, by no clock that could be wound: really waits.
    async fn leases_end(&self) -> anyhow::Result<()> {
        if self.database.starts_with("sqlite") {
            return Ok(());
        }
        let Ok(store) = Store::open_to_read(&self.database).await else { return Ok(()) };
        let began = tokio::time::Instant::now();
        while store.queue_depth().await?.0.contains_key("executing") && began.elapsed() < LEASES_TAKEN_BACK {
            tokio::time::sleep(LOOK).await;
        }
        store.close().await;
        Ok(())
    }

    /// How long to wait for the queue, if it is not at rest.
    async fn unrest(&self) -> anyhow::Result<Option<Duration>> {
        let Ok(store) = Store::open_to_read(&self.database).await else { return Ok(Some(LEASE_OVER)) };
        let (depth, oldest) = store.queue_depth().await?;
        store.close().await;
        let now = SystemClock::default().now();
        let in_doubt = ["executing", "unknown"].iter().any(|state| depth.contains_key(*state));
        let soon = oldest.map(|due| due.duration_since(now)).filter(|wait| *wait < FAR);
        Ok(match (in_doubt, soon) {
            (true, wait) => Some(wait.unwrap_or(LEASE_OVER).max(LEASE_OVER)),
            (false, Some(wait)) => Some(wait.max(Duration::from_secs(1))),
            (false, None) => None,
        })
    }

    /// The week ends: the scorecard is due while calls fail and a process dies.
    async fn monday(&mut self, chance: &Chance) -> anyhow::Result<()> {
        let (blows, death) = plan::monday(chance);
        blows.into_iter().try_for_each(|blow| self.strike(blow))?;
        let now = SystemClock::default().now();
        let wait = mondays(now).next().map_or(Duration::ZERO, |due| due.duration_since(now));
        self.hands.pass(wait + Duration::from_secs(1)).await?;
        tokio::time::sleep(death).await;
        self.strike(Blow::Kill(0))?;
        self.calm(&AtomicUsize::new(0)).await
    }

    async fn judged(self, orders: Orders) -> anyhow::Result<Report> {
        let store = Store::open_to_read(&self.database).await?;
        let mut verdict = truth::of(self.world(), &store, &self.told).await?;
        store.close().await;
        let now = SystemClock::default().now();
        let due = mondays(self.began).take_while(|monday| *monday <= now).count();
        truth::scorecards(&mut verdict, self.world(), CHANNELS, due);
        verdict.lost.extend(self.world().violations().into_iter().map(|rule| format!("a platform's rule: {rule}")));
        if self.fallen > 0 {
            verdict.lost.push(format!("{} processes ended by themselves", self.fallen));
        }
        Ok(Report { orders, kills: self.kills, faults: self.faults, verdict })
    }
}

/// Mondays at nine after this moment.
fn mondays(after: Timestamp) -> impl Iterator<Item = Timestamp> {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let today = zone.to_datetime(after).date();
    let first = i64::from(Weekday::Monday.since(today.weekday()));
    (0..)
        .map_while(move |week: i64| {
            let day = today.checked_add(jiff::Span::new().try_days(first + 7 * week).ok()?).ok()?;
            Some(civil::first_instant(day.at(9, 0, 0, 0), &zone))
        })
        .skip_while(move |monday| *monday <= after)
}

fn customer(n: usize) -> Person {
    let (slack, discord) = (format!("U0CROWD{n:05}"), format!("9300000000000{n:05}"));
    Person::new(&customer::key(n), &format!("Crowd {n}"), Role::Customer, &slack, &discord)
}

/// Writes the configuration; what a process needs to find it.
fn environment(sandbox: &Sandbox, folder: &Path, database: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let file: PathBuf = folder.join("afterword.toml");
    let (slack, discord) = (sandbox.slack_api_url(), sandbox.discord_api_url());
    std::fs::write(&file, CONFIG.replace("{slack_api}", &slack).replace("{discord_api}", &discord))?;
    let cast = sandbox.world().cast();
    let pairs = [
        ("AFTERWORD_CONFIG", file.display().to_string()),
        ("SLACK_BOT_TOKEN", cast.slack_bot_token.clone()),
        ("SLACK_APP_TOKEN", cast.slack_app_token.clone()),
        ("DISCORD_TOKEN", cast.discord_token.clone()),
        ("DATABASE_URL", database.to_owned()),
        ("DESK_SECRET", SECRET.to_owned()),
    ];
    Ok(pairs.map(|(key, value)| (key.to_owned(), value)).into())
}

const CONFIG: &str = r#"
[slack]
api_url = "{slack_api}"
[discord]
api_url = "{discord_api}"
[[team]]
name = "Payments"
timezone = "Europe/Berlin"
schedule = "0 9 * * MON"
channels = ["slack:C0PAYTEAM1", "discord:910000000000000002"]
case_channel = "slack:C0PAYCASES"
managers = ["slack:U0000LENA03"]
agents = ["slack:U00000ANA01"]
instruments = ["ces7"]
[team.survey]
hours = "00:00-24:00"
delay = "0s"
[[source]]
name = "desk"
preset = "generic"
team = "Payments"
auth = { secret_env = ["DESK_SECRET"] }
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_time_is_spent_in_storms() {
        let seconds = |s| storms(Wait::from_secs(s)).iter().map(Wait::as_secs).collect::<Vec<_>>();
        assert_eq!(seconds(150), [60, 60, 30]);
        assert_eq!(seconds(0), [0]);
    }

    #[test]
    fn a_monday_at_nine_is_the_next_one() {
        let next = |at: &str| mondays(at.parse().unwrap()).next().unwrap().to_string();
        assert_eq!(next("2026-11-24T09:00:00Z"), "2026-11-30T08:00:00Z");
        assert_eq!(next("2026-11-30T07:59:59Z"), "2026-11-30T08:00:00Z");
        assert_eq!(next("2026-11-30T08:00:00Z"), "2026-12-07T08:00:00Z");
    }
}
