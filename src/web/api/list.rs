//! Which rows a request asks for: teams, time, state, page.
//!
//! Knows the query's parameters and how a cursor is written. Refuses to be asked for more than [`MOST`] rows, and to
//! overlook a parameter that it does not know.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::problem::{Problem, Wrong};
use crate::domain::Timestamp;
use crate::domain::survey::State;

/// The most rows of a page.
const MOST: u64 = 200;
/// Rows of a page, if nobody says.
const USUAL: u64 = 50;
/// No query of ours is longer.
const LONGEST: usize = 4_096;
/// No id of ours is longer.
const LONGEST_ID: usize = 128;

/// The rows asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    /// Of these teams.
    pub teams: Vec<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// In this state only.
    pub state: Option<String>,
    /// Only this row.
    pub id: Option<String>,
    /// After this time in milliseconds and this id.
    pub after: Option<(i64, String)>,
    /// At most so many.
    pub limit: u64,
}

impl List {
    /// One row, if it is one of these teams'.
    pub(super) fn of(teams: Vec<String>, id: String) -> Self {
        Self { teams, id: Some(id), limit: 1, ..Self::default() }
    }
}

/// What is listed.
pub(super) struct Kind {
    /// Stands in its cursors, so that none is used for another list.
    letter: char,
    /// The states there are; a list without any has no such filter.
    states: &'static [&'static str],
}

pub(super) static TICKETS: Kind = Kind { letter: 't', states: &State::CODES };
pub(super) static ANSWERS: Kind = Kind { letter: 'a', states: &[] };
pub(super) static CASES: Kind =
    Kind { letter: 'c', states: &["open", "taken", "closed", "not_actionable", "withdrawn"] };

/// Where the next page begins, as callers hand it back.
pub(super) fn cursor(kind: &Kind, at: i64, id: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{at}:{id}", kind.letter))
}

fn place(kind: &Kind, cursor: &str) -> Option<(i64, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (at, id) = text.strip_prefix(kind.letter)?.split_once(':')?;
    let fits = !id.is_empty() && id.len() <= LONGEST_ID && !id.contains('\0');
    fits.then_some(())?;
    Some((at.parse().ok()?, id.to_owned()))
}

/// Reads a query for one of these teams' rows.
pub(super) fn read(kind: &Kind, query: &str, teams: &[String]) -> Result<List, Problem> {
    let wrong = |key: &str, what: &str, remedy: &str| Problem::query(Wrong::new(format!("query {key}"), what, remedy));
    if query.len() > LONGEST {
        return Err(wrong("", "it is too long", "leave out what is not needed"));
    }
    let mut list = List { teams: teams.to_vec(), limit: USUAL, ..List::default() };
    let mut seen: Vec<String> = Vec::new();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if seen.contains(&key.to_string()) {
            return Err(wrong(&key_of(&key), "it is there twice", "write it once"));
        }
        seen.push(key.to_string());
        let time = || {
            let remedy = "write an instant like 2026-11-23T09:00:00Z";
            value.parse::<Timestamp>().map_err(|_| wrong(&key, "it is not a time in RFC 3339", remedy))
        };
        match key.as_ref() {
            "team" => match teams.iter().find(|team| **team == value) {
                Some(team) => list.teams = vec![team.clone()],
                None => return Err(Problem::unknown_team("query team")),
            },
            "from" => list.from = Some(time()?),
            "to" => list.to = Some(time()?),
            "limit" => {
                let plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                let limit = value.parse().ok().filter(|n| plain && (1..=MOST).contains(n));
                list.limit =
                    limit.ok_or_else(|| wrong("limit", "it is not a number from 1 to 200", "write limit=50"))?;
            }
            "cursor" => {
                let remedy = "write what `next` of the page before says, or leave it out for the first page";
                let place = place(kind, &value);
                list.after = Some(place.ok_or_else(|| wrong("cursor", "it is not a cursor of this list", remedy))?);
            }
            "state" if !kind.states.is_empty() => {
                let remedy = format!("write one of {}", kind.states.join(", "));
                let state = kind.states.iter().find(|state| **state == value);
                let state = state.ok_or_else(|| wrong("state", "there is no such state", &remedy))?;
                list.state = Some((*state).to_owned());
            }
            _ => {
                let state = if kind.states.is_empty() { "" } else { ", state" };
                let remedy = format!("there are: team, from, to{state}, limit, cursor");
                return Err(wrong(&key_of(&key), "there is no such parameter", &remedy));
            }
        }
    }
    if list.from.zip(list.to).is_some_and(|(from, to)| from >= to) {
        return Err(wrong("to", "it is not after `from`", "write a later instant"));
    }
    Ok(list)
}

/// A parameter's name as far as it can be told back.
fn key_of(key: &str) -> String {
    key.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).take(40).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn teams() -> Vec<String> {
        vec!["Payments".to_owned(), "Ops".to_owned()]
    }

    #[test]
    fn a_query_asks_for_exactly_what_it_says() {
        let query = "team=Ops&from=2026-11-01T00%3A00%3A00Z&to=2026-12-01T00:00:00Z&state=answered&limit=200";
        let list = read(&TICKETS, query, &teams()).unwrap();
        assert_eq!((list.teams, list.limit, list.state.as_deref()), (vec!["Ops".to_owned()], 200, Some("answered")));
        assert!(list.from < list.to && list.after.is_none());
        assert_eq!(read(&ANSWERS, "", &teams()).unwrap().teams, teams());
    }

    #[test]
    fn nothing_that_cannot_be_meant_is_overlooked() {
        for query in [
            "limit=0",
            "limit=201",
            "limit=-1",
            "limit=+5",
            "limit=",
            "limit=99999999999999999999",
            "from=yesterday",
            "from=2026-11-23T09:00:00",
            "state=happy",
            "cursor=",
            "cursor=AAAA",
            "cursor=%00",
            "teams=Ops",
            "team=Ops&team=Ops",
            "team=ops",
            "team=",
            "from=2026-11-23T09:00:00Z&to=2026-11-23T09:00:00Z",
        ] {
            assert!(read(&TICKETS, query, &teams()).is_err(), "{query}");
        }
        assert!(read(&ANSWERS, "state=answered", &teams()).is_err(), "answers have no states");
    }

    #[test]
    fn a_cursor_leads_back_and_only_into_its_own_list() {
        let cursor = cursor(&TICKETS, -5, "s:1");
        assert_eq!(place(&TICKETS, &cursor), Some((-5, "s:1".to_owned())));
        assert_eq!((place(&CASES, &cursor), place(&TICKETS, &cursor[1..])), (None, None));
    }

    proptest! {
        #[test]
        fn no_query_is_too_strange_to_be_judged(query in any::<String>()) {
            if let Ok(list) = read(&TICKETS, &query, &teams()) {
                prop_assert!((1..=MOST).contains(&list.limit) && list.teams.iter().all(|t| teams().contains(t)));
            }
        }
    }
}
