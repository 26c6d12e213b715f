//! Two devices in the same state, of which one is read in English and one in German.

use std::collections::BTreeSet;

use kplaces_tests::{MockWebfleet, Ran, Sandbox, small_world};
use kplaces_webfleet_sim::{Address, Fault, Options};

use super::compare::Findings;
use crate::{alerts, fresh};

/// The device of an English reader and that of a German one, each with a WEBFLEET of its own.
pub(super) struct Pair {
    pub(super) devices: [Sandbox; 2],
    webfleets: [MockWebfleet; 2],
    data: BTreeSet<String>,
    pub(super) findings: Findings,
    pub(super) codes: BTreeSet<i32>,
}

impl Pair {
    /// Devices that have nothing yet.
    pub(super) fn fresh() -> Self {
        let options = || Options {
            quota: None,
            ..Options::default()
        };
        let webfleets = [(); 2].map(|()| MockWebfleet::start_with(small_world(), options()));
        let mut devices = [(); 2].map(|()| fresh());
        for (device, locale) in devices.iter_mut().zip(["en_GB.UTF-8", "de_DE.UTF-8"]) {
            device.env("LANG", locale);
            device.env("KPLACES_PASSPHRASE", "7 7 7 7 7 7 7 7 7");
            let way = alerts::through_the_gate();
            device.write("tour.gpx", alerts::gpx(&way));
            device.write("tour.nmea", alerts::nmea(&way, 6));
        }
        Self {
            data: names(),
            devices,
            webfleets,
            findings: Findings::default(),
            codes: BTreeSet::new(),
        }
    }

    /// Devices that are logged in.
    pub(super) fn connected() -> Self {
        let mut pair = Self::fresh();
        for (device, webfleet) in pair.devices.iter_mut().zip(&pair.webfleets) {
            crate::connect_to(device, &webfleet.url());
        }
        pair
    }

    /// Devices that have the places of the small account.
    pub(super) fn synced() -> Self {
        let mut pair = Self::connected();
        pair.run("sync");
        assert_eq!(pair.codes, BTreeSet::from([0]));
        pair
    }

    /// Does something to both devices and their WEBFLEETs.
    pub(super) fn both(&mut self, mut change: impl FnMut(&mut Sandbox, &MockWebfleet)) {
        for (device, webfleet) in self.devices.iter_mut().zip(&self.webfleets) {
            change(device, webfleet);
        }
    }

    /// Changes the addresses of both accounts.
    pub(super) fn edit(&mut self, change: impl Fn(&mut Vec<Address>)) {
        self.both(|_, webfleet| {
            webfleet.edit(|world| change(world.accounts[0].addresses.listed_mut().unwrap()));
        });
    }

    /// Sets what is wrong with the answers of both WEBFLEETs.
    pub(super) fn fault(&mut self, fault: Option<&str>) {
        let fault: Option<Fault> = fault.map(|fault| fault.parse().unwrap());
        self.both(|_, webfleet| webfleet.fault(fault.clone()));
    }

    /// Runs a command line on both and compares what is said.
    pub(super) fn run(&mut self, line: &str) -> [Ran; 2] {
        self.run_with_stdin(line, "")
    }

    /// Runs a command line with this on standard input on both and compares what is said.
    pub(super) fn run_with_stdin(&mut self, line: &str, stdin: &str) -> [Ran; 2] {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let ran = self
            .devices
            .each_ref()
            .map(|device| device.run_with_stdin(&arguments, stdin));
        assert_eq!(
            ran[0].code,
            ran[1].code,
            "{line}: {}{}",
            ran[0].shown(),
            ran[1].shown()
        );
        self.codes.insert(ran[0].code);
        if !line.contains("--json") {
            let said = |ran: &Ran| format!("{}\n{}", ran.stdout, ran.stderr);
            let [english, german] = ran.each_ref().map(said);
            self.compare(line, &english, &german);
        }
        ran
    }

    /// Holds two texts against each other.
    pub(super) fn compare(&mut self, of: &str, english: &str, german: &str) {
        let typed = of.split_whitespace().map(str::to_lowercase);
        let mut data: BTreeSet<String> = self.data.iter().cloned().chain(typed).collect();
        if ["config show", "config list", "3kplaces-config.5"]
            .iter()
            .any(|it| of.ends_with(it))
        {
            // Settings, sections and variables have one name each.
            data.extend(["lang", "log", "quota", "store"].map(str::to_owned));
        }
        self.findings.compare(of, english, german, &data);
    }

    /// Words that are no language's: names of commands.
    pub(super) fn known(&mut self, words: impl IntoIterator<Item = String>) {
        self.data.extend(words);
    }
}

/// All words of the names in the small account.
fn names() -> BTreeSet<String> {
    let account = small_world().accounts.remove(0);
    let mut addresses = account.addresses;
    let names = addresses
        .listed_mut()
        .unwrap()
        .iter()
        .map(|address| address.name1.clone());
    let names = names.chain(account.groups.into_iter().map(|group| group.name));
    let words = |name: String| {
        let words = name.split(|c: char| !c.is_alphabetic());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let mut words: BTreeSet<String> = names.flat_map(words).collect();
    // A file of Garmin has no Ł.
    words.insert("lódz".to_owned());
    words
}
