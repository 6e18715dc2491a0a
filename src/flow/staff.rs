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
pub struct Staff(RwLock<Vec<(TeamName, Identity)>>);

impl Staff {
    /// Whether this person is an agent or manager of the team.
    pub fn belongs(&self, team: &Team, person: &Identity) -> bool {
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
        team.has(person) || found.iter().any(|(name, identity)| *name == team.name && identity.matches(person))
    }

    fn add(&self, team: &TeamName, identity: Identity) {
        let mut found = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !found.iter().any(|(t, i)| t == team && *i == identity) {
            found.push((team.clone(), identity));
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
                Ok(Some(identity)) => ctx.staff.add(&team.name, identity),
                Ok(None) => tracing::warn!(team = %team.name, "a configured e-mail address is nobody's in Slack"),
                Err(_) => complete = false,
            }
        }
    }
    complete
}
