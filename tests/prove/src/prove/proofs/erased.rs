//! After erasing, what was erased is in no file.

use crate::prove::needles::Needles;
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, Subject};

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !subject.has("privacy erase") {
        return Ok(Outcome::NotHere);
    }
    let webfleet = subject.webfleet(&[])?;
    let login = webfleet.login()?;
    let device = subject.usual_device("erased", webfleet.url())?;
    device.log_in(&webfleet.login()?)?;
    device.does(&["sync"])?;
    device.does(&["backup", "create"])?;
    // A changed account, so that free pages and a copy hold what was.
    let changed = subject.webfleet(&["--edit", "40"])?;
    device.asking(changed.url(), &login).does(&["sync"])?;
    let mut words = vec![
        Marks::of(&webfleet)?.place,
        Needles::of(&login.password),
        Needles::of(&login.apikey),
    ];
    words.extend(device.names(400)?.iter().map(|name| Needles::of(name)));
    let before = device.holding(&words)?;
    device.does(&["privacy", "erase", "--all", "--yes"])?;
    let after = device.holding(&words)?;
    let mut violations = after;
    violations.truncate(20);
    if before.is_empty() {
        violations.push("nothing was found before: the search is not worth anything".to_owned());
    }
    let shown = format!(
        "{} names, password and API key: found {} times in the files before, and not once after `privacy \
         erase --all`, in any of {} spellings",
        words.len() - 2,
        before.len(),
        words[0].ways()
    );
    Ok(Outcome::of(violations, shown))
}
