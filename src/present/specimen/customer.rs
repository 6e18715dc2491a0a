//! Every message a customer can get, in one language and one team's words.
//!
//! What `preview` shows, and what is held against both platforms' limits in every language. Refuses to build a message
//! in a way the product would not build it.

use super::homes;
use crate::domain::ids::{Identity, Platform, SurveyId};
use crate::domain::instrument::{self, CES7, CSAT5, ReasonTag, Score};
use crate::domain::privacy::Privacy;
use crate::domain::survey::{CancelReason, Refused, Remark};
use crate::present::words::{self, CommentForm, Prompt, Saved, Speaker};
use crate::present::{Form, Message};

/// Every message, named; the longest plausible and the hostile ones included. `person` is who is asked.
pub fn messages(speaker: Speaker<'_>, person: &Identity) -> Vec<(String, Message)> {
    let survey = survey();
    let mut all = prompts(speaker, person);
    let mut add = |name: &str, message: Message| all.push((name.to_owned(), message));
    add("thanked", words::thanked(speaker, &survey, Some(person)));
    add("thanked, nobody named", words::thanked(speaker, &survey, None));
    add("reminder", words::reminder(speaker, &survey, person));
    let long = "Überweisung <@U123> `*bold*` & <b> ".repeat(40);
    for instrument in instrument::ALL {
        let message = words::invitation(speaker, &survey, person, Some(&long), instrument);
        add(&format!("invitation to answer again, {}", instrument.id), message);
    }
    add("invitation answered", words::invitation_answered(speaker, &survey));
    add("invitation over", words::invitation_over(speaker, &survey));
    add("invitation withdrawn", words::invitation_withdrawn(speaker, &survey));
    add("prompt expired", words::expired_prompt(speaker, &survey));
    add("prompt declined", words::declined_prompt(speaker, &survey));
    for why in CancelReason::ALL {
        add(&format!("prompt cancelled, {}", why.code()), words::cancelled_prompt(speaker, &survey, why));
    }
    for (value, follow) in [(2, None), (2, Some(&CSAT5)), (7, None), (7, Some(&CSAT5))] {
        if let Ok(score) = Score::on(&CES7, value) {
            let name = format!("saved {value}{}", if follow.is_some() { ", one more question" } else { "" });
            add(&name, words::saved(speaker, &Saved { survey: &survey, score, follow }));
        }
    }
    for instrument in instrument::ALL.into_iter().filter(|i| **i != CES7) {
        for value in [instrument.min, instrument.max] {
            if let Ok(score) = Score::on(instrument, i64::from(value)) {
                let name = format!("saved {value} on {}", instrument.id);
                add(&name, words::saved(speaker, &Saved { survey: &survey, score, follow: Some(&CES7) }));
            }
        }
    }
    for instrument in instrument::ALL {
        add(&format!("scale again, {}", instrument.id), words::scale_again(speaker, &survey, instrument));
    }
    add("comment saved", words::comment_saved(speaker, false));
    add("comment saved, cut", words::comment_saved(speaker, true));
    add("declined", words::declined_private(speaker));
    add("asked again", words::asked_again_on(speaker));
    add("not solved", words::not_solved_private(speaker));
    add("unknown control", words::unknown_control(speaker));
    add("not saved", words::not_saved(speaker));
    add("not saved, command", words::not_saved_command(speaker));
    add("form expired", words::form_expired(speaker));
    for why in refusals() {
        add(&format!("refused, {why}"), words::refused(speaker, &why));
    }
    add("help for a customer", words::customer_help(speaker, None));
    add("help for a customer, not understood", words::customer_help(speaker, Some(&"x<@U1>&*_`~|".repeat(100))));
    add("for the team only", words::for_the_team(speaker));
    if person.platform() == Some(Platform::Slack) {
        for (name, shown) in homes().into_iter().filter(|(_, home)| !home.is_staff) {
            add(&format!("App Home, {name}"), words::home(speaker, &shown));
        }
    }
    add("a preview was pressed", words::rehearsal(speaker));
    all
}

fn prompts(speaker: Speaker<'_>, person: &Identity) -> Vec<(String, Message)> {
    let survey = survey();
    let number = words::ticket_number(speaker, "482");
    let long = "Überweisung <@U123> `*bold*` & <b> ".repeat(40);
    let mut all = Vec::new();
    for (name, label) in [("ticket", Some(number.as_str())), ("long subject", Some(long.as_str())), ("no ticket", None)]
    {
        for instrument in instrument::ALL {
            let asked = Prompt { survey: &survey, person, ticket_label: label, instrument, privacy: Privacy::Leads };
            all.push((format!("prompt {} {name}", instrument.id), words::prompt(speaker, &asked)));
        }
    }
    for privacy in [Privacy::Named, Privacy::Confidential] {
        for (name, label) in [("ticket", Some(number.as_str())), ("no ticket", None)] {
            let asked = Prompt { survey: &survey, person, ticket_label: label, instrument: &CES7, privacy };
            all.push((format!("prompt ces7 {privacy} {name}"), words::prompt(speaker, &asked)));
        }
    }
    all
}

/// Every form, named.
pub fn forms(speaker: Speaker<'_>) -> Vec<(String, Form)> {
    let survey = survey();
    let said = Remark { comment: Some("Three calls.".into()), reasons: vec![ReasonTag::Slow], contact_ok: true };
    let nothing = Remark::default();
    let form = |instrument, value: u8, previous, privacy| {
        let score = Score::on(instrument, i64::from(value)).ok()?;
        Some(words::comment_form(speaker, &CommentForm { survey: &survey, score, previous, privacy }))
    };
    let mut all = vec![
        ("comment low".to_owned(), form(&CES7, 2, &nothing, Privacy::Leads)),
        ("comment high, again".to_owned(), form(&CES7, 7, &said, Privacy::Leads)),
        ("comment confidential".to_owned(), form(&CES7, 2, &nothing, Privacy::Confidential)),
    ];
    for instrument in instrument::ALL.into_iter().filter(|i| **i != CES7) {
        all.push((
            format!("comment low, {}", instrument.id),
            form(instrument, instrument.min, &nothing, Privacy::Leads),
        ));
        all.push((
            format!("comment high, {}", instrument.id),
            form(instrument, instrument.max, &nothing, Privacy::Leads),
        ));
    }
    all.into_iter().filter_map(|(name, form)| Some((name, form?))).collect()
}

fn survey() -> SurveyId {
    SurveyId::new("019a7c3e5f1d7b2c9d4e8f60")
}

fn refusals() -> [Refused; 11] {
    [
        Refused::NotTheAskedPerson,
        Refused::Agent,
        Refused::Bot,
        Refused::OffScale,
        Refused::Over("expired"),
        Refused::Over("declined"),
        Refused::Over("cancelled"),
        Refused::Over("planned"),
        Refused::ChangeWindowOver,
        Refused::NotAnsweredYet,
        Refused::OutOfOrder { event: "sent", state: "answered" },
    ]
}
