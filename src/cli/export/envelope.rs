//! What an export says of answers that were given in confidence.
//!
//! Knows which team's weeks hold one, and what is left of such a week's answers: instrument, score, reasons that five
//! people gave, and the week; from answers of five people on an instrument on, when the week is over. A week that holds one is treated so as a
//! whole: next to answers that can be told apart, the others could be worked out. Refuses to guess: what is not wholly
//! inside the asked time is left out, so that two exports cannot be subtracted from each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::tz::TimeZone;

use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::ids::{PersonId, TeamName};
use crate::domain::instrument::ReasonTag;
use crate::domain::privacy::{CONFIDENTIAL_FLOOR, Privacy};
use crate::domain::survey::Answer;
use crate::store::LedgerLine;

/// The source that such answers are said to come from.
const SOURCE: &str = "confidential";

/// Answers of one team's week on one instrument; the end of the week first, so that what is over comes first.
type Group = (Timestamp, String, Week, &'static str);

/// Holds confidential answers back until their week is complete.
pub struct Envelope {
    zones: HashMap<String, TimeZone>,
    sealed: BTreeSet<(String, Week)>,
    from: Timestamp,
    until: Timestamp,
    groups: BTreeMap<Group, Vec<LedgerLine>>,
    withheld: u64,
}

impl Envelope {
    /// With every team's zone, the moments in which confidential answers came, and the time asked for.
    pub fn new(
        zones: HashMap<String, TimeZone>,
        confidential: Vec<(TeamName, Timestamp)>,
        (from, to): (Option<Timestamp>, Option<Timestamp>),
        now: Timestamp,
    ) -> Self {
        let mut envelope = Self {
            zones,
            sealed: BTreeSet::new(),
            from: from.unwrap_or(Timestamp::MIN),
            until: to.map_or(now, |to| to.min(now)),
            groups: BTreeMap::new(),
            withheld: 0,
        };
        for (team, at) in confidential {
            let week = envelope.week(&team, at);
            envelope.sealed.insert((team.as_str().to_owned(), week));
        }
        envelope
    }

    /// A team that is not configured any more has no weeks of its own.
    fn zone(&self, team: &TeamName) -> TimeZone {
        self.zones.get(team.as_str()).cloned().unwrap_or(TimeZone::UTC)
    }

    fn week(&self, team: &TeamName, at: Timestamp) -> Week {
        Week::containing(at, &self.zone(team))
    }

    /// The week of a line's answer, if that is not to be shown.
    fn sealed_week(&self, line: &LedgerLine) -> Option<Week> {
        let answer = line.answer.as_ref()?;
        let week = self.week(&line.team, answer.first_at);
        let sealed =
            line.privacy == Privacy::Confidential || self.sealed.contains(&(line.team.as_str().to_owned(), week));
        sealed.then_some(week)
    }

    /// A row of `tickets`: of a confidential answer only that there is one.
    pub fn ticket(&mut self, line: LedgerLine) -> LedgerLine {
        if self.sealed_week(&line).is_none() {
            return line;
        }
        self.withheld += 1;
        LedgerLine { answer: None, ..line }
    }

    /// A row of `answers`, in the order of time: what may be written by now.
    pub fn answer(&mut self, line: LedgerLine) -> Vec<LedgerLine> {
        let Some(at) = line.answer.as_ref().map(|answer| answer.first_at) else { return vec![line] };
        let mut ready = self.over_by(at);
        match (self.sealed_week(&line), line.instrument) {
            (Some(week), Some(instrument)) => {
                let (_, end) = week.span(&self.zone(&line.team));
                let group = (end, line.team.as_str().to_owned(), week, instrument.id);
                self.groups.entry(group).or_default().push(line);
            }
            _ => ready.push(line),
        }
        ready
    }

    /// What is left at the end.
    pub fn rest(&mut self) -> Vec<LedgerLine> {
        self.over_by(Timestamp::MAX)
    }

    /// How many answers are not in the file.
    pub fn withheld(&self) -> u64 {
        self.withheld
    }

    /// The rows of every week that has ended by then.
    fn over_by(&mut self, at: Timestamp) -> Vec<LedgerLine> {
        let mut ready = Vec::new();
        while let Some(first) = self.groups.first_entry().filter(|group| group.key().0 <= at) {
            let ((end, _, week, _), lines) = first.remove_entry();
            let Some(start) = lines.first().map(|line| week.span(&self.zone(&line.team)).0) else { continue };
            let count = u64::try_from(lines.len()).unwrap_or(u64::MAX);
            if start < self.from || end > self.until || people(lines.iter()) < CONFIDENTIAL_FLOOR {
                self.withheld += count;
            } else {
                ready.extend(opened(lines, week, start));
            }
        }
        ready
    }
}

/// How many different people gave them, under however many accounts. Whose name is erased counts as somebody of their own.
fn people<'a>(lines: impl Iterator<Item = &'a LedgerLine>) -> u64 {
    let (mut known, mut erased) = (BTreeSet::new(), 0);
    for line in lines {
        let customer = || line.customer.as_deref();
        match line.person.as_ref().map(PersonId::as_str).or_else(customer) {
            Some(one) => drop(known.insert(one)),
            None => erased += 1,
        }
    }
    known.len() as u64 + erased
}

/// What is left of a group's answers, in an order that says nothing of who answered when.
fn opened(lines: Vec<LedgerLine>, week: Week, start: Timestamp) -> Vec<LedgerLine> {
    let gave = |line: &LedgerLine, reason| line.answer.as_ref().is_some_and(|answer| answer.reasons.contains(&reason));
    let by_many = |reason| people(lines.iter().filter(|line| gave(line, reason))) >= CONFIDENTIAL_FLOOR;
    let often: Vec<ReasonTag> = ReasonTag::ALL.into_iter().filter(|reason| by_many(*reason)).collect();
    let mut left: Vec<(LedgerLine, Answer)> = lines
        .into_iter()
        .filter_map(|mut line| {
            let Answer { score, mut reasons, .. } = line.answer.take()?;
            reasons.retain(|reason| often.contains(reason));
            let answer = Answer {
                score,
                first_at: start,
                last_at: start,
                changes: 0,
                comment: None,
                reasons,
                contact_ok: false,
            };
            Some((line, answer))
        })
        .collect();
    left.sort_by(|(_, a), (_, b)| (a.score.value(), &a.reasons).cmp(&(b.score.value(), &b.reasons)));
    (1..).zip(left).map(|(nth, (line, answer))| nameless(&line, answer, &format!("{week} {nth}"), start)).collect()
}

/// Nothing of the ticket but whose team's it was. `name` takes the place of the ticket's: a row needs one to be imported.
fn nameless(line: &LedgerLine, answer: Answer, name: &str, start: Timestamp) -> LedgerLine {
    let instrument = answer.score.instrument();
    LedgerLine {
        source: SOURCE.to_owned(),
        ticket_id: format!("{} {} {name}", line.team, instrument.id),
        subject: None,
        team: line.team.clone(),
        agent: None,
        customer: None,
        channel: None,
        touchpoint: None,
        segment: None,
        tags: Vec::new(),
        opened_at: None,
        closed_at: start,
        state: "answered".to_owned(),
        reason: None,
        asked_at: None,
        instrument: Some(instrument),
        answer: Some(answer),
        recovered: false,
        person: None,
        privacy: Privacy::Confidential,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::{CES7, CSAT5, Instrument, Score};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    /// An envelope for the team of these answers, at a time when their week is over.
    fn envelope(lines: &[LedgerLine], from: Option<&str>, to: Option<&str>, now: &str) -> Envelope {
        let times = lines.iter().filter(|line| line.privacy == Privacy::Confidential);
        let times = times.filter_map(|line| Some((line.team.clone(), line.answer.as_ref()?.first_at))).collect();
        let zones = HashMap::from([("Payments".to_owned(), zone())]);
        Envelope::new(zones, times, (from.map(at), to.map(at)), at(now))
    }

    fn answered(when: &str, on: &'static Instrument, value: i64, privacy: Privacy) -> LedgerLine {
        let answer = Answer {
            score: Score::on(on, value).unwrap(),
            first_at: at(when),
            last_at: at(when),
            changes: 2,
            comment: Some("canary comment".to_owned()),
            reasons: vec![ReasonTag::Slow],
            contact_ok: true,
        };
        let words = || Some("canary".to_owned());
        LedgerLine {
            source: "canary desk".to_owned(),
            ticket_id: format!("canary {when}"),
            subject: words(),
            team: TeamName::new("Payments"),
            agent: words(),
            customer: Some(format!("canary {when}")),
            channel: words(),
            touchpoint: words(),
            segment: words(),
            tags: vec!["canary".to_owned()],
            opened_at: Some(at("2026-11-01T00:00:00Z")),
            closed_at: at(when),
            state: "answered".to_owned(),
            reason: None,
            asked_at: Some(at(when)),
            instrument: Some(on),
            answer: Some(answer),
            recovered: false,
            person: None,
            privacy,
        }
    }

    /// Answers of one week, a day apart.
    fn week(scores: &[i64], privacy: Privacy) -> Vec<LedgerLine> {
        let day = |n: usize| format!("2026-11-{:02}T10:00:00Z", 16 + n);
        scores.iter().enumerate().map(|(n, score)| answered(&day(n), &CES7, *score, privacy)).collect()
    }

    fn written(mut envelope: Envelope, lines: &[LedgerLine]) -> (Vec<LedgerLine>, u64) {
        let mut all: Vec<LedgerLine> = lines.iter().flat_map(|line| envelope.answer(line.clone())).collect();
        all.extend(envelope.rest());
        (all, envelope.withheld())
    }

    const LATER: &str = "2026-12-01T00:00:00Z";

    #[test]
    fn a_confidential_answer_keeps_its_score_and_its_week_and_nothing_else() {
        let lines = week(&[7, 2, 5, 2, 6], Privacy::Confidential);
        let (all, withheld) = written(envelope(&lines, None, None, LATER), &lines);
        assert!(!format!("{all:?}").contains("canary"), "{all:?}");
        let scores: Vec<u8> = all.iter().filter_map(|l| Some(l.answer.as_ref()?.score.value())).collect();
        assert_eq!((scores, withheld), (vec![2, 2, 5, 6, 7], 0), "in an order that tells nothing");
        let start = at("2026-11-15T23:00:00Z");
        for line in &all {
            let answer = line.answer.as_ref().unwrap();
            assert_eq!((answer.first_at, line.closed_at, line.asked_at, line.opened_at), (start, start, None, None));
            assert_eq!(answer.reasons, [ReasonTag::Slow], "all five said so");
        }
        assert_eq!(all[0].ticket_id, "Payments ces7 2026-W47 1");
    }

    #[test]
    fn fewer_than_five_are_not_written_whatever_their_number_on_another_question() {
        let mut lines = week(&[7, 2, 5, 2, 6], Privacy::Confidential);
        lines.push(answered("2026-11-21T10:00:00Z", &CSAT5, 1, Privacy::Confidential));
        let (all, withheld) = written(envelope(&lines, None, None, LATER), &lines);
        assert_eq!((all.len(), withheld), (5, 1));
        let lines = week(&[7, 2, 5, 2], Privacy::Confidential);
        assert_eq!(written(envelope(&lines, None, None, LATER), &lines), (vec![], 4));
    }

    #[test]
    fn accounts_that_are_one_persons_count_as_one_person() {
        let mut lines = week(&[7, 2, 5, 2, 6], Privacy::Confidential);
        let both = Some(PersonId::new("mia"));
        (lines[0].person, lines[1].person) = (both.clone(), both);
        assert_eq!(written(envelope(&lines, None, None, LATER), &lines), (vec![], 5), "five answers of four people");
        lines.push(answered("2026-11-21T10:00:00Z", &CES7, 6, Privacy::Confidential));
        assert_eq!(written(envelope(&lines, None, None, LATER), &lines).0.len(), 6);
    }

    #[test]
    fn a_week_that_is_not_over_or_not_wholly_asked_for_is_left_out() {
        let lines = week(&[7, 2, 5, 2, 6], Privacy::Confidential);
        let count = |from, to, now| written(envelope(&lines, from, to, now), &lines).0.len();
        assert_eq!(count(None, None, "2026-11-22T22:59:59Z"), 0, "not over in Berlin");
        assert_eq!(count(None, None, "2026-11-22T23:00:00Z"), 5);
        assert_eq!(count(Some("2026-11-15T23:00:00Z"), Some("2026-11-22T23:00:00Z"), LATER), 5);
        assert_eq!(count(Some("2026-11-16T00:00:00Z"), None, LATER), 0, "begins in the middle");
        assert_eq!(count(None, Some("2026-11-22T00:00:00Z"), LATER), 0, "ends in the middle");
    }

    #[test]
    fn one_confidential_answer_makes_its_whole_week_so_and_no_other_week() {
        let mut lines = week(&[7, 2, 5, 6], Privacy::Leads);
        lines.push(answered("2026-11-21T10:00:00Z", &CES7, 1, Privacy::Confidential));
        let after = answered("2026-11-24T10:00:00Z", &CES7, 3, Privacy::Leads);
        lines.push(after.clone());
        let (all, _) = written(envelope(&lines, None, None, LATER), &lines);
        assert_eq!(all.len(), 6);
        assert_eq!(all.last(), Some(&after), "a week under `leads` is written as it is");
        assert!(!format!("{:?}", &all[..5]).contains("canary"));
    }

    #[test]
    fn a_ticket_of_such_a_week_is_written_without_its_answer() {
        let lines = week(&[7], Privacy::Confidential);
        let mut sealed = envelope(&lines, None, None, LATER);
        let line = sealed.ticket(lines[0].clone());
        assert_eq!((line.answer, line.state.as_str(), sealed.withheld()), (None, "answered", 1));
        let open = week(&[7], Privacy::Leads).remove(0);
        assert_eq!(envelope(&[], None, None, LATER).ticket(open.clone()), open);
    }
}
