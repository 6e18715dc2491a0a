//! Where closed tickets come from: signed webhooks, translated into the one [`TicketEvent`](crate::domain::ticket::TicketEvent).
//!
//! Knows signatures, JSON Pointers and vendors' field names. Refuses to store anything or to decide whether to ask.

/// One configured `[[source]]`.
#[derive(Debug)]
pub struct Source {
    /// Its name, the last part of `/hooks/{name}`.
    pub name: String,
    /// Team its tickets belong to.
    pub team: String,
}
