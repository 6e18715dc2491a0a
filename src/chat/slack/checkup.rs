//! Slack's part of `doctor`: token, scopes, socket, channels, clock.
//!
//! Knows the scopes of `config/slack-manifest.json`. Refuses to need more of them for looking than for working: whether a
//! channel is within reach is read off its history.

use super::api::Listing;
use super::{SendError, Slack};
use crate::chat::checkup::{Checkup, Seat, Trouble, ahead};
use crate::domain::group::Group;
use crate::domain::ids::{Channel, Platform};

/// What the manifest asks for.
const MANIFEST: &str = include_str!("../../../config/slack-manifest.json");

/// Asks everything; nothing is changed.
pub(super) async fn examine(slack: &Slack, channels: &[Channel]) -> Checkup {
    let mut found = Checkup::default();
    let token = slack.api.auth_headers().await;
    if let Ok((headers, _)) = &token {
        let granted = headers.get("x-oauth-scopes").and_then(|v| v.to_str().ok());
        found.missing_scopes = granted.map(missing).unwrap_or_default();
        found.clock_ahead = ahead(headers, slack.clock.now());
    }
    let name = |body: &serde_json::Value| {
        let text = |key: &str| body.get(key).and_then(|v| v.as_str()).unwrap_or("?").to_owned();
        format!("{} in {}", text("user"), text("team"))
    };
    found.token = Some(token.as_ref().map(|(_, body)| name(body)).map_err(Trouble::from));
    // Without an app token Slack calls us over HTTP, and there is no socket to open.
    if slack.api.has_app_token() {
        found.socket = Some(slack.api.open_socket().await.map(drop).map_err(|e| Trouble::from(&e)));
    }
    if token.is_ok() {
        for channel in channels.iter().filter(|c| c.platform == Platform::Slack) {
            found.channels.push((channel.clone(), seat(slack, channel).await));
        }
    }
    found
}

/// Whether the user groups that configuration names can be read.
pub(super) async fn groups(slack: &Slack, groups: &[Group]) -> Vec<(Group, Result<(), Trouble>)> {
    let mut found = Vec::new();
    for group in groups {
        let Group::Slack { id } = group else { continue };
        let read = slack.api.group_members(id).await;
        found.push((group.clone(), read.map(drop).map_err(|e| Trouble::from(&e))));
    }
    found
}

async fn seat(slack: &Slack, channel: &Channel) -> Seat {
    let what = Listing { channel: &channel.id, thread: None, oldest: "0" };
    match slack.api.list(&what, None).await {
        Ok(_) => Seat::Fine,
        Err(SendError::Unreachable(_)) => Seat::OutOfReach,
        Err(error) => Seat::Refused(error.to_string()),
    }
}

fn missing(granted: &str) -> Vec<String> {
    let granted: Vec<&str> = granted.split(',').map(str::trim).collect();
    needed().into_iter().filter(|scope| !granted.contains(&scope.as_str())).collect()
}

fn needed() -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_str(MANIFEST).unwrap_or_default();
    let scopes = manifest.pointer("/oauth_config/scopes/bot").and_then(|s| s.as_array()).cloned();
    scopes.unwrap_or_default().iter().filter_map(|s| Some(s.as_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_that_the_manifest_names_and_the_token_lacks_are_missing() {
        assert_eq!(missing(""), needed());
        assert!(needed().contains(&"chat:write".to_owned()));
        assert_eq!(missing(&needed().join(",")), Vec::<String>::new());
    }
}
