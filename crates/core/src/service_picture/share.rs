//! What rules with probabilities come to: `statistic` is asked one rule after the other, so the second rule's 1/2 is half
//! of what the first one left.

/// Shares of a row of choices.
#[derive(Debug)]
pub(super) struct Shares {
    left: f64,
}

impl Shares {
    /// Nothing is given away yet.
    pub(super) const fn new() -> Self {
        Self { left: 1.0 }
    }

    /// What the next choice gets, that writes this probability, or none when it takes all.
    pub(super) fn next(&mut self, written: Option<f64>) -> f64 {
        let share = self.left * written.unwrap_or(1.0).clamp(0.0, 1.0);
        self.left -= share;
        share
    }
}

/// The parts of a whole that a share is closest to, where it is as close to it as ten written digits allow.
pub(super) fn fraction(share: f64) -> Option<(u32, u32)> {
    (1..=1000).find_map(|whole| {
        let part = (share * f64::from(whole)).round();
        let close = part >= 1.0 && (share - part / f64::from(whole)).abs() < 1e-7;
        close.then_some((part as u32, whole))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kube_proxys_probabilities_come_to_equal_shares() {
        for count in [1_u32, 2, 3, 7, 100] {
            let mut shares = Shares::new();
            for i in 0..count {
                let left = count - i;
                // As kube-proxy writes it (`computeProbability`): ten digits, and nothing for the last.
                let written = (left > 1).then(|| format!("{:.10}", 1.0 / f64::from(left)).parse().unwrap());
                assert_eq!(fraction(shares.next(written)), Some((1, count)), "{i} of {count}");
            }
        }
    }

    #[test]
    fn what_follows_a_rule_without_a_probability_gets_nothing() {
        let mut shares = Shares::new();
        assert_eq!(fraction(shares.next(Some(0.25))), Some((1, 4)));
        assert_eq!(fraction(shares.next(None)), Some((3, 4)));
        assert_eq!((shares.next(None), fraction(0.0)), (0.0, None));
    }

    #[test]
    fn a_share_that_is_no_simple_fraction_is_none() {
        assert_eq!(fraction(0.123_45), None);
    }
}
