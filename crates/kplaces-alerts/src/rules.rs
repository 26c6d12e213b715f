//! Which alerts a place has.

use kplaces_domain::{Colour, GroupName};

/// Alerts for some of the places.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The places.
    pub which: Which,
    /// When they are approached.
    pub lead: Lead,
    /// How far off the direction of travel a place may lie to be approached, in degrees to either side: 1…180, or `None`
    /// for all that is not behind. A circle that the straight way ahead meets is always within.
    pub cone_deg: Option<f64>,
    /// Whether arriving is an event.
    pub arrived: bool,
    /// Whether leaving is an event.
    pub left: bool,
    /// So long after the last event of a visit the next visit is passed over, in milliseconds: 0…a week.
    pub quiet_ms: u64,
}

/// Which places a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those in a group.
    Group(GroupName),
    /// Those of a colour.
    Colour(Colour),
}

/// When a place is approached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lead {
    /// Never.
    Off,
    /// So many seconds before its circle is reached at the present speed: 1…600.
    Seconds(f64),
    /// So many metres before its circle: 1…50 000.
    Metres(f64),
}

impl Rule {
    /// Thirty seconds before the circle, in whatever direction it lies, and arriving, but not leaving.
    pub fn new(which: Which) -> Self {
        Self {
            which,
            lead: Lead::Seconds(30.0),
            cone_deg: None,
            arrived: true,
            left: false,
            quiet_ms: 0,
        }
    }

    /// No alerts at all: for places that stand in a wider rule below and are not to be heard of.
    pub fn silent(which: Which) -> Self {
        Self {
            lead: Lead::Off,
            arrived: false,
            ..Self::new(which)
        }
    }

    fn is_silent(&self) -> bool {
        self.lead == Lead::Off && !self.arrived && !self.left
    }
}

/// A rule of [`Rules`], by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(u16);

impl RuleId {
    /// Its place in the list that [`Rules::new`] was given.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    pub(crate) fn number(self) -> u16 {
        self.0
    }

    pub(crate) fn from_number(number: u16) -> Self {
        Self(number)
    }
}

/// Rules in the order in which they are asked: the first that is for a place holds for it, and no other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules(Vec<Rule>);

/// Why a list of rules is none. Rules are counted from 1, as people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// There are more than [`Rules::MOST`].
    #[error("there are more than {} rules", Rules::MOST)]
    TooMany,
    /// A lead out of its range.
    #[error("rule {rule}: a lead is 1 to 600 seconds, or 1 to 50000 metres")]
    Lead {
        /// The rule.
        rule: usize,
    },
    /// A cone out of its range.
    #[error("rule {rule}: a cone is 1 to 180 degrees to either side")]
    Cone {
        /// The rule.
        rule: usize,
    },
    /// A quiet time out of its range.
    #[error("rule {rule}: a quiet time is at most a week")]
    Quiet {
        /// The rule.
        rule: usize,
    },
    /// A rule that holds for no place, since an earlier one is for all of its places.
    #[error("rule {rule} is never asked: rule {by} is for the same places")]
    Shadowed {
        /// The rule.
        rule: usize,
        /// The earlier one.
        by: usize,
    },
}

const WEEK_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

impl Rules {
    /// No list is longer.
    pub const MOST: usize = 4_096;

    /// Checks a list of rules.
    pub fn new(rules: Vec<Rule>) -> Result<Self, RuleError> {
        if rules.len() > Self::MOST {
            return Err(RuleError::TooMany);
        }
        for (at, it) in rules.iter().enumerate() {
            let rule = at + 1;
            let is_lead = match it.lead {
                Lead::Off => true,
                Lead::Seconds(seconds) => (1.0..=600.0).contains(&seconds),
                Lead::Metres(metres) => (1.0..=50_000.0).contains(&metres),
            };
            if !is_lead {
                return Err(RuleError::Lead { rule });
            }
            if it.cone_deg.is_some_and(|it| !(1.0..=180.0).contains(&it)) {
                return Err(RuleError::Cone { rule });
            }
            if it.quiet_ms > WEEK_MS {
                return Err(RuleError::Quiet { rule });
            }
            if let Some(shadowed) = shadowed(&rules, at) {
                return Err(shadowed);
            }
        }
        Ok(Self(rules))
    }

    /// The rules that hold for no place, since an earlier one is for all of its places: only where they were
    /// [`renamed`](Self::renamed).
    pub fn never_asked(&self) -> impl Iterator<Item = RuleError> {
        (0..self.0.len()).filter_map(|at| shadowed(&self.0, at))
    }

    /// The rule for a place in these groups and of this colour, by their names; `None` where no rule is for it or the
    /// first one is [silent](Rule::silent): such a place is not watched.
    pub fn pick<'a>(
        &self,
        groups: impl IntoIterator<Item = &'a str>,
        colour: Option<&str>,
    ) -> Option<RuleId> {
        let first = |is_for: &dyn Fn(&Which) -> bool| {
            let mut rules = self.0.iter();
            rules.position(|rule| is_for(&rule.which))
        };
        let by_colour = first(&|which| match which {
            Which::All => true,
            Which::Group(_) => false,
            Which::Colour(wanted) => colour.is_some_and(|it| it == wanted.name()),
        });
        let by_group = groups.into_iter().filter_map(|group| {
            first(&|which| matches!(which, Which::Group(wanted) if wanted.as_str() == group))
        });
        let first = by_group.chain(by_colour).min()?;
        (!self.0[first].is_silent()).then_some(RuleId(first as u16))
    }

    /// The groups that rules are for, each with the number of its rule from 1.
    pub fn groups(&self) -> impl Iterator<Item = (usize, &GroupName)> {
        let numbered = self.0.iter().zip(1..);
        numbered.filter_map(|(rule, number)| match &rule.which {
            Which::Group(name) => Some((number, name)),
            Which::All | Which::Colour(_) => None,
        })
    }

    /// The colours that rules are for, each with the number of its rule from 1.
    pub fn colours(&self) -> impl Iterator<Item = (usize, &Colour)> {
        let numbered = self.0.iter().zip(1..);
        numbered.filter_map(|(rule, number)| match &rule.which {
            Which::Colour(colour) => Some((number, colour)),
            Which::All | Which::Group(_) => None,
        })
    }

    /// The same rules for groups of other names. Two may be for the same group then; the first holds.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&GroupName) -> GroupName) -> Self {
        let rules = self.0.iter().map(|rule| match &rule.which {
            Which::Group(group) => Rule {
                which: Which::Group(name(group)),
                ..rule.clone()
            },
            Which::All | Which::Colour(_) => rule.clone(),
        });
        Self(rules.collect())
    }

    /// A rule by its number; `None` where the list is shorter.
    pub fn get(&self, id: RuleId) -> Option<&Rule> {
        self.0.get(id.index())
    }

    /// The rules, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.0.iter()
    }
}

/// Which earlier rule is for all places of a rule.
fn shadowed(rules: &[Rule], at: usize) -> Option<RuleError> {
    let which = &rules.get(at)?.which;
    let shadow = |other: &Rule| other.which == Which::All || other.which == *which;
    let by = rules[..at].iter().position(shadow)?;
    Some(RuleError::Shadowed {
        rule: at + 1,
        by: by + 1,
    })
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str) -> Which {
        Which::Group(name.into())
    }

    #[test]
    fn the_first_rule_that_is_for_a_place_holds() {
        let rules = Rules::new(vec![
            Rule::silent(group("home")),
            Rule::new(group("depots")),
            Rule::new(Which::Colour("darkred".parse().unwrap())),
            Rule::new(Which::All),
        ])
        .unwrap();
        let pick = |groups: &[&'static str], colour| {
            let picked = rules.pick(groups.iter().copied(), colour);
            picked.map(RuleId::index)
        };
        assert_eq!(pick(&["depots", "home"], None), None);
        assert_eq!(pick(&["x", "depots"], Some("darkred")), Some(1));
        assert_eq!(pick(&["x"], Some("darkred")), Some(2));
        assert_eq!(pick(&[], None), Some(3));
        assert_eq!(Rules::default().pick([], None), None);
    }

    #[test]
    fn a_rule_that_is_never_asked_is_refused() {
        let twice = vec![Rule::new(group("a")), Rule::silent(group("a"))];
        assert_eq!(
            Rules::new(twice),
            Err(RuleError::Shadowed { rule: 2, by: 1 })
        );
        let below = vec![
            Rule::new(group("b")),
            Rule::new(Which::All),
            Rule::new(group("a")),
        ];
        assert_eq!(
            Rules::new(below),
            Err(RuleError::Shadowed { rule: 3, by: 2 })
        );
    }

    #[test]
    fn numbers_out_of_range_name_their_rule() {
        let rule = |change: fn(&mut Rule)| {
            let mut rule = Rule::new(Which::All);
            change(&mut rule);
            Rules::new(vec![Rule::new(group("a")), rule])
        };
        let lead = Err(RuleError::Lead { rule: 2 });
        assert_eq!(rule(|it| it.lead = Lead::Seconds(f64::NAN)), lead);
        assert_eq!(rule(|it| it.lead = Lead::Seconds(601.0)), lead);
        assert_eq!(rule(|it| it.lead = Lead::Metres(-1.0)), lead);
        assert_eq!(rule(|it| it.lead = Lead::Metres(f64::INFINITY)), lead);
        let cone = Err(RuleError::Cone { rule: 2 });
        assert_eq!(rule(|it| it.cone_deg = Some(0.0)), cone);
        assert_eq!(rule(|it| it.cone_deg = Some(f64::NAN)), cone);
        let quiet = Err(RuleError::Quiet { rule: 2 });
        assert_eq!(rule(|it| it.quiet_ms = u64::MAX), quiet);
        let many = (0..=Rules::MOST).map(|n| Rule::new(group(&n.to_string())));
        assert_eq!(Rules::new(many.collect()), Err(RuleError::TooMany));
    }
}
