//! Counting a week, exporting, importing.

use super::*;
use afterword::domain::instrument::Series;

fn history_line(ticket: &str, closed_at: Timestamp) -> LedgerLine {
    LedgerLine {
        source: "desk".into(),
        ticket_id: ticket.into(),
        subject: None,
        team: TeamName::new("Payments"),
        agent: Some("slack:U2".into()),
        customer: Some(format!("{ticket}@example.com")),
        channel: None,
        touchpoint: None,
        segment: None,
        tags: vec![],
        opened_at: None,
        closed_at,
        state: "skipped".into(),
        reason: Some("cooldown".into()),
        asked_at: None,
        instrument: None,
        answer: None,
        recovered: false,
        person: None,
        privacy: Privacy::Leads,
    }
}

pub(super) fn answered(ticket: &str, on: &'static Instrument, value: i64, when: Timestamp) -> LedgerLine {
    LedgerLine {
        state: "answered".into(),
        reason: None,
        asked_at: Some(when),
        instrument: Some(on),
        answer: Some(Answer {
            score: Score::on(on, value).unwrap(),
            first_at: when,
            last_at: when,
            changes: 0,
            comment: None,
            reasons: vec![],
            contact_ok: false,
        }),
        ..history_line(ticket, when)
    }
}

fn remarked(line: LedgerLine, comment: Option<&str>, reasons: &[ReasonTag]) -> LedgerLine {
    let answer =
        line.answer.clone().map(|a| Answer { comment: comment.map(Into::into), reasons: reasons.to_vec(), ..a });
    LedgerLine { answer, ..line }
}

/// Four complete weeks and a bit, small enough to count by hand. The week is the one in which Berlin loses an hour:
/// 2026-W13, from Sunday 23:00Z to Sunday 22:00Z.
fn five_weeks() -> Vec<LedgerLine> {
    let other_team =
        LedgerLine { team: TeamName::new("Other"), ..answered("o1", &CES7, 1, at("2026-03-24T09:00:00Z")) };
    let same_customer = |line: LedgerLine| LedgerLine { customer: Some("t1@example.com".into()), ..line };
    vec![
        // The week itself, its very first and very last instant among it.
        remarked(answered("t1", &CES7, 7, at("2026-03-22T23:00:00Z")), Some("quick"), &[]),
        same_customer(remarked(
            answered("t2", &CES7, 2, at("2026-03-29T21:59:59.999Z")),
            Some("slow and twice"),
            &[ReasonTag::Slow, ReasonTag::Repeat],
        )),
        remarked(answered("t3", &CES7, 7, at("2026-03-25T12:00:00Z")), None, &[ReasonTag::Slow]),
        answered("t3", &CSAT5, 4, at("2026-03-25T12:00:00Z")),
        history_line("t4", at("2026-03-26T12:00:00Z")),
        LedgerLine { reason: Some("opted_out".into()), ..history_line("t5", at("2026-03-26T12:00:00Z")) },
        LedgerLine {
            state: "undeliverable".into(),
            reason: Some("dm_closed".into()),
            ..history_line("t6", at("2026-03-27T12:00:00Z"))
        },
        LedgerLine {
            state: "expired".into(),
            reason: None,
            asked_at: Some(at("2026-03-27T12:00:00Z")),
            instrument: Some(&CES7),
            ..history_line("t7", at("2026-03-27T12:00:00Z"))
        },
        // The next week's first instant, and the week before's last.
        answered("n1", &CES7, 1, at("2026-03-29T22:00:00Z")),
        answered("p1", &CES7, 5, at("2026-03-22T22:59:59.999Z")),
        // Two weeks before: nothing. Three weeks before: the first answer of all on this question.
        answered("p3", &CES7, 6, at("2026-03-04T12:00:00Z")),
        other_team,
    ]
}

pub(super) async fn import(store: &Store, lines: &[LedgerLine]) -> u64 {
    store.import(lines, &id).await.unwrap()
}

async fn whole_ledger(store: &Store, kind: LedgerKind, page: u64) -> Vec<LedgerLine> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let (lines, next) = store.ledger(kind, None, None, cursor, page).await.unwrap();
        // Who somebody is here is nobody's business elsewhere.
        all.extend(lines.into_iter().map(|line| LedgerLine { person: None, ..line }));
        match next {
            Some(next) => cursor = Some(next),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_found_to_be_one_persons_are_one_person_in_the_ledger_under_the_names_they_came_with() {
    on_both(async |store: Store, _| {
        let by = |ticket: &str, customer: &str| LedgerLine {
            customer: Some(customer.to_owned()),
            ..answered(ticket, &CES7, 6, noon())
        };
        let lines = [by("t1", "slack:U1"), by("t2", "mia@example.com"), by("t3", "jonas@example.com")];
        assert_eq!(import(&store, &lines).await, 3);
        let people = async || {
            let (mut lines, _) = store.ledger(LedgerKind::Answers, None, None, None, 10).await.unwrap();
            lines.sort_by(|a, b| a.ticket_id.cmp(&b.ticket_id));
            lines.into_iter().map(|line| (line.person.expect("somebody"), line.customer.unwrap())).collect::<Vec<_>>()
        };
        let apart = people().await;
        assert!(apart[0].0 != apart[1].0 && apart[1].0 != apart[2].0);
        person(&store, &[Identity::slack("", "U1"), Identity::email("mia@example.com")], noon()).await;
        let found = people().await;
        assert!(found[0].0 == found[1].0 && found[1].0 != found[2].0, "{found:?}");
        assert_eq!((found[0].1.as_str(), found[1].1.as_str()), ("slack:U1", "mia@example.com"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weeks_facts_are_what_one_counts_by_hand() {
    on_both(async |store: Store, _| {
        import(&store, &five_weeks()).await;
        let (team, week) = (TeamName::new("Payments"), "2026-W13".parse::<Week>().unwrap());
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let now = at("2026-03-29T22:00:00Z");
        let facts = week_facts(&store, &team, week, &zone, &[Series::from(&CES7), Series::from(&CSAT5)], now).await;
        assert_eq!((facts.from, facts.to, facts.provisional), (at("2026-03-22T23:00:00Z"), now, false));
        assert_eq!((facts.zone.as_str(), facts.week, &facts.team), ("Europe/Berlin", week, &team));

        let [ces, csat] = facts.instruments.as_slice() else { panic!("two instruments") };
        assert_eq!(ces.counts, [0, 1, 0, 0, 0, 0, 2]);
        let before = [vec![0, 0, 0, 0, 1, 0, 0], vec![0; 7], vec![0, 0, 0, 0, 0, 1, 0]];
        assert_eq!(ces.before, before, "nothing is told of the week before the first answer");
        assert_eq!(csat.counts, [0, 0, 0, 1, 0]);
        assert!(csat.before.is_empty());

        assert_eq!(facts.people, 2, "who answered twice is one person");
        let counted = |pairs: &[(&str, u64)]| pairs.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect();
        assert_eq!(facts.by_state, counted(&[("answered", 3), ("expired", 1), ("skipped", 2), ("undeliverable", 1)]));
        assert_eq!(facts.skipped, counted(&[("cooldown", 1), ("opted_out", 1)]));
        assert_eq!(facts.undeliverable, counted(&[("dm_closed", 1)]));
        assert_eq!(facts.delivered, 4);
        assert_eq!(facts.reasons, [("slow".to_owned(), 2), ("repeat".to_owned(), 1)]);
        let quote = |value, text: &str| Quote { value, instrument: &CES7, text: text.into() };
        assert_eq!(facts.quotes, [quote(2, "slow and twice"), quote(7, "quick")]);

        let early = week_facts(&store, &team, week, &zone, &[Series::from(&CES7)], at("2026-03-29T21:59:59Z")).await;
        assert!(early.provisional);
        let nobody = week_facts(&store, &TeamName::new("Nobody"), week, &zone, &[Series::from(&CES7)], now).await;
        assert_eq!((nobody.people, nobody.instruments[0].counts.clone()), (0, vec![0; 7]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_can_be_imported_and_exported_again() {
    on_both(async |store: Store, _| {
        let history = five_weeks();
        // One line per close and instrument: t3 was asked twice.
        assert_eq!(import(&store, &history).await, history.len() as u64 - 1);
        assert_eq!(import(&store, &history).await, 0, "again adds nothing");

        let tickets = whole_ledger(&store, LedgerKind::Tickets, 2).await;
        assert_eq!(tickets.len(), history.len());
        let mut expected = history.clone();
        expected.sort_by_key(|l| l.closed_at);
        let by_key = |mut lines: Vec<LedgerLine>| {
            lines.sort_by_key(|l| (l.closed_at, l.ticket_id.clone(), l.instrument.map(|i| i.id)));
            lines
        };
        assert_eq!(by_key(tickets.clone()), by_key(expected));
        let answers = whole_ledger(&store, LedgerKind::Answers, 3).await;
        assert_eq!(answers.len(), 8);
        assert!(answers.is_sorted_by_key(|l| l.answer.as_ref().unwrap().first_at));

        let folder = tempfile::tempdir().unwrap();
        let copy = Store::open(&format!("sqlite:{}", folder.path().join("copy.db").display())).await.unwrap();
        copy.migrate().await.unwrap();
        copy.import(&tickets, &id).await.unwrap();
        assert_eq!(by_key(whole_ledger(&copy, LedgerKind::Tickets, 100).await), by_key(tickets));
        assert_eq!(whole_ledger(&copy, LedgerKind::Answers, 100).await.len(), answers.len());
        copy.close().await;

        let (from, to) = (at("2026-03-22T23:00:00Z"), at("2026-03-29T22:00:00Z"));
        let (week, _) = store.ledger(LedgerKind::Answers, Some(from), Some(to), None, 100).await.unwrap();
        assert_eq!(week.len(), 5, "half-open: the first instant of the next week is not in it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_joins_people_it_knows_and_adds_closes_to_tickets_it_knows() {
    on_both(async |store: Store, _| {
        let mia = person(&store, &[Identity::email("mia@example.com")], noon()).await;
        let line = |when| LedgerLine {
            customer: Some("mia@example.com".into()),
            tags: vec!["a".into(), "b;c".into()],
            subject: Some("Refund".into()),
            opened_at: Some(noon() - DAY),
            touchpoint: Some("checkout".into()),
            ..answered("t1", &CSAT5, 1, when)
        };
        assert_eq!(import(&store, &[line(noon() + HOUR), line(noon())]).await, 2);
        assert_eq!(import(&store, &[line(noon() + HOUR), line(noon() + HOUR * 2)]).await, 1);
        let told = store.why("t1", None).await.unwrap();
        let closes: Vec<_> = told.iter().map(|s| (s.survey.close_seq, s.survey.closed_at)).collect();
        assert_eq!(closes, [(3, noon() + HOUR * 2), (2, noon() + HOUR), (1, noon())]);
        assert!(told.iter().all(|s| s.survey.person.as_ref() == Some(&mia.id) && s.survey.instrument.id == "csat5"));
        let (last, _) = store.person(&mia.id).await.unwrap().unwrap().last_asked.unwrap();
        assert_eq!(last, noon() + HOUR * 2, "an ask elsewhere is an ask");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_lines_are_imported_in_one_go() {
    on_both(async |store: Store, _| {
        let lines: Vec<_> = (0..3000)
            .map(|n| answered(&format!("t{n}"), &CES7, n % 7 + 1, noon() + Duration::from_secs(n)))
            .map(|l| LedgerLine { customer: Some(format!("discord:{}", l.ticket_id.len())), ..l })
            .collect();
        assert_eq!(import(&store, &lines).await, 3000);
        assert_eq!(whole_ledger(&store, LedgerKind::Answers, 1000).await.len(), 3000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_as_strict_as_the_strictest_promise_of_its_answers() {
    on_both(async |store: Store, _| {
        let (team, week) = (TeamName::new("Payments"), "2026-W13".parse::<Week>().unwrap());
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let level = async || {
            let facts = week_facts(&store, &team, week, &zone, &[(&CES7).into()], at("2026-04-01T00:00:00Z")).await;
            (facts.privacy, facts.privacy_before)
        };
        let promised = |ticket: &str, when: &str, privacy| {
            let line = answered(ticket, &CES7, 6, at(when));
            remarked(LedgerLine { privacy, ..line }, Some("fine"), &[])
        };
        assert_eq!(level().await, (Privacy::Named, Privacy::Named), "nobody was promised anything");
        import(&store, &[promised("a", "2026-03-24T09:00:00Z", Privacy::Named)]).await;
        assert_eq!(level().await, (Privacy::Named, Privacy::Named));
        import(&store, &[promised("b", "2026-03-25T09:00:00Z", Privacy::Leads)]).await;
        assert_eq!(level().await, (Privacy::Leads, Privacy::Named));
        import(&store, &[promised("c", "2026-03-18T09:00:00Z", Privacy::Confidential)]).await;
        assert_eq!(level().await, (Privacy::Leads, Privacy::Confidential), "that is the week before");
        import(&store, &[answered_in_confidence("d", "2026-03-29T21:59:59Z")]).await;
        assert_eq!(level().await, (Privacy::Confidential, Privacy::Confidential), "a bare score counts too");
        let other = TeamName::new("Other");
        let facts = week_facts(&store, &other, week, &zone, &[(&CES7).into()], at("2026-04-01T00:00:00Z")).await;
        assert_eq!(facts.privacy, Privacy::Named, "another team's promises are its own");

        let times = store.confidential_times().await.unwrap();
        let mut times: Vec<_> = times.into_iter().map(|(team, at)| (team.to_string(), at)).collect();
        times.sort();
        let payments = |when| ("Payments".to_owned(), at(when));
        assert_eq!(times, [payments("2026-03-18T09:00:00Z"), payments("2026-03-29T21:45:00Z")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_agents_and_segments_are_what_one_counts_by_hand() {
    on_both(async |store: Store, _| {
        let line = |ticket: &str, value, agent: &str, who: Option<&str>, tags: &[&str]| LedgerLine {
            agent: (!agent.is_empty()).then(|| agent.to_owned()),
            customer: who.map(str::to_owned),
            touchpoint: Some("checkout".into()),
            tags: tags.iter().map(|t| (*t).to_owned()).collect(),
            ..answered(ticket, &CES7, value, at("2026-03-24T09:00:00Z"))
        };
        let lines = [
            line("a", 7, "slack:U2", Some("x@example.com"), &["billing", "vip"]),
            line("b", 6, "slack:U2", Some("x@example.com"), &["billing"]),
            line("c", 1, "slack:U3", Some("y@example.com"), &[]),
            line("d", 5, "", None, &["vip", "vip"]),
            LedgerLine { closed_at: at("2026-03-18T09:00:00Z"), ..answered("e", &CES7, 2, at("2026-03-18T09:00:00Z")) },
        ];
        import(&store, &lines).await;
        let (team, week) = (TeamName::new("Payments"), "2026-W13".parse::<Week>().unwrap());
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let counted = async |now: &str| week_facts(&store, &team, week, &zone, &[(&CES7).into()], at(now)).await;
        let facts = counted("2026-06-01T00:00:00Z").await;
        let ces = &facts.instruments[0];
        // x: 2 of 2; y: 0 of 1; nobody known: 1 of 1.
        let sums = (ces.repeats.people, ces.repeats.sum_kk, ces.repeats.sum_kn, ces.repeats.sum_nn);
        assert_eq!(sums, (3, 4 + 1, 4 + 1, 4 + 1 + 1));
        assert_eq!((ces.repeats_before.people, ces.repeats_before.sum_kk, ces.repeats_before.sum_nn), (1, 0, 1));
        let mut told: Vec<_> = ces
            .groups
            .iter()
            .map(|g| format!("{} {:?} {} of {}", g.kind.code(), g.name, g.share.part, g.share.whole))
            .collect();
        told.sort();
        let expected = [
            "agent \"\" 1 of 1",
            "agent \"slack:U2\" 2 of 2",
            "agent \"slack:U3\" 0 of 1",
            "tag \"\" 0 of 1",
            "tag \"billing\" 2 of 2",
            "tag \"vip\" 2 of 2",
            "touchpoint \"checkout\" 3 of 4",
        ];
        assert_eq!(told, expected);
        let covered: Vec<_> = facts.coverage.iter().map(|c| (c.name.as_str(), c.asked, c.closed)).collect();
        assert_eq!(covered, [("slack:U2", 2, 2), ("slack:U3", 1, 1)]);
        assert_eq!(ces.changed, None);
        // Asks of the week answered of delivered, once their time to answer is over.
        let asked = facts.response.map(|ask| (ask.week, ask.share.part, ask.share.whole));
        assert_eq!(asked, Some((week, 4, 4)));
        let running = counted("2026-03-25T00:00:00Z").await.response.map(|ask| ask.week);
        assert_ne!(running, Some(week), "a week that is running may still be asked in");
    })
    .await;
}

fn answered_in_confidence(ticket: &str, when: &str) -> LedgerLine {
    LedgerLine { privacy: Privacy::Confidential, ..answered(ticket, &CES7, 2, at(when)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_promised_goes_along_with_every_line() {
    on_both(async |store: Store, _| {
        for (ticket, privacy) in ["n", "l", "c"].into_iter().zip(Privacy::ALL) {
            import(&store, &[LedgerLine { privacy, ..answered(ticket, &CES7, 6, noon()) }]).await;
        }
        for kind in [LedgerKind::Tickets, LedgerKind::Answers] {
            let mut found: Vec<_> =
                whole_ledger(&store, kind, 10).await.into_iter().map(|l| (l.ticket_id, l.privacy.as_str())).collect();
            found.sort();
            let wanted = [("c", "confidential"), ("l", "leads"), ("n", "named")];
            assert_eq!(found, wanted.map(|(id, level)| (id.to_owned(), level)));
        }
    })
    .await;
}
