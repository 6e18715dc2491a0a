//! What a person did in a chat, handed to the verb that deals with it.
//!
//! Knows which verb; returns only after everything durable is committed. Refuses to know platforms' payloads.

use async_trait::async_trait;

use super::{
    Ctx, beside, case, close, compare, credit, dashboard, detached, explain, home, installation, linking, me, missed,
    off, preview, promise, respond, staff, until_fresh,
};
use crate::chat::{Actor, Command, Inbound, NotSaved, Receiver, Reply, Unread};
use crate::domain::language::Language;
use crate::present::words;
use crate::store::StoreError;

/// The receiver that `app` hands to the adapters.
#[derive(Clone)]
pub struct Reception {
    ctx: Ctx,
}

impl Reception {
    /// A receiver over this context.
    pub fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

#[async_trait]
impl Receiver for Reception {
    async fn receive(&self, inbound: Inbound) -> Result<Reply, NotSaved> {
        let ctx = self.ctx.clone();
        detached(async move { answered(&ctx, inbound).await }).await.map_err(|error| {
            tracing::error!(error = %error, "an act could not be stored; the person was told");
            NotSaved
        })
    }

    async fn keep(&self, unread: Unread) -> Result<(), NotSaved> {
        let ctx = self.ctx.clone();
        detached(async move { keep_unread(&ctx, unread).await }).await.map_err(|error| {
            tracing::error!(error = %error, "what could not be read could not be kept either");
            NotSaved
        })
    }
}

async fn keep_unread(ctx: &Ctx, unread: Unread) -> Result<(), StoreError> {
    let Unread { platform, installation, kind, dedupe, payload, why } = unread;
    let received_at = ctx.now();
    let row = crate::store::Unread { platform, installation, kind, dedupe, payload, why: why.to_owned(), received_at };
    until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        tx.keep_unread(&row).await?;
        tx.commit().await
    })
    .await
}

/// What they did, and then a question that waits for them, if one does.
async fn answered(ctx: &Ctx, inbound: Inbound) -> Result<Reply, StoreError> {
    let by = match &inbound {
        Inbound::Command { by, .. } | Inbound::Press { by, .. } => Some(by.clone()),
        _ => None,
    };
    let reply = dispatch(ctx, inbound).await?;
    Ok(match by {
        Some(by) => beside::with_question(ctx, &by, reply).await,
        None => reply,
    })
}

async fn dispatch(ctx: &Ctx, inbound: Inbound) -> Result<Reply, StoreError> {
    know_actor(ctx, &inbound).await;
    if let Inbound::Command { by, .. } = &inbound {
        note_locale(ctx, by).await;
    }
    match inbound {
        Inbound::HomeOpened { by, .. } => home::opened(ctx, &by).await,
        Inbound::Press { by, at, control, message, made, dedupe } => {
            let told = respond::Told { message: message.as_ref(), made, dedupe: &dedupe };
            respond::press(ctx, by, at, &control, told).await
        }
        Inbound::Submit { by, control, fields, dedupe } => respond::submit(ctx, by, &control, &fields, &dedupe).await,
        Inbound::CloseAndAsk { by, at, customer, excerpt, message_id, .. } => {
            close::from_message(ctx, by, at, customer, excerpt, message_id).await
        }
        Inbound::ThreadLocked { at, parent, owner, name, locked_at, .. } => {
            close::from_lock(ctx, at, parent, owner, name, locked_at).await
        }
        Inbound::Installation { platform, installation, news, dedupe } => {
            installation::heard(ctx, platform, &installation, news, &dedupe).await
        }
        Inbound::Command { by, at, command, dedupe } => match command {
            Command::Close { customer, subject, no_survey } => {
                close::from_command(ctx, by, at, customer, subject, no_survey, dedupe).await
            }
            Command::Why { ticket } => explain::why(ctx, &by, &ticket).await,
            Command::Scorecard { team, week } => explain::scorecard(ctx, &by, team.as_deref(), week.as_deref()).await,
            Command::PostScorecard { team, week } => missed::post(ctx, &by, team.as_deref(), week.as_deref()).await,
            Command::Compare { date, team } => compare::from_command(ctx, &by, &date, team.as_deref()).await,
            Command::Cases => case::list::cases(ctx, &by).await,
            Command::Credit { ticket, agent, reason } => {
                credit::from_command(ctx, &by, &ticket, agent, reason.as_deref()).await
            }
            Command::Me { messages } => me::from_command(ctx, &by, messages).await,
            Command::Promise { text } => promise::from_command(ctx, &by, &at, text.as_deref(), &dedupe).await,
            Command::Pause { team } => off::from_command(ctx, &by, team.as_deref(), true).await,
            Command::Resume { team } => off::from_command(ctx, &by, team.as_deref(), false).await,
            Command::Preview { language } => preview::show(ctx, &by, language.as_deref()).await,
            Command::Status => explain::status(ctx, &by).await,
            Command::Dashboard => dashboard::sign_in::invite(ctx, &by).await,
            Command::Link { person, other } => linking::link(ctx, &by, person.as_ref(), other.as_ref()).await,
            Command::Unlink { other } => linking::unlink(ctx, &by, other.as_ref()).await,
            Command::StopAsking => respond::stop_asking(ctx, by).await,
            Command::AskMe => respond::ask_me(ctx, by).await,
            Command::Help { not_understood } => Ok(say(explain::help(ctx, &by, not_understood.as_deref()).await)),
        },
    }
}

/// Who acts may be staff by a role or a group; only those acts that staff alone may do wait for Slack to say so.
async fn know_actor(ctx: &Ctx, inbound: &Inbound) {
    let by = match inbound {
        Inbound::Press { by, .. } | Inbound::Submit { by, .. } => return staff::heard_of(ctx, by).await,
        Inbound::Command { by, .. } | Inbound::CloseAndAsk { by, .. } | Inbound::HomeOpened { by, .. } => by,
        Inbound::ThreadLocked { .. } | Inbound::Installation { .. } => return,
    };
    staff::heard_of(ctx, by).await;
    let for_staff = !matches!(inbound, Inbound::Command { command: Command::StopAsking | Command::AskMe, .. });
    if for_staff {
        staff::make_sure(ctx, &by.identity).await;
    }
}

/// A platform that tells what somebody reads only when they do something (Discord) has told it now: a first question, later,
/// comes in that language. Not being able to remember it is no obstacle.
async fn note_locale(ctx: &Ctx, by: &Actor) {
    let Some(locale) = by.locale.as_deref().filter(|l| Language::from_locale(l).is_some()) else { return };
    if by.is_bot || ctx.is_staff(&by.identity) {
        return;
    }
    let kept = until_fresh(|| async {
        if ctx.store.locale_of(&by.identity).await?.as_deref() == Some(locale) {
            return Ok(());
        }
        let now = ctx.now();
        let tx = ctx.store.begin().await?;
        let together = ctx.together(std::slice::from_ref(&by.identity));
        let person = tx.person(&together, &|| ctx.chance.id(), now).await?;
        tx.set_locale(&person.id, locale).await?;
        tx.commit().await
    })
    .await;
    if let Err(error) = kept {
        tracing::warn!(%error, "what somebody reads could not be remembered");
    }
}

/// A private reply.
pub(super) fn say(message: crate::present::Message) -> Reply {
    Reply { message: Some(message), in_place: false, form: None }
}

/// To somebody who is of no team and used what is for a team's people.
pub(super) async fn for_the_team(ctx: &Ctx, by: &Actor) -> Reply {
    say(words::for_the_team(ctx.reader(by).await))
}
