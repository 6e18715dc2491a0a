//! The neutral document as Block Kit.
//!
//! Knows Slack's blocks and their limits, and keeps every word a person wrote inert: running text travels in
//! `rich_text` elements, which Slack never parses. Refuses to shorten a sentence of ours: what does not fit is an error
//! before anything leaves (only quotations and the notification text are cut).

use std::collections::BTreeSet;

use slack_morphism::prelude::*;

use super::mrkdwn::{cut, escape, unformatted};
use crate::domain::ids::{Identity, IdentityKind};
use crate::present::{Block, Button, Field, Form, Message, Picture, Span};

const MAX_BLOCKS: usize = 50;
const MAX_HOME_BLOCKS: usize = 100;
/// Of a whole view, as JSON.
const MAX_VIEW_BYTES: usize = 250_000;
const MAX_TEXT: usize = 3_000;
const MAX_HEADING: usize = 150;
const MAX_ELEMENTS: usize = 25;
const MAX_LABEL: usize = 75;
const MAX_CONTROL: usize = 255;
const MAX_VALUE: usize = 2_000;
const MAX_BLOCK_ID: usize = 255;
const MAX_ALT: usize = 2_000;
/// Well under the 4,000 that `chat.update` takes: it is what a notification shows.
const MAX_FALLBACK: usize = 3_000;
const MAX_TITLE: usize = 24;
const MAX_INPUT_LABEL: usize = 2_000;
const MAX_INPUT: u16 = 3_000;
const MAX_METADATA: usize = 3_000;
/// Slack draws at most this many check boxes; more choices become a menu.
const MAX_CHECKBOXES: usize = 10;
const MAX_OPTIONS: usize = 100;
const MAX_OPTION_TEXT: usize = 75;
const MAX_OPTION_VALUE: usize = 150;

/// `callback_id` of our forms.
pub const FORM: &str = "afterword";
/// `event_type` of our message metadata. Anybody in the workspace can read it: it holds an opaque id and nothing else.
pub const METADATA: &str = "afterword";

/// A message in Slack's shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// What notifications and screen readers get: escaped plain text.
    pub text: String,
    /// Block Kit.
    pub blocks: Vec<SlackBlock>,
    /// Our opaque id, for finding the message again.
    pub metadata: Option<SlackMessageMetadata>,
}

impl Rendered {
    /// The crate's content struct, without metadata (private messages take none).
    pub fn content(&self) -> SlackMessageContent {
        SlackMessageContent::new().with_text(self.text.clone()).with_blocks(self.blocks.clone())
    }
}

/// Renders a message. `picture` is the uploaded file of its picture; the error names the limit that is exceeded.
pub fn message(message: &Message, picture: Option<&SlackFileId>) -> Result<Rendered, String> {
    let mut blocks = laid_out(message, picture)?;
    within("blocks in a message", blocks.len(), MAX_BLOCKS)?;
    if let Some(marker) = &message.marker {
        within("characters in a marker", marker.chars().count(), MAX_BLOCK_ID)?;
        mark(&mut blocks, marker);
    }
    Ok(Rendered { text: fallback(message), blocks, metadata: message.marker.as_deref().map(metadata) })
}

/// What a message holds, before it is known where it stands.
fn laid_out(message: &Message, picture: Option<&SlackFileId>) -> Result<Vec<SlackBlock>, String> {
    let mut blocks = Vec::new();
    for block in &message.blocks {
        append(&mut blocks, block, picture)?;
    }
    if blocks.is_empty() {
        return Err("the message is empty".to_owned());
    }
    if message.blocks.iter().filter(|b| matches!(b, Block::Picture(_))).count() > 1 {
        return Err("more than one picture".to_owned());
    }
    distinct_controls(&message.blocks)?;
    Ok(blocks)
}

/// A page of one's own: what a person's App Home shows.
pub fn home(shown: &Message) -> Result<SlackView, String> {
    let blocks = laid_out(shown, None)?;
    within("blocks in a Home", blocks.len(), MAX_HOME_BLOCKS)?;
    let view = SlackView::Home(SlackHomeView::new(blocks));
    let bytes = serde_json::to_vec(&view).map_err(|_| "the Home could not be written".to_owned())?.len();
    within("bytes in a Home", bytes, MAX_VIEW_BYTES)?;
    Ok(view)
}

/// Metadata values must be strings: a number in them makes slack-morphism unable to read the click that quotes them.
fn metadata(marker: &str) -> SlackMessageMetadata {
    SlackMessageMetadata::new(METADATA.to_owned()).with_event_payload([("id".to_owned(), marker.to_owned())].into())
}

/// Puts the marker on the first block that has buttons, else on the first one: block ids must be unique.
fn mark(blocks: &mut [SlackBlock], marker: &str) {
    let at = blocks.iter().position(|b| matches!(b, SlackBlock::Actions(_))).unwrap_or(0);
    let id = Some(SlackBlockId(marker.to_owned()));
    match blocks.get_mut(at) {
        Some(SlackBlock::Actions(b)) => b.block_id = id,
        Some(SlackBlock::RichText(b)) => b.block_id = id,
        Some(SlackBlock::Header(b)) => b.block_id = id,
        Some(SlackBlock::Context(b)) => b.block_id = id,
        Some(SlackBlock::Image(b)) => b.block_id = id,
        _ => {}
    }
}

fn append(blocks: &mut Vec<SlackBlock>, block: &Block, picture: Option<&SlackFileId>) -> Result<(), String> {
    match block {
        Block::Heading(text) => blocks.push(heading(text)?),
        Block::Text(spans) => blocks.extend(paragraph(spans)?),
        Block::Note(spans) => blocks.extend(note(spans)?),
        Block::Quote(words) => blocks.extend(quote(words)),
        Block::Buttons(rows) => {
            for row in rows.iter().filter(|row| !row.is_empty()) {
                blocks.push(buttons(row)?);
            }
        }
        Block::Picture(p) => blocks.push(image(p, picture)?),
        Block::Divider => blocks.push(SlackDividerBlock::new().into()),
    }
    Ok(())
}

fn heading(text: &str) -> Result<SlackBlock, String> {
    let text = escape(text);
    not_empty("heading", &text)?;
    within("characters in a heading", text.chars().count(), MAX_HEADING)?;
    Ok(SlackHeaderBlock::new(plain(text)).into())
}

fn paragraph(spans: &[Span]) -> Result<Option<SlackBlock>, String> {
    let elements: Vec<_> = spans.iter().filter_map(inline).collect();
    let length: usize = spans.iter().map(|s| escape(&words(s)).chars().count()).sum();
    within("characters in a paragraph", length, MAX_TEXT)?;
    let section = SlackRichTextSection::new(elements);
    Ok((!section.elements.is_empty()).then(|| SlackRichTextBlock::new(vec![section.into()]).into()))
}

/// A run of rich text; Slack refuses empty ones.
fn inline(span: &Span) -> Option<SlackRichTextInlineElement> {
    match span {
        Span::Text(s) => (!s.is_empty()).then(|| SlackRichTextText::new(s.clone()).into()),
        Span::Strong(s) => (!s.is_empty()).then(|| SlackRichTextText::new(s.clone()).bold().into()),
        Span::Link(url) => Some(match url.parse() {
            Ok(address) => SlackRichTextLink::new(address).into(),
            Err(_) => SlackRichTextText::new(url.clone()).into(),
        }),
        Span::Mention(person) => Some(match slack_user(person) {
            Some(user) => SlackRichTextUser::new(SlackUserId(user.to_owned())).into(),
            None => SlackRichTextText::new(person.to_string()).into(),
        }),
    }
}

/// A context block. It takes no rich text: plain text stays `plain_text`; only a line with emphasis or a mention has
/// to be markup, and there every other word is made unformattable.
fn note(spans: &[Span]) -> Result<Option<SlackBlock>, String> {
    let inert = spans.iter().all(|s| matches!(s, Span::Text(_)));
    let line: String = spans.iter().map(|s| if inert { escape(&words(s)) } else { markup(s) }).collect();
    within("characters in a note", line.chars().count(), MAX_TEXT)?;
    if line.is_empty() {
        return Ok(None);
    }
    let element = if inert {
        SlackContextBlockElement::Plain(SlackBlockPlainText { text: line, emoji: Some(false) })
    } else {
        SlackContextBlockElement::MarkDown(SlackBlockMarkDownText { text: line, verbatim: Some(true) })
    };
    Ok(Some(SlackContextBlock::new(vec![element]).into()))
}

fn markup(span: &Span) -> String {
    match span {
        Span::Text(s) | Span::Link(s) => unformatted(s),
        Span::Strong(s) if s.trim().is_empty() => s.clone(),
        Span::Strong(s) => format!("*{}*", unformatted(s.trim())),
        Span::Mention(person) => match slack_user(person) {
            Some(user) => format!("<@{}>", escape(user)),
            None => unformatted(&person.to_string()),
        },
    }
}

/// Somebody's own words: cut to what a block holds, because they are theirs to be long.
fn quote(words: &str) -> Option<SlackBlock> {
    let kept = cut(words, MAX_TEXT);
    let element = (!kept.trim().is_empty()).then(|| SlackRichTextText::new(kept).into())?;
    Some(SlackRichTextBlock::new(vec![SlackRichTextQuote::new(vec![element]).into()]).into())
}

fn buttons(row: &[Button]) -> Result<SlackBlock, String> {
    within("buttons in a row", row.len(), MAX_ELEMENTS)?;
    let elements = row.iter().map(|b| button(b, row)).collect::<Result<_, _>>()?;
    Ok(SlackActionsBlock::new(elements).into())
}

fn button(button: &Button, row: &[Button]) -> Result<SlackActionBlockElement, String> {
    let label = escape(&button.label);
    not_empty("button", &label)?;
    not_empty("control", &button.control)?;
    within("characters in a button", label.chars().count(), MAX_LABEL)?;
    within("characters in a control", button.control.chars().count(), MAX_CONTROL.min(MAX_VALUE))?;
    let element = SlackBlockButtonElement::new(plain(label))
        .with_action_id(SlackActionId(button.control.clone()))
        .with_value(button.control.clone())
        .opt_accessibility_label(spoken(button, row).map(SlackAccessibilityLabel));
    Ok(element.into())
}

/// What a screen reader says instead of a bare digit: the digit and both ends of its scale, `3 (1 Very hard – 7 Very easy)`.
fn spoken(button: &Button, row: &[Button]) -> Option<String> {
    let bare = button.label.bytes().all(|b| b.is_ascii_digit());
    let (Some(first), Some(last)) = (row.first(), row.last()) else { return None };
    let said = format!("{} ({} – {})", button.label, first.label, last.label);
    (bare && row.len() > 2 && said.chars().count() <= MAX_LABEL).then_some(said)
}

fn image(picture: &Picture, file: Option<&SlackFileId>) -> Result<SlackBlock, String> {
    not_empty("picture's description", &picture.alt)?;
    within("characters in a picture's description", picture.alt.chars().count(), MAX_ALT)?;
    let file = file.cloned().unwrap_or_else(|| SlackFileId("F0".to_owned()));
    let source = SlackImageUrlOrFile::SlackFile { slack_file: file.into() };
    Ok(SlackImageBlock::new(source, picture.alt.clone()).into())
}

fn distinct_controls(blocks: &[Block]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    let mut all = blocks.iter().flat_map(|b| match b {
        Block::Buttons(rows) => rows.iter().flatten().collect(),
        _ => Vec::new(),
    });
    match all.find(|b| !seen.insert(&b.control)) {
        Some(twice) => Err(format!("two buttons share a control ({})", twice.label)),
        None => Ok(()),
    }
}

/// The whole message in plain escaped words, mentions kept, so that the notification reaches the mentioned person.
fn fallback(message: &Message) -> String {
    let lines = message.blocks.iter().filter_map(|block| match block {
        Block::Heading(text) | Block::Quote(text) => Some(escape(text)),
        Block::Text(spans) | Block::Note(spans) => Some(spans.iter().map(notified).collect()),
        Block::Picture(p) => Some(escape(&p.alt)),
        // Screen readers read this text: without the scale it would be a question nobody can answer.
        Block::Buttons(rows) => {
            let labels: Vec<String> = rows.iter().flatten().map(|b| escape(&b.label)).collect();
            Some(labels.join(", "))
        }
        Block::Divider => None,
    });
    let text = lines.filter(|l: &String| !l.trim().is_empty()).collect::<Vec<_>>().join("\n");
    let text = if text.is_empty() { "Afterword".to_owned() } else { text };
    cut(&text, MAX_FALLBACK)
}

fn notified(span: &Span) -> String {
    match span {
        Span::Mention(person) if slack_user(person).is_some() => markup(span),
        other => escape(&words(other)),
    }
}

fn words(span: &Span) -> String {
    match span {
        Span::Text(s) | Span::Strong(s) | Span::Link(s) => s.clone(),
        Span::Mention(person) => person.to_string(),
    }
}

fn slack_user(person: &Identity) -> Option<&str> {
    let plain = !person.value.is_empty() && person.value.bytes().all(|b| b.is_ascii_alphanumeric());
    (person.kind == IdentityKind::Slack && plain).then_some(person.value.as_str())
}

/// Plain text without `:emoji:` codes: a name like `:fire:` stays a name.
fn plain(text: String) -> SlackBlockPlainTextOnly {
    SlackBlockPlainText { text, emoji: Some(false) }.into()
}

/// A form as a modal. Its control travels in `private_metadata` and comes back untrusted.
pub fn form(form: &Form) -> Result<SlackView, String> {
    within("characters in a form's title", form.title.chars().count(), MAX_TITLE)?;
    within("characters in a form's button", form.submit.chars().count(), MAX_TITLE)?;
    within("characters in a form's control", form.control.chars().count(), MAX_METADATA)?;
    let blocks = form.fields.iter().map(input).collect::<Result<_, _>>()?;
    let view = SlackModalView::new(plain(escape(&form.title)), blocks)
        .with_submit(plain(escape(&form.submit)))
        .with_private_metadata(form.control.clone())
        .with_callback_id(SlackCallbackId(FORM.to_owned()));
    Ok(SlackView::Modal(view))
}

/// A message shown in a modal with nothing to send: the answer to a submitted form.
pub fn notice(title: &str, shown: &Message, picture: Option<&SlackFileId>) -> Result<SlackView, String> {
    let blocks = message(shown, picture)?.blocks;
    Ok(SlackView::Modal(SlackModalView::new(plain(cut(&escape(title), MAX_TITLE)), blocks)))
}

fn input(field: &Field) -> Result<SlackBlock, String> {
    let required = matches!(field, Field::Choice { .. });
    let (key, label, element) = match field {
        Field::Text { key, label, value, max } => (key, label, text_input(key, value, *max)),
        Field::Choice { key, label, options } => (key, label, choice(key, options)?),
        Field::Choices { key, label, options, chosen } => (key, label, choices(key, options, chosen)?),
    };
    let label = escape(label);
    not_empty("label", &label)?;
    within("characters in a label", label.chars().count(), MAX_INPUT_LABEL)?;
    let block = SlackInputBlock::new(plain(label), element);
    Ok(block.with_block_id(SlackBlockId((*key).to_owned())).with_optional(!required).into())
}

fn text_input(key: &str, value: &str, max: u16) -> SlackInputBlockElement {
    let max = max.clamp(1, MAX_INPUT);
    let mut element = SlackBlockPlainTextInputElement::new()
        .with_action_id(SlackActionId(key.to_owned()))
        .with_multiline(true)
        .with_max_length(u64::from(max));
    if !value.is_empty() {
        element.initial_value = Some(cut(value, usize::from(max)));
    }
    SlackInputBlockElement::PlainTextInput(element)
}

fn choice(key: &str, options: &[(String, String)]) -> Result<SlackInputBlockElement, String> {
    within("choices", options.len(), MAX_CHECKBOXES)?;
    check_options(options)?;
    let item = |(word, label): &(String, String)| SlackBlockChoiceItem::new(plain(escape(label)).into(), word.clone());
    let element = SlackBlockRadioButtonsElement::new(options.iter().map(item).collect());
    Ok(element.with_action_id(SlackActionId(key.to_owned())).into())
}

fn check_options(options: &[(String, String)]) -> Result<(), String> {
    for (word, label) in options {
        not_empty("choice", label)?;
        within("characters in a choice", escape(label).chars().count(), MAX_OPTION_TEXT)?;
        within("characters in a stored choice", word.chars().count(), MAX_OPTION_VALUE)?;
    }
    Ok(())
}

fn choices(key: &str, options: &[(String, String)], chosen: &[String]) -> Result<SlackInputBlockElement, String> {
    within("choices", options.len(), MAX_OPTIONS)?;
    check_options(options)?;
    let id = SlackActionId(key.to_owned());
    let ticked: Vec<_> = options.iter().filter(|(word, _)| chosen.contains(word)).collect();
    Ok(if options.len() <= MAX_CHECKBOXES {
        let boxed =
            |(word, label): &(String, String)| SlackBlockChoiceItem::new(plain(escape(label)).into(), word.clone());
        let element = SlackBlockCheckboxesElement::new(options.iter().map(boxed).collect()).with_action_id(id);
        let initial: Vec<_> = ticked.into_iter().map(boxed).collect();
        SlackInputBlockElement::Checkboxes(element.opt_initial_options((!initial.is_empty()).then_some(initial)))
    } else {
        let item = |(word, label): &(String, String)| SlackBlockChoiceItem::new(plain(escape(label)), word.clone());
        let initial: Vec<_> = ticked.into_iter().map(item).collect();
        let element = SlackBlockMultiStaticSelectElement::new().with_action_id(id);
        let element = element.with_options(options.iter().map(item).collect());
        SlackInputBlockElement::MultiStaticSelect(element.opt_initial_options((!initial.is_empty()).then_some(initial)))
    })
}

fn within(what: &str, count: usize, max: usize) -> Result<(), String> {
    if count <= max { Ok(()) } else { Err(format!("{count} {what}; Slack takes {max}")) }
}

fn not_empty(what: &str, text: &str) -> Result<(), String> {
    if text.trim().is_empty() { Err(format!("an empty {what}")) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
