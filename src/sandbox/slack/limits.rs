//! What Slack accepts in a message, and the codes it refuses with.
//!
//! Knows sizes and shapes. Refuses to know channels, tokens and rates.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Content, Refusal};

/// Longest text of a message; beyond it Slack cuts.
const TEXT: usize = 40_000;
/// Longest text `chat.update` takes.
const UPDATE_TEXT: usize = 4_000;
/// Most characters of all blocks together.
const ALL_BLOCKS: usize = 13_200;

/// Where blocks may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    /// A message: 50 blocks, no inputs.
    Message,
    /// A form: 100 blocks.
    Modal,
}

/// Reads and checks a message's content. `update` is `chat.update`'s stricter rule.
pub(super) fn content(
    args: &Map<String, Value>,
    update: bool,
    knows_file: &dyn Fn(&str) -> bool,
) -> Result<Content, Refusal> {
    let mut text = args.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
    let blocks = match structured(args.get("blocks"))? {
        Value::Null => Value::Null,
        Value::Array(list) if list.is_empty() => Value::Null,
        Value::Array(list) => Value::Array(list),
        _ => return Err(Refusal::because("invalid_blocks_format", "blocks must be an array")),
    };
    if text.is_empty() && blocks.is_null() {
        return Err(Refusal::new("no_text"));
    }
    if update && text.chars().count() > UPDATE_TEXT {
        return Err(Refusal::new("msg_too_long"));
    }
    if text.chars().count() > TEXT {
        text = text.chars().take(TEXT).collect();
    }
    if !blocks.is_null() {
        check_blocks(&blocks, Surface::Message, knows_file)?;
    }
    Ok(Content { text, blocks, metadata: metadata(args.get("metadata"))? })
}

/// A JSON argument that may arrive as JSON text, as forms carry it.
pub(super) fn structured(value: Option<&Value>) -> Result<Value, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(Value::Null),
        Some(Value::String(text)) if text.is_empty() => Ok(Value::Null),
        Some(Value::String(text)) => {
            serde_json::from_str(text).map_err(|e| Refusal::because("invalid_blocks_format", e.to_string()))
        }
        Some(other) => Ok(other.clone()),
    }
}

fn metadata(value: Option<&Value>) -> Result<Option<Value>, Refusal> {
    let value = structured(value).map_err(|_| Refusal::new("invalid_metadata_format"))?;
    if value.is_null() {
        return Ok(None);
    }
    if value["event_type"].as_str().unwrap_or_default().is_empty() || !value["event_payload"].is_object() {
        return Err(Refusal::new("invalid_metadata_format"));
    }
    if value.to_string().len() > 16_000 {
        return Err(Refusal::new("metadata_too_large"));
    }
    Ok(Some(value))
}

/// Checks every block, and that ids are unique.
pub(super) fn check_blocks(blocks: &Value, surface: Surface, knows_file: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    let Some(list) = blocks.as_array() else {
        return Err(Refusal::because("invalid_blocks_format", "blocks must be an array"));
    };
    let most = if surface == Surface::Message { 50 } else { 100 };
    if list.len() > most {
        return Err(Refusal::because(
            "invalid_blocks",
            format!("no more than {most} items allowed [json-pointer:/blocks]"),
        ));
    }
    let mut ids = Ids::default();
    let mut characters = 0;
    for (n, block) in list.iter().enumerate() {
        let at = Pointer(format!("/blocks/{n}"));
        check_block(block, surface, &at, knows_file)?;
        ids.take(block, &at)?;
        characters += count(block);
    }
    if surface == Surface::Message && characters > ALL_BLOCKS {
        return Err(Refusal::new("msg_blocks_too_long"));
    }
    Ok(())
}

#[derive(Default)]
struct Ids {
    blocks: HashSet<String>,
    actions: HashSet<String>,
}

impl Ids {
    fn take(&mut self, block: &Value, at: &Pointer) -> Result<(), Refusal> {
        if block["block_id"].as_str().is_some_and(|id| !self.blocks.insert(id.to_owned())) {
            return at.refuse("`block_id` already exists for another block");
        }
        let elements = block["elements"].as_array().into_iter().flatten();
        for element in elements.chain(block.get("accessory")).chain(block.get("element")) {
            if element["action_id"].as_str().is_some_and(|id| !self.actions.insert(id.to_owned())) {
                return at.refuse("`action_id` already exists for another action");
            }
        }
        Ok(())
    }
}

/// Where in the request a complaint points.
pub(super) struct Pointer(pub String);

impl Pointer {
    pub fn to(&self, part: &str) -> Pointer {
        Pointer(format!("{}/{part}", self.0))
    }

    pub fn refuse<T>(&self, why: &str) -> Result<T, Refusal> {
        Err(Refusal::because("invalid_blocks", format!("{why} [json-pointer:{}]", self.0)))
    }

    /// A string of this length, in characters.
    pub fn string(&self, value: &Value, min: usize, max: usize) -> Result<(), Refusal> {
        let Some(text) = value.as_str() else { return self.refuse("must be a string") };
        match text.chars().count() {
            n if n < min => self.refuse(&format!("must be more than {} characters", min.saturating_sub(1))),
            n if n > max => self.refuse(&format!("must be less than {} characters", max + 1)),
            _ => Ok(()),
        }
    }

    /// The same, if it is there.
    pub fn optional(&self, value: &Value, max: usize) -> Result<(), Refusal> {
        if value.is_null() { Ok(()) } else { self.string(value, 0, max) }
    }

    /// A text object.
    pub fn text(&self, value: &Value, max: usize, plain_only: bool) -> Result<(), Refusal> {
        match value["type"].as_str() {
            Some("plain_text") => {}
            Some("mrkdwn") if !plain_only => {}
            Some("mrkdwn") => return self.to("type").refuse("must be plain_text"),
            _ => return self.refuse("missing or invalid text object"),
        }
        self.to("text").string(&value["text"], 1, max)
    }
}

fn check_block(
    block: &Value,
    surface: Surface,
    at: &Pointer,
    knows_file: &dyn Fn(&str) -> bool,
) -> Result<(), Refusal> {
    at.to("block_id").optional(&block["block_id"], 255)?;
    match block["type"].as_str().unwrap_or_default() {
        "section" => section(block, at, knows_file),
        "header" => at.to("text").text(&block["text"], 150, true),
        "divider" => Ok(()),
        "context" => context(block, at, knows_file),
        "actions" => actions(block, at),
        "image" => image(block, at, knows_file),
        "rich_text" if block["elements"].is_array() => Ok(()),
        "markdown" => at.to("text").string(&block["text"], 1, 12_000),
        "input" if surface == Surface::Modal => super::view_limits::input(block, at),
        other => at.to("type").refuse(&format!("unsupported type: {other}")),
    }
}

fn section(block: &Value, at: &Pointer, knows_file: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    let fields = block["fields"].as_array();
    if block["text"].is_null() && fields.is_none() {
        return at.refuse("missing required field: text");
    }
    if !block["text"].is_null() {
        at.to("text").text(&block["text"], 3_000, false)?;
    }
    let fields = fields.map(Vec::as_slice).unwrap_or_default();
    if fields.len() > 10 {
        return at.to("fields").refuse("no more than 10 items allowed");
    }
    for (n, field) in fields.iter().enumerate() {
        at.to(&format!("fields/{n}")).text(field, 2_000, false)?;
    }
    match &block["accessory"] {
        Value::Null => Ok(()),
        accessory if accessory["type"] == "image" => image(accessory, &at.to("accessory"), knows_file),
        accessory => element(accessory, &at.to("accessory")),
    }
}

fn context(block: &Value, at: &Pointer, knows_file: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    let list = block["elements"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.is_empty() || list.len() > 10 {
        return at.to("elements").refuse("must have 1 to 10 items");
    }
    for (n, item) in list.iter().enumerate() {
        let at = at.to(&format!("elements/{n}"));
        if item["type"] == "image" { image(item, &at, knows_file)? } else { at.text(item, 3_000, false)? }
    }
    Ok(())
}

fn actions(block: &Value, at: &Pointer) -> Result<(), Refusal> {
    let list = block["elements"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.is_empty() || list.len() > 25 {
        return at.to("elements").refuse("must have 1 to 25 items");
    }
    list.iter().enumerate().try_for_each(|(n, item)| element(item, &at.to(&format!("elements/{n}"))))
}

fn image(block: &Value, at: &Pointer, knows_file: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    at.to("alt_text").string(&block["alt_text"], 1, 2_000)?;
    if !block["title"].is_null() {
        at.to("title").text(&block["title"], 2_000, true)?;
    }
    match (&block["image_url"], &block["slack_file"]) {
        (url @ Value::String(_), Value::Null) => at.to("image_url").string(url, 1, 3_000),
        (Value::Null, file) => match super::show::file_of(file) {
            Some(id) if knows_file(id) => Ok(()),
            _ => at.to("slack_file").refuse("invalid slack file"),
        },
        _ => at.refuse("exactly one of image_url and slack_file"),
    }
}

/// An interactive element outside a form.
pub(super) fn element(element: &Value, at: &Pointer) -> Result<(), Refusal> {
    at.to("action_id").optional(&element["action_id"], 255)?;
    match element["type"].as_str().unwrap_or_default() {
        "button" => {
            at.to("text").text(&element["text"], 75, true)?;
            at.to("value").optional(&element["value"], 2_000)?;
            at.to("accessibility_label").optional(&element["accessibility_label"], 75)?;
            at.to("url").optional(&element["url"], 3_000)?;
            match element["style"].as_str() {
                None if element["style"].is_null() => Ok(()),
                Some("primary" | "danger") => Ok(()),
                _ => at.to("style").refuse("must be primary or danger"),
            }
        }
        "static_select" | "multi_static_select" | "checkboxes" | "radio_buttons" | "overflow" => {
            super::view_limits::options(element, at)
        }
        other => at.to("type").refuse(&format!("unsupported type: {other}")),
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(map) => {
            let own = map.get("text").and_then(Value::as_str).map_or(0, |t| t.chars().count());
            own + map.values().filter(|v| v.is_object() || v.is_array()).map(count).sum::<usize>()
        }
        _ => 0,
    }
}
