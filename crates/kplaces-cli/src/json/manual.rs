use schemars::JsonSchema;
use serde::Serialize;

/// What a shell runs to complete the commands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ScriptJson<'a> {
    pub(crate) script: &'a str,
}

/// The manual page of the program.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PageJson<'a> {
    pub(crate) page: &'a str,
}
