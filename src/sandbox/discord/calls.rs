//! Discord calling the app: an interactions endpoint instead of the gateway.
//!
//! Knows that the response is the answer, that nothing is sent twice, and how an address is tried out before it is
//! taken: with a PING, and with signatures that are wrong.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::super::caller::{self, Called};
use super::super::journal::What;
use super::super::world::World;
use super::rest::Call;
use super::{HERE, interactions};

const PATH: &str = "/discord/interactions";

/// Calls the app with an interaction and shows what it answers.
pub(super) async fn deliver(world: &World, base: &str, token: &str, interaction: &Value) {
    let called = call(world, base, interaction, |_| {}).await;
    world.change(|s| {
        let Called::Answered { body: Some(body), json } = called else { return };
        if !json {
            s.violation(HERE, "a response to an interaction did not call itself JSON");
        }
        let id = interaction["id"].as_str().unwrap_or_default();
        let answer = Call { method: Method::POST, path: Vec::new(), query: Map::new(), body, files: Vec::new() };
        if let Err(refusal) = interactions::callback(s, &answer, id, token) {
            let (path, status, code) = (PATH.to_owned(), refusal.status, refusal.code.to_string());
            s.note(HERE, What::Refused { path, status, code, details: refusal.errors.to_string() });
        }
    });
}

/// Tries an address out as the Developer Portal does when it is entered. The error is what the Portal would say.
pub(super) async fn try_out(world: &World, base: &str) -> Result<(), String> {
    let application = world.cast().discord_application.clone();
    let ping =
        json!({ "id": "1", "application_id": application, "type": 1, "token": "ping", "version": 1, "user": null });
    match call(world, base, &ping, |_| {}).await {
        Called::Answered { body: Some(body), json: true } if body["type"] == 1 => {}
        other => return Err(format!("The specified interactions endpoint url could not be verified: {other:?}")),
    }
    let spoilt = |signature: &mut String| *signature = signature.chars().rev().collect();
    let missing = |signature: &mut String| signature.clear();
    for spoil in [&spoilt as &(dyn Fn(&mut String) + Sync), &missing] {
        let called = call(world, base, &ping, spoil).await;
        if called != Called::Refused(401) {
            return Err(format!("a signature that is wrong was not answered with 401: {called:?}"));
        }
    }
    Ok(())
}

async fn call(world: &World, base: &str, payload: &Value, spoil: impl Fn(&mut String)) -> Called {
    let body = payload.to_string().into_bytes();
    let (seed, at) = world.read(|s| (s.cast.discord_key, s.now() / 1000));
    let mut headers = caller::discord_headers(&seed, at, &body);
    headers.iter_mut().filter(|(name, _)| *name == "x-signature-ed25519").for_each(|(_, value)| spoil(value));
    caller::call(&format!("{base}{PATH}"), "application/json", body, headers).await
}
