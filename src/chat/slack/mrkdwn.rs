//! Slack's text conventions, both ways: how text is made inert, and how Slack's own marks read as plain words.
//!
//! Knows entities, mentions and where text may be cut. Refuses to know blocks and messages.

use unicode_segmentation::UnicodeSegmentation;

/// Text in which nothing can ping, link or be taken for an entity: `&`, `<`, `>` in this order, once.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// [`escape`], undone; `&amp;` last, so that `&amp;lt;` reads `&lt;`.
pub fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Escaped text that Slack's markup parser will not format either. The marks become their typographic twins, because
/// Slack has no escape for them and zero-width characters around a mark *enable* it.
pub fn unformatted(text: &str) -> String {
    let twin = |c: char| match c {
        '*' => '∗',
        '_' => 'ˍ',
        '~' => '∼',
        '`' => 'ˋ',
        other => other,
    };
    escape(&text.chars().map(twin).collect::<String>())
}

/// The longest beginning of already escaped text that has at most `max` characters, an ellipsis included; never cut
/// inside an entity or a grapheme.
pub fn cut(escaped: &str, max: usize) -> String {
    if escaped.chars().count() <= max {
        return escaped.to_owned();
    }
    let mut kept = String::new();
    let mut room = max.saturating_sub(1);
    for unit in units(escaped) {
        let size = unit.chars().count();
        if size > room {
            break;
        }
        room -= size;
        kept.push_str(unit);
    }
    if max > 0 {
        kept.push('…');
    }
    kept
}

/// Graphemes, with the entities and mentions of escaped text kept whole.
fn units(escaped: &str) -> impl Iterator<Item = &str> {
    let mut rest = escaped;
    std::iter::from_fn(move || {
        let first = rest.graphemes(true).next()?;
        let whole = ["&amp;", "&lt;", "&gt;"].into_iter().find(|e| rest.starts_with(e)).map(str::len);
        let mention = rest.starts_with("<@").then(|| rest.find('>').map(|end| end + 1)).flatten();
        let (unit, after) = rest.split_at_checked(whole.or(mention).unwrap_or(first.len()))?;
        rest = after;
        Some(unit)
    })
}

/// Slack's text as a person reads it: mentions and links by their labels, entities undone. What comes out is
/// somebody's words and must be made inert again before it is shown.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, mark)) = rest.split_once('<') {
        out.push_str(before);
        match mark.split_once('>') {
            Some((inside, after)) => {
                out.push_str(&reads_as(inside));
                rest = after;
            }
            None => {
                out.push('<');
                rest = mark;
            }
        }
    }
    out.push_str(rest);
    unescape(&out)
}

fn reads_as(inside: &str) -> String {
    let (target, label) = inside.split_once('|').unwrap_or((inside, ""));
    let named =
        |name: &str| if label.is_empty() { name.to_owned() } else { label.trim_start_matches(['@', '#']).to_owned() };
    match target.chars().next() {
        Some('@') => format!("@{}", named(target.trim_start_matches('@'))),
        Some('#') => format!("#{}", named(target.trim_start_matches('#'))),
        Some('!') => format!("@{}", named(target.trim_start_matches('!'))),
        _ if label.is_empty() => target.to_owned(),
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_a_person_writes_can_ping_or_link() {
        let evil = "<!channel> <!here> <@U123> <!subteam^S1> <https://evil|Invoice> &lt;!channel&gt;";
        let safe = escape(evil);
        assert!(!safe.contains('<') && !safe.contains('>'));
        assert!(safe.ends_with("&amp;lt;!channel&amp;gt;"));
    }

    #[test]
    fn marks_become_their_twins() {
        assert_eq!(unformatted("*a* _b_ ~c~ `d` <e>"), "∗a∗ ˍbˍ ∼c∼ ˋdˋ &lt;e&gt;");
    }

    #[test]
    fn a_cut_never_lands_inside_an_entity_or_a_grapheme() {
        assert_eq!(cut("ab&amp;cd", 4), "ab…");
        assert_eq!(cut("ab&amp;cd", 8), "ab&amp;…");
        assert_eq!(cut("ab👩‍👩‍👧cd", 5), "ab…");
        assert_eq!(cut("hi <@U123> there", 8), "hi …");
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("x", 0), "");
    }

    #[test]
    fn slack_marks_read_as_words() {
        assert_eq!(plain("<@U1|mia> in <#C1|help>: <https://x.y|the page>, <!here>"), "@mia in #help: the page, @here");
        assert_eq!(plain("<@U1> a &lt; b &amp;amp; <unclosed"), "@U1 a < b &amp; <unclosed");
    }

    proptest! {
        #[test]
        fn escaping_is_undone_by_unescaping(text in "\\PC{0,80}") {
            prop_assert_eq!(unescape(&escape(&text)), text);
        }

        #[test]
        fn cut_text_fits_and_still_unescapes_to_a_beginning(text in "[a-c&<>é👩‍👧]{0,60}", max in 1usize..40) {
            let short = cut(&escape(&text), max);
            prop_assert!(short.chars().count() <= max);
            let kept = short.strip_suffix('…').unwrap_or(&short);
            prop_assert!(text.starts_with(&unescape(kept)));
        }

        #[test]
        fn plain_never_panics(text in "[<>@|#!&;a ]{0,40}") {
            let _ = plain(&text);
        }
    }
}
