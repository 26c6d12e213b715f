//! Every command of the program, one after the other, as a user could give them.

use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};
use serde_json::Value;

use super::{Stage, Why, broken};
use crate::{Ran, Sandbox};

/// A command line, and what comes on standard input.
pub(crate) struct Step {
    pub(crate) arguments: Vec<String>,
    pub(crate) stdin: String,
}

impl Step {
    fn new(line: &str) -> Self {
        Self {
            arguments: line.split(' ').map(str::to_owned).collect(),
            stdin: String::new(),
        }
    }

    /// The command line as one would type it.
    pub(crate) fn line(&self) -> String {
        self.arguments.join(" ")
    }

    /// The arguments.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.arguments.iter().map(String::as_str).collect()
    }
}

/// Command lines in an order in which each finds what it needs. `map` goes on for a while and has
/// a visit of its own.
const LINES: &[&str] = &[
    "login --stdin",
    "sync --dry-run",
    "sync",
    "sync --json",
    "list",
    "list --json",
    "show Prüfmühle",
    "find a",
    "near 48,11",
    "groups",
    "status",
    "log",
    "edition",
    "config show",
    "config path",
    "completions bash",
    "man",
    "backup create",
    "backup list",
    "backup verify",
    "backup restore latest",
    "export --list-profiles",
    "import-check export/geojson --profile geojson",
    "schedule print",
    "schedule install",
    "schedule remove",
    "fleet plan --devices 3",
    "fleet simulate --devices 3",
    "doctor",
    "doctor --online",
    "doctor --bundle bundle.txt",
    "privacy statement",
    "privacy statement --lang de",
    "privacy report",
    "privacy record",
    "privacy network",
    "privacy extract -o extract.zip",
    "backup import extract.zip",
    "tenants list",
    "tenants add north",
    "tenants remove north --yes",
    "encrypt status",
    "privacy erase --all --dry-run",
    "privacy erase --all --yes",
    "logout",
];

/// The steps that this program has commands for.
///
/// A command that no step runs breaks the proof: a new command must not go unseen.
pub(crate) fn steps(stage: &Stage) -> Result<Vec<Step>, Why> {
    let mut steps: Vec<Step> = LINES.iter().map(|line| Step::new(line)).collect();
    let exports = profiles(stage)
        .into_iter()
        .map(|id| Step::new(&format!("export {id} -o export/{id}")));
    let at = steps
        .iter()
        .position(|step| step.line().starts_with("import-check"))
        .unwrap_or(steps.len());
    steps.splice(at..at, exports);
    for step in &mut steps {
        if step.arguments[0] == "login" && step.arguments.contains(&"--stdin".to_owned()) {
            step.stdin =
                format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\n{SAMPLE_PASSWORD}\n{SAMPLE_APIKEY}\n");
        }
    }
    let runs = |step: &Step, command: &str| {
        let line = step.line();
        line == command || line.starts_with(&format!("{command} "))
    };
    let unseen: Vec<&str> = stage
        .commands()
        .iter()
        .map(String::as_str)
        .filter(|command| *command != "map" && !steps.iter().any(|step| runs(step, command)))
        .collect();
    if !unseen.is_empty() {
        return broken(format!("no step runs {}", unseen.join(", ")));
    }
    steps.retain(|step| stage.commands().iter().any(|command| runs(step, command)));
    Ok(steps)
}

/// The export profiles of the program.
pub(crate) fn profiles(stage: &Stage) -> Vec<String> {
    let ran = stage.fresh().run(&["export", "--list-profiles", "--json"]);
    let listed: Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
    let profiles = listed.as_array().cloned().unwrap_or_default();
    profiles
        .iter()
        .filter_map(|profile| Some(profile["id"].as_str()?.to_owned()))
        .collect()
}

/// Prepares what steps write into.
pub(crate) fn prepare(device: &Sandbox) {
    let _ = std::fs::create_dir(device.path("export"));
}

/// Whether a step did something; one that only complained shows nothing.
pub(crate) fn counts(step: &Step, ran: &Ran) -> Result<(), Why> {
    // A scheduler may be missing, the store may be made anew, and `doctor` may find fault.
    let fine = matches!(ran.code, 0 | 12) || step.arguments[0] == "schedule";
    if fine {
        Ok(())
    } else {
        broken(format!(
            "`{}` ended with {}: {}",
            step.line(),
            ran.code,
            ran.stderr.trim()
        ))
    }
}
