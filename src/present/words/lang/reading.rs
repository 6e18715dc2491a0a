//! Reading a file of sentences (Fluent), the same at build time and for a team's own words.
//!
//! Knows which pieces of Fluent we use: texts, variables, and choices among variants. Refuses whatever reaches outside a
//! sentence (other messages, terms, functions, attributes), so that each can be judged by itself. `build.rs` includes this
//! file; it must need nothing of the crate.

use std::collections::BTreeSet;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// One sentence of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Its key.
    pub id: String,
    /// The variables it uses.
    pub variables: BTreeSet<String>,
    /// Every way its fixed text can come out, variables left out: one without variants, several with.
    pub texts: Vec<String>,
    /// The comment right above it.
    pub comment: String,
}

/// Reads a whole file.
///
/// # Errors
/// What is wrong, in one sentence; the key is named if it is known.
pub fn read(source: &str) -> Result<Vec<Read>, String> {
    let resource = parser::parse(source).map_err(|(_, errors)| {
        let error = errors.into_iter().next();
        error.map_or_else(|| "cannot be read".to_owned(), |e| format!("line {}: {}", line(source, e.pos.start), e.kind))
    })?;
    let mut all: Vec<Read> = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name.to_owned();
                if !message.attributes.is_empty() {
                    return Err(format!("{id}: attributes are not used here"));
                }
                let Some(pattern) = message.value else { return Err(format!("{id}: has no text")) };
                let mut variables = BTreeSet::new();
                let texts = texts(&pattern, &mut variables).map_err(|problem| format!("{id}: {problem}"))?;
                let comment = message.comment.map(|c| c.content.join(" ")).unwrap_or_default();
                if all.iter().any(|read| read.id == id) {
                    return Err(format!("{id}: is written twice"));
                }
                all.push(Read { id, variables, texts, comment });
            }
            Entry::Term(term) => return Err(format!("-{}: terms are not used here", term.id.name)),
            Entry::Junk { content } => {
                return Err(format!("cannot be read: {}", content.lines().next().unwrap_or_default()));
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
        }
    }
    Ok(all)
}

fn line(source: &str, at: usize) -> usize {
    source.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

fn texts(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) -> Result<Vec<String>, String> {
    let mut all = vec![String::new()];
    for element in &pattern.elements {
        let pieces = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression } => placed(expression, variables)?,
        };
        all = all.iter().flat_map(|so_far| pieces.iter().map(move |piece| format!("{so_far}{piece}"))).collect();
    }
    Ok(all)
}

fn placed(expression: &Expression<&str>, variables: &mut BTreeSet<String>) -> Result<Vec<String>, String> {
    match expression {
        Expression::Inline(inline) => placed_inline(inline, variables),
        Expression::Select { selector, variants } => {
            let InlineExpression::VariableReference { id } = selector else {
                return Err("a choice depends on one variable".to_owned());
            };
            variables.insert(id.name.to_owned());
            let mut all = Vec::new();
            for variant in variants {
                all.extend(texts(&variant.value, variables)?);
            }
            Ok(all)
        }
    }
}

fn placed_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) -> Result<Vec<String>, String> {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
            Ok(vec![String::new()])
        }
        InlineExpression::StringLiteral { value } => Ok(vec![(*value).to_owned()]),
        InlineExpression::NumberLiteral { value } => Ok(vec![(*value).to_owned()]),
        InlineExpression::Placeable { expression } => placed(expression, variables),
        InlineExpression::MessageReference { id, .. } => {
            Err(format!("refers to another sentence ({}); write the text itself", id.name))
        }
        InlineExpression::TermReference { id, .. } => {
            Err(format!("refers to a term ({}); write the text itself", id.name))
        }
        InlineExpression::FunctionReference { id, .. } => Err(format!("uses a function ({}); there are none", id.name)),
    }
}

/// No sentence is longer, whatever it is for.
pub const LONGEST: usize = 400;
