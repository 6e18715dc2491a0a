//! One scorecard as a page of its own: no scripts, nothing fetched, readable in print and in the dark.
//!
//! Knows HTML, through `maud` (which escapes every text). Holds the same numbers as every other rendering, in tables, so
//! that nobody needs to see the picture.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::{self, Ink};
use super::foreign;
use super::scorecard::extra;
use super::scorecard::sentence::response_words;
use super::scorecard::working::working;
use super::scorecard::{Funnel, MAX_QUOTE, meaning, numbers, rule, sentence, spread, title, when};
use super::words::{
    InstrumentWords, Line, Voice, reason_phrase, score_of, skip_short, state_phrase, unreachable_phrase,
};
use crate::domain::scorecard::{MetricCard, Quote, Scorecard};
use crate::domain::survey::State;

/// The whole page.
pub fn html(voice: Voice, card: &Scorecard) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(voice.language().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title(voice, card)) " · Afterword" }
                style { (PreEscaped(style())) }
            }
            body { main {
                h1 dir="auto" { (title(voice, card)) }
                (article(voice, card))
            } }
        }
    };
    page.into_string()
}

/// Everything below the page's first heading.
pub(super) fn article(voice: Voice, card: &Scorecard) -> Markup {
    html! {
        p.quiet { (when(voice, card, false)) }
        p.meaning { (meaning(voice, card)) }
        @if let Some(line) = extra::down_line(voice, card) { p { (line) } }
        figure role="img" aria-label=(chart::alt(voice, card)) { (PreEscaped(chart::svg(voice, card))) }
        @for metric in &card.metrics { (instrument(voice, metric)) }
        @if let Some(line) = extra::mix_line(voice, card) { p { (line) } }
        @for line in extra::contrary_lines(voice, card) { p { (line) } }
        (closes(voice, card))
        (reasons(voice, card))
        (quotes(voice, card))
        details {
            summary { (voice.say(Line::HowHeading)) }
            @for line in working(voice, card) { p { (line) } }
        }
        footer {
            @for metric in &card.metrics { p { (rule(voice, card, metric)) } }
        }
    }
}

fn instrument(voice: Voice, metric: &MetricCard) -> Markup {
    let words = InstrumentWords::of(voice, metric.instrument);
    html! {
        section {
            h2 { (words.short) }
            p { (sentence(voice, metric)) }
            @if let Some(numbers) = numbers(voice, metric) { p.quiet { (numbers) } }
            @if let Some(bars) = spread(voice, metric) {
                table {
                    caption { (voice.say(Line::PageSpread)) }
                    thead { tr { @for bar in &bars { th scope="col" { (bar.label) } } } }
                    tbody { tr { @for bar in &bars { td { (bar.shown) } } } }
                }
            }
        }
    }
}

fn closes(voice: Voice, card: &Scorecard) -> Markup {
    let part = |code: &str| card.closes.by_state.get(code).copied().unwrap_or(0);
    html! {
        section {
            h2 { (voice.say(Line::PageClosed)) }
            p { (voice.tell(Line::FunnelShort, &Funnel::of(card).given())) }
            table {
                caption { (voice.say(Line::PageStands)) }
                tbody {
                    @for code in State::CODES.into_iter().filter(|code| part(code) > 0) { (row(voice, &state_phrase(voice, code), part(code))) }
                    tr.total { th scope="row" { (voice.say(Line::PageAll)) } td { (voice.whole(card.closes.total)) } }
                }
            }
            (counts(voice, Line::PageNotAsked, &card.closes.skipped, skip_short))
            (counts(voice, Line::PageNotReached, &card.closes.undeliverable, unreachable_phrase))
            @if let Some(words) = response_words(voice, card) { p { (words) } }
        }
    }
}

fn counts(voice: Voice, caption: Line, counts: &BTreeMap<String, u64>, phrase: fn(Voice, &str) -> String) -> Markup {
    html! {
        @if counts.values().any(|n| *n > 0) {
            table {
                caption { (voice.say(caption)) }
                tbody { @for (code, n) in counts { (row(voice, &phrase(voice, code), *n)) } }
            }
        }
    }
}

fn row(voice: Voice, name: &str, n: u64) -> Markup {
    html! { tr { th scope="row" { (name) } td { (voice.whole(n)) } } }
}

fn reasons(voice: Voice, card: &Scorecard) -> Markup {
    html! {
        @if !card.reasons.is_empty() {
            section {
                h2 { (voice.say(Line::PageNamed)) }
                table {
                    caption { (voice.say(Line::PageTicked)) }
                    tbody { @for (code, n) in &card.reasons { (row(voice, &reason_phrase(voice, code), *n)) } }
                }
            }
        }
    }
}

fn quotes(voice: Voice, card: &Scorecard) -> Markup {
    html! {
        @if !card.quotes.is_empty() {
            section {
                h2 { (voice.say(Line::PageWords)) }
                @for quote in &card.quotes {
                    @if let Some(words) = foreign::bare(&quote.text, MAX_QUOTE) {
                        figure {
                            blockquote dir="auto" { (words) }
                            figcaption.quiet { (gave(voice, quote)) }
                        }
                    }
                }
            }
        }
    }
}

fn gave(voice: Voice, quote: &Quote) -> String {
    voice.tell(Line::PageGave, &[("score", score_of(voice, quote.instrument, quote.value).into())])
}

/// The page's style.
fn style() -> String {
    format!("{}{LAYOUT}", colours())
}

/// The picture's own colours, by day, by night and on paper.
pub(super) fn colours() -> String {
    let vars =
        |colour: fn(Ink) -> &'static str| Ink::ALL.map(|ink| format!("--{}:{}", ink.class(), colour(ink))).join(";");
    let classes = Ink::ALL.map(|ink| format!("svg .{0}{{fill:var(--{0})}}", ink.class())).concat();
    format!(
        ":root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}@media print{{:root{{{}}}}}{classes}",
        vars(Ink::light),
        vars(Ink::dark),
        vars(Ink::light)
    )
}

/// How a scorecard is laid out.
pub(super) const LAYOUT: &str = "\
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 'Noto Sans',system-ui,sans-serif}\
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem}\
h1{font-size:1.7rem;line-height:1.25;margin:0}h2{font-size:1.15rem;margin:2rem 0 .4rem}\
p{margin:.4rem 0}.quiet,footer,caption{color:var(--quiet)}.meaning{font-size:1.2rem;font-weight:600}\
figure{margin:1rem 0}figure svg{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:10px}\
table{border-collapse:collapse;margin:.8rem 0;font-variant-numeric:tabular-nums;display:block;overflow-x:auto}\
caption{text-align:left;padding:.2rem 0;white-space:nowrap}th{font-weight:400;text-align:left}th,td{padding:.3rem 1rem .3rem 0;\
border-bottom:1px solid var(--line)}td{text-align:right}.total th,.total td{font-weight:600}\
thead th{text-align:right}blockquote{margin:0;padding-left:.9rem;border-left:3px solid var(--range);overflow-wrap:anywhere}\
details{margin:2rem 0 1rem}summary{cursor:pointer}footer{font-size:.88rem;border-top:1px solid var(--line);padding-top:.6rem}\
@media print{main{padding:0}section,figure{break-inside:avoid}}";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::specimen;

    #[test]
    fn a_page_fetches_nothing_and_runs_nothing() {
        for (name, card) in specimen::scorecards() {
            let page = html(Voice::ENGLISH, &card).to_lowercase();
            for word in ["<script", "http://", "https://", "@import", "url(", "<b>", "onerror"] {
                let own = page.replace("http://www.w3.org/2000/svg", "").replace("https://evil.example", "");
                assert!(!own.contains(word), "{name}: {word}");
            }
        }
    }

    #[test]
    fn a_page_says_what_every_other_rendering_says() {
        let card = specimen::full_week();
        let page = html(Voice::ENGLISH, &card);
        for metric in &card.metrics {
            assert!(
                page.contains(&sentence(Voice::ENGLISH, metric).replace('\'', "&#39;"))
                    || page.contains(&sentence(Voice::ENGLISH, metric))
            );
        }
        assert!(page.contains("121") && page.contains("How was this worked out?"));
    }

    #[test]
    fn hidden_scores_are_not_in_the_page() {
        let page = html(Voice::ENGLISH, &specimen::week(&[0, 1, 0, 0, 0, 1, 1], &[]));
        assert!(page.contains("Only 3 answers: too few to report.") && !page.contains("2 of 3"));
    }
}
