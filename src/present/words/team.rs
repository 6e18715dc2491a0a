//! Short notes to a team that are neither card nor scorecard.
//!
//! Knows the words, English ones for what is not said beside a scorecard. Refuses to name a customer where that was
//! promised to nobody.

use super::asking::MAX_TICKET;
use super::{Line, Voice, mention};
use crate::domain::ids::{Channel, Identity};
use crate::domain::privacy::Privacy;
use crate::present::{Block, Message, Span, foreign};

/// On a scorecard that a manager gets because its channel takes none.
pub fn scorecard_elsewhere(voice: Voice, channel: &Channel) -> Block {
    Block::Text(vec![Span::text(voice.tell(Line::Elsewhere, &[("channel", channel.to_string().into())]))])
}

/// On a message to a team that may be there already, where nobody could look.
pub fn possible_repeat(voice: Voice) -> Block {
    Block::Text(vec![Span::text(voice.say(Line::PossibleRepeat))])
}

/// To the team: the customer pressed *Not solved yet*. `url` is for agents; anything but http(s) is left out. Where answers
/// are confidential the customer is named only if nothing else tells whom to help: pressing this asks for help.
pub fn not_solved_note(
    ticket_label: Option<&str>,
    url: Option<&str>,
    customer: &Identity,
    privacy: Privacy,
) -> Message {
    let ticket = ticket_label.and_then(|label| foreign::line(label, MAX_TICKET));
    let url = url.and_then(web_address);
    let found_without = ticket.is_some() || url.is_some();
    let what = Span::strong(ticket.unwrap_or_else(|| "A ticket".to_owned()));
    let text = if privacy == Privacy::Confidential && found_without {
        vec![what, Span::text(" is not solved yet, says its customer.")]
    } else {
        vec![what, Span::text(" is not solved yet, says "), mention(customer), Span::text(".")]
    };
    let mut blocks = vec![Block::Text(text)];
    if let Some(url) = url {
        blocks.push(Block::Text(vec![Span::Link(url)]));
    }
    Message { blocks, marker: None }
}

pub(super) fn web_address(raw: &str) -> Option<String> {
    let parsed = url::Url::parse(raw).ok()?;
    let fits = matches!(parsed.scheme(), "http" | "https") && parsed.as_str().len() <= 500;
    fits.then(|| parsed.to_string())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::present::text::plain;

    fn mia() -> Identity {
        Identity::slack("T1", "UMIA")
    }

    #[test]
    fn a_manager_is_told_why_the_scorecard_comes_to_them() {
        let channel = Channel { platform: crate::domain::ids::Platform::Slack, id: "C1".to_owned() };
        let message = Message { blocks: vec![scorecard_elsewhere(Voice::ENGLISH, &channel)], marker: None };
        assert_snapshot!(plain(&message), @"This scorecard could not be posted in slack:C1: the channel is archived or gone, or I was removed from it. So you get it instead. Invite me again, or name another channel in the configuration.");
    }

    #[test]
    fn the_team_is_told_with_a_link_only_if_it_is_a_web_address() {
        let told = |url| plain(&not_solved_note(Some("Ticket #482"), Some(url), &mia(), Privacy::Leads));
        assert_snapshot!(told("https://desk.example/482"), @r"
        Ticket #482 is not solved yet, says @UMIA.
        https://desk.example/482
        ");
        assert_snapshot!(told("javascript:alert(1)"), @"Ticket #482 is not solved yet, says @UMIA.");
    }

    #[test]
    fn a_confidential_customer_is_named_to_the_team_only_if_nobody_could_help_them_otherwise() {
        let told = |label, url| plain(&not_solved_note(label, url, &mia(), Privacy::Confidential));
        assert_eq!(told(Some("Ticket #482"), None), "Ticket #482 is not solved yet, says its customer.");
        assert_eq!(
            told(None, Some("https://desk.example/482")),
            "A ticket is not solved yet, says its customer.\nhttps://desk.example/482"
        );
        assert_eq!(told(None, Some("javascript:alert(1)")), "A ticket is not solved yet, says @UMIA.");
    }
}
