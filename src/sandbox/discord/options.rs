//! How a person fills in a slash command or a form.
//!
//! Knows registered commands, option types and text inputs, and that required ones may not stay empty.

use serde_json::{Map, Value, json};

use super::super::world::State;
use super::payloads;

/// The `data` of a slash command's interaction; an error is what the person's client would tell them.
pub(super) fn slash(s: &State, subcommand: &str, given: &Value) -> Result<Value, String> {
    let commands = s.discord.commands.iter().filter(|c| c["type"] == 1);
    let found = commands.filter_map(|c| Some((c, find_subcommand(c, subcommand)?))).next();
    let (command, sub) = found.ok_or_else(|| format!("no command has a subcommand {subcommand:?}"))?;
    let empty = Map::new();
    let given = given.as_object().unwrap_or(&empty);
    let defined = sub["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if let Some(key) = given.keys().find(|k| !defined.iter().any(|o| o["name"] == k.as_str())) {
        return Err(format!("{subcommand} has no option {key:?}"));
    }
    let (mut options, mut users, mut members) = (Vec::new(), Map::new(), Map::new());
    for option in defined {
        let name = option["name"].as_str().unwrap_or_default();
        let value = given.get(name).filter(|v| !v.is_null() && **v != "");
        let Some(value) = value else {
            if option["required"] == true {
                return Err(format!("the option {name:?} is required"));
            }
            continue;
        };
        let mut value = value.clone();
        if option["type"] == 6 {
            let who = value.as_str().unwrap_or_default();
            let person = s.person(who).ok_or_else(|| format!("nobody is called {who:?}"))?;
            users.insert(person.discord.clone(), payloads::user(person));
            members.insert(person.discord.clone(), payloads::member(s, person, false));
            value = json!(person.discord);
        }
        options.push(json!({ "name": name, "type": option["type"], "value": value }));
    }
    let mut data = json!({
        "id": command["id"], "name": command["name"], "type": 1,
        "options": [{ "name": subcommand, "type": 1, "options": options }],
    });
    if !users.is_empty() {
        data["resolved"] = json!({ "users": users, "members": members });
    }
    if let Some(guild) = command.get("guild_id") {
        data["guild_id"] = guild.clone();
    }
    Ok(data)
}

/// Whether somebody could call this subcommand now.
pub(super) fn knows_subcommand(s: &State, subcommand: &str) -> bool {
    s.discord.commands.iter().any(|c| c["type"] == 1 && find_subcommand(c, subcommand).is_some())
}

fn find_subcommand<'a>(command: &'a Value, name: &str) -> Option<&'a Value> {
    command["options"].as_array()?.iter().find(|o| o["type"] == 1 && o["name"] == name)
}

/// The rows of a submitted modal with these values, by `custom_id` or label.
pub(super) fn modal(data: &Value, given: &Value) -> Result<Value, String> {
    let empty = Map::new();
    let given = given.as_object().unwrap_or(&empty);
    let mut used = 0;
    let mut rows = Vec::new();
    for input in super::show::components(&data["components"]) {
        let names = [&input["custom_id"], &input["label"]];
        let value = names.iter().filter_map(|n| n.as_str()).find_map(|n| given.get(n));
        used += usize::from(value.is_some());
        let value = value.unwrap_or(&input["value"]).as_str().unwrap_or_default();
        check(input, value)?;
        let input = json!({ "type": 4, "custom_id": input["custom_id"], "value": value });
        rows.push(json!({ "type": 1, "components": [input] }));
    }
    if used < given.len() {
        return Err(format!("the form lacks one of the fields {:?}", given.keys().collect::<Vec<_>>()));
    }
    Ok(Value::Array(rows))
}

fn check(input: &Value, value: &str) -> Result<(), String> {
    let length = value.chars().count() as u64;
    let label = input["label"].as_str().unwrap_or_default();
    if length == 0 {
        let required = input["required"] != false;
        return if required { Err(format!("{label}: this field is required")) } else { Ok(()) };
    }
    if length > input["max_length"].as_u64().unwrap_or(4_000) || length < input["min_length"].as_u64().unwrap_or(0) {
        return Err(format!("{label}: the text is too long or too short"));
    }
    Ok(())
}
