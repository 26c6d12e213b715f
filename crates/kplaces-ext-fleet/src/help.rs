use kplaces_cli::Help;
use kplaces_text::{Text, text};

/// What people read of `3kplaces fleet`.
pub(crate) fn commands() -> Vec<Help> {
    vec![
        Help::of(
            "fleet",
            text!("Plan when each of many devices syncs", "Planen, wann jedes von vielen Geräten abgleicht"),
        )
        .example("fleet plan --devices 200", text!("Plan 200 devices", "200 Geräte planen")),
        Help::of(
            "fleet plan",
            text!(
                "Show which device syncs when, and how long a round takes",
                "Zeigen, welches Gerät wann abgleicht und wie lange eine Runde dauert"
            ),
        )
        .argument("devices", devices())
        .argument(
            "every",
            text!(
                "Show whether each device can sync once in so many minutes",
                "Zeigen, ob jedes Gerät einmal in so vielen Minuten abgleichen kann"
            ),
        )
        .argument("limit", text!("Maximum number of slots to show", "Höchstzahl der gezeigten Plätze"))
        .argument("all", text!("Show all slots", "Alle Plätze zeigen"))
        .example(
            "fleet plan --devices 200 --every 60",
            text!("Is once an hour possible?", "Ist einmal in der Stunde möglich?"),
        ),
        Help::of(
            "fleet simulate",
            text!(
                "Show what many devices do to one quota, by five ways to decide when to sync",
                "Zeigen, was viele Geräte mit einem Kontingent machen, bei fünf Arten, den Zeitpunkt zu wählen"
            ),
        )
        .argument("devices", devices())
        .argument(
            "hours",
            text!(
                "Stop after so many hours (default: a day or three rounds)",
                "Nach so vielen Stunden aufhören (Vorgabe: ein Tag oder drei Runden)"
            ),
        )
        .argument(
            "drift",
            text!("By how much clocks are wrong at most", "Um wie viel Uhren höchstens falsch gehen"),
        )
        .argument(
            "off",
            text!("Share of the devices that are off at first", "Anteil der Geräte, die anfangs aus sind"),
        )
        .argument(
            "seed",
            text!("Start of the random numbers", "Startwert der Zufallszahlen"),
        )
        .argument("svg", text!("Draw it into this file", "In diese Datei zeichnen"))
        .argument("force", text!("Replace an existing file", "Eine vorhandene Datei ersetzen"))
        .example(
            "fleet simulate --devices 200 --svg fleet.svg",
            text!("Simulate and draw 200 devices", "200 Geräte durchspielen und zeichnen"),
        ),
    ]
}

fn devices() -> Text {
    text!(
        "Number of devices (default: `fleet.devices`)",
        "Anzahl der Geräte (Vorgabe: `fleet.devices`)"
    )
}

#[cfg(test)]
mod tests {
    use kplaces_cli::{PluginCommand, help_gaps};

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        let plugin = crate::command::Fleet;
        let command = kplaces_cli::clap::Command::new("").subcommand(plugin.command());
        let mut help = plugin.help();
        help.push(kplaces_cli::Help::of("", kplaces_text::text!("a", "b")));
        assert_eq!(help_gaps(&command, &help), [""; 0]);
    }
}
