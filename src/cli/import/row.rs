//! One row of a ledger from elsewhere, read strictly: what is not written as the export writes it is refused with the
//! column's name, never repaired. Refuses to repeat what people wrote (subjects, comments, names) in an error.

use csv::ByteRecord;

use crate::domain::ids::{MAX_ID_CHARS, TeamName};
use crate::domain::instrument::{self, Instrument, ReasonTag, Score};
use crate::domain::privacy::Privacy;
use crate::domain::survey::{Answer, State};
use crate::domain::{Duration, Timestamp};
use crate::present::cell;
use crate::store::LedgerLine;

/// The columns of PRODUCT §8, in the order in which an export writes them.
pub const COLUMNS: [&str; 21] = [
    "source",
    "ticket_id",
    "subject",
    "team",
    "agent",
    "customer",
    "channel",
    "touchpoint",
    "segment",
    "tags",
    "opened_at",
    "closed_at",
    "state",
    "reason",
    "instrument",
    "score",
    "reasons",
    "comment",
    "asked_at",
    "answered_at",
    "recovered",
];
/// As much of a column's name is told back.
const MOST_NAME: usize = 80;
/// Longest subject or list of tags.
const MOST_SUBJECT: usize = 2_000;
/// Longest comment.
const MOST_COMMENT: usize = 10_000;
/// Clocks differ a little.
const AHEAD: Duration = Duration::from_mins(5);
/// What no row's time comes before.
const FIRST: &str = "2000-01-01T00:00:00Z";

/// Which cell is which column, and what a row is held against.
pub struct Columns {
    at: [Option<usize>; COLUMNS.len()],
    teams: Vec<String>,
    until: Timestamp,
}

impl Columns {
    /// Reads the header.
    pub fn read(header: &ByteRecord, teams: Vec<String>, now: Timestamp) -> Result<Self, String> {
        let mut at = [None; COLUMNS.len()];
        for (place, bytes) in header.iter().enumerate() {
            let name = String::from_utf8_lossy(bytes);
            let name = name.trim();
            let known = COLUMNS.iter().position(|c| *c == name).and_then(|n| at.get_mut(n));
            match known {
                None => {
                    let name: String = name.chars().take(MOST_NAME).collect();
                    return Err(format!("{name:?} is not a column; there are: {}", COLUMNS.join(", ")));
                }
                Some(Some(_)) => return Err(format!("the column {name} is there twice")),
                Some(empty) => *empty = Some(place),
            }
        }
        let until = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
        let columns = Self { at, teams, until };
        match ["ticket_id", "closed_at"].into_iter().find(|needed| columns.place(needed).is_none()) {
            Some(missing) => Err(format!("the column {missing} is missing")),
            None => Ok(columns),
        }
    }

    fn place(&self, column: &str) -> Option<usize> {
        let n = COLUMNS.iter().position(|c| *c == column)?;
        self.at.get(n).copied().flatten()
    }

    /// Reads a row.
    pub fn line(&self, record: &ByteRecord) -> Result<LedgerLine, String> {
        let row = Row { columns: self, record };
        let state = row.word("state")?.unwrap_or_default();
        if !(state.is_empty() || State::CODES.contains(&state.as_str())) {
            return Err(format!("state: {state:?} is none of {}", State::CODES.join(", ")));
        }
        let (closed_at, asked_at) = (row.needed_time("closed_at")?, row.time("asked_at")?);
        let instrument = row.instrument()?;
        Ok(LedgerLine {
            source: row.word("source")?.unwrap_or_else(|| "import".to_owned()),
            ticket_id: row.word("ticket_id")?.ok_or("ticket_id: it is empty")?,
            subject: row.text("subject", MOST_SUBJECT)?,
            team: row.team()?,
            agent: row.word("agent")?,
            customer: row.word("customer")?,
            channel: row.word("channel")?,
            touchpoint: row.word("touchpoint")?,
            segment: row.word("segment")?,
            tags: row.list("tags")?,
            opened_at: row.time("opened_at")?,
            closed_at,
            state,
            reason: row.word("reason")?,
            asked_at,
            instrument,
            answer: row.answer(instrument, asked_at.unwrap_or(closed_at))?,
            recovered: false,
            person: None,
            privacy: Privacy::default(),
        })
    }
}

struct Row<'a> {
    columns: &'a Columns,
    record: &'a ByteRecord,
}

impl Row<'_> {
    /// What stood in the cell before it was made inert; `None` if it is empty.
    fn text(&self, column: &str, most: usize) -> Result<Option<String>, String> {
        let bytes = self.columns.place(column).and_then(|n| self.record.get(n)).unwrap_or_default();
        let cell =
            std::str::from_utf8(bytes).map_err(|_| format!("{column}: it is not UTF-8; save the file as UTF-8"))?;
        let text = cell::written(cell);
        if text.contains('\0') {
            return Err(format!("{column}: it contains a NUL character"));
        }
        if text.chars().nth(most).is_some() {
            return Err(format!("{column}: it is longer than {most} characters"));
        }
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn word(&self, column: &str) -> Result<Option<String>, String> {
        self.text(column, MAX_ID_CHARS)
    }

    fn list(&self, column: &str) -> Result<Vec<String>, String> {
        let text = self.text(column, MOST_SUBJECT)?.unwrap_or_default();
        Ok(text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect())
    }

    fn time(&self, column: &str) -> Result<Option<Timestamp>, String> {
        let Some(text) = self.word(column)? else { return Ok(None) };
        let at: Timestamp = text
            .parse()
            .map_err(|_| format!("{column}: {text:?} is not a time like 2026-11-23T09:00:00Z (RFC 3339)"))?;
        if at > self.columns.until || FIRST.parse::<Timestamp>().is_ok_and(|first| at < first) {
            return Err(format!("{column}: {text} is not between {FIRST} and now"));
        }
        // Nothing finer is kept, so that nothing finer tells two closes apart.
        Ok(Timestamp::from_millisecond(at.as_millisecond()).ok())
    }

    fn needed_time(&self, column: &str) -> Result<Timestamp, String> {
        self.time(column)?.ok_or_else(|| format!("{column}: it is empty"))
    }

    fn team(&self) -> Result<TeamName, String> {
        let teams = &self.columns.teams;
        let name = self.word("team")?.or_else(|| teams.first().cloned());
        match name.filter(|name| teams.contains(name)) {
            Some(name) => Ok(TeamName::new(name)),
            None => Err(format!("team: it is not configured; there are: {}", teams.join(", "))),
        }
    }

    fn instrument(&self) -> Result<Option<&'static Instrument>, String> {
        let Some(id) = self.word("instrument")? else { return Ok(None) };
        let known = || {
            let all: Vec<_> = instrument::ALL.into_iter().chain(instrument::IMPORTED).map(|i| i.id).collect();
            all.join(", ")
        };
        Instrument::by_id(&id).map(Some).ok_or_else(|| format!("instrument: {id:?} is none of {}", known()))
    }

    fn answer(&self, instrument: Option<&'static Instrument>, shown: Timestamp) -> Result<Option<Answer>, String> {
        let (comment, reasons) = (self.text("comment", MOST_COMMENT)?, self.reasons()?);
        let Some(written) = self.word("score")? else {
            return match comment.is_none() && reasons.is_empty() {
                true => Ok(None),
                false => Err("score: it is empty, but there are reasons or a comment".to_owned()),
            };
        };
        let asked = instrument.ok_or("instrument: it is empty, so the score says nothing")?;
        let plain = written.bytes().all(|b| b.is_ascii_digit());
        let score = written.parse().ok().filter(|_| plain).and_then(|value| Score::on(asked, value).ok());
        let score = score.ok_or_else(|| {
            format!("score: {written:?} is not a point of {} ({} to {})", asked.id, asked.min, asked.max)
        })?;
        let at = self.time("answered_at")?.unwrap_or(shown);
        Ok(Some(Answer { score, first_at: at, last_at: at, changes: 0, comment, reasons, contact_ok: false }))
    }

    fn reasons(&self) -> Result<Vec<ReasonTag>, String> {
        let words = self.list("reasons")?;
        let tag = |word: &String| ReasonTag::parse(word).ok_or_else(|| format!("reasons: {word:?} is no reason"));
        words.iter().map(tag).collect()
    }
}
