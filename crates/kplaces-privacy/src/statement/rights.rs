//! How long, which rights, and whom to ask.

use kplaces_text::text;

use crate::pen::{Pen, entries, paragraph};
use crate::{Entry, Facts, Section, Sentence};

pub(super) fn retention(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "retention",
        &text!(
            "How long are the data stored?",
            "Wie lange werden die Daten gespeichert?"
        ),
        vec![entries(periods(pen, facts))],
    )
}

/// How long each kind of data is kept, which the record of processing activities says as well.
pub(crate) fn periods(pen: Pen, facts: &Facts) -> Vec<Entry> {
    let mut found = vec![pen.entry(
        "places",
        &text!("Places", "Orte"),
        vec![
            pen.claim(
                &["overwritten"],
                &text!(
                    "A place that is deleted in WEBFLEET is removed from the device by the next successful sync.",
                    "Ein in WEBFLEET gelöschter Ort wird beim nächsten erfolgreichen Abgleich vom Gerät entfernt."
                ),
            ),
            pen.say(&text!(
                "There is no period by which places disappear by themselves; on a device that is no longer used they should therefore be erased (`3kplaces privacy erase`).",
                "Eine Frist, nach der Orte von selbst gelöscht werden, gibt es nicht; auf einem nicht mehr genutzten Gerät sollten sie deshalb gelöscht werden (`3kplaces privacy erase`)."
            )),
        ],
    )];
    if let Some(backups) = &facts.backups {
        found.push(pen.entry(
            "backups",
            &text!("Backups", "Sicherungskopien"),
            backup_periods(pen, backups.keep),
        ));
    }
    found.push(pen.entry(
        "records",
        &text!("Record of syncs", "Aufzeichnung der Abgleiche"),
        vec![pen.claim(
            &["record-is-bounded"],
            &text!(
                "At least the last {} syncs stay on record, and at most twice as many.",
                "Mindestens die letzten {} Abgleiche bleiben aufgezeichnet, höchstens doppelt so viele.",
                facts.syncs_on_record
            ),
        )],
    ));
    found.push(pen.entry(
        "login",
        &text!("Login", "Zugangsdaten"),
        vec![pen.say(&text!(
            "Until `3kplaces logout` removes it.",
            "Bis `3kplaces logout` sie entfernt."
        ))],
    ));
    found
}

fn backup_periods(pen: Pen, keep: u32) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    if keep > 0 {
        sentences.push(pen.say(&text!(
            "A place that was removed can still be in one of the at most {keep} automatic backups, until newer ones have replaced it.",
            "Ein entfernter Ort kann noch in einer der höchstens {keep} automatischen Sicherungskopien enthalten sein, bis neuere sie ersetzt haben."
        )));
    }
    sentences.push(pen.say(&text!(
        "Backups that somebody made stay until somebody deletes them.",
        "Von Hand angelegte Sicherungskopien bleiben erhalten, bis sie jemand löscht."
    )));
    sentences.push(pen.claim(
        &["erasure"],
        &text!(
            "`3kplaces privacy erase` can remove all of them.",
            "`3kplaces privacy erase` kann sie alle entfernen."
        ),
    ));
    sentences
}

pub(super) fn rights(pen: Pen) -> Section {
    pen.section(
        "rights",
        &text!(
            "Which rights do I have, and how are they fulfilled?",
            "Welche Rechte habe ich, und wie werden sie erfüllt?"
        ),
        vec![
            paragraph(vec![pen.say(&text!(
                "You have these rights against the controller. The program supplies the company with the means to fulfil them on this device:",
                "Diese Rechte bestehen gegenüber dem Verantwortlichen. Das Programm stellt dem Unternehmen die Mittel bereit, sie auf diesem Gerät zu erfüllen:"
            ))]),
            entries(vec![
                pen.entry(
                    "access",
                    &text!("Access (Art. 15 GDPR)", "Auskunft (Art. 15 DSGVO)"),
                    vec![pen.claim(
                        &["inspection"],
                        &text!(
                            "`3kplaces privacy report` shows what is on this device, `3kplaces show` a single place.",
                            "`3kplaces privacy report` zeigt, was sich auf diesem Gerät befindet, `3kplaces show` einen einzelnen Ort."
                        ),
                    )],
                ),
                pen.entry(
                    "rectification",
                    &text!(
                        "Rectification (Art. 16 GDPR)",
                        "Berichtigung (Art. 16 DSGVO)"
                    ),
                    vec![pen.say(&text!(
                        "The company corrects the details in WEBFLEET; the next sync brings them to the device.",
                        "Das Unternehmen berichtigt die Angaben in WEBFLEET; der nächste Abgleich überträgt sie auf das Gerät."
                    ))],
                ),
                pen.entry(
                    "erasure",
                    &text!("Erasure (Art. 17 GDPR)", "Löschung (Art. 17 DSGVO)"),
                    vec![
                        pen.claim(
                            &["erasure"],
                            &text!(
                                "`3kplaces privacy erase` erases places from the device, in whole or by group, with the backups and the login if wanted, and leaves nothing of them in the program’s files.",
                                "`3kplaces privacy erase` löscht Orte ganz oder gruppenweise vom Gerät, auf Wunsch samt Sicherungskopien und Zugangsdaten, und lässt davon nichts in den Dateien des Programms zurück."
                            ),
                        ),
                        pen.say(&text!(
                            "A place that is still in WEBFLEET would come back with the next sync; it has to be deleted there as well.",
                            "Ein Ort, der in WEBFLEET weiterbesteht, würde mit dem nächsten Abgleich zurückkehren; er ist auch dort zu löschen."
                        )),
                    ],
                ),
                pen.entry(
                    "restriction",
                    &text!(
                        "Restriction and objection (Art. 18 and 21 GDPR)",
                        "Einschränkung und Widerspruch (Art. 18 und 21 DSGVO)"
                    ),
                    vec![pen.say(&text!(
                        "The company takes the address out of WEBFLEET, or out of the groups that are fetched; the next sync removes it from the device.",
                        "Das Unternehmen nimmt die Adresse aus WEBFLEET oder aus den abgerufenen Gruppen heraus; der nächste Abgleich entfernt sie vom Gerät."
                    ))],
                ),
                pen.entry(
                    "portability",
                    &text!(
                        "Data portability (Art. 20 GDPR)",
                        "Datenübertragbarkeit (Art. 20 DSGVO)"
                    ),
                    vec![pen.claim(
                        &["portability"],
                        &text!(
                            "`3kplaces privacy extract` writes everything stored into one file in an open format that can be read in again.",
                            "`3kplaces privacy extract` gibt alles Gespeicherte in einer Datei in einem offenen Format aus, das wieder eingelesen werden kann."
                        ),
                    )],
                ),
                pen.entry(
                    "transparency",
                    &text!("Control of connections", "Kontrolle der Verbindungen"),
                    vec![pen.say(&text!(
                        "`3kplaces privacy network` lists each host that was contacted, how often, and how many bytes were exchanged.",
                        "`3kplaces privacy network` führt jeden kontaktierten Rechner mit Anzahl der Anfragen und Datenmenge auf."
                    ))],
                ),
                pen.entry(
                    "complaint",
                    &text!("Complaint (Art. 77 GDPR)", "Beschwerde (Art. 77 DSGVO)"),
                    vec![pen.say(&text!(
                        "You can lodge a complaint with a data protection supervisory authority.",
                        "Sie können sich bei einer Datenschutzaufsichtsbehörde beschweren."
                    ))],
                ),
            ]),
        ],
    )
}

pub(super) fn contact(pen: Pen, facts: &Facts) -> Section {
    pen.section(
        "contact",
        &text!("Whom can I ask?", "An wen kann ich mich wenden?"),
        vec![entries(vec![
            controller(pen, facts),
            contact_point(pen, facts),
            pen.entry(
                "maker",
                &text!("Maker of the program", "Hersteller des Programms"),
                vec![pen.say(&text!(
                    "Questions about the program are answered by the contact that the supply or licence contract names. The maker has no access to the data on this device and cannot give information about them.",
                    "Fragen zum Programm beantwortet die im Liefer- oder Lizenzvertrag genannte Stelle. Auf die Daten dieses Geräts hat der Hersteller keinen Zugriff; Auskunft über sie kann er nicht geben."
                ))],
            ),
        ])],
    )
}

/// The controller, as set or to be filled in.
pub(crate) fn controller(pen: Pen, facts: &Facts) -> Entry {
    pen.filled(
        "controller",
        &text!("Controller", "Verantwortlicher"),
        facts.controller.as_deref(),
        &text!(
            "name and address of the company; setting `privacy.controller`",
            "Name und Anschrift des Unternehmens; Einstellung `privacy.controller`"
        ),
    )
}

/// Whom to ask about data protection, as set or to be filled in.
pub(crate) fn contact_point(pen: Pen, facts: &Facts) -> Entry {
    pen.filled(
        "data-protection-contact",
        &text!(
            "Data protection officer",
            "Datenschutzbeauftragte oder Datenschutzbeauftragter"
        ),
        facts.contact.as_deref(),
        &text!(
            "contact details, or else the company’s contact for data protection; setting `privacy.contact`",
            "Kontaktdaten, sonst Ansprechstelle des Unternehmens für den Datenschutz; Einstellung `privacy.contact`"
        ),
    )
}
