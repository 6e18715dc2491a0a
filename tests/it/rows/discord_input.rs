//! B36, B38 and B39: what may come from Discord, or pretend to. B37 is tested with B27 (`slack_input`): one comment, both
//! chats; B24 covers both chats too.
//!
//! That a payload of any shape at all breaks nothing is the fuzz target `discord`.

use serde_json::{Value, json};

use super::stage::Stage;
use crate::world::{Discord, Slack};

#[tokio::test]
async fn b36_a_custom_id_of_another_version_is_refused_kindly_and_today_s_stays_readable() {
    let stage = Stage::set().await;
    for platform in [Slack, Discord] {
        let (who, _, prompt) = stage.asked(platform).await;
        let id = prompt.button("6").unwrap().id.clone();
        let survey = id.split(':').nth(1).unwrap().to_owned();
        let strange = [
            format!("aw0:{survey}:ces7.6"),
            format!("aw2:{survey}:ces7.6"),
            format!("aw1:{survey}:rate/6"),
            format!("aw1:{survey}:ces7:6"),
            format!("AW1:{survey}:ces7.6"),
            format!("aw1:{survey}:ces7.6 "),
            format!("aw1:{survey}:ces7.06"),
            format!("aw1:{survey}:ces7.+6"),
            format!("aw1:{survey}:ces7.٦"),
            "x".repeat(100),
            format!("aw1:{}:why", "9".repeat(92)),
            "{\"survey\":1}".to_owned(),
            "💥".repeat(25),
        ];
        for custom_id in &strange {
            let planet = stage.world.planet();
            let seen = match platform {
                Slack => planet.slack().press_forged(&who, &prompt.channel, &prompt.id, custom_id).await,
                Discord => planet.discord().press_forged(&who, &prompt.channel, &prompt.id, custom_id).await,
            };
            assert!(seen.error.is_none() && seen.shared.is_empty(), "{custom_id}: {seen:?}");
            assert!(!seen.private_text().is_empty() && !seen.private_text().contains("Saved"), "{custom_id}: {seen:?}");
        }
        assert_eq!(stage.world.now(&prompt).buttons.len(), 9, "the prompt waits unchanged");
        // The format buttons were sent with since the first release, letter by letter: as long as one of them may still
        // be pressed (90 days), this is what must be understood.
        let first_format = format!("aw1:{survey}:ces7.6");
        assert_eq!(id, first_format);
        let seen = stage.world.press(&who, &prompt, &first_format).await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    }
    assert_eq!(stage.answers().len(), 2);
    stage.still_works().await;
}

#[tokio::test]
async fn b38_people_without_a_name_without_an_account_or_who_are_no_people_are_handled() {
    let stage = Stage::set().await;
    let discord = stage.world.planet().discord();
    // The asked person has lost every name but the one nobody can lose.
    let (who, _, prompt) = stage.asked(Discord).await;
    let nameless = |p: &mut Value| {
        let user = match p.get_mut("member") {
            Some(member) => {
                member["nick"] = Value::Null;
                &mut member["user"]
            }
            None => &mut p["user"],
        };
        for key in ["global_name", "avatar", "discriminator", "primary_guild", "avatar_decoration_data"] {
            user[key] = Value::Null;
        }
        user["username"] = json!("\u{202e}");
    };
    let seen = discord.altered(&nameless).press(&who, &prompt.channel, &prompt.id, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}\n{}", stage.program.log());

    // Authors of the message that *Close & ask* is used on.
    let close = async |name: &str, alter: &(dyn Fn(&mut Value) + Sync)| {
        let who = stage.somebody().key;
        let ticket = stage.world.open(Discord, &who).await;
        let seen = discord.altered(alter).message_command("ana", &ticket.channel, &ticket.message, "Close & ask").await;
        assert!(seen.error.is_none() && !seen.private_text().is_empty(), "{name}: {seen:?}\n{}", stage.program.log());
        let fate = stage.fate(&ticket.channel).await;
        (fate.0, fate.1, seen.private_text())
    };
    let message = |p: &mut Value, change: &dyn Fn(&mut Value)| {
        p["data"]["resolved"]["messages"].as_object_mut().unwrap().values_mut().for_each(change);
    };
    let webhook = |p: &mut Value| message(p, &|m| m["webhook_id"] = json!("940000000000000001"));
    let bot = |p: &mut Value| message(p, &|m| m["author"]["bot"] = json!(true));
    let system = |p: &mut Value| message(p, &|m| m["author"]["system"] = json!(true));
    for (name, alter) in
        [("a webhook", &webhook as &(dyn Fn(&mut Value) + Sync)), ("a bot", &bot), ("the system", &system)]
    {
        let (state, reason, _) = close(name, alter).await;
        assert_eq!((state.as_str(), reason.as_str()), ("skipped", "customer_is_bot"), "{name}");
    }
    let deleted = |p: &mut Value| {
        message(p, &|m| {
            m["author"] = json!({ "id": "456226577798135808", "username": "Deleted User", "discriminator": "0000",
            "avatar": null, "global_name": null })
        });
    };
    let (state, reason, _) = close("a deleted user", &deleted).await;
    assert_eq!(state, "undeliverable", "{reason}");
    let join = |p: &mut Value| {
        message(p, &|m| {
            m["type"] = json!(7);
            m["content"] = json!("");
        })
    };
    let (state, ..) = close("a message that somebody joined", &join).await;
    assert_eq!(state, "delivered", "the person who joined is a person");
    let unknown = |p: &mut Value| message(p, &|m| m["type"] = json!(250));
    let (state, ..) = close("a message of a kind to come", &unknown).await;
    assert_eq!(state, "delivered");
    stage.still_works().await;
}

#[tokio::test]
async fn b39_the_same_ids_in_two_servers_and_in_a_direct_message_are_kept_apart() {
    let stage = Stage::set().await;
    let discord = stage.world.planet().discord();
    let ticket = stage.world.open(Discord, &stage.somebody().key).await;
    let elsewhere = |p: &mut Value| {
        p["guild_id"] = json!("990000000000000009");
        p["guild"]["id"] = json!("990000000000000009");
    };
    // One conversation's id, closed in this server and in another one: two tickets, and the second is not the first again.
    let here = discord.message_command("ana", &ticket.channel, &ticket.message, "Close & ask").await;
    assert!(here.private_text().contains("will be asked"), "{here:?}");
    let there =
        discord.altered(&elsewhere).message_command("ana", &ticket.channel, &ticket.message, "Close & ask").await;
    assert!(!there.private_text().contains("closed before"), "{there:?}");
    let rows = stage.rows(&ticket.channel, |rows| rows.len() == 2).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    // A person's id is Discord's own, the same everywhere: one person, one cooldown. A survey that came by direct message
    // is answered there by nobody else, whatever server their press claims to come from.
    let who = stage.somebody();
    let body = json!({ "id": "dm", "customer": { "discord": who.discord } });
    stage.closed(body).await;
    assert_eq!(stage.fate("dm").await.0, "delivered");
    let prompt = stage.open_prompts(Discord, &who.key).remove(0);
    let other = stage.world.planet().person("jonas").unwrap().discord;
    let posing = |p: &mut Value| {
        p["user"]["id"] = json!(other);
        p["guild_id"] = json!("990000000000000009");
    };
    let seen = discord.altered(&posing).press(&who.key, &prompt.channel, &prompt.id, "1").await;
    assert!(!seen.private_text().contains("Saved"), "{seen:?}");
    assert!(stage.answers().is_empty());
    let seen = stage.world.press(&who.key, &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    // Slack's user ids belong to a workspace; see b22. The same id in Slack and in Discord is two people.
    let digits = json!({ "id": "digits", "customer": { "slack": who.discord } });
    stage.closed(digits).await;
    assert_ne!(stage.fate("digits").await.1, "cooldown");
    stage.still_works().await;
}
