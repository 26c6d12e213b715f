use std::io::{self, ErrorKind};

use crate::Text;

/// What the operating system says, in both languages. Its own sentence is English; where it has a number,
/// that stands beside both. An error that was made of a text says that.
pub fn of_io(error: &io::Error) -> Text {
    let made_of = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Text>());
    if let Some(text) = made_of {
        return text.clone();
    }
    let german = match error.kind() {
        ErrorKind::NotFound => "Datei oder Ordner nicht gefunden",
        ErrorKind::PermissionDenied => "Zugriff verweigert",
        ErrorKind::ConnectionRefused => "Verbindung abgelehnt",
        ErrorKind::ConnectionReset => "Verbindung zurückgesetzt",
        ErrorKind::ConnectionAborted => "Verbindung abgebrochen",
        ErrorKind::HostUnreachable => "Gegenstelle nicht erreichbar",
        ErrorKind::NetworkUnreachable => "Netz nicht erreichbar",
        ErrorKind::NetworkDown => "kein Netz",
        ErrorKind::NotConnected => "nicht verbunden",
        ErrorKind::AddrInUse => "Adresse wird schon benutzt",
        ErrorKind::AddrNotAvailable => "Adresse nicht verfügbar",
        ErrorKind::BrokenPipe => "Empfänger hat die Verbindung geschlossen",
        ErrorKind::AlreadyExists => "Datei ist schon vorhanden",
        ErrorKind::NotADirectory => "kein Ordner",
        ErrorKind::IsADirectory => "ein Ordner, keine Datei",
        ErrorKind::DirectoryNotEmpty => "Ordner ist nicht leer",
        ErrorKind::ReadOnlyFilesystem => "Datenträger ist schreibgeschützt",
        ErrorKind::StorageFull => "kein Platz mehr auf dem Datenträger",
        ErrorKind::QuotaExceeded => "zugeteilter Platz ist aufgebraucht",
        ErrorKind::FileTooLarge => "Datei ist zu groß",
        ErrorKind::ResourceBusy => "wird gerade benutzt",
        ErrorKind::ExecutableFileBusy => "Programm läuft gerade",
        ErrorKind::Deadlock => "Verklemmung",
        ErrorKind::CrossesDevices => "liegt auf einem anderen Datenträger",
        ErrorKind::TooManyLinks => "zu viele Verweise",
        ErrorKind::InvalidFilename => "Dateiname nicht erlaubt",
        ErrorKind::ArgumentListTooLong => "zu viele Angaben",
        ErrorKind::InvalidInput => "ungültige Angabe",
        ErrorKind::InvalidData => "ungültige Daten",
        ErrorKind::TimedOut => "Zeit überschritten",
        ErrorKind::WriteZero => "es ließ sich nichts schreiben",
        ErrorKind::Interrupted => "unterbrochen",
        ErrorKind::Unsupported => "wird hier nicht unterstützt",
        ErrorKind::UnexpectedEof => "unerwartetes Ende",
        ErrorKind::OutOfMemory => "nicht genug Speicher",
        ErrorKind::WouldBlock => "im Augenblick nicht möglich",
        _ => match error.raw_os_error() {
            Some(5) if cfg!(unix) => "Lese- oder Schreibfehler des Datenträgers",
            Some(24) if cfg!(unix) => "zu viele offene Dateien",
            Some(40) if cfg!(target_os = "linux") => "zu viele Verweise hintereinander",
            Some(_) => "Fehler des Systems",
            None => "unbekannter Fehler",
        },
    };
    let german = match error.raw_os_error() {
        Some(number) => format!("{german} (Fehler {number} des Systems)"),
        None => german.to_owned(),
    };
    Text::new(error.to_string(), german)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, text};

    #[test]
    fn what_the_system_says_is_said_in_german_with_its_number() {
        let error = io::Error::from_raw_os_error(2);
        let text = of_io(&error);
        assert_eq!(text.in_language(Language::English), error.to_string());
        assert_eq!(
            text.in_language(Language::German),
            "Datei oder Ordner nicht gefunden (Fehler 2 des Systems)"
        );
        let made = text!("it is a link", "ein Verweis");
        assert_eq!(of_io(&io::Error::other(made.clone())), made);
        let plain = of_io(&ErrorKind::InvalidData.into());
        assert_eq!(plain.in_language(Language::German), "ungültige Daten");
    }
}
