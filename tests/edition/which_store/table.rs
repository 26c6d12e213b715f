//! Every command, and how it shows which store it works with.

use kplaces_tests::Sandbox;

/// How a command shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// By the names of places, or in the file that it writes.
    Names(&'static [&'static str]),
    /// By how many places there are.
    Count(&'static [&'static str]),
    /// By the file it is in.
    File(&'static [&'static str]),
    /// By what it changes, and nothing else.
    Change(&'static [&'static str]),
    /// In a page.
    Page,
    /// It has nothing to do with places.
    Nothing,
    /// Run by the test that it is about.
    Elsewhere,
}

use Shows::{Change, Count, Elsewhere, File, Names, Nothing, Page};

/// All commands of all editions; what changes something comes in an order that makes sense.
pub(super) const COMMANDS: &[(&str, Shows)] = &[
    ("list", Names(&["list"])),
    ("find", Names(&["find", "depot"])),
    ("near", Names(&["near", "48,11"])),
    ("show", Names(&["show", "1-7-1"])),
    ("groups", Names(&["groups"])),
    (
        "watch",
        Names(&["watch", "--source", "gpx:through.gpx", "--pace", "max"]),
    ),
    ("alerts check", Names(&["alerts", "check", "through.gpx"])),
    ("alerts radii", Names(&["alerts", "radii"])),
    ("export", Names(&["export", "csv", "-o", "-"])),
    ("map", Page),
    ("open", Page),
    ("map install", Nothing),
    ("map remove", Nothing),
    ("status", Count(&["status"])),
    ("doctor", Count(&["doctor"])),
    ("privacy report", Count(&["privacy", "report"])),
    ("config path", File(&["config", "path"])),
    ("config list", File(&["config", "list"])),
    ("config show", File(&["config", "show"])),
    ("privacy statement", File(&["privacy", "statement"])),
    ("privacy record", Change(&["privacy", "record"])),
    ("backup list", File(&["backup", "list"])),
    ("encrypt status", Elsewhere),
    ("config check", Nothing),
    ("config init", Nothing),
    ("config set", Nothing),
    ("config unset", Nothing),
    ("log", Nothing),
    ("privacy network", Nothing),
    ("edition", Nothing),
    ("completions", Nothing),
    ("man", Nothing),
    ("import-check", Nothing),
    ("login", Nothing),
    ("logout", Nothing),
    ("schedule print", Nothing),
    ("schedule install", Nothing),
    ("schedule remove", Nothing),
    ("fleet plan", Nothing),
    ("fleet simulate", Nothing),
    ("tenants list", Elsewhere),
    ("tenants add", Elsewhere),
    ("tenants remove", Elsewhere),
    ("tenants sync", Elsewhere),
    ("encrypt on", Elsewhere),
    ("encrypt off", Elsewhere),
    ("encrypt rekey", Elsewhere),
    (
        "privacy extract",
        Change(&["privacy", "extract", "-o", "all.zip", "--force"]),
    ),
    ("backup create", Change(&["backup", "create"])),
    ("backup verify", Count(&["backup", "verify"])),
    ("backup restore", Change(&["backup", "restore", "latest"])),
    ("backup import", Change(&["backup", "import", "all.zip"])),
    ("sync", Change(&["sync"])),
    (
        "privacy erase",
        Change(&["privacy", "erase", "--all", "--yes"]),
    ),
];

/// Whether a command does something without one below it, as its usage says.
fn is_one_by_itself(help: &str) -> bool {
    help.lines()
        .any(|line| line.starts_with("Usage:") && line.ends_with("[COMMAND]"))
}

/// The commands of the program without further commands below them, as its help names them.
pub(super) fn commands_of(device: &Sandbox) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), vec![Vec::<String>::new()]);
    while let Some(words) = open.pop() {
        let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = device.run(&arguments).stdout;
        let below = crate::manual::below(&help);
        if below.is_empty() || is_one_by_itself(&help) {
            found.push(words.join(" "));
        }
        open.extend(below.into_iter().map(|word| [&words[..], &[word]].concat()));
    }
    found.sort();
    found
}
