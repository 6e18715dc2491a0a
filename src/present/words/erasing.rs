//! What an operator reads about history brought in and people erased.

use super::figure::count;

/// While a long import runs.
pub fn importing(read: usize, rows: usize) -> String {
    format!("{read} of {rows} rows read …")
}

/// Before a file that is not ours is read.
pub const IMPORT_DELIGHTED: &str = "Read as an export of Delighted. If it is not one: --from afterword.";

/// After an import.
pub fn imported(rows: usize, closes: u64) -> String {
    let (rows, closes) = (count(rows as u64, "row", "rows"), count(closes, "close", "closes"));
    format!("{rows} read, {closes} added. What was stored already was left as it is.")
}

/// After somebody was erased, or nobody was found.
pub fn forgotten(found: bool, called_off: usize) -> String {
    if !found {
        return "Nothing is stored under this name.".to_owned();
    }
    let open = match called_off {
        0 => "They had no open question.".to_owned(),
        1 => "One open question was called off.".to_owned(),
        n => format!("{n} open questions were called off."),
    };
    format!(
        "Erased: their names, addresses, comments and tickets' subjects. {open} Scores stay, without a name.\nNot reached \
         from here: scorecards already posted, the log, and backups made before now. After restoring one, run this again."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_import_did() {
        insta::assert_snapshot!(imported(1, 1), @"1 row read, 1 close added. What was stored already was left as it is.");
        insta::assert_snapshot!(imported(3, 2), @"3 rows read, 2 closes added. What was stored already was left as it is.");
    }

    #[test]
    fn what_was_erased_and_what_was_not() {
        insta::assert_snapshot!(forgotten(false, 0), @"Nothing is stored under this name.");
        insta::assert_snapshot!(forgotten(true, 2), @r"
        Erased: their names, addresses, comments and tickets' subjects. 2 open questions were called off. Scores stay, without a name.
        Not reached from here: scorecards already posted, the log, and backups made before now. After restoring one, run this again.
        ");
        assert!(
            forgotten(true, 0).contains("no open question") && forgotten(true, 1).contains("One open question was")
        );
    }
}
