//! What people do in Discord, and what they then see.
//!
//! Knows how a person's act becomes an interaction or an event, and what Discord shows when the app is silent. What Discord
//! itself does is in `levers`.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::cast::Person;
use super::super::journal::What;
use super::super::seen::{Onlooker, Seen};
use super::super::world::{State, World};
use super::gateway::dispatch;
use super::interactions::FIRST_ANSWER;
use super::{Channel, HERE, Interaction, Kind, Message, open_dm, options, payloads, put, show};

const COMMAND: u8 = 2;
const COMPONENT: u8 = 3;
const MODAL: u8 = 5;

/// The acts of people in Discord. Users are named by key, name or id; channels by id, by name, or as `dm` for the
/// user's own conversation with the bot; controls by `custom_id` or label.
#[derive(Clone, Copy)]
pub struct Discord<'a> {
    pub(super) world: &'a World,
    alter: Option<Alteration<'a>>,
}

/// What is done to an interaction on its way to the app.
type Alteration<'a> = &'a (dyn Fn(&mut Value) + Sync);

/// An act about to be answered.
struct Act<'a> {
    onlooker: Onlooker<'a>,
    token: String,
    interaction: Value,
    /// What Discord shows when the app does not answer.
    silence: &'static str,
    submission: bool,
}

/// What an interaction is about.
struct About {
    kind: u8,
    data: Value,
    source: Option<Message>,
    silence: &'static str,
}

impl<'a> Discord<'a> {
    pub(in crate::sandbox) fn new(world: &'a World) -> Self {
        Self { world, alter: None }
    }

    /// The same acts, with every interaction changed on its way: what Discord might send one day, or a forger today.
    pub fn altered(self, alter: &'a (dyn Fn(&mut Value) + Sync)) -> Self {
        Self { alter: Some(alter), ..self }
    }

    /// From now on the person has exactly these roles, besides those their part brings.
    pub fn give_roles(&self, user: &str, roles: &[&str]) {
        self.world.change(|s| {
            let Some(person) = s.person(user).map(|p| p.key.clone()) else { return };
            s.discord.roles.insert(person, roles.iter().map(|id| (*id).to_owned()).collect());
        });
    }

    /// Says something; returns the message's id. `@Name` becomes a mention.
    pub async fn say(&self, user: &str, channel: &str, text: &str) -> Result<String, String> {
        self.world.change(|s| {
            let person = known(s, user)?;
            let channel = place(s, &person, channel)?;
            if channel.kind == Kind::Forum {
                return Err("a forum has only threads".to_owned());
            }
            if channel.locked {
                return Err("the thread is locked".to_owned());
            }
            Ok(put(s, spoken(&person, &channel.id, mentions(s, text))))
        })
    }

    /// Opens a thread (or forum post) under a channel, with its name as the first message; returns its id.
    pub async fn open_thread(&self, user: &str, parent: &str, name: &str) -> Result<String, String> {
        self.world.change(|s| {
            let person = known(s, user)?;
            let parent = place(s, &person, parent)?;
            let now = s.now();
            let id = s.discord.snowflake(now);
            let thread = Channel {
                parent: Some(parent.id),
                owner: Some(person.discord.clone()),
                changed: now,
                ..Channel::new(&id, name, Kind::Thread)
            };
            s.discord.channels.push(thread.clone());
            note_act(s, &person, "open_thread", json!({ "thread": id, "name": name }));
            put(s, spoken(&person, &id, mentions(s, name)));
            let mut data = payloads::channel(s, &thread);
            data["newly_created"] = json!(true);
            dispatch(s, "THREAD_CREATE", &data);
            Ok(id)
        })
    }

    /// Locks a thread, as an agent does with a finished ticket.
    pub fn lock_thread(&self, user: &str, thread: &str) -> Result<(), String> {
        self.set_thread(user, thread, "lock_thread", None, Some(true))
    }

    /// Unlocks a thread.
    pub fn unlock_thread(&self, user: &str, thread: &str) -> Result<(), String> {
        self.set_thread(user, thread, "unlock_thread", None, Some(false))
    }

    /// Archives a thread without locking it, as Discord itself does after days of silence.
    pub fn archive_thread(&self, user: &str, thread: &str) -> Result<(), String> {
        self.set_thread(user, thread, "archive_thread", Some(true), None)
    }

    fn set_thread(
        &self,
        user: &str,
        thread: &str,
        act: &str,
        archived: Option<bool>,
        locked: Option<bool>,
    ) -> Result<(), String> {
        self.world.change(|s| {
            let person = known(s, user)?;
            let channel = place(s, &person, thread)?;
            note_act(s, &person, act, json!({ "thread": channel.id }));
            change_thread(s, &channel.id, archived, locked).map(drop).ok_or_else(|| "not a thread".to_owned())
        })
    }

    /// Uses `/afterword subcommand` with these options; an option of type user takes a key, name or id. Waits for the
    /// app to register the subcommand if need be.
    pub async fn slash(&self, user: &str, channel: &str, subcommand: &str, given: Value) -> Seen {
        let patience = Duration::from_secs(5);
        let knows = |w: &World| w.read(|s| options::knows_subcommand(s, subcommand)).then_some(());
        // If it never comes, building the interaction says so.
        let _ = self.world.until_within(patience, knows).await;
        let details = json!({ "subcommand": subcommand, "options": given });
        let act = self.prepare(user, channel, "slash", details, |s, _, _| {
            let data = options::slash(s, subcommand, &given)?;
            Ok(About { kind: COMMAND, data, source: None, silence: "The application did not respond" })
        });
        self.carry_out(act).await
    }

    /// Uses a message command (*Apps → name*) on a message.
    pub async fn message_command(&self, user: &str, channel: &str, message: &str, name: &str) -> Seen {
        let is = |c: &Value| c["type"] == 3 && c["name"] == name;
        let knows = |w: &World| w.read(|s| s.discord.commands.iter().any(is)).then_some(());
        let _ = self.world.until_within(Duration::from_secs(5), knows).await;
        let details = json!({ "message": message, "name": name });
        let act = self.prepare(user, channel, "message_command", details, |s, _, channel| {
            let command = s.discord.commands.iter().find(|c| is(c)).ok_or("no such message command")?;
            let target = s.discord.message(&channel.id, message).ok_or("no such message")?;
            let data = json!({
                "id": command["id"], "name": name, "type": 3, "target_id": target.id,
                "resolved": { "messages": { target.id.as_str(): payloads::message(s, target) } },
            });
            Ok(About { kind: COMMAND, data, source: None, silence: "The application did not respond" })
        });
        self.carry_out(act).await
    }

    /// Presses a button that the message carries now.
    pub async fn press(&self, user: &str, channel: &str, message: &str, control: &str) -> Seen {
        self.press_with(user, channel, message, control, &|m| find_button(m, control)).await
    }

    /// Presses a button that the message does not carry (any more): a click from a stale or forged client.
    pub async fn press_forged(&self, user: &str, channel: &str, message: &str, custom_id: &str) -> Seen {
        self.press_with(user, channel, message, custom_id, &|_| Some(custom_id.to_owned())).await
    }

    /// Presses a button on the newest message that only this person sees and that carries it.
    pub async fn press_ephemeral(&self, user: &str, control: &str) -> Seen {
        let mine = self.world.ephemerals(HERE, user).into_iter().rev();
        let found = mine.into_iter().find(|m| m.buttons.iter().any(|b| b.id == control || b.label == control));
        match found {
            Some(m) => self.press(user, &m.channel, &m.id, control).await,
            None => Seen::impossible(format!("nothing private with {control:?} on it")),
        }
    }

    async fn press_with(
        &self,
        user: &str,
        channel: &str,
        message: &str,
        control: &str,
        find: &(dyn Fn(&Message) -> Option<String> + Sync),
    ) -> Seen {
        let details = json!({ "message": message, "control": control });
        let act = self.prepare(user, channel, "press", details, |s, person, channel| {
            let message = s.discord.message(&channel.id, message).cloned().ok_or("no such message")?;
            if message.only_for.as_ref().is_some_and(|key| *key != person.key) {
                return Err("only somebody else sees that message".to_owned());
            }
            let custom_id = find(&message).ok_or("no such button on the message")?;
            let data = json!({ "custom_id": custom_id, "component_type": 2, "id": 2 });
            Ok(About { kind: COMPONENT, data, source: Some(message), silence: "This interaction failed" })
        });
        self.carry_out(act).await
    }

    /// Fills in the open form and submits it; `values` maps `custom_id`s or labels to texts.
    pub async fn submit_modal(&self, user: &str, values: Value) -> Seen {
        let open = self.world.read(|s| s.discord.modals.get(&s.person(user)?.key).cloned());
        let Some(modal) = open else { return Seen::impossible("no form is open") };
        let act = self.prepare(user, &modal.channel, "submit", values.clone(), |s, _, channel| {
            let rows = options::modal(&modal.data, &values)?;
            let data = json!({ "custom_id": modal.data["custom_id"], "components": rows });
            let source = modal.message.as_ref().and_then(|id| s.discord.message(&channel.id, id).cloned());
            Ok(About { kind: MODAL, data, source, silence: "Something went wrong. Try again." })
        });
        self.carry_out(act).await
    }

    /// Puts a form before a person that the app never opened: what they then submit is as forged as it can be.
    pub fn forge_modal(&self, user: &str, channel: &str, form: &Value) {
        self.world.change(|s| {
            let Some(person) = s.person(user).map(|p| p.key.clone()) else { return };
            let modal = super::Modal { data: form.clone(), channel: channel.to_owned(), message: None };
            s.discord.modals.insert(person, modal);
        });
    }

    /// Closes the open form without submitting it. Discord tells the app nothing.
    pub fn close_modal(&self, user: &str) {
        self.world.change(|s| {
            let Some(person) = s.person(user).map(|p| p.key.clone()) else { return };
            if s.discord.modals.remove(&person).is_some() {
                s.note(HERE, What::FormClosed { person });
            }
        });
    }

    fn prepare(
        &self,
        user: &str,
        channel: &str,
        act: &str,
        details: Value,
        build: impl FnOnce(&mut State, &Person, &Channel) -> Result<About, String>,
    ) -> Result<Act<'a>, String> {
        self.world.change(|s| {
            let person = known(s, user)?;
            let channel = place(s, &person, channel)?;
            let from = s.journal.len();
            let about = build(s, &person, &channel)?;
            note_act(s, &person, act, details);
            let (token, interaction) = issue(s, &person, &channel, &about, self.alter);
            let (silence, submission) = (about.silence, about.kind == MODAL);
            let onlooker =
                Onlooker { world: self.world, platform: HERE, person: person.key, channel: channel.id, from };
            Ok(Act { onlooker, token, interaction, silence, submission })
        })
    }

    async fn carry_out(&self, act: Result<Act<'a>, String>) -> Seen {
        let Act { onlooker, token, interaction, silence, submission } = match act {
            Ok(act) => act,
            Err(why) => return Seen::impossible(why),
        };
        if let Some(base) = self.world.read(|s| s.discord.calls.clone()) {
            self.world.detained(HERE).await;
            super::calls::deliver(self.world, &base, &token, &interaction).await;
        }
        let answered = |w: &World| w.read(|s| s.discord.interactions.get(&token)?.answered);
        let answer = self.world.until_within(FIRST_ANSWER, answered).await;
        let person = onlooker.person.clone();
        self.world.change(|s| match answer {
            None => s.note(HERE, What::Failed { person, text: silence.to_owned() }),
            Some(_) if submission => {
                s.discord.modals.remove(&person);
                s.note(HERE, What::FormClosed { person });
            }
            Some(_) => {}
        });
        onlooker.look().await
    }
}

/// Tells the gateway of an act, unless the app is called instead; returns the interaction's token and the interaction.
fn issue(
    s: &mut State,
    person: &Person,
    channel: &Channel,
    about: &About,
    alter: Option<Alteration<'_>>,
) -> (String, Value) {
    let now = s.now();
    let id = s.discord.snowflake(now);
    let token = format!("interaction-token-{id}");
    let mut data = payloads::interaction(s, about.kind, person, channel, (&id, &token));
    data["data"] = about.data.clone();
    if let Some(source) = &about.source {
        data["message"] = payloads::message(s, source);
    }
    if let Some(alter) = alter {
        alter(&mut data);
    }
    let interaction = Interaction {
        id,
        person: person.key.clone(),
        channel: channel.id.clone(),
        kind: about.kind,
        source: about.source.as_ref().map(|m| m.id.clone()),
        issued: Instant::now(),
        answered: None,
        deferred: None,
        original: None,
    };
    s.discord.interactions.insert(token.clone(), interaction);
    s.discord.last_interaction = Some(data.clone());
    if s.discord.calls.is_none() {
        dispatch(s, "INTERACTION_CREATE", &data);
    }
    (token, data)
}

/// Locks, unlocks, archives or opens a thread and tells the app; `None` if it is not a thread.
pub(super) fn change_thread(s: &mut State, id: &str, archived: Option<bool>, locked: Option<bool>) -> Option<Channel> {
    let now = s.now();
    let thread = s.discord.channels.iter_mut().find(|c| c.id == id && c.kind == Kind::Thread)?;
    thread.archived = archived.unwrap_or(thread.archived);
    thread.locked = locked.unwrap_or(thread.locked);
    thread.changed = now;
    let thread = thread.clone();
    let data = payloads::channel(s, &thread);
    dispatch(s, "THREAD_UPDATE", &data);
    Some(thread)
}

fn known(s: &State, user: &str) -> Result<Person, String> {
    s.person(user).cloned().ok_or_else(|| format!("nobody is called {user:?}"))
}

fn place(s: &mut State, person: &Person, channel: &str) -> Result<Channel, String> {
    let channel = if channel == "dm" { open_dm(s, &person.key) } else { channel.to_owned() };
    s.discord.channel(&channel).cloned().ok_or_else(|| format!("there is no channel {channel:?}"))
}

fn note_act(s: &mut State, person: &Person, act: &str, details: Value) {
    s.note(HERE, What::Act { person: person.key.clone(), act: act.to_owned(), details });
}

fn spoken(person: &Person, channel: &str, content: String) -> Message {
    Message {
        channel: channel.to_owned(),
        id: String::new(),
        at: 0,
        author: person.discord.clone(),
        bot: false,
        content,
        embeds: Value::Null,
        components: Value::Null,
        attachments: Vec::new(),
        edited: None,
        flags: 0,
        only_for: None,
        answers: None,
    }
}

fn mentions(s: &State, text: &str) -> String {
    s.cast
        .people
        .iter()
        .fold(text.to_owned(), |out, p| out.replace(&format!("@{}", p.name), &format!("<@{}>", p.discord)))
}

fn find_button(m: &Message, control: &str) -> Option<String> {
    let buttons: Vec<&Value> = show::components(&m.components).filter(|c| c["type"] == 2).collect();
    let label = |c: &Value| c["label"].as_str().unwrap_or_default().to_owned();
    let by_id = buttons.iter().find(|c| c["custom_id"] == control);
    let exact = || buttons.iter().find(|c| label(c) == control);
    let begins = || buttons.iter().find(|c| label(c).starts_with(control));
    by_id.or_else(exact).or_else(begins)?["custom_id"].as_str().map(str::to_owned)
}
