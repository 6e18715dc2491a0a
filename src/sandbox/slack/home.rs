//! App Homes and user groups: `views.publish`, `usergroups.users.list`, and what people do with a Home.
//!
//! Knows that a Home belongs to one person and that reading groups needs a scope. Shapes are checked by `view_limits`.

use serde_json::{Value, json};

use super::super::seen::Seen;
use super::super::world::State;
use super::args::Call;
use super::people::Slack;
use super::{HERE, Refusal, issue_trigger, limits, payloads, show, view_limits, with_ids};
use crate::sandbox::journal::What;

/// `views.publish`.
pub(super) fn publish(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let user = call.need("user_id")?;
    let Some(person) = s.cast.people.iter().find(|p| p.slack == user).map(|p| p.key.clone()) else {
        return Err(Refusal::because("invalid_arguments", "no such user"));
    };
    let invalid = |_| Refusal::because("invalid_arguments", "view is not JSON");
    let mut given = limits::structured(call.args.get("view")).map_err(invalid)?;
    view_limits::home(&given, &|id| super::chat::knows_file(s, id))?;
    given["blocks"] = with_ids(s, given["blocks"].take());
    let id = s.slack.homes.get(&person).and_then(|h| h["id"].as_str()).map(str::to_owned);
    let id = id.unwrap_or_else(|| format!("VH{:08}", s.serial()));
    let view = payloads::view(s, &id, &given);
    s.slack.homes.insert(person.clone(), view.clone());
    s.note(HERE, What::FormOpened { person, form: view.clone() });
    Ok(json!({ "view": view }))
}

/// `usergroups.users.list`. The one read that is held to its scope.
pub(super) fn group_members(s: &State, call: &Call) -> Result<Value, Refusal> {
    let group = call.need("usergroup")?;
    let granted = s.slack.scopes.to_str().unwrap_or_default();
    if !granted.split(',').any(|scope| scope.trim() == "usergroups:read") {
        return Err(Refusal::new("missing_scope"));
    }
    let Some(keys) = s.slack.groups.get(group) else { return Err(Refusal::new("no_such_subteam")) };
    let users: Vec<&str> = keys.iter().filter_map(|key| s.person(key)).map(|p| p.slack.as_str()).collect();
    Ok(json!({ "users": users }))
}

impl Slack<'_> {
    /// From now on exactly these people are in the user group.
    pub fn set_group(&self, id: &str, people: &[&str]) {
        let people = people.iter().map(|key| (*key).to_owned()).collect();
        self.world().change(|s| s.slack.groups.insert(id.to_owned(), people));
    }

    /// A person opens the app's Home; the Home as it then looks is [`Seen::form`].
    pub async fn open_home(&self, user: &str) -> Seen {
        let act = self.prepare(user, "dm", "open_home", json!({}), |s, person, channel| {
            let mut event = json!({ "type": "app_home_opened", "user": person.slack, "channel": channel, "tab": "home",
                "event_ts": format!("{}.{:06}", s.now() / 1000, s.serial() % 1_000_000) });
            if let Some(view) = s.slack.homes.get(&person.key) {
                event["view"] = view.clone();
            }
            Ok(("events_api", super::people::event_callback(s, &event)))
        });
        self.carry_out(act, &|code| format!("The Home did not load: {code}")).await
    }

    /// Presses a button of the person's Home; how the Home then looks is [`Seen::form`].
    pub async fn press_home(&self, user: &str, control: &str) -> Seen {
        let act = self.prepare(user, "dm", "press_home", json!({ "control": control }), |s, person, channel| {
            let view = s.slack.homes.get(&person.key).cloned().ok_or("the Home was never opened")?;
            let mut action = super::people::button_in(&view["blocks"], control).ok_or("no such button in the Home")?;
            action["action_ts"] = json!(format!("{}.{:03}{:03}", s.now() / 1000, s.now() % 1000, s.serial() % 1_000));
            let trigger = issue_trigger(s, &person.key, channel);
            Ok(("interactive", payloads::home_action(s, person, &view, action, &trigger)))
        });
        self.carry_out(act, &|code| format!("The app did not respond to the button: {code}")).await
    }

    /// The person's Home in words, a block a line; `None` if the app never published one.
    pub fn home_text(&self, user: &str) -> Option<String> {
        self.world().read(|s| {
            let key = &s.person(user)?.key;
            s.slack.homes.get(key).map(|view| show::words_of(s, &view["blocks"]))
        })
    }
}
