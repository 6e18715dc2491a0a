//! Who was turned away since the start, by reason: for `/metrics`.
//!
//! Knows counts by words of ours. Refuses to remember whom.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Ctx;
use crate::domain::ids::{Identity, Platform};
use crate::domain::survey::Refused;

/// Presses that were answered with a private sentence and stored nothing.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<BTreeMap<&'static str, u64>>);

impl Refusals {
    /// One more.
    pub fn count(&self, reason: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(reason).or_default() += 1;
    }

    /// Every reason there was, and how often.
    pub fn all(&self) -> Vec<(&'static str, u64)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(reason, n)| (*reason, *n)).collect()
    }
}

/// A control that is none of ours, or names nothing that exists.
pub const UNKNOWN_CONTROL: &str = "unknown_control";

/// The word for a refusal. Of those who were not asked, people of another organisation are told apart: a Slack Connect
/// channel shows them our buttons.
pub fn reason(ctx: &Ctx, refused: &Refused, by: &Identity) -> &'static str {
    match refused {
        Refused::NotTheAskedPerson if is_external(ctx, by) => "another_organisation",
        Refused::NotTheAskedPerson => "not_the_asked_person",
        Refused::Agent => "agent",
        Refused::Bot => "bot",
        Refused::OffScale => "off_scale",
        Refused::Over(_) => "over",
        Refused::ChangeWindowOver => "change_window_over",
        Refused::NotAnsweredYet => "not_answered_yet",
        Refused::OutOfOrder { .. } => "out_of_order",
    }
}

fn is_external(ctx: &Ctx, by: &Identity) -> bool {
    let home = by.platform().filter(|p| *p == Platform::Slack).and_then(|p| ctx.chat(p)).and_then(|c| c.installation());
    home.is_some_and(|home| !by.installation.is_empty() && by.installation != home)
}
