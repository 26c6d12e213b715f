use kplaces_config::{Loaded, Rate, Settings};
use kplaces_text::{Hint, command, text};
use kplaces_webfleet::Endpoint;

use crate::doctor::facts::{Configured, Facts};
use crate::text::errors;
use crate::{Device, Finding};

const ID: &str = "configuration";

/// Where WEBFLEET answers.
pub(super) const WEBFLEET: &str = "csv.webfleet.com";

/// What the contract of an account allows without a word on it.
const USUAL_ADDRESSES: (u32, u32) = (6, 60);

pub(super) fn findings(facts: &Facts, device: &Device) -> Vec<Finding> {
    match &facts.configured {
        Configured::Nowhere(error) => {
            let more = text!(
                "no folder of 3Kplaces can be looked at",
                "kein Ordner von 3Kplaces lässt sich prüfen"
            );
            let text = kplaces_text::Text::joined(&[&error.what, &more], "; ");
            let found = Finding::problem(ID, "nowhere", text).details(error.why.clone());
            vec![found.hint(text!(
                "put the environment of the program right",
                "die Umgebung des Programms berichtigen"
            ))]
        }
        Configured::Badly(error) => {
            let found = Finding::of_error(ID, "invalid", errors::config(error));
            vec![found.hint(text!(
                "the places are looked for where they usually are",
                "die Orte werden dort gesucht, wo sie üblicherweise liegen"
            ))]
        }
        Configured::Refused(error) => {
            let found = Finding::of_error(ID, "refused", error.clone());
            vec![found.hint(text!(
                "nothing of the places was looked at",
                "von den Orten wurde nichts geprüft"
            ))]
        }
        Configured::Well(loaded) => readable(loaded, device),
    }
}

fn readable(loaded: &Loaded, device: &Device) -> Vec<Finding> {
    let file = device.sources.user_file.as_deref();
    let text = match file.filter(|file| file.exists()) {
        Some(file) => text!(
            "{file} and what else is set can be read",
            "{file} und alle weiteren Einstellungen sind lesbar",
            file = file.display()
        ),
        None => text!(
            "no configuration file; the usual values count",
            "keine Konfigurationsdatei; es gelten die Standardwerte"
        ),
    };
    let mut all = vec![Finding::ok(ID, "readable", text)];
    all.extend(endpoint(&loaded.settings));
    all.extend(oddities(&loaded.settings));
    all
}

fn endpoint(settings: &Settings) -> Option<Finding> {
    const ID: &str = "endpoint";
    let endpoint: Endpoint = match settings.webfleet.url.parse() {
        Ok(endpoint) => endpoint,
        Err(error) => return Some(Finding::of_error(ID, "unusable", errors::fetch(&error))),
    };
    if !endpoint.is_encrypted() {
        let text = text!(
            "{shown} is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted",
            "{shown} ist ein Ersatz auf diesem Gerät, nicht WEBFLEET; die Verbindung ist unverschlüsselt",
            shown = endpoint.shown()
        );
        return Some(Finding::warning(ID, "stand-in", text).hint(without("webfleet.url")));
    }
    (endpoint.host() != WEBFLEET).then(|| {
        let text = text!(
            "the login goes to {host}, not to {WEBFLEET}",
            "die Anmeldung geht an {host}, nicht an {WEBFLEET}",
            host = endpoint.host()
        );
        Finding::note(ID, "another-host", text).hint(Hint::set("webfleet.url", |url| {
            let show = command("config show");
            text!("check {url} with {show}", "{url} mit {show} prüfen")
        }))
    })
}

fn oddities(settings: &Settings) -> Vec<Finding> {
    let mut all = Vec::new();
    if settings.webfleet.proxy.is_some() {
        let text = text!(
            "requests go by way of a proxy: it sees which host is asked and when, not what \
             is asked and answered",
            "Anfragen laufen über einen Proxy: Er sieht, welcher Host wann gefragt wird, nicht \
             aber Fragen und Antworten"
        );
        all.push(Finding::note("proxy", "set", text));
    }
    if let Some(limit) = settings.sync.limit {
        let text = text!(l =>
            "only {limit} addresses are taken",
            "es werden nur {limit} Adressen übernommen",
            limit = l.number(u64::from(limit))
        );
        let hint = Hint::set("sync.limit", |limit| {
            text!(
                "take {limit} away for all that the edition takes",
                "{limit} entfernen, um alles zu übernehmen, was die Edition zulässt"
            )
        });
        all.push(Finding::note("limit", "lowered", text).hint(hint));
    }
    if above_the_usual(settings.quota.addresses) {
        let (calls, seconds) = USUAL_ADDRESSES;
        let text = text!(
            "`quota.addresses` is more than the usual {calls} requests in {seconds} s: WEBFLEET may \
             refuse some",
            "`quota.addresses` ist mehr als die üblichen {calls} Anfragen in {seconds} s: WEBFLEET \
             kann manche ablehnen"
        );
        all.push(Finding::note("quota-setting", "raised", text));
    }
    if settings.backup.keep == 0 {
        let text = text!(
            "no copy is made before a sync removes places",
            "bevor ein Abgleich Orte entfernt, wird keine Sicherung angelegt"
        );
        all.push(Finding::note("backup-setting", "off", text).hint(without("backup.keep")));
    }
    if ["debug", "trace"].contains(&settings.log.as_str()) {
        let text = text!(
            "much is logged; logs hold no addresses and no secrets",
            "es wird viel protokolliert; Protokolle enthalten weder Adressen noch Geheimnisse"
        );
        all.push(Finding::note("log", "talkative", text).hint(without("log")));
    }
    all
}

fn without(key: &'static str) -> Hint {
    Hint::set(key, |key| text!("take {key} away", "{key} entfernen"))
}

fn above_the_usual(rate: Rate) -> bool {
    let (calls, seconds) = USUAL_ADDRESSES;
    u64::from(rate.calls.get()) * u64::from(seconds)
        > u64::from(rate.seconds.get()) * u64::from(calls)
}
