//! F1, swept: the whole journey, killed at its N-th durable step or at its N-th send, for every N until it completes.
//!
//! What is a step:
//!
//! - **SQLite**: a write to the database's files or their flush, and a write to any socket. The program is a process under
//!   `strace`, which kills it (SIGKILL) as it enters the N-th call of a kind. Calls are counted by thread and by name, as
//!   `strace` does, so the program gets one worker thread and each call is swept for itself.
//! - **PostgreSQL**: a commit that changes something ([`line`]), and a call to Slack or Discord, the opening of sockets and
//!   uploads among them. Each N is tried twice: killed just before the step, when nothing has come of it yet, and just
//!   after, when it was carried out and the program has not been told. Reading is no step, so waiting makes none.
//! - Calls to the chats are also counted so on SQLite.
//!
//! What a dead process had written stays with the kernel: this is about dying at any moment, not about the machine losing
//! power.
//!
//! `cargo test --test it sweep` tries a few N; all of them, which takes its time:
//! `AFTERWORD_SWEEP=full cargo test --test it sweep -- --nocapture` (or `AFTERWORD_SWEEP=7` for every seventh). On
//! PostgreSQL most of it is waiting for a dead process's lease, so that many journeys run at the same time:
//! `AFTERWORD_SWEEP_LANES` says how many.

mod death;
mod line;
mod ride;
mod truth;

use std::time::Instant;

use afterword::sandbox::Moment::{self, After, Before};
use futures_util::StreamExt;
use futures_util::future::join_all;

use crate::program::Launch;
use crate::wheel::Wheel;
use crate::{aloud, postgres};

use ride::Ride;
use truth::Tally;

/// Journeys at the same time; they mostly wait.
const LANES: usize = 8;
/// No journey has so many steps; a sweep that gets here does not end by itself.
const ENDLESS: usize = 2_000;

/// What is counted, and when the N-th of it is deadly.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// A system call with this name, as it is entered.
    Call(&'static str),
    /// A commit that changes something on PostgreSQL.
    Commit(Moment),
    /// A call to a chat that contains these words.
    Request(Moment, &'static str),
}

/// What is swept, and on which database.
struct Family {
    name: &'static str,
    postgres: bool,
    /// The long form: each of these at every N.
    every: &'static [Way],
    /// The short form.
    sample: &'static [(Way, usize)],
}

const FLUSHES: Family = Family {
    name: "SQLite, killed at a write or flush",
    postgres: false,
    every: &[Way::Call("pwrite64"), Way::Call("fsync")],
    sample: &[
        (Way::Call("pwrite64"), 420),
        (Way::Call("pwrite64"), 450),
        (Way::Call("pwrite64"), 480),
        (Way::Call("pwrite64"), 520),
        (Way::Call("fsync"), 41),
    ],
};
const SENDS: Family = Family {
    name: "SQLite, killed at a send",
    postgres: false,
    every: &[Way::Call("writev"), Way::Call("sendto")],
    sample: &[
        (Way::Call("writev"), 8),
        (Way::Call("writev"), 14),
        (Way::Call("writev"), 20),
        (Way::Call("writev"), 25),
        (Way::Call("sendto"), 9),
    ],
};
/// Killed between a send and its commit: every message the journey sends. With the look-back taken out of
/// [`afterword::flow`], Slack's are posted twice (Discord knows its own by the nonce), on either database.
const UNTOLD: [(Way, usize); 6] = [
    (Way::Request(After, "chat.postMessage"), 1),
    (Way::Request(After, "/messages"), 1),
    (Way::Request(After, "chat.postMessage"), 2),
    (Way::Request(After, "chat.postMessage"), 3),
    (Way::Request(After, "POST /api/v10/channels/910000000000000002/messages"), 1),
    (Way::Request(After, "POST /api/v10/channels/910000000000000002/messages"), 2),
];
const CALLS: Family = Family {
    name: "SQLite, killed before or after a call to a chat",
    postgres: false,
    every: &[Way::Request(Before, ""), Way::Request(After, "")],
    sample: &UNTOLD,
};
const POSTGRES_COMMITS: Family = Family {
    name: "PostgreSQL, killed before or after a commit",
    postgres: true,
    every: &[Way::Commit(Before), Way::Commit(After)],
    sample: &[(Way::Commit(Before), 10), (Way::Commit(After), 15), (Way::Commit(Before), 25), (Way::Commit(After), 35)],
};
const POSTGRES_CALLS: Family = Family {
    name: "PostgreSQL, killed before or after a call to a chat",
    postgres: true,
    every: &[Way::Request(Before, ""), Way::Request(After, "")],
    sample: &UNTOLD,
};

/// What one journey showed.
struct Outcome {
    n: usize,
    killed: bool,
    tally: Tally,
}

impl Way {
    fn moment(self) -> Moment {
        match self {
            Way::Call(_) => Before,
            Way::Commit(moment) | Way::Request(moment, _) => moment,
        }
    }

    /// With whom each N is tried: patient customers, impatient ones. What is tried before and after has either in turn.
    fn customers(self, n: usize) -> &'static [bool] {
        match self {
            Way::Call(_) => &[true, false],
            Way::Commit(moment) | Way::Request(moment, _) if (moment == After) == n.is_multiple_of(2) => &[true],
            Way::Commit(_) | Way::Request(..) => &[false],
        }
    }

    /// How the program is started; `strace` kills it as one of its threads enters its `n`-th call of this kind.
    fn launch(self, n: usize) -> Launch {
        let Way::Call(call) = self else { return Launch::default() };
        let (trace, inject) = (format!("trace={call}"), format!("inject={call}:signal=SIGKILL:when={n}"));
        let under = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
        let env = vec![("TOKIO_WORKER_THREADS".to_owned(), "1".to_owned())];
        Launch { under: under.map(str::to_owned).into(), env }
    }
}

/// What a row of journeys showed.
#[derive(Default)]
struct Sum {
    kills: usize,
    tally: Tally,
    ends: Vec<String>,
}

impl Family {
    async fn journey(&self, way: Way, n: usize, patient: bool) -> Outcome {
        let database = if self.postgres { postgres::database().await } else { None };
        let mut ride = Ride::begin(database, way, n).await;
        ride.through(patient).await;
        let (tally, told) = truth::of(&ride).await;
        if !tally.clean() {
            let name = format!("{way:?}-{n}").replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let log = std::env::temp_dir().join(format!("afterword-sweep-{}-{name}.log", std::process::id()));
            std::fs::write(&log, ride.log()).unwrap();
            let log = log.display();
            aloud::said(format_args!("{} {way:?} {n}: {tally:?}: {told} (the last process's log: {log})", self.name));
        }
        Outcome { n, killed: ride.killed, tally }
    }

    /// One way to die at every `stride`-th N until a journey completes.
    async fn to_its_end(&self, way: Way, stride: usize, lanes: usize) -> Sum {
        let mut sum = Sum::default();
        let with = |n| way.customers(n).iter().map(move |patient| (n, *patient));
        let steps = futures_util::stream::iter((1..ENDLESS).step_by(stride).flat_map(with));
        let mut journeys = steps.map(|(n, patient)| self.journey(way, n, patient)).buffered(lanes);
        while let Some(Outcome { n, killed, tally }) = journeys.next().await {
            sum.tally.add(tally);
            if !killed {
                sum.ends.push(format!("{way:?} {n}"));
                break;
            }
            sum.kills += 1;
            if sum.kills % 10 == 0 {
                aloud::said(format_args!("  {way:?} {n}: kills {}, {:?}", sum.kills, sum.tally));
            }
        }
        sum
    }

    async fn all_of_it(&self, stride: usize) -> Sum {
        let all: usize = std::env::var("AFTERWORD_SWEEP_LANES").ok().map_or(LANES, |lanes| lanes.parse().unwrap());
        let lanes = all.div_ceil(self.every.len());
        let sums = self.every.iter().map(|way| self.to_its_end(*way, stride, lanes));
        let mut total = Sum::default();
        for sum in join_all(sums).await {
            total.kills += sum.kills;
            total.tally.add(sum.tally);
            total.ends.extend(sum.ends);
        }
        total
    }

    /// Customers of either kind in turn.
    async fn some_of_it(&self) -> Sum {
        let sample = futures_util::stream::iter(self.sample.iter().enumerate());
        let mut journeys = sample.map(|(turn, (way, n))| self.journey(*way, *n, turn % 2 == 0)).buffer_unordered(LANES);
        let mut sum = Sum::default();
        while let Some(outcome) = journeys.next().await {
            sum.kills += usize::from(outcome.killed);
            sum.tally.add(outcome.tally);
        }
        sum
    }

    async fn sweep(&self) {
        let under_strace = self.every.iter().any(|way| matches!(way, Way::Call(_)));
        if under_strace && !aloud::installed("strace") || !Wheel::available() {
            return;
        }
        if self.postgres && postgres::database().await.is_none() {
            return;
        }
        let began = Instant::now();
        let stride = std::env::var("AFTERWORD_SWEEP").ok().map(|form| form.parse().unwrap_or(1));
        let sum = match stride {
            None => self.some_of_it().await,
            Some(stride) => self.all_of_it(stride).await,
        };
        let (Tally { events, lost, doubled }, kills) = (sum.tally, sum.kills);
        let (took, ends) = (began.elapsed().as_secs(), sum.ends.join(", "));
        let form = match stride {
            None => "a sample of N".to_owned(),
            Some(1) => format!("every N, completed at {ends}"),
            Some(stride) => format!("every {stride}. N, completed at {ends}"),
        };
        aloud::said(format_args!(
            "sweep ({}; {form}; {took} s): kills {kills}, events {events}, lost {lost}, doubled {doubled}",
            self.name
        ));
        assert!(kills > 0, "nothing was ever killed: the calls that are counted are not made");
        assert_eq!((lost, doubled), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_sweep_killed_at_every_write_and_flush_of_the_journey_on_sqlite() {
    FLUSHES.sweep().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_f04_sweep_killed_at_every_send_of_the_journey_on_sqlite() {
    SENDS.sweep().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_f04_sweep_killed_before_and_after_every_call_to_a_chat_on_sqlite() {
    CALLS.sweep().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_sweep_killed_before_and_after_every_commit_of_the_journey_on_postgresql() {
    POSTGRES_COMMITS.sweep().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_f04_sweep_killed_before_and_after_every_call_to_a_chat_on_postgresql() {
    POSTGRES_CALLS.sweep().await;
}
