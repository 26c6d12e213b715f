//! The shape of `--json`.

use kplaces_cli::{GroupJson, Shape, form};
use schemars::JsonSchema;
use serde::Serialize;

/// What the command of this crate answers.
pub const SHAPES: &[Shape] = &[Shape::new("groups", &[form::<GroupsJson>])];

/// The groups of the places on this device.
#[derive(Serialize, JsonSchema)]
pub(crate) struct GroupsJson {
    pub(crate) groups: Vec<GroupJson>,
}
