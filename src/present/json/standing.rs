//! How the service stands, as JSON.
//!
//! Knows the shape of `status --json`. Refuses to judge.

use serde_json::{Value, json};

/// How the service stands, for machines. Times are RFC 3339.
pub fn standing(s: &crate::domain::standing::Standing) -> Value {
    let link = |l: &crate::domain::standing::LinkLine| json!({ "platform": l.platform, "state": l.state, "since": l.since, "why": l.why });
    let process = |p: &crate::domain::standing::Process| {
        let links: Vec<Value> = p.links.iter().map(link).collect();
        json!({ "id": p.id, "label": p.label, "version": p.version, "started_at": p.started_at, "seen_at": p.seen_at,
                "links": links })
    };
    let dead = |d: &crate::domain::standing::DeadLetter| json!({ "id": d.id, "kind": d.kind, "subject": d.subject, "attempts": d.attempts, "why": d.why, "since": d.since });
    json!({
        "database": s.database,
        "schema": s.schema,
        "processes": s.processes.iter().map(process).collect::<Vec<_>>(),
        "queue": s.queue.iter().map(|q| {
            json!({ "state": q.state, "kind": q.kind, "count": q.count, "oldest_due": q.oldest_due })
        }).collect::<Vec<_>>(),
        "oldest_unsent": s.oldest_unsent,
        "dead_count": s.dead_count,
        "dead": s.dead.iter().map(dead).collect::<Vec<_>>(),
        "missed": s.missed.iter().map(|m| {
            json!({ "team": m.team, "week": m.week, "channel": m.channel })
        }).collect::<Vec<_>>(),
        "paused": s.paused.iter().map(|p| {
            json!({ "platform": p.platform, "why": p.why, "since": p.since })
        }).collect::<Vec<_>>(),
        "cases": { "open": s.cases.count, "oldest": s.cases.oldest },
        "teams_paused": s.off.iter().map(|t| json!({ "team": t.team, "since": t.since })).collect::<Vec<_>>(),
        "webhooks_gone": s.gone.iter().map(|g| json!({ "webhook": g.webhook, "since": g.since })).collect::<Vec<_>>(),
        "unread_count": s.unread_count,
        "events_withheld": s.withheld.map(|w| json!({ "minutes": w.minutes, "last_at": w.last_at })),
        "restored_at": s.restored_at,
        "last_backup": s.backup.as_ref().map(|b| json!({ "at": b.at, "bytes": b.bytes })),
    })
}
