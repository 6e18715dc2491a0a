//! B47 and B52: what leaves the ledger, as a file that a spreadsheet opens and as a scorecard about next to nothing.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use super::stage::Stage;
use crate::program::{Program, printed};
use crate::wheel::Wheel;
use crate::world::{Discord, Slack, TEAM, Wish, World, at, days};

/// What a customer may write to have a spreadsheet compute it, or to break the file it stands in.
const HOSTILE: [&str; 14] = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n-2",
    "\u{feff}=1+1",
    " =HYPERLINK(\"https://evil.example\")",
    "'=1+1",
    "say \"no\", twice",
    "one\r\ntwo\nthree",
    "\"",
    ",;\u{feff}",
];

/// A file read as RFC 4180 writes it, and not a byte more forgiving: records end in CRLF, a cell with a quote, a comma or
/// a line end stands in quotes, a quote in it is doubled.
fn strictly(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut rest) = (Vec::new(), Vec::new(), text);
    while !rest.is_empty() {
        let (cell, after) = cell(rest);
        record.push(cell);
        rest = match after.strip_prefix(',') {
            Some(next) => next,
            None => {
                records.push(std::mem::take(&mut record));
                after.strip_prefix("\r\n").expect("a comma or CRLF after every cell")
            }
        };
    }
    records
}

fn cell(text: &str) -> (String, &str) {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\r', '\n', '"']).expect("the last record is ended, too");
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut cell = String::new();
    loop {
        let (until, after) = rest.split_once('"').expect("a quote is closed");
        cell.push_str(until);
        match after.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return (cell, after),
        }
    }
}

/// Whether a spreadsheet would take this cell for a formula, as the row and OWASP's list have it.
fn computes(cell: &str) -> bool {
    let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    cell.starts_with(['\t', '\r', '\n']) || seen.starts_with(['=', '+', '-', '@'])
}

fn file(world: &World, name: &str, text: &str) -> PathBuf {
    let path = world.config_file().with_file_name(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn import(world: &World, text: &str) {
    printed(world, &["import", file(world, "history.csv", text).to_str().unwrap()]);
}

async fn idle() -> World {
    World::with(Wish { idle: true, ..Wish::default() }).await
}

fn comments(world: &World) -> Vec<String> {
    let lines = printed(world, &["export", "answers", "--format", "jsonl"]);
    let comment = |line: &str| serde_json::from_str::<Value>(line).unwrap()["comment"].as_str().map(str::to_owned);
    lines.lines().filter_map(comment).collect()
}

/// Every record has the header's cells, none computes, and the file comes back whole where it is imported.
async fn safe_and_whole(world: &World, exported: &str) {
    assert!(exported.starts_with("source,"), "no mark before the header: {exported:?}");
    let records = strictly(exported);
    for record in &records {
        assert_eq!(record.len(), records[0].len(), "{record:?}");
        assert!(record.iter().all(|cell| !computes(cell)), "a spreadsheet would compute this: {record:?}");
    }
    let other = idle().await;
    import(&other, exported);
    assert_eq!(printed(&other, &["export", "answers"]), exported);
    assert_eq!(comments(&other), comments(world));
}

#[tokio::test]
async fn b47_what_customers_wrote_is_exported_as_text_by_rfc_4180_and_comes_back_whole() {
    let world = idle().await;
    let mut text = "ticket_id,subject,customer,closed_at,instrument,score,comment\r\n".to_owned();
    for (n, hostile) in HOSTILE.iter().enumerate() {
        let quoted = hostile.replace('"', "\"\"");
        let (id, minute) = (format!("\"{}{n}\"", quoted.trim()), n);
        writeln!(text, "{id},\"{quoted}\",\"=mia\",2026-03-02T10:{minute:02}:00Z,ces7,2,\"{quoted}\"\r").unwrap();
    }
    import(&world, &text);
    let mut wanted: Vec<&str> = HOSTILE.to_vec();
    let mut kept = comments(&world);
    // An import takes one mark off a cell that an export would have put there; nobody else's apostrophe is lost.
    wanted.iter_mut().filter(|w| **w == "'=1+1").for_each(|w| *w = "=1+1");
    kept.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(kept, wanted);
    safe_and_whole(&world, &printed(&world, &["export", "answers"])).await;
}

#[tokio::test]
async fn b47_what_is_typed_into_either_chat_s_form_is_exported_as_text_too() {
    let stage = Stage::set().await;
    for (n, hostile) in ["=cmd|' /C calc'!A0", "+1, \"two\"\n-3", "@SUM(A1)", "-1"].into_iter().enumerate() {
        let platform = if n % 2 == 0 { Slack } else { Discord };
        let (who, _, prompt) = stage.asked(platform).await;
        stage.world.press(&who, &prompt, "2").await;
        stage.world.press_private(platform, &who, "Tell us why").await;
        let seen = stage.world.comment(platform, &who, hostile).await;
        assert!(seen.error.is_none(), "{seen:?}");
    }
    let exported = printed(&stage.world, &["export", "answers"]);
    for kept in ["'=cmd|' /C calc'!A0", "\"'+1, \"\"two\"\"\n-3\"", "'@SUM(A1)", ",'-1,"] {
        assert!(exported.contains(kept), "{kept:?} is not in {exported}");
    }
    safe_and_whole(&stage.world, &exported).await;
}

const AGENT: &str = "ana.agent@example.com";
const HEAD: &str = "ticket_id,agent,customer,closed_at,state,instrument,score,comment,asked_at,answered_at\n";

/// So many closes of this day, each answered with this score, or none answered.
fn closes(day: &str, count: usize, score: Option<u8>) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        let (state, score) = score.map_or(("expired", String::new()), |s| ("answered", s.to_string()));
        let (comment, at) = if score.is_empty() { ("", "") } else { ("the only words", day) };
        let answered = if at.is_empty() { String::new() } else { format!("{day}T12:00:00Z") };
        writeln!(
            text,
            "{day}-{n},{AGENT},customer{n}@example.com,{day}T10:00:00Z,{state},ces7,{score},{comment},{day}T11:00:00Z,{answered}"
        )
        .unwrap();
        text
    })
}

/// A number that is none, in any of the ways it is written.
fn no_number(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "NaN" | "nan" | "inf" | "Infinity"))
}

/// The week as the command tells it, in words; in every form it holds no number that is none and no customer's name.
/// Agents stand in what machines read only.
fn told(world: &World, week: &str) -> String {
    let card = |format| printed(world, &["scorecard", "--team", "Payments", "--week", week, "--format", format]);
    for format in ["text", "json", "html"] {
        let told = card(format);
        assert!(!no_number(&told), "{week} {format}: {told}");
        let agent = format != "json" && told.contains(AGENT);
        assert!(!agent && !told.contains("customer0"), "{week} {format} names somebody: {told}");
    }
    card("text")
}

/// Weeks about which there is next to nothing to say, and what is to be said of each.
fn thin_weeks() -> [(&'static str, String, &'static str); 6] {
    [
        ("2025-W40", String::new(), "Nothing was closed and nobody was asked."),
        ("2025-W41", closes("2025-10-07", 3, None), "No answers."),
        ("2025-W42", closes("2025-10-14", 1, Some(2)), "Only 1 answer: too few to report."),
        ("2025-W43", closes("2025-10-21", 4, Some(2)), "Only 4 answers: too few to report."),
        ("2025-W44", closes("2025-10-28", 25, Some(1)), "0 % said it was easy (0 of 25)"),
        ("2025-W45", closes("2025-11-04", 25, Some(7)), "100 % said it was easy (25 of 25)"),
    ]
}

#[tokio::test]
async fn b52_a_week_about_nothing_nobody_or_one_agent_is_told_in_words_without_names() {
    let mut world = idle().await;
    let weeks = thin_weeks();
    import(&world, &weeks.iter().fold(HEAD.to_owned(), |text, (_, rows, _)| text + rows));
    for (week, _, words) in &weeks {
        let told = told(&world, week);
        assert!(told.contains(words), "{week} does not say {words:?}: {told}");
        let few = !words.contains('%');
        assert!(!few || !told.contains("the only words"), "{week} quotes whom everybody can guess: {told}");
    }
    let json = |week| {
        let form = ["scorecard", "--team", "Payments", "--week", week, "--format", "json"];
        serde_json::from_str::<Value>(&printed(&world, &form)).unwrap()
    };
    for (week, share) in [("2025-W44", 0.0), ("2025-W45", 1.0)] {
        let ces = &json(week)["metrics"][0];
        assert_eq!(ces["share"].as_f64(), Some(share), "{ces:#}");
    }
    // The same where a manager asks in the chat.
    let _program = Program::serve(&mut world).await;
    for platform in [Slack, Discord] {
        assert!(world.planet().until_connected(platform).await);
        for (week, _, words) in &weeks[..4] {
            let seen = world.slash(platform, "lena", &format!("scorecard {week}")).await;
            let text = seen.private_text();
            assert!(text.contains(words) && !no_number(&text), "{platform:?} {week}: {seen:?}");
            assert!(!text.contains(AGENT) && !text.contains("the only words"), "{text}");
        }
    }
}

#[tokio::test]
async fn b52_the_monday_after_a_single_answer_says_so_in_both_chats() {
    if !Wheel::available() {
        return;
    }
    let mut world = World::with(Wish { wound: true, start: at("2026-11-29T20:00:00Z"), ..Wish::default() }).await;
    import(&world, &format!("{HEAD}{}", closes("2026-11-24", 1, Some(2))));
    let _program = Program::serve(&mut world).await;
    world.wind(days(1));
    for (platform, channel) in TEAM {
        let card = |w: &afterword::sandbox::World| {
            w.bot_messages(platform, channel).into_iter().find(|m| !m.pictures.is_empty())
        };
        let card = world.planet().until(card).await.expect("the scorecard is posted");
        assert!(card.text().contains("Only 1 answer: too few to report."), "{}", card.text());
        assert!(!no_number(card.text()) && !card.text().contains("the only words"), "{}", card.text());
    }
}
