//! The queue: lease, fence, attempt, snooze, doubt.

use super::*;

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
async fn after_a_crash_of_the_only_process_what_was_begun_is_doubted_and_the_rest_goes_on_at_once() {
    on_both(async |store: Store, _| {
        let t = noon();
        enqueue(&store, &[deliver("begun", Some(Platform::Slack), t), deliver("idle", Some(Platform::Slack), t)]).await;
        let jobs = claim(&store, "dead", t).await;
        let begun = jobs.iter().find(|j| j.key.ends_with("begun")).unwrap();
        let tx = store.begin().await.unwrap();
        assert!(tx.note_place(begun, &place()).await.unwrap());
        assert_eq!(tx.abandon_leases(t).await.unwrap(), 2);
        tx.commit().await.unwrap();

        let again = claim(&store, "new", t).await;
        let keys: Vec<&str> = again.iter().map(|j| j.key.as_str()).collect();
        assert!(keys.len() == 1 && keys[0].ends_with("idle") && !again[0].unknown, "{keys:?}");
        assert!(!finish(&store, begun, Ending::Done, t).await, "the dead process's fence is gone");
        let later = claim_one(&store, "new", t + MINUTE).await;
        assert!(later.key.ends_with("begun") && later.unknown && later.place == Some(place()), "{later:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f65_one_installations_storm_leaves_the_others_their_turn_however_long_its_backlog() {
    on_both(async |store: Store, _| {
        let t = noon();
        let storm = |n: usize| deliver(&format!("storm {n:05}"), Some(Platform::Slack), t - HOUR).of("T-storm");
        let tx = store.begin().await.unwrap();
        for n in 0..3_000 {
            tx.enqueue(&storm(n), t).await.unwrap();
        }
        for of in ["T-quiet", "T-calm"] {
            tx.enqueue(&deliver(of, Some(Platform::Slack), t).of(of), t).await.unwrap();
        }
        tx.commit().await.unwrap();
        let claimed = claim(&store, "a", t).await;
        let keys: Vec<&str> = claimed.iter().map(|j| j.key.as_str()).collect();
        assert!(keys.iter().any(|k| k.contains("T-quiet")) && keys.iter().any(|k| k.contains("T-calm")), "{keys:?}");
        assert!(claimed.len() > 2, "the storm goes on beside them");
    })
    .await;
}
