//! History from elsewhere is read week by week: a real export's size, imported and shown by the real program.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use afterword::domain::Timestamp;
use afterword::domain::calendar::Week;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::program::{printed, run};
use crate::world::{Wish, World};

const ROWS: usize = 20_000;
const WEEKS: usize = 60;
const Z: f64 = 1.959_963_984_540_054;
/// A Monday in Berlin, before the program that asks was there.
const FIRST: &str = "2024-W10";

/// Kind as Delighted writes it, as what it is imported, its scale, and the favourable and low points.
const KINDS: [(&str, &str, u64, u64, u64, u64); 3] =
    [("nps", "nps11", 0, 10, 9, 6), ("csat", "csat5", 1, 5, 4, 2), ("ces", "ces_5_agree", 1, 5, 4, 2)];

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

/// Small and repeatable.
fn drawn(n: usize, of: u64, salt: u64) -> u64 {
    let mut x = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 30;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) % of
}

/// One response: its kind, score and moment.
fn response(n: usize) -> (usize, u64, Timestamp) {
    let week = FIRST.parse::<Week>().unwrap().back(-i32::try_from(drawn(n, WEEKS as u64, 1)).unwrap());
    let (from, to) = week.span(&berlin());
    let second = drawn(n, to.duration_since(from).as_secs().unsigned_abs(), 2);
    let kind = drawn(n, 3, 3) as usize;
    let (_, _, min, max, good, _) = KINDS[kind];
    // Every later week a little better.
    let favourable = drawn(n, 100, 4) < 70 + drawn(n, 20, 5);
    let value = if favourable { good + drawn(n, max - good + 1, 6) } else { min + drawn(n, good - min, 6) };
    (kind, value, Timestamp::from_second(from.as_second() + i64::try_from(second).unwrap()).unwrap())
}

/// The export: no ticket, an address nobody has twice, a column of theirs that is left out.
fn export() -> String {
    let mut text = "ID,Survey Type,Score,Comment,Email,Created At,Plan\n".to_owned();
    for n in 0..ROWS {
        let (kind, value, when) = response(n);
        let comment = if n % 7 == 0 { "\"Fine, thanks\"" } else { "" };
        writeln!(text, "r{n},{},{value},{comment},p{n}@example.com,{when},gold", KINDS[kind].0).unwrap();
    }
    text
}

/// Answers by kind, week and score, counted from what was written.
fn counted() -> BTreeMap<(usize, Week), Vec<u64>> {
    let mut counts = BTreeMap::new();
    for n in 0..ROWS {
        let (kind, value, when) = response(n);
        let (_, _, min, max, ..) = KINDS[kind];
        let week = Week::containing(when, &berlin());
        let points = counts.entry((kind, week)).or_insert_with(|| vec![0_u64; (max - min + 1) as usize]);
        points[(value - min) as usize] += 1;
    }
    counts
}

fn favourable(kind: usize, counts: &[u64]) -> u64 {
    let (_, _, min, _, good, _) = KINDS[kind];
    counts[(good - min) as usize..].iter().sum()
}

fn near(told: &Value, wanted: f64) {
    let told = told.as_f64().unwrap();
    assert!((told - wanted).abs() < 1e-9, "{told} is not {wanted}");
}

/// Wilson 1927, written out again.
fn wilson(part: u64, whole: u64) -> (f64, f64) {
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n);
    (centre - half, centre + half)
}

fn json(world: &World, week: Week) -> Value {
    let week = week.to_string();
    let told = printed(world, &["scorecard", "--team", "Payments", "--week", &week, "--format", "json"]);
    serde_json::from_str(&told).unwrap()
}

fn metric<'c>(card: &'c Value, id: &str) -> &'c Value {
    let found: Vec<&Value> = card["metrics"].as_array().unwrap().iter().filter(|m| m["instrument"] == id).collect();
    assert_eq!(found.len(), 1, "{id} once: {card}");
    found[0]
}

/// Everything the card says of one kind of one week.
fn right(card: &Value, kind: usize, week: Week, counted: &BTreeMap<(usize, Week), Vec<u64>>) {
    let (_, id, min, .., low) = KINDS[kind];
    let told = metric(card, id);
    let counts = &counted[&(kind, week)];
    let (n, part) = (counts.iter().sum::<u64>(), favourable(kind, counts));
    assert_eq!((&told["n"], &told["favourable"]), (&n.into(), &part.into()), "{id} {week}");
    assert_eq!(told["counts"], serde_json::json!(counts), "{id} {week}");
    assert_eq!(told["other_tool"], true);
    near(&told["share"], part as f64 / n as f64);
    let (lower, upper) = wilson(part, n);
    near(&told["lower"], lower);
    near(&told["upper"], upper);
    if id == "nps11" {
        let against: u64 = counts[..=(low - min) as usize].iter().sum();
        near(&told["nps"], 100.0 * (part as f64 - against as f64) / n as f64);
    }
    // The four weeks before, of the same question alone.
    let before: Vec<&Vec<u64>> = (1..=4).filter_map(|back| counted.get(&(kind, week.back(back)))).collect();
    let whole: u64 = before.iter().map(|counts| counts.iter().sum::<u64>()).sum();
    if whole == 0 {
        assert!(told["baseline"]["n"].is_null() && told["change"]["verdict"].is_null(), "{told}");
        return;
    }
    let pooled: u64 = before.iter().map(|counts| favourable(kind, counts)).sum();
    assert_eq!((&told["baseline"]["n"], &told["baseline"]["favourable"]), (&whole.into(), &pooled.into()));
    if id != "nps11" {
        near(&told["change"]["difference"], part as f64 / n as f64 - pooled as f64 / whole as f64);
    }
}

#[tokio::test]
async fn twenty_thousand_answers_from_another_tool_are_imported_and_their_weeks_read() {
    let world = World::with(Wish { idle: true, team: "instruments = [\"ces7\"]", ..Wish::default() }).await;
    let path = world.config_file().with_file_name("export.csv");
    std::fs::write(&path, export()).unwrap();
    let told = run(&world, &["import", path.to_str().unwrap(), "--from", "delighted", "--team", "Payments"]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let counted = counted();
    let first = FIRST.parse::<Week>().unwrap();
    // The first, two with a clock change, one over the new year, and the last.
    for back in [0, 3, 34, 43, 59] {
        let week = first.back(-back);
        let card = json(&world, week);
        let ids: Vec<&str> =
            card["metrics"].as_array().unwrap().iter().filter_map(|m| m["instrument"].as_str()).collect();
        assert_eq!(ids, ["ces7", "csat5", "nps11", "ces_5_agree"], "what is asked now first");
        for kind in 0..KINDS.len() {
            right(&card, kind, week, &counted);
        }
        let asked = metric(&card, "ces7");
        assert_eq!(
            (&asked["n"], &asked["change"]["verdict"]),
            (&0.into(), &Value::Null),
            "never compared across questions"
        );
        let answers: u64 = (0..3).map(|kind| counted[&(kind, week)].iter().sum::<u64>()).sum();
        assert_eq!(card["people"], answers, "nobody answered twice");
        assert_eq!(card["closes"]["by_state"]["answered"], answers);
    }
    let week = first.back(-20);
    let text = printed(&world, &["scorecard", "--team", "Payments", "--week", &week.to_string(), "--format", "text"]);
    let csat = &counted[&(1, week)];
    let said = format!("({} of {})", favourable(1, csat), csat.iter().sum::<u64>());
    assert!(text.contains(&said) && text.contains("imported, in another tool's words"), "{text}");
    // A week after the last has nothing of it, and is not compared with it.
    let after = json(&world, first.back(-(WEEKS as i32)));
    let ids: Vec<&Value> = after["metrics"].as_array().unwrap().iter().map(|m| &m["instrument"]).collect();
    assert_eq!(ids, ["ces7"], "{after}");
    assert!(metric(&after, "ces7")["baseline"]["n"].is_null());
}

/// A team that asks what the other tool asked, now in our words: one line ends and another begins.
#[tokio::test]
async fn a_question_that_another_tool_asked_before_is_never_compared_with_ours() {
    let world = World::with(Wish { idle: true, team: "instruments = [\"csat5\"]", ..Wish::default() }).await;
    let path = |name: &str| world.config_file().with_file_name(name);
    let week = |label: &str| label.parse::<Week>().unwrap().span(&berlin()).0.as_second() + 36_000;
    let mut theirs = "ID,Survey Type,Score,Email,Created At\n".to_owned();
    let mut ours = "ticket_id,closed_at,team,customer,instrument,score,answered_at\n".to_owned();
    for n in 0..40_i64 {
        let then = Timestamp::from_second(week("2025-W10") + n).unwrap();
        writeln!(theirs, "r{n},csat,5,p{n}@example.com,{then}").unwrap();
        let now = Timestamp::from_second(week("2025-W11") + n).unwrap();
        writeln!(ours, "t{n},{now},Payments,q{n}@example.com,csat5,1,{now}").unwrap();
    }
    std::fs::write(path("theirs.csv"), theirs).unwrap();
    std::fs::write(path("ours.csv"), ours).unwrap();
    for arguments in [vec!["--from", "delighted", "--team", "Payments"], vec![]] {
        let file = path(if arguments.is_empty() { "ours.csv" } else { "theirs.csv" });
        let told = run(&world, &[vec!["import", file.to_str().unwrap()], arguments].concat());
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    }
    let then = json(&world, "2025-W10".parse().unwrap());
    assert_eq!(
        (&metric(&then, "csat5")["favourable"], &metric(&then, "csat5")["other_tool"]),
        (&40.into(), &true.into())
    );
    let now = json(&world, "2025-W11".parse().unwrap());
    let csat = metric(&now, "csat5");
    assert_eq!((&csat["n"], &csat["favourable"]), (&40.into(), &0.into()));
    assert!(csat.get("other_tool").is_none() && csat["change"]["verdict"].is_null(), "no arrow: {csat}");
    assert_eq!(csat["changed"], "2025-03-10", "{csat}");
}
