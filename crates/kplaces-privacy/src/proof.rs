//! What shows that a claim holds.

use kplaces_text::Language;

/// A proof that `cargo xtask prove-privacy` runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its name, in small letters and hyphens.
    pub id: &'static str,
    /// What is done, in English.
    pub english: &'static str,
    /// What is done, in German.
    pub german: &'static str,
}

impl Proof {
    /// What is done.
    pub fn text(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::German => self.german,
        }
    }
}

/// All proofs, in the order people should read them.
pub fn proofs() -> &'static [Proof] {
    &PROOFS
}

const fn proof(id: &'static str, english: &'static str, german: &'static str) -> Proof {
    Proof {
        id,
        english,
        german,
    }
}

static PROOFS: [Proof; 19] = [
    proof(
        "one-host",
        "The system calls of every command are recorded; the only address that is connected to is that of the configured WEBFLEET host.",
        "Die Systemaufrufe sämtlicher Befehle werden aufgezeichnet; verbunden wird ausschließlich mit der Adresse des eingestellten WEBFLEET-Rechners.",
    ),
    proof(
        "closed-network",
        "Every command runs in a closed network in which only a stand-in for WEBFLEET answers; packets to anybody else are counted, and there must be none.",
        "Sämtliche Befehle laufen in einem abgeschlossenen Netz, in dem nur eine Nachbildung von WEBFLEET antwortet; Pakete an andere Ziele werden gezählt; es darf keine geben.",
    ),
    proof(
        "names",
        "Requests to the name service are recorded; only the name of the configured host is asked for.",
        "Anfragen an den Namensdienst (DNS) werden aufgezeichnet; abgefragt wird nur der Name des eingestellten Rechners.",
    ),
    proof(
        "loopback-only",
        "While the map runs, all ports that the program listens on are listed; each must be reachable from the device itself only.",
        "Während die Karte läuft, werden alle Ports erfasst, an denen das Programm Verbindungen annimmt; jeder darf nur vom Gerät selbst erreichbar sein.",
    ),
    proof(
        "columns",
        "All requests to WEBFLEET are read; they must ask for the agreed reports and columns and for nothing else.",
        "Alle Anfragen an WEBFLEET werden mitgelesen; sie dürfen nur die festgelegten Berichte und Spalten anfordern.",
    ),
    proof(
        "canary-files",
        "WEBFLEET’s personal columns are filled with marked values; these are then looked for, byte by byte, in all files of the program: store, backups, exports, records and logs.",
        "Die personenbezogenen Spalten von WEBFLEET werden mit markierten Werten gefüllt; anschließend werden alle Dateien des Programms Byte für Byte danach durchsucht: Bestand, Sicherungskopien, Exporte, Aufzeichnungen und Protokolle.",
    ),
    proof(
        "canary-memory",
        "The marked values are looked for in the memory of the running program.",
        "Der Arbeitsspeicher des laufenden Programms wird nach den markierten Werten durchsucht.",
    ),
    proof(
        "canary-map",
        "The marked values are looked for in everything that the map answers.",
        "Alle Antworten der Karte werden nach den markierten Werten durchsucht.",
    ),
    proof(
        "canary-browser",
        "After a visit to the map the browser’s profile is searched for places, and the browser’s own record of the network for other hosts.",
        "Nach einem Besuch der Karte werden das Profil des Browsers nach Orten und seine Netzwerkaufzeichnung nach anderen Rechnern durchsucht.",
    ),
    proof(
        "secrets",
        "A recognisable login is looked for in output, logs, files and the arguments of processes.",
        "Ausgaben, Protokolle, Dateien und Aufrufparameter werden nach wiedererkennbaren Zugangsdaten durchsucht.",
    ),
    proof(
        "positions",
        "While the program watches marked positions, out of a receiver’s sentences, a track, a program of the device that sends them and a page of the map, its system calls are recorded; the positions are then looked for in everything that it wrote, sent or said, and in all its files; only the page of the map may be told what a receiver says (Pro and Enterprise).",
        "Während das Programm markierte Positionen beobachtet, aus Sätzen eines Empfängers, einem Track, von einem sendenden Programm des Geräts und von einer Seite der Karte, werden seine Systemaufrufe aufgezeichnet; anschließend wird alles, was es geschrieben, gesendet und ausgegeben hat, sowie jede seiner Dateien nach den Positionen durchsucht; nur die Seite der Karte darf erfahren, was ein Empfänger meldet (Pro und Enterprise).",
    ),
    proof(
        "modes",
        "With the most generous default rights that the system knows, the rights of every file and folder that the program creates are read.",
        "Bei den großzügigsten Voreinstellungen, die das System kennt, werden die Rechte aller Dateien und Ordner geprüft, die das Programm anlegt.",
    ),
    proof(
        "no-core",
        "The running program is made to crash; no memory image may be written, and other programs of the user may not read its memory.",
        "Das laufende Programm wird zum Absturz gebracht; es darf kein Speicherabbild entstehen, und andere Programme dürfen seinen Speicher nicht lesen.",
    ),
    proof(
        "erased",
        "After erasing, all files are searched, byte by byte, for what was erased.",
        "Nach dem Löschen werden alle Dateien Byte für Byte nach dem Gelöschten durchsucht.",
    ),
    proof(
        "raw-medium",
        "The program works on a medium in a file (ext4 without a journal; others where they can be mounted). After syncs that remove and rename places, after backups made room, after erasing a group, after encrypting and after erasing everything, with no room left, all bytes of the medium are searched for keys, names, positions and the login, also those of deleted files.",
        "Das Programm arbeitet auf einem Datenträger in einer Datei (ext4 ohne Journal; andere, soweit sie sich einbinden lassen). Nach Abgleichen, die Orte entfernen und umbenennen, nach dem Wegfall alter Sicherungskopien, nach dem Löschen einer Gruppe, nach dem Verschlüsseln und nach dem Löschen von allem ohne freien Platz werden alle Bytes des Datenträgers nach Schlüsseln, Namen, Positionen und Zugangsdaten durchsucht, auch die gelöschter Dateien.",
    ),
    proof(
        "sealed",
        "The encrypted store is searched for names and opened without the key and with a wrong one; neither may give anything away (Enterprise).",
        "Der verschlüsselte Bestand wird nach Namen durchsucht sowie ohne und mit falschem Schlüssel geöffnet; beides darf nichts preisgeben (Enterprise).",
    ),
    proof(
        "separate",
        "With several WEBFLEET accounts on one device, what belongs to one is looked for in everything that belongs to another (Enterprise).",
        "Bei mehreren WEBFLEET-Konten auf einem Gerät wird in allem, was zu einem Konto gehört, nach den Daten der anderen gesucht (Enterprise).",
    ),
    proof(
        "code",
        "The source code and the rules for third-party components are checked: no other place opens connections, listens for them or starts programs.",
        "Quelltext und Regeln für Fremdkomponenten werden geprüft: Keine andere Stelle baut Verbindungen auf, nimmt welche an oder startet Programme.",
    ),
    proof(
        "extract-reads-back",
        "What `privacy extract` writes is read in on an empty device; the places must be the same.",
        "Was `privacy extract` ausgibt, wird auf einem leeren Gerät eingelesen; die Orte müssen dieselben sein.",
    ),
];
