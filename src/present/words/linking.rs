//! What a manager reads after `link` and `unlink`.
//!
//! Knows one sentence for each outcome. Refuses to repeat the accounts: the reply may be seen over a shoulder.

use crate::present::Message;

/// What became of a `link` or `unlink`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linking {
    /// Two accounts are one person's now.
    Linked,
    /// They were one account.
    Same,
    /// One is of the team, the other is not.
    StaffAndCustomer,
    /// An account is a person of its own now.
    Parted,
    /// It is unknown, or alone already.
    NotLinked,
    /// Configuration links it.
    Configured,
    /// An account was not written like one.
    NotUnderstood,
    /// The person does not lead a team.
    NotAllowed,
}

impl Linking {
    /// Every outcome.
    pub const ALL: [Linking; 8] = [
        Linking::Linked,
        Linking::Same,
        Linking::StaffAndCustomer,
        Linking::Parted,
        Linking::NotLinked,
        Linking::Configured,
        Linking::NotUnderstood,
        Linking::NotAllowed,
    ];
}

/// Replies to `link` and `unlink`.
pub fn linking(outcome: &Linking) -> Message {
    Message::plain(match outcome {
        Linking::Linked => {
            "Linked: the two accounts are one person now. A \"don't ask me\" of either counts for both, and so does the time \
             since the last question."
        }
        Linking::Same => "That is one account, so nothing was linked.",
        Linking::StaffAndCustomer => {
            "One of the two belongs to a support team and the other does not, so nothing was linked."
        }
        Linking::Parted => {
            "Parted: that account is a person of its own again, with the same \"don't ask me\" and the same last question. \
             Answers stay where they were given."
        }
        Linking::NotLinked => "That account is not linked to another, so nothing changed.",
        Linking::Configured => {
            "That account is linked in the configuration ([[person]]). Take it out there, then unlink it here."
        }
        Linking::NotUnderstood => {
            "Linking needs two accounts: /afterword link @person other, where the other is written like slack:U0123, \
             discord:2201 or mia@example.com. Unlinking needs one. Nothing changed."
        }
        Linking::NotAllowed => "Only people who lead a support team can say which accounts are one person's.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::text::plain;

    #[test]
    fn every_outcome_of_linking_has_its_own_sentence_and_says_whether_anything_changed() {
        let told: std::collections::BTreeSet<String> = Linking::ALL.iter().map(|l| plain(&linking(l))).collect();
        assert_eq!(told.len(), Linking::ALL.len());
        for nothing in [Linking::Same, Linking::StaffAndCustomer, Linking::NotLinked, Linking::NotUnderstood] {
            let text = plain(&linking(&nothing));
            assert!(text.contains("nothing") || text.contains("Nothing"), "{text}");
        }
    }
}
