//! The ports that the program listens on while the map runs, as the kernel lists them.

use crate::prove::outcome::Outcome;
use crate::prove::process::listening;
use crate::prove::subject::Subject;
use crate::prove::visit::Visitor;

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let webfleet = subject.webfleet(&[])?;
    let device = subject.synced("loopback-only", &webfleet)?;
    // The widest rights of all: what is created may not depend on them.
    let device = device.run_by(["/bin/sh", "-c", "umask 000 && exec \"$0\" \"$@\""]);
    let mut map = device.map(&[])?;
    let mut visitor = Visitor::new(&map)?;
    visitor.look_around(webfleet.announced("place")?)?;
    let open = listening(map.pid())?;
    let said = map.end()?;
    let outside = open.iter().filter(|address| !is_loopback(address));
    let mut violations: Vec<String> = outside
        .map(|address| format!("the map listens on {address}"))
        .collect();
    if open.is_empty() {
        violations.push("the map listens nowhere that the kernel lists".to_owned());
    }
    if said.code != Some(0) {
        violations.push(format!("the map ended with {:?}", said.code));
    }
    Ok(Outcome::of(
        violations,
        format!(
            "{} open while it is looked at, and no other: {}",
            open.len(),
            open.join(", ")
        ),
    ))
}

fn is_loopback(address: &str) -> bool {
    let address = address.split(' ').nth(1).unwrap_or_default();
    let parsed = address.parse::<std::net::SocketAddr>();
    parsed.is_ok_and(|address| address.ip().is_loopback())
}
