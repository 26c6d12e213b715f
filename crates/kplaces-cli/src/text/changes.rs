use kplaces_app::{Changes, Named, text as words};
use kplaces_domain::{Field, one_line};
use kplaces_text::{Language, Text, command, say};

/// So many places of each kind are named.
const NAMED: usize = 10;

/// What the last sync that touched a place has changed.
pub(crate) fn last(changes: &Changes, language: Language) -> String {
    let Some(as_of) = changes.as_of else {
        let dry = command("sync --dry-run");
        return say!(
            language,
            "It is not known here what a sync has changed last. {dry} says what one would change.\n",
            "Was ein Abgleich zuletzt geändert hat, ist hier nicht bekannt. {dry} sagt, was einer ändern würde.\n"
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

/// The first of a list, a line each; nothing where it is empty.
pub(super) fn named<T>(
    heading: &str,
    (list, all): (impl Iterator<Item = T>, u64),
    language: Language,
    show: impl Fn(T) -> String,
) -> String {
    if all == 0 {
        return String::new();
    }
    let mut out = format!("\n{heading}\n");
    let mut told = 0;
    for item in list.take(NAMED) {
        out.push_str(&format!("  {}\n", show(item)));
        told += 1;
    }
    if all > told {
        let more = language.number(all - told);
        out.push_str(&say!(
            language,
            "  … and {more} more\n",
            "  … und {more} weitere\n"
        ));
    }
    out
}

pub(super) fn listed(fields: &[Field], between: &str, language: Language) -> String {
    let fields: Vec<Text> = fields.iter().map(|field| words::field(*field)).collect();
    Text::joined(&fields, between)
        .in_language(language)
        .to_owned()
}
