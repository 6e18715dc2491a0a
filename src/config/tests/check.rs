//! What `afterword check` says.

use super::*;

#[test]
fn what_is_allowed_but_hardly_meant_is_a_warning() {
    let settings = load(&format!(
        "{}[[source]]\nname = \"acme\"\nteam = \"Payments\"\nauth = {{ scheme = \"none\" }}\n",
        team_with("channels = [\"slack:C1\"]")
    ))
    .unwrap();
    let all = settings.warnings.join("\n");
    for part in [
        "nobody can be asked and nothing posted",
        "slack:C1 is on Slack, which has no token",
        "no agents and no managers",
        "no case_channel and no managers, so nobody is told of a low score",
        "anybody who can reach it can close tickets",
    ] {
        assert!(all.contains(part), "{part} is not in\n{all}");
    }
}

#[test]
fn check_shows_what_to_enter_where_a_platform_calls_us() {
    let key = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
    let secrets = [
        ("SLACK_BOT_TOKEN", "xoxb-1-a"),
        ("SLACK_SIGNING_SECRET", "5a6e"),
        ("DISCORD_TOKEN", "abc"),
        ("DISCORD_PUBLIC_KEY", key),
    ];
    let text = format!(
        "[server]\npublic_url = \"https://aw.example.com/\"\n[slack]\ntransport = \"http\"\n\
         [discord]\ntransport = \"http\"\n{}",
        team_with("channels = [\"slack:C1\"]")
    );
    let told = load_with(&text, &secrets).unwrap().describe_check(Timestamp::UNIX_EPOCH);
    insta::assert_snapshot!(told.lines().take(5).collect::<Vec<_>>().join("\n"), @r#"
    Slack on, Discord on
      Slack calls    https://aw.example.com/slack/events  (Event Subscriptions)
                     https://aw.example.com/slack/interactions  (Interactivity & Shortcuts)
                     https://aw.example.com/slack/commands  (Slash Commands)
      Discord calls  https://aw.example.com/discord/interactions  (Interactions Endpoint URL)
    "#);
}

#[test]
fn check_shows_the_next_three_scorecards_on_the_team_s_own_clock() {
    let tokens = [("SLACK_BOT_TOKEN", "xoxb-1-a"), ("SLACK_APP_TOKEN", "xapp-1-a"), ("DESK", "kept-in-the-desk")];
    let text = format!(
        "[server]\npublic_url = \"https://aw.example.com/\"\n{}{SOURCE}",
        team_with("channels = [\"slack:C1\"]\nagents = [\"slack:U1\"]\ncase_channel = \"slack:C2\"")
    );
    let now: Timestamp = "2026-10-13T12:00:00Z".parse().unwrap();
    insta::assert_snapshot!(load_with(&text, &tokens).unwrap().describe_check(now), @r#"
    Slack on, Discord off (no token)

    Team Payments
      questions  ces7, csat5 (the second follows the first)
      posted in  slack:C1
      schedule   0 9 * * MON (Europe/Berlin)
      next       Mon 2026-10-19 09:00 CEST (+02:00)
                 Mon 2026-10-26 09:00 CET (+01:00)
                 Mon 2026-11-02 09:00 CET (+01:00)

    Source desk (zendesk) → team Payments
      hook       POST https://aw.example.com/hooks/desk
    "#);
}
