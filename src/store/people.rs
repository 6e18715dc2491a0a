//! Who is who: identities, merging, opt-outs, the one slot for being asked.
//!
//! Knows that two identities may turn out to be one person. Refuses to guess: identities are linked only when they
//! arrive together, and an identity without its workspace is a different one from the same identity with it.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{identity, person, unreachable};
use super::sql::{self, ms, values};
use super::{Person, Result, Store, StoreError, Tx};
use crate::domain::ids::{Identity, PersonId, Platform, SurveyId};
use crate::domain::{Duration, Timestamp};

impl Store {
    /// One person.
    pub async fn person(&self, id: &PersonId) -> Result<Option<Person>> {
        load(&self.reader, id.as_str()).await
    }

    /// Whether the person behind this identity wants no questions; nobody we know has said so.
    pub async fn has_opted_out(&self, who: &Identity) -> Result<bool> {
        let sql = "SELECT 1 FROM person JOIN identity ON identity.person_id = person.id
                   WHERE identity.kind = $1 AND identity.installation = $2 AND identity.value = $3
                     AND person.opted_out_at IS NOT NULL";
        let bound = values![who.kind.as_str(), who.installation.as_str(), who.value.as_str()];
        Ok(sql::one(&self.reader, sql, bound).await?.is_some())
    }

    /// The locale of whoever has this identity, if we know them and it.
    pub async fn locale_of(&self, identity: &Identity) -> Result<Option<String>> {
        let sql = "SELECT person.locale FROM identity JOIN person ON person.id = identity.person_id
                   WHERE identity.kind = $1 AND identity.installation = $2 AND identity.value = $3";
        let bound = values![identity.kind.as_str(), identity.installation.as_str(), identity.value.as_str()];
        match sql::one(&self.reader, sql, bound).await? {
            Some(row) => Ok(row.try_get_by_index(0)?),
            None => Ok(None),
        }
    }
}

impl Tx {
    /// The person behind these identities, created if new; identities that come together are linked, and two people
    /// found to be one are merged (opt-outs and the latest ask survive). At least one identity is required.
    // Not an `async fn`: the id is drawn at once, so that what is awaited can move between threads.
    pub fn person<'a>(
        &'a self,
        identities: &'a [Identity],
        new_id: &dyn Fn() -> String,
        now: Timestamp,
    ) -> impl Future<Output = Result<Person>> + Send + use<'a> {
        find_or_create(self, identities, new_id(), now)
    }

    /// Remembers or forgets that the person wants no questions. [`StoreError::Stale`] if they were merged into another
    /// meanwhile: a "stop" must not be lost.
    pub async fn set_opt_out(&self, person: &PersonId, at: Option<Timestamp>) -> Result<()> {
        let sql = "UPDATE person SET opted_out_at = $1 WHERE id = $2";
        exactly_one(sql::execute(&self.inner, sql, values![at.map(ms), person.as_str()]).await?)
    }

    /// Remembers the person's time zone.
    pub async fn set_zone(&self, person: &PersonId, zone: &str) -> Result<()> {
        let sql = "UPDATE person SET zone = $1 WHERE id = $2";
        exactly_one(sql::execute(&self.inner, sql, values![zone, person.as_str()]).await?)
    }

    /// Remembers the locale their platform says they read in.
    pub async fn set_locale(&self, person: &PersonId, locale: &str) -> Result<()> {
        let sql = "UPDATE person SET locale = $1 WHERE id = $2";
        exactly_one(sql::execute(&self.inner, sql, values![locale, person.as_str()]).await?)
    }

    /// Takes the person's one slot: succeeds if they were last asked before `now - cooldown`, or by this very survey.
    pub async fn reserve_ask(
        &self,
        person: &PersonId,
        survey: &SurveyId,
        cooldown: Duration,
        now: Timestamp,
    ) -> Result<bool> {
        let free_before = ms(now).saturating_sub(i64::try_from(cooldown.as_millis()).unwrap_or(i64::MAX));
        // The right-hand sides read the row as it was: the ask before moves along unless this survey holds the slot.
        let sql = "UPDATE person SET
                     before_asked_at = CASE WHEN last_asked_survey = $1 THEN before_asked_at ELSE last_asked_at END,
                     before_asked_survey = CASE WHEN last_asked_survey = $1 THEN before_asked_survey ELSE last_asked_survey END,
                     last_asked_at = $2, last_asked_survey = $1
                   WHERE id = $3 AND (last_asked_at IS NULL OR last_asked_at <= $4 OR last_asked_survey = $1)";
        let values = values![survey.as_str(), ms(now), person.as_str(), free_before];
        Ok(sql::execute(&self.inner, sql, values).await? == 1)
    }

    /// Gives the slot back when the survey was never shown; the ask before it counts again.
    pub async fn release_ask(&self, person: &PersonId, survey: &SurveyId) -> Result<()> {
        let sql = "UPDATE person SET last_asked_at = before_asked_at, last_asked_survey = before_asked_survey,
                     before_asked_at = NULL, before_asked_survey = NULL
                   WHERE id = $1 AND last_asked_survey = $2";
        sql::execute(&self.inner, sql, values![person.as_str(), survey.as_str()]).await?;
        Ok(())
    }

    /// Remembers that this platform refuses this person for good.
    pub async fn note_unreachable(
        &self,
        person: &PersonId,
        platform: Platform,
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        let sql = "INSERT INTO unreachable (person_id, platform, why, at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (person_id, platform) DO UPDATE SET why = excluded.why, at = excluded.at";
        sql::execute(&self.inner, sql, values![person.as_str(), platform.as_str(), why, ms(now)]).await?;
        Ok(())
    }

    /// Whether a survey of this person (other than `except`) is delivered and unanswered.
    pub async fn has_open_prompt(&self, person: &PersonId, except: Option<&SurveyId>) -> Result<bool> {
        let sql = "SELECT 1 FROM survey WHERE person_id = $1 AND state = 'delivered' AND id <> $2 LIMIT 1";
        let except = except.map(SurveyId::as_str).unwrap_or_default();
        Ok(sql::one(&self.inner, sql, values![person.as_str(), except]).await?.is_some())
    }
}

fn exactly_one(touched: u64) -> Result<()> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

async fn load(db: &impl ConnectionTrait, id: &str) -> Result<Option<Person>> {
    let Some(person) = person::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let identities = identity::Entity::find()
        .filter(identity::Column::PersonId.eq(id))
        .order_by_asc(identity::Column::Id)
        .all(db)
        .await?;
    let unreachable = unreachable::Entity::find()
        .filter(unreachable::Column::PersonId.eq(id))
        .order_by_asc(unreachable::Column::Platform)
        .all(db)
        .await?;
    person.parse(identities, unreachable).map(Some)
}

/// How often the search starts again because another process took an identity between our look and our insert.
const ROUNDS: usize = 5;

async fn find_or_create(tx: &Tx, identities: &[Identity], new_id: String, now: Timestamp) -> Result<Person> {
    // In one order for everybody, so that two processes never wait for each other's identities.
    let mut wanted = identities.to_vec();
    wanted.sort();
    wanted.dedup();
    if wanted.is_empty() {
        return Err(sql::corrupt("identity", "a person needs at least one identity"));
    }
    let mut created = false;
    for _ in 0..ROUNDS {
        let known = known(tx, &wanted).await?;
        let mut people: Vec<String> = known.iter().map(|k| k.person_id.clone()).collect();
        if created || people.is_empty() {
            people.push(new_id.clone());
        }
        if people.len() == 1 && known.is_empty() && !created {
            create(tx, &new_id, now).await?;
            created = true;
        }
        let keeper = merge(tx, people, &new_id).await?;
        if link(tx, &wanted, &known, &keeper).await? {
            return load(&tx.inner, &keeper).await?.ok_or(StoreError::Stale);
        }
    }
    Err(StoreError::Stale)
}

async fn known(tx: &Tx, wanted: &[Identity]) -> Result<Vec<identity::Model>> {
    let any = wanted.iter().fold(Condition::any(), |any, i| {
        any.add(
            Condition::all()
                .add(identity::Column::Kind.eq(i.kind.as_str()))
                .add(identity::Column::Installation.eq(i.installation.as_str()))
                .add(identity::Column::Value.eq(i.value.as_str())),
        )
    });
    Ok(identity::Entity::find().filter(any).order_by_asc(identity::Column::Id).all(&tx.inner).await?)
}

async fn create(tx: &Tx, id: &str, now: Timestamp) -> Result<()> {
    sql::execute(&tx.inner, "INSERT INTO person (id, created_at) VALUES ($1, $2)", values![id, ms(now)]).await?;
    Ok(())
}

/// Links what is not linked yet; `false` if somebody else linked one of them first.
async fn link(tx: &Tx, wanted: &[Identity], known: &[identity::Model], person: &str) -> Result<bool> {
    let is_known = |i: &Identity| {
        known.iter().any(|k| k.kind == i.kind.as_str() && k.installation == i.installation && k.value == i.value)
    };
    let sql = "INSERT INTO identity (kind, installation, value, person_id) VALUES ($1, $2, $3, $4)
               ON CONFLICT (kind, installation, value) DO NOTHING";
    for i in wanted.iter().filter(|i| !is_known(i)) {
        let values = values![i.kind.as_str(), i.installation.as_str(), i.value.as_str(), person];
        if sql::execute(&tx.inner, sql, values).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes these people one, the oldest, and returns them. Whoever was created in this very unit of work gives way to
/// those whom others know already.
async fn merge(tx: &Tx, mut ids: Vec<String>, newcomer: &str) -> Result<String> {
    ids.sort();
    ids.dedup();
    if let [only] = ids.as_slice() {
        return Ok(only.clone());
    }
    // Locked in one order: an opt-out that is just being written waits, or is seen.
    let mut people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .order_by_asc(person::Column::Id)
        .lock_exclusive()
        .all(&tx.inner)
        .await?;
    people.sort_by_key(|p| (p.id == newcomer, p.created_at, p.id.clone()));
    let mut people = people.into_iter();
    let mut keeper = people.next().ok_or(StoreError::Stale)?;
    for absorbed in people {
        move_rows(tx, &absorbed.id, &keeper.id).await?;
        keeper = combined(keeper, absorbed);
    }
    let sql = "UPDATE person SET opted_out_at = $1, last_asked_at = $2, last_asked_survey = $3,
                 before_asked_at = $4, before_asked_survey = $5, zone = $6, locale = $7 WHERE id = $8";
    let id = keeper.id.clone();
    let values = values![
        keeper.opted_out_at,
        keeper.last_asked_at,
        keeper.last_asked_survey,
        keeper.before_asked_at,
        keeper.before_asked_survey,
        keeper.zone,
        keeper.locale,
        keeper.id,
    ];
    sql::execute(&tx.inner, sql, values).await?;
    Ok(id)
}

/// What is remembered of two who are one: an opt-out of either counts from its beginning, the two latest asks stay.
fn combined(keeper: person::Model, other: person::Model) -> person::Model {
    let mut asks: Vec<(i64, String)> = [
        keeper.last_asked_at.zip(keeper.last_asked_survey),
        keeper.before_asked_at.zip(keeper.before_asked_survey),
        other.last_asked_at.zip(other.last_asked_survey),
        other.before_asked_at.zip(other.before_asked_survey),
    ]
    .into_iter()
    .flatten()
    .collect();
    asks.sort();
    let (last_at, last_survey) = asks.pop().unzip();
    let (before_at, before_survey) = asks.pop().unzip();
    person::Model {
        id: keeper.id,
        created_at: keeper.created_at,
        opted_out_at: [keeper.opted_out_at, other.opted_out_at].into_iter().flatten().min(),
        last_asked_at: last_at,
        last_asked_survey: last_survey,
        before_asked_at: before_at,
        before_asked_survey: before_survey,
        zone: keeper.zone.or(other.zone),
        locale: keeper.locale.or(other.locale),
    }
}

/// Hands everything of `from` to `to` and removes `from`. A moved survey's version is raised, so that nobody saves a
/// copy that still names the person who is gone.
async fn move_rows(tx: &Tx, from: &str, to: &str) -> Result<()> {
    let steps = [
        "UPDATE answer SET person_id = $1 WHERE survey_id IN (SELECT id FROM survey WHERE person_id = $2)",
        "UPDATE survey SET person_id = $1, version = version + 1 WHERE person_id = $2",
        "UPDATE identity SET person_id = $1 WHERE person_id = $2",
        "UPDATE unreachable SET person_id = $1 WHERE person_id = $2 AND platform NOT IN
           (SELECT kept.platform FROM unreachable kept WHERE kept.person_id = $1)",
    ];
    for sql in steps {
        sql::execute(&tx.inner, sql, values![to, from]).await?;
    }
    sql::execute(&tx.inner, "DELETE FROM unreachable WHERE person_id = $1", values![from]).await?;
    sql::execute(&tx.inner, "DELETE FROM person WHERE id = $1", values![from]).await?;
    Ok(())
}
