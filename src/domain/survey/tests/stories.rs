//! Whatever happens, in whatever order, and what stays true through all of it.

use proptest::prelude::*;

use super::*;

/// One event of any kind, by anybody.
fn events() -> impl Strategy<Value = Event> {
    let who =
        (prop_oneof![3 => Just("UMIA"), 1 => Just("UELSE")], prop::bool::weighted(0.1), prop::bool::weighted(0.1))
            .prop_map(|(user, is_agent, is_bot)| Presser { identity: Identity::slack("T1", user), is_agent, is_bot });
    let question = prop_oneof![Just(&CES7), Just(&CSAT5)];
    prop_oneof![
        1 => (0..10).prop_map(|n| Event::Hold { until: day(n) }),
        1 => Just(Event::Skip(SkipReason::Cooldown)),
        2 => "[a-c]".prop_map(|id| Event::Sent { message: MessageRef { id, ..prompt() } }),
        1 => Just(Event::CannotReach(Unreachable::NoPlace)),
        1 => Just(Event::Linked),
        4 => (who.clone(), question, -1_i64..9)
            .prop_map(|(by, instrument, value)| Event::Press { by, instrument, value, made: made() }),
        1 => who.clone().prop_map(|by| Event::Remark { by, remark: Remark::default() }),
        1 => who.clone().prop_map(|by| Event::NotSolved { by }),
        1 => who.prop_map(|by| Event::Decline { by }),
        1 => Just(Event::CallOff(CancelReason::Reopened)),
        2 => Just(Event::WindowOver),
    ]
}

/// Whether a prompt may still be sent for this survey.
fn can_be_sent(state: &State) -> bool {
    matches!(state, State::Planned { .. } | State::Held { .. })
}

proptest! {
    #[test]
    fn in_any_story_one_prompt_at_most_no_invented_score_and_final_means_final(
        story in prop::collection::vec((events(), 0_i64..72), 0..40),
    ) {
        let mut current = survey(planned());
        let mut answers: Vec<Answer> = vec![];
        let (mut now, mut deliveries, mut may_be_sent) = (day(0), 0, true);
        for (event, hours) in story {
            now += Duration::from_hours(hours);
            let Ok((next, effects)) = apply(&current, &answers, event.clone(), now) else { continue };
            let code = next.state.code();
            let stayed = code == current.state.code();

            // Promise 2: sendable states are left for good, and a sending is taken note of once.
            prop_assert!(may_be_sent || !can_be_sent(&next.state));
            may_be_sent = can_be_sent(&next.state);
            deliveries += u8::from(code == "delivered" && !stayed);
            prop_assert!(deliveries <= 1);

            // Promises 4 and 7: a score is what the asked person pressed, on the scale it was pressed on.
            for effect in &effects {
                if let Effect::Record { score, .. } = effect {
                    let Event::Press { by, instrument, value, .. } = &event else { panic!("{event:?} made a score") };
                    prop_assert!(by.identity == mia().identity && !by.is_agent && !by.is_bot);
                    prop_assert_eq!((score.instrument(), i64::from(score.value())), (*instrument, *value));
                    prop_assert_eq!(code, "answered");
                    answers.retain(|a| a.score.instrument() != score.instrument());
                    answers.push(stored(score.instrument(), *value));
                }
            }
            prop_assert!(code != "answered" || answers.iter().any(|a| a.score.instrument() == &CES7));

            // Promise 1: what is final stays (only a link reaches whom no message could), and whatever becomes final
            // while a message shows it is amended.
            let was_final = !matches!(current.state.code(), "planned" | "held" | "delivered");
            let reached_at_last = event == Event::Linked && current.state.code() == "undeliverable";
            prop_assert!(!was_final || stayed || reached_at_last);
            let prompt_ended = current.state.code() == "delivered" && current.state.message().is_some() && !stayed;
            prop_assert!(!prompt_ended || effects.contains(&Effect::AmendPrompt));
            current = next;
        }
    }
}
