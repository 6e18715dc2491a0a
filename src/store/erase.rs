//! Erasing a person: what names them goes, what only counts them stays.
//!
//! Knows every table that holds a name, an address or somebody's words. Refuses to know chats: prompts are amended by
//! jobs that the caller adds.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::survey;
use super::sql::{self, ms, values};
use super::{Result, Tx, event_text};
use crate::domain::Timestamp;
use crate::domain::ids::{Identity, PersonId};
use crate::domain::survey::Survey;
use crate::domain::ticket::{Contact, TicketEvent};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Tables whose rows hold an event as text: name, the row's id as text, how it is found by that, the event.
const EVENTS: [(&str, &str, &str, &str); 2] =
    [("ticket", "id", "id = $2", "event"), ("inbox", "CAST(id AS TEXT)", "id = CAST($2 AS BIGINT)", "payload")];

impl Tx {
    /// Everybody known by this name in any workspace, with all names they are known by.
    pub async fn known_as(&self, who: &Identity) -> Result<(Vec<PersonId>, Vec<Identity>)> {
        let sql = "SELECT DISTINCT person_id FROM identity WHERE kind = $1 AND value = $2";
        let rows = sql::all(&self.inner, sql, values![who.kind.as_str(), who.value.as_str()]).await?;
        let mut people = Vec::new();
        let mut names = vec![who.clone()];
        for row in rows {
            let id: String = row.try_get_by_index(0)?;
            let sql = "SELECT kind, installation, value FROM identity WHERE person_id = $1";
            for row in sql::all(&self.inner, sql, values![id.as_str()]).await? {
                let kind = super::rows::identity_kind(&row.try_get_by_index::<String>(0)?)
                    .ok_or_else(|| sql::corrupt("identity", "unknown kind"))?;
                let (installation, value) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
                names.push(Identity { kind, installation, value });
            }
            people.push(PersonId::new(id));
        }
        Ok((people, names))
    }

    /// All surveys of a person.
    pub async fn surveys_of(&self, person: &PersonId) -> Result<Vec<Survey>> {
        let rows = survey::Entity::find()
            .filter(survey::Column::PersonId.eq(person.as_str()))
            .order_by_asc(survey::Column::Id)
            .all(&self.inner)
            .await?;
        rows.into_iter().map(survey::Model::parse).collect()
    }

    /// Takes the person out of everything that is only theirs. The row stays, without a name, so that those who answered
    /// can still be counted; scores and reasons stay.
    pub async fn erase_person(&self, person: &PersonId) -> Result<()> {
        self.erase_quotes(person).await?;
        let steps = [
            "UPDATE answer SET comment = NULL, contact_ok = false
               WHERE survey_id IN (SELECT id FROM survey WHERE person_id = $1)",
            "UPDATE credit_change SET reason = ''
               WHERE survey_id IN (SELECT id FROM survey WHERE person_id = $1)",
            "DELETE FROM survey_link WHERE survey_id IN (SELECT id FROM survey WHERE person_id = $1)",
            "UPDATE survey SET may_answer = '[]', detail = NULL, version = version + 1 WHERE person_id = $1",
            "DELETE FROM unreachable WHERE person_id = $1",
            "DELETE FROM identity WHERE person_id = $1",
            "UPDATE person SET zone = NULL, locale = NULL WHERE id = $1",
        ];
        for step in steps {
            sql::execute(&self.inner, step, values![person.as_str()]).await?;
        }
        Ok(())
    }

    /// Takes their words out of the numbers frozen for scorecards; the numbers stay.
    async fn erase_quotes(&self, person: &PersonId) -> Result<()> {
        let sql = "SELECT DISTINCT answer.team, answer.comment FROM answer JOIN survey ON survey.id = answer.survey_id
                   WHERE survey.person_id = $1 AND answer.comment IS NOT NULL";
        for row in sql::all(&self.inner, sql, values![person.as_str()]).await? {
            let (team, comment): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            for table in ["frozen_week", "scorecard_run"] {
                let sql = format!("SELECT DISTINCT frozen FROM {table} WHERE team = $1 AND frozen IS NOT NULL");
                for row in sql::all(&self.inner, sql, values![team.as_str()]).await? {
                    let frozen: String = row.try_get_by_index(0)?;
                    if let Some(without) = without_quote(&frozen, &comment) {
                        let sql = format!("UPDATE {table} SET frozen = $1 WHERE team = $2 AND frozen = $3");
                        sql::execute(&self.inner, sql, values![without, team.as_str(), frozen]).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes these names out of every stored event, read or not yet; whoever worked on the ticket is called `alias` from
    /// now on. Returns how many events named them.
    pub async fn erase_names(&self, names: &[Identity], alias: &str) -> Result<u64> {
        let mut touched = 0;
        for name in names {
            for (table, id, this, text) in EVENTS {
                let sql = format!("SELECT {id}, {text} FROM {table} WHERE {text} LIKE $1 ESCAPE '!'");
                for row in sql::all(&self.inner, sql, values![containing(&name.value)]).await? {
                    let (key, event): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                    let mut event = event_text::read(&event, table)?;
                    if erase_from(&mut event, names, alias) {
                        let sql = format!("UPDATE {table} SET {text} = $1 WHERE {this}");
                        touched += sql::execute(&self.inner, sql, values![event_text::write(&event)?, key]).await?;
                    }
                }
            }
            let sql = "DELETE FROM unread WHERE payload LIKE $1 ESCAPE '!'";
            touched += sql::execute(&self.inner, sql, values![containing(&name.value)]).await?;
            touched += self.erase_handler(name).await?;
            touched += self.erase_from_cards(name, alias).await?;
            for table in ["survey", "answer"] {
                let sql = format!("UPDATE {table} SET agent = $1, agent_id = $1 WHERE agent_id = $2");
                touched += sql::execute(&self.inner, sql, values![alias, name.to_string()]).await?;
            }
            let sql = "UPDATE survey SET agent_name = NULL WHERE agent_id = $1 AND agent_name IS NOT NULL";
            sql::execute(&self.inner, sql, values![alias]).await?;
            touched += self.erase_from_credit(name, alias).await?;
            touched += self.erase_from_promises(name, alias).await?;
            touched += self.erase_from_roster(name).await?;
            touched += self.erase_from_notes(&name.to_string()).await?;
            touched += self.erase_visits(name).await?;
        }
        Ok(touched)
    }

    /// Takes an agent's name out of the numbers frozen for scorecards; the numbers stay. A colleague of exactly the same name in
    /// the same team loses it there, too: who of them was meant is not kept.
    async fn erase_from_cards(&self, name: &Identity, alias: &str) -> Result<u64> {
        let id = name.to_string();
        let sql = "SELECT team, agent, agent_name FROM survey WHERE agent_id = $1
                   UNION SELECT team, from_id, from_name FROM credit_change WHERE from_id = $1
                   UNION SELECT team, to_id, to_name FROM credit_change WHERE to_id = $1";
        let mut called: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in sql::all(&self.inner, sql, values![id.as_str()]).await? {
            let team: String = row.try_get_by_index(0)?;
            let shown: [Option<String>; 2] = [row.try_get_by_index(1)?, row.try_get_by_index(2)?];
            for label in shown.into_iter().flatten().chain([id.clone()]) {
                let both = format!("{label} ({id})");
                called.entry(team.clone()).or_default().extend([label, both]);
            }
        }
        let mut touched = 0;
        for (team, labels) in called {
            for table in ["frozen_week", "scorecard_run"] {
                let sql = format!("SELECT DISTINCT frozen FROM {table} WHERE team = $1 AND frozen IS NOT NULL");
                for row in sql::all(&self.inner, sql, values![team.as_str()]).await? {
                    let frozen: String = row.try_get_by_index(0)?;
                    if let Some(without) = without_agent(&frozen, &labels, alias) {
                        let sql = format!("UPDATE {table} SET frozen = $1 WHERE team = $2 AND frozen = $3");
                        touched += sql::execute(&self.inner, sql, values![without, team.as_str(), frozen]).await?;
                    }
                }
            }
        }
        Ok(touched)
    }

    /// Notes what an operator did, without whom it was done to.
    pub async fn note_act(&self, act: &str, detail: &str, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO audit (at, act, detail) VALUES ($1, $2, $3)";
        sql::execute(&self.inner, sql, values![ms(now), act, detail]).await.map(drop)
    }
}

fn containing(value: &str) -> String {
    format!("%{}%", value.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// `None` if it is not quoted there. A quote may have been shortened.
fn without_quote(frozen: &str, comment: &str) -> Option<String> {
    let mut card: serde_json::Value = serde_json::from_str(frozen).ok()?;
    let quotes = card.get_mut("quotes")?.as_array_mut()?;
    let before = quotes.len();
    let theirs = |text: &str| comment.trim().starts_with(text.trim_end_matches('…').trim());
    quotes.retain(|quote| !quote.get("text").and_then(|t| t.as_str()).is_some_and(theirs));
    (quotes.len() < before).then(|| card.to_string())
}

/// `None` if none of these names an agent there.
fn without_agent(frozen: &str, labels: &BTreeSet<String>, alias: &str) -> Option<String> {
    let mut card: serde_json::Value = serde_json::from_str(frozen).ok()?;
    let mut found = false;
    for list in ["/agents", "/coverage/agents"] {
        for line in card.pointer_mut(list).and_then(|l| l.as_array_mut()).into_iter().flatten() {
            if let Some(name) = line.get_mut("name").filter(|n| n.as_str().is_some_and(|n| labels.contains(n))) {
                *name = alias.into();
                found = true;
            }
        }
    }
    found.then(|| card.to_string())
}

fn erase_from(event: &mut TicketEvent, names: &[Identity], alias: &str) -> bool {
    let is_them = |c: &Contact| c.identities.iter().any(|i| names.iter().any(|n| n.matches(i)));
    let mut found = false;
    if event.customer.as_ref().is_some_and(is_them) {
        found = true;
        event.customer = None;
        event.ticket.subject = None;
        event.chat = None;
        event.no_survey = None;
        event.extra.clear();
    }
    let workers = event.agent.iter_mut().chain(&mut event.closed_by).chain(&mut event.participants);
    for worker in workers.filter(|c| is_them(c)) {
        found = true;
        *worker = Contact { name: Some(alias.to_owned()), bot: worker.bot, ..Contact::default() };
    }
    found
}
