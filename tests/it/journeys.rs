//! The main job on both platforms: a ticket closes, the customer is asked, the answer is kept, the team sees the week.

use afterword::domain::instrument::{CES7, CSAT5};
use afterword::domain::policy::SkipReason;
use afterword::domain::survey::{State, Unreachable};
use afterword::sandbox::Platform;
use afterword::store::LedgerKind;

use crate::world::{CASES, Discord, SUPPORT, Slack, TEAM, Ticket, Wish, World, days, hours, minutes};

/// Runs a journey in both chats, each in a world of its own; with `called` once more with the platforms calling us.
macro_rules! in_both_chats {
    ($name:ident, $journey:expr) => {
        mod $name {
            use super::*;
            in_both_chats!(@tests $journey, in_slack, in_discord, false);
        }
    };
    ($name:ident, $journey:expr, called) => {
        mod $name {
            use super::*;
            in_both_chats!(@tests $journey, in_slack, in_discord, false);
            in_both_chats!(@tests $journey, in_slack_over_http, in_discord_over_http, true);
        }
    };
    (@tests $journey:expr, $slack:ident, $discord:ident, $called:expr) => {
        #[tokio::test]
        async fn $slack() {
            $journey(World::with(Wish { called: $called, ..Wish::default() }).await, Slack).await;
        }
        #[tokio::test]
        async fn $discord() {
            $journey(World::with(Wish { called: $called, ..Wish::default() }).await, Discord).await;
        }
    };
}

in_both_chats!(a_closed_ticket_is_asked_about_answered_and_thanked, whole_journey, called);
async fn whole_journey(world: World, platform: Platform) {
    let ticket = world.open(platform, "mia").await;
    let seen = world.close(&ticket).await;
    assert!(seen.private_text().contains("will be asked"), "{}", seen.private_text());
    assert!(seen.shared.is_empty(), "closing is private");
    world.settle().await;
    assert!(world.prompt(&ticket).is_none(), "nobody is asked before the delay is over");

    world.advance(minutes(5)).await;
    let prompt = world.prompt(&ticket).expect("the prompt is in the ticket's conversation");
    assert!(prompt.text().contains("how easy was it to get this solved?"), "{}", prompt.text());
    let labels: Vec<&str> = prompt.buttons.iter().map(|b| b.label.as_str()).collect();
    assert_eq!(labels, ["1 Very hard", "2", "3", "4", "5", "6", "7 Very easy", "Not solved yet", "Don't ask me again"]);

    let seen = world.press("mia", &prompt, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{}", seen.private_text());
    let answers = world.story(&ticket).await.answers;
    assert_eq!(answers.len(), 1);
    assert_eq!((answers[0].score.instrument().id, answers[0].score.value()), ("ces7", 2));

    world.settle().await;
    let thanks = world.now(&prompt);
    assert!(thanks.text().contains("Thanks") && thanks.text().contains("answered"), "{}", thanks.text());
    assert!(thanks.buttons.is_empty(), "the shared prompt asks nothing any more");
    for hint in ["2 of 7", "Saved", "Very hard"] {
        assert!(!thanks.text().contains(hint), "the shared thanks shows the choice: {}", thanks.text());
    }

    let seen = world.press_private(platform, "mia", "Tell us why").await;
    assert!(seen.form.is_some(), "{seen:?}");
    let seen = world.comment(platform, "mia", "Three people asked me the same thing.").await;
    assert!(seen.error.is_none() && seen.form_errors.is_none(), "{seen:?}");
    let answer = world.story(&ticket).await.answers.remove(0);
    assert_eq!(answer.comment.as_deref(), Some("Three people asked me the same thing."));
    assert_eq!(answer.reasons.len(), 1);
}

in_both_chats!(the_second_question_is_one_tap_in_the_private_confirmation, second_question, called);
async fn second_question(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    let seen = world.press("mia", &prompt, "6").await;
    assert!(seen.private_text().contains("satisfied"), "{}", seen.private_text());
    world.settle().await;
    let seen = world.press_private(platform, "mia", "4").await;
    assert!(seen.private_text().contains("Saved: 4 of 5"), "{}", seen.private_text());
    let answers = world.story(&ticket).await.answers;
    let scores: Vec<_> = answers.iter().map(|a| (a.score.instrument(), a.score.value())).collect();
    assert_eq!(scores, [(&CES7, 6), (&CSAT5, 4)]);
}

in_both_chats!(a_change_counts_and_every_value_is_kept, changing, called);
async fn changing(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    let seen = world.press_private(platform, "mia", "Change").await;
    assert!(seen.private_text().contains("last press counts"), "{}", seen.private_text());
    let seen = world.press_private(platform, "mia", "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{}", seen.private_text());
    let answer = world.story(&ticket).await.answers.remove(0);
    assert_eq!((answer.score.value(), answer.changes), (6, 1));
}

in_both_chats!(somebody_elses_press_gets_a_private_sentence_and_stores_nothing, wrong_person, called);
async fn wrong_person(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    for who in ["jonas", "ana", "lena"] {
        let seen = world.press(who, &prompt, "1").await;
        assert!(seen.private_text().contains("nothing was saved"), "{who}: {}", seen.private_text());
        assert!(seen.shared.is_empty(), "others see nothing of it");
    }
    assert!(world.story(&ticket).await.answers.is_empty());
    assert!(matches!(world.state(&ticket).await, State::Delivered { .. }));
    world.settle().await;
    assert_eq!(world.now(&prompt).buttons.len(), 9, "the prompt still waits for Mia");
}

in_both_chats!(dont_ask_me_again_is_immediate_and_reversible, opting_out, called);
async fn opting_out(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    let seen = world.press("mia", &prompt, "Don't ask me again").await;
    assert!(seen.private_text().contains("won't be asked again"), "{}", seen.private_text());
    world.settle().await;
    assert!(world.now(&prompt).buttons.is_empty());
    assert!(matches!(world.state(&ticket).await, State::Declined { .. }));

    world.advance(days(20)).await;
    let second = world.open(platform, "mia").await;
    world.close(&second).await;
    world.advance(minutes(5)).await;
    assert!(world.prompt(&second).is_none());
    assert_eq!(world.state(&second).await, State::Skipped { why: SkipReason::OptedOut });

    let seen = world.slash(platform, "mia", "ask-me").await;
    assert!(seen.private_text().contains("may be asked again"), "{}", seen.private_text());
    let third = world.open(platform, "mia").await;
    world.close(&third).await;
    world.advance(minutes(5)).await;
    assert!(world.prompt(&third).is_some());
}

in_both_chats!(not_solved_yet_tells_the_team_and_is_not_a_score, not_solved);
async fn not_solved(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    let seen = world.press("mia", &prompt, "Not solved yet").await;
    assert!(seen.private_text().contains("team has been told"), "{}", seen.private_text());
    world.settle().await;
    let (case_platform, cases) = CASES;
    let told = world.planet().bot_messages(case_platform, cases);
    assert_eq!(told.len(), 1);
    assert!(told[0].text().contains("not solved yet"), "{}", told[0].text());
    let story = world.story(&ticket).await;
    assert_eq!(story.survey.state.code(), "cancelled");
    assert!(story.answers.is_empty());
}

in_both_chats!(an_unanswered_prompt_is_closed_after_a_week_and_a_late_press_is_told_so, expiry, called);
async fn expiry(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    let stale = prompt.button("5").unwrap().id.clone();
    world.advance(days(7)).await;
    let closed = world.now(&prompt);
    assert!(closed.buttons.is_empty() && closed.text().contains("closed"), "{}", closed.text());
    assert!(matches!(world.state(&ticket).await, State::Expired { .. }));
    let seen = match platform {
        Slack => world.planet().slack().press_forged("mia", &prompt.channel, &prompt.id, &stale).await,
        Discord => world.planet().discord().press_forged("mia", &prompt.channel, &prompt.id, &stale).await,
    };
    assert!(seen.private_text().contains("closed"), "{}", seen.private_text());
    assert!(world.story(&ticket).await.answers.is_empty());
}

in_both_chats!(a_person_is_not_asked_twice_within_the_cooldown, cooldown);
async fn cooldown(world: World, platform: Platform) {
    let (_, prompt) = world.asked(platform, "mia").await;
    world.press("mia", &prompt, "6").await;
    world.advance(days(3)).await;
    let second = world.open(platform, "mia").await;
    let seen = world.close(&second).await;
    assert!(seen.private_text().contains("Nobody will be asked"), "{}", seen.private_text());
    assert_eq!(world.state(&second).await, State::Skipped { why: SkipReason::Cooldown });
}

in_both_chats!(a_comment_cannot_ping_format_or_link_anywhere, inert_comment);
async fn inert_comment(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    world.press("mia", &prompt, "1").await;
    world.settle().await;
    world.press_private(platform, "mia", "Tell us why").await;
    let nasty =
        "<!channel> @everyone <@U0000LENA03> <https://evil.example|Invoice> **bold** _it_ `x` <@&1> [a](https://b)";
    world.comment(platform, "mia", nasty).await;
    // Managers read comments; agents and the team's channel do not (privacy `leads`).
    let key = world.story(&ticket).await.ticket;
    for reader in [Slack, Discord] {
        let seen = world.slash(reader, "lena", &format!("why {key}")).await;
        assert!(seen.private_text().contains("evil"), "a manager reads it on {reader:?}: {}", seen.private_text());
        for message in &seen.private {
            let shown = match reader {
                Slack => &message.raw["blocks"],
                Discord => &message.raw,
            };
            let alive = alive(reader, shown);
            assert!(alive.is_empty(), "a comment came alive on {reader:?}: {alive:?}");
        }
        let seen = world.slash(reader, "ana", &format!("why {key}")).await;
        assert!(!seen.private_text().contains("evil"), "an agent reads states only: {}", seen.private_text());
    }
    world.advance_to(crate::world::at("2026-11-30T08:00:00Z")).await;
    for (reader, channel) in TEAM {
        let said: String = world.planet().bot_messages(reader, channel).iter().map(|m| m.raw.to_string()).collect();
        assert!(!said.contains("evil"), "the team's channel shows no comment: {said}");
    }
}

/// Pieces of a message that would ping or link.
pub fn alive(platform: Platform, raw: &serde_json::Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(raw, &mut |key, value| {
        let text = value.as_str().unwrap_or_default();
        match (platform, key) {
            // In rich text only elements of these types act; in other text only unescaped angle brackets do.
            (Slack, "type") if matches!(text, "broadcast" | "link" | "usergroup") => found.push(text.to_owned()),
            (Slack, "user_id") => found.push(text.to_owned()),
            (Discord, "content" | "description" | "title") => {
                let unescaped = without_escapes(text);
                for sign in ["@everyone", "@here", "<@", "](", "https://", "**bold", "_it_", "`x`"] {
                    if unescaped.contains(sign) {
                        found.push(text.to_owned());
                    }
                }
            }
            _ => {}
        }
    });
    found
}

/// What Discord still reads as markup: everything but a backslash and the character it makes literal.
fn without_escapes(text: &str) -> String {
    let mut chars = text.chars();
    let mut kept = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            other => kept.push(other),
        }
    }
    kept
}

fn walk(value: &serde_json::Value, see: &mut dyn FnMut(&str, &serde_json::Value)) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                see(key, inner);
                walk(inner, see);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| walk(inner, see)),
        _ => {}
    }
}

#[tokio::test]
async fn closed_direct_messages_on_discord_fall_back_to_the_tickets_channel() {
    let world = World::new().await;
    let lounge = "910000000000000004";
    let discord = world.planet().discord();
    let seen =
        discord.slash("ana", lounge, "close", serde_json::json!({ "customer": "sam", "subject": "Payout" })).await;
    assert!(seen.private_text().contains("will be asked"), "{}", seen.private_text());
    world.advance(minutes(5)).await;
    let prompts: Vec<_> = world.planet().bot_messages(Discord, lounge);
    let open = prompts.iter().filter(|m| m.only_for.is_none()).collect::<Vec<_>>();
    assert_eq!(open.len(), 1, "Sam refuses direct messages, so the channel is asked in");
    let seen = world.press("sam", open[0], "7").await;
    assert!(seen.private_text().contains("Saved: 7 of 7"), "{}", seen.private_text());
}

#[tokio::test]
async fn a_close_typed_in_a_slack_channel_asks_by_direct_message() {
    let world = World::new().await;
    let seen = world.planet().slack().slash("ana", SUPPORT[0].1, "/afterword close @Mia Refund for order 7").await;
    assert!(seen.private_text().contains("will be asked"), "{}", seen.private_text());
    world.advance(minutes(5)).await;
    assert!(world.planet().bot_messages(Slack, SUPPORT[0].1).iter().all(|m| m.only_for.is_some()));
    let dm = world.planet().dm(Slack, "mia").expect("a direct message was opened");
    let prompt = world.planet().bot_messages(Slack, &dm).remove(0);
    assert!(prompt.text().contains("Refund for order 7"), "{}", prompt.text());
    let seen = world.press("mia", &prompt, "7").await;
    assert!(seen.private_text().contains("Saved: 7 of 7"), "{}", seen.private_text());
}

#[tokio::test]
async fn a_locked_support_thread_counts_as_a_close_and_an_archived_one_does_not() {
    let world = World::new().await;
    let ticket = world.open(Discord, "jonas").await;
    world.planet().discord().archive_thread("ana", &ticket.channel).unwrap();
    world.settle().await;
    assert!(world.stories(&ticket.channel).await.is_empty());
    world.planet().discord().lock_thread("ana", &ticket.channel).unwrap();
    let wake = world.app().ctx.wake.clone();
    loop {
        let rung = wake.notified(); // made before looking, so that no ring is missed
        if !world.stories(&ticket.channel).await.is_empty() {
            break;
        }
        tokio::time::timeout(std::time::Duration::from_secs(10), rung).await.expect("the lock reaches the ledger");
    }
    world.advance(minutes(5)).await;
    assert!(matches!(world.state(&ticket).await, State::Delivered { .. }), "{:?}", world.state(&ticket).await);
}

#[tokio::test]
async fn nobody_reachable_is_undeliverable_with_a_reason() {
    let world = World::new().await;
    world.planet().refuse_dms("sam", true);
    let body = serde_json::json!({ "event": "ticket.solved", "ticket": { "id": "77", "customer": {
        "discord": world.planet().person("sam").unwrap().discord } } });
    crate::hooks::deliver(&world, "desk", &body, "d-77").await;
    world.advance(minutes(5)).await;
    let story = world.stories("77").await.remove(0);
    assert!(
        matches!(story.survey.state, State::Undeliverable { why: Unreachable::DirectMessagesClosed, .. }),
        "{:?}",
        story.survey.state
    );
}

#[tokio::test]
async fn an_agent_who_is_the_customer_is_not_asked() {
    let world = World::new().await;
    let ticket = world.open(Slack, "ben").await;
    world.close(&ticket).await;
    assert_eq!(world.state(&ticket).await, State::Skipped { why: SkipReason::CustomerIsAgent });
}

#[tokio::test]
async fn a_customer_cannot_close_tickets() {
    let world = World::new().await;
    for platform in [Slack, Discord] {
        let ticket = world.open(platform, "mia").await;
        let seen = world.close_as("jonas", &ticket).await;
        assert!(seen.private_text().contains("for the people of a support team"), "{}", seen.private_text());
    }
}

#[tokio::test]
async fn close_without_asking_is_counted_with_its_reason() {
    let world = World::new().await;
    let text = "/afterword close @Mia Duplicate charge --no-survey called her already";
    let in_slack = world.planet().slack().slash("ana", SUPPORT[0].1, text).await;
    let options = serde_json::json!({ "customer": "jonas", "no_survey": "called him already" });
    let in_discord = world.planet().discord().slash("ana", SUPPORT[1].1, "close", options).await;
    for (seen, reason) in [(in_slack, "called her already"), (in_discord, "called him already")] {
        assert!(seen.private_text().contains("Nobody will be asked"), "{}", seen.private_text());
        assert!(seen.private_text().contains(reason), "{}", seen.private_text());
    }
    world.advance(minutes(10)).await;
    let (closes, _) = world.store().ledger(LedgerKind::Tickets, None, None, None, 10).await.unwrap();
    let counted: Vec<_> = closes.iter().map(|line| (line.state.as_str(), line.reason.as_deref())).collect();
    assert_eq!(counted, [("skipped", Some("agent_declined")); 2]);
}

#[tokio::test]
async fn text_that_does_not_parse_gets_help_that_quotes_it() {
    let world = World::new().await;
    let seen = world.planet().slack().slash("ana", SUPPORT[0].1, "/afterword clsoe @Mia").await;
    assert!(seen.private_text().contains("clsoe"), "{}", seen.private_text());
    assert!(seen.private_text().contains("/afterword why"), "{}", seen.private_text());
}

#[tokio::test]
async fn why_tells_what_became_of_a_ticket() {
    let world = World::new().await;
    let (ticket, _) = world.asked(Slack, "mia").await;
    let key = format!("{}/{}", ticket.channel, ticket.message);
    let seen = world.slash(Slack, "ana", &format!("why {key}")).await;
    assert!(seen.private_text().contains("asked"), "{}", seen.private_text());
    let seen = world.slash(Slack, "mia", &format!("why {key}")).await;
    assert!(seen.private_text().contains("for the people of a support team"), "{}", seen.private_text());
}

#[tokio::test]
async fn outside_a_persons_hours_the_prompt_waits_for_their_morning() {
    // Aiko lives in Tokyo: 10:00 in Berlin is 18:00 there; four hours later it is 22:00.
    let wish = Wish { survey: "delay = \"4h\"\nhours = \"08:00-20:00\"", ..Wish::default() };
    let world = World::with(wish).await;
    let ticket = world.open(Slack, "aiko").await;
    world.close(&ticket).await;
    world.advance(hours(4)).await;
    assert!(world.prompt(&ticket).is_none(), "it is ten at night where Aiko lives");
    assert!(matches!(world.state(&ticket).await, State::Held { .. }));
    world.advance(hours(10)).await;
    assert!(world.prompt(&ticket).is_some(), "it is eight in the morning where Aiko lives");
}

#[tokio::test]
async fn the_states_of_the_ledger_add_up_to_its_closes() {
    let world = World::new().await;
    let mut tickets: Vec<Ticket> = Vec::new();
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas"), (Slack, "ben"), (Discord, "sam"), (Slack, "mia")] {
        let ticket = world.open(platform, who).await;
        world.close(&ticket).await;
        tickets.push(ticket);
    }
    world.advance(minutes(6)).await;
    let team = &world.app().ctx.settings.teams[0];
    let week = afterword::domain::calendar::Week::containing(world.app().ctx.now(), &team.zone);
    let card = afterword::flow::digest::count(&world.app().ctx, team, week).await.unwrap();
    assert_eq!(card.closes.total, tickets.len() as u64);
    assert_eq!(card.closes.by_state.values().sum::<u64>(), card.closes.total);
}
