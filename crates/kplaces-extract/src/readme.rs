//! What is in the archive, for who opens it without us.

use crate::About;

pub(crate) fn text(about: &About) -> String {
    let as_of = about.as_of.as_deref();
    let places = about.counts.places;
    format!(
        "3Kplaces: Auszug aus diesem Gerät / extract of a device
========================================================

DEUTSCH

Dieses Archiv enthält alles, was 3Kplaces auf diesem Gerät gespeichert hatte: {places} Orte,
Stand {de}. Zugangsdaten (Kennwort, Schlüssel) sind nicht enthalten.

  about.json      was das ist: Version des Formats und des Programms, Stand, Herkunft, Anzahlen
  places.jsonl    die Orte, einer je Zeile, mit allen Feldern und ohne Verlust
  groups.json     die Gruppen und wie viele Orte jede hat
  records.jsonl   die Abgleiche mit WEBFLEET: wann, wie, mit welchem Ergebnis; ohne Adressen
  settings.json   die Einstellungen, wie `3kplaces config show` sie zeigt; Geheimes ist verborgen
  places.geojson  die Orte noch einmal, für Karten- und GIS-Programme

Alle Dateien sind Text in UTF-8. Positionen stehen als ganze Mikrograd (genau) und als Grad (WGS 84).
`3kplaces backup import DATEI.zip` bringt die Orte auf ein Gerät zurück.
Das Archiv enthält Adressen von Kunden: Wer es weitergibt, gibt sie weiter.


ENGLISH

This archive holds everything that 3Kplaces had stored on this device: {places} places,
as of {en}. The login (password, key) is not in it.

  about.json      what this is: version of the format and the program, age, origin, counts
  places.jsonl    the places, one a line, with all fields and without loss
  groups.json     the groups and how many places each has
  records.jsonl   the syncs with WEBFLEET: when, how, what came of them; no addresses
  settings.json   the settings as `3kplaces config show` shows them; secrets are hidden
  places.geojson  the places once more, for maps and GIS programs

All files are text in UTF-8. Positions are whole micro-degrees (exact) and degrees (WGS 84).
`3kplaces backup import FILE.zip` brings the places back to a device.
The archive holds addresses of customers: who passes it on passes them on.
",
        de = as_of.unwrap_or("unbekannt: nie abgeglichen"),
        en = as_of.unwrap_or("unknown: never synced"),
    )
}
