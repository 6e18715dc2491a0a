//! Text that somebody else wrote (subjects, comments, team names), made fit to stand inside a line of ours.
//!
//! Knows which characters reach outside their own place: controls, bidirectional overrides, invisible joiners, floods of
//! combining marks. Refuses to know any platform's markup: escaping belongs to the adapters, after this.

use unicode_segmentation::UnicodeSegmentation;

/// More combining marks than this on one letter are decoration that climbs over other lines.
const MAX_MARKS: usize = 3;
/// The longest honest grapheme (a flag or a family) has eleven characters.
const MAX_GRAPHEME: usize = 12;

/// One clean line of at most `max` characters, cut between graphemes with "…", isolated where its direction could turn
/// the words around it. `None` when nothing visible is left.
pub fn line(raw: &str, max: usize) -> Option<String> {
    bare(raw, max).map(isolate)
}

/// [`line()`] without the isolating characters, for places that hold nothing else (a picture, a table cell).
pub fn bare(raw: &str, max: usize) -> Option<String> {
    let spaced: String = raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| shown(*c)).collect();
    let folded = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let calm: String = folded.graphemes(true).map(calmed).collect();
    let cut = cut(&calm, max);
    cut.chars().any(visible).then_some(cut)
}

/// At most `max` characters of `text`, cut between graphemes; what was cut is marked with "…".
pub fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut room = max.saturating_sub(1);
    for grapheme in text.graphemes(true) {
        let length = grapheme.chars().count();
        if length > room {
            break;
        }
        room -= length;
        kept.push_str(grapheme);
    }
    let mut kept = kept.trim_end().to_owned();
    kept.push('…');
    kept
}

/// The cut at exactly `max` characters or fewer, between graphemes, without a mark; and whether anything was lost.
pub fn truncated(text: &str, max: usize) -> (String, bool) {
    if text.chars().count() <= max {
        return (text.to_owned(), false);
    }
    let marked = cut(text, max.saturating_add(1));
    (marked.strip_suffix('…').unwrap_or(&marked).trim_end().to_owned(), true)
}

/// First strong isolate … pop: only where a right-to-left letter is inside, so that ordinary text stays as written.
fn isolate(text: String) -> String {
    if text.chars().any(right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text }
}

fn calmed(grapheme: &str) -> String {
    let mut marks = 0;
    grapheme
        .chars()
        .filter(|c| {
            marks += usize::from(combining(*c));
            !combining(*c) || marks <= MAX_MARKS
        })
        .take(MAX_GRAPHEME)
        .collect()
}

/// Neither a control nor a direction override nor an invisible filler. Joiners stay: emoji and Persian need them.
fn shown(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(
            c,
            '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}'
        )
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e001f}'))
}

fn visible(c: char) -> bool {
    // A blank of Braille, and what only chooses how the letter before it looks.
    let nothing_by_itself = matches!(c, '\u{200c}' | '\u{200d}' | '\u{2800}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}');
    !c.is_whitespace() && !combining(c) && !nothing_by_itself
}

fn combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}')
        || matches!(c, '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

fn right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_stays_as_written() {
        assert_eq!(line("Refund for order 7", 80).as_deref(), Some("Refund for order 7"));
        assert_eq!(line("支払い 👨‍👩‍👧‍👦 🇩🇪 e\u{301}", 80).as_deref(), Some("支払い 👨‍👩‍👧‍👦 🇩🇪 e\u{301}"));
    }

    #[test]
    fn overrides_and_invisible_fillers_are_taken_out() {
        assert_eq!(line("a\u{202e}b\u{200b}c\0d\n\te", 80).as_deref(), Some("abcd e"));
        assert_eq!(line("\u{200b}\u{feff} \u{200d}", 80), None);
    }

    #[test]
    fn a_name_of_blank_letters_is_no_name() {
        // What people paste to be called nothing: fillers of Hangul, a blank of Braille, tags, selectors, a mark of Arabic.
        for blank in
            ["\u{3164}", "\u{115f}\u{1160}", "\u{ffa0}", "\u{2800}\u{2800}", "\u{e0041}", "\u{fe00}", "\u{61c}"]
        {
            assert_eq!(line(blank, 80), None, "{blank:?}");
        }
        let england = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        assert_eq!(line(england, 80).as_deref(), Some(england));
        assert_eq!(line("a\u{61c}\u{3164}b ⠓⠊", 80).as_deref(), Some("ab ⠓⠊"));
    }

    #[test]
    fn a_flood_of_combining_marks_is_dammed() {
        let zalgo = format!("a{}b", "\u{335}".repeat(400));
        assert_eq!(bare(&zalgo, 80).map(|s| s.chars().count()), Some(5));
    }

    #[test]
    fn right_to_left_text_cannot_turn_our_words_around() {
        assert_eq!(line("שלום", 80).as_deref(), Some("\u{2068}שלום\u{2069}"));
    }

    #[test]
    fn a_cut_never_splits_a_family() {
        assert_eq!(cut("ab👨‍👩‍👧‍👦cd", 5), "ab…");
        assert_eq!(truncated("abcdef", 3), ("abc".into(), true));
        assert_eq!(truncated("abc", 3), ("abc".into(), false));
    }

    proptest! {
        #[test]
        fn a_line_is_never_longer_than_asked_and_has_no_controls(raw in "\\PC{0,200}|.{0,200}", max in 1usize..90) {
            if let Some(line) = bare(&raw, max) {
                prop_assert!(line.chars().count() <= max);
                prop_assert!(line.chars().all(|c| !c.is_control()));
            }
        }
    }
}
