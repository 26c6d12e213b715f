//! Every command of the program, and how the proofs run it.

use std::collections::BTreeSet;

use anyhow::ensure;

use super::device::Device;

/// A command, and the ways it is run, in an order that makes sense on a new device.
struct Entry {
    command: &'static str,
    runs: &'static [&'static str],
}

const fn entry(command: &'static str, runs: &'static [&'static str]) -> Entry {
    Entry { command, runs }
}

/// All commands of all editions. A run is what stands behind the command; `{PROFILE}` runs it for
/// each export profile. Those that need more than arguments have a name for it: see [`Run`].
const COMMANDS: &[Entry] = &[
    entry("edition", &["", "--json"]),
    entry("config list", &["", "--json"]),
    entry("config init", &["--defaults", "", "--force"]),
    entry("config set", &["map.port 0", "map.port x"]),
    entry("config unset", &["map.port"]),
    entry("config check", &["", "--json"]),
    entry("config show", &["", "--json"]),
    entry("config path", &["", "--json"]),
    entry("completions", &["bash", "fish", "zsh"]),
    entry("man", &["", "--dir man"]),
    entry("status", &["", "--json"]),
    entry("login", &["{LOGIN}"]),
    entry(
        "sync",
        &[
            "--dry-run",
            "",
            "--json",
            "--group Kunden --accept-shrink",
            "--accept-shrink",
            "{FAILING}",
        ],
    ),
    entry(
        "doctor",
        &["", "--json", "--online", "--bundle support.txt --force"],
    ),
    entry("list", &["", "--json", "--colour darkred --limit 5"]),
    entry("show", &["10001", "10001 --json", "nowhere"]),
    entry("find", &["a", "muhle --json", "x --near 48.1,11.5"]),
    entry("near", &["48.1,11.5", "48.1,11.5 --within 50000 --json"]),
    entry("groups", &["", "--json"]),
    entry(
        "watch",
        &[
            "--source gpx:tour.gpx --pace max",
            "--source nmea:tour.nmea --pace max --json --log trace",
            "--source -",
            "--source nmea:nowhere",
        ],
    ),
    entry("alerts check", &["tour.gpx", "tour.nmea --json"]),
    entry("alerts radii", &["", "--json"]),
    entry(
        "export",
        &[
            "--list-profiles",
            "{PROFILE}",
            "csv -o - --near 48.1,11.5",
            "geojson -o split --split-by group",
        ],
    ),
    entry("import-check", &["{PROFILE}", "nowhere"]),
    entry("map", &["{VISIT}"]),
    entry("map install", &["--no-enable", "--for systemd --print"]),
    entry("map remove", &["", "--json"]),
    entry("open", &["{OPEN}"]),
    entry("log", &["", "--json"]),
    entry("backup create", &["", "--json"]),
    entry("backup list", &["", "--json"]),
    entry("backup verify", &["", "latest --json"]),
    entry("backup restore", &["latest", "nowhere"]),
    entry("backup import", &["nowhere.zip"]),
    entry("schedule print", &["", "--for launchd", "--for windows"]),
    entry("schedule install", &["--no-enable"]),
    entry("schedule remove", &[""]),
    entry("fleet plan", &["--devices 500", "--devices 500 --json"]),
    entry(
        "fleet simulate",
        &["--devices 20 --hours 1 --svg fleet.svg --force"],
    ),
    entry("privacy statement", &["", "--json", "--lang de"]),
    entry("privacy report", &["", "--json", "--lang de"]),
    entry("privacy extract", &["{EXTRACT}"]),
    entry("privacy erase", &["{ERASE}"]),
    entry("privacy record", &["", "--json", "--lang de"]),
    entry("privacy network", &["", "--json", "--lang de"]),
    entry("encrypt on", &["--keep passphrase"]),
    entry("encrypt status", &["", "--json"]),
    entry("encrypt rekey", &[""]),
    entry("encrypt off", &[""]),
    entry("tenants list", &["", "--json"]),
    entry("tenants add", &["north", "north"]),
    entry("tenants sync", &["", "--json"]),
    entry("tenants remove", &["north --yes"]),
    entry("logout", &["{LAST}"]),
];

/// One run of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// These words, and nothing on standard input.
    Words(Vec<String>),
    /// `login`, as a script does it.
    LogIn,
    /// `sync` where it cannot work: a wrong password, another host, nobody there.
    FailingSync,
    /// `map`, with a visit and a sync by the page.
    Map,
    /// The same by `open`.
    Open,
    /// `privacy extract`, and its import into an empty device.
    Extract,
    /// `privacy erase`, first as a rehearsal.
    Erase,
}

/// The commands of the program without further commands below them, as its help names them.
pub(super) fn commands_of(device: &Device) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(words) = open.pop() {
        let mut args = words.clone();
        args.push("--help".to_owned());
        let help = String::from_utf8_lossy(&device.does(&args)?.stdout).into_owned();
        let below = below(&help);
        if below.is_empty() {
            found.push(words.join(" "));
        }
        open.extend(below.into_iter().map(|word| [&words[..], &[word]].concat()));
    }
    found.sort();
    ensure!(
        found.len() > 10,
        "the help of the program names hardly any command"
    );
    Ok(found)
}

/// The commands that a help lists: the first words of its block.
fn below(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    let words = lines.filter(|line| !line.starts_with("   "));
    words
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// Commands that no proof would run.
pub(super) fn forgotten(commands: &[String]) -> Vec<String> {
    let known: BTreeSet<&str> = COMMANDS.iter().map(|entry| entry.command).collect();
    let forgotten = commands
        .iter()
        .filter(|command| !known.contains(command.as_str()));
    forgotten
        .map(|command| {
            format!(
                "no proof runs `3kplaces {command}`: add it to tests/prove/src/prove/commands.rs"
            )
        })
        .collect()
}

/// Everything to run on a device with these commands and these profiles. Commands of other editions
/// are run as well, if this one knows their names: they must say so and do nothing else.
pub(super) fn runs(commands: &[String], profiles: &[String]) -> Vec<Run> {
    let mut all = Vec::new();
    for Entry { command, runs } in COMMANDS {
        let here = commands.iter().any(|known| known == command);
        let elsewhere = kplaces_edition::Feature::all()
            .filter_map(kplaces_edition::Feature::command)
            .any(|feature| command.split(' ').next() == Some(feature));
        if !here {
            if elsewhere {
                all.push(words(command, ""));
            }
            continue;
        }
        for run in *runs {
            match *run {
                "{LOGIN}" => all.push(Run::LogIn),
                "{FAILING}" => all.push(Run::FailingSync),
                "{VISIT}" => all.push(Run::Map),
                "{OPEN}" => all.push(Run::Open),
                "{EXTRACT}" => all.push(Run::Extract),
                // What is erased cannot be searched for any more; the login goes last.
                "{ERASE}" => {}
                "{LAST}" => {
                    if commands.iter().any(|known| known == "privacy erase") {
                        all.push(Run::Erase);
                    }
                    all.push(words(command, ""));
                }
                "{PROFILE}" => all.extend(profiles.iter().map(|profile| {
                    let file = format!("exports/{profile}");
                    match *command {
                        "export" => words(command, &format!("{profile} -o {file} --force")),
                        _ => words(command, &format!("{file} --profile {profile}")),
                    }
                })),
                more => all.push(words(command, more)),
            }
        }
    }
    all
}

fn words(command: &str, more: &str) -> Run {
    let words = command.split(' ').chain(more.split_whitespace());
    Run::Words(words.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_read_off_the_help() {
        let help = "What it is\n\nUsage: x\n\nCommands:\n  login   Store\n          more\n  sync    Bring\n\nOptions:\n  -h  Help\n";
        assert_eq!(below(help), ["login", "sync"]);
        assert!(below("Usage: x\n\nOptions:\n  -h  Help\n").is_empty());
    }

    #[test]
    fn a_command_that_no_proof_runs_is_named() {
        let commands = ["sync", "telephone home"].map(str::to_owned);
        assert_eq!(
            forgotten(&commands),
            [
                "no proof runs `3kplaces telephone home`: add it to tests/prove/src/prove/commands.rs"
            ]
        );
    }

    #[test]
    fn a_device_is_run_in_an_order_that_makes_sense() {
        let commands = ["export", "login", "logout", "map", "status", "sync"].map(str::to_owned);
        let runs = runs(&commands, &["csv".to_owned()]);
        let place = |run: &Run| runs.iter().position(|known| known == run);
        let export = words("export", "csv -o exports/csv --force");
        assert!(place(&Run::LogIn) < place(&words("sync", "")));
        assert!(place(&words("sync", "")) < place(&export));
        assert!(place(&export) < place(&Run::Map));
        assert_eq!(runs.last(), Some(&words("logout", "")));
        assert!(runs.contains(&words("groups", "")), "of another edition");
    }
}
