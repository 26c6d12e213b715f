use crate::{Change, PlaceRef};

/// Stops a sync that would remove more than a slip of the pen: a wrong login, an empty reply or
/// a changed filter must not wipe a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShrinkGuard {
    /// So many may go whatever the share.
    pub always_allowed: u64,
    /// So many of 100 may go whatever the number.
    pub percent: u64,
}

/// A loss the guard stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Shrink {
    /// Places would go.
    #[error("the sync would remove {removed} of {stored} places")]
    Places {
        /// How many would go.
        removed: u64,
        /// How many there are.
        stored: u64,
    },
    /// Places would stay, without something they have.
    #[error("the sync would take {} from {places} of {stored} places", what.phrase())]
    Content {
        /// What they would lose.
        what: Lost,
        /// How many would lose it.
        places: u64,
        /// How many places there are.
        stored: u64,
    },
}

/// What a place can lose without being removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lost {
    /// All its groups.
    Groups,
    /// Its name.
    Name,
    /// Its position.
    Position,
    /// Its radius.
    Radius,
    /// Its colour.
    Colour,
}

impl Lost {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Groups,
        Self::Name,
        Self::Position,
        Self::Radius,
        Self::Colour,
    ];

    /// Whether a place has it.
    pub fn is_in(self, place: PlaceRef<'_>) -> bool {
        match self {
            Self::Groups => !place.groups.is_empty(),
            Self::Name => !place.name.trim().is_empty(),
            Self::Position => place.position.is_some(),
            Self::Radius => place.radius.metres() > 0,
            Self::Colour => place.colour.is_some(),
        }
    }

    /// Whether a change loses it.
    pub fn by(self, change: &Change) -> bool {
        self.is_in(change.before.as_ref()) && !self.is_in(change.after.as_ref())
    }

    /// For people: `all groups`.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Groups => "all groups",
            Self::Name => "the name",
            Self::Position => "the position",
            Self::Radius => "the radius",
            Self::Colour => "the colour",
        }
    }
}

impl Default for ShrinkGuard {
    fn default() -> Self {
        Self {
            always_allowed: 10,
            percent: 20,
        }
    }
}

impl ShrinkGuard {
    /// Refuses to remove everything (even if as much is added: that is another account), or more than both [`Self::always_allowed`] and [`Self::percent`].
    pub fn check(self, stored: u64, removed: u64) -> Result<(), Shrink> {
        let everything = stored > 0 && removed == stored;
        if everything || self.is_too_many(removed, stored) {
            return Err(Shrink::Places { removed, stored });
        }
        Ok(())
    }

    /// Refuses to take something from more places than both numbers allow; from more than one
    /// where the report has `none` of it at all, as a faulty one does.
    pub fn check_content(
        self,
        stored: u64,
        what: Lost,
        places: u64,
        none: bool,
    ) -> Result<(), Shrink> {
        if none && places > 1 || self.is_too_many(places, stored) {
            return Err(Shrink::Content {
                what,
                places,
                stored,
            });
        }
        Ok(())
    }

    fn is_too_many(self, lost: u64, stored: u64) -> bool {
        lost > self.always_allowed
            && u128::from(lost) * 100 > u128::from(stored) * u128::from(self.percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_may_go_and_one_more_may_not() {
        let guard = ShrinkGuard::default();
        assert_eq!(guard.check(1000, 200), Ok(()));
        assert_eq!(
            guard.check(1000, 201),
            Err(Shrink::Places {
                removed: 201,
                stored: 1000
            })
        );
    }

    #[test]
    fn ten_may_go_whatever_the_share() {
        let guard = ShrinkGuard::default();
        assert_eq!(guard.check(12, 10), Ok(()));
        assert!(guard.check(12, 11).is_err());
    }

    #[test]
    fn everything_never_goes_unasked() {
        let guard = ShrinkGuard::default();
        assert!(guard.check(1, 1).is_err());
        assert!(guard.check(10, 10).is_err());
        assert_eq!(guard.check(0, 0), Ok(()));
    }

    #[test]
    fn content_goes_a_few_at_a_time() {
        let guard = ShrinkGuard::default();
        for what in Lost::ALL {
            assert_eq!(guard.check_content(1000, what, 200, false), Ok(()));
            let stopped = Err(Shrink::Content {
                what,
                places: 201,
                stored: 1000,
            });
            assert_eq!(guard.check_content(1000, what, 201, false), stopped);
            assert_eq!(guard.check_content(5, what, 1, true), Ok(()));
            assert!(guard.check_content(5, what, 2, true).is_err());
        }
    }
}
