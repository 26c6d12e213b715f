//! In brief, what for, which data, and where.

use kplaces_text::{Text, text};

use crate::pen::{Pen, entries, list, paragraph, value};
use crate::{Block, Facts, Section, Sentence};

pub(super) fn summary(pen: Pen, facts: &Facts) -> Section {
    let title = facts.edition.title();
    pen.section(
        "summary",
        &text!("In brief", "Das Wichtigste in Kürze"),
        vec![list(vec![
            vec![pen.say(&text!(
                "{title} downloads the places that a company keeps in WEBFLEET (there called “addresses”), such as customers, depots and fuel stations, onto this device, so that they can be found, shown on a map and handed to navigation devices there.",
                "{title} lädt die Orte, die ein Unternehmen in WEBFLEET pflegt (dort „Adressen“ genannt), zum Beispiel Kunden, Depots und Tankstellen, auf dieses Gerät. Dort lassen sie sich suchen, auf einer Karte anzeigen und an Navigationsgeräte übergeben."
            ))],
            vec![pen.claim(
                &["on-device"],
                &text!(
                    "The program stores and processes the places on this device only; the original stays in WEBFLEET. The maker of the program runs no server for them and receives none of these data.",
                    "Das Programm speichert und verarbeitet die Orte ausschließlich auf diesem Gerät; das Original verbleibt in WEBFLEET. Der Hersteller betreibt dafür keinen Server und erhält keine dieser Daten."
                ),
            )],
            vec![pen.claim(
                &["fields"],
                &text!(
                    "For each place, six details reach the device: key, name, position, radius, colour and groups. Where all places are downloaded, checksums of the last reports are kept with them, so that a sync reads only what is new; no detail can be read from these.",
                    "Von jedem Ort gelangen sechs Angaben auf das Gerät: Schlüssel, Name, Position, Radius, Farbe und Gruppen. Wo alle Orte geladen werden, werden bei ihnen Prüfsummen der letzten Berichte aufbewahrt, damit ein Abgleich nur Neues einliest; ablesen lassen sich daraus keine Angaben."
                ),
            )],
            vec![pen.claim(
                &["no-vehicle-data"],
                &text!(
                    "The program records neither vehicle positions nor driving behaviour; it does not request such data from WEBFLEET.",
                    "Das Programm zeichnet weder Fahrzeugpositionen noch Fahrverhalten auf; solche Daten fordert es bei WEBFLEET nicht an."
                ),
            )],
            vec![one_host(pen, facts)],
        ])],
    )
}

fn one_host(pen: Pen, facts: &Facts) -> Sentence {
    let proxy = match facts.webfleet.proxy.as_deref().map(value) {
        Some(Sentence { text: proxy, .. }) => {
            text!(" (through the proxy {proxy})", " (über den Proxy {proxy})")
        }
        None => Text::default(),
    };
    pen.claim(
        &["one-host"],
        &text!(language =>
            "Over the network it connects to one host only: {host}{proxy}.",
            "Über das Netz verbindet es sich mit einem einzigen Rechner: {host}{proxy}.",
            host = facts.webfleet.host,
            proxy = proxy.in_language(language),
        ),
    )
}

pub(super) fn purpose(pen: Pen) -> Section {
    pen.section(
        "purpose",
        &text!(
            "What are the data processed for?",
            "Zu welchem Zweck werden die Daten verarbeitet?"
        ),
        vec![paragraph(vec![
            pen.say(&text!(
                "The data serve to find places to drive to, to display them and to hand them to navigation devices, even without a network.",
                "Die Daten dienen dazu, Fahrziele auch ohne Netzverbindung zu finden, anzuzeigen und an Navigationsgeräte zu übergeben."
            )),
            pen.say(&text!(
                "The company that uses 3Kplaces decides on the purposes and the legal basis (Art. 6 GDPR); it is the controller.",
                "Über Zwecke und Rechtsgrundlage (Art. 6 DSGVO) entscheidet das Unternehmen, das 3Kplaces einsetzt; es ist Verantwortlicher."
            )),
            pen.claim(
                &["on-device"],
                &text!(
                    "The maker of 3Kplaces receives no personal data through the program and is therefore not a processor (Art. 28 GDPR).",
                    "Der Hersteller von 3Kplaces erhält durch das Programm keine personenbezogenen Daten und ist daher kein Auftragsverarbeiter (Art. 28 DSGVO)."
                ),
            ),
            pen.say(&text!(
                "This would only be different if the company itself handed data to the maker, in a support request for instance.",
                "Anders wäre es nur, wenn das Unternehmen dem Hersteller selbst Daten übergäbe, etwa bei einer Supportanfrage."
            )),
        ])],
    )
}

pub(super) fn data(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "data",
        &text!(
            "Which data are processed?",
            "Welche Daten werden verarbeitet?"
        ),
        vec![
            paragraph(vec![pen.claim(
                &["fields"],
                &text!(
                    "For each place, these details are stored and no others:",
                    "Von jedem Ort werden ausschließlich folgende Angaben gespeichert:"
                ),
            )]),
            entries(vec![
                pen.entry(
                    "key",
                    &text!("Key", "Schlüssel"),
                    vec![pen.say(&text!(
                        "the identifier by which WEBFLEET tells addresses apart; if it sends none, the address number",
                        "die Kennung, mit der WEBFLEET Adressen unterscheidet; liefert es keine, die Adressnummer"
                    ))],
                ),
                pen.entry(
                    "name",
                    &text!("Name", "Name"),
                    vec![pen.say(&text!(
                        "the name of the address as it was entered in WEBFLEET",
                        "die Bezeichnung der Adresse, wie sie in WEBFLEET eingetragen ist"
                    ))],
                ),
                pen.entry(
                    "position",
                    &text!("Position", "Position"),
                    vec![pen.say(&text!(
                        "longitude and latitude of the place",
                        "geografische Länge und Breite des Ortes"
                    ))],
                ),
                pen.entry(
                    "radius",
                    &text!("Radius", "Radius"),
                    vec![pen.say(&text!(
                        "the area around the place, in metres",
                        "der Umkreis des Ortes in Metern"
                    ))],
                ),
                pen.entry(
                    "colour",
                    &text!("Colour", "Farbe"),
                    vec![pen.say(&text!(
                        "the colour in which WEBFLEET shows the place",
                        "die Farbe, in der WEBFLEET den Ort darstellt"
                    ))],
                ),
                pen.entry(
                    "groups",
                    &text!("Groups", "Gruppen"),
                    vec![pen.say(&text!(
                        "the names of the address groups that the place belongs to",
                        "die Namen der Adressgruppen, denen der Ort angehört"
                    ))],
                ),
            ]),
            paragraph(vec![
                pen.say(&text!(
                    "These can be personal data: if a place belongs to a natural person, such as a sole trader, a freelancer or a private customer, name, position and group say something about that person.",
                    "Dies können personenbezogene Daten sein: Betrifft ein Ort eine natürliche Person, etwa eine Einzelunternehmerin, einen Freiberufler oder Privatkunden, so sagen Name, Position und Gruppe etwas über diese Person aus."
                )),
                pen.say(&text!(
                    "They are then subject to the GDPR.",
                    "Sie unterliegen dann der DSGVO."
                )),
            ]),
            paragraph(vec![
                pen.claim(
                    &["not-requested"],
                    &text!(
                        "All other details of an address, among them street, contact person, telephone number, e-mail address and remarks, are not requested from WEBFLEET.",
                        "Alle übrigen Angaben einer Adresse, darunter Straße, Ansprechpartner, Telefonnummer, E-Mail-Adresse und Bemerkungen, fordert das Programm bei WEBFLEET nicht an."
                    ),
                ),
                pen.claim(
                    &["dropped-unread"],
                    &text!(
                        "If WEBFLEET sends them all the same, they are discarded without being evaluated or stored.",
                        "Sendet WEBFLEET sie dennoch, werden sie verworfen, ohne ausgewertet oder gespeichert zu werden."
                    ),
                ),
                pen.say(&text!(
                    "Whatever somebody has written into WEBFLEET’s name field does reach the device; telephone numbers, contact persons and remarks therefore do not belong there.",
                    "Was in WEBFLEET in das Namensfeld eingetragen wurde, gelangt dagegen auf das Gerät; Telefonnummern, Ansprechpartner und Bemerkungen gehören deshalb nicht in dieses Feld."
                )),
            ]),
            paragraph(vec![extent(pen, facts)]),
        ]
        .into_iter()
        .chain(facts.watches.then(|| watched(pen)))
        .collect(),
    )
}

fn watched(pen: Pen) -> Block {
    paragraph(vec![
        pen.say(&text!(
            "As long as somebody lets `watch` run, or has alerts on in the map, the program also processes where the device is, to tell of places before they are reached.",
            "Solange jemand `watch` laufen lässt oder in der Karte die Hinweise eingeschaltet hat, verarbeitet das Programm außerdem, wo sich das Gerät befindet, um Orte zu melden, bevor sie erreicht sind."
        )),
        pen.claim(
            &["positions-forgotten"],
            &text!(
                "These positions come from the device itself; they are used and forgotten: the program writes none to a file or a log, and tells none to anybody but its own page on this device.",
                "Diese Positionen stammen vom Gerät selbst; sie werden verwendet und vergessen: Das Programm schreibt keine davon in eine Datei oder ein Protokoll und gibt keine weiter, außer an die eigene Seite auf diesem Gerät."
            ),
        ),
        pen.say(&text!(
            "What is told of a place (approached, reached, left) goes to the screen, and to the desktop or a program only where somebody has set that; the map says it aloud by voices of the device alone.",
            "Was über einen Ort gemeldet wird (bald erreicht, angekommen, verlassen), geht an den Bildschirm; an den Desktop oder ein anderes Programm nur, wenn jemand dies eingestellt hat. Die Karte spricht es nur mit Stimmen des Geräts."
        )),
    ])
}

fn extent(pen: Pen, facts: &Facts) -> Sentence {
    if let Some(most) = facts.most.filter(|_| facts.groups.is_empty()) {
        // Another edition, or another limit, may have left more.
        return pen.say(&text!(
            "At most {most} addresses of the WEBFLEET account are downloaded to this device.",
            "Auf dieses Gerät werden höchstens {most} Adressen des WEBFLEET-Kontos heruntergeladen.",
        ));
    }
    if facts.groups.is_empty() {
        return pen.say(&text!(
            "On this device, all addresses of the WEBFLEET account are stored.",
            "Auf diesem Gerät werden alle Adressen des WEBFLEET-Kontos gespeichert.",
        ));
    }
    let extent = match facts.most {
        Some(most) => text!("at most {most} addresses", "höchstens {most} Adressen"),
        None => text!("all addresses", "alle Adressen"),
    };
    let quoted = |[open, close]: [&str; 2]| {
        let names = facts.groups.iter().map(|name| value(name).text);
        let names: Vec<String> = names.map(|name| format!("{open}{name}{close}")).collect();
        names.join(", ")
    };
    pen.claim(
        &["group-filter"],
        &text!(language =>
            "On this device, {extent} of these groups are stored, and none that belong to none of them: {groups}.",
            "Auf diesem Gerät werden {extent} der folgenden Gruppen gespeichert und keine, die keiner dieser Gruppen angehört: {groups}.",
            extent = extent.in_language(language),
            groups = quoted(language.pick(["“", "”"], ["„", "“"])),
        ),
    )
}

pub(super) fn place(pen: Pen, facts: &Facts) -> Section {
    let mut folders = vec![
        pen.entry(
            "store",
            &text!("Places", "Orte"),
            vec![match &facts.store.file {
                Some(file) => value(file),
                None => pen.say(&text!(
                    "in memory only; they are gone when the program ends",
                    "nur im Arbeitsspeicher; mit dem Ende des Programms sind sie gelöscht"
                )),
            }],
        ),
        pen.entry(
            "store-kind",
            &text!("Kind of store", "Speicherart"),
            vec![value(&facts.store.kind)],
        ),
        pen.entry(
            "config",
            &text!("Settings", "Einstellungen"),
            vec![value(&facts.folders.config)],
        ),
        pen.entry(
            "state",
            &text!("Records and counters", "Aufzeichnungen und Zähler"),
            vec![value(&facts.folders.state)],
        ),
    ];
    if let Some(backups) = &facts.backups {
        let entry = pen.entry(
            "backups",
            &text!("Backups", "Sicherungskopien"),
            vec![value(&backups.folder)],
        );
        folders.insert(2, entry);
    }
    pen.section(
        "place",
        &text!(
            "Where are the data processed?",
            "Wo werden die Daten verarbeitet?"
        ),
        vec![
            paragraph(vec![
                pen.claim(
                    &["on-device"],
                    &text!(
                        "The program processes them on this device only.",
                        "Das Programm verarbeitet sie ausschließlich auf diesem Gerät."
                    ),
                ),
                pen.say(&text!(
                    "There they are kept in these places:",
                    "Dort liegen sie an folgenden Stellen:"
                )),
            ]),
            entries(folders),
            paragraph(vec![
                pen.say(&text!(
                    "The source of the places is the company’s WEBFLEET account.",
                    "Quelle der Orte ist das WEBFLEET-Konto des Unternehmens."
                )),
                pen.claim(
                    &["one-host"],
                    &text!(
                        "A connection is made only when places are synced, the login is checked or a check of the connection is asked for, and only to {}.",
                        "Eine Verbindung wird nur aufgebaut, wenn Orte abgeglichen, Zugangsdaten geprüft oder die Verbindung auf Wunsch getestet wird, und zwar nur zu {}.",
                        facts.webfleet.host
                    ),
                ),
                pen.claim(
                    &["offline"],
                    &text!(
                        "Searching, listing, the map and exports work without a network.",
                        "Suche, Listen, Karte und Export arbeiten ohne Netzverbindung."
                    ),
                ),
            ]),
        ],
    )
}
