//! The dashboard's pages: no scripts, nothing fetched, one style, read on a phone, at a desk, at night and on paper.
//!
//! Knows HTML, through `maud` (which escapes every text), the frame around every page and how addresses of ours are
//! written. Whatever somebody else wrote is cleaned and cut first ([`super::foreign`]). Refuses to know who may see what:
//! a page gets no more than it may show.

pub mod cases;
pub mod closes;
pub mod configured;
pub mod door;
pub mod people;
mod rich;
pub mod teams;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use base64::Engine as _;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{foreign, page};

/// Longest name of a team that is shown.
const MAX_TEAM: usize = 80;
/// Longest name of a person that is shown.
const MAX_PERSON: usize = 60;
/// Longest number of a ticket that is shown.
const MAX_TICKET: usize = 60;
/// Longest subject that is shown.
const MAX_SUBJECT: usize = 120;

/// A team in the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLink {
    /// Its name.
    pub name: String,
    /// The reader leads it.
    pub leads: bool,
}

/// Which part of the navigation the reader is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here<'a> {
    /// The overview.
    Overview,
    /// A team, by name.
    Team(&'a str),
    /// The people.
    People,
    /// The settings.
    Settings,
    /// None of it.
    Elsewhere,
}

/// What stands around every page of somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// What stands before every path of ours.
    pub base: String,
    /// The reader, as the chat called them.
    pub who: String,
    /// What the form that signs out must hold.
    pub seal: &'a str,
    /// The reader's teams.
    pub teams: Vec<TeamLink>,
    /// Where the reader is.
    pub here: Here<'a>,
}

impl Frame<'_> {
    /// An address of ours: steps of a path, each encoded.
    fn to(&self, steps: &[&str]) -> String {
        let path: String = steps.iter().map(|step| format!("/{}", encoded(step))).collect();
        format!("{}{}", self.base, if path.is_empty() { "/" } else { &path })
    }

    /// The page around this body. The body begins with its own first heading.
    fn page(&self, title: &str, body: &Markup) -> String {
        let current = |there: bool| there.then_some("page");
        let leads = self.teams.iter().any(|team| team.leads);
        let content = html! {
            a.skip href="#content" { "Skip to content" }
            header {
                p.brand { a href=(self.to(&[])) { "Afterword" } }
                nav aria-label="Main" { ul {
                    li { a href=(self.to(&[])) aria-current=[current(self.here == Here::Overview)] { "Overview" } }
                    @for team in &self.teams {
                        li { a href=(self.to(&["teams", &team.name])) aria-current=[current(self.here == Here::Team(&team.name))] {
                            bdi { (team_name(&team.name)) }
                        } }
                    }
                    li { a href=(self.to(&["people"])) aria-current=[current(self.here == Here::People)] { "People" } }
                    @if leads {
                        li { a href=(self.to(&["settings"])) aria-current=[current(self.here == Here::Settings)] { "Settings" } }
                    }
                } }
                form.out method="post" action=(self.to(&["sign-out"])) {
                    input type="hidden" name=(door::SEAL) value=(self.seal);
                    span.quiet { "Signed in as " bdi { (person(&self.who)) } }
                    " "
                    button type="submit" { "Sign out" }
                }
            }
            main #content tabindex="-1" { (body) }
            footer { p.quiet { "Only you see this page as it is: it shows what your part in your teams lets you see." } }
        };
        document(title, &content)
    }
}

/// A page without a frame, for whoever is not signed in.
fn bare(title: &str, body: &Markup) -> String {
    document(title, &html! { main #content .alone { (body) } })
}

fn document(title: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                title { (title) " · Afterword" }
                style { (PreEscaped(style())) }
            }
            body { (content) }
        }
    };
    page.into_string()
}

fn team_name(raw: &str) -> String {
    foreign::bare(raw, MAX_TEAM).unwrap_or_else(|| "The team".to_owned())
}

fn person(raw: &str) -> String {
    foreign::bare(raw, MAX_PERSON).unwrap_or_else(|| "somebody".to_owned())
}

fn ticket(raw: &str) -> String {
    foreign::bare(raw, MAX_TICKET).unwrap_or_else(|| "This ticket".to_owned())
}

fn subject(raw: &str) -> Option<String> {
    foreign::bare(raw, MAX_SUBJECT)
}

/// The parts of a team, for those who read one of them.
fn team_parts(frame: &Frame<'_>, team: &str, part: &str) -> Markup {
    let leads = frame.teams.iter().any(|t| t.leads && t.name == team);
    let parts =
        [(if leads { "Weeks" } else { "Your weeks" }, None), ("Cases", Some("cases")), ("Closes", Some("closes"))];
    html! {
        nav.parts aria-label="Team" { ul {
            @for (name, step) in parts {
                @let href = match step { None => frame.to(&["teams", team]), Some(step) => frame.to(&["teams", team, step]) };
                @let here = step.unwrap_or("weeks") == part;
                li { a href=(href) aria-current=[here.then_some("page")] { (name) } }
            }
        } }
    }
}

/// A table that scrolls by itself where the window is narrow; whoever uses a keyboard can scroll it, too.
fn scrolling(label: &str, table: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// One step of a path, percent-encoded: any name, slashes and all.
fn encoded(step: &str) -> String {
    let mut out = String::with_capacity(step.len());
    for byte in step.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A query, with its `?`; fields without a value are left out.
fn query(fields: &[(&str, Option<&str>)]) -> String {
    let given = fields.iter().filter_map(|(key, value)| Some((*key, value.filter(|v| !v.is_empty())?)));
    let written: Vec<String> = given.map(|(key, value)| format!("{key}={}", encoded(value))).collect();
    if written.is_empty() { String::new() } else { format!("?{}", written.join("&")) }
}

/// The one style of every page, by day, by night and on paper.
fn style() -> &'static str {
    static STYLE: OnceLock<String> = OnceLock::new();
    STYLE.get_or_init(|| format!("{}{}{FRAME}", page::colours(), page::LAYOUT))
}

/// What a content security policy must name so that this style, and no other, is used: `sha256-…`.
pub fn style_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let digest = Sha256::digest(style().as_bytes());
        format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest))
    })
}

const FRAME: &str = "\
*{box-sizing:border-box}a{color:var(--deep);text-underline-offset:.15em}\
:focus-visible{outline:3px solid var(--deep);outline-offset:2px;border-radius:3px}main:focus{outline:0}\
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.6rem;background:var(--paper);padding:.5rem .8rem;z-index:1}\
body>header{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1.6rem;padding:.7rem 1.25rem;\
border-bottom:1px solid var(--line);max-width:60rem;margin:0 auto}\
.brand{margin:0;font-weight:700;font-size:1.1rem}.brand a{color:var(--ink);text-decoration:none}\
nav ul{display:flex;flex-wrap:wrap;gap:.1rem .9rem;list-style:none;margin:0;padding:0}\
nav a{display:inline-block;padding:.55rem .1rem;text-decoration:none;overflow-wrap:anywhere}nav a:hover{text-decoration:underline}\
nav a[aria-current]{color:var(--ink);font-weight:600;border-bottom:3px solid var(--deep)}\
.out{margin-left:auto;font-size:.9rem}.parts{margin:.6rem 0 1.2rem;border-bottom:1px solid var(--line)}\
button,input,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--quiet);border-radius:7px;\
padding:.45rem .8rem;min-height:44px;max-width:100%}button{cursor:pointer}\
button.main{background:var(--deep);color:var(--paper);border-color:var(--deep);font-weight:600;padding:.7rem 1.4rem}\
.filters{display:flex;flex-wrap:wrap;align-items:end;gap:.7rem 1rem;margin:0 0 1.2rem}.filters label{display:block;\
font-size:.9rem;color:var(--quiet)}.filters p{margin:0}\
.scroll{overflow-x:auto;margin:.6rem 0 1rem}.scroll table{display:table;width:100%;margin:0}\
.scroll th[scope=col]{color:var(--quiet);font-size:.9rem;white-space:nowrap}.scroll td.words,.scroll th{text-align:left}\
.scroll td,.scroll th{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0}.words{overflow-wrap:anywhere;min-width:9rem}\
.scroll td,.scroll th[scope=row]{white-space:nowrap}.scroll td.words,.scroll td.code,.scroll th.words{white-space:normal}\
.scroll td.when{text-align:left}.scroll td.code{text-align:left;overflow-wrap:anywhere;min-width:7rem}\
h1{overflow-wrap:anywhere}h3{font-size:1rem;margin:1.2rem 0 .2rem}ul.lines{list-style:none;margin:.2rem 0;padding:0}\
.card{border:1px solid var(--line);border-radius:10px;padding:.9rem 1.1rem;margin:1rem 0}.card h2{margin:0 0 .3rem}\
.pages{display:flex;gap:1.5rem;margin:1rem 0}.note{border-left:3px solid var(--deep);padding:.1rem 0 .1rem .9rem}\
.alone{max-width:34rem;padding-top:4rem}body>footer{max-width:60rem;margin:2rem auto 0;padding:.8rem 1.25rem 2rem}\
@media (max-width:40rem){body>header{gap:.2rem 1rem;padding:.5rem 1.1rem}.out{margin-left:0}.filters p,.filters input,\
.filters select,.filters button{width:100%}main{padding:1.2rem 1.1rem}}\
@media print{body>header,.parts,.filters,.pages,.skip,body>footer{display:none}a{color:inherit;text-decoration:none}\
details::details-content{content-visibility:visible}.scroll{overflow:visible}.scroll td,.scroll th,.scroll th[scope=row],.scroll th[scope=col]{white-space:normal}\
.card,figure,tr{break-inside:avoid}h2,h3,caption{break-after:avoid}}";
