//! B21–B28: what is pressed and filled in, in Slack, or pretends to be.
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
    // Those who read the case channel are meant to see it: as text.
    let cards = stage.world.planet().bot_messages(CASES.0, CASES.1);
    assert!(cards.iter().any(|m| m.text().contains("Invoice")), "{cards:?}");
    for card in &cards {
        // The card names the customer and the agent, and links to the ticket; the comment does nothing.
        let acts = alive(Slack, &card.raw["blocks"]);
        let ours = |found: &String| found == "link" || found.starts_with("U0");
        assert!(acts.iter().all(ours), "{acts:?}: {card:?}");
        assert!(!card.raw.to_string().contains("\"url\":\"https://evil"), "{card:?}");
        let text = card.raw["text"].as_str().unwrap_or_default();
        assert!(!text.contains("<!") && !text.contains("|Invoice>"), "Slack's notification text is escaped: {text}");
    }
    for (platform, channel) in [SUPPORT[0], TEAM[0], TEAM[1]] {
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
