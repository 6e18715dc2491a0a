//! The dashboard over real HTTP: signing in from either chat, who may see what, and pages of any team's name.
//!
//! Knows how a browser keeps cookies and sends forms. What it looks like is in `looks`.

mod looks;
mod roles;
mod sign_in;

use std::collections::BTreeMap;
use std::net::TcpListener;

use afterword::sandbox::{Platform, Seen};

use crate::hooks::client;
use crate::world::{CASES, SUPPORT, Slack, Ticket, Wish, World, minutes};

/// A team whose name is a trial for every path.
const OTHER: &str = "Müller & Söhne/EU <b>";
const OTHER_PATH: &str = "M%C3%BCller%20%26%20S%C3%B6hne%2FEU%20%3Cb%3E";

/// A world whose pages have an address. Ben also leads a second team.
struct Site {
    world: World,
    /// As browsers are told.
    origin: String,
    /// Where it listens: the same, unless something stands before it.
    door: String,
}

impl Site {
    async fn open() -> Self {
        Self::with(Wish::default()).await
    }

    async fn with(wish: Wish) -> Self {
        Self::behind(None, wish).await
    }

    /// Behind a proxy that speaks this address to browsers.
    async fn behind(address: Option<&str>, wish: Wish) -> Self {
        let mut world = World::with(wish).await;
        world.stop().await;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let door = format!("http://127.0.0.1:{port}");
        let origin = address.unwrap_or(&door).to_owned();
        let config = std::fs::read_to_string(world.config_file()).unwrap();
        let address = format!("bind = \"127.0.0.1:{port}\"\npublic_url = \"{origin}\"");
        let ben = world.planet().person("ben").unwrap();
        let other = format!(
            "[[team]]\nname = {OTHER:?}\ntimezone = \"Asia/Tokyo\"\nchannels = [\"slack:C0OTHER01\"]\n\
             managers = [\"slack:{}\", \"discord:{}\"]\n[[source]]",
            ben.slack, ben.discord
        );
        let config = config.replacen("bind = \"127.0.0.1:0\"", &address, 1).replacen("[[source]]", &other, 1);
        std::fs::write(world.config_file(), config).unwrap();
        world.start().await;
        Self { world, origin, door }
    }

    /// The link somebody gets in their chat.
    async fn link(&self, platform: Platform, who: &str) -> String {
        let seen = self.world.slash(platform, who, "dashboard").await;
        self.link_in(&seen).expect("a link")
    }

    fn link_in(&self, seen: &Seen) -> Option<String> {
        let text = seen.private_text();
        let (_, rest) = text.split_once(&format!("{}/sign-in/", self.origin))?;
        let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        Some(format!("/sign-in/{token}"))
    }

    fn browser(&self) -> Visitor {
        Visitor { origin: self.door.clone(), from: self.origin.clone(), cookies: BTreeMap::new() }
    }

    /// A browser in which this person is signed in.
    async fn visit(&self, platform: Platform, who: &str) -> Visitor {
        let link = self.link(platform, who).await;
        let mut visitor = self.browser();
        let page = visitor.get(&link).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let entered = visitor.post(&link, &[("browser", &field(&page.text, "browser"))]).await;
        assert_eq!((entered.status, entered.header("location")), (303, "/"), "{}", entered.text);
        visitor
    }

    /// A ticket that this agent answers and closes, and the customer is asked about.
    async fn closed_by(&self, agent: &str, customer: &str) -> Ticket {
        let slack = self.world.planet().slack();
        let (_, support) = SUPPORT[0];
        let root = slack.say(customer, support, None, "My card was charged twice").await.unwrap();
        slack.say(agent, support, Some(&root), "Looking into it").await.unwrap();
        let ticket = Ticket { platform: Slack, channel: support.to_owned(), message: root };
        let seen = self.world.close_as(agent, &ticket).await;
        assert!(seen.error.is_none(), "{seen:?}");
        self.world.advance(minutes(5)).await;
        ticket
    }

    /// The customer answers with this score and words.
    async fn answered(&self, ticket: &Ticket, who: &str, score: &str, words: &str) {
        let prompt = self.world.prompt(ticket).expect("a prompt");
        self.world.press(who, &prompt, score).await;
        self.world.press_private(Slack, who, "Tell us why").await;
        self.world.comment(Slack, who, words).await;
        self.world.settle().await;
    }

    /// This person takes the newest case.
    async fn taken_by(&self, who: &str) {
        let card = self.world.planet().bot_messages(CASES.0, CASES.1).pop().expect("a card");
        self.world.press(who, &card, "Take it").await;
        self.world.settle().await;
    }

    async fn id(&self, ticket: &Ticket) -> String {
        self.world.story(ticket).await.survey.id.to_string()
    }
}

/// What came back.
struct Came {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

/// A browser: keeps cookies, says where a form comes from, follows nothing by itself.
struct Visitor {
    origin: String,
    from: String,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    async fn get(&mut self, path: &str) -> Came {
        let request = client().get(format!("{}{path}", self.origin));
        self.send(request).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Came {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = client()
            .post(format!("{}{path}", self.origin))
            .header("origin", &self.from)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        self.send(request).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Came {
        let cookies: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for set in headers.get_all("set-cookie") {
            let (pair, rest) = set.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Came { status, headers, text: response.text().await.unwrap() }
    }
}

/// The value of a hidden field.
fn field(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the field");
    rest.split('"').next().unwrap().to_owned()
}
