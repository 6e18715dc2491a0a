//! The simple model: what each survey may be after each thing that happens.
//!
//! Deliberately knows nothing of jobs, leases and retries. What people do has exactly one outcome. What the queue does
//! in its own time (when a prompt goes out, say) is taken over from what is seen, if it is one of the few moves allowed.

use afterword::domain::{Duration, Timestamp};
use afterword::store::Story;

/// The team's rules, as configured in `machine`.
const DELAY: Duration = Duration::from_mins(5);
const COOLDOWN: Duration = Duration::from_hours(14 * 24);
const WINDOW: Duration = Duration::from_hours(7 * 24);
const GIVE_UP: Duration = Duration::from_hours(48);

/// One close of a ticket.
#[derive(Debug, Clone)]
pub struct Asking {
    pub ticket: usize,
    pub closed_at: Timestamp,
    pub state: &'static str,
    /// When the prompt appeared: the cooldown counts from here.
    pub asked_at: Option<Timestamp>,
    /// When we learnt that it had: the window counts from here.
    pub delivered_at: Option<Timestamp>,
    pub answer: Option<Answer>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub value: u8,
    pub changes: u32,
    pub words: Option<String>,
    pub first_at: Timestamp,
}

/// Everything the model knows.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub askings: Vec<Asking>,
    /// Tickets that are closed now.
    closed: Vec<bool>,
    opted_out: Vec<bool>,
}

impl Model {
    pub fn new(tickets: usize, people: usize) -> Self {
        Self { askings: Vec::new(), closed: vec![false; tickets], opted_out: vec![false; people] }
    }

    /// Whose ticket it is: two share one person, so that the cooldown matters.
    pub fn owner(ticket: usize) -> usize {
        ticket / 2
    }

    pub fn close(&mut self, ticket: usize, now: Timestamp) {
        if std::mem::replace(&mut self.closed[ticket], true) {
            return;
        }
        let state = if self.must_not_ask(Self::owner(ticket), now) { "skipped" } else { "planned" };
        self.askings.push(Asking { ticket, closed_at: now, state, asked_at: None, delivered_at: None, answer: None });
    }

    pub fn reopen(&mut self, ticket: usize) {
        if std::mem::replace(&mut self.closed[ticket], false) {
            let open = |a: &&mut Asking| a.ticket == ticket && matches!(a.state, "planned" | "delivered");
            self.askings.iter_mut().filter(open).for_each(|a| a.state = "cancelled");
        }
    }

    pub fn stop_asking(&mut self, person: usize, stop: bool) {
        self.opted_out[person] = stop;
        if stop {
            self.leave_alone(person);
        }
    }

    /// Whatever is open of somebody who wants no questions ends: what was delivered as declined, the rest called off.
    fn leave_alone(&mut self, person: usize) {
        for asking in self.askings.iter_mut().filter(|a| Self::owner(a.ticket) == person) {
            asking.state = match asking.state {
                "planned" => "cancelled",
                "delivered" => "declined",
                other => other,
            };
        }
    }

    /// A press by the asked person on a visible prompt; whether it is thanked for.
    pub fn press(&mut self, asking: usize, value: u8, now: Timestamp) -> bool {
        let asking = &mut self.askings[asking];
        match (&mut asking.answer, asking.state) {
            (None, "planned" | "delivered") => {
                asking.asked_at.get_or_insert(now);
                asking.state = "answered";
                asking.answer = Some(Answer { value, changes: 0, words: None, first_at: now });
                true
            }
            (Some(answer), "answered") if now < answer.first_at + WINDOW => {
                answer.changes += u32::from(answer.value != value);
                answer.value = value;
                true
            }
            _ => false,
        }
    }

    /// The comment form; whether it is thanked for.
    pub fn explain(&mut self, asking: usize, words: &str, now: Timestamp) -> bool {
        let asking = &mut self.askings[asking];
        match &mut asking.answer {
            Some(answer) if asking.state == "answered" && now < answer.first_at + WINDOW => {
                answer.words = Some(words.to_owned());
                true
            }
            _ => false,
        }
    }

    pub fn decline(&mut self, asking: usize, now: Timestamp) {
        let asking = &mut self.askings[asking];
        self.opted_out[Self::owner(asking.ticket)] = true;
        if matches!(asking.state, "planned" | "delivered") {
            asking.asked_at.get_or_insert(now);
            asking.state = "declined";
        }
        let person = Self::owner(asking.ticket);
        self.leave_alone(person);
    }

    pub fn not_solved(&mut self, asking: usize, now: Timestamp) {
        let asking = &mut self.askings[asking];
        if matches!(asking.state, "planned" | "delivered") {
            asking.asked_at.get_or_insert(now);
            asking.state = "cancelled";
        }
    }

    fn must_not_ask(&self, person: usize, now: Timestamp) -> bool {
        self.opted_out[person] || self.asked(person).any(|at| now < at + COOLDOWN)
    }

    /// When this person was asked for certain.
    fn asked(&self, person: usize) -> impl Iterator<Item = Timestamp> {
        self.askings.iter().filter(move |a| Self::owner(a.ticket) == person).filter_map(|a| a.asked_at)
    }

    /// Compares one asking with what is stored and takes over what the queue did of itself.
    pub fn observe(&mut self, n: usize, story: &Story, seen: &Seen, now: Timestamp) -> Result<(), String> {
        let actual = story.survey.state.code();
        if seen.visible > 0 {
            self.askings[n].asked_at.get_or_insert(now);
        }
        let expected = self.askings[n].state;
        if actual != expected {
            self.allowed(n, actual, seen, now)
                .then_some(())
                .ok_or_else(|| format!("{expected} became {actual}: {story:#?}"))?;
        }
        let asking = &mut self.askings[n];
        asking.state = actual;
        if let afterword::domain::survey::State::Delivered { at, .. } = &story.survey.state {
            asking.delivered_at = Some(*at);
            if now >= *at + WINDOW {
                return Err(format!("its window is over and it is still open: {story:#?}"));
            }
        }
        let stored = story.answers.first().map(|a| Answer {
            value: a.score.value(),
            changes: a.changes,
            words: a.comment.clone(),
            first_at: a.first_at,
        });
        if story.answers.len() > 1 || stored != asking.answer {
            return Err(format!("the model has {:?}, the store {:?}", asking.answer, story.answers));
        }
        Ok(())
    }

    fn allowed(&self, n: usize, to: &str, seen: &Seen, now: Timestamp) -> bool {
        let asking = &self.askings[n];
        let person = Self::owner(asking.ticket);
        let due = asking.closed_at + DELAY;
        let others = || {
            let of_person = |(i, a): &(usize, &Asking)| *i != n && Self::owner(a.ticket) == person;
            self.askings.iter().enumerate().filter(of_person).map(|(_, a)| a)
        };
        match (asking.state, to) {
            ("planned", "delivered") => now >= due && seen.visible == 1,
            // Somebody else holds the person's slot, perhaps by an attempt that came to nothing visible yet.
            ("planned", "skipped") => self.opted_out[person] || others().any(|a| a.closed_at + DELAY <= now),
            ("planned", "undeliverable") => seen.refusals > 0 || now > due + GIVE_UP,
            ("delivered", "expired") => asking.delivered_at.is_some_and(|at| now >= at + WINDOW),
            // Sent and over within one stretch of time.
            ("planned", "expired") => now >= due + WINDOW && seen.visible == 1,
            _ => false,
        }
    }
}

/// What can be seen from outside of one asking.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Prompts.
    pub visible: usize,
    /// Refusals by the platform so far.
    pub refusals: usize,
}
