use kplaces_text::text;

use crate::help::Help;

/// The program itself.
pub(super) fn commands() -> [Help; 3] {
    [
        Help::of(
            "edition",
            text!(
                "Compare this edition with the others",
                "Diese Edition mit den anderen vergleichen"
            ),
        )
        .example(
            "edition",
            text!("Show what each has", "Zeigen, was jede hat"),
        ),
        Help::of(
            "completions",
            text!(
                "Print a completion script for a shell",
                "Ein Skript zur Vervollständigung in einer Shell ausgeben"
            ),
        )
        .argument(
            "shell",
            text!("Shell to write it for", "Shell, für die es ist"),
        )
        .example(
            "completions bash",
            text!("The script for bash", "Das Skript für bash"),
        ),
        Help::of(
            "man",
            text!(
                "Print the manual page, or write one page per command",
                "Die Handbuchseite ausgeben oder eine Seite je Befehl schreiben"
            ),
        )
        .argument(
            "page",
            text!(
                "Page to print, by the name of its file (default: the main page)",
                "Seite, die ausgegeben wird, mit dem Namen ihrer Datei (Vorgabe: die Hauptseite)"
            ),
        )
        .argument(
            "dir",
            text!(
                "Folder to write a page for each command to",
                "Ordner, in den je Befehl eine Seite kommt"
            ),
        )
        .example(
            "man",
            text!("Print the main page", "Die Hauptseite ausgeben"),
        )
        .example(
            "man 3kplaces-config.5",
            text!(
                "All settings, files and variables",
                "Alle Einstellungen, Dateien und Variablen"
            ),
        )
        .example(
            "man --dir man1",
            text!("Write all pages", "Alle Seiten schreiben"),
        ),
    ]
}
