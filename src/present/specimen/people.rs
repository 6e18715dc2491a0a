//! What staff read about people: credit, own weeks, pausing, the App Home.

use crate::domain::calendar::Week;
use crate::domain::credit::Credit;
use crate::domain::ids::{Identity, TeamName};
use crate::domain::privacy::Privacy;
use crate::domain::{Timestamp, agent};
use crate::present::Message;
use crate::present::words::{
    self, CaseLine, CreditOutcome, Home, OpenCases, OwnTeam, PauseOutcome, TeamSoFar, TheWeek,
};

use super::full_week;
use super::weeks::nothing_closed;

/// Every such message, named; the hostile ones included.
pub(super) fn messages() -> Vec<(String, Message)> {
    let long = "x<@U1>&*_`~|".repeat(100);
    let ana = Credit::to(&Identity::slack("T1", "U024BE7LH"), Some("Ana"));
    let hostile = Credit { id: long.clone(), label: long.clone(), name: Some(long.clone()) };
    let mut all = Vec::new();
    let mut add = |name: &str, message: Message| all.push((name.to_owned(), message));
    for (name, outcome) in [
        ("moved", moved(Some(ana.clone()), false)),
        ("moved, posted", moved(None, true)),
        ("already", CreditOutcome::Already { agent: ana }),
        ("not allowed", CreditOutcome::NotAllowed),
        ("no agent", CreditOutcome::NoAgent),
        ("no reason", CreditOutcome::NoReason),
        ("no ticket", CreditOutcome::NoTicket(long.clone())),
        ("ambiguous", CreditOutcome::Ambiguous("482".into())),
        ("not on the team", CreditOutcome::NotOnTheTeam { agent: hostile, team: TeamName::new(long.clone()) }),
    ] {
        add(&format!("credit: {name}"), words::credit_reply(&outcome));
    }
    add("me", words::me(&[own(Privacy::Leads), own(Privacy::Named)], false));
    add("me: no weekly message", words::me(&[own(Privacy::Confidential)], true));
    add("me: the weekly message", words::own_week_message(&one_week(own(Privacy::Named))));
    add("dashboard", words::dashboard_link("https://afterword.example.com/sign-in/7abc0123456789defghjkmnpqr"));
    add("dashboard: no address", words::dashboard_without_address());
    add("dashboard: for teams", words::dashboard_is_for_teams());
    add("me: on", words::me_messages(true));
    add("me: off", words::me_messages(false));
    for (name, outcome) in [
        ("paused", PauseOutcome::Paused { team: "Payments".into(), news: true }),
        ("paused before", PauseOutcome::Paused { team: "Payments".into(), news: false }),
        ("resumed", PauseOutcome::Resumed { team: long.clone(), news: true }),
        ("not paused", PauseOutcome::Resumed { team: "Payments".into(), news: false }),
        ("by configuration", PauseOutcome::PausedByConfiguration { team: "Payments".into() }),
        ("which team", PauseOutcome::WhichTeam(vec![long; 12])),
        ("not allowed", PauseOutcome::NotAllowed),
    ] {
        add(&format!("pause: {name}"), words::pause_reply(&outcome));
    }
    all
}

/// An App Home for everybody there is.
pub fn homes() -> Vec<(&'static str, Home)> {
    let noon = Timestamp::from_second(1_795_001_000).unwrap_or_default();
    let case = |holder: Option<Identity>| CaseLine {
        ticket_label: Some("x<@U1>&*_`~|".repeat(40)),
        link: Some(format!("https://desk.example/{}", "7".repeat(900))),
        opened_at: noon,
        holder,
    };
    let held = case(Some(Identity::slack("T024BE7LD", "U024BE7LH")));
    let customer =
        Home { is_staff: false, own: vec![], teams: vec![], cases: OpenCases::default(), at: noon, stopped: false };
    let so_far = |card| TeamSoFar { team: "Payments".into(), card };
    let agent = Home { is_staff: true, own: vec![own(Privacy::Leads)], ..customer.clone() };
    vec![
        ("customer", customer.clone()),
        ("customer who said stop", Home { stopped: true, ..customer }),
        ("manager", Home { teams: vec![so_far(Some(full_week())), so_far(Some(nothing_closed()))], ..agent.clone() }),
        (
            "manager, confidential",
            Home { teams: vec![so_far(None)], own: vec![own(Privacy::Confidential)], ..agent.clone() },
        ),
        ("agent with cases", Home { cases: OpenCases::of(vec![held.clone(); 30], false), ..agent.clone() }),
        ("manager with cases", Home { cases: OpenCases::of(vec![case(None), held], true), ..agent.clone() }),
        ("agent", agent),
    ]
}

fn one_week(mut own: OwnTeam) -> OwnTeam {
    own.weeks.truncate(1);
    own
}

fn moved(from: Option<Credit>, posted: bool) -> CreditOutcome {
    let to = Credit::to(&Identity::discord("220100000000000001"), Some("Ben"));
    CreditOutcome::Moved { ticket: "#482".into(), from, to, posted }
}

fn own(privacy: Privacy) -> OwnTeam {
    let now = Week::containing(Timestamp::from_second(1_795_001_000).unwrap_or_default(), &jiff::tz::TimeZone::UTC);
    let metrics = full_week().metrics;
    let week = |back: i32| {
        let running = back == 0;
        if running && !privacy.shows_unfinished_weeks() {
            return None;
        }
        let quotes = if privacy == Privacy::Named { full_week().quotes } else { vec![] };
        let own =
            agent::OwnWeek { week: now.back(back), running, metrics: metrics.clone(), closed: 61, asked: 50, quotes };
        let lines = words::own_week(&own).into_iter().chain(words::own_quotes(&own)).collect();
        Some(TheWeek { week: own.week, running, lines })
    };
    OwnTeam { team: "Payments".into(), privacy, weeks: (0..agent::WEEKS_SHOWN).filter_map(week).collect() }
}
