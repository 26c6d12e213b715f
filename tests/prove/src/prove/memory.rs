//! The memory of a running process.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

use anyhow::Context as _;

use super::needles::Needles;

/// So much is read at a time.
const PART: usize = 4 << 20;
/// Parts overlap by more than any spelling is long.
const OVERLAP: usize = 512;

/// What a search of a process's memory gave.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Bytes that were read.
    pub(super) bytes: u64,
    /// How often each of the words was seen.
    pub(super) counts: Vec<usize>,
}

/// Looks for words in everything that a process could have written to.
pub(super) fn look(pid: u32, words: &[&Needles]) -> anyhow::Result<Looked> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).context("the process is gone")?;
    let memory = File::open(format!("/proc/{pid}/mem"))
        .context("the memory of another process can be read by root only")?;
    let mut looked = Looked {
        bytes: 0,
        counts: vec![0; words.len()],
    };
    let mut part = vec![0; PART];
    for (start, end) in maps.lines().filter_map(writable) {
        let mut at = start;
        while at < end {
            let wanted = usize::try_from(end - at).unwrap_or(PART).min(PART);
            // A region may go while it is read, and some cannot be read at all.
            let Ok(length @ 1..) = memory.read_at(&mut part[..wanted], at) else {
                break;
            };
            for (count, needles) in looked.counts.iter_mut().zip(words) {
                *count += needles.count(&part[..length]);
            }
            let last = at + length as u64 >= end;
            let step = if last {
                length
            } else {
                length.saturating_sub(OVERLAP).max(1)
            };
            looked.bytes += step as u64;
            at += step as u64;
        }
    }
    Ok(looked)
}

/// Start and end of a region that can be written to.
fn writable(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split_whitespace();
    let (range, rights) = (words.next()?, words.next()?);
    let (start, end) = range.split_once('-')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    rights
        .contains('w')
        .then_some((number(start)?, number(end)?))
}
