//! F1, swept: the whole journey, killed at its N-th durable step or at its N-th send, for every N until it completes.
//!
//! The program is a process under `strace`, which kills it (SIGKILL) as it enters the N-th call of a kind: a flush of
//! SQLite's files, or a write to any socket (the chats, the helpdesk, PostgreSQL). Calls are counted by thread and by
//! name, as `strace` does, so the program gets one worker thread and each call is swept for itself. What a dead process had written stays with the kernel: this is
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
    postgres: bool,
    /// The calls, each counted for itself, and where the short form strikes.
    calls: &'static [(&'static str, &'static [usize])],
}

const FLUSHES: Family = Family {
    name: "SQLite, killed at a flush",
    postgres: false,
    calls: &[("fdatasync", &[4, 11, 18, 25, 32, 39]), ("fsync", &[1])],
};
const SENDS: Family = Family {
    name: "SQLite, killed at a send",
    postgres: false,
    calls: &[("writev", &[6, 11, 16, 21, 26]), ("sendto", &[5, 10])],
};
const POSTGRES: Family = Family {
    name: "PostgreSQL, killed at a send",
    postgres: true,
    calls: &[("sendto", &[150, 210, 270, 330, 390, 450]), ("writev", &[14])],
};

/// What one journey showed.
struct Outcome {
    n: usize,
    killed: bool,
    tally: Tally,
}

impl Family {
    async fn journey(&self, call: &str, n: usize) -> Outcome {
        let database = if self.postgres { postgres::database().await } else { None };
        let mut ride = Ride::begin(database, &killing_at(call, n)).await;
        ride.through().await;
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
        let full = std::env::var("AFTERWORD_SWEEP").is_ok_and(|form| form == "full");
        let began = Instant::now();
        let (mut kills, mut tally, mut ends) = (0, Tally::default(), Vec::new());
        for (call, sample) in self.calls {
            let all: Vec<usize> = if full { (1..ENDLESS).collect() } else { sample.to_vec() };
            let mut journeys = futures_util::stream::iter(all).map(|n| self.journey(call, n)).buffered(LANES);
            while let Some(Outcome { n, killed, tally: found }) = journeys.next().await {
                tally.add(found);
                kills += usize::from(killed);
                if full && !killed {
                    ends.push(format!("{call} {n}"));
                    break;
                }
            }
        }
        let Tally { events, lost, doubled } = tally;
        let (took, ends) = (began.elapsed().as_secs(), ends.join(", "));
        let form = if full { format!("every N, completed at {ends}") } else { "a sample of N".to_owned() };
        aloud::said(format_args!(
            "sweep ({}; {form}; {took} s): kills {kills}, events {events}, lost {lost}, doubled {doubled}",
            self.name
        ));
        assert!(kills > 0, "nothing was ever killed: the calls that are counted are not made");
        assert_eq!((lost, doubled), (0, 0));
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
