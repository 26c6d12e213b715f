//! The names that fit best what somebody typed, out of names that are kept in order.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use memchr::memmem;

use crate::{FoldedQuery, MatchRank};

/// One of the two readings of a folded name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The one to sort by.
    Sort,
    /// The other one, of names that have two.
    Spell,
}

/// A folded name that somebody else holds. Each reading begins with a line feed.
#[derive(Clone, Copy, Debug)]
pub struct NameEntry<'a> {
    /// The reading to sort by.
    pub sort: &'a [u8],
    /// The other one; empty where they are the same.
    pub spell: &'a [u8],
    /// What tells its place from others; equal names are in the order of it.
    pub key: &'a [u8],
}

/// Some names, in their order. Nothing of it has to make sense: it may come out of a damaged file.
pub trait NameBlock {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A reading of all names, one behind the other.
    fn texts(&self, reading: Reading) -> &[u8];

    /// Where that of the `n`th name ends in them.
    fn end(&self, reading: Reading, n: usize) -> usize;

    /// The number of the name of which the byte at `at` is.
    fn name_at(&self, reading: Reading, at: usize) -> usize;

    /// The `n`th name; `None` if that makes no sense.
    fn name(&self, n: usize) -> Option<NameEntry<'_>>;
}

/// Names that make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Senseless;

/// Where a page of names ended: the rank of the last one, the reading to sort by, without its line feed, and the key.
pub type LastName<'a> = (MatchRank, &'a [u8], &'a [u8]);

/// What the reading to sort by of some names begins with: those that start with what was typed, by either reading, stand
/// together in a few places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    text: Vec<u8>,
    /// Whether it is shorter than what was typed.
    is_cut: bool,
}

impl Start {
    /// The beginning, with its line feed.
    pub fn text(&self) -> &[u8] {
        &self.text
    }
}

/// Keeps the best of all names. Those that start with what was typed are looked at [first](Self::look_at_starts); for
/// the [others](Self::look_at) names are gone through in their order, so one that is as good as the worst kept one comes
/// too late.
#[derive(Debug)]
pub struct BestNames<'a> {
    words: &'a FoldedQuery,
    after: Option<LastName<'a>>,
    most: usize,
    best: BTreeSet<Hit>,
    /// All that was typed, at the start of a reading.
    starts: Vec<Vec<u8>>,
    /// Each word, in all its readings, and how often it was there in the first blocks.
    inside: Vec<(usize, Vec<memmem::Finder<'static>>)>,
    /// So many blocks were looked at.
    blocks: usize,
    line: Vec<u8>,
}

/// In so many blocks all words are looked for, to know which of them is rare.
const SAMPLE: usize = 8;

/// A name that fits; the greatest is the worst.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    rank: MatchRank,
    name: Vec<u8>,
    key: Vec<u8>,
}

impl<'a> BestNames<'a> {
    /// The best names, at most so many, that come after the last one of a page.
    pub fn new(words: &'a FoldedQuery, after: Option<LastName<'a>>, most: usize) -> Self {
        let finder = |needle: &str| memmem::Finder::new(needle).into_owned();
        let starts = words.whole().iter();
        let starts = starts.map(|whole| format!("\n{whole}").into_bytes());
        let inside = words.words().iter();
        let inside = inside.map(|readings| {
            let finders = readings.iter().map(|reading| finder(reading));
            (0, finders.collect())
        });
        Self {
            words,
            after,
            most,
            best: BTreeSet::new(),
            starts: starts.collect(),
            inside: inside.collect(),
            blocks: 0,
            line: Vec::new(),
        }
    }

    /// Where names are that are looked at first, each for itself.
    pub fn starts(&self) -> Vec<Start> {
        let mut starts = Vec::new();
        for whole in &self.starts {
            for start in starts_of(whole) {
                if !starts.contains(&start) {
                    starts.push(start);
                }
            }
        }
        starts
    }

    /// Looks at names from the `from`th on, of which the first that begins with `start` is one; says whether those of
    /// the next block are to be looked at as well.
    pub fn look_at_starts(
        &mut self,
        block: &impl NameBlock,
        from: usize,
        start: &Start,
    ) -> Result<ControlFlow<()>, Senseless> {
        for n in from..block.len() {
            let NameEntry { sort, spell, .. } = block.name(n).ok_or(Senseless)?;
            if !sort.starts_with(&start.text) {
                return Ok(ControlFlow::Break(()));
            }
            // One that is just what was typed comes before those that only start with it.
            let may_be_whole = start.is_cut || sort == start.text;
            if !may_be_whole && self.is_late(MatchRank::Start, block, n)? {
                return Ok(ControlFlow::Break(()));
            }
            let mut wholes = self.starts.iter().map(Vec::as_slice);
            if wholes.any(|whole| sort.starts_with(whole) || spell.starts_with(whole)) {
                self.judge(block, n)?;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Looks at the next names, in their order, when all those that start with what was typed were looked at; says
    /// whether any after them can be one of the best.
    pub fn look_at(&mut self, block: &impl NameBlock) -> Result<ControlFlow<()>, Senseless> {
        let is_full = self.best.len() >= self.most;
        let worst = self.best.last().filter(|_| is_full);
        let worst = worst.map(|worst| worst.rank);
        if is_full && worst.is_none_or(|worst| worst <= MatchRank::Word) {
            return Ok(ControlFlow::Break(()));
        }
        if self.blocks < SAMPLE && self.inside.len() > 1 {
            for (found, readings) in &mut self.inside {
                let texts = block.texts(Reading::Sort);
                let times = readings
                    .iter()
                    .map(|reading| reading.find_iter(texts).count());
                *found += times.sum::<usize>();
            }
            self.inside.sort_by_key(|(found, _)| *found);
        }
        self.blocks += 1;
        // Of those that are worse than the worst kept one only names in which it starts a word can be better.
        let at_words = worst.is_some();
        self.look_for(block, Reading::Sort, at_words)?;
        self.look_for(block, Reading::Spell, at_words)?;
        Ok(ControlFlow::Continue(()))
    }

    /// The keys of the best names, the best first.
    pub fn into_keys(self) -> impl Iterator<Item = Vec<u8>> {
        self.best.into_iter().map(|hit| hit.key)
    }

    /// Judges the names in which something stands.
    fn look_for(
        &mut self,
        block: &impl NameBlock,
        reading: Reading,
        at_words: bool,
    ) -> Result<(), Senseless> {
        let bytes = block.texts(reading);
        let many = self.needles().len();
        for n in 0..many {
            let mut from = 0;
            while let Some(bytes_left) = bytes.get(from..)
                && let Some(at) = self.needles()[n].find(bytes_left)
            {
                let at = from + at;
                let end = at + self.needles()[n].needle().len();
                from = at + 1;
                // What is not at the start of a word is of no use any more.
                let before = at.checked_sub(1).and_then(|at| bytes.get(at));
                if at_words && before.is_some_and(u8::is_ascii_alphanumeric) {
                    continue;
                }
                let name = block.name_at(reading, at);
                let name_end = block.end(reading, name);
                // It may be of two names.
                if end <= name_end {
                    self.judge(block, name)?;
                    from = from.max(name_end);
                }
            }
        }
        Ok(())
    }

    fn needles(&self) -> &[memmem::Finder<'static>] {
        self.inside.first().map_or(&[], |(_, readings)| readings)
    }

    /// Whether a name of no better rank than this comes too late.
    fn is_late(
        &self,
        rank: MatchRank,
        block: &impl NameBlock,
        n: usize,
    ) -> Result<bool, Senseless> {
        let NameEntry { sort, key, .. } = block.name(n).ok_or(Senseless)?;
        let is_late =
            |worst: &Hit| (rank, sort, key) >= (worst.rank, &worst.name[..], &worst.key[..]);
        let is_full = self.best.len() >= self.most;
        Ok(is_full && self.best.last().is_none_or(is_late))
    }

    /// Keeps a name if it is one of the best.
    fn judge(&mut self, block: &impl NameBlock, n: usize) -> Result<(), Senseless> {
        let NameEntry { sort, spell, key } = block.name(n).ok_or(Senseless)?;
        let plain = sort.get(1..).ok_or(Senseless)?;
        self.line.clear();
        self.line.extend_from_slice(plain);
        self.line.extend_from_slice(spell);
        let line = std::str::from_utf8(&self.line).map_err(|_| Senseless)?;
        let Some(rank) = self.words.rank_text(line) else {
            return Ok(());
        };
        if self.after.is_some_and(|last| (rank, plain, key) <= last) {
            return Ok(());
        }
        if self.is_late(rank, block, n)? {
            return Ok(());
        }
        let is_full = self.best.len() >= self.most;
        // It may be found by several of its readings, and is the same then.
        let is_new = self.best.insert(Hit {
            rank,
            name: sort.to_vec(),
            key: key.to_vec(),
        });
        if is_new && is_full {
            self.best.pop_last();
        }
        Ok(())
    }
}

/// So many beginnings of one reading are told apart.
const MOST_STARTS: usize = 32;

/// What the reading to sort by begins with where one of both begins with `whole`: the same, but any letters that only the
/// other one has may be missing, as the `e` of `ü` is. See `fold/reading.rs`.
fn starts_of(whole: &[u8]) -> impl Iterator<Item = Start> {
    let (mut starts, mut before) = (vec![Vec::new()], 0);
    let mut is_cut = false;
    for &letter in whole {
        let is_spelled = match letter {
            b'e' => b"aou".contains(&before),
            b'a' => before == b'a',
            _ => false,
        };
        let without = if is_spelled {
            starts.clone()
        } else {
            Vec::new()
        };
        if starts.len() + without.len() > MOST_STARTS {
            // All that begin with it begin with less of it.
            is_cut = true;
            break;
        }
        for start in &mut starts {
            start.push(letter);
        }
        starts.extend(without);
        before = letter;
    }
    starts.into_iter().map(move |text| Start { text, is_cut })
}
