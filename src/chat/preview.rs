//! A message or a form as a platform would show it, in plain text: read off the very body that would be sent.
//!
//! Knows how the two lay out words and buttons. Refuses to be pretty: it is for reading sentences, and for looking at what
//! changed.

use serde_json::Value;

use crate::domain::ids::Platform;
use crate::present::{Form, Message};

/// A message; the error is the limit it breaks.
pub fn message(platform: Platform, message: &Message) -> Result<String, String> {
    match platform {
        Platform::Slack => {
            let rendered = super::slack::render::message(message, None)?;
            Ok(slack_blocks(&serde_json::to_value(rendered.blocks).unwrap_or_default()))
        }
        Platform::Discord => Ok(discord_body(&super::discord::body(message)?)),
    }
}

/// A form; the error is the limit it breaks.
pub fn form(platform: Platform, form: &Form) -> Result<String, String> {
    match platform {
        Platform::Slack => {
            let view = serde_json::to_value(super::slack::render::form(form)?).unwrap_or_default();
            let title = plain(&view["title"]["text"]);
            let submit = plain(&view["submit"]["text"]);
            Ok(format!("{title}\n{}\n[{submit}]", slack_blocks(&view["blocks"])))
        }
        Platform::Discord => Ok(discord_form(&super::discord::form_body(form)?)),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Text that Slack shows unescaped.
fn plain(value: &Value) -> String {
    super::slack::mrkdwn::unescape(value.as_str().unwrap_or_default())
}

fn slack_blocks(blocks: &Value) -> String {
    let lines = items(blocks).iter().map(|block| match block["type"].as_str().unwrap_or_default() {
        "rich_text" => items(&block["elements"]).iter().flat_map(|e| items(&e["elements"])).map(slack_inline).collect(),
        "context" => items(&block["elements"]).iter().map(|e| format!("  {}", plain(&e["text"]))).collect(),
        "actions" => buttons(items(&block["elements"]).iter().map(|e| plain(&e["text"]["text"]))),
        "header" => format!("# {}", plain(&block["text"]["text"])),
        "input" => slack_input(block),
        other => format!("({other})"),
    });
    lines.collect::<Vec<String>>().join("\n")
}

fn slack_inline(element: &Value) -> String {
    match element["type"].as_str() {
        Some("user") => format!("@{}", text(&element["user_id"])),
        _ if element["style"]["bold"] == true => format!("*{}*", text(&element["text"])),
        _ => text(&element["text"]),
    }
}

fn slack_input(block: &Value) -> String {
    let (label, element) = (plain(&block["label"]["text"]), &block["element"]);
    let ticked = |option: &Value| items(&element["initial_options"]).iter().any(|o| o["value"] == option["value"]);
    let mut lines = vec![label];
    lines.extend(
        items(&element["options"])
            .iter()
            .map(|option| format!("  [{}] {}", if ticked(option) { "x" } else { " " }, plain(&option["text"]["text"]))),
    );
    if element["type"] == "plain_text_input" {
        lines.push(format!("  {}____", text(&element["initial_value"])));
    }
    lines.join("\n")
}

fn discord_body(body: &Value) -> String {
    let mut lines: Vec<String> = text(&body["content"]).lines().map(shown).collect();
    for embed in items(&body["embeds"]) {
        lines.extend(
            ["title", "description"].map(|key| shown(&text(&embed[key]))).into_iter().filter(|l| !l.is_empty()),
        );
    }
    lines.extend(
        items(&body["components"])
            .iter()
            .map(|row| buttons(items(&row["components"]).iter().map(|b| text(&b["label"])))),
    );
    lines.join("\n")
}

/// `<@2201>` becomes `@2201`; what a person wrote like that is escaped and stays.
fn user_named(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("<@") {
        let named = after.split_once('>').filter(|(id, _)| super::discord::is_user(id));
        match named {
            Some((id, after)) => {
                out.push_str(&format!("{before}@{id}"));
                rest = after;
            }
            None => {
                out.push_str(&format!("{before}<@"));
                rest = after;
            }
        }
    }
    out + rest
}

/// As people see it: markup gone, what it did kept.
fn shown(line: &str) -> String {
    let (small, line) = line.strip_prefix("-# ").map_or(("", line), |rest| ("  ", rest));
    let mut out = small.to_owned();
    let mut letters = user_named(line).replace("**", "*").into_bytes().into_iter().peekable();
    let mut bytes = Vec::new();
    while let Some(byte) = letters.next() {
        match (byte, letters.peek()) {
            (b'\\', Some(next)) if next.is_ascii_punctuation() => bytes.extend(letters.next()),
            _ => bytes.push(byte),
        }
    }
    out.push_str(&String::from_utf8_lossy(&bytes));
    out
}

fn discord_form(body: &Value) -> String {
    let data = &body["data"];
    let mut lines = vec![text(&data["title"])];
    for input in items(&data["components"]).iter().flat_map(|row| items(&row["components"])) {
        let (value, hint) = (text(&input["value"]), text(&input["placeholder"]));
        lines.push(text(&input["label"]));
        lines.push(format!("  {value}____{}", if hint.is_empty() { String::new() } else { format!("  ({hint})") }));
    }
    lines.join("\n")
}

fn buttons(labels: impl Iterator<Item = String>) -> String {
    labels.map(|label| format!("[{label}]")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::domain::ids::Identity;
    use crate::domain::language::Language;
    use crate::present::specimen::{self, customer};
    use crate::present::words::{Speaker, Voice};

    /// Everything a customer can read, as one platform shows it in one language.
    fn everything(platform: Platform, language: Language) -> String {
        let speaker = Speaker::plain(language);
        let person = match platform {
            Platform::Slack => Identity::slack("T024BE7LD", "U0MIA7KQX"),
            Platform::Discord => Identity::discord("220100000000000001"),
        };
        let mut all = String::new();
        for (name, shown) in customer::messages(speaker, &person) {
            // A limit that is broken is an error here, in the language whose sentence is too long.
            let shown = message(platform, &shown).unwrap_or_else(|limit| panic!("{language}, {name}: {limit}"));
            writeln!(all, "── {name}\n{shown}").unwrap();
        }
        for (name, shown) in customer::forms(speaker) {
            let shown = form(platform, &shown).unwrap_or_else(|limit| panic!("{language}, form {name}: {limit}"));
            writeln!(all, "── form {name}\n{shown}").unwrap();
        }
        all
    }

    #[test]
    fn every_customer_message_reads_like_this_in_every_language_on_slack() {
        for language in Language::ALL {
            insta::assert_snapshot!(format!("slack_{language}"), everything(Platform::Slack, language));
        }
    }

    #[test]
    fn every_customer_message_reads_like_this_in_every_language_on_discord() {
        for language in Language::ALL {
            insta::assert_snapshot!(format!("discord_{language}"), everything(Platform::Discord, language));
        }
    }

    /// Discord's renderer would cut what is too long for a form; nothing of ours may need that.
    #[test]
    fn no_form_is_cut_in_any_language() {
        for language in Language::ALL {
            let beside = specimen::forms_beside(Voice::of(language));
            for (name, shown) in customer::forms(Speaker::plain(language)).into_iter().chain(beside) {
                let whole = form(Platform::Discord, &shown).unwrap();
                assert!(whole.starts_with(&format!("{}\n", shown.title)), "{language} {name}: {}", shown.title);
                for field in &shown.fields {
                    let (crate::present::Field::Text { label, .. }
                    | crate::present::Field::Choices { label, .. }
                    | crate::present::Field::Choice { label, .. }) = field;
                    assert!(whole.lines().any(|line| line == label.as_str()), "{language} {name}: {label}");
                    if let crate::present::Field::Choices { options, .. } = field {
                        for (_, option) in options {
                            assert!(whole.contains(option.as_str()), "{language} {name}: {option}");
                        }
                    }
                }
            }
        }
    }
}
