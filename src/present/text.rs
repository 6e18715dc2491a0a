//! A message as plain text: for the command line, notifications and tests.
//!
//! Knows how to write every block without any markup. Refuses to add or leave out a word.

use super::{Block, Button, Form, Message, Span};
use crate::domain::ids::{Identity, IdentityKind};

/// The whole message, one block a line; buttons as `[1 Very hard] [2]`, quotes behind `> `.
pub fn plain(message: &Message) -> String {
    message.blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// A form, one input a line; its choices as `( )` and `(x)`.
pub fn form(form: &Form) -> String {
    let mut lines = vec![form.title.clone()];
    for field in &form.fields {
        match field {
            super::Field::Text { label, value, .. } => lines.push(format!("{label}: {value}_")),
            super::Field::Choice { label, options, .. } => {
                lines.push(format!("{label}:"));
                lines.extend(options.iter().map(|(_, shown)| format!("  ( ) {shown}")));
            }
            super::Field::Choices { label, options, chosen, .. } => {
                lines.push(format!("{label}:"));
                let mark = |stored: &String| if chosen.contains(stored) { 'x' } else { ' ' };
                lines.extend(options.iter().map(|(stored, shown)| format!("  ({}) {shown}", mark(stored))));
            }
        }
    }
    lines.push(format!("[{}]", form.submit));
    lines.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) => text.clone(),
        Block::Text(spans) | Block::Note(spans) => spans.iter().map(span).collect(),
        Block::Quote(text) => text.lines().map(|l| format!("> {l}")).collect::<Vec<_>>().join("\n"),
        Block::Buttons(rows) => rows.iter().map(|row| buttons(row)).collect::<Vec<_>>().join("\n"),
        Block::Picture(picture) => format!("[picture: {}]", picture.alt),
        Block::Divider => "────".to_owned(),
    }
}

fn span(span: &Span) -> String {
    match span {
        Span::Text(text) | Span::Strong(text) => text.clone(),
        Span::Link(url) => url.clone(),
        Span::Mention(person) => mention(person),
    }
}

fn mention(person: &Identity) -> String {
    match person.kind {
        IdentityKind::Email => person.value.clone(),
        IdentityKind::Slack | IdentityKind::Discord => format!("@{}", person.value),
    }
}

fn buttons(row: &[Button]) -> String {
    row.iter().map(|b| format!("[{}]", b.label)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::Picture;

    #[test]
    fn every_block_has_a_plain_form() {
        let picture = Picture { png: Vec::new(), name: "card.png".into(), alt: "86 %".into() };
        let button = |label: &str| Button { control: label.into(), label: label.into() };
        let message = Message {
            blocks: vec![
                Block::Heading("Payments".into()),
                Block::Text(vec![
                    Span::text("Thanks, "),
                    Span::Mention(Identity::discord("2201")),
                    Span::strong(" answered."),
                ]),
                Block::Note(vec![Span::Mention(Identity::email("mia@example.com"))]),
                Block::Quote("two\nlines".into()),
                Block::Buttons(vec![vec![button("1 Very hard"), button("2")], vec![button("Not solved yet")]]),
                Block::Picture(picture),
                Block::Divider,
            ],
            marker: None,
        };
        insta::assert_snapshot!(plain(&message), @r"
        Payments
        Thanks, @2201 answered.
        mia@example.com
        > two
        > lines
        [1 Very hard] [2]
        [Not solved yet]
        [picture: 86 %]
        ────
        ");
    }
}
