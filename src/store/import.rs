//! History from elsewhere, all or nothing, thousands of rows a second.
//!
//! Knows how a line of the ledger becomes ticket, person, survey and answer, and that nothing imported is alive: an
//! imported survey is never sent, amended or expired by a job. Refuses to overwrite what is stored.

mod batch;
mod hours;
mod people;
mod tickets;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use batch::{Batch, Hand, Tables};
use hours::HoursHeld;
use people::Strangers;
use tickets::{Known, Ticket, grouped, known};
use words::Words;

use super::bulk::row;
use super::hearsay::{self, WINDOW, customer};
use super::rows::reasons_text;
use super::sql::{self, ms, values};
use super::survey_row::{StateColumns, identities_text};
use super::surveys::position;
use super::{LedgerLine, Result, Store, Tx, event_text};
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
        let tx = self.begin_bare().await?;
        let hours = HoursHeld::begin(&tx).await?;
        Ok(Import::new(tx, hours, ids))
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
    pub async fn commit(mut self) -> Result<u64> {
        self.hand.write(std::mem::take(&mut self.built)).await?;
        let tx = self.hand.free().await?;
        if let Some(hours) = self.hours {
            hours.end(&tx).await?;
        }
        for (team, planned) in self.planned {
            let sql = "INSERT INTO team_tally (team, planned) VALUES ($1, $2)
                       ON CONFLICT (team) DO UPDATE SET planned = team_tally.planned + excluded.planned";
            sql::execute(&tx.inner, sql, values![team, planned]).await?;
        }
        tx.commit().await?;
        Ok(self.added)
    }
}

/// An import under way. Dropped, it never was.
///
/// While a batch is written, the next is put together: what that needs to know is asked before the writing begins, and what
/// it cannot see there yet is remembered.
pub struct Import {
    hand: Hand,
    /// Put together and not being written yet.
    built: Batch,
    /// Whom it met lately.
    people: HashMap<Identity, Arc<str>>,
    /// The latest ask of each person of the batch, for the cooldown.
    asked: HashMap<Arc<str>, (i64, Arc<str>)>,
    words: Words,
    /// People of the batch who were not stored before, and since when they are known.
    fresh: Vec<(Arc<str>, i64)>,
    /// What its ids begin with, and how many were drawn.
    drawn: (String, u64),
    planned: HashMap<String, i64>,
    added: u64,
    tables: Tables,
    /// Tickets of the batch that have more closes now.
    closed_again: Vec<(String, i32)>,
    hours: Option<HoursHeld>,
}

impl Import {
    fn new(tx: Tx, hours: Option<HoursHeld>, ids: Ids<'_>) -> Self {
        Self {
            hand: Hand::Free(tx),
            built: Batch::default(),
            people: HashMap::new(),
            asked: HashMap::new(),
            words: Words::default(),
            fresh: Vec::new(),
            drawn: (ids().chars().take(SAME).collect(), 0),
            planned: HashMap::new(),
            added: 0,
            tables: Tables::default(),
            closed_again: Vec::new(),
            hours,
        }
    }

    /// Unique and in order: random at the beginning, counted at the end. Rows whose ids follow each other are added at the
    /// end of an index; ids without an order touch a page each, and a million of them does not fit into any cache.
    fn id(&mut self) -> Arc<str> {
        let (same, count) = &mut self.drawn;
        *count += 1;
        format!("{same}{count:010}").into()
    }

    async fn add_batch(&mut self, tickets: &[Ticket<'_>]) -> Result<()> {
        // Each batch has copies of its own: two threads that count the holders of one copy wait for each other.
        self.words = Words::default();
        let forgets = self.people.len() > MOST_REMEMBERED;
        if forgets || tickets.iter().any(|ticket| self.built.holds(ticket)) {
            // What is asked for now must be found there.
            self.hand.write(std::mem::take(&mut self.built)).await?;
        }
        if forgets {
            self.people.clear();
        }
        let mut strangers = Strangers::among(tickets, &self.people);
        let keys = sql::many(tickets.iter().map(|t| t.key));
        // From here until the next is handed over the database waits for us.
        let tx = self.hand.free().await?;
        let stored = strangers.stored(&tx).await?;
        let known = known(&tx, tickets, keys).await?;
        self.hand = Hand::Free(tx);
        self.hand.write(std::mem::take(&mut self.built)).await?;
        self.people.extend(stored);
        self.meet(strangers);
        for ticket in tickets {
            match known.get(&(ticket.source, ticket.key)) {
                None => self.add_ticket(ticket)?,
                Some(known) => self.add_closes(ticket, known),
            }
        }
        for (person, since) in std::mem::take(&mut self.fresh) {
            let (at, survey) = self.asked.remove(&person).unzip();
            self.tables.person.push(row![person, since, at, survey]);
        }
        let mut tables = self.tables.take();
        tables.extend(self.hours.as_mut().and_then(HoursHeld::due));
        self.built = Batch {
            tickets: tickets.iter().map(|t| (t.source.to_owned(), t.key.to_owned())).collect(),
            tables,
            closed_again: std::mem::take(&mut self.closed_again),
            asked: std::mem::take(&mut self.asked),
        };
        Ok(())
    }

    /// Makes a person of everybody nobody knows.
    fn meet(&mut self, strangers: Strangers) {
        for (who, since) in strangers.unknown(&self.people) {
            let id = self.id();
            self.fresh.push((id.clone(), since));
            let (kind, installation) = (self.words.one(who.kind.as_str()), self.words.one(&who.installation));
            self.tables.identity.push(row![kind, installation, who.value.as_str(), id.clone()]);
            self.people.insert(who, id);
        }
    }

    fn add_ticket(&mut self, ticket: &Ticket<'_>) -> Result<()> {
        let Some(last) = ticket.closes.last().and_then(|lines| lines.first()) else { return Ok(()) };
        let id = self.id();
        let closed_at = ms(last.closed_at);
        let count = i32::try_from(ticket.closes.len()).unwrap_or(i32::MAX);
        let [nowhere, source, closed] = ["", ticket.source, "closed"].map(|word| self.words.one(word));
        self.tables.ticket.push(row![
            id.clone(),
            nowhere,
            source,
            ticket.key,
            closed,
            closed_at,
            count,
            closed_at,
            event_text::write(&hearsay::event(last))?,
        ]);
        for (seq, lines) in (1_i32..).zip(&ticket.closes) {
            self.add_close(&id, "", seq, lines);
        }
        Ok(())
    }

    fn add_closes(&mut self, ticket: &Ticket<'_>, known: &Known) {
        let mut seq = known.close_seq;
        for lines in &ticket.closes {
            let is_new = lines.first().is_some_and(|l| !known.closed_at.contains(&ms(l.closed_at)));
            if is_new {
                seq += 1;
                self.add_close(&known.id.as_str().into(), &known.installation, seq, lines);
            }
        }
        if seq > known.close_seq {
            self.closed_again.push((known.id.clone(), seq));
        }
    }

    fn add_close(&mut self, ticket: &Arc<str>, installation: &str, seq: i32, lines: &[&LedgerLine]) {
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
        let of = Of {
            survey: id.clone(),
            installation: self.words.one(installation),
            team: self.words.one(line.team.as_str()),
            agent: line.agent.as_deref().map(|label| self.words.agent(label)),
            person: person.clone(),
        };
        let (agent, agent_id) = of.agent.clone().unzip();
        self.tables.survey.push(row![
            id.clone(),
            of.installation.clone(),
            ticket.clone(),
            seq,
            of.team.clone(),
            closed_at,
            agent,
            agent_id,
            person.clone(),
            identities_text(&who.into_iter().collect::<Vec<_>>()),
            self.words.one(first.id),
            follow.map(|id| self.words.one(id)),
            i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX),
            self.words.one(c.state),
            c.reason.map(|word| self.words.one(word)),
            c.detail,
            asked_at,
            answers.iter().map(|a| ms(a.first_at)).min(),
            c.ended_at,
            0_i64,
            closed_at,
            closed_at,
            self.words.one(line.privacy.as_str()),
        ]);
        for answer in answers {
            self.add_answer(&of, &line.source, first, answer);
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

    fn add_answer(&mut self, of: &Of, source: &str, first: &Instrument, answer: &Answer) {
        let id = self.id();
        let asked = answer.score.instrument();
        let (score, changes) = (i32::from(answer.score.value()), i32::try_from(answer.changes).unwrap_or(i32::MAX));
        let (agent, agent_id) = of.agent.clone().unzip();
        let (word, edition) = (self.words.one(asked.id), edition_of(source, asked));
        if let Some(hours) = &mut self.hours {
            hours.add(&of.team, &word, edition, answer.first_at, answer.score.value());
        }
        self.tables.answer.push(row![
            id.clone(),
            of.survey.clone(),
            position(first, asked),
            of.installation.clone(),
            of.team.clone(),
            of.person.clone(),
            agent,
            agent_id,
            word,
            edition,
            score,
            ms(answer.first_at),
            ms(answer.last_at),
            changes,
            answer.comment.as_deref(),
            reasons_text(&answer.reasons),
            answer.contact_ok,
        ]);
        self.tables.answer_value.push(row![id, changes, score, ms(answer.last_at)]);
    }
}

/// Whose and what an answer is of.
struct Of {
    survey: Arc<str>,
    installation: Arc<str>,
    team: Arc<str>,
    /// As written, and the id.
    agent: Option<(Arc<str>, Arc<str>)>,
    person: Option<Arc<str>>,
}
