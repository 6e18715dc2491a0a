//! What the store promises, told to SQLite and to PostgreSQL.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use afterword::domain::calendar::Week;
use afterword::domain::ids::*;
use afterword::domain::instrument::{CES7, CSAT5, Instrument, ReasonTag, Score, Series};
use afterword::domain::job::{Ending, Job, NewJob, Task};
use afterword::domain::language::Wording;
use afterword::domain::policy::SkipReason;
use afterword::domain::privacy::Privacy;
use afterword::domain::scorecard::{Quote, WeekFacts};
use afterword::domain::survey::{Answer, CancelReason, Remark, State, Survey, Unreachable};
use afterword::domain::ticket::*;
use afterword::domain::{Duration, Timestamp};
use afterword::store::*;
use jiff::tz::TimeZone;
use sea_orm::ConnectionTrait;

use crate::postgres::on_both;

mod groups;
mod heard;
mod hours;
mod importing;
mod jobs;
mod ledger;
mod metamorphic;
mod moved;
mod opening;
mod outages;
mod people;
mod promises;
mod surveys;

/// These questions of a team's week, counted.
pub(crate) async fn week_facts(
    store: &Store,
    team: &TeamName,
    week: Week,
    zone: &TimeZone,
    series: &[Series],
    now: Timestamp,
) -> WeekFacts {
    store.read_week(team, week, zone).await.unwrap().count(series, now).await.unwrap().facts
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// A Monday noon in Berlin.
fn noon() -> Timestamp {
    "2026-03-16T11:00:00Z".parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("id{:06}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn closed(key: &str, when: Timestamp) -> TicketEvent {
    TicketEvent {
        source: "desk".into(),
        installation: String::new(),
        vendor: "generic".into(),
        kind: EventKind::Closed,
        delivery_id: Some("d-1".into()),
        dedupe_key: format!("{key}:{when}"),
        occurred_at: when,
        team: Some("Payments".into()),
        ticket: TicketFacts { id: key.into(), key: Some(format!("#{key}")), ..TicketFacts::default() },
        outcome: Outcome::Resolved,
        agent: None,
        closed_by: None,
        participants: vec![],
        replied: None,
        customer: None,
        chat: None,
        no_survey: None,
        extra: Default::default(),
    }
}

fn everything_a_source_can_say() -> TicketEvent {
    let contact = |identity: Identity| Contact {
        id: Some("7".into()),
        name: Some("Mia \"the customer\"".into()),
        identities: vec![identity, Identity::email("mia@example.com")],
        bot: true,
    };
    TicketEvent {
        installation: "T1".into(),
        ticket: TicketFacts {
            id: "482".into(),
            key: Some("PAY-482".into()),
            url: Some("https://desk.example.com/482".into()),
            subject: Some("Refund ünïcode 👍".into()),
            status: Some("solved".into()),
            previous_status: Some("open".into()),
            channel: Some("chat".into()),
            touchpoint: Some("checkout".into()),
            segment: Some("trial".into()),
            language: Some("de-AT".into()),
            tags: vec!["a".into(), "b,c".into()],
            created_at: Some(at("2026-03-15T09:00:00.123Z")),
            closed_at: Some(at("2026-03-16T09:00:00Z")),
        },
        outcome: Outcome::NotPlanned,
        agent: Some(contact(Identity::slack("T1", "U2"))),
        closed_by: Some(contact(Identity::slack("T1", "U3"))),
        participants: vec![Contact::of(Identity::discord("2201")), Contact::default()],
        replied: Some(true),
        customer: Some(contact(Identity::slack("T1", "U1"))),
        chat: Some(ChatRef {
            installation: "T1".into(),
            channel: Channel { platform: Platform::Slack, id: "C1".into() },
            thread: Some("1700.1".into()),
            own_thread: true,
        }),
        no_survey: Some("angry".into()),
        extra: [("plan".to_owned(), "gold".to_owned())].into(),
        ..closed("482", noon())
    }
}

fn message(n: u32) -> MessageRef {
    MessageRef { channel: Channel { platform: Platform::Discord, id: format!("c{n}") }, id: format!("m{n}") }
}

fn survey(ticket: &TicketId, close_seq: u32, state: State) -> Survey {
    Survey {
        id: SurveyId::new(id()),
        ticket: ticket.clone(),
        close_seq,
        team: TeamName::new("Payments"),
        closed_at: noon(),
        agent: Some("slack:U2".into()),
        person: None,
        may_answer: vec![Identity::slack("T1", "U1"), Identity::email("mia@example.com")],
        instrument: &CES7,
        follow: Some(&CSAT5),
        expires: Duration::from_hours(7 * 24),
        privacy: Privacy::Leads,
        wording: Wording::default(),
        state,
        version: 0,
    }
}

async fn ticket(tx: &Tx, key: &str) -> TicketId {
    match tx.record_close(&closed(key, noon()), &id, noon()).await.unwrap() {
        Recorded::New { ticket, .. } | Recorded::Known { ticket } => ticket,
    }
}

/// A stored survey of a person, in this state.
async fn stored(store: &Store, person: Option<&PersonId>, state: State) -> Survey {
    let tx = store.begin().await.unwrap();
    let ticket = ticket(&tx, &id()).await;
    let survey = Survey { person: person.cloned(), ..survey(&ticket, 1, state) };
    tx.insert_survey(&survey, noon()).await.unwrap();
    tx.commit().await.unwrap();
    survey
}

async fn person(store: &Store, identities: &[Identity], now: Timestamp) -> Person {
    let tx = store.begin().await.unwrap();
    let person = tx.person(identities, &id, now).await.unwrap();
    tx.commit().await.unwrap();
    person
}

async fn score(store: &Store, survey: &Survey, on: &'static Instrument, value: i64, now: Timestamp) {
    let tx = store.begin().await.unwrap();
    tx.save_score(survey, Score::on(on, value).unwrap(), now, now, &id).await.unwrap();
    tx.commit().await.unwrap();
}

fn every_state() -> Vec<State> {
    let skips = [
        SkipReason::AlreadyAsked,
        SkipReason::NoCustomer,
        SkipReason::CustomerIsAgent,
        SkipReason::CustomerIsBot,
        SkipReason::OptedOut,
        SkipReason::Cooldown,
        SkipReason::SampledOut,
        SkipReason::TooOld,
        SkipReason::NotResolved,
        SkipReason::NoHumanReply,
        SkipReason::TeamPaused,
        SkipReason::AgentDeclined("was rude: \"never again\"".into()),
        SkipReason::AgentDeclined(String::new()),
    ];
    let (t, m) = (noon() + MINUTE, message(7));
    let mut all = vec![
        State::Planned { send_at: t },
        State::Held { until: t },
        State::Delivered { at: t, message: Some(m.clone()) },
        State::Answered { at: t, message: Some(m.clone()) },
        State::Declined { at: t, message: Some(m.clone()) },
        State::Expired { at: t, message: Some(m.clone()) },
    ];
    all.extend(skips.into_iter().map(|why| State::Skipped { why }));
    all.extend(Unreachable::ALL.into_iter().map(|why| State::Undeliverable { at: t, why }));
    for why in CancelReason::ALL {
        all.push(State::Cancelled { at: t, why, message: None });
        all.push(State::Cancelled { at: t, why, message: Some(m.clone()) });
    }
    all
}

async fn count_true(tasks: impl Iterator<Item = tokio::task::JoinHandle<bool>>) -> usize {
    let tasks: Vec<_> = tasks.collect();
    let mut count = 0;
    for task in tasks {
        count += usize::from(task.await.unwrap());
    }
    count
}

/// Looks at the database past the store.
async fn column(url: &str, sql: &str) -> Vec<i32> {
    let db = sea_orm::Database::connect(url).await.unwrap();
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    let values = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    db.close().await.unwrap();
    values
}

fn deliver(name: &str, lane: Option<Platform>, due: Timestamp) -> NewJob {
    NewJob::once(Task::Deliver { survey: SurveyId::new(name) }, lane, due)
}
