//! Who may come in: one-time links to the dashboard, and sessions, each known only by the hash of its token.
//!
//! Knows that of many who use a link at once, one gets in; that a newer link of a person ends the older one; and when
//! each is over. Refuses to know tokens, and to keep a role: that is configuration's to say, at every request.

use sea_orm::QueryResult;

use super::rows::identity_kind;
use super::sql::{self, corrupt, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::Identity;

/// Somebody whom a chat vouched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Who.
    pub person: Identity,
    /// As the chat called them, if it said.
    pub name: Option<String>,
}

impl Store {
    /// Whether a link still leads in. Records nothing.
    pub async fn sign_in_is_open(&self, hash: &str, now: Timestamp) -> Result<bool> {
        let sql = "SELECT 1 FROM sign_in_link WHERE hash = $1 AND used_at IS NULL AND ends_at > $2";
        Ok(sql::one(&self.reader, sql, values![hash, ms(now)]).await?.is_some())
    }

    /// Whose session this is, while it lasts.
    pub async fn session(&self, hash: &str, now: Timestamp) -> Result<Option<Visitor>> {
        let sql = "SELECT kind, installation, value, name FROM web_session WHERE hash = $1 AND ends_at > $2";
        sql::one(&self.reader, sql, values![hash, ms(now)]).await?.map(|row| visitor(&row)).transpose()
    }
}

impl Tx {
    /// Keeps a link until `ends_at`. Earlier links of this person no longer work; what is long over is forgotten.
    pub async fn put_sign_in(&self, hash: &str, who: &Visitor, ends_at: Timestamp, now: Timestamp) -> Result<()> {
        let Identity { kind, installation, value } = &who.person;
        let over = "DELETE FROM sign_in_link WHERE ends_at <= $1";
        sql::execute(&self.inner, over, values![ms(now)]).await?;
        let over = "DELETE FROM web_session WHERE ends_at <= $1";
        sql::execute(&self.inner, over, values![ms(now)]).await?;
        let older = "DELETE FROM sign_in_link WHERE kind = $1 AND installation = $2 AND value = $3";
        sql::execute(&self.inner, older, values![kind.as_str(), installation.as_str(), value.as_str()]).await?;
        let sql = "INSERT INTO sign_in_link (hash, kind, installation, value, name, ends_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let bound =
            values![hash, kind.as_str(), installation.as_str(), value.as_str(), who.name.as_deref(), ms(ends_at)];
        sql::execute(&self.inner, sql, bound).await.map(drop)
    }

    /// Uses a link up and returns whose it was. Of many who use it at once, one gets in.
    pub async fn use_sign_in(&self, hash: &str, now: Timestamp) -> Result<Option<Visitor>> {
        let sql = "UPDATE sign_in_link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND ends_at > $2
                   RETURNING kind, installation, value, name";
        sql::one(&self.inner, sql, values![hash, ms(now)]).await?.map(|row| visitor(&row)).transpose()
    }

    /// Begins a session that lasts until `ends_at`.
    pub async fn open_session(&self, hash: &str, who: &Visitor, now: Timestamp, ends_at: Timestamp) -> Result<()> {
        let Identity { kind, installation, value } = &who.person;
        let sql = "INSERT INTO web_session (hash, kind, installation, value, name, made_at, ends_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let bound = values![
            hash,
            kind.as_str(),
            installation.as_str(),
            value.as_str(),
            who.name.as_deref(),
            ms(now),
            ms(ends_at)
        ];
        sql::execute(&self.inner, sql, bound).await.map(drop)
    }

    /// Ends a session; whether there was one.
    pub async fn end_session(&self, hash: &str) -> Result<bool> {
        Ok(sql::execute(&self.inner, "DELETE FROM web_session WHERE hash = $1", values![hash]).await? > 0)
    }

    /// Ends every session of somebody and every link to one. Returns how many there were.
    pub(super) async fn erase_visits(&self, name: &Identity) -> Result<u64> {
        let mut touched = 0;
        for table in ["sign_in_link", "web_session"] {
            let sql = format!("DELETE FROM {table} WHERE kind = $1 AND value = $2");
            touched += sql::execute(&self.inner, sql, values![name.kind.as_str(), name.value.as_str()]).await?;
        }
        Ok(touched)
    }
}

fn visitor(row: &QueryResult) -> Result<Visitor> {
    let kind: String = row.try_get_by_index(0)?;
    let kind = identity_kind(&kind).ok_or_else(|| corrupt("web_session", "unknown kind of person"))?;
    let (installation, value) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    Ok(Visitor { person: Identity { kind, installation, value }, name: row.try_get_by_index(3)? })
}
