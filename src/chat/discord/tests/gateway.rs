//! The gateway loop against a scripted gateway.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response as Handshake};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::super::gateway::{Listener, Tempo};
use super::*;
use crate::chance::Chance;
use crate::chat::{Link, LinkState};

/// Beats so rare that none happens in a test.
const CALM: u64 = 600_000;

/// One connection, from the gateway's side.
struct Line {
    socket: WebSocketStream<TcpStream>,
    asked: String,
}

impl Line {
    async fn say(&mut self, frame: Value) {
        self.socket.send(Frame::text(frame.to_string())).await.expect("said");
    }

    async fn event(&mut self, seq: u64, name: &str, payload: Value) {
        self.say(json!({ "op": 0, "s": seq, "t": name, "d": payload })).await;
    }

    /// The next frame that is not a close; heartbeats too.
    async fn hear(&mut self) -> Value {
        match soon(self.socket.next()).await {
            Some(Ok(Frame::Text(text))) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("{other:?}"),
        }
    }

    /// HELLO, then what the client opens with.
    async fn greet(&mut self, interval: u64) -> Value {
        self.say(json!({ "op": 10, "d": { "heartbeat_interval": interval } })).await;
        self.hear().await
    }

    async fn ready(&mut self, world: &World) {
        let url = format!("ws://{}/resume", world.address);
        let ready = json!({ "session_id": "s1", "resume_gateway_url": url, "user": { "id": "8" }, "application": { "id": "9" } });
        self.event(1, "READY", ready).await;
    }

    async fn close_with(mut self, code: u16) {
        self.socket.close(Some(CloseFrame { code: code.into(), reason: "".into() })).await.expect("closed");
        while soon(self.socket.next()).await.is_some_and(|f| f.is_ok()) {}
    }

    /// Reads until the client closes and returns its code.
    async fn closed_by_client(&mut self) -> Option<u16> {
        loop {
            match soon(self.socket.next()).await {
                Some(Ok(Frame::Close(frame))) => return frame.map(|f| f.code.into()),
                Some(Ok(_)) => {}
                _ => return None,
            }
        }
    }
}

/// A gateway, a REST server that names it, and the adapter listening.
struct World {
    address: String,
    lines: mpsc::UnboundedReceiver<Line>,
    rest: Rest,
    notebook: Arc<Notebook>,
    state: LinkState,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl World {
    async fn new() -> Self {
        Self::with(1_000, Tempo::default().step).await
    }

    async fn with(remaining: u64, step: Wait) -> Self {
        let (address, lines) = gateway().await;
        let url = format!("ws://{address}");
        let rest = Rest::answering(move |seen, number| match seen.path.as_str() {
            "/gateway/bot" => {
                let left = if number == 1 { remaining } else { 1_000 };
                let limit = json!({ "total": 1_000, "remaining": left, "reset_after": 300, "max_concurrency": 1 });
                (200, vec![], json!({ "url": url, "shards": 1, "session_start_limit": limit }).to_string())
            }
            _ => fine(seen),
        })
        .await;
        let notebook = Arc::new(Notebook::default());
        let (state, stop) = (LinkState::connecting(now()), CancellationToken::new());
        let tempo = Tempo { step, pauses: 0.01, ..Tempo::default() };
        let chance = Arc::new(Chance::seeded(7));
        let listener = Listener::new(
            discord(&rest.url),
            notebook.clone(),
            state.clone(),
            chance,
            stop.clone(),
            TaskTracker::new(),
            tempo,
        );
        Self { address, lines, rest, notebook, state, stop, running: tokio::spawn(listener.run()) }
    }

    async fn line(&mut self) -> Line {
        soon(self.lines.recv()).await.expect("a connection")
    }

    /// A line on which everything is well.
    async fn up(&mut self) -> Line {
        let mut line = self.line().await;
        assert_eq!(line.greet(CALM).await["op"], json!(2));
        line.ready(self).await;
        line
    }

    /// Reads the fate of the loop, which must have ended by itself.
    async fn end(self) -> Link {
        soon(self.running).await.expect("no panic");
        self.state.get()
    }
}

async fn gateway() -> (String, mpsc::UnboundedReceiver<Line>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (to, lines) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut asked = String::new();
            #[expect(clippy::result_large_err, reason = "the library's signature")]
            let note = |request: &Request, response: Handshake| {
                asked = request.uri().to_string();
                Ok(response)
            };
            if let Ok(socket) = accept_hdr_async(stream, note).await
                && to.send(Line { socket, asked }).is_err()
            {
                return;
            }
        }
    });
    (address, lines)
}

fn press() -> Value {
    json!({
        "id": "100", "application_id": "9", "type": 3, "token": "t", "version": 1, "channel_id": "66",
        "data": { "custom_id": "aw1:s1:ces7.4", "component_type": 2 },
        "user": { "id": "2201", "username": "mia" },
        "message": { "id": "77", "channel_id": "66", "author": { "id": "8", "username": "a" } },
    })
}

#[tokio::test]
async fn it_identifies_registers_the_commands_and_stops_when_told() {
    let mut world = World::new().await;
    let mut line = world.line().await;
    assert_eq!(line.asked, "/?v=10&encoding=json");
    let identify = line.greet(CALM).await;
    assert_eq!(
        (&identify["op"], &identify["d"]["token"], &identify["d"]["intents"]),
        (&json!(2), &json!("tok"), &json!(1))
    );
    line.ready(&world).await;
    line.event(2, "INTERACTION_CREATE", press()).await;
    world.notebook.wait_for(1).await;
    assert!(matches!(world.state.get(), Link::Up { .. }));
    world.stop.cancel();
    assert_eq!(line.closed_by_client().await, Some(1000));
    soon(world.running).await.expect("no panic");
}

#[tokio::test]
async fn a_press_on_the_gateway_is_received_and_then_acknowledged_over_rest() {
    let mut world = World::new().await;
    let mut line = world.up().await;
    line.event(2, "INTERACTION_CREATE", press()).await;
    let got = world.notebook.wait_for(1).await;
    assert!(matches!(&got[0], Inbound::Press { control, .. } if control == "aw1:s1:ces7.4"), "{got:?}");
    soon(async {
        while !world.rest.seen().iter().any(|s| s.is("POST", "/interactions/100/t/callback")) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_dropped_connection_is_resumed_where_discord_said_with_the_last_number() {
    let mut world = World::new().await;
    let mut line = world.up().await;
    line.event(5, "GUILD_CREATE", json!({ "id": "5" })).await;
    // A round trip, so that the number is known to have arrived.
    line.say(json!({ "op": 1, "d": null })).await;
    assert_eq!(line.hear().await, json!({ "op": 1, "d": 5 }));
    drop(line);
    let mut line = world.line().await;
    assert_eq!(line.asked, "/resume/?v=10&encoding=json");
    let resume = line.greet(CALM).await;
    assert_eq!(resume, json!({ "op": 6, "d": { "token": "tok", "session_id": "s1", "seq": 5 } }));
    line.event(6, "INTERACTION_CREATE", press()).await;
    line.event(7, "RESUMED", json!({})).await;
    world.notebook.wait_for(1).await;
    let asked = world.rest.seen().iter().filter(|s| s.path == "/gateway/bot").count();
    assert_eq!(asked, 1, "resuming needs no new address");
}

#[tokio::test]
async fn asked_to_reconnect_it_resumes_without_ending_the_session() {
    let mut world = World::new().await;
    let mut line = world.up().await;
    line.say(json!({ "op": 7, "d": null })).await;
    assert_eq!(line.closed_by_client().await, Some(4000));
    assert_eq!(world.line().await.greet(CALM).await["op"], json!(6));
}

#[tokio::test]
async fn a_heartbeat_nobody_acknowledges_makes_it_resume_on_a_new_connection() {
    let mut world = World::new().await;
    let mut line = world.line().await;
    line.greet(40).await;
    line.ready(&world).await;
    assert_eq!(line.hear().await["op"], json!(1), "the first beat comes within one interval");
    assert_eq!(line.closed_by_client().await, Some(4000), "neither 1000 nor 1001: those end the session");
    assert_eq!(world.line().await.greet(CALM).await["op"], json!(6));
}

#[tokio::test]
async fn acknowledged_heartbeats_go_on() {
    let mut world = World::new().await;
    let mut line = world.line().await;
    line.greet(300).await;
    line.ready(&world).await;
    for _ in 0..3 {
        assert_eq!(line.hear().await["op"], json!(1));
        line.say(json!({ "op": 11 })).await;
    }
}

#[tokio::test]
async fn an_invalid_session_is_identified_anew_and_a_resumable_one_resumed() {
    let mut world = World::new().await;
    let mut line = world.up().await;
    line.say(json!({ "op": 9, "d": true })).await;
    let mut line = world.line().await;
    assert_eq!(line.greet(CALM).await["op"], json!(6));
    line.say(json!({ "op": 9, "d": false })).await;
    let mut line = world.line().await;
    assert_eq!(line.asked, "/?v=10&encoding=json");
    assert_eq!(line.greet(CALM).await["op"], json!(2));
}

#[tokio::test]
async fn sessions_declared_invalid_again_and_again_cost_at_most_five_identifies_a_minute() {
    let mut world = World::new().await;
    let mut identifies = 0;
    while let Ok(Some(mut line)) = tokio::time::timeout(Wait::from_millis(500), world.lines.recv()).await {
        assert_eq!(line.greet(CALM).await["op"], json!(2));
        identifies += 1;
        line.say(json!({ "op": 9, "d": false })).await;
    }
    assert!((1..=6).contains(&identifies), "{identifies}");
}

#[tokio::test]
async fn a_refused_token_is_fatal_and_names_what_to_mend() {
    let mut world = World::new().await;
    let mut line = world.line().await;
    line.greet(CALM).await;
    line.close_with(4004).await;
    let Link::Fatal { why } = world.end().await else { panic!("must be given up") };
    assert!(why.contains("DISCORD_TOKEN"), "{why}");
}

#[tokio::test]
async fn a_token_refused_over_rest_is_fatal_too() {
    let rest = Rest::answering(|_, _| refusal(401, 0)).await;
    let state = LinkState::connecting(now());
    let (chance, stop) = (Arc::new(Chance::seeded(1)), CancellationToken::new());
    let notebook = Arc::new(Notebook::default());
    soon(discord(&rest.url).listen(notebook, state.clone(), chance, stop, TaskTracker::new())).await;
    assert!(matches!(state.get(), Link::Fatal { why } if why.contains("DISCORD_TOKEN")));
}

#[tokio::test]
async fn a_silent_gateway_is_left_for_another_try() {
    let mut world = World::with(1_000, Wait::from_secs(1)).await;
    let silent = world.line().await;
    let mut line = world.line().await;
    drop(silent);
    assert_eq!(line.greet(CALM).await["op"], json!(2));
    // HELLO came, READY does not.
    assert_eq!(line.closed_by_client().await, Some(4000));
    world.up().await;
    assert!(matches!(world.state.get(), Link::Connecting { .. } | Link::Up { .. }));
}

#[tokio::test]
async fn a_dead_resume_address_is_given_up_for_the_general_one_and_the_session_kept() {
    let mut world = World::new().await;
    let mut line = world.line().await;
    line.greet(CALM).await;
    let nowhere = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let ready = json!({ "session_id": "s1", "resume_gateway_url": format!("ws://{nowhere}"), "user": { "id": "8" } });
    line.event(1, "READY", ready).await;
    line.say(json!({ "op": 1, "d": null })).await;
    line.hear().await;
    drop(line);
    let mut line = world.line().await;
    assert_eq!(line.asked, "/?v=10&encoding=json");
    assert_eq!(line.greet(CALM).await["op"], json!(6));
}

#[tokio::test]
async fn when_no_identify_is_left_it_waits_for_the_reset() {
    let mut world = World::with(0, Tempo::default().step).await;
    world.up().await;
    assert_eq!(world.rest.seen().iter().filter(|s| s.path == "/gateway/bot").count(), 2);
}

#[tokio::test]
async fn garbage_and_unknown_events_do_not_disturb_it() {
    let mut world = World::new().await;
    let mut line = world.up().await;
    line.socket.send(Frame::text("not json")).await.expect("said");
    line.socket.send(Frame::binary(vec![0, 1, 2])).await.expect("said");
    line.say(json!({ "op": 42 })).await;
    line.event(2, "SOMETHING_NEW", json!([1])).await;
    line.event(3, "INTERACTION_CREATE", json!({ "type": 3 })).await;
    line.event(4, "THREAD_UPDATE", json!({ "id": "70" })).await;
    line.event(5, "INTERACTION_CREATE", press()).await;
    assert_eq!(world.notebook.wait_for(1).await.len(), 1);
}

#[tokio::test]
async fn a_locked_thread_is_offered_until_it_is_stored_and_a_known_one_is_not() {
    let mut world = World::new().await;
    *world.notebook.reply.lock().expect("reply") = Some(Err(NotSaved));
    let mut line = world.up().await;
    let thread = |id: &str| {
        json!({ "id": id, "guild_id": "5", "parent_id": "60", "owner_id": "9", "type": 11, "name": "t",
            "thread_metadata": { "archived": true, "locked": true, "auto_archive_duration": 60, "archive_timestamp": NOW } })
    };
    line.event(2, "GUILD_CREATE", json!({ "id": "5", "threads": [thread("71")] })).await;
    line.event(3, "THREAD_UPDATE", thread("71")).await;
    line.event(4, "THREAD_UPDATE", thread("70")).await;
    world.notebook.wait_for(2).await;
    *world.notebook.reply.lock().expect("reply") = None;
    let got = world.notebook.wait_for(3).await;
    let locked = |i: &Inbound| matches!(i, Inbound::ThreadLocked { at, .. } if at.channel.id == "70");
    assert!(got.iter().all(locked), "{got:?}");
}

#[tokio::test]
async fn a_slow_act_does_not_delay_the_heartbeat() {
    let (address, mut lines) = gateway().await;
    let url = format!("ws://{address}");
    let limit = json!({ "total": 1_000, "remaining": 9, "reset_after": 300, "max_concurrency": 1 });
    let rest = Rest::answering(move |seen, _| match seen.path.as_str() {
        "/gateway/bot" => (200, vec![], json!({ "url": url, "shards": 1, "session_start_limit": limit }).to_string()),
        _ => fine(seen),
    })
    .await;
    let stuck = Arc::new(Notebook { stuck: true, ..Notebook::default() });
    let (state, stop, tracker) = (LinkState::connecting(now()), CancellationToken::new(), TaskTracker::new());
    let running = discord(&rest.url).listen(stuck.clone(), state, Arc::new(Chance::seeded(3)), stop.clone(), tracker);
    tokio::spawn(running);
    let mut line = soon(lines.recv()).await.expect("a connection");
    line.greet(100).await;
    line.event(1, "READY", json!({ "session_id": "s", "user": { "id": "8" }, "application": { "id": "9" } })).await;
    for i in 0..5 {
        line.event(2 + i, "INTERACTION_CREATE", press()).await;
    }
    stuck.wait_for(5).await;
    for _ in 0..3 {
        assert_eq!(line.hear().await["op"], json!(1));
        line.say(json!({ "op": 11 })).await;
    }
    stop.cancel();
}
