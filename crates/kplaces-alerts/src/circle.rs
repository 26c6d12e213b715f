use std::fmt;

use kplaces_domain::{Position, Radius};

use crate::RuleId;

/// A place as alerts know it: where it is, how far it reaches, and which rule holds for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Circle {
    /// What the caller knows the place by; each is used once.
    pub key: u32,
    /// The middle.
    pub position: Position,
    /// How far it reaches; 0 stands for [`Settings::default_radius_m`](crate::Settings::default_radius_m).
    pub radius: Radius,
    /// The rule, out of [`Rules::pick`](crate::Rules::pick).
    pub rule: RuleId,
}

impl fmt::Debug for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Circle").finish_non_exhaustive()
    }
}
