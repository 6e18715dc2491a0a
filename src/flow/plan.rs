//! News about a ticket becomes a survey that is planned, or skipped with its reason.
//!
//! Commits together: ticket, survey, job. Uses the database only, so that it works while the platforms are down; what
//! needs a platform (finding a person by e-mail, their hours) is settled at the moment of sending.

use super::{Ctx, deliver, off, quieten};
use crate::config::Team;
use crate::domain::credit::credit;
use crate::domain::ids::{Platform, SurveyId, TicketId};
use crate::domain::instrument::Mode;
use crate::domain::job::{NewJob, Task};
use crate::domain::language::Wording;
use crate::domain::policy::{self, CloseFacts, CustomerKind, Decision, History, SkipReason};
use crate::domain::survey::{self, CancelReason, Event, State, Survey, Unreachable};
use crate::domain::ticket::{self, EventKind, TicketEvent};
use crate::domain::{Timestamp, ids};
use crate::store::{Person, Recorded, StoreError, Tx};

/// What news about a ticket led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The customer will be asked.
    Planned {
        /// The survey.
        survey: SurveyId,
        /// Not before.
        send_at: Timestamp,
    },
    /// Nobody will be asked.
    Skipped(SkipReason),
    /// Not a second close.
    AlreadyClosed,
    /// Open surveys of the ticket were called off.
    CalledOff(usize),
    /// Nothing to do with a close.
    Ignored(&'static str),
}

impl Outcome {
    /// The word noted with the inbox row.
    pub fn code(&self) -> String {
        match self {
            Outcome::Planned { .. } => "planned".to_owned(),
            Outcome::Skipped(why) => format!("skipped:{}", why.code()),
            Outcome::AlreadyClosed => "already_closed".to_owned(),
            Outcome::CalledOff(_) => "called_off".to_owned(),
            Outcome::Ignored(why) => format!("ignored:{why}"),
        }
    }
}

/// Acts on one event inside the caller's transaction.
pub async fn news(ctx: &Ctx, tx: &Tx, event: &TicketEvent) -> Result<Outcome, StoreError> {
    match event.kind {
        EventKind::Closed => closed(ctx, tx, event).await,
        EventKind::Reopened => call_off(ctx, tx, event, CancelReason::Reopened).await,
        EventKind::Deleted => call_off(ctx, tx, event, CancelReason::Deleted).await,
        EventKind::Ping => Ok(Outcome::Ignored("ping")),
        EventKind::Other => Ok(Outcome::Ignored("not_a_close")),
    }
}

async fn closed(ctx: &Ctx, tx: &Tx, event: &TicketEvent) -> Result<Outcome, StoreError> {
    let now = ctx.now();
    let Some(team) = ctx.team(event.team.as_deref()) else { return Ok(Outcome::Ignored("no_team")) };
    let Recorded::New { ticket, seq } = tx.record_close(event, &|| ctx.chance.id(), now).await? else {
        return Ok(Outcome::AlreadyClosed);
    };
    let person = customer(ctx, tx, event, now).await?;
    let decision = decide(tx, team, event, person.as_ref(), customer_kind(ctx, team, event), &ticket, seq, now).await?;
    let mut survey = draft(ctx, team, event, person.as_ref(), ticket, seq, &decision, now);
    if let (Decision::Ask(_), Err(limit)) = (&decision, deliver::fits(ctx, &survey, &event.ticket)) {
        tracing::error!(survey = %survey.id, limit, "the prompt would break a platform's limit; it is not queued");
        survey.state = State::Undeliverable { at: now, why: Unreachable::Refused };
        tx.insert_survey(&survey, now).await?;
        return Ok(Outcome::Ignored("prompt_refused"));
    }
    tx.insert_survey(&survey, now).await?;
    match decision {
        Decision::Skip(why) => Ok(Outcome::Skipped(why)),
        Decision::Ask(plan) => {
            let task = Task::Deliver { survey: survey.id.clone() };
            tx.enqueue(&NewJob::once(task, likely_lane(event), plan.send_at).of(&event.installation), now).await?;
            Ok(Outcome::Planned { survey: survey.id, send_at: plan.send_at })
        }
    }
}

async fn customer(ctx: &Ctx, tx: &Tx, event: &TicketEvent, now: Timestamp) -> Result<Option<Person>, StoreError> {
    let Some(contact) = &event.customer else { return Ok(None) };
    let identities = ctx.together(&contact.identities);
    if identities.is_empty() {
        return Ok(None);
    }
    let person = tx.person(&identities, &|| ctx.chance.id(), now).await?;
    if identities.len() > 1 {
        // They may have been two people until now, each with a question.
        quieten::keeps_one_open(ctx, tx, &person.id, now).await?;
    }
    Ok(Some(person))
}

fn customer_kind(ctx: &Ctx, team: &Team, event: &TicketEvent) -> CustomerKind {
    match &event.customer {
        None => CustomerKind::Unknown,
        Some(c) if c.bot => CustomerKind::Bot,
        Some(c) if c.identities.is_empty() => CustomerKind::Unknown,
        Some(c) if ctx.together(&c.identities).iter().any(|i| ctx.staff.belongs(team, i)) => CustomerKind::Agent,
        Some(_) => CustomerKind::Person,
    }
}

#[expect(clippy::too_many_arguments, reason = "each is one input of the decision")]
async fn decide(
    tx: &Tx,
    team: &Team,
    event: &TicketEvent,
    person: Option<&Person>,
    customer: CustomerKind,
    ticket: &TicketId,
    seq: u32,
    now: Timestamp,
) -> Result<Decision, StoreError> {
    let open_prompt = match person {
        Some(p) => tx.has_open_prompt(&p.id, None).await?,
        None => false,
    };
    let history = History {
        already_asked: false,
        opted_out: person.is_some_and(|p| p.opted_out_at.is_some()),
        open_prompt,
        last_asked: person.and_then(|p| p.last_asked.as_ref()).map(|(at, _)| *at),
        // Whose turn it is matters only where turns are taken.
        planned_before: if team.rules.mode == Mode::Alternate { tx.planned_count(&team.name).await? } else { 0 },
    };
    let close = CloseFacts {
        closed_at: event.occurred_at,
        outcome: event.outcome,
        customer,
        no_survey: event.no_survey.clone(),
        human_reply: ticket::human_reply(event),
        draw: policy::draw(&format!("{ticket}#{seq}")),
    };
    let rules = off::rules_now(tx, team).await?;
    Ok(policy::decide(&close, &rules, &history, &zone(person, team), now))
}

/// The person's own zone where a platform told it, else the team's.
pub(super) fn zone(person: Option<&Person>, team: &Team) -> jiff::tz::TimeZone {
    person
        .and_then(|p| p.zone.as_deref())
        .and_then(|z| jiff::tz::TimeZone::get(z).ok())
        .unwrap_or_else(|| team.zone.clone())
}

#[expect(clippy::too_many_arguments, reason = "a survey is made of all of these")]
fn draft(
    ctx: &Ctx,
    team: &Team,
    event: &TicketEvent,
    person: Option<&Person>,
    ticket: TicketId,
    close_seq: u32,
    decision: &Decision,
    now: Timestamp,
) -> Survey {
    let fallback = team.rules.instruments.first().copied().unwrap_or(&crate::domain::instrument::CES7);
    let (instrument, follow, state) = match decision {
        Decision::Ask(plan) => (plan.instrument, plan.follow, State::Planned { send_at: plan.send_at }),
        Decision::Skip(why) => (fallback, None, State::Skipped { why: why.clone() }),
    };
    let mut may_answer: Vec<_> = event.customer.iter().flat_map(|c| &c.identities).map(|i| ctx.placed(i)).collect();
    // Whoever is linked to them is them.
    let linked = person.into_iter().flat_map(|p| &p.identities);
    may_answer.extend(linked.filter(|i| !may_answer.contains(i)).cloned().collect::<Vec<_>>());
    Survey {
        id: SurveyId::new(ctx.chance.id()),
        ticket,
        close_seq,
        team: team.name.clone(),
        closed_at: event.occurred_at.min(now),
        agent: credit(event),
        person: person.map(|p| p.id.clone()),
        may_answer,
        instrument,
        follow,
        expires: team.rules.expires,
        privacy: team.privacy,
        wording: Wording::default(),
        state,
        version: 0,
    }
}

fn likely_lane(event: &TicketEvent) -> Option<Platform> {
    let from_chat = event.chat.as_ref().map(|c| c.channel.platform);
    let from_person = || event.customer.iter().flat_map(|c| &c.identities).find_map(ids::Identity::platform);
    from_chat.or_else(from_person)
}

async fn call_off(ctx: &Ctx, tx: &Tx, event: &TicketEvent, why: CancelReason) -> Result<Outcome, StoreError> {
    let now = ctx.now();
    let Some(open) = tx.record_reopen(event, now).await? else {
        tx.note_not_closed(event, &|| ctx.chance.id(), now).await?;
        return Ok(Outcome::Ignored("unknown_ticket"));
    };
    let mut called_off = 0;
    for survey in open {
        let answers = tx.answers(&survey.id).await?;
        if let Ok((next, effects)) = survey::apply(&survey, &answers, Event::CallOff(why), now) {
            called_off += usize::from(next.state != survey.state);
            super::respond::carry_out(ctx, tx, &survey, &next, &effects, now).await?;
        }
    }
    Ok(Outcome::CalledOff(called_off))
}
