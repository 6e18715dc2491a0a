//! One socket's task: reads frames, starts a task per envelope, writes what those tasks put in its outbox.
//!
//! Knows when a socket is silent or was given notice too long ago. Refuses to know of any other socket: what it hears of
//! its own end goes to the supervisor as [`News`].

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::Message as Frame;
use tracing::{debug, warn};

use super::super::super::socket::describe;
use super::super::handle::{Acknowledgement, handle};
use super::{Envelope, Listening, News, Opened, Outbox, Said, read};

/// One socket's task.
pub(super) struct Reader {
    pub(super) shared: Arc<Listening>,
    pub(super) tell: mpsc::UnboundedSender<(u64, News)>,
    pub(super) id: u64,
}

impl Reader {
    pub(super) async fn run(self, opened: Opened) {
        let why = self.serve(opened).await;
        let _ = self.tell.send((self.id, News::Ended(why)));
    }

    async fn serve(&self, Opened { socket, early }: Opened) -> String {
        let timings = &self.shared.slack.timings;
        let (mut sink, mut stream) = socket.split();
        let (outbox, mut frames) = mpsc::unbounded_channel::<String>();
        let mut ping = interval(timings.ping);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let mut notice: Option<Instant> = None;
        for frame in early {
            self.hear(&frame, &outbox, &mut notice);
        }
        loop {
            let write = tokio::select! {
                () = self.shared.stop.cancelled() => break,
                Some(frame) = frames.recv() => Some(Frame::text(frame)),
                _ = ping.tick() => {
                    if heard.elapsed() > timings.silence {
                        return "silent".to_owned();
                    }
                    if notice.is_some_and(|t| t.elapsed() > timings.notice) {
                        return "given notice long ago".to_owned();
                    }
                    Some(Frame::Ping(Vec::new().into()))
                }
                frame = stream.next() => match frame {
                    None => return "closed".to_owned(),
                    Some(Err(error)) => return describe(&error),
                    Some(Ok(frame)) => {
                        heard = Instant::now();
                        self.hear(&frame, &outbox, &mut notice);
                        None
                    }
                },
            };
            if let Some(frame) = write {
                match timeout(timings.step, sink.send(frame)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return describe(&error),
                    Err(_) => return "stalled".to_owned(),
                }
            }
        }
        // Stopping: nothing more is read, but what has been read is still handled and acknowledged.
        drop(outbox);
        while let Ok(Some(frame)) = timeout(timings.step, frames.recv()).await {
            if !matches!(timeout(timings.step, sink.send(Frame::text(frame))).await, Ok(Ok(()))) {
                break;
            }
        }
        let _ = timeout(Duration::from_secs(1), sink.close()).await;
        "stopped".to_owned()
    }

    fn hear(&self, frame: &Frame, outbox: &Outbox, notice: &mut Option<Instant>) {
        let (Frame::Text(_) | Frame::Binary(_)) = frame else { return };
        let Ok(text) = frame.to_text() else {
            return warn!(platform = "slack", socket = self.id, "ignored a frame that is not text");
        };
        match read(text) {
            Said::Hello => {}
            Said::Envelope(envelope) => {
                self.shared.tracker.spawn(converse(Arc::clone(&self.shared), envelope, outbox.clone()));
            }
            Said::Disconnect(reason) if reason == "link_disabled" => {
                let _ = self.tell.send((self.id, News::LinkDisabled));
            }
            Said::Disconnect(_) => {
                if notice.replace(Instant::now()).is_none() {
                    let _ = self.tell.send((self.id, News::Warned));
                }
            }
            Said::Noise(why) => warn!(platform = "slack", socket = self.id, why, "ignored a frame"),
        }
    }
}

/// Handles an envelope and acknowledges it on the socket it came by. What is not acknowledged may come again.
async fn converse(shared: Arc<Listening>, envelope: Envelope, outbox: Outbox) {
    let (tell, told) = oneshot::channel();
    let id = envelope.id.clone();
    let tracker = shared.tracker.clone();
    tracker.spawn(handle(shared, envelope, tell));
    let Ok(Acknowledgement::Done(payload)) = told.await else { return };
    let Ok(frame) = serde_json::to_string(&Ack { envelope_id: &id, payload }) else { return };
    if outbox.send(frame).is_err() {
        debug!(platform = "slack", envelope_id = id, "the socket closed before the acknowledgement");
    }
}

/// An acknowledgement's frame; the crate keeps its own type of it to itself.
#[derive(Serialize)]
struct Ack<'a> {
    envelope_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Value>,
}
