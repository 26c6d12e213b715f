//! Every command in a network of its own, where only the stand-in answers. Packets to anybody else
//! are swallowed by a device that counts them.

use std::net::UdpSocket;

use anyhow::ensure;

use crate::prove::inside::{self, Network};
use crate::prove::outcome::Outcome;
use crate::prove::subject::Subject;
use crate::prove::trap::Trap;
use crate::prove::walk::Walk;

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    inside::run("closed-network", subject)
}

/// Runs in that network.
pub(in crate::prove) fn inside(subject: &Subject) -> anyhow::Result<Outcome> {
    let network = Network::closed(&subject.scratch)?;
    let webfleet = subject.webfleet(&[])?;
    let trap = Trap::set()?;
    let mut device = subject.device("closed-network", webfleet.url())?;
    // One of each kind: a proxy that nobody set for this program, on an address far away.
    for name in ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
        device.env(name, "http://192.0.2.80:8080");
    }
    let walk = Walk::new(subject, &device, &webfleet, &trap);
    let before = network.sent()?;
    let walked = walk.go()?;
    let sent = network.sent()? - before;
    let mut violations = Vec::new();
    if sent > 0 {
        violations.push(format!("{sent} packets were sent to somebody else"));
    }
    let asked = network.names();
    if !asked.is_empty() {
        violations.push(format!("names were asked for: {}", asked.join(", ")));
    }
    if trap.visits() > 0 {
        violations.push("the host of a redirect was visited".to_owned());
    }
    // The counter counts, in both families.
    let now = network.sent()?;
    let mut controls = 0;
    for (from, to) in [
        ("0.0.0.0:0", "203.0.113.7:9"),
        ("[::]:0", "[2001:db8::7]:9"),
    ] {
        let message = || UdpSocket::bind(from)?.send_to(b"x", to);
        controls += u64::from(message().is_ok());
    }
    let counted = network.sent()? - now;
    ensure!(
        controls > 0 && counted >= controls,
        "packets are not counted: {counted} of {controls}"
    );
    let shown = format!(
        "{} commands, {} of them ended well, with nobody there but the stand-in: {sent} packets to \
         others, {} names asked for; {controls} packets sent on purpose were counted",
        walked.steps.len(),
        walked.well(),
        asked.len()
    );
    Ok(Outcome::of(violations, shown))
}
