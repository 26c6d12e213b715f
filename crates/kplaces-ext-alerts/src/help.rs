use kplaces_cli::Help;
use kplaces_text::text;

/// What people read of `3kplaces watch`.
pub(crate) fn watch() -> Vec<Help> {
    vec![
        Help::of(
            "watch",
            text!(
                "Tell of places before they are reached, as the device moves",
                "Orte melden, bevor sie erreicht sind, während sich das Gerät bewegt"
            ),
        )
        .argument(
            "source",
            text!(
                "Where positions come from: gpsd, gpsd:PORT, nmea:FILE, nmea-tcp:PORT, gpx:FILE or - (default: alerts.source)",
                "Woher Positionen kommen: gpsd, gpsd:PORT, nmea:DATEI, nmea-tcp:PORT, gpx:DATEI oder - (Vorgabe: alerts.source)"
            ),
        )
        .argument(
            "pace",
            text!(
                "How many times as fast a file is replayed, or max",
                "Wievielmal so schnell eine Datei abgespielt wird, oder max"
            ),
        )
        .argument(
            "notify",
            text!(
                "Also show alerts on the desktop",
                "Annäherungshinweise auch vom Desktop zeigen lassen"
            ),
        )
        .example(
            "watch",
            text!("With positions of gpsd", "Mit Positionen von gpsd"),
        )
        .example(
            "watch --source gpx:tour.gpx --pace 10",
            text!("Replay a tour ten times as fast", "Eine Tour zehnmal so schnell abspielen"),
        ),
    ]
}

/// What people read of `3kplaces alerts`.
pub(crate) fn alerts() -> Vec<Help> {
    vec![
        Help::of(
            "alerts",
            text!(
                "Try rules and radii of alerts before somebody drives by them",
                "Regeln und Radien von Annäherungshinweisen ausprobieren, bevor jemand danach fährt"
            ),
        )
        .example(
            "alerts check tour.gpx",
            text!("What would a tour have told?", "Was hätte eine Tour gemeldet?"),
        ),
        Help::of(
            "alerts check",
            text!(
                "Show the alerts that a recorded track would have given",
                "Zeigen, welche Annäherungshinweise es auf einem aufgezeichneten Weg gegeben hätte"
            ),
        )
        .argument(
            "track",
            text!(
                "A GPX track, or NMEA sentences",
                "Ein GPX-Track oder NMEA-Sätze"
            ),
        )
        .argument(
            "map",
            text!(
                "Show the way on a map of its own, with a mark for each alert",
                "Den Weg auf einer eigenen Karte zeigen, mit einer Marke je Hinweis"
            ),
        )
        .argument(
            "no-open",
            text!(
                "Print the link to this map only, and start no browser",
                "Nur den Link zu dieser Karte ausgeben, keinen Browser starten"
            ),
        )
        .example(
            "alerts check tour.gpx --map",
            text!("Where would that have been?", "Wo wäre das gewesen?"),
        )
        .example(
            "alerts check tour.gpx --json",
            text!("The same for programs", "Dasselbe für Programme"),
        ),
        Help::of(
            "alerts radii",
            text!(
                "List places whose radius is missing, tiny, huge, or within another one of their group",
                "Orte auflisten, deren Radius fehlt, winzig oder riesig ist oder in einem anderen ihrer Gruppe liegt"
            ),
        )
        .example(
            "alerts radii",
            text!("Which radii are odd?", "Welche Radien fallen auf?"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use kplaces_cli::{PluginCommand, help_gaps};

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        let plugins: [&dyn PluginCommand; 2] = [&crate::watch::Watch, &crate::check::Alerts];
        for plugin in plugins {
            let command = kplaces_cli::clap::Command::new("").subcommand(plugin.command());
            let mut help = plugin.help();
            help.push(kplaces_cli::Help::of("", kplaces_text::text!("a", "b")));
            assert_eq!(help_gaps(&command, &help), [""; 0]);
        }
    }
}
