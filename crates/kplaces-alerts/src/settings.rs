/// What holds for all places and all fixes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The radius of places that have none, in metres: 1…100 000.
    pub default_radius_m: u32,
    /// Faster than this nobody drives, in metres a second: 10…400. A fix that would need more is an error of the receiver.
    pub fastest_mps: f64,
    /// Fixes that may be further off than this are not used, in metres: 10…5 000.
    pub worst_accuracy_m: f64,
    /// After so many seconds without a fix nobody knows the way between: 2…3 600.
    pub longest_gap_s: f64,
}

impl Default for Settings {
    /// 100 m, 70 m/s (252 km/h), 200 m, two minutes.
    fn default() -> Self {
        Self {
            default_radius_m: 100,
            fastest_mps: 70.0,
            worst_accuracy_m: 200.0,
            longest_gap_s: 120.0,
        }
    }
}

/// Which of the [`Settings`] is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// `default_radius_m`.
    #[error("the radius of places without one must lie between 1 and 100000 m")]
    DefaultRadius,
    /// `fastest_mps`.
    #[error("the highest speed must lie between 10 and 400 m/s")]
    Fastest,
    /// `worst_accuracy_m`.
    #[error("the worst accuracy must lie between 10 and 5000 m")]
    WorstAccuracy,
    /// `longest_gap_s`.
    #[error("the longest gap must lie between 2 and 3600 s")]
    LongestGap,
}

impl Settings {
    /// Whether all are in their range.
    pub fn check(&self) -> Result<(), SettingsError> {
        if !(1..=kplaces_domain::Radius::MAX_M).contains(&self.default_radius_m) {
            return Err(SettingsError::DefaultRadius);
        }
        if !(10.0..=400.0).contains(&self.fastest_mps) {
            return Err(SettingsError::Fastest);
        }
        if !(10.0..=5_000.0).contains(&self.worst_accuracy_m) {
            return Err(SettingsError::WorstAccuracy);
        }
        if !(2.0..=3_600.0).contains(&self.longest_gap_s) {
            return Err(SettingsError::LongestGap);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_out_of_range_are_named() {
        let good = Settings::default();
        assert_eq!(good.check(), Ok(()));
        for fastest_mps in [f64::NAN, f64::INFINITY, 9.9, -70.0] {
            let bad = Settings {
                fastest_mps,
                ..good
            };
            assert_eq!(bad.check(), Err(SettingsError::Fastest));
        }
        let bad = Settings {
            default_radius_m: 0,
            ..good
        };
        assert_eq!(bad.check(), Err(SettingsError::DefaultRadius));
        let bad = Settings {
            worst_accuracy_m: f64::NAN,
            ..good
        };
        assert_eq!(bad.check(), Err(SettingsError::WorstAccuracy));
        let bad = Settings {
            longest_gap_s: 0.0,
            ..good
        };
        assert_eq!(bad.check(), Err(SettingsError::LongestGap));
    }
}
