//! One promise a week stands, those it replaced are kept, and what a scorecard says of them is frozen once.

use afterword::domain::promise::Fate;
use afterword::store::{Promiser, RunState};

use super::*;

async fn made(store: &Store, week: Week, words: &str, by: &Identity) -> i64 {
    let tx = store.begin().await.unwrap();
    let who = Promiser { identity: by, name: Some("Lena") };
    let id = tx.make_promise(&TeamName::new("Payments"), week, words, who, noon()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn marked(store: &Store, id: i64, fate: Fate, by: &Identity) {
    let tx = store.begin().await.unwrap();
    tx.mark_promise(id, fate, Promiser { identity: by, name: Some("Lena") }, noon()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Freezes a week and returns what its scorecard says: words and what became of each.
async fn frozen(store: &Store, week: Week) -> Vec<(String, Option<Fate>)> {
    let team = TeamName::new("Payments");
    let channel = Channel { platform: Platform::Slack, id: "C1".into() };
    let tx = store.begin().await.unwrap();
    let opened = tx.open_run(&team, week, &channel, noon(), RunState::Pending, false, noon()).await.unwrap();
    if let Some(run) = opened {
        tx.freeze_run(run, "{}").await.unwrap();
    }
    tx.tell_promises(&team, week).await.unwrap();
    tx.commit().await.unwrap();
    let told = store.promises_told(&team, week).await.unwrap().expect("frozen");
    told.into_iter().map(|p| (p.words, p.fate)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_scorecard_says_of_promises_is_frozen_and_news_is_told_by_the_next() {
    on_both(async |store: Store, _| {
        let (team, lena) = (TeamName::new("Payments"), Identity::slack("T1", "U1"));
        let week: Week = "2026-W12".parse().unwrap();
        assert_eq!(store.promises_told(&team, week).await.unwrap(), None);
        let first = made(&store, week, "Answer faster", &lena).await;
        let second = made(&store, week, "Call back", &lena).await;
        assert_ne!(first, second);
        let stands = store.promise_for(&team, week).await.unwrap().expect("one stands");
        assert_eq!((stands.id, stands.words.as_str(), stands.by.as_deref()), (second, "Call back", Some("Lena")));
        let tx = store.begin().await.unwrap();
        assert!(tx.promise(first).await.unwrap().is_some(), "the one it replaced is kept");
        drop(tx);
        assert_eq!(frozen(&store, week).await, [("Call back".to_owned(), None)]);
        marked(&store, second, Fate::Still, &lena).await;
        marked(&store, second, Fate::Kept, &lena).await;
        assert_eq!(frozen(&store, week).await, [("Call back".to_owned(), None)], "once");
        let next = week.back(-1);
        made(&store, next, "One handover", &lena).await;
        let told = frozen(&store, next).await;
        assert_eq!(told, [("One handover".to_owned(), None), ("Call back".to_owned(), Some(Fate::Kept))]);
        assert_eq!(frozen(&store, next.back(-1)).await, [], "no news is not told again");
        assert_eq!(store.promise_before(&team, next).await.unwrap().map(|p| p.id), Some(second));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_a_person_takes_their_name_off_promises_and_marks() {
    on_both(async |store: Store, _| {
        let (team, lena) = (TeamName::new("Payments"), Identity::slack("T1", "U1"));
        let week: Week = "2026-W12".parse().unwrap();
        let id = made(&store, week, "Call back", &lena).await;
        marked(&store, id, Fate::Kept, &lena).await;
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.erase_names(std::slice::from_ref(&lena), "erased 1").await.unwrap(), 2);
        assert_eq!(tx.erase_names(&[lena], "erased 2").await.unwrap(), 0, "again, it finds nothing");
        tx.commit().await.unwrap();
        let stands = store.promise_for(&team, week).await.unwrap().expect("it still stands");
        assert_eq!((stands.by, stands.fate), (None, Some(Fate::Kept)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_promise_at_once_leave_one_promise() {
    on_both(async |store: Store, _| {
        let week: Week = "2026-W12".parse().unwrap();
        let promise = |n: u32| {
            let store = store.clone();
            async move {
                let by = Identity::slack("T1", format!("U{n}"));
                let tx = store.begin().await?;
                let who = Promiser { identity: &by, name: None };
                tx.make_promise(&TeamName::new("Payments"), week, &format!("promise {n}"), who, noon()).await?;
                tx.commit().await
            }
        };
        let all: Vec<_> = (0..4).map(|n| tokio::spawn(promise(n))).collect();
        let mut stored = 0;
        for one in all {
            stored += usize::from(one.await.unwrap().is_ok());
        }
        assert!(stored >= 1);
        assert!(store.promise_for(&TeamName::new("Payments"), week).await.unwrap().is_some());
    })
    .await;
}
