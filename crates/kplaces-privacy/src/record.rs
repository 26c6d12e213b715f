//! The template of the record of processing activities.

use kplaces_text::Language;

use crate::pen::{Pen, entries, paragraph, value};
use crate::statement::{contact_point, controller, list_of_measures, periods};
use crate::{Document, Entry, Facts, Section};

/// A template for the controller's record of processing activities (Art. 30(1) GDPR), filled in as
/// far as the program knows. What only the company knows is blank, with a hint.
pub fn record(facts: &Facts, language: Language) -> Document {
    let pen = Pen(language);
    let title = facts.edition.title();
    let mut document = pen.document(
        "record",
        "Record of processing activities (Art. 30(1) GDPR): template",
        "Verzeichnis von Verarbeitungstätigkeiten (Art. 30 Abs. 1 DSGVO): Vorlage",
    );
    document.about = vec![
        pen.entry(
            "activity",
            "Processing activity",
            "Verarbeitungstätigkeit",
            vec![pen.say(
                format!("use of the company’s WEBFLEET addresses on end devices, with {title}"),
                format!(
                    "Nutzung der WEBFLEET-Adressen des Unternehmens auf Endgeräten mit {title}"
                ),
            )],
        ),
        pen.entry("date", "As of", "Stand", vec![value(&pen.date(facts.date))]),
        pen.entry(
            "how-to",
            "How to use it",
            "Hinweis",
            vec![pen.say(
                "The controller completes and checks this template; lines are where only the company knows the answer.",
                "Der Verantwortliche ergänzt und prüft diese Vorlage; Linien stehen dort, wo nur das Unternehmen die Angabe kennt.",
            )],
        ),
    ];
    document.sections = vec![
        responsible(pen, facts),
        purposes(pen),
        categories(pen, facts),
        recipients(pen, facts),
        third_countries(pen, facts),
        pen.section(
            "erasure-periods",
            "Envisaged time limits for erasure (point (f))",
            "Vorgesehene Löschfristen (Buchst. f)",
            vec![entries({
                let mut all = periods(pen, facts);
                all.push(pen.blank(
                    "own-periods",
                    ["Periods of the company", "Fristen des Unternehmens"],
                    [
                        "when addresses are deleted in WEBFLEET; when devices that are handed back are erased",
                        "wann Adressen in WEBFLEET gelöscht werden; wann zurückgegebene Geräte gelöscht werden",
                    ],
                ));
                all
            })],
        ),
        pen.section(
            "measures",
            "Technical and organisational measures (point (g), Art. 32(1) GDPR)",
            "Technische und organisatorische Maßnahmen (Buchst. g, Art. 32 Abs. 1 DSGVO)",
            vec![entries({
                let mut all = list_of_measures(pen, facts);
                all.push(pen.blank(
                    "own-measures",
                    ["Measures of the company", "Maßnahmen des Unternehmens"],
                    [
                        "for example device lock, disk encryption, administration of devices, instruction of users",
                        "zum Beispiel Gerätesperre, Datenträgerverschlüsselung, Geräteverwaltung, Unterweisung des Personals",
                    ],
                ));
                all
            })],
        ),
        further(pen),
    ];
    document.with_evidence(
        language,
        [
            language.pick("Annex: proofs", "Anhang: Nachweise"),
            language.pick(
                "The numbers in square brackets refer to the promises of the program below, with what proves each of them (`cargo xtask prove-privacy` in its source code).",
                "Die Ziffern in eckigen Klammern verweisen auf die folgenden Zusagen des Programms und ihre Nachweise (`cargo xtask prove-privacy` in seinem Quelltext).",
            ),
        ],
    )
}

fn responsible(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "controller",
        "Controller (point (a))",
        "Verantwortlicher (Buchst. a)",
        vec![entries(vec![
            controller(pen, facts),
            pen.blank(
                "representative",
                [
                    "Joint controllers, representative",
                    "Gemeinsam Verantwortliche, Vertreter",
                ],
                [
                    "only where there are any; Art. 26 and 27 GDPR",
                    "nur soweit vorhanden; Art. 26 und 27 DSGVO",
                ],
            ),
            contact_point(pen, facts),
            pen.blank(
                "department",
                ["Department in charge", "Zuständige Fachabteilung"],
                [
                    "for example vehicle fleet or dispatching, with a contact",
                    "zum Beispiel Fuhrpark oder Disposition, mit Ansprechperson",
                ],
            ),
            pen.blank(
                "devices",
                ["Devices and start of use", "Geräte und Beginn der Nutzung"],
                [
                    "which devices, how many, since when",
                    "welche Geräte, wie viele, seit wann",
                ],
            ),
        ])],
    )
}

fn purposes(pen: Pen) -> Section {
    pen.section(
        "purposes",
        "Purposes of the processing (point (b))",
        "Zwecke der Verarbeitung (Buchst. b)",
        vec![entries(vec![
            pen.entry(
                "purpose",
                "Purpose",
                "Zweck",
                vec![pen.say(
                    "finding and displaying places to drive to, and handing them to navigation devices, even without a network",
                    "Auffinden und Anzeigen von Fahrzielen sowie deren Übergabe an Navigationsgeräte, auch ohne Netzverbindung",
                )],
            ),
            pen.blank(
                "legal-basis",
                ["Legal basis", "Rechtsgrundlage"],
                [
                    "to be decided by the controller, for example Art. 6(1)(b) or (f) GDPR; for employees also a works agreement under Art. 88 GDPR",
                    "vom Verantwortlichen festzulegen, zum Beispiel Art. 6 Abs. 1 Buchst. b oder f DSGVO; für Beschäftigte auch eine Betriebsvereinbarung nach Art. 88 DSGVO und § 26 Abs. 4 BDSG",
                ],
            ),
        ])],
    )
}

fn categories(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "categories",
        "Categories of data subjects and of personal data (point (c))",
        "Kategorien betroffener Personen und personenbezogener Daten (Buchst. c)",
        vec![entries(vec![
            pen.entry(
                "customers",
                "Customers and business partners who are natural persons",
                "Kundinnen, Kunden und Geschäftspartner, soweit natürliche Personen",
                vec![pen.claim(
                    &["fields"],
                    "key, name, position, radius, colour and groups of their addresses, and nothing else",
                    "Schlüssel, Name, Position, Radius, Farbe und Gruppen ihrer Adressen, sonst nichts",
                )],
            ),
            pen.entry(
                "employees",
                "Employees who use the program",
                "Beschäftigte, die das Programm nutzen",
                vec![
                    pen.say(
                        format!(
                            "the WEBFLEET user name, if it denotes a person; times of syncs of the device (at least the last {}), if it is assigned to one person.",
                            facts.syncs_on_record
                        ),
                        format!(
                            "WEBFLEET-Benutzername, soweit er eine Person bezeichnet; Zeitpunkte der Abgleiche des Geräts (mindestens die letzten {}), soweit es einer Person zugeordnet ist.",
                            facts.syncs_on_record
                        ),
                    ),
                    pen.claim(
                        &["no-vehicle-data"],
                        "No vehicle positions, journeys, working hours or driving behaviour are processed.",
                        "Fahrzeugpositionen, Fahrten, Arbeitszeiten und Fahrverhalten werden nicht verarbeitet.",
                    ),
                ],
            ),
            pen.entry(
                "special-categories",
                "Special categories (Art. 9 GDPR)",
                "Besondere Kategorien (Art. 9 DSGVO)",
                vec![pen.say("none intended", "keine vorgesehen")],
            ),
        ])],
    )
}

fn recipients(pen: Pen, facts: &Facts) -> Section {
    let host = &facts.webfleet.host;
    pen.section(
        "recipients",
        "Categories of recipients (point (d))",
        "Kategorien von Empfängern (Buchst. d)",
        vec![entries(vec![
            pen.entry(
                "internal",
                "Within the company",
                "Innerhalb des Unternehmens",
                vec![pen.say(
                    "people who use or administer the devices (drivers, dispatching, administration of devices)",
                    "Personen, die die Geräte nutzen oder verwalten (Fahrpersonal, Disposition, Geräteverwaltung)",
                )],
            ),
            pen.entry(
                "webfleet",
                "WEBFLEET",
                "WEBFLEET",
                vec![
                    pen.claim(
                        &["no-disclosure"],
                        "WEBFLEET is the source of the places; the program does not send it any.",
                        "WEBFLEET ist die Quelle der Orte; das Programm übermittelt keine dorthin.",
                    ),
                    pen.say(
                        format!("When it is asked, {host} learns the login, the time, the IP address and the requested reports."),
                        format!("Bei Anfragen erfährt {host} Zugangsdaten, Zeitpunkt, IP-Adresse und die angeforderten Berichte."),
                    ),
                    pen.say(
                        "The contract with WEBFLEET is a matter of its own entry in the record.",
                        "Das Vertragsverhältnis mit WEBFLEET ist gesondert zu erfassen.",
                    ),
                ],
            ),
            pen.entry(
                "maker",
                "Maker of 3Kplaces",
                "Hersteller von 3Kplaces",
                vec![pen.claim(
                    &["on-device"],
                    "receives no personal data through the program; no processor (Art. 28 GDPR)",
                    "erhält durch das Programm keine personenbezogenen Daten; kein Auftragsverarbeiter (Art. 28 DSGVO)",
                )],
            ),
            pen.blank(
                "own-recipients",
                ["Further recipients", "Weitere Empfänger"],
                [
                    "for example who receives exported files; navigation services that are used from the map",
                    "zum Beispiel Empfänger exportierter Dateien; aus der Karte genutzte Navigationsdienste",
                ],
            ),
        ])],
    )
}

fn third_countries(pen: Pen, facts: &Facts) -> Section {
    let host = &facts.webfleet.host;
    pen.section(
        "third-countries",
        "Transfers to third countries (point (e))",
        "Übermittlungen in Drittländer (Buchst. e)",
        vec![paragraph(vec![
            pen.claim(
                &["no-disclosure", "one-host"],
                format!("The program transfers no places to a third country; login and requests go to {host} only."),
                format!("Orte übermittelt das Programm in kein Drittland; Anmeldung und Anfragen gehen nur an {host}."),
            ),
            pen.say(
                "Where that host is operated follows from the contract with WEBFLEET.",
                "Wo dieser Rechner betrieben wird, ergibt sich aus dem Vertrag mit WEBFLEET.",
            ),
        ])],
    )
}

fn further(pen: Pen) -> Section {
    let blank = |id, labels, hints| -> Entry { pen.blank(id, labels, hints) };
    pen.section(
        "further",
        "Further details (not required by Art. 30)",
        "Weitere Angaben (nach Art. 30 nicht vorgeschrieben)",
        vec![entries(vec![
            blank(
                "impact-assessment",
                [
                    "Data protection impact assessment (Art. 35 GDPR)",
                    "Datenschutz-Folgenabschätzung (Art. 35 DSGVO)",
                ],
                [
                    "result of the preliminary assessment",
                    "Ergebnis der Schwellwertanalyse",
                ],
            ),
            blank(
                "works-council",
                [
                    "Participation of the works council",
                    "Beteiligung des Betriebsrats",
                ],
                [
                    "in Germany: Section 87(1) no. 6 BetrVG; works agreement of",
                    "§ 87 Abs. 1 Nr. 6 BetrVG; Betriebsvereinbarung vom",
                ],
            ),
            blank(
                "checked",
                ["Checked on, by", "Geprüft am, durch"],
                ["date and name", "Datum und Name"],
            ),
        ])],
    )
}
