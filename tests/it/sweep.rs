//! F1, swept: the whole journey, killed at its N-th durable step or at its N-th send, for every N until it completes.
//!
//! The program is a process under `strace`, which kills it (SIGKILL) as it enters the N-th call of a kind: a write to
//! SQLite's files or their flush, or a write to any socket (the chats, the helpdesk, PostgreSQL). Calls are counted by thread and by
//! name, as `strace` does, so the program gets one worker thread and each call is swept for itself. What a dead process had written stays with the kernel: this is
//! about dying at any moment, not about the machine losing power.
//!
//! `cargo test --test it sweep` tries a few N; all of them, which takes its time:
//! `AFTERWORD_SWEEP=full cargo test --test it sweep -- --nocapture` (or `AFTERWORD_SWEEP=7` for every seventh).

mod ride;
mod truth;

use std::time::Instant;

use futures_util::StreamExt;

use crate::program::Launch;
use crate::wheel::Wheel;
use crate::{aloud, postgres};

use ride::Ride;
use truth::Tally;

/// Journeys at the same time; they mostly wait.
const LANES: usize = 4;
/// No journey has so many steps; a sweep that gets here does not end by itself.
const ENDLESS: usize = 2_000;

/// What is counted, and on which database.
struct Family {
    name: &'static str,
    postgres: bool,
    /// The calls, each counted for itself, and where the short form strikes.
    calls: &'static [(&'static str, &'static [usize])],
}

const FLUSHES: Family = Family {
    name: "SQLite, killed at a write or flush",
    postgres: false,
    calls: &[("pwrite64", &[420, 450, 480, 520]), ("fsync", &[41])],
};
const SENDS: Family = Family {
    name: "SQLite, killed at a send",
    postgres: false,
    calls: &[("writev", &[8, 14, 20, 25]), ("sendto", &[9])],
};
const POSTGRES: Family = Family {
    name: "PostgreSQL, killed at a send",
    postgres: true,
    calls: &[("sendto", &[180, 260, 340, 420]), ("writev", &[14])],
};

/// What one journey showed.
struct Outcome {
    n: usize,
    killed: bool,
    tally: Tally,
}

impl Family {
    async fn journey(&self, call: &str, n: usize, patient: bool) -> Outcome {
        let database = if self.postgres { postgres::database().await } else { None };
        let mut ride = Ride::begin(database, &killing_at(call, n)).await;
        ride.through(patient).await;
        let (tally, told) = truth::of(&ride).await;
        if !tally.clean() {
            let log = std::env::temp_dir().join(format!("afterword-sweep-{}-{call}-{n}.log", std::process::id()));
            std::fs::write(&log, ride.log()).unwrap();
            let log = log.display();
            aloud::said(format_args!("{} {call} {n}: {tally:?}: {told} (the last process's log: {log})", self.name));
        }
        Outcome { n, killed: ride.killed, tally }
    }

    async fn sweep(&self) {
        if !aloud::installed("strace") || !Wheel::available() {
            return;
        }
        if self.postgres && postgres::database().await.is_none() {
            return;
        }
        let stride = std::env::var("AFTERWORD_SWEEP").ok().map(|form| form.parse().unwrap_or(1));
        let lanes = if stride.is_some() { 2 * LANES } else { LANES };
        let began = Instant::now();
        let (mut kills, mut tally, mut ends) = (0, Tally::default(), Vec::new());
        for (call, sample) in self.calls {
            let mut journeys = futures_util::stream::iter(steps(stride, sample))
                .map(|(n, patient)| self.journey(call, n, patient))
                .buffered(lanes);
            while let Some(Outcome { n, killed, tally: found }) = journeys.next().await {
                tally.add(found);
                kills += usize::from(killed);
                if stride.is_some() && n % 50 == 1 {
                    aloud::said(format_args!("  {call} {n}: kills {kills}, {tally:?}"));
                }
                if stride.is_some() && !killed {
                    ends.push(format!("{call} {n}"));
                    break;
                }
            }
        }
        let Tally { events, lost, doubled } = tally;
        let (took, ends) = (began.elapsed().as_secs(), ends.join(", "));
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

/// Every so-manieth N with customers of both kinds, or the sample with either in turn.
fn steps(stride: Option<usize>, sample: &[usize]) -> Vec<(usize, bool)> {
    match stride {
        Some(stride) => (1..ENDLESS).step_by(stride).flat_map(|n| [(n, true), (n, false)]).collect(),
        None => sample.iter().enumerate().map(|(turn, n)| (*n, turn % 2 == 0)).collect(),
    }
}

/// The program, killed as one of its threads enters its `n`-th call of this kind.
fn killing_at(call: &str, n: usize) -> Launch {
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:signal=SIGKILL:when={n}"));
    let under = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    let env = vec![("TOKIO_WORKER_THREADS".to_owned(), "1".to_owned())];
    Launch { under: under.map(str::to_owned).into(), env }
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
async fn f01_f04_sweep_killed_at_every_send_of_the_journey_on_postgresql() {
    POSTGRES.sweep().await;
}
