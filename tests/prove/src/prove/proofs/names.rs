//! Questions to the name service: for the configured host only.

use std::collections::BTreeSet;

use anyhow::ensure;

use crate::prove::commands::{Run, runs};
use crate::prove::inside::{self, Network};
use crate::prove::outcome::Outcome;
use crate::prove::subject::Subject;
use crate::prove::tour::Tour;
use crate::prove::visit::Visitor;

/// What is configured, beside what the program asks by itself.
const HOST: &str = "webfleet.of-this-device.example";
/// The host of a device on which none is configured.
const USUAL: &str = "csv.webfleet.com";

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    inside::run("names", subject)
}

/// Runs in a closed network with a name service that writes down what it is asked.
pub(in crate::prove) fn inside(subject: &Subject) -> anyhow::Result<Outcome> {
    let network = Network::closed(&subject.scratch)?;
    let webfleet = subject.webfleet(&[])?;
    let device = subject.synced("names", &webfleet)?;
    std::fs::create_dir_all(device.home().join("exports"))?;
    Tour::usual().write(device.home())?;
    let before = network.sent()?;
    ensure!(
        network.names().is_empty(),
        "an address in numbers was looked up"
    );
    let named = device.asking(&format!("https://{HOST}/extern"), &webfleet.login()?);
    let mut commands = 0;
    for run in runs(&subject.commands, &subject.profiles) {
        match run {
            Run::Words(words) => {
                named.run(&words, "")?;
            }
            Run::Map | Run::Open => {
                let mut map = match run {
                    Run::Open => named.opened()?,
                    _ => named.map(&[])?,
                };
                let mut visitor = Visitor::new(&map)?;
                visitor.look_around(webfleet.announced("place")?)?;
                ensure!(visitor.sync().is_err(), "the map syncs with nobody");
                map.end()?;
            }
            Run::LogIn | Run::FailingSync | Run::Extract | Run::Erase => continue,
        }
        commands += 1;
    }
    let asked: BTreeSet<String> = network.names().into_iter().collect();
    let mut violations: Vec<String> = Vec::new();
    let mut others = |asked: &BTreeSet<String>, host: &str| {
        for name in asked.iter().filter(|name| *name != host) {
            violations.push(format!("{name} was asked for"));
        }
        if !asked.contains(host) {
            violations.push(format!(
                "{host} was not asked for: the look is not worth anything"
            ));
        }
    };
    others(&asked, HOST);
    let questions = network.names().len();
    network.forget();
    let usual = device.without("KPLACES_WEBFLEET__URL");
    usual
        .log_in(&webfleet.login()?)
        .or_else(|_| usual.run(&["login", "--no-check"], ""))?;
    usual.run(&["sync"], "")?;
    others(&network.names().into_iter().collect(), USUAL);
    let sent = network.sent()? - before;
    if sent > 0 {
        violations.push(format!("{sent} packets were sent to somebody else"));
    }
    let shown = format!(
        "{commands} commands with the host {HOST}: {questions} questions, all for it; without a setting \
         all for {USUAL}; {sent} packets to other name services"
    );
    Ok(Outcome::of(violations, shown))
}
