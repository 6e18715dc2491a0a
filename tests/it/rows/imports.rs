//! B48: history from elsewhere, in a file that is long, odd or wrong.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use afterword::store::{LedgerKind, Store};

use crate::aloud;
use crate::program::{Launch, Program, command, command_under, printed, refused, run};
use crate::world::{Wish, World};

async fn idle() -> World {
    World::with(Wish { idle: true, ..Wish::default() }).await
}

fn file(world: &World, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = world.config_file().with_file_name(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn import(world: &World, path: &std::path::Path) -> Output {
    run(world, &["import", path.to_str().unwrap()])
}

/// How many closes and answers are stored.
async fn stored(world: &World) -> (usize, usize) {
    let Ok(store) = Store::open_to_read(world.database()).await else { return (0, 0) };
    let count = async |kind| store.ledger(kind, None, None, None, 10_000).await.unwrap().0.len();
    let counted = (count(LedgerKind::Tickets).await, count(LedgerKind::Answers).await);
    store.close().await;
    counted
}

#[tokio::test]
async fn b48_mixed_line_ends_a_mark_and_any_subset_of_columns_are_read() {
    let world = idle().await;
    let text = "\u{feff}closed_at,ticket_id,instrument,score,comment\r\n2026-03-02T10:00:00Z,1,ces7,6,\"two\nlines, \"\"quoted\"\"\"\n2026-03-02T11:00:00+01:00,2,,,\r2026-03-03T10:00:00Z,3,csat5,1,'=1+1";
    let told = import(&world, &file(&world, "mixed.csv", text));
    assert!(told.status.success(), "{:?}", refused(&told));
    assert_eq!(String::from_utf8(told.stdout).unwrap().lines().next().unwrap().split(',').next(), Some("3 rows read"));
    assert_eq!(stored(&world).await, (3, 2));
    let exported = printed(&world, &["export", "answers"]);
    assert!(exported.contains("\"two\nlines, \"\"quoted\"\"\"") && exported.contains(",'=1+1,"), "{exported}");
}

#[tokio::test]
async fn b48_every_wrong_row_is_named_and_nothing_of_the_file_is_stored() {
    let world = idle().await;
    printed(&world, &["migrate"]);
    let good = "1,2026-03-02T10:00:00Z,ces7,6,fine\n";
    let head = "ticket_id,closed_at,instrument,score,comment\n";
    let secret = "my words";
    let cases: &[(&str, String, &[&str])] = &[
        ("half a row", format!("{head}{good}2,2026-03-02T10"), &["row 3 (line 3)", "2 cells"]),
        (
            "half a cell",
            format!("{head}{good}2,2026-03-02T10:00:00Z,ces7,6,\"{secret}"),
            &["row 3", "inside a quoted cell"],
        ),
        (
            "a quote never closed",
            format!("{head}2,2026-03-02T10:00:00Z,ces7,6,\"{secret}\n{good}{good}"),
            &["row 2", "quoted"],
        ),
        (
            "several",
            format!("{head}1,yesterday,ces7,6,{secret}\n{good}3,2026-03-02T10:00:00Z,ces7,8,{secret}\n"),
            &["row 2", "closed_at", "row 4", "score: \"8\"", "1 to 7"],
        ),
        (
            "repaired nowhere",
            format!("{head}1,2026-03-02T10:00:00Z,ces7,5.5,\n2,2026-03-02T10:00:00Z,ces7,+5,\n"),
            &["row 2", "5.5", "row 3", "+5"],
        ),
        ("unknown question", format!("{head}1,2026-03-02T10:00:00Z,nps,5,\n"), &["row 2", "instrument"]),
        ("a comment alone", format!("{head}1,2026-03-02T10:00:00Z,ces7,,{secret}\n"), &["row 2", "score"]),
        ("tomorrow", format!("{head}1,2226-03-02T10:00:00Z,ces7,5,\n"), &["row 2", "closed_at"]),
        (
            "the same answer twice, far apart",
            format!("{head}{good}2,2026-03-02T10:00:00Z,ces7,5,\n{good}"),
            &["row 4", "same close"],
        ),
        (
            "the same answer twice within a millisecond",
            format!("{head}1,2026-03-02T10:00:00.1234Z,ces7,6,\n1,2026-03-02T10:00:00.1239Z,ces7,5,\n"),
            &["row 3", "same close"],
        ),
        (
            "one close of two customers",
            "ticket_id,closed_at,customer,instrument,score\n1,2026-03-02T10:00:00Z,mia@example.com,ces7,6\n\
             1,2026-03-02T10:00:00Z,ben@example.com,csat5,1\n"
                .to_owned(),
            &["row 3", "customer: another row"],
        ),
        ("a column nobody knows", format!("{}{good}", head.replace("comment", "coment")), &["row 1", "coment"]),
        ("a column twice", format!("{}{good}", head.replace("comment", "score")), &["row 1", "twice"]),
        ("a column missing", "ticket_id\n1\n".to_owned(), &["row 1", "closed_at"]),
        (
            "another team",
            "ticket_id,closed_at,team\n1,2026-03-02T10:00:00Z,Elsewhere\n".to_owned(),
            &["row 2", "team", "Payments"],
        ),
        ("nothing", String::new(), &["row 1", "missing"]),
    ];
    for (what, text, named) in cases {
        let (code, said) = refused(&import(&world, &file(&world, "wrong.csv", text)));
        assert_eq!(code, Some(1), "{what}: {said}");
        assert!(said.contains("wrong.csv") && said.contains("Nothing was imported."), "{what}: {said}");
        assert!(named.iter().all(|n| said.contains(n)), "{what}: {said}");
        assert!(!said.contains(secret), "{what}: {said}");
    }
    let latin = [head.as_bytes(), b"1,2026-03-02T10:00:00Z,ces7,5,gr\xfc\xdfe\n"].concat();
    let (_, said) = refused(&import(&world, &file(&world, "wrong.csv", latin)));
    assert!(said.contains("row 2") && said.contains("comment: it is not UTF-8"), "{said}");
    let wide: Vec<u8> = format!("\u{feff}{head}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (_, said) = refused(&import(&world, &file(&world, "wrong.csv", wide)));
    assert!(said.contains("UTF-16"), "{said}");
    assert_eq!(stored(&world).await, (0, 0));
}

#[tokio::test]
async fn b48_what_is_exported_comes_back_whole_and_a_second_time_adds_nothing() {
    let (one, other) = (idle().await, idle().await);
    let mut text = "source,ticket_id,subject,team,agent,customer,tags,closed_at,state,reason,instrument,score,reasons,comment,asked_at,answered_at\n".to_owned();
    // The second question's rows stand far from the first's.
    for (question, score) in [("ces7", 7), ("csat5", 2)] {
        for n in 0..60 {
            let (minute, comment) = (n % 60, ["", "\"=cmd\"\"x\"\"\"", "'@SUM", "\"a,\r\nb\""][n % 4]);
            writeln!(text, "desk,{n},Subject {n},Payments,slack:U9,mia{n}@example.com,\"a,b\",2026-03-02T10:{minute:02}:00Z,answered,,{question},{score},slow,{comment},2026-03-02T11:00:00Z,2026-03-02T12:{minute:02}:00Z").unwrap();
        }
    }
    text.push_str("desk,never,,Payments,,,,2026-03-05T10:00:00Z,skipped,cooldown,,,,,,\n");
    let path = file(&one, "history.csv", &text);
    printed(&one, &["import", path.to_str().unwrap()]);
    assert_eq!(stored(&one).await, (121, 120));
    for what in ["tickets", "answers"] {
        let exported = printed(&one, &["export", what]);
        let path = file(&other, "copy.csv", &exported);
        for _ in 0..2 {
            printed(&other, &["import", path.to_str().unwrap()]);
            if what == "tickets" {
                assert_eq!(printed(&other, &["export", what]), exported);
            }
        }
    }
    assert_eq!(sorted(&printed(&other, &["export", "answers"])), sorted(&printed(&one, &["export", "answers"])));
}

fn sorted(text: &str) -> Vec<csv::StringRecord> {
    let mut rows: Vec<_> = csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    rows.sort_by(|a, b| a.as_slice().cmp(b.as_slice()));
    rows
}

/// A million rows take minutes in a test's build; what holds for these holds for them, because memory is bounded.
#[tokio::test]
async fn b48_a_long_file_is_streamed_and_its_last_row_can_still_refuse_all_of_it() {
    if !aloud::installed("prlimit") {
        return;
    }
    let world = idle().await;
    printed(&world, &["migrate"]);
    let mut text = "ticket_id,closed_at,instrument,score,comment\n".to_owned();
    let comment = "x".repeat(9_900);
    for n in 0..4_900 {
        writeln!(text, "{n},2026-03-02T10:00:00Z,ces7,6,{comment}").unwrap();
    }
    let bad = file(&world, "long.csv", format!("{text}last,2026-03-02T10:00:00Z,ces7,0,\n"));
    let (code, said) = refused(&import(&world, &bad));
    assert!(code == Some(1) && said.contains("row 4902 (line 4902): score"), "{said}");
    assert_eq!(stored(&world).await, (0, 0));

    // Of 48 MB, a program that may hold 40 MB of its own reads and stores all.
    let good = file(&world, "long.csv", text);
    let under = ["prlimit".to_owned(), format!("--data={}", 40_000_000)];
    let mut streamed = command_under(&world, &under, &["import", good.to_str().unwrap()]);
    let output = streamed.env("TOKIO_WORKER_THREADS", "1").stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{:?}", refused(&output));
    assert_eq!(stored(&world).await, (4_900, 4_900));
}

#[tokio::test]
async fn b48_a_quote_that_is_never_closed_is_told_before_all_the_file_is_held_in_memory() {
    if !aloud::installed("prlimit") {
        return;
    }
    let world = idle().await;
    printed(&world, &["migrate"]);
    let head = "ticket_id,closed_at,instrument,score,comment\n1,2026-03-02T10:00:00Z,ces7,6,fine\n";
    let rest = "3,2026-03-02T10:00:00Z,ces7,6,fine\n".repeat(3_000_000);
    for (what, text, row) in [
        ("a row", format!("{head}2,2026-03-02T10:00:00Z,ces7,6,\"my words\n{rest}"), "row 3: it is longer"),
        ("the header", format!("\"ticket_id,closed_at\n{rest}"), "row 1: it is longer"),
    ] {
        let path = file(&world, "endless.csv", text);
        let under = ["prlimit".to_owned(), format!("--data={}", 40_000_000)];
        let mut under = command_under(&world, &under, &["import", path.to_str().unwrap()]);
        let output = under.env("TOKIO_WORKER_THREADS", "1").stdin(Stdio::null()).output().unwrap();
        let (code, said) = refused(&output);
        assert!(code == Some(1) && said.contains(row) && said.contains("Nothing was imported."), "{what}: {said}");
        assert!(!said.contains("my words"), "{said}");
    }
    assert_eq!(stored(&world).await, (0, 0));
}

#[tokio::test]
async fn b48_while_a_process_serves_sqlite_an_import_is_refused_rather_than_holding_up_answers() {
    let mut world = idle().await;
    let path = file(&world, "small.csv", "ticket_id,closed_at\n1,2026-03-02T10:00:00Z\n");
    let program = Program::launch(&mut world, &Launch::default()).await;
    let (code, said) = refused(&command(&world, &["import", path.to_str().unwrap()]).output().unwrap());
    assert!(code == Some(3) && said.contains(&program.pid().to_string()), "{code:?} {said}");
    assert_eq!(stored(&world).await, (0, 0));
    program.terminated().await;
    assert!(import(&world, &path).status.success());
    assert_eq!(stored(&world).await, (1, 0));
}

#[tokio::test]
async fn an_export_of_delighted_is_known_by_its_header_and_never_counted_with_our_own_answers() {
    let world = idle().await;
    let text = "ID,Survey Type,Score,Comment,Email,Created At,Plan\nr1,nps,9,Great,mia@example.com,2021-03-04 10:22:33 UTC,gold\n\
                r2,csat,2,\"=1+1\",,1614853353,\nr3,ces,4,,,2021-03-04T10:22:33Z,\n";
    let told = import(&world, &file(&world, "delighted.csv", text));
    assert!(told.status.success(), "{:?}", refused(&told));
    assert_eq!(stored(&world).await, (3, 3));
    let store = Store::open_to_read(world.database()).await.unwrap();
    let slice = afterword::store::Slice {
        teams: vec![afterword::domain::ids::TeamName::new("Payments")],
        limit: 10,
        ..Default::default()
    };
    let (rows, _) = store.answers_page(&slice).await.unwrap();
    let mut series: Vec<_> = rows.iter().map(|r| (r.answer.score.instrument().id, r.edition)).collect();
    series.sort_unstable();
    assert_eq!(series, [("ces_5_agree", 255), ("csat5", 255), ("nps11", 255)]);
    store.close().await;
    let exported = printed(&world, &["export", "answers"]);
    assert!(exported.contains("delighted,r2") && exported.contains(",'=1+1,"), "{exported}");
    let wrong = "ID,Survey Type,Score,Created At\nr1,ces,6,2021-03-04T10:22:33Z\nr2,nps,9,2021-03-04 10:22\n";
    let (code, said) = refused(&import(&world, &file(&world, "wrong.csv", wrong)));
    assert_eq!(code, Some(1));
    assert!(
        said.contains("row 2") && said.contains("ces_5_agree") && said.contains("row 3") && said.contains("zone"),
        "{said}"
    );
}
