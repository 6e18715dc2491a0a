//! The whole world as one JSON value, for a page in a browser.

use serde_json::{Map, Value, json};

use super::world::World;
use super::{discord, slack};

impl World {
    /// Everything there is to see: people, and per platform its channels with their messages (`only_for` marks those
    /// one person sees) and the open forms.
    pub fn snapshot(&self) -> Value {
        self.read(|s| {
            let people = s.cast.people.iter().map(|p| {
                json!({
                    "key": p.key, "name": p.name, "role": p.role, "slack": p.slack, "discord": p.discord,
                    "locale": p.locale,
                })
            });
            let views: Map<String, Value> = s.slack.views.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            let homes: Map<String, Value> = s.slack.homes.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            let modals: Map<String, Value> =
                s.discord.modals.iter().map(|(k, m)| (k.clone(), m.data.clone())).collect();
            json!({
                "people": people.collect::<Vec<_>>(),
                "slack": {
                    "connected": s.slack.is_connected(),
                    "workspace": s.cast.slack_team,
                    "channels": slack::snapshot_channels(s),
                    "modals": views,
                    "homes": homes,
                },
                "discord": {
                    "connected": s.discord.is_connected(),
                    "guild": s.cast.discord_guild,
                    "channels": discord::snapshot_channels(s),
                    "modals": modals,
                },
            })
        })
    }
}
