//! The durable queue: lease, fence, attempt, snooze, *unknown*.
//!
//! Knows that a worker may die at any moment and another may hold its job by the time it speaks again. Refuses to know
//! what a job does; it only asks `domain` whether losing one leaves something possibly visible ([`Task::sends`]).

use std::collections::BTreeMap;

use sea_orm::{EntityTrait, Value};

use super::rows::job;
use super::sql::{self, instant, ms, placeholders, statement, values};
use super::{Backend, Result, Store, Tx};
use crate::domain::ids::{Place, Platform};
use crate::domain::job::{Ending, Job, NewJob, SETTLE_TIME, Task};
use crate::domain::{Duration, Timestamp};

/// Written out in every query that should use the index of the same condition.
const WAITING: &str = "state IN ('available', 'unknown')";

/// One claim: which job, and the fence it was claimed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job's row.
    pub job: i64,
    /// Raised at each claim.
    pub fence: i64,
}

impl Store {
    /// Every claim that is held now, by whomever.
    pub async fn leases(&self) -> Result<Vec<Lease>> {
        let rows = sql::all(&self.reader, "SELECT id, fence FROM job WHERE state = 'executing'", vec![]).await?;
        rows.iter().map(|row| Ok(Lease { job: row.try_get_by_index(0)?, fence: row.try_get_by_index(1)? })).collect()
    }

    /// Jobs by state word, and when the oldest unfinished one was due.
    pub async fn queue_depth(&self) -> Result<(BTreeMap<String, u64>, Option<Timestamp>)> {
        let view = self.snapshot().await?;
        let rows = sql::all(&view, "SELECT state, COUNT(*) FROM job GROUP BY state", vec![]).await?;
        let mut depth = BTreeMap::new();
        for row in rows {
            let count: i64 = row.try_get_by_index(1)?;
            depth.insert(row.try_get_by_index::<String>(0)?, u64::try_from(count).unwrap_or(0));
        }
        let sql = "SELECT MIN(due_at) FROM job WHERE state IN ('available', 'executing', 'unknown')";
        let oldest: Option<i64> = sql::value(&view, sql, vec![]).await?;
        Ok((depth, oldest.map(|at| instant("job", at)).transpose()?))
    }

    /// When the queue next needs somebody: a job becomes due, or a lease runs out.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        let lanes = [None, Some(Platform::Slack), Some(Platform::Discord)];
        let mut parts: Vec<String> = lanes
            .into_iter()
            .map(|l| format!("SELECT MIN(due_at) AS at FROM job WHERE lane = '{}' AND {WAITING}", lane_word(l)))
            .collect();
        parts.push("SELECT MIN(lease_until) AS at FROM job WHERE state = 'executing'".to_owned());
        let sql = format!("SELECT MIN(at) FROM ({}) moments", parts.join(" UNION ALL "));
        let at: Option<i64> = sql::value(&self.reader, sql, vec![]).await?;
        at.map(|at| instant("job", at)).transpose()
    }
}

impl Tx {
    /// Adds a job unless one with its key exists; `true` if it was added.
    pub async fn enqueue(&self, job: &NewJob, now: Timestamp) -> Result<bool> {
        let sql =
            "INSERT INTO job (kind, subject, key, lane, state, due_at, first_due_at, created_at, attempt, snoozes,
                     fence, doubt, installation)
                   VALUES ($1, $2, $3, $4, 'available', $5, $5, $6, 0, 0, 0, false, $7) ON CONFLICT (key) DO NOTHING";
        let lane = lane_word(job.lane);
        let (kind, subject, installation) = (job.task.kind(), job.task.subject(), job.installation.as_str());
        let values = values![kind, subject, job.key.as_str(), lane, ms(job.due_at), ms(now), installation];
        Ok(sql::execute(&self.inner, sql, values).await? == 1)
    }

    /// Claims up to `limit` due jobs of these lanes: state, lease, fence, attempt in one statement. Oldest due first, and
    /// no installation of a lane more than its share.
    pub async fn claim(
        &self,
        lanes: &[Option<Platform>],
        limit: u64,
        owner: &str,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Vec<Job>> {
        if lanes.is_empty() || limit == 0 {
            return Ok(vec![]);
        }
        let lease_ms = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut bound = values![owner, ms(now).saturating_add(lease_ms), ms(now), limit];
        let mut queues = Vec::new();
        for lane in lanes {
            bound.push(Value::from(lane_word(*lane)));
            let at = bound.len();
            let installations = match lane {
                Some(lane) => self.installations_waiting(*lane).await?,
                None => Vec::new(),
            };
            if installations.len() < 2 || installations.len() >= MOST_QUEUES {
                queues.push(Queue { lane: at, installation: None, share: limit });
                continue;
            }
            let share = (limit / i64::try_from(installations.len()).unwrap_or(limit)).max(1);
            for installation in installations {
                bound.push(Value::from(installation));
                queues.push(Queue { lane: at, installation: Some(bound.len()), share });
            }
        }
        let mut jobs = job::Entity::find()
            .from_raw_sql(statement(&self.inner, claim_sql(&queues, self.backend()), bound))
            .all(&self.inner)
            .await?;
        jobs.sort_by_key(|j| (j.due_at, j.id));
        jobs.into_iter().map(job::Model::parse).collect()
    }

    /// The installations with something to do in a lane, found by skipping through the index from one to the next.
    async fn installations_waiting(&self, lane: Platform) -> Result<Vec<String>> {
        let sql = format!(
            "WITH RECURSIVE waiting (name) AS (
               SELECT MIN(installation) FROM job WHERE lane = $1 AND {WAITING}
               UNION ALL
               SELECT (SELECT MIN(installation) FROM job WHERE lane = $1 AND {WAITING} AND installation > waiting.name)
               FROM waiting WHERE waiting.name IS NOT NULL)
             SELECT name FROM waiting WHERE name IS NOT NULL LIMIT {MOST_QUEUES}"
        );
        let rows = sql::all(&self.inner, sql, values![lane.as_str()]).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// Records where this attempt is going, before it is sent; `false` if the fence was lost.
    pub async fn note_place(&self, job: &Job, place: &Place) -> Result<bool> {
        let sql = "UPDATE job SET place = $1 WHERE id = $2 AND fence = $3 AND state = 'executing'";
        Ok(sql::execute(&self.inner, sql, values![place.to_string(), job.id, job.fence]).await? == 1)
    }

    /// Ends this run; `false` (and nothing changed) if the fence was lost. `retry_at` applies to `Retry` and `Unknown`.
    pub async fn finish(&self, job: &Job, ending: &Ending, retry_at: Timestamp, now: Timestamp) -> Result<bool> {
        let over = |state: &str| format!("state = '{state}', finished_at = $1");
        let (change, at, why) = match ending {
            Ending::Done => (over("done"), now, None),
            Ending::Dead { why } => (over("dead"), now, Some(why)),
            Ending::Cancelled { why } => (over("cancelled"), now, Some(why)),
            Ending::Snooze { until } => (SNOOZED.to_owned(), *until, None),
            // Failed for certain: whatever an earlier attempt left in doubt was looked into before this one sent.
            Ending::Retry { why } => {
                ("state = 'available', due_at = $1, place = NULL, doubt = false".to_owned(), retry_at, Some(why))
            }
            Ending::Unknown { why } => ("state = 'unknown', due_at = $1, doubt = true".to_owned(), retry_at, Some(why)),
        };
        let sql = format!(
            "UPDATE job SET {change}, last_error = COALESCE($2, last_error), lease_owner = NULL, lease_until = NULL
             WHERE id = $3 AND fence = $4 AND state = 'executing'"
        );
        let values = values![ms(at), why.map(String::as_str), job.id, job.fence];
        Ok(sql::execute(&self.inner, sql, values).await? == 1)
    }

    /// Takes back leases whose holders are taken for gone, as far as they still hold them: sending jobs become *unknown*
    /// (due at once, to be reconciled), the rest available. Returns how many of each.
    pub async fn take_back(&self, leases: &[Lease], now: Timestamp) -> Result<(u64, u64)> {
        let mut taken = (0, 0);
        for lease in leases {
            let bound = values![ms(now), lease.job, lease.fence];
            let (unknown, free) = self.free_where("id = $2 AND fence = $3", bound).await?;
            taken = (taken.0 + unknown, taken.1 + free);
        }
        Ok(taken)
    }

    /// Leases expired by the clock: sending jobs become *unknown* (due at once, to be reconciled), the rest available. Returns how
    /// many of each.
    pub async fn sweep(&self, now: Timestamp) -> Result<(u64, u64)> {
        self.free_where("lease_until <= $1", values![ms(now)]).await
    }

    /// `$1` is now.
    async fn free_where(&self, which: &str, mut bound: Vec<Value>) -> Result<(u64, u64)> {
        let (list, senders) = senders(bound.len() + 1);
        bound.extend(senders);
        let lost = "last_error = 'lease_expired', due_at = $1, lease_owner = NULL, lease_until = NULL";
        let expired = format!("state = 'executing' AND {which}");
        let unknown =
            format!("UPDATE job SET state = 'unknown', doubt = true, {lost} WHERE {expired} AND kind IN ({list})");
        let available = format!("UPDATE job SET state = 'available', {lost} WHERE {expired} AND kind NOT IN ({list})");
        Ok((
            sql::execute(&self.inner, unknown, bound.clone()).await?,
            sql::execute(&self.inner, available, bound).await?,
        ))
    }

    /// Takes back every lease at once. Only for a database that lives with one process, at its start: whoever held them is
    /// gone. A send that had begun becomes *unknown*, and is looked for once it has had [`SETTLE_TIME`] to arrive.
    pub async fn abandon_leases(&self, now: Timestamp) -> Result<u64> {
        let (list, senders) = senders(2);
        let settle = SETTLE_TIME.as_millis();
        let free = "last_error = 'process_ended', lease_owner = NULL, lease_until = NULL";
        let begun = format!("place IS NOT NULL AND kind IN ({list})");
        let unknown = format!(
            "UPDATE job SET state = 'unknown', doubt = true, {free},
               due_at = CASE WHEN attempt_started_at + {settle} > $1 THEN attempt_started_at + {settle} ELSE $1 END
             WHERE state = 'executing' AND {begun}"
        );
        let idle = format!(
            "UPDATE job SET state = CASE WHEN doubt THEN 'unknown' ELSE 'available' END, due_at = $1, {free}
             WHERE state = 'executing' AND NOT ({begun})"
        );
        let mut bound = values![ms(now)];
        bound.extend(senders);
        let begun = sql::execute(&self.inner, unknown, bound.clone()).await?;
        Ok(begun + sql::execute(&self.inner, idle, bound).await?)
    }

    /// Gives back every job this owner holds, without costing an attempt, except those whose send may be under way.
    pub async fn release(&self, owner: &str, now: Timestamp) -> Result<u64> {
        // When does not matter: the job is as due as it was.
        let _ = now;
        let sql = "UPDATE job SET state = CASE WHEN doubt THEN 'unknown' ELSE 'available' END, attempt = attempt - 1,
                     lease_owner = NULL, lease_until = NULL
                   WHERE state = 'executing' AND lease_owner = $1 AND place IS NULL";
        sql::execute(&self.inner, sql, values![owner]).await
    }

    /// Cancels available jobs of a key prefix (a reopened ticket's delivery).
    pub async fn cancel_jobs(&self, key: &str, now: Timestamp) -> Result<u64> {
        // Keys compare byte by byte on both databases: everything that begins with `key` lies in this range. Found by
        // key first, however many jobs are available.
        let sql = "UPDATE job SET state = 'cancelled', finished_at = $1
                   WHERE id IN (SELECT id FROM job WHERE key >= $2 AND key < $3) AND state = 'available'";
        sql::execute(&self.inner, sql, values![ms(now), key, format!("{key}\u{10FFFF}")]).await
    }

    fn backend(&self) -> Backend {
        use sea_orm::ConnectionTrait;
        match self.inner.get_database_backend() {
            sea_orm::DbBackend::Sqlite => Backend::Sqlite,
            _ => Backend::Postgres,
        }
    }
}

/// A snoozed job was not sent, so its attempt is given back; one in doubt stays in doubt and remembers its place.
const SNOOZED: &str = "state = CASE WHEN doubt THEN 'unknown' ELSE 'available' END, due_at = $1, attempt = attempt - 1,
    snoozes = snoozes + 1, place = CASE WHEN doubt THEN place ELSE NULL END";

/// As many installations at once are served oldest first: a claim that looked at each would cost too much, and at one that
/// looked at some the others would starve.
const MOST_QUEUES: usize = 200;

/// One queue to claim from: the places of its bound values, and how much may be taken.
struct Queue {
    lane: usize,
    installation: Option<usize>,
    share: i64,
}

/// `$1` owner, `$2` lease end, `$3` now, `$4` limit, `$5…` lanes and installations. Each queue is walked by its own index,
/// so that a stopped lane's backlog, or one installation's storm, costs the others nothing.
fn claim_sql(queues: &[Queue], backend: Backend) -> String {
    let skip_locked = match backend {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE SKIP LOCKED",
    };
    let queue = |(n, Queue { lane, installation, share }): (usize, &Queue)| {
        let whose = installation.map_or(String::new(), |at| format!(" AND installation = ${at}"));
        format!(
            "SELECT * FROM (SELECT id, due_at FROM job WHERE lane = ${lane}{whose} AND {WAITING} AND due_at <= $3
             ORDER BY due_at, id LIMIT {share}{skip_locked}) queue{n}"
        )
    };
    let due = queues.iter().enumerate().map(queue).collect::<Vec<_>>().join(" UNION ALL ");
    format!(
        "UPDATE job SET doubt = (doubt OR state = 'unknown'), state = 'executing', lease_owner = $1, lease_until = $2,
           fence = fence + 1, attempt = attempt + 1, attempt_started_at = $3
         WHERE id IN (SELECT id FROM ({due}) due ORDER BY due_at, id LIMIT $4) RETURNING *"
    )
}

/// Every kind reads one of these as its subject.
const SUBJECTS: [&str; 3] = ["0", "0//slack:0", "hook/answer.created/s/ces7/0"];

/// The kinds whose loss leaves something possibly visible: placeholders from `$from` on, and their values.
pub(super) fn senders(from: usize) -> (String, Vec<Value>) {
    let kinds: Vec<Value> = sending_kinds().into_iter().map(Value::from).collect();
    (placeholders(from, kinds.len()), kinds)
}

/// The kinds whose run people see.
pub(super) fn sending_kinds() -> Vec<&'static str> {
    Task::KINDS.into_iter().filter(|kind| sends(kind)).collect()
}

fn sends(kind: &str) -> bool {
    SUBJECTS.iter().find_map(|subject| Task::parse(kind, subject)).is_some_and(|task| task.sends())
}

fn lane_word(lane: Option<Platform>) -> &'static str {
    lane.map_or("", Platform::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind that cannot be read here would count as one that sends nothing.
    #[test]
    fn every_kind_is_read_and_those_that_send_are_known() {
        for kind in Task::KINDS {
            assert!(SUBJECTS.iter().any(|subject| Task::parse(kind, subject).is_some()), "{kind}");
        }
        for kind in ["deliver", "remind", "nudge_case", "escalate_case", "invite_again", "tell_agent"] {
            assert!(sending_kinds().contains(&kind), "{kind}");
        }
        assert!(!sending_kinds().contains(&"expire"));
    }
}
