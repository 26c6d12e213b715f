use kplaces_cli::Help;
use kplaces_text::text;

/// What people read of `3kplaces schedule`.
pub(crate) fn commands() -> Vec<Help> {
    vec![
        Help::of(
            "schedule",
            text!(
                "Sync regularly, by the system's own scheduler",
                "Regelmäßig abgleichen, durch die Aufgabenplanung des Systems"
            ),
        )
        .example(
            "schedule install",
            text!("Sync once an hour", "Einmal in der Stunde abgleichen"),
        ),
        timing(Help::of(
            "schedule print",
            text!(
                "Show the scheduler's files and where they belong",
                "Die Dateien für die Aufgabenplanung zeigen und wohin sie gehören"
            ),
        ))
        .example(
            "schedule print --for windows",
            text!("The task for Windows", "Die Aufgabe für Windows"),
        ),
        timing(Help::of(
            "schedule install",
            text!(
                "Write the scheduler's files for this user, and start the timer",
                "Die Dateien für diesen Benutzer schreiben und den Zeitgeber starten"
            ),
        ))
        .argument(
            "no_enable",
            text!("Only write the files", "Nur die Dateien schreiben"),
        )
        .argument(
            "no_check",
            text!(
                "Do not check whether the login can be read without a terminal",
                "Nicht prüfen, ob die Anmeldung ohne Terminal lesbar ist"
            ),
        )
        .argument(
            "force",
            text!("Replace files of others", "Dateien anderer ersetzen"),
        )
        .example(
            "schedule install --every 30m",
            text!("Every half hour", "Jede halbe Stunde"),
        )
        .example(
            "schedule install --at 06:30",
            text!("Once a day", "Einmal am Tag"),
        ),
        Help::of(
            "schedule remove",
            text!(
                "Stop the timer and delete its files",
                "Den Zeitgeber anhalten und seine Dateien löschen"
            ),
        )
        .example(
            "schedule remove",
            text!(
                "Sync no longer by itself",
                "Nicht mehr von selbst abgleichen"
            ),
        ),
    ]
}

fn timing(help: Help) -> Help {
    help.argument(
        "every",
        text!(
            "How often: 15m, 1h, 1d; at least 5m",
            "Wie oft: 15m, 1h, 1d; mindestens 5m"
        ),
    )
    .argument(
        "at",
        text!(
            "Instead, once a day at this time of the device",
            "Stattdessen einmal am Tag zu dieser Uhrzeit des Geräts"
        ),
    )
    .argument(
        "for",
        text!(
            "Whose scheduler it is for (default: that of this system)",
            "Für welche Aufgabenplanung (Vorgabe: die dieses Systems)"
        ),
    )
}

#[cfg(test)]
mod tests {
    use kplaces_cli::{PluginCommand, help_gaps};

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        let plugin = crate::command::Schedule;
        let command = kplaces_cli::clap::Command::new("").subcommand(plugin.command());
        let mut help = plugin.help();
        help.push(kplaces_cli::Help::of("", kplaces_text::text!("a", "b")));
        assert_eq!(help_gaps(&command, &help), [""; 0]);
    }
}
