//! The pages before and after being signed in, and those that show nothing.
//!
//! Knows words and one button. Refuses to say why a link does not work.

use maud::html;

use super::{Frame, bare};

/// The field of the link's form that was made for its browser.
pub const BROWSER: &str = "browser";
/// The field of every other form that was made for its session.
pub const SEAL: &str = "seal";

/// A link that works: one button.
pub fn open(seal: &str) -> String {
    bare(
        "Sign in",
        &html! {
            h1 { "Sign in to Afterword" }
            p { "You asked for this in your chat. The button signs this browser in, for twelve hours." }
            form method="post" autocomplete="off" {
                input type="hidden" name=(BROWSER) value=(seal);
                p { button.main type="submit" { "Sign in" } }
            }
            p.quiet { "Did not ask for it? Close this page, and nothing happens." }
        },
    )
}

/// A link that does not, or no longer.
pub fn over() -> String {
    bare(
        "This link is over",
        &html! {
            h1 { "This link does not work any more" }
            p { "A link is good once, for ten minutes. Ask for a new one: " code { "/afterword dashboard" } " in Slack or Discord." }
        },
    )
}

/// The button came from a browser that did not open the page.
pub fn other_browser() -> String {
    bare(
        "Open the link again",
        &html! {
            h1 { "This browser did not open the link" }
            p { "Open the link from your chat in this browser, with cookies allowed, and press the button there." }
        },
    )
}

/// A form that was not one of ours.
pub fn refused(base: &str) -> String {
    bare(
        "Not done",
        &html! {
            h1 { "That was not done" }
            p { "The form was an old one. " a href=(format!("{base}/")) { "Go to the dashboard" } " and try it there." }
        },
    )
}

/// Nobody is signed in.
pub fn signed_out() -> String {
    bare(
        "Sign in",
        &html! {
            h1 { "Please sign in from your chat" }
            p { "Write " code { "/afterword dashboard" } " in Slack or Discord. You get a link for you alone; there are no passwords." }
            p.quiet { "The dashboard is for the people of a support team. Nobody else has anything in it." }
        },
    )
}

/// Signed out.
pub fn gone() -> String {
    bare(
        "Signed out",
        &html! {
            h1 { "You are signed out" }
            p { "To come back, write " code { "/afterword dashboard" } " in Slack or Discord." }
        },
    )
}

/// Signed in, and of no team.
pub fn no_team(frame: &Frame<'_>) -> String {
    frame.page("Nothing here for you", &html! {
        h1 { "There is nothing here for you" }
        p { "The dashboard shows support teams their own numbers, and you are in none of the teams. If that is wrong, whoever \
             runs Afterword can add you." }
        p { "To choose whether you are asked how a ticket went, use " code { "/afterword stop-asking" } " or "
            code { "/afterword ask-me" } " in your chat." }
    })
}

/// No such page, for this reader.
pub fn nothing(frame: &Frame<'_>) -> String {
    frame.page(
        "No such page",
        &html! {
            h1 { "There is no such page" }
            p { "Either it does not exist, or it is not yours to see. " a href=(frame.to(&[])) { "To the overview" } }
        },
    )
}
