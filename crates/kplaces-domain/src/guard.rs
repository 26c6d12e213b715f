/// Stops a sync that would remove more than a slip of the pen: a wrong login, an empty reply or
/// a changed filter must not wipe a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShrinkGuard {
    /// So many may go whatever the share.
    pub always_allowed: u64,
    /// So many of 100 may go whatever the number.
    pub percent: u64,
}

/// A removal the guard stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sync would remove {removed} of {stored} places")]
pub struct Shrink {
    /// How many would go.
    pub removed: u64,
    /// How many there are.
    pub stored: u64,
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
        let too_many = removed > self.always_allowed
            && u128::from(removed) * 100 > u128::from(stored) * u128::from(self.percent);
        if everything || too_many {
            Err(Shrink { removed, stored })
        } else {
            Ok(())
        }
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
            Err(Shrink {
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
}
