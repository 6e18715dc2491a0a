//! Helpdesks, their presets and their secrets.

use super::*;

#[test]
fn a_preset_needs_a_name_a_team_and_a_secret() {
    let settings = load(&format!("{TEAM}{SOURCE}")).unwrap();
    let source = &settings.sources[0];
    assert_eq!((source.name.as_str(), source.team.as_str(), source.vendor.as_str()), ("desk", "Payments", "zendesk"));
    assert!(matches!(&source.auth, Auth::Hmac(signed) if signed.header == "X-Zendesk-Webhook-Signature"));
    let wrong = |lines: &str| wrong(&format!("{TEAM}[[source]]\n{lines}\n"));
    assert!(wrong("team = \"Payments\"\nauth = { secret_env = [\"DESK\"] }").contains("source[0].name: is missing"));
    assert!(wrong("name = \"desk\"\nteam = \"Payments\"").contains("secret_env: is missing"));
    assert!(
        wrong("name = \"desk\"\nteam = \"payments\"\nauth = { secret_env = [\"DESK\"] }")
            .contains("did you mean \"Payments\"?")
    );
    assert!(wrong("name = \"desk\"\npreset = \"zendask\"\nteam = \"Payments\"").contains("no such preset"));
    for name in ["slack", "discord", "Desk", "a/b", "..", "ü"] {
        assert!(
            wrong(&format!("name = {name:?}\nteam = \"Payments\"\nauth = {{ scheme = \"none\" }}"))
                .contains(".name = "),
            "{name}"
        );
    }
}

#[test]
fn a_source_s_secrets_are_named_never_shown() {
    let with = |auth: &str| {
        wrong(&format!("{TEAM}[[source]]\nname = \"desk\"\npreset = \"zendesk\"\nteam = \"Payments\"\nauth = {auth}\n"))
    };
    let unset = with("{ secret_env = [\"DESK\", \"DESK_OLD\"] }");
    assert!(
        unset.contains("source \"desk\".auth.secret_env[1] = \"DESK_OLD\": not set; set DESK_OLD (or DESK_OLD_FILE)"),
        "{unset}"
    );
    for pasted in [
        "{ secret_env = [\"hunter2!\"] }",
        "{ secret = \"hunter2!\" }",
        "{ secret_env = [\"DESK\"], scheme = { hunter2 = 1 } }",
    ] {
        let error = with(pasted);
        assert!(!error.contains("hunter2!"), "{error}");
    }
}

#[test]
fn two_sources_share_neither_a_name_nor_a_secret() {
    let again = |name: &str, variable: &str| {
        format!(
            "[[source]]\nname = {name:?}\npreset = \"zendesk\"\nteam = \"Payments\"\nauth = {{ secret_env = [{variable:?}] }}\n"
        )
    };
    let error = wrong(&format!("{TEAM}{SOURCE}{}", again("desk", "OTHER")));
    assert!(error.contains("already at source \"desk\".name; two sources have this name"), "{error}");
    let error = wrong(&format!("{TEAM}{SOURCE}{}", again("desk2", "DESK")));
    assert!(
        error.contains("source \"desk2\".auth.secret_env[0]") && error.contains("already at source \"desk\""),
        "{error}"
    );
    let same = [("DESK", "kept-in-the-desk"), ("OTHER", "kept-in-the-desk")];
    let error = load_with(&format!("{TEAM}{SOURCE}{}", again("desk2", "OTHER")), &same).unwrap_err().to_string();
    assert!(error.contains("holds the same secret as source \"desk\""), "{error}");
    assert!(!error.contains("kept-in-the-desk"));
}

#[test]
fn what_a_source_maps_is_laid_over_its_preset() {
    let text =
        format!("{TEAM}{SOURCE}[source.map]\n\"customer.slack\" = \"/ticket/slack_id\"\nextra.plan = \"/plan\"\n");
    let source = load(&text).unwrap().sources.remove(0);
    assert!(source.mapping.get("ticket_id").is_some(), "the preset's own names stay");
    let body = br#"{"event":"ticket.solved","plan":"gold","ticket":{"id":7,"slack_id":"U07"}}"#;
    let event = source.explain(&HeaderView::default(), body, Timestamp::UNIX_EPOCH, Signature::Skipped).unwrap();
    assert_eq!(event["customer"]["slack"], "U07");
    assert_eq!(event["extra"]["plan"], "gold");
    let text = format!("{TEAM}{SOURCE}[source.map]\nticket_id = \"/n\"\n");
    let source = load(&text).unwrap().sources.remove(0);
    assert!(source.mapping.get("subject").is_none(), "a map of one's own replaces the preset's");
}

#[test]
fn rules_of_a_source_that_cannot_work_are_refused() {
    let base = format!("{TEAM}[[source]]\nname = \"acme\"\nteam = \"Payments\"\n");
    for (lines, part) in [
        (
            "auth = { scheme = \"hmac\", header = \"X\", algo = \"sha1\", secret_env = [\"DESK\"] }",
            "this version signs with \"sha256\" only",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{timestamp}\", secret_env = [\"DESK\"] }",
            "{body} exactly once",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{timestamp}{body}\", secret_env = [\"DESK\"] }",
            "timestamp_header: is missing",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{body}\", timestamp_header = \"T\", secret_env = [\"DESK\"] }",
            "protects nothing",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{url}{body}\", secret_env = [\"DESK\"] }",
            "{url} comes in a later version",
        ),
        ("auth = { scheme = \"bearer\", secret_env = [\"DESK\"] }", "comes in a later version"),
        ("auth = { scheme = \"magic\", secret_env = [\"DESK\"] }", "write \"hmac\", \"token\" or \"none\""),
        ("auth = { scheme = \"hmac\", header = \"X Y\", secret_env = [\"DESK\"] }", "not the name of a header"),
        ("auth = { secret_env = [\"DESK\"], tolerance_s = 0 }", "whole seconds from 1 to 3600"),
        (
            "auth = { scheme = \"none\" }\nmatch = { closed = { path = \"event\", in = [\"x\"] } }",
            "JMESPath is not in this version",
        ),
        ("auth = { scheme = \"none\" }\nmatch = { closed = { path = \"/event\", in = [] } }", "list at least one word"),
        ("auth = { scheme = \"none\" }\nmatch = { closed = { path = \"/event\" } }", "closed.in: is missing"),
        ("auth = { scheme = \"none\" }\nmatch = { items = \"events\" }", "not a JSON Pointer"),
        ("auth = { scheme = \"none\" }\nmap = { tiket_id = \"/id\" }", "did you mean \"ticket_id\"?"),
        ("auth = { scheme = \"none\" }\nmap = { \"customer.mail\" = \"/id\" }", "did you mean \"customer."),
        (
            "auth = { scheme = \"none\" }\noutcome = { path = \"/o\", map = { dup = \"doppelt\" } }",
            "write \"resolved\" or",
        ),
    ] {
        let error = wrong(&format!("{base}{lines}\n"));
        assert!(error.contains(part), "{lines}\ngave {error}");
    }
}

#[test]
fn a_rule_may_be_a_list_and_its_words_numbers() {
    let text = format!(
        "{TEAM}[[source]]\nname = \"acme\"\nteam = \"Payments\"\nauth = {{ scheme = \"none\" }}\n[source.match]\n\
         closed = [{{ path = \"/to\", in = [4, 5], unless_prev = {{ path = \"/from\", in = [4, 5] }} }}]\n\
         [source.map]\nticket_id = \"/id\"\n\"chat.platform\" = {{ value = \"discord\" }}\n\"chat.thread\" = \"/thread\"\n"
    );
    let source = load(&text).unwrap().sources.remove(0);
    let read =
        |body: &str| source.read(&HeaderView::default(), body.as_bytes(), Timestamp::UNIX_EPOCH).unwrap().remove(0);
    let closed = read(r#"{"id": 9, "from": 2, "to": 4, "thread": "1098"}"#);
    assert_eq!(closed.kind, crate::domain::ticket::EventKind::Closed);
    let chat = closed.chat.unwrap();
    assert_eq!((chat.channel.to_string().as_str(), chat.own_thread), ("discord:1098", true));
    assert_eq!(read(r#"{"id": 9, "from": 4, "to": 5}"#).kind, crate::domain::ticket::EventKind::Other);
}

fn handing_back(lines: &str) -> String {
    format!("{TEAM}{SOURCE}[source.handback]\n{lines}\n")
}

#[test]
fn a_source_may_say_how_a_link_is_handed_back_to_it() {
    let lines = "url = \"https://desk.example/t/{{ ticket.id }}\"\nbody = '{\"note\": \"{{ link }}\"}'\n\
                 headers = { Authorization = { prefix = \"Bearer \", secret_env = \"API\" }, X-Way = \"note\" }";
    let secrets = [("DESK", "kept-in-the-desk"), ("API", "an-api-token")];
    let settings = load_with(&handing_back(lines), &secrets).unwrap_or_else(|e| panic!("{e}"));
    let call = settings.sources[0].hand_back.as_ref().expect("read");
    assert_eq!((call.method.as_str(), call.headers.len()), ("POST", 2));
    assert!(settings.warnings.join("\n").contains("server.public_url is not"), "{:?}", settings.warnings);
    assert!(!format!("{settings:?}").contains("an-api-token"));
}

#[test]
fn a_call_that_would_reach_inside_hand_nothing_over_or_show_a_secret_is_refused() {
    let url = "url = \"https://desk.example/t\"";
    let body = "body = '{\"n\": \"{{ link }}\"}'";
    for (lines, part) in [
        (format!("url = \"http://desk.example/t\"\n{body}"), "write https://"),
        (format!("url = \"https://10.0.0.7/t\"\n{body}"), "inside a private network"),
        (format!("url = \"http://169.254.169.254/t\"\n{body}"), "link-local"),
        (format!("url = \"https://{{{{ ticket.id }}}}.example/t\"\n{body}"), "stands in the host"),
        (format!("url = \"https://desk.example/{{{{ comment }}}}\"\n{body}"), "no such place"),
        (body.to_owned(), "say whom to call"),
        (format!("{url}\nbody = '{{\"n\": \"x\"}}'"), "nothing would be handed back"),
        (format!("{url}\nbody = '{{\"n\": {{{{ link }}}}}}'"), "is not JSON"),
        (format!("{url}\n{body}\nmethod = \"GET\""), "write \"POST\" or \"PUT\" or \"PATCH\""),
        (
            format!("{url}\n{body}\nheaders = {{ Authorization = \"Bearer abc\" }}"),
            "secrets are not read from settings",
        ),
        (format!("{url}\n{body}\nheaders = {{ X-A = {{ secret_env = \"UNSET\" }} }}"), "not set"),
    ] {
        let error =
            load_with(&handing_back(&lines), &[("DESK", "kept-in-the-desk")]).map(drop).unwrap_err().to_string();
        assert!(error.contains(part), "{lines} gave {error}");
        assert!(!error.contains("Bearer abc"), "{error}");
    }
}

#[test]
fn one_person_may_have_several_accounts_and_one_account_one_person() {
    let person = |list: &str| format!("[[person]]\nidentities = {list}\n");
    let mia = person("[\"slack:U1\", \"discord:22\", \"Mia@example.com\"]");
    let settings = load(&format!("{TEAM}{mia}")).unwrap();
    assert_eq!(settings.people.len(), 1);
    assert_eq!(settings.people[0][2].to_string(), "mia@example.com");
    for (more, part) in [
        (person("[\"slack:U9\", \"mia@example.com\"]"), "one identity is one person's only"),
        (person("[\"slack:U9\"]"), "links nothing"),
        (person("[\"slack:U9\", \"somebody\"]"), "person[1].identities[1]"),
        ("[[person]]\nname = \"Mia\"\n".to_owned(), "there is no such key"),
    ] {
        let error = wrong(&format!("{TEAM}{mia}{more}"));
        assert!(error.contains(part), "{more} gave {error}");
    }
}
