//! Sending, replacing, finding again, and what failures mean.

use std::time::Duration as Wait;

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::*;
use crate::chat::{Chat, Profile, SendError};
use crate::domain::Duration;
use crate::domain::ids::{Channel, Identity, MessageRef, Place, Platform};
use crate::domain::survey::Unreachable;
use crate::present::{Block, Button, Message, Picture, Span};

fn channel(id: &str) -> Channel {
    Channel { platform: Platform::Discord, id: id.to_owned() }
}

fn place(id: &str) -> Place {
    Place::Channel { channel: channel(id), thread: None }
}

fn mia() -> Place {
    Place::Direct { person: Identity::discord("2201") }
}

fn hello() -> Message {
    Message::plain("hello")
}

fn with_picture() -> Message {
    let picture = Picture { png: b"PNG bytes".to_vec(), name: "week 47.png".into(), alt: "share of easy".into() };
    Message { blocks: vec![Block::Heading("Payments".into()), Block::Picture(picture)], marker: Some("card1".into()) }
}

#[tokio::test]
async fn a_message_to_a_channel_pings_nobody_and_carries_a_nonce_when_marked() {
    let rest = Rest::kind().await;
    let sent = discord(&rest.url).send(&place("55"), &hello().marked("s1")).await;
    assert_eq!(sent, Ok(MessageRef { channel: channel("55"), id: "77".into() }));
    let seen = rest.only();
    assert!(seen.is("POST", "/channels/55/messages"), "{seen:?}");
    assert_eq!(seen.headers["authorization"], "Bot tok");
    assert_eq!(seen.body["allowed_mentions"], json!({ "parse": [] }));
    assert_eq!(seen.body["nonce"].as_str().map(str::len), Some(25));
    assert_eq!(seen.body["enforce_nonce"], json!(true));
    assert_eq!(seen.body["embeds"][0]["footer"]["text"], json!("ref s1"));
}

#[tokio::test]
async fn a_direct_message_opens_the_conversation_once() {
    let rest = Rest::kind().await;
    let discord = discord(&rest.url);
    for _ in 0..2 {
        let sent = discord.send(&mia(), &hello()).await.expect("sent");
        assert_eq!(sent.channel, channel("66"));
    }
    let paths: Vec<_> = rest.seen().into_iter().map(|s| s.path).collect();
    assert_eq!(paths, ["/users/@me/channels", "/channels/66/messages", "/channels/66/messages"]);
    assert_eq!(rest.seen()[0].body, json!({ "recipient_id": "2201" }));
}

#[tokio::test]
async fn a_picture_travels_as_multipart_with_its_words_for_those_who_cannot_see_it() {
    let rest = Rest::kind().await;
    discord(&rest.url).send(&place("55"), &with_picture()).await.expect("sent");
    let seen = rest.only();
    assert!(seen.headers["content-type"].to_str().expect("text").starts_with("multipart/form-data"));
    assert_eq!(part(&seen.raw, "files[0]\"; filename=\"week_47.png"), Some("PNG bytes"), "{}", seen.raw);
    let expected = json!([{ "id": "0", "filename": "week_47.png", "description": "share of easy" }]);
    assert_eq!(seen.body["attachments"], expected);
    assert_eq!(seen.body["embeds"][0]["image"]["url"], json!("attachment://week_47.png"));
}

#[tokio::test]
async fn an_amended_message_loses_its_buttons_and_whatever_else_it_showed() {
    let rest = Rest::kind().await;
    let sent = MessageRef { channel: channel("55"), id: "77".into() };
    discord(&rest.url).amend(&sent, &hello().marked("s1")).await.expect("amended");
    let seen = rest.only();
    assert!(seen.is("PATCH", "/channels/55/messages/77"), "{seen:?}");
    let expected = json!({
        "content": "hello", "embeds": [], "components": [], "attachments": [], "allowed_mentions": { "parse": [] },
    });
    assert_eq!(seen.body, expected);
}

#[tokio::test]
async fn refusals_mean_what_the_limits_page_says() {
    let cases = [
        (403, 50007, SendError::Unreachable(Unreachable::DirectMessagesClosed)),
        (404, 10003, SendError::Unreachable(Unreachable::ChannelGone)),
        (403, 50013, SendError::Unreachable(Unreachable::NotAllowed)),
        (400, 50035, SendError::Refused("50035".into())),
        (401, 0, SendError::Disabled("0".into())),
        (503, 0, SendError::Unknown("http 503".into())),
    ];
    for (status, code, expected) in cases {
        let rest = Rest::answering(move |_, _| refusal(status, code)).await;
        assert_eq!(discord(&rest.url).send(&place("55"), &hello()).await, Err(expected), "{status} {code}");
    }
}

#[tokio::test]
async fn after_a_401_nothing_more_is_asked() {
    let rest = Rest::answering(|_, _| refusal(401, 0)).await;
    let discord = discord(&rest.url);
    for _ in 0..3 {
        assert!(matches!(discord.send(&place("55"), &hello()).await, Err(SendError::Disabled(_))));
    }
    assert_eq!((rest.seen().len(), discord.invalid_requests()), (1, 1));
}

/// In process: a thousand sends to one channel need a thousand tickets outside.
#[tokio::test]
async fn f53_a_thousand_sends_to_a_channel_that_refuses_us_cost_one_call() {
    let rest = Rest::answering(|_, _| refusal(403, 50013)).await;
    let discord = Arc::new(discord(&rest.url));
    let mut sends = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let discord = discord.clone();
        sends.spawn(async move { discord.send(&place("55"), &hello()).await });
    }
    while let Some(sent) = sends.join_next().await {
        assert_eq!(sent.unwrap(), Err(SendError::Unreachable(Unreachable::NotAllowed)));
    }
    assert_eq!((rest.seen().len(), discord.invalid_requests()), (1, 1));
}

#[tokio::test]
async fn a_success_that_cannot_be_read_may_have_happened() {
    for body in ["<html>", "{\"id\":", "{}", "{\"id\":\"../x\"}"] {
        let rest = Rest::answering(move |_, _| (200, vec![], body.to_owned())).await;
        let sent = discord(&rest.url).send(&place("55"), &hello()).await;
        assert!(matches!(sent, Err(SendError::Unknown(_))), "{body}: {sent:?}");
    }
}

#[tokio::test]
async fn nobody_there_is_certain_and_a_broken_connection_is_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let breaking = async {
        let (mut stream, _) = listener.accept().await.expect("a caller");
        let _ = stream.read(&mut [0; 64]).await;
        drop((stream, listener));
    };
    let discord = discord(&url);
    let (message, there) = (hello(), place("55"));
    let (sent, ()) = tokio::join!(discord.send(&there, &message), breaking);
    assert!(matches!(sent, Err(SendError::Unknown(_))), "{sent:?}");
    let sent = discord.send(&place("56"), &hello()).await;
    assert!(matches!(sent, Err(SendError::NotSent(_))), "{sent:?}");
}

#[tokio::test]
async fn a_short_wait_is_waited_out_and_a_long_one_handed_back() {
    let rest = Rest::answering(|seen, number| match number {
        1 => (429, vec![("retry-after", "0.05"), ("x-ratelimit-scope", "user")], "{}".into()),
        2 => fine(seen),
        _ => (429, vec![("retry-after", "1")], json!({ "retry_after": 4.5, "global": false }).to_string()),
    })
    .await;
    let discord = discord(&rest.url);
    assert!(discord.send(&place("55"), &hello()).await.is_ok());
    assert_eq!(rest.seen().len(), 2);
    let limited = discord.send(&place("55"), &hello()).await;
    assert!(matches!(limited, Err(SendError::RateLimited { after }) if after > Duration::from_secs(3)), "{limited:?}");
    assert_eq!(rest.seen().len(), 3);
    assert!(matches!(discord.send(&place("55"), &hello()).await, Err(SendError::RateLimited { .. })));
    assert_eq!(rest.seen().len(), 3, "the channel rests: nothing was asked");
}

#[tokio::test]
async fn a_global_429_stops_every_call_until_it_is_over() {
    let rest =
        Rest::answering(|_, _| (429, vec![("retry-after", "4"), ("x-ratelimit-global", "true")], "{}".into())).await;
    let discord = discord(&rest.url);
    for i in 0..20 {
        let sent = discord.send(&place(&format!("5{i}")), &hello()).await;
        assert!(matches!(sent, Err(SendError::RateLimited { .. })), "{sent:?}");
    }
    assert_eq!(rest.seen().len(), 1);
}

#[tokio::test]
async fn an_empty_bucket_is_not_asked_again_before_its_reset() {
    let rest = Rest::answering(|seen, _| {
        let headers = vec![
            ("x-ratelimit-bucket", "b"),
            ("x-ratelimit-limit", "5"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset-after", "7.5"),
        ];
        (200, headers, fine(seen).2)
    })
    .await;
    let discord = discord(&rest.url);
    assert!(discord.send(&place("55"), &hello()).await.is_ok());
    let limited = discord.send(&place("55"), &hello()).await;
    assert!(matches!(limited, Err(SendError::RateLimited { after }) if after > Duration::from_secs(6)), "{limited:?}");
    assert!(discord.send(&place("56"), &hello()).await.is_ok(), "another channel has its own");
    assert_eq!(rest.seen().len(), 2);
}

#[tokio::test]
async fn what_breaks_a_limit_or_is_not_a_discord_id_never_leaves() {
    let rest = Rest::kind().await;
    let discord = discord(&rest.url);
    let rows = vec![vec![Button { control: "x".repeat(101), label: "a".into() }]];
    let bad = Message { blocks: vec![Block::Buttons(rows)], marker: None };
    assert!(discord.check(&bad).is_err());
    assert!(matches!(discord.send(&place("55"), &bad).await, Err(SendError::Refused(_))));
    assert!(matches!(discord.send(&place("../x"), &hello()).await, Err(SendError::Refused(_))));
    let slack = Place::Direct { person: Identity::slack("T1", "U1") };
    assert!(matches!(discord.send(&slack, &hello()).await, Err(SendError::Refused(_))));
    assert!(rest.seen().is_empty());
}

fn found_in(page: Value) -> impl Fn(&Seen, usize) -> Answered + Send + Sync + 'static {
    move |seen, _| match seen.path.contains("/messages?") {
        true => (200, vec![], page.to_string()),
        false => fine(seen),
    }
}

#[tokio::test]
async fn a_message_of_ours_is_found_by_its_button_or_its_footer_and_nobody_elses_is() {
    let theirs = |id: &str| json!({ "id": id, "author": { "id": "4" }, "components": button("aw1:s1:ces7.4") });
    let ours = |id: &str, extra: Value| {
        let mut m = json!({ "id": id, "channel_id": "55", "author": { "id": "8" } });
        m.as_object_mut().expect("object").extend(extra.as_object().expect("object").clone());
        m
    };
    fn button(control: &str) -> Value {
        json!([{ "type": 1, "components": [{ "type": 2, "custom_id": control }] }])
    }
    let cases = [
        (json!([theirs("1"), ours("2", json!({ "components": button("aw1:s1:ces7.4") }))]), Some("2")),
        (json!([ours("3", json!({ "embeds": [{ "footer": { "text": "ref s1" } }] }))]), Some("3")),
        (json!([ours("4", json!({ "components": button("aw1:s10:ces7.4") })), theirs("5")]), None),
        (json!([]), None),
    ];
    for (page, expected) in cases {
        let rest = Rest::answering(found_in(page)).await;
        let found = discord(&rest.url).find_sent(&place("55"), "s1", now()).await.expect("read");
        assert_eq!(found.map(|f| f.id).as_deref(), expected);
        let since = (1_795_176_000_000_u64 - 1_420_070_400_000) << 22;
        let path = format!("/channels/55/messages?after={since}&limit=100");
        assert!(rest.seen().iter().any(|s| s.path == path), "{:?}", rest.seen());
    }
}

#[tokio::test]
async fn a_full_page_is_followed_by_the_next() {
    let rest = Rest::answering(|seen, _| {
        let page: Vec<Value> = match seen.path.contains("/messages?") {
            true if seen.path.contains("after=1100&") => {
                vec![json!({ "id": "1101", "author": { "id": "8" }, "embeds": [{ "footer": { "text": "ref s1" } }] })]
            }
            true => (1001..=1100).rev().map(|i| json!({ "id": i.to_string(), "author": { "id": "3" } })).collect(),
            false => return fine(seen),
        };
        (200, vec![], json!(page).to_string())
    })
    .await;
    let found = discord(&rest.url).find_sent(&mia(), "s1", now()).await.expect("read").expect("found");
    assert_eq!((found.id.as_str(), found.channel), ("1101", channel("66")));
}

#[tokio::test]
async fn a_profile_has_the_name_people_see_and_a_missing_user_is_nobody() {
    let rest = Rest::answering(|seen, _| match seen.path.as_str() {
        "/users/1" => (
            200,
            vec![],
            json!({ "id": "1", "username": "mia", "global_name": "Mia", "discriminator": "0" }).to_string(),
        ),
        "/users/2" => (200, vec![], json!({ "id": "2", "username": "robot", "bot": true }).to_string()),
        _ => refusal(404, 10013),
    })
    .await;
    let discord = discord(&rest.url);
    let profile = async |id: &str| discord.profile(&Identity::discord(id)).await.expect("asked");
    assert_eq!(profile("1").await, Some(Profile { name: "Mia".into(), ..Profile::default() }));
    assert_eq!(profile("2").await.map(|p| p.is_bot), Some(true));
    assert_eq!(profile("3").await, None);
    assert_eq!(discord.find("mia@example.com").await, Ok(None));
}

#[tokio::test]
async fn a_comment_is_inert_wherever_it_is_shown() {
    let rest = Rest::kind().await;
    let message = Message {
        blocks: vec![
            Block::Text(vec![Span::text("@everyone"), Span::strong("<@&1>"), Span::Mention(Identity::discord("2201"))]),
            Block::Quote("@here\n[x](https://evil) <@1>\u{202e}".into()),
        ],
        marker: None,
    };
    discord(&rest.url).send(&place("55"), &message).await.expect("sent");
    let seen = rest.only();
    assert_eq!(
        seen.body["content"],
        json!("\\@everyone**\\<\\@&1>**<@2201>\n> \\@here\n> \\[x\\](https\\://evil) \\<\\@1>")
    );
    assert_eq!(seen.body["allowed_mentions"], json!({ "parse": [] }));
}

#[tokio::test]
async fn the_commands_are_registered_for_the_application_the_token_belongs_to() {
    let rest = Rest::kind().await;
    discord(&rest.url).register_commands().await.expect("registered");
    let seen = rest.seen();
    assert!(seen[0].is("GET", "/applications/@me") && seen[1].is("PUT", "/applications/9/commands"), "{seen:?}");
}

#[tokio::test]
async fn a_silent_server_is_given_up_before_its_caller_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let call = super::super::rest::Call::callback("/x".into(), Wait::from_millis(50)).json(json!({}));
    let answer = discord(&url).rest.exchange(&call).await;
    assert!(matches!(answer, Err(SendError::Unknown(_))), "{answer:?}");
}
