//! Whether a request is one that Discord's official API description allows.
//!
//! Knows where the description lies (`AFTERWORD_SPECS`, else `../shared/specs` beside the project) and how to find the
//! schema of a call's body. Refuses to know the product: it is given a method, a path and a body.
//!
//! The description is not part of the project. Where it is missing, [`available`] says so aloud, once, and the caller
//! skips.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Compiled body schemas by method and path template; `None` for calls without a body.
type Compiled = Mutex<HashMap<(String, String), Option<Arc<Validator>>>>;

/// Whether the description is here. Says aloud, once, if it is not.
pub fn available() -> bool {
    description().is_some()
}

/// Checks one call. `path` may begin with `/api/v10` and may have a query. The error says what is wrong and where; a
/// call that the description does not know is wrong too. For multipart calls pass the `payload_json` part.
pub fn validate(method: &str, path: &str, body: &Value) -> Result<(), String> {
    let Some(description) = description() else { return Ok(()) };
    let path = path.split('?').next().unwrap_or_default();
    let path = path.strip_prefix("/api/v10").unwrap_or(path);
    let method = method.to_lowercase();
    let template = template(description, &method, path).ok_or_else(|| format!("{method} {path} is not in the API"))?;
    let Some(validator) = compiled(description, &method, template)? else {
        return if body.is_null() { Ok(()) } else { Err(format!("{method} {template} takes no body")) };
    };
    let wrong: Vec<String> =
        validator.iter_errors(body).map(|e| format!("{method} {template} at {}: {e}", e.instance_path())).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn description() -> Option<&'static Value> {
    static DESCRIPTION: OnceLock<Option<Value>> = OnceLock::new();
    DESCRIPTION.get_or_init(load).as_ref()
}

fn load() -> Option<Value> {
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    // A worktree lies one folder deeper than the project itself.
    let beside = ["../shared/specs", "../../shared/specs"].map(|p| project.join(p));
    let given = std::env::var_os("AFTERWORD_SPECS").map(PathBuf::from);
    let found = given.into_iter().chain(beside).map(|d| d.join("discord-openapi.json")).find(|f| f.is_file());
    let Some(file) = found else {
        said_aloud(format_args!(
            "SKIPPED: Discord's API description is not here (set AFTERWORD_SPECS); requests are not checked"
        ));
        return None;
    };
    let read = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
    if read.is_none() {
        said_aloud(format_args!(
            "SKIPPED: {} is not a readable API description; requests are not checked",
            file.display()
        ));
    }
    read
}

/// The most literal template that fits: `/users/@me` rather than `/users/{user_id}`.
fn template<'a>(description: &'a Value, method: &str, path: &str) -> Option<&'a str> {
    let paths = description["paths"].as_object()?;
    let fits = |template: &str| {
        let (mut a, mut b) = (template.split('/'), path.split('/'));
        loop {
            match (a.next(), b.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a == b || (a.starts_with('{') && !b.is_empty()) => {}
                _ => return false,
            }
        }
    };
    let candidates = paths.iter().filter(|(t, operations)| operations.get(method).is_some() && fits(t));
    candidates.map(|(t, _)| t.as_str()).min_by_key(|t| t.matches('{').count())
}

fn compiled(description: &Value, method: &str, template: &str) -> Result<Option<Arc<Validator>>, String> {
    static COMPILED: OnceLock<Compiled> = OnceLock::new();
    let mut compiled = COMPILED.get_or_init(Compiled::default).lock().unwrap_or_else(|e| e.into_inner());
    let key = (method.to_owned(), template.to_owned());
    if let Some(known) = compiled.get(&key) {
        return Ok(known.clone());
    }
    let body = &description["paths"][template][method]["requestBody"]["content"]["application/json"]["schema"];
    let validator = match body {
        Value::Null => None,
        schema => Some(Arc::new(compile(description, schema)?)),
    };
    compiled.insert(key, validator.clone());
    Ok(validator)
}

/// The schema with all the components it may refer to, so that `#/components/…` resolves.
fn compile(description: &Value, schema: &Value) -> Result<Validator, String> {
    let root = Map::from_iter([
        ("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema")),
        ("allOf".to_owned(), json!([schema])),
        ("components".to_owned(), description["components"].clone()),
    ]);
    jsonschema::validator_for(&Value::Object(root)).map_err(|e| format!("the description does not compile: {e}"))
}

/// Past the test harness's capture: who reads only the summary still learns what was not tried.
fn said_aloud(what: std::fmt::Arguments<'_>) {
    use std::io::Write;
    drop(writeln!(std::io::stderr(), "{what}"));
}
