//! Customers are spoken to in their own language, in a team's own words, on both platforms.

use afterword::domain::ids::Identity;
use afterword::domain::instrument::{CES7, Series};
use afterword::domain::language::Language;
use afterword::sandbox::{Cast, Platform};
use sea_orm::sqlx::{self, Connection, PgConnection, Row, SqliteConnection};
use serde_json::json;

use crate::hooks::deliver;
use crate::postgres;
use crate::program::{printed, refused, run};
use crate::store_story::week_facts;
use crate::world::{Discord, Slack, TEAM, Wish, World, at, days, minutes};

/// The demo's people, each reading what they read.
fn polyglot() -> Wish {
    Wish { cast: Cast { rates: false, ..Cast::demo() }, ..Wish::default() }
}

/// The databases of this machine: SQLite, and PostgreSQL where it is installed. What is stored of a language is stored alike.
async fn databases() -> impl Iterator<Item = Option<String>> {
    [Some(None), postgres::database().await.map(Some)].into_iter().flatten()
}

/// What is stored beside an answer: the language it was asked in and the series it counts in.
async fn counted_as(world: &World) -> Vec<(Option<String>, i32)> {
    const STORED: &str = "SELECT language, instrument_version FROM answer ORDER BY position, first_at";
    if world.database().starts_with("postgres") {
        let mut db = PgConnection::connect(world.database()).await.unwrap();
        let rows = sqlx::query(STORED).fetch_all(&mut db).await.unwrap();
        db.close().await.unwrap();
        return rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    }
    let mut db = SqliteConnection::connect(world.database()).await.unwrap();
    let rows = sqlx::query(STORED).fetch_all(&mut db).await.unwrap();
    db.close().await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn a_customer_who_reads_german_in_slack_is_asked_answered_and_thanked_in_german() {
    for database in databases().await {
        in_german(World::with(Wish { database, ..polyglot() }).await).await;
    }
}

async fn in_german(world: World) {
    let (ticket, prompt) = world.asked(Slack, "jonas").await;
    assert!(prompt.text().contains("wie einfach war es für Sie"), "{}", prompt.text());
    let labels: Vec<&str> = prompt.buttons.iter().map(|b| b.label.as_str()).collect();
    let expected =
        ["1 Sehr schwierig", "2", "3", "4", "5", "6", "7 Sehr einfach", "Noch nicht gelöst", "Nicht mehr fragen"];
    assert_eq!(labels, expected);
    assert_eq!(world.story(&ticket).await.survey.wording.language, Some(Language::De));

    let intruder = world.press("chloe", &prompt, "5").await.private_text();
    assert!(intruder.contains("für die Kundin oder den Kunden"), "Slack tells no language with a press: {intruder}");
    let seen = world.press("jonas", &prompt, "2").await;
    let said = seen.private_text();
    assert!(said.contains("Gespeichert: 2 von 7.") && said.contains("Was hat es schwierig gemacht?"), "{said}");
    assert!(said.contains("Wenn Sie mögen: wie zufrieden waren Sie"), "{said}");
    world.settle().await;
    let thanks = world.now(&prompt);
    assert!(thanks.text().starts_with("Danke, ") && thanks.text().ends_with(" hat geantwortet."), "{}", thanks.text());

    let form = world.press_private(Slack, "jonas", "Sagen Sie uns, warum").await.form.expect("a form").to_string();
    for words in ["Musste mich wiederholen", "In Ihren eigenen Worten", "Man darf sich bei mir melden", "Senden"] {
        assert!(form.contains(words), "{words}: {form}");
    }
    let kept = world.comment(Slack, "jonas", "Drei Anrufe.").await;
    assert!(kept.text().contains("Danke, das ist gespeichert.") || kept.form.is_some(), "{kept:?}");
    let off = world.slash(Slack, "jonas", "stop-asking").await.private_text();
    assert!(off.contains("Sie werden nicht mehr gefragt. /afterword ask-me schaltet es wieder ein."), "{off}");
    assert_eq!(counted_as(&world).await, [(Some("de".to_owned()), 1)]);
}

#[tokio::test]
async fn discord_tells_the_language_with_a_press_and_it_is_remembered_for_the_next_question() {
    for database in databases().await {
        remembered(World::with(Wish { database, ..polyglot() }).await).await;
    }
}

async fn remembered(world: World) {
    let (_, prompt) = world.asked(Discord, "aiko").await;
    assert!(prompt.text().contains("how easy was it"), "nobody knows yet: {}", prompt.text());
    let said = world.press("aiko", &prompt, "6").await.private_text();
    assert!(said.contains("保存しました：7段階中の6。"), "{said}");
    let refused = world.press("carlos", &prompt, "1").await.private_text();
    assert!(refused.contains("Esta pregunta es para el cliente"), "each in their own: {refused}");

    world.advance(days(15)).await;
    let (_, prompt) = world.asked(Discord, "aiko").await;
    let asked = prompt.text();
    assert!(asked.contains(" さん、") && asked.contains("お問い合わせの解決は、どのくらい簡単でしたか？"), "{asked}");
    assert!(prompt.button("1 とても大変だった").is_some() && prompt.button("まだ解決していません").is_some());
}

#[tokio::test]
async fn discord_tells_the_language_with_a_command_before_anybody_was_asked() {
    for database in databases().await {
        let world = World::with(Wish { database, ..polyglot() }).await;
        world.slash(Discord, "aiko", "help").await;
        let (_, prompt) = world.asked(Discord, "aiko").await;
        assert!(prompt.text().contains("どのくらい簡単でしたか？"), "{}", prompt.text());
        world.slash(Discord, "ana", "help").await;
        let ana = world.planet().person("ana").unwrap().discord;
        let known = world.store().locale_of(&Identity::discord(ana)).await.unwrap();
        assert_eq!(known, None, "who is of the team is nobody to be asked");
    }
}

#[tokio::test]
async fn where_no_platform_tells_the_helpdesk_does_and_else_the_team() {
    for (language, expected) in
        [(Some("fr-CA"), "à quel point a-t-il été facile"), (None, "quão fácil foi"), (Some("nl"), "quão fácil foi")]
    {
        let world = World::with(Wish { team: "language = \"pt\"\ninstruments = [\"ces7\"]", ..polyglot() }).await;
        let mia = world.planet().person("mia").unwrap().discord;
        let ticket = json!({ "id": "77", "title": "Refund", "customer": { "discord": mia }, "language": language });
        assert_eq!(deliver(&world, "desk", &json!({ "event": "ticket.solved", "ticket": ticket }), "d-77").await, 200);
        world.advance(minutes(5)).await;
        let dm = world.planet().dm(Discord, "mia").expect("a direct message");
        let asked = world.planet().bot_messages(Discord, &dm).pop().expect("a prompt");
        assert!(asked.text().contains(expected), "{language:?}: {}", asked.text());
    }
}

#[tokio::test]
async fn a_team_asks_in_its_own_words_and_counts_them_as_a_series_of_their_own() {
    for database in databases().await {
        own_words(database).await;
    }
}

async fn own_words(database: Option<String>) {
    let team = "instruments = [\"ces7\", \"csat5\"]\n[team.words]\nces7-question = \"how easy was your parcel?\"\n\
                decline = \"Please stop asking\"\n[team.words.de]\nsaved = \"Notiert: { $score }!\"";
    let world = World::with(Wish { team, database, ..polyglot() }).await;
    let (_, prompt) = world.asked(Slack, "mia").await;
    assert!(prompt.text().contains("how easy was your parcel?") && prompt.button("Please stop asking").is_some());
    world.press("mia", &prompt, "6").await;
    world.press_private(Slack, "mia", "4").await;
    let (_, prompt) = world.asked(Slack, "jonas").await;
    assert!(prompt.text().contains("wie einfach war es für Sie"), "the other languages stay ours");
    assert!(world.press("jonas", &prompt, "7").await.private_text().contains("Notiert: 7 von 7!"));

    let stored = counted_as(&world).await;
    let own = world.settings().teams[0].series();
    assert!(own[0].edition > 255 && own[0] != Series::from(&CES7), "{own:?}");
    assert_eq!(stored.iter().filter(|(_, edition)| *edition == own[0].edition).count(), 2, "{stored:?}");
    assert_eq!(stored.last(), Some(&(Some("en".to_owned()), 1)), "the second question is still ours");

    let store = world.store();
    let settings = world.settings();
    let team = &settings.teams[0];
    let week = afterword::domain::calendar::Week::containing(afterword::clock::Clock::now(&*world.clock), &team.zone);
    let now = afterword::clock::Clock::now(&*world.clock);
    let count = async |series: Series| {
        let facts = week_facts(store, &team.name, week, &team.zone, &[series], now).await;
        (facts.instruments[0].counts.iter().sum::<u64>(), facts.people)
    };
    assert_eq!(count(own[0]).await, (2, 2));
    assert_eq!(
        count(Series::from(&CES7)).await,
        (0, 2),
        "nothing is mixed, and people are people whatever they were asked"
    );
}

#[tokio::test]
async fn an_agent_previews_the_question_alone_and_its_buttons_store_nothing() {
    for platform in [Slack, Discord] {
        let world = World::with(polyglot()).await;
        let seen = world.slash(platform, "ana", "preview de").await;
        let shown = seen.private.first().expect("a private message");
        assert!(shown.text().contains("wie einfach war es für Sie"), "{}", shown.text());
        assert!(
            shown.text().contains("Ticket Nr. 482 · Ihre Antwort sieht die Leitung des Supports"),
            "{}",
            shown.text()
        );
        assert!(seen.shared.is_empty() && shown.button("7 Sehr einfach").is_some());
        let pressed = world.press_private(platform, "ana", "7 Sehr einfach").await.private_text();
        assert!(pressed.contains("Das ist nur eine Vorschau: Es wurde nichts gespeichert."), "{pressed}");
        let unknown = world.slash(platform, "lena", "preview nl").await.private_text();
        assert!(unknown.contains("“nl” is not a language Afterword speaks"), "{unknown}");
        let customer = world.slash(platform, "mia", "preview de").await.private_text();
        assert!(customer.contains("for the people of a support team"), "{customer}");
        assert!(counted_as(&world).await.is_empty());
    }
}

#[tokio::test]
async fn a_customer_who_asks_for_help_gets_it_in_their_language_without_the_teams_commands() {
    let world = World::with(polyglot()).await;
    let said = world.slash(Discord, "chloe", "help").await.private_text();
    assert!(said.contains("plus de questions pour vous") && !said.contains("scorecard"), "{said}");
    assert!(world.slash(Discord, "ana", "help").await.private_text().contains("scorecard"));
}

#[tokio::test]
async fn preview_prints_every_message_in_every_language_and_the_teams_own_words() {
    let team = "instruments = [\"ces7\"]\n[team.words]\ndecline = \"Please stop asking\"";
    let world = World::with(Wish { idle: true, team, ..polyglot() }).await;
    let all = printed(&world, &["preview"]);
    for words in
        ["Deutsch · Slack", "日本語 · Discord", "[Please stop asking]", "Ne plus me demander", "さんが回答しました"]
    {
        assert!(all.contains(words), "{words}");
    }
    let german = printed(&world, &["preview", "--language", "de", "--platform", "discord"]);
    assert!(german.contains("Deutsch · Discord") && !german.contains("Slack") && !german.contains("English"));
    let keys = printed(&world, &["preview", "--keys"]);
    assert!(keys.contains("ces7-question              how easy was it to get this solved?"), "{keys}");
    let page = world.config_file().with_file_name("preview.html");
    printed(&world, &["preview", "--out", page.to_str().unwrap()]);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.contains("<section lang=\"ja\">") && page.contains("<span class=\"button\">Please stop asking</span>")
    );
    let (code, said) = refused(&run(&world, &["preview", "--team", "Refunds"]));
    assert_eq!(code, Some(2));
    assert!(said.contains("no team is called \"Refunds\"; there are: Payments"), "{said}");
}

#[tokio::test]
async fn what_could_not_be_saved_is_said_in_the_persons_language() {
    let world = World::with(polyglot()).await;
    let (_, prompt) = world.asked(Slack, "jonas").await;
    let (_, other) = world.asked(Discord, "aiko").await;
    let mut db = SqliteConnection::connect(world.database()).await.unwrap();
    sqlx::query("ALTER TABLE answer RENAME TO hidden").execute(&mut db).await.unwrap();
    let said = [world.press("jonas", &prompt, "3").await, world.press("aiko", &other, "3").await];
    sqlx::query("ALTER TABLE hidden RENAME TO answer").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    assert!(
        said[0].private_text().contains("Nicht gespeichert, bitte drücken Sie noch einmal."),
        "{}",
        said[0].private_text()
    );
    assert!(said[1].private_text().contains("保存できませんでした。"), "{}", said[1].private_text());
}

/// Nobody is spoken to in two languages at once, whatever happens to their question.
#[tokio::test]
async fn a_question_that_ends_says_so_in_the_language_it_was_asked_in() {
    for database in databases().await {
        ended(World::with(Wish { database, ..polyglot() }).await).await;
    }
}

async fn ended(world: World) {
    let ends: [(&str, Platform, &str); 3] = [
        ("jonas", Slack, "Diese Frage ist jetzt geschlossen. Trotzdem danke."),
        ("carlos", Slack, "Esta pregunta ya está cerrada. Gracias de todos modos."),
        ("chloe", Slack, "Cette question est maintenant close. Merci tout de même."),
    ];
    let mut prompts = Vec::new();
    for (who, platform, _) in ends {
        let ticket = world.open(platform, who).await;
        world.close(&ticket).await;
        prompts.push(ticket);
    }
    world.advance(minutes(5)).await;
    let prompts: Vec<_> = prompts.iter().map(|ticket| world.prompt(ticket).expect("a prompt")).collect();
    world.advance(days(8)).await;
    for ((who, _, expected), prompt) in ends.iter().zip(&prompts) {
        assert_eq!(world.now(prompt).text(), *expected, "{who}");
    }
}

#[tokio::test]
async fn a_customer_who_was_never_asked_reads_their_home_and_every_reply_in_their_language() {
    let world = World::with(polyglot()).await;
    let slack = world.planet().slack();
    slack.open_home("jonas").await;
    insta::assert_snapshot!(slack.home_text("jonas").unwrap(), @r"
    Ihre Entscheidung
    Wenn ein Support-Ticket von Ihnen geschlossen wird, werden Sie vielleicht gefragt, wie einfach das war: ein Klick, und nie oft.
    Nicht fragen
    ");
    slack.press_home("jonas", "Nicht fragen").await;
    insta::assert_snapshot!(slack.home_text("jonas").unwrap(), @r"
    Ihre Entscheidung
    Sie werden nicht gefragt, wie Ihre Tickets verlaufen sind, nirgends.
    Wieder fragen
    ");
    let told = async |command: &str| world.slash(Slack, "jonas", command).await.private_text();
    for staffs in ["why 482", "scorecard", "cases", "me", "pause", "status", "preview", "unlink slack:U1", "close @mia"]
    {
        let said = told(staffs).await;
        assert!(said.starts_with("Das ist für die Leute eines Support-Teams"), "{staffs}: {said}");
    }
    assert!(told("help").await.starts_with("Wenn ein Ticket von Ihnen geschlossen wird"));
    assert!(told("ask-me").await.starts_with("Sie können nach einem Ticket wieder gefragt werden"));
    let said = world.slash(Discord, "aiko", "cases").await.private_text();
    assert!(said.starts_with("これはサポートチームの方向けの操作です。"), "{said}");
}

/// What the team reads follows the team, whatever its customers read.
#[tokio::test]
async fn a_german_teams_scorecard_is_german_in_both_chats_in_its_details_and_printed() {
    let team = "language = \"de\"\ninstruments = [\"ces7\"]\n[team.words]\ndecline = \"Schluss\"";
    let world = World::with(Wish { team, ..polyglot() }).await;
    for (who, score) in [("mia", "7"), ("jonas", "6"), ("aiko", "2"), ("carlos", "5"), ("priya", "7")] {
        let (_, prompt) = world.asked(Slack, who).await;
        world.press(who, &prompt, score).await;
        world.settle().await;
    }
    world.advance_to(at("2026-11-30T08:10:00Z")).await;
    for (platform, channel) in TEAM {
        let posted = world.planet().bot_messages(platform, channel);
        let card = posted.iter().find(|m| !m.pictures.is_empty()).expect("the card");
        let said = card.text().replace('\\', "");
        for words in ["4 von 5 fanden es einfach. Zu wenig für eine Prozentzahl.", "23.–29. Nov. 2026", "KW 48"] {
            assert!(said.contains(words), "{platform:?}: {words} in {said}");
        }
        assert!(
            card.pictures[0].alt.starts_with("Scorecard: Payments, 23.–29. Nov. 2026. "),
            "{}",
            card.pictures[0].alt
        );
        assert!(card.buttons.iter().any(|button| button.label == "Versprechen für diese Woche"));
        let mut beside = posted.iter().cloned().chain(world.planet().bot_messages(platform, &card.id));
        assert!(beside.any(|m| m.text().contains("Wie wurde das berechnet?") && m.text().contains("Einzelheiten")));
    }
    let shown = world.slash(Slack, "ana", "scorecard").await.private_text();
    assert!(shown.contains("4 von 5 fanden es einfach"), "{shown}");
    let print =
        |format| printed(&world, &["scorecard", "--team", "Payments", "--week", "2026-W48", "--format", format]);
    assert!(print("text").contains("4 von 5 fanden es einfach"));
    let page = print("html");
    assert!(page.contains("<html lang=\"de\">") && page.contains("Wie wurde das berechnet?"));
    assert!(print("json").contains("4 of 5 said it was easy"), "programs read the same in every language");
}
