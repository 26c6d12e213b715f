use kplaces_app::{Changes, Named};
use kplaces_domain::{Field, one_line};
use kplaces_text::{Language, command, say};

use super::sync::{listed, named};

/// What the last sync that touched a place has changed.
pub(crate) fn last(changes: &Changes, language: Language) -> String {
    let Some(as_of) = changes.as_of else {
        let dry = command("sync --dry-run");
        return say!(
            language,
            "No sync has changed a place yet. {dry} says what one would change.\n",
            "Noch hat kein Abgleich einen Ort geändert. {dry} sagt, was einer ändern würde.\n"
        );
    };
    let moment = language.moment(as_of.unix());
    let sum = say!(
        language,
        "Last changed with the state of {moment}: {added} added, {changed} changed, {removed} removed\n",
        "Zuletzt geändert mit dem Stand vom {moment}: {added} neu, {changed} geändert, {removed} entfernt\n",
        added = language.number(changes.added),
        changed = language.number(changes.changed),
        removed = language.number(changes.removed)
    );
    sum + &all(changes, language)
}

/// The places, by name.
pub(crate) fn all(changes: &Changes, language: Language) -> String {
    let name = |named: &Named| one_line(&named.name, usize::MAX);
    let different = |(place, fields): &(Named, Vec<Field>)| {
        format!("{} ({})", name(place), listed(fields, ", ", language))
    };
    [
        named(
            language.pick("Added:", "Neu:"),
            (changes.added_places.iter(), changes.added),
            language,
            name,
        ),
        named(
            language.pick("Changed:", "Geändert:"),
            (changes.changed_places.iter(), changes.changed),
            language,
            different,
        ),
        named(
            language.pick(
                "Removed, by the end of the key:",
                "Entfernt, nach dem Ende des Schlüssels:",
            ),
            (changes.removed_ends.iter(), changes.removed),
            language,
            String::clone,
        ),
    ]
    .concat()
}
