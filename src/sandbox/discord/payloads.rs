//! What Discord sends: users, channels, messages, the guild and interactions, field for field.
//!
//! Knows shapes only. A field without which serenity drops an event in silence is never left out.

use serde_json::{Value, json};

use super::super::cast::{Person, Role};
use super::super::world::State;
use super::{Channel, EPHEMERAL, Kind, Message, show};

/// A time as Discord writes it.
pub(super) fn iso(ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// A user.
pub(super) fn user(p: &Person) -> Value {
    json!({
        "id": p.discord, "username": p.key, "global_name": p.name, "discriminator": "0", "avatar": null,
        "bot": p.is_bot, "public_flags": 0, "flags": 0, "banner": null, "accent_color": null,
        "avatar_decoration_data": null, "collectibles": null, "primary_guild": null, "clan": null,
    })
}

/// The bot's own user.
pub(super) fn bot(s: &State) -> Value {
    json!({
        "id": s.cast.discord_application, "username": s.cast.bot_name, "global_name": null, "discriminator": "4711",
        "avatar": null, "bot": true, "public_flags": 524_288, "flags": 524_288, "verified": true,
        "mfa_enabled": true, "email": null, "banner": null, "accent_color": null, "locale": "en-US",
        "avatar_decoration_data": null, "collectibles": null, "primary_guild": null, "clan": null, "bio": "",
    })
}

/// Whoever has this id.
pub(super) fn user_by_id(s: &State, id: &str) -> Value {
    s.person(id).map_or_else(|| bot(s), user)
}

/// A guild member; `full` carries the user inside.
pub(super) fn member(s: &State, p: &Person, full: bool) -> Value {
    let mut roles: Vec<String> = (p.role == Role::Agent).then(|| support_role(s)).into_iter().collect();
    roles.extend(s.discord.roles.get(&p.key).into_iter().flatten().cloned());
    let mut out = json!({
        "avatar": null, "banner": null, "communication_disabled_until": null, "flags": 0,
        "joined_at": "2024-01-15T08:00:00.000000+00:00", "nick": null, "pending": false, "premium_since": null,
        "roles": roles, "unusual_dm_activity_until": null, "permissions": "2248473465835073", "deaf": false,
        "mute": false,
    });
    if full {
        out["user"] = user(p);
    }
    out
}

fn support_role(s: &State) -> String {
    format!("{}7", s.cast.discord_guild)
}

/// A channel, thread or direct conversation.
pub(super) fn channel(s: &State, c: &Channel) -> Value {
    let last =
        s.discord.messages.iter().rev().find(|m| m.channel == c.id && m.only_for.is_none()).map(|m| m.id.clone());
    if let Some(key) = &c.with {
        let recipients: Vec<Value> = s.person(key).map(user).into_iter().collect();
        return json!({ "id": c.id, "type": 1, "last_message_id": last, "flags": 0, "recipients": recipients });
    }
    let mut out = json!({
        "id": c.id, "type": channel_type(c.kind), "guild_id": s.cast.discord_guild, "name": c.name, "topic": null,
        "position": 1, "permission_overwrites": [], "nsfw": false, "rate_limit_per_user": 0, "parent_id": c.parent,
        "last_message_id": last, "flags": 0,
    });
    if c.kind == Kind::Forum {
        out["available_tags"] = json!([]);
        out["default_reaction_emoji"] = Value::Null;
        out["default_sort_order"] = Value::Null;
        out["default_forum_layout"] = json!(0);
    }
    if c.kind == Kind::Thread {
        let count = s.discord.messages.iter().filter(|m| m.channel == c.id && m.only_for.is_none()).count();
        out["owner_id"] = json!(c.owner);
        out["message_count"] = json!(count);
        out["member_count"] = json!(2);
        out["total_message_sent"] = json!(count);
        out["applied_tags"] = json!([]);
        out["thread_metadata"] = thread_metadata(c);
    }
    out
}

fn thread_metadata(c: &Channel) -> Value {
    json!({
        "archived": c.archived, "archive_timestamp": iso(c.changed), "auto_archive_duration": 4320,
        "locked": c.locked, "create_timestamp": iso(c.changed),
    })
}

fn channel_type(kind: Kind) -> u8 {
    match kind {
        Kind::Text | Kind::Hidden => 0,
        Kind::Dm => 1,
        Kind::Thread => 11,
        Kind::Forum => 15,
    }
}

/// The channel inside an interaction.
fn partial_channel(s: &State, c: &Channel) -> Value {
    let mut out = channel(s, c);
    if c.kind != Kind::Dm {
        out["permissions"] = json!("2248473465835073");
    }
    out
}

/// A message.
pub(super) fn message(s: &State, m: &Message) -> Value {
    let in_embed = |id: &String| {
        let url = show::attachment_url(s, id);
        m.embeds.as_array().into_iter().flatten().any(|e| e["image"]["url"] == url || e["thumbnail"]["url"] == url)
    };
    let loose = m.attachments.iter().filter(|id| !in_embed(id));
    let mentions: Vec<Value> =
        s.cast.people.iter().filter(|p| m.content.contains(&format!("<@{}>", p.discord))).map(user).collect();
    let mut out = json!({
        "id": m.id, "channel_id": m.channel, "type": if m.answers.is_some() { 20 } else { 0 },
        "author": user_by_id(s, &m.author), "content": m.content, "timestamp": iso(m.at),
        "edited_timestamp": m.edited.map(iso), "tts": false, "mention_everyone": false, "mentions": mentions,
        "mention_roles": [], "attachments": loose.map(|id| attachment(s, id, m.flags)).collect::<Vec<_>>(),
        "embeds": embeds(m), "components": components(m),
        "pinned": false, "flags": m.flags, "reactions": [],
    });
    if m.bot {
        out["application_id"] = json!(s.cast.discord_application);
    }
    if m.answers.is_some() {
        out["webhook_id"] = json!(s.cast.discord_application);
    }
    out
}

/// Embeds as Discord returns them, with their type.
fn embeds(m: &Message) -> Value {
    let typed = |mut embed: Value| {
        embed["type"] = json!("rich");
        embed
    };
    m.embeds.as_array().into_iter().flatten().cloned().map(typed).collect()
}

/// Components as Discord returns them: numbered in reading order.
fn components(m: &Message) -> Value {
    let mut rows = m.components.as_array().cloned().unwrap_or_default();
    let mut next = 1..;
    for row in &mut rows {
        row["id"] = json!(next.next());
        for component in row["components"].as_array_mut().into_iter().flatten() {
            component["id"] = json!(next.next());
        }
    }
    Value::Array(rows)
}

fn attachment(s: &State, id: &str, flags: u64) -> Value {
    let Some(file) = s.discord.attachments.get(id) else { return json!({ "id": id }) };
    let url = show::attachment_url(s, id);
    json!({
        "id": id, "filename": file.name, "description": file.alt, "size": file.bytes.len(), "url": url,
        "proxy_url": url, "content_type": "image/png", "ephemeral": flags & EPHEMERAL != 0,
    })
}

/// Every role of the guild.
pub(super) fn roles(s: &State) -> Value {
    let role = |id: &str, name: &str, position: u8| {
        json!({
            "id": id, "name": name, "color": 0, "hoist": false, "managed": false, "mentionable": false, "flags": 0,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null }, "icon": null,
            "unicode_emoji": null, "permissions": "2248473465835073", "position": position, "tags": {},
        })
    };
    let mut all = vec![role(&s.cast.discord_guild, "@everyone", 0), role(&support_role(s), "Support", 1)];
    let given: std::collections::BTreeSet<&String> = s.discord.roles.values().flatten().collect();
    all.extend(given.into_iter().map(|id| role(id, "Given", 2)));
    Value::Array(all)
}

/// The guild as GUILD_CREATE carries it.
pub(super) fn guild(s: &State) -> Value {
    let id = &s.cast.discord_guild;
    let of = |thread: bool| {
        let seen = |c: &&Channel| (c.kind == Kind::Thread) == thread && !matches!(c.kind, Kind::Dm | Kind::Hidden);
        let open = |c: &&Channel| !c.archived;
        s.discord.channels.iter().filter(seen).filter(open).map(|c| channel(s, c)).collect::<Vec<_>>()
    };
    json!({
        "id": id, "name": "Sandbox", "icon": null, "icon_hash": null, "splash": null, "discovery_splash": null,
        "owner_id": s.cast.people.first().map(|p| p.discord.clone()), "afk_channel_id": null, "afk_timeout": 300,
        "widget_enabled": false, "widget_channel_id": null, "verification_level": 0,
        "default_message_notifications": 1, "explicit_content_filter": 0, "emojis": [], "features": [],
        "roles": roles(s),
        "mfa_level": 0, "application_id": null, "system_channel_id": null, "system_channel_flags": 0,
        "rules_channel_id": null, "max_presences": null, "max_members": 500_000, "vanity_url_code": null,
        "description": null, "banner": null, "premium_tier": 0, "premium_subscription_count": 0,
        "preferred_locale": "en-US", "public_updates_channel_id": null, "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50, "nsfw": false, "nsfw_level": 0, "stickers": [],
        "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null, "incidents_data": null,
        "joined_at": "2024-01-15T08:00:00.000000+00:00", "large": false, "unavailable": false,
        "member_count": s.cast.people.len() + 1, "voice_states": [], "members": [], "channels": of(false),
        "threads": of(true), "presences": [], "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [], "region": "deprecated", "hub_type": null, "latest_onboarding_question_id": null,
    })
}

/// READY's data.
pub(super) fn ready(s: &State, session: &str) -> Value {
    json!({
        "v": 10, "user": bot(s), "guilds": [{ "id": s.cast.discord_guild, "unavailable": true }],
        "session_id": session, "resume_gateway_url": super::gateway::place(s, &s.discord.resume_at),
        "shard": [0, 1], "application": { "id": s.cast.discord_application, "flags": 0 }, "_trace": [],
        "private_channels": [], "relationships": [], "presences": [], "geo_ordered_rtc_regions": [], "session_type": "normal",
    })
}

/// INTERACTION_CREATE's data, but for `data` and `message`.
pub(super) fn interaction(s: &State, kind: u8, p: &Person, c: &Channel, (id, token): (&str, &str)) -> Value {
    let mut out = json!({
        "id": id, "application_id": s.cast.discord_application, "type": kind, "token": token, "version": 1,
        "channel_id": c.id, "channel": partial_channel(s, c), "app_permissions": "2248473465835073",
        "locale": locale(&p.locale), "entitlements": [], "entitlement_sku_ids": [],
        "authorizing_integration_owners": { "0": s.cast.discord_guild },
        "context": if c.kind == Kind::Dm { 1 } else { 0 }, "attachment_size_limit": 10_485_760,
    });
    if c.kind == Kind::Dm {
        out["user"] = user(p);
        out["authorizing_integration_owners"] = json!({ "0": "0" });
    } else {
        out["member"] = member(s, p, true);
        out["guild_id"] = json!(s.cast.discord_guild);
        out["guild_locale"] = json!("en-US");
        out["guild"] = json!({ "id": s.cast.discord_guild, "locale": "en-US", "features": [] });
    }
    out
}

/// Discord's own list of locales has no country where one is enough.
fn locale(bcp47: &str) -> &str {
    match bcp47 {
        "en-US" | "en-GB" | "es-ES" | "es-419" | "pt-BR" | "sv-SE" | "zh-CN" | "zh-TW" => bcp47,
        "es-MX" | "es-AR" | "es-CO" => "es-419",
        other => other.split('-').next().unwrap_or("en-US"),
    }
}
