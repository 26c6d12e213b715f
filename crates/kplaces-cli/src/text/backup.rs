use std::time::Duration;

use kplaces_app::{Backup, BackupError, BackupReason, Backups, Imported, Restored};
use kplaces_device::text::said;
use kplaces_domain::{Timestamp, one_line};
use kplaces_store::{StoreErrorKind, StoreState};
use kplaces_text::{Hint, Language, Text, command, say, text};

use super::errors;
use super::table::{Column, table as lay_out};
use crate::Terminal;
use crate::{CliError, Kind};

fn reason(reason: BackupReason, language: Language) -> &'static str {
    match reason {
        BackupReason::ByHand => language.pick("by hand", "von Hand"),
        BackupReason::BeforeSync => language.pick("before a sync", "vor einem Abgleich"),
        BackupReason::BeforeRestore => {
            language.pick("before a restore", "vor dem Wiederherstellen")
        }
        BackupReason::BeforeMigration => {
            language.pick("before an update", "vor einer Aktualisierung")
        }
        BackupReason::SetAside => language.pick("set aside, damaged", "beiseitegelegt, beschädigt"),
    }
}

pub(crate) fn created(backup: &Backup, language: Language) -> String {
    say!(
        language,
        "Copied to {name}, {size}.\nIt is kept until you delete it: {path}\n",
        "Gesichert als {name}, {size}.\nDie Sicherung bleibt, bis Sie sie löschen: {path}\n",
        name = backup.name,
        size = language.bytes(backup.bytes),
        path = backup.path.display()
    )
}

pub(crate) fn list(
    list: &[Backup],
    backups: &Backups,
    now: Timestamp,
    terminal: Terminal,
    language: Language,
) -> String {
    let folder = backups.folder().display();
    if list.is_empty() {
        return say!(
            language,
            "There are no backups in {folder}.\n{create} makes one; a sync that removes places makes one by itself.\n",
            "In {folder} gibt es keine Sicherungen.\n{create} legt eine an; ein Abgleich, der Orte entfernt, legt selbst eine an.\n",
            create = command("backup create")
        );
    }
    let columns = [
        Column::fixed(language.pick("name", "Name")),
        Column::text(language.pick("made", "Alter")),
        Column::text(language.pick("why", "Anlass")),
        Column::number(language.pick("size", "Größe")),
    ];
    let rows: Vec<(String, Vec<String>)> = list
        .iter()
        .map(|backup| {
            let cells = vec![
                backup.name.clone(),
                language.age(backup.at.unix(), now.unix()),
                reason(backup.reason, language).to_owned(),
                language.bytes(backup.bytes),
            ];
            (String::new(), cells)
        })
        .collect();
    let table = lay_out(&columns, &rows, 0, terminal.width);
    say!(
        language,
        "{table}\nFolder: {folder}\n",
        "{table}\nOrdner: {folder}\n"
    )
}

fn places(n: u64, language: Language) -> String {
    language.count(n, ["place", "places"], ["Ort", "Orte"])
}

fn content(state: &StoreState, language: Language) -> String {
    let places = places(state.places, language);
    match &state.provenance {
        Some(provenance) => say!(
            language,
            "{places} as of {when}",
            "{places}, Stand {when}",
            when = language.moment(provenance.as_of.unix())
        ),
        None => places,
    }
}

pub(crate) fn verified(checked: &[(Backup, StoreState)], language: Language) -> String {
    if checked.is_empty() {
        return say!(
            language,
            "There are no backups.\n",
            "Es gibt keine Sicherungen.\n"
        );
    }
    let lines: Vec<String> = checked
        .iter()
        .map(|(backup, state)| {
            say!(
                language,
                "sound  {name}  {content}\n",
                "in Ordnung  {name}  {content}\n",
                name = backup.name,
                content = content(state, language)
            )
        })
        .collect();
    lines.concat()
}

pub(crate) fn unsound(
    checked: &[(Backup, StoreState)],
    unsound: &[(Backup, BackupError)],
) -> CliError {
    let (bad, all) = (unsound.len() as u64, (checked.len() + unsound.len()) as u64);
    let all = |language: Language| {
        language.count(all, ["backup", "backups"], ["Sicherung", "Sicherungen"])
    };
    // What could not be read may be sound.
    let unread = unsound.iter().any(|(_, error)| is_of_the_medium(error));
    let what = if unread {
        text!(l =>
            "{bad} of {all} could not be read or cannot be used",
            "nicht lesbar oder nicht verwendbar: {bad} von {all}",
            bad = l.number(bad),
            all = all(l)
        )
    } else {
        text!(l =>
            "{bad} of {all} cannot be used",
            "nicht verwendbar: {bad} von {all}",
            bad = l.number(bad),
            all = all(l)
        )
    };
    let mut error = CliError::new(Kind::Store, what);
    for (backup, why) in unsound {
        let cause = std::error::Error::source(why).map_or_else(Text::default, said);
        error = error.because(Text::joined(&[Text::same(&*backup.name), cause], ": "));
    }
    if unread {
        error
            .hint(errors::try_again())
            .hint(errors::failing_medium())
    } else if checked.is_empty() {
        error.hint(Hint::run("backup create", |create| {
            text!(
                "{create} makes one of what is on this device now",
                "{create} legt eine von dem an, was jetzt auf diesem Gerät ist"
            )
        }))
    } else {
        error.hint(Hint::run("backup list", |list| {
            text!(
                "the others are sound: {list}",
                "die übrigen sind in Ordnung: {list}"
            )
        }))
    }
}

fn is_of_the_medium(error: &BackupError) -> bool {
    matches!(error, BackupError::Unsound { source, .. } if source.kind() == StoreErrorKind::Io)
}

pub(crate) fn restored(
    restored: &Restored,
    set_aside: Option<&str>,
    elapsed: Duration,
    language: Language,
) -> String {
    let counts = [restored.added, restored.changed, restored.removed];
    let content = content(&restored.state, language);
    brought_in(&content, counts, &restored.backup.name, elapsed, language)
        + &replaced(restored.before.as_ref(), set_aside, language)
}

/// What came on the device, and how that changed what is there.
fn brought_in(
    content: &str,
    counts: [u64; 3],
    from: &str,
    elapsed: Duration,
    language: Language,
) -> String {
    let [added, changed, removed] = counts.map(|number| language.number(number));
    say!(
        language,
        "{content} on this device.\n\n  {added} added, {changed} changed, {removed} removed\n  from {from}, {elapsed}\n",
        "{content}, auf diesem Gerät.\n\n  {added} neu, {changed} geändert, {removed} entfernt\n  aus {from}, {elapsed}\n",
        elapsed = language.duration(elapsed)
    )
}

/// Where that is which was there before.
fn replaced(before: Option<&Backup>, set_aside: Option<&str>, language: Language) -> String {
    let mut out = String::new();
    if let Some(before) = before {
        out.push_str(&say!(
            language,
            "  what was there before is kept: {restore}\n",
            "  was vorher da war, bleibt erhalten: {restore}\n",
            restore = command(&format!("backup restore {}", before.name))
        ));
    }
    if let Some(path) = set_aside {
        out.push_str(&say!(
            language,
            "  the damaged file is now {path}\n",
            "  die beschädigte Datei liegt jetzt unter {path}\n"
        ));
    }
    out
}

/// What becomes of it, where only these groups are wanted.
pub(crate) fn until_next_sync(groups: &[String], language: Language) -> String {
    if groups.is_empty() {
        return say!(
            language,
            "\nA new sync takes away again what is not in WEBFLEET.\n",
            "\nEin neuer Abgleich nimmt wieder weg, was in WEBFLEET fehlt.\n"
        );
    }
    let groups: Vec<String> = groups
        .iter()
        .map(|name| {
            format!(
                "{}{}{}",
                language.pick("“", "„"),
                one_line(name, 60),
                language.pick("”", "“")
            )
        })
        .collect();
    say!(
        language,
        "\nA new sync takes away again what is not in WEBFLEET, and what is not in the groups of `sync.groups`: {groups}.\n",
        "\nEin neuer Abgleich nimmt wieder weg, was in WEBFLEET fehlt und was nicht zu den Gruppen in `sync.groups` gehört: \
         {groups}.\n",
        groups = groups.join(", ")
    )
}

pub(crate) fn imported(
    imported: &Imported,
    set_aside: Option<&str>,
    elapsed: Duration,
    language: Language,
) -> String {
    let counts = [imported.added, imported.changed, imported.removed];
    let content = content(&imported.state, language);
    let from = language.pick("an extract", "einem Auszug");
    brought_in(&content, counts, from, elapsed, language)
        + &replaced(imported.before.as_ref(), set_aside, language)
}

/// What stays as it is, while its places do not fit.
#[derive(Clone, Copy)]
pub(crate) enum Whole {
    Backup,
    Extract,
}

pub(crate) fn beyond_limit(n: u64, from: Whole) -> Text {
    let of = |language: Language| match from {
        Whole::Backup => language.pick("the backup", "der Sicherung"),
        Whole::Extract => language.pick("the extract", "des Auszugs"),
    };
    text!(l =>
        "{places} of {from} were left out: this edition has a limit; Pro and Enterprise have none",
        "{places} {from} wurden ausgelassen: Diese Edition hat eine Höchstzahl; Pro und Enterprise haben keine",
        places = places(n, l),
        from = of(l)
    )
}
