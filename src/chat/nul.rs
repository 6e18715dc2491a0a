//! NUL in what a platform sent: no name, id or sentence has one, and PostgreSQL's text has no room for it.
//!
//! Knows only to put another control character in its place: an id with one is nobody's and stays nobody's (taken out, it
//! would become somebody's), and from people's words control characters are taken out later, all alike. Refuses to know
//! payloads: it is done once, before anything is read from them.

use serde_json::Value;

const INSTEAD: &str = "\u{1}";

/// The payload without NUL in any text or key.
pub(super) fn replaced(payload: Value) -> Value {
    match payload {
        Value::String(text) => Value::String(clean(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(replaced).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (clean(key), replaced(value))).collect())
        }
        other => other,
    }
}

fn clean(text: String) -> String {
    if text.contains('\0') { text.replace('\0', INSTEAD) } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_with_nul_becomes_nobody_s_wherever_it_stands() {
        let found = replaced(json!({ "a\0": [{ "id": "U1\0", "n": 1, "none": null }], "text": "fine" }));
        assert_eq!(found, json!({ "a\u{1}": [{ "id": "U1\u{1}", "n": 1, "none": null }], "text": "fine" }));
    }
}
