//! How a person fills in a form: from field values to Slack's `state.values`.
//!
//! Knows inputs, what stands in them at first, and that a required one may not stay empty.

use serde_json::{Map, Value, json};

/// The state of a view with these fields filled in; an error is what the person would be told.
pub(super) fn fill(view: &Value, fields: &Value) -> Result<Value, String> {
    let empty = Map::new();
    let fields = fields.as_object().unwrap_or(&empty);
    let mut used = 0;
    let mut values = Map::new();
    for block in view["blocks"].as_array().into_iter().flatten().filter(|b| b["type"] == "input") {
        let element = &block["element"];
        let names = [&element["action_id"], &block["block_id"], &block["label"]["text"]];
        let given = names.iter().filter_map(|n| n.as_str()).find_map(|n| fields.get(n));
        used += usize::from(given.is_some());
        let state = input(element, given)?;
        if is_empty(&state) && block["optional"] != true {
            return Err(format!("please complete the required field {}", block["label"]["text"]));
        }
        let (Some(block_id), Some(action_id)) = (block["block_id"].as_str(), element["action_id"].as_str()) else {
            continue;
        };
        values.insert(block_id.to_owned(), json!({ action_id: state }));
    }
    if used < fields.len() {
        let known: Vec<&String> = fields.keys().collect();
        return Err(format!("the form lacks one of the fields {known:?}"));
    }
    Ok(Value::Object(values))
}

fn input(element: &Value, given: Option<&Value>) -> Result<Value, String> {
    let kind = element["type"].as_str().unwrap_or_default();
    match kind {
        "checkboxes" | "multi_static_select" => {
            let initial = element["initial_options"].as_array().cloned().unwrap_or_default();
            let chosen = given.map_or(Ok(initial), |g| options(element, g))?;
            Ok(json!({ "type": kind, "selected_options": chosen }))
        }
        "radio_buttons" | "static_select" => {
            let chosen = match given {
                None => element["initial_option"].clone(),
                Some(g) => options(element, g)?.into_iter().next().unwrap_or(Value::Null),
            };
            Ok(json!({ "type": kind, "selected_option": chosen }))
        }
        _ => text(element, given),
    }
}

fn text(element: &Value, given: Option<&Value>) -> Result<Value, String> {
    let value = given.or(element.get("initial_value")).and_then(Value::as_str).filter(|t| !t.is_empty());
    let length = value.map_or(0, |t| t.chars().count() as u64);
    if length > element["max_length"].as_u64().unwrap_or(3_000) {
        return Err("that text is too long for the field".to_owned());
    }
    Ok(json!({ "type": element["type"], "value": value }))
}

/// The options meant by values or labels, one or a list.
fn options(element: &Value, given: &Value) -> Result<Vec<Value>, String> {
    let wanted = match given {
        Value::Array(list) => list.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    let list = element["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let find = |w: &Value| {
        let option = list.iter().find(|o| o["value"] == *w || o["text"]["text"] == *w);
        option.cloned().ok_or_else(|| format!("there is no option {w}"))
    };
    wanted.iter().map(find).collect()
}

fn is_empty(state: &Value) -> bool {
    let nothing = |v: &Value| v.is_null() || v.as_array().is_some_and(Vec::is_empty);
    ["value", "selected_option", "selected_options"].iter().all(|key| nothing(&state[*key]))
}
