//! B12 and B44–B46: what an operator may write, and how it is refused: exit code 2, naming file, key, value and remedy.
//!
//! Every file is given to the built program; most to `check`, which reads it exactly as `serve` does. Any text at all is
//! the fuzz target `configuration`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const TEAM: &str = "[[team]]\nname = \"Payments\"\ntimezone = \"Europe/Berlin\"\nchannels = [\"slack:C1\"]\n";
const SOURCE: &str =
    "[[source]]\nname = \"desk\"\npreset = \"zendesk\"\nteam = \"Payments\"\nauth = { secret_env = [\"DESK\"] }\n";
const GOOD: [(&str, &str); 5] = [
    ("SLACK_BOT_TOKEN", "xoxb-11-22-abcDEF"),
    ("SLACK_APP_TOKEN", "xapp-1-A0-33-abcdef"),
    ("DISCORD_TOKEN", "c2FuZGJveA.G0o0d0.discord-bot-abc"),
    ("DESK", "kept-in-the-desk-7f3a"),
    ("PATH", "/usr/bin:/bin"),
];

/// The program with this file and these variables and nothing else.
fn afterword(command: &str, file: &Path, variables: &[(&str, &str)]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_afterword"));
    program.args([command, "--config"]).arg(file).env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    program
}

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, text: impl AsRef<[u8]>) -> std::path::PathBuf {
        let path = self.0.path().join("mine.toml");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn check(&self, text: impl AsRef<[u8]>, variables: &[(&str, &str)]) -> Output {
        afterword("check", &self.file(text), variables).output().unwrap()
    }

    /// What `check` prints about a file that must be right.
    fn accepted(&self, text: &str) -> String {
        let output = self.check(text, &GOOD);
        assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it says about one that must be refused.
    fn refused(&self, text: impl AsRef<[u8]>) -> String {
        let output = self.check(&text, &GOOD);
        wrong(&output, &String::from_utf8_lossy(text.as_ref()))
    }
}

fn wrong(output: &Output, what: &str) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{what}\n{said}{}", String::from_utf8_lossy(&output.stdout));
    assert!(!said.contains("panicked") && said.len() < 4_000, "{said}");
    said
}

#[test]
fn b12_a_secret_that_is_empty_or_a_placeholder_keeps_the_program_from_starting_and_is_named() {
    let desk = Desk::new();
    let file = desk.file(format!("{TEAM}{SOURCE}"));
    let fillers = [
        "",
        " ",
        "\n",
        "changeme",
        "CHANGE_ME",
        "change-me!",
        "xoxb-...",
        "xoxb-…",
        "xapp-xxx",
        "xoxb-your-token",
        "your-token-here",
        "YOUR_SECRET",
        "<token>",
        "${TOKEN}",
        "{{ token }}",
        "****",
        "xxxxxxxx",
        "todo",
        "secret",
        "password",
        "test",
        "0000000000000000",
        "placeholder",
        "null",
    ];
    let names =
        ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DISCORD_TOKEN", "DISCORD_PUBLIC_KEY", "DESK"];
    for name in names {
        for filler in fillers {
            let mut variables: Vec<_> = GOOD.into_iter().filter(|(known, _)| *known != name).collect();
            variables.push((name, filler));
            let said = wrong(&afterword("check", &file, &variables).output().unwrap(), filler);
            assert!(said.contains(&format!("{name}: ")), "{name} = {filler:?}: {said}");
            assert!(said.contains("unset it if you do not use it"), "the remedy: {said}");
        }
        // The same from a file, and for `serve`.
        let secret = desk.0.path().join("secret");
        std::fs::write(&secret, "changeme\n").unwrap();
        let key = format!("{name}_FILE");
        let mut variables: Vec<_> = GOOD.into_iter().filter(|(known, _)| *known != name).collect();
        variables.push((&key, secret.to_str().unwrap()));
        let said = wrong(&afterword("serve", &file, &variables).output().unwrap(), &key);
        assert!(said.contains(&key) && said.contains("placeholder"), "{said}");
    }
    for name in ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DISCORD_TOKEN"] {
        for pasted in ["xoxb-1 2", "xapp-1\n2", "abc\u{a0}def", "abc\u{200b}", "abc\tdef"] {
            let pasted =
                if name == "SLACK_BOT_TOKEN" { pasted.replace("xapp", "xoxb") } else { pasted.replace("xoxb", "xapp") };
            let mut variables: Vec<_> = GOOD.into_iter().filter(|(known, _)| *known != name).collect();
            variables.push((name, &pasted));
            let said = wrong(&afterword("check", &file, &variables).output().unwrap(), &pasted);
            assert!(said.contains(name) && said.contains("paste it once more") && !said.contains(&pasted), "{said}");
        }
    }
}

#[test]
fn b44_a_schedule_or_zone_is_shown_with_its_next_three_times_or_refused_with_what_to_write() {
    let desk = Desk::new();
    let schedule = |written: &str| format!("{TEAM}schedule = {written:?}\n");
    for written in [
        "0 9 * * 1",
        "0 9 * * MON",
        "0 0 9 * * MON",
        "@weekly",
        "@hourly",
        "  0   9 * * mon  ",
        "30 8 1-7 * MON",
        "0 9 29 2 *",
    ] {
        let said = desk.accepted(&schedule(written));
        let times = said.lines().filter(|line| line.contains(" 20") && line.contains("(+")).count();
        assert_eq!(times, 3, "{written}: {said}");
    }
    for (written, told) in [
        ("* * * * *", "60 times an hour"),
        ("*/30 * * * *", "2 times an hour"),
        ("* 0 9 * * MON", "60 times an hour"),
        ("0 9 31 2 *", "would never fire"),
        ("60 9 * * 1", "the minute cannot be"),
        ("0 24 * * 1", "the hour cannot be"),
        ("0 9 * * 8", "the day of the week cannot be"),
        ("0 9 * 13 *", "the month cannot be"),
        ("0 9 * * 1 2027", "the day of the week cannot be"),
        ("0 0 9 * * 1 2027", "a seventh field"),
        ("0 9 * * L", "not supported"),
        ("0 9 * * 1#2", "not supported"),
        ("@yearly", "nickname"),
        ("", "empty"),
        ("   ", "empty"),
        ("weekly", "one field"),
        ("0 9 * *", "4 fields"),
        ("0 9 * * FRI-MON", "backwards"),
        ("０ ９ * * 1", "the minute cannot be"),
        ("0 9 * * MON; DROP TABLE", "a seventh field"),
        ("99999999999999999999 9 * * 1", "the minute cannot be"),
        ("*/0 9 * * 1", "not a step"),
    ] {
        let said = desk.refused(schedule(written));
        assert!(said.contains("mine.toml") && said.contains("schedule") && said.contains(told), "{written}: {said}");
    }
    let zone = |written: &str| TEAM.replace("Europe/Berlin", written);
    for written in ["EST5EDT", "UTC", "Asia/Kathmandu", "Pacific/Chatham", "America/Argentina/Buenos_Aires"] {
        assert!(desk.accepted(&zone(written)).contains(&format!("({written})")));
    }
    for (written, told) in [
        ("Mars/X", "no such time zone"),
        ("+05:30", "an offset is not a time zone"),
        ("UTC+2", "an offset is not a time zone"),
        ("europe/berlin", "did you mean \"Europe/Berlin\""),
        ("Berlin", "did you mean \"Europe/Berlin\""),
        ("", "no such time zone"),
        ("../../etc/passwd", "no such time zone"),
        ("/etc/localtime", "no such time zone"),
        ("Europe/Berlin ", "did you mean"),
    ] {
        let said = desk.refused(zone(written));
        assert!(said.contains("timezone") && said.contains(told), "{written}: {said}");
    }
}

#[test]
fn b45_a_file_that_cannot_be_meant_is_refused_with_its_key_its_value_and_what_to_write() {
    let desk = Desk::new();
    for (text, told) in [
        (format!("{TEAM}chanels = []\n"), vec!["chanels", "channels"]),
        (format!("[server]\nbnd = \"x\"\n{TEAM}"), vec!["server.bnd", "bind"]),
        (format!("[surveys]\ndelay = \"5m\"\n{TEAM}"), vec!["surveys", "survey"]),
        (format!("{TEAM}[team.survey]\ndelays = \"5m\"\n"), vec!["delays", "delay"]),
        (format!("{TEAM}{SOURCE}[source.outcome]\npth = \"/x\"\n"), vec!["pth"]),
        (format!("{TEAM}channels = \"slack:C1\"\n"), vec!["channels"]),
        (TEAM.replace("\"Payments\"", "7"), vec!["name", "7"]),
        (format!("[server]\nbind = 8080\n{TEAM}"), vec!["server.bind", "8080", "a text in quotes"]),
        (format!("[survey]\nsample = \"half\"\n{TEAM}"), vec!["survey.sample", "half"]),
        (format!("[survey]\nsample = nan\n{TEAM}"), vec!["survey.sample"]),
        (format!("[survey]\ndelay = 300\n{TEAM}"), vec!["survey.delay", "300"]),
        (format!("[survey]\npaused = \"no\"\n{TEAM}"), vec!["survey.paused", "no"]),
        (format!("survey = 5\n{TEAM}"), vec!["survey"]),
        ("team = \"Payments\"\n".to_owned(), vec!["team"]),
        (TEAM.replace("Payments", "Pay\\tments"), vec!["name", "control"]),
        (TEAM.replace("slack:C1", "#general"), vec!["channels", "#general", "slack:C0123"]),
        ("name = \"x\n".to_owned(), vec!["mine.toml", "line 1"]),
        (format!("{TEAM}name = \"Twice\"\n"), vec!["mine.toml", "line 5"]),
        ("\u{0}".to_owned(), vec!["mine.toml"]),
        ("- team: Payments\n\tzone: x\n".to_owned(), vec!["mine.toml", "line 1"]),
        (String::new(), vec!["team", "[[team]]"]),
    ] {
        let said = desk.refused(&text);
        told.iter().for_each(|part| assert!(said.contains(part), "{part:?} is missing: {said}\n{text}"));
    }
    assert!(desk.refused([0xff, 0xfe, 0x00]).contains("mine.toml"));
    // A tab between words, Windows' line ends and a byte order mark are how editors write, and mean nothing.
    desk.accepted(&TEAM.replace(" = ", "\t=\t"));
    desk.accepted(&TEAM.replace('\n', "\r\n"));
    desk.accepted(&format!("\u{feff}{TEAM}"));

    for missing in ["/no/such/file.toml", "/"] {
        let said = wrong(&afterword("serve", Path::new(missing), &GOOD).output().unwrap(), missing);
        assert!(said.contains(missing) && said.contains("--config"), "{said}");
    }
    let without = |name: &str| -> Vec<_> { GOOD.into_iter().filter(|(known, _)| *known != name).collect() };
    for name in ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DESK"] {
        let said = wrong(&desk.check(format!("{TEAM}{SOURCE}"), &without(name)), name);
        assert!(said.contains(name) && said.contains("not set"), "{said}");
    }
}

#[test]
fn b45_no_address_leads_into_a_private_network_or_through_the_clear() {
    let desk = Desk::new();
    for section in ["slack", "discord"] {
        let with = |url: &str| format!("[{section}]\napi_url = {url:?}\n{TEAM}");
        for url in [
            "http://169.254.169.254",
            "http://169.254.169.254/latest/meta-data",
            "https://169.254.169.254/",
            "http://2852039166/",
            "http://0xa9.0xfe.0xa9.0xfe/",
            "http://0251.0376.0251.0376/",
            "https://[::ffff:169.254.169.254]/",
            "https://[fd00:ec2::254]/",
            "https://[fe80::1]/",
            "https://10.0.0.1/api",
            "https://172.16.5.5/api",
            "https://192.168.1.1/api",
            "https://100.64.1.1/api",
            "https://0.0.0.0/",
            "https://[::]/",
            "http://10.0.0.1/api",
            "http://slack.com/api",
            "http://[2606:4700::1111]/",
            "file:///etc/passwd",
            "ftp://slack.com/",
            "gopher://127.0.0.1/",
            "javascript:alert(1)",
            "//slack.com/api",
            "slack.com/api",
            "https://",
            "https://me:pw@slack.com/api",
            "https://slack.com/api?token=1",
            "https://slack.com/api#x",
            "",
        ] {
            let said = desk.refused(with(url));
            assert!(said.contains(&format!("{section}.api_url")), "{url}: {said}");
            assert!(!said.contains("pw@"), "{said}");
        }
        for url in
            ["http://127.0.0.1:9001/api", "http://[::1]:9001/api", "http://localhost:9001/api", "https://slack.com/api"]
        {
            desk.accepted(&with(url));
        }
    }
}

#[cfg(unix)]
#[test]
fn b45_a_secret_file_that_anybody_may_read_is_pointed_out_and_one_that_is_none_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let file = desk.file(TEAM);
    let secret = desk.0.path().join("discord");
    std::fs::write(&secret, "c2FuZGJveA.G0o0d0.discord-bot-abc\n").unwrap();
    let with = |mode: u32, path: &Path| {
        if path.is_file() {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        afterword("check", &file, &[("DISCORD_TOKEN_FILE", path.to_str().unwrap())]).output().unwrap()
    };
    let open = with(0o644, &secret);
    assert!(open.status.success());
    assert!(String::from_utf8_lossy(&open.stdout).contains("chmod 600"), "{}", String::from_utf8_lossy(&open.stdout));
    assert!(!String::from_utf8_lossy(&with(0o600, &secret).stdout).contains("chmod 600"));
    for not_one in [desk.0.path().to_path_buf(), desk.0.path().join("missing"), "/dev/zero".into()] {
        let said = wrong(&with(0o600, &not_one), "no secret file");
        assert!(said.contains("DISCORD_TOKEN_FILE"), "{said}");
    }
    std::fs::write(desk.0.path().join("binary"), [0xff, 0xfe, 0x00]).unwrap();
    std::fs::write(desk.0.path().join("large"), vec![b'x'; 1 << 20]).unwrap();
    for name in ["binary", "large"] {
        assert!(wrong(&with(0o600, &desk.0.path().join(name)), name).contains("DISCORD_TOKEN_FILE"));
    }
}

/// A server that answers everything with these lines, and counts who came.
fn server(answer: String) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, came) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&came);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream: TcpStream = stream.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            drop(stream.read(&mut [0; 4_096]));
            drop(stream.write_all(answer.as_bytes()));
        }
    });
    (port, came)
}

#[test]
fn b45_a_redirect_is_not_followed_so_no_token_goes_where_it_points() {
    let (target, reached) = server("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned());
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let away = format!(
            "HTTP/1.1 {status}\r\nlocation: http://127.0.0.1:{target}/stolen\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let (port, asked) = server(away);
        let desk = Desk::new();
        let database = format!("sqlite://{}", desk.0.path().join("a.db").display());
        let base = format!("api_url = \"http://127.0.0.1:{port}/api\"");
        let file = desk.file(format!(
            "[server]\nbind = \"127.0.0.1:0\"\n[database]\nurl = {database:?}\n[slack]\n{base}\n[discord]\n{base}\n{TEAM}"
        ));
        let mut program = afterword("serve", &file, &GOOD).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while asked.load(Ordering::SeqCst) < 2 && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(300));
        program.kill().unwrap();
        program.wait().unwrap();
        assert!(asked.load(Ordering::SeqCst) >= 2, "both platforms were asked");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0, "a redirect was followed");
}

#[test]
fn b46_what_contradicts_itself_is_refused_and_both_places_are_named() {
    let desk = Desk::new();
    let other = TEAM.replace("Payments", "Login");
    let route = "support_channels = [\"slack:C9\"]\n";
    let second = SOURCE.replace("\"desk\"", "\"desk2\"");
    let cases = [
        (format!("{TEAM}{route}{other}{route}"), vec!["support_channels", "team \"Payments\"", "team \"Login\""]),
        (format!("{TEAM}support_channels = [\"slack:C9\", \"slack:C9\"]\n"), vec!["support_channels", "listed twice"]),
        (TEAM.replace("[\"slack:C1\"]", "[\"slack:C1\", \"slack:C1\"]"), vec!["channels", "listed twice"]),
        (format!("{TEAM}{TEAM}"), vec!["two teams have this name"]),
        (format!("{TEAM}{}", TEAM.replace("Payments", "PAYMENTS")), vec!["two teams have this name"]),
        (format!("{TEAM}{SOURCE}{SOURCE}"), vec!["two sources have this name", "desk"]),
        (format!("{TEAM}{SOURCE}{second}"), vec!["source \"desk2\"", "source \"desk\"", "must not share a secret"]),
        (
            format!("{TEAM}{}", SOURCE.replace("Payments", "Paymants")),
            vec!["source \"desk\"", "team", "Paymants", "Payments"],
        ),
        (format!("{TEAM}agents = [\"slack:U1\", \"slack:U1\"]\n"), vec!["agents", "listed twice"]),
        (format!("{TEAM}instruments = [\"ces7\", \"ces7\"]\n"), vec!["instruments", "the same question twice"]),
    ];
    for (text, told) in cases {
        let said = desk.refused(&text);
        told.iter().for_each(|part| assert!(said.contains(part), "{part:?} is missing: {said}\n{text}"));
    }
    // Two names for one secret are one secret all the same; it is not shown.
    let two = format!("{TEAM}{SOURCE}{}", second.replace("DESK", "DESK_TWO"));
    let variables = [&GOOD[..], &[("DESK_TWO", "kept-in-the-desk-7f3a")]].concat();
    let said = wrong(&desk.check(two, &variables), "one secret");
    assert!(said.contains("same secret") && said.contains("desk2") && said.contains("\"desk\""), "{said}");
    assert!(!said.contains("kept-in-the-desk"), "{said}");
}
