//! An import in many parts: what is written while the next part is put together.

use super::ledger::answered;
use super::*;

/// A ticket's close, and its customer.
fn line(ticket: &str, customer: &str, when: Timestamp) -> LedgerLine {
    LedgerLine { customer: Some(customer.to_owned()), ..answered(ticket, &CES7, 5, when) }
}

async fn closes(store: &Store) -> Vec<(String, u32, Timestamp, Option<PersonId>)> {
    let mut all = Vec::new();
    for ticket in ["t1", "t2", "t3"] {
        let told = store.why(ticket, None).await.unwrap();
        let of = told.into_iter().map(|s| s.survey);
        all.extend(of.map(|s| (ticket.to_owned(), s.close_seq, s.closed_at, s.person)));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_an_import_know_each_other_before_they_are_written() {
    on_both(async |store: Store, _| {
        let (mia, ben) = ("mia@example.com", "ben@example.com");
        let mut import = store.begin_import(&id).await.unwrap();
        import.add(&[line("t1", mia, noon()), line("t2", ben, noon() + HOUR)]).await.unwrap();
        // The same people again, and the same ticket: neither is in the database yet.
        import.add(&[line("t3", mia, noon() + HOUR * 3)]).await.unwrap();
        import.add(&[line("t1", mia, noon() + HOUR * 2), line("t1", mia, noon())]).await.unwrap();
        import.add(&[]).await.unwrap();
        assert_eq!(import.commit().await.unwrap(), 4, "a close that is stored already is left alone");
        let all = closes(&store).await;
        let seen: Vec<_> = all.iter().map(|(ticket, seq, at, _)| (ticket.as_str(), *seq, *at)).collect();
        let (first, second) = (noon(), noon() + HOUR * 2);
        assert_eq!(seen, [("t1", 2, second), ("t1", 1, first), ("t2", 1, noon() + HOUR), ("t3", 1, noon() + HOUR * 3)]);
        let people: HashSet<_> = all.iter().map(|(_, _, _, person)| person.clone().unwrap()).collect();
        assert_eq!(people.len(), 2);
        let asked = store.person(&all[3].3.clone().unwrap()).await.unwrap().unwrap().last_asked.unwrap().0;
        assert_eq!(asked, noon() + HOUR * 3, "the latest of three asks in three parts");
        assert_eq!(store.recount().await.unwrap().differ, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_given_up_while_it_writes_leaves_nothing_and_holds_nobody_up() {
    on_both(async |store: Store, _| {
        let part = |n: usize| -> Vec<LedgerLine> {
            (0..600).map(|m| line(&format!("{n}-{m}"), &format!("{n}-{m}@example.com"), noon())).collect()
        };
        let mut given_up = store.begin_import(&id).await.unwrap();
        for n in 0..3 {
            given_up.add(&part(n)).await.unwrap();
        }
        drop(given_up);
        assert_eq!(store.import(&[line("t1", "0-0@example.com", noon())], &id).await.unwrap(), 1);
        let (all, _) = store.ledger(LedgerKind::Tickets, None, None, None, 100).await.unwrap();
        assert_eq!(all.iter().map(|line| line.ticket_id.as_str()).collect::<Vec<_>>(), ["t1"]);
        // Nor is the writer kept from anybody else.
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_writing_fails_says_so_and_stores_nothing() {
    on_both(async |store: Store, url: String| {
        let db = sea_orm::Database::connect(url).await.unwrap();
        db.execute_unprepared("ALTER TABLE answer_value RENAME TO elsewhere").await.unwrap();
        let mut import = store.begin_import(&id).await.unwrap();
        // It is written while the part after it is put together, so that it may be heard of at any call from here on.
        let _heard = import.add(&[line("t1", "mia@example.com", noon())]).await;
        let _heard = import.add(&[line("t2", "mia@example.com", noon())]).await;
        let end = import.commit().await;
        assert!(end.is_err(), "whatever is called afterwards, it is not stored: {end:?}");
        db.execute_unprepared("ALTER TABLE elsewhere RENAME TO answer_value").await.unwrap();
        db.close().await.unwrap();
        assert_eq!(closes(&store).await, []);
        assert_eq!(
            store.import(&[line("t1", "mia@example.com", noon())], &id).await.unwrap(),
            1,
            "it can be tried again"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_counts_its_hours_as_if_every_answer_had_come_by_itself() {
    on_both(async |store: Store, _| {
        let scored = |n: i64, score: i64, when: Timestamp| -> LedgerLine {
            LedgerLine { customer: None, ..answered(&format!("{n}-{when}"), &CES7, score, when) }
        };
        // More hours than are held at once, and some of them in two parts; before 1970 too.
        let hours = 4_300;
        let mut import = store.begin_import(&id).await.unwrap();
        for part in 0..5 {
            let lines = |n: i64| scored(part, n % 7 + 1, noon() + HOUR * i32::try_from(n).unwrap());
            let times = (0..hours).skip(usize::try_from(part * 900).unwrap()).take(1_000);
            import.add(&times.map(lines).collect::<Vec<_>>()).await.unwrap();
        }
        import.add(&[scored(9, 7, "1969-07-20T20:17:00Z".parse().unwrap())]).await.unwrap();
        import.commit().await.unwrap();
        let found = store.recount().await.unwrap();
        assert_eq!((found.answers, found.hours, found.differ), (4_701, 4_301, 0));

        // And whoever answers afterwards is counted by the database again, in the same hours.
        assert_eq!(store.import(&[scored(10, 3, noon())], &id).await.unwrap(), 1);
        let survey = stored(&store, None, State::Delivered { at: noon(), message: Some(message(1)) }).await;
        score(&store, &survey, &CES7, 6, noon() + MINUTE).await;
        let found = store.recount().await.unwrap();
        assert_eq!((found.answers, found.differ), (4_703, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_import_that_was_given_up_every_answer_is_counted_by_its_hour() {
    on_both(async |store: Store, _| {
        let mut given_up = store.begin_import(&id).await.unwrap();
        given_up.add(&[line("t1", "mia@example.com", noon())]).await.unwrap();
        drop(given_up);
        let survey = stored(&store, None, State::Delivered { at: noon(), message: Some(message(1)) }).await;
        score(&store, &survey, &CES7, 6, noon() + MINUTE).await;
        let found = store.recount().await.unwrap();
        assert_eq!((found.answers, found.hours, found.differ), (1, 1, 0));
    })
    .await;
}
