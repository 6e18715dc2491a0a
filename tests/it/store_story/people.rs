//! Who is who, and their one slot for being asked.

use super::ledger::{answered, import};
use super::*;

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
        let older = person(&store, std::slice::from_ref(&chat), noon()).await;
        let younger = person(&store, std::slice::from_ref(&mail), noon() + MINUTE).await;
        assert_ne!(older.id, younger.id);
        assert_ne!(person(&store, &[Identity::slack("", "U1")], noon()).await.id, older.id, "exact match only");

        let survey =
            stored(&store, Some(&younger.id), State::Delivered { at: noon(), message: Some(message(1)) }).await;
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
        let unreachable =
            [(Platform::Discord, "dm_closed".to_owned(), noon()), (Platform::Slack, "not_allowed".to_owned(), noon())];
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
async fn an_erased_agents_name_leaves_the_frozen_scorecards_whose_numbers_stay() {
    on_both(async |store: Store, _| {
        stored(&store, None, State::Planned { send_at: noon() }).await;
        let (team, week) = (TeamName::new("Payments"), "2026-W11".parse::<Week>().unwrap());
        let channel = "slack:C1".parse::<Channel>().unwrap();
        let frozen = r#"{"agents":[{"n":5,"name":"Ana Private"},{"n":7,"name":"Ben"}],
            "coverage":{"agents":[{"asked":3,"name":"Ana Private (slack:U2)"}]},"quotes":[]}"#;
        let tx = store.begin().await.unwrap();
        tx.name_agent(&team, noon() - DAY, "slack:U2", "Ana Private").await.unwrap();
        let run = tx.open_run(&team, week, &channel, noon(), RunState::Pending, false, noon()).await.unwrap().unwrap();
        tx.freeze_run(run, frozen).await.unwrap();
        assert!(tx.erase_names(&[Identity::slack("", "U2")], "erased 1").await.unwrap() >= 3);
        tx.commit().await.unwrap();
        let told = store.frozen_for(&team, week).await.unwrap().unwrap();
        assert!(!told.contains("Private") && !told.contains("slack:U2"), "{told}");
        let card: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(card["agents"][0], serde_json::json!({ "n": 5, "name": "erased 1" }));
        assert_eq!((&card["agents"][1]["name"], &card["coverage"]["agents"][0]["asked"]), (&"Ben".into(), &3.into()));
        let run = store.run(run).await.unwrap().unwrap();
        assert_eq!(run.frozen, Some(told), "the run's own copy, too");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_whom_no_close_of_the_week_names_goes_by_the_name_of_the_weeks_before() {
    on_both(async |store: Store, _| {
        let by = |ticket: &str, when| LedgerLine {
            agent: Some("slack:U0AGENT001".to_owned()),
            ..answered(ticket, &CES7, 7, when)
        };
        let (team, zone) = (TeamName::new("Payments"), TimeZone::get("Europe/Berlin").unwrap());
        let named = async |name: &str, closed: Timestamp| {
            let tx = store.begin().await.unwrap();
            assert_eq!(tx.name_agent(&team, closed, "slack:U0AGENT001", name).await.unwrap(), 1);
            tx.commit().await.unwrap();
        };
        import(&store, &[by("older", noon() - DAY * 21)]).await;
        named("Anna", noon() - DAY * 21).await;
        import(&store, &[by("newer", noon() - DAY * 7)]).await;
        named("Ana", noon() - DAY * 7).await;
        import(&store, &[by("now", noon())]).await;
        let week = Week::containing(noon(), &zone);
        let facts = week_facts(&store, &team, week, &zone, &[Series::from(&CES7)], noon() + DAY * 30).await;
        let agents: Vec<&str> = facts.instruments[0].groups.iter().map(|group| group.name.as_str()).collect();
        assert!(agents.contains(&"Ana"), "{agents:?}");
        assert_eq!(facts.coverage.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ana"]);
    })
    .await;
}
