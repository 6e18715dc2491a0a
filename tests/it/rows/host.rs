//! F13, F25, F27: what the machine does to the program.

use std::time::{Duration, Instant};

use afterword::sandbox::Platform;
use sea_orm::sqlx::{Connection, SqliteConnection};

use super::operating::{close_ticket, machine};
use crate::hooks::client;
use crate::program::{Program, refused, run};

async fn ready(program: &Program) -> (u16, String) {
    let answer = client().get(program.url("/readyz").unwrap()).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Asks whether it is ready until it answers so.
pub async fn until_ready_says(program: &Program, status: u16, word: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let (found, text) = ready(program).await;
        if found == status && text.contains(word) {
            return;
        }
        assert!(Instant::now() < deadline, "{found} {text}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn f13_a_data_folder_that_is_missing_is_told_at_once_with_its_path() {
    let world = machine().await;
    let folder = world.config_file().with_file_name("nowhere");
    let asked = Instant::now();
    let mut command = crate::program::command(&world, &["serve"]);
    command.env("DATABASE_URL", format!("sqlite://{}/afterword.db", folder.display()));
    let (code, said) = refused(&command.output().unwrap());
    assert!(asked.elapsed() < Duration::from_secs(10), "two seconds on an idle machine");
    assert!(code == Some(1) && said.contains(folder.to_str().unwrap()), "{said}");
}

#[tokio::test]
async fn f25_a_write_lock_held_for_ten_seconds_is_told_honestly_and_survived() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    let mut other = SqliteConnection::connect(world.database()).await.unwrap();
    sea_orm::sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let held = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(10)).await;
        sea_orm::sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    });
    // At once: each waits five seconds for the lock, or for whoever waits for it, before it says so.
    let unready = until_ready_says(&program, 503, "the database");
    let (hook, ()) = tokio::join!(close_ticket(&world, "81"), unready);
    assert_eq!(hook, 503);
    held.await.unwrap();
    until_ready_says(&program, 200, "").await;
    assert_eq!(close_ticket(&world, "81").await, 200);
    let asked = |w: &afterword::sandbox::World| {
        w.dm(Platform::Slack, "mia").filter(|dm| w.bot_messages(Platform::Slack, dm).len() == 1)
    };
    world.planet().until(asked).await.expect("asked once");
}

#[tokio::test]
async fn f27_a_second_process_on_the_same_file_ends_and_leaves_the_first_alone() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    let (code, said) = refused(&run(&world, &["serve"]));
    let pid = format!("process {}", program.pid());
    assert!(code == Some(3) && said.contains(&pid) && said.contains(".lock"), "{said}");
    assert_eq!(ready(&program).await.0, 200);
    assert_eq!(close_ticket(&world, "82").await, 200);
}
