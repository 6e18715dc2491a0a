//! What people do in Slack, and what they then see.
//!
//! Knows how a person's act becomes an envelope and what Slack shows when the app is silent.

use serde_json::{Value, json};

use super::super::cast::{Cast, Person};
use super::super::journal::What;
use super::super::seen::{Onlooker, Seen};
use super::super::world::{State, World};
use super::socket::{Delivery, deliver};
use super::{Content, Draft, Frame, HERE, Message, forms, issue_trigger, payloads, post, response_url, show, views};

/// The acts of people in Slack. Users are named by key, name or id; channels by id, by name, or as `dm` for the user's
/// own conversation with the bot; controls by `action_id` or label.
#[derive(Clone, Copy)]
pub struct Slack<'a> {
    world: &'a World,
    alter: Option<Alteration<'a>>,
}

/// What is done to a payload on its way to the app.
type Alteration<'a> = &'a (dyn Fn(&mut Value) + Sync);

/// An act about to be sent: who, where, and what goes to the app.
pub(super) struct Act<'a> {
    onlooker: Onlooker<'a>,
    kind: &'static str,
    payload: Value,
}

impl<'a> Slack<'a> {
    pub(in crate::sandbox) fn new(world: &'a World) -> Self {
        Self { world, alter: None }
    }

    /// The same acts, with every payload changed on its way: what Slack might send one day, or a forger today.
    pub fn altered(self, alter: &'a (dyn Fn(&mut Value) + Sync)) -> Self {
        Self { alter: Some(alter), ..self }
    }

    /// Sends an envelope with any payload at all; its answer if it was acknowledged, and nothing if it was not.
    pub async fn envelope(&self, kind: &str, payload: Value) -> Option<Value> {
        match deliver(self.world, kind, payload, 0).await {
            Delivery::Acknowledged(answer) => Some(answer.unwrap_or_default()),
            Delivery::Nowhere | Delivery::Unanswered => None,
        }
    }

    /// The payload of what was delivered last, over a socket or a call: a pattern for forgeries.
    pub fn last_payload(&self) -> Option<Value> {
        self.world.read(|s| s.slack.last_envelope.as_ref().map(|e| e["payload"].clone()))
    }

    /// Sends any frame at all on every connection: text where it is text, else binary.
    pub fn frame(&self, bytes: &[u8]) {
        self.world.read(|s| {
            for socket in &s.slack.sockets {
                let frame = match std::str::from_utf8(bytes) {
                    Ok(text) => Frame::Text(text.to_owned()),
                    Err(_) => Frame::Binary(bytes.to_vec()),
                };
                // A connection that is gone hears nothing.
                let _ = socket.frames.send(frame);
            }
        });
    }

    /// How many connections the app holds now.
    pub fn connections(&self) -> usize {
        self.world.read(|s| s.slack.sockets.len())
    }

    /// From now on Slack calls the app at this address (`http://127.0.0.1:8080`) instead of using its sockets; with
    /// `None` no more.
    pub fn call_at(&self, base: Option<&str>) {
        self.world.change(|s| s.slack.calls = base.map(|b| b.trim_end_matches('/').to_owned()));
    }

    /// Says something, in a thread if one is given; returns its `ts`. `@Name` becomes a mention.
    pub async fn say(&self, user: &str, channel: &str, thread: Option<&str>, text: &str) -> Result<String, String> {
        let (ts, event) = self.world.change(|s| {
            let person = known(s, user)?;
            let channel = place(s, &person, channel)?;
            let text = encode(&s.cast, text, false);
            let mut draft = Draft::of_bot(s, &channel, Content { text, ..Content::default() });
            draft.author.clone_from(&person.slack);
            draft.bot = false;
            draft.thread = thread.map(str::to_owned);
            let ts = post(s, draft);
            let event = s.cast.slack_message_events.then(|| message_event(s, &channel, &ts)).flatten();
            Ok::<_, String>((ts, event))
        })?;
        if let Some(event) = event {
            deliver(self.world, "events_api", event, 0).await;
        }
        Ok(ts)
    }

    /// Types `/afterword text` in a channel. `@Name` becomes `<@U…|name>`, as with *Escape channels, users, and links*.
    pub async fn slash(&self, user: &str, channel: &str, text: &str) -> Seen {
        let act = self.prepare(user, channel, "slash", json!({ "text": text }), |s, person, channel| {
            let trigger = issue_trigger(s, &person.key, channel);
            let url = response_url::issue(s, &person.key, channel, None);
            let typed = text.trim().strip_prefix("/afterword").unwrap_or(text).trim();
            let text = encode(&s.cast, typed, true);
            let channel = s.slack.channel(channel).ok_or("no such channel")?;
            Ok(("slash_commands", payloads::command(s, person, channel, &text, &trigger, &url)))
        });
        self.carry_out(act, &|code| format!("/afterword failed with the error \"{code}\"")).await
    }

    /// Uses a message shortcut on a message.
    pub async fn message_shortcut(&self, user: &str, channel: &str, ts: &str, callback_id: &str) -> Seen {
        let details = json!({ "message": ts, "callback_id": callback_id });
        let act = self.prepare(user, channel, "shortcut", details, |s, person, channel| {
            let message = s.slack.message(channel, ts).cloned().ok_or("no such message")?;
            let trigger = issue_trigger(s, &person.key, channel);
            let url = response_url::issue(s, &person.key, channel, Some(&message));
            let channel = s.slack.channel(channel).ok_or("no such channel")?;
            let both = (trigger.as_str(), url.as_str());
            Ok(("interactive", payloads::message_action(s, person, channel, &message, callback_id, both)))
        });
        self.carry_out(act, &|code| format!("The shortcut failed with the error \"{code}\"")).await
    }

    /// Presses a button that the message carries now.
    pub async fn press(&self, user: &str, channel: &str, ts: &str, control: &str) -> Seen {
        self.press_with(user, channel, ts, control, &|m| find_button(m, control)).await
    }

    /// Presses a button that the message does not carry (any more): a click from a stale or forged client.
    pub async fn press_forged(&self, user: &str, channel: &str, ts: &str, action_id: &str) -> Seen {
        let forged = json!({
            "type": "button", "action_id": action_id, "block_id": "forged", "value": action_id,
            "text": { "type": "plain_text", "text": "forged", "emoji": true },
        });
        self.press_with(user, channel, ts, action_id, &|_| Some(forged.clone())).await
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
        ts: &str,
        control: &str,
        find: &(dyn Fn(&Message) -> Option<Value> + Sync),
    ) -> Seen {
        let details = json!({ "message": ts, "control": control });
        let act = self.prepare(user, channel, "press", details, |s, person, channel| {
            let message = s.slack.message(channel, ts).cloned().ok_or("no such message")?;
            if message.only_for.as_ref().is_some_and(|key| *key != person.key) {
                return Err("only somebody else sees that message".to_owned());
            }
            let mut action = find(&message).ok_or("no such button on the message")?;
            action["action_ts"] = json!(format!("{}.{:03}{:03}", s.now() / 1000, s.now() % 1000, s.serial() % 1_000));
            let trigger = issue_trigger(s, &person.key, channel);
            let url = response_url::issue(s, &person.key, channel, Some(&message));
            let channel = s.slack.channel(channel).ok_or("no such channel")?;
            let both = (trigger.as_str(), url.as_str());
            Ok(("interactive", payloads::block_actions(s, person, channel, &message, action, both)))
        });
        self.carry_out(act, &|code| format!("The app did not respond to the button: {code}")).await
    }

    /// Fills in the open form and submits it. `fields` maps `action_id`s (or `block_id`s, or labels) to a text, or for
    /// choices to values or option labels, one or a list.
    pub async fn submit_view(&self, user: &str, fields: Value) -> Seen {
        let channel = self.world.read(|s| {
            let key = &s.person(user)?.key;
            s.slack.view_channels.get(key).cloned()
        });
        let channel = channel.unwrap_or_else(|| "dm".to_owned());
        let act = self.prepare(user, &channel, "submit", fields.clone(), |s, person, channel| {
            let view = s.slack.views.get(&person.key).cloned().ok_or("no form is open")?;
            let values = forms::fill(&view, &fields)?;
            let trigger = issue_trigger(s, &person.key, channel);
            Ok(("interactive", payloads::view_submission(s, person, &view, values, &trigger)))
        });
        self.carry_out(act, &|_| "We had some trouble connecting. Try again?".to_owned()).await
    }

    /// Puts a form before a person that the app never opened: what they then submit is as forged as it can be.
    pub fn forge_view(&self, user: &str, view: &Value) {
        self.world.change(|s| {
            let Some(person) = s.person(user).map(|p| p.key.clone()) else { return };
            let id = format!("V0{:08}", s.serial());
            let view = payloads::view(s, &id, view);
            views::show(s, person, view);
        });
    }

    /// Closes the open form without submitting it.
    pub fn close_view(&self, user: &str) {
        self.world.change(|s| {
            let Some(person) = s.person(user).map(|p| p.key.clone()) else { return };
            if s.slack.views.remove(&person).is_some() {
                s.note(HERE, What::FormClosed { person });
            }
        });
    }

    /// Slack sends the last envelope once more, as after a lost acknowledgement. `false` if the app did not take it.
    pub async fn redeliver_last(&self) -> bool {
        let Some(last) = self.world.read(|s| s.slack.last_envelope.clone()) else { return false };
        let kind = last["type"].as_str().unwrap_or_default().to_owned();
        let delivery = deliver(self.world, &kind, last["payload"].clone(), 1).await;
        matches!(delivery, Delivery::Acknowledged(_))
    }

    /// The payload Slack would send the app an event in, for whoever delivers it in an unusual way.
    pub fn event_payload(&self, event: &Value) -> Value {
        self.world.change(|s| event_callback(s, event))
    }

    /// Sends the app an event of the Events API, such as `{"type":"app_uninstalled"}`.
    pub async fn event(&self, event: Value) -> bool {
        let payload = self.world.change(|s| event_callback(s, &event));
        matches!(deliver(self.world, "events_api", payload, 0).await, Delivery::Acknowledged(_))
    }

    /// Sends a frame exactly as given; `true` if the app acknowledged an envelope of this id within three seconds.
    pub async fn raw_frame(&self, envelope_id: &str, text: &str) -> bool {
        super::socket::deliver_raw(self.world, envelope_id, text).await
    }

    /// From now on the bot token is revoked, or accepted again.
    pub fn revoke(&self, revoked: bool) {
        self.world.change(|s| s.slack.revoked = revoked);
    }

    /// From now on the app is said to have these scopes only. Calls are not held to them.
    pub fn granted(&self, scopes: &'static str) {
        self.world.change(|s| s.slack.scopes = axum::http::HeaderValue::from_static(scopes));
    }

    /// From now on everything is delivered on two connections, if there are two.
    pub fn deliver_twice(&self, twice: bool) {
        self.world.change(|s| s.slack.twice = twice);
    }

    /// From now on, while connections whose end was announced are open, everything is delivered on one of them.
    pub fn deliver_on_the_old(&self, old_first: bool) {
        self.world.change(|s| s.slack.old_first = old_first);
    }

    /// Connections whose end was announced, and the others.
    pub fn old_and_new(&self) -> (usize, usize) {
        self.world.read(|s| {
            let old = s.slack.sockets.iter().filter(|socket| socket.noticed).count();
            (old, s.slack.sockets.len() - old)
        })
    }

    /// Connections that are open.
    pub fn sockets(&self) -> usize {
        self.world.read(|s| s.slack.sockets.len())
    }

    /// Envelopes acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.world.read(|s| s.slack.acknowledged)
    }

    /// The oldest connection neither reads nor writes any more, but stays open.
    pub fn freeze_one(&self) {
        self.world.read(|s| {
            if let Some(socket) = s.slack.sockets.first() {
                // It may be gone already.
                let _ = socket.frames.send(super::Frame::Freeze);
            }
        });
    }

    /// Slack ends every connection at once for this reason, such as `refresh_requested`, `link_disabled` or
    /// `too_many_websockets`.
    pub fn disconnect(&self, reason: &str) {
        super::socket::disconnect(self.world, reason);
    }

    pub(super) fn world(&self) -> &'a World {
        self.world
    }

    pub(super) fn prepare(
        &self,
        user: &str,
        channel: &str,
        act: &str,
        details: Value,
        build: impl FnOnce(&mut State, &Person, &str) -> Result<(&'static str, Value), String>,
    ) -> Result<Act<'a>, String> {
        self.world.change(|s| {
            let person = known(s, user)?;
            let channel = place(s, &person, channel)?;
            let from = s.journal.len();
            let (kind, payload) = build(s, &person, &channel)?;
            s.note(HERE, What::Act { person: person.key.clone(), act: act.to_owned(), details });
            let onlooker = Onlooker { world: self.world, platform: HERE, person: person.key, channel, from };
            Ok(Act { onlooker, kind, payload })
        })
    }

    pub(super) async fn carry_out(
        &self,
        act: Result<Act<'a>, String>,
        silence: &(dyn Fn(&str) -> String + Sync),
    ) -> Seen {
        let act = match act {
            Ok(act) => act,
            Err(why) => return Seen::impossible(why),
        };
        let words = (silence("dispatch_failed"), silence("operation_timeout"));
        let Act { onlooker, kind, mut payload } = act;
        if let Some(alter) = self.alter {
            alter(&mut payload);
        }
        let submission = payload["type"] == "view_submission";
        let delivery = deliver(self.world, kind, payload, 0).await;
        let person = onlooker.person.clone();
        self.world.change(|s| match delivery {
            Delivery::Nowhere => s.note(HERE, What::Failed { person, text: words.0 }),
            Delivery::Unanswered => s.note(HERE, What::Failed { person, text: words.1 }),
            Delivery::Acknowledged(answer) => {
                s.note(HERE, What::Acknowledged { person: person.clone() });
                if submission {
                    views::submitted(s, &person, answer.as_ref());
                } else if let Some(answer) = answer {
                    answered_in_ack(s, &person, &onlooker.channel, &answer);
                }
            }
        });
        onlooker.look().await
    }
}

/// A slash command may be answered in its acknowledgement.
fn answered_in_ack(s: &mut State, person: &str, channel: &str, answer: &Value) {
    let Some(args) = answer.as_object().filter(|a| !a.is_empty()) else { return };
    match super::limits::content(args, false, &|id| super::chat::knows_file(s, id)) {
        Ok(content) => {
            super::chat::watch_pings(s, &content);
            let only_for = (answer["response_type"] != "in_channel").then(|| person.to_owned());
            post(s, Draft { only_for, ..Draft::of_bot(s, channel, content) });
        }
        Err(refusal) => {
            let text = format!("/afterword failed with the error \"{}\"", refusal.code);
            s.note(HERE, What::Failed { person: person.to_owned(), text });
        }
    }
}

fn known(s: &State, user: &str) -> Result<Person, String> {
    s.person(user).cloned().ok_or_else(|| format!("nobody is called {user:?}"))
}

fn place(s: &mut State, person: &Person, channel: &str) -> Result<String, String> {
    if channel == "dm" {
        return Ok(s.slack.open_dm(&person.key));
    }
    s.slack.channel(channel).map(|c| c.id.clone()).ok_or_else(|| format!("there is no channel {channel:?}"))
}

fn find_button(m: &Message, control: &str) -> Option<Value> {
    button_in(&m.blocks, control)
}

/// A press on the button of these blocks that has this id or label.
pub(super) fn button_in(blocks: &Value, control: &str) -> Option<Value> {
    let buttons: Vec<_> = show::elements(blocks).filter(|(_, e)| e["type"] == "button").collect();
    let label = |e: &Value| e["text"]["text"].as_str().unwrap_or_default().to_owned();
    let by_id = buttons.iter().find(|(_, e)| e["action_id"] == control);
    let exact = || buttons.iter().find(|(_, e)| label(e) == control);
    let begins = || buttons.iter().find(|(_, e)| label(e).starts_with(control));
    let (block, element) = by_id.or_else(exact).or_else(begins)?;
    let mut action = json!({
        "type": "button", "action_id": element["action_id"], "block_id": block["block_id"], "text": element["text"],
    });
    for key in ["value", "style"] {
        if !element[key].is_null() {
            action[key] = element[key].clone();
        }
    }
    Some(action)
}

/// Text as Slack encodes what a person typed: entities escaped, `@Name` as a mention (with the name in commands).
fn encode(cast: &Cast, text: &str, named: bool) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut out = String::new();
    let mut rest = escaped.as_str();
    while let Some((before, after)) = rest.split_once('@') {
        out.push_str(before);
        let fits = |p: &&Person| begins_with_word(after, &p.name) || begins_with_word(after, &p.key);
        match cast.people.iter().filter(fits).max_by_key(|p| p.name.len()) {
            Some(p) => {
                let length = if begins_with_word(after, &p.name) { p.name.len() } else { p.key.len() };
                out.push_str(&if named { format!("<@{}|{}>", p.slack, p.key) } else { format!("<@{}>", p.slack) });
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                out.push('@');
                rest = after;
            }
        }
    }
    out + rest
}

fn begins_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else { return false };
    let next = text.get(word.len()..).and_then(|t| t.chars().next());
    start.eq_ignore_ascii_case(word) && next.is_none_or(|c| !c.is_alphanumeric())
}

fn message_event(s: &mut State, channel: &str, ts: &str) -> Option<Value> {
    let message = s.slack.message(channel, ts).cloned()?;
    let mut event = payloads::message(s, &message, false);
    event["channel"] = json!(channel);
    event["event_ts"] = json!(ts);
    let dm = s.slack.channel(channel).is_some_and(|c| c.with.is_some());
    event["channel_type"] = json!(if dm { "im" } else { "channel" });
    Some(event_callback(s, &event))
}

pub(super) fn event_callback(s: &mut State, event: &Value) -> Value {
    json!({
        "token": "sandbox-verification-token", "team_id": s.cast.slack_team, "api_app_id": s.cast.slack_app,
        "event": event, "type": "event_callback", "event_id": format!("Ev{:08}", s.serial()),
        "event_time": s.now() / 1000, "is_ext_shared_channel": false,
        "authorizations": [{
            "enterprise_id": null, "team_id": s.cast.slack_team, "user_id": s.cast.slack_bot, "is_bot": true,
            "is_enterprise_install": false,
        }],
    })
}
