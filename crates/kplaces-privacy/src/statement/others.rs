//! Who else gets anything, and who can look.

use kplaces_text::text;

use crate::pen::{Pen, list, paragraph, value};
use crate::{Facts, Section, Sentence};

pub(super) fn third_parties(pen: Pen, facts: &Facts) -> Section {
    let host = &facts.webfleet.host;
    pen.section(
        "third-parties",
        &text!(
            "Are data passed on to third parties?",
            "Werden Daten an Dritte weitergegeben?"
        ),
        vec![
            paragraph(vec![
                pen.claim(
                    &["no-disclosure"],
                    &text!(
                        "No: of its own accord, the program passes the stored places on to nobody, and not to its maker either.",
                        "Nein: Von sich aus gibt das Programm die gespeicherten Orte an niemanden weiter, auch nicht an seinen Hersteller."
                    ),
                ),
                pen.say(&text!(
                    "WEBFLEET is the source of the places.",
                    "WEBFLEET ist die Quelle der Orte."
                )),
                pen.say(&text!(
                    "When {host} is asked, it inevitably learns the following:",
                    "Bei einer Anfrage erfährt {host} zwangsläufig Folgendes:"
                )),
            ]),
            list(vec![
                vec![pen.say(&text!(
                    "the login, the time of the request and the IP address of the connection;",
                    "die Zugangsdaten, den Zeitpunkt der Anfrage und die IP-Adresse des Anschlusses;"
                ))],
                vec![pen.say(&text!(
                    "the name and version of the program (“3Kplaces/{}”) and which reports it asks for;",
                    "Name und Version des Programms („3Kplaces/{}“) und welche Berichte es anfordert;",
                    facts.version
                ))],
                vec![pen.say(&text!(
                    "the names of the groups, if only certain groups are to be fetched.",
                    "die Namen der Gruppen, sofern nur bestimmte Gruppen geholt werden sollen."
                ))],
            ]),
            paragraph(vec![
                proxy(pen, facts),
                pen.claim(
                    &["no-redirect"],
                    &text!(
                        "If the host refers the program to another one, the program does not go there.",
                        "Verweist der Rechner auf einen anderen, folgt das Programm dem nicht."
                    ),
                ),
            ]),
            paragraph(vec![
                pen.claim(
                    &["no-disclosure", "one-host"],
                    &text!(
                        "The program transfers no places to a third country; login and requests go to {host} only.",
                        "Orte übermittelt das Programm in kein Drittland; Anmeldung und Anfragen gehen nur an {host}."
                    ),
                ),
                pen.say(&text!(
                    "Where that host is operated follows from the company’s contract with WEBFLEET.",
                    "Wo dieser Rechner betrieben wird, ergibt sich aus dem Vertrag des Unternehmens mit WEBFLEET."
                )),
            ]),
            paragraph(vec![pen.say(&text!(
                "Data leave the program in the following cases only, and only when somebody makes it do so:",
                "Nur in folgenden Fällen verlassen Daten das Programm, und nur, wenn jemand dies veranlasst:"
            ))]),
            list(vec![
                vec![pen.say(&text!(
                    "An export, an extract or a copy writes a file; what becomes of it is up to those who use it.",
                    "Ein Export, ein Auszug oder eine Kopie erzeugt eine Datei; was mit ihr geschieht, liegt bei denen, die sie verwenden."
                ))],
                vec![pen.say(&text!(
                    "“Navigate” on the map hands the coordinates of one place to the navigation program or service that was chosen, and nothing else.",
                    "„Navigieren“ in der Karte übergibt die Koordinaten dieses einen Ortes, und nur diese, an das gewählte Navigationsprogramm oder den gewählten Dienst."
                ))],
                vec![pen.say(&text!(
                    "“My position” on the map asks the browser, which may ask a service of its maker or of the operating system.",
                    "„Meine Position“ in der Karte fragt den Browser; dieser fragt möglicherweise einen Dienst seines Herstellers oder des Betriebssystems."
                ))],
            ]),
        ],
    )
}

fn proxy(pen: Pen, facts: &Facts) -> Sentence {
    match &facts.webfleet.proxy {
        Some(proxy) => {
            let proxy = value(proxy).text;
            pen.claim(
                &["no-unset-proxy"],
                &text!(
                    "On this device the connection goes through the proxy {proxy} that is set for the program; it learns the name of the host, time, IP address and volume, and not the encrypted content.",
                    "Auf diesem Gerät führt die Verbindung über den dafür eingestellten Proxy {proxy}; er erfährt den Namen des Rechners, Zeitpunkt, IP-Adresse und Datenmenge, nicht aber den verschlüsselten Inhalt."
                ),
            )
        }
        None => pen.claim(
            &["no-unset-proxy"],
            &text!(
                "No proxy is set on this device, and the program does not use proxies of the system’s environment.",
                "Auf diesem Gerät ist kein Proxy eingestellt; Proxys aus der Umgebung des Systems verwendet das Programm nicht."
            ),
        ),
    }
}

pub(super) fn advertising(pen: Pen) -> Section {
    pen.section(
        "advertising",
        &text!(
            "Should I expect advertising?",
            "Muss ich mit Werbung rechnen?"
        ),
        vec![paragraph(vec![
            pen.say(&text!(
                "No: neither the places nor the use of the program are evaluated for advertising, and the program shows no advertising of others.",
                "Nein: Weder die Orte noch die Nutzung des Programms werden für Werbung ausgewertet, und das Programm zeigt keine Werbung Dritter."
            )),
            pen.claim(
                &["no-tracking"],
                &text!(
                    "It sends no usage statistics and no crash reports, looks for no updates and loads no content of other providers.",
                    "Es sendet keine Nutzungsstatistik und keine Absturzberichte, sucht nicht nach Aktualisierungen und lädt keine Inhalte anderer Anbieter."
                ),
            ),
            pen.say(&text!(
                "Where a function belongs to another edition, the program says which one; it transmits nothing for that.",
                "Gehört eine Funktion zu einer anderen Edition, nennt das Programm diese; übermittelt wird dabei nichts."
            )),
        ])],
    )
}

pub(super) fn inspection(pen: Pen) -> Section {
    pen.section(
        "inspection",
        &text!("Can I see the data?", "Kann ich die Daten einsehen?"),
        vec![paragraph(vec![
            pen.claim(
                &["inspection"],
                &text!(
                    "Yes: every stored place can be looked at on the device itself, with `3kplaces list` and `3kplaces show` or on the map, with everything that is stored about it.",
                    "Ja: Jeder gespeicherte Ort lässt sich am Gerät selbst mit `3kplaces list` und `3kplaces show` oder in der Karte einsehen, mit allem, was von ihm gespeichert ist."
                ),
            ),
            pen.say(&text!(
                "`3kplaces privacy report` lists everything that the program keeps on the device, `3kplaces privacy network` the hosts that it has contacted.",
                "`3kplaces privacy report` führt auf, was das Programm auf dem Gerät aufbewahrt, `3kplaces privacy network` die Rechner, mit denen es in Verbindung stand."
            )),
            pen.say(&text!(
                "The company gives information on what is stored about you in WEBFLEET itself.",
                "Was in WEBFLEET selbst über Sie gespeichert ist, teilt Ihnen das Unternehmen mit."
            )),
        ])],
    )
}
