use kplaces_cli::Help;
use kplaces_text::text;

/// What people read of `3kplaces encrypt`.
pub(crate) fn commands() -> Vec<Help> {
    vec![
        Help::of(
            "encrypt",
            text!(
                "Encrypt the places on this device and their backups",
                "Die Orte auf diesem Gerät und ihre Sicherungen verschlüsseln"
            ),
        )
        .example("encrypt on", text!("Encrypt from now on", "Ab jetzt verschlüsseln")),
        Help::of(
            "encrypt on",
            text!(
                "Move the places and backups into an encrypted store and erase the plain ones",
                "Orte und Sicherungen in einen verschlüsselten Bestand übertragen und die lesbaren löschen"
            ),
        )
        .argument(
            "keep",
            text!(
                "What keeps the key (default: the keyring where it answers, else a passphrase)",
                "Was den Schlüssel verwahrt (Vorgabe: der Schlüsselspeicher, wenn er antwortet, sonst eine \
                 Passphrase)"
            ),
        )
        .example(
            "encrypt on --keep passphrase",
            text!("Seal the key with a passphrase", "Den Schlüssel mit einer Passphrase versiegeln"),
        ),
        Help::of(
            "encrypt off",
            text!(
                "Move the places and backups back into a plain store",
                "Orte und Sicherungen wieder in einen lesbaren Bestand übertragen"
            ),
        )
        .example("encrypt off", text!("Store them readable again", "Sie wieder lesbar speichern")),
        Help::of(
            "encrypt rekey",
            text!(
                "Encrypt the places and backups with a new key, and change the passphrase",
                "Orte und Sicherungen mit einem neuen Schlüssel verschlüsseln und die Passphrase ändern"
            ),
        )
        .argument(
            "keep",
            text!(
                "What keeps the new key (default: what kept the old one)",
                "Was den neuen Schlüssel verwahrt (Vorgabe: was den alten verwahrt hat)"
            ),
        )
        .example("encrypt rekey", text!("Use a new key", "Einen neuen Schlüssel verwenden")),
        Help::of(
            "encrypt status",
            text!(
                "Show whether the places are encrypted and what keeps the key",
                "Zeigen, ob die Orte verschlüsselt sind und was den Schlüssel verwahrt"
            ),
        )
        .example("encrypt status", text!("Show it", "Es anzeigen")),
    ]
}

#[cfg(test)]
mod tests {
    use kplaces_cli::{PluginCommand, help_gaps};

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        let plugin = crate::command::Encrypt;
        let command = kplaces_cli::clap::Command::new("").subcommand(plugin.command());
        let mut help = plugin.help();
        help.push(kplaces_cli::Help::of("", kplaces_text::text!("a", "b")));
        assert_eq!(help_gaps(&command, &help), [""; 0]);
    }
}
