use kplaces_text::text;

use crate::help::Help;

/// The settings: what they are, and what is wrong with them. Commands are listed in this order.
pub(super) fn reading() -> [Help; 4] {
    [
        Help::of(
            "config",
            text!(
                "Show, check and change the configuration",
                "Die Konfiguration zeigen, prüfen und ändern"
            ),
        )
        .example(
            "config list",
            text!(
                "Everything that can be set, and what it means",
                "Alles, was sich einstellen lässt, und was es bedeutet"
            ),
        )
        .example(
            "config show",
            text!("What is in force now", "Was jetzt gilt"),
        ),
        Help::of(
            "config list",
            text!(
                "List each setting there is: what it is for, what it takes, and what is in force",
                "Jede Einstellung aufzählen: wofür sie ist, was sie annimmt und was gilt"
            ),
        )
        .argument(
            "key",
            text!(
                "Only this key, or those of this section",
                "Nur dieser Schlüssel oder die dieses Abschnitts"
            ),
        )
        .example("config list", text!("All settings", "Alle Einstellungen"))
        .example(
            "config list webfleet",
            text!("How WEBFLEET is asked", "Wie WEBFLEET gefragt wird"),
        ),
        Help::of(
            "config show",
            text!(
                "Show each setting with its value and where it comes from",
                "Jede Einstellung mit ihrem Wert und ihrer Herkunft zeigen"
            ),
        )
        .example(
            "config show",
            text!("Show all settings", "Alle Einstellungen zeigen"),
        ),
        Help::of(
            "config check",
            text!(
                "Look for mistakes in a configuration file, as a device would read it",
                "Eine Konfigurationsdatei auf Fehler prüfen, wie ein Gerät sie läse"
            ),
        )
        .argument(
            "file",
            text!(
                "File to look at (default: the user's)",
                "Datei, die geprüft wird (Vorgabe: die des Benutzers)"
            ),
        )
        .example(
            "config check fleet.toml",
            text!(
                "All mistakes, each with its line",
                "Alle Fehler, jeder mit seiner Zeile"
            ),
        ),
    ]
}

/// Changing them.
pub(super) fn writing() -> [Help; 4] {
    [
        Help::of(
            "config init",
            text!(
                "Write a configuration file that explains each key; on a terminal, ask the few that matter",
                "Eine Konfigurationsdatei schreiben, die jeden Schlüssel erklärt; im Terminal nach den wenigen wichtigen fragen"
            ),
        )
        .argument(
            "defaults",
            text!(
                "Ask nothing: no key is set in the file",
                "Nichts fragen: In der Datei ist kein Schlüssel gesetzt"
            ),
        )
        .argument(
            "force",
            text!(
                "Replace a file that is there",
                "Eine vorhandene Datei ersetzen"
            ),
        )
        .example(
            "config init",
            text!("Begin the own configuration", "Die eigene Konfiguration anlegen"),
        )
        .example(
            "--config fleet.toml config init --defaults",
            text!(
                "A file to fill in and hand out",
                "Eine Datei zum Ausfüllen und Verteilen"
            ),
        ),
        Help::of(
            "config set",
            text!(
                "Set a key in the user's configuration file, or in that of --config",
                "Einen Schlüssel in der Konfigurationsdatei des Benutzers setzen, oder in der von --config"
            ),
        )
        .argument(
            "key",
            text!("Key to set: `config list` names them", "Schlüssel, der gesetzt wird: `config list` nennt alle"),
        )
        .argument(
            "values",
            text!(
                "Its value; of a list each entry",
                "Sein Wert; bei einer Liste jeder Eintrag"
            ),
        )
        .example(
            "config set map.navigation google",
            text!("One value", "Ein Wert"),
        )
        .example(
            "config set export.group_order Depots Kunden",
            text!("A list", "Eine Liste"),
        ),
        Help::of(
            "config unset",
            text!(
                "Take a key out of the user's configuration file, or of that of --config",
                "Einen Schlüssel aus der Konfigurationsdatei des Benutzers nehmen, oder aus der von --config"
            ),
        )
        .argument(
            "key",
            text!("Key to take out", "Schlüssel, der herausgenommen wird"),
        )
        .example(
            "config unset map.navigation",
            text!("The default counts again", "Die Vorgabe gilt wieder"),
        ),
        Help::of(
            "config path",
            text!(
                "Show where the configuration and the places are",
                "Zeigen, wo die Konfiguration und die Orte liegen"
            ),
        )
        .example(
            "config path",
            text!("Show the folders", "Die Ordner zeigen"),
        ),
    ]
}
