//! A message of ours as part of a page.
//!
//! Knows how to write every block in HTML. Refuses to add or leave out a word; buttons and pictures have no place here.

use maud::{Markup, html};

use crate::present::{Block, Message, Span};

/// The message's blocks, in order.
pub(super) fn message(message: &Message) -> Markup {
    html! { @for block in &message.blocks { (block_of(block)) } }
}

/// One block.
pub(super) fn block_of(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(text) => h2 dir="auto" { (text) },
            Block::Text(spans) => p dir="auto" { (line(spans)) },
            Block::Note(spans) => p.quiet dir="auto" { (line(spans)) },
            Block::Quote(text) => blockquote dir="auto" { (text) },
            Block::Divider => hr;,
            Block::Buttons(_) | Block::Picture(_) => "",
        }
    }
}

fn line(spans: &[Span]) -> Markup {
    html! { @for span in spans { (one(span)) } }
}

fn one(span: &Span) -> Markup {
    html! {
        @match span {
            Span::Text(text) => (text),
            Span::Strong(text) => strong { (text) },
            // Shown, not followed: an address that somebody else wrote is not one of ours.
            Span::Link(address) => code { (address) },
            Span::Mention(person) => (person),
        }
    }
}
