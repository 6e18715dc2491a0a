//! What a platform called for, handed to its adapter.
//!
//! Knows which adapter. Refuses to know payloads and HTTP.

use async_trait::async_trait;

use crate::chat::discord;
use crate::chat::slack::callback::{self as slack, Acknowledgement, Kind};
use crate::web::{Answer, Call, Callee};

/// The adapters of those platforms that call us.
#[derive(Default)]
pub(super) struct Adapters {
    pub(super) slack: Option<slack::Called>,
    pub(super) discord: Option<discord::callback::Called>,
}

#[async_trait]
impl Callee for Adapters {
    async fn answer(&self, call: Call) -> Answer {
        let (kind, payload) = match call {
            Call::SlackEvent(payload) => (Kind::Event, payload),
            Call::SlackInteraction(payload) => (Kind::Interaction, payload),
            Call::SlackCommand(payload) => (Kind::Command, payload),
            Call::DiscordInteraction(payload) => {
                let Some(discord) = &self.discord else { return Answer::Unreadable };
                let response = discord.interaction(payload).await;
                return response.map_or(Answer::Unreadable, |body| Answer::Done(Some(body)));
            }
        };
        let Some(slack) = &self.slack else { return Answer::Unreadable };
        match slack.deliver(kind, payload).await {
            Acknowledgement::Done(body) => Answer::Done(body),
            Acknowledgement::NotStored => Answer::NotStored,
            Acknowledgement::Unreadable => Answer::Unreadable,
        }
    }
}
