//! How the data are kept safe, and against what nothing helps.

use super::people::login_place;
use kplaces_text::text;

use crate::pen::{Pen, list, paragraph};
use crate::{Facts, Platform, Section, Sentence};

pub(super) fn security(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "security",
        &text!("Are the data safe?", "Sind die Daten sicher?"),
        vec![
            paragraph(vec![
                pen.say(&text!(
                    "There is no absolute security; the section “What can the program not protect against?” names the limits.",
                    "Absolute Sicherheit gibt es nicht; die Grenzen nennt der Abschnitt „Wovor kann das Programm nicht schützen?“."
                )),
                pen.say(&text!(
                    "Within them, the data are protected as follows.",
                    "Innerhalb dieser Grenzen sind die Daten wie folgt geschützt."
                )),
            ]),
            paragraph(vec![transit(pen, facts)]),
            paragraph(vec![
                files(pen, facts),
                at_rest(pen, facts),
                pen.claim(
                    &["overwritten"],
                    &text!(
                        "What a sync removes or renames, what is erased and what is encrypted is overwritten where it was.",
                        "Was ein Abgleich entfernt oder umbenennt, was gelöscht und was verschlüsselt wird, wird an seiner Stelle überschrieben."
                    ),
                ),
            ]),
            paragraph(vec![
                pen.claim(
                    &["secrets-hidden"],
                    &text!(
                        "Password and API key appear in no output, no log and no argument of a process.",
                        "Kennwort und API-Schlüssel erscheinen in keiner Ausgabe, keinem Protokoll und keinem Aufrufparameter."
                    ),
                ),
                login_place(pen, &facts.login),
            ]),
            paragraph(vec![
                pen.claim(
                    &["map-for-this-user"],
                    &text!(
                        "The map can be opened on this device only, with a link that works once; other websites cannot read it.",
                        "Die Karte lässt sich nur auf diesem Gerät und nur mit einem einmal gültigen Link öffnen; fremde Internetseiten können sie nicht auslesen."
                    ),
                ),
                pen.claim(
                    &["map-keeps-nothing"],
                    &text!(
                        "Its page asks no other host and leaves no place behind in the browser.",
                        "Ihre Seite ruft nichts von anderen Rechnern ab und hinterlässt keinen Ort im Browser."
                    ),
                ),
            ]),
        ],
    )
}

pub(super) fn transit(pen: Pen, facts: &Facts) -> Sentence {
    let host = &facts.webfleet.host;
    if facts.webfleet.encrypted {
        pen.claim(
            &["encrypted-transit"],
            &text!(
                "The connection to {host} is encrypted (TLS 1.2 or later), and the certificate of the host is checked; the program offers no way to switch that off.",
                "Die Verbindung zu {host} ist verschlüsselt (TLS 1.2 oder neuer), und das Zertifikat des Rechners wird geprüft; das Programm bietet keine Möglichkeit, dies abzuschalten."
            ),
        )
    } else {
        pen.claim(
            &["encrypted-transit"],
            &text!(
                "The host that is set, {host}, is this device itself; that connection is not encrypted and does not leave the device.",
                "Der eingestellte Rechner {host} ist dieses Gerät selbst; diese Verbindung ist unverschlüsselt und verlässt das Gerät nicht."
            ),
        )
    }
}

pub(super) fn files(pen: Pen, facts: &Facts) -> Sentence {
    match facts.platform {
        Platform::Linux | Platform::Unix => pen.claim(
            &["private-files"],
            &text!(
                "Other users of the device cannot read the files of the program, apart from its administrators.",
                "Andere Benutzer des Geräts können die Dateien des Programms nicht lesen; ausgenommen ist die Systemverwaltung."
            ),
        ),
        Platform::Windows => pen.say(&text!(
            "The files of the program are in the local part of the user’s profile, which Windows by default opens to that user, the system and administrators only.",
            "Die Dateien des Programms liegen im lokalen Teil des Benutzerprofils, auf das Windows in der Voreinstellung nur dieser Benutzerkennung, dem System und der Systemverwaltung Zugriff gibt."
        )),
    }
}

pub(super) fn at_rest(pen: Pen, facts: &Facts) -> Sentence {
    if facts.store.encrypted {
        pen.claim(
            &["encrypted-store"],
            &text!(
                "The places and their backups are encrypted and unreadable without the key.",
                "Die Orte und ihre Sicherungskopien sind verschlüsselt und ohne Schlüssel nicht lesbar."
            ),
        )
    } else if facts.can_encrypt {
        pen.say(&text!(
            "The file of places is not encrypted by the program on this device, although this edition can do so; should the device be lost, only the disk encryption of the operating system protects it.",
            "Die Datei mit den Orten ist auf diesem Gerät nicht durch das Programm verschlüsselt, obwohl diese Edition dies ermöglicht; geht das Gerät verloren, schützt sie nur die Datenträgerverschlüsselung des Betriebssystems."
        ))
    } else {
        pen.say(&text!(
            "The program does not encrypt the file of places; should the device be lost, only the disk encryption of the operating system protects it, which should therefore be switched on.",
            "Die Datei mit den Orten verschlüsselt das Programm nicht; geht das Gerät verloren, schützt sie nur die Datenträgerverschlüsselung des Betriebssystems, die deshalb eingeschaltet sein sollte."
        ))
    }
}

pub(super) fn limits(pen: Pen, facts: &Facts) -> Section {
    let host = &facts.webfleet.host;
    pen.section(
        "limits",
        &text!(
            "What can the program not protect against?",
            "Wovor kann das Programm nicht schützen?"
        ),
        vec![
            paragraph(vec![pen.say(&text!(
                "The following is beyond its reach and up to the company or the operating system:",
                "Folgendes liegt außerhalb seiner Reichweite und obliegt dem Unternehmen oder dem Betriebssystem:"
            ))]),
            list(vec![
                vec![pen.say(&text!(
                    "administrators of the device, and malicious software that runs as the same user;",
                    "die Systemverwaltung des Geräts sowie Schadsoftware, die unter derselben Benutzerkennung läuft;"
                ))],
                vec![pen.say(&text!(
                    "an unlocked device in the hands of others, and whoever looks at the screen;",
                    "ein entsperrtes Gerät in fremden Händen und Personen, die auf den Bildschirm sehen;"
                ))],
                vec![pen.say(&text!(
                    "memory that the operating system swaps out to the disk or saves for hibernation;",
                    "Arbeitsspeicher, den das Betriebssystem auf den Datenträger auslagert oder für den Ruhezustand sichert;"
                ))],
                vec![pen.say(&text!(
                    "backups and cloud copies that the operating system or other software makes of the device, and older copies that a medium keeps in spite of overwriting: a journal that keeps data, a file system that copies what is written, snapshots, flash memory;",
                    "Sicherungen und Cloud-Kopien, die das Betriebssystem oder andere Software vom Gerät anlegt, sowie ältere Kopien, die ein Datenträger trotz Überschreibens behält: ein Journal mit Daten, ein Dateisystem, das beim Schreiben kopiert, Schnappschüsse, Flash-Speicher;"
                ))],
                vec![pen.say(&text!(
                    "exported files, once they are written, and the navigation devices that they are transferred to;",
                    "exportierte Dateien, sobald sie geschrieben sind, und die Navigationsgeräte, auf die sie übertragen werden;"
                ))],
                vec![pen.say(&text!(
                    "the browser that shows the map, with its extensions and whatever it does of its own accord;",
                    "den Browser, der die Karte anzeigt, mit seinen Erweiterungen und allem, was er von sich aus tut;"
                ))],
                vec![pen.say(&text!(
                    "the terminal and the logs of the operating system, which may keep the commands that were run and what they printed;",
                    "die Befehlszeile (Terminal) und die Protokolle des Betriebssystems, die ausgeführte Befehle und deren Ausgaben möglicherweise aufbewahren;"
                ))],
                vec![pen.say(&text!(
                    "the network: its operators see that the device speaks to {host}, from which IP address, when and how much, as the system’s name service (DNS) and the beginning of an encrypted connection give that away; they do not see the content;",
                    "das Netz: Dessen Betreiber erkennen, dass, wann, von welcher IP-Adresse und in welchem Umfang das Gerät mit {host} kommuniziert, denn der Namensdienst des Systems (DNS) und der Beginn einer verschlüsselten Verbindung geben dies preis; den Inhalt sehen sie nicht;"
                ))],
                vec![pen.say(&text!(
                    "WEBFLEET: what it stores about addresses and requests is governed by the contract with WEBFLEET.",
                    "WEBFLEET: Was dort über Adressen und Anfragen gespeichert wird, richtet sich nach dem Vertrag mit WEBFLEET."
                ))],
            ]),
        ],
    )
}
