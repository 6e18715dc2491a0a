//! The page that `afterword preview --out` writes: every message beside every language, each as a platform shows it.
//!
//! Knows HTML, through `maud`. Refuses to know platforms: what they show arrives as text.

use maud::{DOCTYPE, PreEscaped, html};

use super::words::{Sentence, Speaker};
use crate::domain::language::Language;

/// One language on one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// The language.
    pub language: Language,
    /// The platform's name.
    pub platform: String,
    /// Name and shown text of every message and form.
    pub pieces: Vec<(String, String)>,
}

impl Shelf {
    /// For a terminal.
    pub fn text(&self) -> String {
        let rule = "─".repeat(60);
        let head = format!("{rule}\n{} · {}\n{rule}\n", self.language.name(), self.platform);
        let pieces = self.pieces.iter().map(|(name, shown)| format!("\n» {name}\n{shown}\n"));
        pieces.fold(head, |all, piece| all + &piece)
    }
}

/// The whole page.
pub fn html(shelves: &[Shelf]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "What customers read · Afterword" }
                style { (PreEscaped(STYLE)) }
            }
            body { main {
                h1 { "What customers read" }
                @for shelf in shelves {
                    section lang=(shelf.language.code()) {
                        h2 { (shelf.language.name()) " · " (shelf.platform) }
                        div.all { @for (name, shown) in &shelf.pieces {
                            article {
                                h3 lang="en" { (name) }
                                @for line in shown.lines() { (line_of(line)) }
                            }
                        } }
                    }
                }
            } }
        }
    };
    page.into_string()
}

/// A row of buttons looks like one.
fn line_of(line: &str) -> maud::Markup {
    let row = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    html! {
        @match row {
            Some(row) => p { @for label in row.split("] [") { span.button { (label) } } },
            None => p.small[line.starts_with("  ")] dir="auto" { (line) },
        }
    }
}

/// Every key with its text, as `[team.words]` takes them.
pub fn keys(language: Language) -> String {
    let given = |v: &&'static str| format!("{{ ${v} }}");
    let line = |sentence: &Sentence| {
        let variables = sentence.variables();
        // A variable stands for itself, so that the text shown is the pattern to start from.
        let args: Vec<_> = variables.iter().map(|v| (*v, given(v).into())).collect();
        format!("{:<26} {}\n", sentence.id(), Speaker::plain(language).tell(*sentence, &args))
    };
    Sentence::ALL.iter().map(line).collect()
}

const STYLE: &str = "\
body{margin:0;font:15px/1.5 'Noto Sans',system-ui,sans-serif}main{max-width:80rem;margin:0 auto;padding:1.5rem}\
.all{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:.8rem}\
article{border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:8px;padding:.6rem .8rem}\
h3{font-size:.75rem;font-weight:400;opacity:.7;margin:0 0 .3rem}p{margin:.2rem 0;overflow-wrap:anywhere}.small{opacity:.75}\
.button{display:inline-block;border:1px solid currentColor;border-radius:6px;padding:.1rem .5rem;margin:.15rem .3rem .15rem 0}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_buttons_as_buttons_and_text_as_text() {
        let pieces = vec![("prompt".to_owned(), "*<b>how easy?*\n  Ticket #1\n[1 Very hard] [2]".to_owned())];
        let page = html(&[Shelf { language: Language::De, platform: "Slack".into(), pieces }]);
        assert!(page.contains("<section lang=\"de\">") && page.contains("&lt;b&gt;how easy?"));
        assert!(page.contains("<span class=\"button\">1 Very hard</span><span class=\"button\">2</span>"));
    }

    #[test]
    fn every_key_is_listed_with_what_it_takes() {
        let listed = keys(Language::En);
        assert_eq!(listed.lines().count(), Sentence::ALL.len());
        assert!(listed.contains("thanked-person             Thanks, { $person } answered.\n"));
    }
}
