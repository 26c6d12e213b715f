use std::path::PathBuf;

use kplaces_device::autostart::StartFile;
use schemars::JsonSchema;
use serde::Serialize;

/// Files that make the system start something, and what makes it follow them.
#[derive(Serialize, JsonSchema)]
pub struct PlannedJson {
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

/// Which of them were removed.
#[derive(Serialize, JsonSchema)]
pub struct RemovedJson {
    /// The files.
    removed: Vec<String>,
}

impl PlannedJson {
    /// `running` with `install`: whether the commands were run already.
    pub fn new(files: &[StartFile], enable: &[String], running: Option<bool>) -> Self {
        let file = |file: &StartFile| FileJson {
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
    /// Of the paths of the files.
    pub fn new(removed: &[PathBuf]) -> Self {
        let paths = removed.iter().map(|path| path.display().to_string());
        Self {
            removed: paths.collect(),
        }
    }
}
