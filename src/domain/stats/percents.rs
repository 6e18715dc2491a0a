//! Whole percents that add up to a hundred.
//!
//! Knows the largest-remainder rule. Refuses to know what is counted.

/// Whole percents that add up to exactly 100 (largest remainder). All zero when the total is zero.
///
/// Among equal remainders the lower point gets the spare percent, so that the same counts always print the same.
pub fn percents(counts: &[u64]) -> Vec<u8> {
    let total: u128 = counts.iter().map(|c| u128::from(*c)).sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let hundredfold = |i: usize| counts.get(i).map_or(0, |c| u128::from(*c) * 100);
    let floor = |i: usize| u8::try_from(hundredfold(i) / total).unwrap_or(100);
    let spare = 100_usize.saturating_sub((0..counts.len()).map(|i| usize::from(floor(i))).sum());
    let mut by_remainder: Vec<usize> = (0..counts.len()).collect();
    by_remainder.sort_by_key(|i| std::cmp::Reverse(hundredfold(*i) % total));
    by_remainder.truncate(spare);
    (0..counts.len()).map(|i| floor(i) + u8::from(by_remainder.contains(&i))).collect()
}
