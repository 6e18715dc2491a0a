//! Any file, as one to import (`crate::fuzzing`): rows are refused with a reason or fit for the database.
//!
//! Refuses to open files: bytes are read as they stand.

use csv::ReaderBuilder;

use super::row::Columns;
use crate::domain::Timestamp;
use crate::store::LedgerLine;

/// Longest comment, in characters; nothing may be longer.
const LONGEST: usize = 10_000;

/// Reads the bytes as an export of ours or of somebody else.
pub fn imports(data: &[u8]) {
    let now = Timestamp::from_second(1_795_521_600).unwrap_or(Timestamp::MAX);
    let mut reader = ReaderBuilder::new().from_reader(data);
    let Ok(header) = reader.byte_headers().cloned() else { return };
    let columns = match Columns::read(&header, vec!["Payments".to_owned()], now) {
        Ok(columns) => columns,
        Err(why) => return assert!(!why.is_empty(), "refused without a reason"),
    };
    for record in reader.byte_records().map_while(Result::ok) {
        match columns.line(&record) {
            Ok(line) => sound(&line),
            Err(why) => assert!(!why.is_empty(), "refused without a reason"),
        }
    }
}

fn sound(line: &LedgerLine) {
    let LedgerLine { source, ticket_id, subject, agent, customer, channel, touchpoint, segment, reason, .. } = line;
    let comment = line.answer.as_ref().and_then(|a| a.comment.as_ref());
    let optional = [subject, agent, customer, channel, touchpoint, segment, reason].into_iter().flatten();
    for text in [source, ticket_id].into_iter().chain(optional).chain(comment).chain(&line.tags) {
        assert!(!text.contains('\0'), "no database of ours has room for NUL: {text:?}");
        assert!(text.chars().count() <= LONGEST, "a cell without end");
    }
    assert!(!ticket_id.is_empty(), "a ticket without a name");
    if let (Some(instrument), Some(answer)) = (line.instrument, &line.answer) {
        let value = i64::from(answer.score.value());
        assert!((i64::from(instrument.min)..=i64::from(instrument.max)).contains(&value), "a score off its scale");
        assert!(answer.first_at <= answer.last_at, "changed before it was given");
    }
}
