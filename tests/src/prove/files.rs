//! Marks in the files of a device.

use std::io::Read as _;
use std::path::Path;

use kplaces_webfleet_sim::{ColumnFilter, MARKED_PLACE, Missing, Options, Spelling};

use super::hunt::{Hunt, holds};
use super::{Seen, Stage, Why, broken, journey};
use crate::Sandbox;

/// Ways in which the service may answer: with the filter honoured and ignored, in both spellings of
/// its columns, in both formats, asked in both ways.
fn services() -> Vec<(Options, &'static str, &'static str)> {
    let mut all = Vec::new();
    for column_filter in [ColumnFilter::Honoured, ColumnFilter::Ignored] {
        for (spelling, format, method) in [
            (Spelling::First, "csv", "get"),
            (Spelling::Second, "json", "post"),
        ] {
            let options = Options {
                column_filter,
                spelling,
                missing: Missing::Null,
                ..Options::default()
            };
            all.push((options, format, method));
        }
    }
    all
}

/// What is inside a file: its bytes and, where it is an archive, those of its entries.
fn contents(path: &Path, bytes: &[u8]) -> Result<Vec<u8>, Why> {
    let mut all = bytes.to_vec();
    if bytes.starts_with(b"PK\x03\x04") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes))
            .map_err(|error| Why::Broken(format!("{} cannot be read: {error}", path.display())))?;
        for n in 0..archive.len() {
            let entry = archive.by_index(n);
            let read = entry.map(|mut entry| entry.read_to_end(&mut all));
            if !matches!(read, Ok(Ok(_))) {
                return broken(format!("{} cannot be read", path.display()));
            }
        }
    }
    Ok(all)
}

/// Looks through every file of a device, and what was said.
pub(crate) fn search(
    device: &Sandbox,
    hunt: &Hunt,
    except: &[&str],
) -> Result<(usize, usize), Why> {
    let mut seen = (0, 0);
    for (path, bytes) in device.files() {
        if except.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let all = contents(&path, &bytes)?;
        seen = (seen.0 + 1, seen.1 + all.len());
        if let Some(what) = hunt.find(&all) {
            return broken(format!("{what} is in {}", path.display()));
        }
    }
    Ok(seen)
}

/// No personal column in any file, or in anything that is said at the most talkative level.
pub(crate) fn canary_files(stage: &Stage) -> Seen {
    let hunt = Hunt::personal();
    let (mut files, mut size, mut services_seen) = (0, 0, 0);
    for (options, format, method) in services() {
        let (webfleet, mut device) = stage.marked(options);
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        device.env("KPLACES_WEBFLEET__METHOD", method);
        device.env("KPLACES_LOG", "trace");
        journey::prepare(&device);
        for step in journey::steps(stage)? {
            // What erases would leave nothing to look at; it is looked at on its own.
            if step.line().starts_with("privacy erase") || step.line() == "logout" {
                continue;
            }
            let ran = device.run_with_stdin(&step.words(), &step.stdin);
            journey::counts(&step, &ran)?;
            for said in [&ran.stdout, &ran.stderr] {
                if let Some(what) = hunt.find(said.as_bytes()) {
                    return broken(format!("`{}` says {what}", step.line()));
                }
            }
        }
        // A second sync with fewer places: pages become free, and a backup is made.
        webfleet.edit(|world| {
            if let Some(listed) = world.accounts[0].addresses.listed_mut() {
                listed.truncate(400);
            }
        });
        let ran = device.run(&["sync", "--accept-shrink"]);
        if ran.code != 0 {
            return broken(format!(
                "`sync --accept-shrink` ended with {}: {}",
                ran.code, ran.stderr
            ));
        }
        let (more, bytes) = search(&device, &hunt, &[])?;
        files += more;
        size += bytes;
        services_seen += 1;
        let found =
            |(_, bytes): &(std::path::PathBuf, Vec<u8>)| holds(bytes, MARKED_PLACE.as_bytes());
        if !device.files().iter().any(found) {
            return broken(format!(
                "{MARKED_PLACE} is in no file: nothing was looked at"
            ));
        }
    }
    Ok(format!(
        "{files} files, {} MiB, after {services_seen} ways to answer; {} spellings",
        size >> 20,
        hunt.spellings()
    ))
}
