use kplaces_cli::Help;
use kplaces_text::text;

/// What people read of `3kplaces groups`.
pub(crate) fn commands() -> Vec<Help> {
    vec![
        Help::of(
            "groups",
            text!(
                "List the account's groups and how many of their places are on this device",
                "Die Gruppen des Kontos auflisten, mit der Zahl ihrer Orte auf diesem Gerät"
            ),
        )
        .argument(
            "names",
            text!(
                "Only their names, a line each",
                "Nur ihre Namen, je eine Zeile"
            ),
        )
        .example("groups", text!("List them", "Alle auflisten"))
        .example(
            "groups --names",
            text!("Their names, for a script", "Ihre Namen, für ein Skript"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use kplaces_cli::{PluginCommand, help_gaps};

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        let plugin = crate::command::ListGroups;
        let command = kplaces_cli::clap::Command::new("").subcommand(plugin.command());
        let mut help = plugin.help();
        help.push(kplaces_cli::Help::of("", kplaces_text::text!("a", "b")));
        assert_eq!(help_gaps(&command, &help), [""; 0]);
    }
}
