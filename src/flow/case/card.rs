//! A case's card is posted, and edited at each step.
//!
//! A send that may have arrived is looked for before it is made again. An edit shows the same thing however often it is
//! made, so an ambiguous one is simply made again; one that a later change overtook is followed by another.

use super::open::{home, may_show};
use super::{amend, channel, link, places};
use crate::chat::SendError;
use crate::config::Team;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, Identity, MessageRef, Place, Platform};
use crate::domain::job::{Ending, Job};
use crate::domain::privacy::Privacy;
use crate::domain::survey::{Answer, State, Survey};
use crate::flow::deliver::{post_to_first, ticket_label, wait_or_retry};
use crate::flow::{Ctx, Held, insist, store_failed, store_failed_around_a_send};
use crate::present::Message;
use crate::present::words::{self, CardFacts, Voice};
use crate::store::{StoreError, TicketRow};

/// How often one run follows changes that overtake it.
const FOLLOWED: usize = 5;

/// A case with all that its messages tell.
pub(super) struct Told {
    pub case: Case,
    pub survey: Survey,
    pub answers: Vec<Answer>,
    pub ticket: TicketRow,
    pub team: Team,
}

impl Told {
    /// `None` if there is no such case any more.
    pub async fn load(ctx: &Ctx, id: &CaseId) -> Result<Option<Self>, StoreError> {
        let Some(case) = ctx.store.case(id).await? else { return Ok(None) };
        let Some(survey) = ctx.store.survey(&case.survey).await? else { return Ok(None) };
        let Some(ticket) = ctx.store.ticket(&survey.ticket).await? else { return Ok(None) };
        let Some(team) = ctx.team_of(&case.team).cloned() else { return Ok(None) };
        let answers = ctx.store.answers(&survey.id).await?;
        Ok(Some(Self { case, survey, answers, ticket, team }))
    }

    /// What people call the ticket.
    pub fn label(&self) -> Option<String> {
        ticket_label(&self.ticket.event.ticket)
    }

    fn card(&self, platform: Platform) -> Message {
        let erased = self.survey.may_answer.is_empty();
        let shown = !erased && may_show(&self.survey, &self.answers);
        let here = |people: &[Identity]| people.iter().find(|i| i.platform() == Some(platform)).cloned();
        let customer = here(&self.survey.may_answer).filter(|_| shown);
        let link = link(&self.ticket.event);
        let credited = self.credited(platform).filter(|_| shown);
        let label = self.label().filter(|_| shown);
        words::case_card(&CardFacts {
            case: &self.case,
            ticket_label: label.as_deref(),
            link: link.as_deref().filter(|_| shown),
            answers: if shown { &self.answers } else { &[] },
            customer: customer.as_ref(),
            credited: credited.as_ref(),
            erased,
            zone: &self.team.zone,
        })
    }

    /// Whoever is credited, as this platform knows them; nobody where no single answer may be laid at anybody's door.
    fn credited(&self, platform: Platform) -> Option<words::Credited> {
        let credit = self.survey.agent.as_ref().filter(|_| self.survey.privacy != Privacy::Confidential)?;
        let here = credit.identity().filter(|identity| identity.platform() == Some(platform));
        Some(here.map_or_else(|| words::Credited::Named(credit.shown().to_owned()), words::Credited::Here))
    }
}

/// Runs one case-card job.
pub async fn post(ctx: &Ctx, job: &Held, id: &CaseId) -> Ending {
    match attempt(ctx, job, id).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn attempt(ctx: &Ctx, job: &Held, id: &CaseId) -> Result<Ending, StoreError> {
    let nothing = |why: &str| Ok(Ending::Cancelled { why: why.to_owned() });
    let Some(told) = Told::load(ctx, id).await? else { return nothing("no such case") };
    if told.case.card.is_some() {
        return Ok(Ending::Done);
    }
    if !told.case.state.is_live() && !job.unknown {
        return nothing("over before anybody was told");
    }
    let home = home(&told.survey);
    let places: Vec<_> = places(ctx, &told.team, home)
        .into_iter()
        .map(|place| {
            let card = told.card(place.platform());
            let card = match (&place, channel(&told.team, home)) {
                (Place::Direct { .. }, Some(channel)) => words::case_elsewhere(card, channel),
                _ => card,
            };
            (place, card)
        })
        .collect();
    if places.is_empty() {
        tracing::warn!(team = %told.team.name, "a low score has nobody to go to: no case_channel and no manager");
        return nothing("the team has no case channel and no manager");
    }
    let sent = match post_to_first(ctx, job, Voice::ENGLISH, &places).await {
        Ok(sent) => sent,
        Err(ending) => return Ok(ending),
    };
    insist(job, || posted(ctx, job, &told.case, &sent)).await?;
    ctx.wake.notify_waiters();
    Ok(Ending::Done)
}

/// The card is visible: say so; and if the case has moved since it was composed, or an earlier attempt composed it, have it
/// edited.
async fn posted(ctx: &Ctx, job: &Held, shown: &Case, sent: &MessageRef) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    if let Some(mut case) = tx.case(&shown.id).await?
        && case.card.is_none()
    {
        case.card = Some(sent.clone());
        tx.save_case(&case, now).await?;
        if case.version != shown.version || job.unknown {
            amend(&tx, &case, now).await?;
        }
    }
    tx.finish(job, &Ending::Done, now, now).await?;
    tx.commit().await
}

/// Runs one amend-card job.
pub async fn edit(ctx: &Ctx, job: &Job, id: &CaseId) -> Ending {
    let mut shown = None;
    for _ in 0..FOLLOWED {
        let told = match Told::load(ctx, id).await {
            Ok(Some(told)) => told,
            Ok(None) => return Ending::Cancelled { why: "no such case".to_owned() },
            Err(error) => return store_failed(&error),
        };
        if shown == Some(told.case.version) {
            break;
        }
        shown = Some(told.case.version);
        if let Some(ending) = edit_once(ctx, job, &told).await {
            return ending;
        }
    }
    Ending::Done
}

/// `Some` ends the run.
async fn edit_once(ctx: &Ctx, job: &Job, told: &Told) -> Option<Ending> {
    let card = told.case.card.as_ref().map(|sent| (sent, told.card(sent.channel.platform)));
    let invitation = told.case.invitation.as_ref().and_then(|sent| Some((sent, replaced(ctx, told)?)));
    for (sent, message) in card.into_iter().chain(invitation) {
        let platform = sent.channel.platform;
        let Some(chat) = ctx.chat(platform) else { continue };
        match chat.amend(sent, &message).await {
            Ok(()) | Err(SendError::Unreachable(_)) => {} // what is gone needs no edit
            Err(SendError::Unknown(why)) => return Some(Ending::Retry { why }),
            Err(error) => return Some(wait_or_retry(ctx, job, platform, error).await),
        }
    }
    None
}

/// What takes the invitation's place, once there is anything to replace it by.
fn replaced(ctx: &Ctx, told: &Told) -> Option<Message> {
    let (speaker, survey) = (ctx.speaker(&told.survey), &told.survey.id);
    let State::Answered { at, .. } = told.survey.state else { return Some(words::invitation_over(speaker, survey)) };
    if told.survey.may_answer.is_empty() {
        Some(words::invitation_withdrawn(speaker, survey))
    } else if told.case.reanswered_at.is_some() {
        Some(words::invitation_answered(speaker, survey))
    } else if ctx.now() >= super::frozen_at(at) {
        Some(words::invitation_over(speaker, survey))
    } else {
        None
    }
}
