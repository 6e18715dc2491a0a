//! Many rows in few statements.
//!
//! Knows that every distinct statement is prepared and kept, so only a handful of sizes is ever used, how each database likes
//! many values bound, and that a text which stands in many rows need not be copied for each. Refuses to know what the rows are.

use std::sync::{Arc, OnceLock};

use sea_orm::sqlx::Arguments;
use sea_orm::sqlx::sqlite::SqliteArguments;
use sea_orm::{ConnectionTrait, DbBackend, Value};

use super::work::Work;
use super::{Result, StoreError, sql};

/// Rows per statement, largest first. The largest times the widest table (23 columns) stays below SQLite's 32,766 bound
/// values.
const SIZES: [usize; 6] = [1_024, 256, 64, 16, 4, 1];

/// A value of a row, with its type even where there is none.
pub(super) enum Cell {
    Text(Option<Arc<str>>),
    Small(Option<i32>),
    Big(Option<i64>),
    Truth(bool),
}

macro_rules! cell_from {
    ($($of:ty, $value:ident => $cell:expr;)*) => {
        $(impl From<$of> for Cell { fn from($value: $of) -> Self { $cell } })*
    };
}
cell_from! {
    &str, text => Self::Text(Some(text.into()));
    String, text => Self::Text(Some(text.into()));
    Option<&str>, text => Self::Text(text.map(Into::into));
    Option<String>, text => Self::Text(text.map(Into::into));
    Arc<str>, text => Self::Text(Some(text));
    Option<Arc<str>>, text => Self::Text(text);
    i32, number => Self::Small(Some(number));
    i64, number => Self::Big(Some(number));
    Option<i64>, number => Self::Big(number);
    bool, truth => Self::Truth(truth);
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Text(text) => Self::String(text.as_deref().map(str::to_owned)),
            Cell::Small(number) => Self::Int(number),
            Cell::Big(number) => Self::BigInt(number),
            Cell::Truth(truth) => truth.into(),
        }
    }
}

/// The values of a row, in order.
macro_rules! row {
    ($($value:expr),* $(,)?) => { [$(crate::store::bulk::Cell::from($value)),*] };
}
pub(super) use row;

/// Rows waiting to be inserted into one table.
pub(super) struct Bulk {
    into: Arc<Table>,
    cells: Vec<Cell>,
}

struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    /// How a statement ends: what becomes of a row that is there already.
    then: String,
    /// A statement for each of [`SIZES`], put together when it is needed first: the longest has a hundred thousand characters.
    statements: [OnceLock<String>; SIZES.len()],
}

impl Bulk {
    pub(super) fn into(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self::into_or(name, columns, String::new())
    }

    /// Rows for a table where some are there already: `then` is an `ON CONFLICT` clause.
    pub(super) fn into_or(name: &'static str, columns: &'static [&'static str], then: String) -> Self {
        let statements = std::array::from_fn(|_| OnceLock::new());
        Self { into: Arc::new(Table { name, columns, then, statements }), cells: Vec::new() }
    }

    /// Adds a row: one value per column, in order.
    pub(super) fn push<const WIDTH: usize>(&mut self, row: [Cell; WIDTH]) {
        debug_assert_eq!(WIDTH, self.into.columns.len(), "{}", self.into.name);
        self.cells.extend(row);
    }

    /// Takes the rows that wait; others may be added for the same table.
    pub(super) fn take(&mut self) -> Self {
        Self { into: self.into.clone(), cells: std::mem::take(&mut self.cells) }
    }

    /// The next statement and its values; none if no row waits.
    fn next(&mut self, work: &Work) -> Option<Result<Insert>> {
        let width = self.into.columns.len();
        let rows = self.cells.len() / width.max(1);
        let nth = SIZES.iter().position(|size| rows >= *size)?;
        let later = self.cells.split_off(SIZES.get(nth)? * width);
        let cells = std::mem::replace(&mut self.cells, later);
        Some(Bound::of(cells, work).map(|bound| Insert { into: self.into.clone(), nth, bound }))
    }
}

/// Inserts all that waits, table by table. While a statement runs, the values of the next are made ready.
pub(super) async fn flush(mut tables: Vec<Bulk>, work: &Work) -> Result<()> {
    let mut next = || tables.iter_mut().find_map(|table| table.next(work)).transpose();
    let mut ready = next()?;
    while let Some(insert) = ready {
        ready = tokio::try_join!(insert.run(work), async { next() })?.1;
    }
    Ok(())
}

/// A statement and its values.
struct Insert {
    into: Arc<Table>,
    /// Of [`SIZES`].
    nth: usize,
    bound: Bound,
}

impl Insert {
    async fn run(self, work: &Work) -> Result<()> {
        let Some((size, text)) = SIZES.get(self.nth).zip(self.into.statements.get(self.nth)) else { return Ok(()) };
        let text = text.get_or_init(|| self.into.statement(*size, work.get_database_backend()));
        self.bound.insert(text, work).await
    }
}

/// Values in the order and the shape in which the database takes them.
enum Bound {
    Bare(SqliteArguments),
    Orm(Vec<Value>),
}

impl Bound {
    fn of(cells: Vec<Cell>, work: &Work) -> Result<Self> {
        if !matches!(work, Work::Bare(_)) {
            return Ok(Self::Orm(cells.into_iter().map(Value::from).collect()));
        }
        let mut bound = SqliteArguments::default();
        bound.reserve(cells.len(), 0);
        for cell in cells {
            match cell {
                Cell::Text(text) => bound.add(text),
                Cell::Small(number) => bound.add(number),
                Cell::Big(number) => bound.add(number),
                Cell::Truth(truth) => bound.add(truth),
            }
            .map_err(|_| StoreError::Database("a value cannot be bound".into()))?;
        }
        Ok(Self::Bare(bound))
    }

    async fn insert(self, text: &str, work: &Work) -> Result<()> {
        match (self, work) {
            (Self::Bare(bound), Work::Bare(writer)) => writer.run(text, bound).await.map(drop)?,
            (Self::Orm(values), _) => sql::execute(work, text, values).await.map(drop)?,
            (Self::Bare(_), _) => return Err(StoreError::Database("values of another database".into())),
        }
        Ok(())
    }
}

impl Table {
    fn statement(&self, rows: usize, backend: DbBackend) -> String {
        let width = self.columns.len();
        // To SQLite `$1` is a name, and binding looks each name up in a list: of six thousand that is most of an import.
        let tuple = |row: usize| match backend {
            DbBackend::Sqlite => format!("({})", vec!["?"; width].join(", ")),
            _ => format!("({})", sql::placeholders(row * width + 1, width)),
        };
        let tuples = (0..rows).map(tuple).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({}) VALUES {tuples} {}", self.name, self.columns.join(", "), self.then)
    }
}
