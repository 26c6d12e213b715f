//! Marks in the memory of a running program.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use kplaces_webfleet_sim::{ColumnFilter, MARKED_PLACE, Options};

use super::hunt::{Hunt, holds};
use super::visit::Visit;
use super::{Seen, Stage, Why, broken};

/// The memory of a process that can be written, piece by piece.
fn memory(pid: u32) -> Result<Vec<Vec<u8>>, Why> {
    let not_run = |error: std::io::Error| {
        Why::NotRun(format!(
            "only the administrator may look into its memory: {error}"
        ))
    };
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).map_err(not_run)?;
    let mut file = File::open(format!("/proc/{pid}/mem")).map_err(not_run)?;
    let mut pieces = Vec::new();
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (Some(range), Some(rights)) = (words.next(), words.next()) else {
            continue;
        };
        let Some((from, to)) = range.split_once('-') else {
            continue;
        };
        let (Ok(from), Ok(to)) = (u64::from_str_radix(from, 16), u64::from_str_radix(to, 16))
        else {
            continue;
        };
        if !rights.starts_with("rw") || to - from > 1 << 31 {
            continue;
        }
        let mut piece = Vec::new();
        if file.seek(SeekFrom::Start(from)).is_ok() {
            // Pages of the kernel cannot be read; what can be is.
            let _ = (&mut file).take(to - from).read_to_end(&mut piece);
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

/// No personal column in the memory of the map after it has done a sync itself.
///
/// Where the service honours the filter, nothing personal comes to the device. Where it does not,
/// what it sends passes through the buffers of the connection; nothing of it may be there later.
pub(crate) fn canary_memory(stage: &Stage) -> Seen {
    stage.needs("map")?;
    let hunt = Hunt::personal();
    let mut said = Vec::new();
    for (filter, word) in [
        (ColumnFilter::Honoured, "filter honoured"),
        (ColumnFilter::Ignored, "filter ignored"),
    ] {
        let (_webfleet, device) = stage.marked(Options {
            column_filter: filter,
            ..Options::default()
        });
        let visit = Visit::start(&device)?;
        visit.sync()?;
        visit.crawl()?;
        let pieces = memory(visit.pid())?;
        visit.end()?;
        let size: usize = pieces.iter().map(Vec::len).sum();
        if !pieces
            .iter()
            .any(|piece| holds(piece, MARKED_PLACE.as_bytes()))
        {
            return broken(format!(
                "{MARKED_PLACE} is not in memory: nothing was looked at"
            ));
        }
        let left = pieces.iter().find_map(|piece| hunt.find(piece));
        match (left, filter) {
            (None, _) => said.push(format!("nothing in {} MiB ({word})", size >> 20)),
            // Buffers of the connection are not ours to wipe; they go with the process.
            (Some(_), ColumnFilter::Ignored) => {
                said.push(format!("remains in buffers of the connection ({word})"));
            }
            (Some(what), _) => return broken(format!("{what} is in memory after a sync ({word})")),
        }
    }
    Ok(format!("after a sync of the map: {}", said.join(", ")))
}
