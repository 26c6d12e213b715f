use std::fmt;
use std::num::NonZeroU32;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// How many of something an edition takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// No more than this.
    AtMost(NonZeroU32),
    /// As many as there are.
    Unlimited,
}

impl Limit {
    /// The smaller of this limit and `wish`. A wish can lower a limit, nothing can raise it.
    #[must_use]
    pub fn lowered_to(self, wish: Option<NonZeroU32>) -> Self {
        match (self, wish) {
            (limit, None) => limit,
            (Self::Unlimited, Some(wish)) => Self::AtMost(wish),
            (Self::AtMost(limit), Some(wish)) => Self::AtMost(limit.min(wish)),
        }
    }

    /// The number, if there is one.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::AtMost(limit) => Some(limit.get()),
            Self::Unlimited => None,
        }
    }

    /// Whether one more may be taken when `have` are there.
    pub fn admits_one_more(self, have: usize) -> bool {
        self.number().is_none_or(|limit| have < limit as usize)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "at most {limit}"),
            Self::Unlimited => f.write_str("all"),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrUnlimited;

        impl Visitor<'_> for NumberOrUnlimited {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of at least 1 or \"unlimited\"")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Limit, E> {
                let limit = u32::try_from(number).ok().and_then(NonZeroU32::new);
                limit
                    .map(Limit::AtMost)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Signed(number), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Limit, E> {
                match text {
                    "unlimited" => Ok(Limit::Unlimited),
                    other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
                }
            }
        }

        deserializer.deserialize_any(NumberOrUnlimited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    #[test]
    fn a_wish_lowers_and_never_raises() {
        assert_eq!(
            Limit::AtMost(n(500)).lowered_to(Some(n(100))),
            Limit::AtMost(n(100))
        );
        assert_eq!(
            Limit::AtMost(n(500)).lowered_to(Some(n(9000))),
            Limit::AtMost(n(500))
        );
        assert_eq!(Limit::Unlimited.lowered_to(Some(n(7))), Limit::AtMost(n(7)));
        assert_eq!(Limit::Unlimited.lowered_to(None), Limit::Unlimited);
    }

    #[test]
    fn the_limit_itself_is_admitted_and_one_more_is_not() {
        assert!(Limit::AtMost(n(500)).admits_one_more(499));
        assert!(!Limit::AtMost(n(500)).admits_one_more(500));
        assert!(Limit::Unlimited.admits_one_more(usize::MAX));
    }
}
