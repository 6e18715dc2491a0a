//! A low score becomes a card in the team's case channel, somebody takes it, and it ends with an outcome.

use afterword::clock::Clock;
use afterword::domain::case::{Case, Outcome, State, Withdrawal};
use afterword::domain::ids::CaseId;
use afterword::sandbox::{Fault, Platform, Seen, Shown};
use serde_json::{Value, json};

use crate::hooks::deliver;
use crate::postgres;
use crate::world::{Discord, Slack, Ticket, Wish, World, at, days, hours, minutes};

const SLACK_CASES: &str = "C0PAYCASES";
const DISCORD_CASES: &str = "910000000000000003";

fn cases_on(platform: Platform) -> (&'static str, &'static str) {
    match platform {
        Slack => ("slack:C0PAYCASES", SLACK_CASES),
        Discord => ("discord:910000000000000003", DISCORD_CASES),
    }
}

fn wish(platform: Platform) -> Wish {
    Wish { cases: cases_on(platform).0, survey: "hours = \"08:00-20:00\"\ncooldown = \"24h\"", ..Wish::default() }
}

/// Everything in the case channel, oldest first.
fn channel(world: &World, platform: Platform) -> Vec<Shown> {
    let all = world.planet().bot_messages(platform, cases_on(platform).1);
    all.into_iter().filter(|m| m.only_for.is_none()).collect()
}

/// The only message there.
fn card(world: &World, platform: Platform) -> Shown {
    let all = channel(world, platform);
    assert_eq!(all.len(), 1, "one card: {all:#?}");
    all.into_iter().next().unwrap()
}

fn labels(message: &Shown) -> Vec<&str> {
    message.buttons.iter().map(|b| b.label.as_str()).collect()
}

/// Discord's inputs are found by what stands at them.
const LABELS: [(&str, &str); 2] = [("outcome", "What came of it?"), ("again", "Ask the customer once more?")];

async fn fill(world: &World, platform: Platform, who: &str, mut fields: Value) -> Seen {
    for (key, label) in LABELS {
        if let Some(value) = fields.as_object_mut().unwrap().remove(key) {
            fields[if platform == Discord { label } else { key }] = value;
        }
    }
    match platform {
        Slack => world.planet().slack().submit_view(who, fields).await,
        Discord => world.planet().discord().submit_modal(who, fields).await,
    }
}

/// What a person reads after sending a form: Slack shows it in the window, Discord as a private message.
fn answer(platform: Platform, seen: &Seen) -> String {
    match platform {
        Slack => seen.form.as_ref().map(Value::to_string).unwrap_or_default(),
        Discord => seen.private_text(),
    }
}

async fn closed_with(world: &World, platform: Platform, who: &str, card: &Shown, fields: Value) -> Seen {
    let seen = world.press(who, &world.now(card), "Close").await;
    assert!(seen.form.is_some(), "{seen:?}");
    let seen = fill(world, platform, who, fields).await;
    world.settle().await;
    seen
}

async fn case(world: &World, ticket: &Ticket) -> Case {
    world.story(ticket).await.case.expect("a case")
}

/// Asked, pressed 2, and the card is there.
async fn low(world: &World, platform: Platform) -> (Ticket, Shown, Shown) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    let seen = world.press("mia", &prompt, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{seen:?}");
    world.advance(minutes(1)).await;
    let card = card(world, platform);
    (ticket, prompt, card)
}

macro_rules! in_both_chats {
    ($name:ident, $journey:expr) => {
        mod $name {
            use super::*;
            #[tokio::test]
            async fn in_slack() {
                $journey(World::with(wish(Slack)).await, Slack).await;
            }
            #[tokio::test]
            async fn in_discord() {
                $journey(World::with(wish(Discord)).await, Discord).await;
            }
        }
    };
}

in_both_chats!(a_low_score_is_carded_within_a_minute_taken_by_one_and_closed_with_an_outcome, whole_life);
async fn whole_life(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    for part in ["Low score", "2 of 7", "1 Very hard", "7 Very easy", "did not ask to be contacted", "Nobody has it"] {
        assert!(card.text().contains(part), "{part}: {}", card.text());
    }
    assert_eq!(labels(&card), ["Take it", "Not actionable"]);

    world.press_private(platform, "mia", "Tell us why").await;
    world.comment(platform, "mia", "Three people <!channel> @everyone asked *me* the same.").await;
    world.settle().await;
    let card = self::card(&world, platform);
    assert!(card.text().contains("asked *me* the same."), "{}", card.text());
    assert!(card.text().contains("Slow"), "{}", card.text());
    assert!(card.edited, "the same card");

    let seen = world.press("ana", &card, "Take it").await;
    assert!(seen.private_text().contains("It is yours"), "{seen:?}");
    let seen = world.press("ana", &card, "Take it").await;
    assert!(seen.private_text().contains("yours already"), "{seen:?}");
    let seen = world.press("ben", &card, "Take it").await;
    assert!(seen.private_text().contains("Ana has it, so nothing was changed"), "{seen:?}");
    assert!(seen.shared.is_empty(), "privately");
    world.settle().await;
    let card = world.now(&card);
    assert!(card.text().contains("Ana has it. Open since"), "{}", card.text());
    assert_eq!(labels(&card), ["Close", "Hand back"]);

    let seen = closed_with(&world, platform, "ana", &card, json!({ "outcome": "refunded", "note": "Paid back" })).await;
    assert!(answer(platform, &seen).contains("The case is closed"), "{seen:?}");
    let card = world.now(&card);
    assert!(card.text().contains("refunded, says") && card.text().contains("Ana"), "{}", card.text());
    assert!(card.text().contains("Paid back") && card.buttons.is_empty(), "{card:?}");
    let case = case(&world, &ticket).await;
    assert!(matches!(case.state, State::Closed { outcome: Outcome::Refunded, .. }), "{case:?}");
    let history: Vec<String> =
        world.store().case_history(&case.id).await.unwrap().into_iter().map(|step| step.what).collect();
    assert_eq!(history, ["opened", "answered", "take", "close"]);
    world.advance(days(3)).await;
    assert_eq!(channel(&world, platform).len(), 1, "nobody is reminded of what is done");
}

in_both_chats!(nobody_takes_it_so_the_channel_is_reminded_once_and_then_the_manager, reminded);
async fn reminded(world: World, platform: Platform) {
    // 15:05 in Berlin: four working hours end the next morning at 08:00 + … of a day that ends at 20:00.
    world.advance_to(at("2026-11-24T17:00:00Z")).await;
    let (ticket, _, card) = low(&world, platform).await;
    world.advance_to(at("2026-11-25T06:59:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 1, "18:05 to 20:00 are not four hours, and nobody works at night");
    world.advance_to(at("2026-11-25T09:04:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 1);
    world.advance(minutes(5)).await;
    let all = channel(&world, platform);
    assert_eq!(all.len(), 2, "{all:#?}");
    assert!(all[1].text().contains("has waited since Tue 24 Nov, 18:05, and nobody has it"), "{}", all[1].text());
    assert!(!all[1].text().contains("charged twice"), "a reminder holds no customer's words: {}", all[1].text());
    assert!(world.planet().dm(platform, "lena").is_none(), "the manager is not told yet");

    world.advance(hours(4)).await;
    assert_eq!(channel(&world, platform).len(), 2, "once");
    let dm = world.planet().dm(platform, "lena").expect("the manager is told");
    let told = world.planet().bot_messages(platform, &dm);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].text().contains("still nobody has it"), "{}", told[0].text());
    for other in [Slack, Discord].into_iter().filter(|p| *p != platform) {
        assert!(world.planet().dm(other, "lena").is_none(), "one person is told once");
    }
    world.advance(days(7)).await;
    assert_eq!((channel(&world, platform).len(), world.planet().bot_messages(platform, &dm).len()), (2, 1));

    let seen = world.press("lena", &told[0], "Take it").await;
    assert!(seen.private_text().contains("It is yours"), "{seen:?}");
    world.settle().await;
    assert!(world.now(&card).text().contains("Lena has it"), "{}", world.now(&card).text());
    let seen = world.press("ana", &all[1], "Take it").await;
    assert!(seen.private_text().contains("Lena has it"), "an old reminder's button still answers: {seen:?}");
    assert!(matches!(case(&world, &ticket).await.state, State::Taken { .. }));
}

in_both_chats!(on_a_weekend_nobody_is_reminded, weekend);
async fn weekend(world: World, platform: Platform) {
    world.advance_to(at("2026-11-27T17:30:00Z")).await;
    low(&world, platform).await;
    world.advance_to(at("2026-11-30T06:59:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 1);
    world.advance_to(at("2026-11-30T10:00:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 2);
}

in_both_chats!(given_back_it_waits_anew, given_back);
async fn given_back(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    world.advance(hours(3)).await;
    let seen = world.press("ben", &world.now(&card), "Hand back").await;
    assert!(seen.private_text().contains("Ana has it"), "only whoever has it: {seen:?}");
    let seen = world.press("lena", &world.now(&card), "Hand back").await;
    assert!(seen.private_text().contains("waits for somebody else"), "or a manager: {seen:?}");
    world.settle().await;
    assert_eq!(labels(&world.now(&card)), ["Take it", "Not actionable"]);
    world.advance(hours(3)).await;
    assert_eq!(channel(&world, platform).len(), 1, "the limit begins anew");
    world.advance(hours(1)).await;
    assert_eq!(channel(&world, platform).len(), 2);
    let claimed = case(&world, &ticket).await.claimed_at.expect("it was answered once");
    assert!(claimed < at("2026-11-24T09:30:00Z"));
}

in_both_chats!(two_who_press_at_once_do_not_both_have_it, at_once);
async fn at_once(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    let people = ["ana", "ben", "lena"];
    let seen = futures_util::future::join_all(people.map(|who| world.press(who, &card, "Take it"))).await;
    let won = seen.iter().filter(|s| s.private_text().contains("It is yours.")).count();
    let told = seen.iter().filter(|s| s.private_text().contains(" has it, so nothing was changed")).count();
    assert_eq!((won, told), (1, 2), "{seen:#?}");
    let case = case(&world, &ticket).await;
    let takes = world.store().case_history(&case.id).await.unwrap().into_iter().filter(|s| s.what == "take").count();
    assert_eq!(takes, 1);
}

in_both_chats!(foreigners_and_forged_ids_change_nothing, foreigners);
async fn foreigners(world: World, platform: Platform) {
    let (ticket, prompt, card) = low(&world, platform).await;
    for who in ["mia", "jonas"] {
        for button in ["Take it", "Not actionable"] {
            let seen = world.press(who, &card, button).await;
            assert!(seen.private_text().contains("for the people of a support team"), "{who}: {seen:?}");
            assert!(seen.shared.is_empty());
        }
    }
    let before = case(&world, &ticket).await;
    assert_eq!(before.state, State::Open);
    let unknown = afterword::domain::control::Control::Case {
        case: CaseId::new("0123456789"),
        act: afterword::domain::control::CaseAct::Take,
    };
    assert_eq!(world.store().case(&CaseId::new("0123456789")).await.unwrap(), None);
    // The survey's id is no case's, and a case's is no survey's.
    let forged = [unknown.to_string(), format!("aw1:{}:case_take", world.story(&ticket).await.survey.id)];
    for control in forged {
        let reply = pressed(&world, platform, "ana", &control).await;
        assert!(reply.contains("not one we know"), "{reply}");
    }
    // The outcome form is no button, and its submission by a stranger closes nothing.
    let outcome = format!("aw1:{}:case_outcome", before.id);
    assert!(pressed(&world, platform, "ana", &outcome).await.contains("not one we know"));
    for who in ["jonas", "ana"] {
        let reply = submitted(&world, platform, who, &outcome, &[("outcome", "fixed")]).await;
        assert!(reply.contains("nothing was changed"), "{reply}");
    }
    assert_eq!(case(&world, &ticket).await, before);
    drop(prompt);
}

/// Hands the application an act as an adapter would, with a control of our choice.
async fn pressed(world: &World, platform: Platform, who: &str, control: &str) -> String {
    told(world, inbound(world, platform, who, control, None)).await
}

async fn submitted(world: &World, platform: Platform, who: &str, control: &str, fields: &[(&str, &str)]) -> String {
    told(world, inbound(world, platform, who, control, Some(fields))).await
}

async fn told(world: &World, inbound: afterword::chat::Inbound) -> String {
    use afterword::chat::Receiver;
    let reception = afterword::flow::receive::Reception::new(world.app().ctx.clone());
    let reply = reception.receive(inbound).await.unwrap();
    reply.message.map(|m| afterword::present::text::plain(&m)).unwrap_or_default()
}

fn inbound(
    world: &World,
    platform: Platform,
    who: &str,
    control: &str,
    fields: Option<&[(&str, &str)]>,
) -> afterword::chat::Inbound {
    use afterword::chat::{Actor, Inbound, Scene};
    use afterword::domain::ids::{Channel, Identity, Platform as Where};
    let person = world.planet().person(who).unwrap();
    let (identity, home) = match platform {
        Slack => (Identity::slack("T0AFTERWRD", &person.slack), Where::Slack),
        Discord => (Identity::discord(&person.discord), Where::Discord),
    };
    let by = Actor { identity, name: None, is_bot: false, locale: None, groups: None };
    let (control, dedupe) = (control.to_owned(), format!("{who}{control}{fields:?}"));
    match fields {
        None => {
            let channel = Channel { platform: home, id: cases_on(platform).1.to_owned() };
            let at = Scene { installation: String::new(), channel, thread: None, own_thread: false };
            Inbound::Press { by, at, control, message: None, made: None, dedupe }
        }
        Some(fields) => {
            let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            Inbound::Submit { by, control, fields, dedupe }
        }
    }
}

in_both_chats!(an_outcome_form_that_says_nothing_or_too_much_closes_nothing, bad_forms);
async fn bad_forms(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    let case = self::case(&world, &ticket).await;
    let form = format!("aw1:{}:case_outcome", case.id);
    for (fields, words) in [
        (&[][..], "Choose one outcome"),
        (&[("outcome", "")], "Choose one outcome"),
        (&[("outcome", "fixed,refunded")], "Choose one outcome"),
        (&[("outcome", "promoted")], "Choose one outcome"),
        (&[("outcome", "other")], "write in the note"),
        (&[("outcome", "other"), ("note", " \u{202e}\0 ")], "write in the note"),
    ] {
        let reply = submitted(&world, platform, "ana", &form, fields).await;
        assert!(reply.contains(words) && reply.contains("Nothing was changed"), "{fields:?}: {reply}");
    }
    assert_eq!(self::case(&world, &ticket).await, case);
    let long = "x".repeat(5_000);
    let reply = submitted(&world, platform, "ana", &form, &[("outcome", "other"), ("note", &long)]).await;
    assert!(reply.contains("closed"), "{reply}");
    let case = self::case(&world, &ticket).await;
    assert_eq!(case.note.map(|note| note.chars().count()), Some(500));
    world.settle().await;
    assert!(world.now(&card).text().contains("in another way"), "{}", world.now(&card).text());
}

in_both_chats!(after_contact_the_customer_is_asked_once_and_a_recovery_counts, again);
async fn again(world: World, platform: Platform) {
    let (ticket, prompt, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    let dms = |world: &World| {
        world.planet().dm(platform, "mia").map(|dm| world.planet().bot_messages(platform, &dm)).unwrap_or_default()
    };
    assert!(dms(&world).is_empty());
    closed_with(&world, platform, "ana", &card, json!({ "outcome": "fixed", "again": "again" })).await;
    let asked = dms(&world);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert!(asked[0].text().contains("has it become better?"), "{}", asked[0].text());
    assert!(world.now(&card).text().contains("asked once whether"), "{}", world.now(&card).text());
    assert!(world.now(&prompt).text().contains("Thanks"), "the prompt stays as it was");

    let seen = world.press("jonas", &asked[0], "7 Very easy").await;
    assert!(seen.error.is_some() || seen.private_text().contains("nothing was saved"), "{seen:?}");
    let seen = world.press("mia", &asked[0], "7 Very easy").await;
    assert!(seen.private_text().contains("Saved: 7 of 7"), "{seen:?}");
    world.settle().await;
    assert!(world.now(&asked[0]).buttons.is_empty(), "{:?}", world.now(&asked[0]));
    let story = world.story(&ticket).await;
    assert_eq!((story.answers[0].score.value(), story.answers[0].changes), (7, 1), "both values are kept");
    assert!(story.case.unwrap().recovered_at.is_some());
    assert!(world.now(&card).text().contains("Recovered"), "{}", world.now(&card).text());

    // Unhappy again: a new case, whose form no longer offers to ask.
    world.press_private(platform, "mia", "Change").await;
    let seen = world.press_private(platform, "mia", "1 Very hard").await;
    assert!(seen.private_text().contains("Saved: 1 of 7"), "{seen:?}");
    world.settle().await;
    let all = channel(&world, platform);
    assert_eq!(all.len(), 2, "high to low opens another: {all:#?}");
    assert!(!all[0].text().contains("Recovered"), "{}", all[0].text());
    world.press("ben", &all[1], "Take it").await;
    world.settle().await;
    let seen = world.press("ben", &world.now(&all[1]), "Close").await;
    assert!(!seen.form.unwrap().to_string().contains("become better"), "asked once in a survey's life");
}

in_both_chats!(the_same_low_score_pressed_in_the_invitation_closes_it_and_recovers_nothing, again_the_same);
async fn again_the_same(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    closed_with(&world, platform, "ana", &card, json!({ "outcome": "fixed", "again": "again" })).await;
    let dm = world.planet().dm(platform, "mia").expect("invited");
    let invitation = world.planet().bot_messages(platform, &dm).remove(0);
    let seen = world.press("mia", &invitation, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{seen:?}");
    world.settle().await;
    let now = world.now(&invitation);
    assert!(now.buttons.is_empty() && now.text().contains("Thanks for telling us."), "{}", now.text());
    let story = world.story(&ticket).await;
    assert_eq!(story.answers[0].score.value(), 2);
    assert!(story.case.unwrap().recovered_at.is_none());
    assert!(!world.now(&card).text().contains("Recovered"), "{}", world.now(&card).text());
    // It has not become better, they say: somebody must know.
    let all = channel(&world, platform);
    assert_eq!(all.len(), 2, "{all:#?}");
}

in_both_chats!(whoever_changes_their_mind_before_anybody_takes_it_withdraws_it, changed_mind);
async fn changed_mind(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press_private(platform, "mia", "Change").await;
    world.press_private(platform, "mia", "6").await;
    world.settle().await;
    let now = world.now(&card);
    assert!(now.text().contains("the customer changed their mind") && now.buttons.is_empty(), "{}", now.text());
    let case = case(&world, &ticket).await;
    assert!(matches!(case.state, State::Withdrawn { why: Withdrawal::ChangedMind, .. }), "{case:?}");
    assert_eq!(case.recovered_at, None, "nobody contacted them");
    let seen = world.press("ana", &card, "Take it").await;
    assert!(seen.error.is_some() || seen.private_text().contains("went away by itself"), "{seen:?}");
    world.advance(days(2)).await;
    assert_eq!(channel(&world, platform).len(), 1, "no reminder");
}

in_both_chats!(a_score_above_the_threshold_opens_none, high);
async fn high(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    world.press("mia", &prompt, "4").await;
    world.settle().await;
    assert!(channel(&world, platform).is_empty());
    assert_eq!(world.story(&ticket).await.case, None);
    world.press_private(platform, "mia", "1 Very unsatisfied").await;
    world.settle().await;
    let card = card(&world, platform);
    assert!(card.text().contains("4 of 7") && card.text().contains("1 of 5"), "the second question: {}", card.text());
}

#[tokio::test]
async fn a_teams_own_threshold_decides() {
    for platform in [Slack, Discord] {
        let team = "instruments = [\"ces7\"]\ncase_low = { ces7 = 1 }";
        let world = World::with(Wish { team, ..wish(platform) }).await;
        let (_, prompt) = world.asked(platform, "mia").await;
        world.press("mia", &prompt, "2").await;
        world.settle().await;
        assert!(channel(&world, platform).is_empty());
        world.press_private(platform, "mia", "Change").await;
        world.press_private(platform, "mia", "1 Very hard").await;
        world.settle().await;
        assert_eq!(channel(&world, platform).len(), 1);
    }
}

#[tokio::test]
async fn a_confidential_answer_opens_a_case_only_when_contact_is_wished() {
    for platform in [Slack, Discord] {
        let team = "instruments = [\"ces7\"]\nprivacy = \"confidential\"";
        let world = World::with(Wish { team, ..wish(platform) }).await;
        let (ticket, prompt) = world.asked(platform, "mia").await;
        world.press("mia", &prompt, "1 Very hard").await;
        world.settle().await;
        assert!(channel(&world, platform).is_empty() && world.story(&ticket).await.case.is_none());
        let write = async |contact: bool| {
            world.press_private(platform, "mia", "Tell us why").await;
            let chosen = match (platform, contact) {
                (Slack, true) => json!(["contact_ok"]),
                (Slack, false) => json!([]),
                (Discord, true) => json!("yes"),
                (Discord, false) => json!(""),
            };
            let seen = fill(&world, platform, "mia", json!({ "comment": "Please call me", "contact": chosen })).await;
            assert!(seen.error.is_none(), "{seen:?}");
            world.settle().await;
        };
        write(true).await;
        let card = card(&world, platform);
        assert!(card.text().contains("Please call me") && card.text().contains("may contact them"), "{}", card.text());
        assert!(!card.text().contains("helped by"), "no answer is laid at an agent's door: {}", card.text());
        write(false).await;
        let now = world.now(&card);
        assert!(!now.text().contains("Please call me") && !now.text().contains("of 7"), "{}", now.text());
        assert!(now.text().contains("does not want to be contacted") && now.buttons.is_empty(), "{}", now.text());
    }
}

#[tokio::test]
async fn without_a_case_channel_the_card_goes_to_the_manager() {
    let world = World::with(Wish { cases: "", ..wish(Slack) }).await;
    assert!(world.settings().warnings.iter().any(|w| w.contains("no case_channel")), "{:?}", world.settings().warnings);
    let (_, prompt) = world.asked(Slack, "mia").await;
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    let dm = world.planet().dm(Slack, "lena").expect("a direct message");
    let card = world.planet().bot_messages(Slack, &dm).remove(0);
    world.press("lena", &card, "Take it").await;
    world.settle().await;
    assert!(world.now(&card).text().contains("Lena has it"));
}

in_both_chats!(erasing_the_customer_blanks_the_card, erased);
async fn erased(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press_private(platform, "mia", "Tell us why").await;
    world.comment(platform, "mia", "Only Mia would say this").await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    assert!(world.now(&card).text().contains("Only Mia would say this"));
    let mia = world.planet().person("mia").unwrap();
    let who = match platform {
        Slack => format!("slack:{}", mia.slack),
        Discord => format!("discord:{}", mia.discord),
    };
    afterword::flow::forget::person(&world.app().ctx, &who.parse().unwrap()).await.unwrap();
    world.settle().await;
    let now = world.now(&card);
    for word in ["Only Mia", "charged twice", "of 7", "Mia", "Slow"] {
        assert!(!now.text().contains(word), "{word}: {}", now.text());
    }
    assert!(now.text().contains("erased") && now.buttons.is_empty(), "{}", now.text());
    let case = case(&world, &ticket).await;
    assert!(matches!(case.state, State::Withdrawn { why: Withdrawal::Erased, .. }), "{case:?}");
    assert_eq!(world.story(&ticket).await.answers[0].score.value(), 2, "what was counted stays counted");
}

in_both_chats!(what_an_erased_agent_had_in_hand_waits_for_another_with_a_reminder, agent_erased);
async fn agent_erased(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    let ana = world.planet().person("ana").unwrap();
    let who = match platform {
        Slack => format!("slack:{}", ana.slack),
        Discord => format!("discord:{}", ana.discord),
    };
    world.advance(hours(1)).await;
    let before = channel(&world, platform).len();
    afterword::flow::forget::person(&world.app().ctx, &who.parse().unwrap()).await.unwrap();
    world.settle().await;
    let open = case(&world, &ticket).await;
    assert_eq!((open.state, open.round), (State::Open, 1));
    let now = world.now(&card);
    assert!(!now.text().contains("Ana") && now.buttons.iter().any(|b| b.label == "Take it"), "{}", now.text());
    world.advance(hours(5)).await;
    assert_eq!(channel(&world, platform).len(), before + 1, "the channel is reminded once");
    assert!(case(&world, &ticket).await.nudged_at.is_some());
}

in_both_chats!(managers_list_the_teams_cases_and_agents_their_own, listed);
async fn listed(world: World, platform: Platform) {
    let (_, _, card) = low(&world, platform).await;
    let told = async |who: &str| world.slash(platform, who, "cases").await.private_text();
    assert!(told("lena").await.contains("nobody has it"), "{}", told("lena").await);
    assert!(told("ana").await.contains("You have no open case"), "{}", told("ana").await);
    assert!(told("mia").await.contains("for the people of a support team"), "{}", told("mia").await);
    world.press("ana", &card, "Take it").await;
    world.advance(minutes(64)).await;
    let mine = told("ana").await;
    assert!(mine.contains("You have 1 open case") && mine.contains("open for 1 h 05 min"), "{mine}");
    assert!(!mine.contains("of 7"), "no answer is shown: {mine}");
    assert!(told("lena").await.contains("Ana has it"), "{}", told("lena").await);
    assert!(told("ben").await.contains("You have no open case"));
}

#[tokio::test]
async fn the_weeks_card_counts_opened_answered_recovered_and_open() {
    let world = World::with(wish(Slack)).await;
    let (_, prompt) = world.asked(Slack, "mia").await;
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    let card = card(&world, Slack);
    world.advance(minutes(30)).await;
    world.press("ana", &card, "Take it").await;
    let (_, other) = world.asked(Slack, "jonas").await;
    world.press("jonas", &other, "1 Very hard").await;
    world.settle().await;
    world.press_private(Slack, "mia", "Change").await;
    world.press_private(Slack, "mia", "6").await;
    let standing = world.store().standing(world.clock.now()).await.unwrap();
    assert_eq!(standing.cases.count, 2);
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    let team = world.settings().teams.remove(0);
    let tx = world.store().begin().await.unwrap();
    let run = tx.frozen_for(&team.name, "2026-W48".parse().unwrap()).await.unwrap().expect("frozen");
    drop(tx);
    let frozen: Value = serde_json::from_str(&run).unwrap();
    let expected = json!({ "opened": 2, "answered": 1, "median_minutes_to_claim": 30, "recovered": 1, "open": 2 });
    assert_eq!(frozen["cases"], expected);
    let posted = world.planet().bot_messages(Slack, crate::world::TEAM[0].1);
    let words = "Low scores: 2 new cases, 1 answered after a median of 30 min; 1 recovered; 2 open now.";
    assert!(posted[0].text().contains(words), "{}", posted[0].text());
}

/// What the sending of a card meets.
async fn killed_while_sending(platform: Platform) {
    let call = match platform {
        Slack => "chat.postMessage",
        Discord => "/messages",
    };
    for trouble in [Fault::HangForever, Fault::DropAnswer, Fault::DropRequest, Fault::Delay { ms: 200 }] {
        let told = format!("{platform:?}, {trouble:?}");
        let mut world = World::with(Wish { mortal: true, ..wish(platform) }).await;
        let (ticket, prompt) = world.asked(platform, "mia").await;
        world.press("mia", &prompt, "2").await;
        world.planet().faults().next(platform, call, trouble);
        let before = world.planet().requests(platform).len();
        drop(world.crank());
        let begun = |w: &afterword::sandbox::World| {
            let asked = w.requests(platform);
            let new = asked.iter().skip(before).any(|(_, path, ..)| path.ends_with(call));
            new.then_some(())
        };
        world.planet().until(begun).await.expect("the card is being sent");
        world.crash().await;
        world.start().await;
        for _ in 0..6 {
            world.advance(minutes(2)).await;
        }
        let card = card(&world, platform);
        world.press("ana", &card, "Take it").await;
        world.settle().await;
        assert!(world.now(&card).text().contains("Ana has it"), "{told}: the one card is known");
        assert_eq!(world.story(&ticket).await.case.unwrap().card.map(|c| c.id), Some(card.id), "{told}");
        world.stop().await;
    }
}

#[tokio::test]
async fn killed_while_the_card_is_sent_it_is_there_once_in_slack() {
    killed_while_sending(Slack).await;
}

#[tokio::test]
async fn killed_while_the_card_is_sent_it_is_there_once_in_discord() {
    killed_while_sending(Discord).await;
}

#[tokio::test]
async fn a_case_lives_the_same_on_postgresql() {
    for platform in [Slack, Discord] {
        let Some(database) = postgres::database().await else { return };
        whole_life(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        again(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        at_once(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        erased(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        reminded(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
    }
}

#[tokio::test]
async fn a_helpdesks_ticket_has_its_link_and_its_number_on_the_card() {
    let world = World::with(wish(Slack)).await;
    let mia = world.planet().person("mia").unwrap().slack.clone();
    let ticket = json!({ "id": "482", "title": "Charged twice", "owner": "ana@example.com",
        "link": "https://desk.example.com/tickets/482", "customer": { "slack": mia } });
    let body = json!({ "event": "ticket.solved", "ticket": ticket });
    assert_eq!(deliver(&world, "desk", &body, "d-1").await, 200);
    world.advance(minutes(5)).await;
    let dm = world.planet().dm(Slack, "mia").unwrap();
    let prompt = world.planet().bot_messages(Slack, &dm).remove(0);
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    let card = card(&world, Slack);
    assert!(card.text().contains("Low score: Ticket #482"), "{}", card.text());
    assert!(card.raw.to_string().contains("https://desk.example.com/tickets/482"), "{}", card.raw);
    let why = world.slash(Slack, "lena", "why 482").await.private_text();
    assert!(why.contains("Nobody has it yet"), "{why}");
    let why = world.slash(Slack, "ana", "why 482").await.private_text();
    assert!(!why.contains("Nobody has it"), "an agent does not learn from it that the score was low: {why}");
}
