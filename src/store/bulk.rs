//! Many rows in few statements.
//!
//! Knows that every distinct statement is prepared and kept, so only a handful of sizes is ever used, and how each database
//! likes many values bound. Refuses to know what the rows are.

use sea_orm::{ConnectionTrait, DbBackend, Value};

use super::{Result, sql};

/// Rows per statement, largest first. The largest times the widest table (26 columns) stays below SQLite's 32,766 bound
/// values.
const SIZES: [usize; 6] = [1_024, 256, 64, 16, 4, 1];

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
                sql::execute(db, self.statement(size, db.get_database_backend()), batch).await?;
                rows -= size;
            }
        }
        Ok(())
    }

    fn statement(&self, rows: usize, backend: DbBackend) -> String {
        let width = self.columns.len();
        // To SQLite `$1` is a name, and binding looks each name up in a list: of six thousand that is most of an import.
        let tuple = |row: usize| match backend {
            DbBackend::Sqlite => format!("({})", vec!["?"; width].join(", ")),
            _ => format!("({})", sql::placeholders(row * width + 1, width)),
        };
        let tuples = (0..rows).map(tuple).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({}) VALUES {tuples}", self.table, self.columns.join(", "))
    }
}
