//! Garmin's unit of angle: half a circle is 2³¹ of it, so one is a twelfth of a micro-degree.

const HALF_CIRCLE: i64 = 180_000_000;

/// Micro-degrees in semicircles, to the nearest. +180° has no number.
pub(crate) fn semicircles(micro: i32) -> i32 {
    nearest(i64::from(micro) << 31, HALF_CIRCLE) as i32
}

/// Semicircles in micro-degrees, to the nearest.
pub(crate) fn micro(semicircles: i32) -> i64 {
    nearest(i64::from(semicircles) * HALF_CIRCLE, 1 << 31)
}

/// Halves go away from zero, so that all quadrants are treated alike.
fn nearest(number: i64, unit: i64) -> i64 {
    (number + number.signum() * unit / 2) / unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_bounds_are_whole() {
        assert_eq!(semicircles(-180_000_000), i32::MIN);
        assert_eq!(semicircles(90_000_000), 1 << 30);
        assert_eq!(semicircles(179_999_999), 2_147_483_636);
        assert_eq!(micro(i32::MIN), -180_000_000);
        assert_eq!(micro(i32::MAX), 180_000_000);
    }

    proptest! {
        #[test]
        fn a_micro_degree_comes_back(there in -180_000_000..180_000_000_i32) {
            prop_assert_eq!(micro(semicircles(there)), i64::from(there));
            prop_assert_eq!(semicircles(-there), -semicircles(there));
        }
    }
}
