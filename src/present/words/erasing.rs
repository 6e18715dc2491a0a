//! What an operator reads about history brought in and people erased.

/// After an import.
pub fn imported(rows: usize, closes: u64) -> String {
    format!("{rows} rows read, {closes} closes added. What was stored already was left as it is.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_import_did() {
        insta::assert_snapshot!(imported(3, 2), @"3 rows read, 2 closes added. What was stored already was left as it is.");
    }
}
