//! One delivery: understood, received, acknowledged, answered — in this order.
//!
//! The same for both transports: an acknowledgement is a value, which a socket writes as an envelope's and HTTP as the
//! body of its response. Knows the rule "persist, then acknowledge" and how to tell a person the truth within two seconds. Refuses to cancel
//! the receiver: it writes to a database, and a dropped database future can lose what it wrote (RELIABILITY Q3).
//!
//! A submitted form has no response URL. Its answer is shown in the form's own window by updating it in the
//! acknowledgement, which works in every conversation and needs nothing from the client; a form that could not be saved
//! stays open, with what was typed, under an error.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::Value;
use slack_morphism::prelude::*;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::{debug, error, warn};

use super::super::{Inbound, NotSaved, Reply, SendError, Unread, nul};
use super::api::Private;
use super::inbound::{self, Act, Reading, Route};
use super::render;
use super::socket::{Envelope, Listening};
use crate::domain::ids::Platform;
use crate::present::Message;
use crate::present::words::{self, Speaker};

/// Title of the window that shows the answer to a form.
const WINDOW: &str = "Afterword";

type Received = Result<Reply, NotSaved>;

/// What Slack is told of a delivery, once.
#[derive(Debug, Clone, PartialEq)]
pub enum Acknowledgement {
    /// Dealt with; what is in it is shown to the person.
    Done(Option<Value>),
    /// Not stored. An event comes again; of a click Slack itself tells the person that it did not work.
    NotStored,
    /// Nothing that we can read.
    Unreadable,
}

/// Deals with one delivery from beginning to end. Its acknowledgement goes to `tell`, as soon as it is due.
pub(super) async fn handle(shared: Arc<Listening>, envelope: Envelope, tell: oneshot::Sender<Acknowledgement>) {
    let envelope = Envelope { payload: nul::replaced(envelope.payload), ..envelope };
    let exchange = Exchange { shared, envelope, tell: Mutex::new(Some(tell)) };
    match exchange.read() {
        Reading::Act(act) => exchange.receive(*act).await,
        Reading::Ignored => exchange.acknowledge(),
        Reading::Unreadable { awaited, response_url } => exchange.confess(awaited, response_url).await,
    }
}

struct Exchange {
    shared: Arc<Listening>,
    envelope: Envelope,
    /// Gone once it was used.
    tell: Mutex<Option<oneshot::Sender<Acknowledgement>>>,
}

impl Exchange {
    fn read(&self) -> Reading {
        let (slack, payload) = (&self.shared.slack, &self.envelope.payload);
        let home = slack.installation();
        let app = payload.get("api_app_id").and_then(Value::as_str);
        if app.is_some_and(|app| slack.app_id().is_some_and(|ours| ours != app)) {
            return Reading::Ignored;
        }
        match self.envelope.kind.as_str() {
            "slash_commands" => inbound::command(payload),
            "interactive" => inbound::interaction(payload, &home.unwrap_or_default()),
            "events_api" => inbound::event(payload, home.as_deref()),
            _ => Reading::Unreadable { awaited: false, response_url: None },
        }
    }

    async fn receive(&self, Act { inbound, route }: Act) {
        let mut receiving = self.start(inbound);
        let received = match timeout(self.shared.slack.timings.budget, &mut receiving).await {
            Ok(received) => Some(flatten(received)),
            Err(_) => None,
        };
        match received {
            Some(Ok(reply)) => self.answer(&route, reply).await,
            Some(Err(NotSaved)) => self.apologise(&route).await,
            None => {
                warn!(platform = "slack", envelope_id = self.envelope.id, "storing took too long; the person was told");
                self.apologise(&route).await;
                self.answer_late(&route, flatten(receiving.await)).await;
            }
        }
    }

    /// The receiver's own task: it outlives our patience, and its panic ends nothing but itself.
    fn start(&self, inbound: Inbound) -> JoinHandle<Received> {
        let receiver = Arc::clone(&self.shared.receiver);
        let permits = Arc::clone(&self.shared.permits);
        self.shared.tracker.spawn(async move {
            let _permit = permits.acquire_owned().await.map_err(|_| NotSaved)?;
            receiver.receive(inbound).await
        })
    }

    async fn answer(&self, route: &Route, reply: Reply) {
        match route {
            Route::Form { .. } => self.answer_form(reply.message).await,
            Route::Command { .. } => self.answer_command(route, reply).await,
            Route::Message { .. } | Route::Modal { .. } | Route::Home { .. } => {
                self.acknowledge();
                self.follow_up(route, reply).await;
            }
            Route::Nobody => self.acknowledge(),
        }
    }

    /// In the acknowledgement if Slack takes it there and nothing has to be uploaded first.
    async fn answer_command(&self, route: &Route, reply: Reply) {
        let at_once = reply.form.is_none() && self.envelope.accepts_payload;
        match reply.message.as_ref().filter(|m| at_once && m.picture().is_none()) {
            Some(message) => match private_payload(message) {
                Ok(payload) => self.acknowledge_with(payload),
                Err(why) => {
                    self.acknowledge();
                    error!(platform = "slack", why, "a reply of ours breaks Slack's limits");
                }
            },
            None => {
                self.acknowledge();
                self.follow_up(route, reply).await;
            }
        }
    }

    async fn answer_form(&self, message: Option<Message>) {
        let Some(message) = message.filter(|_| self.envelope.accepts_payload) else { return self.acknowledge() };
        let view = match self.shared.slack.uploaded_for(&message).await {
            Ok(file) => render::notice(WINDOW, &message, file.as_ref()),
            Err(error) => Err(error.to_string()),
        };
        match view {
            Ok(view) => {
                self.acknowledge_with(SlackViewSubmissionResponse::Update(SlackViewSubmissionUpdateResponse { view }))
            }
            Err(why) => {
                self.acknowledge();
                error!(platform = "slack", why, "the answer to a form could not be shown");
            }
        }
    }

    /// What comes after the acknowledgement: a form, or a private message.
    async fn follow_up(&self, route: &Route, reply: Reply) {
        let told = match (reply.form, reply.message, route.trigger()) {
            (Some(form), _, Some(trigger)) => match render::form(&form).map_err(SendError::Refused) {
                Ok(view) => match self.shared.slack.api.open_view(trigger, view).await {
                    Ok(()) => Ok(()),
                    Err(error) => {
                        warn!(platform = "slack", %error, "a form could not be opened");
                        self.tell(route, &words::form_expired(self.speaker()), false).await
                    }
                },
                Err(error) => Err(error),
            },
            (_, Some(message), _) => self.tell(route, &message, reply.in_place).await,
            _ => Ok(()),
        };
        if let Err(error) = told {
            warn!(platform = "slack", %error, "a private answer did not arrive");
        }
    }

    /// Shows a message to the person who acted, and to nobody else. Only a message that is private already is ever
    /// replaced: replacing a shared one would show everybody the answer.
    async fn tell(&self, route: &Route, message: &Message, in_place: bool) -> Result<(), SendError> {
        let slack = &self.shared.slack;
        let file = slack.uploaded_for(message).await?;
        if let Route::Home { user } = route {
            let home = render::home(message).map_err(SendError::Refused)?;
            return slack.api.publish_home(user, &home).await;
        }
        if let Route::Modal { view, .. } = route {
            let notice = render::notice(WINDOW, message, file.as_ref()).map_err(SendError::Refused)?;
            return slack.api.update_view(view, &notice).await;
        }
        let rendered = render::message(message, file.as_ref()).map_err(SendError::Refused)?;
        let (replace, thread) = match route {
            Route::Message { private, thread, .. } => (in_place && *private, thread.clone()),
            _ => (false, None),
        };
        match route.response_url() {
            Some(url) => slack.api.respond(url, &Private::new(&rendered, replace, thread)).await,
            None => Err(SendError::Refused("no response URL".to_owned())),
        }
    }

    /// It was not stored, and the person is told so.
    async fn apologise(&self, route: &Route) {
        let told = match route {
            Route::Command { .. } if self.envelope.accepts_payload => {
                if let Ok(payload) = private_payload(&words::not_saved_command(self.speaker())) {
                    self.acknowledge_with(payload);
                }
                Ok(())
            }
            Route::Form { field: Some(field) } if self.envelope.accepts_payload => {
                let errors = HashMap::from([(field.clone(), words::not_saved_form(self.speaker()))]);
                self.acknowledge_with(SlackViewSubmissionResponse::Errors(SlackViewSubmissionErrorsResponse {
                    errors,
                }));
                Ok(())
            }
            // Then Slack itself says in the window that it did not work; an event comes again.
            Route::Modal { .. } | Route::Form { .. } | Route::Nobody | Route::Home { .. } => {
                self.tell_slack(Acknowledgement::NotStored);
                Ok(())
            }
            Route::Command { .. } => {
                self.acknowledge();
                self.tell(route, &words::not_saved_command(self.speaker()), false).await
            }
            Route::Message { .. } => {
                self.acknowledge();
                self.tell(route, &words::not_saved(self.speaker()), false).await
            }
        };
        if let Err(error) = told {
            warn!(platform = "slack", %error, "nobody could be told that something was not saved");
        }
    }

    /// It was stored after all, after we had said otherwise: the truth follows where it can.
    async fn answer_late(&self, route: &Route, received: Received) {
        let Ok(Reply { message: Some(message), .. }) = received else { return };
        if let Err(error) = self.tell(route, &message, false).await {
            warn!(platform = "slack", %error, "a late answer did not arrive");
        }
    }

    /// What the model could not read is kept raw before anything is acknowledged. Its content goes into no log; a click
    /// is not acknowledged, so that Slack shows the person that it did not work.
    async fn confess(&self, awaited: bool, response_url: Option<url::Url>) {
        let payload_type = self.envelope.payload.get("type").and_then(|t| t.as_str()).unwrap_or("unstated");
        let (envelope_id, kind) = (&self.envelope.id, &self.envelope.kind);
        error!(platform = "slack", envelope_id, kind, payload_type, "a payload could not be read");
        if awaited {
            self.tell_slack(Acknowledgement::Unreadable);
        }
        let kept = self.keep().await;
        if !awaited {
            // What could not be kept either may come again.
            return if kept.is_ok() { self.acknowledge() } else { self.tell_slack(Acknowledgement::NotStored) };
        }
        let Some(url) = response_url else { return };
        let Ok(rendered) = render::message(&words::not_saved(self.speaker()), None) else { return };
        if let Err(error) = self.shared.slack.api.respond(&url, &Private::new(&rendered, false, None)).await {
            warn!(platform = "slack", %error, "nobody could be told that something was not saved");
        }
    }

    async fn keep(&self) -> Received {
        let Envelope { id, kind, payload, .. } = &self.envelope;
        let stable = payload.get("event_id").and_then(|id| id.as_str()).unwrap_or(id);
        let unread = Unread::new(Platform::Slack, kind, stable, payload, "no model of ours reads it");
        let receiver = Arc::clone(&self.shared.receiver);
        let keeping = async move { receiver.keep(unread).await.map(|()| Reply::default()) };
        flatten(self.shared.tracker.spawn(keeping).await)
    }

    /// To whoever acted. Slack's payloads tell no language; what it last told of this person is remembered for as long as
    /// we run.
    fn speaker(&self) -> Speaker<'static> {
        let payload = &self.envelope.payload;
        let named = payload.pointer("/user/id").or_else(|| payload.get("user_id")).and_then(Value::as_str);
        Speaker::plain(named.and_then(|user| self.shared.slack.language_of(user)).unwrap_or_default())
    }

    fn acknowledge(&self) {
        self.tell_slack(Acknowledgement::Done(None));
    }

    fn acknowledge_with(&self, payload: impl Serialize) {
        self.tell_slack(Acknowledgement::Done(serde_json::to_value(payload).ok()));
    }

    /// By the way the delivery came; if that has closed meanwhile, Slack may deliver again and the dedupe key will tell.
    fn tell_slack(&self, what: Acknowledgement) {
        let tell = self.tell.lock().unwrap_or_else(PoisonError::into_inner).take();
        if tell.is_none_or(|tell| tell.send(what).is_err()) {
            debug!(platform = "slack", envelope_id = self.envelope.id, "nobody waits for the acknowledgement any more");
        }
    }
}

fn flatten(received: Result<Received, tokio::task::JoinError>) -> Received {
    received.unwrap_or_else(|error| {
        error!(platform = "slack", panicked = error.is_panic(), "handling an act broke off");
        Err(NotSaved)
    })
}

fn private_payload(message: &Message) -> Result<SlackCommandEventResponse, String> {
    let content = render::message(message, None)?.content();
    Ok(SlackCommandEventResponse::new(content).with_response_type(SlackMessageResponseType::Ephemeral))
}
