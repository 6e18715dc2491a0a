//! B40–B43: the question's own page, met by link scanners, guessers, forgers and people.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::Output;
use std::time::Duration;

use afterword::domain::instrument::ReasonTag;
use afterword::domain::survey::State;
use afterword::store::{Store, Story};
use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::json;
use tokio::time::Instant;

use crate::browser::{Browser, DESKTOP, PHONE};
use crate::hooks::{client, deliver};
use crate::program::{Launch, Program, command, refused};
use crate::wheel::Wheel;
use crate::world::{Wish, World, days};

/// A program whose pages have an address.
struct Site {
    world: World,
    origin: String,
    _program: Program,
}

impl Site {
    async fn open(wish: Wish) -> Self {
        let mut world = World::with(wish).await;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let origin = format!("http://127.0.0.1:{port}");
        let env = [
            ("AFTERWORD__SERVER__BIND", format!("127.0.0.1:{port}")),
            ("AFTERWORD__SERVER__PUBLIC_URL", origin.clone()),
        ];
        let how = Launch { env: env.map(|(k, v)| (k.to_owned(), v)).into(), ..Launch::default() };
        let program = Program::launch(&mut world, &how).await;
        Self { world, origin, _program: program }
    }

    async fn plain() -> Self {
        Self::open(Wish { idle: true, survey: SOON, ..Wish::default() }).await
    }

    /// A closed ticket of somebody whom no chat reaches, and a link to its question.
    async fn link(&self, ticket: &str) -> String {
        self.link_for(ticket, None).await
    }

    /// The same, the helpdesk saying in which language.
    async fn link_for(&self, ticket: &str, language: Option<&str>) -> String {
        let customer = json!({ "email": format!("{ticket}@nowhere.example") });
        let body = json!({ "event": "ticket.solved", "ticket": { "id": ticket, "title": "Charged <b>twice</b>", "customer": customer, "language": language } });
        assert_eq!(deliver(&self.world, "desk", &body, &format!("d-{ticket}")).await, 200);
        let deadline = Instant::now() + Duration::from_secs(30);
        while !matches!(self.state(ticket).await, Some(State::Undeliverable { .. })) {
            assert!(Instant::now() < deadline, "{:?}", self.state(ticket).await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.link_again(ticket)
    }

    fn link_again(&self, ticket: &str) -> String {
        let output = self.ask_for_a_link(ticket);
        assert!(output.status.success(), "{:?}", refused(&output));
        String::from_utf8(output.stdout).unwrap().lines().next().unwrap().to_owned()
    }

    fn ask_for_a_link(&self, ticket: &str) -> Output {
        let mut command = command(&self.world, &["why", ticket, "--link"]);
        command.env("AFTERWORD__SERVER__PUBLIC_URL", &self.origin).output().unwrap()
    }

    async fn story(&self, ticket: &str) -> Option<Story> {
        let store = Store::open_to_read(self.world.database()).await.unwrap();
        let mut stories = store.why(ticket, None).await.unwrap();
        store.close().await;
        (!stories.is_empty()).then(|| stories.remove(0))
    }

    async fn state(&self, ticket: &str) -> Option<State> {
        self.story(ticket).await.map(|s| s.survey.state)
    }

    async fn is_untouched(&self, ticket: &str) -> bool {
        let story = self.story(ticket).await.unwrap();
        matches!(story.survey.state, State::Delivered { message: None, .. }) && story.answers.is_empty()
    }

    /// Posts as a browser does from our own page.
    async fn post(&self, link: &str, fields: &[(&str, &str)]) -> Response {
        let request = client().post(link).header("origin", &self.origin).header("sec-fetch-site", "same-origin");
        request.header("content-type", FORM).body(form(fields)).send().await.unwrap()
    }
}

/// People are asked a second after the close.
const SOON: &str = "hours = \"00:00-24:00\"\ndelay = \"1s\"";
const FORM: &str = "application/x-www-form-urlencoded";

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Everything a client sees, without what is different every time.
async fn seen(response: Response) -> (u16, BTreeMap<String, String>, String) {
    let status = response.status().as_u16();
    let text = |headers: &HeaderMap| {
        headers.iter().map(|(k, v)| (k.to_string(), v.to_str().unwrap().to_owned())).collect::<BTreeMap<_, _>>()
    };
    let mut headers = text(response.headers());
    headers.remove("date");
    (status, headers, response.text().await.unwrap())
}

#[tokio::test]
async fn b40_whatever_fetches_a_link_records_nothing_and_the_page_asks_to_confirm() {
    let site = Site::plain().await;
    let link = site.link("b40").await;
    let fetchers = [
        ("user-agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"),
        ("user-agent", "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"),
        ("user-agent", "Mozilla/5.0 (Windows NT 10.0) SafeLinks"),
        ("user-agent", "GoogleImageProxy"),
        ("user-agent", "BarracudaSentinel (EE)"),
        ("purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("x-moz", "prefetch"),
        ("x-purpose", "preview"),
    ];
    for (name, value) in fetchers {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let got = client().request(method.clone(), &link).header(name, value).send().await.unwrap();
            let expected = if method == Method::OPTIONS { 405 } else { 200 };
            assert_eq!(got.status(), expected, "{method} {value}");
        }
    }
    for score in 1..=7 {
        let page = client().get(format!("{link}?score={score}&act=answer")).send().await.unwrap().text().await.unwrap();
        assert!(page.contains(">Send</button>") && !page.contains(" checked"), "it asks, and nothing is chosen");
    }
    assert!(site.is_untouched("b40").await);

    let page = seen(client().get(&link).send().await.unwrap()).await;
    let policy = &page.1["content-security-policy"];
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("script"), "{policy}");
    assert_eq!((page.1["cache-control"].as_str(), page.1["referrer-policy"].as_str()), ("no-store", "same-origin"));
    assert!(!page.2.contains("<script") && page.2.contains("How easy was it to get this solved?"));
    assert!(page.2.contains("Charged &lt;b&gt;twice&lt;/b&gt; · your answer goes to the support leads"), "{}", page.2);

    let saved = site.post(&link, &[("score", "6"), ("comment", ""), ("act", "answer")]).await;
    assert_eq!(saved.status(), 200);
    assert!(saved.text().await.unwrap().contains("Saved: 6 of 7."));
    let story = site.story("b40").await.unwrap();
    assert!(matches!(story.survey.state, State::Answered { message: None, .. }));
    assert_eq!(story.answers[0].score.value(), 6);
}

#[tokio::test]
async fn b41_every_link_that_leads_nowhere_is_answered_alike_and_a_mail_programs_full_stop_is_forgiven() {
    let site = Site::plain().await;
    let (mine, other, used) = (site.link("b41").await, site.link("b41-other").await, site.link("b41-used").await);
    assert_eq!(site.post(&used, &[("score", "3")]).await.status(), 200);
    let replaced = site.link("b41-new").await;
    let newest = site.link_again("b41-new");
    let token = mine.rsplit('/').next().unwrap();
    let at = |token: &str| format!("{}/s/{token}", site.origin);
    let nowhere = at("7abc0123456789defghjkmnpqr");
    let (looked, posted) = (
        seen(client().get(&nowhere).send().await.unwrap()).await,
        seen(site.post(&nowhere, &[("score", "5")]).await).await,
    );
    assert_eq!((looked.0, posted.0), (404, 404));
    assert!(looked.2.contains("This link is not open."));
    let wrong = [
        ("truncated", at(&token[..25])),
        ("one more", format!("{mine}0")),
        ("upper case", at(&token.to_uppercase())),
        ("a bracket before it", at(&format!("({token}"))),
        ("very long", at(&"a".repeat(4_000))),
        ("not text", format!("{}/s/%00%ff%20", site.origin)),
        ("injected", format!("{}/s/%27%20OR%201=1--", site.origin)),
        ("used", used.clone()),
        ("replaced", replaced.clone()),
    ];
    for (what, link) in &wrong {
        let looks = seen(client().get(link).send().await.unwrap()).await;
        if what != &"not text" {
            assert_eq!(looks, looked, "{what}");
            assert_eq!(seen(site.post(link, &[("score", "5")]).await).await, posted, "{what}");
        } else {
            assert!((400..500).contains(&looks.0), "{looks:?}");
        }
        tokio::time::sleep(Duration::from_millis(120)).await; // ten a second are served
    }
    assert!(site.is_untouched("b41").await && site.is_untouched("b41-new").await);

    for tail in [".", ")", ").", ",", "%3E"] {
        assert_eq!(client().get(format!("{mine}{tail}")).send().await.unwrap().status(), 200, "{tail}");
    }
    assert_eq!(site.post(&format!("{mine})."), &[("score", "4")]).await.status(), 200);
    assert_eq!(site.story("b41").await.unwrap().answers[0].score.value(), 4);
    assert!(site.is_untouched("b41-other").await, "a link answers its own question only");
    for link in [&other, &newest] {
        assert_eq!(client().get(link).send().await.unwrap().status(), 200);
    }

    // Alike in time, too: a guess costs what a used link costs. Taken in turns, so that a busy machine hits both.
    let mut times = [vec![], vec![]];
    for _ in 0..40 {
        for (n, link) in [&nowhere, &used].into_iter().enumerate() {
            let began = Instant::now();
            assert_eq!(client().get(link).send().await.unwrap().status(), 404);
            times[n].push(began.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let [guess, spent] = &mut times;
    let (guess, spent) = (median(guess), median(spent));
    let apart = guess.abs_diff(spent);
    assert!(apart < Duration::from_millis(3) || apart < guess / 2, "{guess:?} and {spent:?}");
}

#[tokio::test]
async fn b41_a_link_ends_with_its_question_and_says_no_more_than_a_wrong_one() {
    if !Wheel::available() {
        return;
    }
    let site = Site::open(Wish { wound: true, survey: SOON, ..Wish::default() }).await;
    let link = site.link("b41-late").await;
    site.world.wind(days(7));
    let nowhere = format!("{}/s/7abc0123456789defghjkmnpqr", site.origin);
    let late = seen(client().get(&link).send().await.unwrap()).await;
    assert_eq!(late, seen(client().get(&nowhere).send().await.unwrap()).await);
    let late = seen(site.post(&link, &[("score", "5")]).await).await;
    assert_eq!(late, seen(site.post(&nowhere, &[("score", "5")]).await).await);
    assert!(site.story("b41-late").await.unwrap().answers.is_empty());
    let (code, said) = refused(&site.ask_for_a_link("b41-late"));
    assert_eq!(code, Some(1));
    assert!(said.contains("nothing to answer any more") || said.contains("no answer yet"), "{said}");
}

#[tokio::test]
async fn b42_a_form_from_elsewhere_is_refused_and_of_two_answers_the_first_counts() {
    let site = Site::plain().await;
    let link = site.link("b42").await;
    let elsewhere: [&[(&str, &str)]; 9] = [
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "http://127.0.0.1")],
        &[("sec-fetch-site", "same-origin")],
        &[("origin", "ours"), ("sec-fetch-site", "cross-site")],
        &[("origin", "ours"), ("sec-fetch-site", "same-site")],
        &[("origin", "ours"), ("sec-fetch-site", "none")],
    ];
    for headers in elsewhere {
        let mut request = client().post(&link).header("content-type", FORM).body(form(&[("score", "7")]));
        for (name, value) in headers {
            request = request.header(*name, if *value == "ours" { &site.origin } else { *value });
        }
        assert_eq!(request.send().await.unwrap().status(), 403, "{headers:?}");
    }
    assert!(site.is_untouched("b42").await);
    tokio::time::sleep(Duration::from_secs(1)).await;

    for wrong in
        [&[("score", "8")][..], &[("score", "0")], &[("score", "five")], &[("score", "5.5")], &[("comment", "x")]]
    {
        let again = site.post(&link, wrong).await;
        assert_eq!(again.status(), 422, "{wrong:?}");
        assert!(again.text().await.unwrap().contains("Please choose a point on the scale."));
    }
    assert!(site.is_untouched("b42").await, "what is not on the scale uses nothing up");

    let answers = ["1", "2", "3", "4", "5", "6"].map(|score| (score, [("score", score)]));
    let posts = answers.iter().map(|(score, fields)| async { (*score, site.post(&link, fields).await.status()) });
    let outcomes = futures_util::future::join_all(posts).await;
    let taken: Vec<&str> = outcomes.iter().filter(|(_, status)| *status == 200).map(|(score, _)| *score).collect();
    assert_eq!(taken.len(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|(_, status)| *status == 200 || *status == 404));
    let story = site.story("b42").await.unwrap();
    assert_eq!((story.answers[0].score.value().to_string().as_str(), story.answers[0].changes), (taken[0], 0));
    assert_eq!(site.post(&link, &[("score", "7")]).await.status(), 404, "replayed");
}

#[tokio::test]
async fn b42_a_hundred_posts_a_second_are_held_off_and_a_customer_comes_through_after() {
    let site = Site::plain().await;
    let link = site.link("b42-storm").await;
    let nowhere = format!("{}/s/7abc0123456789defghjkmnpqr", site.origin);
    let posts = (0..100).map(|_| site.post(&nowhere, &[("score", "5")]));
    let answers = futures_util::future::join_all(posts).await;
    let held: Vec<&Response> = answers.iter().filter(|r| r.status() == 429).collect();
    assert!(held.len() > 40, "{} of 100 were held off", held.len());
    assert!(held.iter().all(|r| r.headers().contains_key("retry-after")));
    assert!(answers.iter().all(|r| r.status() == 429 || r.status() == 404));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(site.post(&link, &[("score", "5")]).await.status(), 200);
}

#[tokio::test]
async fn b43_a_hostile_comment_is_text_and_an_endless_one_is_refused() {
    let site = Site::plain().await;
    let link = site.link("b43").await;
    let hostile = "</textarea><script>alert(1)</script><a href=\"javascript:alert(2)\">x</a> javascript:alert(3)";
    let page = site.post(&link, &[("comment", hostile), ("reasons", "slow"), ("reasons", "made_up")]).await;
    assert_eq!(page.status(), 422);
    let page = page.text().await.unwrap();
    assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;"), "what was written comes back, escaped");
    assert!(!page.contains("<script") && !page.contains("<a href") && page.contains("value=\"slow\" checked"));

    for size in [100_000, 1_000_000, 1_048_576, 5_000_000] {
        let huge = "x".repeat(size);
        assert_eq!(site.post(&link, &[("score", "2"), ("comment", &huge)]).await.status(), 413, "{size}");
    }
    let json = client().post(&link).header("origin", &site.origin).json(&json!({ "score": 2 })).send().await.unwrap();
    assert_eq!(json.status(), 415);
    assert!(site.is_untouched("b43").await);

    let long = format!("{hostile}\n{}", "ß".repeat(4_000));
    let fields =
        [("score", "2"), ("comment", &long), ("reasons", "slow"), ("reasons", "unclear"), ("contact", "contact_ok")];
    let saved = site.post(&link, &fields).await;
    assert_eq!(saved.status(), 200);
    assert!(saved.text().await.unwrap().contains("the end was cut off"));
    let answer = site.story("b43").await.unwrap().answers.remove(0);
    assert_eq!(answer.score.value(), 2);
    assert_eq!((answer.reasons, answer.contact_ok), (vec![ReasonTag::Slow, ReasonTag::Unclear], true));
    let comment = answer.comment.unwrap();
    assert!(comment.starts_with(hostile) && comment.chars().count() == 3_000, "kept as written, as text");
}

#[tokio::test]
async fn not_solved_and_dont_ask_me_again_work_on_the_page_as_they_do_in_a_chat() {
    let site = Site::plain().await;
    let link = site.link("out-1").await;
    let said = site.post(&link, &[("act", "not_solved")]).await.text().await.unwrap();
    assert!(said.contains("The team has been told"), "{said}");
    assert_eq!(site.state("out-1").await.unwrap().code(), "cancelled");
    let link = site.link("out-2").await;
    let said = site.post(&link, &[("act", "decline"), ("score", "1")]).await.text().await.unwrap();
    assert!(said.contains("You won&#39;t be asked again.") || said.contains("You won't be asked again."), "{said}");
    let story = site.story("out-2").await.unwrap();
    assert_eq!((story.survey.state.code(), story.answers.len()), ("declined", 0));
}

#[tokio::test]
async fn a_link_is_refused_where_it_would_ask_twice_or_lead_nowhere() {
    let site =
        Site::open(Wish { idle: true, survey: "hours = \"00:00-24:00\"\ndelay = \"1h\"", ..Wish::default() }).await;
    let customer = json!({ "slack": site.world.planet().person("mia").unwrap().slack });
    let body = json!({ "event": "ticket.solved", "ticket": { "id": "soon", "customer": customer } });
    assert_eq!(deliver(&site.world, "desk", &body, "d-soon").await, 200);
    let deadline = Instant::now() + Duration::from_secs(20);
    while site.state("soon").await.is_none() {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let told = |ticket: &str| refused(&site.ask_for_a_link(ticket));
    let (code, said) = told("soon");
    assert_eq!(code, Some(1));
    assert!(said.contains("a link would ask twice"), "{said}");
    let (code, said) = told("unheard-of");
    assert_eq!(code, Some(1));
    assert!(said.contains("unheard-of"), "{said}");
}

#[tokio::test]
async fn on_a_phone_and_by_night_the_page_is_read_answered_and_thanked() {
    let Some(mut browser) = Browser::launch().await else { return };
    let site = Site::plain().await;
    let link = site.link("phone").await;
    let shots = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("survey_page");
    browser.open(&link).await;
    browser.resize(PHONE).await;
    browser.screenshot(&shots.join("phone-light.png")).await;
    browser.scheme("dark").await;
    browser.screenshot(&shots.join("phone-dark.png")).await;
    browser.resize(DESKTOP).await;
    browser.scheme("light").await;
    browser.screenshot(&shots.join("desktop-light.png")).await;
    browser.scheme("dark").await;
    browser.screenshot(&shots.join("desktop-dark.png")).await;
    browser.resize(PHONE).await;
    browser.scheme("light").await;

    assert_eq!(browser.eval("document.querySelectorAll('input:checked').length").await, 0);
    assert_eq!(browser.eval("document.querySelectorAll('script, link, img, iframe').length").await, 0);
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.eval(fits).await, true, "nothing to scroll sideways");
    let small = "[...document.querySelectorAll('label:has(input), button')].filter((e) => e.getBoundingClientRect().height < 44).length";
    assert_eq!(browser.eval(small).await, 0, "everything is large enough for a finger");
    let unlabelled = "[...document.querySelectorAll('input, textarea')].filter((e) => e.labels.length === 0).length";
    assert_eq!(browser.eval(unlabelled).await, 0);
    assert_eq!(
        browser.eval("getComputedStyle(document.querySelector('.points')).display").await,
        "grid",
        "the style is used"
    );

    browser.click("button[value=answer]").await;
    assert_eq!(browser.eval("document.querySelector('input[name=score]').validity.valueMissing").await, true);
    assert!(site.is_untouched("phone").await);
    browser.click("input[value='6']").await;
    browser.write("textarea", "Quick and kind.").await;
    browser.click("button[value=answer]").await;
    browser.wait_for_text("main", "Saved: 6 of 7.").await;
    browser.screenshot(&shots.join("phone-saved.png")).await;
    let answer = site.story("phone").await.unwrap().answers.remove(0);
    assert_eq!((answer.score.value(), answer.comment.as_deref()), (6, Some("Quick and kind.")));
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
    browser.open(&link).await;
    browser.wait_for_text("main", "This link is not open.").await;
    browser.screenshot(&shots.join("phone-gone.png")).await;
}

#[tokio::test]
async fn a_page_speaks_the_tickets_language_and_the_browsers_only_where_nobody_knows_more() {
    let site = Site::plain().await;
    let read = async |link: &str, accepted: &str| {
        client().get(link).header("accept-language", accepted).send().await.unwrap().text().await.unwrap()
    };
    let german = site.link_for("de", Some("de-CH")).await;
    let page = read(&german, "fr, en;q=0.5").await;
    assert!(page.contains("<html lang=\"de\">") && page.contains("Wie einfach war es für Sie"), "{page}");
    let unknown = site.link_for("nobody-knows", None).await;
    assert!(read(&unknown, "nl, ja;q=0.9").await.contains("<html lang=\"ja\">"));
    assert!(read(&unknown, "nl").await.contains("<html lang=\"en\">"), "the team's own");
    assert!(
        read(&format!("{}/s/7abc0123456789defghjkmnpqr", site.origin), "es")
            .await
            .contains("Este enlace no está abierto.")
    );

    let request = client().post(&unknown).header("origin", &site.origin).header("content-type", FORM);
    let said = request.header("accept-language", "ja").body(form(&[("score", "6")])).send().await.unwrap();
    assert!(said.text().await.unwrap().contains("保存しました：7段階中の6。"));
    let language = site.story("nobody-knows").await.unwrap().survey.wording.language;
    assert_eq!(language.map(|l| l.code()), Some("ja"), "kept with the answer");
    let said = site.post(&german, &[("act", "decline")]).await.text().await.unwrap();
    assert!(said.contains("Sie werden nicht mehr gefragt."), "{said}");
}

#[tokio::test]
async fn on_a_phone_the_longest_words_fit_in_every_language() {
    let Some(mut browser) = Browser::launch().await else { return };
    let site = Site::plain().await;
    let shots = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("survey_page");
    for language in ["en", "de", "fr", "es", "pt", "ja"] {
        let link = site.link_for(&format!("lang-{language}"), Some(language)).await;
        browser.open(&link).await;
        for (name, size) in [("phone", PHONE), ("desktop", DESKTOP)] {
            browser.resize(size).await;
            let fits = "document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(browser.eval(fits).await, true, "{language} on a {name}");
            browser.screenshot(&shots.join(format!("{language}-{name}.png"))).await;
        }
        assert_eq!(browser.eval("document.documentElement.lang").await, language);
    }
    assert!(browser.complaints().is_empty(), "{:?}", browser.complaints());
}
