//! A network cable between a program and a server that a test can pull.
//!
//! Knows bytes in both directions and when to stop passing them on. Refuses to know what they mean, except to find a few
//! words in what the program says.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the cable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Everything passes.
    Whole,
    /// Nothing passes and nobody is told: what is said waits.
    Silent,
    /// Every connection is ended, and each new one at once.
    Cut,
}

/// A running cable. It ends with the test.
pub struct Cable {
    address: SocketAddr,
    state: watch::Sender<State>,
    words: Arc<Words>,
}

/// What is listened for: one after the other on one connection; then the cable falls silent, the last words having passed.
#[derive(Default)]
struct Words {
    wanted: Mutex<Vec<&'static str>>,
}

impl Cable {
    /// Between whoever connects to [`Cable::address`] and this server.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (state, _) = watch::channel(State::Whole);
        let cable = Self { address: listener.local_addr().unwrap(), state, words: Arc::default() };
        let (state, words) = (cable.state.clone(), cable.words.clone());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (state, words) = (state.clone(), words.clone());
                tokio::spawn(async move {
                    let mut cut = state.subscribe();
                    tokio::select! {
                        () = connect(near, server, state, words) => {}
                        _ = cut.wait_for(|s| *s == State::Cut) => {}
                    }
                });
            }
        });
        cable
    }

    /// A cable to the server of this URL, and the URL that leads through it.
    pub async fn through(url: &str) -> (Self, String) {
        let mut url = url::Url::parse(url).unwrap();
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        let cable = Self::to(server.parse().unwrap()).await;
        url.set_port(Some(cable.address.port())).unwrap();
        (cable, url.into())
    }

    /// Changes it.
    pub fn set(&self, state: State) {
        self.state.send_replace(state);
    }

    /// Falls silent after the program has said these words, one after the other, on one connection.
    pub fn fall_silent_after(&self, words: &[&'static str]) {
        *self.words.wanted.lock().unwrap() = words.to_vec();
    }

    /// Waits until it has fallen silent.
    pub async fn silence(&self) {
        self.state.subscribe().wait_for(|s| *s == State::Silent).await.unwrap();
    }
}

async fn connect(near: TcpStream, server: SocketAddr, state: watch::Sender<State>, words: Arc<Words>) {
    let Ok(far) = TcpStream::connect(server).await else { return };
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let said = pass(near_in, far_out, state.clone(), Some(words));
    let answered = pass(far_in, near_out, state, None);
    tokio::select! {
        () = said => {}
        () = answered => {}
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, state: watch::Sender<State>, words: Option<Arc<Words>>) {
    let (mut some, mut next) = (vec![0; 16 * 1024], 0);
    let mut changes = state.subscribe();
    loop {
        let Ok(n @ 1..) = from.read(&mut some).await else { return };
        if changes.wait_for(|s| *s != State::Silent).await.is_err() {
            return;
        }
        // Silent before the last words pass: their answer must not.
        if words.as_ref().is_some_and(|words| words.complete(&mut next, &some[..n])) {
            state.send_replace(State::Silent);
        }
        if to.write_all(&some[..n]).await.is_err() {
            return;
        }
    }
}

impl Words {
    /// Whether this is the last of what was listened for; `next` counts what this connection has said of it.
    fn complete(&self, next: &mut usize, said: &[u8]) -> bool {
        let mut wanted = self.wanted.lock().unwrap();
        let Some(word) = wanted.get(*next).map(|w| w.as_bytes()) else { return false };
        *next += usize::from(said.windows(word.len()).any(|part| part == word));
        let complete = *next == wanted.len();
        if complete {
            wanted.clear();
        }
        complete
    }
}
