//! Discord's part of `doctor`: token, gateway, interactions address, channels, clock.
//!
//! Knows which call tells what. Refuses to change anything.

use reqwest::Method;
use serde_json::Value;

use super::rest::Call;
use super::{Discord, SendError, checked_channel};
use crate::chat::checkup::{Checkup, Seat, Trouble, ahead};
use crate::domain::group::Group;
use crate::domain::ids::{Channel, Platform};

/// Asks everything; nothing is changed.
pub(super) async fn examine(discord: &Discord, channels: &[Channel]) -> Checkup {
    let mut found = Checkup::default();
    let call = Call::new(Method::GET, "GET /applications/@me", "", "/applications/@me".to_owned());
    let (told, headers) = discord.rest.call_with_headers(call).await;
    found.clock_ahead = headers.and_then(|h| ahead(&h, discord.clock.now()));
    let text = |body: &Value, key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    found.interactions_url = told.as_ref().ok().and_then(|body| text(body, "interactions_endpoint_url"));
    let works = told.is_ok();
    found.token = Some(told.map(|body| text(&body, "name").unwrap_or_default()).map_err(|e| Trouble::from(&e)));
    if works {
        for channel in channels.iter().filter(|c| c.platform == Platform::Discord) {
            found.channels.push((channel.clone(), seat(discord, channel).await));
        }
    }
    found
}

/// Whether the roles that configuration names exist in servers we are in.
pub(super) async fn groups(discord: &Discord, groups: &[Group]) -> Vec<(Group, Result<(), Trouble>)> {
    let mut found = Vec::new();
    for group in groups {
        let Group::Discord { guild, role } = group else { continue };
        let call = Call::new(Method::GET, "GET /guilds/roles", guild, format!("/guilds/{guild}/roles"));
        let known = |body: &Value| {
            let all = body.as_array().into_iter().flatten();
            all.filter_map(|r| r.get("id")?.as_str()).any(|id| id == role)
        };
        found.push((
            group.clone(),
            match discord.rest.call(call).await {
                Ok(body) if known(&body) => Ok(()),
                Ok(_) => Err(Trouble::Refused("no such role in that server".to_owned())),
                Err(error) => Err(Trouble::from(&error)),
            },
        ));
    }
    found
}

async fn seat(discord: &Discord, channel: &Channel) -> Seat {
    let Ok(id) = checked_channel(channel) else { return Seat::OutOfReach };
    match discord.page(&id, "0").await {
        Ok(_) => Seat::Fine,
        Err(SendError::Unreachable(_)) => Seat::OutOfReach,
        Err(error) => Seat::Refused(error.to_string()),
    }
}
