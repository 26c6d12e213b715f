use kplaces_domain::printable;
use kplaces_text::{Text, command, text};

use crate::Finding;
use crate::doctor::facts::Facts;

const ID: &str = "unfinished";

/// What programs left that were ended from outside.
pub(super) fn findings(facts: &Facts) -> Option<Finding> {
    let left = &facts.unfinished;
    if left.is_empty() {
        return None;
    }
    let text = text!(l =>
        "{files} left unfinished by a command that was ended from outside",
        "unfertig zurückgelassen von einem Befehl, der von außen beendet wurde: {files}",
        files = l.count(left.len() as u64, ["file was", "files were"], ["Datei", "Dateien"])
    );
    let (paths, erase) = (left.iter(), command("privacy erase"));
    let finding = Finding::warning(ID, "left", text)
        .details(paths.map(|path| Text::same(printable(&path.display().to_string()))))
        .hint(text!(
            "the next command that writes there removes it, and so does {erase}",
            "der nächste Befehl, der dort schreibt, räumt auf, {erase} ebenfalls"
        ));
    Some(finding)
}
