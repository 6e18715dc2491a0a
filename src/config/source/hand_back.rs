//! `[source.handback]`: the call that hands a link back to the source.
//!
//! Knows how it is written and which addresses may be called (RELIABILITY §11.1, SSRF). Refuses a call that would not hand
//! the link over.

use super::Outside;
use super::auth::named_secret;
use crate::config::layers::{Field, Table};
use crate::config::values::outbound;
use crate::intake::hand_back::{Facts, Filled, HandBack, Template, in_json, in_path};

const HAND_BACK: [&str; 4] = ["method", "url", "headers", "body"];
const METHODS: [(&str, &str); 3] = [("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH")];

/// `Ok(None)` if there is none; `Err` if there is one that is wrong.
pub(super) fn read(source: &Table<'_>, outside: &mut Outside<'_>) -> Result<Option<HandBack>, ()> {
    let Some(field) = source.get("handback") else { return Ok(None) };
    let table = field.table(&HAND_BACK).ok_or(())?;
    let method = table.get("method").map_or(Some("POST"), |f| f.word(&METHODS));
    let url = table.need("url", "say whom to call").and_then(|f| address(&f));
    let body = table.need("body", "write what is sent, with {{ link }} in it").and_then(|f| body(&f));
    let headers = headers(&table, outside);
    match (method, url, body, headers) {
        (Some(method), Some(url), Some(body), Some(headers)) => {
            Ok(Some(HandBack { method: method.to_owned(), url, headers, body }))
        }
        _ => Err(()),
    }
}

fn template(field: &Field<'_>) -> Option<Template> {
    Template::parse(&field.text()?).map_err(|problem| field.refuse(problem)).ok()
}

/// Checked with every place filled in, so that no place can be the host.
fn address(field: &Field<'_>) -> Option<Template> {
    let template = template(field)?;
    let filled = template.filled(&EXAMPLE, in_path);
    let whole = field.text()?;
    let host_is_fixed = whole.split('/').take(3).all(|part| !part.contains("{{"));
    let problem = match outbound(&filled) {
        _ if !host_is_fixed => "a place stands in the host; write the server's own name there".to_owned(),
        Err(problem) => problem,
        Ok(_) => return Some(template),
    };
    field.refuse(problem);
    None
}

fn body(field: &Field<'_>) -> Option<Template> {
    let template = template(field)?;
    let filled = template.filled(&EXAMPLE, in_json);
    if !template.names("link") {
        field.refuse("does not hold {{ link }}, so nothing would be handed back; put it into the note's text");
    } else if serde_json::from_str::<serde_json::Value>(&filled).is_err() {
        field.refuse("is not JSON once it is filled in; places stand inside quotes: \"Ask here: {{ link }}\"");
    } else {
        return Some(template);
    }
    None
}

/// `Name = "text"`, or `Name = { prefix = "Bearer ", secret_env = "VARIABLE" }`.
fn headers(table: &Table<'_>, outside: &mut Outside<'_>) -> Option<Vec<(String, Filled)>> {
    let Some(field) = table.get("headers") else { return Some(Vec::new()) };
    let headers = field.open_table()?;
    let mut found = Vec::new();
    let mut right = true;
    for name in headers.dict.keys() {
        let Some(value) = headers.get(name) else { continue };
        match header(name, &value, outside) {
            Some(filled) => found.push((name.clone(), filled)),
            None => right = false,
        }
    }
    right.then_some(found)
}

fn header(name: &str, value: &Field<'_>, outside: &mut Outside<'_>) -> Option<Filled> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if name.is_empty() || !name.bytes().all(plain) {
        value.refuse_unseen("not the name of a header; write it like \"Authorization\"");
        return None;
    }
    if value.value.as_dict().is_some() {
        let table = value.table(&["prefix", "secret_env"])?;
        let prefix = table.get("prefix").map_or(Some(String::new()), |f| visible(&f))?;
        let named = table.need("secret_env", "name the variable that holds the secret")?;
        return Some(Filled::Secret(prefix, named_secret(&named, outside)?));
    }
    if ["authorization", "api-key", "token", "secret"].iter().any(|word| name.to_lowercase().contains(word)) {
        value
            .refuse_unseen("secrets are not read from settings; write { prefix = \"Bearer \", secret_env = \"NAME\" }");
        return None;
    }
    visible(value).map(Filled::Text)
}

fn visible(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let fits = text.bytes().all(|b| (b' '..=b'~').contains(&b));
    if !fits {
        field.refuse("holds characters that no header can");
    }
    fits.then_some(text)
}

const EXAMPLE: Facts<'static> =
    Facts { ticket_id: "482", ticket_key: "482", link: "https://afterword.example.com/s/token", key: "key" };
