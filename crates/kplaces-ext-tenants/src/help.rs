use kplaces_cli::Help;
use kplaces_text::{Text, text};

/// What people read of `3kplaces tenants`.
pub(crate) fn commands() -> Vec<Help> {
    vec![
        Help::of(
            "tenants",
            text!(
                "Keep several WEBFLEET accounts apart on this device",
                "Mehrere WEBFLEET-Konten auf diesem Gerät getrennt halten"
            ),
        )
        .example("tenants add north", text!("Add a tenant", "Einen Mandanten anlegen"))
        .example("--tenant north sync", text!("Work for this tenant", "Für diesen Mandanten arbeiten")),
        Help::of(
            "tenants list",
            text!("List the tenants and what each has", "Die Mandanten auflisten und was jeder hat"),
        )
        .example("tenants list", text!("List them", "Alle auflisten")),
        Help::of(
            "tenants add",
            text!(
                "Make the folders of a new tenant; then use it with --tenant NAME",
                "Die Ordner eines neuen Mandanten anlegen; danach gilt --tenant NAME"
            ),
        )
        .argument("name", name())
        .example("tenants add north", text!("Add the tenant “north”", "Den Mandanten „north“ anlegen")),
        Help::of(
            "tenants remove",
            text!(
                "Erase everything of a tenant: places, backups, login, records, settings",
                "Alles von einem Mandanten löschen: Orte, Sicherungen, Anmeldung, Aufzeichnungen, Einstellungen"
            ),
        )
        .argument("name", name())
        .argument("yes", text!("Do not ask", "Nicht nachfragen"))
        .example(
            "tenants remove north",
            text!("Ask, then erase it", "Nachfragen, dann löschen"),
        ),
        Help::of(
            "tenants sync",
            text!(
                "Sync all tenants that have a login, one after the other",
                "Alle Mandanten mit einer Anmeldung nacheinander abgleichen"
            ),
        )
        .argument(
            "wait",
            text!(
                "Wait for the request quota, or for another sync",
                "Auf das Kontingent oder einen anderen Abgleich warten"
            ),
        )
        .example("tenants sync", text!("Sync all of them", "Alle abgleichen")),
    ]
}

fn name() -> Text {
    text!(
        "Its name: letters, digits, and -, _, . inside",
        "Sein Name: Buchstaben, Ziffern und innen -, _, ."
    )
}

#[cfg(test)]
mod tests {
    use kplaces_cli::{PluginCommand, help_gaps};

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        let plugin = crate::command::Tenants;
        let command = kplaces_cli::clap::Command::new("").subcommand(plugin.command());
        let mut help = plugin.help();
        help.push(kplaces_cli::Help::of("", kplaces_text::text!("a", "b")));
        assert_eq!(help_gaps(&command, &help), [""; 0]);
    }
}
