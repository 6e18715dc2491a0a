//! What Slack accepts in a form.
//!
//! Knows sizes and shapes of views and inputs. Message blocks are `limits`' business.

use serde_json::Value;

use super::Refusal;
use super::limits::{Pointer, Surface, check_blocks};

/// Checks a Home: 100 blocks, 250 kB, nothing to submit.
pub(super) fn home(view: &Value, knows_file: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    let at = Pointer("/view".to_owned());
    let argument = |result: Result<(), Refusal>| {
        result.map_err(|refusal| Refusal { code: "invalid_arguments".to_owned(), ..refusal })
    };
    if view["type"] != "home" {
        return argument(at.to("type").refuse("must be home"));
    }
    if view.to_string().len() > 250_000 {
        return Err(Refusal::new("view_too_large"));
    }
    for part in ["title", "submit", "close"] {
        if !view[part].is_null() {
            return argument(at.to(part).refuse("not allowed in a home"));
        }
    }
    argument(at.to("callback_id").optional(&view["callback_id"], 255))?;
    argument(at.to("private_metadata").optional(&view["private_metadata"], 3_000))?;
    argument(check_blocks(&view["blocks"], Surface::Modal, knows_file))
}

/// Checks a modal.
pub(super) fn view(view: &Value, knows_file: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    let at = Pointer("/view".to_owned());
    let argument = |result: Result<(), Refusal>| {
        result.map_err(|refusal| Refusal { code: "invalid_arguments".to_owned(), ..refusal })
    };
    if view["type"] != "modal" {
        return argument(at.to("type").refuse("must be modal"));
    }
    if view.to_string().len() > 250_000 {
        return Err(Refusal::new("view_too_large"));
    }
    argument(at.to("title").text(&view["title"], 24, true))?;
    for part in ["submit", "close"] {
        if !view[part].is_null() {
            argument(at.to(part).text(&view[part], 24, true))?;
        }
    }
    argument(at.to("callback_id").optional(&view["callback_id"], 255))?;
    argument(at.to("private_metadata").optional(&view["private_metadata"], 3_000))?;
    argument(check_blocks(&view["blocks"], Surface::Modal, knows_file))?;
    let has_input = view["blocks"].as_array().into_iter().flatten().any(|b| b["type"] == "input");
    if has_input && view["submit"].is_null() {
        return argument(at.to("submit").refuse("missing required field: submit (needed with an input block)"));
    }
    Ok(())
}

/// An input block.
pub(super) fn input(block: &Value, at: &Pointer) -> Result<(), Refusal> {
    at.to("label").text(&block["label"], 2_000, true)?;
    if !block["hint"].is_null() {
        at.to("hint").text(&block["hint"], 2_000, true)?;
    }
    let element = &block["element"];
    let at = at.to("element");
    at.to("action_id").optional(&element["action_id"], 255)?;
    match element["type"].as_str().unwrap_or_default() {
        "plain_text_input" => plain_text_input(element, &at),
        "static_select" | "multi_static_select" | "checkboxes" | "radio_buttons" => options(element, &at),
        "users_select" | "datepicker" | "number_input" => Ok(()),
        other => at.to("type").refuse(&format!("unsupported type: {other}")),
    }
}

fn plain_text_input(element: &Value, at: &Pointer) -> Result<(), Refusal> {
    let max = match &element["max_length"] {
        Value::Null => 3_000,
        n => match n.as_u64() {
            Some(n @ 1..=3_000) => n,
            _ => return at.to("max_length").refuse("must be between 1 and 3000"),
        },
    };
    if !element["placeholder"].is_null() {
        at.to("placeholder").text(&element["placeholder"], 150, true)?;
    }
    at.to("initial_value").optional(&element["initial_value"], usize::try_from(max).unwrap_or(3_000))
}

/// A choice among options.
pub(super) fn options(element: &Value, at: &Pointer) -> Result<(), Refusal> {
    let most = match element["type"].as_str() {
        Some("checkboxes" | "radio_buttons") => 10,
        Some("overflow") => 5,
        _ => 100,
    };
    let list = element["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.is_empty() || list.len() > most {
        return at.to("options").refuse(&format!("must have 1 to {most} items"));
    }
    for (n, option) in list.iter().enumerate() {
        let at = at.to(&format!("options/{n}"));
        let plain = !matches!(element["type"].as_str(), Some("checkboxes" | "radio_buttons"));
        at.to("text").text(&option["text"], 75, plain)?;
        at.to("value").string(&option["value"], 1, 150)?;
    }
    let initial = element["initial_options"].as_array().into_iter().flatten();
    for option in initial.chain(element.get("initial_option")) {
        if !list.contains(option) {
            return at.to("initial_options").refuse("must match one of the options");
        }
    }
    if element["initial_options"].as_array().is_some_and(Vec::is_empty) {
        return at.to("initial_options").refuse("must have at least 1 item");
    }
    Ok(())
}
