//! Every message once, with plausible contents.
//!
//! What `preview` shows, what adapters try their limits on, and what our own tests walk over. Refuses to be clever: no
//! message here is built in a way the product would not build it.

mod cases;
mod compared;
pub mod customer;
mod extra;
mod next;
mod past;
mod people;
mod replies;
mod weeks;

pub use compared::comparisons;
pub use people::homes;
pub use weeks::{facts, full_week, net_week, of, scorecards, week};

use super::scorecard;
use super::words::{self, Speaker, Voice};
use super::{Form, Message};
use crate::domain::Timestamp;
use crate::domain::ids::Identity;
use crate::domain::privacy::Privacy;

/// Every message, named; the longest plausible and the hostile ones included.
pub fn messages() -> Vec<(String, Message)> {
    let mut all = asking();
    all.extend(replies::messages());
    all.extend(cases::messages());
    all.extend(people::messages());
    all.extend(next::messages(Timestamp::UNIX_EPOCH));
    for (name, card) in scorecards() {
        all.push((format!("scorecard {name}"), scorecard::message(Voice::ENGLISH, &card, None, false)));
        all.push((format!("scorecard {name} in detail"), scorecard::detail(Voice::ENGLISH, &card)));
    }
    all.push(("scorecard late".into(), scorecard::message(Voice::ENGLISH, &full_week(), None, true)));
    all
}

/// Every scorecard as it is posted, with its details, and the longest there can be: in one language.
pub fn cards(voice: Voice) -> Vec<(String, Message)> {
    let mut all = Vec::new();
    for (name, card) in scorecards() {
        all.push((name.to_owned(), scorecard::message(voice, &card, None, true)));
        all.push((format!("{name} in detail"), scorecard::detail(voice, &card)));
    }
    let (card, detail) = next::longest_card(voice, Timestamp::UNIX_EPOCH);
    all.push(("longest".into(), card));
    all.push(("longest in detail".into(), detail));
    all
}

/// What is said beside a scorecard, in one language. `team` is the team's name and whatever else somebody else wrote; the
/// longest there can be if it is left out.
pub fn beside(voice: Voice, team: Option<&str>) -> Vec<(String, Message)> {
    next::beside(voice, team, Timestamp::UNIX_EPOCH)
}

/// The forms beside a scorecard, in one language.
pub fn forms_beside(voice: Voice) -> Vec<(String, Form)> {
    next::forms(voice, Timestamp::UNIX_EPOCH)
}

/// Every form, named.
pub fn forms() -> Vec<(String, Form)> {
    let mut forms = customer::forms(Speaker::ENGLISH);
    forms.extend(cases::forms());
    forms.extend(forms_beside(Voice::ENGLISH));
    forms
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn asking() -> Vec<(String, Message)> {
    let mia = Identity::slack("T024BE7LD", "U0MIA7KQX");
    let long = "Überweisung <@U123> `*bold*` & <b> ".repeat(40);
    let mut all = customer::messages(Speaker::ENGLISH, &mia);
    for privacy in [Privacy::Leads, Privacy::Confidential] {
        let note = words::not_solved_note(Some(&long), Some("https://desk.example/tickets/482"), &mia, privacy);
        all.push((format!("to the team: not solved, {privacy}"), note));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;
    use crate::present::{Block, text};

    /// MEASUREMENT §3.
    const BANNED: [&str; 6] = ["significant", "p-value", "confidence interval", "margin of error", "sigma", "sample"];

    #[test]
    fn no_message_uses_a_banned_word() {
        let forms = forms().into_iter().map(|(name, form)| (name, text::form(&form)));
        let messages = messages().into_iter().map(|(name, message)| (name, text::plain(&message)));
        for (name, text) in messages.chain(forms) {
            let text = text.to_lowercase();
            for word in BANNED {
                assert!(!text.contains(word), "{name}: {word:?} in {text}");
            }
        }
    }

    #[test]
    fn every_message_reads_like_this() {
        let told = messages().into_iter().filter(|(name, _)| !name.starts_with("scorecard "));
        let messages = told.map(|(name, message)| format!("== {name}\n{}\n", text::plain(&message)));
        let forms = forms().into_iter().map(|(name, form)| format!("== {name}\n{}\n", text::form(&form)));
        insta::assert_snapshot!(messages.chain(forms).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn every_message_fits_both_platforms() {
        let mut all = messages();
        for voice in Language::ALL.map(Voice::of) {
            let beside = beside(voice, None).into_iter();
            all.extend(beside.map(|(name, message)| (format!("{}, {name}", voice.language()), message)));
        }
        for (name, message) in all {
            let length = |text: &str| text.chars().count();
            assert!(message.blocks.len() <= 45, "{name}: {} blocks", message.blocks.len());
            for block in &message.blocks {
                match block {
                    Block::Heading(title) => assert!(length(title) <= 150, "{name}: {title}"),
                    Block::Buttons(rows) => {
                        for button in rows.iter().flatten() {
                            assert!(length(&button.label) <= 75 && length(&button.control) <= 100, "{name}");
                        }
                        let discord_rows: usize = rows.iter().map(|row| row.len().div_ceil(5)).sum();
                        assert!(discord_rows <= 5, "{name}");
                    }
                    other => {
                        let one = Message { blocks: vec![other.clone()], marker: None };
                        // Slack escapes one character into five; a section holds 3,000.
                        assert!(length(&text::plain(&one)) <= 1000, "{name}: {}", text::plain(&one));
                    }
                }
            }
            let all = length(&text::plain(&message));
            // Discord escapes one character into two: content 2,000, embeds 4,096 in one description.
            let most = if name.starts_with("scorecard") || name.starts_with("why: many") { 3800 } else { 1900 };
            assert!(all <= most, "{name}: {all}");
        }
    }

    #[test]
    fn every_message_has_words_and_no_control_characters() {
        for (name, message) in messages() {
            let text = text::plain(&message);
            assert!(!text.trim().is_empty(), "{name}");
            let odd = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
            assert!(!text.contains(odd), "{name}: {text:?}");
            assert!(!text.contains("NaN") && !text.contains("inf "), "{name}: {text}");
        }
    }

    #[test]
    fn the_week_is_the_one_the_pictures_show() {
        assert_eq!(full_week().week.to_string(), "2026-W47");
    }
}
