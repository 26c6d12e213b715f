//! What people read.

use std::path::Path;
use std::time::Duration;

use kplaces_cli::{Column, Kind, Terminal, table};
use kplaces_device::CliError;
use kplaces_fixes::Signal;
use kplaces_text::{Hint, Language, Text, of_io, say, text};

use crate::alert::Alert;
use crate::feed::Deaf;
use crate::mute_text::BadMute;
use crate::radii::{Area, LARGE_M, Odd, SMALL_M};
use crate::rule_text::BadRule;

/// A source cannot be understood; `is_set` says whether it stands in the settings.
pub(crate) fn bad_source(why: Text, is_set: bool) -> CliError {
    if is_set {
        let what = text!("alerts.source is wrong", "alerts.source ist falsch");
        return CliError::new(Kind::Configuration, what).because(why);
    }
    CliError::new(Kind::Usage, why)
}

/// Something else has the word.
pub(crate) fn told_elsewhere() -> CliError {
    let what = text!(
        "another program of this user watches already",
        "ein anderes Programm dieses Benutzers gibt schon Hinweise"
    );
    CliError::new(Kind::Busy, what).hint(text!(
        "end it, or switch alerts off on the page of the map: each place is told once",
        "es beenden oder die Hinweise auf der Seite der Karte ausschalten: Jeder Ort wird einmal gemeldet"
    ))
}

pub(crate) fn bad_pace(written: &str) -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "`{written}` is no pace: it is `max`, or how many times as fast, from 0.1 to 1000",
            "`{written}` ist kein Tempo: es ist `max` oder wie viel mal so schnell, von 0.1 bis 1000"
        ),
    )
}

pub(crate) fn bad_rule(BadRule { number, why }: BadRule) -> CliError {
    let what = text!(
        "rule {number} of alerts.rules is wrong",
        "Regel {number} in alerts.rules ist falsch"
    );
    CliError::new(Kind::Configuration, what)
        .because(why)
        .hint(Hint::run("config set alerts.rules '*: 30s'", |set| {
            text!(
                "{set} tells of all places half a minute before",
                "{set} meldet alle Orte eine halbe Minute vorher"
            )
        }))
}

pub(crate) fn bad_mute(BadMute { number, why }: BadMute) -> CliError {
    let what = text!(
        "entry {number} of alerts.mute is wrong",
        "Eintrag {number} in alerts.mute ist falsch"
    );
    CliError::new(Kind::Configuration, what).because(why)
}

pub(crate) fn deaf(error: Deaf) -> CliError {
    let named = |path: &Path| path.display().to_string();
    match error {
        Deaf::File(path, error) => {
            let path = named(&path);
            let what = text!("{path} cannot be read", "{path} lässt sich nicht lesen");
            CliError::new(Kind::NotFound, what).because(of_io(&error))
        }
        Deaf::NoTimes(path) => {
            let path = named(&path);
            CliError::new(
                Kind::Usage,
                text!(
                    "in the GPX track {path} the points have no time (`<time>`); without it nothing can be calculated",
                    "im GPX-Track {path} haben die Punkte keine Zeit (`<time>`); ohne sie lässt sich nichts berechnen"
                ),
            )
        }
        Deaf::NoTrack(path) => {
            let path = named(&path);
            CliError::new(
                Kind::Usage,
                text!(
                    "{path} holds no positions with their time: it has to be a GPX track or NMEA sentences",
                    "{path} enthält keine Positionen mit Zeit: es muss ein GPX-Track sein oder NMEA-Sätze"
                ),
            )
        }
    }
}

/// The last line while nothing happens.
pub(crate) fn status(
    places: u64,
    silence: Option<Duration>,
    signal: Signal,
    language: Language,
) -> String {
    let places = language.count(places, ["place", "places"], ["Ort", "Orte"]);
    match silence {
        None => say!(language, "Watching {places}", "{places} im Blick"),
        Some(_) if signal == Signal::NoFix => say!(
            language,
            "Watching {places}; no satellites yet",
            "{places} im Blick; noch kein Satellitenempfang"
        ),
        Some(Duration::ZERO) => say!(
            language,
            "Watching {places}; waiting for the first position",
            "{places} im Blick; wartet auf die erste Position"
        ),
        Some(since) => say!(
            language,
            "Watching {places}; no position for {since}",
            "{places} im Blick; seit {since} keine Position",
            since = language.stretch(since)
        ),
    }
}

pub(crate) fn gone(source: &Text) -> Text {
    text!(l =>
        "{source} does not answer; it is tried again",
        "{source} antwortet nicht; es wird weiter versucht",
        source = source.in_language(l)
    )
}

pub(crate) fn there(source: &Text) -> Text {
    text!(l =>
        "{source} answers again",
        "{source} antwortet wieder",
        source = source.in_language(l)
    )
}

pub(crate) fn no_desktop() -> Text {
    text!(
        "the desktop does not show alerts: nobody answers there",
        "der Desktop zeigt keine Hinweise: Dort antwortet niemand"
    )
}

pub(crate) fn desktop_not_asked() -> Text {
    text!(
        "the desktop is not asked to show alerts: that needs Linux, and a session bus that is a socket of this device",
        "der Desktop wird nicht um Hinweise gebeten: Das geht unter Linux, mit einem Sitzungsbus auf diesem Gerät"
    )
}

pub(crate) fn no_program(error: &std::io::Error) -> Text {
    let why = of_io(error);
    text!(l =>
        "the program of alerts.command does not start: {why}",
        "das Programm aus alerts.command startet nicht: {why}",
        why = why.in_language(l)
    )
}

pub(crate) fn program_hangs(running: u64) -> Text {
    text!(
        "the program of alerts.command does not end: {running} of it are running, and no other one is started",
        "das Programm aus alerts.command endet nicht: {running} davon laufen, und kein weiteres wird gestartet"
    )
}

pub(crate) fn nonsense(lines: u64, source: &Text) -> Text {
    text!(l =>
        "{source} sends nothing that can be understood ({lines} lines): is it another source, or another speed of the line?",
        "{source} sendet nichts Verständliches ({lines} Zeilen): Ist es eine andere Quelle, oder hat die Leitung ein anderes Tempo?",
        source = source.in_language(l)
    )
}

pub(crate) fn ended(alerts: u64, language: Language) -> String {
    let alerts = language.count(alerts, ["alert", "alerts"], ["Hinweis", "Hinweise"]);
    say!(
        language,
        "The watch has ended after {alerts}.\n",
        "Beendet; {alerts} gegeben.\n"
    )
}

/// What a way would have told, a line each.
pub(crate) fn checked(
    alerts: &[Alert],
    fixes: u64,
    places: u64,
    terminal: Terminal,
    language: Language,
) -> String {
    let positions = language.count(fixes, ["position", "positions"], ["Position", "Positionen"]);
    let places = language.count(places, ["place", "places"], ["Ort", "Orten"]);
    let told = language.count(
        alerts.len() as u64,
        ["alert", "alerts"],
        ["Hinweis", "Hinweise"],
    );
    let sum = say!(
        language,
        "{told} on a way of {positions}, with {places} watched.\n",
        "{told} auf einem Weg mit {positions}, bei {places} im Blick.\n"
    );
    if alerts.is_empty() {
        return sum;
    }
    let columns = [
        Column::fixed(language.pick("time", "Zeit")),
        Column::text(language.pick("alert", "Hinweis")),
    ];
    let rows: Vec<(String, Vec<String>)> = alerts
        .iter()
        .map(|alert| {
            let cells = vec![
                language.moment(alert.event.time_ms.div_euclid(1_000)),
                alert.sentence(language),
            ];
            (String::new(), cells)
        })
        .collect();
    format!("{}\n{sum}", table(&columns, &rows, 0, terminal.width))
}

/// Places with an odd radius, a line each.
pub(crate) fn radii(
    areas: &[Area],
    found: &[(usize, Odd)],
    terminal: Terminal,
    language: Language,
) -> String {
    if found.is_empty() {
        return language
            .pick("No radius is odd.\n", "Kein Radius ist auffällig.\n")
            .to_owned();
    }
    let columns = [
        Column::number(language.pick("radius", "Radius")),
        Column::text(language.pick("place", "Ort")),
        Column::text(language.pick("what is odd", "was auffällt")),
    ];
    let rows: Vec<(String, Vec<String>)> = found
        .iter()
        .map(|(at, odd)| {
            let area = &areas[*at];
            let radius = language.distance(f64::from(area.radius_m));
            let what = match odd {
                Odd::None => language.pick("none is set", "keiner gesetzt").to_owned(),
                Odd::Small => say!(
                    language,
                    "smaller than {SMALL_M} m",
                    "kleiner als {SMALL_M} m"
                ),
                Odd::Large => say!(
                    language,
                    "larger than {large}",
                    "größer als {large}",
                    large = language.distance(f64::from(LARGE_M))
                ),
                Odd::Overlap(other) => say!(
                    language,
                    "most of it lies in {other}",
                    "liegt größtenteils in {other}",
                    other = areas[*other].name
                ),
            };
            (String::new(), vec![radius, area.name.clone(), what])
        })
        .collect();
    table(&columns, &rows, 0, terminal.width)
}
