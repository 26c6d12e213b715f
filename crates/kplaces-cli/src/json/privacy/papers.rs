use schemars::JsonSchema;
use serde::Serialize;

use crate::args::PaperFormat;

/// A document that was written to a file.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WrittenJson {
    pub(crate) path: String,
    pub(crate) format: PaperFormat,
}
