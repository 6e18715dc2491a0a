//! The real thing under the model: a database, the application on it, a runner, and a platform that misbehaves.
//!
//! Knows how each act is done for real, how a process dies in the middle of a send, and what must hold afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use afterword::app::{App, Crank};
use afterword::chance::Chance;
use afterword::chat::{Actor, Chats, Command, Inbound, Receiver, Reply, Scene};
use afterword::clock::{Clock, WoundClock};
use afterword::config::Settings;
use afterword::domain::control::Control;
use afterword::domain::ids::{Channel, Identity, Platform, SurveyId};
use afterword::domain::ticket::{Contact, EventKind, Outcome, TicketEvent, TicketFacts};
use afterword::domain::{Duration, Timestamp};
use afterword::flow::receive::Reception;
use afterword::flow::{Ctx, keep};
use afterword::outbox::runner::Runner;
use afterword::store::{Store, Story};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::Act;
use super::expect::{Model, Seen};
use super::platform::{Scripted, Visible};

pub const TICKETS: usize = 4;
pub const PEOPLE: usize = 2;

/// Every answer within this many steps of the queue, or it never rests.
const STEPS: usize = 200;

const CONFIG: &str = r#"
[server]
bind = "127.0.0.1:0"
[[team]]
name = "Payments"
timezone = "Europe/Berlin"
schedule = "0 9 * * MON"
channels = ["slack:C0TEAM"]
case_channel = "slack:C0CASES"
managers = ["slack:U0LENA"]
agents = ["slack:U0ANA"]
instruments = ["ces7"]
[team.survey]
hours = "00:00-24:00"
"#;

pub struct Bench {
    runtime: Runtime,
    url: String,
    clock: Arc<WoundClock>,
    platform: Arc<Scripted>,
    life: Option<Life>,
    model: Model,
    /// Jobs that ended, and how: that is for ever.
    ended: BTreeMap<i64, (String, i64)>,
    acts: u32,
    /// Holds SQLite's file and the configuration.
    folder: TempDir,
}

/// One process.
struct Life {
    app: App,
    ctx: Ctx,
    runner: Arc<Runner>,
}

impl Bench {
    pub fn on(database: Option<String>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
        let url = database.unwrap_or_else(|| format!("sqlite://{}", folder.path().join("model.db").display()));
        let clock = Arc::new(WoundClock::at(crate::world::at(crate::world::START)));
        let model = Model::new(TICKETS, PEOPLE);
        let mut bench = Self {
            runtime,
            url,
            clock,
            platform: Arc::new(Scripted::new()),
            life: None,
            model,
            ended: BTreeMap::new(),
            acts: 0,
            folder,
        };
        bench.live();
        bench
    }

    /// Does it, lets the queue come to rest, and compares.
    pub fn after(mut self, act: &Act) -> Self {
        self.acts += 1;
        self.pass(1);
        self.perform(act);
        self.rest();
        self.compare(act);
        self
    }

    /// No more trouble, and time enough: what remains must be as people were promised.
    pub fn end(mut self) {
        self.platform.peace();
        for seconds in [61, 61, 61, 700, 2_200, 9_000, 26_000, 26_000, 26_000, 26_000, 26_000, 26_000] {
            self.pass(seconds);
            self.compare(&Act::Pass { seconds });
        }
        let planned = self.model.askings.iter().filter(|a| a.state == "planned").count();
        assert_eq!(planned, 0, "nobody waits for ever: {:#?}", self.model);
        let now = self.clock.now().as_millisecond();
        let restless: Vec<_> = self.jobs().into_iter().filter(|j| j.ended.is_none() && j.due_at <= now).collect();
        assert!(restless.is_empty(), "jobs that never ended: {restless:?}");
        for (story, _, visible) in self.stories() {
            let open = visible.iter().filter(|v| v.open).count();
            let wanted = usize::from(story.survey.state.code() == "delivered");
            assert_eq!(open, wanted, "prompts that can be pressed: {story:#?}, {visible:?}");
        }
        self.stop();
    }

    fn life(&self) -> &Life {
        self.life.as_ref().expect("a process runs")
    }

    /// A process starts, with the platform's double in the place of the real one.
    fn live(&mut self) {
        let environment = BTreeMap::from([("DATABASE_URL".to_owned(), self.url.clone())]);
        let settings = Settings::load(Some(&self.folder.path().join("config.toml")), &environment).unwrap();
        let (clock, chance) = (self.clock.clone(), Arc::new(Chance::seeded(u64::from(self.acts))));
        let app = self.runtime.block_on(App::start(settings, clock, chance, Crank::Caller)).unwrap();
        let chats = Chats { slack: Some(self.platform.clone()), discord: None };
        let ctx = Ctx { chats, ..app.ctx.clone() };
        let runner = Arc::new(Runner::new(ctx.clone()));
        self.life = Some(Life { app, ctx, runner });
    }

    /// The process ends; what its runner holds, it takes with it.
    fn stop(&mut self) {
        if let Some(Life { app, ctx, runner }) = self.life.take() {
            drop((ctx, runner));
            self.runtime.block_on(app.stop());
        }
    }

    fn pass(&mut self, seconds: i64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.rest();
    }

    /// Runs the queue until nothing is due. A send may kill the process: then the next one goes on.
    fn rest(&mut self) {
        for step in 0.. {
            assert!(step < STEPS, "the queue never comes to rest: {:?}", self.jobs());
            let (runner, now) = (self.life().runner.clone(), self.clock.now());
            let platform = self.platform.clone();
            let store = self.life().ctx.store.clone();
            let ran = self.runtime.block_on(async move {
                let mut running = tokio::spawn(async move { runner.run_due(now).await });
                let mut hanging = platform.hanging().subscribe();
                tokio::select! {
                    ran = &mut running => return Some(ran.unwrap().unwrap()),
                    _ = hanging.wait_for(|n| *n > 0) => {}
                }
                alone_in_the_air(&store, &platform).await;
                running.abort();
                None
            });
            match ran {
                Some(ran) if ran.nothing() => return,
                Some(_) => {}
                None => {
                    self.platform.hanging().send_replace(0);
                    self.stop();
                    self.live();
                }
            }
        }
    }

    fn perform(&mut self, act: &Act) {
        let now = self.clock.now();
        match act {
            Act::Close { ticket, twice } => {
                for _ in 0..=usize::from(*twice) {
                    self.news(*ticket, EventKind::Closed);
                }
                self.model.close(*ticket, now);
            }
            Act::Reopen { ticket } => {
                self.news(*ticket, EventKind::Reopened);
                self.model.reopen(*ticket);
            }
            Act::Press { ticket, value, twice } => self.press(*ticket, *value, *twice),
            Act::ForeignPress { ticket, value } => {
                if let Some((_, survey, visible)) = self.prompt(*ticket) {
                    let stranger = Identity::slack("T1", "U0STRANGER");
                    let reply = self.act(stranger, &score(&survey, *value), &visible, 0);
                    assert!(!format!("{reply:?}").contains("Saved"), "{reply:?}");
                }
            }
            Act::Explain { ticket, words } => self.explain(*ticket, words),
            Act::Decline { ticket } => {
                if let Some((n, survey, visible)) = self.prompt(*ticket) {
                    self.act(customer(Model::owner(*ticket)), &Control::Decline { survey }, &visible, 0);
                    self.model.decline(n, now);
                }
            }
            Act::NotSolved { ticket } => {
                if let Some((n, survey, visible)) = self.prompt(*ticket) {
                    self.act(customer(Model::owner(*ticket)), &Control::NotSolved { survey }, &visible, 0);
                    self.model.not_solved(n, now);
                }
            }
            Act::StopAsking { person } => self.choose(*person, true),
            Act::AskMe { person } => self.choose(*person, false),
            Act::Pass { seconds } => self.pass(*seconds),
            Act::Trouble(mishap) => self.platform.order(*mishap),
            Act::Restart => {
                self.stop();
                self.live();
            }
        }
    }

    fn news(&self, ticket: usize, kind: EventKind) {
        let event = event(ticket, kind, self.clock.now());
        self.runtime.block_on(keep::event(&self.life().ctx, event)).unwrap();
    }

    fn press(&mut self, ticket: usize, value: u8, twice: bool) {
        let Some((n, survey, visible)) = self.prompt(ticket) else { return };
        let who = customer(Model::owner(ticket));
        let thanked = self.model.press(n, value, self.clock.now());
        for _ in 0..=usize::from(twice) {
            let reply = self.act(who.clone(), &score(&survey, value), &visible, 0);
            let saved = format!("{reply:?}").contains(&format!("Saved: {value} of 7"));
            assert_eq!(saved, thanked, "{reply:?}: {:#?}", self.model);
        }
    }

    fn explain(&mut self, ticket: usize, words: &str) {
        let Some((n, survey, visible)) = self.prompt(ticket) else { return };
        let inbound = Inbound::Submit {
            by: actor(customer(Model::owner(ticket))),
            control: Control::Comment { survey }.to_string(),
            fields: BTreeMap::from([("comment".to_owned(), words.to_owned())]),
            dedupe: format!("form-{}-{}", self.acts, visible.sent.id),
        };
        let reply = self.receive(inbound);
        let thanked = self.model.explain(n, words, self.clock.now());
        assert_eq!(format!("{reply:?}").contains("that is saved"), thanked, "{reply:?}: {:#?}", self.model);
    }

    fn choose(&mut self, person: usize, stop: bool) {
        let command = if stop { Command::StopAsking } else { Command::AskMe };
        let dedupe = format!("command-{}", self.acts);
        let at = Scene { own_thread: false, ..scene(None) };
        self.receive(Inbound::Command { by: actor(customer(person)), at, command, dedupe });
        self.model.stop_asking(person, stop);
    }

    fn act(&self, who: Identity, control: &Control, on: &Visible, again: u32) -> Reply {
        self.receive(Inbound::Press {
            by: actor(who),
            at: scene(Some(on.sent.channel.clone())),
            control: control.to_string(),
            message: Some(on.sent.clone()),
            made: Some(self.clock.now()),
            dedupe: format!("press-{}-{again}", self.acts),
        })
    }

    fn receive(&self, inbound: Inbound) -> Reply {
        let reception = Reception::new(self.life().ctx.clone());
        self.runtime.block_on(reception.receive(inbound)).unwrap()
    }

    /// The newest asking of a ticket that shows a prompt, open or not: an old client may still show its buttons.
    fn prompt(&self, ticket: usize) -> Option<(usize, SurveyId, Visible)> {
        let newest = self
            .stories()
            .into_iter()
            .rfind(|(_, n, visible)| self.model.askings[*n].ticket == ticket && !visible.is_empty());
        newest.map(|(story, n, mut visible)| (n, story.survey.id, visible.remove(0)))
    }

    /// Every asking with its number in the model and its prompts.
    fn stories(&self) -> Vec<(Story, usize, Vec<Visible>)> {
        let visible = self.platform.visible();
        let mut all = Vec::new();
        for ticket in 0..TICKETS {
            let key = key(ticket);
            let mut stories = self.runtime.block_on(self.life().ctx.store.why(&key, None)).unwrap();
            stories.sort_by_key(|story| story.survey.close_seq);
            let mine = self.model.askings.iter().enumerate().filter(|(_, a)| a.ticket == ticket).map(|(n, _)| n);
            let mine: Vec<usize> = mine.collect();
            assert_eq!(stories.len(), mine.len(), "closes of {key}: {stories:#?}, {:#?}", self.model);
            for (story, n) in stories.into_iter().zip(mine) {
                let prompts = visible.iter().filter(|v| v.marker == story.survey.id.as_str()).cloned().collect();
                all.push((story, n, prompts));
            }
        }
        all.sort_by_key(|(_, n, _)| *n);
        all
    }

    fn compare(&mut self, act: &Act) {
        let (now, refusals) = (self.clock.now(), self.platform.refusals());
        for (story, n, visible) in self.stories() {
            let seen = Seen { visible: visible.len(), refusals };
            let observed = self.model.observe(n, &story, &seen, now);
            assert!(observed.is_ok(), "after {act:?} at {now}: {observed:?}\n{:#?}", self.model);
        }
        let mut shown = BTreeMap::<String, usize>::new();
        self.platform.visible().into_iter().for_each(|v| *shown.entry(v.marker).or_default() += 1);
        assert!(shown.values().all(|times| *times == 1), "something is visible twice: {shown:?}");
        for person in 0..PEOPLE {
            let open = |a: &&super::expect::Asking| a.state == "delivered" && Model::owner(a.ticket) == person;
            let open = self.model.askings.iter().filter(open).count();
            assert!(open <= 1, "after {act:?}: {open} open prompts for one person: {:#?}", self.model);
        }
        self.nothing_ends_twice();
    }

    /// A job that ended stays as it ended.
    fn nothing_ends_twice(&mut self) {
        for job in self.jobs() {
            let Some(at) = job.ended else { continue };
            let before = self.ended.insert(job.id, (job.state.clone(), at));
            assert!(before.is_none_or(|b| b == (job.state.clone(), at)), "it ended twice: {job:?}");
        }
    }

    fn jobs(&self) -> Vec<JobRow> {
        self.runtime.block_on(async {
            let db = sea_orm::Database::connect(&self.url).await.unwrap();
            let sql = "SELECT id, kind, state, due_at, finished_at FROM job ORDER BY id";
            let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
            db.close().await.unwrap();
            let row = |r: sea_orm::QueryResult| JobRow {
                id: r.try_get_by_index(0).unwrap(),
                kind: r.try_get_by_index(1).unwrap(),
                state: r.try_get_by_index(2).unwrap(),
                due_at: r.try_get_by_index(3).unwrap(),
                ended: r.try_get_by_index(4).unwrap(),
            };
            rows.into_iter().map(row).collect()
        })
    }
}

#[derive(Debug)]
struct JobRow {
    id: i64,
    #[expect(dead_code, reason = "for whoever reads a failure")]
    kind: String,
    state: String,
    due_at: i64,
    ended: Option<i64>,
}

/// Waits until the only jobs in the air are those that will never return: no database work is cut off with them.
async fn alone_in_the_air(store: &Store, platform: &Scripted) {
    loop {
        let (depth, _) = store.queue_depth().await.unwrap();
        let executing = depth.get("executing").copied().unwrap_or(0);
        if usize::try_from(executing).unwrap() <= *platform.hanging().borrow() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

fn key(ticket: usize) -> String {
    format!("{}", 700 + ticket)
}

fn customer(person: usize) -> Identity {
    Identity::slack("T1", format!("U0CUSTOMER{person}"))
}

fn actor(identity: Identity) -> Actor {
    Actor { identity, name: None, is_bot: false, locale: None, groups: None }
}

fn scene(channel: Option<Channel>) -> Scene {
    let channel = channel.unwrap_or(Channel { platform: Platform::Slack, id: "C0SUPPORT".to_owned() });
    Scene { installation: "T1".to_owned(), channel, parent: None, thread: None, own_thread: true }
}

fn score(survey: &SurveyId, value: u8) -> Control {
    Control::Score { survey: survey.clone(), instrument: "ces7".to_owned(), value: i64::from(value) }
}

fn event(ticket: usize, kind: EventKind, now: Timestamp) -> TicketEvent {
    TicketEvent {
        source: "desk".to_owned(),
        installation: String::new(),
        vendor: "generic".to_owned(),
        kind,
        delivery_id: None,
        dedupe_key: format!("{ticket}@{now}:{kind:?}"),
        occurred_at: now,
        team: Some("Payments".to_owned()),
        ticket: TicketFacts { id: key(ticket), ..TicketFacts::default() },
        outcome: Outcome::Resolved,
        agent: None,
        closed_by: None,
        participants: Vec::new(),
        replied: None,
        customer: Some(Contact::of(customer(Model::owner(ticket)))),
        chat: None,
        no_survey: None,
        extra: BTreeMap::new(),
    }
}
