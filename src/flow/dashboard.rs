//! The dashboard: who is signed in, what they may see, and the page that shows it.
//!
//! | file | verb |
//! |---|---|
//! | `sign_in` | a one-time link is given out, opened, used; a session ends |
//! | `teams` | the overview, a team's weeks, one week |
//! | `closes` | the ledger of a team's closes, and what became of one |
//! | `cases` | a team's cases |
//! | `people` | coverage by agent for those who lead, one's own numbers for everybody of a team |
//! | `configured` | what the operator configured, and where |
//!
//! Who may see a page is decided anew at every request, from configuration and what the platforms say of it: a session
//! holds who somebody is and no role. What may not be seen is not there: it is answered like what does not exist. Nothing
//! here writes, but for `sign_in`.

mod cases;
mod closes;
mod configured;
mod people;
pub mod sign_in;
mod teams;

use super::Ctx;
use crate::config::Team;
use crate::domain::ids::Identity;
use crate::domain::privacy::Viewer;
use crate::present::dashboard::{self as page, Frame, Here, TeamLink};
use crate::store::{StoreError, Visitor};

/// What is asked for. Names and words as they came; whoever looks them up judges them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// All one's teams.
    Overview,
    /// A team's weeks.
    Team {
        /// Its name.
        team: String,
        /// The weeks before this one.
        before: Option<String>,
    },
    /// One week of a team.
    Week {
        /// The team's name.
        team: String,
        /// `2026-W47`.
        week: String,
    },
    /// A team's cases.
    Cases {
        /// The team's name.
        team: String,
        /// `open`, `taken`, `closed`, `not_actionable`, `withdrawn`; both live ones if left out.
        state: Option<String>,
        /// Where the page before ended.
        after: Option<String>,
    },
    /// A team's closes.
    Closes {
        /// The team's name.
        team: String,
        /// `2026-W47`.
        week: Option<String>,
        /// A state's word.
        state: Option<String>,
        /// A ticket's number.
        q: Option<String>,
        /// Where the page before ended.
        before: Option<String>,
    },
    /// What became of one close.
    Close {
        /// The team's name.
        team: String,
        /// The survey's id.
        id: String,
    },
    /// Agents and their coverage.
    People,
    /// What is configured.
    Settings,
}

/// A page, and how the request for it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// How.
    pub outcome: Outcome,
    /// The whole page.
    pub html: String,
}

/// How a request for a page went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is shown.
    Shown,
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is, who belongs to no team.
    NoTeam,
    /// There is no such page, for them.
    Nothing,
    /// The form was not ours, or not of this browser.
    Refused,
}

/// A signed-in person, and what they are to which team. Made anew for every request.
struct Guest<'a> {
    ctx: &'a Ctx,
    visitor: Visitor,
    /// Every team of theirs, in configured order.
    teams: Vec<(&'a Team, Viewer)>,
    /// What a form of theirs must hold.
    seal: String,
}

impl<'a> Guest<'a> {
    fn of(ctx: &'a Ctx, visitor: Visitor, token: &str) -> Self {
        let teams = ctx.settings.teams.iter().filter_map(|t| Some((t, viewer(ctx, t, &visitor.person)?))).collect();
        Self { ctx, visitor, teams, seal: sign_in::seal(token) }
    }

    fn person(&self) -> &Identity {
        &self.visitor.person
    }

    fn leads(&self) -> impl Iterator<Item = &'a Team> {
        self.teams.iter().filter(|(_, viewer)| *viewer == Viewer::Lead).map(|(team, _)| *team)
    }

    /// A team of theirs by its exact name.
    fn team(&self, name: &str) -> Option<(&'a Team, Viewer)> {
        self.teams.iter().find(|(team, _)| team.name.as_str() == name).copied()
    }

    /// A team they lead.
    fn led(&self, name: &str) -> Option<&'a Team> {
        self.team(name).filter(|(_, viewer)| *viewer == Viewer::Lead).map(|(team, _)| team)
    }

    /// Every id their credit may go by.
    fn credit_ids(&self) -> Vec<String> {
        self.ctx.staff.credit_ids(self.person())
    }

    fn frame<'b>(&'b self, here: Here<'b>) -> Frame<'b> {
        let link = |(team, viewer): &(&'a Team, Viewer)| TeamLink {
            name: team.name.as_str().to_owned(),
            leads: *viewer == Viewer::Lead,
        };
        Frame {
            base: base(self.ctx),
            who: self.visitor.name.clone().unwrap_or_else(|| self.person().to_string()),
            seal: &self.seal,
            teams: self.teams.iter().map(link).collect(),
            here,
        }
    }
}

/// What this person is to a team; `None`: nobody.
fn viewer(ctx: &Ctx, team: &Team, person: &Identity) -> Option<Viewer> {
    if ctx.staff.leads(team, person) {
        Some(Viewer::Lead)
    } else {
        ctx.staff.belongs(team, person).then_some(Viewer::Agent)
    }
}

/// What stands before every path of ours: nothing, unless we are reached below a path of somebody else's.
fn base(ctx: &Ctx) -> String {
    let path = ctx.settings.server.public_url.as_ref().map(|url| url.path().trim_end_matches('/').to_owned());
    path.unwrap_or_default()
}

/// The one style of every page, as a content security policy names it.
pub fn style() -> &'static str {
    page::style_hash()
}

/// The page this session may see.
pub async fn look(ctx: &Ctx, session: Option<&str>, sheet: &Sheet) -> Result<Leaf, StoreError> {
    let signed_out = || Ok(Leaf { outcome: Outcome::SignedOut, html: page::door::signed_out() });
    let Some(token) = session else { return signed_out() };
    let Some(visitor) = ctx.store.session(&sign_in::hash(token), ctx.now()).await? else { return signed_out() };
    let guest = Guest::of(ctx, visitor, token);
    if guest.teams.is_empty() {
        let html = page::door::no_team(&guest.frame(Here::Elsewhere));
        return Ok(Leaf { outcome: Outcome::NoTeam, html });
    }
    let shown = match sheet {
        Sheet::Overview => Some(teams::overview(&guest).await?),
        Sheet::Team { team, before } => teams::weeks(&guest, team, before.as_deref()).await?,
        Sheet::Week { team, week } => teams::week(&guest, team, week).await?,
        Sheet::Cases { team, state, after } => cases::list(&guest, team, state.as_deref(), after.as_deref()).await?,
        Sheet::Closes { team, week, state, q, before } => {
            let filter = closes::Filter { week: week.as_deref(), state: state.as_deref(), q: q.as_deref() };
            closes::list(&guest, team, filter, before.as_deref()).await?
        }
        Sheet::Close { team, id } => closes::why(&guest, team, id).await?,
        Sheet::People => Some(people::coverage(&guest).await?),
        Sheet::Settings => configured::list(&guest),
    };
    Ok(match shown {
        Some(html) => Leaf { outcome: Outcome::Shown, html },
        None => Leaf { outcome: Outcome::Nothing, html: page::door::nothing(&guest.frame(Here::Elsewhere)) },
    })
}
