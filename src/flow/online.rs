//! The question on a page of its own: making a link to it, showing it, taking the answer.
//!
//! The token stands for the asked person: whoever has it answers as them, once. Commits together: the used link, the
//! answer and all that follows from it. Knows no HTTP; refuses to tell one reason why a link does not work from another.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::deliver::{ticket_named, worded_now};
use super::respond::carry_out;
use super::{Ctx, until_fresh};
use crate::domain::Timestamp;
use crate::domain::ids::SurveyId;
use crate::domain::instrument::Score;
use crate::domain::language::{Language, Wording};
use crate::domain::survey::{self, Event, Presser, Refused, Remark, State, Survey};
use crate::present::online::{self, ACT, ACT_DECLINE, ACT_NOT_SOLVED, Asking, SCORE};
use crate::present::words::{self, Speaker};
use crate::store::{StoreError, Story, Tx};

/// A page, and how the request for it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// How.
    pub outcome: Outcome,
    /// The whole page.
    pub html: String,
    /// The one style it uses, as a content security policy names it.
    pub style: &'static str,
}

/// How a request for a page went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The question is shown.
    Asked,
    /// Nothing was chosen, or nothing on the scale; the question is shown again.
    Incomplete,
    /// What was pressed is stored.
    Saved,
    /// No open question is behind this link.
    Gone,
}

impl Leaf {
    fn of(outcome: Outcome, html: String) -> Self {
        Self { outcome, html, style: online::style_hash() }
    }

    fn told(outcome: Outcome, speaker: Speaker<'_>, (heading, sentence): (String, String)) -> Self {
        Self::of(outcome, online::told(speaker, (&heading, &sentence)))
    }

    /// Nobody knows whose link it was: only the browser says what its reader speaks.
    fn gone(ctx: &Ctx, accepted: &str) -> Self {
        let language = Language::accepted(accepted);
        let speaker = match ctx.settings.teams.first() {
            Some(team) => team.speaker(language),
            None => Speaker::plain(language.unwrap_or_default()),
        };
        Self::told(Outcome::Gone, speaker, words::page_gone(speaker))
    }
}

/// The language a survey's page is in: the survey's own; the browser's only where nobody knows more.
fn language(survey: &Survey, accepted: &str) -> Option<Language> {
    survey.wording.language.or_else(|| Language::accepted(accepted))
}

/// The page a token leads to, for a browser that accepts these languages. Records nothing.
pub async fn look(ctx: &Ctx, token: &str, accepted: &str) -> Result<Leaf, StoreError> {
    match ctx.store.linked(&hash(token), ctx.now()).await? {
        Some(survey) => Ok(Leaf::of(Outcome::Asked, ask(ctx, &survey, accepted, None).await?)),
        None => Ok(Leaf::gone(ctx, accepted)),
    }
}

async fn ask(ctx: &Ctx, survey: &Survey, accepted: &str, unfinished: Option<&Remark>) -> Result<String, StoreError> {
    let speaker = ctx.speaker(survey).in_language(language(survey, accepted));
    let ticket = ctx.store.ticket(&survey.ticket).await?;
    let label = ticket.and_then(|t| ticket_named(speaker, &t.event.ticket));
    let (instrument, privacy) = (survey.instrument, survey.privacy);
    let asking = Asking { speaker, instrument, ticket_label: label.as_deref(), privacy, unfinished };
    Ok(online::question(&asking))
}

/// What was sent with the page's form. The first that says something is stored; the link is used up by it.
pub async fn answer(
    ctx: &Ctx,
    token: &str,
    fields: &BTreeMap<String, String>,
    accepted: &str,
) -> Result<Leaf, StoreError> {
    until_fresh(|| answer_once(ctx, token, fields, accepted)).await
}

async fn answer_once(
    ctx: &Ctx,
    token: &str,
    fields: &BTreeMap<String, String>,
    accepted: &str,
) -> Result<Leaf, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let gone = || Ok(Leaf::gone(ctx, accepted));
    let Some(id) = tx.use_link(&hash(token), now).await? else { return gone() };
    let Some(mut survey) = tx.survey(&id).await? else { return gone() };
    if let State::Undeliverable { .. } = survey.state {
        // Used before we heard that its source took it: whoever uses it has it.
        let Ok((next, effects)) = survey::apply(&survey, &[], Event::Linked, now) else { return gone() };
        carry_out(ctx, &tx, &survey, &next, &effects, now).await?;
        survey = tx.survey(&id).await?.unwrap_or(next);
    }
    let Some(by) = asked_person(ctx, &survey) else { return gone() };
    note_wording(ctx, &tx, &mut survey, accepted).await?;
    let pressed = match fields.get(ACT).map(String::as_str) {
        Some(ACT_NOT_SOLVED) => pressed(ctx, &tx, &survey, Event::NotSolved { by }, now).await?,
        Some(ACT_DECLINE) => pressed(ctx, &tx, &survey, Event::Decline { by }, now).await?,
        _ => scored(ctx, &tx, &survey, by, fields, now).await?,
    };
    match pressed {
        Ok(leaf) => {
            tx.commit().await?;
            ctx.wake.notify_waiters();
            Ok(leaf)
        }
        Err(refused) => {
            // Given back by leaving the transaction: a link is not used up by what was not stored.
            drop(tx);
            refuse(ctx, &survey, &refused, fields, accepted).await
        }
    }
}

/// The page was the first to show the question: it was in the words of now, and an answer is counted under them.
async fn note_wording(ctx: &Ctx, tx: &Tx, survey: &mut Survey, accepted: &str) -> Result<(), StoreError> {
    let Some(team) = ctx.team_of(&survey.team).filter(|_| survey.wording.language.is_none()) else { return Ok(()) };
    let language = language(survey, accepted).unwrap_or(team.language);
    let now = worded_now(team, survey, Some(language));
    survey.wording = Wording { edition: survey.wording.edition.or(now.edition), ..now };
    tx.set_wording(&survey.id, &survey.wording).await
}

async fn pressed(
    ctx: &Ctx,
    tx: &Tx,
    survey: &Survey,
    event: Event,
    now: Timestamp,
) -> Result<Result<Leaf, Refused>, StoreError> {
    let speaker = ctx.speaker(survey);
    let said = match event {
        Event::Decline { .. } => words::page_declined(speaker),
        _ => words::page_not_solved(speaker),
    };
    let (next, effects) = match survey::apply(survey, &[], event, now) {
        Ok(applied) => applied,
        Err(refused) => return Ok(Err(refused)),
    };
    carry_out(ctx, tx, survey, &next, &effects, now).await?;
    Ok(Ok(Leaf::told(Outcome::Saved, speaker, said)))
}

async fn scored(
    ctx: &Ctx,
    tx: &Tx,
    survey: &Survey,
    by: Presser,
    fields: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Result<Leaf, Refused>, StoreError> {
    let Some(value) = fields.get(SCORE).and_then(|s| point(s)) else { return Ok(Err(Refused::OffScale)) };
    let press = Event::Press { by: by.clone(), instrument: survey.instrument, value, made: now };
    let (next, effects) = match survey::apply(survey, &[], press, now) {
        Ok(applied) => applied,
        Err(refused) => return Ok(Err(refused)),
    };
    carry_out(ctx, tx, survey, &next, &effects, now).await?;
    let (remark, cut) = words::read_comment_form(fields);
    if remark != Remark::default() {
        let answers = tx.answers(&survey.id).await?;
        if let Ok((after, effects)) = survey::apply(&next, &answers, Event::Remark { by, remark }, now) {
            carry_out(ctx, tx, &next, &after, &effects, now).await?;
        }
    }
    let Ok(score) = Score::on(survey.instrument, value) else { return Ok(Err(Refused::OffScale)) };
    let speaker = ctx.speaker(survey);
    Ok(Ok(Leaf::told(Outcome::Saved, speaker, words::page_saved(speaker, score, cut))))
}

/// Digits and nothing else: what is not written like a point is not repaired into one.
fn point(written: &str) -> Option<i64> {
    let plain = (1..=3).contains(&written.len()) && written.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| written.parse().ok()).flatten()
}

async fn refuse(
    ctx: &Ctx,
    survey: &Survey,
    refused: &Refused,
    fields: &BTreeMap<String, String>,
    accepted: &str,
) -> Result<Leaf, StoreError> {
    tracing::info!(survey = %survey.id, reason = %refused, "an answer on the page was refused");
    if *refused != Refused::OffScale {
        return Ok(Leaf::gone(ctx, accepted));
    }
    let (written, _) = words::read_comment_form(fields);
    Ok(Leaf::of(Outcome::Incomplete, ask(ctx, survey, accepted, Some(&written)).await?))
}

/// Whoever has the token is taken for the person who was asked, and judged by the same rules.
fn asked_person(ctx: &Ctx, survey: &Survey) -> Option<Presser> {
    let identity = survey.may_answer.first()?.clone();
    let is_agent = ctx.team_of(&survey.team).is_some_and(|t| ctx.staff.belongs(t, &identity));
    Some(Presser { identity, is_agent, is_bot: false })
}

/// A token as it is looked for. Mail programs take the full stop or the bracket after a link for a part of it.
pub(super) fn hash(token: &str) -> String {
    let bare = token.trim_end_matches(|c: char| c.is_ascii_punctuation());
    hex::encode(Sha256::digest(bare.as_bytes()))
}

/// What an operator reads who asked for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It was made.
    Made(String),
    /// It was not, and why.
    Refused(String),
}

/// Makes a link to the question about a ticket's newest close; earlier links to it no longer work.
pub async fn link(ctx: &Ctx, ticket: &str, source: Option<&str>) -> Result<Link, StoreError> {
    let refused = |why: String| Ok(Link::Refused(why));
    let Some(address) = ctx.settings.server.public_url.clone() else {
        return refused(words::LINK_WITHOUT_ADDRESS.to_owned());
    };
    let stories = ctx.store.why(ticket, source).await?;
    let Some(newest) = stories.first() else {
        return refused(crate::present::text::plain(&words::why_unknown(ticket)));
    };
    if stories.iter().any(|s| s.survey.ticket != newest.survey.ticket) {
        let mut sources: Vec<String> = stories.into_iter().map(|s| s.source).collect();
        sources.sort();
        sources.dedup();
        return refused(words::link_ambiguous(ticket, &sources));
    }
    let named = named(newest);
    let id = newest.survey.id.clone();
    until_fresh(|| link_once(ctx, &id, &named, &address)).await
}

/// As people call it.
fn named(story: &Story) -> String {
    format!("ticket {}", story.ticket)
}

async fn link_once(ctx: &Ctx, id: &SurveyId, named: &str, address: &url::Url) -> Result<Link, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(survey) = tx.survey(id).await? else { return Err(StoreError::Stale) };
    let Some(person) = survey.person.clone().filter(|_| !survey.may_answer.is_empty()) else {
        return Ok(Link::Refused(words::link_for_nobody(named)));
    };
    let (next, effects) = match survey::apply(&survey, &[], Event::Linked, now) {
        Ok(applied) => applied,
        Err(_) => return Ok(Link::Refused(words::link_refused(named, &survey.state))),
    };
    carry_out(ctx, &tx, &survey, &next, &effects, now).await?;
    if !matches!(survey.state, State::Delivered { .. }) {
        // An operator decided to ask, so the cooldown does not hinder it; it counts for the next one.
        tx.reserve_ask(&person, id, crate::domain::Duration::ZERO, now).await?;
    }
    if let Some(team) = ctx.team_of(&survey.team).filter(|_| survey.wording.edition.is_none()) {
        let locale = ctx.store.person(&person).await?.and_then(|p| p.locale);
        let ticket = ctx.store.ticket(&survey.ticket).await?.and_then(|t| t.event.ticket.language);
        let language = Language::of_person(locale.as_deref(), ticket.as_deref());
        tx.set_wording(id, &worded_now(team, &survey, language)).await?;
    }
    let token = ctx.chance.id();
    tx.put_link(id, &hash(&token), now).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    let base = address.as_str().trim_end_matches('/');
    Ok(Link::Made(words::link_made(named, &format!("{base}/s/{token}"), &survey.state)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_digits_are_a_point() {
        assert_eq!(["1", "7", "07", "12"].map(point), [Some(1), Some(7), Some(7), Some(12)]);
        for odd in ["", "+5", "-1", "5.5", "five", " 5", "５", "9999"] {
            assert_eq!(point(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn what_a_mail_program_adds_to_a_link_does_not_matter_and_all_else_does() {
        let token = "7abc0123456789defghjkmnpqr";
        for with in [".", ")", ").", ",", ">", "!"] {
            assert_eq!(hash(&format!("{token}{with}")), hash(token), "{with}");
        }
        for other in [&token[1..], &token.to_uppercase(), &format!("({token}"), &format!("{token}0")] {
            assert_ne!(hash(other), hash(token), "{other}");
        }
    }
}
