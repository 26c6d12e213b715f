//! Other personal data, and what concerns those who work with the program.

use kplaces_text::{Text, text};

use crate::pen::{Pen, entries, paragraph, value};
use crate::{Entry, Facts, LoginPlace, Section, Sentence};

pub(super) fn other_data(pen: Pen, facts: &Facts) -> Section {
    let mut kinds = vec![
        pen.entry(
            "login",
            &text!("Login", "Zugangsdaten"),
            vec![
                pen.say(&text!(
                    "To sign in, WEBFLEET requires the names of the account and the user, the password and an API key; the user name can denote a person.",
                    "Zur Anmeldung verlangt WEBFLEET Kontoname, Benutzername, Kennwort und API-Schlüssel; der Benutzername kann eine Person bezeichnen."
                )),
                pen.claim(
                    &["one-host"],
                    &text!(
                        "The login is sent to {} only.",
                        "Die Zugangsdaten werden nur an {} übermittelt.",
                        facts.webfleet.host
                    ),
                ),
                login_place(pen, &facts.login),
            ],
        ),
        sync_record(pen, facts),
        pen.entry(
            "counters",
            &text!("Counters and locks", "Zähler und Sperren"),
            vec![pen.say(&text!(
                "So that WEBFLEET’s limits for requests are kept and no two syncs disturb each other, the program notes when the last requests were sent, how many bytes were transferred with the host, and which process of the device is syncing.",
                "Damit die Anfragegrenzen von WEBFLEET eingehalten werden und Abgleiche einander nicht stören, hält das Programm fest, wann die letzten Anfragen gesendet wurden, welche Datenmengen mit dem Rechner ausgetauscht wurden und welcher Prozess des Geräts gerade abgleicht."
            ))],
        ),
        pen.entry(
            "input",
            &text!("Entries and position", "Eingaben und eigene Position"),
            vec![
                pen.claim(
                    &["input-not-kept"],
                    &text!(
                        "Search terms and positions that somebody enters are used for the answer and not stored.",
                        "Suchbegriffe und Positionen, die jemand eingibt, werden nur für die Antwort verwendet und nicht gespeichert."
                    ),
                ),
                pen.say(&position_in_the_map(facts.watches)),
            ],
        ),
    ];
    if facts.has_timetable {
        kinds.push(pen.entry(
            "device-number",
            &text!(
                "Number or identifier of the device",
                "Nummer oder Kennung des Geräts"
            ),
            vec![pen.say(&text!(
                "So that many devices do not sync at the same moment, the device can have a number or an identifier, which the company assigns or the program makes up at random; it is transmitted to nobody.",
                "Damit viele Geräte nicht gleichzeitig abgleichen, kann das Gerät eine Nummer oder Kennung haben, die das Unternehmen vergibt oder das Programm zufällig bildet; sie wird niemandem übermittelt."
            ))],
        ));
    }
    pen.section(
        "other-data",
        &text!(
            "Are other personal data processed?",
            "Werden weitere personenbezogene Daten verarbeitet?"
        ),
        vec![
            paragraph(vec![pen.say(&text!(
                "To do its work, the program uses these data besides the places:",
                "Neben den Orten verwendet das Programm für seine Arbeit folgende Daten:"
            ))]),
            entries(kinds),
            paragraph(vec![
                pen.say(&text!(
                    "Special categories of personal data (Art. 9 GDPR) are not intended.",
                    "Besondere Kategorien personenbezogener Daten (Art. 9 DSGVO) sind nicht vorgesehen."
                )),
                pen.say(&text!(
                    "There is no profiling and no automated decision-making (Art. 22 GDPR).",
                    "Profiling und automatisierte Entscheidungen (Art. 22 DSGVO) finden nicht statt."
                )),
            ]),
        ],
    )
}

/// When the map knows where the device is.
fn position_in_the_map(watches: bool) -> Text {
    if watches {
        text!(
            "The map learns the position of the device only if somebody presses “My position” or switches alerts on; it comes from a receiver of the device, or else from the browser, if that is allowed to tell it.",
            "Die Position des Geräts erfährt die Karte nur, wenn jemand „Meine Position“ drückt oder die Hinweise einschaltet; sie stammt von einem Empfänger des Geräts, sonst vom Browser, sofern ihm die Auskunft erlaubt ist."
        )
    } else {
        text!(
            "The map learns the position of the device only if somebody presses “My position” and allows the browser to tell it.",
            "Die Position des Geräts erfährt die Karte nur, wenn jemand „Meine Position“ drückt und dem Browser die Auskunft erlaubt."
        )
    }
}

/// What the program does with where its device is, in sentences of their own.
pub(crate) fn own_position(pen: Pen, facts: &Facts) -> Sentence {
    if facts.watches {
        pen.claim(
            &["positions-forgotten", "input-not-kept"],
            &text!(
                "The program processes where this device is only as long as alerts or “My position” are on; nothing of that is kept.",
                "Wo sich dieses Gerät befindet, verarbeitet das Programm nur, solange Hinweise oder „Meine Position“ eingeschaltet sind; aufbewahrt wird davon nichts."
            ),
        )
    } else {
        pen.claim(
            &["input-not-kept"],
            &text!(
                "The program processes where this device is only as long as “My position” is on in the map; nothing of that is kept.",
                "Wo sich dieses Gerät befindet, verarbeitet das Programm nur, solange in der Karte „Meine Position“ eingeschaltet ist; aufbewahrt wird davon nichts."
            ),
        )
    }
}

fn sync_record(pen: Pen, facts: &Facts) -> Entry {
    pen.entry(
        "sync-record",
        &text!("Record of syncs", "Aufzeichnung der Abgleiche"),
        vec![
            pen.say(&text!(
                "For each sync, the program notes start and duration, whether it was started by hand or by a timetable, the host that was asked, the result, and how many places were added, changed or removed.",
                "Zu jedem Abgleich hält das Programm fest: Beginn und Dauer, ob er von Hand oder nach Zeitplan begann, den angefragten Rechner, das Ergebnis sowie die Anzahl neuer, geänderter und entfernter Orte."
            )),
            pen.claim(
                &["records-without-places"],
                &text!(
                    "It holds neither places nor groups nor logins.",
                    "Orte, Gruppen und Zugangsdaten enthält die Aufzeichnung nicht."
                ),
            ),
            pen.claim(
                &["record-is-bounded"],
                &text!(
                    "At least the last {} syncs and at most twice as many stay on record.",
                    "Es bleiben mindestens die letzten {} Abgleiche aufgezeichnet, höchstens doppelt so viele.",
                    facts.syncs_on_record
                ),
            ),
        ],
    )
}

/// Where the login is kept. It is not looked into.
pub(crate) fn login_place(pen: Pen, login: &LoginPlace) -> Sentence {
    match login {
        LoginPlace::Nowhere => pen.say(&text!(
            "At present no login is stored on this device.",
            "Derzeit sind auf diesem Gerät keine Zugangsdaten gespeichert."
        )),
        LoginPlace::Keyring => pen.say(&text!(
            "On this device it is in the key store of the operating system.",
            "Auf diesem Gerät liegen sie im Schlüsselspeicher des Betriebssystems."
        )),
        LoginPlace::SealedFile(file) => pen.say(&text!(
            "On this device it is in the file {}, encrypted with a passphrase.",
            "Auf diesem Gerät liegen sie mit einer Passphrase verschlüsselt in der Datei {}.",
            value(file).text
        )),
        LoginPlace::File(file) => pen.say(&text!(
            "On this device it is in the file {}, not encrypted.",
            "Auf diesem Gerät liegen sie unverschlüsselt in der Datei {}.",
            value(file).text
        )),
        LoginPlace::Environment => pen.say(&text!(
            "On this device it comes from environment variables, which other programs of the same user can read.",
            "Auf diesem Gerät stammen sie aus Umgebungsvariablen, die auch andere Programme derselben Benutzerkennung lesen können."
        )),
        LoginPlace::Elsewhere => pen.say(&text!(
            "On this device another program or a file outside of 3Kplaces supplies it; 3Kplaces does not store it.",
            "Auf diesem Gerät liefert sie ein anderes Programm oder eine Datei außerhalb von 3Kplaces; 3Kplaces speichert sie nicht."
        )),
    }
}

pub(super) fn employees(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "employees",
        &text!(
            "What concerns employees and works councils?",
            "Was betrifft Beschäftigte und Betriebsrat?"
        ),
        vec![
            paragraph(vec![
                pen.claim(
                    &["no-vehicle-data"],
                    &text!(
                        "The program requests no vehicle positions, journeys, driving, working or rest times and no driving behaviour from WEBFLEET, and records nothing of the kind.",
                        "Das Programm ruft aus WEBFLEET keine Fahrzeugpositionen, Fahrten, Lenk-, Arbeits- oder Ruhezeiten und kein Fahrverhalten ab und zeichnet nichts dergleichen auf."
                    ),
                ),
                own_position(pen, facts),
                pen.say(&text!(
                    "What WEBFLEET itself processes about vehicles and drivers is not the subject of this statement.",
                    "Was WEBFLEET selbst über Fahrzeuge und Fahrpersonal verarbeitet, ist nicht Gegenstand dieser Information."
                )),
            ]),
            paragraph(vec![
                pen.say(&text!(
                    "The record of syncs (`3kplaces log`) shows when this device was synced, and whether somebody started that by hand.",
                    "Aus der Aufzeichnung der Abgleiche (`3kplaces log`) geht hervor, wann dieses Gerät abgeglichen wurde und ob jemand den Abgleich von Hand gestartet hat."
                )),
                pen.claim(
                    &["records-without-places", "on-device"],
                    &text!(
                        "It names nobody, stays on this device and is transmitted to nobody.",
                        "Sie nennt niemanden namentlich, bleibt auf diesem Gerät und wird niemandem übermittelt."
                    ),
                ),
                pen.say(&text!(
                    "If the device is permanently assigned to one person, everybody who has access to the device can nevertheless relate these times to that person.",
                    "Ist das Gerät fest einer Person zugeordnet, können jedoch alle, die Zugriff auf das Gerät haben, diese Zeitpunkte auf diese Person beziehen."
                )),
                pen.say(&text!(
                    "At each sync, WEBFLEET can record the time, the IP address and the user name that was used; 3Kplaces cannot influence that.",
                    "WEBFLEET kann bei jedem Abgleich Zeitpunkt, IP-Adresse und den verwendeten Benutzernamen protokollieren; darauf hat 3Kplaces keinen Einfluss."
                )),
            ]),
            paragraph(vec![
                pen.say(&text!(
                    "In Germany, employer and works council assess whether introducing {} is subject to co-determination under Section 87(1) no. 6 of the Works Constitution Act (BetrVG).",
                    "Ob die Einführung von {} nach § 87 Abs. 1 Nr. 6 BetrVG der Mitbestimmung unterliegt, beurteilen Arbeitgeber und Betriebsrat.",
                    facts.edition.title()
                )),
                pen.say(&text!(
                    "This statement supplies the technical facts and does not anticipate the result.",
                    "Diese Information liefert dafür die technischen Tatsachen und nimmt das Ergebnis nicht vorweg."
                )),
            ]),
        ],
    )
}
