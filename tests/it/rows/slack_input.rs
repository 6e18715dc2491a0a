//! B21–B33: what may come from Slack, or pretend to.
//!
//! B22 and B25 are also attacked by generated acts, in both chats (`forged`). That a payload of any shape at all breaks
//! nothing is the fuzz target `slack`.

use std::collections::BTreeSet;

use afterword::sandbox::Seen;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::journeys::alive;
use crate::program::printed;
use crate::world::{CASES, Discord, SUPPORT, Slack, TEAM, World, days, minutes};

type Alteration<'a> = &'a (dyn Fn(&mut Value) + Sync);

/// Nothing visible happened to anybody: the person is told privately, and no score is stored.
fn refused_quietly(stage: &Stage, seen: &Seen, what: &str) {
    assert!(seen.error.is_none() && seen.form.is_none(), "{what}: {seen:?}");
    assert!(!seen.private_text().is_empty() && seen.shared.is_empty(), "{what}: {seen:?}");
    assert!(!seen.private_text().contains("Saved"), "{what}: {seen:?}");
    assert!(stage.answers().is_empty(), "{what}: {:?}", stage.answers());
}

#[tokio::test]
async fn b21_actions_that_are_none_of_ours_are_acknowledged_and_ignored() {
    let stage = Stage::set().await;
    let (_, _, prompt) = stage.asked(Slack).await;
    let slack = stage.world.planet().slack();
    stage.world.press("ana", &prompt, "6").await;
    let pattern = slack.last_payload().unwrap();
    let mut action = pattern["actions"][0].clone();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut payload = pattern.clone();
        change(&mut payload);
        payload
    };
    let many: Vec<Value> = vec![action.clone(); 25];
    action["type"] = json!("static_select");
    let ignored = [
        with(&|p| p["actions"] = json!([])),
        with(&|p| p["actions"] = json!(many)),
        with(&|p| p["actions"] = json!([action])),
        with(&|p| p["type"] = json!("block_suggestion")),
        with(&|p| p["type"] = json!("view_closed")),
        with(&|p| p["type"] = json!("shortcut")),
        with(&|p| p["type"] = json!("workflow_step_edit")),
        with(&|p| p["type"] = json!("something_new")),
        with(&|p| p["type"] = Value::Null),
        with(&|p| drop(p.as_object_mut().unwrap().remove("actions"))),
    ];
    for payload in &ignored {
        let answer = slack.envelope("interactive", payload.clone()).await;
        assert_eq!(answer, Some(Value::Null), "acknowledged without a word: {payload}");
    }
    // A button nobody knows is somebody's press all the same: they are told.
    let seen = slack.press_forged("mia", &prompt.channel, &prompt.id, "somebody_elses_button").await;
    refused_quietly(&stage, &seen, "unknown action_id");
    stage.still_works().await;
    assert_eq!(stage.world.now(&prompt).buttons.len(), 9);
}

#[tokio::test]
async fn b22_a_button_that_contradicts_itself_or_names_another_survey_or_workspace_rates_nothing() {
    let stage = Stage::set().await;
    let (who, _, prompt) = stage.asked(Slack).await;
    let (_, _, other) = stage.asked(Slack).await;
    let slack = stage.world.planet().slack();
    let button = |of: &afterword::sandbox::Shown| of.button("6").unwrap().id.clone();
    let (mine, theirs) = (button(&prompt), button(&other));

    let swap = |p: &mut Value| p["actions"][0]["value"] = json!(theirs);
    let random = |p: &mut Value| p["actions"][0]["value"] = json!("ces7.7");
    let id_only = |p: &mut Value| p["actions"][0]["action_id"] = json!(theirs);
    let elsewhere = |p: &mut Value| {
        p["team"]["id"] = json!("T0ELSEWHERE");
        p["user"]["team_id"] = json!("T0ELSEWHERE");
    };
    let outside = |p: &mut Value| p["user"]["team_id"] = json!("T0ELSEWHERE");
    let alterations: [(&str, Alteration<'_>); 5] = [
        ("value of another survey", &swap),
        ("random value", &random),
        ("id of another survey", &id_only),
        ("another workspace", &elsewhere),
        ("the same user id in another workspace", &outside),
    ];
    for (what, alter) in alterations {
        let seen = slack.altered(alter).press(&who, &prompt.channel, &prompt.id, "6").await;
        refused_quietly(&stage, &seen, what);
    }
    let seen = slack.press_forged(&who, &prompt.channel, &prompt.id, &theirs).await;
    refused_quietly(&stage, &seen, "the button of somebody else's survey");
    assert!(stage.program.log().contains("a press was refused"), "the operator can see it:\n{}", stage.program.log());
    // A `block_id` is Slack's own business: nothing reads it, so changing it changes nothing.
    let renamed = |p: &mut Value| p["actions"][0]["block_id"] = json!("x".repeat(255));
    let seen = slack.altered(&renamed).press(&who, &prompt.channel, &prompt.id, &mine).await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    stage.still_works().await;
}

#[tokio::test]
async fn b23_only_the_asked_person_s_press_counts_whoever_else_can_reach_the_button() {
    let stage = Stage::set().await;
    let (who, _, prompt) = stage.asked(Slack).await;
    let slack = stage.world.planet().slack();
    for other in ["mia", "ana", "ben", "lena"] {
        let seen = stage.world.press(other, &prompt, "1").await;
        refused_quietly(&stage, &seen, other);
    }
    let asked = stage.world.planet().person(&who).unwrap().slack;
    let guest = |p: &mut Value| {
        p["user"] = json!({ "id": "U0GUEST001", "username": "g", "team_id": p["team"]["id"], "is_restricted": true })
    };
    let external = |p: &mut Value| p["user"] = json!({ "id": asked, "username": "x", "team_id": "T0PARTNER1" });
    let bot =
        |p: &mut Value| p["user"] = json!({ "id": "USLACKBOT", "username": "slackbot", "team_id": p["team"]["id"] });
    let app = |p: &mut Value| p["user"] = json!({ "id": "B0AFTERBOT", "username": "afterword", "is_bot": true });
    let alterations: [(&str, Alteration<'_>); 4] =
        [("a guest", &guest), ("an external user", &external), ("a bot", &bot), ("ourselves", &app)];
    for (what, alter) in alterations {
        let seen = slack.altered(alter).press(&who, &prompt.channel, &prompt.id, "1").await;
        refused_quietly(&stage, &seen, what);
    }
    assert_eq!(stage.world.now(&prompt).buttons.len(), 9, "the prompt still waits");
    let seen = stage.world.press(&who, &prompt, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{seen:?}");
    stage.still_works().await;
}

/// In process: days must pass.
#[tokio::test]
async fn b24_a_press_on_a_survey_that_is_over_gets_a_private_sentence_and_a_change_only_in_its_window() {
    for platform in [Slack, Discord] {
        let world = World::new().await;
        let press = async |who: &str, prompt: &afterword::sandbox::Shown, id: &str| match platform {
            Slack => world.planet().slack().press_forged(who, &prompt.channel, &prompt.id, id).await,
            Discord => world.planet().discord().press_forged(who, &prompt.channel, &prompt.id, id).await,
        };
        let told = |seen: &Seen, what: &str| {
            assert!(seen.error.is_none() && seen.form.is_none() && seen.shared.is_empty(), "{what}: {seen:?}");
            let words = seen.private_text();
            assert!(!words.is_empty() && !words.contains("Saved"), "{what}: {words}");
        };
        // Erased, or never there: the id leads nowhere.
        let (ticket, prompt) = world.asked(platform, "mia").await;
        let id = prompt.button("6").unwrap().id.clone();
        let survey = world.story(&ticket).await.survey.id.to_string();
        told(&press("mia", &prompt, &id.replace(&survey, "01jdq0000000000000000000zz")).await, "erased");
        // Declined.
        world.press("mia", &prompt, "Don't ask me again").await;
        told(&press("mia", &prompt, &id).await, "declined");
        // Called off.
        let (called_off, prompt) = world.asked(platform, "jonas").await;
        let id = prompt.button("6").unwrap().id.clone();
        world.press("jonas", &prompt, "Not solved yet").await;
        told(&press("jonas", &prompt, &id).await, "called off");
        // Expired, before and after the job that says so has run.
        let (expired, prompt) = world.asked(platform, "aiko").await;
        let id = prompt.button("6").unwrap().id.clone();
        let (answered, changed) = world.asked(platform, "carlos").await;
        assert!(world.press("carlos", &changed, "2").await.private_text().contains("Saved: 2 of 7"));
        world.clock.advance(days(7) - minutes(1));
        assert!(
            press("carlos", &changed, &changed.button("5").unwrap().id).await.private_text().contains("Saved: 5 of 7")
        );
        world.clock.advance(minutes(1));
        told(&press("aiko", &prompt, &id).await, "expired just now");
        told(&press("carlos", &changed, &changed.button("1").unwrap().id).await, "a change that comes too late");
        world.settle().await;
        told(&press("aiko", &prompt, &id).await, "expired");
        for ticket in [&ticket, &called_off, &expired] {
            assert!(world.story(ticket).await.answers.is_empty());
        }
        assert_eq!(world.story(&answered).await.answers[0].score.value(), 5);
    }
}

#[tokio::test]
async fn b26_a_form_is_believed_in_nothing_but_its_words_and_a_comment_that_is_too_long_is_cut_with_notice() {
    let stage = Stage::set().await;
    let slack = stage.world.planet().slack();
    let (who, _, prompt) = stage.asked(Slack).await;
    let (_, _, other) = stage.asked(Slack).await;
    stage.world.press(&who, &prompt, "2").await;
    let open = async || {
        let seen = stage.world.press_private(Slack, &who, "Tell us why").await;
        assert!(seen.form.is_some(), "{seen:?}");
    };
    let survey = |of: &afterword::sandbox::Shown| of.button("6").unwrap().id.split(':').nth(1).unwrap().to_owned();
    let (mine, theirs) = (survey(&prompt), survey(&other));
    let metadata = [
        format!("aw1:{theirs}:comment"),
        format!("aw1:{mine}:ces7.7"),
        format!("aw1:{mine}:decline"),
        format!("aw9:{mine}:comment"),
        String::new(),
        "x".repeat(3_000),
        format!("aw1:{}:comment", "x".repeat(3_001)),
        json!({ "survey": mine, "score": 7 }).to_string(),
    ];
    for altered in &metadata {
        open().await;
        let alter = |p: &mut Value| p["view"]["private_metadata"] = json!(altered);
        slack.altered(&alter).submit_view(&who, json!({ "comment": "forged" })).await;
        let stored = stage.answers();
        assert_eq!((stored.len(), &stored[0]["score"]), (1, &json!("2")), "{altered}");
        assert_eq!(stored[0]["comment"], Value::Null, "{altered}");
    }
    let long = "a".repeat(2_999) + "é👩‍👩‍👧";
    for (given, kept) in [
        ("x".repeat(3_000), Some("x".repeat(3_000))),
        (long, Some("a".repeat(2_999) + "é")),
        ("y".repeat(20_000), Some("y".repeat(3_000))),
        (String::new(), None),
        (" \n\t \u{a0}".to_owned(), None),
        ("\u{0}\u{7}".to_owned(), None),
        ("  two\r\nlines ".to_owned(), Some("two\nlines".to_owned())),
    ] {
        open().await;
        // Slack's own limit is the platform's promise, not ours: what arrives is what is judged.
        let alter = |p: &mut Value| {
            let inputs = p["view"]["state"]["values"].as_object_mut().into_iter().flatten();
            inputs.filter_map(|(_, actions)| actions.get_mut("comment")).for_each(|c| c["value"] = json!(given));
        };
        let seen = slack.altered(&alter).submit_view(&who, json!({ "comment": "placeholder" })).await;
        assert!(seen.error.is_none(), "{seen:?}");
        assert_eq!(stage.answers()[0]["comment"].as_str().map(str::to_owned), kept, "{} characters", given.len());
        if given.chars().count() > 3_001 {
            let window = stage.world.planet().open_modal(Slack, &who).map(|m| m.to_string()).unwrap_or_default();
            let told = seen.text() + &window + &seen.form.map(|f| f.to_string()).unwrap_or_default();
            assert!(told.contains("longer than we can keep"), "{told}");
        }
        slack.close_view(&who);
    }
    stage.still_works().await;
}

/// Everything RELIABILITY B27 and B37 list, in one comment.
const ALIVE: &str = "<!channel> <!here> <!everyone> <@U123> <!subteam^S1> <https://evil.example|Invoice> &lt;!channel&gt; \
                     @everyone @here <@&1> <@1> <#9> [x](https://evil.example) ||s|| \u{202e}txt.exe **b** `c` discord.gg/x";

#[tokio::test]
async fn b27_b37_a_comment_is_shown_as_text_wherever_its_readers_are_and_nowhere_else() {
    let stage = Stage::set().await;
    for platform in [Slack, Discord] {
        let (who, _, prompt) = stage.asked(platform).await;
        stage.world.press(&who, &prompt, "1").await;
        stage.world.press_private(platform, &who, "Tell us why").await;
        stage.world.comment(platform, &who, ALIVE).await;
    }
    let stored = stage.answers();
    assert_eq!(stored.len(), 2);
    for answer in &stored {
        let comment = answer["comment"].as_str().unwrap();
        assert!(comment.contains("Invoice") && !comment.contains('\u{202e}'), "{comment}");
        let ticket = answer["ticket_id"].as_str().unwrap();
        for reader in [Slack, Discord] {
            let seen = stage.world.slash(reader, "lena", &format!("why {ticket}")).await;
            assert!(seen.private_text().contains("Invoice"), "a manager reads it: {seen:?}");
            for message in &seen.private {
                let shown = if reader == Slack { &message.raw["blocks"] } else { &message.raw };
                assert_eq!(alive(reader, shown), Vec::<String>::new(), "{reader:?}");
                let text = message.raw["text"].as_str().unwrap_or_default();
                assert!(!text.contains('<'), "Slack's notification text is escaped: {text}");
            }
        }
    }
    for format in ["text", "html"] {
        let card = printed(&stage.world, &["scorecard", "--team", "Payments", "--format", format]);
        assert!(!card.contains("<!channel>") && !card.contains("<https"), "{format}: {card}");
    }
    for (platform, channel) in [SUPPORT[0], TEAM[0], TEAM[1], CASES] {
        let said: String =
            stage.world.planet().bot_messages(platform, channel).iter().map(|m| m.raw.to_string()).collect();
        assert!(!said.contains("evil") && !said.contains("Invoice"), "a shared channel shows no comment: {said}");
    }
    assert!(!stage.program.log().contains("Invoice"), "a comment stands in the log");
    stage.still_works().await;
}

#[tokio::test]
async fn b28_a_comment_of_any_shape_leaves_every_message_whole_and_within_its_platform_s_limits() {
    let stage = Stage::set().await;
    let comments = [
        "*_~`".repeat(700),
        (1..=100).map(|n| format!("line {n}\n")).collect::<String>(),
        "🙈".repeat(1_400),
        "w".repeat(2_900),
        "<&>".repeat(990),
        "\\".repeat(2_990),
        "> ".repeat(1_400),
        "```\n".repeat(700),
    ];
    let mut told = BTreeSet::new();
    for comment in &comments {
        let (who, ticket, prompt) = stage.asked(Slack).await;
        stage.world.press(&who, &prompt, "1").await;
        stage.world.press_private(Slack, &who, "Tell us why").await;
        let seen = stage.world.comment(Slack, &who, comment).await;
        assert!(seen.error.is_none(), "{seen:?}");
        let id = format!("{}/{}", ticket.channel, ticket.message);
        for reader in [Slack, Discord] {
            // The sandbox holds every message to its platform's limits; what breaks one is refused, and seen as an error.
            let seen = stage.world.slash(reader, "lena", &format!("why {id}")).await;
            assert!(seen.error.is_none() && !seen.private.is_empty(), "{seen:?}\n{}", stage.program.log());
            assert!(seen.private_text().contains("1 of 7"), "the rest of the message is there: {seen:?}");
        }
        told.insert(id);
    }
    assert_eq!(stage.answers().len(), told.len());
    for format in ["text", "json", "html"] {
        let card = printed(&stage.world, &["scorecard", "--team", "Payments", "--format", format]);
        assert!(!card.is_empty());
    }
    let log = stage.program.log();
    assert!(!log.contains("limit"), "{log}");
    stage.still_works().await;
}

#[tokio::test]
async fn b29_a_command_is_understood_or_answered_with_help_and_never_taken_for_another() {
    let stage = Stage::set().await;
    let mia = stage.somebody();
    let closing = |rest: &str| format!("close @{} {rest}", mia.name);
    let not_understood = [
        "x".repeat(8_000),
        "close".to_owned(),
        "close @nobody-here".to_owned(),
        "closе @Crowd 0".to_owned(), // a Cyrillic е
        "ｃｌｏｓｅ @Crowd 0".to_owned(),
        "CLOSİNG @Crowd 0".to_owned(),
        closing("--nosurvey x"),
        closing("--no-survey"),
        closing("—skip it"),
        closing("––no-survey=x"),
        "scorecard \"Payments".to_owned(),
        "scorecard “Payments” soon".to_owned(),
        "scorecard --week=2026-W47".to_owned(),
        "stop-asking please".to_owned(),
        "stop-askİng".to_owned(),
        "ask me".to_owned(),
        "why".to_owned(),
        "help me".to_owned(),
        "\u{202e}pleh".to_owned(),
        "<!channel> close".to_owned(),
        "close\u{0}@Crowd 0".to_owned(),
    ];
    for text in &not_understood {
        let seen = stage.world.slash(Slack, "ana", text).await;
        let reply = seen.private_text();
        assert!(seen.error.is_none() && reply.contains("/afterword close"), "{text}: {seen:?}");
        assert!(reply.chars().count() < 2_000 && seen.shared.is_empty(), "{text}: {seen:?}");
        for message in &seen.private {
            assert_eq!(alive(Slack, &message.raw["blocks"]), Vec::<String>::new(), "{text}");
        }
    }
    for empty in ["", "   ", "\u{a0}\u{2003}\u{200b}"] {
        let seen = stage.world.slash(Slack, "ana", empty).await;
        assert!(seen.private_text().contains("/afterword close"), "{empty:?}: {seen:?}");
    }
    // A precise error.
    for (text, told) in [
        ("why ４８２", "４８２"),
        ("why '; DROP TABLE survey; --", "DROP TABLE"),
        ("scorecard ２０２６-W47", "２０２６-W47"),
        ("scorecard 2026-W99", "2026-W99"),
        ("scorecard Paymants", "Paymants"),
        ("scorecard 2026-W4７", "2026-W4７"),
    ] {
        let seen = stage.world.slash(Slack, "ana", text).await;
        assert!(seen.error.is_none() && seen.private_text().contains(told), "{text}: {seen:?}");
    }
    assert!(stage.ledger().is_empty(), "nothing was closed by any of these: {:?}", stage.ledger());
    // What phones and word processors write is what was meant.
    let typed = [
        "close\u{a0}@Crowd 1 —no-survey asked by phone",
        "Close   @Crowd 2 ––no‑survey asked\u{2003}by phone",
        "CLOSE\u{3000}@Crowd 3\u{a0}--no-survey asked by phone",
    ];
    for (n, text) in typed.iter().enumerate() {
        let seen = stage.world.slash(Slack, "ana", text).await;
        assert!(seen.private_text().contains("asked by phone"), "{text}: {seen:?}");
        let rows = stage.ledger();
        assert_eq!(rows.len(), n + 1);
        let about = format!("U0CROWD{:04}", n + 1);
        let row = rows.iter().find(|row| row["customer"].as_str().is_some_and(|c| c.contains(&about))).unwrap();
        assert_eq!((&row["state"], &row["reason"]), (&json!("skipped"), &json!("agent_declined")), "{text}");
    }
    stage.still_works().await;
}

#[tokio::test]
async fn b30_a_command_is_answered_wherever_it_is_typed_and_only_the_team_may_close() {
    let stage = Stage::set().await;
    let slack = stage.world.planet().slack();
    for place in ["dm", SUPPORT[0].1, TEAM[0].1, "C0OUTSIDE1"] {
        for (who, may) in [("ana", true), ("lena", true), ("mia", false)] {
            let customer = stage.somebody();
            let seen = slack.slash(who, place, &format!("close @{} --no-survey test", customer.name)).await;
            let told = if may { "Closed. Nobody will be asked" } else { "Only people of a support team" };
            assert!(seen.error.is_none() && seen.private_text().contains(told), "{who} in {place}: {seen:?}");
            let seen = slack.slash(who, place, "why nothing").await;
            assert!(!seen.private_text().is_empty() && seen.shared.is_empty(), "{who} in {place}: {seen:?}");
            assert_eq!(seen.private_text().contains("nothing"), may, "{who} in {place}: {seen:?}");
        }
    }
    assert_eq!(stage.ledger().len(), 8, "four places, two who may");
    // A member of another organisation in a shared channel is a customer, whatever their id says.
    let ana = stage.world.planet().person("ana").unwrap().slack;
    let shared = |p: &mut Value| {
        p["team_id"] = json!("T0PARTNER1");
        p["user_id"] = json!(ana);
        p["enterprise_id"] = json!("E0PARTNER1");
    };
    let seen = slack.altered(&shared).slash("ana", SUPPORT[0].1, "scorecard").await;
    assert!(seen.error.is_none() && !seen.private_text().is_empty(), "{seen:?}");
    // Typed in a thread: Slack does not say so in a command's payload, a new field breaks nothing.
    let threaded = |p: &mut Value| p["thread_ts"] = json!("1700000000.000100");
    let seen = slack.altered(&threaded).slash("ana", SUPPORT[0].1, "help").await;
    assert!(seen.private_text().contains("/afterword close"), "{seen:?}");
    stage.still_works().await;
}

#[tokio::test]
async fn b31_events_we_never_asked_for_are_acknowledged_and_answered_by_nobody() {
    let stage = Stage::set().await;
    let planet = stage.world.planet();
    let slack = planet.slack();
    let cast = planet.cast();
    let message = |more: Value| {
        let mut event = json!({ "type": "message", "channel": SUPPORT[0].1, "user": "U1", "text": "/afterword close",
            "ts": "1.1", "event_ts": "1.1", "channel_type": "channel" });
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let whole = |event: Value| {
        json!({ "token": "t", "team_id": cast.slack_team, "api_app_id": cast.slack_app, "event": event,
            "type": "event_callback", "event_id": "Ev1", "event_time": 1 })
    };
    let without = |key: &str| {
        let mut payload = whole(message(json!({})));
        payload.as_object_mut().unwrap().remove(key);
        payload
    };
    let with = |key: &str, value: Value| {
        let mut payload = whole(message(json!({})));
        payload[key] = value;
        payload
    };
    let payloads = [
        without("team_id"),
        without("event"),
        with("team_id", json!("T0UNKNOWN1")),
        with("api_app_id", json!("A0ANOTHER1")),
        with("team_id", json!(7)),
        whole(message(json!({ "bot_id": "B0AFTERBOT", "user": cast.slack_bot }))),
        whole(message(json!({ "subtype": "message_changed", "message": { "text": "x" }, "previous_message": {} }))),
        whole(message(json!({ "subtype": "message_deleted", "deleted_ts": "1.0" }))),
        whole(
            json!({ "type": "app_mention", "text": format!("<@{}> close", cast.slack_bot), "user": "U1", "channel": SUPPORT[0].1, "ts": "1.2" }),
        ),
        whole(json!({ "type": "channel_id_changed", "old_channel_id": SUPPORT[0].1, "new_channel_id": "C0NEW" })),
        json!({ "type": "app_rate_limited", "minute_rate_limited": 1 }),
        json!({ "type": "url_verification", "challenge": "c" }),
        json!([]),
        Value::Null,
        json!("text"),
    ];
    let before = planet.requests(Slack).len();
    for payload in &payloads {
        assert!(slack.envelope("events_api", payload.clone()).await.is_some(), "acknowledged: {payload}");
    }
    assert_eq!(planet.requests(Slack).len(), before, "not one call was made in answer");
    assert!(stage.ledger().is_empty());
    stage.still_works().await;
}

#[tokio::test]
async fn b32_a_frame_of_any_kind_is_acknowledged_if_it_says_how_and_never_costs_the_socket() {
    let stage = Stage::set().await;
    let planet = stage.world.planet();
    let slack = planet.slack();
    let noise: [Vec<u8>; 14] = [
        b"".to_vec(),
        b"not json".to_vec(),
        b"[]".to_vec(),
        b"[{\"envelope_id\":\"e\"}]".to_vec(),
        b"null".to_vec(),
        b"7".to_vec(),
        b"{}".to_vec(),
        b"{\"type\":\"events_api\",\"payload\":{}}".to_vec(),
        b"{\"type\":\"hello\",\"num_connections\":2}".to_vec(),
        b"{\"type\":\"hello\"}".to_vec(),
        b"{\"envelope_id\":7,\"type\":\"interactive\"}".to_vec(),
        vec![0xff, 0xfe, 0x00, 0x01],
        "[".repeat(100_000).into_bytes(),
        vec![b'x'; 5 << 20],
    ];
    for frame in &noise {
        slack.frame(frame);
    }
    // With an id it is acknowledged: unknown kinds, empty payloads, and five megabytes of them.
    for (kind, payload) in [
        ("something_new", json!({})),
        ("", Value::Null),
        ("events_api", json!("x".repeat(5 << 20))),
        ("interactive", Value::Null),
        ("interactive", json!([1, 2, 3])),
    ] {
        assert!(slack.envelope(kind, payload).await.is_some(), "{kind:?}");
    }
    assert_eq!(slack.connections(), 1, "the socket is still the first one");
    assert_eq!(stage.program.log().matches("connected to Slack").count(), 1, "{}", stage.program.log());
    stage.still_works().await;
}

#[tokio::test]
async fn b33_a_channel_is_its_id_whatever_it_is_called_and_whatever_it_is_called_next() {
    let stage = Stage::set().await;
    let slack = stage.world.planet().slack();
    for name in ["r&d <team> *x*", "<!channel>", "&lt;b&gt;", "renamed", "\u{202e}x", ""] {
        let who = stage.somebody().key;
        let ticket = stage.world.open(Slack, &who).await;
        let called = |p: &mut Value| p["channel"]["name"] = json!(name);
        let seen =
            slack.altered(&called).message_shortcut("ana", &ticket.channel, &ticket.message, "close_and_ask").await;
        assert!(seen.error.is_none() && seen.private_text().contains("will be asked"), "{name}: {seen:?}");
        let prompt = stage.world.planet().until(|_| stage.world.prompt(&ticket)).await.unwrap();
        let seen = slack.altered(&called).press(&who, &prompt.channel, &prompt.id, "6").await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{name}: {seen:?}");
    }
    // On Discord a thread's name is the ticket's subject: shown, and inert.
    let discord = stage.world.planet().discord();
    let who = stage.somebody().key;
    let thread = discord.open_thread(&who, SUPPORT[1].1, "<@&1> **bold** @everyone").await.unwrap();
    discord.lock_thread("ana", &thread).unwrap();
    stage.fate(&thread).await;
    for reader in [Slack, Discord] {
        let seen = stage.world.slash(reader, "ana", &format!("why {thread}")).await;
        assert!(seen.private_text().contains("bold"), "{seen:?}");
        for message in &seen.private {
            let shown = if reader == Slack { &message.raw["blocks"] } else { &message.raw };
            assert_eq!(alive(reader, shown), Vec::<String>::new(), "{reader:?}");
        }
    }
    stage.still_works().await;
}
