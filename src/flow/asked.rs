//! Who is asked: every account that is theirs, and what the platforms know of them.
//!
//! Knows that Slack vouches for an address and that linked accounts are one person. Refuses to take not knowing for an
//! obstacle.

use super::deliver::{Case, wait_or_retry};
use super::{Ctx, quieten};
use crate::domain::ids::{Identity, IdentityKind, Platform};
use crate::domain::job::{Ending, Job};
use crate::domain::survey::Survey;
use crate::store::StoreError;

/// Finds the Slack user behind an e-mail address when no chat identity is known, and links the two: Slack vouches for it.
pub(super) async fn complete_identities(ctx: &Ctx, job: &Job, case: &mut Case) -> Result<Option<Ending>, StoreError> {
    admit_linked(ctx, case).await?;
    let known = &case.person.identities;
    if known.iter().any(|i| i.platform().is_some()) {
        return Ok(None);
    }
    let Some(email) = known.iter().find(|i| i.kind == IdentityKind::Email).cloned() else { return Ok(None) };
    let Some(chat) = ctx.chat(Platform::Slack) else { return Ok(None) };
    match chat.find(&email.value).await {
        Ok(None) => Ok(None),
        Ok(Some(found)) => {
            let now = ctx.now();
            let tx = ctx.store.begin().await?;
            case.person = tx.person(&[email, found.clone()], &|| ctx.chance.id(), now).await?;
            // If the two were two people until now, their becoming one has just changed the survey's row.
            let mut survey = tx.survey(&case.survey.id).await?.unwrap_or_else(|| case.survey.clone());
            survey.person = Some(case.person.id.clone());
            survey.may_answer.push(found);
            tx.save_survey(&survey, now).await?;
            quieten::keeps_one_open(ctx, &tx, &case.person.id, now).await?;
            tx.commit().await?;
            survey.version += 1;
            case.survey = survey;
            Ok(None)
        }
        Err(error) => Ok(Some(wait_or_retry(ctx, job, Platform::Slack, error).await)),
    }
}

/// Whoever was linked to the asked person since the close may answer, too: the question may be put to them by that account.
async fn admit_linked(ctx: &Ctx, case: &mut Case) -> Result<(), StoreError> {
    let linked = |survey: &Survey| -> Vec<Identity> {
        case.person.identities.iter().filter(|i| !survey.may_answer.contains(i)).cloned().collect()
    };
    if linked(&case.survey).is_empty() {
        return Ok(());
    }
    let tx = ctx.store.begin().await?;
    let mut survey = tx.survey(&case.survey.id).await?.unwrap_or_else(|| case.survey.clone());
    survey.may_answer.extend(linked(&survey));
    tx.save_survey(&survey, ctx.now()).await?;
    tx.commit().await?;
    survey.version += 1;
    case.survey = survey;
    Ok(())
}

/// What the platforms say about the person to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// A person, or nothing is known.
    Person,
    /// A program.
    Bot,
    /// Every account is gone: a question in their conversation would be one that nobody can answer.
    Nobody,
}

/// Asks the platforms what they know: whether this is a program, and the person's hours. Not knowing is no obstacle.
pub(super) async fn learn_about(ctx: &Ctx, case: &mut Case) -> Result<Known, StoreError> {
    let mut known = Known::Person;
    for identity in case.person.identities.clone() {
        let Some(chat) = identity.platform().and_then(|p| ctx.chat(p)) else { continue };
        let profile = match chat.profile(&identity).await {
            Ok(Some(profile)) => profile,
            Ok(None) => {
                known = Known::Nobody;
                continue;
            }
            Err(_) => return Ok(Known::Person),
        };
        if let Some(locale) = profile.locale.filter(|l| case.person.locale.as_deref() != Some(l)) {
            let tx = ctx.store.begin().await?;
            tx.set_locale(&case.person.id, &locale).await?;
            tx.commit().await?;
            case.person.locale = Some(locale);
        }
        if let Some(zone) = profile.zone.filter(|z| case.person.zone.as_deref() != Some(z)) {
            let tx = ctx.store.begin().await?;
            tx.set_zone(&case.person.id, &zone).await?;
            tx.commit().await?;
            case.person.zone = Some(zone);
        }
        return Ok(if profile.is_bot { Known::Bot } else { Known::Person });
    }
    Ok(known)
}
