//! In brief, what for, which data, and where.

use crate::pen::{Pen, entries, list, paragraph, value};
use crate::{Facts, Section, Webfleet};

pub(super) fn summary(pen: Pen, facts: &Facts) -> Section {
    let title = facts.edition.title();
    pen.section(
        "summary",
        "In brief",
        "Das Wichtigste in Kürze",
        vec![list(vec![
            vec![pen.say(
                format!(
                    "{title} downloads the places that a company keeps in WEBFLEET (there called “addresses”), \
                     such as customers, depots and fuel stations, onto this device, so that they can be found, \
                     shown on a map and handed to navigation devices there."
                ),
                format!(
                    "{title} lädt die Orte, die ein Unternehmen in WEBFLEET pflegt (dort „Adressen“ genannt), zum \
                     Beispiel Kunden, Depots und Tankstellen, auf dieses Gerät. Dort lassen sie sich suchen, auf \
                     einer Karte anzeigen und an Navigationsgeräte übergeben."
                ),
            )],
            vec![pen.claim(
                &["on-device"],
                "The program stores and processes the places on this device only; the original stays in WEBFLEET. The maker of the program runs no server for them and receives none of these data.",
                "Das Programm speichert und verarbeitet die Orte ausschließlich auf diesem Gerät; das Original verbleibt in WEBFLEET. Der Hersteller betreibt dafür keinen Server und erhält keine dieser Daten.",
            )],
            vec![pen.claim(
                &["fields"],
                "For each place, six details reach the device: key, name, position, radius, colour and groups.",
                "Von jedem Ort gelangen sechs Angaben auf das Gerät: Schlüssel, Name, Position, Radius, Farbe und Gruppen.",
            )],
            vec![pen.claim(
                &["no-vehicle-data"],
                "The program records neither vehicle positions nor driving behaviour; it does not request such data from WEBFLEET.",
                "Das Programm zeichnet weder Fahrzeugpositionen noch Fahrverhalten auf; solche Daten fordert es bei WEBFLEET nicht an.",
            )],
            vec![pen.claim(
                &["one-host"],
                format!(
                    "Over the network it connects to one host only: {}{}.",
                    facts.webfleet.host,
                    through(&facts.webfleet, "through the proxy")
                ),
                format!(
                    "Über das Netz verbindet es sich mit einem einzigen Rechner: {}{}.",
                    facts.webfleet.host,
                    through(&facts.webfleet, "über den Proxy")
                ),
            )],
        ])],
    )
}

/// ` (through the proxy HOST)`, where one is set.
fn through(webfleet: &Webfleet, words: &str) -> String {
    let proxy = webfleet.proxy.as_deref().map(value);
    proxy.map_or_else(String::new, |it| format!(" ({words} {})", it.text))
}

pub(super) fn purpose(pen: Pen) -> Section {
    pen.section(
        "purpose",
        "What are the data processed for?",
        "Zu welchem Zweck werden die Daten verarbeitet?",
        vec![paragraph(vec![
            pen.say(
                "The data serve to find places to drive to, to display them and to hand them to navigation devices, even without a network.",
                "Die Daten dienen dazu, Fahrziele auch ohne Netzverbindung zu finden, anzuzeigen und an Navigationsgeräte zu übergeben.",
            ),
            pen.say(
                "The company that uses 3Kplaces decides on the purposes and the legal basis (Art. 6 GDPR); it is the controller.",
                "Über Zwecke und Rechtsgrundlage (Art. 6 DSGVO) entscheidet das Unternehmen, das 3Kplaces einsetzt; es ist Verantwortlicher.",
            ),
            pen.claim(
                &["on-device"],
                "The maker of 3Kplaces receives no personal data through the program and is therefore not a processor (Art. 28 GDPR).",
                "Der Hersteller von 3Kplaces erhält durch das Programm keine personenbezogenen Daten und ist daher kein Auftragsverarbeiter (Art. 28 DSGVO).",
            ),
            pen.say(
                "This would only be different if the company itself handed data to the maker, in a support request for instance.",
                "Anders wäre es nur, wenn das Unternehmen dem Hersteller selbst Daten übergäbe, etwa bei einer Supportanfrage.",
            ),
        ])],
    )
}

pub(super) fn data(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "data",
        "Which data are processed?",
        "Welche Daten werden verarbeitet?",
        vec![
            paragraph(vec![pen.claim(
                &["fields"],
                "For each place, these details are stored and no others:",
                "Von jedem Ort werden ausschließlich folgende Angaben gespeichert:",
            )]),
            entries(vec![
                pen.entry(
                    "key",
                    "Key",
                    "Schlüssel",
                    vec![pen.say(
                        "the identifier by which WEBFLEET tells addresses apart; if it sends none, the address number",
                        "die Kennung, mit der WEBFLEET Adressen unterscheidet; liefert es keine, die Adressnummer",
                    )],
                ),
                pen.entry(
                    "name",
                    "Name",
                    "Name",
                    vec![pen.say(
                        "the name of the address as it was entered in WEBFLEET",
                        "die Bezeichnung der Adresse, wie sie in WEBFLEET eingetragen ist",
                    )],
                ),
                pen.entry(
                    "position",
                    "Position",
                    "Position",
                    vec![pen.say(
                        "longitude and latitude of the place",
                        "geografische Länge und Breite des Ortes",
                    )],
                ),
                pen.entry(
                    "radius",
                    "Radius",
                    "Radius",
                    vec![pen.say(
                        "the area around the place, in metres",
                        "der Umkreis des Ortes in Metern",
                    )],
                ),
                pen.entry(
                    "colour",
                    "Colour",
                    "Farbe",
                    vec![pen.say(
                        "the colour in which WEBFLEET shows the place",
                        "die Farbe, in der WEBFLEET den Ort darstellt",
                    )],
                ),
                pen.entry(
                    "groups",
                    "Groups",
                    "Gruppen",
                    vec![pen.say(
                        "the names of the address groups that the place belongs to",
                        "die Namen der Adressgruppen, denen der Ort angehört",
                    )],
                ),
            ]),
            paragraph(vec![
                pen.say(
                    "These can be personal data: if a place belongs to a natural person, such as a sole trader, a freelancer or a private customer, name, position and group say something about that person.",
                    "Dies können personenbezogene Daten sein: Betrifft ein Ort eine natürliche Person, etwa eine Einzelunternehmerin, einen Freiberufler oder Privatkunden, so sagen Name, Position und Gruppe etwas über diese Person aus.",
                ),
                pen.say(
                    "They are then subject to the GDPR.",
                    "Sie unterliegen dann der DSGVO.",
                ),
            ]),
            paragraph(vec![
                pen.claim(
                    &["not-requested"],
                    "All other details of an address, among them street, contact person, telephone number, e-mail address and remarks, are not requested from WEBFLEET.",
                    "Alle übrigen Angaben einer Adresse, darunter Straße, Ansprechpartner, Telefonnummer, E-Mail-Adresse und Bemerkungen, fordert das Programm bei WEBFLEET nicht an.",
                ),
                pen.claim(
                    &["dropped-unread"],
                    "If WEBFLEET sends them all the same, they are discarded without being evaluated or stored.",
                    "Sendet WEBFLEET sie dennoch, werden sie verworfen, ohne ausgewertet oder gespeichert zu werden.",
                ),
                pen.say(
                    "Whatever somebody has written into WEBFLEET’s name field does reach the device; telephone numbers, contact persons and remarks therefore do not belong there.",
                    "Was in WEBFLEET in das Namensfeld eingetragen wurde, gelangt dagegen auf das Gerät; Telefonnummern, Ansprechpartner und Bemerkungen gehören deshalb nicht in dieses Feld.",
                ),
            ]),
            paragraph(vec![extent(pen, facts)]),
        ],
    )
}

fn extent(pen: Pen, facts: &Facts) -> crate::Sentence {
    let (english, german) = match facts.most {
        Some(most) => (
            format!("at most {most} addresses"),
            format!("höchstens {most} Adressen"),
        ),
        None => ("all addresses".to_owned(), "alle Adressen".to_owned()),
    };
    if let Some(most) = facts.most.filter(|_| facts.groups.is_empty()) {
        // Another edition, or another limit, may have left more.
        return pen.say(
            format!("At most {most} addresses of the WEBFLEET account are downloaded to this device."),
            format!("Auf dieses Gerät werden höchstens {most} Adressen des WEBFLEET-Kontos heruntergeladen."),
        );
    }
    if facts.groups.is_empty() {
        return pen.say(
            format!("On this device, {english} of the WEBFLEET account are stored."),
            format!("Auf diesem Gerät werden {german} des WEBFLEET-Kontos gespeichert."),
        );
    }
    let groups: Vec<String> = facts.groups.iter().map(|name| value(name).text).collect();
    let quoted = |open: &str, close: &str| -> String {
        let names: Vec<String> = groups
            .iter()
            .map(|name| format!("{open}{name}{close}"))
            .collect();
        names.join(", ")
    };
    pen.claim(
        &["group-filter"],
        format!(
            "On this device, {english} of these groups are stored, and none that belong to none of them: {}.",
            quoted("“", "”")
        ),
        format!(
            "Auf diesem Gerät werden {german} der folgenden Gruppen gespeichert und keine, die keiner dieser Gruppen angehört: {}.",
            quoted("„", "“")
        ),
    )
}

pub(super) fn place(pen: Pen, facts: &Facts) -> Section {
    let mut folders = vec![
        pen.entry(
            "store",
            "Places",
            "Orte",
            vec![match &facts.store.file {
                Some(file) => value(file),
                None => pen.say(
                    "in memory only; they are gone when the program ends",
                    "nur im Arbeitsspeicher; mit dem Ende des Programms sind sie gelöscht",
                ),
            }],
        ),
        pen.entry(
            "store-kind",
            "Kind of store",
            "Speicherart",
            vec![value(&facts.store.kind)],
        ),
        pen.entry(
            "config",
            "Settings",
            "Einstellungen",
            vec![value(&facts.folders.config)],
        ),
        pen.entry(
            "state",
            "Records and counters",
            "Aufzeichnungen und Zähler",
            vec![value(&facts.folders.state)],
        ),
    ];
    if let Some(backups) = &facts.backups {
        let entry = pen.entry(
            "backups",
            "Backups",
            "Sicherungskopien",
            vec![value(&backups.folder)],
        );
        folders.insert(2, entry);
    }
    pen.section(
        "place",
        "Where are the data processed?",
        "Wo werden die Daten verarbeitet?",
        vec![
            paragraph(vec![
                pen.claim(
                    &["on-device"],
                    "The program processes them on this device only."
,                    "Das Programm verarbeitet sie ausschließlich auf diesem Gerät.",
                ),
                pen.say("There they are kept in these places:", "Dort liegen sie an folgenden Stellen:"),
            ]),
            entries(folders),
            paragraph(vec![
                pen.say(
                    "The source of the places is the company’s WEBFLEET account.",
                    "Quelle der Orte ist das WEBFLEET-Konto des Unternehmens.",
                ),
                pen.claim(
                    &["one-host"],
                    format!(
                        "A connection is made only when places are synced, the login is checked or a check of the connection is asked for, and only to {}.",
                        facts.webfleet.host
                    ),
                    format!(
                        "Eine Verbindung wird nur aufgebaut, wenn Orte abgeglichen, Zugangsdaten geprüft oder die Verbindung auf Wunsch getestet wird, und zwar nur zu {}.",
                        facts.webfleet.host
                    ),
                ),
                pen.claim(
                    &["offline"],
                    "Searching, listing, the map and exports work without a network.",
                    "Suche, Listen, Karte und Export arbeiten ohne Netzverbindung.",
                ),
            ]),
        ],
    )
}
