//! Coming in and going out.

use afterword::sandbox::Platform;

use super::{Site, field};
use crate::world::{Discord, Slack, Wish, World, hours, minutes};

#[tokio::test]
async fn b50_a_link_from_either_chat_signs_one_browser_in_once() {
    let site = Site::open().await;
    for platform in [Slack, Discord] {
        let link = site.link(platform, "lena").await;
        let mut scanner = site.browser();
        for _ in 0..3 {
            assert_eq!(scanner.get(&link).await.status, 200, "looking records nothing");
        }
        let mut thief = site.browser();
        let seal = field(&site.browser().get(&link).await.text, "browser");
        for fields in [vec![], vec![("browser", seal.as_str())]] {
            assert_eq!(thief.post(&link, &fields).await.status, 403, "a browser that did not open the page");
        }
        assert_eq!(thief.get("/").await.status, 401);

        let mut lena = site.browser();
        let page = lena.get(&link).await;
        assert!(page.header("content-security-policy").contains("default-src 'none'; style-src 'sha256-"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        let door = page.header("set-cookie").to_owned();
        assert!(door.contains("; HttpOnly; SameSite=Lax") && door.contains("Max-Age=600"), "{door}");
        let seal = field(&page.text, "browser");
        let elsewhere = format!("{link}?next=https://evil.example");
        let entered = lena.post(&elsewhere, &[("browser", &seal), ("next", "https://evil.example")]).await;
        assert_eq!((entered.status, entered.header("location")), (303, "/"));
        let cookies: Vec<&str> = entered.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap()).collect();
        assert!(cookies[0].starts_with("aw_session=") && cookies[0].contains("Max-Age=43200; HttpOnly; SameSite=Lax"));
        let home = lena.get("/").await;
        assert_eq!(home.status, 200);
        assert!(home.text.contains("Signed in as") && home.text.contains("Payments"), "{}", home.text);

        let mut again = site.browser();
        let page = again.get(&link).await;
        assert_eq!(page.status, 404, "it was used");
        assert_eq!(lena.post(&link, &[("browser", &seal)]).await.status, 403, "its mark is gone with it");
    }
}

#[tokio::test]
async fn b50_a_link_is_over_after_ten_minutes_or_when_there_is_a_newer_one() {
    let site = Site::open().await;
    let first = site.link(Slack, "ana").await;
    let mut ana = site.browser();
    let seal = field(&ana.get(&first).await.text, "browser");
    let second = site.link(Slack, "ana").await;
    assert_eq!(ana.post(&first, &[("browser", &seal)]).await.status, 404);
    let seal = field(&ana.get(&second).await.text, "browser");
    site.world.clock.advance(minutes(10));
    assert_eq!(ana.post(&second, &[("browser", &seal)]).await.status, 404);
    assert_eq!(ana.get(&second).await.status, 404);
    assert_eq!(ana.get("/sign-in/7abc0123456789defghjkmnpqr").await.status, 404, "nobody's");
}

#[tokio::test]
async fn under_https_cookies_are_bound_to_their_host_and_a_plain_one_is_nobodys() {
    let site = Site::behind(Some("https://afterword.example"), Wish::default()).await;
    let link = site.link(Slack, "lena").await;
    let mut lena = site.browser();
    let page = lena.get(&link).await;
    let door = page.header("set-cookie").to_owned();
    let entered = lena.post(&link, &[("browser", &field(&page.text, "browser"))]).await;
    assert_eq!(entered.status, 303, "{}", entered.text);
    let session = entered.headers["set-cookie"].to_str().unwrap().to_owned();
    for (cookie, name) in [(&door, "__Host-aw_door="), (&session, "__Host-aw_session=")] {
        // What a browser asks of the prefix: secure, the whole host's, and no domain.
        assert!(cookie.starts_with(name) && cookie.contains("; Path=/;") && cookie.ends_with("; Secure"), "{cookie}");
        assert!(!cookie.to_lowercase().contains("domain"), "{cookie}");
    }
    assert_eq!(lena.get("/").await.status, 200);
    let token = lena.cookies.remove("__Host-aw_session").unwrap();
    lena.cookies.insert("aw_session".to_owned(), token);
    assert_eq!(lena.get("/").await.status, 401, "any host below the same domain could have set that one");
}

async fn one_of_many(site: &Site) {
    let link = site.link(Slack, "lena").await;
    let mut lena = site.browser();
    let seal = field(&lena.get(&link).await.text, "browser");
    let press = async |link: &str| {
        let mut tab = site.browser();
        tab.cookies = lena.cookies.clone();
        tab.post(link, &[("browser", &seal)]).await.status
    };
    let all = futures_util::future::join_all((0..8).map(|_| press(&link))).await;
    assert_eq!(all.iter().filter(|status| **status == 303).count(), 1, "{all:?}");
    assert_eq!(all.iter().filter(|status| **status == 404).count(), 7, "{all:?}");
}

#[tokio::test]
async fn of_many_who_press_the_button_at_once_one_gets_in() {
    one_of_many(&Site::open().await).await;
    let Some(database) = crate::postgres::database().await else { return };
    one_of_many(&Site::with(Wish { database: Some(database), ..Wish::default() }).await).await;
}

#[tokio::test]
async fn b51_a_session_ends_by_signing_out_or_after_twelve_hours_and_no_other_sites_form_ends_it() {
    let site = Site::open().await;
    let mut lena = site.visit(Slack, "lena").await;
    let seal = field(&lena.get("/").await.text, "seal");
    assert_eq!(lena.post("/sign-out", &[("seal", "0000")]).await.status, 403);
    lena.from = "https://evil.example".to_owned();
    assert_eq!(lena.post("/sign-out", &[("seal", &seal)]).await.status, 403);
    assert_eq!(lena.get("/").await.status, 200, "still in");
    lena.from = site.origin.clone();
    let kept = lena.cookies.clone();
    assert_eq!(lena.post("/sign-out", &[("seal", &seal)]).await.status, 200);
    assert_eq!(lena.get("/").await.status, 401);
    lena.cookies = kept;
    assert_eq!(lena.get("/").await.status, 401, "over for whoever kept the cookie, too");

    let mut lena = site.visit(Discord, "lena").await;
    site.world.clock.advance(hours(11));
    assert_eq!(lena.get("/").await.status, 200);
    site.world.clock.advance(hours(1));
    assert_eq!(lena.get("/").await.status, 401);
    for made_up in ["7abc0123456789defghjkmnpqr", "x", "..", "\u{fc}"] {
        lena.cookies.insert("aw_session".to_owned(), made_up.to_owned());
        assert_eq!(lena.get("/people").await.status, 401, "{made_up}");
    }
}

#[tokio::test]
async fn only_staff_get_a_link_and_without_an_address_the_command_says_what_to_set() {
    let site = Site::open().await;
    for platform in [Slack, Discord] {
        let seen = site.world.slash(platform, "mia", "dashboard").await;
        assert!(site.link_in(&seen).is_none());
        assert!(seen.private_text().contains("nothing in it for you"), "{}", seen.private_text());
    }
    let bare = World::new().await;
    let replies: Vec<String> = {
        let mut all = Vec::new();
        for platform in [Slack, Discord] as [Platform; 2] {
            all.push(bare.slash(platform, "lena", "dashboard").await.private_text());
        }
        all
    };
    assert!(replies.iter().all(|said| said.contains("must set server.public_url")), "{replies:?}");
    let home = crate::hooks::client().get(bare.url("/")).send().await.unwrap();
    assert_eq!(home.status().as_u16(), 404, "no address, no dashboard");
}
