//! How the service stands, for whoever operates it. Times are UTC: several people in several zones read them.

use super::figure::count;
use crate::domain::Timestamp;
use crate::domain::standing::{DeadLetter, LinkLine, Process, SILENT, Standing};
use crate::present::{Block, Message, Span};

/// Nothing was set aside.
pub const DEAD_NONE: &str = "Nothing was set aside.";
/// No dead letter has this number.
pub const DEAD_UNKNOWN: &str = "no dead letter has this number; `afterword dead list` shows them";
/// One was given up.
pub const DEAD_DROPPED: &str = "Dropped. It will not be tried again.";

/// After `dead retry`.
pub fn dead_retried(n: u64) -> String {
    format!(
        "{} back in the queue. What may have been seen is looked for before it is sent again.",
        count(n, "job is", "jobs are")
    )
}

/// After `backup`.
pub fn backup_made(file: &str, bytes: u64) -> String {
    format!(
        "{file}: {bytes} bytes, checked. To restore: stop Afterword, remove the -wal and -shm files beside the database, and put this file in its place."
    )
}

/// Everything, from what needs somebody first to what is merely good to know.
pub fn standing(s: &Standing, now: Timestamp) -> Message {
    let mut lines = Vec::new();
    if s.processes.is_empty() {
        lines.push("No process is running.".to_owned());
    }
    for process in &s.processes {
        lines.extend(process_lines(process, now));
    }
    match s.oldest_unsent {
        Some(at) => lines.push(format!("Oldest unsent message: due {} ago.", age(at, now))),
        None => lines.push("No message is waiting to be sent.".to_owned()),
    }
    for line in &s.queue {
        let when = if line.oldest_due <= now {
            format!("oldest due {} ago", age(line.oldest_due, now))
        } else {
            "none due yet".to_owned()
        };
        lines.push(format!("Queue: {} {} {} ({when}).", line.count, line.state, line.kind));
    }
    lines.extend(dead_lines(s));
    for card in &s.missed {
        lines.push(format!("Missed scorecard: {} {} in {}.", card.team, card.week, card.channel));
    }
    lines.push(match &s.backup {
        Some(backup) => format!("Last backup: {} ({} bytes).", minute(backup.at), backup.bytes),
        None => "Last backup: none that Afterword made.".to_owned(),
    });
    lines.push(format!("Database: {}, schema {}.", s.database, s.schema));
    message(lines)
}

/// Only what was set aside.
pub fn dead_letters(s: &Standing) -> Message {
    message(dead_lines(s))
}

fn message(lines: Vec<String>) -> Message {
    Message { blocks: lines.into_iter().map(|line| Block::Text(vec![Span::text(line)])).collect(), marker: None }
}

fn process_lines(process: &Process, now: Timestamp) -> Vec<String> {
    let silent = now.duration_since(process.seen_at) > SILENT;
    let heard = format!("last heard of {} ago", age(process.seen_at, now));
    let how = if silent {
        format!("not answering, {heard}")
    } else {
        format!("running since {}", minute(process.started_at))
    };
    let head = format!("Version {}, {}: {how}.", process.version, process.label);
    let links = process.links.iter().filter(|_| !silent).map(link);
    std::iter::once(head).chain(links).collect()
}

fn link(link: &LinkLine) -> String {
    let since = link.since.map(|at| format!(" since {}", minute(at))).unwrap_or_default();
    match link.state.as_str() {
        "given_up" => format!("{}: given up: {}", link.platform, link.why.as_deref().unwrap_or("no reason known")),
        state => format!("{}: {state}{since}.", link.platform),
    }
}

fn dead_lines(s: &Standing) -> Vec<String> {
    if s.dead_count == 0 {
        return vec![DEAD_NONE.to_owned()];
    }
    let head = format!(
        "{} set aside (afterword dead retry NUMBER, or drop NUMBER):",
        count(s.dead_count, "job was", "jobs were")
    );
    std::iter::once(head).chain(s.dead.iter().map(dead_line)).collect()
}

fn dead_line(dead: &DeadLetter) -> String {
    let since = dead.since.map(|at| format!(", {}", minute(at))).unwrap_or_default();
    let tries = count(u64::from(dead.attempts), "try", "tries");
    format!("{}: {} {}: {} ({tries}{since})", dead.id, dead.kind, dead.subject, dead.why)
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The largest whole unit.
fn age(at: Timestamp, now: Timestamp) -> String {
    let seconds = u64::try_from(now.duration_since(at).as_secs()).unwrap_or(0);
    match seconds {
        0..60 => count(seconds, "second", "seconds"),
        60..3_600 => count(seconds / 60, "minute", "minutes"),
        3_600..86_400 => count(seconds / 3_600, "hour", "hours"),
        _ => count(seconds / 86_400, "day", "days"),
    }
}
