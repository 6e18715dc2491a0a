//! A small world that speaks Slack's and Discord's own languages on loopback ports.
//!
//! The demo and the integration tests point `slack.api_url` and `discord.api_url` at it; Afterword cannot tell the
//! difference. It knows what the platforms do: their wires, limits, error codes and moods. It knows nothing of
//! Afterword: no line here imports the product, and nothing in the product imports this.
//!
//! | part | what it is |
//! |---|---|
//! | `cast` | who lives here, and where they talk |
//! | `world`, `seen` | the state, the acts of people, and what they see |
//! | `journal` | every request and every visible effect, written before the answer |
//! | `faults` | misbehaviour on request |
//! | `witness` | somebody who sees each call and may cut it off |
//! | `slack`, `discord` | the platforms |
//! | `caller` | their calls, where the app has addresses instead of sockets |
//! | `snapshot`, `act` | the same for a page in a browser |

mod act;
mod caller;
mod cast;
pub mod demo;
mod discord;
mod faults;
mod journal;
pub mod page;
mod rates;
mod seen;
mod server;
mod slack;
mod snapshot;
pub mod story;
mod witness;
mod world;

use std::io;

use axum::middleware::from_fn_with_state;
use tokio_util::sync::CancellationToken;

pub use cast::{Cast, ChannelKind, Now, Person, Place, Role};
pub use discord::Discord;
pub use faults::{Fault, Faults};
pub use journal::{Entry, Glimpse, Platform, What};
pub use seen::{Button, Picture, Seen, Shown};
pub use slack::Slack;
pub use witness::{Deed, Moment, Witness};
pub use world::World;

/// A world and its servers. They stop when this is dropped.
pub struct Sandbox {
    world: World,
    slack: String,
    discord: String,
    stop: CancellationToken,
}

impl Sandbox {
    /// Serves the demo's world on two free loopback ports.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(World::demo()).await
    }

    /// Serves this world on two free loopback ports.
    pub async fn start_with(world: World) -> io::Result<Self> {
        let (slack_listener, slack) = server::bind().await?;
        let (discord_listener, discord) = server::bind().await?;
        let (slack, discord) = (format!("http://127.0.0.1:{slack}"), format!("http://127.0.0.1:{discord}"));
        world.change(|s| {
            s.slack.base = slack.clone();
            s.discord.base = discord.clone();
        });
        let stop = CancellationToken::new();
        let watched = from_fn_with_state(world.clone(), witness::watched);
        let slack_door = slack::router(world.clone(), stop.clone()).layer(watched.clone());
        let discord_door = discord::router(world.clone(), stop.clone()).layer(watched);
        tokio::spawn(server::serve(slack_listener, slack_door, stop.clone()));
        tokio::spawn(server::serve(discord_listener, discord_door, stop.clone()));
        Ok(Self { world, slack, discord, stop })
    }

    /// What to set `slack.api_url` to.
    pub fn slack_api_url(&self) -> String {
        format!("{}/api", self.slack)
    }

    /// What to set `discord.api_url` to.
    pub fn discord_api_url(&self) -> String {
        format!("{}/api/v10", self.discord)
    }

    /// The world behind the servers.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Stops serving and cuts every connection. The world stays readable through its clones.
    pub fn stop(&self) {
        self.stop.cancel();
    }
}

/// A form or a query as an object of strings.
fn form(bytes: &[u8]) -> serde_json::Map<String, serde_json::Value> {
    let pairs = url::form_urlencoded::parse(bytes);
    pairs.map(|(key, value)| (key.into_owned(), serde_json::Value::String(value.into_owned()))).collect()
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[cfg(test)]
mod tests;
