//! A file that is read row by row, where no row is without end.
//!
//! Knows how much of the file was handed over since the last row ended. Refuses to hand over more than a row may have: a quote
//! that nobody closed makes all the rest of a file one cell, and a CSV reader would hold it whole.

use std::io::{Error, ErrorKind, Read, Seek, SeekFrom};

/// More bytes than the longest row of ours, which has a comment of ten thousand characters and twenty other cells; the reader
/// asks for some kilobytes more than it uses.
pub(super) const LONGEST_ROW: u64 = 1024 * 1024;

/// What is left of the file, of which only so much is handed over at a time.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R> Bounded<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, left: LONGEST_ROW }
    }

    /// A row begins.
    pub(super) fn next_row(&mut self) {
        self.left = LONGEST_ROW;
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 && !into.is_empty() {
            return Err(Error::new(ErrorKind::InvalidData, TooLong));
        }
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let read = self.inner.read(into.get_mut(..room).unwrap_or_default())?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}

/// A row has no end.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("it is longer than a megabyte; a quote in it or before it may never be closed")]
pub(super) struct TooLong;

impl TooLong {
    /// Whether that is why nothing could be read.
    pub(super) fn is_why(error: &csv::Error) -> bool {
        let csv::ErrorKind::Io(error) = error.kind() else { return false };
        error.get_ref().is_some_and(|inner| inner.is::<TooLong>())
    }
}
