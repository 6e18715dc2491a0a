//! Who has a case: given back, taken at once, and acts of those it is none of the business of.

use super::*;
use afterword::domain::ids::CaseId;

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
pub(super) async fn at_once(world: World, platform: Platform) {
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
            let at = Scene { installation: String::new(), channel, parent: None, thread: None, own_thread: false };
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
