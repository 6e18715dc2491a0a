//! The operator's own way in: a socket file beside a SQLite database, through which a command reaches the process that
//! serves it.
//!
//! SQLite has one writer, and that is the serving process; a command that must write asks it to. A socket file rather
//! than a route of the web server, because no proxy in front of that server can lead anybody here, and there is no secret
//! to keep: the file's owner (and root) may connect, and the system vouches for who connects. Knows one order and one
//! answer a connection, a line of JSON each. On PostgreSQL there is none: there, a command writes beside everybody.

use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::flow::order::{self, Order, Told};
use crate::flow::{Ctx, detached};

/// More than any order.
const LONGEST: u64 = 64 * 1024;
/// For an order to arrive. Carrying it out may take longer, and is not cut off.
const PATIENCE: Duration = Duration::from_secs(10);

/// The hatch of a database file.
pub fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".sock");
    path.into()
}

/// An open hatch.
pub struct Hatch {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl Hatch {
    /// Opens it. Whoever holds the database's lock may take away what a process before left here.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let owner = std::fs::metadata(&path)?.uid();
        Ok(Self { listener, path, owner })
    }

    /// Takes orders until `stop`; each is carried out on `tasks`.
    pub async fn serve(self, ctx: Ctx, stop: CancellationToken, tasks: TaskTracker) {
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            match accepted {
                Ok((stream, _)) if self.may_enter(&stream) => {
                    let ctx = ctx.clone();
                    tasks.spawn(async move {
                        if let Err(error) = take(&ctx, stream).await {
                            tracing::warn!(kind = %error.kind(), "an order could not be read or answered");
                        }
                    });
                }
                Ok(_) => tracing::warn!("somebody else tried to give orders; the connection was closed"),
                Err(error) => {
                    tracing::warn!(kind = %error.kind(), "an order's connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(std::fs::remove_file(&self.path));
    }

    /// The file's mode keeps others out; this also covers the moment before it had its mode.
    fn may_enter(&self, stream: &UnixStream) -> bool {
        stream.peer_cred().is_ok_and(|who| who.uid() == self.owner || who.uid() == 0)
    }
}

async fn take(ctx: &Ctx, stream: UnixStream) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    let mut reader = BufReader::new(read.take(LONGEST));
    tokio::time::timeout(PATIENCE, reader.read_line(&mut line)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    let told = match serde_json::from_str::<Order>(&line) {
        Ok(order) => {
            let ctx = ctx.clone();
            detached(async move { order::carry_out(&ctx, order).await })
                .await
                .unwrap_or_else(|error| Told { done: false, text: error.to_string() })
        }
        Err(_) => Told {
            done: false,
            text: "the serving process does not know this order; it is another version of Afterword".to_owned(),
        },
    };
    let mut answer = serde_json::to_vec(&told).map_err(io::Error::other)?;
    answer.push(b'\n');
    write.write_all(&answer).await?;
    write.shutdown().await
}

/// Gives an order to the process that serves this database, and waits for what comes of it.
pub async fn order(database: &Path, order: &Order) -> io::Result<Told> {
    let mut stream = UnixStream::connect(beside(database)).await?;
    let mut line = serde_json::to_vec(order).map_err(io::Error::other)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    serde_json::from_str(&answer).map_err(io::Error::other)
}
