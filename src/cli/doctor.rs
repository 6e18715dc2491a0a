//! `doctor`: asks the database and the platforms how our set-up stands, and says how to mend what is wrong.
//!
//! Knows whom to ask. Refuses to change anything and to word the findings. Exit code 1 if something must be mended.

use std::collections::BTreeSet;
use std::sync::Arc;

use secrecy::ExposeSecret;

use super::Failure;
use crate::chat::Chat;
use crate::chat::checkup::{Checkup, Seat, Trouble};
use crate::chat::discord::Discord;
use crate::chat::slack::Slack;
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::domain::group::Group;
use crate::domain::ids::{Channel, Platform};
use crate::present::words::{Finding, doctor as words};
use crate::store::Store;

/// Our clock may be off by so much: signatures are refused at 300 seconds.
const CLOCK_OFF: u64 = 30;
/// Reads who is in a user group.
const GROUPS: &str = "usergroups:read";

/// Asks everybody and prints every finding.
pub async fn doctor(settings: Settings) -> Result<(), Failure> {
    let mut findings: Vec<Finding> = settings.warnings.iter().map(|w| words::warning(w)).collect();
    findings.push(database(&settings).await);
    let (channels, groups) = (channels(&settings), groups(&settings));
    let clock = Arc::new(SystemClock::default());
    if let Some(slack) = &settings.slack {
        let chat = Slack::new(slack, clock.clone()).map_err(|e| Failure::Usage(e.to_string()))?;
        let mut found = chat.examine(&channels).await;
        // Only those who name user groups need it.
        found.missing_scopes.retain(|scope| scope != GROUPS || groups.iter().any(|g| g.platform() == Platform::Slack));
        findings.extend(told("Slack", &found));
        findings.extend(about_groups("Slack", chat.examine_groups(&groups).await));
    }
    if let Some(discord) = &settings.discord {
        let chat = Discord::new(discord, clock).map_err(|e| Failure::Usage(e.to_string()))?;
        findings.extend(told("Discord", &chat.examine(&channels).await));
        findings.extend(about_groups("Discord", chat.examine_groups(&groups).await));
    }
    if settings.slack.is_none() && settings.discord.is_none() {
        findings.push(words::no_platform());
    }
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.iter().filter(|f| f.is_bad()).count() {
        0 => Ok(()),
        n => Err(Failure::Failed(words::to_mend(n))),
    }
}

async fn database(settings: &Settings) -> Finding {
    match Store::open_to_read(settings.database_url.expose_secret()).await {
        Ok(store) => {
            let schema = store.schema().await;
            store.close().await;
            schema.map_or_else(|e| words::database_bad(&e.to_string()), |(kind, schema)| words::database(kind, &schema))
        }
        Err(error) => words::database_bad(&error.to_string()),
    }
}

/// Every channel configuration names, once.
fn channels(settings: &Settings) -> Vec<Channel> {
    let of = |team: &crate::config::Team| {
        let mut all = team.channels.clone();
        all.extend(team.support_channels.iter().cloned());
        all.extend(team.case_channels.iter().cloned());
        all
    };
    let mut seen = BTreeSet::new();
    settings.teams.iter().flat_map(of).filter(|c| seen.insert((c.platform, c.id.clone()))).collect()
}

/// Every group configuration names, once.
fn groups(settings: &Settings) -> Vec<Group> {
    let all = settings.teams.iter().flat_map(|team| team.agent_groups.iter().chain(&team.manager_groups));
    all.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

fn about_groups(platform: &'static str, found: Vec<(Group, Result<(), Trouble>)>) -> Vec<Finding> {
    let each = |(group, read): (Group, Result<(), Trouble>)| match read {
        Ok(()) => words::group(platform, &group.to_string()),
        Err(Trouble::Refused(code) | Trouble::NoAnswer(code)) => words::group_bad(platform, &group.to_string(), &code),
    };
    found.into_iter().map(each).collect()
}

fn told(platform: &str, found: &Checkup) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &found.token {
        Some(Ok(name)) => findings.push(words::token(platform, name)),
        Some(Err(Trouble::Refused(code))) => findings.push(words::token_bad(platform, code)),
        Some(Err(Trouble::NoAnswer(why))) => return vec![words::no_answer(platform, why)],
        None => {}
    }
    match &found.socket {
        Some(Ok(())) => findings.push(words::socket(platform)),
        Some(Err(Trouble::Refused(code) | Trouble::NoAnswer(code))) => findings.push(words::socket_bad(platform, code)),
        None => {}
    }
    if !found.missing_scopes.is_empty() {
        findings.push(words::scopes_missing(&found.missing_scopes));
    }
    if let Some(url) = &found.interactions_url {
        findings.push(words::interactions_elsewhere(url));
    }
    for (channel, seat) in &found.channels {
        findings.push(match seat {
            Seat::Fine => words::channel(platform, &channel.id),
            Seat::OutOfReach => words::channel_out_of_reach(platform, &channel.id),
            Seat::Refused(code) => words::channel_refused(platform, &channel.id, code),
        });
    }
    if let Some(off) = found.clock_ahead {
        findings.push(if off.unsigned_abs() > CLOCK_OFF {
            words::clock_off(platform, off)
        } else {
            words::clock(platform)
        });
    }
    findings
}
