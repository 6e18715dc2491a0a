//! What `afterword check` says about a configuration that is right.
//!
//! Knows when the next scorecards are due on each team's own clock, and what is allowed but probably not meant. Refuses
//! to call anybody.

use std::fmt::Write as _;

use super::{DiscordTransport, Settings, SlackTransport, Team};
use crate::domain::Timestamp;
use crate::domain::ids::{Channel, Platform};
use crate::domain::instrument::Mode;

/// How many scorecard times are shown.
const SHOWN: usize = 3;

/// Allowed, but probably not meant.
pub(super) fn warnings(teams: &[Team], slack: bool, discord: bool) -> Vec<String> {
    let mut found = Vec::new();
    if !slack && !discord {
        found.push(
            "neither SLACK_BOT_TOKEN nor DISCORD_TOKEN is set: nobody can be asked and nothing posted".to_owned(),
        );
    }
    for team in teams {
        let name = team.name.as_str();
        if team.channels.is_empty() {
            found.push(format!("team {name:?}: no channels, so its scorecard has nowhere to go"));
        }
        if team.case_channel.is_none() {
            found.push(match team.managers.first() {
                Some(first) => format!(
                    "team {name:?}: no case_channel, so the card of a low score goes to {first} as a direct message"
                ),
                None => format!("team {name:?}: no case_channel and no managers, so nobody is told of a low score"),
            });
        }
        let groups = || team.agent_groups.iter().chain(&team.manager_groups);
        if team.agents.is_empty() && team.managers.is_empty() && groups().next().is_none() {
            found.push(format!("team {name:?}: no agents and no managers, so nobody can be told from a customer"));
        }
        if team.rules.paused || team.rules.sample == 0.0 {
            found.push(format!("team {name:?}: asking is off (survey.paused or survey.sample)"));
        }
        for group in groups() {
            let on = if group.platform() == Platform::Slack { slack } else { discord };
            if !on {
                found.push(format!("team {name:?}: {group} is on {}, which has no token", group.platform().name()));
            }
        }
        for (platform, on) in [(Platform::Slack, slack), (Platform::Discord, discord)] {
            let mut dead = channels(team).filter(|c| c.platform == platform && !on).peekable();
            if let Some(first) = dead.peek() {
                let (platform, first) = (platform.name(), first.to_string());
                found.push(format!("team {name:?}: {first} is on {platform}, which has no token"));
            }
        }
    }
    found
}

fn channels(team: &Team) -> impl Iterator<Item = &Channel> {
    team.channels.iter().chain(&team.support_channels).chain(&team.case_channels)
}

impl Settings {
    /// For `afterword check`: per team the questions, the places and the next three scorecard times on its own clock;
    /// then the sources with their hooks, and the warnings.
    pub fn describe_check(&self, now: Timestamp) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_check(&mut text, now);
        text
    }

    fn write_check(&self, out: &mut String, now: Timestamp) -> std::fmt::Result {
        let on = |on: bool| if on { "on" } else { "off (no token)" };
        writeln!(out, "Slack {}, Discord {}", on(self.slack.is_some()), on(self.discord.is_some()))?;
        self.write_addresses(out)?;
        for team in &self.teams {
            write_team(out, team, now)?;
        }
        for source in &self.sources {
            writeln!(out, "\nSource {} ({}) → team {}", source.name, source.vendor, source.team)?;
            writeln!(out, "  hook       POST {}", self.address(&format!("/hooks/{}", source.name)))?;
        }
        for token in &self.api_tokens {
            let may = if token.write { "reads and closes" } else { "reads" };
            writeln!(out, "\nToken {} {may}: {}", token.name, token.teams.join(", "))?;
            writeln!(out, "  interface  {}", self.address("/api/openapi.json"))?;
        }
        if !self.warnings.is_empty() {
            writeln!(out, "\nWorth a look:")?;
        }
        self.warnings.iter().try_for_each(|warning| writeln!(out, "  - {warning}"))
    }

    /// What has to be entered in the settings of a platform that calls us.
    fn write_addresses(&self, out: &mut String) -> std::fmt::Result {
        if self.slack.as_ref().is_some_and(|s| matches!(s.transport, SlackTransport::Http { .. })) {
            writeln!(out, "  Slack calls    {}  (Event Subscriptions)", self.address("/slack/events"))?;
            writeln!(out, "                 {}  (Interactivity & Shortcuts)", self.address("/slack/interactions"))?;
            writeln!(out, "                 {}  (Slash Commands)", self.address("/slack/commands"))?;
        }
        if self.discord.as_ref().is_some_and(|d| matches!(d.transport, DiscordTransport::Http { .. })) {
            writeln!(out, "  Discord calls  {}  (Interactions Endpoint URL)", self.address("/discord/interactions"))?;
        }
        Ok(())
    }

    /// Where others call us: the whole address if the public one is known, else the path.
    fn address(&self, path: &str) -> String {
        let base = self.server.public_url.as_ref().map(|url| url.as_str().trim_end_matches('/'));
        format!("{}{path}", base.unwrap_or_default())
    }
}

fn write_team(out: &mut String, team: &Team, now: Timestamp) -> std::fmt::Result {
    let questions: Vec<_> = team.rules.instruments.iter().map(|i| i.id).collect();
    let how = match team.rules.mode {
        Mode::Single => "",
        Mode::Follow => " (the second follows the first)",
        Mode::Alternate => " (in turn)",
    };
    let places: Vec<_> = team.channels.iter().map(ToString::to_string).collect();
    let zone = team.zone.iana_name().unwrap_or("?");
    writeln!(out, "\nTeam {}", team.name)?;
    writeln!(out, "  questions  {}{how}", questions.join(", "))?;
    writeln!(out, "  posted in  {}", if places.is_empty() { "nowhere".to_owned() } else { places.join(", ") })?;
    writeln!(out, "  schedule   {} ({zone})", team.schedule.as_str())?;
    let mut after = now;
    for number in 0..SHOWN {
        let Some(next) = team.schedule.next_after(after, &team.zone) else { break };
        let label = if number == 0 { "next" } else { "" };
        let local = next.to_zoned_datetime(team.zone.clone()).strftime("%a %Y-%m-%d %H:%M %Z (%:z)").to_string();
        writeln!(out, "  {label:<10} {local}")?;
        after = next;
    }
    Ok(())
}
