//! Reads the sentences of every language and makes the list of their keys.
//!
//! Knows that English names what there is. A language in which a sentence is missing, is too much, uses other variables
//! or is too long does not build; neither does code that asks for a key nobody wrote.

#[path = "src/present/words/lang/reading.rs"]
mod reading;

use std::fmt::Write as _;
use std::path::Path;

use reading::Read;

/// English first: the others are held against it.
const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "pt", "ja"];

/// One folder of files, and the list made of it.
struct Set {
    folder: &'static str,
    /// The enum's name.
    name: &'static str,
    /// What the enum is.
    about: &'static str,
    /// The file that the crate includes.
    out: &'static str,
}

const SETS: [Set; 2] = [
    Set {
        folder: "src/present/words/lang",
        name: "Sentence",
        about: "Every sentence a customer reads; what it says in which language is in `src/present/words/lang/*.ftl`.",
        out: "sentences.rs",
    },
    Set {
        folder: "src/present/words/lang/card",
        name: "Line",
        about: "Everything a scorecard says, and what is said beside it; what it says in which language is in `src/present/words/lang/card/*.ftl`.",
        out: "lines.rs",
    },
];

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    SETS.iter().try_for_each(make)
}

fn make(set: &Set) -> Result<(), String> {
    let folder = set.folder;
    println!("cargo::rerun-if-changed={folder}");
    let mut wrong = Vec::new();
    let mut english = Vec::new();
    for language in LANGUAGES {
        let file = format!("{folder}/{language}.ftl");
        match std::fs::read_to_string(&file).map_err(|e| e.to_string()).and_then(|text| reading::read(&text)) {
            Err(problem) => wrong.push(format!("{file}: {problem}")),
            Ok(read) if language == "en" => english = read,
            Ok(read) => wrong.extend(differences(&english, &read).into_iter().map(|d| format!("{file}: {d}"))),
        }
    }
    wrong.extend(too_long(&english, &english).map(|d| format!("{folder}/en.ftl: {d}")));
    if !wrong.is_empty() {
        for problem in &wrong {
            println!("cargo::error={problem}");
        }
        return Err(format!("{} sentences need a translator", wrong.len()));
    }
    let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
    std::fs::write(Path::new(&out).join(set.out), list(set, &english)).map_err(|e| e.to_string())
}

fn differences(english: &[Read], other: &[Read]) -> Vec<String> {
    let in_other = |id: &str| other.iter().find(|read| read.id == id);
    let mut wrong = Vec::new();
    for wanted in english {
        match in_other(&wanted.id) {
            None => wrong.push(format!("{}: is missing; translate it", wanted.id)),
            Some(read) if read.variables != wanted.variables => wrong.push(format!(
                "{}: uses the variables {:?}, and English {:?}; use the same",
                wanted.id, read.variables, wanted.variables
            )),
            Some(_) => {}
        }
    }
    let unknown = |read: &&Read| !english.iter().any(|wanted| wanted.id == read.id);
    wrong.extend(other.iter().filter(unknown).map(|read| format!("{}: is not in English; take it out", read.id)));
    wrong.extend(too_long(english, other));
    wrong
}

fn too_long<'a>(english: &'a [Read], other: &'a [Read]) -> impl Iterator<Item = String> + 'a {
    let most = |id: &str| english.iter().find(|read| read.id == id).map_or(reading::LONGEST, |r| at_most(&r.comment));
    other.iter().filter_map(move |read| {
        let most = most(&read.id);
        let longest = read.texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
        (longest > most).then(|| format!("{}: {longest} characters, at most {most} fit; shorten it", read.id))
    })
}

/// The most characters a sentence may have: `At most 75 characters.` in its comment, else [`reading::LONGEST`].
fn at_most(comment: &str) -> usize {
    let after = comment.split("At most ").nth(1).unwrap_or_default();
    after.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(reading::LONGEST)
}

/// The Rust that `lang.rs` and `lang/card.rs` include.
fn list(set: &Set, english: &[Read]) -> String {
    let Set { name: list, about, .. } = set;
    let mut code = format!(
        "/// {about}\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]\npub enum {list} {{\n"
    );
    let (mut all, mut ids, mut variables, mut limits) = (String::new(), String::new(), String::new(), String::new());
    for Read { id, variables: used, texts, comment } in english {
        let name = pascal(id);
        let shown = texts.first().map(|t| t.replace(['\n', '[', ']', '<', '>'], " ")).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(code, "    /// {id}: {}", shown.trim());
        let _ = writeln!(code, "    {name},");
        let _ = write!(all, "{list}::{name}, ");
        let _ = writeln!(ids, "            {list}::{name} => {id:?},");
        if !used.is_empty() {
            let used: Vec<&String> = used.iter().collect();
            let _ = writeln!(variables, "            {list}::{name} => &{used:?},");
        }
        if at_most(comment) != reading::LONGEST {
            let _ = writeln!(limits, "            {list}::{name} => {},", at_most(comment));
        }
    }
    let _ = write!(
        code,
        "}}\n\nimpl {list} {{\n    /// Every one, in the order of the files.\n    pub const ALL: &'static [{list}] = &[{all}];\n\n\
         \x20   /// The key in the files and in `[team.words]`.\n    pub fn id(self) -> &'static str {{\n        match self {{\n{ids}        }}\n    }}\n\n\
         \x20   /// The variables it is given.\n    pub fn variables(self) -> &'static [&'static str] {{\n        match self {{\n{variables}            _ => &[],\n        }}\n    }}\n\n\
         \x20   /// The most characters it may have, variables left out.\n    pub fn at_most(self) -> usize {{\n        match self {{\n{limits}            _ => reading::LONGEST,\n        }}\n    }}\n}}\n"
    );
    code
}

fn pascal(id: &str) -> String {
    let upper = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    id.split('-').map(upper).collect()
}
