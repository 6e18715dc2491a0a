//! What the operator reads who exports.

use super::figure::count;

/// Answers that are in the database and not in the file.
pub fn export_withheld(answers: u64, tickets: bool) -> String {
    let what = count(answers, "confidential answer is", "confidential answers are");
    if tickets {
        format!("{what} not written beside a ticket; `export answers` writes them without one.")
    } else {
        format!(
            "{what} not written: the week is not over, not wholly inside the time asked for, or has answers of fewer than five people."
        )
    }
}
