//! The technical and organisational measures.

use super::protection::{at_rest, files, transit};
use kplaces_text::text;

use crate::pen::{Pen, entries};
use crate::{Entry, Facts, Platform, Section, Sentence};

pub(super) fn measures(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "measures",
        &text!(
            "Which technical and organisational measures are there (Art. 32 GDPR)?",
            "Welche technischen und organisatorischen Maßnahmen gibt es (Art. 32 DSGVO)?"
        ),
        vec![entries(list_of_measures(pen, facts))],
    )
}

/// The measures, which the record of processing activities names as well.
pub(crate) fn list_of_measures(pen: Pen, facts: &Facts) -> Vec<Entry> {
    vec![
        physical_access(pen),
        system_access(pen),
        data_access(pen, facts),
        separation(pen, facts),
        transfer(pen, facts),
        input_control(pen),
        pen.entry(
            "availability",
            &text!(
                "Availability, backup and recovery",
                "Verfügbarkeit, Sicherung und Wiederherstellung"
            ),
            availability(pen, facts),
        ),
        on_behalf(pen),
        by_design(pen),
        review(pen),
    ]
}

fn physical_access(pen: Pen) -> Entry {
    pen.entry(
        "physical-access",
        &text!("Physical access control", "Zutrittskontrolle"),
        vec![pen.say(&text!(
            "Who can physically get to the device is up to the company: the program runs on its devices only, and no data centre of the maker is involved.",
            "Wer körperlich an das Gerät gelangt, regelt das Unternehmen: Das Programm läuft nur auf dessen Geräten, ein Rechenzentrum des Herstellers ist nicht beteiligt."
        ))],
    )
}

fn system_access(pen: Pen) -> Entry {
    pen.entry(
        "system-access",
        &text!("System access control", "Zugangskontrolle"),
        vec![
            pen.say(&text!(
                "Who may use the program is decided by the sign-in to the operating system; the program has no users of its own.",
                "Wer das Programm benutzen kann, bestimmt die Anmeldung am Betriebssystem; eigene Benutzerkonten hat das Programm nicht."
            )),
            pen.say(&text!(
                "Fetching places from WEBFLEET additionally requires the login of the account.",
                "Zum Abruf aus WEBFLEET sind zusätzlich die Zugangsdaten des Kontos erforderlich."
            )),
            pen.claim(
                &["map-for-this-user"],
                &text!(
                    "The map requires a link that works once.",
                    "Die Karte erfordert einen einmal gültigen Link."
                ),
            ),
        ],
    )
}

fn data_access(pen: Pen, facts: &Facts) -> Entry {
    pen.entry(
        "data-access",
        &text!("Data access control", "Zugriffskontrolle"),
        {
            let mut sentences = vec![files(pen, facts)];
            if facts.store.encrypted {
                sentences.push(at_rest(pen, facts));
            }
            if facts.platform == Platform::Linux {
                sentences.push(pen.claim(
                    &["no-memory-image"],
                    &text!(
                        "If the program crashes, no memory image is left behind.",
                        "Bei einem Absturz des Programms bleibt kein Speicherabbild zurück."
                    ),
                ));
            }
            sentences.push(pen.claim(
                &["secrets-hidden"],
                &text!(
                    "Password and API key are never displayed.",
                    "Kennwort und API-Schlüssel werden nie angezeigt."
                ),
            ));
            sentences
        },
    )
}

fn separation(pen: Pen, facts: &Facts) -> Entry {
    pen.entry("separation", &text!("Separation", "Trennungsgebot"), {
        let mut sentences = vec![pen.claim(
            &["records-without-places"],
            &text!(
                "Places, login and records are kept in separate files; the records hold no places and no login.",
                "Orte, Zugangsdaten und Aufzeichnungen liegen in getrennten Dateien; die Aufzeichnungen enthalten weder Orte und Gruppen noch Texte von WEBFLEET oder Zugangsdaten."
            ),
        )];
        sentences.push(if facts.keeps_apart {
            pen.claim(
                &["separate-accounts"],
                &text!(
                    "Several WEBFLEET accounts on one device have stores, logins, backups and records of their own.",
                    "Mehrere WEBFLEET-Konten auf einem Gerät haben jeweils eigene Bestände, Zugangsdaten, Sicherungskopien und Aufzeichnungen."
                ),
            )
        } else {
            pen.say(&text!(
                "This edition is made for one WEBFLEET account for each user of the device.",
                "Diese Edition ist für ein WEBFLEET-Konto je Benutzerkennung des Geräts vorgesehen."
            ))
        });
        sentences
    })
}

fn transfer(pen: Pen, facts: &Facts) -> Entry {
    pen.entry(
        "transfer",
        &text!("Transfer control", "Weitergabekontrolle"),
        vec![
            transit(pen, facts),
            pen.claim(
                &["one-host", "no-redirect"],
                &text!(
                    "The program connects to this one host only and follows no referral to others.",
                    "Das Programm verbindet sich nur mit diesem einen Rechner und folgt keinen Weiterleitungen."
                ),
            ),
            pen.say(&text!(
                "Every host that was contacted is on record (`3kplaces privacy network`).",
                "Jeder kontaktierte Rechner wird aufgezeichnet (`3kplaces privacy network`)."
            )),
            pen.claim(
                &["no-disclosure"],
                &text!(
                    "Places leave the program only by an action of somebody who uses it.",
                    "Orte verlassen das Programm nur durch eine Handlung derjenigen, die es benutzen."
                ),
            ),
        ],
    )
}

fn input_control(pen: Pen) -> Entry {
    pen.entry(
        "input",
        &text!("Input control", "Eingabekontrolle"),
        vec![
            pen.say(&text!(
                "Places are entered and changed in WEBFLEET only; on the device they can be replaced by a sync, brought back from a backup or erased, and not edited.",
                "Orte werden nur in WEBFLEET erfasst und geändert; auf dem Gerät können sie durch einen Abgleich ersetzt, aus einer Sicherungskopie zurückgespielt oder gelöscht, aber nicht bearbeitet werden."
            )),
            pen.say(&text!(
                "The record of syncs shows when that happened by a sync.",
                "Wann ein Abgleich sie geändert hat, zeigt die Aufzeichnung der Abgleiche."
            )),
        ],
    )
}

fn on_behalf(pen: Pen) -> Entry {
    pen.entry(
        "processing-on-behalf",
        &text!("Processing on behalf of others", "Auftragskontrolle"),
        vec![pen.claim(
            &["on-device"],
            &text!(
                "The maker of 3Kplaces processes no data on behalf of the company.",
                "Der Hersteller von 3Kplaces verarbeitet keine Daten im Auftrag des Unternehmens."
            ),
        )],
    )
}

fn by_design(pen: Pen) -> Entry {
    pen.entry(
        "by-design",
        &text!(
            "Data protection by design and by default (Art. 25 GDPR)",
            "Datenschutz durch Technikgestaltung und Voreinstellungen (Art. 25 DSGVO)"
        ),
        vec![pen.claim(
            &["not-requested", "dropped-unread"],
            &text!(
                "Details that are not needed are neither requested nor stored; no setting can change that.",
                "Nicht benötigte Angaben werden weder angefordert noch gespeichert; daran lässt sich durch keine Einstellung etwas ändern."
            ),
        )],
    )
}

fn review(pen: Pen) -> Entry {
    pen.entry(
        "review",
        &text!("Regular review", "Regelmäßige Überprüfung"),
        vec![pen.say(&text!(
            "The promises of the program are tested automatically with every change of the program; how, is said in the annex.",
            "Die Zusagen des Programms werden bei jeder Änderung des Programms automatisch geprüft; wie, steht im Anhang."
        ))],
    )
}

fn availability(pen: Pen, facts: &Facts) -> Vec<Sentence> {
    let mut sentences = vec![
        pen.claim(
            &["all-or-nothing"],
            &text!(
                "A sync is applied completely or not at all; an error, a power cut or a cut answer leaves the places as they were.",
                "Ein Abgleich wird vollständig übernommen oder gar nicht; Fehler, Stromausfall oder eine abgeschnittene Antwort lassen die Orte unverändert."
            ),
        ),
        pen.claim(
            &["loss-guard"],
            &text!(
                "If it would remove an unusual number of places, it stops until somebody agrees.",
                "Würde er ungewöhnlich viele Orte entfernen, hält er an, bis jemand zustimmt."
            ),
        ),
    ];
    match &facts.backups {
        Some(backups) if backups.keep > 0 => {
            let keep = backups.keep;
            sentences.push(pen.claim(
                &["backups"],
                &text!(
                    "Before a sync removes places, they are copied; the {keep} newest of these backups are kept.",
                    "Bevor ein Abgleich Orte entfernt, werden sie gesichert; die {keep} neuesten dieser Sicherungskopien bleiben erhalten."
                ),
            ));
        }
        Some(_) => sentences.push(pen.say(&text!(
            "Automatic backups are switched off on this device.",
            "Automatische Sicherungskopien sind auf diesem Gerät abgeschaltet."
        ))),
        None => sentences.push(pen.say(&text!(
            "On this device places are kept in memory only; there are no backups.",
            "Auf diesem Gerät liegen die Orte nur im Arbeitsspeicher; Sicherungskopien gibt es nicht."
        ))),
    }
    if facts.backups.is_some() {
        sentences.push(pen.claim(
            &["backups"],
            &text!(
                "`3kplaces backup create`, `verify` and `restore` make a backup, check it and bring it back; a damaged store is then set aside and replaced by the backup.",
                "Mit `3kplaces backup create`, `verify` und `restore` lässt sich eine Sicherungskopie anlegen, prüfen und zurückspielen; ein beschädigter Bestand wird dabei beiseitegelegt und durch die Kopie ersetzt."
            ),
        ));
    }
    sentences.push(pen.say(&text!(
        "The places can be fetched from WEBFLEET again at any time.",
        "Außerdem können die Orte jederzeit erneut aus WEBFLEET geholt werden."
    )));
    sentences
}
