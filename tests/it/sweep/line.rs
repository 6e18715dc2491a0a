//! The line between a program and PostgreSQL, on which every commit that changes something is a step.
//!
//! A step is a `COMMIT` of a transaction in which a statement changed a row or the schema (PostgreSQL says so in each
//! statement's command tag), or a statement that changes something outside any transaction. Reading is none, so a
//! program that waits makes no steps, and a journey has an end. Knows frames and command tags of protocol 3. Refuses to
//! know any table.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use afterword::sandbox::Moment;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::death::Death;

/// Codes of the first packet that ask for encryption: TLS, GSSAPI.
const ENCRYPTED: [u32; 2] = [80_877_103, 80_877_104];
/// Statements that change something begin with one of these.
const WRITES: [&str; 9] = ["INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "CREATE", "ALTER", "DROP", "TRUNCATE"];

/// The URL that leads to the same database through the line.
pub async fn through(url: &str, death: Arc<Death>) -> String {
    let mut url = url::Url::parse(url).unwrap();
    let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let (server, death) = (server.clone(), death.clone());
            tokio::spawn(async move { carry(near, &server, &death).await });
        }
    });
    url.into()
}

/// One connection; `None` when either side has ended it.
async fn carry(mut near: TcpStream, server: &str, death: &Death) -> Option<()> {
    let mut far = TcpStream::connect(server).await.ok()?;
    near.set_nodelay(true).ok()?;
    far.set_nodelay(true).ok()?;
    greet(&mut near, &mut far).await?;
    let (near_in, mut near_out) = near.split();
    let (far_in, mut far_out) = far.split();
    let (mut near_in, mut far_in) = (BufReader::new(near_in), BufReader::new(far_in));
    let talk = Mutex::new(Talk::default());
    let said = async {
        loop {
            let frame = read(&mut near_in).await?;
            let struck = talk.lock().unwrap().says(&frame).then(|| death.step()).flatten();
            match struck {
                Some(Moment::Before) => {
                    death.strike();
                    return None::<()>;
                }
                Some(Moment::After) => talk.lock().unwrap().doomed = true,
                None => {}
            }
            far_out.write_all(&frame).await.ok()?;
        }
    };
    let answered = async {
        loop {
            let frame = read(&mut far_in).await?;
            let doomed = {
                let mut talk = talk.lock().unwrap();
                talk.hears(&frame);
                talk.doomed
            };
            if doomed && frame.first() == Some(&b'Z') {
                death.strike();
                return None::<()>;
            }
            if !doomed {
                near_out.write_all(&frame).await.ok()?;
            }
        }
    };
    tokio::select! {
        over = said => over,
        over = answered => over,
    }
}

/// Passes on the packets without a type, with which a connection begins.
async fn greet(near: &mut TcpStream, far: &mut TcpStream) -> Option<()> {
    loop {
        let length = near.read_u32().await.ok()?;
        let mut rest = vec![0; usize::try_from(length).ok()?.checked_sub(4)?];
        near.read_exact(&mut rest).await.ok()?;
        far.write_all(&length.to_be_bytes()).await.ok()?;
        far.write_all(&rest).await.ok()?;
        let code = u32::from_be_bytes(rest.first_chunk().copied()?);
        if !ENCRYPTED.contains(&code) {
            return Some(());
        }
        // One letter; what follows a yes could not be read here.
        let answer = far.read_u8().await.ok()?;
        assert_eq!(answer, b'N', "the tests' PostgreSQL does not encrypt");
        near.write_u8(answer).await.ok()?;
    }
}

/// A frame: its type, its length with itself, its body.
async fn read(from: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let kind = from.read_u8().await.ok()?;
    let length = from.read_u32().await.ok()?;
    let mut frame = vec![kind];
    frame.extend(length.to_be_bytes());
    frame.resize(1 + usize::try_from(length).ok()?, 0);
    from.read_exact(&mut frame[5..]).await.ok()?;
    Some(frame)
}

/// What one connection is in the middle of.
#[derive(Default)]
struct Talk {
    /// Prepared statements that change something.
    writers: HashMap<String, bool>,
    /// Whether the bound one does.
    bound: bool,
    /// In a transaction.
    open: bool,
    /// Something was changed in it.
    changed: bool,
    /// The next answer is not passed on.
    doomed: bool,
}

impl Talk {
    /// Takes in what the program says; whether it makes a change durable.
    fn says(&mut self, frame: &[u8]) -> bool {
        let mut words = frame[5..].split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned());
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match frame[0] {
            b'Q' if begins(&first, &["COMMIT", "END"]) => self.open && self.changed,
            b'Q' => !self.open && writes(&first),
            b'P' => {
                self.writers.insert(first, writes(&second));
                false
            }
            b'B' => {
                self.bound = self.writers.get(&second).copied().unwrap_or(false);
                false
            }
            b'E' => !self.open && self.bound,
            _ => false,
        }
    }

    /// Takes in what PostgreSQL answers.
    fn hears(&mut self, frame: &[u8]) {
        match frame[0] {
            b'C' => self.changed |= changed(&String::from_utf8_lossy(&frame[5..])),
            b'Z' => {
                self.open = frame.get(5) != Some(&b'I');
                self.changed &= self.open;
            }
            _ => {}
        }
    }
}

/// Whether a statement, or any of several, may change something.
fn writes(sql: &str) -> bool {
    let one =
        |part: &str| begins(part, &WRITES) || (begins(part, &["WITH"]) && WRITES.iter().any(|w| part.contains(w)));
    sql.split(';').any(one)
}

fn begins(sql: &str, with: &[&str]) -> bool {
    let sql = sql.trim_start().to_uppercase();
    with.iter().any(|word| sql.starts_with(word))
}

/// Whether a statement with this command tag (`UPDATE 3`, `INSERT 0 1`, `CREATE TABLE`) changed something.
fn changed(tag: &str) -> bool {
    let tag = tag.trim_end_matches('\0');
    let rows = tag.rsplit(' ').next().and_then(|n| n.parse::<u64>().ok());
    begins(tag, &WRITES) && rows != Some(0)
}

#[test]
fn only_what_changes_something_and_becomes_durable_is_a_step() {
    let frame = |kind: u8, body: &str| [&[kind, 0, 0, 0, 0], body.as_bytes()].concat();
    let mut talk = Talk::default();
    let transaction = |talk: &mut Talk, tag: &str| {
        assert!(!talk.says(&frame(b'Q', "BEGIN\0")));
        talk.hears(&frame(b'Z', "T"));
        assert!(!talk.says(&frame(b'P', "s1\0UPDATE job SET state = $1\0")));
        assert!(!talk.says(&frame(b'B', "\0s1\0")));
        assert!(!talk.says(&frame(b'E', "\0")), "not before the commit");
        talk.hears(&frame(b'C', tag));
        talk.hears(&frame(b'Z', "T"));
        let step = talk.says(&frame(b'Q', "COMMIT\0"));
        talk.hears(&frame(b'C', "COMMIT\0"));
        talk.hears(&frame(b'Z', "I"));
        step
    };
    assert!(transaction(&mut talk, "UPDATE 1\0"));
    assert!(!transaction(&mut talk, "UPDATE 0\0"), "nothing was changed");
    assert!(!transaction(&mut talk, "SELECT 4\0"));
    assert!(transaction(&mut talk, "CREATE TABLE\0"));
    assert!(!talk.says(&frame(b'Q', "ROLLBACK\0")));
    assert!(!talk.says(&frame(b'Q', "SELECT 1\0")));
    assert!(talk.says(&frame(b'Q', "insert into meta values (1)\0")), "outside a transaction it is durable at once");
    assert!(talk.says(&frame(b'E', "\0")), "so is a prepared one");
}
