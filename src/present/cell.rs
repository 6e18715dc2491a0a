//! Text as a cell of a CSV file: nothing a spreadsheet would compute, and readable back exactly.
//!
//! Knows what makes a spreadsheet take a cell for a formula (RELIABILITY B47). Refuses to know separators and quotes: the
//! `csv` crate writes those.

/// A cell that no spreadsheet computes: one that would be a formula starts with `'`. So does one that looks as if it had
/// been made so, or [`written`] could not tell the two apart.
pub fn inert(text: &str) -> String {
    if computes(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// What stood there before [`inert`].
pub fn written(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if computes(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Whether it begins like a formula. Spreadsheets look past blanks and marks that nobody sees, and take the wide signs of
/// Asian keyboards for the narrow ones.
fn computes(text: &str) -> bool {
    let blank =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
    let sign = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    text.starts_with(['\t', '\r', '\n', '\0']) || text.trim_start_matches(blank).starts_with(sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_compute_is_made_inert() {
        for text in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\nx",
            " =1",
            "\u{feff}=1",
            "\u{200b}\u{a0}+1",
            "＝1",
            "'=1",
            "''-1",
        ] {
            assert_eq!(inert(text), format!("'{text}"), "{text:?}");
            assert_eq!(written(&inert(text)), text, "{text:?}");
        }
        for text in ["It was easy", "", "'", "'quoted'", "1-2", "a=b", "’=1"] {
            assert_eq!(inert(text), text, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_reads_back_and_never_computes(text in "[='+@ \t\r\n\u{feff}a-]{0,8}|\\PC{0,30}") {
            let cell = inert(&text);
            prop_assert!(!computes(&cell), "{:?}", cell);
            prop_assert_eq!(written(&cell), text);
        }
    }
}
