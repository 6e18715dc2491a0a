//! A planned survey becomes one visible prompt.
//!
//! Order: look (if an earlier attempt may have arrived) → check everything again → reserve the person's slot and note
//! the place, committed → send → store the message, committed. A crash between the last two leaves the job *unknown*,
//! never simply failed (RELIABILITY §1.4).

use super::asked::{Known, complete_identities, learn_about};
use super::ladder::{nowhere, places};
use super::quiet::{self, Look};
use super::respond::carry_out;
use super::{Ctx, Held, hand_back, insist, off, pause, plan, remind, staff, store_failed_around_a_send, until_fresh};
use crate::chat::SendError;
use crate::config::Team;
use crate::domain::ids::{MessageRef, Place, Platform, SurveyId};
use crate::domain::job::{self, Ending, Job};
use crate::domain::language::{Language, Wording};
use crate::domain::policy::{self, COOLDOWN_FLOOR, CustomerKind, History, Moment, Recheck, SkipReason};
use crate::domain::survey::{self, Event, State, Survey, Unreachable};
use crate::domain::ticket::TicketFacts;
use crate::domain::{Duration, Timestamp};
use crate::present::Message;
use crate::present::words::{self, Prompt, Speaker, Voice};
use crate::store::{Person, StoreError, TicketRow, Tx};

/// A platform that says "later" without saying when is not asked again at once.
const LEAST_WAIT: Duration = Duration::from_secs(1);
/// Reading back starts this long before the job existed.
const READ_BACK: Duration = Duration::from_secs(5);

/// Runs one deliver job.
pub async fn prompt(ctx: &Ctx, job: &Held, id: &SurveyId) -> Ending {
    match attempt(ctx, job, id).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

/// One asking with all it is about.
pub(super) struct Case {
    pub(super) survey: Survey,
    pub(super) ticket: TicketRow,
    pub(super) person: Person,
    pub(super) team: Team,
}

async fn attempt(ctx: &Ctx, job: &Held, id: &SurveyId) -> Result<Ending, StoreError> {
    let Some(mut case) = load(ctx, id).await?.filter(|case| still_wanted(job, &case.survey.state)) else {
        return Ok(Ending::Cancelled { why: "nothing left to send".to_owned() });
    };
    let noted: Vec<Place> = job.place.clone().into_iter().collect();
    if let Some(ending) = look_back_at(ctx, job, id, &noted).await? {
        return Ok(ending);
    }
    if matches!(case.survey.state, State::Cancelled { .. }) {
        return never_arrived(ctx, job, &case).await;
    }
    if let Some(ending) = complete_identities(ctx, job, &mut case).await? {
        return Ok(ending);
    }
    let places = places(&case.ticket, &case.person, ctx.now());
    if places.is_empty() {
        return give_up(ctx, job, id, nowhere(&case.person)).await;
    }
    if job.place.is_none()
        && let Some(ending) = look_back_at(ctx, job, id, &places).await?
    {
        return Ok(ending);
    }
    let is_bot = match learn_about(ctx, &mut case).await? {
        Known::Nobody => return give_up(ctx, job, id, Unreachable::UserGone).await,
        known => known == Known::Bot,
    };
    let (event, rules) = (&case.ticket.event, &case.team.rules);
    let look = match quiet::look(ctx, event, &case.person, rules.delay, planned_for(&case.survey, job)).await {
        Ok(look) => look,
        Err(until) => return Ok(Ending::Snooze { until: until.max(ctx.now() + LEAST_WAIT) }),
    };
    staff::ask_about(ctx, &case.team, &case.person.identities).await;
    case.survey.wording = wording(&case);
    if let Some(ending) = until_fresh(|| recheck(ctx, job, &case, is_bot, &look)).await? {
        return Ok(ending);
    }
    send_somewhere(ctx, job, &case, places).await
}

/// Something is to be sent; or it was called off while an earlier attempt may have arrived, and must then be taken back.
fn still_wanted(job: &Job, state: &State) -> bool {
    match state {
        State::Planned { .. } | State::Held { .. } => true,
        State::Cancelled { message: None, .. } => job.unknown,
        _ => false,
    }
}

/// The last word on one that was called off in doubt: nobody noted where it was going, or it is not there.
async fn never_arrived(ctx: &Ctx, job: &Held, case: &Case) -> Result<Ending, StoreError> {
    let places = if job.place.is_none() { places(&case.ticket, &case.person, ctx.now()) } else { Vec::new() };
    let found = look_back_at(ctx, job, &case.survey.id, &places).await?;
    Ok(found.unwrap_or_else(|| Ending::Cancelled { why: "called off, and it never arrived".to_owned() }))
}

/// If an earlier attempt may have arrived: looks for it in these places. `Some` ends the run.
///
/// With no place noted, or the note lost (a restored backup), these are all the places where it would have gone.
async fn look_back_at(ctx: &Ctx, job: &Held, id: &SurveyId, places: &[Place]) -> Result<Option<Ending>, StoreError> {
    for place in places.iter().filter(|_| job.unknown) {
        match look_back(ctx, job, place, id.as_str()).await {
            Seen::Visible(sent) => return delivered(ctx, job, id, sent).await.map(Some),
            Seen::Later(ending) => return Ok(Some(ending)),
            // Prompts are sent again: both copies carry one survey id.
            Seen::NotThere | Seen::Unreadable => {}
        }
    }
    Ok(None)
}

async fn load(ctx: &Ctx, id: &SurveyId) -> Result<Option<Case>, StoreError> {
    let Some(survey) = ctx.store.survey(id).await? else { return Ok(None) };
    let Some(person) = &survey.person else { return Ok(None) };
    let (Some(person), Some(ticket)) = (ctx.store.person(person).await?, ctx.store.ticket(&survey.ticket).await?)
    else {
        return Ok(None);
    };
    let Some(team) = ctx.team_of(&survey.team).cloned() else { return Ok(None) };
    Ok(Some(Case { survey, ticket, person, team }))
}

/// What a look at the place of an earlier attempt found.
enum Seen {
    Visible(MessageRef),
    NotThere,
    /// The place cannot be read: no permission, or gone.
    Unreadable,
    Later(Ending),
}

async fn look_back(ctx: &Ctx, job: &Job, place: &Place, marker: &str) -> Seen {
    let Some(chat) = ctx.chat(place.platform()) else { return Seen::NotThere };
    match chat.find_sent(place, marker, job.created_at - READ_BACK).await {
        Ok(Some(sent)) => Seen::Visible(sent),
        Ok(None) => Seen::NotThere,
        Err(SendError::RateLimited { after }) => {
            Seen::Later(Ending::Snooze { until: ctx.now() + after.max(LEAST_WAIT) })
        }
        Err(SendError::Disabled(code)) => Seen::Later(pause::note(ctx, job, place.platform(), &code).await),
        Err(SendError::NotSent(why) | SendError::Unknown(why)) => Seen::Later(Ending::Unknown { why }),
        Err(SendError::Unreachable(_) | SendError::Refused(_)) => Seen::Unreadable,
    }
}

/// Everything again, now; and if it still holds, the person's one slot. `Some` ends the run.
async fn recheck(ctx: &Ctx, job: &Job, case: &Case, is_bot: bool, look: &Look) -> Result<Option<Ending>, StoreError> {
    let now = ctx.now();
    let (person, survey) = (&case.person, &case.survey);
    let staff = person.identities.iter().any(|i| ctx.staff.belongs(&case.team, i));
    let customer = match (is_bot, staff) {
        (true, _) => CustomerKind::Bot,
        (_, true) => CustomerKind::Agent,
        _ => CustomerKind::Person,
    };
    let tx = ctx.store.begin().await?;
    let history = history(&tx, person, &survey.id).await?;
    let zone = plan::zone(Some(person), &case.team);
    let moment = Moment {
        planned_for: planned_for(survey, job),
        closed_at: survey.closed_at,
        quiet_since: look.quiet_since,
        human_reply: look.human_reply,
    };
    let rules = off::rules_now(&tx, &case.team).await?;
    let verdict = policy::recheck(&moment, &rules, &history, customer, &zone, now);
    let event = match verdict {
        Recheck::Send => {
            let cooldown = case.team.rules.cooldown.max(COOLDOWN_FLOOR);
            if tx.reserve_ask(&person.id, &survey.id, cooldown, now).await? {
                tx.set_wording(&survey.id, &survey.wording).await?;
                tx.commit().await?;
                return Ok(None);
            }
            Event::Skip(SkipReason::Cooldown)
        }
        Recheck::Hold(until) => Event::Hold { until },
        Recheck::Skip(why) => Event::Skip(why),
        Recheck::TooLate => Event::CannotReach(Unreachable::TooLate),
    };
    let ending = match &event {
        Event::Hold { until } => Ending::Snooze { until: *until },
        _ => Ending::Done,
    };
    if let Ok((next, effects)) = survey::apply(survey, &[], event, now) {
        carry_out(ctx, &tx, survey, &next, &effects, now).await?;
    }
    tx.commit().await?;
    Ok(Some(ending))
}

/// What bears on asking this person now; this survey itself does not count.
pub(super) async fn history(tx: &Tx, person: &Person, survey: &SurveyId) -> Result<History, StoreError> {
    Ok(History {
        already_asked: false,
        opted_out: person.opted_out_at.is_some(),
        open_prompt: tx.has_open_prompt(&person.id, Some(survey)).await?,
        last_asked: person.last_asked.as_ref().filter(|(_, by)| by != survey).map(|(at, _)| *at),
        planned_before: 0,
    })
}

/// In which language and words this person is asked, now.
fn wording(case: &Case) -> Wording {
    asked_in(&case.team, &case.survey, case.person.locale.as_deref(), &case.ticket.event.ticket)
}

/// The same of whoever's platform says they use this locale.
pub(super) fn asked_in(team: &Team, survey: &Survey, locale: Option<&str>, facts: &TicketFacts) -> Wording {
    let language = Language::of_person(locale, facts.language.as_deref()).unwrap_or(team.language);
    worded_now(team, survey, Some(language))
}

/// The words a team asks in now.
pub(super) fn worded_now(team: &Team, survey: &Survey, language: Option<Language>) -> Wording {
    let edition = |instrument| team.words.series(instrument).edition;
    Wording { language, edition: Some(edition(survey.instrument)), follow_edition: survey.follow.map(edition) }
}

/// When the prompt was meant to go out: the plan, or the end of the last hold.
fn planned_for(survey: &Survey, job: &Job) -> Timestamp {
    match survey.state {
        State::Planned { send_at } => send_at,
        State::Held { until } => until,
        _ => job.created_at,
    }
}

/// The prompt, naming the person the way this platform knows them.
fn compose(case: &Case, place: &Place) -> Option<Message> {
    let event = &case.ticket.event;
    // In a conversation that is the ticket, naming it would only repeat what stands above.
    let is_the_ticket = event.vendor == "chat"
        && matches!((place, &event.chat), (Place::Channel { .. }, Some(chat)) if chat.own_thread);
    let speaker = case.team.speaker(case.survey.wording.language);
    let label = ticket_named(speaker, &event.ticket).filter(|_| !is_the_ticket);
    worded(speaker, &case.survey, place.platform(), label.as_deref())
}

pub(super) fn worded(
    speaker: Speaker<'_>,
    survey: &Survey,
    platform: Platform,
    label: Option<&str>,
) -> Option<Message> {
    let here = survey.may_answer.iter().find(|i| i.platform() == Some(platform));
    Some(words::prompt(
        speaker,
        &Prompt {
            survey: &survey.id,
            person: here.or_else(|| survey.may_answer.first())?,
            ticket_label: label,
            instrument: survey.instrument,
            privacy: survey.privacy,
        },
    ))
}

/// Whether every platform that is switched on would take this survey's prompt, whatever language it will be in: asked
/// before it enters the queue.
pub(super) fn fits(ctx: &Ctx, survey: &Survey, facts: &TicketFacts) -> Result<(), String> {
    for language in Language::ALL {
        let speaker = ctx.speaker(survey).in_language(Some(language));
        let label = ticket_named(speaker, facts);
        for platform in Platform::ALL {
            if let (Some(chat), Some(message)) =
                (ctx.chat(platform), worded(speaker, survey, platform, label.as_deref()))
            {
                chat.check(&message)?;
            }
        }
    }
    Ok(())
}

/// What a team calls the ticket: its number, else its subject.
pub(super) fn ticket_label(facts: &TicketFacts) -> Option<String> {
    ticket_named(Speaker::ENGLISH, facts)
}

/// What a customer is told it is called.
pub(super) fn ticket_named(speaker: Speaker<'_>, facts: &TicketFacts) -> Option<String> {
    let is_number = |id: &&String| id.len() <= 12 && id.bytes().all(|b| b.is_ascii_digit());
    let number = facts.key.as_ref().or_else(|| Some(&facts.id).filter(is_number));
    match number {
        Some(number) => Some(words::ticket_number(speaker, number.trim_start_matches('#'))),
        None => facts.subject.clone(),
    }
}

async fn send_somewhere(ctx: &Ctx, job: &Held, case: &Case, places: Vec<Place>) -> Result<Ending, StoreError> {
    let mut last = Unreachable::NoPlace;
    for place in places {
        let platform = place.platform();
        let Some(chat) = ctx.chat(platform).cloned() else { continue };
        if !note_place(ctx, job, &place).await? {
            return Ok(Ending::Cancelled { why: "lease lost".to_owned() });
        }
        let Some(message) = compose(case, &place) else { continue };
        match chat.send_until(&job.until, &place, &message).await {
            Ok(sent) => {
                if matches!(place, Place::Direct { .. }) && case.person.unreachable.iter().any(|(p, ..)| *p == platform)
                {
                    let tx = ctx.store.begin().await?;
                    tx.forget_unreachable(&case.person.id, platform).await?;
                    tx.commit().await?;
                }
                return delivered(ctx, job, &case.survey.id, sent).await;
            }
            Err(SendError::Unreachable(why)) => {
                last = why;
                remember_unreachable(ctx, case, &place, why).await?;
            }
            Err(SendError::Refused(code)) => {
                tracing::error!(survey = %case.survey.id, %platform, code, "our prompt was refused as malformed");
                last = Unreachable::Refused;
            }
            Err(error) => return Ok(wait_or_retry(ctx, job, platform, error).await),
        }
    }
    give_up(ctx, job, &case.survey.id, last).await
}

async fn note_place(ctx: &Ctx, job: &Job, place: &Place) -> Result<bool, StoreError> {
    until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        let ours = tx.note_place(job, place).await?;
        tx.commit().await?;
        Ok(ours)
    })
    .await
}

async fn remember_unreachable(ctx: &Ctx, case: &Case, place: &Place, why: Unreachable) -> Result<(), StoreError> {
    if !matches!(place, Place::Direct { .. }) {
        return Ok(());
    }
    let tx = ctx.store.begin().await?;
    tx.note_unreachable(&case.person.id, place.platform(), why.code(), ctx.now()).await?;
    tx.commit().await
}

/// The prompt is visible: say so, and give up the job, in one transaction.
async fn delivered(ctx: &Ctx, job: &Held, id: &SurveyId, message: MessageRef) -> Result<Ending, StoreError> {
    insist(job, || settle(ctx, job, id, Event::Sent { message: message.clone() })).await
}

async fn give_up(ctx: &Ctx, job: &Held, id: &SurveyId, why: Unreachable) -> Result<Ending, StoreError> {
    insist(job, || settle(ctx, job, id, Event::CannotReach(why))).await
}

async fn settle(ctx: &Ctx, job: &Job, id: &SurveyId, event: Event) -> Result<Ending, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(survey) = tx.survey(id).await? else { return Ok(Ending::Done) };
    let unreachable = matches!(event, Event::CannotReach(_));
    match survey::apply(&survey, &[], event, now) {
        Ok((next, effects)) => {
            carry_out(ctx, &tx, &survey, &next, &effects, now).await?;
            remind::plan_one(ctx, &tx, &next, now).await?;
            hand_back::plan_one(ctx, &tx, &next, now).await?;
        }
        Err(refused) => tracing::warn!(survey = %id, reason = %refused, "the outcome of a send came out of order"),
    }
    if let (true, Some(person)) = (unreachable, &survey.person) {
        tx.release_ask(person, id).await?;
    }
    if !tx.finish(job, &Ending::Done, now, now).await? {
        tracing::warn!(survey = %id, job = job.id, "the lease was lost while it was sent; another process looked after it");
    }
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(Ending::Done)
}

/// What a failed call means for the job. Shared with the other sending verbs.
pub(super) async fn wait_or_retry(ctx: &Ctx, job: &Job, platform: Platform, error: SendError) -> Ending {
    match error {
        SendError::RateLimited { after } => Ending::Snooze { until: ctx.now() + after.max(LEAST_WAIT) },
        SendError::Disabled(code) => pause::note(ctx, job, platform, &code).await,
        SendError::NotSent(why) => Ending::Retry { why },
        SendError::Unknown(why) => Ending::Unknown { why },
        SendError::Refused(code) => Ending::Dead { why: code },
        SendError::Unreachable(why) => Ending::Dead { why: why.code().to_owned() },
    }
}

/// Sends a team message that is not a survey's prompt, looking first if an earlier attempt may have arrived. `voice`: the
/// language the message is in.
pub(super) async fn post(
    ctx: &Ctx,
    job: &Held,
    voice: Voice,
    place: &Place,
    message: &Message,
) -> Result<MessageRef, Ending> {
    post_to_first(ctx, job, voice, &[(place.clone(), message.clone())]).await
}

/// The same, to the first of these places that takes it. One that may have arrived where nobody can look is held for a
/// while, and then repeated with a mark: two scorecards are worse than a late one, and none is worse than both.
pub(super) async fn post_to_first(
    ctx: &Ctx,
    job: &Held,
    voice: Voice,
    places: &[(Place, Message)],
) -> Result<MessageRef, Ending> {
    let tried = |place: &Place| job.place.as_ref().is_none_or(|noted| noted == place);
    let (mut repeat, held_until) = (false, job.created_at + job::HOLD);
    for (place, message) in places.iter().filter(|(place, _)| job.unknown && tried(place)) {
        match look_back(ctx, job, place, message.marker.as_deref().unwrap_or_default()).await {
            Seen::Visible(sent) => return Ok(sent),
            Seen::Later(ending) => return Err(ending),
            Seen::NotThere => {}
            Seen::Unreadable if ctx.now() < held_until => return Err(Ending::Snooze { until: held_until }),
            Seen::Unreadable => repeat = true,
        }
    }
    let mut last = Unreachable::NoPlace;
    for (place, message) in places {
        let Some(chat) = ctx.chat(place.platform()) else {
            return Err(Ending::Dead { why: format!("{} is not configured", place.platform()) });
        };
        match note_place(ctx, job, place).await {
            Ok(true) => {}
            Ok(false) => return Err(Ending::Cancelled { why: "lease lost".to_owned() }),
            Err(error) => return Err(store_failed_around_a_send(&error)),
        }
        let mut message = message.clone();
        if repeat {
            message.blocks.insert(0, words::possible_repeat(voice));
        }
        match chat.send_until(&job.until, place, &message).await {
            Ok(sent) => return Ok(sent),
            Err(SendError::Unreachable(why)) => last = why,
            Err(error) => return Err(wait_or_retry(ctx, job, place.platform(), error).await),
        }
    }
    Err(Ending::Dead { why: last.code().to_owned() })
}
