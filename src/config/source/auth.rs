//! `[source.auth]`: how a source's requests are signed, and with which secrets.
//!
//! Knows which combinations protect nothing. Refuses to show what somebody wrote where a variable's name belongs.

use secrecy::SecretString;

use super::Outside;
use crate::config::layers::{Field, Table};
use crate::config::secrets::secret;
use crate::config::team::Unique;
use crate::domain::Duration;
use crate::intake::Auth;
use crate::intake::auth::{Encoding, Part, Signed, Stamp, Token, Unit};

const AUTH: [&str; 10] = [
    "scheme",
    "algo",
    "encoding",
    "prefix",
    "header",
    "signed",
    "timestamp_header",
    "timestamp_unit",
    "tolerance_s",
    "secret_env",
];

#[derive(Clone, Copy)]
enum Scheme {
    Hmac,
    Token,
    None,
}

/// `[source.auth]`.
pub(super) fn read(table: &Table<'_>, variables: &mut Unique, outside: &mut Outside<'_>) -> Option<Auth> {
    let auth = table.need("auth", "say how requests are signed: auth = { secret_env = [\"NAME\"] }")?.table(&AUTH)?;
    let scheme = auth.need("scheme", "write \"hmac\", \"token\" or \"none\"")?;
    let scheme = match scheme.text()?.as_str() {
        "hmac" => Scheme::Hmac,
        "token" => Scheme::Token,
        "none" => Scheme::None,
        "standard-webhooks" | "basic" | "bearer" => {
            scheme.refuse(
                "comes in a later version; a bearer token is { scheme = \"token\", header = \"Authorization\", prefix = \
                 \"Bearer \" } today",
            );
            return None;
        }
        _ => {
            scheme.refuse("not known; write \"hmac\", \"token\" or \"none\"");
            return None;
        }
    };
    if let Scheme::None = scheme {
        return Some(Auth::None);
    }
    let secrets = secrets(&auth, variables, outside);
    let header = auth.need("header", "name the header that holds the signature").and_then(|f| header(&f));
    let prefix = auth.get("prefix").map_or(Some(String::new()), |f| f.text());
    match scheme {
        Scheme::Token => Some(Auth::Token(Token { header: header?, prefix: prefix?, secrets: secrets? })),
        _ => signed(&auth, header, prefix, secrets, outside).map(|signed| Auth::Hmac(Box::new(signed))),
    }
}

fn signed(
    auth: &Table<'_>,
    header_name: Option<String>,
    prefix: Option<String>,
    secrets: Option<Vec<SecretString>>,
    outside: &mut Outside<'_>,
) -> Option<Signed> {
    if let Some(field) = auth.get("algo")
        && field.text()? != "sha256"
    {
        field.refuse("this version signs with \"sha256\" only");
        return None;
    }
    let encodings = [("hex", Encoding::Hex), ("base64", Encoding::Base64)];
    let encoding = auth.get("encoding").map_or(Some(Encoding::Hex), |f| f.word(&encodings));
    let units = [("s", Unit::Seconds), ("ms", Unit::Millis), ("rfc3339", Unit::Rfc3339)];
    let unit = auth.get("timestamp_unit").map_or(Some(Unit::Seconds), |f| f.word(&units));
    let tolerance = auth.get("tolerance_s").map_or(Some(300), |f| tolerance(&f));
    let stamp_header = auth.get("timestamp_header");
    let template = match (auth.get("signed"), &stamp_header) {
        (Some(field), _) => Part::template(&field.text()?).map_err(|problem| field.refuse(problem)).ok()?,
        (None, Some(_)) => vec![Part::Timestamp, Part::Literal(".".into()), Part::Body],
        (None, None) => vec![Part::Body],
    };
    let uses_time = template.contains(&Part::Timestamp);
    let stamp = match stamp_header {
        Some(field) if !uses_time => {
            field.refuse("a timestamp that is not signed protects nothing; put {timestamp} into auth.signed");
            return None;
        }
        Some(field) => Some(Stamp { header: header(&field)?, unit: unit?, tolerance: Duration::from_secs(tolerance?) }),
        None if uses_time => {
            auth.lacks("timestamp_header", "auth.signed holds {timestamp}, so name the header it comes in");
            return None;
        }
        None => {
            let path = &auth.path;
            outside
                .warnings
                .push(format!("{path}: no time is signed, so a recorded request could be sent again later"));
            None
        }
    };
    Some(Signed { header: header_name?, prefix: prefix?, encoding: encoding?, template, stamp, secrets: secrets? })
}

fn tolerance(field: &Field<'_>) -> Option<i64> {
    let seconds = field.number()?;
    if (1.0..=3_600.0).contains(&seconds) && seconds.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number up to 3600")]
        return Some(seconds as i64);
    }
    field.refuse("out of range; write whole seconds from 1 to 3600");
    None
}

fn header(field: &Field<'_>) -> Option<String> {
    let name = field.text()?;
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !fits {
        field.refuse("not the name of a header; write it like \"X-Acme-Signature\"");
    }
    fits.then_some(name)
}

/// The names are checked before they are shown: somebody may have written the secret itself.
fn secrets(auth: &Table<'_>, variables: &mut Unique, outside: &mut Outside<'_>) -> Option<Vec<SecretString>> {
    let list = auth.need("secret_env", "name the variables that hold the secret: secret_env = [\"NAME\"]")?;
    let members = list.one_or_list();
    if members.is_empty() {
        list.refuse("empty; name at least one variable");
    }
    let found: Vec<_> = members.iter().map(|field| one_secret(field, variables, outside)).collect();
    found.into_iter().collect::<Option<Vec<_>>>().filter(|secrets| !secrets.is_empty())
}

fn one_secret(field: &Field<'_>, variables: &mut Unique, outside: &mut Outside<'_>) -> Option<SecretString> {
    let found = named_secret(field, outside)?;
    variables.add(field, field.value.as_str().unwrap_or_default());
    Some(found)
}

/// The secret in the variable of this name.
pub(in crate::config) fn named_secret(field: &Field<'_>, outside: &mut Outside<'_>) -> Option<SecretString> {
    let Some(name) = field.value.as_str() else {
        field.refuse_unseen("this must be the name of an environment variable, in quotes");
        return None;
    };
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(plain) || name.starts_with(|c: char| c.is_ascii_digit()) {
        field.refuse_unseen(
            "not the name of an environment variable (A-Z, 0-9, _), and not shown, in case it is the secret itself; \
             write the variable's name here and put the secret there",
        );
        return None;
    }
    match secret(outside.env, name) {
        Ok(Some(given)) => {
            outside.warnings.extend(given.warning);
            Some(given.secret)
        }
        Ok(None) => {
            field
                .refuse(format!("not set; set {name} (or {name}_FILE) in the environment, or take it out of the list"));
            None
        }
        Err(error) => {
            field.reading.note(error);
            None
        }
    }
}
