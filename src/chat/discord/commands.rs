//! The application commands people see, and what the bot must be allowed to do.
//!
//! Knows names, descriptions and options. Refuses to know what the commands do.

use serde_json::Value;
use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::Permissions;
use serenity::model::application::{CommandOptionType, CommandType, InstallationContext, InteractionContext};

use crate::domain::language::Language;
use crate::present::words::{Sentence, Speaker};

/// Name of the slash command.
pub(super) const SLASH: &str = "afterword";
/// Name of the message command.
pub(super) const CLOSE_AND_ASK: &str = "Close & ask";

/// What an invite asks for: see and write in channels and threads, embeds and pictures, and read back what we sent
/// (to find a message whose sending had no clear outcome). As a number: 274878024704.
pub const PERMISSIONS: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::READ_MESSAGE_HISTORY);

/// The address that adds the bot to a server.
pub fn invite_url(application: &str) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={}",
        PERMISSIONS.bits()
    )
}

/// Body of `PUT /applications/{app}/commands`: all global commands. Sending it again changes nothing.
pub(super) fn definitions() -> Result<Value, String> {
    serde_json::to_value([slash(), close_and_ask()]).map_err(|_| "the commands could not be written".to_owned())
}

fn slash() -> CreateCommand {
    let slash = CreateCommand::new(SLASH)
        .kind(CommandType::ChatInput)
        .description(Speaker::ENGLISH.say(Sentence::CommandAfterword));
    locales(Sentence::CommandAfterword)
        .fold(slash, |slash, (locale, said)| slash.description_localized(locale, said))
        .integration_types(vec![InstallationContext::Guild])
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
        .set_options(vec![
            subcommand("close", "Close a ticket and ask the customer how easy it was")
                .add_sub_option(
                    CreateCommandOption::new(CommandOptionType::User, "customer", "Who was helped").required(true),
                )
                .add_sub_option(text("subject", "What it was about", 200))
                .add_sub_option(text("no_survey", "Close without asking, for this reason", 200)),
            subcommand("why", "Say what happened to a ticket's survey")
                .add_sub_option(text("ticket", "The ticket's id", 255).required(true)),
            subcommand("scorecard", "Show a team's week")
                .add_sub_option(text("team", "The team's name", 100))
                .add_sub_option(text("week", "The week, such as 2026-W47", 20))
                .add_sub_option(CreateCommandOption::new(
                    CommandOptionType::Boolean,
                    "post",
                    "Post it in the team's channels if it was missed (managers)",
                )),
            subcommand("compare", "Compare the weeks before a day with those after it: did that change help?")
                .add_sub_option(text("date", "The day, such as 2026-06-03", 20).required(true))
                .add_sub_option(text("team", "The team's name", 100)),
            subcommand("cases", "Show the low scores somebody has to handle: the team's, or yours"),
            subcommand("credit", "Credit a close to another agent (managers)")
                .add_sub_option(text("ticket", "The ticket's id", 255).required(true))
                .add_sub_option(
                    CreateCommandOption::new(CommandOptionType::User, "agent", "Who is to be credited").required(true),
                )
                .add_sub_option(text("reason", "Why it is moved", 200).required(true)),
            subcommand("me", "Your own week, for you alone").add_sub_option(
                text("messages", "The weekly private message: on or off", 3)
                    .add_string_choice("on", "on")
                    .add_string_choice("off", "off"),
            ),
            subcommand("promise", "Promise what the team will do better this week, or see what was promised")
                .add_sub_option(text("text", "What you will do better this week", 1_000)),
            subcommand("pause", "Ask nobody for now (managers)").add_sub_option(text("team", "The team's name", 100)),
            subcommand("resume", "Ask again (managers)").add_sub_option(text("team", "The team's name", 100)),
            subcommand("status", "Say how Afterword itself stands: connections, queue, what was set aside"),
            subcommand("link", "Say that two accounts are one person's, for managers")
                .add_sub_option(
                    CreateCommandOption::new(CommandOptionType::User, "person", "One account").required(true),
                )
                .add_sub_option(
                    text("other", "The other: slack:U0123, discord:2201 or an e-mail address", 255).required(true),
                ),
            subcommand("unlink", "Say that an account is a person of its own, for managers")
                .add_sub_option(text("other", "slack:U0123, discord:2201 or an e-mail address", 255).required(true)),
            subcommand("dashboard", "A link to the dashboard, for you alone, good once"),
            subcommand("preview", "Show me what a customer is asked").add_sub_option(text(
                "language",
                "en, de, fr, es, pt or ja; yours if left out",
                20,
            )),
            for_customers("stop-asking", Sentence::CommandStopAsking),
            for_customers("ask-me", Sentence::CommandAskMe),
            for_customers("help", Sentence::CommandHelp),
        ])
}

fn close_and_ask() -> CreateCommand {
    CreateCommand::new(CLOSE_AND_ASK)
        .kind(CommandType::Message)
        .integration_types(vec![InstallationContext::Guild])
        .contexts(vec![InteractionContext::Guild])
}

/// One that customers use: described in their language.
fn for_customers(name: &str, sentence: Sentence) -> CreateCommandOption {
    let english = subcommand(name, &Speaker::ENGLISH.say(sentence));
    locales(sentence).fold(english, |option, (locale, said)| option.description_localized(locale, said))
}

/// A sentence under the names Discord has for our languages (its clients send these, and no others).
fn locales(sentence: Sentence) -> impl Iterator<Item = (&'static str, String)> {
    let named = |language| match language {
        Language::En => &[][..],
        Language::De => &["de"],
        Language::Fr => &["fr"],
        Language::Es => &["es-ES", "es-419"],
        Language::Pt => &["pt-BR"],
        Language::Ja => &["ja"],
    };
    Language::ALL.into_iter().flat_map(move |language| {
        named(language).iter().map(move |locale| (*locale, Speaker::plain(language).say(sentence)))
    })
}

fn subcommand(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::SubCommand, name, description)
}

fn text(name: &str, description: &str, longest: u16) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::String, name, description).max_length(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_permissions_are_the_number_the_invite_and_the_readme_name() {
        assert_eq!(PERMISSIONS.bits(), 274_878_024_704);
        assert!(invite_url("9").ends_with("client_id=9&scope=bot+applications.commands&permissions=274878024704"));
    }

    #[test]
    fn the_commands_are_what_discord_describes() {
        let body = definitions().expect("definitions");
        super::super::tests::valid("PUT", "/applications/1/commands", &body);
        insta::assert_json_snapshot!("commands", body);
    }
}
