//! Killed while a message is on its way that follows an answer: it is there once, whatever became of the sending.
//!
//! The prompt has its own tests (`restarts.rs`); here are the case's card, the channel's reminder of it, the word to its
//! manager, the invitation to rate again, the reminder of a question, and an agent's own week.

use afterword::sandbox::{Fault, Platform, Shown};
use serde_json::json;

use crate::world::{Discord, Slack, Ticket, Wish, World, at, hours, minutes};

/// What a message is, and where it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Card,
    Nudge,
    Escalation,
    Invitation,
    Reminder,
    OwnWeek,
}

/// The Monday after the world's week, nine o'clock in Berlin.
const MONDAY: &str = "2026-11-30T08:00:00Z";

fn wish(platform: Platform) -> Wish {
    let cases = match platform {
        Slack => "slack:C0PAYCASES",
        Discord => "discord:910000000000000003",
    };
    let survey = "hours = \"00:00-24:00\"\ncooldown = \"24h\"\nremind = \"1d\"";
    Wish { cases, survey, mortal: true, ..Wish::default() }
}

fn case_channel(platform: Platform) -> &'static str {
    let (_, id) = wish(platform).cases.split_once(':').unwrap();
    id
}

fn in_channel(world: &World, platform: Platform) -> Vec<Shown> {
    world.planet().bot_messages(platform, case_channel(platform))
}

fn direct(world: &World, platform: Platform, who: &str) -> Vec<Shown> {
    world.planet().dm(platform, who).map(|dm| world.planet().bot_messages(platform, &dm)).unwrap_or_default()
}

impl Kind {
    /// Up to the moment before it is sent.
    async fn lead_up(self, world: &World, platform: Platform) -> Ticket {
        let (ticket, prompt) = world.asked(platform, "mia").await;
        if self == Kind::Reminder {
            world.clock.advance(hours(25));
            return ticket;
        }
        let score = if self == Kind::OwnWeek { "6" } else { "2" };
        let seen = world.press("mia", &prompt, score).await;
        assert!(seen.private_text().contains("Saved"), "{seen:?}");
        if self == Kind::Card {
            return ticket;
        }
        world.settle().await;
        match self {
            Kind::Nudge => world.clock.advance(hours(5)),
            Kind::Escalation => {
                world.advance(hours(5)).await;
                assert_eq!(self.there(world, platform, &ticket).len(), 0);
                world.clock.advance(hours(24));
            }
            Kind::Invitation => {
                let card = in_channel(world, platform).remove(0);
                world.press("ana", &card, "Take it").await;
                world.settle().await;
                let seen = world.press("ana", &world.now(&card), "Close").await;
                assert!(seen.form.is_some(), "{seen:?}");
                match platform {
                    Slack => {
                        let fields = json!({ "outcome": "fixed", "again": "again" });
                        world.planet().slack().submit_view("ana", fields).await
                    }
                    Discord => {
                        let fields = json!({ "What came of it?": "fixed", "Ask the customer once more?": "again" });
                        world.planet().discord().submit_modal("ana", fields).await
                    }
                };
            }
            Kind::OwnWeek => {
                // The conversation with the agent cannot be opened at first, so that the scorecards go out alone and the
                // next send is the agent's.
                let opening = match platform {
                    Slack => "conversations.open",
                    Discord => "POST /users/@me/channels",
                };
                world.planet().faults().next(platform, opening, Fault::ServerError);
                world.advance_to(at(MONDAY)).await;
                assert_eq!(world.planet().faults().outstanding(), 0, "the agent's message waits");
                world.clock.advance(minutes(5));
            }
            Kind::Card | Kind::Reminder => {}
        }
        ticket
    }

    /// The messages of this kind that are there.
    fn there(self, world: &World, platform: Platform, ticket: &Ticket) -> Vec<Shown> {
        let (all, words) = match self {
            Kind::Card => (in_channel(world, platform), "Low score"),
            Kind::Nudge => (in_channel(world, platform), "and nobody has it"),
            Kind::Escalation => (direct(world, platform, "lena"), "still nobody has it"),
            Kind::Invitation => (direct(world, platform, "mia"), "has it become better"),
            Kind::Reminder => (world.said(ticket), "the only reminder"),
            Kind::OwnWeek => (direct(world, platform, "ana"), "Your own numbers"),
        };
        all.into_iter().filter(|m| m.text().contains(words)).collect()
    }

    /// The call that sends it. A card goes to a channel that is known, and is sent beside an edit of the prompt.
    fn call(self, platform: Platform) -> String {
        match (platform, self) {
            (Slack, _) => "chat.postMessage".to_owned(),
            (Discord, Kind::Card) => format!("POST /channels/{}/messages", case_channel(platform)),
            (Discord, _) => "/messages".to_owned(),
        }
    }

    /// The application knows the one that is there as its own.
    async fn is_known(self, world: &World, ticket: &Ticket, there: &Shown) {
        if self == Kind::Card {
            world.press("ana", there, "Take it").await;
            world.settle().await;
            assert!(world.now(there).text().contains("Ana has it"), "the one card is known");
            assert_eq!(world.story(ticket).await.case.unwrap().card.map(|card| card.id), Some(there.id.clone()));
        }
    }
}

async fn killed_while_it_is_sent(kind: Kind, platform: Platform) {
    let call = kind.call(platform);
    let path = call.trim_start_matches("POST ");
    for trouble in [Fault::HangForever, Fault::DropAnswer, Fault::DropRequest, Fault::Delay { ms: 200 }] {
        let told = format!("{kind:?}, {platform:?}, {trouble:?}");
        let mut world = World::with(wish(platform)).await;
        let ticket = kind.lead_up(&world, platform).await;
        assert_eq!(kind.there(&world, platform, &ticket).len(), 0, "{told}: not yet");
        world.planet().faults().next(platform, &call, trouble.clone());
        let before = world.planet().requests(platform).len();
        drop(world.crank());
        let begun = |w: &afterword::sandbox::World| {
            let asked = w.requests(platform);
            let new = asked.iter().skip(before).any(|(_, asked, ..)| asked.ends_with(path));
            new.then_some(())
        };
        world.planet().until(begun).await.expect("it is being sent");
        world.crash().await;
        if matches!(trouble, Fault::DropAnswer) {
            // What is on the wire arrives, and a lease on a wound clock is over before it would: wait for it.
            let arrived =
                |_: &afterword::sandbox::World| (kind.there(&world, platform, &ticket).len() == 1).then_some(());
            world.planet().until(arrived).await.expect("it arrives");
        }
        world.start().await;
        for _ in 0..8 {
            world.advance(minutes(2)).await;
        }
        let there = kind.there(&world, platform, &ticket);
        assert_eq!(there.len(), 1, "{told}: {there:#?} {:#?}", world.story(&ticket).await.jobs);
        kind.is_known(&world, &ticket, &there[0]).await;
        world.restart().await;
        world.advance(minutes(10)).await;
        assert_eq!(kind.there(&world, platform, &ticket).len(), 1, "{told}: and stays one");
        world.stop().await;
    }
}

macro_rules! once_in_both_chats {
    ($($name:ident: $kind:expr),* $(,)?) => {$(
        mod $name {
            use super::*;
            #[tokio::test]
            async fn in_slack() {
                killed_while_it_is_sent($kind, Slack).await;
            }
            #[tokio::test]
            async fn in_discord() {
                killed_while_it_is_sent($kind, Discord).await;
            }
        }
    )*};
}

once_in_both_chats! {
    killed_while_the_card_of_a_case_is_sent_it_is_there_once_and_known: Kind::Card,
    killed_while_the_channel_is_reminded_of_a_case_it_is_reminded_once: Kind::Nudge,
    killed_while_the_manager_is_told_of_a_case_they_are_told_once: Kind::Escalation,
    killed_while_the_customer_is_invited_to_rate_again_they_are_invited_once: Kind::Invitation,
    killed_while_a_question_is_reminded_of_it_is_reminded_of_once: Kind::Reminder,
    killed_while_an_agent_is_told_their_week_they_are_told_once: Kind::OwnWeek,
}
