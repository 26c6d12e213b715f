use std::time::Duration;

use kplaces_app::{Backup, BackupError, BackupReason, Backups, Imported, Restored};
use kplaces_domain::Timestamp;
use kplaces_store::{StoreErrorKind, StoreState};

use super::errors;
use super::format::{self, count, number};
use super::table::{Column, table as lay_out};
use crate::Terminal;
use crate::error::{CliError, Kind};

fn reason(reason: BackupReason) -> &'static str {
    match reason {
        BackupReason::ByHand => "by hand",
        BackupReason::BeforeSync => "before a sync",
        BackupReason::BeforeRestore => "before a restore",
        BackupReason::BeforeMigration => "before an update",
        BackupReason::SetAside => "set aside, damaged",
    }
}

pub(crate) fn created(backup: &Backup) -> String {
    format!(
        "Copied to {}, {}.\nIt is kept until you delete it: {}\n",
        backup.name,
        format::bytes(backup.bytes),
        backup.path.display()
    )
}

pub(crate) fn list(
    list: &[Backup],
    backups: &Backups,
    now: Timestamp,
    terminal: Terminal,
) -> String {
    let folder = backups.folder().display();
    if list.is_empty() {
        return format!(
            "There are no backups in {folder}.\n`3kplaces backup create` makes one; a sync that removes places makes one by itself.\n"
        );
    }
    let columns = [
        Column::fixed("name"),
        Column::text("made"),
        Column::text("why"),
        Column::number("size"),
    ];
    let rows: Vec<(String, Vec<String>)> = list
        .iter()
        .map(|backup| {
            let cells = vec![
                backup.name.clone(),
                format::age(backup.at, now),
                reason(backup.reason).to_owned(),
                format::bytes(backup.bytes),
            ];
            (String::new(), cells)
        })
        .collect();
    let table = lay_out(&columns, &rows, 0, terminal.width);
    format!("{table}\nFolder: {folder}\n")
}

fn content(state: &StoreState) -> String {
    let places = count(state.places, "place", "places");
    match &state.provenance {
        Some(provenance) => format!("{places} as of {}", format::moment(provenance.as_of)),
        None => places,
    }
}

pub(crate) fn verified(checked: &[(Backup, StoreState)]) -> String {
    if checked.is_empty() {
        return "There are no backups.\n".to_owned();
    }
    let lines: Vec<String> = checked
        .iter()
        .map(|(backup, state)| format!("sound  {}  {}\n", backup.name, content(state)))
        .collect();
    lines.concat()
}

pub(crate) fn unsound(
    checked: &[(Backup, StoreState)],
    unsound: &[(Backup, BackupError)],
) -> CliError {
    let all = checked.len() + unsound.len();
    // What could not be read may be sound.
    let unread = unsound.iter().any(|(_, error)| is_of_the_medium(error));
    let what = if unread {
        "could not be read or cannot be used"
    } else {
        "cannot be used"
    };
    let mut error = CliError::new(
        Kind::Store,
        format!(
            "{} of {} {what}",
            number(unsound.len() as u64),
            count(all as u64, "backup", "backups")
        ),
    );
    for (backup, why) in unsound {
        let cause = std::error::Error::source(why).map(ToString::to_string);
        error = error.because(format!("{}: {}", backup.name, cause.unwrap_or_default()));
    }
    if unread {
        error
            .hint(errors::try_again())
            .hint(errors::failing_medium())
    } else if checked.is_empty() {
        error.hint("`3kplaces backup create` makes one of what is on this device now")
    } else {
        error.hint("the others are sound: `3kplaces backup list`")
    }
}

fn is_of_the_medium(error: &BackupError) -> bool {
    matches!(error, BackupError::Unsound { source, .. } if source.kind() == StoreErrorKind::Io)
}

pub(crate) fn restored(restored: &Restored, set_aside: Option<&str>, elapsed: Duration) -> String {
    let mut out = format!(
        "{} on this device.\n\n  {} added, {} changed, {} removed\n  from {}, {}\n",
        content(&restored.state),
        number(restored.added),
        number(restored.changed),
        number(restored.removed),
        restored.backup.name,
        format::duration(elapsed)
    );
    out.push_str(&replaced(restored.before.as_ref(), set_aside));
    out
}

/// Where that is which was there before.
fn replaced(before: Option<&Backup>, set_aside: Option<&str>) -> String {
    let mut out = String::new();
    if let Some(before) = before {
        out.push_str(&format!(
            "  what was there before is kept: `3kplaces backup restore {}`\n",
            before.name
        ));
    }
    if let Some(path) = set_aside {
        out.push_str(&format!("  the damaged file is now {path}\n"));
    }
    out
}

pub(crate) fn imported(imported: &Imported, set_aside: Option<&str>, elapsed: Duration) -> String {
    let mut out = format!(
        "{} on this device.\n\n  {} added, {} changed, {} removed\n  from an extract, {}\n",
        content(&imported.state),
        number(imported.added),
        number(imported.changed),
        number(imported.removed),
        format::duration(elapsed)
    );
    out.push_str(&replaced(imported.before.as_ref(), set_aside));
    out
}

/// `from` is what stays as it is, as in "the extract".
pub(crate) fn beyond_limit(places: u64, from: &str) -> String {
    format!(
        "{} of {from} were left out: this edition has a limit; Pro and Enterprise have none",
        count(places, "place", "places")
    )
}
