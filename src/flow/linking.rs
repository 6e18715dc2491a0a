//! `link` and `unlink`: a manager says which accounts are one person's.
//!
//! Knows what follows: one opt-out, one cooldown, any of the accounts may answer what is still open. Refuses to guess, to
//! link whom a configured team counts as its own with a customer, and to log more than ids.
//!
//! Decided: undoing a link gives nothing back. The account becomes a person of its own with the same opt-out and the same
//! last question, so that nobody becomes askable by it; surveys and answers stay with the person it leaves. A source that
//! names both accounts together, Slack's own directory, or `[[person]]` link them again: those are facts, not guesses.

use super::receive::{for_the_team, say};
use super::{Ctx, quieten, until_fresh};
use crate::chat::{Actor, Reply};
use crate::domain::Timestamp;
use crate::domain::ids::{Identity, PersonId};
use crate::present::words::{self, Linking};
use crate::store::{StoreError, Tx};

/// `/afterword link @person other`.
pub async fn link(
    ctx: &Ctx,
    by: &Actor,
    person: Option<&Identity>,
    other: Option<&Identity>,
) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    let told = match (leads(ctx, by), person, other) {
        (false, ..) => Linking::NotAllowed,
        (true, Some(person), Some(other)) => {
            let both = [ctx.placed(person), ctx.placed(other)];
            if both[0].matches(&both[1]) {
                Linking::Same
            } else if ctx.is_staff(&both[0]) != ctx.is_staff(&both[1]) {
                Linking::StaffAndCustomer
            } else {
                until_fresh(|| link_once(ctx, &both)).await?;
                Linking::Linked
            }
        }
        _ => Linking::NotUnderstood,
    };
    Ok(say(words::linking(&told)))
}

async fn link_once(ctx: &Ctx, both: &[Identity]) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let one = tx.person(&ctx.together(both), &|| ctx.chance.id(), now).await?;
    admit(&tx, &one.id, &one.identities, now).await?;
    if one.opted_out_at.is_some() {
        // What one of the two had refused is refused for both, also where it was already asked.
        quieten::ends_open(ctx, &tx, &one.id, now).await?;
    }
    quieten::keeps_one_open(ctx, &tx, &one.id, now).await?;
    tx.note_act("link", one.id.as_str(), now).await?;
    tx.commit().await?;
    tracing::info!(person = %one.id, "two accounts were linked by hand");
    Ok(())
}

/// Any account of the person may answer what is open.
async fn admit(tx: &Tx, person: &PersonId, identities: &[Identity], now: Timestamp) -> Result<(), StoreError> {
    for mut open in tx.open_surveys(person).await? {
        let more: Vec<_> = identities.iter().filter(|i| !open.may_answer.contains(i)).cloned().collect();
        if !more.is_empty() {
            open.may_answer.extend(more);
            tx.save_survey(&open, now).await?;
        }
    }
    Ok(())
}

/// `/afterword unlink other`.
pub async fn unlink(ctx: &Ctx, by: &Actor, other: Option<&Identity>) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    let told = match (leads(ctx, by), other) {
        (false, _) => Linking::NotAllowed,
        (true, None) => Linking::NotUnderstood,
        (true, Some(other)) => {
            let other = ctx.placed(other);
            let configured = ctx.settings.people.iter().flatten().any(|i| i.matches(&other));
            match configured {
                true => Linking::Configured,
                false => until_fresh(|| unlink_once(ctx, &other)).await?,
            }
        }
    };
    Ok(say(words::linking(&told)))
}

async fn unlink_once(ctx: &Ctx, other: &Identity) -> Result<Linking, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some((left, alone)) = tx.part(other, ctx.chance.id(), now).await? else { return Ok(Linking::NotLinked) };
    for mut open in tx.open_surveys(&left).await? {
        let ticket = tx.ticket(&open.ticket).await?;
        let named = ticket.into_iter().flat_map(|t| t.event.customer).flat_map(|c| c.identities);
        let by_source = named.into_iter().any(|i| i.matches(other));
        if !by_source && open.may_answer.len() > 1 && open.may_answer.contains(other) {
            open.may_answer.retain(|i| i != other);
            tx.save_survey(&open, now).await?;
        }
    }
    tx.note_act("unlink", alone.as_str(), now).await?;
    tx.commit().await?;
    tracing::info!(person = %left, now_alone = %alone, "an account was parted from its person by hand");
    Ok(Linking::Parted)
}

fn leads(ctx: &Ctx, by: &Actor) -> bool {
    ctx.settings.teams.iter().any(|team| ctx.staff.leads(team, &by.identity))
}
