//! Before and after a day as JSON: the same numbers that the words say, unrounded.
//!
//! Knows the shape, which is stable. Refuses to show what may not be shown: `null`, with a `why`.

use serde_json::{Value, json};

use super::words::{Voice, compared_words};
use crate::domain::compare::{Compared, Comparison, Finding, Side};
use crate::domain::scorecard::Shown;
use crate::domain::stats::Estimate;

/// `{team, date, timezone, left_out, comparisons: [{instrument, before, after, change, answers_a_week, sentence}]}`. Shares
/// and changes are fractions of one; `nps` runs from -100 to 100.
pub fn comparison(told: &Comparison) -> Value {
    let each: Vec<Value> = told.findings.iter().map(finding).collect();
    json!({
        "team": told.team.as_str(),
        "date": told.day.to_string(),
        "timezone": told.zone,
        "left_out": { "week": told.left_out.to_string(), "too_small": told.too_small },
        "comparisons": each,
    })
}

fn finding(found: &Finding) -> Value {
    let nothing =
        |id: &str, why: String| json!({ "instrument": id, "before": null, "after": null, "change": null, "why": why });
    match found {
        Finding::Compared(compared) => both(compared),
        Finding::QuestionChanged { instrument, on } => nothing(instrument.id, format!("the question changed at {on}")),
        Finding::NothingBefore { instrument, first: Some(first) } => {
            nothing(instrument.id, format!("first answered at {first}"))
        }
        Finding::NothingBefore { instrument, first: None } => nothing(instrument.id, "no answers".to_owned()),
        Finding::NothingAfter { instrument } => nothing(instrument.id, "no answers in the weeks after".to_owned()),
    }
}

fn both(compared: &Compared) -> Value {
    let change = match &compared.after.card.change {
        Shown::Yes(change) => json!({
            "difference": change.difference.value,
            "lower": change.difference.lower,
            "upper": change.difference.upper,
            "verdict": change.verdict.code(),
        }),
        Shown::No(_) => Value::Null,
    };
    let mut value = json!({
        "instrument": compared.instrument.id,
        "before": side(&compared.before, compared.hidden),
        "after": side(&compared.after, compared.hidden),
        "change": change,
        "answers_a_week": compared.enough,
        "used_until": compared.until.map(|until| until.to_string()),
        "sentence": compared_words(Voice::ENGLISH, compared),
    });
    if let Shown::No(why) = &compared.after.card.change
        && let Some(fields) = value.as_object_mut()
    {
        fields.insert("why".to_owned(), json!(why));
    }
    value
}

fn side(side: &Side, hidden: bool) -> Value {
    let card = &side.card;
    let estimate = card.estimate.get().filter(|_| !hidden);
    let of = |get: fn(&Estimate) -> f64, shown: Option<&Estimate>| shown.map(get);
    let mut value = json!({
        "weeks": side.weeks,
        "n": card.share.whole,
        "favourable": (!hidden).then_some(card.share.part),
        "share": of(|e| e.value, estimate),
        "lower": of(|e| e.lower, estimate),
        "upper": of(|e| e.upper, estimate),
    });
    if let (Some(net), Some(fields)) = (&card.net, value.as_object_mut()) {
        let net = net.get().filter(|_| !hidden);
        let score = net.map(|net| json!({ "score": net.value, "lower": net.lower, "upper": net.upper }));
        fields.insert("nps".to_owned(), json!(score));
    }
    value
}
