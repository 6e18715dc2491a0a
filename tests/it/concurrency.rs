//! Many at once, and the same again: a press is counted once, the last one counts, and nothing is asked twice.

use std::collections::BTreeSet;

use afterword::sandbox::{Platform, Seen, Shown};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;

use crate::hooks::deliver;
use crate::world::{Discord, Slack, Ticket, World, minutes};

/// Every value ever stored for the newest survey's first question, oldest first.
async fn values(world: &World) -> Vec<i64> {
    let db = sea_orm::Database::connect(world.database()).await.unwrap();
    let sql = "SELECT v.score FROM answer_value v JOIN answer a ON a.id = v.answer_id WHERE a.position = 0
               ORDER BY v.answer_id, v.seq";
    let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let values = rows.iter().map(|row| row.try_get_by_index::<i64>(0).unwrap()).collect();
    db.close().await.unwrap();
    values
}

async fn redeliver(world: &World, platform: Platform) {
    match platform {
        Slack => assert!(world.planet().slack().redeliver_last().await, "acknowledged again"),
        Discord => assert!(world.planet().discord().redeliver_last()),
    }
}

/// Presses by this person with these buttons, all under way at once.
async fn at_once(world: &World, who: &str, prompt: &Shown, buttons: &[&str]) -> Vec<Seen> {
    join_all(buttons.iter().map(|button| world.press(who, prompt, button))).await
}

#[tokio::test]
async fn a_press_delivered_again_changes_nothing() {
    for platform in [Slack, Discord] {
        let world = World::new().await;
        let (ticket, prompt) = world.asked(platform, "mia").await;
        world.press("mia", &prompt, "2").await;
        redeliver(&world, platform).await;
        // One lane, in order: when this is seen, the redelivered press has been dealt with before it.
        let seen = world.press("mia", &prompt, "6").await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{}", seen.private_text());
        redeliver(&world, platform).await;
        world.slash(platform, "mia", "help").await;
        world.settle().await;
        let answers = world.story(&ticket).await.answers;
        assert_eq!((answers.len(), answers[0].score.value(), answers[0].changes), (1, 6, 1));
        assert_eq!(values(&world).await, [2, 6]);
    }
}

#[tokio::test]
async fn of_two_presses_in_quick_succession_the_last_counts_and_both_are_kept() {
    for platform in [Slack, Discord] {
        let world = World::new().await;
        let (ticket, prompt) = world.asked(platform, "mia").await;
        for button in ["2", "2", "7", "3"] {
            let seen = world.press("mia", &prompt, button).await;
            assert!(seen.private_text().contains("Saved"), "{}", seen.private_text());
        }
        let answer = world.story(&ticket).await.answers.remove(0);
        assert_eq!((answer.score.value(), *values(&world).await.last().unwrap()), (3, 3));
        let kept: BTreeSet<i64> = values(&world).await.into_iter().collect();
        assert_eq!(kept, BTreeSet::from([2, 3, 7]));
    }
}

#[tokio::test]
async fn twenty_presses_at_once_leave_one_answer_that_was_pressed() {
    for platform in [Slack, Discord] {
        let world = World::new().await;
        let (ticket, prompt) = world.asked(platform, "mia").await;
        let buttons: Vec<&str> = ["2", "5", "6", "3"].into_iter().cycle().take(14).collect();
        let (mine, theirs) = futures_util::join!(
            at_once(&world, "mia", &prompt, &buttons),
            at_once(&world, "jonas", &prompt, &["1", "7", "1", "7", "1", "7"]),
        );
        // A person whose neighbours press at the same moment may look away too early: what is stored decides.
        assert!(mine.iter().any(|seen| seen.private_text().contains("Saved")), "{mine:?}");
        assert!(theirs.iter().any(|seen| seen.private_text().contains("nothing was saved")), "{theirs:?}");
        assert!(theirs.iter().all(|seen| !seen.private_text().contains("Saved:")), "{theirs:?}");
        world.settle().await;
        let answers = world.story(&ticket).await.answers;
        assert_eq!(answers.len(), 1, "one answer");
        let kept = values(&world).await;
        assert!(kept.iter().all(|v| [2, 3, 5, 6].contains(v)), "nobody else's press was stored: {kept:?}");
        assert_eq!(
            kept.last(),
            Some(&i64::from(answers[0].score.value())),
            "the last one stored is the one that counts"
        );
        assert_eq!(world.said(&ticket).len(), 1, "one prompt, thanked once");
    }
}

#[tokio::test]
async fn closing_twice_at_once_asks_once() {
    for platform in [Slack, Discord] {
        let world = World::new().await;
        let ticket = world.open(platform, "mia").await;
        let (one, two, three) = futures_util::join!(
            world.close_as("ana", &ticket),
            world.close_as("ana", &ticket),
            world.close_as("ben", &ticket)
        );
        for seen in [one, two, three] {
            assert!(seen.error.is_none() && !seen.private.is_empty(), "{seen:?}");
        }
        world.advance(minutes(5)).await;
        assert!(world.prompt(&ticket).is_some());
        assert_eq!(closes(&world, &ticket).await, 1, "one close, one survey");
    }
}

async fn closes(world: &World, ticket: &Ticket) -> usize {
    let key = match ticket.platform {
        Slack => format!("{}/{}", ticket.channel, ticket.message),
        Discord => ticket.channel.clone(),
    };
    world.stories(&key).await.len()
}

#[tokio::test]
async fn doubled_webhooks_while_the_queue_runs_ask_once() {
    let world = World::new().await;
    let people = ["mia", "jonas", "aiko", "carlos"];
    let bodies: Vec<_> = people
        .iter()
        .map(|who| {
            let slack = world.planet().person(who).unwrap().slack;
            let ticket = serde_json::json!({ "id": format!("9-{who}"), "customer": { "slack": slack } });
            serde_json::json!({ "event": "ticket.solved", "ticket": ticket })
        })
        .collect();
    let ids: Vec<String> = (0..40).map(|n| format!("d-{}", n / 2)).collect();
    let sent = ids.iter().enumerate().map(|(n, id)| deliver(&world, "desk", &bodies[n / 2 % 4], id));
    let queue = async {
        for _ in 0..30 {
            world.app().run_due().await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let (statuses, ()) = futures_util::join!(join_all(sent), queue);
    assert!(statuses.iter().all(|s| *s == 200), "{statuses:?}");
    world.advance(minutes(5)).await;
    for who in people {
        assert_eq!(world.stories(&format!("9-{who}")).await.len(), 1, "{who}");
        let dm = world.planet().dm(Slack, who).unwrap();
        assert_eq!(world.planet().bot_messages(Slack, &dm).len(), 1, "{who} was asked once");
    }
}
