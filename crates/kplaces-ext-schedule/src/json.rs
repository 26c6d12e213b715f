//! The shapes of `--json`.

use kplaces_cli::{PlannedJson, RemovedJson, Shape, form};

/// What the commands of this crate answer.
pub const SHAPES: &[Shape] = &[
    Shape::new("schedule print", &[form::<PlannedJson>]),
    Shape::new("schedule install", &[form::<PlannedJson>]),
    Shape::new("schedule remove", &[form::<RemovedJson>]),
];
