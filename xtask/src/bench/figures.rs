//! Figures of runs, and what is made of them.

use std::time::{Duration, Instant};

/// What one run of a program took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Figure {
    /// Seconds from its start to its end.
    pub(super) wall: f64,
    /// Seconds of processors, its own and the system's for it.
    pub(super) cpu: f64,
    /// The most memory it had at a time.
    pub(super) peak_mib: f64,
}

impl Figure {
    /// The median of each part.
    pub(super) fn median(figures: &[Self]) -> Self {
        let of = |part: fn(&Self) -> f64| median(figures.iter().map(part));
        Self {
            wall: of(|it| it.wall),
            cpu: of(|it| it.cpu),
            peak_mib: of(|it| it.peak_mib),
        }
    }

    /// The same with the time of processors in the place of that of the clock.
    pub(super) fn of_processor(self) -> Self {
        Self {
            wall: self.cpu,
            ..self
        }
    }
}

/// How often something is run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    pub(super) least: usize,
    pub(super) most: usize,
    /// No further run begins after so long.
    pub(super) time: Duration,
}

impl Effort {
    /// Calls `run` as often as it allows.
    pub(super) fn spend<T>(
        self,
        mut run: impl FnMut() -> anyhow::Result<T>,
    ) -> anyhow::Result<Vec<T>> {
        let start = Instant::now();
        let mut results = Vec::new();
        while results.len() < self.least
            || (results.len() < self.most && start.elapsed() < self.time)
        {
            results.push(run()?);
        }
        Ok(results)
    }
}

/// Runs of two programs in turn, so that what else the machine does meets both.
#[derive(Debug)]
pub(super) struct Pairs(Vec<(Figure, Figure)>);

impl Pairs {
    /// One run of each that is not counted, then pairs. What has to be prepared for a run, `ours`
    /// and `peer` do before they measure.
    pub(super) fn measure(
        effort: Effort,
        mut ours: impl FnMut() -> anyhow::Result<Figure>,
        mut peer: impl FnMut() -> anyhow::Result<Figure>,
    ) -> anyhow::Result<Self> {
        ours()?;
        peer()?;
        Ok(Self(effort.spend(|| Ok((ours()?, peer()?)))?))
    }

    pub(super) fn ours(&self) -> Figure {
        Figure::median(&self.0.iter().map(|pair| pair.0).collect::<Vec<_>>())
    }

    pub(super) fn peer(&self) -> Figure {
        Figure::median(&self.0.iter().map(|pair| pair.1).collect::<Vec<_>>())
    }

    /// How many times as long as the peer ours takes: the median over the pairs.
    pub(super) fn ratio(&self) -> f64 {
        median(self.0.iter().map(|(ours, peer)| ours.wall / peer.wall))
    }

    /// The same of processor time.
    pub(super) fn cpu_ratio(&self) -> f64 {
        median(self.0.iter().map(|(ours, peer)| ours.cpu / peer.cpu))
    }
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    percentile(values, 50)
}

/// The value that so many of a hundred do not exceed; of an even number's median the mean of two.
pub(super) fn percentile(values: impl Iterator<Item = f64>, percent: usize) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let Some(last) = values.len().checked_sub(1) else {
        return f64::NAN;
    };
    if percent == 50 && values.len().is_multiple_of(2) {
        return f64::midpoint(values[last / 2], values[last / 2 + 1]);
    }
    let rank = (values.len() * percent).div_ceil(100).max(1) - 1;
    values[rank.min(last)]
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "values that are kept, or halved exactly")]
mod tests {
    use super::*;

    fn wall(wall: f64) -> Figure {
        Figure {
            wall,
            cpu: wall * 2.0,
            peak_mib: 1.0,
        }
    }

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let hundred = || (1..=100).map(f64::from);
        assert_eq!(percentile(hundred(), 99), 99.0);
        assert_eq!(percentile(hundred(), 100), 100.0);
        assert_eq!(percentile([7.0].into_iter(), 99), 7.0);
        assert_eq!(percentile([3.0, 1.0, 2.0].into_iter(), 95), 3.0);
    }

    #[test]
    fn a_median_lies_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
        assert!(median(std::iter::empty()).is_nan());
    }

    #[test]
    fn a_ratio_is_the_median_of_the_pairs_not_of_the_runs() {
        // The machine is ten times slower during one pair: both are.
        let pairs = Pairs(vec![
            (wall(1.0), wall(2.0)),
            (wall(10.0), wall(20.0)),
            (wall(1.0), wall(1.0)),
        ]);
        assert_eq!(pairs.ratio(), 0.5);
        assert_eq!(pairs.cpu_ratio(), 0.5);
        assert_eq!(pairs.ours().wall, 1.0);
    }

    #[test]
    fn the_first_run_of_each_is_not_counted_and_runs_take_turns() {
        let order = std::cell::RefCell::new(String::new());
        let run = |name: char| {
            order.borrow_mut().push(name);
            Ok(wall(1.0))
        };
        let effort = Effort {
            least: 2,
            most: 2,
            time: Duration::ZERO,
        };
        let pairs = Pairs::measure(effort, || run('a'), || run('b')).unwrap();
        assert_eq!(order.into_inner(), "ababab");
        assert_eq!(pairs.0.len(), 2);
    }

    #[test]
    fn effort_ends_with_its_time_but_not_before_the_least() {
        let effort = Effort {
            least: 3,
            most: 1_000,
            time: Duration::ZERO,
        };
        assert_eq!(effort.spend(|| Ok(())).unwrap().len(), 3);
    }
}
