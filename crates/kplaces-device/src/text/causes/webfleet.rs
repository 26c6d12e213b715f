//! The way to WEBFLEET, and its answers.

use kplaces_text::Language::German;
use kplaces_text::Text;
use kplaces_webfleet::{
    Action, ApiError, CertificateFault, CodeKind, EndpointFault, Error, ProxyFault, RowFault,
    SizeFault, UNKNOWN_PACKING,
};

pub(super) fn text(error: &Error) -> Text {
    Text::new(error.to_string(), german(error))
}

/// What WEBFLEET answered: its number, the name that we have for it, and its own words as they came.
pub(super) fn api(error: &ApiError) -> Text {
    Text::new(error.to_string(), german_api(error))
}

fn german(error: &Error) -> String {
    match error {
        Error::Endpoint { why } => format!(
            "die Adresse von WEBFLEET ist nicht zu gebrauchen: {}",
            endpoint(*why)
        ),
        Error::Setup(_) => "die Verbindung ließ sich nicht vorbereiten".to_owned(),
        Error::Api(error) => german_api(error),
        Error::Held { action, wait, .. } => format!(
            "noch {} lang darf keine Anfrage nach {} hinaus",
            German.wait(*wait),
            of(*action)
        ),
        Error::Uncounted(_) => "auf diesem Gerät lassen sich Anfragen nicht zählen".to_owned(),
        Error::NotAllowed { host } => format!(
            "eine Anfrage an {host} wurde angehalten: nur der eingestellte Server darf gefragt werden"
        ),
        Error::Status { host, status, .. } => {
            format!("{host} antwortete mit HTTP-Status {status}")
        }
        Error::Redirect { host, status } => format!(
            "{host} will woandershin verweisen (HTTP-Status {status}); dem wird nicht gefolgt"
        ),
        Error::Intercepted { host } => {
            format!("{host} antwortete mit einer Seite statt mit einem Bericht")
        }
        Error::Connect { host, .. } => format!("keine Verbindung zu {host}"),
        Error::Timeout { host } => format!("{host} antwortete nicht rechtzeitig"),
        Error::Cut { host } => format!("die Antwort von {host} brach ab"),
        Error::Unsupported { host, what } => {
            let what = if *what == UNKNOWN_PACKING {
                "einer unbekannten Verpackung"
            } else {
                what
            };
            format!("{host} antwortete in {what}; das liest dieses Programm nicht")
        }
        Error::TooLarge { host, what } => {
            format!("die Antwort von {host} ist zu groß ({})", size(*what))
        }
        Error::Malformed {
            action,
            row,
            key,
            what,
        } => {
            let address = key
                .as_ref()
                .map_or_else(String::new, |key| format!(" (Adresse {key})"));
            format!(
                "der Bericht {action} ist in Zeile {row}{address} beschädigt: {}",
                german_row(*what)
            )
        }
        Error::MissingColumns {
            action,
            missing,
            columns,
            seen,
        } => {
            let seen = match (seen.as_slice(), columns) {
                ([], 1) => "er hat eine Spalte, deren Name unbekannt ist".to_owned(),
                ([], columns) => format!("keine seiner {columns} Spalten ist bekannt"),
                (seen, _) => format!("er hat die Spalten {}", seen.join(", ")),
            };
            format!("dem Bericht {action} fehlt {}; {seen}", missing.join(", "))
        }
    }
}

fn of(action: Action) -> &'static str {
    if action == Action::ADDRESS_REPORT {
        "den Adressen"
    } else if action == Action::MEMBERSHIP_REPORT {
        "den Gruppen der Adressen"
    } else {
        "den Gruppen"
    }
}

fn german_api(error: &ApiError) -> String {
    let ApiError {
        action,
        code,
        message,
        ..
    } = error;
    let meaning = match (error.kind(), code) {
        (_, 9126) => " (Zugriff nur von bestimmten Netzadressen)",
        (CodeKind::Empty, _) => " (keine Einträge)",
        (CodeKind::Login, _) => " (Anmeldung nicht angenommen)",
        (CodeKind::Outdated, _) => " (Art der Anmeldung nicht mehr angenommen)",
        (CodeKind::Denied, _) => " (kein Recht dazu)",
        (CodeKind::Quota, _) => " (Kontingent aufgebraucht)",
        (CodeKind::Busy, _) => " (ausgelastet)",
        _ => "",
    };
    let said = if message.is_empty() {
        String::new()
    } else {
        format!(": „{message}“")
    };
    format!("WEBFLEET antwortete auf {action} mit Fehler {code}{meaning}{said}")
}

fn endpoint(fault: EndpointFault) -> &'static str {
    match fault {
        EndpointFault::NoAddress => "sie ist keine Web-Adresse",
        EndpointFault::HoldsLogin => "sie enthält Benutzer oder Kennwort",
        EndpointFault::HasQuery => "hinter dem Pfad steht noch etwas (? oder #)",
        EndpointFault::NotEncrypted => {
            "sie ist nicht verschlüsselt; http ist nur für dieses Gerät, und nur mit einer Adresse in Ziffern wie 127.0.0.1"
        }
        EndpointFault::NotHttps => "sie beginnt nicht mit https://",
    }
}

pub(super) fn proxy(fault: ProxyFault) -> &'static str {
    match fault {
        ProxyFault::NotHttp => "der Proxy beginnt nicht mit http:// oder https://",
        ProxyFault::NoAddress => "der Proxy ist keine Web-Adresse",
    }
}

/// What is wrong with a row.
fn german_row(fault: RowFault) -> &'static str {
    match fault {
        RowFault::Quote => "ein Anführungszeichen steht, wo keines stehen kann",
        RowFault::Width => "sie hat nicht so viele Felder wie die Kopfzeile",
        RowFault::Header => "sie ist noch einmal die Kopfzeile",
        RowFault::Columns => "mehr als 4.096 Spalten",
        RowFault::Values => "statt Spaltennamen stehen Werte da",
        RowFault::SameName => "zwei Spalten heißen gleich",
        RowFault::NotFlat => "sie ist kein einfaches JSON-Objekt",
        RowFault::NotInArray => "sie ist kein Objekt einer JSON-Liste",
        RowFault::BehindTheEnd => "hinter dem Ende der Liste steht noch etwas",
        RowFault::NoColumn => "sie hat keine der Spalten",
        RowFault::Unreadable => "sie ist nicht lesbar",
    }
}

fn size(fault: SizeFault) -> &'static str {
    match fault {
        SizeFault::Reply => "die Grenze ist `webfleet.max_reply_mib`",
        SizeFault::Rows => "die Zeilen füllen mehr als 512 MiB",
        SizeFault::Row => "eine Zeile ist länger als 256 KiB",
        SizeFault::FirstLine => "sie beginnt mit einer endlosen Zeile",
    }
}

/// What is wrong with a certificate. In English that is what the TLS library says, which tells names and
/// times too.
pub(crate) fn certificate(fault: Option<CertificateFault>, english: &str) -> Text {
    let german = match fault {
        Some(CertificateFault::Expired) => "das Zertifikat ist abgelaufen",
        Some(CertificateFault::NotYetValid) => {
            "das Zertifikat gilt nach der Uhr dieses Geräts noch nicht"
        }
        Some(CertificateFault::UnknownIssuer) => {
            "dieses Gerät kennt den Aussteller des Zertifikats nicht"
        }
        Some(CertificateFault::OtherName) => {
            "das Zertifikat ist auf einen anderen Namen ausgestellt"
        }
        Some(CertificateFault::Revoked) => "das Zertifikat wurde widerrufen",
        Some(CertificateFault::Other) | None => "das Zertifikat ließ sich nicht prüfen",
    };
    Text::new(english, german)
}

/// Why there was no TLS. In English that is what the TLS library says.
pub(crate) fn handshake(english: &str) -> Text {
    Text::new(english, "die verschlüsselte Verbindung kam nicht zustande")
}
