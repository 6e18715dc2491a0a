//! Words somebody wrote, on their way out: to Slack, to Discord, into a table.
//!
//! Knows what each of those would act on, from their documentation and not from our escaping. Refuses to know how we
//! escape: the judge must not share the culprit's mistakes.

use serde_json::Value;

use super::texts;
use crate::present::cell::{inert, written};
use crate::present::{Block, Message, Span};

/// Somebody's words as title, text, emphasis, note and quotation; nothing of it may ping, link or format.
pub fn words(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for message in messages(&text) {
        if let Ok(body) = crate::chat::slack::fuzz::shown(&message) {
            let acting = acts_in_slack(&body);
            assert!(acting.is_empty(), "Slack would act on {acting:?} of {text:?}");
        }
        if let Ok(body) = crate::chat::discord::fuzz::shown(&message) {
            assert_eq!(body["allowed_mentions"], serde_json::json!({ "parse": [] }));
            let acting = acts_in_discord(&body);
            assert!(acting.is_empty(), "Discord would act on {acting:?} of {text:?}");
        }
    }
}

/// The words in every place of a message, and split between two runs of text, where the seam could make them act.
fn messages(text: &str) -> Vec<Message> {
    let own = || text.to_owned();
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let (left, right) = text.split_at_checked(middle).unwrap_or((text, ""));
    let halves = || vec![Span::text(left), Span::text(right)];
    [
        Block::Heading(own()),
        Block::Text(vec![Span::text(own())]),
        Block::Text(halves()),
        Block::Text(vec![Span::text(left), Span::strong(right), Span::text(left)]),
        Block::Note(halves()),
        Block::Note(vec![Span::strong("By"), Span::text(own())]),
        Block::Quote(own()),
    ]
    .into_iter()
    .map(|block| Message { blocks: vec![block], marker: None })
    .collect()
}

/// What Slack would act on: elements of rich text that do something, and angle brackets in every other text.
pub(super) fn acts_in_slack(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let harmless =
        ["rich_text", "rich_text_section", "rich_text_quote", "text", "header", "context", "plain_text", "mrkdwn"];
    texts("", body, &mut |key, text| {
        if key == "type" && !harmless.contains(&text) {
            found.push(text.to_owned());
        }
    });
    outside_rich_text(body, &mut found);
    found
}

/// Rich text is taken literally; everything else is read for `<…>`, and markup for its marks too.
fn outside_rich_text(value: &Value, found: &mut Vec<String>) {
    let Value::Object(map) = value else {
        return value.as_array().into_iter().flatten().for_each(|inner| outside_rich_text(inner, found));
    };
    if map.get("type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("rich_text")) {
        return;
    }
    if let Some(text) = map.get("text").and_then(Value::as_str) {
        let bare = text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
        // One emphasis of ours (`*By*`) is the only mark in a line of markup.
        let marked = map.get("type").is_some_and(|kind| kind == "mrkdwn");
        let marks = bare.replacen("*By*", "", 1).contains(['*', '_', '~', '`']);
        let linking = marked && map.get("verbatim") != Some(&Value::Bool(true));
        if bare.contains(['<', '>', '&']) || (marked && marks && !bare.contains('\u{a0}')) || linking {
            found.push(text.to_owned());
        }
    }
    map.values().for_each(|inner| outside_rich_text(inner, found));
}

/// What Discord would act on in the texts it reads as markdown.
pub(super) fn acts_in_discord(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    texts("", body, &mut |key, text| {
        if matches!(key, "content" | "description" | "title") {
            text.lines().filter(|line| acting(line)).for_each(|line| found.push(line.to_owned()));
        }
    });
    found
}

/// Whether a line still does something once our own quotation, small print and emphasis are taken off.
fn acting(line: &str) -> bool {
    let line = line.strip_prefix("> ").or_else(|| line.strip_prefix("-# ")).unwrap_or(line);
    let bare = literal(line);
    let bare = bare.replace("**", "");
    let opens = ["# ", "## ", "### ", "-# ", "- ", "* ", "> ", ">>> "];
    let digits = bare.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < bare.trim_start().len() && digits.starts_with(". ");
    bare.contains(['@', '<', '*', '_', '~', '`', '|', '[', ']'])
        || bare.contains("://")
        || bare.contains("discord.gg/")
        || numbered
        || opens.iter().any(|sign| bare.trim_start().starts_with(sign))
}

/// The line without what a backslash makes literal; each such character becomes one that means nothing.
fn literal(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match rest.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {
                rest.next();
                out.push('\u{1a}');
            }
            _ => out.push(c),
        }
    }
    out
}

/// A row of a table, cells separated by the unit separator: no cell computes, and all of them read back.
pub fn cells(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let row: Vec<&str> = text.split('\u{1f}').collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A file begins with its columns' names: a reader may take a byte order mark from the very first cell.
    let titled = writer.write_record(row.iter().map(|_| "column"));
    let wrote = titled.and_then(|()| writer.write_record(row.iter().map(|cell| inert(cell))));
    assert!(wrote.is_ok() && row.iter().all(|cell| !computes(&inert(cell))), "a cell that computes: {row:?}");
    let file = writer.into_inner().unwrap_or_default();
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let back: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
    assert_eq!(back.len(), 1, "one row is one row: {row:?}");
    let cells = back.first().into_iter().flatten().map(written);
    assert!(cells.eq(row.iter().copied()), "what was written reads back: {row:?}");
}

/// OWASP's list: a cell that begins with one of these, as a spreadsheet sees it, is a formula or moves into the next.
fn computes(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n', '\0'])
        || cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with(['=', '+', '-', '@'])
}
