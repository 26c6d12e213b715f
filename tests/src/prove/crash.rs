//! A program that crashes.

use super::visit::Visit;
use super::{Seen, Stage, broken, stage};

/// A crash leaves no image of the memory.
pub(crate) fn no_core(stage: &Stage) -> Seen {
    stage.needs("map")?;
    let (_webfleet, device) = stage.synced()?;
    // As generous as can be: it is the program that has to forbid it.
    let generous = [
        "sh",
        "-c",
        "ulimit -c unlimited 2>/dev/null; exec \"$0\" \"$@\"",
    ];
    let visit = Visit::start_in(&device, &generous)?;
    let pid = visit.pid();
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap_or_default();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let figures: Vec<&str> = core
        .unwrap_or_default()
        .split_whitespace()
        .skip(4)
        .take(2)
        .collect();
    if figures != ["0", "0"] {
        return broken(format!("an image of {figures:?} bytes would be written"));
    }
    stage::signal("-ABRT", visit.child());
    let ended = visit.outlast();
    let left: Vec<_> = device
        .files()
        .into_iter()
        .filter(|(path, _)| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("core"))
        })
        .collect();
    if !left.is_empty() {
        return broken(format!("a crash left {}", left[0].0.display()));
    }
    Ok(format!("core limit 0, crashed ({ended}), no image left"))
}
