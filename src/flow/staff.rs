//! Who belongs to which team, where configuration names people by e-mail or by group and chats know them by id.
//!
//! Configuration is the truth; a platform says who is behind a configured address (Slack), in a user group (Slack) or has
//! a role (Discord). What it said last is remembered over restarts: its silence makes nobody a customer. An unknown person
//! is a customer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};
use std::time::Duration as Wait;

use super::{Ctx, names, until_fresh};
use crate::chat::{Actor, Chat};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::group::Group;
use crate::domain::ids::{Identity, IdentityKind, Platform};
use crate::domain::{Duration, Timestamp};
use crate::store::StoreError;

/// On need, groups are read again only after this.
const FRESH: Duration = Duration::from_secs(60);
/// Somebody waits for an answer: Slack gets so long to say that they are staff.
const PATIENCE: Wait = Wait::from_secs(1);

/// Chat identities found behind configured addresses and in configured groups.
#[derive(Debug, Default)]
pub struct Staff {
    /// By what configuration writes: an address, a group.
    behind: RwLock<BTreeMap<String, BTreeSet<Identity>>>,
    /// Credited addresses that Slack knows nobody by.
    nobodys: RwLock<BTreeSet<String>>,
    /// When everything was last read, for questions that come in between.
    read_at: RwLock<Option<Timestamp>>,
}

impl Staff {
    /// Whether this person is an agent or manager of the team.
    pub fn belongs(&self, team: &Team, person: &Identity) -> bool {
        team.has(person)
            || self.stands_behind(team.agents.iter().chain(&team.managers), person)
            || self.is_in_any(team.agent_groups.iter().chain(&team.manager_groups), person)
    }

    /// Whether this person is a manager of the team.
    pub fn leads(&self, team: &Team, person: &Identity) -> bool {
        team.managers.iter().any(|m| m.matches(person))
            || self.stands_behind(team.managers.iter(), person)
            || self.is_in_any(team.manager_groups.iter(), person)
    }

    /// The managers of a team whose chat identity is known: those configured, then those behind addresses, then those in
    /// groups.
    pub fn managers(&self, team: &Team) -> Vec<Identity> {
        let behind = self.behind.read().unwrap_or_else(PoisonError::into_inner);
        let configured = team.managers.iter().filter(|m| m.platform().is_some());
        let addresses = team.managers.iter().filter(|m| m.kind == IdentityKind::Email).map(Identity::to_string);
        let names = addresses.chain(team.manager_groups.iter().map(Group::to_string));
        let found = names.filter_map(|name| behind.get(&name)).flatten();
        let mut all: Vec<Identity> = Vec::new();
        for manager in configured.chain(found) {
            if !all.iter().any(|known| known.matches(manager)) {
                all.push(manager.clone());
            }
        }
        all
    }

    /// Every id that the credit of this person may go by: their own, and the configured addresses they stand behind.
    pub fn credit_ids(&self, person: &Identity) -> Vec<String> {
        let behind = self.behind.read().unwrap_or_else(PoisonError::into_inner);
        let addresses =
            behind.iter().filter(|(name, people)| is_address(name) && people.iter().any(|known| known.matches(person)));
        let mut ids: Vec<String> = addresses.map(|(name, _)| name.clone()).collect();
        ids.push(person.to_string());
        ids.sort();
        ids.dedup();
        ids
    }

    /// The chat identity an agent can be written to: the one a credit names, or the one behind its address.
    pub fn reached_by(&self, id: &str) -> Option<Identity> {
        let named: Identity = id.parse().ok()?;
        if named.platform().is_some() {
            return Some(named);
        }
        let behind = self.behind.read().unwrap_or_else(PoisonError::into_inner);
        behind.get(id).and_then(|people| people.first()).cloned()
    }

    /// Whether nothing is known yet of a credited address.
    fn is_new(&self, id: &str) -> bool {
        let behind = self.behind.read().unwrap_or_else(PoisonError::into_inner);
        let nobodys = self.nobodys.read().unwrap_or_else(PoisonError::into_inner);
        is_address(id) && !behind.contains_key(id) && !nobodys.contains(id)
    }

    fn is_nobodys(&self, address: &str) {
        self.nobodys.write().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned());
    }

    fn stands_behind<'a>(&self, mut named: impl Iterator<Item = &'a Identity>, person: &Identity) -> bool {
        let behind = self.behind.read().unwrap_or_else(PoisonError::into_inner);
        named.any(|name| name.kind == IdentityKind::Email && holds(&behind, &name.to_string(), person))
    }

    fn is_in_any<'a>(&self, mut groups: impl Iterator<Item = &'a Group>, person: &Identity) -> bool {
        let behind = self.behind.read().unwrap_or_else(PoisonError::into_inner);
        groups.any(|group| holds(&behind, &group.to_string(), person))
    }

    /// Everybody behind it from now on; `true` if that is news.
    fn set(&self, behind: &str, people: BTreeSet<Identity>) -> bool {
        let mut known = self.behind.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(behind.to_owned(), people.clone()) != Some(people)
    }

    /// Whether one person is behind it from now on; `true` if that is news.
    fn set_one(&self, behind: &str, person: &Identity, is_in: bool) -> bool {
        let mut known = self.behind.write().unwrap_or_else(PoisonError::into_inner);
        let people = known.entry(behind.to_owned()).or_default();
        if is_in { people.insert(person.clone()) } else { people.remove(person) }
    }

    fn was_read(&self, at: Timestamp) {
        *self.read_at.write().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        let read = *self.read_at.read().unwrap_or_else(PoisonError::into_inner);
        read.is_some_and(|at| now.duration_since(at) < FRESH)
    }
}

fn is_address(name: &str) -> bool {
    name.parse::<Identity>().is_ok_and(|identity| identity.kind == IdentityKind::Email)
}

fn holds(behind: &BTreeMap<String, BTreeSet<Identity>>, name: &str, person: &Identity) -> bool {
    behind.get(name).is_some_and(|people| people.iter().any(|known| known.matches(person)))
}

/// What the platforms said before this process began.
pub async fn recall(ctx: &Ctx) -> Result<(), StoreError> {
    for (behind, person) in ctx.store.roster().await? {
        ctx.staff.set_one(&behind, &person, true);
    }
    Ok(())
}

/// Asks Slack who is behind every configured address and in every user group, and the chats what agents are called who are
/// credited without a name. `false` if one did not answer for all: try again later; what was known before stays.
pub async fn look_up(ctx: &Ctx) -> bool {
    let mut complete = match ctx.chat(Platform::Slack) {
        Some(slack) => ask_slack(ctx, slack.as_ref()).await,
        None => true,
    };
    for team in &ctx.settings.teams {
        complete &= names::learn(ctx, team).await;
    }
    complete
}

async fn ask_slack(ctx: &Ctx, slack: &dyn Chat) -> bool {
    let mut complete = true;
    for address in addresses(ctx) {
        complete &= learn_address(ctx, slack, &address).await;
    }
    for group in groups(ctx).into_iter().filter(|g| g.platform() == Platform::Slack) {
        complete &= learn_group(ctx, slack, &group).await;
    }
    for team in &ctx.settings.teams {
        complete &= meet_credited(ctx, team, Week::containing(ctx.now(), &team.zone)).await;
    }
    if complete {
        ctx.staff.was_read(ctx.now());
    }
    complete
}

/// Finds the Slack users behind addresses that a helpdesk credited with answers in this week and the one before, so that
/// an agent configured by id finds their own numbers. It makes nobody staff.
pub async fn meet_credited(ctx: &Ctx, team: &Team, week: Week) -> bool {
    let Some(slack) = ctx.chat(Platform::Slack) else { return true };
    let mut complete = true;
    for week in [week, week.back(1)] {
        let Ok(ids) = ctx.store.agents_with_answers(&team.name, week, &team.zone).await else { return false };
        for address in ids.into_iter().filter(|id| ctx.staff.is_new(id)) {
            match slack.find(&address).await {
                Ok(Some(person)) => complete &= keep_all(ctx, &address, BTreeSet::from([person])).await,
                Ok(None) => ctx.staff.is_nobodys(&address),
                Err(_) => complete = false,
            }
        }
    }
    complete
}

/// The same for somebody who waits for their numbers.
pub async fn meet_in_time(ctx: &Ctx, team: &Team, week: Week) {
    let (ctx, team) = (ctx.clone(), team.clone());
    let meeting = tokio::spawn(async move { meet_credited(&ctx, &team, week).await });
    if tokio::time::timeout(PATIENCE, meeting).await.is_err() {
        tracing::warn!("Slack did not say in time who is credited; numbers under an address may be missing");
    }
}

fn addresses(ctx: &Ctx) -> BTreeSet<Identity> {
    let people = ctx.settings.teams.iter().flat_map(|t| t.agents.iter().chain(&t.managers));
    people.filter(|i| i.kind == IdentityKind::Email).cloned().collect()
}

fn groups(ctx: &Ctx) -> BTreeSet<Group> {
    ctx.settings.teams.iter().flat_map(|t| t.agent_groups.iter().chain(&t.manager_groups)).cloned().collect()
}

async fn learn_address(ctx: &Ctx, slack: &dyn Chat, address: &Identity) -> bool {
    match slack.find(&address.value).await {
        Ok(Some(identity)) => keep_all(ctx, &address.to_string(), BTreeSet::from([identity])).await,
        Ok(None) => {
            tracing::warn!("a configured e-mail address is nobody's in Slack");
            true
        }
        Err(_) => false,
    }
}

async fn learn_group(ctx: &Ctx, slack: &dyn Chat, group: &Group) -> bool {
    match slack.members(group).await {
        Ok(Some(people)) => keep_all(ctx, &group.to_string(), people.into_iter().collect()).await,
        Ok(None) => true,
        Err(error) => {
            tracing::warn!(%group, %error, "a user group could not be read; those it held before stay staff");
            false
        }
    }
}

async fn keep_all(ctx: &Ctx, behind: &str, people: BTreeSet<Identity>) -> bool {
    if !ctx.staff.set(behind, people.clone()) {
        return true;
    }
    let people: Vec<Identity> = people.into_iter().collect();
    let kept = until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        tx.set_roster(behind, &people).await?;
        tx.commit().await
    })
    .await;
    noted(kept)
}

async fn keep_one(ctx: &Ctx, behind: &str, person: &Identity, is_in: bool) -> bool {
    if !ctx.staff.set_one(behind, person, is_in) {
        return true;
    }
    let kept = until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        if is_in {
            tx.put_on_roster(behind, person).await?
        } else {
            tx.take_off_roster(behind, person).await?
        }
        tx.commit().await
    })
    .await;
    noted(kept)
}

fn noted(kept: Result<(), StoreError>) -> bool {
    if let Err(error) = &kept {
        tracing::warn!(%error, "who is staff could not be remembered; this process knows it, the next one must ask");
    }
    kept.is_ok()
}

/// Takes in what a payload says of the actor's roles.
pub async fn heard_of(ctx: &Ctx, by: &Actor) {
    let Some(said) = &by.groups else { return };
    for group in groups(ctx) {
        if let Some(is_in) = said.has(&group) {
            keep_one(ctx, &group.to_string(), &by.identity, is_in).await;
        }
    }
}

/// Before somebody is refused as a stranger: Slack's groups are read again, unless they just were.
pub async fn make_sure(ctx: &Ctx, by: &Identity) {
    if ctx.is_staff(by) || groups(ctx).is_empty() || ctx.staff.is_fresh(ctx.now()) {
        return;
    }
    ctx.staff.was_read(ctx.now());
    // In a task of its own: who waits may lose patience, what is being stored may not be dropped.
    let ctx = ctx.clone();
    let reading = tokio::spawn(async move { look_up(&ctx).await });
    if tokio::time::timeout(PATIENCE, reading).await.is_err() {
        tracing::warn!("Slack did not say in time who is staff; what was known before stays");
    }
}

/// Before somebody is asked: whether a platform counts them among the team. Its silence changes nothing.
pub async fn ask_about(ctx: &Ctx, team: &Team, identities: &[Identity]) {
    for group in team.agent_groups.iter().chain(&team.manager_groups) {
        let Some(chat) = ctx.chat(group.platform()) else { continue };
        if group.platform() == Platform::Slack {
            if !ctx.staff.is_fresh(ctx.now()) {
                learn_group(ctx, chat.as_ref(), group).await;
            }
            continue;
        }
        for person in identities.iter().filter(|i| i.platform() == Some(Platform::Discord)) {
            match chat.is_in(person, group).await {
                Ok(Some(is_in)) => drop(keep_one(ctx, &group.to_string(), person, is_in).await),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%group, %error, "a member's roles could not be read; what was known before stays");
                }
            }
        }
    }
}
