//! Nothing lost, nothing twice: what was acknowledged is looked for in the database behind the store's back, after the
//! program was killed.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use sea_orm::sqlx;
use sea_orm::sqlx::Connection;

use crate::calls::{Caller, ON_DISCORD, ON_SLACK, survey};
use crate::reference;

/// Numbers of calls that were acknowledged as kept.
#[derive(Default)]
pub struct Kept {
    /// Presses on Slack.
    pub slack: Vec<usize>,
    /// Presses on Discord.
    pub discord: Vec<usize>,
    /// Closed tickets.
    pub desk: Vec<usize>,
}

impl Kept {
    /// The list of this caller's.
    pub fn by(&mut self, caller: Caller) -> &mut Vec<usize> {
        match caller {
            Caller::Slack => &mut self.slack,
            Caller::Discord => &mut self.discord,
            Caller::Desk => &mut self.desk,
        }
    }

    /// Fails unless each of them is stored, once. Returns how many there are.
    pub async fn all_stored(&self, database: &Path) -> anyhow::Result<usize> {
        let mut db = reference::open(database).await?;
        let sql = "SELECT survey_id, COUNT(*) FROM answer GROUP BY survey_id";
        let answers: HashMap<String, i64> =
            sqlx::query_as::<_, (String, i64)>(sql).fetch_all(&mut db).await?.into_iter().collect();
        let sql = "SELECT dedupe_key FROM inbox
                   WHERE EXISTS (SELECT 1 FROM job WHERE kind = 'receive' AND subject = CAST(inbox.id AS TEXT))";
        let inbox: HashSet<String> = sqlx::query_scalar(sql).fetch_all(&mut db).await?.into_iter().collect();
        db.close().await?;
        for (prefix, numbers) in [(ON_SLACK, &self.slack), (ON_DISCORD, &self.discord)] {
            for number in numbers {
                let found = answers.get(survey(prefix, *number).as_str()).copied();
                anyhow::ensure!(found == Some(1), "press {number} was acknowledged; answers stored: {found:?}");
            }
        }
        for number in &self.desk {
            let delivery = format!("delivery-{number}");
            anyhow::ensure!(inbox.contains(&delivery), "{delivery} was answered with 200 and is not in the inbox");
        }
        Ok(self.slack.len() + self.discord.len() + self.desk.len())
    }
}
