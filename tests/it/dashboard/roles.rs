//! Who may see what: every route for every role, and what stands on the pages.

use sea_orm::sqlx::{self, Connection as _, SqliteConnection};

use super::{OTHER, OTHER_PATH, Site, Visitor};
use crate::world::{Discord, Slack, Wish, at};

/// Every route, with two closes of Payments: Ana's and Ben's.
fn routes(anas: &str, bens: &str) -> Vec<String> {
    let of = |team: &str| {
        ["", "/weeks/2026-W47", "/cases", "/cases?state=closed", "/closes"].map(|part| format!("/teams/{team}{part}"))
    };
    let close = |team: &str, id: &str| format!("/teams/{team}/closes/{id}");
    ["/", "/people", "/settings"]
        .map(str::to_owned)
        .into_iter()
        .chain(of("Payments"))
        .chain([close("Payments", anas), close("Payments", bens)])
        .chain(of(OTHER_PATH))
        .chain([
            close(OTHER_PATH, anas),
            close("Payments", "nobodys"),
            "/teams/Nobody".into(),
            "/teams/payments".into(),
        ])
        .collect()
}

async fn statuses(visitor: &mut Visitor, routes: &[String]) -> String {
    let mut all = Vec::new();
    for route in routes {
        all.push(visitor.get(route).await.status.to_string());
    }
    all.join(" ")
}

async fn walk(site: &mut Site) {
    let anas = site.closed_by("ana", "mia").await;
    let bens = site.closed_by("ben", "jonas").await;
    let routes = routes(&site.id(&anas).await, &site.id(&bens).await);
    let n = routes.len();
    assert_eq!(n, 19);
    let mut people = Vec::new();
    for (who, platform) in [("lena", Slack), ("ana", Discord), ("ana", Slack), ("ben", Slack)] {
        people.push((who, site.visit(platform, who).await));
    }
    let mut seen = String::new();
    for (who, visitor) in &mut people {
        seen.push_str(&format!("{who}: {}\n", statuses(visitor, &routes).await));
    }
    seen.push_str(&format!("nobody: {}\n", statuses(&mut site.browser(), &routes).await));
    // Overview, people, settings · Payments: weeks, week, cases, closes · Ana's, Ben's · the other team · what is not.
    insta::allow_duplicates! {
    insta::assert_snapshot!(seen, @r"
    lena: 200 200 200 200 200 200 200 200 200 200 404 404 404 404 404 404 404 404 404
    ana: 200 200 404 200 404 200 200 200 404 404 404 404 404 404 404 404 404 404 404
    ana: 200 200 404 200 404 200 200 200 200 404 404 404 404 404 404 404 404 404 404
    ben: 200 200 200 200 404 200 200 200 404 200 200 200 200 200 200 404 404 404 404
    nobody: 401 401 401 401 401 401 401 401 401 401 401 401 401 401 401 401 401 401 401
    ");
    }

    // Whoever leaves the team is out at once, session or not: roles are configuration's.
    let config = std::fs::read_to_string(site.world.config_file()).unwrap();
    let ana = site.world.planet().person("ana").unwrap();
    let without = config.replace(&format!("\"slack:{}\", \"discord:{}\", ", ana.slack, ana.discord), "");
    assert_ne!(config, without);
    std::fs::write(site.world.config_file(), without).unwrap();
    site.world.restart().await;
    let (_, ana) = &mut people[2];
    assert_eq!(statuses(ana, &routes).await, ["403"; 19].join(" "));
    let page = ana.get("/").await.text;
    assert!(page.contains("There is nothing here for you") && !page.contains("Payments"), "{page}");
    let (_, lena) = &mut people[0];
    assert_eq!(lena.get("/teams/Payments").await.status, 200, "a session outlives a restart");
}

#[tokio::test]
async fn b51_every_route_answers_every_role_as_it_should() {
    walk(&mut Site::open().await).await;
    let Some(database) = crate::postgres::database().await else { return };
    walk(&mut Site::with(Wish { database: Some(database), ..Wish::default() }).await).await;
}

#[tokio::test]
async fn an_address_with_a_nul_in_it_finds_nothing_on_postgresql_too() {
    let Some(database) = crate::postgres::database().await else { return };
    let site = Site::with(Wish { database: Some(database), ..Wish::default() }).await;
    let mut lena = site.visit(Slack, "lena").await;
    for (path, status) in [
        ("/teams/Payments/closes/a%00b", 404),
        ("/teams/Pay%00ments", 404),
        ("/teams/Payments/closes?q=a%00b", 200),
        ("/teams/Payments/closes?state=a%00", 404),
        ("/teams/Payments/closes?before=1:a%00", 404),
    ] {
        assert_eq!(lena.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn scores_and_words_are_shown_as_the_customer_was_promised() {
    for (level, agent_sees, lead_sees) in
        [("named", true, true), ("leads", false, true), ("confidential", false, false)]
    {
        let team = match level {
            "named" => "instruments = [\"ces7\", \"csat5\"]\nmode = \"follow\"\nprivacy = \"named\"",
            "leads" => "instruments = [\"ces7\", \"csat5\"]\nmode = \"follow\"\nprivacy = \"leads\"",
            _ => "instruments = [\"ces7\", \"csat5\"]\nmode = \"follow\"\nprivacy = \"confidential\"",
        };
        let site = Site::with(Wish { team, ..Wish::default() }).await;
        let ticket = site.closed_by("ana", "mia").await;
        site.answered(&ticket, "mia", "6", "Ana was <i>quick</i>").await;
        let id = site.id(&ticket).await;
        for (who, may_see) in [("ana", agent_sees), ("lena", lead_sees)] {
            let mut visitor = site.visit(Slack, who).await;
            let list = visitor.get("/teams/Payments/closes").await.text;
            let one = visitor.get(&format!("/teams/Payments/closes/{id}")).await.text;
            assert_eq!(list.contains("6 of 7"), may_see, "{level}, {who}: {list}");
            assert_eq!(list.contains("not shown"), !may_see, "{level}, {who}");
            assert_eq!(
                one.contains("6 of 7") && one.contains("Ana was &lt;i&gt;quick"),
                may_see,
                "{level}, {who}: {one}"
            );
            assert!(!one.contains("<i>"), "{level}, {who}");
        }
        let mut lena = site.visit(Slack, "lena").await;
        let running = lena.get("/teams/Payments/weeks/2026-W48").await.text;
        assert_eq!(running.contains("shown when its scorecard is posted"), level == "confidential", "{level}");
        let mut ben = site.visit(Slack, "ben").await;
        for path in ["/", "/people", "/teams/Payments", "/teams/Payments/closes", "/teams/Payments/cases"] {
            let page = ben.get(path).await.text;
            assert!(!page.contains("quick") && !page.contains("6 of 7"), "{level}: {path} shows Ben what is Ana's");
        }
    }
}

/// On the pages it is a 404.
#[tokio::test]
async fn in_chat_too_another_teams_numbers_are_told_as_if_it_did_not_exist() {
    let site = Site::open().await;
    for command in [format!("scorecard {OTHER}"), format!("scorecard {OTHER} 2026-W46 post")] {
        let told = site.world.slash(Slack, "lena", &command).await.private_text();
        assert!(told.contains("No team is called") && told.ends_with("There is: Payments."), "{command}: {told}");
        let own = site.world.slash(Slack, "ben", &command).await.private_text();
        assert!(!own.contains("No team is called"), "{command}: {own}");
    }
    let compared = format!("compare 2026-11-03 {OTHER}");
    let told = site.world.slash(Slack, "lena", &compared).await.private_text();
    assert!(told.contains("No team is called") && told.ends_with("There is: Payments."), "{told}");
}

#[tokio::test]
async fn a_case_is_on_the_page_of_whoever_has_it_and_of_whoever_leads() {
    let site = Site::open().await;
    let ticket = site.closed_by("ana", "mia").await;
    site.answered(&ticket, "mia", "1", "Still broken").await;
    let id = site.id(&ticket).await;
    let (mut ana, mut ben, mut lena) =
        (site.visit(Slack, "ana").await, site.visit(Slack, "ben").await, site.visit(Slack, "lena").await);
    assert!(lena.get("/").await.text.contains("1 open case"));
    assert!(!ana.get("/teams/Payments/cases").await.text.contains(&id), "nobody has it yet");
    site.taken_by("ana").await;
    assert!(ana.get("/teams/Payments/cases").await.text.contains(&id));
    assert!(ana.get("/").await.text.contains(&id), "on her overview");
    assert!(!ben.get("/teams/Payments/cases").await.text.contains(&id));
    let taken = lena.get("/teams/Payments/cases?state=taken").await.text;
    assert!(taken.contains(&id), "{taken}");
    assert!(!lena.get("/teams/Payments/cases?state=open").await.text.contains(&id));
    assert_eq!(lena.get("/teams/Payments/cases?state=anything").await.status, 404);
}

/// As many cases as a busy year leaves, made of one that somebody handled; every third was another agent's.
async fn many_past_cases(site: &Site, anas: &str, bens: &str) {
    let mut db = SqliteConnection::connect(site.world.database()).await.unwrap();
    let sql =
        "INSERT INTO case_file (id, installation, survey_id, team, state, detail, holder, opened_at, waiting_since,
                 round, ended_at, version, saved_at)
               WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 150)
               SELECT id || n, installation, survey_id, team, 'closed', 'fixed', CASE WHEN n % 3 THEN ?1 ELSE ?2 END,
                 opened_at - n / 2, waiting_since, round, opened_at, 1, saved_at FROM case_file, n";
    let whole = |value: &str| format!("[[\"slack\",\"T0AFTERWRD\",\"{value}\"]]");
    sqlx::query(sql).bind(whole(anas)).bind(whole(bens)).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn past_cases_are_paged_and_an_agents_own_fill_their_pages() {
    let site = Site::open().await;
    let ticket = site.closed_by("ana", "mia").await;
    site.answered(&ticket, "mia", "1", "Still broken").await;
    let slack = |who| site.world.planet().person(who).unwrap().slack;
    many_past_cases(&site, &slack("ana"), &slack("ben")).await;
    for (who, all) in [("lena", 150), ("ana", 100), ("ben", 50)] {
        let mut visitor = site.visit(Slack, who).await;
        let (mut next, mut pages) = (Some("/teams/Payments/cases?state=closed".to_owned()), Vec::new());
        while let Some(path) = next {
            let page = visitor.get(&path).await.text;
            let more = page.split_once("rel=\"next\" href=\"").map(|(_, rest)| rest.split('"').next().unwrap());
            next = more.map(|path| path.replace("&amp;", "&"));
            pages.push(page.matches("/closes/").count());
        }
        assert_eq!((pages.iter().sum::<usize>(), pages.len()), (all, all / 50), "{who}: {pages:?}");
    }
    let mut lena = site.visit(Slack, "lena").await;
    for wrong in ["after=x", "after=1:..%2F", "state=closed&after="] {
        assert_eq!(lena.get(&format!("/teams/Payments/cases?{wrong}")).await.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn a_posted_week_shows_the_numbers_that_were_posted_and_says_so() {
    let site = Site::open().await;
    let ticket = site.closed_by("ana", "mia").await;
    site.answered(&ticket, "mia", "6", "Fine").await;
    let mut lena = site.visit(Slack, "lena").await;
    let running = lena.get("/teams/Payments/weeks/2026-W48").await.text;
    assert!(running.contains("Only 1 answer: too few to report.") && running.contains("the week is not over"));
    assert_eq!(lena.get("/teams/Payments/weeks/2026-W49").await.status, 404, "it has not begun");
    assert_eq!(lena.get("/teams/Payments/weeks/soon").await.status, 404);
    site.world.advance_to(at("2026-11-30T08:00:00Z")).await;
    let mut lena = site.visit(Slack, "lena").await;
    let posted = lena.get("/teams/Payments/weeks/2026-W48").await.text;
    assert!(
        posted.contains("frozen for the week&#39;s scorecard") || posted.contains("frozen for the week's scorecard")
    );
    assert!(posted.contains("Only 1 answer: too few to report.") && posted.contains("<svg"));
    let weeks = lena.get("/teams/Payments").await.text;
    assert!(weeks.contains("as posted") && weeks.contains("23-29 Nov 2026"), "{weeks}");
    assert_eq!(lena.get("/teams/Payments?before=2026-W40").await.status, 200);
    assert_eq!(lena.get("/teams/Payments?before=x").await.status, 404);
}

#[tokio::test]
async fn the_ledger_is_paged_filtered_and_bounded() {
    let site = Site::open().await;
    for n in 0..60 {
        let body = serde_json::json!({ "event": "ticket.solved",
            "ticket": { "id": format!("9{n:02}"), "title": format!("Order {n}"), "owner": "ana@example.com" } });
        assert_eq!(crate::hooks::deliver(&site.world, "desk", &body, &format!("d-{n}")).await, 200);
    }
    site.world.settle().await;
    let mut lena = site.visit(Slack, "lena").await;
    let first = lena.get("/teams/Payments/closes").await.text;
    assert_eq!(first.matches("<tr>").count(), 51, "fifty and the head");
    let (_, rest) = first.split_once("href=\"/teams/Payments/closes?before=").expect("a next page");
    let next = format!("/teams/Payments/closes?before={}", rest.split('"').next().unwrap());
    let second = lena.get(&next).await.text;
    assert_eq!(second.matches("<tr>").count(), 11);
    let listed = |page: &str| page.matches("/closes/").count();
    assert_eq!(listed(&first) + listed(&second), 60, "each close once");
    let found = lena.get("/teams/Payments/closes?q=%23907").await.text;
    assert_eq!(listed(&found), 1, "{found}");
    assert!(found.contains("Order 7<"), "{found}");
    assert_eq!(listed(&lena.get("/teams/Payments/closes?q=nobodys").await.text), 0);
    assert_eq!(listed(&lena.get("/teams/Payments/closes?state=skipped&week=2026-W48").await.text), 50);
    assert_eq!(listed(&lena.get("/teams/Payments/closes?week=2026-W47").await.text), 0);
    assert_eq!(lena.get("/teams/Payments/closes?state=&week=&q=").await.status, 200, "an empty form");
    let long = format!("/teams/Payments/closes?q={}", "x".repeat(300));
    for wrong in ["?state=x", "?week=47", "?before=x", "?before=1:..%2F..", "?before=x:1"] {
        assert_eq!(lena.get(&format!("/teams/Payments/closes{wrong}")).await.status, 404, "{wrong}");
    }
    assert_eq!(lena.get(&long).await.status, 404);
    assert_eq!(lena.get(&format!("/people?x={}", "x".repeat(5_000))).await.status, 414);
    assert_eq!(lena.get("/teams/%FF").await.status, 404, "no text at all");
    assert_eq!(lena.get("/teams/Payments/closes/%00").await.status, 404);
    for method in ["PUT", "DELETE", "PATCH"] {
        let request = client_for(method, &format!("{}/teams/Payments", site.origin));
        assert_eq!(request.send().await.unwrap().status().as_u16(), 405, "{method}");
    }
}

fn client_for(method: &str, url: &str) -> reqwest::RequestBuilder {
    crate::hooks::client().request(method.parse().unwrap(), url)
}

#[tokio::test]
async fn settings_name_where_each_value_comes_from_and_no_secret_nor_another_teams() {
    let site = Site::open().await;
    let mut lena = site.visit(Slack, "lena").await;
    let page = lena.get("/settings").await.text;
    for told in [
        "survey",
        "cooldown",
        "&quot;14d&quot;",
        "default",
        "afterword.toml",
        "environment DATABASE_URL",
        "SQLite",
        "set; never shown",
    ] {
        assert!(page.contains(told), "{told} is not in {page}");
    }
    let environment = site.world.environment();
    for (name, secret) in environment.iter().filter(|(name, _)| name.as_str() != "DISCORD_PUBLIC_KEY") {
        assert!(!page.contains(secret.as_str()), "{name} is shown");
    }
    assert!(!page.contains("Asia/Tokyo"), "another team's");
    let mut ben = site.visit(Slack, "ben").await;
    let page = ben.get("/settings").await.text;
    assert!(page.contains("Asia/Tokyo") && !page.contains("Europe/Berlin"), "his own alone: {page}");
    let home = ben.get(&format!("/teams/{OTHER_PATH}")).await.text;
    assert!(home.contains("Müller &amp; Söhne/EU &lt;b&gt;") && !home.contains(OTHER), "{home}");
}
