//! What Slack sends: users, messages, commands and interactions, field for field.
//!
//! Knows shapes only. A field that slack-morphism or Slack's own SDKs need is never left out.

use serde_json::{Value, json};

use super::super::cast::Person;
use super::super::world::State;
use super::{Channel, Message};

/// A user object as `users.info` answers it.
pub(super) fn user(s: &State, p: &Person) -> Value {
    json!({
        "id": p.slack, "team_id": s.cast.slack_team, "name": p.key, "deleted": false, "color": "9f69e7",
        "real_name": p.name, "tz": p.zone, "tz_label": p.zone, "tz_offset": 3600,
        "profile": {
            "title": "", "phone": "", "skype": "", "real_name": p.name, "real_name_normalized": p.name,
            "display_name": p.name, "display_name_normalized": p.name, "email": p.email, "team": s.cast.slack_team,
            "status_text": "", "status_emoji": "", "avatar_hash": "0",
        },
        "is_admin": false, "is_owner": false, "is_primary_owner": false, "is_restricted": false,
        "is_ultra_restricted": false, "is_bot": p.is_bot, "is_app_user": false, "updated": 1_700_000_000,
        "is_email_confirmed": true, "who_can_share_contact_card": "EVERYONE", "locale": p.locale,
    })
}

/// The bot's own user object.
pub(super) fn bot_user(s: &State) -> Value {
    json!({
        "id": s.cast.slack_bot, "team_id": s.cast.slack_team, "name": "afterword", "deleted": false,
        "real_name": s.cast.bot_name, "tz": "America/Los_Angeles", "is_bot": true, "is_app_user": false,
        "profile": { "real_name": s.cast.bot_name, "display_name": s.cast.bot_name, "api_app_id": s.cast.slack_app,
                     "bot_id": "B0AFTERBOT", "team": s.cast.slack_team },
        "updated": 1_700_000_000, "locale": "en-US",
    })
}

/// A message as Slack returns it; `metadata` only where it was asked for.
pub(super) fn message(s: &State, m: &Message, metadata: bool) -> Value {
    let mut out = json!({ "type": "message", "user": m.author, "ts": m.ts, "text": m.text, "team": s.cast.slack_team });
    if m.bot {
        out["bot_id"] = json!("B0AFTERBOT");
        out["app_id"] = json!(s.cast.slack_app);
        out["bot_profile"] = json!({
            "id": "B0AFTERBOT", "app_id": s.cast.slack_app, "user_id": s.cast.slack_bot, "name": s.cast.bot_name,
            "icons": { "image_36": "", "image_48": "", "image_72": "" }, "deleted": false, "updated": 1_700_000_000,
            "team_id": s.cast.slack_team,
        });
    }
    if m.blocks.is_array() {
        out["blocks"] = m.blocks.clone();
    }
    if let Some(thread) = &m.thread {
        out["thread_ts"] = json!(thread);
    }
    let replies = s
        .slack
        .messages
        .iter()
        .filter(|r| r.only_for.is_none() && r.channel == m.channel && r.thread.as_deref() == Some(m.ts.as_str()));
    let count = replies.count();
    if count > 0 {
        out["thread_ts"] = json!(m.ts);
        out["reply_count"] = json!(count);
    }
    if m.edited {
        out["edited"] = json!({ "user": m.author, "ts": m.ts });
    }
    if let Some(data) = m.metadata.as_ref().filter(|_| metadata) {
        out["metadata"] = data.clone();
    }
    if !m.files.is_empty() {
        out["files"] = m.files.iter().map(|id| file(s, id)).collect();
    }
    out
}

/// A file object.
pub(super) fn file(s: &State, id: &str) -> Value {
    let Some(f) = s.slack.files.get(id) else { return json!({ "id": id }) };
    let url = super::show::file_url(s, id);
    json!({
        "id": id, "created": s.now() / 1000, "timestamp": s.now() / 1000, "name": f.name, "title": f.name,
        "mimetype": "image/png", "filetype": "png", "pretty_type": "PNG", "user": s.cast.slack_bot, "size": f.length,
        "mode": "hosted", "is_external": false, "is_public": false, "url_private": url,
        "url_private_download": url, "permalink": url, "alt_txt": f.alt,
    })
}

/// A channel object as `conversations.info` answers it.
pub(super) fn channel(s: &State, c: &Channel) -> Value {
    match &c.with {
        Some(key) => json!({
            "id": c.id, "created": 1_700_000_000, "is_im": true, "is_org_shared": false, "is_archived": false,
            "user": s.person(key).map(|p| p.slack.clone()), "context_team_id": s.cast.slack_team, "priority": 0,
        }),
        None => json!({
            "id": c.id, "name": c.name, "name_normalized": c.name, "is_channel": true, "is_group": false,
            "is_im": false, "is_mpim": false, "is_private": false, "created": 1_700_000_000, "is_archived": false,
            "is_general": false, "is_shared": false, "is_org_shared": false, "is_ext_shared": false,
            "is_member": c.bot_in, "context_team_id": s.cast.slack_team, "creator": "U0CREATOR1", "unlinked": 0,
            "topic": { "value": "", "creator": "", "last_set": 0 },
            "purpose": { "value": "", "creator": "", "last_set": 0 },
        }),
    }
}

/// The payload of a slash command, as Socket Mode carries it (all strings).
pub(super) fn command(s: &State, p: &Person, c: &Channel, text: &str, trigger: &str, response_url: &str) -> Value {
    json!({
        "token": "sandbox-verification-token", "team_id": s.cast.slack_team, "team_domain": "sandbox",
        "channel_id": c.id, "channel_name": if c.with.is_some() { "directmessage" } else { c.name.as_str() },
        "user_id": p.slack, "user_name": p.key, "command": "/afterword", "text": text,
        "api_app_id": s.cast.slack_app, "is_enterprise_install": "false", "response_url": response_url,
        "trigger_id": trigger,
    })
}

/// What every interaction has.
fn interaction(s: &State, kind: &str, p: &Person, trigger: &str) -> Value {
    json!({
        "type": kind,
        "user": { "id": p.slack, "username": p.key, "name": p.key, "team_id": s.cast.slack_team },
        "api_app_id": s.cast.slack_app, "token": "sandbox-verification-token", "trigger_id": trigger,
        "team": { "id": s.cast.slack_team, "domain": "sandbox" }, "enterprise": null,
        "is_enterprise_install": false,
    })
}

fn short_channel(c: &Channel) -> Value {
    json!({ "id": c.id, "name": if c.with.is_some() { "directmessage" } else { c.name.as_str() } })
}

/// A press on a button of a message. An ephemeral message is named in the container but not enclosed.
pub(super) fn block_actions(
    s: &State,
    p: &Person,
    c: &Channel,
    m: &Message,
    action: Value,
    (trigger, response_url): (&str, &str),
) -> Value {
    let mut out = interaction(s, "block_actions", p, trigger);
    let ephemeral = m.only_for.is_some();
    out["container"] = json!({
        "type": "message", "message_ts": m.ts, "channel_id": c.id, "is_ephemeral": ephemeral,
    });
    if let Some(thread) = &m.thread {
        out["container"]["thread_ts"] = json!(thread);
    }
    out["channel"] = short_channel(c);
    if !ephemeral {
        out["message"] = message(s, m, true);
    }
    out["state"] = json!({ "values": {} });
    out["response_url"] = json!(response_url);
    out["actions"] = json!([action]);
    out
}

/// A press on a button of a Home: there is no message and no response URL.
pub(super) fn home_action(s: &State, p: &Person, view: &Value, action: Value, trigger: &str) -> Value {
    let mut out = interaction(s, "block_actions", p, trigger);
    out["container"] = json!({ "type": "view", "view_id": view["id"] });
    out["view"] = view.clone();
    out["actions"] = json!([action]);
    out
}

/// The message shortcut.
pub(super) fn message_action(
    s: &State,
    p: &Person,
    c: &Channel,
    m: &Message,
    callback_id: &str,
    (trigger, response_url): (&str, &str),
) -> Value {
    let mut out = interaction(s, "message_action", p, trigger);
    out["action_ts"] = json!(format!("{}.{:06}", s.now() / 1000, s.now() % 1000));
    out["callback_id"] = json!(callback_id);
    out["channel"] = short_channel(c);
    out["message_ts"] = json!(m.ts);
    out["message"] = message(s, m, true);
    out["response_url"] = json!(response_url);
    out
}

/// A submitted form.
pub(super) fn view_submission(s: &State, p: &Person, view: &Value, values: Value, trigger: &str) -> Value {
    let mut out = interaction(s, "view_submission", p, trigger);
    let mut view = view.clone();
    view["state"] = json!({ "values": values });
    out["view"] = view;
    out["response_urls"] = json!([]);
    out
}

/// A view as it stands before a person: what the app gave, and what Slack adds.
pub(super) fn view(s: &State, id: &str, given: &Value) -> Value {
    let mut view = given.clone();
    let defaults = json!({
        "private_metadata": "", "callback_id": "", "clear_on_close": false, "notify_on_close": false,
        "close": null, "submit": null, "external_id": "",
    });
    for (key, value) in defaults.as_object().into_iter().flatten() {
        if view.get(key).is_none() {
            view[key] = value.clone();
        }
    }
    view["id"] = json!(id);
    view["team_id"] = json!(s.cast.slack_team);
    view["app_id"] = json!(s.cast.slack_app);
    view["app_installed_team_id"] = json!(s.cast.slack_team);
    view["bot_id"] = json!("B0AFTERBOT");
    view["previous_view_id"] = Value::Null;
    view["root_view_id"] = json!(id);
    view["hash"] = json!(format!("{}.sandbox{}", s.now() / 1000, s.journal.len()));
    view["state"] = json!({ "values": {} });
    view
}
