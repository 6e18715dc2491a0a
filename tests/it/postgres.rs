//! A throwaway PostgreSQL, and a helper that tells one story to both databases.
//!
//! Knows how to find `initdb`, start one cluster per test process on a free loopback port (as user `postgres` when we
//! are root, because PostgreSQL refuses root), and give each test an empty database of its own. With
//! `AFTERWORD_TEST_POSTGRES=postgres://…` set, that server is used instead; its databases `afterword_test_*` are left
//! for their owner to drop.
//!
//! The cluster ends with the test process, however that ends: a small `sh` waits on a pipe of which we hold the other
//! end. When we exit, panic or are killed, the system closes the pipe, and the shell stops PostgreSQL and removes its
//! folder. No exit handler (Rust has none), no polling, no daemon left behind.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use afterword::store::Store;
use sea_orm::ConnectionTrait;

use crate::aloud;

/// The URL of a fresh, empty database; `None` (said aloud) where PostgreSQL is not installed.
pub async fn database() -> Option<String> {
    Some(database_on(server()?).await)
}

async fn database_on(server: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("afterword_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = sea_orm::Database::connect(server).await.expect("the test server answers");
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database for the test");
    admin.close().await.expect("closes");
    let mut url = url::Url::parse(server).expect("a URL");
    url.set_path(&name);
    url.into()
}

/// A server of a test's own, to be treated badly. It ends with the test.
pub struct Cluster {
    programs: PathBuf,
    user: Option<&'static str>,
    data: PathBuf,
    url: String,
    /// Whoever waits at the other end of this pipe stops the server when it closes.
    _alive: ChildStdin,
}

impl Cluster {
    /// Starts one; `None` (said aloud) where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            aloud::skipped("PostgreSQL story", "PostgreSQL");
            return None;
        };
        Some(start(&programs).expect("a throwaway PostgreSQL starts"))
    }

    /// The URL of a fresh, empty database on it.
    pub async fn database(&self) -> String {
        database_on(&self.url).await
    }

    /// Runs a statement as its administrator.
    pub async fn tell(&self, sql: &str) {
        let admin = sea_orm::Database::connect(&self.url).await.expect("the server answers");
        admin.execute_unprepared(sql).await.expect("it does as it is told");
        admin.close().await.expect("closes");
    }

    /// `pg_ctl restart -m immediate`: as if it had crashed. Returns when it is up again.
    pub fn crash_and_restart(&self) {
        let log = self.data.with_file_name("log");
        let mut command = run(&self.programs, "pg_ctl", self.user);
        done(command.arg("-D").arg(&self.data).arg("-l").arg(log).args(["-w", "-m", "immediate", "restart"])).unwrap();
    }
}

/// Tells the story once with a SQLite file and once with PostgreSQL, each time with a migrated, empty store and its URL.
pub async fn on_both<F: Future<Output = ()>>(story: impl Fn(Store, String) -> F) {
    let folder = tempfile::tempdir().expect("a folder");
    tell(&story, format!("sqlite://{}", folder.path().join("story.db").display())).await;
    if let Some(url) = database().await {
        tell(&story, url).await;
    }
}

async fn tell<F: Future<Output = ()>>(story: &impl Fn(Store, String) -> F, url: String) {
    let store = Store::open(&url).await.expect("opens");
    eprintln!("the story on {:?}", store.backend());
    store.migrate().await.expect("migrates");
    story(store.clone(), url).await;
    store.close().await;
}

/// URL of a server on which databases can be made.
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            if let Ok(url) = std::env::var("AFTERWORD_TEST_POSTGRES") {
                return Some(url);
            }
            let Some(programs) = programs() else {
                aloud::skipped("PostgreSQL story", "PostgreSQL");
                return None;
            };
            // Held for as long as the process lives; see the top of this file.
            static SHARED: OnceLock<Cluster> = OnceLock::new();
            let cluster = start(&programs).expect("a throwaway PostgreSQL starts");
            Some(SHARED.get_or_init(|| cluster).url.clone())
        })
        .as_deref()
}

/// The folder with `initdb` and `pg_ctl`: the newest of Debian's, else from `PATH`.
fn programs() -> Option<PathBuf> {
    let version = |folder: &PathBuf| folder.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    found.sort_by_key(version);
    found.pop().or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
    })
}

fn start(programs: &Path) -> io::Result<Cluster> {
    let folder = tempfile::Builder::new().prefix("afterword-pg-").tempdir()?.keep();
    let user = if is_root()? { Some("postgres") } else { None };
    if let Some(user) = user {
        done(Command::new("chown").arg(user).arg(&folder))?;
    }
    let data = folder.join("data");
    let alive = watch(programs, &folder, &data, user)?;
    done(run(programs, "initdb", user).arg("-D").arg(&data).args([
        "-A",
        "trust",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]))?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let settings = format!(
        "-p {port} -k {} -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off -c full_page_writes=off",
        folder.display()
    );
    let log = folder.join("log");
    done(
        run(programs, "pg_ctl", user).arg("-D").arg(&data).arg("-l").arg(&log).args(["-w", "-o", &settings, "start"]),
    )?;
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    Ok(Cluster { programs: programs.to_owned(), user, data, url, _alive: alive })
}

fn is_root() -> io::Result<bool> {
    Ok(Command::new("id").arg("-u").output()?.stdout.trim_ascii() == b"0")
}

fn run(programs: &Path, program: &str, user: Option<&str>) -> Command {
    let program = programs.join(program);
    let mut command = match user {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
    };
    // From a folder that the other user may enter, and without our output, which the server would keep open.
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn done(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?} ended with {status}"))) }
}

/// Starts the shell that waits for our end.
fn watch(programs: &Path, folder: &Path, data: &Path, user: Option<&str>) -> io::Result<ChildStdin> {
    // Interrupting the tests from the keyboard must not interrupt the cleaning up.
    let script = r#"trap '' INT TERM HUP; read -r _; folder=$1; shift; "$@" >/dev/null 2>&1; rm -rf "$folder""#;
    let stop = run(programs, "pg_ctl", user);
    let child = Command::new("sh")
        .args(["-c", script, "afterword-postgres-watch"])
        .arg(folder)
        .arg(stop.get_program())
        .args(stop.get_args())
        .arg("-D")
        .arg(data)
        .args(["-m", "immediate", "-w", "stop"])
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    child.stdin.ok_or_else(|| io::Error::other("no pipe to sh"))
}
