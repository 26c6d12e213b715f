use crate::error::{CliError, Kind};

/// How a command of ours begins in a sentence.
const COMMAND: &str = "`3kplaces ";

/// Two tenants with one login.
pub(crate) const SHARED_LOGIN: &str = "another tenant of this device uses the same WEBFLEET login. \
    WEBFLEET counts the requests of both together; give each its own user.";

/// `--tenant` in front of the command that is about all of them.
pub(crate) fn not_with_tenants() -> CliError {
    CliError::new(Kind::Usage, "--tenant does not go with `tenants`")
        .because("it is about all tenants of this device")
        .hint("name the tenant behind `tenants add` or `tenants remove`")
}

/// The error with commands that work for the same tenant.
pub(crate) fn of(mut error: CliError, tenant: Option<&str>) -> CliError {
    if let Some(tenant) = tenant {
        for line in error.why.iter_mut().chain(&mut error.hints) {
            *line = named(line, tenant);
        }
    }
    error
}

/// A text for people with commands that work for the same tenant. Only what reports on work names
/// commands beside nothing that comes from outside.
pub(crate) fn hints(text: &str, tenant: Option<&str>, report: bool) -> String {
    match tenant {
        Some(tenant) if report => named(text, tenant),
        _ => text.to_owned(),
    }
}

/// Puts `--tenant` into the commands of a sentence, but for those that are the same for all.
fn named(text: &str, tenant: &str) -> String {
    let mut parts = text.split(COMMAND);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(COMMAND);
        let same = ["--", "COMMAND", "edition", "tenants"];
        if !same.iter().any(|word| part.starts_with(word)) {
            out.push_str(&format!("--tenant {tenant} "));
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_for_the_same_tenant() {
        let error = CliError::new(Kind::Login, "no login")
            .because("run `3kplaces login`")
            .hint("`3kplaces edition` compares, `3kplaces --help` helps, `3kplaces sync` works");
        let found = of(error.clone(), Some("acme"));
        assert_eq!(found.why, ["run `3kplaces --tenant acme login`"]);
        assert_eq!(
            found.hints,
            [
                "`3kplaces edition` compares, `3kplaces --help` helps, `3kplaces --tenant acme sync` works"
            ]
        );
        assert_eq!(of(error.clone(), None), error);
    }
}
