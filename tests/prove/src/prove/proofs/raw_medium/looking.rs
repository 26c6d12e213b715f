//! Looking for what was erased, in all bytes of a medium.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use memchr::memmem;

use super::account::{Fate, OF_EACH};
use crate::prove::contents::files_below;
use crate::prove::needles::Needles;

/// Account, user, password, API key.
pub(super) const LOGIN: &str = "account\nuser\ncanary-password-7Q\ncanary-apikey-8R\n";
const SECRETS: [&str; 2] = ["canary-password-7Q", "canary-apikey-8R"];

/// What was found, and what was found that may not be.
pub(super) struct Seen {
    pub(super) looked_for: usize,
    pub(super) found_before: usize,
    pub(super) spellings: usize,
    pub(super) violations: Vec<String>,
}

impl Seen {
    /// Looks at a medium where everything has to be found.
    pub(super) fn before(bytes: &[u8]) -> Self {
        let found: usize = Fate::ALL
            .iter()
            .map(|fate| numbers(*fate, bytes).len())
            .sum();
        let mut seen = Self {
            // What is renamed has the mark of what stays in its key.
            looked_for: (Fate::ALL.len() + 1) * usize::from(OF_EACH),
            found_before: found,
            spellings: Needles::of(Fate::Removed.mark()).ways(),
            violations: Vec::new(),
        };
        let positions = Fate::ALL
            .iter()
            .all(|fate| positions(*fate, bytes, true) > 0);
        let secrets = SECRETS
            .iter()
            .all(|word| Needles::of(word).count(bytes) > 0);
        if found < seen.looked_for || !positions || !secrets {
            seen.violations.push(format!(
                "only {found} of {} were found before (positions: {positions}, login: {secrets}): the search is not \
                 worth anything",
                seen.looked_for
            ));
        }
        seen
    }

    /// Looks for places that have to be gone. The group of a fate has the same mark: of a sync it may stay.
    pub(super) fn gone(&mut self, after: &str, fates: &[Fate], bytes: &[u8]) {
        for fate in fates {
            let left = numbers(*fate, bytes).len();
            if left > 0 {
                self.violations.push(format!(
                    "after {after}, keys or names of {left} of {OF_EACH} `{}` are on the medium",
                    fate.mark()
                ));
            }
            let left = positions(*fate, bytes, false);
            if left > 0 {
                self.violations.push(format!(
                    "after {after}, positions of `{}` are on the medium, {left} times",
                    fate.mark()
                ));
            }
            if fates.len() == Fate::ALL.len() {
                let ways = Needles::of(fate.mark()).within(bytes);
                if !ways.is_empty() {
                    let (mark, ways) = (fate.mark(), ways.join(", "));
                    self.violations
                        .push(format!("after {after}, `{mark}` is on the medium ({ways})"));
                }
            }
        }
    }

    /// Looks for the login.
    pub(super) fn no_secret(&mut self, after: &str, bytes: &[u8]) {
        for word in SECRETS {
            let ways = Needles::of(word).within(bytes);
            if !ways.is_empty() {
                self.violations
                    .push(format!("after {after}, `{word}` is on the medium"));
            }
        }
    }

    /// Says on which medium.
    pub(super) fn note(&mut self, medium: &str) {
        for violation in &mut self.violations {
            *violation = format!("{medium}: {violation}");
        }
    }
}

/// The numbers of addresses whose key or name is found.
fn numbers(fate: Fate, bytes: &[u8]) -> BTreeSet<Vec<u8>> {
    let mark = fate.mark().as_bytes();
    let found = memmem::find_iter(bytes, mark).filter_map(|at| {
        let rest = &bytes[at + mark.len()..];
        let number = rest.get(1..5)?;
        let apart = [b'-', b' '].contains(&rest[0]);
        (apart && number.iter().all(u8::is_ascii_digit)).then(|| number.to_vec())
    });
    found.collect()
}

/// How often a position is found, in both forms that a store has: the less of them where `least`, else all.
fn positions(fate: Fate, bytes: &[u8], least: bool) -> usize {
    let (mut north, mut east) = fate.position();
    // Least byte first.
    north.reverse();
    east.reverse();
    let pairs = memmem::find_iter(bytes, &north).filter(|at| {
        let number = at.checked_sub(1).and_then(|at| bytes.get(at));
        let rest = &bytes[at + north.len()..];
        rest.get(1..4) == Some(&east) && rest.first() == number
    });
    let all = fate.on_the_curve();
    // They begin alike.
    let begins: BTreeSet<&[u8]> = all.iter().map(|number| &number[..6]).collect();
    let numbers = begins.iter().map(|begin| {
        let found = memmem::find_iter(bytes, begin);
        let whole = found.filter(|at| bytes.get(*at..at + 8).is_some_and(|it| all.contains(it)));
        whole.count()
    });
    let (pairs, numbers) = (pairs.count(), numbers.sum::<usize>());
    if least {
        pairs.min(numbers)
    } else {
        pairs + numbers
    }
}

/// Pieces of encrypted files: whoever has the key reads places in them.
#[derive(Default)]
pub(super) struct Pieces {
    now: Vec<(String, Vec<u8>)>,
    /// How many were looked for.
    pub(super) taken: usize,
}

impl Pieces {
    /// Takes some of a file.
    pub(super) fn take(&mut self, file: &Path) -> anyhow::Result<()> {
        let bytes = fs::read(file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        // Behind the words with which all files of the kind begin; the last one is short.
        let pieces = bytes.chunks(4096).filter_map(|page| {
            let start = 64.min(page.len().checked_sub(24)?);
            page.get(start..start + 24)
        });
        self.now
            .extend(pieces.map(|piece| (name.to_string(), piece.to_vec())));
        Ok(())
    }

    /// Takes some of every file below a folder that is encrypted.
    pub(super) fn take_all(&mut self, folder: &Path) -> anyhow::Result<()> {
        for file in files_below(folder)? {
            self.take(&file)?;
        }
        Ok(())
    }

    /// Looks for what was taken since the last time.
    pub(super) fn gone(&mut self, after: &str, bytes: &[u8], seen: &mut Seen) {
        self.taken += self.now.len();
        let mut left = BTreeSet::new();
        for (name, piece) in self.now.drain(..) {
            if memmem::find(bytes, &piece).is_some() {
                left.insert(name);
            }
        }
        let left = left
            .into_iter()
            .map(|name| format!("after {after}, what was in {name} before is on the medium"));
        seen.violations.extend(left);
    }
}
