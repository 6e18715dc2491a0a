//! Coming in and going out: a link from the chat, a page with one button, a session.
//!
//! Looking at the link's page records nothing: mail scanners and link previews do it, too. Using it needs the browser
//! that opened the page: its cookie, and the page's form made for that cookie. Commits together: the used link and the
//! session. Tokens are drawn at random, 128 bits each, and only their hashes are kept.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Leaf, Outcome, base, viewer};
use crate::chat::{Actor, Reply};
use crate::domain::Duration;
use crate::flow::receive::say;
use crate::flow::{Ctx, until_fresh};
use crate::present::dashboard::door::{self, BROWSER, SEAL};
use crate::present::words;
use crate::store::{StoreError, Visitor};

/// How long a link is good.
pub const LINK_LASTS: Duration = Duration::from_mins(10);
/// How long somebody stays signed in.
pub const SESSION_LASTS: Duration = Duration::from_hours(12);

/// As a token is kept and looked for. Chat programs take the full stop or the bracket after a link for a part of it.
pub(super) fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.trim_end_matches(|c: char| c.is_ascii_punctuation()).as_bytes()))
}

/// What the forms of a session hold, so that no other site's form passes for one of ours. It does not lead back to the
/// session's token.
pub(super) fn seal(session: &str) -> String {
    hex::encode(Sha256::digest(format!("form:{session}").as_bytes()))
}

/// What the link's form holds: made for this link and this browser.
fn door_seal(token: &str, browser: &str) -> String {
    hex::encode(Sha256::digest(format!("door:{}:{browser}", hash(token)).as_bytes()))
}

/// `/afterword dashboard`.
pub async fn invite(ctx: &Ctx, by: &Actor) -> Result<Reply, StoreError> {
    let Some(address) = ctx.settings.server.public_url.as_ref().filter(|_| ctx.is_staff(&by.identity)) else {
        let staff = ctx.is_staff(&by.identity);
        return Ok(say(if staff { words::dashboard_without_address() } else { words::dashboard_is_for_teams() }));
    };
    let token = ctx.chance.id();
    let visitor = Visitor { person: by.identity.clone(), name: by.name.clone() };
    let now = ctx.now();
    let ends_at = now.saturating_add(LINK_LASTS).unwrap_or(now);
    until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        tx.put_sign_in(&hash(&token), &visitor, ends_at, now).await?;
        tx.commit().await
    })
    .await?;
    let address = format!("{}/sign-in/{token}", address.as_str().trim_end_matches('/'));
    Ok(say(words::dashboard_link(&address)))
}

/// The page of a link, and the mark its browser is to keep. Records nothing.
pub async fn door(ctx: &Ctx, token: &str, browser: Option<&str>) -> Result<(Leaf, String), StoreError> {
    let browser = browser.map_or_else(|| ctx.chance.id(), str::to_owned);
    let leaf = if ctx.store.sign_in_is_open(&hash(token), ctx.now()).await? {
        Leaf { outcome: Outcome::Shown, html: door::open(&door_seal(token, &browser)) }
    } else {
        Leaf { outcome: Outcome::Nothing, html: door::over() }
    };
    Ok((leaf, browser))
}

/// What came of pressing the button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// Signed in; this is the session's token.
    In(String),
    /// Not.
    Out(Leaf),
}

/// The button was pressed: the link is used up and a session begins, both or neither.
pub async fn enter(
    ctx: &Ctx,
    token: &str,
    browser: Option<&str>,
    fields: &BTreeMap<String, String>,
) -> Result<Entered, StoreError> {
    let same = browser.is_some_and(|b| fields.get(BROWSER).is_some_and(|sent| is_equal(sent, &door_seal(token, b))));
    if !same {
        // The link stays good for the browser that opened it.
        return Ok(Entered::Out(Leaf { outcome: Outcome::Refused, html: door::other_browser() }));
    }
    until_fresh(|| enter_once(ctx, token)).await
}

async fn enter_once(ctx: &Ctx, token: &str) -> Result<Entered, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(visitor) = tx.use_sign_in(&hash(token), now).await? else {
        return Ok(Entered::Out(Leaf { outcome: Outcome::Nothing, html: door::over() }));
    };
    let session = ctx.chance.id();
    let ends_at = now.saturating_add(SESSION_LASTS).unwrap_or(now);
    tx.open_session(&hash(&session), &visitor, now, ends_at).await?;
    tx.commit().await?;
    let leads = ctx.settings.teams.iter().any(|team| viewer(ctx, team, &visitor.person).is_some());
    tracing::info!(platform = visitor.person.kind.as_str(), of_a_team = leads, "somebody signed in to the dashboard");
    Ok(Entered::In(session))
}

/// What came of pressing *Sign out*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// The session is over, if there was one.
    Out(Leaf),
    /// The form was not one of this session's.
    Still(Leaf),
}

/// *Sign out* was pressed.
pub async fn leave(ctx: &Ctx, session: Option<&str>, fields: &BTreeMap<String, String>) -> Result<Left, StoreError> {
    let gone = || Leaf { outcome: Outcome::Shown, html: door::gone() };
    let Some(token) = session else { return Ok(Left::Out(gone())) };
    if !fields.get(SEAL).is_some_and(|sent| is_equal(sent, &seal(token))) {
        return Ok(Left::Still(Leaf { outcome: Outcome::Refused, html: door::refused(&base(ctx)) }));
    }
    until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        tx.end_session(&hash(token)).await?;
        tx.commit().await
    })
    .await?;
    Ok(Left::Out(gone()))
}

/// In the same time wherever they differ.
fn is_equal(one: &str, other: &str) -> bool {
    use subtle::ConstantTimeEq as _;
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
