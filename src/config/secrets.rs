//! Secrets: from the environment, or from a file the environment names.
//!
//! Knows what is no secret at all: nothing, a placeholder, a left-over template. Refuses to say a secret's value in any
//! error, and to read one from a file of settings.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::SecretString;

use super::error::ConfigError;

/// Longest secret file read; more is a wrong path.
const MAX_BYTES: u64 = 64 * 1024;

/// A secret, where one was given.
pub(super) struct Given {
    /// The secret.
    pub secret: SecretString,
    /// Something to tell the operator about how it is kept.
    pub warning: Option<String>,
}

/// The secret called `name`: its variable, or the file that `name_FILE` points to. `None` if neither is set.
pub(super) fn secret(env: &BTreeMap<String, String>, name: &str) -> Result<Option<Given>, ConfigError> {
    let file_variable = format!("{name}_FILE");
    let wrong = |key: &str, value: Option<String>, problem: String| ConfigError {
        place: "environment".into(),
        key: key.to_owned(),
        value,
        problem,
    };
    let (text, key, warning) = match (env.get(name), env.get(&file_variable)) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            let problem = format!("{file_variable} is set too; which of them is meant? Unset one");
            return Err(wrong(name, None, problem));
        }
        (Some(value), None) => (value.clone(), name, None),
        (None, Some(path)) => {
            let text = read(Path::new(path)).map_err(|why| wrong(&file_variable, Some(format!("{path:?}")), why))?;
            (text, file_variable.as_str(), open_to_all(Path::new(path)).then(|| exposed(&file_variable, path)))
        }
    };
    if text.trim().is_empty() {
        let problem = "is empty; put the secret there, or unset it if you do not use it".to_owned();
        return Err(wrong(key, None, problem));
    }
    if is_placeholder(&text) {
        let problem =
            "still holds a placeholder; put the real secret there, or unset it if you do not use it".to_owned();
        return Err(wrong(key, None, problem));
    }
    Ok(Some(Given { secret: SecretString::from(text), warning }))
}

/// One trailing newline is the editor's, not the secret's.
fn read(path: &Path) -> Result<String, String> {
    let size =
        std::fs::metadata(path).map_err(|e| format!("cannot be read ({e}); check the path and its permissions"))?;
    if !size.is_file() || size.len() > MAX_BYTES {
        return Err("is not a small file; name the file that holds the secret and nothing else".into());
    }
    let text = std::fs::read_to_string(path).map_err(|e| format!("cannot be read ({e}); check its permissions"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

fn exposed(variable: &str, path: &str) -> String {
    format!("{variable}: {path} can be read by every user of this machine; chmod 600 it")
}

/// Container secrets are mounted world-readable inside a container that has one user, so this only warns, and not there.
#[cfg(unix)]
fn open_to_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    !path.starts_with("/run/secrets") && std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> bool {
    false
}

/// What documentation and templates leave behind: `changeme`, `xoxb-...`, `your-token`, `<token>`, `${TOKEN}`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let bare = ["xoxb-", "xapp-", "bot "].iter().find_map(|p| lower.strip_prefix(p)).unwrap_or(&lower);
    let wrapped = [("<", ">"), ("${", "}"), ("{{", "}}")].iter().any(|(a, b)| bare.starts_with(a) && bare.ends_with(b));
    let filler = bare.chars().all(|c| matches!(c, '.' | '…' | 'x' | '*' | '-' | '_'));
    let letters: String = bare.chars().filter(|c| c.is_alphanumeric()).collect();
    let said = [
        "changeme",
        "changethis",
        "replaceme",
        "placeholder",
        "todo",
        "fixme",
        "example",
        "none",
        "null",
        "undefined",
        "secret",
        "token",
        "password",
        "test",
        "dummy",
        "redacted",
    ];
    let yours = ["your-", "your_", "your ", "yourtoken", "my-token", "insert"].iter().any(|p| bare.starts_with(p));
    let same = letters.chars().next().is_some_and(|first| letters.len() > 3 && letters.chars().all(|c| c == first));
    wrapped || filler || same || yours || said.contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn placeholders_are_told_from_secrets() {
        for text in [
            "changeme",
            "CHANGE-ME",
            "xoxb-...",
            "xoxb-your-token",
            "xapp-",
            "your-signing-secret",
            "YOUR_TOKEN",
            "<token>",
            "xoxb-<token>",
            "...",
            "…",
            "xxxxxxxx",
            "${SLACK_BOT_TOKEN}",
            "todo",
            "********",
            "secret",
            "xoxb-token",
            "000000000000",
            "[REDACTED]",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["xoxb-12-34-abc", "s", "shh", "a-long-and-winding-secret", "xapp-1-A0-abc", "example.com-7f3a"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn a_secret_file_loses_one_trailing_newline_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        for (written, kept) in [("abc\n", "abc"), ("abc\r\n", "abc"), ("abc\n\n", "abc\n"), (" abc ", " abc ")] {
            let path = dir.path().join("s");
            std::fs::write(&path, written).unwrap();
            let found = secret(&env(&[("A_FILE", path.to_str().unwrap())]), "A").ok().flatten().unwrap();
            assert_eq!(found.secret.expose_secret(), kept);
        }
    }

    #[test]
    fn a_variable_and_its_file_together_are_ambiguous() {
        let error = secret(&env(&[("A", "topsecret1"), ("A_FILE", "/x")]), "A").err().unwrap();
        assert_eq!(error.to_string(), "environment: A: A_FILE is set too; which of them is meant? Unset one");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let error = secret(&env(&[("A_FILE", "/no/such/file")]), "A").err().unwrap().to_string();
        assert!(error.starts_with("environment: A_FILE = \"/no/such/file\": cannot be read"), "{error}");
    }

    #[test]
    fn an_empty_secret_is_refused_by_name() {
        for value in ["", "  ", "\n"] {
            let error = secret(&env(&[("DISCORD_TOKEN", value)]), "DISCORD_TOKEN").err().unwrap().to_string();
            assert!(error.contains("DISCORD_TOKEN: is empty"), "{error}");
        }
    }
}
