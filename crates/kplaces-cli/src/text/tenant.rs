use kplaces_text::{Text, text};

use crate::{CliError, Kind};

/// Two tenants with one login.
pub(crate) fn shared_login() -> Text {
    text!(
        "another tenant of this device uses the same WEBFLEET login. WEBFLEET counts the requests of both together; give each its own user.",
        "ein anderer Mandant dieses Geräts hat dieselbe WEBFLEET-Anmeldung. WEBFLEET zählt die Anfragen beider zusammen; geben Sie jedem einen eigenen Benutzer."
    )
}

/// `--tenant` in front of the command that is about all of them.
pub(crate) fn not_with_tenants() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "--tenant does not go with `tenants`",
            "--tenant passt nicht zu `tenants`"
        ),
    )
    .because(text!(
        "it is about all tenants of this device",
        "der Befehl betrifft alle Mandanten dieses Geräts"
    ))
    .hint(text!(
        "name the tenant behind `tenants add` or `tenants remove`",
        "den Mandanten hinter `tenants add` oder `tenants remove` nennen"
    ))
}
