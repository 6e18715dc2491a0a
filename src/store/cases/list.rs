//! A team's cases, page by page.
//!
//! Knows a stable order (time of opening, then id) and a cursor that survives whatever is added meanwhile. Whose cases
//! are wanted is asked of the database: what is filtered after a page was cut is a page with holes. Refuses to know who
//! may see what.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::{holder_like, row};
use crate::domain::case::Case;
use crate::domain::ids::{Identity, TeamName};
use crate::store::{LARGEST_PAGE, Result, Store};

/// Which cases of a team are wanted.
#[derive(Debug, Clone)]
pub struct CasesWanted<'a> {
    /// Whose.
    pub team: &'a TeamName,
    /// In these states, by their words.
    pub states: &'a [&'a str],
    /// Only those this person has, or had last.
    pub holder: Option<&'a Identity>,
    /// The newest first; otherwise whoever has waited longest.
    pub newest_first: bool,
    /// Only after this case in that order, as the page before ended.
    pub after: Option<(i64, String)>,
    /// At most so many, and at most [`LARGEST_PAGE`].
    pub limit: u64,
}

impl Store {
    /// One page of a team's cases, and where the next one begins, if there is one.
    pub async fn cases(&self, wanted: &CasesWanted<'_>) -> Result<(Vec<Case>, Option<(i64, String)>)> {
        let limit = wanted.limit.clamp(1, LARGEST_PAGE);
        let mut query = row::Entity::find()
            .filter(row::Column::Team.eq(wanted.team.as_str()))
            .filter(row::Column::State.is_in(wanted.states.iter().copied()));
        if let Some(holder) = wanted.holder {
            query = query.filter(Expr::col(row::Column::Holder).like(LikeExpr::new(holder_like(holder)).escape('!')));
        }
        if let Some((at, id)) = &wanted.after {
            let (opened, id) = (row::Column::OpenedAt, id.as_str());
            let beyond = if wanted.newest_first {
                Condition::any().add(opened.lt(*at)).add(opened.eq(*at).and(row::Column::Id.lt(id)))
            } else {
                Condition::any().add(opened.gt(*at)).add(opened.eq(*at).and(row::Column::Id.gt(id)))
            };
            query = query.filter(beyond);
        }
        let order = if wanted.newest_first { Order::Desc } else { Order::Asc };
        let mut rows = query
            .order_by(row::Column::OpenedAt, order.clone())
            .order_by(row::Column::Id, order)
            .limit(limit + 1)
            .all(&self.reader)
            .await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().filter(|_| more).map(|last| (last.opened_at, last.id.clone()));
        Ok((rows.into_iter().map(row::Model::parse).collect::<Result<_>>()?, next))
    }
}
