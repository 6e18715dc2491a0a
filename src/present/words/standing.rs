//! How the service stands, for whoever operates it. Times are UTC: several people in several zones read them.

use super::figure::count;
use crate::domain::standing::{DeadLetter, LinkLine, Process, SILENT, Standing};
use crate::domain::{Duration, Timestamp};
use crate::present::{Block, Message, Span, foreign};

/// A restored backup is told for this long.
const RESTORE_TOLD: Duration = Duration::from_hours(7 * 24);

/// Withheld events are told for this long after the last.
const WITHHELD_TOLD: Duration = Duration::from_hours(24);

/// Lines of one chat message, and characters of each: well within both platforms' limits.
const MAX_LINES: usize = 16;
const MAX_LINE: usize = 200;

/// Nothing was set aside.
pub const DEAD_NONE: &str = "Nothing was set aside.";
/// No dead letter has this number.
pub const DEAD_UNKNOWN: &str = "no dead letter has this number; `afterword dead list` shows them";
/// No receiver of this name is off.
pub const WEBHOOK_NOT_OFF: &str = "no webhook of this name is off; `afterword status` names those that are";
/// One is told again.
pub const WEBHOOK_ON: &str = "It is told again from now on. `afterword dead retry` sends what was set aside meanwhile.";
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
    message(standing_lines(s, now))
}

/// The same where a message has its limits: its first lines.
pub fn standing_in_chat(s: &Standing, now: Timestamp) -> Message {
    let mut lines = standing_lines(s, now);
    let left = lines.len().saturating_sub(MAX_LINES);
    if left > 0 {
        lines.truncate(MAX_LINES);
        let more = count(left as u64, "more line", "more lines");
        lines.push(format!("And {more}: `afterword status` on the machine tells all."));
    }
    let cut = |line: String| line.chars().take(MAX_LINE).collect();
    message(lines.into_iter().map(cut).collect())
}

fn standing_lines(s: &Standing, now: Timestamp) -> Vec<String> {
    let mut lines = Vec::new();
    if s.processes.is_empty() {
        lines.push("No process is running.".to_owned());
    }
    for process in &s.processes {
        lines.extend(process_lines(process, now));
    }
    for paused in &s.paused {
        let since = minute(paused.since);
        lines.push(format!(
            "{}: paused since {since}: it answers {:?}. Check the token and the app; sends go on by themselves when it works again.",
            paused.platform, paused.why
        ));
    }
    for off in &s.off {
        let team = foreign::line(&off.team, 80).unwrap_or_default();
        lines.push(format!("Team {team}: paused by a manager since {}; nobody is asked.", minute(off.since)));
    }
    for gone in &s.gone {
        lines.push(format!(
            "Webhook {}: told nothing since {}, when its receiver said it is gone (410). `afterword webhook enable {}` \
             tells it again.",
            gone.webhook,
            minute(gone.since),
            gone.webhook
        ));
    }
    if let Some(w) = s.withheld.filter(|w| now.duration_since(w.last_at) < WITHHELD_TOLD) {
        lines.push(format!(
            "Slack held back events, last told {} ({} so far): there were too many of them. What people press and type is \
             never held back; whether Slack still accepts us was asked.",
            minute(w.last_at),
            count(w.minutes, "minute", "minutes")
        ));
    }
    if let Some(at) = s.restored_at.filter(|at| now.duration_since(*at) < RESTORE_TOLD) {
        lines.push(format!("Restore detected {}: what was due before is looked for before it is sent.", minute(at)));
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
    if let Some(oldest) = s.cases.oldest {
        let open = count(s.cases.count, "low score is", "low scores are");
        lines.push(format!("Cases: {open} still to be handled, the oldest for {}.", age(oldest, now)));
    }
    if s.unread_count > 0 {
        let kept = count(s.unread_count, "payload", "payloads");
        lines.push(format!(
            "Not understood: {kept} from Slack or Discord, kept raw in the table \"unread\" for 30 days."
        ));
    }
    lines.push(match &s.backup {
        Some(backup) => format!("Last backup: {} ({} bytes).", minute(backup.at), backup.bytes),
        None => "Last backup: none that Afterword made.".to_owned(),
    });
    lines.push(format!("Database: {}, schema {}.", s.database, s.schema));
    lines
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::standing::{Backup, MissedCard, OffLine, OpenCases, PausedLine, QueueLine, Withheld};
    use crate::present::text;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn link(platform: &str, state: &str, since: Option<&str>, why: Option<&str>) -> LinkLine {
        let (platform, state) = (platform.to_owned(), state.to_owned());
        LinkLine { platform, state, since: since.map(at), why: why.map(str::to_owned) }
    }

    fn process(label: &str, seen: &str, links: Vec<LinkLine>) -> Process {
        Process {
            id: label.to_owned(),
            started_at: at("2026-11-23T06:00:00Z"),
            seen_at: at(seen),
            version: "1.2.3".to_owned(),
            label: label.to_owned(),
            links,
        }
    }

    fn empty() -> Standing {
        Standing {
            database: "SQLite".to_owned(),
            schema: "m0001_first".to_owned(),
            processes: vec![],
            queue: vec![],
            oldest_unsent: None,
            dead_count: 0,
            dead: vec![],
            missed: vec![],
            backup: None,
            paused: vec![],
            cases: OpenCases::default(),
            off: vec![],
            gone: vec![],
            unread_count: 0,
            withheld: None,
            restored_at: None,
        }
    }

    fn troubled() -> Standing {
        let line = |state: &str, kind: &str, count, due| QueueLine {
            state: state.to_owned(),
            kind: kind.to_owned(),
            count,
            oldest_due: at(due),
        };
        let dead = DeadLetter {
            id: 7,
            kind: "deliver".to_owned(),
            subject: "412".to_owned(),
            attempts: 1,
            why: "restricted_action".to_owned(),
            since: Some(at("2026-11-22T10:00:00Z")),
        };
        Standing {
            processes: vec![
                process(
                    "process 17",
                    "2026-11-23T12:00:00Z",
                    vec![
                        link("Slack", "connecting", Some("2026-11-23T11:59:00Z"), None),
                        link("Discord", "given_up", None, Some("the token was refused; set DISCORD_TOKEN")),
                    ],
                ),
                process("process 18", "2026-11-23T11:50:00Z", vec![]),
            ],
            queue: vec![
                line("available", "deliver", 3, "2026-11-23T11:00:00Z"),
                line("available", "expire", 2, "2026-11-30T11:00:00Z"),
            ],
            oldest_unsent: Some(at("2026-11-23T11:00:00Z")),
            dead_count: 1,
            dead: vec![dead],
            missed: vec![MissedCard { team: "Payments".into(), week: "2026-W46".into(), channel: "#support".into() }],
            backup: Some(Backup { at: at("2026-11-23T02:00:00Z"), bytes: 4096 }),
            paused: vec![PausedLine {
                platform: "Slack".into(),
                why: "token_revoked".into(),
                since: at("2026-11-23T11:00:00Z"),
            }],
            cases: OpenCases { count: 2, oldest: Some(at("2026-11-23T08:00:00Z")) },
            off: vec![OffLine { team: "Payments".into(), since: at("2026-11-23T10:00:00Z") }],
            gone: vec![],
            unread_count: 2,
            withheld: Some(Withheld { minutes: 3, last_at: at("2026-11-23T11:30:00Z") }),
            restored_at: Some(at("2026-11-23T06:00:00Z")),
            ..empty()
        }
    }

    #[test]
    fn in_chat_a_long_status_is_cut_and_says_so() {
        let now = at("2026-11-23T12:00:05Z");
        let mut s = troubled();
        s.missed = vec![s.missed[0].clone(); 40];
        s.dead[0].why = "x".repeat(5_000);
        let told = text::plain(&standing_in_chat(&s, now));
        assert!(told.ends_with("`afterword status` on the machine tells all."), "{told}");
        assert!(told.len() < 4_000 && told.lines().count() == MAX_LINES + 1, "{told}");
    }

    #[test]
    fn status_reads_like_this() {
        let now = at("2026-11-23T12:00:05Z");
        let told = |s: &Standing| text::plain(&standing(s, now));
        insta::assert_snapshot!(format!("{}\n---\n{}", told(&empty()), told(&troubled())));
    }
}
