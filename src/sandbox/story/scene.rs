//! The morning the demo opens on: customers have asked, agents have answered, nothing is closed yet.
//!
//! Knows what they said and how long ago. Refuses to close anything: that is for whoever plays.

use std::sync::Arc;

use super::super::{Now, World};

/// Where customers ask in Slack.
const SLACK_SUPPORT: &str = "support";
/// Where customers ask in Discord.
const DISCORD_HELP: &str = "help";

/// One conversation: how many minutes ago it began, its title (Discord posts have one), and who said what.
struct Talk {
    began: i64,
    title: &'static str,
    said: &'static [(&'static str, &'static str)],
}

const IN_SLACK: &[Talk] = &[
    Talk {
        began: 174,
        title: "Empty invoice",
        said: &[
            ("jonas", "Morning! The PDF of our October invoice (INV-2210) downloads, but all its pages are empty."),
            (
                "ben",
                "Hi Jonas, I can see it too. It was drawn before the taxes were added. I have drawn it again, please try once more.",
            ),
            ("jonas", "Now it has numbers on it. Thanks!"),
        ],
    },
    Talk {
        began: 121,
        title: "Card on file",
        said: &[
            ("carlos", "Can I change the card on file without losing our annual discount?"),
            ("ana", "Yes: Billing → Payment method → Replace. The discount belongs to the plan, not to the card."),
            ("carlos", "Done, and the discount is still there."),
        ],
    },
    Talk {
        began: 66,
        title: "Refund to an old card",
        said: &[
            ("priya", "Second time I ask: our refund went to a card that was cancelled in spring. Where is it now?"),
            (
                "ana",
                "It came back to us this morning, Priya. I have sent it to the card on file; sorry that it took two tries.",
            ),
            ("priya", "All right, I can see it."),
        ],
    },
    Talk {
        began: 52,
        title: "Export stops halfway",
        said: &[
            ("sam", "The export of our orders stops at 5,000 rows. We have about 12,000."),
            ("ben", "That was a limit of the old export. I have moved your account to the new one, which has none."),
            ("sam", "I'll run it again tonight."),
        ],
    },
    Talk {
        began: 31,
        title: "Charged twice",
        said: &[
            ("mia", "Hello, I was charged twice for order 1041. Could somebody have a look?"),
            (
                "ana",
                "Hi @Mia, sorry about that! I can see both charges and have refunded the second one. It will be back in two to three days.",
            ),
            ("mia", "That was quick. I can already see it as pending, thank you!"),
        ],
    },
];

const IN_DISCORD: &[Talk] = &[
    Talk {
        began: 151,
        title: "Payout is two days late",
        said: &[
            ("sam", "Our payout from Friday has still not arrived. Is something stuck?"),
            (
                "ben",
                "Your bank returned it because of a typo in the account holder's name. Could you check it under Settings → Payouts?",
            ),
            ("sam", "Found it, one letter was missing. Fixed."),
            ("ben", "Sent again, it should be there tomorrow morning."),
        ],
    },
    Talk {
        began: 97,
        title: "Webhook signatures fail since this morning",
        said: &[
            (
                "aiko",
                "All our webhook deliveries fail the signature check since about 8:00. We did not change anything.",
            ),
            (
                "ana",
                "The signing key was rotated last night. The new one is under Developers → Webhooks; the old one stops today.",
            ),
            ("aiko", "With the new key it works. A note before the rotation would have been nice!"),
        ],
    },
    Talk {
        began: 71,
        title: "Receipts go to the wrong person",
        said: &[
            ("priya", "Receipts still go to a colleague who left in May. I have written about this twice."),
            (
                "ana",
                "I am sorry, Priya. The billing contact was changed, the receipt contact was not; both are you now.",
            ),
            ("priya", "Thanks. Let's see with the next one."),
        ],
    },
    Talk {
        began: 22,
        title: "Gift card is not accepted",
        said: &[
            ("mia", "The checkout says my gift card is \"not valid here\", but it was bought in the same shop."),
            (
                "ana",
                "Hi Mia! It was issued in Swiss francs and your basket is in euros. I have exchanged it for a euro card, same value.",
            ),
            ("mia", "It works. Thank you, Ana!"),
        ],
    },
];

/// Where the demo's second team is asked, in either chat.
const ONBOARDING: &str = "onboarding";
const ONBOARDING_IN_SLACK: &[Talk] = &[
    Talk {
        began: 54,
        title: "Import of our old tickets",
        said: &[
            ("chloe", "How do we bring over the tickets of our last helpdesk?"),
            (
                "ben",
                "Export them as CSV and drop the file under Settings → Import. I have turned that page on for you.",
            ),
            ("chloe", "1,204 tickets are there. That was easy!"),
        ],
    },
    Talk {
        began: 38,
        title: "Inviting the rest of the team",
        said: &[
            ("noor", "The invitations for my colleagues never arrive. Are they sent at all?"),
            ("ben", "They were held back until your address was confirmed. It is now, and all nine went out again."),
            ("noor", "They have them. That could have been said somewhere!"),
        ],
    },
];
const ONBOARDING_IN_DISCORD: &[Talk] = &[Talk {
    began: 43,
    title: "Single sign-on for our team",
    said: &[
        ("noor", "Where do we enter the metadata for single sign-on?"),
        ("ben", "Under Settings → Security. Your plan includes it; the page was hidden until now, please reload."),
        ("noor", "Found it, everybody is in."),
    ],
}];

/// Lets everybody say their part, at the times they would have said it; leaves the world's clock at `now`.
pub async fn opening_scene(world: &World, now: Now) -> Result<(), String> {
    let result = perform(world, now()).await;
    world.set_now(now);
    result
}

async fn perform(world: &World, now: i64) -> Result<(), String> {
    let place = |talks: &'static [Talk], place| talks.iter().map(move |talk| (talk, place));
    for (talk, place) in place(IN_SLACK, SLACK_SUPPORT).chain(place(ONBOARDING_IN_SLACK, ONBOARDING)) {
        let mut root: Option<String> = None;
        for (step, (who, text)) in (0..).zip(talk.said) {
            tell(world, now, talk.began, step);
            let ts = world.slack().say(who, place, root.as_deref(), text).await?;
            root.get_or_insert(ts);
        }
    }
    for (talk, place) in place(IN_DISCORD, DISCORD_HELP).chain(place(ONBOARDING_IN_DISCORD, ONBOARDING)) {
        let mut thread: Option<String> = None;
        for (step, (who, text)) in (0..).zip(talk.said) {
            tell(world, now, talk.began, step);
            let thread = match &thread {
                Some(thread) => thread,
                None => thread.insert(world.discord().open_thread(who, place, talk.title).await?),
            };
            world.discord().say(who, thread, text).await?;
        }
    }
    Ok(())
}

/// Sets the world's clock to the moment somebody speaks: a few minutes between one line and the next.
fn tell(world: &World, now: i64, began: i64, step: i64) {
    let at = now - began * 60_000 + step * 7 * 60_000;
    world.set_now(Arc::new(move || at));
}
