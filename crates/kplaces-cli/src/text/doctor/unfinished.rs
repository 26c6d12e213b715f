use kplaces_domain::printable;

use super::super::format::count;
use crate::Finding;
use crate::commands::doctor::Facts;

const ID: &str = "unfinished";

/// What programs left that were ended from outside.
pub(super) fn findings(facts: &Facts) -> Option<Finding> {
    let left = &facts.unfinished;
    if left.is_empty() {
        return None;
    }
    let files = count(left.len() as u64, "file was", "files were");
    let text = format!("{files} left unfinished by a command that was ended from outside");
    let paths = left.iter();
    let finding = Finding::warning(ID, "left", text)
        .details(paths.map(|path| printable(&path.display().to_string()).into_owned()))
        .hint(
            "the next command that writes there removes it, and so does `3kplaces privacy erase`",
        );
    Some(finding)
}
