//! What the program says in English and in German, in the same state of a device: no English word is left
//! in German, but for those on a list.

mod commands;
mod compare;
mod pair;
mod prompts;
mod same;
mod trouble;

use std::fs;

use crate::help;
use pair::Pair;

/// Runs all commands on two devices in the same state.
fn walk(mut pair: Pair) -> Pair {
    let commands = help::commands(&pair.devices[0]);
    pair.known(commands.into_iter().flatten());
    for line in commands::lines(&pair.devices[0]) {
        pair.run(&line);
    }
    pair
}

#[test]
fn help_of_all_commands() {
    let mut pair = Pair::fresh();
    let commands = help::commands(&pair.devices[0]);
    pair.known(commands.iter().flatten().cloned());
    for words in commands {
        pair.run(&format!("{} --help", words.join(" ")));
    }
    pair.findings.assert_none();
}

#[test]
fn completions_and_pages_of_the_manual() {
    let mut pair = Pair::fresh();
    let commands = help::commands(&pair.devices[0]);
    pair.known(commands.into_iter().flatten());
    let ran = pair
        .devices
        .each_ref()
        .map(|device| device.run(&["completions", "fish"]).stdout);
    let [english, german] = ran.each_ref().map(|script| {
        let lines = script.lines().filter_map(|line| line.split_once("-d '"));
        let descriptions: Vec<&str> = lines.map(|(_, description)| description).collect();
        descriptions.join("\n")
    });
    assert!(german.lines().count() > 100, "{german}");
    pair.compare("completions fish", &english, &german);
    pair.run("man --dir pages");
    let pages = fs::read_dir(pair.devices[0].path("pages")).unwrap();
    for page in pages {
        let name = page.unwrap().file_name().into_string().unwrap();
        let [english, german] = pair
            .devices
            .each_ref()
            .map(|device| fs::read_to_string(device.path("pages").join(&name)).unwrap());
        pair.compare(&name, &english, &german);
    }
    pair.findings.assert_none();
}

#[test]
fn commands_on_a_fresh_device() {
    walk(Pair::fresh()).findings.assert_none();
}

#[test]
fn commands_on_a_device_with_places() {
    walk(Pair::synced()).findings.assert_none();
}

#[test]
fn commands_with_a_wrong_setting() {
    let mut pair = Pair::synced();
    let settings = "language = 7\n[webfleet]\nurll = \"x\"\ntries = \"many\"\n";
    pair.both(|device, _| {
        device.write(".config/3kplaces/config.toml", settings);
    });
    walk(pair).findings.assert_none();
}

#[test]
fn commands_with_a_damaged_store() {
    let mut pair = Pair::synced();
    pair.run("backup create");
    pair.both(|device, _| fs::write(device.store(), [7; 4096]).unwrap());
    walk(pair).findings.assert_none();
}
