//! Where no chat reaches the customer, a link to the question goes back to the source of the ticket.

use std::sync::{Arc, Mutex};

use afterword::domain::survey::{State, Unreachable};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::places::fate;
use super::*;
use crate::browser::PATIENCE;
use crate::world::minutes;

/// An answer that never comes, though the helpdesk has done what it was asked.
const SILENCE: &str = "";

/// A helpdesk's API: what it was sent, and what it answers, in turn; then always the last.
async fn helpdesk(answers: &'static [&'static str]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = heard.clone();
    tokio::spawn(async move {
        let mut unanswered = Vec::new();
        while let Ok((mut peer, _)) = listener.accept().await {
            let mut all = String::new();
            let mut some = [0; 4096];
            while !all.contains("\r\n\r\n") || !all.trim_end().ends_with('}') {
                match peer.read(&mut some).await {
                    Ok(0) | Err(_) => break,
                    Ok(n) => all.push_str(&String::from_utf8_lossy(&some[..n])),
                }
            }
            let n = {
                let mut log = log.lock().unwrap();
                log.push(all);
                log.len()
            };
            let answer = answers[(n - 1).min(answers.len() - 1)];
            if answer == SILENCE {
                unanswered.push(peer);
                continue;
            }
            let reply = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            drop(peer.write_all(reply.as_bytes()).await);
        }
    });
    (address, heard)
}

/// The `desk` source hands links back to this address.
async fn handing_back(address: &str, wish: Wish) -> World {
    let call = format!(
        "[source.handback]\nmethod = \"PUT\"\nurl = \"{address}/tickets/{{{{ ticket.id }}}}.json\"\n\
         body = '{{\"note\": \"Ask the customer: {{{{ link }}}}\"}}'\n[source.match]"
    );
    let address = "[server]\npublic_url = \"https://afterword.example.com\"";
    world(wish, |config| config.replacen("[source.match]", &call, 1).replacen("[server]", address, 1)).await
}

/// The path of the link in what the helpdesk was sent.
fn link_in(heard: &str) -> String {
    let (_, rest) = heard.split_once("https://afterword.example.com").expect("a link");
    rest.split('"').next().unwrap().to_owned()
}

fn key_in(heard: &str) -> String {
    let line = heard.lines().find(|line| line.to_lowercase().starts_with("idempotency-key:"));
    line.expect("a key").to_owned()
}

#[tokio::test]
async fn where_no_chat_reaches_the_customer_a_link_goes_back_to_the_source_and_can_be_answered() {
    let (address, heard) = helpdesk(&["503 Busy", "500 Oops", "200 OK"]).await;
    let world = handing_back(&address, Wish::default()).await;
    let nobody = serde_json::json!({ "email": "nobody@elsewhere.example" });
    helpdesk_closes(&world, "61", nobody).await;
    world.advance(minutes(5)).await;
    for _ in 0..6 {
        world.advance(minutes(2)).await;
    }
    let heard = heard.lock().unwrap().clone();
    let story = world.stories("61").await.remove(0);
    assert_eq!(heard.len(), 3, "tried until it was taken, and then no more: {heard:#?} {story:#?}");
    for call in &heard {
        assert!(call.starts_with("PUT /tickets/61.json "), "{call}");
        assert!(call.to_lowercase().contains("idempotency-key: afterword-"), "{call}");
    }
    let links: std::collections::BTreeSet<String> = heard.iter().map(|call| link_in(call)).collect();
    assert_eq!(links.len(), 1, "the same link each time: {links:?}");
    assert!(
        matches!(fate(&world, "61").await, State::Delivered { message: None, .. }),
        "{:?}",
        fate(&world, "61").await
    );

    let page = world.url(links.first().unwrap());
    let client = crate::hooks::client();
    let shown = client.get(&page).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    assert!(shown.text().await.unwrap().contains("How easy was it"));
    let form = [("score", "2")];
    let sent = client.post(&page).header("origin", "https://afterword.example.com").form(&form).send().await.unwrap();
    assert!(sent.status().is_success(), "{}", sent.status());
    assert_eq!(fate(&world, "61").await.code(), "answered");
}

#[tokio::test]
async fn a_source_that_refuses_the_link_leaves_the_asking_undeliverable_and_is_told_to_the_operator() {
    let (address, heard) = helpdesk(&["403 Forbidden"]).await;
    let world = handing_back(&address, Wish::default()).await;
    helpdesk_closes(&world, "62", serde_json::json!({ "email": "nobody@elsewhere.example" })).await;
    world.advance(minutes(5)).await;
    world.advance(minutes(60)).await;
    let story = world.stories("62").await.remove(0);
    assert_eq!(heard.lock().unwrap().len(), 1, "not tried again: {story:#?}");
    assert!(matches!(story.survey.state, State::Undeliverable { why: Unreachable::NoPlace, .. }));
    let job = story.jobs.iter().find(|job| job.kind == "hand_back").expect("in why");
    assert_eq!((job.state.as_str(), job.error.as_deref()), ("dead", Some("http_403")));
}

/// The helpdesk cannot be asked whether it has the link: the call is made again, the same in every byte that matters, with a
/// key by which the helpdesk can tell that it is the same.
#[tokio::test]
async fn killed_while_the_link_is_handed_back_the_same_call_is_made_again_and_the_customer_is_asked_once() {
    for database in [Some(None), crate::postgres::database().await.map(Some)].into_iter().flatten() {
        let (address, heard) = helpdesk(&[SILENCE, "200 OK"]).await;
        let mut world = handing_back(&address, Wish { database, mortal: true, ..Wish::default() }).await;
        helpdesk_closes(&world, "63", json!({ "email": "nobody@elsewhere.example" })).await;
        world.clock.advance(minutes(5));
        let taken = async {
            let mut turn = world.crank();
            while heard.lock().unwrap().is_empty() {
                if turn.is_finished() {
                    turn = world.crank();
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, taken).await.expect("the link is on its way");
        world.crash().await;
        world.start().await;
        for _ in 0..6 {
            world.advance(minutes(2)).await;
        }
        let calls = heard.lock().unwrap().clone();
        assert_eq!(calls.len(), 2, "once more, and no more once it is taken: {calls:#?}");
        let same = |call: &String| (link_in(call), key_in(call));
        assert_eq!(same(&calls[0]), same(&calls[1]), "the helpdesk can tell that it is the same");
        let state = fate(&world, "63").await;
        assert!(matches!(state, State::Delivered { message: None, .. }), "{state:?}");
        let sent = crate::hooks::client()
            .post(world.url(&link_in(&calls[0])))
            .header("origin", "https://afterword.example.com")
            .form(&[("score", "2")])
            .send();
        assert!(sent.await.unwrap().status().is_success(), "the link of the first call works, too");
        let story = world.stories("63").await.remove(0);
        assert_eq!((story.survey.state.code(), story.answers.len()), ("answered", 1));
        world.stop().await;
    }
}
