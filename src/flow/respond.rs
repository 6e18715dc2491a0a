//! A person presses, writes or declines: stored first, then thanked.
//!
//! Commits together: the answer with every earlier value, the survey's state, and the jobs that must follow. Who may
//! press is decided from what the platform vouches for and from the stored survey, never from the button.

use std::collections::BTreeMap;

use super::case::act::Done;
use super::receive::say;
use super::{Ctx, announce, case, home, preview, promise, quieten, refusals, until_fresh, working};
use crate::chat::{Actor, Reply, Scene};
use crate::domain::control::{Choice, Control, PromiseAct};
use crate::domain::ids::{MessageRef, Platform, SurveyId};
use crate::domain::instrument::Instrument;
use crate::domain::job::{NewJob, Task};
use crate::domain::language::Language;
use crate::domain::survey::{self, Answer, Effect, Event, Presser, Refused, Remark, State, Survey};
use crate::domain::ticket::EventKind;
use crate::domain::{Duration, Timestamp, ids::Identity};
use crate::present::words::{self, CommentForm, Saved, Speaker};
use crate::store::{StoreError, Tx};

/// A platform's clock and ours may differ by this much. A press that claims to come from further ahead is taken for as
/// old as this allows: it must not stand in the way of every later one.
const AHEAD: Duration = Duration::from_mins(5);

/// What the platform says of a press, besides who and where.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The message the button sits on, if others can see that.
    pub message: Option<&'a MessageRef>,
    /// When it was pressed.
    pub made: Option<Timestamp>,
    /// Redelivery key.
    pub dedupe: &'a str,
}

/// A button was pressed.
pub async fn press(ctx: &Ctx, by: Actor, at: Scene, control: &str, told: Told<'_>) -> Result<Reply, StoreError> {
    if let Ok(choice) = control.parse::<Choice>() {
        return home::chose(ctx, by, choice).await;
    }
    let Ok(control) = control.parse::<Control>() else { return Ok(unknown(ctx, &by).await) };
    if let Control::Case { case, act } = &control {
        return case::act::act(ctx, &by, case, Done { act: *act, fields: None, dedupe: told.dedupe }).await;
    }
    if let Control::Promise { about, act } = &control {
        return promise::pressed(ctx, &by, about, *act, told.dedupe).await;
    }
    if let Control::Working { run } = &control {
        return working::pressed(ctx, &by, &at, run).await;
    }
    if let Some(reply) = control.survey().and_then(preview::pressed) {
        return Ok(reply);
    }
    until_fresh(|| press_once(ctx, &by, &at, &control, told)).await
}

async fn press_once(ctx: &Ctx, by: &Actor, at: &Scene, control: &Control, told: Told<'_>) -> Result<Reply, StoreError> {
    let tx = ctx.store.begin().await?;
    let reply = press_in(ctx, &tx, by, at, control, told).await?;
    // Whatever is answered, even a refusal, rests on what was read, and that may be as new as this.
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(reply)
}

async fn press_in(
    ctx: &Ctx,
    tx: &Tx,
    by: &Actor,
    at: &Scene,
    control: &Control,
    told: Told<'_>,
) -> Result<Reply, StoreError> {
    let now = ctx.now();
    let Some(id) = control.survey() else { return Ok(unknown(ctx, by).await) };
    let Some(survey) = tx.survey(id).await? else { return Ok(unknown(ctx, by).await) };
    let speaker = ctx.speaker_to(&survey, by);
    let answers = tx.answers(&survey.id).await?;
    let (actor, locale) = (by, by.locale.as_deref());
    let by = presser(ctx, &survey, by);
    let by_identity = by.identity.clone();
    let event = match control {
        Control::TellWhy { .. } => return Ok(open_form(ctx, speaker, &survey, &answers, &by, now)),
        Control::Change { .. } => return Ok(show_scale(ctx, speaker, &survey, &answers, &by, now)),
        Control::Comment { .. } | Control::Case { .. } | Control::Promise { .. } | Control::Working { .. } => {
            return Ok(unknown(ctx, actor).await);
        }
        Control::Score { instrument, value, .. } => match Instrument::by_id(instrument) {
            Some(instrument) => Event::Press { by, instrument, value: *value, made: when(told.made, now) },
            None => return Ok(refuse(ctx, speaker, &survey, &by.identity, &Refused::OffScale)),
        },
        Control::NotSolved { .. } => Event::NotSolved { by },
        Control::Decline { .. } => Event::Decline { by },
    };
    let (pressed, presser) = (event.clone(), by_identity);
    let (next, effects) = match judge(&survey, &answers, event, told.message, now) {
        Ok(applied) => applied,
        Err(refused) => return Ok(refuse(ctx, speaker, &survey, &presser, &refused)),
    };
    remember_locale(tx, &survey, locale).await?;
    // A redelivered press must not undo a later one: it is answered, but changes nothing.
    if tx.first_sight(at.channel.platform, &at.installation, told.dedupe, now).await? {
        carry_out(ctx, tx, &survey, &next, &effects, now).await?;
    }
    let answers = tx.answers(&survey.id).await?;
    Ok(thank(speaker, &next, &answers, &pressed))
}

/// Whoever got this far is the asked person; their platform says what they read in.
async fn remember_locale(tx: &Tx, survey: &Survey, locale: Option<&str>) -> Result<(), StoreError> {
    match (&survey.person, locale.filter(|l| Language::from_locale(l) != survey.wording.language)) {
        (Some(person), Some(locale)) => tx.set_locale(person, locale).await,
        _ => Ok(()),
    }
}

/// When a press was made, for the order among presses.
fn when(made: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let latest = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    made.map_or(now, |made| made.min(latest))
}

/// Applies a press. One that overtakes the news of its own prompt (we died, or are still waiting for the platform's
/// answer) is that news: who presses a button has a visible prompt before them. The deliver job then finds nothing left
/// to do.
fn judge(
    survey: &Survey,
    answers: &[Answer],
    event: Event,
    message: Option<&MessageRef>,
    now: Timestamp,
) -> Result<(Survey, Vec<Effect>), Refused> {
    match (&survey.state, message) {
        (State::Planned { .. } | State::Held { .. }, Some(message)) => {
            let (seen, mut effects) = survey::apply(survey, answers, Event::Sent { message: message.clone() }, now)?;
            let (next, more) = survey::apply(&seen, answers, event, now)?;
            effects.extend(more);
            Ok((next, effects))
        }
        _ => survey::apply(survey, answers, event, now),
    }
}

/// Stores the new state and everything that follows from it. Shared by every verb that moves a survey.
pub(super) async fn carry_out(
    ctx: &Ctx,
    tx: &Tx,
    before: &Survey,
    next: &Survey,
    effects: &[Effect],
    now: Timestamp,
) -> Result<(), StoreError> {
    if next != before {
        tx.save_survey(next, now).await?;
    }
    for effect in effects {
        one_effect(ctx, tx, next, effect, now).await?;
    }
    announce::answers(ctx, tx, next, effects, now).await?;
    case::open::look(ctx, tx, before, next, effects, now).await
}

async fn one_effect(ctx: &Ctx, tx: &Tx, survey: &Survey, effect: &Effect, now: Timestamp) -> Result<(), StoreError> {
    let id = || survey.id.clone();
    match effect {
        Effect::Record { score, made } => tx.save_score(survey, *score, *made, now, &|| ctx.chance.id()).await,
        Effect::RecordRemark(remark) => tx.save_remark(survey, remark, now).await,
        Effect::AmendPrompt => amend_soon(tx, survey, now).await,
        Effect::ExpireAt(at) => {
            tx.enqueue(&NewJob::nth(Task::Expire { survey: id() }, at.as_millisecond(), None, *at), now).await.map(drop)
        }
        Effect::DeliverAt(_) => Ok(()), // the deliver job snoozes itself; the state only says until when
        Effect::TellTeam => {
            reopen_chat_ticket(tx, survey, now).await?;
            tx.enqueue(&NewJob::once(Task::TellTeam { survey: id() }, None, now), now).await.map(drop)
        }
        Effect::OptOut => match &survey.person {
            Some(person) => quieten::person(ctx, tx, person, now).await,
            None => Ok(()),
        },
    }
}

/// Brings the visible prompt in line with the state just saved.
pub(super) async fn amend_soon(tx: &Tx, survey: &Survey, now: Timestamp) -> Result<(), StoreError> {
    let lane = survey.state.message().map(|m| m.channel.platform);
    let task = Task::AmendPrompt { survey: survey.id.clone() };
    tx.enqueue(&NewJob::nth(task, survey.version, lane, now), now).await.map(drop)
}

/// A ticket that lives only in chat has nobody else to reopen it: so that its next close counts, we do.
async fn reopen_chat_ticket(tx: &Tx, survey: &Survey, now: Timestamp) -> Result<(), StoreError> {
    let Some(mut ticket) = tx.ticket(&survey.ticket).await? else { return Ok(()) };
    if ticket.event.vendor != "chat" {
        return Ok(());
    }
    ticket.event.kind = EventKind::Reopened;
    ticket.event.occurred_at = now;
    tx.record_reopen(&ticket.event, now).await.map(drop)
}

fn presser(ctx: &Ctx, survey: &Survey, by: &Actor) -> Presser {
    let is_agent = ctx.team_of(&survey.team).is_some_and(|t| ctx.staff.belongs(t, &by.identity));
    Presser { identity: by.identity.clone(), is_agent, is_bot: by.is_bot }
}

async fn unknown(ctx: &Ctx, by: &Actor) -> Reply {
    ctx.refusals.count(refusals::UNKNOWN_CONTROL);
    say(words::unknown_control(ctx.speaker_of(by).await))
}

fn refuse(ctx: &Ctx, speaker: Speaker<'_>, survey: &Survey, by: &Identity, refused: &Refused) -> Reply {
    ctx.refusals.count(refusals::reason(ctx, refused, by));
    tracing::info!(survey = %survey.id, reason = %refused, "a press was refused");
    say(words::refused(speaker, refused))
}

fn open_form(
    ctx: &Ctx,
    speaker: Speaker<'_>,
    survey: &Survey,
    answers: &[Answer],
    by: &Presser,
    now: Timestamp,
) -> Reply {
    let first = match revisable(survey, answers, by, now) {
        Ok(first) => first,
        Err(refused) => return refuse(ctx, speaker, survey, &by.identity, &refused),
    };
    let previous =
        Remark { comment: first.comment.clone(), reasons: first.reasons.clone(), contact_ok: first.contact_ok };
    let (score, privacy) = (first.score, survey.privacy);
    let form = words::comment_form(speaker, &CommentForm { survey: &survey.id, score, previous: &previous, privacy });
    Reply { message: None, in_place: false, form: Some(form) }
}

fn show_scale(
    ctx: &Ctx,
    speaker: Speaker<'_>,
    survey: &Survey,
    answers: &[Answer],
    by: &Presser,
    now: Timestamp,
) -> Reply {
    match revisable(survey, answers, by, now) {
        Ok(_) => {
            let message = words::scale_again(speaker, &survey.id, survey.instrument);
            Reply { message: Some(message), in_place: true, form: None }
        }
        Err(refused) => refuse(ctx, speaker, survey, &by.identity, &refused),
    }
}

/// The answer this person may still change or add to.
fn revisable<'a>(survey: &Survey, answers: &'a [Answer], by: &Presser, now: Timestamp) -> Result<&'a Answer, Refused> {
    survey::may_revise(survey, by, now)?;
    answers.first().ok_or(Refused::NotAnsweredYet)
}

fn thank(speaker: Speaker<'_>, survey: &Survey, answers: &[Answer], pressed: &Event) -> Reply {
    match pressed {
        Event::Press { instrument, .. } => saved(speaker, survey, answers, instrument),
        Event::NotSolved { .. } => say(words::not_solved_private(speaker)),
        Event::Decline { .. } => say(words::declined_private(speaker)),
        _ => Reply::default(),
    }
}

fn saved(speaker: Speaker<'_>, survey: &Survey, answers: &[Answer], pressed: &'static Instrument) -> Reply {
    let on = |i: &Instrument| answers.iter().find(|a| a.score.instrument() == i);
    let Some(answer) = on(pressed) else { return say(words::unknown_control(speaker)) };
    let follow = survey.follow.filter(|f| on(f).is_none());
    let message = words::saved(speaker, &Saved { survey: &survey.id, score: answer.score, follow });
    // A first press sits on the shared prompt; a change or the second question sits on the private confirmation.
    // So does the question itself, where it was shown to this person alone.
    let in_place =
        answer.changes > 0 || survey.follow.is_some_and(|f| f == pressed) || survey.state.message().is_none();
    Reply { message: Some(message), in_place, form: None }
}

/// The comment form was submitted.
pub async fn submit(
    ctx: &Ctx,
    by: Actor,
    control: &str,
    fields: &BTreeMap<String, String>,
    dedupe: &str,
) -> Result<Reply, StoreError> {
    let survey = match control.parse() {
        Ok(Control::Comment { survey }) => survey,
        Ok(Control::Case { case, act }) => {
            return case::act::act(ctx, &by, &case, Done { act, fields: Some(fields), dedupe }).await;
        }
        Ok(Control::Promise { about, act: PromiseAct::Form }) => {
            return promise::submitted(ctx, &by, &about, fields, dedupe).await;
        }
        _ => return Ok(unknown(ctx, &by).await),
    };
    let (remark, cut) = words::read_comment_form(fields);
    until_fresh(|| submit_once(ctx, &by, &survey, &remark, cut, dedupe)).await
}

async fn submit_once(
    ctx: &Ctx,
    by: &Actor,
    id: &SurveyId,
    remark: &Remark,
    cut: bool,
    dedupe: &str,
) -> Result<Reply, StoreError> {
    let tx = ctx.store.begin().await?;
    let reply = submit_in(ctx, &tx, by, id, remark, cut, dedupe).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(reply)
}

async fn submit_in(
    ctx: &Ctx,
    tx: &Tx,
    by: &Actor,
    id: &SurveyId,
    remark: &Remark,
    cut: bool,
    dedupe: &str,
) -> Result<Reply, StoreError> {
    let now = ctx.now();
    let Some(survey) = tx.survey(id).await? else { return Ok(unknown(ctx, by).await) };
    let speaker = ctx.speaker_to(&survey, by);
    let answers = tx.answers(id).await?;
    let event = Event::Remark { by: presser(ctx, &survey, by), remark: remark.clone() };
    let (next, effects) = match survey::apply(&survey, &answers, event, now) {
        Ok(applied) => applied,
        Err(refused) => return Ok(refuse(ctx, speaker, &survey, &by.identity, &refused)),
    };
    let platform = by.identity.platform().unwrap_or(Platform::Slack);
    if tx.first_sight(platform, &by.identity.installation, dedupe, now).await? {
        carry_out(ctx, tx, &survey, &next, &effects, now).await?;
    }
    Ok(say(words::comment_saved(speaker, cut)))
}

/// `/afterword stop-asking`: at once, on every platform this person is known on.
pub async fn stop_asking(ctx: &Ctx, by: Actor) -> Result<Reply, StoreError> {
    until_fresh(|| choose(ctx, &by, true)).await?;
    Ok(say(words::declined_private(ctx.reader(&by).await)))
}

/// `/afterword ask-me`.
pub async fn ask_me(ctx: &Ctx, by: Actor) -> Result<Reply, StoreError> {
    until_fresh(|| choose(ctx, &by, false)).await?;
    Ok(say(words::asked_again_on(ctx.reader(&by).await)))
}

async fn choose(ctx: &Ctx, by: &Actor, stop: bool) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let identities = ctx.together(std::slice::from_ref(&by.identity));
    let person = tx.person(&identities, &|| ctx.chance.id(), now).await?;
    if let Some(locale) = by.locale.as_deref().filter(|l| person.locale.as_deref() != Some(l)) {
        tx.set_locale(&person.id, locale).await?;
    }
    if stop {
        quieten::person(ctx, &tx, &person.id, now).await?;
    } else {
        tx.set_opt_out(&person.id, None).await?;
    }
    tx.commit().await
}
