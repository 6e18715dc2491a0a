//! The description of `/api/v1`, compiled: what it says a call takes and answers.
//!
//! Knows OpenAPI's shape as far as ours uses it, and that its own schemas are JSON Schema. Refuses to know what any route
//! means.

use jsonschema::Validator;
use serde_json::Value;

/// The whole description.
pub struct Description(Value);

impl Description {
    pub fn new(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap())
    }

    pub fn whole(&self) -> &Value {
        &self.0
    }

    /// Every address, sorted.
    pub fn paths(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.0["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        all.sort_unstable();
        all
    }

    /// Every (METHOD, address).
    pub fn calls(&self) -> Vec<(String, String)> {
        let paths = self.0["paths"].as_object().unwrap();
        let calls = paths.iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone()))
        });
        calls.collect()
    }

    /// Whether a body is one that this call takes.
    pub fn takes(&self, method: &str, path: &str, body: &Value) -> Result<(), String> {
        let schema = &self.call(method, path)["requestBody"]["content"]["application/json"]["schema"];
        self.fits(schema, body)
    }

    /// Whether an answer is one that this call gives.
    pub fn answers(&self, method: &str, path: &str, status: u16, kind: &str, body: &Value) -> Result<(), String> {
        let schema = &self.call(method, path)["responses"][status.to_string()]["content"][kind]["schema"];
        if schema.is_null() {
            return Err(format!("{method} {path} is not said to answer {status} as {kind}"));
        }
        self.fits(schema, body).map_err(|why| format!("{method} {path} {status}: {why}"))
    }

    fn call(&self, method: &str, path: &str) -> &Value {
        let path = path.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |template: &&&str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == segments.len() && parts.iter().zip(&segments).all(|(p, s)| p.starts_with('{') || p == s)
        };
        let paths = self.paths();
        // A fixed segment goes before one that is filled in.
        let template = paths.iter().filter(fits).min_by_key(|template| template.matches('{').count());
        let template = template.expect("the path is described");
        &self.0["paths"][*template][method]
    }

    fn fits(&self, schema: &Value, body: &Value) -> Result<(), String> {
        let mut root = schema.clone();
        root["components"] = self.0["components"].clone();
        let validator: Validator = jsonschema::draft202012::new(&root).map_err(|e| format!("the schema: {e}"))?;
        let wrong: Vec<String> = validator.iter_errors(body).map(|e| format!("{}: {e}", e.instance_path())).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }
}
