//! How a team plays, by what its governors say.
//!
//! May live here: what follows from several answers. Never: what a dial does (`sim`).

use crate::sim::{Scheme, Strategy};

/// What a team's governors want, of those who answered; never empty.
///
/// A dial goes to the median: the one place that no majority would move up or down. Of two middle
/// places it is the one nearer to where the dial stands. A scheme needs more than half.
pub(super) fn settled(answers: &[Strategy], now: Strategy) -> Strategy {
    let dial = |of: fn(&Strategy) -> i8| median(answers.iter().map(of).collect(), of(&now));
    let count = |scheme: Scheme| answers.iter().filter(|it| it.scheme == scheme).count();
    let majority = answers.iter().map(|it| it.scheme).find(|it| answers.len() < 2 * count(*it));
    Strategy {
        pace: dial(|it| it.pace),
        diet: dial(|it| it.diet),
        bench: dial(|it| it.bench),
        scheme: majority.unwrap_or(now.scheme),
    }
}

fn median(mut values: Vec<i8>, now: i8) -> i8 {
    values.sort_unstable();
    let (low, high) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
    now.clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dial_goes_where_no_majority_would_move_it() {
        assert_eq!(median(vec![4], 0), 4);
        assert_eq!(median(vec![-10, 2, 10], 0), 2);
        assert_eq!(median(vec![-4, 6], 0), 0, "nobody has a majority for moving it");
        assert_eq!(median(vec![2, 6], 0), 2, "both want it at least there");
    }

    #[test]
    fn a_scheme_needs_more_than_half() {
        let with = |scheme| Strategy { scheme, ..Strategy::default() };
        let (zone, press) = (with(Scheme::Zone), with(Scheme::Press));
        assert_eq!(settled(&[zone, press], Strategy::default()).scheme, Scheme::Man);
        assert_eq!(settled(&[zone, press, zone], Strategy::default()).scheme, Scheme::Zone);
    }
}
