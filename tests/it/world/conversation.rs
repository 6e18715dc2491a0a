//! What people do in the small world's conversations: open a ticket, close it, press, write, ask.
//!
//! Knows both platforms' ways. Refuses to know what should come of it.

use afterword::sandbox::{Seen, Shown};
use serde_json::json;

use super::*;

impl World {
    /// A customer writes in the support channel, and Ana answers.
    pub async fn open(&self, platform: Platform, customer: &str) -> Ticket {
        let (_, support) = SUPPORT.into_iter().find(|(p, _)| *p == platform).unwrap();
        match platform {
            Slack => {
                let slack = self.planet().slack();
                let root = slack.say(customer, support, None, "My card was charged twice").await.unwrap();
                slack.say("ana", support, Some(&root), "Looking into it").await.unwrap();
                Ticket { platform, channel: support.to_owned(), message: root }
            }
            Discord => {
                let discord = self.planet().discord();
                let thread = discord.open_thread(customer, support, "My card was charged twice").await.unwrap();
                let message = discord.say(customer, &thread, "My card was charged twice").await.unwrap();
                discord.say("ana", &thread, "Looking into it").await.unwrap();
                Ticket { platform, channel: thread, message }
            }
        }
    }

    /// Ana uses *Close & ask* on the customer's message.
    pub async fn close(&self, ticket: &Ticket) -> Seen {
        self.close_as("ana", ticket).await
    }

    pub async fn close_as(&self, who: &str, ticket: &Ticket) -> Seen {
        let (channel, message) = (&ticket.channel, &ticket.message);
        match ticket.platform {
            Slack => self.planet().slack().message_shortcut(who, channel, message, "close_and_ask").await,
            Discord => self.planet().discord().message_command(who, channel, message, "Close & ask").await,
        }
    }

    /// Closed, and the delay is over.
    pub async fn asked(&self, platform: Platform, customer: &str) -> (Ticket, Shown) {
        let ticket = self.open(platform, customer).await;
        let seen = self.close(&ticket).await;
        assert!(seen.error.is_none(), "{seen:?}");
        self.advance(minutes(5)).await;
        let prompt = self.prompt(&ticket).expect("a prompt is visible");
        (ticket, prompt)
    }

    /// The bot's messages in the ticket's conversation.
    pub fn said(&self, ticket: &Ticket) -> Vec<Shown> {
        let all = self.planet().bot_messages(ticket.platform, &ticket.channel);
        let here = |m: &Shown| ticket.platform == Discord || m.thread.as_deref() == Some(ticket.message.as_str());
        all.into_iter().filter(|m| m.only_for.is_none() && here(m)).collect()
    }

    /// The one open prompt of the ticket's conversation.
    pub fn prompt(&self, ticket: &Ticket) -> Option<Shown> {
        let open: Vec<Shown> = self.said(ticket).into_iter().filter(|m| !m.buttons.is_empty()).collect();
        assert!(open.len() <= 1, "more than one visible prompt: {open:#?}");
        open.into_iter().next()
    }

    /// The message as it looks now.
    pub fn now(&self, message: &Shown) -> Shown {
        self.planet().message(message.platform, &message.channel, &message.id).expect("the message is still there")
    }

    /// Presses the button with this label or id.
    pub async fn press(&self, who: &str, message: &Shown, button: &str) -> Seen {
        let label = message.button(button).map_or(button, |b| b.label.as_str()).to_owned();
        match message.platform {
            Slack => self.planet().slack().press(who, &message.channel, &message.id, &label).await,
            Discord => self.planet().discord().press(who, &message.channel, &message.id, &label).await,
        }
    }

    /// Presses a button on the newest private message that has it.
    pub async fn press_private(&self, platform: Platform, who: &str, button: &str) -> Seen {
        match platform {
            Slack => self.planet().slack().press_ephemeral(who, button).await,
            Discord => self.planet().discord().press_ephemeral(who, button).await,
        }
    }

    /// Fills in the open comment form.
    pub async fn comment(&self, platform: Platform, who: &str, words: &str) -> Seen {
        match platform {
            Slack => self.planet().slack().submit_view(who, json!({ "comment": words, "reasons": ["slow"] })).await,
            Discord => {
                let form = self.planet().open_modal(Discord, who).unwrap_or_default();
                let reasons = reasons_input(&form).unwrap_or_else(|| "reasons".to_owned());
                self.planet().discord().submit_modal(who, json!({ "comment": words, reasons: "slow" })).await
            }
        }
    }

    pub async fn slash(&self, platform: Platform, who: &str, text: &str) -> Seen {
        let (_, support) = SUPPORT.into_iter().find(|(p, _)| *p == platform).unwrap();
        match platform {
            Slack => self.planet().slack().slash(who, support, text).await,
            Discord => {
                let mut words = text.splitn(2, ' ');
                let (name, rest) = (words.next().unwrap_or_default(), words.next());
                let options = match (name, rest) {
                    ("why", Some(ticket)) => json!({ "ticket": ticket }),
                    ("scorecard", Some(week)) => json!({ "week": week }),
                    ("promise", Some(text)) => json!({ "text": text }),
                    ("compare", Some(date)) => json!({ "date": date }),
                    ("preview", Some(language)) => json!({ "language": language }),
                    _ => json!({}),
                };
                self.planet().discord().slash(who, TEAM[1].1, name, options).await
            }
        }
    }
}

/// The input for reasons, whose id carries their words where they are not in their usual order.
fn reasons_input(form: &serde_json::Value) -> Option<String> {
    match form {
        serde_json::Value::Object(map) => map
            .get("custom_id")
            .and_then(serde_json::Value::as_str)
            .filter(|id| *id == "reasons" || id.starts_with("reasons="))
            .map(str::to_owned)
            .or_else(|| map.values().find_map(reasons_input)),
        serde_json::Value::Array(list) => list.iter().find_map(reasons_input),
        _ => None,
    }
}
