//! What the operator sees: heartbeats of processes, the queue by state, dead letters, missed scorecards, the last backup.
//!
//! Knows how to count them without walking what is finished. Refuses to read anything a person wrote.

use sea_orm::{ConnectionTrait, QueryResult};

use super::paused::{self, Paused};
use super::sql::{self, instant, ms, values};
use super::{Backend, Result, Store, Tx, announce, cases, off, open, past, unread};
use crate::domain::standing::{
    Backup, DeadLetter, GoneLine, LinkLine, MissedCard, OffLine, PausedLine, Process, QueueLine, Standing, Withheld,
};
use crate::domain::{Duration, Timestamp};

/// Rows of processes that have been silent this long are removed.
const FORGOTTEN: Duration = Duration::from_hours(1);
/// More than this is counted, not listed.
const MOST: i64 = 50;

impl Store {
    /// How everything stands now.
    pub async fn standing(&self, now: Timestamp) -> Result<Standing> {
        let view = self.snapshot().await?;
        let dead = "SELECT COUNT(*) FROM job WHERE state = 'dead'";
        let dead_count: i64 = sql::value(&view, dead, vec![]).await?.unwrap_or(0);
        Ok(Standing {
            database: self.kind().to_owned(),
            schema: open::applied(&view).await?.pop().unwrap_or_default(),
            processes: processes(&view).await?,
            queue: queue(&view).await?,
            oldest_unsent: oldest_unsent(&view, now).await?,
            dead_count: u64::try_from(dead_count).unwrap_or(0),
            dead: dead_letters(&view).await?,
            missed: missed(&view).await?,
            backup: last_backup(&view).await?,
            paused: paused_lines(&view).await?,
            cases: cases::standing(&view).await?,
            off: off::all(&view)
                .await?
                .into_iter()
                .map(|t| OffLine { team: t.team.to_string(), since: t.since })
                .collect(),
            gone: announce::off(&view)
                .await?
                .into_iter()
                .map(|off| GoneLine { webhook: off.name, since: off.since })
                .collect(),
            unread_count: unread::count(&view).await?,
            withheld: withheld(&view).await?,
            restored_at: past::restored_at(&view).await?,
        })
    }

    /// Which kind of database this is, and its newest migration.
    pub async fn schema(&self) -> Result<(&'static str, String)> {
        Ok((self.kind(), open::applied(&self.reader).await?.pop().unwrap_or_default()))
    }

    fn kind(&self) -> &'static str {
        if self.backend == Backend::Sqlite { "SQLite" } else { "PostgreSQL" }
    }

    /// When the job that should have been claimed first was due, if any is due.
    pub async fn overdue_since(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(due_at) FROM job WHERE state IN ('available', 'unknown') AND due_at <= $1";
        let at: Option<i64> = sql::value(&self.reader, sql, values![ms(now)]).await?;
        at.map(|at| instant("job", at)).transpose()
    }
}

impl Tx {
    /// Notes that this process lives and how its connections stand; forgets those that have long been silent.
    pub async fn beat(&self, process: &Process) -> Result<()> {
        let links = links_text(&process.links);
        let sql = "INSERT INTO process (id, started_at, seen_at, version, label, links) VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, links = excluded.links";
        let (started, seen) = (ms(process.started_at), ms(process.seen_at));
        let bound =
            values![process.id.as_str(), started, seen, process.version.as_str(), process.label.as_str(), links];
        sql::execute(&self.inner, sql, bound).await?;
        let silent = seen.saturating_sub(i64::try_from(FORGOTTEN.as_millis()).unwrap_or(i64::MAX));
        sql::execute(&self.inner, "DELETE FROM process WHERE seen_at < $1", values![silent]).await?;
        Ok(())
    }

    /// Forgets one process that ends.
    pub async fn forget_process(&self, id: &str) -> Result<()> {
        sql::execute(&self.inner, "DELETE FROM process WHERE id = $1", values![id]).await?;
        Ok(())
    }

    /// Puts dead jobs (one, or all) back in the queue with fresh tries. One whose message may have been seen comes back
    /// *unknown*, so that it is looked for before it is sent again. Returns how many.
    pub async fn revive(&self, id: Option<i64>, now: Timestamp) -> Result<u64> {
        let senders = super::jobs::sending_kinds();
        let list = senders.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ");
        let seen = format!("(doubt OR (place IS NOT NULL AND kind IN ({list})))");
        // What may have been sent a moment ago gets its time to arrive before it is looked for.
        let settle = crate::domain::job::SETTLE_TIME.as_millis();
        let sql = format!(
            "UPDATE job SET state = CASE WHEN {seen} THEN 'unknown' ELSE 'available' END, doubt = {seen},
               due_at = CASE WHEN {seen} AND attempt_started_at + {settle} > $1 THEN attempt_started_at + {settle}
                        ELSE $1 END,
               first_due_at = $1, attempt = 0, finished_at = NULL
             WHERE state = 'dead' AND ($2 = 0 OR id = $3)"
        );
        let one = i64::from(id.is_some());
        sql::execute(&self.inner, sql, values![ms(now), one, id.unwrap_or(0)]).await
    }

    /// Gives a dead job up for good; `false` if there is none of this id.
    pub async fn drop_dead(&self, id: i64, now: Timestamp) -> Result<bool> {
        let sql = "UPDATE job SET state = 'cancelled', finished_at = $1 WHERE state = 'dead' AND id = $2";
        Ok(sql::execute(&self.inner, sql, values![ms(now), id]).await? == 1)
    }

    /// Remembers one more minute in which events were withheld from us.
    pub async fn note_withheld(&self, now: Timestamp) -> Result<()> {
        let minutes = withheld(&self.inner).await?.map_or(0, |w| w.minutes).saturating_add(1);
        let text = format!("{} {minutes}", ms(now));
        let sql = "INSERT INTO meta (key, value) VALUES ('withheld', $1) ON CONFLICT (key) DO UPDATE SET value = $1";
        sql::execute(&self.inner, sql, values![text]).await?;
        Ok(())
    }

    /// Remembers a finished backup.
    pub async fn note_backup(&self, backup: &Backup) -> Result<()> {
        let text = format!("{} {}", ms(backup.at), backup.bytes);
        let sql = "INSERT INTO meta (key, value) VALUES ('backup', $1) ON CONFLICT (key) DO UPDATE SET value = $1";
        sql::execute(&self.inner, sql, values![text]).await?;
        Ok(())
    }
}

async fn processes(db: &impl ConnectionTrait) -> Result<Vec<Process>> {
    let sql = "SELECT id, started_at, seen_at, version, label, links FROM process ORDER BY started_at, id";
    sql::all(db, sql, vec![]).await?.iter().map(process).collect()
}

fn process(row: &QueryResult) -> Result<Process> {
    let links: String = row.try_get_by_index(5)?;
    Ok(Process {
        id: row.try_get_by_index(0)?,
        started_at: instant("process", row.try_get_by_index(1)?)?,
        seen_at: instant("process", row.try_get_by_index(2)?)?,
        version: row.try_get_by_index(3)?,
        label: row.try_get_by_index(4)?,
        links: links_read(&links).ok_or_else(|| sql::corrupt("process", "links do not parse"))?,
    })
}

/// As stored: a JSON array of `[platform, state, since in ms or null, why or null]`.
fn links_text(links: &[LinkLine]) -> String {
    let line = |l: &LinkLine| serde_json::json!([l.platform, l.state, l.since.map(ms), l.why]);
    serde_json::Value::Array(links.iter().map(line).collect()).to_string()
}

fn links_read(text: &str) -> Option<Vec<LinkLine>> {
    let lines: Vec<(String, String, Option<i64>, Option<String>)> = serde_json::from_str(text).ok()?;
    let line = |(platform, state, since, why): (_, _, Option<i64>, _)| {
        let since = since.map(Timestamp::from_millisecond).transpose().ok()?;
        Some(LinkLine { platform, state, since, why })
    };
    lines.into_iter().map(line).collect()
}

async fn queue(db: &impl ConnectionTrait) -> Result<Vec<QueueLine>> {
    let sql = "SELECT state, kind, COUNT(*), MIN(due_at) FROM job WHERE state IN ('available', 'executing', 'unknown')
               GROUP BY state, kind ORDER BY state, kind";
    let line = |row: &QueryResult| {
        Ok(QueueLine {
            state: row.try_get_by_index(0)?,
            kind: row.try_get_by_index(1)?,
            count: count(row.try_get_by_index(2)?),
            oldest_due: instant("job", row.try_get_by_index(3)?)?,
        })
    };
    sql::all(db, sql, vec![]).await?.iter().map(line).collect()
}

async fn oldest_unsent(db: &impl ConnectionTrait, now: Timestamp) -> Result<Option<Timestamp>> {
    let senders = super::jobs::sending_kinds();
    let list = senders.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT MIN(first_due_at) FROM job WHERE state IN ('available', 'executing', 'unknown') AND kind IN ({list})
         AND first_due_at <= $1"
    );
    let at: Option<i64> = sql::value(db, sql, values![ms(now)]).await?;
    at.map(|at| instant("job", at)).transpose()
}

async fn dead_letters(db: &impl ConnectionTrait) -> Result<Vec<DeadLetter>> {
    let sql = "SELECT id, kind, subject, attempt, last_error, finished_at FROM job WHERE state = 'dead'
               ORDER BY id DESC LIMIT $1";
    let line = |row: &QueryResult| {
        let since: Option<i64> = row.try_get_by_index(5)?;
        Ok(DeadLetter {
            id: row.try_get_by_index(0)?,
            kind: row.try_get_by_index(1)?,
            subject: row.try_get_by_index(2)?,
            attempts: u32::try_from(row.try_get_by_index::<i32>(3)?).unwrap_or(0),
            why: row.try_get_by_index::<Option<String>>(4)?.unwrap_or_default(),
            since: since.map(|at| instant("job", at)).transpose()?,
        })
    };
    sql::all(db, sql, values![MOST]).await?.iter().map(line).collect()
}

async fn missed(db: &impl ConnectionTrait) -> Result<Vec<MissedCard>> {
    let sql = "SELECT team, week, channel FROM scorecard_run WHERE state = 'missed' ORDER BY id DESC LIMIT $1";
    let line = |row: &QueryResult| {
        let (team, week) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(MissedCard { team, week, channel: row.try_get_by_index(2)? })
    };
    sql::all(db, sql, values![MOST]).await?.iter().map(line).collect()
}

async fn last_backup(db: &impl ConnectionTrait) -> Result<Option<Backup>> {
    let text: Option<String> = sql::value(db, "SELECT value FROM meta WHERE key = 'backup'", vec![]).await?;
    let parse = |text: &str| {
        let (at, bytes) = text.split_once(' ')?;
        Some(Backup { at: Timestamp::from_millisecond(at.parse().ok()?).ok()?, bytes: bytes.parse().ok()? })
    };
    text.map(|t| parse(&t).ok_or_else(|| sql::corrupt("meta", "backup does not parse"))).transpose()
}

async fn withheld(db: &impl ConnectionTrait) -> Result<Option<Withheld>> {
    let text: Option<String> = sql::value(db, "SELECT value FROM meta WHERE key = 'withheld'", vec![]).await?;
    let parse = |text: &str| {
        let (at, minutes) = text.split_once(' ')?;
        let last_at = Timestamp::from_millisecond(at.parse().ok()?).ok()?;
        Some(Withheld { minutes: minutes.parse().ok()?, last_at })
    };
    text.map(|t| parse(&t).ok_or_else(|| sql::corrupt("meta", "withheld does not parse"))).transpose()
}

async fn paused_lines(db: &impl ConnectionTrait) -> Result<Vec<PausedLine>> {
    let line = |p: Paused| PausedLine { platform: p.platform.name().to_owned(), why: p.why, since: p.since };
    Ok(paused::all(db).await?.into_iter().map(line).collect())
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
