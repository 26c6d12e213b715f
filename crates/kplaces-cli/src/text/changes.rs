use kplaces_app::{Changes, Named, text as words};
use kplaces_domain::{Field, FoldedName, one_line};
use kplaces_text::{Language, Text, command, say};

/// So many places of each kind are named where nobody says otherwise.
pub(super) const NAMED: usize = 10;

/// What the last sync that touched a place has changed.
pub(crate) fn last(changes: &Changes, most: usize, language: Language) -> String {
    let Some(as_of) = changes.as_of else {
        let dry = command("sync --dry-run");
        return say!(
            language,
            "It is not known here what a sync has changed last. {dry} says what one would change.\n",
            "Was ein Abgleich zuletzt geändert hat, ist hier nicht bekannt. {dry} sagt, was einer ändern würde.\n"
        );
    };
    let moment = language.moment(as_of.unix());
    if changes.is_first && changes.changed + changes.removed == 0 {
        return say!(
            language,
            "First sync with the state of {moment}: all {places} are new\n",
            "Erster Abgleich mit dem Stand vom {moment}: {places}, alle neu\n",
            places = language.count(changes.added, ["place", "places"], ["Ort", "Orte"])
        );
    }
    let sum = say!(
        language,
        "Last changed with the state of {moment}: {added} added, {changed} changed, {removed} removed\n",
        "Zuletzt geändert mit dem Stand vom {moment}: {added} neu, {changed} geändert, {removed} entfernt\n",
        added = language.number(changes.added),
        changed = language.number(changes.changed),
        removed = language.number(changes.removed)
    );
    sum + &all(changes, most, language)
}

/// The places in the order of their names, so many of each kind.
pub(crate) fn all(changes: &Changes, most: usize, language: Language) -> String {
    let name = |named: &Named| one_line(&named.name, usize::MAX);
    let added = by_name(changes.added_places.iter(), |it| &it.name);
    let different = by_name(changes.changed_places.iter(), |(it, _)| &it.name);
    let mut out = [
        named(
            language.pick("Added:", "Neu:"),
            (&added, changes.added, most),
            language,
            |it| name(it),
        ),
        named(
            language.pick("Changed:", "Geändert:"),
            (&different, changes.changed, most),
            language,
            |(place, fields)| format!("{} ({})", name(place), listed(fields, ", ", language)),
        ),
        named(
            language.pick(
                "Removed, by the end of the key:",
                "Entfernt, nach dem Ende des Schlüssels:",
            ),
            (&changes.removed_ends, changes.removed, most),
            language,
            String::clone,
        ),
    ]
    .concat();
    if changes.removed > 0 {
        let dry = command("sync --dry-run");
        out.push_str(&say!(
            language,
            "  The names of removed places are not kept; {dry} names them beforehand.\n",
            "  Die Namen entfernter Orte werden nicht gespeichert; {dry} nennt sie vorher.\n"
        ));
    }
    let there = [added.len(), different.len(), changes.removed_ends.len()];
    if there.into_iter().any(|count| count > most) {
        let everything = command("log --changes --all");
        out.push_str(&say!(
            language,
            "\n{everything} names all of them.\n",
            "\n{everything} nennt sie alle.\n"
        ));
    }
    out
}

/// In the order in which places are listed.
pub(super) fn by_name<T>(list: impl Iterator<Item = T>, name: impl Fn(&T) -> &str) -> Vec<T> {
    let mut list: Vec<T> = list.collect();
    list.sort_by_cached_key(|it| FoldedName::new(name(it)).sort_text().to_owned());
    list
}

/// The first of a list, a line each; nothing where it is empty.
pub(super) fn named<T>(
    heading: &str,
    (list, all, most): (&[T], u64, usize),
    language: Language,
    show: impl Fn(&T) -> String,
) -> String {
    if all == 0 {
        return String::new();
    }
    let mut out = format!("\n{heading}\n");
    let mut told = 0;
    for item in list.iter().take(most) {
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
