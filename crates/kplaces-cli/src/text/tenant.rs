use crate::error::{CliError, Kind};

/// Two tenants with one login.
pub(crate) const SHARED_LOGIN: &str = "another tenant of this device uses the same WEBFLEET login. \
    WEBFLEET counts the requests of both together; give each its own user.";

/// `--tenant` in front of the command that is about all of them.
pub(crate) fn not_with_tenants() -> CliError {
    CliError::new(Kind::Usage, "--tenant does not go with `tenants`")
        .because("it is about all tenants of this device")
        .hint("name the tenant behind `tenants add` or `tenants remove`")
}
