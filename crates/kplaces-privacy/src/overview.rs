//! The short facts of the map's page.

use kplaces_text::{Language, text};

use crate::pen::{Pen, value};
use crate::statement::login_place;
use crate::{Entry, Facts, Places, Traffic};

/// What is on the device now. Without `places` the store could not be read.
pub fn on_device(facts: &Facts, places: Option<&Places>, language: Language) -> Vec<Entry> {
    let pen = Pen(language);
    let mut found = vec![pen.entry(
        "places",
        &text!("Places", "Orte"),
        vec![match places {
            None => pen.say(&text!(
                "They cannot be read at present.",
                "Sie lassen sich derzeit nicht lesen."
            )),
            Some(Places {
                count,
                as_of: Some(moment),
            }) => pen.say(&text!(
                "{}, as of {moment}",
                "{}, Stand {moment}",
                pen.number(*count)
            )),
            Some(Places { as_of: None, .. }) => pen.say(&text!("none yet", "noch keine")),
        }],
    )];
    if let Some(file) = &facts.store.file {
        found.push(pen.entry("store", &text!("Kept in", "Ablageort"), vec![value(file)]));
    }
    found.push(pen.entry(
        "encrypted",
        &text!("Encrypted by 3Kplaces", "Durch 3Kplaces verschlüsselt"),
        vec![if facts.store.encrypted {
            pen.say(&text!("yes", "ja"))
        } else {
            pen.say(&text!("no", "nein"))
        }],
    ));
    if let Some(backups) = &facts.backups {
        found.push(pen.entry(
            "backups",
            &text!("Backups", "Sicherungskopien"),
            vec![value(&backups.folder)],
        ));
    }
    found.push(pen.entry(
        "state",
        &text!("Records", "Aufzeichnungen"),
        vec![value(&facts.folders.state)],
    ));
    found.push(pen.entry(
        "login",
        &text!("Login", "Zugangsdaten"),
        vec![login_place(pen, &facts.login)],
    ));
    found
}

/// Whom the program speaks to, and what went there.
pub fn network(facts: &Facts, traffic: Traffic, language: Language) -> Vec<Entry> {
    let pen = Pen(language);
    let Traffic {
        syncs,
        requests,
        bytes,
    } = traffic;
    let [syncs, requests, bytes] = [syncs, requests, bytes].map(|number| pen.number(number));
    vec![
        pen.entry(
            "host",
            &text!("The only host", "Einziger Rechner"),
            vec![value(&facts.webfleet.host)],
        ),
        pen.entry(
            "proxy",
            &text!("Proxy", "Proxy"),
            vec![match &facts.webfleet.proxy {
                Some(proxy) => value(proxy),
                None => pen.say(&text!("none", "keiner")),
            }],
        ),
        pen.entry(
            "traffic",
            &text!("Syncs on record", "Aufgezeichnete Abgleiche"),
            vec![pen.say(&text!(
                "{syncs}, with {requests} requests and {bytes} bytes of answers",
                "{syncs} mit {requests} Anfragen und {bytes} Bytes an Antworten"
            ))],
        ),
    ]
}
