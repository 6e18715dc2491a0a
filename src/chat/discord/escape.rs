//! Text that Discord shows as written: no markup, no mention, no link, no emoji code, nothing invisible.
//!
//! Knows Discord's markdown (a backslash makes the ASCII punctuation behind it plain) and its length rule. Refuses to
//! judge what the text says. Pings are switched off besides (`allowed_mentions`), so this is the second lock.

use unicode_segmentation::UnicodeSegmentation;

/// Makes text inert. Line breaks stay; whatever cannot be seen or reorders what is seen goes.
///
/// Only what would mean something *there* is escaped: a hyphen starts a list at the beginning of a line and is a
/// hyphen elsewhere. A span's own beginning counts as the beginning of a line, its end as the middle of a word.
pub(super) fn inert(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 8);
    let mut before = Before::default();
    let mut rest = raw.chars().filter(|c| is_shown(*c)).peekable();
    while let Some(c) = rest.next() {
        if before.makes_special(c, rest.peek().copied()) {
            out.push('\\');
        }
        out.push(if c == '\t' { ' ' } else { c });
        before.step(c);
    }
    out
}

/// What stands to the left of a character, as far as it decides what the character means.
struct Before {
    /// Only white space since the line began.
    opening: bool,
    /// Only digits (and white space before them) since the line began.
    numbering: bool,
    /// Nothing yet: the text before this span may have ended in digits.
    seam: bool,
    /// Inside something like `discord.gg`: letters and digits with a dot among them.
    host: bool,
    /// Inside a run of letters, digits, dots and hyphens.
    word: bool,
}

impl Default for Before {
    fn default() -> Self {
        Self { opening: true, numbering: false, seam: true, host: true, word: true }
    }
}

impl Before {
    fn makes_special(&self, c: char, next: Option<char>) -> bool {
        match c {
            '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '@' => true,
            '#' | '-' | '>' | '+' => self.opening,
            '.' if self.seam => next.is_some_and(char::is_whitespace),
            '.' => self.numbering && next.is_none_or(char::is_whitespace),
            // `:smile:` and `https://` need something right behind the colon; prose has a space there.
            ':' => !next.is_some_and(char::is_whitespace),
            // `discord.gg/x` is unfurled even without a scheme.
            '/' => self.host,
            _ => false,
        }
    }

    fn step(&mut self, c: char) {
        if c == '\n' {
            *self = Before { seam: false, host: false, word: false, ..Before::default() };
            return;
        }
        let part_of_word = c.is_alphanumeric() || c == '-' || c == '.';
        self.host = part_of_word && self.word && (self.host || c == '.');
        self.word = part_of_word;
        self.numbering = c.is_ascii_digit() && (self.opening || self.numbering);
        self.opening = self.opening && c.is_whitespace();
        self.seam = false;
    }
}

/// Whether a character may stay. Joiners stay: emoji and several scripts need them.
fn is_shown(c: char) -> bool {
    let invisible = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}');
    !invisible && (c == '\n' || c == '\t' || !c.is_control())
}

/// The same on one line.
pub(super) fn inert_line(raw: &str) -> String {
    inert(&raw.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Length as the strictest of Discord's counters has it: in UTF-16 units.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The longest beginning whose form under `shape` fits into `most`, cut between graphemes and marked with an ellipsis.
pub(super) fn cut(raw: &str, most: usize, shape: impl Fn(&str) -> String) -> String {
    let whole = shape(raw);
    if length(&whole) <= most {
        return whole;
    }
    let ends: Vec<usize> = raw.grapheme_indices(true).map(|(i, _)| i).collect();
    let shaped = |end: usize| shape(&format!("{}…", raw.get(..end).unwrap_or_default().trim_end()));
    // Longer beginnings never become shorter when escaped, so the last that fits is found by halving.
    let fitting = ends.partition_point(|end| length(&shaped(*end)) <= most);
    fitting.checked_sub(1).and_then(|i| ends.get(i)).map_or_else(String::new, |end| shaped(*end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What Discord shows of it: `\` before ASCII punctuation disappears.
    fn shown(markdown: &str) -> String {
        let mut out = String::new();
        let mut rest = markdown.chars().peekable();
        while let Some(c) = rest.next() {
            match rest.peek() {
                Some(next) if c == '\\' && next.is_ascii_punctuation() => out.extend(rest.next()),
                _ => out.push(c),
            }
        }
        out
    }

    #[test]
    fn what_could_ping_format_or_link_is_shown_as_written() {
        let cases = [
            ("@everyone @here <@&1> <@1>", r"\@everyone \@here \<\@&1> \<\@1>"),
            ("[x](https://evil)", r"\[x\](https\://evil)"),
            ("||s|| **b** __u__ ~~s~~ `c`", r"\|\|s\|\| \*\*b\*\* \_\_u\_\_ \~\~s\~\~ \`c\`"),
            ("# big\n- one\n> two\n-# small", "\\# big\n\\- one\n\\> two\n\\-# small"),
            ("12. twelve", r"12\. twelve"),
            (":smile: at 9:00", r"\:smile: at 9\:00"),
            ("discord.gg/abc and/or", r"discord.gg\/abc and/or"),
            ("a\u{202e}b\u{200b}c\u{feff}\u{7}", "abc"),
            ("<t:1:R> </x:1> <#9>", r"\<t\:1\:R> \</x\:1> \<#9>"),
        ];
        for (raw, expected) in cases {
            assert_eq!(inert(raw), expected, "{raw}");
        }
    }

    #[test]
    fn what_is_written_in_two_spans_does_not_come_alive_at_the_seam() {
        assert_eq!(inert("1") + &inert(". x"), r"1\. x");
        assert_eq!(inert("discord.") + &inert("gg/x"), r"discord.gg\/x");
        assert_eq!(inert("someone") + &inert("."), "someone.");
    }

    #[test]
    fn prose_is_left_alone() {
        for plain in ["Saved: 2 of 7.", "Ticket #482 - follow-up", "4.2 of 7 (n = 12)", "и это 日本 👨‍👩‍👧"]
        {
            assert_eq!(inert(plain), plain);
        }
    }

    #[test]
    fn a_cut_never_splits_a_grapheme_or_an_escape() {
        assert_eq!(cut("abc", 3, inert), "abc");
        assert_eq!(cut("abcd", 3, inert), "ab…");
        assert_eq!(cut("a****", 5, inert), r"a\*…");
        assert_eq!(cut("a👨‍👩‍👧b", 8, inert), "a…");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_shown_and_nothing_else(raw in r"[\PC\n\\*_~`|<>@#:/\-\[\]. 0-9a-z]{0,60}") {
            let clean: String = raw.chars().filter(|c| is_shown(*c)).map(|c| if c == '\t' { ' ' } else { c }).collect();
            prop_assert_eq!(shown(&inert(&raw)), clean);
        }

        #[test]
        fn no_markup_survives(raw in r"[*_~`|<@:/\[\]\\ a-z\n>#-]{0,60}") {
            let text = inert(&raw);
            let mut rest = text.chars();
            let mut line_opens = true;
            while let Some(c) = rest.next() {
                if c == '\\' {
                    prop_assert!(rest.next().is_some_and(|n| n.is_ascii_punctuation()));
                    line_opens = false;
                    continue;
                }
                prop_assert!(!"*_~`|<@[]".contains(c), "{}", text);
                prop_assert!(!(line_opens && "#->".contains(c)), "{}", text);
                line_opens = c == '\n' || (line_opens && c == ' ');
            }
        }

        #[test]
        fn a_cut_fits(raw in r"\PC{0,80}", most in 1usize..60) {
            prop_assert!(length(&cut(&raw, most, inert)) <= most);
        }
    }
}
