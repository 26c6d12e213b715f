//! The privacy statement: one file for each few questions.

mod data;
mod measures;
mod others;
mod people;
mod protection;
mod rights;

use kplaces_text::{Language, text};

pub(crate) use measures::list_of_measures;
pub(crate) use people::{login_place, own_position};
pub(crate) use rights::{contact_point, controller, periods};

use crate::pen::{Pen, value};
use crate::{Document, Facts};

/// The privacy statement of this build on this device.
///
/// It has the same sections, sentences and claims in every language.
pub fn statement(facts: &Facts, language: Language) -> Document {
    let pen = Pen(language);
    let title = facts.edition.title();
    let mut document = pen.document(
        "statement",
        &text!(
            "Privacy statement for {title}",
            "Datenschutzinformation zu {title}"
        ),
    );
    document.about = vec![
        pen.entry(
            "program",
            &text!("Program", "Programm"),
            vec![pen.say(&text!(
                "{title}, version {}",
                "{title}, Version {}",
                facts.version
            ))],
        ),
        pen.entry(
            "date",
            &text!("As of", "Stand"),
            vec![value(&pen.date(facts.date))],
        ),
        pen.entry(
            "scope",
            &text!("Scope", "Geltung"),
            vec![pen.say(&text!(
                "The details about this device reflect its settings on that day; the program has filled them in itself.",
                "Angaben zu diesem Gerät entsprechen seinen Einstellungen an diesem Tag; das Programm hat sie selbst eingetragen."
            ))],
        ),
    ];
    document.sections = vec![
        data::summary(pen, facts),
        data::purpose(pen),
        data::data(pen, facts),
        data::place(pen, facts),
        people::other_data(pen, facts),
        people::employees(pen, facts),
        others::third_parties(pen, facts),
        others::advertising(pen),
        others::inspection(pen),
        protection::security(pen, facts),
        measures::measures(pen, facts),
        protection::limits(pen, facts),
        rights::retention(pen, facts),
        rights::rights(pen),
        rights::contact(pen, facts),
    ];
    document.with_evidence(
        language,
        [
            language.pick("Annex: proofs", "Anhang: Nachweise"),
            language.pick(
                "The numbers in square brackets refer to the promises below. Behind each promise stands what proves it. Whoever has the source code runs all proofs with `cargo xtask prove-privacy`; proofs that begin with `test:` are automatic tests of that name. They also run whenever the program is changed.",
                "Die Ziffern in eckigen Klammern verweisen auf die folgenden Zusagen. Hinter jeder Zusage steht, wodurch sie nachgewiesen wird. Wer den Quelltext besitzt, kann alle Nachweise mit `cargo xtask prove-privacy` selbst ausführen; mit `test:` beginnende Nachweise sind automatische Tests dieses Namens. Sie laufen auch bei jeder Änderung des Programms.",
            ),
        ],
    )
}
