//! What the store promises, told to SQLite and to PostgreSQL.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use afterword::domain::calendar::Week;
use afterword::domain::ids::*;
use afterword::domain::instrument::{CES7, CSAT5, Instrument, ReasonTag, Score};
use afterword::domain::job::{Ending, Job, NewJob, Task};
use afterword::domain::policy::SkipReason;
use afterword::domain::scorecard::Quote;
use afterword::domain::survey::{Answer, CancelReason, Remark, State, Survey, Unreachable};
use afterword::domain::ticket::*;
use afterword::domain::{Duration, Timestamp};
use afterword::store::*;
use sea_orm::ConnectionTrait;

use crate::postgres::on_both;

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
    tx.save_score(survey, Score::on(on, value).unwrap(), now, &id).await.unwrap();
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
        SkipReason::TeamPaused,
        SkipReason::AgentDeclined("was rude: \"never again\"".into()),
        SkipReason::AgentDeclined(String::new()),
    ];
    let (t, m) = (noon() + MINUTE, message(7));
    let mut all = vec![
        State::Planned { send_at: t },
        State::Held { until: t },
        State::Delivered { at: t, message: m.clone() },
        State::Answered { at: t, message: m.clone() },
        State::Declined { at: t, message: m.clone() },
        State::Expired { at: t, message: m.clone() },
    ];
    all.extend(skips.into_iter().map(|why| State::Skipped { why }));
    all.extend(Unreachable::ALL.into_iter().map(|why| State::Undeliverable { at: t, why }));
    for why in CancelReason::ALL {
        all.push(State::Cancelled { at: t, why, message: None });
        all.push(State::Cancelled { at: t, why, message: Some(m.clone()) });
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_reads_back_as_it_was_inserted_and_as_it_was_saved() {
    on_both(async |store: Store, _| {
        let covered: HashSet<_> = every_state().iter().map(State::code).collect();
        assert_eq!(covered.len(), State::CODES.len());
        for state in every_state() {
            let inserted = stored(&store, None, state.clone()).await;
            assert_eq!(store.survey(&inserted.id).await.unwrap().unwrap(), inserted);

            let planned = stored(&store, None, State::Planned { send_at: noon() }).await;
            let tx = store.begin().await.unwrap();
            tx.save_survey(&Survey { state: state.clone(), ..planned.clone() }, noon()).await.unwrap();
            let saved = tx.survey(&planned.id).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            assert_eq!(saved, Survey { state, version: 1, ..planned });
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_against_an_older_version_is_refused_and_changes_nothing() {
    on_both(async |store: Store, _| {
        let survey = stored(&store, None, State::Planned { send_at: noon() }).await;
        let tx = store.begin().await.unwrap();
        tx.save_survey(&Survey { state: State::Held { until: noon() }, ..survey.clone() }, noon()).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin().await.unwrap();
        let late = Survey { state: State::Skipped { why: SkipReason::Cooldown }, ..survey.clone() };
        assert!(matches!(tx.save_survey(&late, noon()).await, Err(StoreError::Stale)));
        drop(tx);
        assert_eq!(store.survey(&survey.id).await.unwrap().unwrap().state, State::Held { until: noon() });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_survey_of_one_close_is_refused() {
    on_both(async |store: Store, _| {
        let first = stored(&store, None, State::Planned { send_at: noon() }).await;
        let tx = store.begin().await.unwrap();
        let second = Survey { id: SurveyId::new(id()), ..first };
        assert!(matches!(tx.insert_survey(&second, noon()).await, Err(StoreError::Stale)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_of_work_that_is_dropped_leaves_nothing() {
    on_both(async |store: Store, _| {
        let tx = store.begin().await.unwrap();
        let ticket = ticket(&tx, "1").await;
        tx.receive(&Received { event: closed("1", noon()), at: noon() }).await.unwrap();
        tx.enqueue(&NewJob::once(Task::Receive { inbox: 1 }, None, noon()), noon()).await.unwrap();
        drop(tx);
        assert_eq!(store.ticket(&ticket).await.unwrap(), None);
        assert_eq!(store.received(1).await.unwrap(), None);
        assert_eq!(store.next_due().await.unwrap(), None);
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_received_once_per_installation_and_reads_back_whole() {
    on_both(async |store: Store, _| {
        let received = Received { event: everything_a_source_can_say(), at: noon() };
        let elsewhere =
            Received { event: TicketEvent { installation: "T2".into(), ..received.event.clone() }, at: noon() };
        let tx = store.begin().await.unwrap();
        let first = tx.receive(&received).await.unwrap().unwrap();
        assert_eq!(tx.receive(&received).await.unwrap(), None);
        assert!(tx.receive(&elsewhere).await.unwrap().is_some());
        tx.settle_received(first, "done", noon()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.received(first).await.unwrap().unwrap(), received);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_seen_for_the_first_time_once() {
    on_both(async |store: Store, _| {
        let tx = store.begin().await.unwrap();
        assert!(tx.first_sight(Platform::Slack, "T1", "press-1", noon()).await.unwrap());
        assert!(!tx.first_sight(Platform::Slack, "T1", "press-1", noon()).await.unwrap());
        assert!(tx.first_sight(Platform::Slack, "T2", "press-1", noon()).await.unwrap());
        assert!(tx.first_sight(Platform::Discord, "T1", "press-1", noon()).await.unwrap());
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_counts_once_until_the_ticket_is_open_again() {
    on_both(async |store: Store, _| {
        let t = noon();
        let reopened = |when| TicketEvent { kind: EventKind::Reopened, ..closed("9", when) };
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.record_reopen(&reopened(t), t).await.unwrap(), None);
        let Recorded::New { ticket, seq: 1 } = tx.record_close(&closed("9", t), &id, t).await.unwrap() else {
            panic!("the first close is new");
        };
        let known = Recorded::Known { ticket: ticket.clone() };
        // Solved, then closed for good two days later: one close.
        assert_eq!(tx.record_close(&closed("9", t + DAY * 2), &id, t).await.unwrap(), known);
        for state in [State::Planned { send_at: t }] {
            tx.insert_survey(&survey(&ticket, 1, state), t).await.unwrap();
        }
        // A reopening from before what we know to be the last close is history.
        assert_eq!(tx.record_reopen(&reopened(t + HOUR), t).await.unwrap(), Some(vec![]));
        assert_eq!(tx.record_close(&closed("9", t + DAY * 3), &id, t).await.unwrap(), known);

        let alive = tx.record_reopen(&reopened(t + DAY * 4), t).await.unwrap().unwrap();
        assert_eq!(alive.len(), 1);
        // The late report of a close from before the reopening is history, too.
        assert_eq!(tx.record_close(&closed("9", t + DAY), &id, t).await.unwrap(), known);
        let second = closed("9", t + DAY * 5);
        assert_eq!(tx.record_close(&second, &id, t).await.unwrap(), Recorded::New { ticket: ticket.clone(), seq: 2 });
        assert_eq!(tx.ticket(&ticket).await.unwrap().unwrap().event, second);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_concurrent_reports_of_one_close_exactly_one_is_new() {
    on_both(async |store: Store, _| {
        let reports = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let recorded = tx.record_close(&closed("7", noon()), &id, noon()).await.unwrap();
                tx.commit().await.unwrap();
                matches!(recorded, Recorded::New { seq: 1, .. })
            })
        });
        assert_eq!(count_true(reports).await, 1);
    })
    .await;
}

async fn count_true(tasks: impl Iterator<Item = tokio::task::JoinHandle<bool>>) -> usize {
    let tasks: Vec<_> = tasks.collect();
    let mut count = 0;
    for task in tasks {
        count += usize::from(task.await.unwrap());
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_one_slot_goes_to_one_of_many_and_comes_back_as_it_was() {
    on_both(async |store: Store, _| {
        let mia = person(&store, &[Identity::discord("1")], noon()).await;
        let early = SurveyId::new("early");
        let take = async |survey: &SurveyId, now| {
            let tx = store.begin().await.unwrap();
            let taken = tx.reserve_ask(&mia.id, survey, DAY * 14, now).await.unwrap();
            tx.commit().await.unwrap();
            taken
        };
        assert!(take(&early, noon()).await);
        assert!(take(&early, noon()).await, "a retry of the same survey keeps its slot");

        let now = noon() + DAY * 14;
        let contenders = (0..8).map(|n| {
            let (store, mia) = (store.clone(), mia.id.clone());
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let taken = tx.reserve_ask(&mia, &SurveyId::new(format!("s{n}")), DAY * 14, now).await.unwrap();
                tx.commit().await.unwrap();
                taken
            })
        });
        assert_eq!(count_true(contenders).await, 1);

        let (_, winner) = store.person(&mia.id).await.unwrap().unwrap().last_asked.unwrap();
        let tx = store.begin().await.unwrap();
        tx.release_ask(&mia.id, &SurveyId::new("somebody else's")).await.unwrap();
        tx.release_ask(&mia.id, &winner).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.person(&mia.id).await.unwrap().unwrap().last_asked, Some((noon(), early)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_found_to_be_one_become_the_older_and_keep_what_binds_us() {
    on_both(async |store: Store, _| {
        let (chat, mail) = (Identity::slack("T1", "U1"), Identity::email("mia@example.com"));
        let older = person(&store, &[chat.clone()], noon()).await;
        let younger = person(&store, &[mail.clone()], noon() + MINUTE).await;
        assert_ne!(older.id, younger.id);
        assert_ne!(person(&store, &[Identity::slack("", "U1")], noon()).await.id, older.id, "exact match only");

        let survey = stored(&store, Some(&younger.id), State::Delivered { at: noon(), message: message(1) }).await;
        score(&store, &survey, &CES7, 3, noon()).await;
        let tx = store.begin().await.unwrap();
        tx.set_opt_out(&younger.id, Some(noon())).await.unwrap();
        tx.set_zone(&younger.id, "Asia/Tokyo").await.unwrap();
        assert!(tx.reserve_ask(&older.id, &SurveyId::new("a"), DAY, noon()).await.unwrap());
        assert!(tx.reserve_ask(&younger.id, &SurveyId::new("b"), DAY, noon() + HOUR).await.unwrap());
        for (who, why) in [(&older, "dm_closed"), (&younger, "user_gone")] {
            tx.note_unreachable(&who.id, Platform::Discord, why, noon()).await.unwrap();
        }
        tx.note_unreachable(&younger.id, Platform::Slack, "not_allowed", noon()).await.unwrap();
        tx.commit().await.unwrap();

        let one = person(&store, &[mail.clone(), chat.clone()], noon() + DAY).await;
        assert_eq!(one.id, older.id);
        assert_eq!(one.opted_out_at, Some(noon()));
        assert_eq!(one.zone.as_deref(), Some("Asia/Tokyo"));
        assert_eq!(one.last_asked, Some((noon() + HOUR, SurveyId::new("b"))));
        assert_eq!(one.identities, [chat, mail]);
        let unreachable = [(Platform::Discord, "dm_closed".to_owned()), (Platform::Slack, "not_allowed".to_owned())];
        assert_eq!(one.unreachable, unreachable);
        assert_eq!(store.person(&younger.id).await.unwrap(), None);

        let moved = store.survey(&survey.id).await.unwrap().unwrap();
        assert_eq!((moved.person.as_ref(), moved.version), (Some(&older.id), 1));
        let tx = store.begin().await.unwrap();
        assert!(tx.has_open_prompt(&older.id, None).await.unwrap());
        assert!(!tx.has_open_prompt(&older.id, Some(&survey.id)).await.unwrap());
        let gone = tx.set_opt_out(&younger.id, Some(noon())).await;
        assert!(matches!(gone, Err(StoreError::Stale)), "a stop must not be lost on somebody who is gone");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_meet_one_person_at_once_meet_the_same_person() {
    on_both(async |store: Store, _| {
        let both = [Identity::slack("T1", "U5"), Identity::email("kim@example.com")];
        let meetings: Vec<_> = (0..8)
            .map(|n| {
                let (store, mut identities) = (store.clone(), both.to_vec());
                if n % 2 == 1 {
                    identities.reverse();
                }
                tokio::spawn(async move { person(&store, &identities, noon()).await.id })
            })
            .collect();
        let mut met = HashSet::new();
        for meeting in meetings {
            met.insert(meeting.await.unwrap());
        }
        assert_eq!(met.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_answer_keeps_its_first_time_and_every_value() {
    on_both(async |store: Store, url: String| {
        let survey = stored(&store, None, State::Delivered { at: noon(), message: message(1) }).await;
        score(&store, &survey, &CSAT5, 5, noon()).await;
        score(&store, &survey, &CES7, 2, noon() + MINUTE).await;
        score(&store, &survey, &CES7, 2, noon() + HOUR).await;
        score(&store, &survey, &CES7, 6, noon() + HOUR * 2).await;
        score(&store, &survey, &CES7, 2, noon() + HOUR * 3).await;
        let remark = Remark {
            comment: Some("had to explain '; DROP TABLE twice".into()),
            reasons: vec![ReasonTag::Repeat, ReasonTag::Slow],
            contact_ok: true,
        };
        let tx = store.begin().await.unwrap();
        tx.save_remark(&survey, &remark, noon() + HOUR * 4).await.unwrap();
        tx.commit().await.unwrap();
        let answer = |score, first_at, last_at, changes| Answer {
            score,
            first_at,
            last_at,
            changes,
            comment: None,
            reasons: vec![],
            contact_ok: false,
        };
        let first = Answer {
            comment: remark.comment,
            reasons: remark.reasons,
            contact_ok: true,
            ..answer(Score::on(&CES7, 2).unwrap(), noon() + MINUTE, noon() + HOUR * 3, 2)
        };
        let second = answer(Score::on(&CSAT5, 5).unwrap(), noon(), noon(), 0);
        assert_eq!(store.answers(&survey.id).await.unwrap(), [first, second], "the first question's answer first");
        let values = column(
            &url,
            "SELECT v.score FROM answer_value v JOIN answer a ON a.id = v.answer_id
                                   WHERE a.instrument = 'ces7' ORDER BY v.seq",
        )
        .await;
        assert_eq!(values, [2, 6, 2]);
    })
    .await;
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

async fn enqueue(store: &Store, jobs: &[NewJob]) {
    let tx = store.begin().await.unwrap();
    for job in jobs {
        assert!(tx.enqueue(job, noon()).await.unwrap());
    }
    tx.commit().await.unwrap();
}

async fn claim(store: &Store, owner: &str, now: Timestamp) -> Vec<Job> {
    let tx = store.begin().await.unwrap();
    let jobs = tx.claim(&[None, Some(Platform::Slack)], 10, owner, MINUTE, now).await.unwrap();
    tx.commit().await.unwrap();
    jobs
}

async fn claim_one(store: &Store, owner: &str, now: Timestamp) -> Job {
    let mut jobs = claim(store, owner, now).await;
    assert_eq!(jobs.len(), 1);
    jobs.remove(0)
}

async fn finish(store: &Store, job: &Job, ending: Ending, retry_at: Timestamp) -> bool {
    let tx = store.begin().await.unwrap();
    let mine = tx.finish(job, &ending, retry_at, noon()).await.unwrap();
    tx.commit().await.unwrap();
    mine
}

async fn sweep(store: &Store, now: Timestamp) -> (u64, u64) {
    let tx = store.begin().await.unwrap();
    let swept = tx.sweep(now).await.unwrap();
    tx.commit().await.unwrap();
    swept
}

fn deliver(name: &str, lane: Option<Platform>, due: Timestamp) -> NewJob {
    NewJob::once(Task::Deliver { survey: SurveyId::new(name) }, lane, due)
}

fn place() -> Place {
    Place::Direct { person: Identity::slack("T1", "U1") }
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_claimed_in_order_of_being_due_only_in_the_lanes_that_are_asked_for() {
    on_both(async |store: Store, _| {
        let t = noon();
        enqueue(
            &store,
            &[
                deliver("late", Some(Platform::Slack), t),
                deliver("other lane", Some(Platform::Discord), t - HOUR),
                deliver("early", None, t - MINUTE),
                deliver("future", None, t + MINUTE),
            ],
        )
        .await;
        let tx = store.begin().await.unwrap();
        assert!(!tx.enqueue(&deliver("early", None, t), t).await.unwrap(), "one key, one job");
        drop(tx);
        assert_eq!(store.next_due().await.unwrap(), Some(t - HOUR));
        let jobs = claim(&store, "w", t).await;
        let names: Vec<_> = jobs.iter().map(|j| j.task.subject()).collect();
        assert_eq!(names, ["early", "late"]);
        let early = &jobs[0];
        assert_eq!((early.attempt, early.fence, early.unknown, early.lane), (1, 1, false, None));
        assert_eq!((early.created_at, early.attempt_started_at, &early.place), (t - MINUTE, t, &None));
        let (depth, oldest) = store.queue_depth().await.unwrap();
        assert_eq!(depth, [("available".to_owned(), 2), ("executing".to_owned(), 2)].into());
        assert_eq!(oldest, Some(t - HOUR));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_who_claim_at_once_never_hold_the_same_job() {
    on_both(async |store: Store, _| {
        let jobs: Vec<_> = (0..40).map(|n| deliver(&format!("s{n}"), None, noon())).collect();
        enqueue(&store, &jobs).await;
        let workers: Vec<_> = (0..8)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { claim(&store, &format!("w{n}"), noon()).await })
            })
            .collect();
        let mut held = Vec::new();
        for worker in workers {
            held.extend(worker.await.unwrap().into_iter().map(|j| j.id));
        }
        let distinct: HashSet<_> = held.iter().collect();
        assert_eq!(distinct.len(), held.len());
        let mut rest = 0;
        loop {
            let more = claim(&store, "last", noon()).await.len();
            rest += more;
            if more == 0 {
                break;
            }
        }
        assert_eq!(held.len() + rest, 40, "and none is left behind");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_the_fence_changes_nothing() {
    on_both(async |store: Store, _| {
        let t = noon();
        enqueue(&store, &[NewJob::once(Task::Receive { inbox: 1 }, None, t)]).await;
        let first = claim_one(&store, "a", t).await;
        assert_eq!(sweep(&store, t + MINUTE - Duration::from_millis(1)).await, (0, 0));
        assert_eq!(store.next_due().await.unwrap(), Some(t + MINUTE), "when the lease runs out");
        assert_eq!(sweep(&store, t + MINUTE).await, (0, 1));
        let second = claim_one(&store, "b", t + MINUTE).await;
        assert_eq!((second.attempt, second.fence, second.unknown), (2, 2, false));
        assert!(!finish(&store, &first, Ending::Done, t).await);
        let tx = store.begin().await.unwrap();
        assert!(!tx.note_place(&first, &place()).await.unwrap());
        drop(tx);
        assert!(finish(&store, &second, Ending::Done, t).await);
        assert!(!finish(&store, &second, Ending::Retry { why: "again".into() }, t).await);
        assert!(claim(&store, "c", t + DAY).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snooze_costs_no_attempt_and_forgets_no_doubt() {
    on_both(async |store: Store, _| {
        let t = noon();
        enqueue(&store, &[deliver("s", Some(Platform::Slack), t)]).await;
        let job = claim_one(&store, "a", t).await;
        let tx = store.begin().await.unwrap();
        assert!(tx.note_place(&job, &place()).await.unwrap());
        tx.commit().await.unwrap();
        assert!(finish(&store, &job, Ending::Snooze { until: t + MINUTE }, t).await);
        assert!(claim(&store, "a", t).await.is_empty());
        let job = claim_one(&store, "a", t + MINUTE).await;
        assert_eq!((job.attempt, job.fence, job.unknown, &job.place), (1, 2, false, &None), "nothing was sent");

        let tx = store.begin().await.unwrap();
        tx.note_place(&job, &place()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(finish(&store, &job, Ending::Unknown { why: "timeout".into() }, t + HOUR).await);
        let job = claim_one(&store, "a", t + HOUR).await;
        assert_eq!((job.attempt, job.unknown, &job.place), (2, true, &Some(place())));
        assert!(finish(&store, &job, Ending::Snooze { until: t + HOUR }, t).await);
        assert_eq!(store.queue_depth().await.unwrap().0, [("unknown".to_owned(), 1)].into());
        let job = claim_one(&store, "a", t + HOUR).await;
        assert_eq!((job.attempt, job.unknown, &job.place), (2, true, &Some(place())));
        assert!(finish(&store, &job, Ending::Retry { why: "not found".into() }, t + HOUR * 2).await);
        let job = claim_one(&store, "a", t + HOUR * 2).await;
        assert_eq!((job.attempt, job.unknown, &job.place), (3, false, &None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_send_is_unknown_and_any_other_lost_job_is_simply_done_again() {
    on_both(async |store: Store, _| {
        let t = noon();
        let expire = NewJob::once(Task::Expire { survey: SurveyId::new("s") }, None, t);
        enqueue(&store, &[deliver("s", Some(Platform::Slack), t), expire]).await;
        assert_eq!(claim(&store, "a", t).await.len(), 2);
        assert_eq!(sweep(&store, t + MINUTE * 5).await, (1, 1));
        let again = claim(&store, "b", t + MINUTE * 5).await;
        let told: Vec<_> = again.iter().map(|j| (j.task.kind(), j.unknown, j.attempt)).collect();
        assert_eq!(told, [("deliver", true, 2), ("expire", false, 2)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_worker_gives_back_what_it_has_not_begun_to_send() {
    on_both(async |store: Store, _| {
        let t = noon();
        enqueue(&store, &[deliver("sent", None, t), deliver("not sent", None, t + MINUTE)]).await;
        let jobs = claim(&store, "a", t + MINUTE).await;
        let tx = store.begin().await.unwrap();
        tx.note_place(&jobs[0], &place()).await.unwrap();
        assert_eq!(tx.release("somebody else", t).await.unwrap(), 0);
        assert_eq!(tx.release("a", t).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let again = claim_one(&store, "b", t + MINUTE).await;
        assert_eq!((again.task.subject().as_str(), again.attempt, again.unknown), ("not sent", 1, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_takes_the_waiting_jobs_of_a_key_and_no_others() {
    on_both(async |store: Store, _| {
        let t = noon();
        let amend = |n| NewJob::nth(Task::AmendPrompt { survey: SurveyId::new("s") }, n, None, t);
        enqueue(&store, &[deliver("s", None, t), deliver("t", None, t), amend(1), amend(2), amend(3)]).await;
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.cancel_jobs("deliver:s", t).await.unwrap(), 1);
        assert_eq!(tx.cancel_jobs("amend_prompt:s:", t).await.unwrap(), 3);
        assert_eq!(tx.cancel_jobs("deliver:s", t).await.unwrap(), 0);
        tx.commit().await.unwrap();
        assert_eq!(claim_one(&store, "a", t).await.task.subject(), "t");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_opens_once_and_its_numbers_freeze_once_for_every_channel() {
    on_both(async |store: Store, _| {
        let (team, week) = (TeamName::new("Payments"), "2026-W11".parse::<Week>().unwrap());
        let channel = |s: &str| s.parse::<Channel>().unwrap();
        let open = move |store: Store, to: Channel| async move {
            let tx = store.begin().await.unwrap();
            let team = TeamName::new("Payments");
            let id = tx.open_run(&team, week, &to, noon(), RunState::Pending, true, noon()).await.unwrap();
            tx.commit().await.unwrap();
            id
        };
        let openings: Vec<_> = (0..8).map(|_| tokio::spawn(open(store.clone(), channel("slack:C1")))).collect();
        let mut ids = Vec::new();
        for opening in openings {
            ids.extend(opening.await.unwrap());
        }
        let &[slack] = ids.as_slice() else { panic!("{ids:?}") };
        let discord = open(store.clone(), channel("discord:1098")).await.unwrap();

        let tx = store.begin().await.unwrap();
        assert_eq!(tx.frozen_for(&team, week).await.unwrap(), None);
        assert_eq!(tx.freeze_run(slack, "first").await.unwrap(), "first");
        assert_eq!(tx.freeze_run(slack, "second").await.unwrap(), "first");
        assert_eq!(tx.frozen_for(&team, week).await.unwrap().as_deref(), Some("first"));
        assert_eq!(tx.freeze_run(discord, "third").await.unwrap(), "first");
        tx.post_run(slack, &message(4), noon()).await.unwrap();
        let posted = tx.run(slack).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            posted,
            Run {
                id: slack,
                team,
                week,
                channel: channel("slack:C1"),
                due_at: noon(),
                state: RunState::Posted,
                frozen: Some("first".into()),
                message: Some(message(4)),
                late: true,
            }
        );
        assert_eq!(store.run(slack).await.unwrap(), Some(posted));
        let pending: Vec<_> = store.runs(RunState::Pending).await.unwrap().iter().map(|r| r.id).collect();
        assert_eq!(pending, [discord]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn planned_surveys_are_counted_without_the_skipped_ones() {
    on_both(async |store: Store, _| {
        let team = TeamName::new("Payments");
        stored(&store, None, State::Skipped { why: SkipReason::Cooldown }).await;
        stored(&store, None, State::Planned { send_at: noon() }).await;
        let second = stored(&store, None, State::Planned { send_at: noon() }).await;
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.planned_count(&team).await.unwrap(), 2);
        let skipped = Survey { state: State::Skipped { why: SkipReason::OptedOut }, ..second };
        tx.save_survey(&skipped, noon()).await.unwrap();
        assert_eq!(tx.planned_count(&team).await.unwrap(), 1);
        assert_eq!(tx.planned_count(&TeamName::new("nobody")).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_each_close_with_its_answers_and_jobs_newest_first() {
    on_both(async |store: Store, _| {
        let tx = store.begin().await.unwrap();
        let event = everything_a_source_can_say();
        let Recorded::New { ticket, .. } = tx.record_close(&event, &id, noon()).await.unwrap() else { panic!() };
        let first = Survey {
            closed_at: noon() - DAY,
            ..survey(&ticket, 1, State::Skipped { why: SkipReason::AgentDeclined("angry".into()) })
        };
        let second = survey(&ticket, 2, State::Delivered { at: noon(), message: message(1) });
        tx.insert_survey(&first, noon()).await.unwrap();
        tx.insert_survey(&second, noon()).await.unwrap();
        tx.save_score(&second, Score::on(&CES7, 7).unwrap(), noon(), &id).await.unwrap();
        tx.enqueue(&deliver(second.id.as_str(), None, noon()), noon()).await.unwrap();
        tx.enqueue(&NewJob::nth(Task::AmendPrompt { survey: second.id.clone() }, 1, None, noon()), noon())
            .await
            .unwrap();
        tx.commit().await.unwrap();

        for written in ["482", "#482", "PAY-482", "#PAY-482"] {
            let told = store.why(written, None).await.unwrap();
            assert_eq!(told.iter().map(|s| &s.survey).collect::<Vec<_>>(), [&second, &first], "{written}");
        }
        let told = store.why("482", Some("desk")).await.unwrap();
        let newest = &told[0];
        assert_eq!((newest.source.as_str(), newest.ticket.as_str()), ("desk", "PAY-482"));
        assert_eq!(newest.subject.as_deref(), Some("Refund ünïcode 👍"));
        assert_eq!(newest.answers.len(), 1);
        let jobs: Vec<_> = newest.jobs.iter().map(|j| (j.kind.as_str(), j.state.as_str(), j.attempts)).collect();
        assert_eq!(jobs, [("deliver", "available", 0), ("amend_prompt", "available", 0)]);
        assert!(store.why("482", Some("elsewhere")).await.unwrap().is_empty());
        assert!(store.why("48", None).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_of_installation_is_noted_once() {
    on_both(async |store: Store, _| {
        assert_eq!(store.installed_at().await.unwrap(), None);
        let tx = store.begin().await.unwrap();
        tx.note_installed(noon()).await.unwrap();
        tx.note_installed(noon() + DAY).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.installed_at().await.unwrap(), Some(noon()));
    })
    .await;
}

fn history_line(ticket: &str, closed_at: Timestamp) -> LedgerLine {
    LedgerLine {
        source: "desk".into(),
        ticket_id: ticket.into(),
        subject: None,
        team: TeamName::new("Payments"),
        agent: Some("slack:U2".into()),
        customer: Some(format!("{ticket}@example.com")),
        channel: None,
        touchpoint: None,
        segment: None,
        tags: vec![],
        opened_at: None,
        closed_at,
        state: "skipped".into(),
        reason: Some("cooldown".into()),
        asked_at: None,
        instrument: None,
        answer: None,
    }
}

fn answered(ticket: &str, on: &'static Instrument, value: i64, when: Timestamp) -> LedgerLine {
    LedgerLine {
        state: "answered".into(),
        reason: None,
        asked_at: Some(when),
        instrument: Some(on),
        answer: Some(Answer {
            score: Score::on(on, value).unwrap(),
            first_at: when,
            last_at: when,
            changes: 0,
            comment: None,
            reasons: vec![],
            contact_ok: false,
        }),
        ..history_line(ticket, when)
    }
}

fn remarked(line: LedgerLine, comment: Option<&str>, reasons: &[ReasonTag]) -> LedgerLine {
    let answer =
        line.answer.clone().map(|a| Answer { comment: comment.map(Into::into), reasons: reasons.to_vec(), ..a });
    LedgerLine { answer, ..line }
}

/// Four complete weeks and a bit, small enough to count by hand. The week is the one in which Berlin loses an hour:
/// 2026-W13, from Sunday 23:00Z to Sunday 22:00Z.
fn five_weeks() -> Vec<LedgerLine> {
    let other_team =
        LedgerLine { team: TeamName::new("Other"), ..answered("o1", &CES7, 1, at("2026-03-24T09:00:00Z")) };
    let same_customer = |line: LedgerLine| LedgerLine { customer: Some("t1@example.com".into()), ..line };
    vec![
        // The week itself, its very first and very last instant among it.
        remarked(answered("t1", &CES7, 7, at("2026-03-22T23:00:00Z")), Some("quick"), &[]),
        same_customer(remarked(
            answered("t2", &CES7, 2, at("2026-03-29T21:59:59.999Z")),
            Some("slow and twice"),
            &[ReasonTag::Slow, ReasonTag::Repeat],
        )),
        remarked(answered("t3", &CES7, 7, at("2026-03-25T12:00:00Z")), None, &[ReasonTag::Slow]),
        answered("t3", &CSAT5, 4, at("2026-03-25T12:00:00Z")),
        history_line("t4", at("2026-03-26T12:00:00Z")),
        LedgerLine { reason: Some("opted_out".into()), ..history_line("t5", at("2026-03-26T12:00:00Z")) },
        LedgerLine {
            state: "undeliverable".into(),
            reason: Some("dm_closed".into()),
            ..history_line("t6", at("2026-03-27T12:00:00Z"))
        },
        LedgerLine {
            state: "expired".into(),
            reason: None,
            asked_at: Some(at("2026-03-27T12:00:00Z")),
            instrument: Some(&CES7),
            ..history_line("t7", at("2026-03-27T12:00:00Z"))
        },
        // The next week's first instant, and the week before's last.
        answered("n1", &CES7, 1, at("2026-03-29T22:00:00Z")),
        answered("p1", &CES7, 5, at("2026-03-22T22:59:59.999Z")),
        // Two weeks before: nothing. Three weeks before: the first answer of all on this question.
        answered("p3", &CES7, 6, at("2026-03-04T12:00:00Z")),
        other_team,
    ]
}

async fn import(store: &Store, lines: &[LedgerLine]) -> u64 {
    store.import(lines, &id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weeks_facts_are_what_one_counts_by_hand() {
    on_both(async |store: Store, _| {
        import(&store, &five_weeks()).await;
        let (team, week) = (TeamName::new("Payments"), "2026-W13".parse::<Week>().unwrap());
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let now = at("2026-03-29T22:00:00Z");
        let facts = store.week_facts(&team, week, &zone, &[&CES7, &CSAT5], now).await.unwrap();
        assert_eq!((facts.from, facts.to, facts.provisional), (at("2026-03-22T23:00:00Z"), now, false));
        assert_eq!((facts.zone.as_str(), facts.week, &facts.team), ("Europe/Berlin", week, &team));

        let [ces, csat] = facts.instruments.as_slice() else { panic!("two instruments") };
        assert_eq!(ces.counts, [0, 1, 0, 0, 0, 0, 2]);
        let before = [vec![0, 0, 0, 0, 1, 0, 0], vec![0; 7], vec![0, 0, 0, 0, 0, 1, 0]];
        assert_eq!(ces.before, before, "nothing is told of the week before the first answer");
        assert_eq!(csat.counts, [0, 0, 0, 1, 0]);
        assert!(csat.before.is_empty());

        assert_eq!(facts.people, 2, "who answered twice is one person");
        let counted = |pairs: &[(&str, u64)]| pairs.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect();
        assert_eq!(facts.by_state, counted(&[("answered", 3), ("expired", 1), ("skipped", 2), ("undeliverable", 1)]));
        assert_eq!(facts.skipped, counted(&[("cooldown", 1), ("opted_out", 1)]));
        assert_eq!(facts.undeliverable, counted(&[("dm_closed", 1)]));
        assert_eq!((facts.delivered, facts.delivered_answered), (4, 3));
        assert_eq!(facts.reasons, [("slow".to_owned(), 2), ("repeat".to_owned(), 1)]);
        let quote = |value, text: &str| Quote { value, of: 7, text: text.into() };
        assert_eq!(facts.quotes, [quote(2, "slow and twice"), quote(7, "quick")]);

        let early = store.week_facts(&team, week, &zone, &[&CES7], at("2026-03-29T21:59:59Z")).await.unwrap();
        assert!(early.provisional);
        let nobody = store.week_facts(&TeamName::new("Nobody"), week, &zone, &[&CES7], now).await.unwrap();
        assert_eq!((nobody.people, nobody.instruments[0].counts.clone()), (0, vec![0; 7]));
    })
    .await;
}

async fn whole_ledger(store: &Store, kind: LedgerKind, page: u64) -> Vec<LedgerLine> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let (lines, next) = store.ledger(kind, None, None, cursor, page).await.unwrap();
        all.extend(lines);
        match next {
            Some(next) => cursor = Some(next),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_can_be_imported_and_exported_again() {
    on_both(async |store: Store, _| {
        let history = five_weeks();
        // One line per close and instrument: t3 was asked twice.
        assert_eq!(import(&store, &history).await, history.len() as u64 - 1);
        assert_eq!(import(&store, &history).await, 0, "again adds nothing");

        let tickets = whole_ledger(&store, LedgerKind::Tickets, 2).await;
        assert_eq!(tickets.len(), history.len());
        let mut expected = history.clone();
        expected.sort_by_key(|l| l.closed_at);
        let by_key = |mut lines: Vec<LedgerLine>| {
            lines.sort_by_key(|l| (l.closed_at, l.ticket_id.clone(), l.instrument.map(|i| i.id)));
            lines
        };
        assert_eq!(by_key(tickets.clone()), by_key(expected));
        let answers = whole_ledger(&store, LedgerKind::Answers, 3).await;
        assert_eq!(answers.len(), 8);
        assert!(answers.is_sorted_by_key(|l| l.answer.as_ref().unwrap().first_at));

        let folder = tempfile::tempdir().unwrap();
        let copy = Store::open(&format!("sqlite:{}", folder.path().join("copy.db").display())).await.unwrap();
        copy.migrate().await.unwrap();
        copy.import(&tickets, &id).await.unwrap();
        assert_eq!(by_key(whole_ledger(&copy, LedgerKind::Tickets, 100).await), by_key(tickets));
        assert_eq!(whole_ledger(&copy, LedgerKind::Answers, 100).await.len(), answers.len());
        copy.close().await;

        let (from, to) = (at("2026-03-22T23:00:00Z"), at("2026-03-29T22:00:00Z"));
        let (week, _) = store.ledger(LedgerKind::Answers, Some(from), Some(to), None, 100).await.unwrap();
        assert_eq!(week.len(), 5, "half-open: the first instant of the next week is not in it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_joins_people_it_knows_and_adds_closes_to_tickets_it_knows() {
    on_both(async |store: Store, _| {
        let mia = person(&store, &[Identity::email("mia@example.com")], noon()).await;
        let line = |when| LedgerLine {
            customer: Some("mia@example.com".into()),
            tags: vec!["a".into(), "b;c".into()],
            subject: Some("Refund".into()),
            opened_at: Some(noon() - DAY),
            touchpoint: Some("checkout".into()),
            ..answered("t1", &CSAT5, 1, when)
        };
        assert_eq!(import(&store, &[line(noon() + HOUR), line(noon())]).await, 2);
        assert_eq!(import(&store, &[line(noon() + HOUR), line(noon() + HOUR * 2)]).await, 1);
        let told = store.why("t1", None).await.unwrap();
        let closes: Vec<_> = told.iter().map(|s| (s.survey.close_seq, s.survey.closed_at)).collect();
        assert_eq!(closes, [(3, noon() + HOUR * 2), (2, noon() + HOUR), (1, noon())]);
        assert!(told.iter().all(|s| s.survey.person.as_ref() == Some(&mia.id) && s.survey.instrument.id == "csat5"));
        let (last, _) = store.person(&mia.id).await.unwrap().unwrap().last_asked.unwrap();
        assert_eq!(last, noon() + HOUR * 2, "an ask elsewhere is an ask");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_lines_are_imported_in_one_go() {
    on_both(async |store: Store, _| {
        let lines: Vec<_> = (0..3000)
            .map(|n| answered(&format!("t{n}"), &CES7, n % 7 + 1, noon() + Duration::from_secs(n)))
            .map(|l| LedgerLine { customer: Some(format!("discord:{}", l.ticket_id.len())), ..l })
            .collect();
        assert_eq!(import(&store, &lines).await, 3000);
        assert_eq!(whole_ledger(&store, LedgerKind::Answers, 1000).await.len(), 3000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_again_and_at_once_does_nothing_twice() {
    on_both(async |store: Store, url: String| {
        assert!(store.migrate().await.unwrap().is_empty());
        let others: Vec<_> = match store.backend() {
            Backend::Sqlite => vec![store.clone(), store.clone()],
            Backend::Postgres => vec![store.clone(), Store::open(&url).await.unwrap()],
        };
        for migration in others.into_iter().map(|s| tokio::spawn(async move { s.migrate().await })) {
            assert!(migration.await.unwrap().unwrap().is_empty());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_processes_that_migrate_one_empty_database_at_once_one_does_it() {
    let Some(url) = crate::postgres::database().await else { return };
    let mut migrations = Vec::new();
    for _ in 0..4 {
        let store = Store::open(&url).await.unwrap();
        migrations.push(tokio::spawn(async move { store.migrate().await.unwrap().len() }));
    }
    let mut applied = 0;
    for migration in migrations {
        applied += usize::from(migration.await.unwrap() > 0);
    }
    assert_eq!(applied, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_newer_than_the_binary_is_refused_by_name() {
    on_both(async |store: Store, url: String| {
        let db = sea_orm::Database::connect(&url).await.unwrap();
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";
        db.execute_unprepared(newer).await.unwrap();
        db.close().await.unwrap();
        assert!(matches!(store.migrate().await, Err(OpenError::Newer { .. })));
        store.close().await;
        let Err(refused) = Store::open(&url).await else { panic!("it opened") };
        assert_eq!(
            refused.to_string(),
            "the database has schema m9999_future, this binary knows up to m0001_first; run the newer binary, or \
             restore the backup made before the upgrade"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_opening_of_one_sqlite_file_is_refused_with_the_holders_pid_until_the_last_clone_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("a.db").display());
    let spelled_otherwise = format!("sqlite://{}", folder.path().join(".").join("a.db").display());
    let first = Store::open(&url).await.unwrap();
    let Err(OpenError::Locked { file, pid, lock }) = Store::open(&spelled_otherwise).await else { panic!("it opened") };
    assert_eq!(pid, std::process::id().to_string());
    assert!(file.ends_with("a.db") && lock.ends_with("a.db.lock"));
    first.close().await;
    let second = Store::open(&url).await.unwrap();
    let clone = second.clone();
    drop(second);
    assert!(Store::open(&url).await.is_err());
    drop(clone);
    Store::open(&url).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_opened_is_told_without_the_password() {
    let cases = [
        (
            "postgres://u:hunter2@127.0.0.1:1/db",
            "PostgreSQL at 127.0.0.1:1 cannot be opened: connection: connection refused",
        ),
        (
            "postgres://u:hunter2@127.0.0.1:port/db",
            "the PostgreSQL URL cannot be read; write it like postgres://user:password@host:5432/database",
        ),
        ("mysql://u:hunter2@h/db", "the database URL must start with sqlite:// or postgres://"),
        ("sqlite::memory:", "the SQLite URL must name a file, like sqlite://afterword.db"),
        ("sqlite:///no/such/folder/a.db", "the folder /no/such/folder cannot be used: entity not found"),
    ];
    for (url, told) in cases {
        let Err(error) = Store::open(url).await else { panic!("{url} opened") };
        assert_eq!(error.to_string(), told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiter_who_goes_away_leaves_no_transaction_behind() {
    let Some(url) = crate::postgres::database().await else { return };
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    for _ in 0..50 {
        // Polled once and dropped, as a web server does when its client hangs up.
        let mut begin = Box::pin(store.begin());
        let _ = futures_util::poll!(&mut begin);
        drop(begin);
    }
    let tx = store.begin().await.unwrap();
    tx.note_installed(noon()).await.unwrap();
    tx.commit().await.unwrap();
    let stored = column(&url, "SELECT 1 FROM meta WHERE key = 'installed_at'").await;
    assert_eq!(stored, [1], "seen from another connection");
    store.close().await;
}
