//! The template of the record of processing activities.

use kplaces_text::{Language, text};

use crate::pen::{Pen, entries, paragraph, value};
use crate::statement::{contact_point, controller, list_of_measures, own_position, periods};
use crate::{Document, Entry, Facts, Section};

/// A template for the controller's record of processing activities (Art. 30(1) GDPR), filled in as
/// far as the program knows. What only the company knows is blank, with a hint.
pub fn record(facts: &Facts, language: Language) -> Document {
    let pen = Pen(language);
    let title = facts.edition.title();
    let mut document = pen.document(
        "record",
        &text!(
            "Record of processing activities (Art. 30(1) GDPR): template",
            "Verzeichnis von Verarbeitungstätigkeiten (Art. 30 Abs. 1 DSGVO): Vorlage"
        ),
    );
    document.about = vec![
        pen.entry(
            "activity",
            &text!("Processing activity", "Verarbeitungstätigkeit"),
            vec![pen.say(&text!(
                "use of the company’s WEBFLEET addresses on end devices, with {title}",
                "Nutzung der WEBFLEET-Adressen des Unternehmens auf Endgeräten mit {title}"
            ))],
        ),
        pen.entry(
            "date",
            &text!("As of", "Stand"),
            vec![value(&pen.date(facts.date))],
        ),
        pen.entry(
            "how-to",
            &text!("How to use it", "Hinweis"),
            vec![pen.say(&text!(
                "The controller completes and checks this template; lines are where only the company knows the answer.",
                "Der Verantwortliche ergänzt und prüft diese Vorlage; Linien stehen dort, wo nur das Unternehmen die Angabe kennt."
            ))],
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
            &text!(
                "Envisaged time limits for erasure (point (f))",
                "Vorgesehene Löschfristen (Buchst. f)"
            ),
            vec![entries({
                let mut all = periods(pen, facts);
                all.push(pen.blank(
                    "own-periods",
                    &text!("Periods of the company", "Fristen des Unternehmens"),
                    &text!(
                        "when addresses are deleted in WEBFLEET; when devices that are handed back are erased",
                        "wann Adressen in WEBFLEET gelöscht werden; wann zurückgegebene Geräte gelöscht werden"
                    ),
                ));
                all
            })],
        ),
        pen.section(
            "measures",
            &text!(
                "Technical and organisational measures (point (g), Art. 32(1) GDPR)",
                "Technische und organisatorische Maßnahmen (Buchst. g, Art. 32 Abs. 1 DSGVO)"
            ),
            vec![entries({
                let mut all = list_of_measures(pen, facts);
                all.push(pen.blank(
                    "own-measures",
                    &text!("Measures of the company", "Maßnahmen des Unternehmens"),
                    &text!(
                        "for example device lock, disk encryption, administration of devices, instruction of users",
                        "zum Beispiel Gerätesperre, Datenträgerverschlüsselung, Geräteverwaltung, Unterweisung des Personals"
                    ),
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
        &text!("Controller (point (a))", "Verantwortlicher (Buchst. a)"),
        vec![entries(vec![
            controller(pen, facts),
            pen.blank(
                "representative",
                &text!(
                    "Joint controllers, representative",
                    "Gemeinsam Verantwortliche, Vertreter"
                ),
                &text!(
                    "only where there are any; Art. 26 and 27 GDPR",
                    "nur soweit vorhanden; Art. 26 und 27 DSGVO"
                ),
            ),
            contact_point(pen, facts),
            pen.blank(
                "department",
                &text!("Department in charge", "Zuständige Fachabteilung"),
                &text!(
                    "for example vehicle fleet or dispatching, with a contact",
                    "zum Beispiel Fuhrpark oder Disposition, mit Ansprechperson"
                ),
            ),
            pen.blank(
                "devices",
                &text!("Devices and start of use", "Geräte und Beginn der Nutzung"),
                &text!(
                    "which devices, how many, since when",
                    "welche Geräte, wie viele, seit wann"
                ),
            ),
        ])],
    )
}

fn purposes(pen: Pen) -> Section {
    pen.section(
        "purposes",
        &text!(
            "Purposes of the processing (point (b))",
            "Zwecke der Verarbeitung (Buchst. b)"
        ),
        vec![entries(vec![
            pen.entry(
                "purpose",
                &text!("Purpose", "Zweck"),
                vec![pen.say(&text!(
                    "finding and displaying places to drive to, and handing them to navigation devices, even without a network",
                    "Auffinden und Anzeigen von Fahrzielen sowie deren Übergabe an Navigationsgeräte, auch ohne Netzverbindung"
                ))],
            ),
            pen.blank(
                "legal-basis",
                &text!("Legal basis", "Rechtsgrundlage"),
                &text!(
                    "to be decided by the controller, for example Art. 6(1)(b) or (f) GDPR; for employees also a works agreement under Art. 88 GDPR",
                    "vom Verantwortlichen festzulegen, zum Beispiel Art. 6 Abs. 1 Buchst. b oder f DSGVO; für Beschäftigte auch eine Betriebsvereinbarung nach Art. 88 DSGVO und § 26 Abs. 4 BDSG"
                ),
            ),
        ])],
    )
}

fn categories(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "categories",
        &text!(
            "Categories of data subjects and of personal data (point (c))",
            "Kategorien betroffener Personen und personenbezogener Daten (Buchst. c)"
        ),
        vec![entries(vec![
            pen.entry(
                "customers",
                &text!(
                    "Customers and business partners who are natural persons",
                    "Kundinnen, Kunden und Geschäftspartner, soweit natürliche Personen"
                ),
                vec![pen.claim(
                    &["fields"],
                    &text!(
                        "key, name, position, radius, colour and groups of their addresses, and nothing else",
                        "Schlüssel, Name, Position, Radius, Farbe und Gruppen ihrer Adressen, sonst nichts"
                    ),
                )],
            ),
            pen.entry(
                "employees",
                &text!(
                    "Employees who use the program",
                    "Beschäftigte, die das Programm nutzen"
                ),
                vec![
                    pen.say(&text!(
                        "the WEBFLEET user name, if it denotes a person; times of syncs of the device (at least the last {}), if it is assigned to one person.",
                        "WEBFLEET-Benutzername, soweit er eine Person bezeichnet; Zeitpunkte der Abgleiche des Geräts (mindestens die letzten {}), soweit es einer Person zugeordnet ist.",
                        facts.syncs_on_record
                    )),
                    pen.claim(
                        &["no-vehicle-data"],
                        &text!(
                            "Vehicle positions, journeys, working hours and driving behaviour are neither requested from WEBFLEET nor recorded.",
                            "Fahrzeugpositionen, Fahrten, Arbeitszeiten und Fahrverhalten werden weder aus WEBFLEET abgerufen noch aufgezeichnet."
                        ),
                    ),
                    own_position(pen, facts),
                ],
            ),
            pen.entry(
                "special-categories",
                &text!(
                    "Special categories (Art. 9 GDPR)",
                    "Besondere Kategorien (Art. 9 DSGVO)"
                ),
                vec![pen.say(&text!("none intended", "keine vorgesehen"))],
            ),
        ])],
    )
}

fn recipients(pen: Pen, facts: &Facts) -> Section {
    let host = &facts.webfleet.host;
    pen.section(
        "recipients",
        &text!(
            "Categories of recipients (point (d))",
            "Kategorien von Empfängern (Buchst. d)"
        ),
        vec![entries(vec![
            pen.entry(
                "internal",
                &text!("Within the company", "Innerhalb des Unternehmens"),
                vec![pen.say(&text!(
                    "people who use or administer the devices (drivers, dispatching, administration of devices)",
                    "Personen, die die Geräte nutzen oder verwalten (Fahrpersonal, Disposition, Geräteverwaltung)"
                ))],
            ),
            pen.entry(
                "webfleet",
                &text!("WEBFLEET", "WEBFLEET"),
                vec![
                    pen.claim(
                        &["no-disclosure"],
                        &text!(
                            "WEBFLEET is the source of the places; the program does not send it any.",
                            "WEBFLEET ist die Quelle der Orte; das Programm übermittelt keine dorthin."
                        ),
                    ),
                    pen.say(&text!(
                        "When it is asked, {host} learns the login, the time, the IP address and the requested reports.",
                        "Bei Anfragen erfährt {host} Zugangsdaten, Zeitpunkt, IP-Adresse und die angeforderten Berichte."
                    )),
                    pen.say(&text!(
                        "The contract with WEBFLEET is a matter of its own entry in the record.",
                        "Das Vertragsverhältnis mit WEBFLEET ist gesondert zu erfassen."
                    )),
                ],
            ),
            pen.entry(
                "maker",
                &text!("Maker of 3Kplaces", "Hersteller von 3Kplaces"),
                vec![pen.claim(
                    &["on-device"],
                    &text!(
                        "receives no personal data through the program; no processor (Art. 28 GDPR)",
                        "erhält durch das Programm keine personenbezogenen Daten; kein Auftragsverarbeiter (Art. 28 DSGVO)"
                    ),
                )],
            ),
            pen.blank(
                "own-recipients",
                &text!("Further recipients", "Weitere Empfänger"),
                &text!(
                    "for example who receives exported files; navigation services that are used from the map",
                    "zum Beispiel Empfänger exportierter Dateien; aus der Karte genutzte Navigationsdienste"
                ),
            ),
        ])],
    )
}

fn third_countries(pen: Pen, facts: &Facts) -> Section {
    let host = &facts.webfleet.host;
    pen.section(
        "third-countries",
        &text!(
            "Transfers to third countries (point (e))",
            "Übermittlungen in Drittländer (Buchst. e)"
        ),
        vec![paragraph(vec![
            pen.claim(
                &["no-disclosure", "one-host"],
                &text!(
                    "The program transfers no places to a third country; login and requests go to {host} only.",
                    "Orte übermittelt das Programm in kein Drittland; Anmeldung und Anfragen gehen nur an {host}."
                ),
            ),
            pen.say(&text!(
                "Where that host is operated follows from the contract with WEBFLEET.",
                "Wo dieser Rechner betrieben wird, ergibt sich aus dem Vertrag mit WEBFLEET."
            )),
        ])],
    )
}

fn further(pen: Pen) -> Section {
    let blank = |id, label, hint| -> Entry { pen.blank(id, label, hint) };
    pen.section(
        "further",
        &text!(
            "Further details (not required by Art. 30)",
            "Weitere Angaben (nach Art. 30 nicht vorgeschrieben)"
        ),
        vec![entries(vec![
            blank(
                "impact-assessment",
                &text!(
                    "Data protection impact assessment (Art. 35 GDPR)",
                    "Datenschutz-Folgenabschätzung (Art. 35 DSGVO)"
                ),
                &text!(
                    "result of the preliminary assessment",
                    "Ergebnis der Schwellwertanalyse"
                ),
            ),
            blank(
                "works-council",
                &text!(
                    "Participation of the works council",
                    "Beteiligung des Betriebsrats"
                ),
                &text!(
                    "in Germany: Section 87(1) no. 6 BetrVG; works agreement of",
                    "§ 87 Abs. 1 Nr. 6 BetrVG; Betriebsvereinbarung vom"
                ),
            ),
            blank(
                "checked",
                &text!("Checked on, by", "Geprüft am, durch"),
                &text!("date and name", "Datum und Name"),
            ),
        ])],
    )
}
