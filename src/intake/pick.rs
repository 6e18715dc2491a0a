//! Where a fact is found in a webhook, and how what is found becomes text, an id, a time or labels (HELPDESKS §7).
//!
//! Knows JSON Pointers, headers, fixed words and the coercions. Refuses to evaluate anything found in a payload.

use serde_json::Value;

use super::{HeaderView, time};
use crate::domain::Timestamp;
use crate::domain::ids::MAX_ID_CHARS;
use crate::domain::ticket::clean_text;

/// At most this many labels of one ticket are kept.
const MAX_LABELS: usize = 50;

/// Places to look, in order; the first that is not empty wins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pick {
    spots: Vec<Spot>,
    split: Option<String>,
}

/// One place to look.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Spot {
    Pointer(String),
    Header(String),
    Literal(String),
}

/// An id that cannot be kept as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadId {
    /// A number with a fraction, or one too large to be read exactly; true, a list, an object.
    NotExact,
    /// Longer than [`MAX_ID_CHARS`].
    TooLong,
}

impl Pick {
    /// A fixed word.
    pub fn literal(word: &str) -> Self {
        Self { spots: vec![Spot::Literal(word.to_owned())], split: None }
    }

    /// Reads places as configuration writes them: `/json/pointer` or `header:Name`. The error says what is wrong.
    pub fn places(written: &[String]) -> Result<Self, String> {
        let spots = written.iter().map(|w| Spot::read(w)).collect::<Result<Vec<_>, _>>()?;
        if spots.is_empty() {
            Err("a list of places must not be empty".into())
        } else {
            Ok(Self { spots, split: None })
        }
    }

    /// Splits a text found here at `separator` when labels are read.
    pub fn split_at(mut self, separator: &str) -> Self {
        self.split = Some(separator.to_owned());
        self
    }

    /// The first non-empty value as one clean line of at most `max` characters.
    pub fn text(&self, item: &Value, headers: &HeaderView<'_>, max: usize) -> Option<String> {
        self.found(item, headers).find_map(|found| found.as_text()).and_then(|text| clean_text(&text, max))
    }

    /// [`Pick::text`], if cleaning and cutting leave it as it was written. For what names a person: an address that had
    /// to be repaired is somebody else's.
    pub fn exact(&self, item: &Value, headers: &HeaderView<'_>, max: usize) -> Option<String> {
        let written = self.found(item, headers).find_map(|found| found.as_text())?;
        clean_text(&written, max).filter(|clean| clean == written.trim())
    }

    /// The first non-empty value as an opaque id, exactly as written or not at all.
    pub fn id(&self, item: &Value, headers: &HeaderView<'_>) -> Result<Option<String>, BadId> {
        for found in self.found(item, headers) {
            if let Some(id) = found.as_id()? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The first value that names an instant.
    pub fn time(&self, item: &Value, headers: &HeaderView<'_>) -> Option<Timestamp> {
        self.found(item, headers).find_map(|found| match found {
            Found::Json(value) => time::read(value),
            Found::Text(text) => time::read_text(text),
        })
    }

    /// Whether the first non-empty value says yes.
    pub fn flag(&self, item: &Value, headers: &HeaderView<'_>) -> bool {
        self.text(item, headers, 8).is_some_and(|word| word.eq_ignore_ascii_case("true"))
    }

    /// What the first non-empty value says to a question: `true`, `yes` or a number above nothing; `false`, `no` or 0;
    /// `None` for anything else.
    pub fn truth(&self, item: &Value, headers: &HeaderView<'_>) -> Option<bool> {
        let word = self.text(item, headers, 20)?.to_lowercase();
        match word.as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            number => number.parse::<u32>().ok().map(|n| n > 0),
        }
    }

    /// The labels in the first place that has any: a list of texts, a list of objects (`name`, `tag`, `title`), or one
    /// text, split if configured.
    pub fn labels(&self, item: &Value, headers: &HeaderView<'_>) -> Vec<String> {
        self.found(item, headers)
            .map(|found| found.labels(self.split.as_deref()))
            .find(|l| !l.is_empty())
            .unwrap_or_default()
    }

    /// Whether any value found here, or any member of a list found here, is one of these words, without regard to case.
    pub fn is_any_of(&self, words: &[String], item: &Value, headers: &HeaderView<'_>) -> bool {
        let known = |word: &str| words.iter().any(|w| w.eq_ignore_ascii_case(word.trim()));
        self.found(item, headers).any(|found| match found {
            Found::Json(Value::Array(members)) => members.iter().filter_map(scalar).any(|m| known(&m)),
            Found::Json(value) => scalar(value).is_some_and(|v| known(&v)),
            Found::Text(text) => known(text),
        })
    }

    fn found<'a>(&'a self, item: &'a Value, headers: &HeaderView<'a>) -> impl Iterator<Item = Found<'a>> {
        self.spots.iter().filter_map(move |spot| match spot {
            Spot::Pointer(path) => item.pointer(path).map(Found::Json),
            Spot::Header(name) => headers.first(name).map(Found::Text),
            Spot::Literal(word) => Some(Found::Text(word)),
        })
    }
}

impl Spot {
    fn read(written: &str) -> Result<Self, String> {
        if let Some(name) = written.strip_prefix("header:") {
            let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            return if fits { Ok(Spot::Header(name.to_owned())) } else { Err("not the name of a header".into()) };
        }
        if written.is_empty() || written.starts_with('/') {
            return Ok(Spot::Pointer(written.to_owned()));
        }
        Err("not a JSON Pointer (/ticket/id) and not a header (header:X-Delivery); JMESPath is not in this version. \
             A fixed word is written { value = \"…\" }"
            .into())
    }
}

/// Something found.
enum Found<'a> {
    Json(&'a Value),
    Text(&'a str),
}

impl Found<'_> {
    fn as_text(&self) -> Option<String> {
        match self {
            Found::Json(value) => scalar(value),
            Found::Text(text) => present(text).map(str::to_owned),
        }
    }

    /// A float has already lost digits by the time we see it, so it is refused rather than rounded.
    fn as_id(&self) -> Result<Option<String>, BadId> {
        let text = match self {
            Found::Json(Value::Null) => None,
            Found::Json(Value::Number(n)) if n.is_i64() || n.is_u64() => Some(n.to_string()),
            Found::Json(Value::String(s)) => present(s).and_then(|s| clean_text(s, usize::MAX)),
            Found::Json(_) => return Err(BadId::NotExact),
            Found::Text(s) => present(s).and_then(|s| clean_text(s, usize::MAX)),
        };
        match text {
            Some(id) if id.chars().count() > MAX_ID_CHARS => Err(BadId::TooLong),
            id => Ok(id),
        }
    }

    fn labels(&self, split: Option<&str>) -> Vec<String> {
        let many = |text: &str| match (split, present(text)) {
            (_, None) => Vec::new(),
            (Some(" "), Some(text)) => text.split_whitespace().map(str::to_owned).collect(),
            (Some(separator), Some(text)) => text.split(separator).map(str::to_owned).collect(),
            (None, Some(text)) => vec![text.to_owned()],
        };
        let raw: Vec<String> = match self {
            Found::Text(text) => many(text),
            Found::Json(Value::String(text)) => many(text),
            Found::Json(Value::Array(members)) => members.iter().filter_map(label).collect(),
            Found::Json(_) => Vec::new(),
        };
        raw.iter().filter_map(|l| present(l)).filter_map(|l| clean_text(l, 100)).take(MAX_LABELS).collect()
    }
}

/// A text, number or yes/no as text; a list, an object or nothing is no text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => present(text).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn label(member: &Value) -> Option<String> {
    scalar(member).or_else(|| ["name", "tag", "title"].iter().find_map(|key| member.get(*key).and_then(scalar)))
}

/// What templates leave behind when there was nothing to fill in is nothing.
fn present(text: &str) -> Option<&str> {
    let text = text.trim();
    let left_over = text.is_empty() || text == "-" || (text.starts_with("{{") && text.ends_with("}}"));
    (!left_over).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(path: &str) -> Pick {
        Pick::places(&[path.to_owned()]).unwrap()
    }

    fn id(value: Value) -> Result<Option<String>, BadId> {
        at("/id").id(&json!({ "id": value }), &HeaderView::default())
    }

    #[test]
    fn ids_are_kept_exactly_as_written() {
        for (given, kept) in [
            (json!(0), "0"),
            (json!(-1), "-1"),
            (json!(9_223_372_036_854_775_808_u64), "9223372036854775808"),
            (json!("00042"), "00042"),
            (json!("../../x"), "../../x"),
            (json!("'; DROP TABLE"), "'; DROP TABLE"),
            (json!("🎫"), "🎫"),
            (json!("a\u{0}b"), "ab"),
        ] {
            assert_eq!(id(given), Ok(Some(kept.to_owned())));
        }
    }

    #[test]
    fn an_id_that_lost_its_digits_is_refused() {
        assert_eq!(id(json!(1.5)), Err(BadId::NotExact));
        assert_eq!(id(serde_json::from_str("18446744073709551616").unwrap()), Err(BadId::NotExact));
        assert_eq!(id(json!(["7"])), Err(BadId::NotExact));
        assert_eq!(id(json!("x".repeat(256))), Err(BadId::TooLong));
        assert_eq!(id(json!("é".repeat(255))), Ok(Some("é".repeat(255))));
    }

    #[test]
    fn empty_texts_dashes_and_unfilled_templates_are_absent() {
        for given in [json!(""), json!("  "), json!("-"), json!("{{ticket.id}}"), json!(null)] {
            assert_eq!(id(given.clone()), Ok(None), "{given}");
            assert_eq!(at("/t").text(&json!({ "t": given }), &HeaderView::default(), 80), None);
        }
    }

    #[test]
    fn the_first_place_that_is_not_empty_wins() {
        let pick = Pick::places(&["/a".into(), "header:X-B".into(), "/c".into()]).unwrap();
        let headers = HeaderView::of([("x-b", "from the header")]);
        assert_eq!(pick.text(&json!({"a": "-", "c": "late"}), &headers, 80).unwrap(), "from the header");
        assert_eq!(pick.text(&json!({"a": 7}), &headers, 80).unwrap(), "7");
    }

    #[test]
    fn labels_come_as_lists_as_objects_or_as_one_text() {
        let none = HeaderView::default();
        let read = |value: Value, split: Option<&str>| {
            let pick = at("/t");
            split.map_or(pick.clone(), |s| pick.clone().split_at(s)).labels(&json!({ "t": value }), &none)
        };
        assert_eq!(read(json!(["a", " b ", "", null]), None), ["a", "b"]);
        assert_eq!(read(json!([{"name": "a"}, {"tag": "b"}, {"title": "c"}, {"x": 1}]), None), ["a", "b", "c"]);
        assert_eq!(read(json!("a, b,,c"), Some(",")), ["a", "b", "c"]);
        assert_eq!(read(json!("a  b\tc"), Some(" ")), ["a", "b", "c"]);
        assert_eq!(read(json!("a, b"), None), ["a, b"]);
        assert!(read(json!({"a": 1}), None).is_empty());
    }

    #[test]
    fn a_query_language_is_refused_with_the_way_out() {
        let refusal = Pick::places(&["people[?role=='owner'].email | [0]".into()]).unwrap_err();
        assert!(refusal.contains("JMESPath is not in this version"), "{refusal}");
        assert!(Pick::places(&["header:X Y".into()]).is_err());
        assert!(Pick::places(&[]).is_err());
    }
}
