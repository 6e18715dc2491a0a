//! What Discord accepts in messages and modals, and how it refuses.
//!
//! Knows sizes and shapes, and that every complaint of a request is listed at its place. Refuses to know channels.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::Refusal;

/// Complaints by place, in Discord's nested form.
#[derive(Default)]
pub(super) struct Complaints {
    errors: Map<String, Value>,
}

impl Complaints {
    /// Adds one at a place such as `embeds.0.title`.
    pub fn add(&mut self, at: &str, code: &str, message: &str) {
        let mut parts = at.split('.').peekable();
        let mut here = &mut self.errors;
        while let Some(part) = parts.next() {
            let next = here.entry(part).or_insert_with(|| json!({}));
            let Some(map) = next.as_object_mut() else { return };
            here = map;
            if parts.peek().is_none() {
                let list = here.entry("_errors").or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(json!({ "code": code, "message": message }));
                }
                return;
            }
        }
    }

    /// A string of this length, in characters.
    pub fn string(&mut self, at: &str, value: &Value, min: usize, max: usize) {
        let Some(text) = value.as_str() else {
            if value.is_null() && min == 0 {
                return;
            }
            let code = if value.is_null() { "BASE_TYPE_REQUIRED" } else { "STRING_TYPE_CONVERT" };
            return self.add(at, code, "This field is required");
        };
        let length = text.chars().count();
        if length > max {
            let code = if min == 0 { "BASE_TYPE_MAX_LENGTH" } else { "BASE_TYPE_BAD_LENGTH" };
            self.add(at, code, &format!("Must be {max} or fewer in length."));
        } else if length < min {
            self.add(at, "BASE_TYPE_BAD_LENGTH", &format!("Must be between {min} and {max} in length."));
        }
    }

    /// A list of this length.
    pub fn list<'v>(&mut self, at: &str, value: &'v Value, min: usize, max: usize) -> &'v [Value] {
        if value.is_null() && min == 0 {
            return &[];
        }
        let Some(list) = value.as_array() else {
            self.add(at, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            return &[];
        };
        if list.len() > max || list.len() < min {
            self.add(at, "BASE_TYPE_BAD_LENGTH", &format!("Must be between {min} and {max} in length."));
        }
        list
    }

    /// The refusal, if there is anything to complain about.
    pub fn verdict(self) -> Result<(), Refusal> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let errors = Value::Object(self.errors);
        Err(Refusal { errors, ..Refusal::new(400, 50_035, "Invalid Form Body") })
    }
}

/// Checks a message, whole or in the parts an edit brings.
pub(super) fn message(body: &Value) -> Result<(), Refusal> {
    let mut c = Complaints::default();
    c.string("content", &body["content"], 0, 2_000);
    nonce(&mut c, &body["nonce"]);
    let embeds = c.list("embeds", &body["embeds"], 0, 10);
    let mut total = 0;
    for (n, embed) in embeds.iter().enumerate() {
        total += check_embed(&mut c, &format!("embeds.{n}"), embed);
    }
    if total > 6_000 {
        c.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
    check_rows(&mut c, &body["components"]);
    c.list("attachments", &body["attachments"], 0, 10);
    c.verdict()
}

fn nonce(c: &mut Complaints, nonce: &Value) {
    match nonce {
        Value::Null | Value::Number(_) => {}
        Value::String(s) if s.chars().count() <= 25 => {}
        _ => c.add("nonce", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."),
    }
}

/// Returns how much text the embed holds.
fn check_embed(c: &mut Complaints, at: &str, embed: &Value) -> usize {
    let length = |v: &Value| v.as_str().map_or(0, |s| s.chars().count());
    c.string(&format!("{at}.title"), &embed["title"], 0, 256);
    c.string(&format!("{at}.description"), &embed["description"], 0, 4_096);
    c.string(&format!("{at}.footer.text"), &embed["footer"]["text"], 0, 2_048);
    c.string(&format!("{at}.author.name"), &embed["author"]["name"], 0, 256);
    let mut total = length(&embed["title"]) + length(&embed["description"]);
    total += length(&embed["footer"]["text"]) + length(&embed["author"]["name"]);
    for (n, field) in c.list(&format!("{at}.fields"), &embed["fields"], 0, 25).iter().enumerate() {
        c.string(&format!("{at}.fields.{n}.name"), &field["name"], 1, 256);
        c.string(&format!("{at}.fields.{n}.value"), &field["value"], 1, 1_024);
        total += length(&field["name"]) + length(&field["value"]);
    }
    total
}

fn check_rows(c: &mut Complaints, rows: &Value) {
    let mut ids = HashSet::new();
    for (r, row) in c.list("components", rows, 0, 5).iter().enumerate() {
        let at = format!("components.{r}");
        if row["type"] != 1 {
            c.add(&format!("{at}.type"), "BASE_TYPE_CHOICES", "Value must be one of (1,).");
            continue;
        }
        for (n, item) in c.list(&format!("{at}.components"), &row["components"], 1, 5).iter().enumerate() {
            check_component(c, &format!("{at}.components.{n}"), item, &mut ids);
        }
    }
}

fn check_component(c: &mut Complaints, at: &str, item: &Value, ids: &mut HashSet<String>) {
    match item["type"].as_u64() {
        Some(2) if item["style"] == 5 => {
            c.string(&format!("{at}.url"), &item["url"], 1, 512);
            c.string(&format!("{at}.label"), &item["label"], 0, 80);
        }
        Some(2) => {
            check_id(c, at, item, ids);
            c.string(&format!("{at}.label"), &item["label"], 0, 80);
            if item["label"].as_str().is_none_or(str::is_empty) && item["emoji"].is_null() {
                c.add(at, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or an emoji is required");
            }
            if !matches!(item["style"].as_u64(), Some(1..=4)) {
                c.add(&format!("{at}.style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.");
            }
        }
        Some(3) => {
            check_id(c, at, item, ids);
            for (n, option) in c.list(&format!("{at}.options"), &item["options"], 1, 25).iter().enumerate() {
                c.string(&format!("{at}.options.{n}.label"), &option["label"], 1, 100);
                c.string(&format!("{at}.options.{n}.value"), &option["value"], 1, 100);
            }
        }
        _ => c.add(&format!("{at}.type"), "BASE_TYPE_CHOICES", "Value must be one of {2, 3, 5, 6, 7, 8}."),
    }
}

fn check_id(c: &mut Complaints, at: &str, item: &Value, ids: &mut HashSet<String>) {
    let at = format!("{at}.custom_id");
    c.string(&at, &item["custom_id"], 1, 100);
    if !ids.insert(item["custom_id"].as_str().unwrap_or_default().to_owned()) {
        c.add(&at, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
}

/// Checks a modal of classic text inputs.
pub(super) fn modal(data: &Value) -> Result<(), Refusal> {
    let mut c = Complaints::default();
    let mut ids = HashSet::new();
    c.string("data.custom_id", &data["custom_id"], 1, 100);
    c.string("data.title", &data["title"], 1, 45);
    for (r, row) in c.list("data.components", &data["components"], 1, 5).iter().enumerate() {
        let at = format!("data.components.{r}.components");
        for (n, item) in c.list(&at, &row["components"], 1, 1).iter().enumerate() {
            let at = format!("{at}.{n}");
            if item["type"] != 4 {
                c.add(&format!("{at}.type"), "BASE_TYPE_CHOICES", "Value must be one of {4}.");
            }
            check_id(&mut c, &at, item, &mut ids);
            check_text_input(&mut c, &at, item);
        }
    }
    c.verdict()
}

fn check_text_input(c: &mut Complaints, at: &str, item: &Value) {
    c.string(&format!("{at}.label"), &item["label"], 1, 45);
    c.string(&format!("{at}.placeholder"), &item["placeholder"], 0, 100);
    let most = usize::try_from(item["max_length"].as_u64().unwrap_or(4_000)).unwrap_or(4_000);
    if !(1..=4_000).contains(&most) {
        c.add(&format!("{at}.max_length"), "NUMBER_TYPE_MAX", "int value should be between 1 and 4000.");
    }
    if item["min_length"].as_u64().is_some_and(|n| n > 4_000) {
        c.add(&format!("{at}.min_length"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 4000.");
    }
    c.string(&format!("{at}.value"), &item["value"], 0, most.min(4_000));
    if !matches!(item["style"].as_u64(), Some(1 | 2)) {
        c.add(&format!("{at}.style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.");
    }
}

/// Checks application commands.
pub(super) fn commands(list: &Value) -> Result<(), Refusal> {
    let mut c = Complaints::default();
    let mut names = HashSet::new();
    for (n, command) in c.list("commands", list, 0, 100).to_vec().iter().enumerate() {
        let at = n.to_string();
        let kind = command["type"].as_u64().unwrap_or(1);
        c.string(&format!("{at}.name"), &command["name"], 1, 32);
        if kind == 1 {
            check_name(&mut c, &at, &command["name"]);
            c.string(&format!("{at}.description"), &command["description"], 1, 100);
            check_options(&mut c, &at, &command["options"]);
        } else if command["description"].as_str().is_some_and(|d| !d.is_empty()) {
            c.add(
                &format!("{at}.description"),
                "APPLICATION_COMMAND_DESCRIPTION_INVALID",
                "Context menu commands cannot have description",
            );
        }
        if !names.insert((kind, command["name"].to_string())) {
            c.add(&at, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }
    }
    c.verdict()
}

fn check_options(c: &mut Complaints, at: &str, options: &Value) {
    let at = format!("{at}.options");
    let mut optional_seen = false;
    for (n, option) in c.list(&at, options, 0, 25).iter().enumerate() {
        let at = format!("{at}.{n}");
        c.string(&format!("{at}.name"), &option["name"], 1, 32);
        check_name(c, &at, &option["name"]);
        c.string(&format!("{at}.description"), &option["description"], 1, 100);
        if !matches!(option["type"].as_u64(), Some(1..=11)) {
            c.add(&format!("{at}.type"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        if option["required"] == true && optional_seen {
            c.add(
                &at,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            );
        }
        optional_seen |= option["type"].as_u64().is_some_and(|t| t > 2) && option["required"] != true;
        check_options(c, &at, &option["options"]);
    }
}

fn check_name(c: &mut Complaints, at: &str, name: &Value) {
    let name = name.as_str().unwrap_or_default();
    let fits = |ch: char| ch.is_alphanumeric() || "-_'".contains(ch);
    if !name.chars().all(fits) || name.to_lowercase() != name {
        c.add(&format!("{at}.name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}
