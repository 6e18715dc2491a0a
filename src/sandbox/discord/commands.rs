//! The application, its registered commands, and what a bot may read of the guild.

use serde_json::{Value, json};

use super::super::world::State;
use super::rest::{Answer, Call};
use super::{HERE, Kind, Refusal, limits, payloads};

/// `GET /applications/@me`.
pub(super) fn application(s: &State) -> Value {
    json!({
        "id": s.cast.discord_application, "name": s.cast.bot_name, "icon": null, "description": "", "bot_public": true,
        "bot_require_code_grant": false, "verify_key": "0".repeat(64), "flags": 0, "team": null, "summary": "",
        "hook": true, "bot": payloads::bot(s), "owner": s.cast.people.first().map(payloads::user),
        "interactions_endpoint_url": null, "approximate_guild_count": 1, "redirect_uris": [], "tags": [],
        "integration_types_config": { "0": {} },
        "type": null, "flags_new": "0", "role_connections_verification_url": null, "explicit_content_filter": 0,
        "approximate_user_install_count": 0, "approximate_user_authorization_count": 0, "eligible_oauth2_scopes": [],
    })
}

/// Everything under `/applications/{app}`: the commands, global or of the guild.
pub(super) fn route(s: &mut State, call: &Call, app: &str, rest: &[&str]) -> Answer {
    if app != s.cast.discord_application {
        return Err(Refusal::new(403, 20_012, "You are not authorized to perform this action on this application"));
    }
    let guild = match rest {
        ["commands", ..] => None,
        ["guilds", guild, "commands", ..] if *guild == s.cast.discord_guild => Some((*guild).to_owned()),
        ["guilds", _, "commands", ..] => return Err(Refusal::new(403, 50_001, "Missing Access")),
        _ => return Err(Refusal::new(404, 0, "404: Not Found")),
    };
    let ours = |c: &Value| c["guild_id"].as_str() == guild.as_deref();
    match call.method.as_str() {
        "GET" => Ok((200, s.discord.commands.iter().filter(|c| ours(c)).cloned().collect())),
        "PUT" => {
            limits::commands(&call.body)?;
            s.discord.commands.retain(|c| !ours(c));
            let given = call.body.as_array().cloned().unwrap_or_default();
            let made: Vec<Value> = given.into_iter().map(|c| registered(s, c, guild.as_deref())).collect();
            s.discord.commands.extend(made.iter().cloned());
            Ok((200, Value::Array(made)))
        }
        "POST" => {
            limits::commands(&json!([call.body]))?;
            let made = registered(s, call.body.clone(), guild.as_deref());
            s.discord.commands.retain(|c| !(ours(c) && c["name"] == made["name"] && c["type"] == made["type"]));
            s.discord.commands.push(made.clone());
            Ok((201, made))
        }
        _ => {
            s.violation(HERE, "an unknown way to manage commands");
            Err(Refusal::new(405, 0, "405: Method Not Allowed"))
        }
    }
}

fn registered(s: &mut State, mut command: Value, guild: Option<&str>) -> Value {
    let now = s.now();
    command["id"] = json!(s.discord.snowflake(now));
    command["application_id"] = json!(s.cast.discord_application);
    command["version"] = json!(s.discord.snowflake(now));
    command["default_member_permissions"] = command["default_member_permissions"].take();
    if command["type"].is_null() {
        command["type"] = json!(1);
    }
    if command["description"].is_null() {
        command["description"] = json!("");
    }
    if let Some(guild) = guild {
        command["guild_id"] = json!(guild);
    }
    command
}

/// Everything under `/guilds`.
pub(super) fn guild(s: &mut State, path: &[&str]) -> Answer {
    let [guild, rest @ ..] = path else { return Err(Refusal::new(404, 0, "404: Not Found")) };
    if *guild != s.cast.discord_guild {
        return Err(Refusal::unknown(10_004, "Guild"));
    }
    match rest {
        [] => Ok((200, payloads::guild(s))),
        ["channels"] => Ok((200, payloads::guild(s)["channels"].clone())),
        ["threads", "active"] => {
            let open = s.discord.channels.iter().filter(|c| c.kind == Kind::Thread && !c.archived);
            let threads: Vec<Value> = open.map(|c| payloads::channel(s, c)).collect();
            Ok((200, json!({ "threads": threads, "members": [] })))
        }
        ["roles"] => Ok((200, payloads::roles(s))),
        ["members", id] => match s.cast.people.iter().find(|p| p.discord == **id) {
            Some(person) => Ok((200, payloads::member(s, person, true))),
            None => Err(Refusal::unknown(10_007, "Member")),
        },
        _ => {
            s.violation(HERE, format!("called the unknown route /guilds/{}", path.join("/")));
            Err(Refusal::new(404, 0, "404: Not Found"))
        }
    }
}
