//! F1, swept: the whole journey, killed at its N-th durable step or at its N-th send, for every N until it completes.
//!
//! The program is a process under `strace`, which kills it (SIGKILL) as it enters the N-th call of a kind: a flush of
//! SQLite's files, or a write to any socket (the chats, the helpdesk, PostgreSQL). Calls are counted by thread, as
//! `strace` does, so the program gets one worker thread. What a dead process had written stays with the kernel: this is
//! about dying at any moment, not about the machine losing power.
//!
//! `cargo test --test it sweep` tries every so-manieth N; all of them, which takes its time:
//! `AFTERWORD_SWEEP=full cargo test --test it sweep -- --nocapture`.

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
    calls: &'static str,
    postgres: bool,
    /// The short form tries these.
    sample: &'static [usize],
}

const FLUSHES: Family = Family {
    name: "SQLite, killed at a flush",
    calls: "fsync,fdatasync",
    postgres: false,
    sample: &[3, 9, 15, 21, 27, 33],
};
const SENDS: Family = Family {
    name: "SQLite, killed at a send",
    calls: "sendto,sendmsg,writev",
    postgres: false,
    sample: &[5, 15, 25, 35, 45, 55, 65, 75],
};
const POSTGRES: Family = Family {
    name: "PostgreSQL, killed at a send",
    calls: "sendto,sendmsg,writev",
    postgres: true,
    sample: &[60, 120, 180, 240, 300, 360, 420, 480],
};

impl Family {
    fn killing_at(&self, n: usize) -> Launch {
        let (trace, inject) =
            (format!("trace={}", self.calls), format!("inject={}:signal=SIGKILL:when={n}", self.calls));
        let under = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
        let env = vec![("TOKIO_WORKER_THREADS".to_owned(), "1".to_owned())];
        Launch { under: under.map(str::to_owned).into(), env }
    }

    /// Whether the program was killed at its `n`-th call, and the verdict.
    async fn journey(&self, n: usize) -> (usize, bool, Tally) {
        let database = if self.postgres { postgres::database().await } else { None };
        let mut ride = Ride::begin(database, &self.killing_at(n)).await;
        ride.through().await;
        let (tally, told) = truth::of(&ride).await;
        if !tally.clean() {
            let log = std::env::temp_dir().join(format!("afterword-sweep-{}-{n}.log", std::process::id()));
            std::fs::write(&log, ride.log()).unwrap();
            let log = log.display();
            aloud::said(format_args!("{}, N = {n}: {tally:?}: {told} (the last process's log: {log})", self.name));
        }
        (n, ride.killed, tally)
    }

    async fn sweep(&self) {
        if !aloud::installed("strace") || !Wheel::available() {
            return;
        }
        if self.postgres && postgres::database().await.is_none() {
            return;
        }
        let full = std::env::var("AFTERWORD_SWEEP").is_ok_and(|form| form == "full");
        let began = Instant::now();
        let (mut kills, mut tally, mut completed) = (0, Tally::default(), None);
        let all: Vec<usize> = if full { (1..ENDLESS).collect() } else { self.sample.to_vec() };
        let mut journeys = futures_util::stream::iter(all).map(|n| self.journey(n)).buffered(LANES);
        while let Some((n, killed, found)) = journeys.next().await {
            tally.add(found);
            kills += usize::from(killed);
            if !killed {
                completed = Some(n);
                if full {
                    break;
                }
            }
        }
        drop(journeys);
        let Tally { events, lost, doubled } = tally;
        let took = began.elapsed().as_secs();
        let end = completed.map_or(String::new(), |n| format!(", completed at N = {n}"));
        let form = if full { "every N" } else { "a sample" };
        aloud::said(format_args!(
            "sweep ({}, {form}): kills {kills}, events {events}, lost {lost}, doubled {doubled}{end}, {took} s",
            self.name
        ));
        assert!(kills > 0, "nothing was ever killed: the calls that are counted are not made");
        assert!(!full || completed.is_some(), "no journey ever completed");
        assert_eq!((lost, doubled), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_sweep_killed_at_every_flush_of_the_journey_on_sqlite() {
    FLUSHES.sweep().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_sweep_killed_at_every_send_of_the_journey_on_sqlite() {
    SENDS.sweep().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_sweep_killed_at_every_send_of_the_journey_on_postgresql() {
    POSTGRES.sweep().await;
}
