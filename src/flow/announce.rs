//! Programs of the operator's are told what happened: signed, with one id for all attempts (Standard Webhooks).
//!
//! Commits together: the fact, and a job for every receiver that wants it. What is told is read again at each attempt, so
//! that nobody who was erased meanwhile is in it; the value of an answer is the one it had. Refuses to tell anything of an
//! answer that was given in confidence, and to follow a redirect.

mod signed;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::api::shape;
use super::{Ctx, Held, store_failed, until_fresh};
use crate::chat::SendError;
use crate::chat::outgoing::{self, Outgoing};
use crate::chat::reach::Reach;
use crate::config::Webhook;
use crate::domain::announce::{self, Announcement, Fact, Kind};
use crate::domain::calendar::Week;
use crate::domain::case::Case;
use crate::domain::instrument::Score;
use crate::domain::job::{Ending, NewJob, Task};
use crate::domain::survey::{Effect, Survey};
use crate::domain::{Duration, Timestamp};
use crate::store::{StoreError, Tx};

/// A receiver that did not answer in time is left alone for so long, so that others are served meanwhile.
const REST: Duration = Duration::from_secs(60);
/// Calls to one receiver at once.
const AT_ONCE: usize = 4;
/// When to look again whether a receiver has a place free.
const TURN: Duration = Duration::from_secs(1);

/// Plans what receivers are told of the answers that `effects` have just stored.
pub(super) async fn answers(
    ctx: &Ctx,
    tx: &Tx,
    survey: &Survey,
    effects: &[Effect],
    now: Timestamp,
) -> Result<(), StoreError> {
    if ctx.settings.webhooks.is_empty() {
        return Ok(());
    }
    for effect in effects {
        match effect {
            Effect::Record { score, .. } => {
                let asked = score.instrument();
                let stored = tx.answers(&survey.id).await?;
                let Some(answer) = stored.iter().find(|a| a.score.instrument() == asked) else { continue };
                let kind = if answer.changes == 0 { Kind::AnswerCreated } else { Kind::AnswerChanged };
                let instrument = asked.id.to_owned();
                let fact = Fact::Value { survey: survey.id.clone(), instrument, turn: answer.changes };
                plan(ctx, tx, survey.team.as_str(), kind, &fact, now).await?;
            }
            Effect::RecordRemark(_) => {
                let fact = Fact::Remark { survey: survey.id.clone(), at: now.as_millisecond() };
                plan(ctx, tx, survey.team.as_str(), Kind::AnswerChanged, &fact, now).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Plans what receivers are told of a case.
pub(super) async fn case(ctx: &Ctx, tx: &Tx, case: &Case, kind: Kind, now: Timestamp) -> Result<(), StoreError> {
    plan(ctx, tx, case.team.as_str(), kind, &Fact::Case { case: case.id.clone() }, now).await
}

async fn plan(ctx: &Ctx, tx: &Tx, team: &str, kind: Kind, fact: &Fact, now: Timestamp) -> Result<(), StoreError> {
    for hook in ctx.settings.webhooks.iter().filter(|hook| hook.wants(kind, team)) {
        let what = Announcement { to: hook.name.clone(), kind, fact: fact.clone() };
        tx.enqueue(&NewJob::once(Task::Announce(what), None, now), now).await?;
    }
    Ok(())
}

/// Runs one announce job.
pub async fn tell(ctx: &Ctx, job: &Held, what: &Announcement) -> Ending {
    match attempt(ctx, job, what).await {
        Ok(ending) => ending,
        Err(error) => store_failed(&error),
    }
}

async fn attempt(ctx: &Ctx, job: &Held, what: &Announcement) -> Result<Ending, StoreError> {
    let nothing = |why: &str| Ok(Ending::Cancelled { why: why.to_owned() });
    let Some(hook) = ctx.settings.webhooks.iter().find(|hook| hook.name == what.to) else {
        return nothing("no such webhook any more");
    };
    if ctx.now() > job.created_at + announce::GIVE_UP {
        return Ok(Ending::Dead { why: "the receiver did not take it for days".to_owned() });
    }
    let address = address(hook);
    if ctx.store.webhooks_off().await?.iter().any(|off| off.name == hook.name && off.address == address) {
        return Ok(Ending::Dead { why: "the receiver said it is gone (410)".to_owned() });
    }
    let Some(turn) = Turn::take(&address, ctx.now()) else { return Ok(Ending::Snooze { until: ctx.now() + TURN }) };
    let turn = match turn {
        Ok(turn) => turn,
        Err(until) => return Ok(Ending::Snooze { until }),
    };
    let Some(body) = body(ctx, hook, what).await? else { return nothing("nothing may be told of it any more") };
    let headers = signed::headers(&id(&job.key), ctx.now(), &body, &hook.secrets);
    let reach = if hook.allow_private { Reach::Anywhere } else { Reach::Strangers };
    let sent = outgoing::call(Outgoing { method: "POST", url: &hook.url, headers: &headers, body, reach }, &job.until);
    let sent = sent.await;
    if matches!(&sent, Err(SendError::Unknown(why)) if !why.starts_with("http_")) {
        turn.rest_until(ctx.now() + REST);
    }
    drop(turn);
    Ok(match sent {
        Ok(()) => Ending::Done,
        Err(SendError::RateLimited { after }) => Ending::Snooze { until: ctx.now() + after },
        Err(SendError::Refused(code)) if code == "http_410" => {
            until_fresh(|| turn_off(ctx, hook)).await?;
            Ending::Dead { why: "the receiver said it is gone (410)".to_owned() }
        }
        Err(SendError::Refused(why) | SendError::NotSent(why) | SendError::Unknown(why)) => again(job, why),
        Err(SendError::Disabled(why)) => again(job, why),
        Err(SendError::Unreachable(why)) => again(job, why.code().to_owned()),
    })
}

/// The same message under the same id does no harm twice.
fn again(job: &Held, why: String) -> Ending {
    match job.attempt >= announce::MOST_ATTEMPTS {
        true => Ending::Dead { why },
        false => Ending::Retry { why },
    }
}

async fn turn_off(ctx: &Ctx, hook: &Webhook) -> Result<(), StoreError> {
    let tx = ctx.store.begin().await?;
    tx.turn_webhook_off(&hook.name, &address(hook), ctx.now()).await?;
    tx.commit().await?;
    tracing::warn!(webhook = hook.name, "a receiver said it is gone; it is told nothing more");
    Ok(())
}

/// Tells an address from another without telling it.
fn address(hook: &Webhook) -> String {
    hex::encode(Sha256::digest(hook.url.as_str().as_bytes())).chars().take(16).collect()
}

/// The same for every attempt at a job, and for no other job.
fn id(key: &str) -> String {
    let digest: String = hex::encode(Sha256::digest(key.as_bytes())).chars().take(32).collect();
    format!("msg_{digest}")
}

/// What is told; `None` if nothing may be.
async fn body(ctx: &Ctx, hook: &Webhook, what: &Announcement) -> Result<Option<String>, StoreError> {
    let words = hook.include_words;
    let (data, at) = match &what.fact {
        Fact::Case { case } => {
            let Some(row) = ctx.store.case_row(case).await? else { return Ok(None) };
            let data = shape::case(&row, words);
            let at = if what.kind == Kind::CaseOpened { &data["opened_at"] } else { &data["ended_at"] };
            let at = at.clone();
            (data, at)
        }
        Fact::Remark { survey, at } => {
            let Some(row) = ctx.store.answer_row(survey, None).await? else { return Ok(None) };
            if sealed(ctx, &row).await? {
                return Ok(None);
            }
            let at = Timestamp::from_millisecond(*at).map(|at| at.to_string()).ok();
            (shape::answer(&row, words), json!(at))
        }
        Fact::Value { survey, instrument, turn } => {
            let Some(mut row) = ctx.store.answer_row(survey, Some(instrument)).await? else { return Ok(None) };
            let value = ctx.store.answer_value(&row.id, *turn).await?;
            let (Some((value, at)), false) = (value, sealed(ctx, &row).await?) else { return Ok(None) };
            let Ok(score) = Score::on(row.answer.score.instrument(), value) else { return Ok(None) };
            (row.answer.score, row.answer.changes, row.answer.last_at) = (score, *turn, at);
            (shape::answer(&row, words), json!(at.to_string()))
        }
    };
    Ok(Some(json!({ "type": what.kind.as_str(), "timestamp": at, "data": data }).to_string()))
}

/// Whether the answer's week also holds one that was given in confidence: next to those that can be told apart, it could be
/// worked out.
async fn sealed(ctx: &Ctx, row: &crate::store::AnswerRow) -> Result<bool, StoreError> {
    let team = &row.close.survey.team;
    let zone = ctx.settings.team(team.as_str()).map_or(jiff::tz::TimeZone::UTC, |t| t.zone.clone());
    let (from, to) = Week::containing(row.answer.first_at, &zone).span(&zone);
    ctx.store.confidential_between(team, from, to).await
}

/// How the receivers of this process stand, by address.
static RECEIVERS: Mutex<Option<HashMap<String, Receiver>>> = Mutex::new(None);

#[derive(Default)]
struct Receiver {
    busy: usize,
    rests_until: Option<Timestamp>,
}

/// A place among the calls to one receiver.
struct Turn(String);

impl Turn {
    /// `None` if all places are taken; the time, if it is left alone until then.
    fn take(address: &str, now: Timestamp) -> Option<Result<Self, Timestamp>> {
        let mut all = RECEIVERS.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = all.get_or_insert_with(HashMap::new).entry(address.to_owned()).or_default();
        if let Some(until) = receiver.rests_until.filter(|until| *until > now) {
            return Some(Err(until));
        }
        if receiver.busy >= AT_ONCE {
            return None;
        }
        receiver.busy += 1;
        Some(Ok(Self(address.to_owned())))
    }

    fn rest_until(&self, until: Timestamp) {
        let mut all = RECEIVERS.lock().unwrap_or_else(PoisonError::into_inner);
        all.get_or_insert_with(HashMap::new).entry(self.0.clone()).or_default().rests_until = Some(until);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = RECEIVERS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(receiver) = all.get_or_insert_with(HashMap::new).get_mut(&self.0) {
            receiver.busy = receiver.busy.saturating_sub(1);
        }
    }
}
