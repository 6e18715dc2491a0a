//! The kept corpus and a fixed number of mutations of each of its files, on every `cargo test`.
//!
//! Knows how fuzzers change bytes. Refuses chance: the same files give the same mutations on every machine, so whatever
//! fails, fails again.

use std::path::{Path, PathBuf};

use super::{TARGETS, Target};

/// Pieces that parsers stumble over.
const STUMBLING: [&[u8]; 34] = [
    b"\0",
    b"\\u0000",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"\r\n",
    b"null",
    b"true",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\\ud800",
    b"<@U1>",
    b"<!channel>",
    b"@everyone",
    b"=1+1",
    b"'",
    b"*/5",
    b"MON",
    b"--",
    "\u{202e}".as_bytes(),
    "\u{335}\u{335}\u{335}".as_bytes(),
    "👨‍👩‍👧".as_bytes(),
    "\u{2028}".as_bytes(),
    b"discord.gg/x",
    b"https://x.y",
];

/// Splitmix64: enough chance to choose a place, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }

    /// One to four changes.
    fn mutated(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.roll(4) {
            let at = self.roll(bytes.len() + 1);
            let end = (at + self.roll(12)).min(bytes.len());
            match self.roll(6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.roll(8),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    drop(bytes.splice(at..at, piece.repeat(1 + self.roll(40))));
                }
                3 => {
                    let from = self.roll(other.len() + 1);
                    let to = (from + self.roll(24)).min(other.len());
                    drop(bytes.splice(at..end, other[from..to].iter().copied()));
                }
                _ => drop(bytes.splice(at..end, STUMBLING[self.roll(STUMBLING.len())].iter().copied())),
            }
        }
        bytes
    }
}

fn corpus(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Every file, and `mutations` of each.
fn run(name: &str, mutations: usize) {
    let target: Target = TARGETS.iter().find(|(known, _)| *known == name).unwrap().1;
    let files = corpus(name);
    assert!(files.len() > 3, "the corpus of {name} is all but empty");
    let mut dice = Dice(name.bytes().map(u64::from).sum());
    for (path, seed) in &files {
        attempt(target, path, seed);
        for _ in 0..mutations {
            let other = &files[dice.roll(files.len())].1;
            attempt(target, path, &dice.mutated(seed, other));
        }
    }
}

/// A panic is told with the bytes that caused it, ready to be kept in the corpus.
fn attempt(target: Target, seed: &Path, bytes: &[u8]) {
    if std::panic::catch_unwind(|| target(bytes)).is_err() {
        panic!("a mutation of {}: b\"{}\"", seed.display(), bytes.escape_ascii());
    }
}

macro_rules! smoke {
    ($($target:ident: $mutations:literal),* $(,)?) => {
        mod every_seed_and_what_it_turns_into_keeps_the_promises_of {
            $(
                #[test]
                fn $target() {
                    super::run(stringify!($target), $mutations);
                }
            )*

            #[test]
            fn each_target() {
                let run = [$(stringify!($target)),*];
                assert_eq!(run.to_vec(), super::TARGETS.map(|(name, _)| name), "a target that is not run");
            }
        }
    };
}

smoke! {
    hooks: 60,
    slack: 150,
    discord: 150,
    commands: 400,
    schedules: 60,
    configuration: 12,
    imports: 400,
    cells: 400,
    words: 150,
}
