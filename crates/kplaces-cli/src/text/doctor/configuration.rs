use kplaces_config::{Loaded, Rate, Settings};
use kplaces_webfleet::Endpoint;

use super::super::errors;
use super::super::format::number;
use crate::commands::doctor::{Configured, Facts};
use crate::{Finding, Session};

const ID: &str = "configuration";

/// Where WEBFLEET answers.
pub(super) const WEBFLEET: &str = "csv.webfleet.com";

/// What the contract of an account allows without a word on it.
const USUAL_ADDRESSES: (u32, u32) = (6, 60);

pub(super) fn findings(facts: &Facts, session: &Session) -> Vec<Finding> {
    match &facts.configured {
        Configured::Nowhere(error) => {
            let text = format!("{}; no folder of 3Kplaces can be looked at", error.what);
            let found = Finding::problem(ID, "nowhere", text).details(error.why.clone());
            vec![found.hint("put the environment of the program right")]
        }
        Configured::Badly(error) => {
            let found = Finding::of_error(ID, "invalid", errors::config(error));
            vec![found.hint("the places are looked for where they usually are")]
        }
        Configured::Refused(error) => {
            let found = Finding::of_error(ID, "refused", error.clone());
            vec![found.hint("nothing of the places was looked at")]
        }
        Configured::Well(loaded) => readable(loaded, session),
    }
}

fn readable(loaded: &Loaded, session: &Session) -> Vec<Finding> {
    let file = session.sources.user_file.as_deref();
    let text = match file.filter(|file| file.exists()) {
        Some(file) => format!("{} and what else is set can be read", file.display()),
        None => "no configuration file; the usual values count".to_owned(),
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
        let text = format!(
            "{} is a stand-in on this device, not WEBFLEET; it is spoken to unencrypted",
            endpoint.shown()
        );
        return Some(Finding::warning(ID, "stand-in", text).hint("take `webfleet.url` away"));
    }
    (endpoint.host() != WEBFLEET).then(|| {
        let text = format!("the login goes to {}, not to {WEBFLEET}", endpoint.host());
        let hint = "check `webfleet.url` with `3kplaces config show`";
        Finding::note(ID, "another-host", text).hint(hint)
    })
}

fn oddities(settings: &Settings) -> Vec<Finding> {
    let mut all = Vec::new();
    if settings.webfleet.proxy.is_some() {
        let text = "requests go by way of a proxy: it sees which host is asked and when, not what \
                    is asked and answered";
        all.push(Finding::note("proxy", "set", text));
    }
    if let Some(limit) = settings.sync.limit {
        let text = format!("only {} addresses are taken", number(u64::from(limit)));
        let hint = "take `sync.limit` away for all that the edition takes";
        all.push(Finding::note("limit", "lowered", text).hint(hint));
    }
    if above_the_usual(settings.quota.addresses) {
        let (calls, seconds) = USUAL_ADDRESSES;
        let text = format!(
            "`quota.addresses` is more than the usual {calls} requests in {seconds} s: WEBFLEET may \
             refuse some"
        );
        all.push(Finding::note("quota-setting", "raised", text));
    }
    if settings.backup.keep == 0 {
        let text = "no copy is made before a sync removes places";
        let hint = "take `backup.keep` away";
        all.push(Finding::note("backup-setting", "off", text).hint(hint));
    }
    if ["debug", "trace"].contains(&settings.log.as_str()) {
        let text = "much is logged; logs hold no addresses and no secrets";
        all.push(Finding::note("log", "talkative", text).hint("take `log` away"));
    }
    all
}

fn above_the_usual(rate: Rate) -> bool {
    let (calls, seconds) = USUAL_ADDRESSES;
    u64::from(rate.calls.get()) * u64::from(seconds)
        > u64::from(rate.seconds.get()) * u64::from(calls)
}
