//! The acts of people as JSON, for a page in a browser.
//!
//! Knows names of acts and where their arguments stand. What they do is `slack::people`'s and `discord::people`'s.

use serde_json::{Value, json};

use super::seen::Seen;
use super::world::World;

impl World {
    /// Does what `act` says and tells what the person then sees. The keys: `platform`, `as`, `act` (`say`, `slash`,
    /// `shortcut`, `press`, `submit`, `close_form`, `lock`, `unlock`, `open_thread`, `open_home`, `press_home`), and as the act needs them `channel`,
    /// `thread`, `message`, `control`, `text`, `fields`, `options`.
    ///
    /// A Discord `slash` takes its subcommand from `control`, or from the first word of `text`; a `shortcut` its callback
    /// id or name from `control`. The answer is `{"id", "private": [words], "shared": [words], "form", "form_errors",
    /// "error"}`.
    pub async fn act(&self, act: Value) -> Result<Value, String> {
        let seen = match act["platform"].as_str() {
            Some("slack") => self.act_in_slack(&act).await?,
            Some("discord") => self.act_in_discord(&act).await?,
            _ => return Err("platform must be slack or discord".to_owned()),
        };
        let words = |list: &[super::Shown]| list.iter().map(|m| m.text.clone()).collect::<Vec<_>>();
        Ok(json!({
            "id": seen.id, "private": words(&seen.private), "shared": words(&seen.shared), "form": seen.form,
            "form_errors": seen.form_errors, "error": seen.error,
        }))
    }

    async fn act_in_slack(&self, act: &Value) -> Result<Seen, String> {
        let (who, slack) = (text(act, "as")?, self.slack());
        match text(act, "act")? {
            "say" => {
                let thread = act["thread"].as_str().filter(|t| !t.is_empty());
                let id = slack.say(who, text(act, "channel")?, thread, text(act, "text")?).await?;
                Ok(Seen { id: Some(id), ..Seen::default() })
            }
            "slash" => Ok(slack.slash(who, text(act, "channel")?, text(act, "text")?).await),
            "shortcut" => {
                let callback = act["control"].as_str().unwrap_or("close_and_ask");
                Ok(slack.message_shortcut(who, text(act, "channel")?, text(act, "message")?, callback).await)
            }
            "press" => {
                let (channel, message) = (text(act, "channel")?, text(act, "message")?);
                Ok(slack.press(who, channel, message, text(act, "control")?).await)
            }
            "open_home" => Ok(slack.open_home(who).await),
            "press_home" => Ok(slack.press_home(who, text(act, "control")?).await),
            "submit" => Ok(slack.submit_view(who, act["fields"].clone()).await),
            "close_form" => {
                slack.close_view(who);
                Ok(Seen::default())
            }
            other => Err(format!("nobody can {other:?} in Slack")),
        }
    }

    async fn act_in_discord(&self, act: &Value) -> Result<Seen, String> {
        let (who, discord) = (text(act, "as")?, self.discord());
        match text(act, "act")? {
            "say" => {
                let channel = text(act, "thread").or_else(|_| text(act, "channel"))?;
                let id = discord.say(who, channel, text(act, "text")?).await?;
                Ok(Seen { id: Some(id), ..Seen::default() })
            }
            "slash" => {
                let typed = act["text"].as_str().unwrap_or_default().trim();
                let typed = typed.strip_prefix("/afterword").unwrap_or(typed).trim();
                let first = typed.split_whitespace().next().unwrap_or_default();
                let subcommand = act["control"].as_str().unwrap_or(first);
                let channel = text(act, "thread").or_else(|_| text(act, "channel"))?;
                Ok(discord.slash(who, channel, subcommand, act["options"].clone()).await)
            }
            "shortcut" => {
                let name = act["control"].as_str().unwrap_or("Close & ask");
                Ok(discord.message_command(who, text(act, "channel")?, text(act, "message")?, name).await)
            }
            "press" => {
                let (channel, message) = (text(act, "channel")?, text(act, "message")?);
                Ok(discord.press(who, channel, message, text(act, "control")?).await)
            }
            "submit" => Ok(discord.submit_modal(who, act["fields"].clone()).await),
            "close_form" => {
                discord.close_modal(who);
                Ok(Seen::default())
            }
            "open_thread" => {
                let id = discord.open_thread(who, text(act, "channel")?, text(act, "text")?).await?;
                Ok(Seen { id: Some(id), ..Seen::default() })
            }
            "lock" => {
                discord.lock_thread(who, text(act, "thread").or_else(|_| text(act, "channel"))?)?;
                Ok(Seen::default())
            }
            "unlock" => {
                discord.unlock_thread(who, text(act, "thread").or_else(|_| text(act, "channel"))?)?;
                Ok(Seen::default())
            }
            other => Err(format!("nobody can {other:?} in Discord")),
        }
    }
}

fn text<'a>(act: &'a Value, key: &str) -> Result<&'a str, String> {
    act[key].as_str().filter(|t| !t.is_empty()).ok_or_else(|| format!("the act lacks {key:?}"))
}
