//! A small program that is told things: it keeps every call and answers as a test says.
//!
//! Knows nothing of Afterword; what it reads is what came over the socket.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a call is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// With this status.
    Status(u16),
    /// With 302 to another address of this server.
    Elsewhere,
    /// With 503 and a wait.
    Later,
    /// With 200 and a body without an end.
    Endless,
    /// Not at all, and the connection is closed.
    Nothing,
}

/// One call.
#[derive(Debug, Clone)]
pub struct Heard {
    pub path: String,
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub text: String,
    pub body: Value,
}

impl Heard {
    /// Whether one of its signatures fits this secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let raw = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signed = format!("{}.{}.{}", self.id, self.timestamp, self.text);
        let expected = format!("v1,{}", STANDARD.encode(hmac(&raw, signed.as_bytes())));
        self.signature.split(' ').any(|one| one == expected)
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    use hmac::{Hmac, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// The program.
#[derive(Clone)]
pub struct Receiver {
    pub port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    next: Arc<Mutex<VecDeque<Say>>>,
}

impl Receiver {
    /// Answers 204 until it is told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let receiver = Self { port, heard: Arc::default(), next: Arc::default() };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        receiver
    }

    /// The next calls are answered like this, one each.
    pub fn will(&self, say: &[Say]) {
        self.next.lock().unwrap().extend(say);
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    async fn serve(self, mut stream: TcpStream) -> Option<()> {
        let mut all = Vec::new();
        let (head, body) = loop {
            let mut some = [0; 4096];
            match stream.read(&mut some).await {
                Ok(0) | Err(_) => return None,
                Ok(n) => all.extend_from_slice(&some[..n]),
            }
            let text = String::from_utf8_lossy(&all).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length: usize = header(head, "content-length").parse().unwrap();
            if body.len() >= length {
                break (head.to_owned(), body.to_owned());
            }
        };
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let (id, timestamp) = (header(&head, "webhook-id"), header(&head, "webhook-timestamp"));
        let signature = header(&head, "webhook-signature");
        let json = serde_json::from_str(&body).unwrap();
        self.heard.lock().unwrap().push(Heard { path, id, timestamp, signature, text: body, body: json });
        let say = self.next.lock().unwrap().pop_front().unwrap_or(Say::Status(204));
        let answer = match say {
            Say::Status(status) => format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
            Say::Elsewhere => {
                "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                    .to_owned()
            }
            Say::Later => {
                "HTTP/1.1 503 Busy\r\nretry-after: 90\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
            }
            Say::Endless => "HTTP/1.1 200 Fine\r\ntransfer-encoding: chunked\r\n\r\n".to_owned(),
            Say::Nothing => return None,
        };
        stream.write_all(answer.as_bytes()).await.ok()?;
        if say == Say::Endless {
            loop {
                stream.write_all(b"400\r\n").await.ok()?;
                stream.write_all(&[b'x'; 1024]).await.ok()?;
                stream.write_all(b"\r\n").await.ok()?;
            }
        }
        Some(())
    }
}

fn header(head: &str, name: &str) -> String {
    let line = head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_default()
}
