//! A CSV export of Delighted: one row a response, read as a close that was answered.
//!
//! Knows the columns' names as Delighted writes them (spelling, case and blanks aside) and which of our instruments each kind
//! of its surveys is. Its questions are worded differently, so its answers are series of their own and are never counted
//! together with ours. What people's properties say beyond what is listed here is left out. Refuses to guess a time's zone.

use csv::ByteRecord;

use crate::domain::ids::{MAX_ID_CHARS, TeamName};
use crate::domain::instrument::{CES_5_AGREE, CSAT5, Instrument, NPS11, OTHER_TOOL, Score, THUMBS};
use crate::domain::privacy::Privacy;
use crate::domain::survey::Answer;
use crate::domain::{Duration, Timestamp};
use crate::intake::time;
use crate::store::LedgerLine;

/// Longest comment.
const MOST_COMMENT: usize = 10_000;
/// Clocks differ a little.
const AHEAD: Duration = Duration::from_mins(5);

/// What a column tells, and the names it may have, folded to letters and digits.
const NAMES: [(Field, &[&str]); 8] = [
    (Field::Id, &["id", "responseid", "surveyresponseid"]),
    (Field::Ticket, &["ticketid", "ticket", "caseid", "conversationid"]),
    (Field::Score, &["score", "responsescore", "rating"]),
    (Field::Comment, &["comment", "responsecomment", "response"]),
    (Field::Email, &["email", "personemail", "emailaddress"]),
    (Field::At, &["createdat", "responsetime", "respondedat", "responsedate", "timestamp", "date"]),
    (Field::Kind, &["surveytype", "surveymetric", "delightedsurveytype"]),
    (Field::Agent, &["agent", "agentname", "agentemail", "assignee"]),
];

/// Which kind of survey is which instrument.
const KINDS: [(&str, &Instrument); 6] = [
    ("nps", &NPS11),
    ("csat", &CSAT5),
    ("csat5", &CSAT5),
    ("ces", &CES_5_AGREE),
    ("ces5", &CES_5_AGREE),
    ("thumbs", &THUMBS),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Ticket,
    Score,
    Comment,
    Email,
    At,
    Kind,
    Agent,
}

/// Which cell is what, and what is the same for every row.
pub struct Delighted {
    at: [Option<usize>; NAMES.len()],
    team: String,
    instrument: Option<&'static Instrument>,
    until: Timestamp,
}

fn folded(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

impl Delighted {
    /// Whether a header is one of Delighted's: it has scores and what kind of survey they are from, or one of the columns
    /// that only Delighted adds.
    pub fn knows(header: &ByteRecord) -> bool {
        let names: Vec<String> = header.iter().map(folded).collect();
        let has = |field: Field| {
            NAMES.iter().any(|(f, known)| *f == field && known.iter().any(|k| names.iter().any(|n| n == k)))
        };
        let own = names.iter().any(|name| name.starts_with("delighted") || name == "permalink");
        has(Field::Score) && (has(Field::Kind) || own) && !header.iter().any(|name| name == b"closed_at")
    }

    /// Reads the header.
    pub fn read(
        header: &ByteRecord,
        team: Option<String>,
        instrument: Option<&'static Instrument>,
        now: Timestamp,
    ) -> Result<Self, String> {
        let mut at = [None; NAMES.len()];
        for (place, name) in header.iter().enumerate() {
            let name = folded(name);
            let known = NAMES.iter().position(|(_, names)| names.contains(&name.as_str()));
            if let Some(empty) = known.and_then(|n| at.get_mut(n)) {
                if empty.is_some() {
                    return Err(format!("two columns are called {name:?} or mean the same; take one out"));
                }
                *empty = Some(place);
            }
        }
        let team = team.ok_or("there are several teams; say whose answers these are: --team NAME")?;
        let until = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
        let read = Self { at, team, instrument, until };
        let missing =
            [(Field::Score, "score"), (Field::At, "created_at")].into_iter().find(|(f, _)| read.place(*f).is_none());
        if let Some((_, name)) = missing {
            return Err(format!("the column {name} is missing; this does not look like an export of Delighted"));
        }
        if read.place(Field::Id).is_none() && read.place(Field::Ticket).is_none() {
            return Err("a column that tells responses apart (id or ticket_id) is missing".to_owned());
        }
        if read.place(Field::Kind).is_none() && instrument.is_none() {
            return Err("the column survey_type is missing; say what was asked: --instrument nps11".to_owned());
        }
        Ok(read)
    }

    fn place(&self, field: Field) -> Option<usize> {
        let n = NAMES.iter().position(|(f, _)| *f == field)?;
        self.at.get(n).copied().flatten()
    }

    fn text(&self, record: &ByteRecord, field: Field, name: &str, most: usize) -> Result<Option<String>, String> {
        let bytes = self.place(field).and_then(|n| record.get(n)).unwrap_or_default();
        let text =
            std::str::from_utf8(bytes).map_err(|_| format!("{name}: it is not UTF-8; save the file as UTF-8"))?;
        if text.contains('\0') {
            return Err(format!("{name}: it contains a NUL character"));
        }
        if text.chars().nth(most).is_some() {
            return Err(format!("{name}: it is longer than {most} characters"));
        }
        Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned))
    }

    /// Reads a row.
    pub fn line(&self, record: &ByteRecord) -> Result<LedgerLine, String> {
        let word = |field, name| self.text(record, field, name, MAX_ID_CHARS);
        let at = self.moment(word(Field::At, "created_at")?)?;
        let (id, ticket) = (word(Field::Id, "id")?, word(Field::Ticket, "ticket_id")?);
        let instrument = self.instrument(word(Field::Kind, "survey_type")?)?;
        let score = word(Field::Score, "score")?.ok_or("score: it is empty")?;
        let plain = score.bytes().all(|b| b.is_ascii_digit());
        let value = score.parse().ok().filter(|_| plain).and_then(|value| Score::on(instrument, value).ok());
        let value = value.ok_or_else(|| {
            format!("score: {score:?} is not a point of {} ({} to {})", instrument.id, instrument.min, instrument.max)
        })?;
        let comment = self.text(record, Field::Comment, "comment", MOST_COMMENT)?;
        Ok(LedgerLine {
            source: OTHER_TOOL.to_owned(),
            ticket_id: ticket.or(id).ok_or("id: it is empty")?,
            subject: None,
            team: TeamName::new(self.team.clone()),
            agent: word(Field::Agent, "agent")?,
            customer: word(Field::Email, "email")?,
            channel: None,
            touchpoint: None,
            segment: None,
            tags: Vec::new(),
            opened_at: None,
            closed_at: at,
            state: "answered".to_owned(),
            reason: None,
            asked_at: None,
            instrument: Some(instrument),
            answer: Some(Answer {
                score: value,
                first_at: at,
                last_at: at,
                changes: 0,
                comment,
                reasons: Vec::new(),
                contact_ok: false,
            }),
            recovered: false,
            person: None,
            privacy: Privacy::default(),
        })
    }

    fn moment(&self, written: Option<String>) -> Result<Timestamp, String> {
        let text = written.ok_or("created_at: it is empty")?;
        let at = time::read_text(&text).ok_or_else(|| {
            format!(
                "created_at: {text:?} is no time with a zone; write it like 2026-11-23T09:00:00Z, or as Unix seconds"
            )
        })?;
        let first = Timestamp::from_second(946_684_800).unwrap_or(Timestamp::UNIX_EPOCH);
        if at > self.until || at < first {
            return Err(format!("created_at: {text} is not between 2000 and now"));
        }
        Ok(at)
    }

    fn instrument(&self, kind: Option<String>) -> Result<&'static Instrument, String> {
        let Some(kind) = kind.filter(|_| self.instrument.is_none()) else {
            return self.instrument.ok_or_else(|| "survey_type: it is empty".to_owned());
        };
        let name = folded(kind.as_bytes());
        let found = KINDS.iter().find(|(known, _)| *known == name).and_then(|(_, i)| Instrument::by_id(i.id));
        found.ok_or_else(|| {
            format!(
                "survey_type: {kind:?} is not read; there are nps (0 to 10), csat (1 to 5), ces (1 to 5) and thumbs"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 7] = ["ID", "Survey Type", "Score", "Comment", "Email", "Created At", "Plan"];

    fn read(cells: [&str; 7]) -> Result<LedgerLine, String> {
        let (header, now) = (ByteRecord::from(HEADER.to_vec()), "2026-11-24T09:00:00Z".parse().unwrap());
        let read = Delighted::read(&header, Some("Payments".to_owned()), None, now)?;
        read.line(&ByteRecord::from(cells.to_vec()))
    }

    #[test]
    fn a_response_is_a_close_that_was_answered() {
        let line = read(["r1", "nps", "9", "Great", "mia@example.com", "2021-03-04 10:22:33 UTC", "gold"]).unwrap();
        assert_eq!((line.source.as_str(), line.ticket_id.as_str()), ("delighted", "r1"));
        let answer = line.answer.unwrap();
        assert_eq!((answer.score.instrument().id, answer.score.value()), ("nps11", 9));
        assert_eq!(answer.first_at.to_string(), "2021-03-04T10:22:33Z");
        let effort = read(["r2", "CES", "4", "", "", "1614853353", ""]).unwrap();
        assert_eq!(effort.instrument.map(|i| i.id), Some("ces_5_agree"));
    }

    #[test]
    fn what_is_wrong_names_its_column() {
        for (cells, named) in [
            (
                ["r1", "ces", "7", "", "", "2021-03-04T10:22:33Z", ""],
                "score: \"7\" is not a point of ces_5_agree (1 to 5)",
            ),
            (["r1", "nps", "", "", "", "2021-03-04T10:22:33Z", ""], "score: it is empty"),
            (["r1", "nps", "9", "", "", "2021-03-04 10:22:33", ""], "is no time with a zone"),
            (["r1", "smileys", "9", "", "", "2021-03-04T10:22:33Z", ""], "survey_type: \"smileys\""),
            (["", "nps", "9", "", "", "2021-03-04T10:22:33Z", ""], "id: it is empty"),
        ] {
            let told = read(cells).expect_err(named);
            assert!(told.contains(named), "{told}");
        }
    }

    #[test]
    fn its_header_is_told_from_ours() {
        let ours = ByteRecord::from(vec!["ticket_id", "closed_at", "instrument", "score"]);
        assert!(Delighted::knows(&ByteRecord::from(HEADER.to_vec())) && !Delighted::knows(&ours));
    }
}
