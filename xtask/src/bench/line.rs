//! A line of the report: what was measured, beside what, and what it should be.

use super::figures::{Figure, Pairs};

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Result {
    /// Ours takes so many times as long as the peer; less is better.
    Times(f64),
    /// Ours is so many times faster than the peer; more is better.
    Faster(f64),
    /// A time.
    Seconds(f64),
    /// Memory.
    Mebibytes(f64),
    /// How often something happened that should not.
    Count(f64),
}

/// What a result has to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bar {
    /// What we ship at least.
    pub(super) floor: f64,
    /// Where we want to be.
    pub(super) goal: Option<f64>,
}

impl Bar {
    /// A bar with a goal beyond it.
    pub(super) fn new(floor: f64, goal: f64) -> Self {
        Self {
            floor,
            goal: Some(goal),
        }
    }

    /// A bar that is the goal.
    pub(super) fn only(floor: f64) -> Self {
        Self { floor, goal: None }
    }
}

/// How a result stands to its bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Goal,
    Met,
    Missed,
    /// There is no bar.
    Told,
}

impl Result {
    /// Whether it is as good as `limit`.
    fn reaches(self, limit: f64) -> bool {
        match self {
            Self::Faster(value) => value >= limit,
            Self::Times(value)
            | Self::Seconds(value)
            | Self::Mebibytes(value)
            | Self::Count(value) => value <= limit,
        }
    }

    pub(super) fn judge(self, bar: Option<Bar>) -> Verdict {
        match bar {
            None => Verdict::Told,
            Some(bar) if !self.reaches(bar.floor) => Verdict::Missed,
            Some(bar) if bar.goal.is_none_or(|goal| self.reaches(goal)) => Verdict::Goal,
            Some(_) => Verdict::Met,
        }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) work: String,
    pub(super) places: usize,
    pub(super) ours: Figure,
    /// Who was measured beside it.
    pub(super) peer: Option<(String, Figure)>,
    pub(super) result: Result,
    pub(super) bar: Option<Bar>,
}

/// What a run has found, in order.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) measured: Vec<Line>,
    /// What was left out and why, and what else has to be known.
    pub(super) remarks: Vec<String>,
}

impl Lines {
    /// How many times as long as a peer ours takes.
    pub(super) fn times(
        &mut self,
        work: &str,
        places: usize,
        peer: &str,
        pairs: &Pairs,
        bar: Option<Bar>,
    ) {
        self.pairs(work, places, peer, pairs, Result::Times(pairs.ratio()), bar);
    }

    /// How many times faster than a peer ours is.
    pub(super) fn faster(
        &mut self,
        work: &str,
        places: usize,
        peer: &str,
        pairs: &Pairs,
        bar: Option<Bar>,
    ) {
        let result = Result::Faster(1.0 / pairs.ratio());
        self.pairs(work, places, peer, pairs, result, bar);
    }

    fn pairs(
        &mut self,
        work: &str,
        places: usize,
        peer: &str,
        pairs: &Pairs,
        result: Result,
        bar: Option<Bar>,
    ) {
        self.push(Line {
            work: work.to_owned(),
            places,
            ours: pairs.ours(),
            peer: Some((peer.to_owned(), pairs.peer())),
            result,
            bar,
        });
    }

    /// The memory of runs that have a line already.
    pub(super) fn memory(&mut self, work: &str, places: usize, pairs: &Pairs, bar: Option<Bar>) {
        let ours = pairs.ours();
        self.push(Line {
            work: format!("{work}, memory"),
            places,
            ours: Figure {
                peak_mib: ours.peak_mib,
                ..Figure::default()
            },
            peer: None,
            result: Result::Mebibytes(ours.peak_mib),
            bar,
        });
    }

    pub(super) fn push(&mut self, line: Line) {
        eprintln!("  {}", super::report::cells(&line).join("  "));
        self.measured.push(line);
    }

    pub(super) fn remark(&mut self, remark: String) {
        eprintln!("  {remark}");
        self.remarks.push(remark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_is_better_but_for_being_faster() {
        let bar = Some(Bar::new(2.0, 1.0));
        assert_eq!(Result::Times(2.1).judge(bar), Verdict::Missed);
        assert_eq!(Result::Mebibytes(2.0).judge(bar), Verdict::Met);
        assert_eq!(Result::Seconds(1.0).judge(bar), Verdict::Goal);
        let bar = Some(Bar::new(12.0, 20.0));
        assert_eq!(Result::Faster(11.0).judge(bar), Verdict::Missed);
        assert_eq!(Result::Faster(12.0).judge(bar), Verdict::Met);
        assert_eq!(Result::Faster(21.0).judge(bar), Verdict::Goal);
        assert_eq!(Result::Faster(1.0).judge(None), Verdict::Told);
        assert_eq!(
            Result::Seconds(1.0).judge(Some(Bar::only(1.0))),
            Verdict::Goal
        );
    }
}
