use std::net::IpAddr;
use std::time::Duration;

use kplaces_app::doctor::{Readable, Reports};
use kplaces_webfleet::{Endpoint, Error, Step};

use super::super::errors;
use super::super::format::{duration_of, seconds_up};
use crate::Finding;
use crate::commands::doctor::{FINE_SKEW, Facts, Reached};

const REQUEST: &str = "online-request";
const CLOCK: &str = "online-clock";

/// How far the requests got, step by step.
pub(crate) fn findings(reached: &Reached, facts: &Facts) -> Vec<Finding> {
    match reached {
        Reached::NotAsked(error) => {
            let found = Finding::of_error(REQUEST, "not-asked", error.clone());
            vec![found.details(["nothing was sent".to_owned()])]
        }
        Reached::NotConfigured => {
            let text = "nothing was sent: the configuration cannot be read";
            vec![Finding::note(REQUEST, "not-configured", text)]
        }
        Reached::NoLogin => {
            let text = "nothing was sent: there is no login to try";
            vec![Finding::note(REQUEST, "no-login", text).hint("run `3kplaces login`")]
        }
        Reached::Busy => {
            let text =
                "nothing was sent: a sync is under way, and WEBFLEET answers one request at a time";
            vec![Finding::note(REQUEST, "busy", text).hint("wait for its end")]
        }
        Reached::Asked { outcome, ahead_s } => asked(outcome, *ahead_s, facts),
    }
}

fn asked(outcome: &Result<Reports, Error>, ahead_s: Option<i64>, facts: &Facts) -> Vec<Finding> {
    let failed = outcome.as_ref().err();
    if let Some(error) = failed.filter(|error| error.step() == Step::Prepare) {
        return vec![prepare(error)];
    }
    let way = Way::of(facts);
    let mut all = Vec::new();
    for step in STEPS {
        match failed {
            Some(error) if error.step() == step => {
                let mut found = Finding::of_error(id(step), "failed", errors::fetch(error));
                if let Some(why) = explained(step) {
                    found = found.details([why.to_owned()]);
                }
                if way.proxy && step <= Step::Certificate {
                    found = found.hint("requests go by way of a proxy: check `webfleet.proxy`");
                }
                all.push(found);
                break;
            }
            _ => all.push(went_well(step, &way)),
        }
    }
    if let Ok(reports) = outcome {
        all.extend(
            reports
                .iter()
                .filter_map(|(name, known)| of_report(name, known)),
        );
    }
    all.extend(ahead_s.map(skew));
    all
}

const STEPS: [Step; 6] = [
    Step::Name,
    Step::Connect,
    Step::Certificate,
    Step::Answer,
    Step::Login,
    Step::Rights,
];

fn id(step: Step) -> &'static str {
    match step {
        Step::Prepare => REQUEST,
        Step::Name => "online-name",
        Step::Connect => "online-connect",
        Step::Certificate => "online-trust",
        Step::Answer => "online-answer",
        Step::Login => "online-login",
        Step::Rights => "online-rights",
    }
}

/// What usually is behind a failure that says little by itself.
fn explained(step: Step) -> Option<&'static str> {
    match step {
        Step::Name => {
            Some("the name could not be looked up: no network, or `webfleet.url` is mistyped")
        }
        Step::Connect => Some(
            "the host was found, but no connection came about: a firewall, or WEBFLEET is down",
        ),
        Step::Certificate => Some(
            "the connection was given up before anything was sent: a firewall that opens connections, \
             a wrong clock, or a host that is not WEBFLEET does this",
        ),
        Step::Prepare | Step::Answer | Step::Login | Step::Rights => None,
    }
}

/// What a request goes by.
struct Way {
    host: String,
    encrypted: bool,
    proxy: bool,
}

impl Way {
    fn of(facts: &Facts) -> Self {
        let settings = facts.configured.loaded().map(|loaded| &loaded.settings);
        let endpoint: Option<Endpoint> = settings.and_then(|it| it.webfleet.url.parse().ok());
        let encrypted = endpoint.as_ref().is_some_and(Endpoint::is_encrypted);
        Self {
            host: endpoint.map_or_else(String::new, |it| it.host().to_owned()),
            encrypted,
            // Plain requests stay on this device.
            proxy: encrypted && settings.is_some_and(|it| it.webfleet.proxy.is_some()),
        }
    }
}

fn went_well(step: Step, way: &Way) -> Finding {
    let host = way.host.as_str();
    let is_number = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let (code, text) = match step {
        Step::Name if way.proxy => ("by-proxy", "the proxy looks the host up".to_owned()),
        Step::Name if is_number => ("no-name", format!("{host} needs no look-up")),
        Step::Name => ("found", format!("{host} is found")),
        Step::Certificate if !way.encrypted => (
            "unencrypted",
            "not encrypted: it does not leave this device".to_owned(),
        ),
        Step::Certificate => ("accepted", format!("the certificate of {host} is accepted")),
        Step::Connect => ("connected", format!("{host} takes connections")),
        Step::Answer => ("answered", "WEBFLEET answers".to_owned()),
        Step::Login => ("accepted", "the login is accepted".to_owned()),
        Step::Rights | Step::Prepare => (
            "allowed",
            "the user may read what this edition needs".to_owned(),
        ),
    };
    Finding::ok(id(step), code, text)
}

/// What is not as one would think of a report.
fn of_report(name: &str, known: Readable) -> Option<Finding> {
    let id = id(Step::Rights);
    let text = match known {
        Readable::Yes => return None,
        Readable::Empty => format!("WEBFLEET says that the report of {name} has no rows"),
        Readable::Unsaid => {
            let text =
                format!("the answer to the report of {name} was empty, which proves nothing");
            let hint = "if a sync brings nothing, ask WEBFLEET or whoever runs the network";
            return Some(Finding::warning(id, "unsaid", text).hint(hint));
        }
        Readable::NotAsked => {
            let text = format!("the report of {name} was not asked for: the quota has no room now");
            return Some(
                Finding::note(id, "not-asked", text).hint("run the command again in a minute"),
            );
        }
    };
    Some(Finding::note(id, "empty", text))
}

/// The client held the request back.
fn prepare(error: &Error) -> Finding {
    let nothing = "nothing was sent".to_owned();
    if let Error::Held { wait, .. } = error {
        let text = "nothing was sent: this device has asked as often as the account allows";
        let hint = format!("run the command again in {}", seconds_up(*wait));
        return Finding::note(REQUEST, "quota", text).hint(hint);
    }
    Finding::of_error(REQUEST, "not-sent", errors::fetch(error)).details([nothing])
}

fn skew(ahead_s: i64) -> Finding {
    let by = Duration::from_secs(ahead_s.unsigned_abs());
    if by <= FINE_SKEW {
        return Finding::ok(
            CLOCK,
            "same",
            "this device's clock shows the time that WEBFLEET's shows",
        );
    }
    let way = if ahead_s > 0 { "slow" } else { "fast" };
    let text = format!(
        "this device's clock is {} {way} by WEBFLEET's",
        duration_of(by)
    );
    Finding::warning(CLOCK, "differs", text).hint("set the clock")
}
