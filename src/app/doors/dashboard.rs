//! The dashboard's pages, as the web edge sees them: what it asks for, in the words of the verbs, and back.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::Doors;
use crate::flow::dashboard::sign_in::{Entered, Left};
use crate::flow::dashboard::{self, Leaf, Outcome, Sheet, sign_in, style};
use crate::flow::detached;
use crate::store::StoreError;
use crate::web::SinkBusy;
use crate::web::dashboard::{Pages, Posted, Seen, Sheet as Asked, Sight};

#[async_trait]
impl Pages for Doors {
    async fn look(
        &self,
        session: Option<String>,
        sheet: Asked,
        query: BTreeMap<String, String>,
    ) -> Result<Sight, SinkBusy> {
        let (ctx, sheet) = (self.ctx.clone(), sheet_of(sheet, query));
        let leaf = detached(async move { dashboard::look(&ctx, session.as_deref(), &sheet).await }).await;
        leaf.map(sight).map_err(failed)
    }

    async fn door(&self, token: String, browser: Option<String>) -> Result<(Sight, String), SinkBusy> {
        let ctx = self.ctx.clone();
        let opened = detached(async move { sign_in::door(&ctx, &token, browser.as_deref()).await }).await;
        opened.map(|(leaf, mark)| (sight(leaf), mark)).map_err(failed)
    }

    async fn enter(
        &self,
        token: String,
        browser: Option<String>,
        fields: BTreeMap<String, String>,
    ) -> Result<Posted, SinkBusy> {
        let ctx = self.ctx.clone();
        let entered = detached(async move { sign_in::enter(&ctx, &token, browser.as_deref(), &fields).await }).await;
        match entered.map_err(failed)? {
            Entered::In(session) => Ok(Posted::In(session)),
            Entered::Out(leaf) => Ok(Posted::Neither(sight(leaf))),
        }
    }

    async fn leave(&self, session: Option<String>, fields: BTreeMap<String, String>) -> Result<Posted, SinkBusy> {
        let ctx = self.ctx.clone();
        let left = detached(async move { sign_in::leave(&ctx, session.as_deref(), &fields).await }).await;
        match left.map_err(failed)? {
            Left::Out(leaf) => Ok(Posted::Out(sight(leaf))),
            Left::Still(leaf) => Ok(Posted::Neither(sight(leaf))),
        }
    }
}

fn failed(error: StoreError) -> SinkBusy {
    tracing::error!(error = %error, "a page of the dashboard failed; the person was told to try again");
    SinkBusy
}

fn sight(leaf: Leaf) -> Sight {
    let status = match leaf.outcome {
        Outcome::Shown => Seen::Well,
        Outcome::SignedOut => Seen::SignedOut,
        Outcome::NoTeam | Outcome::Refused => Seen::Forbidden,
        Outcome::Nothing => Seen::Nothing,
    };
    Sight { status, html: leaf.html, style: style() }
}

fn sheet_of(asked: Asked, mut query: BTreeMap<String, String>) -> Sheet {
    let mut said = |key: &str| query.remove(key);
    match asked {
        Asked::Overview => Sheet::Overview,
        Asked::Team(team) => Sheet::Team { team, before: said("before") },
        Asked::Week(team, week) => Sheet::Week { team, week },
        Asked::Cases(team) => Sheet::Cases { team, state: said("state"), after: said("after") },
        Asked::Closes(team) => {
            let (week, state, q, before) = (said("week"), said("state"), said("q"), said("before"));
            Sheet::Closes { team, week, state, q, before }
        }
        Asked::Close(team, id) => Sheet::Close { team, id },
        Asked::People => Sheet::People,
        Asked::Settings => Sheet::Settings,
    }
}
