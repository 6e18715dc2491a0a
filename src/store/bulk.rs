//! Many rows in few statements.
//!
//! Knows that every distinct statement is prepared and kept, so only a handful of sizes is ever used. Refuses to know
//! what the rows are.

use sea_orm::{ConnectionTrait, Value};

use super::{Result, sql};

/// Rows per statement, largest first. The largest times the widest table stays far below SQLite's 32,766 bound values.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// Rows waiting to be inserted into one table.
pub(super) struct Bulk {
    table: &'static str,
    columns: &'static [&'static str],
    values: Vec<Value>,
}

impl Bulk {
    pub(super) fn into(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns, values: Vec::new() }
    }

    /// Adds a row: one value per column, in order.
    pub(super) fn push(&mut self, row: Vec<Value>) {
        debug_assert_eq!(row.len(), self.columns.len(), "{}", self.table);
        self.values.extend(row);
    }

    /// Inserts all that waits.
    pub(super) async fn flush(&mut self, db: &impl ConnectionTrait) -> Result<()> {
        let width = self.columns.len();
        let mut waiting = std::mem::take(&mut self.values).into_iter().peekable();
        let mut rows = waiting.len() / width.max(1);
        for size in SIZES {
            while rows >= size {
                let batch = waiting.by_ref().take(size * width).collect();
                sql::execute(db, self.statement(size), batch).await?;
                rows -= size;
            }
        }
        Ok(())
    }

    fn statement(&self, rows: usize) -> String {
        let width = self.columns.len();
        let tuple = |row: usize| format!("({})", sql::placeholders(row * width + 1, width));
        let tuples = (0..rows).map(tuple).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({}) VALUES {tuples}", self.table, self.columns.join(", "))
    }
}
