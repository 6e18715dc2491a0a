//! A neutral [`Message`] as Discord wants it: content or embeds, rows of buttons, a picture, a key to find it again.
//!
//! Knows Discord's shapes and limits and builds them with serenity's builders. Refuses to send, and to let anything
//! ping: every body leaves with `allowed_mentions: {"parse": []}`.
//!
//! A message is plain *content* while it is short and has no heading and no picture; otherwise it is a card of embeds.
//! Paragraphs people wrote are shortened to fit; our own words never are: they are refused instead, before anything
//! leaves.

use serde_json::{Value, json};
use serenity::builder::{
    CreateActionRow, CreateAttachment, CreateButton, CreateEmbed, CreateEmbedFooter, CreateInteractionResponse,
    CreateInteractionResponseMessage, CreateMessage, EditAttachments, EditMessage,
};
use serenity::model::application::ButtonStyle;
use serenity::model::channel::Nonce;
use sha2::{Digest, Sha256};

use super::escape::{cut, inert, inert_line, length};
use super::rest::File;
use crate::domain::ids::IdentityKind;
use crate::present::{Block, Button, Message, Picture, Span};

const CONTENT: usize = 2_000;
const TITLE: usize = 256;
const DESCRIPTION: usize = 4_096;
const EMBED_TOTAL: usize = 6_000;
const EMBEDS: usize = 10;
const ROWS: usize = 5;
const PER_ROW: usize = 5;
const CUSTOM_ID: usize = 100;
const LABEL: usize = 80;
const ALT: usize = 1_024;
/// A quotation that is cut keeps at least this much, or the message is refused as too long.
const QUOTE_LEAST: usize = 40;
/// What stands in the footer before the marker of a message that has no button to carry it.
const KEY_PREFIX: &str = "ref ";

/// A message ready for any of Discord's request bodies.
#[derive(Debug, Clone)]
pub(super) struct Rendered {
    content: String,
    cards: Vec<Card>,
    rows: Vec<Vec<Button>>,
    picture: Option<Picture>,
    nonce: Option<String>,
}

/// One embed in the making.
#[derive(Debug, Clone, Default)]
struct Card {
    title: Option<String>,
    lines: String,
    image: Option<String>,
    footer: Option<String>,
}

/// Who may see an answer to an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answering {
    /// A new message only the person who acted can see.
    Privately,
    /// In place of the private message that was acted on.
    InPlace,
}

/// Shapes a message; the error names the limit it breaks.
pub(super) fn render(message: &Message) -> Result<Rendered, String> {
    let rows = rows(&message.blocks)?;
    if message.blocks.iter().filter(|b| matches!(b, Block::Picture(_))).count() > 1 {
        return Err("a message holds one picture at most".to_owned());
    }
    let key = message.marker.as_deref().filter(|m| !rows.iter().flatten().any(|b| carries(&b.control, m)));
    let picture = message.picture().map(named_safely);
    let plain = plain_content(&message.blocks).filter(|text| key.is_none() && length(text) <= CONTENT);
    let (content, cards) = match plain {
        Some(text) => (text, Vec::new()),
        None => (String::new(), cards(&message.blocks, picture.as_ref(), key)?),
    };
    if content.is_empty() && cards.is_empty() && rows.is_empty() {
        return Err("the message is empty".to_owned());
    }
    Ok(Rendered { content, cards, rows, picture, nonce: message.marker.as_deref().map(nonce) })
}

/// 25 characters that stand for a marker; Discord accepts no longer nonce.
pub(super) fn nonce(marker: &str) -> String {
    hex::encode(Sha256::digest(marker.as_bytes())).chars().take(25).collect()
}

/// Whether a message as Discord returns it is the one with this marker: in a button, a footer, or the nonce.
pub(super) fn is_marked(message: &Value, marker: &str) -> bool {
    let list = |v: &Value, key: &str| v.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |v: &Value, path: &str| v.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let in_button = list(message, "components")
        .iter()
        .flat_map(|row| list(row, "components"))
        .any(|button| carries(&text(&button, "/custom_id"), marker));
    let in_footer =
        list(message, "embeds").iter().any(|e| text(e, "/footer/text").strip_prefix(KEY_PREFIX) == Some(marker));
    in_button || in_footer || text(message, "/nonce") == nonce(marker)
}

/// Whether a control names the marker as a whole word, so that `s1` is not found in `s10`.
fn carries(control: &str, marker: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    !marker.is_empty()
        && control.match_indices(marker).any(|(at, found)| {
            let (left, right) = (control.get(..at), control.get(at + found.len()..));
            edge(left.and_then(|s| s.chars().next_back())) && edge(right.and_then(|s| s.chars().next()))
        })
}

impl Rendered {
    /// Body of a new message, and its file.
    pub(super) fn create(&self) -> Result<(Value, Option<File>), String> {
        let mut message = CreateMessage::new().embeds(self.embeds()).components(self.components());
        if !self.content.is_empty() {
            message = message.content(&self.content);
        }
        if let Some(nonce) = &self.nonce {
            message = message.nonce(Nonce::String(nonce.clone())).enforce_nonce(true);
        }
        if let Some(attachment) = self.attachment() {
            message = message.add_file(attachment);
        }
        Ok((sealed(to_value(&message)?), self.file()))
    }

    /// Body that replaces everything a message of ours shows.
    pub(super) fn edit(&self) -> Result<(Value, Option<File>), String> {
        let mut attachments = EditAttachments::new();
        if let Some(attachment) = self.attachment() {
            attachments = attachments.add(attachment);
        }
        let message = EditMessage::new()
            .content(&self.content)
            .embeds(self.embeds())
            .components(self.components())
            .attachments(attachments);
        Ok((sealed(to_value(&message)?), self.file()))
    }

    /// Body of an answer to an interaction. Always private: type 4 with the ephemeral flag, or type 7 on a message that
    /// already is.
    pub(super) fn response(&self, how: Answering) -> Result<(Value, Option<File>), String> {
        let mut message = CreateInteractionResponseMessage::new()
            .content(&self.content)
            .embeds(self.embeds())
            .components(self.components());
        if let Some(attachment) = self.attachment() {
            message = message.add_file(attachment);
        }
        let response = match how {
            Answering::Privately => CreateInteractionResponse::Message(message.ephemeral(true)),
            Answering::InPlace => CreateInteractionResponse::UpdateMessage(message),
        };
        let mut body = to_value(&response)?;
        if let Some(inner) = body.get_mut("data") {
            *inner = sealed(inner.take());
        }
        Ok((body, self.file()))
    }

    fn embeds(&self) -> Vec<CreateEmbed> {
        self.cards.iter().map(Card::embed).collect()
    }

    fn components(&self) -> Vec<CreateActionRow> {
        let button = |b: &Button| CreateButton::new(&b.control).label(&b.label).style(ButtonStyle::Secondary);
        self.rows.iter().map(|row| CreateActionRow::Buttons(row.iter().map(button).collect())).collect()
    }

    fn attachment(&self) -> Option<CreateAttachment> {
        let picture = self.picture.as_ref()?;
        let alt = cut(&picture.alt, ALT, str::to_owned);
        Some(CreateAttachment::bytes(Vec::new(), &picture.name).description(alt))
    }

    fn file(&self) -> Option<File> {
        self.picture.as_ref().map(|p| File { name: p.name.clone(), png: p.png.clone() })
    }
}

fn to_value(body: &impl serde::Serialize) -> Result<Value, String> {
    serde_json::to_value(body).map_err(|_| "the message could not be written as JSON".to_owned())
}

/// The last touch on every body: nothing pings, and attachment ids are the text that Discord's description of its API
/// asks for (serenity writes the number).
fn sealed(mut body: Value) -> Value {
    body["allowed_mentions"] = json!({ "parse": [] });
    for attachment in body.get_mut("attachments").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(id) = attachment.get("id").and_then(Value::as_u64) {
            attachment["id"] = json!(id.to_string());
        }
    }
    body
}

/// Discord rewrites other characters in file names, and then `attachment://…` points nowhere.
fn named_safely(picture: &Picture) -> Picture {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    Picture { name: picture.name.chars().map(safe).collect(), ..picture.clone() }
}

/// All lines as one content, if no part needs an embed.
fn plain_content(blocks: &[Block]) -> Option<String> {
    if blocks.iter().any(|b| matches!(b, Block::Heading(_) | Block::Picture(_))) {
        return None;
    }
    Some(join(blocks.iter().filter_map(|b| line(b, usize::MAX))))
}

fn join(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

/// One block as lines of markdown; `None` for what is not text. Quotations get `quote` units at most.
fn line(block: &Block, quote: usize) -> Option<String> {
    match block {
        Block::Heading(title) => Some(format!("**{}**", inert_line(title))),
        Block::Text(spans) => Some(spans.iter().map(span).collect()),
        Block::Note(spans) => Some(format!("-# {}", spans.iter().map(span).collect::<String>().replace('\n', " "))),
        Block::Quote(text) => Some(cut(text.trim(), quote, quoted)),
        Block::Divider => Some(String::new()),
        Block::Buttons(_) | Block::Picture(_) => None,
    }
}

fn span(span: &Span) -> String {
    match span {
        Span::Text(text) => inert(text),
        Span::Link(url) => link(url),
        Span::Strong(text) if text.trim().is_empty() => String::new(),
        Span::Strong(text) => format!("**{}**", inert(text)),
        Span::Mention(person) if person.kind == IdentityKind::Discord && is_snowflake(&person.value) => {
            format!("<@{}>", person.value)
        }
        // Somebody without a Discord name; an address or another platform's id must not be shown here.
        Span::Mention(_) => "someone".to_owned(),
    }
}

/// An address in angle brackets is a link without a preview. One that could end the brackets stays inert.
fn link(url: &str) -> String {
    let closed = url.contains(|c: char| c == '<' || c == '>' || c.is_whitespace() || c.is_control());
    if closed { inert(url) } else { format!("<{url}>") }
}

/// Whether an id may stand in a mention or a path.
pub(super) fn is_snowflake(id: &str) -> bool {
    (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())
}

fn quoted(text: &str) -> String {
    inert(text).lines().map(|l| format!("> {l}")).collect::<Vec<_>>().join("\n")
}

fn rows(blocks: &[Block]) -> Result<Vec<Vec<Button>>, String> {
    let given = blocks.iter().filter_map(|b| match b {
        Block::Buttons(rows) => Some(rows),
        _ => None,
    });
    let rows: Vec<Vec<Button>> = given.flatten().flat_map(|row| evenly(row)).collect();
    if rows.len() > ROWS {
        return Err(format!("{} rows of buttons; Discord shows {ROWS}", rows.len()));
    }
    let mut seen = std::collections::BTreeSet::new();
    for button in rows.iter().flatten() {
        if button.control.is_empty() || length(&button.control) > CUSTOM_ID || !seen.insert(&button.control) {
            return Err(format!("a button's control must be unique and of 1 to {CUSTOM_ID} characters"));
        }
        if button.label.trim().is_empty() || length(&button.label) > LABEL {
            return Err(format!("a button's label must be of 1 to {LABEL} characters"));
        }
    }
    Ok(rows)
}

/// A row as rows of five at most whose lengths differ by one at most, longer ones first: seven become 4 + 3.
fn evenly(row: &[Button]) -> Vec<Vec<Button>> {
    let count = row.len().div_ceil(PER_ROW);
    let mut left = row;
    (0..count)
        .map(|i| {
            let (now, later) = left.split_at(left.len().div_ceil(count - i));
            left = later;
            now.to_vec()
        })
        .collect()
}

/// The message as embeds. If it is too long, what people wrote is shortened, each quotation to the same length; our own
/// words are not.
fn cards(blocks: &[Block], picture: Option<&Picture>, key: Option<&str>) -> Result<Vec<Card>, String> {
    let whole = stack(blocks, picture, key, DESCRIPTION);
    let over = total(&whole).saturating_sub(EMBED_TOTAL);
    if over == 0 {
        return limits_hold(whole);
    }
    let lengths: Vec<usize> = blocks.iter().map(quote_length).filter(|l| *l > 0).collect();
    let mut each = lengths.iter().sum::<usize>().saturating_sub(over).checked_div(lengths.len()).unwrap_or_default();
    while each >= QUOTE_LEAST {
        let shortened = stack(blocks, picture, key, each);
        // Shorter quotations share embeds again, and every line but an embed's first costs its line break.
        match total(&shortened).saturating_sub(EMBED_TOTAL) {
            0 => return limits_hold(shortened),
            over => each = each.saturating_sub(over.div_ceil(lengths.len())),
        }
    }
    Err(format!("{} characters; Discord shows {EMBED_TOTAL} in one message", total(&whole)))
}

/// What a quotation takes up when nothing but its own embed limits it.
fn quote_length(block: &Block) -> usize {
    match block {
        Block::Quote(_) => line(block, DESCRIPTION).map_or(0, |l| length(&l)),
        _ => 0,
    }
}

/// The blocks as embeds in reading order. An embed shows its picture last, so whatever follows one starts another.
fn stack(blocks: &[Block], picture: Option<&Picture>, key: Option<&str>, quote: usize) -> Vec<Card> {
    let mut done: Vec<Card> = Vec::new();
    let mut card = Card::default();
    for block in blocks {
        match block {
            Block::Heading(title) if card.is_empty() => card.title = Some(inert_line(title)),
            Block::Picture(_) => {
                card.image = picture.map(|p| format!("attachment://{}", p.name));
                done.push(std::mem::take(&mut card));
            }
            _ => {
                let Some(line) = line(block, quote) else { continue };
                if !card.lines.is_empty() && length(&card.lines) + 1 + length(&line) > DESCRIPTION {
                    done.push(std::mem::take(&mut card));
                }
                card.add(&line);
            }
        }
    }
    if !card.is_empty() {
        done.push(card);
    }
    if let Some(key) = key {
        if done.is_empty() {
            done.push(Card::default());
        }
        if let Some(last) = done.last_mut() {
            last.footer = Some(format!("{KEY_PREFIX}{key}"));
        }
    }
    done
}

impl Card {
    fn is_empty(&self) -> bool {
        self.title.is_none() && self.lines.is_empty() && self.image.is_none()
    }

    fn add(&mut self, line: &str) {
        // An embed that begins with an empty line shows a gap; a divider there has nothing to divide.
        if !self.lines.is_empty() {
            self.lines.push('\n');
        }
        self.lines.push_str(line);
    }

    fn units(&self) -> usize {
        let optional = |s: &Option<String>| s.as_deref().map_or(0, length);
        optional(&self.title) + length(&self.lines) + optional(&self.footer)
    }

    fn embed(&self) -> CreateEmbed {
        let mut embed = CreateEmbed::new();
        if let Some(title) = &self.title {
            embed = embed.title(title);
        }
        if !self.lines.trim().is_empty() {
            embed = embed.description(self.lines.trim_end());
        }
        if let Some(image) = &self.image {
            embed = embed.image(image);
        }
        if let Some(footer) = &self.footer {
            embed = embed.footer(CreateEmbedFooter::new(footer));
        }
        embed
    }
}

fn total(cards: &[Card]) -> usize {
    cards.iter().map(Card::units).sum()
}

fn limits_hold(cards: Vec<Card>) -> Result<Vec<Card>, String> {
    let title = |c: &Card| c.title.as_deref().map_or(0, length);
    if cards.len() > EMBEDS {
        return Err(format!("{} embeds; Discord shows {EMBEDS}", cards.len()));
    }
    if cards.iter().any(|c| title(c) > TITLE) {
        return Err(format!("a title is longer than {TITLE} characters"));
    }
    if cards.iter().any(|c| length(&c.lines) > DESCRIPTION) {
        return Err(format!("a paragraph is longer than {DESCRIPTION} characters"));
    }
    Ok(cards)
}
