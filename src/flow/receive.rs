//! What a person did in a chat, handed to the verb that deals with it.
//!
//! Knows which verb; returns only after everything durable is committed. Refuses to know platforms' payloads.

use async_trait::async_trait;

use super::{Ctx, close, detached, explain, installation, preview, respond, until_fresh};
use crate::chat::{Command, Inbound, NotSaved, Receiver, Reply, Unread};
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
        detached(async move { dispatch(&ctx, inbound).await }).await.map_err(|error| {
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

async fn dispatch(ctx: &Ctx, inbound: Inbound) -> Result<Reply, StoreError> {
    match inbound {
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
            Command::Preview { language } => preview::show(ctx, &by, language.as_deref()).await,
            Command::Status => explain::status(ctx, &by).await,
            Command::StopAsking => respond::stop_asking(ctx, by).await,
            Command::AskMe => respond::ask_me(ctx, by).await,
            Command::Help { not_understood } if ctx.is_staff(&by.identity) => {
                Ok(say(words::help(not_understood.as_deref())))
            }
            Command::Help { not_understood } => {
                Ok(say(words::customer_help(ctx.speaker_of(&by).await, not_understood.as_deref())))
            }
        },
    }
}

/// A private reply.
pub(super) fn say(message: crate::present::Message) -> Reply {
    Reply { message: Some(message), in_place: false, form: None }
}
