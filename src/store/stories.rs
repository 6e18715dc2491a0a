//! What `why` tells: everything that is stored about a ticket's surveys.
//!
//! Knows how people write a ticket's number. Refuses to word the explanation.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::cases::newest;
use super::rows::{job, survey, ticket};
use super::sql::instant;
use super::surveys::answers;
use super::{JobLine, Result, Store, Story, credits};
use crate::domain::case::Case;
use crate::domain::ids::SurveyId;
use crate::domain::job::Task;

/// More than anybody reads.
const MOST: u64 = 50;

impl Store {
    /// Stories of every ticket whose key or id is `ticket` (a leading `#` is ignored), newest close first.
    pub async fn why(&self, ticket: &str, source: Option<&str>) -> Result<Vec<Story>> {
        let view = self.snapshot().await?;
        let bare = ticket.trim().trim_start_matches('#');
        let written = [bare.to_owned(), format!("#{bare}")];
        let mut tickets = ticket::Entity::find().filter(
            Condition::any()
                .add(ticket::Column::TicketKey.is_in(written.clone()))
                .add(ticket::Column::HumanKey.is_in(written)),
        );
        if let Some(source) = source {
            tickets = tickets.filter(ticket::Column::Source.eq(source));
        }
        let tickets = tickets.order_by_asc(ticket::Column::Id).limit(MOST).all(&view).await?;
        let mut stories = Vec::new();
        for ticket in tickets {
            let rows = survey::Entity::find()
                .filter(survey::Column::TicketId.eq(ticket.id.as_str()))
                .order_by_desc(survey::Column::CloseSeq)
                .limit(MOST)
                .all(&view)
                .await?;
            for row in rows {
                stories.push(tell(&view, ticket.clone(), row).await?);
            }
        }
        stories.sort_by_key(|story: &Story| std::cmp::Reverse(story.survey.closed_at));
        Ok(stories)
    }

    /// The story of one survey.
    pub async fn story(&self, survey: &SurveyId) -> Result<Option<Story>> {
        let view = self.snapshot().await?;
        let Some(row) = survey::Entity::find_by_id(survey.as_str()).one(&view).await? else { return Ok(None) };
        let ticket = ticket::Entity::find_by_id(row.ticket_id.as_str()).one(&view).await?;
        match ticket {
            Some(ticket) => tell(&view, ticket, row).await.map(Some),
            None => Ok(None),
        }
    }
}

async fn tell(db: &impl ConnectionTrait, ticket: ticket::Model, row: survey::Model) -> Result<Story> {
    let survey = row.parse()?;
    let case = newest(db, &survey.id).await?;
    let facts = ticket.clone().parse()?.event.ticket;
    Ok(Story {
        source: ticket.source,
        ticket: facts.key.unwrap_or(ticket.ticket_key),
        subject: facts.subject,
        answers: answers(db, &survey.id).await?,
        moves: credits::of(db, &survey.id).await?,
        jobs: jobs(db, &survey.id, case.as_ref()).await?,
        case,
        survey,
    })
}

/// Jobs are found by their unique key, which begins with kind and subject.
async fn jobs(db: &impl ConnectionTrait, survey: &SurveyId, case: Option<&Case>) -> Result<Vec<JobLine>> {
    let survey = || survey.clone();
    let tasks = [
        Task::Deliver { survey: survey() },
        Task::AmendPrompt { survey: survey() },
        Task::Expire { survey: survey() },
        Task::Remind { survey: survey() },
        Task::HandBack { survey: survey() },
        Task::TellTeam { survey: survey() },
        Task::InviteAgain { survey: survey() },
    ];
    let of_case = case.map(|case| {
        let case = || case.id.clone();
        [Task::CaseCard { case: case() }, Task::AmendCard { case: case() }, Task::NudgeCase { case: case() }]
    });
    let keys = tasks.iter().chain(of_case.iter().flatten()).fold(Condition::any(), |any, task| {
        let prefix = format!("{}:{}", task.kind(), task.subject());
        let end = format!("{prefix}\u{10FFFF}");
        any.add(Condition::all().add(job::Column::Key.gte(prefix)).add(job::Column::Key.lt(end)))
    });
    let rows = job::Entity::find().filter(keys).order_by_asc(job::Column::Id).all(db).await?;
    rows.into_iter()
        .map(|j| {
            Ok(JobLine {
                kind: j.kind,
                state: j.state,
                due_at: instant("job", j.due_at)?,
                attempts: u32::try_from(j.attempt).unwrap_or(0),
                error: j.last_error,
            })
        })
        .collect()
}
