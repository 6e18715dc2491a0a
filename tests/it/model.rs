//! The survey's and the queue's life against a simple model: random acts of people, helpdesk, platform and time, and
//! processes that die, on the real store, verbs and runner; only the platform is a double (`platform`).
//!
//! `cargo test --test it model` looks at a few cases; `PROPTEST_CASES=2000 cargo test --test it model` at many.

mod expect;
mod machine;
mod platform;

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use crate::postgres;
use machine::{Bench, PEOPLE, TICKETS};
use platform::Mishap;

/// What can happen next.
#[derive(Debug, Clone)]
pub enum Act {
    /// The helpdesk tells that a ticket was closed, perhaps twice.
    Close {
        ticket: usize,
        twice: bool,
    },
    Reopen {
        ticket: usize,
    },
    /// The newest visible prompt of the ticket is pressed; the platform may deliver that twice.
    Press {
        ticket: usize,
        value: u8,
        twice: bool,
    },
    /// By somebody who was not asked.
    ForeignPress {
        ticket: usize,
        value: u8,
    },
    Explain {
        ticket: usize,
        words: String,
    },
    Decline {
        ticket: usize,
    },
    NotSolved {
        ticket: usize,
    },
    StopAsking {
        person: usize,
    },
    AskMe {
        person: usize,
    },
    Pass {
        seconds: i64,
    },
    Trouble(Mishap),
    Restart,
}

/// The acts do not depend on each other: any may follow any.
pub struct Acts;

impl ReferenceStateMachine for Acts {
    type State = ();
    type Transition = Act;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Act> {
        let ticket = || 0..TICKETS;
        let seconds = prop::sample::select(vec![10, 61, 61, 301, 301, 3_600, 90_000, 700_000, 1_300_000]);
        let mishap = prop::sample::select(vec![
            Mishap::NotSent,
            Mishap::ArrivedUnknown,
            Mishap::ArrivedUnknown,
            Mishap::LostUnknown,
            Mishap::Limited,
            Mishap::Refused,
            Mishap::ArrivedAndDied,
            Mishap::ArrivedAndDied,
            Mishap::LostAndDied,
        ]);
        prop_oneof![
            6 => (ticket(), any::<bool>()).prop_map(|(ticket, twice)| Act::Close { ticket, twice }),
            3 => ticket().prop_map(|ticket| Act::Reopen { ticket }),
            6 => (ticket(), 1..=7_u8, any::<bool>()).prop_map(|(ticket, value, twice)| Act::Press { ticket, value, twice }),
            1 => (ticket(), 1..=7_u8).prop_map(|(ticket, value)| Act::ForeignPress { ticket, value }),
            2 => (ticket(), "[a-z]{1,8}").prop_map(|(ticket, words)| Act::Explain { ticket, words }),
            1 => ticket().prop_map(|ticket| Act::Decline { ticket }),
            1 => ticket().prop_map(|ticket| Act::NotSolved { ticket }),
            1 => (0..PEOPLE).prop_map(|person| Act::StopAsking { person }),
            2 => (0..PEOPLE).prop_map(|person| Act::AskMe { person }),
            9 => seconds.prop_map(|seconds| Act::Pass { seconds }),
            4 => mishap.prop_map(Act::Trouble),
            2 => Just(Act::Restart),
        ]
        .boxed()
    }

    fn apply((): (), _: &Act) {}
}

/// The runs of one database.
struct OnSqlite;
struct OnPostgres;

impl StateMachineTest for OnSqlite {
    type SystemUnderTest = Bench;
    type Reference = Acts;

    fn init_test((): &()) -> Bench {
        Bench::on(None)
    }

    fn apply(bench: Bench, (): &(), act: Act) -> Bench {
        bench.after(&act)
    }

    fn teardown(bench: Bench, (): ()) {
        bench.end();
    }
}

impl StateMachineTest for OnPostgres {
    type SystemUnderTest = Option<Bench>;
    type Reference = Acts;

    fn init_test((): &()) -> Option<Bench> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let database = runtime.block_on(postgres::database());
        database.map(|url| Bench::on(Some(url)))
    }

    fn apply(bench: Option<Bench>, (): &(), act: Act) -> Option<Bench> {
        bench.map(|bench| bench.after(&act))
    }

    fn teardown(bench: Option<Bench>, (): ()) {
        if let Some(bench) = bench {
            bench.end();
        }
    }
}

/// A few cases, unless more are asked for.
fn config() -> ProptestConfig {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 16 };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() }
}

prop_state_machine! {
    #![proptest_config(config())]
    #[test]
    fn model_of_the_surveys_and_the_queues_life_on_sqlite(sequential 1..40 => OnSqlite);
}

prop_state_machine! {
    #![proptest_config(config())]
    #[test]
    fn model_of_the_surveys_and_the_queues_life_on_postgresql(sequential 1..40 => OnPostgres);
}
