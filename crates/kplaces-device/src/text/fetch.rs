//! What came between this device and WEBFLEET.

use std::error::Error as StdError;
use std::time::Duration;

use kplaces_app::AppError;
use kplaces_domain::Timestamp;
use kplaces_state::Holder;
use kplaces_text::{Hint, Text, command, text};
use kplaces_webfleet::{ApiError, CodeKind, EndpointFault, Error, Trouble};

use super::causes::{certificate, handshake, root_of, said};
use super::errors::{check, internal, internal_hint, run_again};
use crate::error::{CliError, Kind};

fn quota() -> Text {
    text!(
        "the request quota of WEBFLEET is used up",
        "das Anfragekontingent von WEBFLEET ist aufgebraucht"
    )
}

/// An error of a sync; where it is known when to try again, it says so by the clock.
pub fn with_time(error: AppError, now: Timestamp) -> CliError {
    let AppError::Fetch(Error::Held { wait, refused, .. }) = &error else {
        return error.into();
    };
    let cause = error.failure().cause;
    let seconds = i64::try_from((*wait + Duration::from_millis(999)).as_secs()).unwrap_or(i64::MAX);
    let at = now.unix().saturating_add(seconds);
    let mut found = CliError::new(Kind::Quota, quota()).recorded_as(cause);
    found = match refused {
        Some(refused) => found.because(said(refused.as_ref())).because(
            if refused.again_in().is_some() {
                text!(
                    "it says when to come again",
                    "die Antwort sagt, wann wieder gefragt werden darf"
                )
            } else {
                text!(
                    "it does not say for how long, so a whole window of the quota counts as used",
                    "die Antwort sagt nicht, wie lange; darum gilt ein ganzes Zeitfenster des Kontingents als verbraucht"
                )
            },
        ),
        None => found.because(text!(
            "this device has asked as often as the account allows",
            "dieses Gerät hat so oft gefragt, wie das Konto erlaubt"
        )),
    };
    found
        .because(text!(language =>
            "the next request can go out in {wait}, at {at}",
            "die nächste Anfrage kann in {wait} hinaus, um {at}",
            wait = language.wait(*wait),
            at = language.moment(at)
        ))
        .hint(text!(
            "run the command again then, or with --wait",
            "den Befehl dann noch einmal ausführen, oder mit --wait"
        ))
}

/// Since when somebody holds a lock, and which process it is, as far as that is known; goes after what it does.
pub(crate) fn who(holder: &Holder) -> Text {
    let who = holder.pid.map_or_else(Text::default, |pid| {
        text!(" (process {pid})", " (Prozess {pid})")
    });
    let since = holder.since.map_or_else(Text::default, |since| {
        text!(language =>
            " since {since}",
            " seit {since}",
            since = language.moment(since.unix())
        )
    });
    Text::joined(&[since, who], "")
}

pub fn busy(holder: &Holder) -> CliError {
    let who = who(holder);
    CliError::new(
        Kind::Busy,
        text!(
            "another sync is under way on this device",
            "auf diesem Gerät läuft gerade ein anderer Abgleich"
        ),
    )
    .because(text!(language =>
        "it is running{who}",
        "er läuft{who}",
        who = who.in_language(language)
    ))
    .hint(text!(
        "wait for its end, or run the command with --wait",
        "auf sein Ende warten oder den Befehl mit --wait ausführen"
    ))
}

pub fn fetch(error: &Error) -> CliError {
    let new = |kind, what: Text| CliError::new(kind, what).caused_by(error);
    match error {
        Error::Endpoint { why } => {
            let found =
                CliError::new(Kind::Configuration, said(error)).hint(check("webfleet.url"));
            match why {
                EndpointFault::HoldsLogin => found.hint(Hint::run("login", |login| {
                    text!("{login} keeps those", "{login} bewahrt diese auf")
                })),
                _ => found,
            }
        }
        Error::Setup(_) => new(
            Kind::Configuration,
            text!(
                "the connection to WEBFLEET could not be prepared",
                "die Verbindung zu WEBFLEET ließ sich nicht vorbereiten"
            ),
        )
        .hint(check("webfleet.proxy")),
        Error::Api(api) => of_api(error, api),
        Error::NotAllowed { .. } => new(Kind::Internal, internal()).hint(internal_hint()),
        Error::Uncounted(_) => {
            let path = command("config path");
            new(
                Kind::Store,
                text!(
                    "requests to WEBFLEET cannot be counted on this device, so none was sent",
                    "Anfragen an WEBFLEET lassen sich auf diesem Gerät nicht zählen, also wurde keine gesendet"
                ),
            )
            .hint(text!(
                "check the permissions of the state folder, and that there is room; {path} names it",
                "die Zugriffsrechte des Ordners für Aufzeichnungen prüfen, und ob dort Platz ist; {path} nennt ihn"
            ))
        }
        Error::Status { status, .. } => of_status(error, *status),
        Error::Held { .. } => new(Kind::Quota, quota()).hint(in_a_minute()),
        Error::Connect {
            source, trouble, ..
        } => no_connection(error, *trouble, source.as_ref()),
        Error::Redirect { .. } => new(
            Kind::Network,
            text!(
                "WEBFLEET was not reached: the connection was diverted",
                "WEBFLEET wurde nicht erreicht: die Verbindung wurde umgeleitet"
            ),
        )
        .hint(text!(
            "a network that wants a login page does this; check `webfleet.url` and the network",
            "ein Netz mit Anmeldeseite bewirkt das; `webfleet.url` und das Netz prüfen"
        )),
        Error::Intercepted { .. } => new(
            Kind::Network,
            text!(
                "a web page came instead of addresses",
                "statt der Adressen kam eine Web-Seite"
            ),
        )
        .hint(text!(
            "a firewall, or a network that wants a login page, does this; ask whoever runs the network",
            "eine Firewall oder ein Netz mit Anmeldeseite bewirkt das; den Betreiber des Netzes fragen"
        )),
        Error::Timeout { .. } => new(Kind::Network, not_in_time()).hint(text!(
            "run the command again; `webfleet.idle_timeout_s` and `webfleet.total_timeout_s` set the patience",
            "den Befehl noch einmal ausführen; wie lange gewartet wird, setzen `webfleet.idle_timeout_s` und `webfleet.total_timeout_s`"
        )),
        Error::Cut { host } => CliError::new(
            Kind::Network,
            text!(
                "the reply of WEBFLEET was cut short",
                "die Antwort von WEBFLEET brach ab"
            ),
        )
        .because(text!(
            "{host} stopped in the middle of it",
            "{host} hörte mittendrin auf"
        ))
        .hint(text!(
            "nothing was changed; run the command again when the network is better",
            "es wurde nichts geändert; den Befehl noch einmal ausführen, wenn das Netz besser ist"
        )),
        _ => of_reply(error),
    }
}

/// What WEBFLEET itself refused.
fn of_api(error: &Error, api: &ApiError) -> CliError {
    let new = |kind, what: Text| CliError::new(kind, what).caused_by(error);
    match api.kind() {
            CodeKind::Login if api.is_of_key() => {
                not_accepted(answered(api)).hint(Hint::run("login", |login| {
                    text!(
                        "check the API key, which WEBFLEET looks at first, then run {login}",
                        "den API-Schlüssel prüfen, den WEBFLEET zuerst ansieht, dann {login} ausführen"
                    )
                }))
            }
            CodeKind::Login => not_accepted(answered(api)).hint(check_login()),
            CodeKind::Outdated => new(
                Kind::Login,
                text!(
                    "WEBFLEET no longer takes a login that is sent this way",
                    "WEBFLEET nimmt eine Anmeldung, die so gesendet wird, nicht mehr an"
                ),
            )
            .hint(text!(
                "the login itself may be right: look for a newer 3Kplaces; until then `webfleet.method = \"post\"` keeps account and API key out of the address",
                "die Anmeldung selbst kann stimmen: nach einem neueren 3Kplaces sehen; bis dahin hält `webfleet.method = \"post\"` Konto und API-Schlüssel aus der Adresse heraus"
            )),
            CodeKind::Denied if api.code == 9126 => new(
                Kind::Login,
                text!(
                    "WEBFLEET does not let this device ask",
                    "WEBFLEET lässt dieses Gerät nicht fragen"
                ),
            )
            .hint(text!(
                "the account allows only some network addresses; ask your WEBFLEET administrator to add that of this network",
                "das Konto erlaubt nur bestimmte Netzadressen; Ihr WEBFLEET-Administrator kann die dieses Netzes hinzufügen"
            )),
            CodeKind::Denied => new(
                Kind::Login,
                text!(
                    "WEBFLEET accepts the login, but does not let it read addresses",
                    "WEBFLEET nimmt die Anmeldung an, lässt sie aber keine Adressen lesen"
                ),
            )
            .hint(text!(
                "ask your WEBFLEET administrator for the right to use WEBFLEET.connect and to read addresses",
                "Ihr WEBFLEET-Administrator kann das Recht geben, WEBFLEET.connect zu benutzen und Adressen zu lesen"
            )),
            CodeKind::Quota => new(Kind::Quota, quota()).hint(in_a_minute()),
            CodeKind::Busy => new(
                Kind::Network,
                text!("WEBFLEET is busy", "WEBFLEET ist ausgelastet"),
            )
            .hint(in_some_minutes()),
            _ => new(
                Kind::Network,
                text!(
                    "WEBFLEET refused the request",
                    "WEBFLEET hat die Anfrage abgelehnt"
                ),
            )
            .hint(text!(
                "if it stays so, ask WEBFLEET what this error means",
                "bleibt es dabei, WEBFLEET fragen, was dieser Fehler bedeutet"
            )),
        }
}

fn of_status(error: &Error, status: u16) -> CliError {
    let new = |kind, what: Text| CliError::new(kind, what).caused_by(error);
    match status {
        401 => not_accepted(said(error)).hint(check_login()),
        403 => new(
            Kind::Login,
            text!("the request was forbidden", "die Anfrage wurde verboten"),
        )
        .hint(text!(
            "ask your WEBFLEET administrator, or whoever runs the network, who may use WEBFLEET.connect",
            "Ihren WEBFLEET-Administrator oder den Betreiber des Netzes fragen, wer WEBFLEET.connect benutzen darf"
        )),
        429 => new(Kind::Quota, quota()).hint(in_a_minute()),
        407 => new(
            Kind::Network,
            text!(
                "the proxy wants a login of its own",
                "der Proxy verlangt eine eigene Anmeldung"
            ),
        )
        .hint(text!(
            "put it into `webfleet.proxy` as http://USER:PASSWORD@HOST:PORT, or ask whoever runs the network",
            "sie in `webfleet.proxy` als http://BENUTZER:KENNWORT@SERVER:PORT eintragen oder den Betreiber des Netzes fragen"
        )),
        408 => new(Kind::Network, not_in_time()).hint(in_some_minutes()),
        400..500 => new(
            Kind::Network,
            text!(
                "the address of WEBFLEET is not right",
                "die Adresse von WEBFLEET stimmt nicht"
            ),
        )
        .hint(check("webfleet.url")),
        _ => {
            let found = new(
                Kind::Network,
                text!(
                    "WEBFLEET is out of order for the moment",
                    "WEBFLEET ist im Augenblick gestört"
                ),
            );
            match error.again_in() {
                Some(wanted) => found
                    .because(text!(language =>
                        "it asks to come again in {wanted}",
                        "es bittet, in {wanted} wiederzukommen",
                        wanted = language.wait(wanted)
                    ))
                    .hint(text!(
                        "run the command again then",
                        "den Befehl dann noch einmal ausführen"
                    )),
                None => found.hint(in_some_minutes()),
            }
        }
    }
}

fn no_connection(error: &Error, trouble: Trouble, source: &(dyn StdError + 'static)) -> CliError {
    let root = root_of(source);
    let english = root.to_string();
    match trouble {
        Trouble::Certificate => CliError::new(
            Kind::Network,
            text!(
                "the certificate that came is not one of WEBFLEET that this device trusts",
                "dem Zertifikat, das kam, vertraut dieses Gerät nicht: es kann ein anderer Server als WEBFLEET sein"
            ),
        )
        .because(certificate(error.certificate_fault(), &english))
        .hint(text!(
            "check date and time of this device; a certificate is valid for a while only",
            "Datum und Uhrzeit dieses Geräts prüfen; ein Zertifikat gilt nur eine gewisse Zeit"
        ))
        .hint(text!(
            "a company that inspects encrypted traffic does this: have its certificate added to those that the system trusts, or WEBFLEET left out of the inspection",
            "ein Unternehmen, das verschlüsselten Verkehr prüft, bewirkt das: dessen Zertifikat zu denen hinzufügen lassen, denen das System vertraut, oder WEBFLEET von der Prüfung ausnehmen lassen"
        )),
        Trouble::Handshake => CliError::new(
            Kind::Network,
            text!(
                "something answered that is not WEBFLEET over TLS 1.2 or later",
                "es antwortete etwas, das nicht WEBFLEET über TLS 1.2 oder neuer ist"
            ),
        )
        .because(handshake(&english))
        .hint(text!(
            "nothing was told to it; check `webfleet.url`, and ask whoever runs the network what answers in its place",
            "ihm wurde nichts mitgeteilt; `webfleet.url` prüfen und den Betreiber des Netzes fragen, was an seiner Stelle antwortet"
        )),
        Trouble::Name | Trouble::Connection => CliError::new(
            Kind::Network,
            text!(
                "WEBFLEET cannot be reached",
                "WEBFLEET ist nicht erreichbar"
            ),
        )
        .because(said(error))
        .because(if trouble == Trouble::Name {
            Text::new(english, "der Name des Servers wurde nicht gefunden")
        } else {
            root
        })
        .hint(text!(
            "check the network; the places on this device can be used without it",
            "das Netz prüfen; die Orte auf diesem Gerät sind auch ohne Netz da"
        )),
    }
}

/// A reply came, and is none that can be used.
fn of_reply(error: &Error) -> CliError {
    let new = |what: Text| CliError::new(Kind::Network, what).caused_by(error);
    let unchanged = |then: Text| {
        text!(language =>
            "nothing was changed; {then}",
            "es wurde nichts geändert; {then}",
            then = then.in_language(language)
        )
    };
    match error {
        Error::Unsupported { .. } => new(text!(
            "the reply of WEBFLEET cannot be unpacked or decoded",
            "die Antwort von WEBFLEET lässt sich nicht entpacken oder entziffern"
        ))
        .hint(unchanged(text!(
            "a proxy between this device and WEBFLEET may do this: ask whoever runs the network",
            "ein Proxy zwischen diesem Gerät und WEBFLEET kann das bewirken: den Betreiber des Netzes fragen"
        ))),
        Error::TooLarge { .. } => new(text!(
            "the reply of WEBFLEET is too large to be an address report",
            "die Antwort von WEBFLEET ist zu groß für einen Bericht über Adressen"
        ))
        .hint(unchanged(text!(
            "check `webfleet.url`",
            "`webfleet.url` prüfen"
        ))),
        Error::Malformed { row: 0, .. } => new(text!(
            "the reply of WEBFLEET cannot be read",
            "die Antwort von WEBFLEET ist nicht lesbar"
        ))
        .hint(unchanged(text!(
            "run the command again, and report it if it stays so",
            "den Befehl noch einmal ausführen, und es melden, wenn es dabei bleibt"
        ))),
        Error::Malformed { .. } => new(text!(
            "too much of the reply of WEBFLEET cannot be read",
            "von der Antwort von WEBFLEET ist zu viel nicht lesbar"
        ))
        .hint(unchanged(run_again()))
        .hint(text!(
            "if it stays so, correct that address in WEBFLEET: quotation marks in its name do this; or try `webfleet.format = \"json\"`",
            "bleibt es dabei, diese Adresse in WEBFLEET berichtigen: Anführungszeichen im Namen bewirken das; oder `webfleet.format = \"json\"` versuchen"
        )),
        Error::MissingColumns { seen, .. } if seen.is_empty() => new(text!(
            "the reply of WEBFLEET does not begin with the names of columns",
            "die Antwort von WEBFLEET beginnt nicht mit den Namen von Spalten"
        ))
        .hint(unchanged(text!(
            "check `webfleet.url`, and report it if it stays so",
            "`webfleet.url` prüfen, und es melden, wenn es dabei bleibt"
        ))),
        Error::MissingColumns { .. } => new(text!(
            "a report of WEBFLEET has other columns than expected",
            "ein Bericht von WEBFLEET hat andere Spalten als erwartet"
        ))
        .hint(unchanged(text!(
            "please report the column names above: they hold no data",
            "bitte die Spaltennamen oben melden: sie enthalten keine Daten"
        ))),
        _ => new(text!(
            "WEBFLEET could not be asked",
            "WEBFLEET ließ sich nicht fragen"
        )),
    }
}

/// What WEBFLEET says itself. Which of its actions was asked for is nothing to whoever typed a login.
fn answered(api: &ApiError) -> Text {
    let (code, message) = (api.code, api.message.trim());
    if message.is_empty() {
        text!(
            "WEBFLEET answers with error {code}",
            "WEBFLEET antwortet mit Fehler {code}"
        )
    } else {
        text!(
            "WEBFLEET answers with error {code}: “{message}”",
            "WEBFLEET antwortet mit Fehler {code}: „{message}“"
        )
    }
}

fn not_accepted(why: Text) -> CliError {
    CliError::new(
        Kind::Login,
        text!(
            "WEBFLEET does not accept the login",
            "WEBFLEET nimmt die Anmeldung nicht an"
        ),
    )
    .because(why)
    .because(text!(
        "it was tried once only: too many wrong logins can lock the user",
        "es wurde nur einmal versucht: zu viele falsche Anmeldungen können den Benutzer sperren"
    ))
}

fn check_login() -> Hint {
    Hint::run("login", |login| {
        text!(
            "check account, user, password and API key, then run {login}",
            "Konto, Benutzer, Kennwort und API-Schlüssel prüfen, dann {login} ausführen"
        )
    })
}

fn not_in_time() -> Text {
    text!(
        "WEBFLEET did not answer in time",
        "WEBFLEET antwortete nicht rechtzeitig"
    )
}

fn in_a_minute() -> Text {
    text!(
        "wait one minute, then run the command again",
        "eine Minute warten, dann den Befehl noch einmal ausführen"
    )
}

fn in_some_minutes() -> Text {
    text!(
        "run the command again in a few minutes",
        "den Befehl in einigen Minuten noch einmal ausführen"
    )
}
