//! What `/api/v1` may ask of the inside: rows and scorecards, for one token's teams.
//!
//! Knows which verb answers which question. Refuses to know HTTP and JSON.

use async_trait::async_trait;

use super::Doors;
use crate::domain::ids::TeamName;
use crate::flow::api::{self, Card, Page};
use crate::flow::detached;
use crate::store::{Slice, StoreError};
use crate::web::{Ask, Books, Found, List, NotShown};

#[async_trait]
impl Books for Doors {
    async fn read(&self, ask: Ask, teams: &[String], words: bool) -> Result<Found, NotShown> {
        let ctx = self.ctx.clone();
        match ask {
            Ask::Teams => Ok(Found { items: api::teams(&ctx, teams), next: None }),
            Ask::Tickets(list) => found(detached(async move { api::tickets(&ctx, &slice(list), words).await }).await),
            Ask::Answers(list) => found(detached(async move { api::answers(&ctx, &slice(list), words).await }).await),
            Ask::Cases(list) => found(detached(async move { api::cases(&ctx, &slice(list), words).await }).await),
            Ask::Scorecard { team, week } => {
                match detached(async move { api::scorecard(&ctx, &team, &week, words).await }).await {
                    Ok(Card::Found(card)) => Ok(Found { items: vec![*card], next: None }),
                    Ok(Card::NotOver) => Err(NotShown::NotOver),
                    Ok(Card::Unknown) => Err(NotShown::Unknown),
                    Err(error) => Err(busy(&error)),
                }
            }
        }
    }
}

fn slice(list: List) -> Slice {
    let List { teams, from, to, state, id, after, limit } = list;
    Slice { teams: teams.into_iter().map(TeamName::new).collect(), from, to, state, id, after, limit }
}

fn found(page: Result<Page, StoreError>) -> Result<Found, NotShown> {
    match page {
        Ok(Page { items, next }) => Ok(Found { items, next }),
        Err(error) => Err(busy(&error)),
    }
}

fn busy(error: &StoreError) -> NotShown {
    tracing::error!(error = %error, "the interface could not read; the caller was told to try again");
    NotShown::Busy
}
