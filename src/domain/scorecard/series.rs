//! Which questions a card is about.
//!
//! Knows that of each question one wording is on a card. Refuses to pool them, and to count.

use std::cmp::Reverse;

use crate::domain::instrument::{self, Series};

/// What the team asks, in its order, and then whatever else was answered in the week (`answered`, with how many answers
/// each). Where a question was answered in other words only, those take the place of the words of now; of several others
/// the most answered, then the newest.
pub fn on_a_card(asked: &[Series], answered: &[(Series, u64)]) -> Vec<Series> {
    let count = |series: &Series| answered.iter().find(|(of, _)| of == series).map_or(0, |(_, answers)| *answers);
    let mut all = asked.to_vec();
    for instrument in instrument::every() {
        let now = all.iter().position(|series| series.instrument == instrument);
        if now.and_then(|at| all.get(at)).is_some_and(|series| count(series) > 0) {
            continue;
        }
        let others = answered.iter().filter(|(series, answers)| series.instrument == instrument && *answers > 0);
        let Some((other, _)) = others.min_by_key(|(series, answers)| Reverse((*answers, series.edition))) else {
            continue;
        };
        match now {
            Some(at) => drop(all.splice(at..=at, [*other])),
            None => all.push(*other),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::{CES_5_AGREE, CES7, CSAT5, NPS11};

    fn of(instrument: &'static instrument::Instrument, edition: i32) -> Series {
        Series { instrument, edition }
    }

    #[test]
    fn what_the_team_asks_stands_first_and_then_what_else_was_answered() {
        let asked = [of(&CSAT5, 1), of(&CES7, 1)];
        assert_eq!(on_a_card(&asked, &[]), asked, "a week without answers");
        let answered = [(of(&CES7, 1), 3), (of(&CES_5_AGREE, 1), 40), (of(&NPS11, 1), 9), (of(&CSAT5, 1), 2)];
        assert_eq!(on_a_card(&asked, &answered), [of(&CSAT5, 1), of(&CES7, 1), of(&NPS11, 1), of(&CES_5_AGREE, 1)]);
    }

    #[test]
    fn of_one_question_the_words_of_now_stand_or_else_the_most_answered_and_then_the_newest() {
        let asked = [of(&CES7, 300)];
        let answered = |now| [(of(&CES7, 300), now), (of(&CES7, 1), 50), (of(&CES7, 2), 50), (of(&CES7, 3), 4)];
        assert_eq!(on_a_card(&asked, &answered(1)), [of(&CES7, 300)], "however few");
        assert_eq!(on_a_card(&asked, &answered(0)), [of(&CES7, 2)]);
        assert_eq!(on_a_card(&[], &answered(0)), [of(&CES7, 2)]);
    }
}
