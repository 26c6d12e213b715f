//! The shapes of `--json`.

use std::path::PathBuf;

use kplaces_cli::{Shape, form};
use schemars::JsonSchema;
use serde::Serialize;

use crate::UnitFile;

/// What the commands of this crate answer.
pub const SHAPES: &[Shape] = &[
    Shape::new("schedule print", &[form::<PlannedJson>]),
    Shape::new("schedule install", &[form::<PlannedJson>]),
    Shape::new("schedule remove", &[form::<RemovedJson>]),
];

/// The files of a scheduled sync, and what makes the system follow them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PlannedJson {
    files: Vec<FileJson>,
    /// Commands, in this order.
    enable: Vec<String>,
    /// With `install`: whether they were run already.
    #[serde(skip_serializing_if = "Option::is_none")]
    running: Option<bool>,
}

#[derive(Serialize, JsonSchema)]
struct FileJson {
    path: String,
    content: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct RemovedJson {
    /// The files.
    removed: Vec<String>,
}

impl PlannedJson {
    pub(crate) fn new(files: &[UnitFile], enable: &[String], running: Option<bool>) -> Self {
        let file = |file: &UnitFile| FileJson {
            path: file.path.display().to_string(),
            content: file.content.clone(),
        };
        Self {
            files: files.iter().map(file).collect(),
            enable: enable.to_vec(),
            running,
        }
    }
}

impl RemovedJson {
    pub(crate) fn new(removed: &[PathBuf]) -> Self {
        let paths = removed.iter().map(|path| path.display().to_string());
        Self {
            removed: paths.collect(),
        }
    }
}
