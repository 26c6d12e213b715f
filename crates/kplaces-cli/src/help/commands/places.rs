use kplaces_text::text;

use super::options;
use crate::help::Help;

/// Looking at places.
pub(super) fn commands() -> [Help; 8] {
    [
        list(),
        find(),
        near(),
        show(),
        map(),
        map_install(),
        map_remove(),
        open(),
    ]
}

fn list() -> Help {
    Help::of(
        "list",
        text!("List places by name", "Orte nach Namen auflisten"),
    )
    .argument("groups", options::group())
    .argument(
        "colour",
        text!(
            "Only places of this colour, such as darkred or “dark red”",
            "Nur Orte dieser Farbe, zum Beispiel Dunkelrot"
        ),
    )
    .argument("limit", options::limit())
    .argument(
        "odd",
        text!(
            "Only places with something odd about them, and what that is",
            "Nur auffällige Orte, und was an ihnen auffällt"
        ),
    )
    .argument(
        "csv",
        text!(
            "With --odd: as a file for spreadsheets, for whoever keeps the addresses",
            "Mit --odd: als Datei für die Tabellenkalkulation, für die Adresspflege"
        ),
    )
    .example(
        "list --odd --csv > odd.csv",
        text!("For the office", "Für das Büro"),
    )
    .example(
        "list --limit 20",
        text!("The first 20 places", "Die ersten 20 Orte"),
    )
    .example(
        "list --colour green",
        text!("The green ones", "Die grünen Orte"),
    )
}

fn find() -> Help {
    Help::of(
        "find",
        text!(
            "Find places by a part of their name",
            "Orte nach einem Teil ihres Namens suchen"
        ),
    )
    .argument(
        "text",
        text!(
            "Part of the name; case, umlauts and ß do not matter",
            "Teil des Namens; Groß- und Kleinschreibung, Umlaute und ß sind gleichgültig"
        ),
    )
    .argument(
        "near",
        text!(
            "Order by distance to this position",
            "Nach Entfernung zu dieser Position ordnen"
        ),
    )
    .argument("limit", options::limit())
    .example(
        "find muller",
        text!("Finds “Müller” as well", "Findet auch „Müller“"),
    )
    .example(
        "find depot --near 48.137,11.575",
        text!("The nearest depots first", "Die nächsten Depots zuerst"),
    )
}

fn near() -> Help {
    Help::of(
        "near",
        text!(
            "List the places nearest to a position",
            "Die Orte auflisten, die einer Position am nächsten sind"
        ),
    )
    .argument(
        "position",
        text!(
            "Position in any common form, such as 48.137,11.575 or N 48° 8.2′ E 11° 34.5′",
            "Position in jeder üblichen Schreibweise, etwa 48.137,11.575 oder N 48° 8,2′ O 11° 34,5′"
        ),
    )
    .argument(
        "words",
        text!("The rest of the position", "Der Rest der Position"),
    )
    .argument("limit", options::limit())
    .argument(
        "within",
        text!(
            "Maximum distance in metres, or such as 20km",
            "Höchste Entfernung in Metern, oder etwa 20km"
        ),
    )
    .example(
        "near 48.137,11.575",
        text!("The ten nearest places", "Die zehn nächsten Orte"),
    )
    .example(
        "near 48.137,11.575 --within 5km",
        text!("Within 5 km", "Im Umkreis von 5 km"),
    )
}

fn show() -> Help {
    Help::of(
        "show",
        text!(
            "Show everything known about a place",
            "Alles anzeigen, was über einen Ort bekannt ist"
        ),
    )
    .argument(
        "place",
        text!(
            "Key of the place, or its name or a part of it",
            "Schlüssel des Orts, oder sein Name oder ein Teil davon"
        ),
    )
    .example(
        "show depot",
        text!("The place with this name", "Der Ort mit diesem Namen"),
    )
}

fn map() -> Help {
    Help::of(
        "map",
        text!(
            "Show the places on a map in your browser",
            "Die Orte auf einer Karte im Browser zeigen"
        ),
    )
    .argument(
        "port",
        text!(
            "Port on this device's own address (default: any free one)",
            "Port an der eigenen Adresse dieses Geräts (Vorgabe: irgendein freier)"
        ),
    )
    .argument("no_open", options::no_open())
    .argument(
        "basemap",
        text!(
            "File with streets, in the PMTiles format",
            "Datei mit Straßen im Format PMTiles"
        ),
    )
    .argument(
        "idle",
        text!(
            "End when nobody has looked for so many minutes",
            "Enden, wenn so viele Minuten lang niemand hingesehen hat"
        ),
    )
    .example("map", text!("Open the map", "Die Karte öffnen"))
    .example(
        "map --no-open",
        text!("Print its link", "Ihren Link ausgeben"),
    )
}

fn map_install() -> Help {
    Help::of(
        "map install",
        text!(
            "Have the system start the map when you log in to this computer",
            "Die Karte bei Ihrer Anmeldung am Rechner starten lassen"
        ),
    )
    .argument(
        "starter",
        text!(
            "For which system (default: this one; systemd runs the map without a browser)",
            "Für welches System (Vorgabe: dieses; mit systemd läuft die Karte ohne Browser)"
        ),
    )
    .argument(
        "no_open",
        text!(
            "Only start the map, and open it by a bookmark",
            "Nur die Karte starten und sie über ein Lesezeichen öffnen"
        ),
    )
    .argument(
        "print",
        text!(
            "Show the file and where it belongs, and write nothing",
            "Die Datei und ihren Platz zeigen und nichts schreiben"
        ),
    )
    .argument(
        "no_enable",
        text!("Do not start it right away", "Sie nicht gleich starten"),
    )
    .argument(
        "force",
        text!(
            "Replace a file that somebody else wrote",
            "Eine Datei ersetzen, die von jemand anderem stammt"
        ),
    )
    .example(
        "map install",
        text!(
            "The map opens in the morning by itself",
            "Die Karte öffnet sich morgens von selbst"
        ),
    )
    .example(
        "map install --for systemd",
        text!(
            "It runs in the background, for a bookmark",
            "Sie läuft im Hintergrund, für ein Lesezeichen"
        ),
    )
}

fn map_remove() -> Help {
    Help::of(
        "map remove",
        text!(
            "Have the system start the map no more",
            "Die Karte nicht mehr starten lassen"
        ),
    )
    .example(
        "map remove",
        text!("Undoes `map install`", "Macht `map install` rückgängig"),
    )
}

fn open() -> Help {
    Help::of(
        "open",
        text!(
            "Open the map: the one that runs already, or a new one",
            "Die Karte öffnen: die laufende, sonst eine neue"
        ),
    )
    .argument("no_open", options::no_open())
    .argument(
        "autostart",
        text!(
            "Print no link, since a system writes down what it starts says",
            "Keinen Link ausgeben, denn ein System schreibt mit, was seine Programme sagen"
        ),
    )
    .argument(
        "idle",
        text!(
            "End a map that is started when nobody has looked for so many minutes",
            "Eine Karte, die gestartet wird, enden lassen, wenn so viele Minuten lang niemand hingesehen hat"
        ),
    )
    .example(
        "open",
        text!("What an icon starts", "Was ein Symbol startet"),
    )
}
