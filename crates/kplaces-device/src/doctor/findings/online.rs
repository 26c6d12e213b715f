use std::net::IpAddr;
use std::time::Duration;

use kplaces_app::doctor::{Readable, Reports};
use kplaces_text::{Hint, Text, text};
use kplaces_webfleet::{Endpoint, Error, Step};

use super::device::set_the_clock;
use super::login::run_login;
use crate::Finding;
use crate::doctor::facts::Facts;
use crate::doctor::online::{FINE_SKEW, Reached};
use crate::text::errors;

const REQUEST: &str = "online-request";
const CLOCK: &str = "online-clock";

/// How far the requests got, step by step.
pub fn findings(reached: &Reached, facts: &Facts) -> Vec<Finding> {
    match reached {
        Reached::NotAsked(error) => {
            let found = Finding::of_error(REQUEST, "not-asked", error.clone());
            vec![found.details([nothing_sent()])]
        }
        Reached::NotConfigured => {
            let text = text!(
                "nothing was sent: the configuration cannot be read",
                "es wurde nichts gesendet: Die Konfiguration ist nicht lesbar"
            );
            vec![Finding::note(REQUEST, "not-configured", text)]
        }
        Reached::NoLogin => {
            let text = text!(
                "nothing was sent: there is no login to try",
                "es wurde nichts gesendet: Es gibt keine Anmeldung zum Ausprobieren"
            );
            vec![Finding::note(REQUEST, "no-login", text).hint(run_login())]
        }
        Reached::Busy => {
            let text = text!(
                "nothing was sent: a sync is under way, and WEBFLEET answers one request at a time",
                "es wurde nichts gesendet: Ein Abgleich läuft, und WEBFLEET beantwortet eine Anfrage \
                 nach der anderen"
            );
            let hint = text!("wait for its end", "sein Ende abwarten");
            vec![Finding::note(REQUEST, "busy", text).hint(hint)]
        }
        Reached::Asked { outcome, ahead_s } => asked(outcome, *ahead_s, facts),
    }
}

fn nothing_sent() -> Text {
    text!("nothing was sent", "es wurde nichts gesendet")
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
                    found = found.details([why]);
                }
                if way.proxy && step <= Step::Certificate {
                    found = found.hint(Hint::set("webfleet.proxy", |proxy| {
                        text!(
                            "requests go by way of a proxy: check {proxy}",
                            "Anfragen laufen über einen Proxy: {proxy} prüfen"
                        )
                    }));
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
fn explained(step: Step) -> Option<Text> {
    match step {
        Step::Name => Some(text!(
            "the name could not be looked up: no network, or `webfleet.url` is mistyped",
            "der Name ließ sich nicht auflösen: kein Netz, oder ein Tippfehler in `webfleet.url`"
        )),
        Step::Connect => Some(text!(
            "the host was found, but no connection came about: a firewall, or WEBFLEET is down",
            "der Host wurde gefunden, aber es kam keine Verbindung zustande: Eine Firewall ist \
             dazwischen, oder WEBFLEET ist gestört"
        )),
        Step::Certificate => Some(text!(
            "the connection was given up before anything was sent: a firewall that opens connections, \
             a wrong clock, or a host that is not WEBFLEET does this",
            "die Verbindung wurde abgebrochen, bevor etwas gesendet wurde: Ursache kann eine Firewall \
             sein, die Verbindungen aufbricht, eine falsch gehende Uhr oder ein Host, der nicht \
             WEBFLEET ist"
        )),
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
        Step::Name if way.proxy => (
            "by-proxy",
            text!(
                "the proxy looks the host up",
                "der Proxy löst den Namen des Hosts auf"
            ),
        ),
        Step::Name if is_number => (
            "no-name",
            text!(
                "{host} needs no look-up",
                "{host} muss nicht aufgelöst werden"
            ),
        ),
        Step::Name => ("found", text!("{host} is found", "{host} wurde gefunden")),
        Step::Certificate if !way.encrypted => (
            "unencrypted",
            text!(
                "not encrypted: it does not leave this device",
                "nicht verschlüsselt: Die Verbindung verlässt dieses Gerät nicht"
            ),
        ),
        Step::Certificate => (
            "accepted",
            text!(
                "the certificate of {host} is accepted",
                "das Zertifikat von {host} wird anerkannt"
            ),
        ),
        Step::Connect => (
            "connected",
            text!("{host} takes connections", "{host} nimmt Verbindungen an"),
        ),
        Step::Answer => ("answered", text!("WEBFLEET answers", "WEBFLEET antwortet")),
        Step::Login => (
            "accepted",
            text!("the login is accepted", "die Anmeldung wird angenommen"),
        ),
        Step::Rights | Step::Prepare => (
            "allowed",
            text!(
                "the user may read what this edition needs",
                "der Benutzer darf lesen, was diese Edition braucht"
            ),
        ),
    };
    Finding::ok(id(step), code, text)
}

/// What is not as one would think of a report.
fn of_report(name: &str, known: Readable) -> Option<Finding> {
    let id = id(Step::Rights);
    let report = crate::text::login::report(name);
    let text = match known {
        Readable::Yes => return None,
        Readable::Empty => text!(l =>
            "WEBFLEET says that the report of {report} has no rows",
            "laut WEBFLEET hat der Bericht „{report}“ keine Zeilen",
            report = report.in_language(l)
        ),
        Readable::Unsaid => {
            let text = text!(l =>
                "the answer to the report of {report} was empty, which proves nothing",
                "die Antwort auf den Bericht „{report}“ war leer, was nichts beweist",
                report = report.in_language(l)
            );
            let hint = text!(
                "if a sync brings nothing, ask WEBFLEET or whoever runs the network",
                "wenn ein Abgleich nichts bringt, bei WEBFLEET oder dem Betreiber des Netzes nachfragen"
            );
            return Some(Finding::warning(id, "unsaid", text).hint(hint));
        }
        Readable::NotAsked => {
            let text = text!(l =>
                "the report of {report} was not asked for: the quota has no room now",
                "der Bericht „{report}“ wurde nicht abgefragt: Das Kontingent lässt es jetzt nicht zu",
                report = report.in_language(l)
            );
            let hint = text!(
                "run the command again in a minute",
                "den Befehl in einer Minute wiederholen"
            );
            return Some(Finding::note(id, "not-asked", text).hint(hint));
        }
    };
    Some(Finding::note(id, "empty", text))
}

/// The client held the request back.
fn prepare(error: &Error) -> Finding {
    if let Error::Held { wait, .. } = error {
        let text = text!(
            "nothing was sent: this device has asked as often as the account allows",
            "es wurde nichts gesendet: Dieses Gerät hat so oft angefragt, wie das Konto es erlaubt"
        );
        let hint = text!(l =>
            "run the command again in {wait}",
            "den Befehl in {wait} wiederholen",
            wait = l.wait(*wait)
        );
        return Finding::note(REQUEST, "quota", text).hint(hint);
    }
    Finding::of_error(REQUEST, "not-sent", errors::fetch(error)).details([nothing_sent()])
}

fn skew(ahead_s: i64) -> Finding {
    let by = Duration::from_secs(ahead_s.unsigned_abs());
    if by <= FINE_SKEW {
        return Finding::ok(
            CLOCK,
            "same",
            text!(
                "this device's clock shows the time that WEBFLEET's shows",
                "die Uhr dieses Geräts geht wie die von WEBFLEET"
            ),
        );
    }
    let text = if ahead_s > 0 {
        text!(l =>
            "this device's clock is {by} slow by WEBFLEET's",
            "die Uhr dieses Geräts geht {by} nach, verglichen mit der von WEBFLEET",
            by = l.stretch(by)
        )
    } else {
        text!(l =>
            "this device's clock is {by} fast by WEBFLEET's",
            "die Uhr dieses Geräts geht {by} vor, verglichen mit der von WEBFLEET",
            by = l.stretch(by)
        )
    };
    Finding::warning(CLOCK, "differs", text).hint(set_the_clock())
}
