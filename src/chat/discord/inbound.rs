//! What people do on Discord, as [`Inbound`].
//!
//! Knows interactions. Refuses to trust anything but what Discord itself vouches for (who, where, which message), and
//! to lose an act because a part of the payload nobody reads has a new shape: that part is cut off before serenity's
//! types see it.

use serde_json::{Value, json};
use serenity::model::application::{
    CommandInteraction, CommandType, ComponentInteraction, Interaction, ModalInteraction, ResolvedOption,
    ResolvedTarget, ResolvedValue,
};
use serenity::model::channel::{ChannelType, Message, MessageFlags, PartialChannel};
use serenity::model::guild::Member;
use serenity::model::id::{ChannelId, GuildId};
use serenity::model::user::User;

use super::answer::Origin;
use super::{commands, form};
use crate::chat::{Actor, Command, Groups, Inbound, Scene};
use crate::domain::Timestamp;
use crate::domain::ids::{Channel, Identity, MessageRef, Platform};
use crate::domain::ticket::clean_text;

const EXCERPT: usize = 80;
const LONGEST: usize = 255;
const LOCALE: usize = 35;
/// Longer than a promise may be, so that whoever cuts it can say so.
const PROMISE_TYPED: usize = 1_000;

/// An interaction we know what to do with, and what it takes to answer it.
#[derive(Debug)]
pub(super) struct Act {
    /// For the receiver.
    pub(super) inbound: Inbound,
    /// For the answer.
    pub(super) origin: Origin,
}

/// Reads `INTERACTION_CREATE`. The error says which kind of thing was not understood, never what it held.
pub(super) fn read(mut raw: Value) -> Result<Act, &'static str> {
    narrow(&mut raw);
    match serde_json::from_value::<Interaction>(raw) {
        Ok(Interaction::Command(i)) => command(&i),
        Ok(Interaction::Component(i)) => Ok(press(&i)),
        Ok(Interaction::Modal(i)) => Ok(submit(&i)),
        Ok(_) => Err("an interaction of a kind we never ask for"),
        Err(_) => Err("an interaction that does not parse"),
    }
}

/// Cuts off what we never read and fills in what serenity insists on.
fn narrow(raw: &mut Value) {
    let Some(top) = raw.as_object_mut() else { return };
    top.insert("entitlements".to_owned(), json!([]));
    top.remove("authorizing_integration_owners");
    for (key, value) in [("attachment_size_limit", json!(0)), ("version", json!(1)), ("locale", json!("en-US"))] {
        top.entry(key).or_insert(value);
    }
    if let Some(message) = top.get_mut("message") {
        narrow_message(message);
    }
    let messages = raw.pointer_mut("/data/resolved/messages").and_then(Value::as_object_mut);
    for message in messages.into_iter().flat_map(|m| m.values_mut()) {
        narrow_message(message);
    }
}

/// A message down to who wrote it, where, what and when.
fn narrow_message(message: &mut Value) {
    const READ: [&str; 9] =
        ["id", "channel_id", "author", "content", "timestamp", "type", "flags", "webhook_id", "guild_id"];
    let Some(fields) = message.as_object_mut() else { return };
    fields.retain(|key, _| READ.contains(&key.as_str()));
    for list in ["mentions", "mention_roles", "attachments", "embeds"] {
        fields.insert(list.to_owned(), json!([]));
    }
    for no in ["tts", "mention_everyone", "pinned"] {
        fields.insert(no.to_owned(), json!(false));
    }
    fields.entry("content").or_insert(json!(""));
    fields.entry("type").or_insert(json!(0));
    fields.entry("timestamp").or_insert(json!("1970-01-01T00:00:00Z"));
}

fn command(i: &CommandInteraction) -> Result<Act, &'static str> {
    let by = acting(&i.user, i.member.as_deref(), i.guild_id, &i.locale);
    let at = scene(i.guild_id, i.channel.as_ref(), i.channel_id);
    let dedupe = i.id.to_string();
    let inbound = match (i.data.kind, i.data.target()) {
        (CommandType::Message, Some(ResolvedTarget::Message(message))) if i.data.name == commands::CLOSE_AND_ASK => {
            Inbound::CloseAndAsk {
                by,
                at,
                customer: author(message),
                excerpt: clean_text(&message.content, EXCERPT),
                message_id: message.id.to_string(),
                dedupe,
            }
        }
        (CommandType::ChatInput, _) if i.data.name == commands::SLASH => {
            Inbound::Command { by, at, command: slash(&i.data.options()), dedupe }
        }
        _ => return Err("a command that is not ours"),
    };
    Ok(Act { inbound, origin: Origin::command(i.id.to_string(), i.token.clone()) })
}

fn slash(options: &[ResolvedOption<'_>]) -> Command {
    let Some(ResolvedOption { name, value: ResolvedValue::SubCommand(given), .. }) = options.first() else {
        return Command::Help { not_understood: None };
    };
    let longer = |wanted: &str, most: usize| {
        given.iter().filter(|o| o.name == wanted).find_map(|o| match o.value {
            ResolvedValue::String(s) => clean_text(s, most),
            _ => None,
        })
    };
    let text = |wanted: &str| longer(wanted, LONGEST);
    let switched_on =
        |wanted: &str| given.iter().any(|o| o.name == wanted && matches!(o.value, ResolvedValue::Boolean(true)));
    let person = || {
        given.iter().find_map(|o| match o.value {
            ResolvedValue::User(user, member) => Some(actor(user, member.and_then(|m| m.nick.as_deref()), None)),
            _ => None,
        })
    };
    match *name {
        "close" => Command::Close { customer: person(), subject: text("subject"), no_survey: text("no_survey") },
        "why" => match text("ticket") {
            Some(ticket) => Command::Why { ticket },
            None => Command::Help { not_understood: Some("why".to_owned()) },
        },
        "credit" => match text("ticket") {
            Some(ticket) => Command::Credit { ticket, agent: person(), reason: text("reason") },
            None => Command::Help { not_understood: Some("credit".to_owned()) },
        },
        "me" => match text("messages").as_deref() {
            None => Command::Me { messages: None },
            Some("on") => Command::Me { messages: Some(true) },
            Some("off") => Command::Me { messages: Some(false) },
            Some(other) => Command::Help { not_understood: clean_text(&format!("me {other}"), LONGEST) },
        },
        "promise" => Command::Promise { text: longer("text", PROMISE_TYPED) },
        "pause" => Command::Pause { team: text("team") },
        "resume" => Command::Resume { team: text("team") },
        "scorecard" if switched_on("post") => Command::PostScorecard { team: text("team"), week: text("week") },
        "compare" => match text("date") {
            Some(date) => Command::Compare { date, team: text("team") },
            None => Command::Help { not_understood: Some("compare".to_owned()) },
        },
        "scorecard" => Command::Scorecard { team: text("team"), week: text("week") },
        "cases" => Command::Cases,
        "link" => {
            Command::Link { person: person().map(|c| c.identity), other: text("other").and_then(|t| account(&t)) }
        }
        "unlink" => Command::Unlink { other: text("other").and_then(|t| account(&t)) },
        "preview" => Command::Preview { language: text("language") },
        "status" => Command::Status,
        "dashboard" => Command::Dashboard,
        "stop-asking" => Command::StopAsking,
        "ask-me" => Command::AskMe,
        "help" => Command::Help { not_understood: None },
        other => Command::Help { not_understood: clean_text(other, LONGEST) },
    }
}

/// An account as it is written in configuration, or mentioned.
fn account(written: &str) -> Option<Identity> {
    let mentioned = written.strip_prefix("<@").and_then(|w| w.strip_suffix('>')).map(|id| format!("discord:{id}"));
    mentioned.as_deref().unwrap_or(written).parse().ok()
}

fn press(i: &ComponentInteraction) -> Act {
    let private = is_private(&i.message);
    let inbound = Inbound::Press {
        by: acting(&i.user, i.member.as_ref(), i.guild_id, &i.locale),
        at: scene(i.guild_id, i.channel.as_ref(), i.channel_id),
        control: i.data.custom_id.clone(),
        message: (!private)
            .then(|| MessageRef { channel: channel(i.message.channel_id), id: i.message.id.to_string() }),
        made: moment(i.id.get()),
        dedupe: i.id.to_string(),
    };
    Act { inbound, origin: Origin::button(i.id.to_string(), i.token.clone(), private) }
}

/// The moment that is in every id Discord makes: its upper bits are milliseconds since 2015 began.
fn moment(id: u64) -> Option<Timestamp> {
    let since = i64::try_from(id >> 22).ok()?;
    Timestamp::from_millisecond(since.checked_add(1_420_070_400_000)?).ok()
}

fn submit(i: &ModalInteraction) -> Act {
    let inbound = Inbound::Submit {
        by: acting(&i.user, i.member.as_ref(), i.guild_id, &i.locale),
        control: i.data.custom_id.clone(),
        fields: form::read(&i.data.components),
        dedupe: i.id.to_string(),
    };
    let private = i.message.as_deref().map(is_private);
    Act { inbound, origin: Origin::form(i.id.to_string(), i.token.clone(), private) }
}

fn is_private(message: &Message) -> bool {
    message.flags.is_some_and(|f| f.contains(MessageFlags::EPHEMERAL))
}

fn author(message: &Message) -> Option<Actor> {
    let mut author = actor(&message.author, None, None);
    // A webhook's "author" is a name it chose for itself.
    author.is_bot |= message.webhook_id.is_some();
    Some(author)
}

/// Whoever acted, with the roles they have where they did.
fn acting(user: &User, member: Option<&Member>, guild: Option<GuildId>, locale: &str) -> Actor {
    let mut by = actor(user, member.and_then(|m| m.nick.as_deref()), Some(locale));
    by.groups = member.zip(guild).map(|(member, guild)| Groups {
        guild: guild.to_string(),
        roles: member.roles.iter().map(ToString::to_string).collect(),
    });
    by
}

fn actor(user: &User, nick: Option<&str>, locale: Option<&str>) -> Actor {
    let name = nick.or(user.global_name.as_deref()).unwrap_or(&user.name);
    Actor {
        identity: Identity::discord(user.id.to_string()),
        name: clean_text(name, 80),
        is_bot: user.bot || user.system,
        locale: locale.and_then(|tag| clean_text(tag, LOCALE)),
        groups: None,
    }
}

fn scene(guild: Option<GuildId>, partial: Option<&PartialChannel>, id: ChannelId) -> Scene {
    let own_thread = match partial {
        Some(channel) => is_own_thread(channel.kind),
        None => guild.is_none(),
    };
    let parent = partial.filter(|_| guild.is_some() && own_thread).and_then(|thread| thread.parent_id);
    Scene {
        installation: guild.map(|g| g.to_string()).unwrap_or_default(),
        channel: channel(id),
        parent: parent.map(channel),
        thread: None,
        own_thread,
    }
}

fn is_own_thread(kind: ChannelType) -> bool {
    matches!(
        kind,
        ChannelType::NewsThread | ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::Private
    )
}

/// A channel of Discord's.
pub(super) fn channel(id: ChannelId) -> Channel {
    Channel { platform: Platform::Discord, id: id.to_string() }
}
