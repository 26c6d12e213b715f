use kplaces_app::FoundBy;
use kplaces_app::text::{colour as title_of, colour_called};
use kplaces_domain::{
    Colour, FoldedQuery, Groups, Place, Position, names_like, one_line, printable,
};
use kplaces_store::Hit;
use kplaces_text::{Hint, Language, Text, command, say, text};

use super::format;
use super::table::{Column, table as lay_out};
use crate::Terminal;
use crate::{CliError, Kind};

/// What is said where nothing was found, and why that may be.
#[derive(Clone, Debug)]
pub(crate) enum Nothing {
    /// No place has what was asked for.
    Matches,
    /// No place has this colour, which is none of WEBFLEET's.
    OfColour(String),
    /// No place has the text in its name.
    Named,
    /// No place is that near.
    InRange,
    /// There was no sync yet.
    NeverSynced,
    /// A damaged store of this name is set aside, and nothing came in its place.
    SetAside(String),
}

impl Nothing {
    pub(crate) fn text(&self, language: Language) -> String {
        let sync = command("sync");
        match self {
            Self::Matches => language
                .pick("No matching places.\n", "Keine passenden Orte.\n")
                .to_owned(),
            Self::OfColour(colour) => no_such_colour(colour, language) + "\n",
            Self::Named => language
                .pick(
                    "No place has this in its name.\n",
                    "Kein Ort enthält das in seinem Namen.\n",
                )
                .to_owned(),
            Self::InRange => language
                .pick("No places in range.\n", "Keine Orte in der Nähe.\n")
                .to_owned(),
            Self::NeverSynced => say!(
                language,
                "There are no places on this device yet. Run {sync} to get them.\n",
                "Auf diesem Gerät sind noch keine Orte. {sync} lädt sie.\n"
            ),
            Self::SetAside(name) => say!(
                language,
                "There are no places in use on this device: a damaged store is set aside.\n\
                 {verify} says whether it can be read, {restore} brings it back.\n\
                 {sync} gets the places anew.\n",
                "Auf diesem Gerät sind keine Orte in Gebrauch: Ein beschädigter Bestand wurde beiseitegelegt.\n\
                 {verify} prüft, ob er lesbar ist, {restore} bringt ihn zurück.\n\
                 {sync} lädt die Orte neu.\n",
                verify = command(&format!("backup verify {name}")),
                restore = command(&format!("backup restore {name}")),
            ),
        }
    }
}

/// What places were found by, where it is not their name.
pub(crate) fn found_by(by: &FoundBy, language: Language) -> String {
    match by {
        FoundBy::Name => String::new(),
        FoundBy::Key => say!(
            language,
            "The place with this key:\n",
            "Der Ort mit diesem Schlüssel:\n"
        ),
        FoundBy::Position(position) => say!(
            language,
            "No name has it. Nearest to {position}:\n",
            "Kein Name enthält das. Am nächsten bei {position}:\n"
        ),
        FoundBy::Groups(groups) => {
            let names: Vec<String> = groups
                .iter()
                .map(|group| one_line(group.as_str(), usize::MAX))
                .collect();
            let names = names.join(", ");
            say!(
                language,
                "No name has it. Places of the group {names}:\n",
                "Kein Name enthält das. Orte der Gruppe {names}:\n"
            )
        }
        FoundBy::Similar => say!(
            language,
            "No name has it. Similar names:\n",
            "Kein Name enthält das. Ähnliche Namen:\n"
        ),
    }
}

pub(crate) fn nothing_to_find() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "there is nothing to find in a text without letters or digits",
            "ein Text ohne Buchstaben und Ziffern lässt sich nicht suchen"
        ),
    )
}

/// The colour that is called so.
pub(crate) fn colour(typed: &str) -> Result<Colour, CliError> {
    colour_called(typed).map_err(|_| bad_colour())
}

/// Why nothing has a colour that is none of WEBFLEET's, and which one may have been meant.
fn no_such_colour(typed: &str, language: Language) -> String {
    let titles = Colour::known().filter_map(|it| title_of(&it));
    let titles: Vec<String> = titles
        .map(|title| title.in_language(language).to_owned())
        .collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let names: Vec<&str> = Colour::known_names().collect();
    let query = FoldedQuery::new(typed);
    let like = query.map_or_else(Vec::new, |query| {
        let like = names_like(&query, &titles);
        if like.is_empty() {
            names_like(&query, &names)
        } else {
            like
        }
    });
    if like.is_empty() {
        let all = titles.join(", ");
        return say!(
            language,
            "No place has this colour. These are known: {all}.",
            "Kein Ort hat diese Farbe. Bekannt sind: {all}."
        );
    }
    let like = like.join("`, `");
    say!(
        language,
        "No place has this colour; did you mean `{like}`?",
        "Kein Ort hat diese Farbe; meinten Sie `{like}`?"
    )
}

fn bad_colour() -> CliError {
    CliError::new(
        Kind::Usage,
        text!(
            "a colour name has 1 to 64 characters",
            "der Name einer Farbe hat 1 bis 64 Zeichen"
        ),
    )
}

fn unnamed(language: Language) -> &'static str {
    language.pick("(no name)", "(ohne Namen)")
}

fn name_of(place: &Place, language: Language) -> String {
    // Only a terminal cuts it, where it is too narrow: what goes on into a pipe can be used as it is.
    let name = one_line(&place.name, usize::MAX);
    if name.is_empty() {
        unnamed(language).to_owned()
    } else {
        name
    }
}

fn groups_of(groups: &Groups) -> String {
    let names: Vec<String> = groups
        .iter()
        .map(|group| one_line(group.as_str(), usize::MAX))
        .collect();
    names.join(", ")
}

fn radius_of(place: &Place, language: Language) -> String {
    match place.radius.metres() {
        0 => String::new(),
        metres => format!("{} m", language.number(u64::from(metres))),
    }
}

/// Always with points: it is what `near` takes.
fn position_of(place: &Place, language: Language) -> String {
    place.position.map_or_else(
        || language.pick("no position", "keine Position").to_owned(),
        |position| position.to_string(),
    )
}

/// A line per place; distances where they were asked for.
fn table_of(hits: &[Hit], terminal: Terminal, keys: bool, language: Language) -> String {
    let far = hits.iter().any(|hit| hit.distance_m.is_some());
    let mut columns = Vec::new();
    if far {
        columns.push(Column::number(language.pick("distance", "Entfernung")));
    }
    columns.extend([
        Column::text(language.pick("name", "Name")),
        Column::text(language.pick("groups", "Gruppen")).if_room(),
        Column::number(language.pick("radius", "Radius")).if_room(),
        Column::fixed(language.pick("position", "Position")).if_room(),
    ]);
    if keys {
        columns.push(Column::fixed(language.pick("key", "Schlüssel")));
    }
    let rows: Vec<(String, Vec<String>)> = hits
        .iter()
        .map(|hit| {
            let place = &hit.place;
            let mut cells = Vec::new();
            if far {
                cells.push(
                    hit.distance_m
                        .map(|metres| language.distance(metres))
                        .unwrap_or_default(),
                );
            }
            cells.extend([
                name_of(place, language),
                groups_of(&place.groups),
                radius_of(place, language),
                position_of(place, language),
            ]);
            if keys {
                cells.push(one_line(place.key.as_str(), usize::MAX));
            }
            (format::dot(place.colour.as_ref(), terminal), cells)
        })
        .collect();
    lay_out(
        &columns,
        &rows,
        if terminal.colour { 2 } else { 0 },
        terminal.width,
    )
}

/// [`table_of`] with a line below where there are more.
pub(crate) fn table(hits: &[Hit], more: bool, terminal: Terminal, language: Language) -> String {
    let mut out = table_of(hits, terminal, false, language);
    if more {
        out.push_str(language.pick(
            "There are more; --limit N shows them.\n",
            "Es gibt weitere; --limit N zeigt sie.\n",
        ));
    }
    out
}

/// Everything about one place.
pub(crate) fn one(place: &Place, terminal: Terminal, language: Language) -> String {
    let none = language.pick("none", "keine");
    let colour = place.colour.as_ref().map(|colour| {
        let rgb = colour.rgb().map_or_else(
            || {
                language
                    .pick("unknown to 3Kplaces", "3Kplaces unbekannt")
                    .to_owned()
            },
            |rgb| rgb.to_string(),
        );
        let (dot, id) = (
            format::dot(Some(colour), terminal),
            one_line(colour.name(), 64),
        );
        match (kplaces_app::text::colour(colour), language) {
            // Its id is what commands take.
            (Some(name), Language::German) => {
                format!("{dot}{} ({id}, {rgb})", name.in_language(language))
            }
            _ => format!("{dot}{id} ({rgb})"),
        }
    });
    let or_none = |text: String| {
        if text.is_empty() {
            none.to_owned()
        } else {
            text
        }
    };
    let name = printable(&place.name);
    let name = name.trim();
    let groups: Vec<String> = place
        .groups
        .iter()
        .map(|group| printable(group.as_str()).into_owned())
        .collect();
    say!(
        language,
        "{name}\n\n  position  {position}\n  radius    {radius}\n  colour    {colour}\n  groups    {groups}\n  key       {key}\n",
        "{name}\n\n  Position   {position}\n  Radius     {radius}\n  Farbe      {colour}\n  Gruppen    {groups}\n  Schlüssel  {key}\n",
        name = if name.is_empty() {
            unnamed(language)
        } else {
            name
        },
        position = position_of(place, language),
        radius = Some(radius_of(place, language))
            .filter(|radius| !radius.is_empty())
            .unwrap_or_else(|| language.pick("none", "keiner").to_owned()),
        colour = colour.unwrap_or_else(|| none.to_owned()),
        groups = or_none(groups.join(language.pick("\n            ", "\n             "))),
        key = printable(place.key.as_str()),
    )
}

/// Several places fit what was asked for.
pub(crate) fn several(hits: &[Hit], more: bool, terminal: Terminal, language: Language) -> String {
    let show = command(language.pick("show KEY", "show SCHLÜSSEL"));
    let table = table_of(hits, terminal, true, language);
    let count = hits.len();
    if more {
        say!(
            language,
            "More than {count} places match; {show} shows one.\n\n{table}",
            "Mehr als {count} Orte passen; {show} zeigt einen davon.\n\n{table}"
        )
    } else {
        say!(
            language,
            "{count} places match; {show} shows one.\n\n{table}",
            "{count} Orte passen; {show} zeigt einen davon.\n\n{table}"
        )
    }
}

/// What was written is no position.
pub(crate) fn no_position(written: &str, why: Text) -> CliError {
    let written = one_line(written, 60);
    let what = text!(
        "`{written}` is not a position",
        "`{written}` ist keine Position"
    );
    CliError::new(Kind::Usage, what).because(why)
}

/// The places are far from where was asked, and near to the same numbers the other way round.
pub(crate) fn swapped(position: Position) -> Text {
    text!(
        "did you mean {position}? The latitude comes first, and the places are near there",
        "war {position} gemeint? Die Breite kommt zuerst, und dort in der Nähe sind die Orte"
    )
}

pub(crate) fn no_such_place(asked: &str, synced: bool, unseen: Option<Text>) -> CliError {
    let asked = one_line(asked, 60);
    let mut error = CliError::new(
        Kind::NotFound,
        text!(
            "no place has the key or name `{asked}`",
            "kein Ort hat den Schlüssel oder Namen `{asked}`"
        ),
    );
    if let Some(unseen) = unseen {
        error = error.because(unseen);
    }
    if synced {
        error.hint(Hint::run("find TEXT", |find| {
            text!(
                "{find} finds places by a part of their name",
                "{find} sucht Orte nach einem Teil ihres Namens"
            )
        }))
    } else {
        error
            .because(text!(
                "there are no places on this device yet",
                "auf diesem Gerät sind noch keine Orte"
            ))
            .hint(Hint::run("sync", |sync| {
                text!("run {sync}", "{sync} ausführen")
            }))
    }
}
