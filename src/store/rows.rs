//! The rows as the database holds them, private to the store.
//!
//! Knows columns and their types. Refuses to know what they mean: each is parsed into a domain type where it is read,
//! so that a corrupt row is an error and never a half-valid value.

use super::sql::{corrupt, instant};
use super::{Person, Received, Result, Run, RunState, TicketRow, event_text};
use crate::domain::ids::*;
use crate::domain::instrument::{Instrument, ReasonTag, Score};
use crate::domain::job::{Job, Task};
use crate::domain::survey::Answer;

pub(super) mod inbox {
    use sea_orm::entity::prelude::*;

    /// One thing received.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inbox")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub payload: String,
        pub received_at: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod person {
    use sea_orm::entity::prelude::*;

    /// One human being.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub created_at: i64,
        pub opted_out_at: Option<i64>,
        pub last_asked_at: Option<i64>,
        pub last_asked_survey: Option<String>,
        pub before_asked_at: Option<i64>,
        pub before_asked_survey: Option<String>,
        pub zone: Option<String>,
        pub locale: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod identity {
    use sea_orm::entity::prelude::*;

    /// One name of a person.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "identity")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub kind: String,
        pub installation: String,
        pub value: String,
        pub person_id: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod unreachable {
    use sea_orm::entity::prelude::*;

    /// A platform on which a person cannot be reached.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "unreachable")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub person_id: String,
        pub platform: String,
        pub why: String,
        pub at: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod ticket {
    use sea_orm::entity::prelude::*;

    /// One ticket with its last close.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub installation: String,
        pub source: String,
        pub ticket_key: String,
        pub human_key: Option<String>,
        pub state: String,
        pub changed_at: i64,
        pub close_seq: i32,
        pub created_at: i64,
        pub event: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod survey {
    use sea_orm::entity::prelude::*;

    /// One close and what became of asking about it.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "survey")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub installation: String,
        pub ticket_id: String,
        pub close_seq: i32,
        pub team: String,
        pub closed_at: i64,
        pub agent: Option<String>,
        pub agent_id: Option<String>,
        pub agent_name: Option<String>,
        pub person_id: Option<String>,
        pub may_answer: String,
        pub instrument: String,
        pub follow: Option<String>,
        pub expires_ms: i64,
        pub privacy: String,
        pub language: Option<String>,
        pub edition: Option<i32>,
        pub follow_edition: Option<i32>,
        pub state: String,
        pub reason: Option<String>,
        pub detail: Option<String>,
        pub send_at: Option<i64>,
        pub delivered_at: Option<i64>,
        pub answered_at: Option<i64>,
        pub ended_at: Option<i64>,
        pub message_platform: Option<String>,
        pub message_channel: Option<String>,
        pub message_id: Option<String>,
        pub version: i64,
        pub created_at: i64,
        pub saved_at: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod answer {
    use sea_orm::entity::prelude::*;

    /// The current answer on one instrument.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "answer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub survey_id: String,
        pub position: i32,
        pub installation: String,
        pub team: String,
        pub person_id: Option<String>,
        pub agent: Option<String>,
        pub instrument: String,
        pub instrument_version: i32,
        pub score: i32,
        pub first_at: i64,
        pub last_at: i64,
        pub changes: i32,
        pub comment: Option<String>,
        pub reasons: Option<String>,
        pub contact_ok: bool,
        pub language: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod job {
    use sea_orm::entity::prelude::*;

    /// One job of the queue.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub kind: String,
        pub subject: String,
        pub key: String,
        pub lane: String,
        pub state: String,
        pub due_at: i64,
        pub first_due_at: i64,
        pub attempt: i32,
        pub fence: i64,
        pub attempt_started_at: Option<i64>,
        pub place: Option<String>,
        pub doubt: bool,
        pub last_error: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod run {
    use sea_orm::entity::prelude::*;

    /// One scorecard of a team, week and channel.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "scorecard_run")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub team: String,
        pub week: String,
        pub channel: String,
        pub due_at: i64,
        pub state: String,
        pub late: bool,
        pub frozen: Option<String>,
        pub message_platform: Option<String>,
        pub message_channel: Option<String>,
        pub message_id: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl inbox::Model {
    pub(super) fn parse(self) -> Result<Received> {
        Ok(Received { event: event_text::read(&self.payload, "inbox")?, at: instant("inbox", self.received_at)? })
    }
}

impl identity::Model {
    pub(super) fn parse(self) -> Result<Identity> {
        let kind = identity_kind(&self.kind).ok_or_else(|| corrupt("identity", "unknown kind"))?;
        Ok(Identity { kind, installation: self.installation, value: self.value })
    }
}

/// Reads [`IdentityKind::as_str`] back.
pub(super) fn identity_kind(word: &str) -> Option<IdentityKind> {
    [IdentityKind::Slack, IdentityKind::Discord, IdentityKind::Email].into_iter().find(|k| k.as_str() == word)
}

impl person::Model {
    pub(super) fn parse(
        self,
        identities: Vec<identity::Model>,
        unreachable: Vec<unreachable::Model>,
    ) -> Result<Person> {
        let last_asked = match (self.last_asked_at, self.last_asked_survey) {
            (Some(at), Some(survey)) => Some((instant("person", at)?, SurveyId::new(survey))),
            (None, None) => None,
            _ => return Err(corrupt("person", "half of a last ask")),
        };
        let platform = |word: &str| word.parse().map_err(|_| corrupt("unreachable", "unknown platform"));
        Ok(Person {
            id: PersonId::new(self.id),
            opted_out_at: self.opted_out_at.map(|at| instant("person", at)).transpose()?,
            last_asked,
            identities: identities.into_iter().map(identity::Model::parse).collect::<Result<_>>()?,
            zone: self.zone,
            locale: self.locale,
            unreachable: unreachable
                .into_iter()
                .map(|u| Ok((platform(&u.platform)?, u.why, instant("unreachable", u.at)?)))
                .collect::<Result<_>>()?,
        })
    }
}

impl ticket::Model {
    pub(super) fn parse(self) -> Result<TicketRow> {
        Ok(TicketRow { event: event_text::read(&self.event, "ticket")?, id: TicketId::new(self.id) })
    }
}

impl answer::Model {
    pub(super) fn parse(self) -> Result<Answer> {
        let instrument = instrument("answer", &self.instrument)?;
        let score = Score::on(instrument, i64::from(self.score)).map_err(|_| corrupt("answer", "off the scale"))?;
        let reason = |word: &str| ReasonTag::parse(word).ok_or_else(|| corrupt("answer", "unknown reason"));
        Ok(Answer {
            score,
            first_at: instant("answer", self.first_at)?,
            last_at: instant("answer", self.last_at)?,
            changes: u32::try_from(self.changes).map_err(|_| corrupt("answer", "a negative number of changes"))?,
            comment: self.comment,
            reasons: self.reasons.iter().flat_map(|r| r.split(',')).map(reason).collect::<Result<_>>()?,
            contact_ok: self.contact_ok,
        })
    }
}

/// Reasons in one column: their words with commas between; null for none.
pub(super) fn reasons_text(reasons: &[ReasonTag]) -> Option<String> {
    let words: Vec<&str> = reasons.iter().map(|r| r.as_str()).collect();
    (!words.is_empty()).then(|| words.join(","))
}

pub(super) fn instrument(table: &'static str, id: &str) -> Result<&'static Instrument> {
    Instrument::by_id(id).ok_or_else(|| corrupt(table, "unknown instrument"))
}

impl job::Model {
    pub(super) fn parse(self) -> Result<Job> {
        let bad = |problem: &'static str| move || corrupt("job", problem);
        let lane = match self.lane.as_str() {
            "" => None,
            word => Some(word.parse().map_err(|_| corrupt("job", "unknown lane"))?),
        };
        let place = self.place.map(|p| p.parse()).transpose().map_err(|_| corrupt("job", "unreadable place"))?;
        Ok(Job {
            id: self.id,
            task: Task::parse(&self.kind, &self.subject).ok_or_else(bad("unknown task"))?,
            key: self.key,
            lane,
            created_at: instant("job", self.first_due_at)?,
            attempt: u32::try_from(self.attempt).map_err(|_| corrupt("job", "a negative attempt"))?,
            fence: self.fence,
            attempt_started_at: instant("job", self.attempt_started_at.ok_or_else(bad("claimed but never begun"))?)?,
            place,
            unknown: self.doubt,
        })
    }
}

impl run::Model {
    pub(super) fn parse(self) -> Result<Run> {
        Ok(Run {
            id: self.id,
            team: TeamName::new(self.team),
            week: self.week.parse().map_err(|_| corrupt("scorecard_run", "unreadable week"))?,
            channel: self.channel.parse().map_err(|_| corrupt("scorecard_run", "unreadable channel"))?,
            due_at: instant("scorecard_run", self.due_at)?,
            state: RunState::parse(&self.state).ok_or_else(|| corrupt("scorecard_run", "unknown state"))?,
            frozen: self.frozen,
            message: message("scorecard_run", self.message_platform, self.message_channel, self.message_id)?,
            late: self.late,
        })
    }
}

/// A message from its three columns: all of them, or none.
pub(super) fn message(
    table: &'static str,
    platform: Option<String>,
    channel: Option<String>,
    id: Option<String>,
) -> Result<Option<MessageRef>> {
    match (platform, channel, id) {
        (None, None, None) => Ok(None),
        (Some(platform), Some(channel), Some(id)) => {
            let platform = platform.parse().map_err(|_| corrupt(table, "unknown platform"))?;
            Ok(Some(MessageRef { channel: Channel { platform, id: channel }, id }))
        }
        _ => Err(corrupt(table, "part of a message")),
    }
}
