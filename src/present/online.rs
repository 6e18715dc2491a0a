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
use super::words::{self, COMMENT, CONTACT, CONTACT_OK, MAX_COMMENT, REASONS, instrument_words, reason_label};
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
    /// The question.
    pub instrument: &'a Instrument,
    /// "Ticket #482", or the subject; whatever it holds, it is cleaned and cut here.
    pub ticket_label: Option<&'a str>,
    /// What the survey promises.
    pub privacy: Privacy,
    /// What was written before no point was chosen; `None` when the page is first shown.
    pub unfinished: Option<&'a Remark>,
}

/// The page that asks.
pub fn question(asking: &Asking<'_>) -> String {
    let question = words::page_question(asking.instrument);
    let nothing = Remark::default();
    let written = asking.unfinished.unwrap_or(&nothing);
    let body = html! {
        form method="post" autocomplete="off" {
            @if asking.unfinished.is_some() { p.wrong role="alert" { (words::PAGE_CHOOSE) } }
            (scale(asking.instrument, &question, &words::who_sees_it(asking.ticket_label, asking.privacy)))
            (remark(asking, written))
            p.send { button type="submit" name=(ACT) value="answer" { (words::PAGE_SEND) } }
            fieldset.out {
                legend { (words::PAGE_WAYS_OUT) }
                button.quiet type="submit" name=(ACT) value=(ACT_NOT_SOLVED) formnovalidate { (words::NOT_SOLVED) }
                button.quiet type="submit" name=(ACT) value=(ACT_DECLINE) formnovalidate { (words::DECLINE) }
            }
        }
    };
    page(&question, &body)
}

fn scale(instrument: &Instrument, question: &str, note: &str) -> Markup {
    let said = instrument_words(instrument);
    let end = |value: u8| match value {
        v if v == instrument.min => Some(said.low),
        v if v == instrument.max => Some(said.high),
        _ => None,
    };
    html! {
        fieldset.scale aria-describedby="note" {
            legend { h1 { (question) } }
            p #note dir="auto" { (note) }
            div.points {
                @for value in instrument.scale() {
                    label {
                        input type="radio" name=(SCORE) value=(value) required aria-label=(words::page_point(instrument, value));
                        @if words::has_digits(instrument) { b { (value) } }
                        @if let Some(word) = end(value) { span { (word) } }
                    }
                }
            }
        }
    }
}

fn remark(asking: &Asking<'_>, written: &Remark) -> Markup {
    let ticked: BTreeSet<&str> = written.reasons.iter().map(|r| r.as_str()).collect();
    html! {
        fieldset {
            legend { (instrument_words(asking.instrument).was_anything) }
            @for tag in asking.instrument.reasons.iter().copied() {
                label.tick {
                    input type="checkbox" name=(REASONS) value=(tag.as_str()) checked[ticked.contains(tag.as_str())];
                    span { (reason_label(tag)) }
                }
            }
        }
        p.words {
            label for=(COMMENT) { (words::OWN_WORDS) " " (words::PAGE_COMMENT) }
            textarea #(COMMENT) name=(COMMENT) rows="4" maxlength=(MAX_COMMENT) dir="auto" {
                // A browser drops the first line break; what was written may begin with one.
                "\n" (written.comment.as_deref().unwrap_or_default())
            }
        }
        label.tick {
            input type="checkbox" name=(CONTACT) value=(CONTACT_OK) checked[written.contact_ok];
            span { (words::may_contact(asking.privacy)) }
        }
    }
}

/// A page of one heading and one sentence.
pub fn told((heading, sentence): (&str, &str)) -> String {
    page(heading, &html! { h1 { (heading) } p { (sentence) } })
}

fn page(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
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

    fn asked(instrument: &Instrument) -> String {
        question(&Asking { instrument, ticket_label: Some("Ticket #482"), privacy: Privacy::Leads, unfinished: None })
    }

    #[test]
    fn a_page_runs_nothing_fetches_nothing_and_chooses_nothing() {
        for page in ALL.into_iter().map(asked).chain([told(words::PAGE_GONE)]) {
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
        let (instrument, privacy) = (&CES7, Privacy::Confidential);
        let page = question(&Asking { instrument, ticket_label: hostile, privacy, unfinished: Some(&written) });
        assert!(
            page.contains("your answer is confidential") && page.contains("this shows my answer to the support leads")
        );
        assert!(
            page.contains("&lt;/textarea&gt;&lt;script&gt;") && !page.contains("<script") && !page.contains("<img")
        );
        assert!(page.contains("role=\"alert\"") && page.contains("value=\"slow\" checked"));
    }
}
