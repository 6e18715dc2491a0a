//! Replies to `/afterword dashboard`.
//!
//! Knows the sentences. Refuses to make a link.

use crate::present::{Block, Message, Span};

/// The link, for whoever asked and nobody else.
pub fn dashboard_link(address: &str) -> Message {
    Message {
        blocks: vec![
            Block::Text(vec![Span::text("Your way into the dashboard: "), Span::Link(address.to_owned())]),
            Block::Note(vec![Span::text(
                "For you alone: it signs you in once, within ten minutes, and takes the place of any link before it.",
            )]),
        ],
        marker: None,
    }
}

/// Nobody told us where people reach us.
pub fn dashboard_without_address() -> Message {
    Message::plain(
        "There is no dashboard yet: whoever runs Afterword must set server.public_url to the address people reach it \
         under, such as https://afterword.example.com, and start it again.",
    )
}

/// A customer asked.
pub fn dashboard_is_for_teams() -> Message {
    Message::plain(
        "The dashboard shows support teams their own numbers, so there is nothing in it for you. To choose whether you are \
         asked how a ticket went, use /afterword stop-asking or /afterword ask-me.",
    )
}
