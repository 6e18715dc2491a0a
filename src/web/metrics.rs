//! `/metrics`, for Prometheus: how the service stands, as numbers.
//!
//! Knows the names and the units. Refuses every label that comes from a person, a ticket or a channel: labels are words
//! of ours (states, kinds, platforms), so their number is bounded and nothing private can be among them.

use std::fmt;

use axum::extract::State as With;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::{body::Body, http::HeaderMap};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::{State, Tally, plain};
use crate::domain::Timestamp;
use crate::domain::standing::{LinkLine, Standing};

/// The format Prometheus asks for when it is not told of another.
const TEXT: HeaderValue = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

type Labels = Vec<(&'static str, String)>;

/// What can be measured at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The moment.
    pub at: Timestamp,
    /// This process's connections.
    pub links: Vec<LinkLine>,
    /// Log lines this process dropped.
    pub log_lines_dropped: u64,
    /// Presses this process answered with a refusal and stored nothing of, by reason.
    pub presses_refused: Vec<(&'static str, u64)>,
    /// What the database says; `None` if it does not answer.
    pub standing: Option<Standing>,
}

/// One scrape. Without the database it still tells the connections and what arrived: that is when it is needed most.
pub(super) async fn scrape(With(state): With<State>) -> Response<Body> {
    let (tally, tracker) = (state.tally.clone(), state.tracker.clone());
    // Spawned for the same reason as hooks are: asking the database must not be cancelled half-way.
    let measured = tracker.spawn(async move { state.ready.measured().await }).await;
    match measured.map_err(|_| fmt::Error).and_then(|m| rendered(&m, &tally)) {
        Ok(text) => (HeaderMap::from_iter([(header::CONTENT_TYPE, TEXT)]), text).into_response(),
        Err(fmt::Error) => plain(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// In the OpenMetrics text format.
pub(super) fn rendered(measured: &Measured, tally: &Tally) -> Result<String, fmt::Error> {
    let mut page = Page(Registry::with_prefix("afterword"));
    page.0.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
    let outcomes = Family::<Labels, prometheus_client::metrics::counter::Counter>::default();
    for (outcome, count) in tally.counts() {
        outcomes.get_or_create(&vec![("outcome", outcome.to_owned())]).inc_by(count);
    }
    page.0.register("webhooks", "Webhooks of helpdesks since the start, by what became of them", outcomes);
    let refused = Family::<Labels, prometheus_client::metrics::counter::Counter>::default();
    for (reason, count) in &measured.presses_refused {
        refused.get_or_create(&vec![("reason", (*reason).to_owned())]).inc_by(*count);
    }
    page.0.register(
        "presses_refused",
        "Presses that were refused since the start, by reason; nothing of them is stored",
        refused,
    );
    let lost = ConstCounter::new(measured.log_lines_dropped);
    page.0.register("log_lines_dropped", "Log lines that came faster than they could be written", lost);
    let up = measured.links.iter().map(|l| (vec![("platform", l.platform.clone())], i64::from(l.state == "connected")));
    page.family("connected", "Whether this process's connection works (1) or not (0)", up);
    page.gauge("database_up", "Whether the database answers", i64::from(measured.standing.is_some()));
    if let Some(standing) = &measured.standing {
        page.standing(standing, measured.at);
    }
    let mut text = String::new();
    encode(&mut text, &page.0)?;
    Ok(text)
}

struct Page(Registry);

impl Page {
    fn gauge(&mut self, name: &str, help: &str, value: i64) {
        self.0.register(name, help, ConstGauge::new(value));
    }

    fn seconds(&mut self, name: &str, help: &str, value: i64) {
        self.0.register_with_unit(name, help, Unit::Seconds, ConstGauge::new(value));
    }

    fn family(&mut self, name: &str, help: &str, values: impl IntoIterator<Item = (Labels, i64)>) {
        let family = Family::<Labels, Gauge>::default();
        for (labels, value) in values {
            family.get_or_create(&labels).set(value);
        }
        self.0.register(name, help, family);
    }

    fn standing(&mut self, s: &Standing, now: Timestamp) {
        let labels = |state: &str, kind: &str| vec![("state", state.to_owned()), ("kind", kind.to_owned())];
        let jobs = s.queue.iter().map(|line| (labels(&line.state, &line.kind), whole(line.count)));
        self.family("jobs", "Jobs that are not finished, by state and kind", jobs);
        let ago = |at: Timestamp| now.duration_since(at).as_secs().max(0);
        self.seconds(
            "oldest_unsent",
            "Age of the oldest message that is due and not sent",
            s.oldest_unsent.map_or(0, ago),
        );
        self.gauge("dead_letters", "Jobs set aside after failing", whole(s.dead_count));
        self.gauge(
            "scorecards_missed",
            "Scorecards that were not posted (the newest fifty)",
            whole(s.missed.len() as u64),
        );
        self.gauge("cases_open", "Low scores that somebody still has to handle", whole(s.cases.count));
        let oldest = s.cases.oldest.map_or(0, ago);
        self.seconds("oldest_case", "Age of the oldest case that is not over", oldest);
        self.gauge("unread_payloads", "Payloads of the platforms that could not be read", whole(s.unread_count));
        let paused = s.paused.iter().map(|p| (vec![("platform", p.platform.clone())], 1));
        self.family("paused", "Platforms that do not accept us; nothing is sent there", paused);
        let withheld = s.withheld.map_or(0, |w| w.minutes);
        self.gauge("events_withheld_minutes", "Minutes in which Slack held back events, ever", whole(withheld));
        self.gauge("processes", "Processes heard of within the last hour", whole(s.processes.len() as u64));
        if let Some(backup) = &s.backup {
            let help = "When the last backup Afterword made was finished, since 1970";
            self.seconds("last_backup_timestamp", help, backup.at.as_second());
        }
    }
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::standing::{Backup, OpenCases, PausedLine, QueueLine};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn measured(standing: Option<Standing>) -> Measured {
        let link = |platform: &str, state: &str| LinkLine {
            platform: platform.to_owned(),
            state: state.to_owned(),
            since: None,
            why: None,
        };
        let links = vec![link("Slack", "connected"), link("Discord", "connecting")];
        Measured {
            at: at("2026-11-23T12:00:00Z"),
            links,
            log_lines_dropped: 0,
            presses_refused: vec![("bot", 2)],
            standing,
        }
    }

    #[test]
    fn the_numbers_read_like_this() {
        let queue = vec![QueueLine {
            state: "available".into(),
            kind: "deliver".into(),
            count: 3,
            oldest_due: at("2026-11-23T11:00:00Z"),
        }];
        let standing = Standing {
            database: "SQLite".into(),
            schema: "m0001_first".into(),
            processes: vec![],
            queue,
            oldest_unsent: Some(at("2026-11-23T11:59:00Z")),
            dead_count: 1,
            dead: vec![],
            missed: vec![],
            backup: Some(Backup { at: at("2026-11-23T02:00:00Z"), bytes: 4096 }),
            paused: vec![PausedLine {
                platform: "Slack".into(),
                why: "token_revoked".into(),
                since: at("2026-11-23T11:00:00Z"),
            }],
            cases: OpenCases { count: 3, oldest: Some(at("2026-11-23T10:00:00Z")) },
            off: vec![],
            gone: vec![],
            unread_count: 2,
            withheld: None,
            restored_at: None,
        };
        let tally = Tally::default();
        let told = rendered(&measured(Some(standing)), &tally).unwrap();
        // Families keep no order; a scrape needs none.
        let mut lines: Vec<&str> = told.lines().filter(|l| !l.starts_with("# ")).collect();
        lines.sort_unstable();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn without_the_database_the_connections_are_still_told() {
        let told = rendered(&measured(None), &Tally::default()).unwrap();
        assert!(told.contains("afterword_database_up 0\n"), "{told}");
        assert!(told.contains("afterword_connected{platform=\"Slack\"} 1\n"), "{told}");
        assert!(told.contains("afterword_connected{platform=\"Discord\"} 0\n") && told.ends_with("# EOF\n"), "{told}");
    }
}
