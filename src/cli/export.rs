//! `export`: the ledger as CSV (RFC 4180) or JSON lines, page by page.
//!
//! A cell that a spreadsheet would compute is made inert (`present::cell`): nothing a customer wrote can run. What was
//! answered in confidence is written as `envelope` allows.

mod envelope;

use std::io::Write;

use serde_json::json;

use self::envelope::Envelope;
use super::import::COLUMNS;
use super::{ExportFormat, ExportKind, Failure, open};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::domain::{Timestamp, civil};
use crate::present::cell::inert;
use crate::present::words;
use crate::store::{LedgerKind, LedgerLine};

const PAGE: u64 = 500;

/// Writes to standard output.
pub async fn export(
    settings: Settings,
    what: ExportKind,
    format: ExportFormat,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(), Failure> {
    let (from, to) = (from.map(|d| instant("--from", d)).transpose()?, to.map(|d| instant("--to", d)).transpose()?);
    let kind = match what {
        ExportKind::Tickets => LedgerKind::Tickets,
        ExportKind::Answers => LedgerKind::Answers,
    };
    let store = open(&settings).await?;
    let mut sink = Sink::new(format)?;
    let confidential = store.confidential_times().await?;
    let zones = settings.teams.iter().map(|t| (t.name.as_str().to_owned(), t.zone.clone())).collect();
    let mut envelope = Envelope::new(zones, confidential, (from, to), SystemClock::default().now());
    let mut cursor = None;
    loop {
        let (lines, next) = store.ledger(kind, from, to, cursor, PAGE).await?;
        for line in lines {
            match kind {
                LedgerKind::Tickets => sink.line(&envelope.ticket(line))?,
                LedgerKind::Answers => sink.lines(&envelope.answer(line))?,
            }
        }
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    sink.lines(&envelope.rest())?;
    sink.finish()?;
    store.close().await;
    if envelope.withheld() > 0 {
        eprintln!("{}", words::export_withheld(envelope.withheld(), kind == LedgerKind::Tickets));
    }
    Ok(())
}

/// A day (`2026-11-23`, its first instant in UTC) or an RFC 3339 instant.
fn instant(flag: &str, written: &str) -> Result<Timestamp, Failure> {
    let as_day = || {
        let day: jiff::civil::Date = written.parse().ok()?;
        Some(civil::first_instant(day.at(0, 0, 0, 0), &jiff::tz::TimeZone::UTC))
    };
    written.parse().ok().or_else(as_day).ok_or_else(|| {
        Failure::Usage(format!(
            "{flag} {written:?}: write a day like 2026-11-23 or an instant like 2026-11-23T09:00:00Z"
        ))
    })
}

enum Sink {
    Csv(Box<csv::Writer<std::io::Stdout>>),
    Jsonl(std::io::BufWriter<std::io::Stdout>),
}

impl Sink {
    fn new(format: ExportFormat) -> Result<Self, Failure> {
        Ok(match format {
            ExportFormat::Jsonl => Sink::Jsonl(std::io::BufWriter::new(std::io::stdout())),
            ExportFormat::Csv => {
                // RFC 4180 ends every record with CRLF, the last one too.
                let crlf = csv::Terminator::CRLF;
                let mut writer = csv::WriterBuilder::new().terminator(crlf).from_writer(std::io::stdout());
                writer.write_record(COLUMNS).map_err(csv_failed)?;
                Sink::Csv(Box::new(writer))
            }
        })
    }

    fn lines(&mut self, lines: &[LedgerLine]) -> Result<(), Failure> {
        lines.iter().try_for_each(|line| self.line(line))
    }

    fn line(&mut self, line: &LedgerLine) -> Result<(), Failure> {
        let cells = cells(line);
        match self {
            Sink::Csv(writer) => writer.write_record(cells.iter().map(|c| inert(c))).map_err(csv_failed),
            Sink::Jsonl(writer) => {
                let object: serde_json::Map<_, _> = COLUMNS
                    .iter()
                    .zip(&cells)
                    .map(|(k, v)| ((*k).to_owned(), if v.is_empty() { json!(null) } else { json!(v) }))
                    .collect();
                Ok(writeln!(writer, "{}", serde_json::Value::Object(object))?)
            }
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Sink::Csv(mut writer) => Ok(writer.flush()?),
            Sink::Jsonl(mut writer) => Ok(writer.flush()?),
        }
    }
}

fn csv_failed(error: csv::Error) -> Failure {
    Failure::Failed(error.to_string())
}

fn cells(line: &LedgerLine) -> [String; 21] {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let time = |t: Option<Timestamp>| t.map(|t| t.to_string()).unwrap_or_default();
    let answer = line.answer.as_ref();
    [
        line.source.clone(),
        line.ticket_id.clone(),
        text(&line.subject),
        line.team.to_string(),
        text(&line.agent),
        text(&line.customer),
        text(&line.channel),
        text(&line.touchpoint),
        text(&line.segment),
        line.tags.join(","),
        time(line.opened_at),
        time(Some(line.closed_at)),
        line.state.clone(),
        text(&line.reason),
        line.instrument.map(|i| i.id.to_owned()).unwrap_or_default(),
        answer.map(|a| a.score.value().to_string()).unwrap_or_default(),
        answer.map(|a| a.reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(",")).unwrap_or_default(),
        answer.and_then(|a| a.comment.clone()).unwrap_or_default(),
        time(line.asked_at),
        time(answer.map(|a| a.first_at)),
        if line.recovered { "true".to_owned() } else { String::new() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_an_instant_are_both_understood() {
        assert_eq!(instant("--from", "2026-11-23").unwrap().to_string(), "2026-11-23T00:00:00Z");
        assert_eq!(instant("--from", "2026-11-23T09:00:00+01:00").unwrap().to_string(), "2026-11-23T08:00:00Z");
        assert!(instant("--from", "yesterday").unwrap_err().to_string().contains("yesterday"));
    }
}
