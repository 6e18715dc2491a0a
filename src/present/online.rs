//! The question as a page of its own, for whom no chat reaches: no scripts, nothing fetched, nothing chosen beforehand.
//!
//! Knows HTML, through `maud` (which escapes every text), and how a phone and a screen reader meet it: one fieldset a
//! choice, a label a control, words beside every digit. Refuses to know tokens and HTTP; the form posts to wherever the
//! page came from.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use base64::Engine as _;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::chart::Ink;
use super::words::{self, COMMENT, CONTACT, CONTACT_OK, MAX_COMMENT, REASONS, Scale, Sentence, Speaker};
use crate::domain::instrument::Instrument;
use crate::domain::privacy::Privacy;
use crate::domain::survey::Remark;

/// Key of the chosen point.
pub const SCORE: &str = "score";
/// Key of the pressed button.
pub const ACT: &str = "act";
/// Value of [`ACT`] for *Not solved yet*.
pub const ACT_NOT_SOLVED: &str = "not_solved";
/// Value of [`ACT`] for *Don't ask me again*.
pub const ACT_DECLINE: &str = "decline";

/// What the page needs to know.
#[derive(Debug, Clone)]
pub struct Asking<'a> {
    /// In whose language and words.
    pub speaker: Speaker<'a>,
    /// The question.
    pub instrument: &'a Instrument,
    /// "Ticket #482", or the subject; whatever it holds, it is cleaned and cut here.
    pub ticket_label: Option<&'a str>,
    /// Who may read the answer.
    pub privacy: Privacy,
    /// What was written before no point was chosen; `None` when the page is first shown.
    pub unfinished: Option<&'a Remark>,
}

/// The page that asks.
pub fn question(asking: &Asking<'_>) -> String {
    let speaker = asking.speaker;
    let question = words::page_question(speaker, asking.instrument);
    let nothing = Remark::default();
    let written = asking.unfinished.unwrap_or(&nothing);
    let body = html! {
        form method="post" autocomplete="off" {
            @if asking.unfinished.is_some() { p.wrong role="alert" { (speaker.say(Sentence::PageChoose)) } }
            (scale(asking, &question))
            (remark(asking, written))
            p.send { button type="submit" name=(ACT) value="answer" { (speaker.say(Sentence::Send)) } }
            fieldset.out {
                legend { (speaker.say(Sentence::PageWaysOut)) }
                button.quiet type="submit" name=(ACT) value=(ACT_NOT_SOLVED) formnovalidate { (speaker.say(Sentence::NotSolved)) }
                button.quiet type="submit" name=(ACT) value=(ACT_DECLINE) formnovalidate { (speaker.say(Sentence::Decline)) }
            }
        }
    };
    page(speaker, &question, &body)
}

fn scale(asking: &Asking<'_>, question: &str) -> Markup {
    let Asking { speaker, instrument, .. } = *asking;
    let note = words::who_sees_it(speaker, asking.privacy, asking.ticket_label);
    let Scale { low, high, .. } = Scale::of(speaker, instrument);
    let end = |value: u8| match value {
        v if v == instrument.min => Some(&low),
        v if v == instrument.max => Some(&high),
        _ => None,
    };
    html! {
        fieldset.scale aria-describedby="note" {
            legend { h1 { (question) } }
            p #note dir="auto" { (note) }
            div.points {
                @for value in instrument.scale() {
                    label {
                        input type="radio" name=(SCORE) value=(value) required aria-label=(words::page_point(speaker, instrument, value));
                        @if words::has_digits(instrument) { b { (value) } }
                        @if let Some(word) = end(value) { span { (word) } }
                    }
                }
            }
        }
    }
}

fn remark(asking: &Asking<'_>, written: &Remark) -> Markup {
    let speaker = asking.speaker;
    let ticked: BTreeSet<&str> = written.reasons.iter().map(|r| r.as_str()).collect();
    html! {
        fieldset {
            legend { (Scale::of(speaker, asking.instrument).was_anything) }
            @for tag in asking.instrument.reasons.iter().copied() {
                label.tick {
                    input type="checkbox" name=(REASONS) value=(tag.as_str()) checked[ticked.contains(tag.as_str())];
                    span { (words::reason_words(speaker, tag)) }
                }
            }
        }
        p.words {
            label for=(COMMENT) { (speaker.say(Sentence::PageOwnWords)) }
            textarea #(COMMENT) name=(COMMENT) rows="4" maxlength=(MAX_COMMENT) dir="auto" {
                // A browser drops the first line break; what was written may begin with one.
                "\n" (written.comment.as_deref().unwrap_or_default())
            }
        }
        label.tick {
            input type="checkbox" name=(CONTACT) value=(CONTACT_OK) checked[written.contact_ok];
            span { (words::may_contact(speaker, asking.privacy)) }
        }
    }
}

/// A page of one heading and one sentence.
pub fn told(speaker: Speaker<'_>, (heading, sentence): (&str, &str)) -> String {
    page(speaker, heading, &html! { h1 { (heading) } p { (sentence) } })
}

fn page(speaker: Speaker<'_>, title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(speaker.language().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                title { (title) }
                style { (PreEscaped(style())) }
            }
            body { main { (body) } }
        }
    };
    page.into_string()
}

/// The page's whole style, by day and by night.
fn style() -> &'static str {
    static STYLE: OnceLock<String> = OnceLock::new();
    STYLE.get_or_init(|| {
        let vars = |colour: fn(Ink) -> &'static str| {
            Ink::ALL.map(|ink| format!("--{}:{}", ink.class(), colour(ink))).join(";")
        };
        let (day, night) = (vars(Ink::light), vars(Ink::dark));
        format!(":root{{{day}}}@media (prefers-color-scheme:dark){{:root{{{night}}}}}{LAYOUT}")
    })
}

/// What a content security policy must name so that this style, and no other, is used: `sha256-…`.
pub fn style_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let digest = Sha256::digest(style().as_bytes());
        format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest))
    })
}

const LAYOUT: &str = "\
*{box-sizing:border-box}\
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 'Noto Sans',system-ui,sans-serif}\
main{max-width:42rem;margin:0 auto;padding:1.5rem 1.1rem 3rem}\
h1{font-size:1.5rem;line-height:1.25;margin:0}fieldset{border:0;margin:0 0 1.6rem;padding:0;min-width:0}\
legend{padding:0;font-weight:600}#note{color:var(--quiet);margin:.5rem 0 1.1rem;overflow-wrap:anywhere}\
.points{display:grid;gap:.5rem}\
.points label{display:flex;align-items:center;gap:.8rem;min-height:48px;padding:.5rem .9rem;border:1px solid var(--pale);\
border-radius:10px;cursor:pointer}.points b{min-width:1ch}.points span{color:var(--quiet)}\
.points label:has(:checked){border-color:var(--deep);box-shadow:inset 0 0 0 1px var(--deep)}\
input{accent-color:var(--deep);width:1.25rem;height:1.25rem;margin:0;flex:none}\
.tick{display:flex;align-items:center;gap:.7rem;min-height:44px;cursor:pointer}\
.words label{display:block;font-weight:600;margin-bottom:.4rem}\
textarea{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--pale);border-radius:10px;padding:.7rem}\
button{font:inherit;font-weight:600;min-height:48px;padding:.5rem 1.6rem;border-radius:10px;border:1px solid var(--deep);\
background:var(--deep);color:var(--paper);cursor:pointer}\
button.quiet{background:transparent;color:inherit;border-color:var(--pale);font-weight:400;margin:.5rem .5rem 0 0}\
.send{margin:1.4rem 0 2.2rem}.send button{width:100%}.out legend{font-weight:400;color:var(--quiet)}.out{margin:0}\
.wrong{border-left:4px solid var(--deep);padding:.4rem 0 .4rem .8rem;font-weight:600}\
:focus-visible{outline:3px solid var(--deep);outline-offset:2px}.points label:has(:focus-visible){outline:3px solid var(--deep);\
outline-offset:2px}\
@media (min-width:40rem){.points{grid-auto-flow:column;grid-auto-columns:1fr}\
.points label{flex-direction:column;gap:.4rem;padding:.8rem .2rem;text-align:center;justify-content:flex-start}\
.points span{font-size:.85rem;line-height:1.2}.send button{width:auto}}";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::{ALL, CES7, NPS11, ReasonTag, THUMBS};
    use crate::domain::language::Language;

    fn asked(instrument: &Instrument) -> String {
        in_language(Language::En, instrument)
    }

    fn in_language(language: Language, instrument: &Instrument) -> String {
        let (ticket_label, privacy) = (Some("Ticket #482"), Privacy::Leads);
        let speaker = Speaker::plain(language);
        question(&Asking { speaker, instrument, ticket_label, privacy, unfinished: None })
    }

    #[test]
    fn a_page_runs_nothing_fetches_nothing_and_chooses_nothing() {
        let (heading, sentence) = words::page_gone(Speaker::ENGLISH);
        let gone = told(Speaker::ENGLISH, (&heading, &sentence));
        for page in ALL.into_iter().map(asked).chain([gone]) {
            for word in
                ["<script", "javascript:", "http://", "https://", "url(", "@import", " on", "checked>", "style="]
            {
                let found = page.contains(word) && word != " on";
                assert!(!found, "{word}");
            }
            assert!(!page.contains(" checked"), "nothing is chosen beforehand");
        }
    }

    #[test]
    fn a_page_says_which_language_it_is_in_and_speaks_no_other() {
        let english: Vec<String> =
            ["Very hard", ">Send<", "Not solved yet", ">Slow<", "(optional)"].map(str::to_owned).into();
        for language in Language::ALL {
            let page = in_language(language, &CES7);
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{language}");
            let left = english.iter().filter(|word| page.contains(word.as_str())).count();
            assert_eq!(left, if language == Language::En { english.len() } else { 0 }, "{language}");
        }
    }

    #[test]
    fn every_point_and_field_has_a_label() {
        let page = asked(&CES7);
        assert_eq!(page.matches("type=\"radio\"").count(), 7);
        assert!(page.contains("aria-label=\"1: Very hard\"") && page.contains("aria-label=\"4 of 7\""));
        assert!(page.contains("<legend><h1>How easy was it to get this solved?</h1></legend>"));
        assert!(page.contains("<label for=\"comment\">") && page.contains("id=\"comment\""));
        assert!(page.contains("Ticket #482 · your answer goes to the support leads"));
    }

    #[test]
    fn a_page_shows_every_point_of_every_scale_and_thumbs_are_words() {
        for instrument in ALL {
            assert_eq!(asked(instrument).matches("type=\"radio\"").count(), instrument.points(), "{}", instrument.id);
        }
        let thumbs = asked(&THUMBS);
        assert!(thumbs.contains("<span>No, thumbs down</span>") && !thumbs.contains("<b>"), "{thumbs}");
        let nps = asked(&NPS11);
        assert!(nps.contains("<b>10</b><span>Extremely likely</span>") && nps.contains("value=\"0\" required"));
        assert!(nps.find("Not fixed") < nps.find("Had to repeat myself") && nps.contains("Did anything go wrong?"));
    }

    #[test]
    fn what_was_written_comes_back_inert() {
        let comment = Some("</textarea><script>alert(1)</script> javascript:alert(2)".to_owned());
        let written = Remark { comment, reasons: vec![ReasonTag::Slow], contact_ok: true };
        let hostile = Some("<img src=x onerror=alert(1)>");
        let (speaker, privacy) = (Speaker::ENGLISH, Privacy::Confidential);
        let asking = Asking { speaker, instrument: &CES7, ticket_label: hostile, privacy, unfinished: Some(&written) };
        let page = question(&asking);
        assert!(page.contains("your answer is confidential") && page.contains("the leads then see this answer"));
        assert!(
            page.contains("&lt;/textarea&gt;&lt;script&gt;") && !page.contains("<script") && !page.contains("<img")
        );
        assert!(page.contains("role=\"alert\"") && page.contains("value=\"slow\" checked"));
    }
}
