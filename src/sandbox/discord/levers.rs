//! What Discord itself does, when it is told to: events of any shape, gateways that fall silent, move or drop everybody.
//!
//! Knows the ways in which a platform is not at its best. Refuses to know people; their acts are in `people`.

use std::time::Duration;

use serde_json::{Value, json};

use super::gateway::{dispatch, signal};
use super::people::Discord;
use super::{Frame, calls};

impl Discord<'_> {
    /// Sends an event with any payload at all to every session.
    pub fn event(&self, name: &str, payload: &Value) {
        self.world.change(|s| dispatch(s, name, payload));
    }

    /// Sends any text at all on every connection.
    pub fn frame(&self, text: &str) {
        self.world.read(|s| {
            for frames in s.discord.sessions.iter().filter_map(|of| of.frames.as_ref()) {
                // A connection that is gone hears nothing.
                let _ = frames.send(Frame::Text(text.to_owned()));
            }
        });
    }

    /// From now on Discord calls the app at this address (`http://127.0.0.1:8080`) instead of telling the gateway; with
    /// `None` no more.
    pub fn call_at(&self, base: Option<&str>) {
        self.world.change(|s| s.discord.calls = base.map(|b| b.trim_end_matches('/').to_owned()));
    }

    /// Enters an address as *Interactions Endpoint URL*: it is tried out first. The error is what the Portal says.
    pub async fn register_endpoint(&self, base: &str) -> Result<(), String> {
        calls::try_out(self.world, base.trim_end_matches('/')).await?;
        self.call_at(Some(base));
        Ok(())
    }

    /// The gateway sends the last interaction once more, as after a resume from an older sequence number.
    pub fn redeliver_last(&self) -> bool {
        self.world.change(|s| {
            let Some(last) = s.discord.last_interaction.clone() else { return false };
            dispatch(s, "INTERACTION_CREATE", &last);
            true
        })
    }

    /// The gateway asks every connection to reconnect and resume (op 7).
    pub fn ask_reconnect(&self) {
        self.world.change(|s| signal(s, 7, &Value::Null));
    }

    /// The gateway declares every session invalid (op 9); unless `resumable`, they are gone.
    pub fn invalidate_sessions(&self, resumable: bool) {
        self.world.change(|s| {
            signal(s, 9, &json!(resumable));
            if !resumable {
                s.discord.sessions.iter_mut().for_each(|of| of.id.push_str("-gone"));
            }
        });
    }

    /// The gateway closes every connection with this code.
    pub fn close_sockets(&self, code: u16) {
        self.world.change(|s| s.discord.tell_sockets(|| Frame::Close(code)));
    }

    /// The gateway stops answering heartbeats, or answers again.
    pub fn ignore_heartbeats(&self, ignore: bool) {
        self.world.change(|s| s.discord.deaf = ignore);
    }

    /// The next `n` connections to the gateway are accepted and then hear nothing, not even HELLO.
    pub fn mute_hosts(&self, n: usize) {
        self.world.change(|s| s.discord.mute_hosts = n);
    }

    /// The gateway moves to a host of this name: newcomers are sent there, and sessions begun from now on are resumed at
    /// `name-resume`. `shards` is what the app is advised to use.
    pub fn move_gateway(&self, name: &str, shards: u64) {
        self.world.change(|s| {
            s.discord.entrance = format!("/gateway/{name}");
            s.discord.resume_at = format!("/gateway/{name}-resume");
            s.discord.shards = shards;
        });
    }

    /// Paths of the gateway connections that were tried so far.
    pub fn entered(&self) -> Vec<String> {
        self.world.read(|s| s.discord.entered.clone())
    }

    /// Sessions begun so far, and sessions taken up again.
    pub fn sessions(&self) -> (usize, usize) {
        self.world.read(|s| (s.discord.identifies, s.discord.resumes))
    }

    /// The interval told to whoever connects next; 41,250 ms at first.
    pub fn set_heartbeat(&self, interval: Duration) {
        self.world.change(|s| s.discord.heartbeat_ms = u64::try_from(interval.as_millis()).unwrap_or(41_250));
    }

    /// The interaction of the last act: a pattern for forgeries.
    pub fn last_interaction(&self) -> Option<Value> {
        self.world.read(|s| s.discord.last_interaction.clone())
    }

    /// The application commands registered now, raw.
    pub fn commands(&self) -> Vec<Value> {
        self.world.read(|s| s.discord.commands.clone())
    }
}
