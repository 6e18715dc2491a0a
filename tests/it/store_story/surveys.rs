//! What arrives, tickets, surveys, answers, runs, and what `why` tells.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn every_state_reads_back_as_it_was_inserted_and_as_it_was_saved() {
    on_both(async |store: Store, _| {
        let covered: HashSet<_> = every_state().iter().map(State::code).collect();
        assert_eq!(covered.len(), State::CODES.len());
        for state in every_state() {
            let inserted = stored(&store, None, state.clone()).await;
            assert_eq!(store.survey(&inserted.id).await.unwrap().unwrap(), inserted);

            let planned = stored(&store, None, State::Planned { send_at: noon() }).await;
            let tx = store.begin().await.unwrap();
            tx.save_survey(&Survey { state: state.clone(), ..planned.clone() }, noon()).await.unwrap();
            let saved = tx.survey(&planned.id).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            assert_eq!(saved, Survey { state, version: 1, ..planned });
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_against_an_older_version_is_refused_and_changes_nothing() {
    on_both(async |store: Store, _| {
        let survey = stored(&store, None, State::Planned { send_at: noon() }).await;
        let tx = store.begin().await.unwrap();
        tx.save_survey(&Survey { state: State::Held { until: noon() }, ..survey.clone() }, noon()).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin().await.unwrap();
        let late = Survey { state: State::Skipped { why: SkipReason::Cooldown }, ..survey.clone() };
        assert!(matches!(tx.save_survey(&late, noon()).await, Err(StoreError::Stale)));
        drop(tx);
        assert_eq!(store.survey(&survey.id).await.unwrap().unwrap().state, State::Held { until: noon() });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_survey_of_one_close_is_refused() {
    on_both(async |store: Store, _| {
        let first = stored(&store, None, State::Planned { send_at: noon() }).await;
        let tx = store.begin().await.unwrap();
        let second = Survey { id: SurveyId::new(id()), ..first };
        assert!(matches!(tx.insert_survey(&second, noon()).await, Err(StoreError::Stale)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_received_once_per_installation_and_reads_back_whole() {
    on_both(async |store: Store, _| {
        let received = Received { event: everything_a_source_can_say(), at: noon() };
        let elsewhere =
            Received { event: TicketEvent { installation: "T2".into(), ..received.event.clone() }, at: noon() };
        let tx = store.begin().await.unwrap();
        let first = tx.receive(&received).await.unwrap().unwrap();
        assert_eq!(tx.receive(&received).await.unwrap(), None);
        assert!(tx.receive(&elsewhere).await.unwrap().is_some());
        tx.settle_received(first, "done", noon()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.begin().await.unwrap().received(first).await.unwrap().unwrap(), received);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_seen_for_the_first_time_once() {
    on_both(async |store: Store, _| {
        let tx = store.begin().await.unwrap();
        assert!(tx.first_sight(Platform::Slack, "T1", "press-1", noon()).await.unwrap());
        assert!(!tx.first_sight(Platform::Slack, "T1", "press-1", noon()).await.unwrap());
        assert!(tx.first_sight(Platform::Slack, "T2", "press-1", noon()).await.unwrap());
        assert!(tx.first_sight(Platform::Discord, "T1", "press-1", noon()).await.unwrap());
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_counts_once_until_the_ticket_is_open_again() {
    on_both(async |store: Store, _| {
        let t = noon();
        let reopened = |when| TicketEvent { kind: EventKind::Reopened, ..closed("9", when) };
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.record_reopen(&reopened(t), t).await.unwrap(), None);
        let Recorded::New { ticket, seq: 1 } = tx.record_close(&closed("9", t), &id, t).await.unwrap() else {
            panic!("the first close is new");
        };
        let known = Recorded::Known { ticket: ticket.clone() };
        // Solved, then closed for good two days later: one close.
        assert_eq!(tx.record_close(&closed("9", t + DAY * 2), &id, t).await.unwrap(), known);
        for state in [State::Planned { send_at: t }] {
            tx.insert_survey(&survey(&ticket, 1, state), t).await.unwrap();
        }
        // A reopening from before what we know to be the last close is history.
        assert_eq!(tx.record_reopen(&reopened(t + HOUR), t).await.unwrap(), Some(vec![]));
        assert_eq!(tx.record_close(&closed("9", t + DAY * 3), &id, t).await.unwrap(), known);

        let alive = tx.record_reopen(&reopened(t + DAY * 4), t).await.unwrap().unwrap();
        assert_eq!(alive.len(), 1);
        // The late report of a close from before the reopening is history, too.
        assert_eq!(tx.record_close(&closed("9", t + DAY), &id, t).await.unwrap(), known);
        let second = closed("9", t + DAY * 5);
        assert_eq!(tx.record_close(&second, &id, t).await.unwrap(), Recorded::New { ticket: ticket.clone(), seq: 2 });
        assert_eq!(tx.ticket(&ticket).await.unwrap().unwrap().event, second);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_concurrent_reports_of_one_close_exactly_one_is_new() {
    on_both(async |store: Store, _| {
        let reports = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let recorded = tx.record_close(&closed("7", noon()), &id, noon()).await.unwrap();
                tx.commit().await.unwrap();
                matches!(recorded, Recorded::New { seq: 1, .. })
            })
        });
        assert_eq!(count_true(reports).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_answer_keeps_its_first_time_and_every_value() {
    on_both(async |store: Store, url: String| {
        let survey = stored(&store, None, State::Delivered { at: noon(), message: Some(message(1)) }).await;
        score(&store, &survey, &CSAT5, 5, noon()).await;
        score(&store, &survey, &CES7, 2, noon() + MINUTE).await;
        score(&store, &survey, &CES7, 2, noon() + HOUR).await;
        score(&store, &survey, &CES7, 6, noon() + HOUR * 2).await;
        score(&store, &survey, &CES7, 2, noon() + HOUR * 3).await;
        let remark = Remark {
            comment: Some("had to explain '; DROP TABLE twice".into()),
            reasons: vec![ReasonTag::Repeat, ReasonTag::Slow],
            contact_ok: true,
        };
        let tx = store.begin().await.unwrap();
        tx.save_remark(&survey, &remark, noon() + HOUR * 4).await.unwrap();
        tx.commit().await.unwrap();
        let answer = |score, first_at, last_at, changes| Answer {
            score,
            first_at,
            last_at,
            changes,
            comment: None,
            reasons: vec![],
            contact_ok: false,
        };
        let first = Answer {
            comment: remark.comment,
            reasons: remark.reasons,
            contact_ok: true,
            ..answer(Score::on(&CES7, 2).unwrap(), noon() + MINUTE, noon() + HOUR * 3, 2)
        };
        let second = answer(Score::on(&CSAT5, 5).unwrap(), noon(), noon(), 0);
        assert_eq!(store.answers(&survey.id).await.unwrap(), [first, second], "the first question's answer first");
        let values = column(
            &url,
            "SELECT v.score FROM answer_value v JOIN answer a ON a.id = v.answer_id
                                   WHERE a.instrument = 'ces7' ORDER BY v.seq",
        )
        .await;
        assert_eq!(values, [2, 6, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_opens_once_and_its_numbers_freeze_once_for_every_channel() {
    on_both(async |store: Store, _| {
        let (team, week) = (TeamName::new("Payments"), "2026-W11".parse::<Week>().unwrap());
        let channel = |s: &str| s.parse::<Channel>().unwrap();
        let open = move |store: Store, to: Channel| async move {
            let tx = store.begin().await.unwrap();
            let team = TeamName::new("Payments");
            let id = tx.open_run(&team, week, &to, noon(), RunState::Pending, true, noon()).await.unwrap();
            tx.commit().await.unwrap();
            id
        };
        let openings: Vec<_> = (0..8).map(|_| tokio::spawn(open(store.clone(), channel("slack:C1")))).collect();
        let mut ids = Vec::new();
        for opening in openings {
            ids.extend(opening.await.unwrap());
        }
        let &[slack] = ids.as_slice() else { panic!("{ids:?}") };
        let discord = open(store.clone(), channel("discord:1098")).await.unwrap();

        let tx = store.begin().await.unwrap();
        assert_eq!(tx.frozen_for(&team, week).await.unwrap(), None);
        assert_eq!(tx.freeze_run(slack, "first").await.unwrap(), "first");
        assert_eq!(tx.freeze_run(slack, "second").await.unwrap(), "first");
        assert_eq!(tx.frozen_for(&team, week).await.unwrap().as_deref(), Some("first"));
        assert_eq!(tx.freeze_run(discord, "third").await.unwrap(), "first");
        tx.post_run(slack, &message(4), noon()).await.unwrap();
        let posted = tx.run(slack).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            posted,
            Run {
                id: slack,
                team,
                week,
                channel: channel("slack:C1"),
                due_at: noon(),
                state: RunState::Posted,
                frozen: Some("first".into()),
                message: Some(message(4)),
                late: true,
            }
        );
        assert_eq!(store.run(slack).await.unwrap(), Some(posted));
        let pending: Vec<_> = store.runs(RunState::Pending).await.unwrap().iter().map(|r| r.id).collect();
        assert_eq!(pending, [discord]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn planned_surveys_are_counted_without_the_skipped_ones() {
    on_both(async |store: Store, _| {
        let team = TeamName::new("Payments");
        stored(&store, None, State::Skipped { why: SkipReason::Cooldown }).await;
        stored(&store, None, State::Planned { send_at: noon() }).await;
        let second = stored(&store, None, State::Planned { send_at: noon() }).await;
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.planned_count(&team).await.unwrap(), 2);
        let skipped = Survey { state: State::Skipped { why: SkipReason::OptedOut }, ..second };
        tx.save_survey(&skipped, noon()).await.unwrap();
        assert_eq!(tx.planned_count(&team).await.unwrap(), 1);
        assert_eq!(tx.planned_count(&TeamName::new("nobody")).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn presses_count_in_the_order_of_pressing_whichever_arrives_last() {
    on_both(async |store: Store, _| {
        let minute = |n| noon() + Duration::from_mins(n);
        let survey = stored(&store, None, State::Delivered { at: noon(), message: Some(message(1)) }).await;
        // Pressed at, value; then what stands, since when, after how many changes.
        let arriving = [
            (1, 5, (5, 1, 0)),
            (3, 5, (5, 3, 0)),
            (2, 3, (5, 3, 0)),
            (3, 5, (5, 3, 0)),
            (4, 3, (3, 4, 1)),
            (5, 5, (5, 5, 2)),
        ];
        for (at, value, (stands, since, changes)) in arriving {
            let tx = store.begin().await.unwrap();
            tx.save_score(&survey, Score::on(&CES7, value).unwrap(), minute(at), minute(9), &id).await.unwrap();
            let answer = tx.answers(&survey.id).await.unwrap().remove(0);
            tx.commit().await.unwrap();
            let found = (answer.score.value(), answer.last_at, answer.changes);
            assert_eq!(found, (stands, minute(since), changes), "{value} pressed at minute {at}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_each_close_with_its_answers_and_jobs_newest_first() {
    on_both(async |store: Store, _| {
        let tx = store.begin().await.unwrap();
        let event = everything_a_source_can_say();
        let Recorded::New { ticket, .. } = tx.record_close(&event, &id, noon()).await.unwrap() else { panic!() };
        let first = Survey {
            closed_at: noon() - DAY,
            ..survey(&ticket, 1, State::Skipped { why: SkipReason::AgentDeclined("angry".into()) })
        };
        let second = survey(&ticket, 2, State::Delivered { at: noon(), message: Some(message(1)) });
        tx.insert_survey(&first, noon()).await.unwrap();
        tx.insert_survey(&second, noon()).await.unwrap();
        tx.save_score(&second, Score::on(&CES7, 7).unwrap(), noon(), noon(), &id).await.unwrap();
        tx.enqueue(&deliver(second.id.as_str(), None, noon()), noon()).await.unwrap();
        tx.enqueue(&NewJob::nth(Task::AmendPrompt { survey: second.id.clone() }, 1, None, noon()), noon())
            .await
            .unwrap();
        tx.commit().await.unwrap();

        for written in ["482", "#482", "PAY-482", "#PAY-482"] {
            let told = store.why(written, None).await.unwrap();
            assert_eq!(told.iter().map(|s| &s.survey).collect::<Vec<_>>(), [&second, &first], "{written}");
        }
        let told = store.why("482", Some("desk")).await.unwrap();
        let newest = &told[0];
        assert_eq!((newest.source.as_str(), newest.ticket.as_str()), ("desk", "PAY-482"));
        assert_eq!(newest.subject.as_deref(), Some("Refund ünïcode 👍"));
        assert_eq!(newest.answers.len(), 1);
        let jobs: Vec<_> = newest.jobs.iter().map(|j| (j.kind.as_str(), j.state.as_str(), j.attempts)).collect();
        assert_eq!(jobs, [("deliver", "available", 0), ("amend_prompt", "available", 0)]);
        assert!(store.why("482", Some("elsewhere")).await.unwrap().is_empty());
        assert!(store.why("48", None).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closes_at_the_same_moment_take_turns_one_after_the_other() {
    on_both(async |store: Store, _| {
        // The first close makes the row that the others wait for.
        stored(&store, None, State::Planned { send_at: noon() }).await;
        let closes = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.begin().await.unwrap();
                let ticket = ticket(&tx, &id()).await;
                let turn = tx.planned_count(&TeamName::new("Payments")).await.unwrap();
                tokio::task::yield_now().await;
                let survey = survey(&ticket, 1, State::Planned { send_at: noon() });
                tx.insert_survey(&survey, noon()).await.unwrap();
                tx.commit().await.unwrap();
                turn
            })
        });
        let mut turns = Vec::new();
        for close in closes.collect::<Vec<_>>() {
            turns.push(close.await.unwrap());
        }
        turns.sort_unstable();
        assert_eq!(turns, [1, 2, 3, 4, 5, 6, 7, 8], "each its own");
    })
    .await;
}
