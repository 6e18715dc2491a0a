//! `import`: tickets and answers from elsewhere, read twice. The first reading checks every row and notes whose each is;
//! the second stores them, a ticket's rows together, in one transaction. So a file of any length takes little memory,
//! and a row that is wrong is named before anything is written.
//!
//! Knows CSV (RFC 4180) and what its readers forgive and we do not. On SQLite it is the one writer: refused while a
//! process serves, whose answers would have to wait for it.

mod bounded;
mod delighted;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod row;

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{IsTerminal as _, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Position, Reader, ReaderBuilder};
use secrecy::ExposeSecret;

use super::Failure;
use crate::chance::Chance;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::domain::instrument::Instrument;
use crate::present::words;
use crate::store::{LedgerLine, Store};
use bounded::{Bounded, TooLong};
use delighted::Delighted;
pub use row::COLUMNS;
use row::Columns;

/// Rows stored in one go.
const AT_ONCE: usize = 1_024;
/// Bytes of the file stored in one go, a ticket's rows more or less: three times as many are held.
const BYTES_AT_ONCE: usize = 1 << 20;
/// More wrong rows than this are only counted.
const MOST_NAMED: usize = 20;

/// Checks the file, then stores all of it or nothing.
pub async fn import(settings: Settings, path: &Path, how: &How) -> Result<(), Failure> {
    let mut file = Csv::open(path)?;
    let columns = file.shape(&settings, how)?;
    let index = file.check(&columns)?;
    let (chance, store) = (Chance::system(), Store::open(settings.database_url.expose_secret()).await?);
    store.migrate().await?;
    let draw = || chance.id();
    let mut import = store.begin_import(&draw).await?;
    let mut batch = Vec::new();
    let (mut progress, mut read, mut bytes) = (Progress::begin(index.rows.len()), 0, 0);
    for ticket in index.tickets() {
        bytes += file.read_ticket(ticket, &columns, &mut batch)?;
        if batch.len() >= AT_ONCE || bytes >= BYTES_AT_ONCE {
            import.add(promised(&settings, &mut batch)).await?;
            read += batch.len();
            progress.at(read);
            batch.clear();
            bytes = 0;
        }
    }
    import.add(promised(&settings, &mut batch)).await?;
    let closes = import.commit().await?;
    store.close().await;
    println!("{}", words::imported(index.rows.len(), closes));
    Ok(())
}

/// What these customers were promised elsewhere is not known; here they get what their team promises now.
fn promised<'a>(settings: &Settings, lines: &'a mut [LedgerLine]) -> &'a [LedgerLine] {
    for line in lines.iter_mut() {
        line.privacy = settings.team(line.team.as_str()).map_or(line.privacy, |team| team.privacy);
    }
    lines
}

/// How a file is to be read.
#[derive(Debug, Default)]
pub struct How {
    /// The tool it comes from; told from its header, if nobody says.
    pub from: Option<Origin>,
    /// Whose answers another tool's are.
    pub team: Option<String>,
    /// What another tool asked, if its file does not say.
    pub instrument: Option<String>,
}

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Origin {
    /// Our own columns.
    Afterword,
    /// A CSV export of Delighted.
    Delighted,
}

/// How each row is read.
enum Shape {
    Ours(Columns),
    Delighted(Delighted),
}

impl Shape {
    fn line(&self, record: &ByteRecord) -> Result<LedgerLine, String> {
        match self {
            Shape::Ours(columns) => columns.line(record),
            Shape::Delighted(columns) => columns.line(record),
        }
    }
}

/// Says on a terminal how far a long import is; elsewhere nothing.
struct Progress {
    rows: usize,
    told: usize,
    shown: bool,
}

impl Progress {
    /// Rows between two lines.
    const EVERY: usize = 50_000;

    fn begin(rows: usize) -> Self {
        Self { rows, told: 0, shown: std::io::stderr().is_terminal() }
    }

    fn at(&mut self, read: usize) {
        if self.shown && read >= self.told + Self::EVERY {
            self.told = read;
            eprintln!("{}", words::importing(read, self.rows));
        }
    }
}

/// The file, and where in it we are.
struct Csv {
    path: PathBuf,
    reader: Reader<Bounded<File>>,
    record: ByteRecord,
}

/// Whose each row is, in the order in which the tickets come up.
struct Index {
    /// The ticket's turn, and where the row stands.
    rows: Vec<(u32, Place)>,
}

/// Where a row stands: its first byte, its line, its number among the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    byte: u64,
    line: u64,
    row: u64,
}

impl Place {
    fn of(position: Option<&Position>) -> Self {
        position.map_or(Self { byte: 0, line: 0, row: 0 }, |p| Self { byte: p.byte(), line: p.line(), row: p.record() })
    }

    fn position(self) -> Position {
        let mut position = Position::new();
        position.set_byte(self.byte).set_line(self.line).set_record(self.row);
        position
    }

    fn wrong(self, why: impl std::fmt::Display) -> String {
        format!("row {} (line {}): {why}", self.row, self.line)
    }
}

impl Index {
    /// Each ticket's rows.
    fn tickets(&self) -> impl Iterator<Item = &[(u32, Place)]> {
        self.rows.chunk_by(|a, b| a.0 == b.0)
    }
}

impl Csv {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path)
            .map_err(|e| Failure::Failed(format!("{} cannot be opened: {}", path.display(), e.kind())))?;
        let reader = ReaderBuilder::new().from_reader(Bounded::new(file));
        Ok(Self { path: path.to_owned(), reader, record: ByteRecord::new() })
    }

    fn failed(&self, why: impl std::fmt::Display) -> Failure {
        Failure::Failed(format!("{}: {why}\nNothing was imported.", self.path.display()))
    }

    fn shape(&mut self, settings: &Settings, how: &How) -> Result<Shape, Failure> {
        let header = match self.reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) if TooLong::is_why(&error) => return Err(self.failed(format!("row 1: {TooLong}"))),
            Err(error) => return Err(self_failed(&self.path, &error)),
        };
        if header.get(0).is_some_and(|first| first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff])) {
            return Err(self.failed("this is UTF-16; save it as CSV in UTF-8"));
        }
        let teams: Vec<String> = settings.teams.iter().map(|t| t.name.as_str().to_owned()).collect();
        let now = SystemClock::default().now();
        let from = how.from.unwrap_or(if Delighted::knows(&header) { Origin::Delighted } else { Origin::Afterword });
        let shape = match from {
            Origin::Afterword if how.team.is_some() || how.instrument.is_some() => {
                return Err(Failure::Usage(
                    "--team and --instrument are for files of other tools; ours have columns of these names".to_owned(),
                ));
            }
            Origin::Afterword => Columns::read(&header, teams, now).map(Shape::Ours),
            Origin::Delighted => {
                if how.from.is_none() {
                    eprintln!("{}", words::IMPORT_DELIGHTED);
                }
                let (team, instrument) = chosen(&teams, how)?;
                Delighted::read(&header, team, instrument, now).map(Shape::Delighted)
            }
        };
        shape.map_err(|why| self.failed(format!("row 1: {why}")))
    }

    /// Reads everything once and stores nothing.
    fn check(&mut self, columns: &Shape) -> Result<Index, Failure> {
        let mut wrong = Wrong::default();
        let mut turns: HashMap<u64, u32> = HashMap::new();
        let mut rows = Vec::new();
        let mut last = Place { byte: 0, line: 1, row: 1 };
        loop {
            self.reader.get_mut().next_row();
            let read = self.reader.read_byte_record(&mut self.record);
            match read {
                Ok(false) => break,
                Ok(true) => {
                    last = numbered(&self.record);
                    match columns.line(&self.record) {
                        Ok(line) => {
                            let next = u32::try_from(turns.len()).map_err(|_| self.failed("too many tickets"))?;
                            rows.push((*turns.entry(ticket_hash(&line)).or_insert(next), last));
                        }
                        Err(why) => wrong.add(last.wrong(why)),
                    }
                }
                Err(error) => match error.kind() {
                    csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                        last = row_of(Place::of(pos.as_ref()));
                        wrong.add(last.wrong(format!("it has {len} cells, the first row has {expected_len}")));
                    }
                    _ if TooLong::is_why(&error) => {
                        wrong.add(format!("row {}: {TooLong}", last.row + 1));
                        return Err(self.failed(wrong.told()));
                    }
                    _ => return Err(self_failed(&self.path, &error)),
                },
            }
        }
        if self.ends_inside_a_cell(last)? {
            wrong.add(last.wrong("the file ends inside a quoted cell, or a quote in it is not doubled"));
        }
        wrong.into_result().map_err(|why| self.failed(why))?;
        rows.sort();
        Ok(Index { rows })
    }

    /// CSV readers take a quoted cell that nobody closed for closed at the end of the file. It may be half of a cell.
    fn ends_inside_a_cell(&self, last: Place) -> Result<bool, Failure> {
        let unreadable = |e: std::io::Error| self.failed(e.kind());
        let mut file = File::open(&self.path).map_err(unreadable)?;
        file.seek(SeekFrom::Start(last.byte)).map_err(unreadable)?;
        let (mut odd, mut bytes) = (false, [0; 8192]);
        loop {
            let read = file.read(&mut bytes).map_err(unreadable)?;
            if read == 0 {
                return Ok(odd);
            }
            odd ^= bytes.iter().take(read).filter(|b| **b == b'"').count() % 2 == 1;
        }
    }

    /// One ticket's rows, wherever they stand. Returns how many bytes they have.
    fn read_ticket(
        &mut self,
        places: &[(u32, Place)],
        columns: &Shape,
        into: &mut Vec<LedgerLine>,
    ) -> Result<usize, Failure> {
        let (first, mut bytes) = (into.len(), 0);
        for (_, place) in places {
            let line = self.again(*place, columns)?;
            if let Some(why) = into.iter().skip(first).find_map(|other| clash(other, &line)) {
                return Err(self.failed(place.wrong(why)));
            }
            into.push(line);
            bytes += self.record.as_slice().len();
        }
        Ok(bytes)
    }

    fn again(&mut self, place: Place, columns: &Shape) -> Result<LedgerLine, Failure> {
        if self.reader.position().byte() != place.byte {
            self.reader.seek(place.position()).map_err(|e| self_failed(&self.path, &e))?;
        }
        self.reader.get_mut().next_row();
        let read = self.reader.read_byte_record(&mut self.record);
        let line = matches!(read, Ok(true)).then(|| columns.line(&self.record).ok()).flatten();
        line.ok_or_else(|| self.failed("the file was changed while it was read"))
    }
}

/// The team and the instrument that the command line names.
fn chosen(teams: &[String], how: &How) -> Result<(Option<String>, Option<&'static Instrument>), Failure> {
    let team = match &how.team {
        Some(name) if !teams.contains(name) => {
            return Err(Failure::Usage(format!("no team is called {name:?}; there are: {}", teams.join(", "))));
        }
        Some(name) => Some(name.clone()),
        None if teams.len() == 1 => teams.first().cloned(),
        None => None,
    };
    let unknown = |id: &String| Failure::Usage(format!("--instrument {id:?}: there is no such instrument"));
    let instrument = how.instrument.as_ref().map(|id| Instrument::by_id(id).ok_or_else(|| unknown(id))).transpose()?;
    Ok((team, instrument))
}

/// Why two rows cannot be of one close, if they say that they are.
fn clash(a: &LedgerLine, b: &LedgerLine) -> Option<&'static str> {
    if (&a.source, &a.ticket_id, a.closed_at) != (&b.source, &b.ticket_id, b.closed_at) {
        return None;
    }
    if a.instrument.is_some() && a.instrument == b.instrument {
        Some("another row answers the same question about the same close")
    } else if a.team != b.team {
        Some("team: another row says that the same close is of another team")
    } else if a.customer.iter().zip(&b.customer).any(|(a, b)| !a.eq_ignore_ascii_case(b)) {
        Some("customer: another row says that the same close is of another customer")
    } else {
        None
    }
}

/// The header is the first row.
fn numbered(record: &ByteRecord) -> Place {
    row_of(Place::of(record.position()))
}

fn row_of(place: Place) -> Place {
    Place { row: place.row + 1, ..place }
}

/// Two tickets that share it are only stored in one go.
fn ticket_hash(line: &LedgerLine) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&line.source, &line.ticket_id).hash(&mut hasher);
    hasher.finish()
}

fn self_failed(path: &Path, error: &csv::Error) -> Failure {
    Failure::Failed(format!("{} cannot be read: {error}\nNothing was imported.", path.display()))
}

/// Rows that are wrong.
#[derive(Default)]
struct Wrong {
    named: Vec<String>,
    more: usize,
}

impl Wrong {
    fn add(&mut self, what: String) {
        if self.named.len() < MOST_NAMED {
            self.named.push(what);
        } else {
            self.more += 1;
        }
    }

    fn told(mut self) -> String {
        if self.more > 0 {
            self.named.push(format!("and {} more rows", self.more));
        }
        self.named.join("\n")
    }

    fn into_result(self) -> Result<(), String> {
        if self.named.is_empty() { Ok(()) } else { Err(self.told()) }
    }
}
