//! History from elsewhere, all or nothing, thousands of rows a second.
//!
//! Knows how a line of the ledger becomes ticket, person, survey and answer, and that nothing imported is alive: an
//! imported survey is never sent, amended or expired by a job. Refuses to overwrite what is stored.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::bulk::Bulk;
use super::hearsay::{self, WINDOW, customer};
use super::rows::{identity, reasons_text, survey, ticket};
use super::sql::{self, ms, values};
use super::survey_row::{StateColumns, identities_text};
use super::surveys::position;
use super::{LedgerLine, Result, Store, Tx, event_text};
use crate::domain::credit::Credit;
use crate::domain::ids::*;
use crate::domain::instrument::{CES7, Instrument, edition_of};
use crate::domain::survey::{Answer, State};

/// Closes handled at once.
const BATCH: usize = 1_024;
/// Characters that all ids of one import have in common: 80 random bits.
const SAME: usize = 16;
/// More people than this are looked up again.
const MOST_REMEMBERED: usize = 50_000;

impl Store {
    /// Adds history from elsewhere in one transaction; see [`Import::add`]. Returns closes added.
    pub async fn import(&self, lines: &[LedgerLine], ids: Ids<'_>) -> Result<u64> {
        let mut import = self.begin_import(ids).await?;
        import.add(lines).await?;
        import.commit().await
    }

    /// The same, for history that is too long to be held at once: nothing of it is there until it is all there.
    pub async fn begin_import(&self, ids: Ids<'_>) -> Result<Import> {
        Ok(Import::new(self.begin_alone().await?, ids))
    }
}

/// Draws ids.
pub type Ids<'a> = &'a (dyn Fn() -> String + Send + Sync);

impl Import {
    /// Adds some of it, in batches; existing (source, ticket, close) rows are left alone. All lines of a ticket come in
    /// one call: those of one close time are one close, and a second instrument among them becomes its second question.
    /// What was never asked, or never got an end, is stored as over. An imported ask counts for the person's cooldown.
    pub async fn add(&mut self, lines: &[LedgerLine]) -> Result<()> {
        let tickets = grouped(lines);
        let mut rest = tickets.as_slice();
        while !rest.is_empty() {
            let mut closes = 0;
            let fits = rest
                .iter()
                .take_while(|t| {
                    let room = closes < BATCH;
                    closes += t.closes.len();
                    room
                })
                .count();
            let (batch, later) = rest.split_at(fits.max(1));
            self.add_batch(batch).await?;
            rest = later;
        }
        Ok(())
    }

    /// Makes it durable. Returns closes added.
    pub async fn commit(self) -> Result<u64> {
        for (team, planned) in self.planned {
            let sql = "INSERT INTO team_tally (team, planned) VALUES ($1, $2)
                       ON CONFLICT (team) DO UPDATE SET planned = team_tally.planned + excluded.planned";
            sql::execute(&self.tx.inner, sql, values![team, planned]).await?;
        }
        self.tx.commit().await?;
        Ok(self.added)
    }
}

/// One ticket's closes, oldest first; each with its lines as they came.
struct Ticket<'a> {
    source: &'a str,
    key: &'a str,
    closes: Vec<Vec<&'a LedgerLine>>,
}

fn grouped(lines: &[LedgerLine]) -> Vec<Ticket<'_>> {
    let mut sorted: Vec<&LedgerLine> = lines.iter().collect();
    // Stable: the instrument asked first stays first.
    sorted.sort_by(|a, b| close_key(a).cmp(&close_key(b)));
    let mut tickets: Vec<Ticket<'_>> = Vec::new();
    for line in sorted {
        match tickets.last_mut().filter(|t| t.source == line.source && t.key == line.ticket_id) {
            None => {
                tickets.push(Ticket { source: &line.source, key: &line.ticket_id, closes: vec![vec![line]] });
            }
            Some(ticket) => match ticket.closes.last_mut() {
                Some(close) if close.first().is_some_and(|l| ms(l.closed_at) == ms(line.closed_at)) => close.push(line),
                _ => ticket.closes.push(vec![line]),
            },
        }
    }
    tickets
}

fn close_key(line: &LedgerLine) -> (&str, &str, i64) {
    (&line.source, &line.ticket_id, ms(line.closed_at))
}

/// An import under way. Dropped, it never was.
pub struct Import {
    tx: Tx,
    /// Whom it met lately.
    people: HashMap<Identity, String>,
    /// The latest ask of each person of the batch, for the cooldown.
    asked: HashMap<String, (i64, String)>,
    /// People of the batch who were not stored before, and since when they are known.
    fresh: Vec<(String, i64)>,
    /// What its ids begin with, and how many were drawn.
    drawn: (String, u64),
    planned: HashMap<String, i64>,
    added: u64,
    tables: Tables,
}

/// In the order in which they refer to each other.
struct Tables {
    person: Bulk,
    identity: Bulk,
    ticket: Bulk,
    survey: Bulk,
    answer: Bulk,
    answer_value: Bulk,
}

impl Import {
    fn new(tx: Tx, ids: Ids<'_>) -> Self {
        let tables = Tables {
            person: Bulk::into("person", &["id", "created_at", "last_asked_at", "last_asked_survey"]),
            identity: Bulk::into("identity", &["kind", "installation", "value", "person_id"]),
            ticket: Bulk::into("ticket", TICKET),
            survey: Bulk::into("survey", SURVEY),
            answer: Bulk::into("answer", ANSWER),
            answer_value: Bulk::into("answer_value", &["answer_id", "seq", "score", "at"]),
        };
        let (people, asked, planned) = (HashMap::new(), HashMap::new(), HashMap::new());
        let drawn = (ids().chars().take(SAME).collect(), 0);
        Self { tx, people, asked, fresh: Vec::new(), drawn, planned, added: 0, tables }
    }

    /// Unique and in order: random at the beginning, counted at the end. Rows whose ids follow each other are added at the
    /// end of an index; ids without an order touch a page each, and a million of them does not fit into any cache.
    fn id(&mut self) -> String {
        let (same, count) = &mut self.drawn;
        *count += 1;
        format!("{same}{count:010}")
    }

    async fn add_batch(&mut self, tickets: &[Ticket<'_>]) -> Result<()> {
        if self.people.len() > MOST_REMEMBERED {
            self.people.clear();
        }
        self.meet(tickets).await?;
        let known = self.known(tickets).await?;
        for ticket in tickets {
            match known.get(&(ticket.source, ticket.key)) {
                None => self.add_ticket(ticket),
                Some(known) => self.add_closes(ticket, known).await?,
            }
        }
        for (person, since) in std::mem::take(&mut self.fresh) {
            let (at, survey) = self.asked.remove(&person).unzip();
            self.tables.person.push(values![person, since, at, survey]);
        }
        let db = &self.tx.inner;
        let t = &mut self.tables;
        for table in [&mut t.person, &mut t.identity, &mut t.ticket, &mut t.survey, &mut t.answer, &mut t.answer_value]
        {
            table.flush(db).await?;
        }
        note_asked(db, std::mem::take(&mut self.asked)).await?;
        Ok(())
    }

    /// Finds or makes the person behind every customer of the batch.
    async fn meet(&mut self, tickets: &[Ticket<'_>]) -> Result<()> {
        let lines = tickets.iter().flat_map(|t| t.closes.iter().flatten());
        let mut strangers: HashMap<Identity, i64> = HashMap::new();
        for line in lines {
            if let Some(who) = customer(line).filter(|who| !self.people.contains_key(who)) {
                strangers.entry(who).or_insert(ms(line.closed_at));
            }
        }
        for kind in [IdentityKind::Slack, IdentityKind::Discord, IdentityKind::Email] {
            let values: Vec<&str> = strangers.keys().filter(|i| i.kind == kind).map(|i| i.value.as_str()).collect();
            if values.is_empty() {
                continue;
            }
            let found = identity::Entity::find()
                .filter(identity::Column::Kind.eq(kind.as_str()))
                .filter(identity::Column::Installation.eq(""))
                .filter(identity::Column::Value.is_in(values))
                .all(&self.tx.inner)
                .await?;
            for row in found {
                let person = row.person_id.clone();
                self.people.insert(row.parse()?, person);
            }
        }
        let mut strangers: Vec<_> = strangers.into_iter().filter(|(who, _)| !self.people.contains_key(who)).collect();
        // In one order, so that a seeded import is the same every time.
        strangers.sort();
        for (who, since) in strangers {
            let id = self.id();
            self.fresh.push((id.clone(), since));
            let row = values![who.kind.as_str(), who.installation.as_str(), who.value.as_str(), id.as_str()];
            self.tables.identity.push(row);
            self.people.insert(who, id);
        }
        Ok(())
    }

    /// Tickets of the batch that are stored already, under whichever installation.
    async fn known<'t>(&self, tickets: &[Ticket<'t>]) -> Result<HashMap<(&'t str, &'t str), Known>> {
        let keys = tickets.iter().map(|t| t.key);
        let rows = ticket::Entity::find().filter(ticket::Column::TicketKey.is_in(keys)).all(&self.tx.inner).await?;
        if rows.is_empty() {
            return Ok(HashMap::new());
        }
        let ids = rows.iter().map(|r| r.id.as_str());
        let closes = survey::Entity::find().filter(survey::Column::TicketId.is_in(ids)).all(&self.tx.inner).await?;
        let mut at: HashMap<String, HashSet<i64>> = HashMap::new();
        for close in closes {
            at.entry(close.ticket_id).or_default().insert(close.closed_at);
        }
        let mut stored: HashMap<(String, String), ticket::Model> =
            rows.into_iter().map(|r| ((r.source.clone(), r.ticket_key.clone()), r)).collect();
        let mut known = HashMap::new();
        for ticket in tickets {
            if let Some(row) = stored.remove(&(ticket.source.to_owned(), ticket.key.to_owned())) {
                let closed_at = at.remove(&row.id).unwrap_or_default();
                known.insert((ticket.source, ticket.key), Known { row, closed_at });
            }
        }
        Ok(known)
    }

    fn add_ticket(&mut self, ticket: &Ticket<'_>) {
        let Some(last) = ticket.closes.last().and_then(|lines| lines.first()) else { return };
        let id = self.id();
        let closed_at = ms(last.closed_at);
        let count = i32::try_from(ticket.closes.len()).unwrap_or(i32::MAX);
        self.tables.ticket.push(values![
            id.as_str(),
            "",
            ticket.source,
            ticket.key,
            "closed",
            closed_at,
            count,
            closed_at,
            event_text::write(&hearsay::event(last)),
        ]);
        for (seq, lines) in (1_i32..).zip(&ticket.closes) {
            self.add_close(&id, "", seq, lines);
        }
    }

    async fn add_closes(&mut self, ticket: &Ticket<'_>, known: &Known) -> Result<()> {
        let mut seq = known.row.close_seq;
        for lines in &ticket.closes {
            let is_new = lines.first().is_some_and(|l| !known.closed_at.contains(&ms(l.closed_at)));
            if is_new {
                seq += 1;
                self.add_close(&known.row.id, &known.row.installation, seq, lines);
            }
        }
        if seq > known.row.close_seq {
            let sql = "UPDATE ticket SET close_seq = $1 WHERE id = $2";
            sql::execute(&self.tx.inner, sql, values![seq, known.row.id.as_str()]).await?;
        }
        Ok(())
    }

    fn add_close(&mut self, ticket: &str, installation: &str, seq: i32, lines: &[&LedgerLine]) {
        let Some(line) = lines.first() else { return };
        let who = customer(line);
        let person = who.as_ref().and_then(|who| self.people.get(who)).cloned();
        let state = hearsay::state(lines);
        let asked_at = hearsay::asked_at(lines, &state);
        let answers: Vec<&Answer> = lines.iter().filter_map(|l| l.answer.as_ref()).collect();
        let instruments: Vec<&'static Instrument> = lines.iter().filter_map(|l| l.instrument).collect();
        let first = instruments.first().copied().unwrap_or(&CES7);
        let follow = instruments.iter().find(|i| i.id != first.id).map(|i| i.id);
        let c = StateColumns::of(&state);
        let id = self.id();
        let closed_at = ms(line.closed_at);
        self.tables.survey.push(values![
            id.as_str(),
            installation,
            ticket,
            seq,
            line.team.as_str(),
            closed_at,
            line.agent.as_deref(),
            agent_id(line),
            person.as_deref(),
            identities_text(&who.into_iter().collect::<Vec<_>>()),
            first.id,
            follow,
            i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX),
            c.state,
            c.reason,
            c.detail,
            asked_at,
            answers.iter().map(|a| ms(a.first_at)).min(),
            c.ended_at,
            c.message_platform,
            c.message_channel,
            c.message_id,
            0_i64,
            closed_at,
            closed_at,
            line.privacy.as_str(),
        ]);
        for answer in answers {
            self.add_answer(&id, installation, line, person.as_deref(), first, answer);
        }
        if !matches!(state, State::Skipped { .. }) {
            *self.planned.entry(line.team.as_str().to_owned()).or_default() += 1;
        }
        if let (Some(person), Some(at)) = (person, asked_at) {
            let last = self.asked.entry(person).or_insert_with(|| (at, id.clone()));
            if last.0 < at {
                *last = (at, id);
            }
        }
        self.added += 1;
    }

    fn add_answer(
        &mut self,
        survey: &str,
        installation: &str,
        line: &LedgerLine,
        person: Option<&str>,
        first: &Instrument,
        answer: &Answer,
    ) {
        let id = self.id();
        let asked = answer.score.instrument();
        let (score, changes) = (i32::from(answer.score.value()), i32::try_from(answer.changes).unwrap_or(i32::MAX));
        self.tables.answer.push(values![
            id.as_str(),
            survey,
            position(first, asked),
            installation,
            line.team.as_str(),
            person,
            line.agent.as_deref(),
            agent_id(line),
            asked.id,
            edition_of(&line.source, asked),
            score,
            ms(answer.first_at),
            ms(answer.last_at),
            changes,
            answer.comment.as_deref(),
            reasons_text(&answer.reasons),
            answer.contact_ok,
        ]);
        self.tables.answer_value.push(values![id, changes, score, ms(answer.last_at)]);
    }
}

/// Notes the latest asks of people who are stored already, many in a statement. Only a handful of sizes is used, since every
/// distinct statement is prepared and kept.
async fn note_asked(db: &impl ConnectionTrait, asked: HashMap<String, (i64, String)>) -> Result<()> {
    let mut rest: Vec<_> = asked.into_iter().collect();
    // In one order, so that two imports beside each other do not wait for each other in a circle.
    rest.sort();
    for size in [128, 16, 1] {
        while rest.len() >= size {
            let row = |n: usize| {
                let (id, at, survey) = (n * 3 + 1, n * 3 + 2, n * 3 + 3);
                format!(
                    "SELECT CAST(${id} AS TEXT) AS id, CAST(${at} AS BIGINT) AS at, CAST(${survey} AS TEXT) AS survey"
                )
            };
            let rows = (0..size).map(row).collect::<Vec<_>>().join(" UNION ALL ");
            let sql = format!(
                "UPDATE person SET before_asked_at = last_asked_at, before_asked_survey = last_asked_survey,
                   last_asked_at = asked.at, last_asked_survey = asked.survey
                 FROM ({rows}) asked
                 WHERE person.id = asked.id AND (person.last_asked_at IS NULL OR person.last_asked_at < asked.at)"
            );
            let bound = rest.drain(..size).flat_map(|(person, (at, survey))| values![person, at, survey]).collect();
            sql::execute(db, sql, bound).await?;
        }
    }
    Ok(())
}

/// How the agent of a line is told from others for good.
fn agent_id(line: &LedgerLine) -> Option<String> {
    line.agent.as_deref().map(|label| Credit::from(label).id)
}

/// A stored ticket and the times of its closes.
struct Known {
    row: ticket::Model,
    closed_at: HashSet<i64>,
}

const TICKET: &[&str] =
    &["id", "installation", "source", "ticket_key", "state", "changed_at", "close_seq", "created_at", "event"];

const SURVEY: &[&str] = &[
    "id",
    "installation",
    "ticket_id",
    "close_seq",
    "team",
    "closed_at",
    "agent",
    "agent_id",
    "person_id",
    "may_answer",
    "instrument",
    "follow",
    "expires_ms",
    "state",
    "reason",
    "detail",
    "delivered_at",
    "answered_at",
    "ended_at",
    "message_platform",
    "message_channel",
    "message_id",
    "version",
    "created_at",
    "saved_at",
    "privacy",
];

const ANSWER: &[&str] = &[
    "id",
    "survey_id",
    "position",
    "installation",
    "team",
    "person_id",
    "agent",
    "agent_id",
    "instrument",
    "instrument_version",
    "score",
    "first_at",
    "last_at",
    "changes",
    "comment",
    "reasons",
    "contact_ok",
];
