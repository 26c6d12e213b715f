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
    /// Places would stay, without any of their groups.
    #[error("the sync would take {ungrouped} of {stored} places out of all their groups")]
    Groups {
        /// How many would lose all their groups.
        ungrouped: u64,
        /// How many places there are.
        stored: u64,
    },
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

    /// Refuses to take more than both numbers' worth of places out of all their groups; more than
    /// one where the membership report has `no_members` at all, as a faulty one does.
    pub fn check_groups(self, stored: u64, ungrouped: u64, no_members: bool) -> Result<(), Shrink> {
        if no_members && ungrouped > 1 || self.is_too_many(ungrouped, stored) {
            return Err(Shrink::Groups { ungrouped, stored });
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
    fn groups_go_a_few_at_a_time() {
        let guard = ShrinkGuard::default();
        assert_eq!(guard.check_groups(1000, 200, false), Ok(()));
        assert_eq!(
            guard.check_groups(1000, 201, false),
            Err(Shrink::Groups {
                ungrouped: 201,
                stored: 1000
            })
        );
        assert_eq!(guard.check_groups(5, 1, true), Ok(()));
        assert!(guard.check_groups(5, 2, true).is_err());
    }
}
