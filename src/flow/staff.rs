//! Who belongs to which team, where configuration names people by e-mail and chats know them by id.
//!
//! Configuration is the truth; a platform may add the chat identity behind a configured address (Slack vouches for it).
//! An unknown person is a customer.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use super::Ctx;
use crate::config::Team;
use crate::domain::ids::{Identity, IdentityKind, Platform, TeamName};

/// Chat identities found behind configured e-mail addresses.
#[derive(Debug, Default)]
pub struct Staff(RwLock<Vec<Found>>);

/// Somebody behind a configured address.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    team: TeamName,
    identity: Identity,
    leads: bool,
}

impl Staff {
    /// Whether this person is an agent or manager of the team.
    pub fn belongs(&self, team: &Team, person: &Identity) -> bool {
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
        team.has(person) || found.iter().any(|f| f.team == team.name && f.identity.matches(person))
    }

    /// Whether this person is a manager of the team.
    pub fn leads(&self, team: &Team, person: &Identity) -> bool {
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
        team.managers.iter().any(|m| m.matches(person))
            || found.iter().any(|f| f.leads && f.team == team.name && f.identity.matches(person))
    }

    /// The managers of a team whose chat identity is known, in configured order, then those behind addresses.
    pub fn managers(&self, team: &Team) -> Vec<Identity> {
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let configured = team.managers.iter().filter(|m| m.platform().is_some());
        let behind = found.iter().filter(|f| f.leads && f.team == team.name).map(|f| &f.identity);
        let mut all: Vec<Identity> = Vec::new();
        for manager in configured.chain(behind) {
            if !all.iter().any(|known| known.matches(manager)) {
                all.push(manager.clone());
            }
        }
        all
    }

    fn add(&self, new: Found) {
        let mut found = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !found.contains(&new) {
            found.push(new);
        }
    }
}

/// Looks up the Slack user behind every configured address. `false` if Slack did not answer for all: try again later.
pub async fn look_up(ctx: &Ctx) -> bool {
    let Some(slack) = ctx.chat(Platform::Slack) else { return true };
    let mut complete = true;
    for team in &ctx.settings.teams {
        let addresses: BTreeSet<&Identity> =
            team.agents.iter().chain(&team.managers).filter(|i| i.kind == IdentityKind::Email).collect();
        for address in addresses {
            match slack.find(&address.value).await {
                Ok(Some(identity)) => {
                    let leads = team.managers.contains(address);
                    ctx.staff.add(Found { team: team.name.clone(), identity, leads });
                }
                Ok(None) => tracing::warn!(team = %team.name, "a configured e-mail address is nobody's in Slack"),
                Err(_) => complete = false,
            }
        }
    }
    complete
}
