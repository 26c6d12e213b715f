use kplaces_domain::one_line;
use kplaces_state::{Contact, ContactRole};
use kplaces_text::Language::{self, English, German};
use kplaces_webfleet::Endpoint;

use crate::text::format;

/// The sentences of one language.
struct Words {
    contacted: &'static str,
    none: &'static str,
    first: &'static str,
    last: &'static str,
    requests: fn(u64, u64) -> String,
    unreached: fn(u64) -> String,
    bytes: fn(&str, &str) -> String,
    roles: [&'static str; 3],
    allowed: &'static str,
    webfleet: &'static str,
    proxy: &'static str,
    loopback: [&'static str; 2],
    keyring: [&'static str; 2],
    resolver: &'static str,
    nothing_else: &'static str,
}

const ENGLISH: Words = Words {
    contacted: "Hosts that 3Kplaces contacted from this device",
    none: "None so far.",
    first: "first",
    last: "last",
    requests: |requests, failed| match (requests, failed) {
        (0, _) => "no request sent".to_owned(),
        (1, 0) => "1 request".to_owned(),
        (_, 0) => format!("{} requests", English.number(requests)),
        (1, _) => "1 request, failed".to_owned(),
        _ => format!(
            "{} requests, {} of them failed",
            English.number(requests),
            English.number(failed)
        ),
    },
    unreached: |tries| match tries {
        1 => "1 try reached nobody: nothing was sent".to_owned(),
        _ => format!(
            "{} tries reached nobody: nothing was sent",
            English.number(tries)
        ),
    },
    bytes: |sent, received| format!("{sent} sent, {received} received"),
    roles: ["WEBFLEET", "proxy", "refused: no connection was made"],
    allowed: "What it may open, with the settings as they are now",
    webfleet: "WEBFLEET, with `login`, `sync` and `doctor --online`, and by the sync button of the map",
    proxy: "the proxy of the settings; it sees which host is asked, when and how much",
    loopback: [
        "loopback",
        "this device itself, for the browser, as long as `map` runs (127.0.0.1, ::1)",
    ],
    keyring: [
        "keyring",
        "the keyring of the system, where the login is kept in it; it is on this device",
    ],
    resolver: "The system's resolver is asked for the address of these hosts, as by every program.",
    nothing_else: "Nothing else: no server of ours, no statistics, no search for updates.\n\
                   Proof: `cargo xtask prove-privacy`, in the source of this program.",
};

const GERMAN: Words = Words {
    contacted: "Gegenstellen, die 3Kplaces von diesem Gerät aus angesprochen hat",
    none: "Bisher keine.",
    first: "zuerst",
    last: "zuletzt",
    requests: |requests, failed| match (requests, failed) {
        (0, _) => "keine Anfrage gesendet".to_owned(),
        (1, 0) => "1 Anfrage".to_owned(),
        (_, 0) => format!("{} Anfragen", German.number(requests)),
        (1, _) => "1 Anfrage, fehlgeschlagen".to_owned(),
        _ => format!(
            "{} Anfragen, davon {} fehlgeschlagen",
            German.number(requests),
            German.number(failed)
        ),
    },
    unreached: |tries| match tries {
        1 => "1 Versuch hat niemanden erreicht: gesendet wurde nichts".to_owned(),
        _ => format!(
            "{} Versuche haben niemanden erreicht: gesendet wurde nichts",
            German.number(tries)
        ),
    },
    bytes: |sent, received| format!("{sent} gesendet, {received} empfangen"),
    roles: [
        "WEBFLEET",
        "Proxy",
        "abgewiesen: es wurde keine Verbindung aufgebaut",
    ],
    allowed: "Was es mit den jetzigen Einstellungen ansprechen darf",
    webfleet: "WEBFLEET, bei `login`, `sync` und `doctor --online` sowie über die Sync-Schaltfläche der Karte",
    proxy: "der eingestellte Proxy; er sieht, welche Gegenstelle wann und in welchem Umfang angesprochen wird",
    loopback: [
        "Loopback",
        "dieses Gerät selbst, für den Browser, solange `map` läuft (127.0.0.1, ::1)",
    ],
    keyring: [
        "Schlüsselspeicher",
        "der Schlüsselspeicher des Systems, falls die Zugangsdaten darin liegen; er ist auf diesem Gerät",
    ],
    resolver: "Die Adresse dieser Gegenstellen erfragt das Betriebssystem (DNS), wie bei jedem Programm.",
    nothing_else: "Sonst nichts: kein Server des Herstellers, keine Statistik, keine Suche nach Updates.\n\
                   Nachweis: `cargo xtask prove-privacy`, im Quelltext dieses Programms.",
};

/// Whom this device contacted, and whom it may contact.
pub(crate) fn network(
    language: Language,
    endpoint: &Endpoint,
    proxy: Option<&str>,
    contacts: &[Contact],
) -> String {
    let words = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    };
    let mut out = format!("{}\n\n", words.contacted);
    if contacts.is_empty() {
        out.push_str(&format!("  {}\n", words.none));
    }
    for contact in contacts {
        out.push_str(&entry(words, language, contact));
    }
    out.push_str(&format!("\n{}\n\n", words.allowed));
    let mut line = |place: &str, what: &str| {
        out.push_str(&format!("  {}\n      {what}\n", one_line(place, 80)));
    };
    line(
        &format!("{}:{}", endpoint.host(), endpoint.port()),
        words.webfleet,
    );
    if let Some(proxy) = proxy {
        line(proxy, words.proxy);
    }
    line(words.loopback[0], words.loopback[1]);
    line(words.keyring[0], words.keyring[1]);
    out.push_str(&format!("\n{}\n{}\n", words.resolver, words.nothing_else));
    out
}

fn entry(words: &Words, language: Language, contact: &Contact) -> String {
    let place = match contact.port {
        0 => contact.host.clone(),
        port => format!("{}:{port}", contact.host),
    };
    let role = match contact.role {
        ContactRole::Endpoint => words.roles[0],
        ContactRole::Proxy => words.roles[1],
        ContactRole::Refused => words.roles[2],
    };
    let mut out = format!("  {}  {role}\n", one_line(&place, 80));
    let mut line = |text: String| out.push_str(&format!("      {text}\n"));
    line(format!(
        "{} {}, {} {}",
        words.first,
        format::moment(contact.first()),
        words.last,
        format::moment(contact.last())
    ));
    line((words.requests)(contact.requests, contact.failed));
    if contact.unreached > 0 {
        line((words.unreached)(contact.unreached));
    }
    if contact.role != ContactRole::Refused && contact.requests > 0 {
        let sent = language.bytes(contact.bytes_sent);
        let received = language.bytes(contact.bytes_received);
        line((words.bytes)(&sent, &received));
    }
    out
}
