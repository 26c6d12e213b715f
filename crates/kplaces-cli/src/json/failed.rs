use schemars::JsonSchema;
use serde::Serialize;

use crate::{CliError, ErrorJson};

/// A failure. Standard output stays empty.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FailedJson<'a> {
    #[schemars(with = "ErrorJson")]
    pub(crate) error: &'a CliError,
}
