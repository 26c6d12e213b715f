//! Answers that nobody reads.

use std::io::Read;
use std::process::Stdio;

use kplaces_tests::numbered_world;

use crate::{connected, synced};

/// `3kplaces list | head -1`: the reader goes away while much is to be written.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (_webfleet, device) = connected(numbered_world(490));
    assert_eq!(device.run(&["sync"]).code, 0);
    for arguments in [
        &["list", "--json"][..],
        &["list"],
        &["export", "csv", "-o", "-"],
        &["export", "geojson", "-o", "-"],
        &["export", "gpx", "-o", "-"],
        &["completions", "bash"],
    ] {
        let mut child = device
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), said.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_an_error() {
    let (_webfleet, device) = synced();
    for arguments in [&["list"][..], &["export", "csv", "-o", "-"]] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = device.command(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(9), "{arguments:?}");
    }
}
