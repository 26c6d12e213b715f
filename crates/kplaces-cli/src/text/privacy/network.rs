use kplaces_device::PositionSource;
use kplaces_domain::one_line;
use kplaces_state::{Contact, ContactRole};
use kplaces_text::{Language, say};
use kplaces_webfleet::Endpoint;

/// Whom this device contacted, and whom it may contact.
pub(crate) fn network(
    language: Language,
    endpoint: &Endpoint,
    proxy: Option<&str>,
    positions: Option<&Option<PositionSource>>,
    contacts: &[Contact],
) -> String {
    let mut out = say!(
        language,
        "Hosts that 3Kplaces contacted from this device\n\n",
        "Gegenstellen, die 3Kplaces von diesem Gerät aus angesprochen hat\n\n"
    );
    if contacts.is_empty() {
        out.push_str(language.pick("  None so far.\n", "  Bisher keine.\n"));
    }
    for contact in contacts {
        out.push_str(&entry(language, contact));
    }
    out.push_str(language.pick(
        "\nWhat it may open, with the settings as they are now\n\n",
        "\nWas es mit den jetzigen Einstellungen ansprechen darf\n\n",
    ));
    let mut line = |place: &str, what: &str| {
        out.push_str(&format!("  {}\n      {what}\n", one_line(place, 80)));
    };
    line(
        &format!("{}:{}", endpoint.host(), endpoint.port()),
        language.pick(
            "WEBFLEET, with `login`, `sync` and `doctor --online`, and by the sync button of the map",
            "WEBFLEET, bei `login`, `sync` und `doctor --online` sowie über die Abgleich-Schaltfläche der Karte",
        ),
    );
    if let Some(proxy) = proxy {
        line(
            proxy,
            language.pick(
                "the proxy of the settings; it sees which host is asked, when and how much",
                "der eingestellte Proxy; er sieht, welche Gegenstelle wann und in welchem Umfang angesprochen wird",
            ),
        );
    }
    line(
        language.pick("loopback", "Loopback"),
        language.pick(
            "this device itself, for the browser, as long as `map` runs (127.0.0.1, ::1)",
            "dieses Gerät selbst, für den Browser, solange `map` läuft (127.0.0.1, ::1)",
        ),
    );
    if let Some(source) = positions {
        line(
            language.pick("positions", "Positionen"),
            &of_positions(language, source.as_ref()),
        );
    }
    line(
        language.pick("keyring", "Schlüsselspeicher"),
        language.pick(
            "the keyring of the system, where the login is kept in it; it is on this device",
            "der Schlüsselspeicher des Systems, falls die Anmeldedaten darin liegen; er ist auf diesem Gerät",
        ),
    );
    out.push_str(language.pick(
        "\nThe system's resolver is asked for the address of these hosts, as by every program.\n\
         Nothing else: no server of ours, no statistics, no search for updates.\n\
         Proof: `cargo xtask prove-privacy`, in the source of this program.\n",
        "\nDie Adresse dieser Gegenstellen erfragt das Betriebssystem (DNS), wie bei jedem Programm.\n\
         Sonst nichts: kein Server des Herstellers, keine Statistik, keine Suche nach Updates.\n\
         Nachweis: `cargo xtask prove-privacy`, im Quelltext dieses Programms.\n",
    ));
    out
}

/// Where positions come from, by the setting `alerts.source`.
fn of_positions(language: Language, source: Option<&PositionSource>) -> String {
    match source {
        Some(PositionSource {
            called,
            port: Some(port),
        }) => say!(
            language,
            "127.0.0.1:{port} on this device, {called}, as long as `watch` runs or the map gives alerts",
            "127.0.0.1:{port} auf diesem Gerät, {called}, solange `watch` läuft oder die Karte Hinweise gibt",
            called = called.in_language(language)
        ),
        Some(PositionSource { called, port: None }) => say!(
            language,
            "{called} on this device, no connection, as long as `watch` runs or the map gives alerts",
            "{called} auf diesem Gerät, ohne Verbindung, solange `watch` läuft oder die Karte Hinweise gibt",
            called = called.in_language(language)
        ),
        None => say!(
            language,
            "nowhere: `alerts.source` names no source on this device",
            "keine: `alerts.source` nennt keine Quelle auf diesem Gerät"
        ),
    }
}

fn entry(language: Language, contact: &Contact) -> String {
    let place = match contact.port {
        0 => contact.host.clone(),
        port => format!("{}:{port}", contact.host),
    };
    let role = match contact.role {
        ContactRole::Endpoint => "WEBFLEET",
        ContactRole::Proxy => language.pick("proxy", "Proxy"),
        ContactRole::Refused => language.pick(
            "refused: no connection was made",
            "abgewiesen: es wurde keine Verbindung aufgebaut",
        ),
    };
    let mut out = format!("  {}  {role}\n", one_line(&place, 80));
    let mut line = |text: String| out.push_str(&format!("      {text}\n"));
    line(say!(
        language,
        "first {first}, last {last}",
        "zuerst {first}, zuletzt {last}",
        first = language.moment(contact.first().unix()),
        last = language.moment(contact.last().unix())
    ));
    line(requests(language, contact.requests, contact.failed));
    if contact.unreached > 0 {
        line(say!(
            language,
            "{tries} reached nobody: nothing was sent",
            "{tries} niemanden erreicht: gesendet wurde nichts",
            tries = language.count(
                contact.unreached,
                ["try", "tries"],
                ["Versuch hat", "Versuche haben"]
            )
        ));
    }
    if contact.role != ContactRole::Refused && contact.requests > 0 {
        line(say!(
            language,
            "{sent} sent, {received} received",
            "{sent} gesendet, {received} empfangen",
            sent = language.bytes(contact.bytes_sent),
            received = language.bytes(contact.bytes_received)
        ));
    }
    out
}

fn requests(language: Language, sent: u64, failed: u64) -> String {
    let requests = language.count(sent, ["request", "requests"], ["Anfrage", "Anfragen"]);
    match (sent, failed) {
        (0, _) => say!(language, "no request sent", "keine Anfrage gesendet"),
        (_, 0) => requests,
        (1, _) => say!(language, "{requests}, failed", "{requests}, fehlgeschlagen"),
        _ => say!(
            language,
            "{requests}, {failed} of them failed",
            "{requests}, davon {failed} fehlgeschlagen",
            failed = language.number(failed)
        ),
    }
}
