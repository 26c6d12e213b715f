//! What has to hold after a fault.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::bench::{Bench, DATA, Ran, is_aside};
use super::cases::Case;
use super::fault::Fault;
use super::tree::Tree;

/// A command that says so has changed nothing.
const CLAIMS: [&str; 3] = ["nothing was changed", "content is as it was", "was left so"];

/// `doctor` is asked after each fault at an operation whose number is a multiple of this.
const DOCTOR_AT: u64 = 4;

/// What a panic ends with; another code with 101 would be Rust's own.
const PANICS: [i32; 3] = [70, 101, 134];

/// What a device shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// Of each account what lists its places, or how that ended.
    contents: Vec<String>,
}

impl State {
    fn short(&self) -> String {
        let all: Vec<String> = self.contents.iter().map(|content| short(content)).collect();
        all.join(" / ")
    }
}

/// How a case goes without a fault.
pub(super) struct Course {
    pub(super) case: Case,
    pub(super) start: Tree,
    pub(super) before: State,
    pub(super) code: Option<i32>,
    pub(super) after: State,
    again_code: Option<i32>,
    again: State,
    aside: usize,
    /// The copies that are there throughout, and what is in those that stay as they are.
    copies: BTreeMap<PathBuf, Option<Vec<u8>>>,
    /// How `doctor` ends: before, after, and when it was done twice.
    doctor: [Option<i32>; 3],
    /// How many operations it takes, and which.
    pub(super) done: Vec<super::state::Done>,
    /// The files when it is done, as far as they were not synced.
    pub(super) end: Tree,
}

/// What devices with these files showed, so that nobody has to be asked twice.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<String, State>>);

impl Course {
    pub(super) fn of(bench: &Bench<'_>, known: &Known, case: &Case) -> anyhow::Result<Self> {
        let start = bench.prepared(case)?;
        let before = known.look(bench, case, &start)?;
        let doctor = |tree: &Tree| -> anyhow::Result<Option<i32>> {
            Ok(bench.run(case, "doctor", tree, None)?.code)
        };
        let ran = bench.run(case, case.command, &start, None)?;
        let after = known.look(bench, case, &ran.tree)?;
        let second = bench.run(case, case.command, &ran.tree, None)?;
        let again = known.look(bench, case, &second.tree)?;
        let stay = copies(&ran.tree);
        let copies = copies(&start)
            .into_iter()
            .filter_map(|(name, bytes)| {
                let stays = *stay.get(&name)? == bytes;
                Some((name, stays.then_some(bytes)))
            })
            .collect();
        Ok(Self {
            case: *case,
            before,
            code: ran.code,
            after,
            again_code: second.code,
            again,
            aside: aside(&ran.tree),
            copies,
            doctor: [doctor(&start)?, doctor(&ran.tree)?, doctor(&second.tree)?],
            done: ran.done,
            end: ran.tree,
            start,
        })
    }

    /// What is wrong with what came of a fault; nothing if all is well.
    pub(super) fn faults_of(
        &self,
        bench: &Bench<'_>,
        known: &Known,
        ran: &Ran,
        left: &Tree,
        fault: Fault,
    ) -> anyhow::Result<Vec<String>> {
        let mut wrong = Vec::new();
        let is_cut = matches!(fault, Fault::Cut { .. });
        match ran.code {
            None => wrong.push("a signal ended it".to_owned()),
            Some(code) if PANICS.contains(&code) => wrong.push(format!("it ended with {code}")),
            Some(_) => {}
        }
        let now = known.look(bench, &self.case, left)?;
        let is_between = |words: &&str| now.contents.iter().any(|it| it.contains(words));
        if now != self.before && now != self.after {
            if !self.is_done_in_part(&now) && !self.case.between.iter().any(is_between) {
                wrong.push(format!("the content is neither: {}", now.short()));
            }
        } else if self.before != self.after && !is_cut {
            if ran.code == Some(0) && self.code == Some(0) && now != self.after {
                let said = short(&ran.text);
                wrong.push(format!("it is not done, and it says: {said}"));
            }
            if CLAIMS.iter().any(|claim| ran.text.contains(claim)) && now != self.before {
                let said = short(&ran.text);
                wrong.push(format!("something was changed, and it says: {said}"));
            }
        }
        if !is_cut && aside(left) > self.aside {
            wrong.push("a store is set aside".to_owned());
        }
        let copies = copies(left);
        for (name, bytes) in &self.copies {
            let found = copies.get(name);
            if found.is_none() || bytes.is_some() && found != bytes.as_ref() {
                wrong.push(format!("the copy {} is gone or another", name.display()));
            }
        }
        wrong.extend(self.second_run(bench, known, left, fault)?);
        Ok(wrong)
    }

    /// Whether each account is as before or as after.
    fn is_done_in_part(&self, now: &State) -> bool {
        let mut before_and_after = self.before.contents.iter().zip(&self.after.contents);
        now.contents.iter().all(|it| {
            let either = before_and_after.next();
            either.is_some_and(|(before, after)| it == before || it == after)
        })
    }

    /// What was reported as done has to outlive a power cut.
    pub(super) fn is_done(
        &self,
        bench: &Bench<'_>,
        known: &Known,
        left: &Tree,
        fault: Fault,
    ) -> anyhow::Result<Vec<String>> {
        let now = known.look(bench, &self.case, left)?;
        let mut wrong = Vec::new();
        if now != self.after {
            wrong.push(format!("what was done is lost: {}", now.short()));
        }
        wrong.extend(self.second_run(bench, known, left, fault)?);
        Ok(wrong)
    }

    /// Without a fault the command works, and the device is well.
    fn second_run(
        &self,
        bench: &Bench<'_>,
        known: &Known,
        left: &Tree,
        fault: Fault,
    ) -> anyhow::Result<Vec<String>> {
        let mut wrong = Vec::new();
        let ran = bench.run(&self.case, self.case.command, left, None)?;
        if ran.code != self.code && ran.code != self.again_code {
            let code = ran.code;
            wrong.push(format!(
                "run again it ends with {code:?}: {}",
                short(&ran.text)
            ));
        }
        let now = known.look(bench, &self.case, &ran.tree)?;
        if now != self.after && now != self.again {
            wrong.push(format!("run again it leaves {}", now.short()));
        }
        // It looks at the same files as the command does; a part of the runs will do.
        if fault.at().is_multiple_of(DOCTOR_AT) {
            let doctor = bench.run(&self.case, "doctor", &ran.tree, None)?.code;
            if !self.doctor.contains(&doctor) {
                wrong.push(format!("after it doctor ends with {doctor:?}"));
            }
        }
        Ok(wrong)
    }
}

impl Known {
    /// What a device with these files shows.
    fn look(&self, bench: &Bench<'_>, case: &Case, tree: &Tree) -> anyhow::Result<State> {
        let key = format!("{:?} {}", case.shown_by, print_of(tree));
        let found = self.lock().get(&key).cloned();
        if let Some(found) = found {
            return Ok(found);
        }
        let contents = case.shown_by.iter().map(|command| {
            let ran = bench.run(case, command, tree, None)?;
            Ok(match ran.code {
                Some(0) => String::from_utf8_lossy(&ran.stdout).into_owned(),
                code => format!("exit {code:?}: {}", ran.text),
            })
        });
        let seen = State {
            contents: contents.collect::<anyhow::Result<_>>()?,
        };
        self.lock().insert(key, seen.clone());
        Ok(seen)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What tells the files that hold places, a key or a login from others.
fn print_of(tree: &Tree) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in tree.files(Path::new("home")) {
        let name = path.to_string_lossy();
        // Records have moments in them, and show no place.
        let is_record = name.contains("/.local/state/") || name.starts_with(".local/state/");
        if bytes.is_empty() || is_record || name.ends_with("-shm") {
            continue;
        }
        hash.update(name.as_bytes());
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes.as_slice());
    }
    format!("{:x}", hash.finalize())
}

fn copies(tree: &Tree) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = tree.files(&Path::new(DATA).join("backups")).into_iter();
    files
        .filter(|(name, _)| !name.to_string_lossy().starts_with('.'))
        .map(|(name, bytes)| (name, Sha256::digest(bytes.as_slice()).to_vec()))
        .collect()
}

fn aside(tree: &Tree) -> usize {
    let files = tree.files(Path::new(DATA));
    files
        .keys()
        .filter(|path| is_aside(path.as_os_str()))
        .count()
}

fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(160).collect()
}
