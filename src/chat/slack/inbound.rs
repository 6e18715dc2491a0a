//! Slack's payloads as things people did.
//!
//! Knows slack-morphism's event models and what they are too strict about: a payload is first pruned to the parts we
//! read, so that a workspace-less install or a field of somebody else's message cannot cost us a click. Refuses to
//! decide anything: who may press and what a control means is settled elsewhere.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use slack_morphism::prelude::*;
use url::Url;

use super::super::{Actor, Inbound, InstallationNews, Scene};
use super::ids;
use super::{commands, mrkdwn};
use crate::domain::Timestamp;
use crate::domain::ids::{Channel, Identity, MessageRef, Platform};
use crate::domain::ticket::clean_text;

/// The message shortcut of the manifest.
pub const CLOSE_AND_ASK: &str = "close_and_ask";
const MAX_EXCERPT: usize = 80;

/// What a payload turned out to be.
#[derive(Debug, PartialEq)]
pub enum Reading {
    /// Somebody did something.
    Act(Box<Act>),
    /// Nothing for us: acknowledged and forgotten.
    Ignored,
    /// The model could not read it.
    Unreadable {
        /// A click or a form: somebody waits for an answer, so it may not be acknowledged as if all were well.
        awaited: bool,
        /// Where the person can be told, if the payload says.
        response_url: Option<Url>,
    },
}

/// An act and how its author can be answered.
#[derive(Debug, PartialEq)]
pub struct Act {
    /// For the receiver.
    pub inbound: Inbound,
    /// For the answer.
    pub route: Route,
}

/// How the person who acted can be answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// In the acknowledgement, or by response URL.
    Command {
        /// Five answers within thirty minutes.
        response_url: Url,
        /// Opens one form within three seconds.
        trigger: SlackTriggerId,
    },
    /// A button in a message, or a message action.
    Message {
        /// Absent if Slack did not send one.
        response_url: Option<Url>,
        /// Opens one form within three seconds.
        trigger: SlackTriggerId,
        /// The message is private to the presser, so it may be replaced by a private answer.
        private: bool,
        /// Thread to answer in.
        thread: Option<String>,
    },
    /// A button inside one of our modals: answered by changing the modal.
    Modal {
        /// Which.
        view: String,
        /// Opens one form within three seconds.
        trigger: SlackTriggerId,
    },
    /// A submitted form: answered in the acknowledgement.
    Form {
        /// A field of it, to hang an error on.
        field: Option<String>,
    },
    /// Nobody waits: an event, which comes again until it is acknowledged.
    Nobody,
    /// A person's App Home was opened, or a button in it pressed: answered by showing it anew.
    Home {
        /// Whose.
        user: String,
    },
}

impl Route {
    /// The response URL, if there is one.
    pub fn response_url(&self) -> Option<&Url> {
        match self {
            Route::Command { response_url, .. } => Some(response_url),
            Route::Message { response_url, .. } => response_url.as_ref(),
            Route::Modal { .. } | Route::Form { .. } | Route::Nobody | Route::Home { .. } => None,
        }
    }

    /// What opens a form, if anything does.
    pub fn trigger(&self) -> Option<&SlackTriggerId> {
        match self {
            Route::Command { trigger, .. } | Route::Message { trigger, .. } | Route::Modal { trigger, .. } => {
                Some(trigger)
            }
            Route::Form { .. } | Route::Nobody | Route::Home { .. } => None,
        }
    }
}

/// Reads a slash command.
pub fn command(payload: &Value) -> Reading {
    match serde_json::from_value::<SlackCommandEvent>(payload.clone()) {
        Ok(event) => act(typed(&event, payload), payload),
        Err(_) => unreadable(payload, true),
    }
}

/// Reads what the Events API sends. Only what concerns the installation itself is for us, and only of the workspace we
/// are installed in, where that is known.
pub fn event(payload: &Value, home: Option<&str>) -> Reading {
    let word = |at: &str| payload.pointer(at).and_then(Value::as_str).filter(|w| !w.is_empty());
    let Some(team) = word("/team_id").filter(|team| home.is_none_or(|home| home == *team)) else {
        return Reading::Ignored;
    };
    if word("/event/type") == Some("app_home_opened") {
        return home_opened(payload, team, word("/event_id"));
    }
    let told = match (word("/type"), word("/event/type")) {
        (Some("app_rate_limited"), _) => {
            // The one event without an id: it is sent once a minute, and says which.
            let minute = payload.get("minute_rate_limited").and_then(Value::as_i64).unwrap_or_default();
            Some((InstallationNews::EventsWithheld, format!("app_rate_limited:{minute}")))
        }
        (Some("event_callback"), Some(kind)) => news(kind, payload).zip(word("/event_id").map(str::to_owned)),
        _ => None,
    };
    let Some((news, dedupe)) = told else { return Reading::Ignored };
    let inbound = Inbound::Installation { platform: Platform::Slack, installation: team.to_owned(), news, dedupe };
    act((inbound, Route::Nobody), payload)
}

/// Somebody looks at our App Home. Its other tab, the conversation with us, is none of ours.
fn home_opened(payload: &Value, team: &str, id: Option<&str>) -> Reading {
    let word = |at: &str| payload.pointer(at).and_then(Value::as_str).filter(|w| !w.is_empty());
    let (Some(user), Some(id)) = (word("/event/user"), id) else { return Reading::Ignored };
    if word("/event/tab").is_some_and(|tab| tab != "home") {
        return Reading::Ignored;
    }
    let identity = Identity::slack(team, user);
    let by = Actor { identity, name: None, is_bot: false, locale: None, groups: None };
    act((Inbound::HomeOpened { by, dedupe: id.to_owned() }, Route::Home { user: user.to_owned() }), payload)
}

/// Tokens of people (`oauth`) are none of ours: we ask for none.
fn news(kind: &str, payload: &Value) -> Option<InstallationNews> {
    let revoked = payload.pointer("/event/tokens/bot").and_then(Value::as_array).is_some_and(|bots| !bots.is_empty());
    match kind {
        "app_uninstalled" => Some(InstallationNews::Removed),
        "tokens_revoked" if revoked => Some(InstallationNews::TokensRevoked),
        _ => None,
    }
}

/// Reads an interaction. `home` is the workspace we are installed in, for payloads that name none.
pub fn interaction(payload: &Value, home: &str) -> Reading {
    let kind = payload.get("type").and_then(Value::as_str).unwrap_or_default();
    if !matches!(kind, "block_actions" | "view_submission" | "message_action") {
        return Reading::Ignored;
    }
    match serde_json::from_value::<SlackInteractionEvent>(pruned(payload, home)) {
        Ok(SlackInteractionEvent::BlockActions(event)) => pressed(&event, payload),
        Ok(SlackInteractionEvent::ViewSubmission(event)) => submitted(&event, payload),
        Ok(SlackInteractionEvent::MessageAction(event)) => message_action(&event, payload),
        Ok(_) => Reading::Ignored,
        Err(_) => unreadable(payload, true),
    }
}

/// Ids that no platform makes are no act: they could not be stored, and "not saved" would be said for ever.
fn act((mut inbound, route): (Inbound, Route), raw: &Value) -> Reading {
    if !ids::are_storable(&inbound) {
        return unreadable(raw, true);
    }
    ids::shorten_key(&mut inbound);
    Reading::Act(Box::new(Act { inbound, route }))
}

fn unreadable(payload: &Value, awaited: bool) -> Reading {
    let response_url = payload.get("response_url").and_then(Value::as_str).and_then(|u| u.parse().ok());
    Reading::Unreadable { awaited, response_url }
}

/// Only what the models need and we read. Messages keep their text and ids; views lose their blocks; an absent or
/// `null` team (org-wide installs) becomes the user's own.
fn pruned(payload: &Value, home: &str) -> Value {
    const KEPT: [&str; 13] = [
        "type",
        "user",
        "api_app_id",
        "container",
        "trigger_id",
        "channel",
        "message",
        "view",
        "response_url",
        "actions",
        "callback_id",
        "team",
        "hash",
    ];
    let mut kept = only(payload, &KEPT);
    if kept.pointer("/team/id").and_then(Value::as_str).is_none() {
        let own = kept.pointer("/user/team_id").and_then(Value::as_str).unwrap_or(home).to_owned();
        set(&mut kept, "team", json!({ "id": own }));
    }
    if let Some(message) = payload.get("message") {
        set(&mut kept, "message", only(message, &["ts", "thread_ts", "user", "bot_id", "username", "text"]));
    }
    if let Some(view) = payload.get("view") {
        let mut view = view.clone();
        for (key, value) in [("blocks", json!([])), ("close", Value::Null), ("submit", Value::Null)] {
            set(&mut view, key, value);
        }
        if view.pointer("/team_id").and_then(Value::as_str).is_none() {
            let team = kept.pointer("/team/id").cloned().unwrap_or_default();
            set(&mut view, "team_id", team);
        }
        set(&mut kept, "view", view);
    }
    kept
}

fn only(value: &Value, keys: &[&str]) -> Value {
    let pairs =
        keys.iter().filter_map(|k| value.get(*k).filter(|v| !v.is_null()).map(|v| ((*k).to_owned(), v.clone())));
    Value::Object(pairs.collect())
}

fn set(value: &mut Value, key: &str, to: Value) {
    if let Some(map) = value.as_object_mut() {
        map.insert(key.to_owned(), to);
    }
}

fn typed(event: &SlackCommandEvent, raw: &Value) -> (Inbound, Route) {
    let team = event.team_id.value();
    let name = raw.get("user_name").and_then(Value::as_str).and_then(|n| clean_text(n, 80));
    let inbound = Inbound::Command {
        by: Actor {
            identity: Identity::slack(team, event.user_id.value()),
            name,
            is_bot: false,
            locale: None,
            groups: None,
        },
        at: scene(team, event.channel_id.value(), None),
        command: commands::parse(event.text.as_deref().unwrap_or_default(), team),
        dedupe: event.trigger_id.value().clone(),
    };
    let route = Route::Command { response_url: event.response_url.value().clone(), trigger: event.trigger_id.clone() };
    (inbound, route)
}

/// A message action carries its own thread, so the conversation is known to belong to it.
fn scene(team: &str, channel: &str, thread: Option<String>) -> Scene {
    let direct = channel.starts_with('D');
    Scene { installation: team.to_owned(), channel: slack_channel(channel), parent: None, thread, own_thread: direct }
}

fn slack_channel(id: &str) -> Channel {
    Channel { platform: Platform::Slack, id: id.to_owned() }
}

fn actor(user: &SlackBasicUserInfo, team: &SlackTeamId) -> Actor {
    let home = user.team_id.as_ref().unwrap_or(team);
    let name = user.name.as_deref().or(user.username.as_deref()).and_then(|n| clean_text(n, 80));
    Actor { identity: Identity::slack(home.value(), user.id.value()), name, is_bot: false, locale: None, groups: None }
}

/// One press of one button; anything else an actions block can send is not ours.
fn pressed(event: &SlackInteractionBlockActionsEvent, raw: &Value) -> Reading {
    let [action] = event.actions.as_deref().unwrap_or_default() else { return Reading::Ignored };
    if action.action_type.value() != "button" {
        return Reading::Ignored;
    }
    let Some(user) = &event.user else { return unreadable(raw, true) };
    let spot = Spot::of(event);
    let when = action.action_ts.as_ref().map(|ts| ts.value().as_str());
    let when = when.unwrap_or_else(|| event.trigger_id.value().as_str());
    let by = actor(user, &event.team.id);
    let dedupe = format!("{}:{}:{}:{when}", user.id.value(), spot.anchor, action.action_id.value());
    let inbound = Inbound::Press {
        by,
        at: scene(event.team.id.value(), &spot.channel, spot.thread.clone()),
        control: control(action),
        message: spot.shared.clone(),
        made: action.action_ts.as_ref().and_then(|ts| moment(ts.value())),
        dedupe,
    };
    act((inbound, spot.route(event)), raw)
}

/// The instant a `ts` of Slack's names: seconds, a full stop, six digits.
fn moment(ts: &str) -> Option<Timestamp> {
    let (seconds, micros) = ts.split_once('.')?;
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    let well_made = micros.len() == 6 && plain(seconds) && plain(micros);
    let micros: i32 = micros.parse().ok().filter(|_| well_made)?;
    Timestamp::new(seconds.parse().ok()?, micros.checked_mul(1_000)?).ok()
}

/// What the button carries. Ours say it twice, as their id and as their value; one that contradicts itself was altered
/// on the way and is no control at all.
fn control(action: &SlackInteractionActionInfo) -> String {
    let id = action.action_id.value();
    match &action.value {
        Some(value) if value != id => String::new(),
        _ => id.clone(),
    }
}

/// Where a button sat.
struct Spot {
    channel: String,
    /// Message `ts` or view id.
    anchor: String,
    thread: Option<String>,
    /// The message, if others can see it.
    shared: Option<MessageRef>,
    private: bool,
    view: Option<String>,
    /// Whose App Home it was.
    home: Option<String>,
}

impl Spot {
    fn of(event: &SlackInteractionBlockActionsEvent) -> Self {
        use SlackInteractionActionContainer as C;
        let (ts, channel, private) = match &event.container {
            C::Message(m) => (&m.message_ts, &m.channel_id, m.is_ephemeral == Some(true)),
            C::MessageAttachment(m) => (&m.message_ts, &m.channel_id, m.is_ephemeral == Some(true)),
            C::View(v) => return Self::in_modal(v.view_id.value(), event),
        };
        let channel = channel.as_ref().or(event.channel.as_ref().map(|c| &c.id));
        let channel = channel.map(|c| c.value().clone()).unwrap_or_default();
        let root = event.message.as_ref().and_then(|m| m.origin.thread_ts.as_ref()).map(|t| t.value().clone());
        let shared = (!private && !channel.is_empty())
            .then(|| MessageRef { channel: slack_channel(&channel), id: ts.value().clone() });
        let thread = root.or_else(|| (!private).then(|| ts.value().clone()));
        Self { channel, anchor: ts.value().clone(), thread, shared, private, view: None, home: None }
    }

    fn in_modal(view: &str, event: &SlackInteractionBlockActionsEvent) -> Self {
        let channel = event.channel.as_ref().map(|c| c.id.value().clone()).unwrap_or_default();
        let view = Some(view.to_owned());
        let is_home = matches!(event.view, Some(SlackView::Home(_)));
        let home = event.user.as_ref().filter(|_| is_home).map(|user| user.id.value().clone());
        let anchor = view.clone().unwrap_or_default();
        Self { channel, anchor, thread: None, shared: None, private: true, view, home }
    }

    fn route(self, event: &SlackInteractionBlockActionsEvent) -> Route {
        let trigger = event.trigger_id.clone();
        if let Some(user) = self.home {
            return Route::Home { user };
        }
        if let Some(view) = self.view {
            return Route::Modal { view, trigger };
        }
        let thread = event.message.as_ref().and_then(|m| m.origin.thread_ts.as_ref()).map(|t| t.value().clone());
        let response_url = event.response_url.as_ref().map(|u| u.value().clone());
        Route::Message { response_url, trigger, private: self.private, thread }
    }
}

fn submitted(event: &SlackInteractionViewSubmissionEvent, raw: &Value) -> Reading {
    let SlackView::Modal(modal) = &event.view.view else { return Reading::Ignored };
    if modal.callback_id.as_ref().is_none_or(|id| id.value() != super::render::FORM) {
        return Reading::Ignored;
    }
    let Some(control) = modal.private_metadata.clone() else { return unreadable(raw, true) };
    let state = event.view.state_params.state.as_ref();
    let values = state.into_iter().flat_map(|s| &s.values).flat_map(|(_, actions)| actions);
    let fields: BTreeMap<_, _> = values.map(|(key, value)| (key.value().clone(), entered(value))).collect();
    let block = state.and_then(|s| s.values.keys().map(|k| k.value().clone()).min());
    let inbound = Inbound::Submit {
        by: actor(&event.user, &event.team.id),
        control,
        fields,
        dedupe: format!("{}:{}", event.view.state_params.id.value(), event.view.state_params.hash),
    };
    act((inbound, Route::Form { field: block }), raw)
}

/// What was typed, or the stored words of what was ticked; empty when it was left or made empty.
fn entered(value: &SlackViewStateValue) -> String {
    if let Some(options) = &value.selected_options {
        return options.iter().map(|o| o.value.as_str()).collect::<Vec<_>>().join(",");
    }
    let one = value.selected_option.as_ref().map(|o| o.value.clone());
    value.value.clone().or(one).unwrap_or_default()
}

fn message_action(event: &SlackInteractionMessageActionEvent, raw: &Value) -> Reading {
    if event.callback_id.value() != CLOSE_AND_ASK {
        return Reading::Ignored;
    }
    let (Some(message), Some(channel)) = (&event.message, &event.channel) else { return unreadable(raw, true) };
    let ts = message.origin.ts.value().clone();
    let thread = message.origin.thread_ts.as_ref().map_or_else(|| ts.clone(), |t| t.value().clone());
    let at = Scene { own_thread: true, ..scene(event.team.id.value(), channel.id.value(), Some(thread.clone())) };
    let text = message.content.text.as_deref().unwrap_or_default();
    let inbound = Inbound::CloseAndAsk {
        by: actor(&event.user, &event.team.id),
        at,
        customer: author(message, raw, event.team.id.value()),
        excerpt: clean_text(&mrkdwn::plain(text), MAX_EXCERPT),
        message_id: ts,
        dedupe: event.trigger_id.value().clone(),
    };
    let response_url = Some(event.response_url.value().clone());
    let thread = message.origin.thread_ts.is_some().then_some(thread);
    act((inbound, Route::Message { response_url, trigger: event.trigger_id.clone(), private: false, thread }), raw)
}

/// Who wrote the message. In a shared channel Slack names the author's own workspace.
fn author(message: &SlackHistoryMessage, raw: &Value, team: &str) -> Option<Actor> {
    let sender = &message.sender;
    let bot = sender.bot_id.as_ref().map(|b| b.value().clone());
    let user = sender.user.as_ref().map(|u| u.value().clone());
    let home = ["user_team", "team"].iter().find_map(|k| raw.get("message")?.get(*k)?.as_str());
    let is_bot = bot.is_some() || user.as_deref() == Some("USLACKBOT");
    let name = sender.username.as_deref().and_then(|n| clean_text(n, 80));
    let id = user.or(bot)?;
    Some(Actor { identity: Identity::slack(home.unwrap_or(team), id), name, is_bot, locale: None, groups: None })
}

#[cfg(test)]
mod tests;
