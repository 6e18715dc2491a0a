//! Three promises about who sees an answer, and every place where somebody could look.

mod floor;

use afterword::domain::calendar::Week;
use afterword::domain::instrument::CES7;
use afterword::domain::privacy::Privacy;
use afterword::sandbox::Platform;
use serde_json::json;

use crate::hooks::deliver;
use crate::instruments::answer;
use crate::program::{printed, refused, run};
use crate::world::{CASES, Discord, Slack, TEAM, Ticket, Wish, World, at, hours, minutes};

/// A Tuesday that is over by the machine's own clock, which the commands go by.
const START: &str = "2025-11-25T09:00:00Z";
const WEEK: &str = "2025-W48";
/// The Monday after, nine o'clock in Berlin.
const MONDAY: &str = "2025-12-01T08:00:00Z";
const CANARY: &str = "canarycomment";

const NAMED: &str = "instruments = [\"ces7\"]\nprivacy = \"named\"";
const LEADS: &str = "instruments = [\"ces7\"]\nprivacy = \"leads\"";
const CONFIDENTIAL: &str = "instruments = [\"ces7\"]\nprivacy = \"confidential\"";

async fn world(team: &'static str) -> World {
    World::with(Wish { team, start: at(START), ..Wish::default() }).await
}

/// Asked, answered and commented; `contact`: they may be contacted.
async fn answered(world: &World, platform: Platform, who: &str, score: &str, contact: bool) -> Ticket {
    let (ticket, prompt) = world.asked(platform, who).await;
    let seen = world.press(who, &prompt, score).await;
    assert!(seen.private_text().contains("Saved"), "{}", seen.private_text());
    world.settle().await;
    world.press_private(platform, who, "Tell us why").await;
    let seen = match platform {
        Slack => {
            let ticked = if contact { json!(["contact_ok"]) } else { json!([]) };
            let form = json!({ "comment": CANARY, "reasons": ["slow"], "contact": ticked });
            world.planet().slack().submit_view(who, form).await
        }
        Discord => {
            let ticked = if contact { "1" } else { "" };
            let form = json!({ "comment": CANARY, "reasons": "slow", "contact": ticked });
            world.planet().discord().submit_modal(who, form).await
        }
    };
    assert!(seen.error.is_none() && seen.form_errors.is_none(), "{seen:?}");
    let stored = world.story(&ticket).await.answers.remove(0);
    assert_eq!((stored.comment.as_deref(), stored.contact_ok), (Some(CANARY), contact));
    world.settle().await;
    ticket
}

/// Five answers in both chats, one of them low.
async fn five_answers(world: &World) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for (platform, who, score) in [
        (Slack, "mia", "7"),
        (Discord, "jonas", "6"),
        (Slack, "aiko", "2"),
        (Discord, "carlos", "5"),
        (Slack, "priya", "7"),
    ] {
        tickets.push(answered(world, platform, who, score, false).await);
    }
    tickets
}

/// What the team is set to from now on.
async fn set(world: &mut World, from: &str, to: &str) {
    world.stop().await;
    let config = std::fs::read_to_string(world.config_file()).unwrap();
    assert!(config.contains(from));
    std::fs::write(world.config_file(), config.replace(from, to)).unwrap();
    world.start().await;
}

async fn why(world: &World, who: &str, ticket: &Ticket) -> String {
    let key = world.story(ticket).await.ticket;
    world.slash(ticket.platform, who, &format!("why {key}")).await.private_text()
}

async fn operators_why(world: &World, ticket: &Ticket) -> String {
    printed(world, &["why", &world.story(ticket).await.ticket])
}

async fn scorecard(world: &World, platform: Platform, who: &str) -> String {
    world.slash(platform, who, &format!("scorecard {WEEK}")).await.private_text()
}

/// Whatever the team's channels and the case channel show, threads included.
fn shown_to_the_team(world: &World) -> String {
    let places = TEAM.into_iter().chain([CASES]);
    let all = places.flat_map(|(platform, channel)| world.planet().bot_messages(platform, channel));
    all.map(|m| format!("{}\n{}\n", m.text(), m.raw)).collect()
}

/// Everything that was ever sent to a platform, in thread, direct message or private reply, except to the case channel:
/// what is there is read by the leads (tests/it/cases.rs).
fn ever_sent(world: &World) -> String {
    let sent = |platform| world.planet().requests(platform).into_iter().map(|request| format!("{request:?}"));
    let all = [Slack, Discord].into_iter().flat_map(sent);
    all.filter(|request| !request.contains(crate::world::CASES.1)).collect()
}

#[tokio::test]
async fn one_answer_is_seen_by_whom_the_question_named() {
    for (team, lead, agent, operator) in
        [(NAMED, true, true, true), (LEADS, true, false, true), (CONFIDENTIAL, false, false, false)]
    {
        let world = world(team).await;
        for (platform, who) in [(Slack, "mia"), (Discord, "jonas")] {
            let ticket = answered(&world, platform, who, "2", false).await;
            let views = [
                ("lena", why(&world, "lena", &ticket).await, lead),
                ("ana", why(&world, "ana", &ticket).await, agent),
                ("operator", operators_why(&world, &ticket).await, operator),
            ];
            for (viewer, told, sees) in views {
                assert!(told.contains("answered"), "{viewer} learns where it stands: {told}");
                for private in ["2 of 7", CANARY, "Slow"] {
                    assert_eq!(told.contains(private), sees, "{team}: {viewer} on {platform:?}, {private}: {told}");
                }
            }
            let stranger = why(&world, "sam", &ticket).await;
            assert!(!stranger.contains("answered") && !stranger.contains(CANARY), "{stranger}");
        }
    }
}

#[tokio::test]
async fn a_confidential_customer_who_asks_for_contact_shows_their_answer_to_the_leads_only() {
    let world = world(CONFIDENTIAL).await;
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas")] {
        let ticket = answered(&world, platform, who, "2", true).await;
        let told = why(&world, "lena", &ticket).await;
        assert!(told.contains("2 of 7") && told.contains(CANARY) && told.contains("may be contacted"), "{told}");
        assert!(operators_why(&world, &ticket).await.contains("2 of 7"));
        let told = why(&world, "ana", &ticket).await;
        assert!(!told.contains("2 of 7") && !told.contains(CANARY), "{told}");
    }
}

#[tokio::test]
async fn the_question_and_its_form_say_who_sees_the_answer_in_both_chats() {
    for (team, says, form) in [
        (NAMED, "your answer goes to the team", "Someone may contact me"),
        (LEADS, "your answer goes to the support leads", "Someone may contact me"),
        (CONFIDENTIAL, "your answer is confidential", "the leads then see this answer"),
    ] {
        let world = world(team).await;
        for (platform, who) in [(Slack, "mia"), (Discord, "jonas")] {
            let (_, prompt) = world.asked(platform, who).await;
            assert!(prompt.text().to_lowercase().contains(&says.to_lowercase()), "{}", prompt.text());
            world.press(who, &prompt, "2").await;
            world.settle().await;
            let seen = world.press_private(platform, who, "Tell us why").await;
            let shown = format!("{:?}", seen.form.expect("a form"));
            assert!(shown.contains(form), "{platform:?}: {shown}");
        }
    }
}

#[tokio::test]
async fn changing_the_level_later_neither_widens_nor_breaks_what_was_promised() {
    let mut world = world(CONFIDENTIAL).await;
    let confided = answered(&world, Slack, "mia", "2", false).await;
    set(&mut world, "\"confidential\"", "\"named\"").await;
    let open = answered(&world, Discord, "jonas", "3", false).await;
    for viewer in ["lena", "ana"] {
        let told = why(&world, viewer, &confided).await;
        assert!(!told.contains("2 of 7") && !told.contains(CANARY), "{viewer}: {told}");
        assert!(why(&world, viewer, &open).await.contains("3 of 7"), "{viewer}");
    }
    assert!(!operators_why(&world, &confided).await.contains(CANARY));
    // A week that holds one confidential answer is treated so as a whole.
    for who in ["lena", "ana"] {
        let told = scorecard(&world, Slack, who).await;
        assert!(told.contains("shown when its scorecard is posted"), "{told}");
    }
    let exported = printed(&world, &["export", "answers"]) + &printed(&world, &["export", "tickets"]);
    assert!(
        !exported.contains(CANARY) && !exported.contains(",ces7,2,") && !exported.contains(",ces7,3,"),
        "{exported}"
    );
}

#[tokio::test]
async fn an_agents_own_week_and_a_managers_home_keep_what_was_promised() {
    let mut world = world(CONFIDENTIAL).await;
    for (who, score) in [("mia", "7"), ("jonas", "6"), ("aiko", "2"), ("carlos", "5"), ("priya", "7")] {
        answered(&world, Slack, who, score, false).await;
    }
    set(&mut world, "\"confidential\"", "\"named\"").await;
    let home = async |who: &str| {
        world.planet().slack().open_home(who).await;
        world.planet().slack().home_text(who).unwrap()
    };
    let running = [world.slash(Slack, "ana", "me").await.private_text(), home("ana").await, home("lena").await];
    for told in &running {
        assert!(!told.contains("4 of 5") && !told.contains(CANARY), "{told}");
    }
    // The week is over and nothing of it is told yet: an answer that is changed now would show.
    world.advance_to(at("2025-11-30T23:05:00Z")).await;
    let early = world.slash(Slack, "ana", "me").await.private_text();
    assert!(!early.contains("4 of 5"), "{early}");
    world.advance_to(at(MONDAY)).await;
    world.advance(hours(1)).await;
    let told = world.slash(Slack, "ana", "me").await.private_text();
    assert!(
        told.contains("4 of 5 said it was easy") && !told.contains(CANARY),
        "a total of five, when it is over: {told}"
    );
}

#[tokio::test]
async fn an_unfinished_week_is_shown_to_everybody_of_the_team_or_to_nobody() {
    for (team, shown) in [(NAMED, true), (LEADS, true), (CONFIDENTIAL, false)] {
        let world = world(team).await;
        five_answers(&world).await;
        for platform in [Slack, Discord] {
            for who in ["lena", "ana"] {
                let told = scorecard(&world, platform, who).await;
                assert_eq!(told.contains("4 of 5 said it was easy"), shown, "{team}: {who}: {told}");
                assert_eq!(told.contains("shown when its scorecard is posted"), !shown, "{team}: {who}: {told}");
                assert!(!told.contains(CANARY), "totals are not quotes: {told}");
            }
        }
        // The command goes by the machine's clock.
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let clock = afterword::clock::SystemClock::default();
        let running = Week::containing(afterword::clock::Clock::now(&clock), &zone).to_string();
        for format in ["text", "json", "html"] {
            let arguments = ["scorecard", "--team", "Payments", "--week", &running, "--format", format];
            let output = run(&world, &arguments);
            assert_eq!(output.status.success(), shown, "{team}: {:?}", refused(&output));
        }
        world.advance_to(at(MONDAY)).await;
        assert!(scorecard(&world, Slack, "ana").await.contains("4 of 5 said it was easy"), "{team}");
    }
}

/// Two looks at a week, before and after one person changed an answer, tell what that person changed.
#[tokio::test]
async fn a_confidential_week_is_shown_when_it_is_posted_or_when_none_of_its_answers_can_change_any_more() {
    for (team, shown) in [(LEADS, true), (CONFIDENTIAL, false)] {
        let world = world(team).await;
        five_answers(&world).await;
        let chance = afterword::chance::Chance::seeded(4);
        let lines: Vec<_> = (0..6).map(|n| answer(&CES7, 6, n, "2025-11-19T10:00:00Z")).collect();
        world.store().import(&lines, &move || chance.id()).await.unwrap();
        let told = async |week: &str| world.slash(Slack, "lena", &format!("scorecard {week}")).await.private_text();
        // The week is over; its card comes in the morning.
        world.advance_to(at("2025-11-30T23:05:00Z")).await;
        assert_eq!(told(WEEK).await.contains("4 of 5 said it was easy"), shown, "{team}");
        let before = told("2025-W47").await;
        assert!(before.contains("6 of 6 said it was easy"), "a week after its end, without any card: {before}");
        world.advance_to(at(MONDAY)).await;
        assert!(told(WEEK).await.contains("4 of 5 said it was easy"), "{team}");
    }
    let world = world(CONFIDENTIAL).await;
    let chance = afterword::chance::Chance::seeded(5);
    let lines: Vec<_> = (0..6).map(|n| answer(&CES7, 6, n, "2025-11-19T10:00:00Z")).collect();
    world.store().import(&lines, &move || chance.id()).await.unwrap();
    let early = world.slash(Slack, "lena", "scorecard 2025-W47").await.private_text();
    assert!(!early.contains("6 of 6"), "two days after its end: {early}");
}

#[tokio::test]
async fn mondays_scorecard_quotes_only_what_the_whole_team_may_read() {
    for (team, quoted) in [(NAMED, true), (LEADS, false), (CONFIDENTIAL, false)] {
        let world = world(team).await;
        five_answers(&world).await;
        world.advance_to(at(MONDAY)).await;
        world.advance(hours(1)).await;
        let sent = ever_sent(&world);
        assert!(sent.contains("4 of 5 said it was easy"), "{team}: it is posted");
        assert_eq!(sent.contains(CANARY), quoted, "{team}");
        let told = printed(&world, &["scorecard", "--team", "Payments", "--week", WEEK, "--format", "json"]);
        assert_eq!(told.contains(CANARY), team != CONFIDENTIAL, "the operator's own copy, {team}: {told}");
    }
}

#[tokio::test]
async fn one_answer_promised_to_the_leads_keeps_a_named_week_from_being_quoted() {
    let mut world = world(LEADS).await;
    answered(&world, Slack, "chloe", "7", false).await;
    set(&mut world, "\"leads\"", "\"named\"").await;
    five_answers(&world).await;
    world.advance_to(at(MONDAY)).await;
    world.advance(hours(1)).await;
    let sent = ever_sent(&world);
    assert!(sent.contains("5 of 6 said it was easy") && !sent.contains(CANARY));
}

#[tokio::test]
async fn under_confidence_a_comment_is_nowhere_and_a_score_is_nobodys() {
    let world = world(CONFIDENTIAL).await;
    let tickets = five_answers(&world).await;
    for ticket in &tickets {
        for who in ["lena", "ana", "ben"] {
            why(&world, who, ticket).await;
        }
    }
    world.advance_to(at(MONDAY)).await;
    world.advance(hours(1)).await;
    for platform in [Slack, Discord] {
        for who in ["lena", "ana"] {
            scorecard(&world, platform, who).await;
        }
    }
    // A re-rating after the posting would show in a second count.
    let before = scorecard(&world, Slack, "lena").await;
    world.press_private(Slack, "aiko", "Change").await;
    let seen = world.press_private(Slack, "aiko", "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{}", seen.private_text());
    world.settle().await;
    assert_eq!(scorecard(&world, Slack, "lena").await, before);

    let sent = ever_sent(&world);
    assert!(!sent.contains(CANARY), "no request to a chat carries a comment");
    let team = shown_to_the_team(&world);
    let names: Vec<String> = ["mia", "jonas", "aiko", "carlos", "priya"]
        .iter()
        .map(|who| world.planet().person(who).unwrap())
        .flat_map(|p| [p.name, p.slack, p.discord, p.email])
        .collect();
    let mut read = vec![("the team's channels", team)];
    for arguments in [
        vec!["export", "answers"],
        vec!["export", "answers", "--format", "jsonl"],
        vec!["scorecard", "--team", "Payments", "--week", WEEK],
        vec!["scorecard", "--team", "Payments", "--week", WEEK, "--format", "json"],
        vec!["scorecard", "--team", "Payments", "--week", WEEK, "--format", "html"],
        vec!["status", "--json"],
        vec!["dead", "list"],
    ] {
        read.push(("a command", printed(&world, &arguments)));
    }
    for ticket in &tickets {
        read.push(("why", operators_why(&world, ticket).await));
    }
    for (place, text) in &read {
        assert!(!text.contains(CANARY), "{place}: {text}");
        for name in &names {
            assert!(!text.contains(name.as_str()), "{place} names {name}: {text}");
        }
    }
    let tickets_out = printed(&world, &["export", "tickets"]);
    assert!(!tickets_out.contains(CANARY) && !tickets_out.contains(",slow,"), "{tickets_out}");
    for row in
        csv::Reader::from_reader(tickets_out.as_bytes()).deserialize::<std::collections::BTreeMap<String, String>>()
    {
        let row = row.unwrap();
        assert_eq!((row["score"].as_str(), row["answered_at"].as_str(), row["state"].as_str()), ("", "", "answered"));
    }
    let answers_out = printed(&world, &["export", "answers"]);
    let rows: Vec<std::collections::BTreeMap<String, String>> =
        csv::Reader::from_reader(answers_out.as_bytes()).deserialize().map(Result::unwrap).collect();
    let scores: Vec<&str> = rows.iter().map(|row| row["score"].as_str()).collect();
    assert_eq!(scores, ["5", "6", "6", "7", "7"], "{answers_out}");
    for row in &rows {
        for column in ["subject", "agent", "customer", "channel", "tags", "comment", "opened_at", "asked_at"] {
            assert_eq!(row[column], "", "{column}");
        }
        let start = "2025-11-23T23:00:00Z";
        assert_eq!((row["answered_at"].as_str(), row["closed_at"].as_str()), (start, start), "the week's first moment");
        assert_eq!(row["reasons"], "slow", "five of five said so");
    }
}

#[tokio::test]
async fn an_export_of_confidential_answers_can_be_imported() {
    let one = world(CONFIDENTIAL).await;
    five_answers(&one).await;
    one.advance_to(at(MONDAY)).await;
    let other = World::with(Wish { idle: true, team: CONFIDENTIAL, ..Wish::default() }).await;
    let file = other.config_file().with_file_name("answers.csv");
    std::fs::write(&file, printed(&one, &["export", "answers"])).unwrap();
    printed(&other, &["import", file.to_str().unwrap()]);
    let card = ["scorecard", "--team", "Payments", "--week", WEEK];
    assert!(printed(&other, &card).contains("4 of 5 said it was easy"));
    let told = printed(&other, &["why", "Payments ces7 2025-W48 1", "--source", "confidential"]);
    assert!(
        told.contains("answered") && !told.contains("of 7"),
        "what is imported is kept as the team promises: {told}"
    );
}

#[tokio::test]
async fn the_page_behind_a_link_and_the_note_that_it_is_not_solved_keep_the_promise() {
    for (team, says, named) in [
        (NAMED, "your answer goes to the team", true),
        (LEADS, "your answer goes to the support leads", true),
        (CONFIDENTIAL, "your answer is confidential", false),
    ] {
        let world = world(team).await;
        let mia = world.planet().person("mia").unwrap();
        let body = json!({ "event": "ticket.solved",
            "ticket": { "id": "482", "title": "Charged twice", "customer": { "slack": mia.slack } } });
        assert_eq!(deliver(&world, "desk", &body, "d-482").await, 200);
        world.advance(minutes(5)).await;
        let dm = world.planet().dm(Slack, "mia").expect("asked by direct message");
        let prompt = world.planet().bot_messages(Slack, &dm).remove(0);
        world.press("mia", &prompt, "Not solved yet").await;
        world.settle().await;
        let told = world.planet().bot_messages(CASES.0, CASES.1).remove(0);
        assert!(told.text().contains("Ticket #482 is not solved yet"), "{}", told.text());
        assert_eq!(told.raw.to_string().contains(&mia.slack), named, "{team}: {}", told.raw);

        let survey = world.stories("482").await.remove(0).survey;
        let asking = afterword::present::online::Asking {
            speaker: afterword::present::words::Speaker::ENGLISH,
            instrument: survey.instrument,
            ticket_label: Some("Ticket #482"),
            privacy: survey.privacy,
            unfinished: None,
        };
        let page = afterword::present::online::question(&asking);
        assert!(page.contains(says), "{team}: {page}");
    }
}
