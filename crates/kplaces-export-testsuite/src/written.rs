use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use kplaces_domain::{GroupName, Groups, Place, Position, Radius};
use kplaces_export::{
    Collected, Collector, Entry, Export, ExportContext, Exporter, Out, ReadError, Tally,
};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use crate::Hostile;

/// A place without radius, colour and group.
pub fn place(key: &str, name: &str, position: Option<Position>) -> Place {
    Place {
        key: key.into(),
        name: name.into(),
        position,
        radius: Radius::default(),
        colour: None,
        groups: Groups::default(),
    }
}

/// A place with all there is, north of the equator and west of Greenwich.
pub fn depot() -> Place {
    Place {
        radius: Radius::from_metres(250).unwrap(),
        colour: Some("darkred".parse().unwrap()),
        groups: ["fuel", "customers"]
            .map(GroupName::from)
            .into_iter()
            .collect(),
        ..place(
            "k1",
            "Depot \"Süd\", <A&B>",
            Position::from_micro(48_137_154, -11_576_124).ok(),
        )
    }
}

/// Places as they are in all quadrants, with names people have, for readers we did not write.
pub fn quadrants() -> Vec<Place> {
    let rows = [
        (
            "q1",
            "Bäckerei Groß, Köln",
            50_937_531,
            6_960_279,
            50,
            "darkred",
            "Kunden",
        ),
        (
            "q2",
            "Müller & Söhne <GmbH>",
            -33_924_870,
            18_424_055,
            0,
            "khaki",
            "Kunden",
        ),
        (
            "q3",
            "Rio \"Sul\" 24h",
            -22_906_847,
            -43_172_897,
            250,
            "brightblue",
            "Tanken; Nacht",
        ),
        (
            "q4",
            "Nord-West Depot",
            40_712_776,
            -74_005_974,
            1_000,
            "grassgreen",
            "Tanken; Nacht",
        ),
        ("q5", "Null-Insel", 0, 0, 30, "turquoise", ""),
        ("q6", "Suva Pier", -18_141_600, 178_441_900, 100_000, "", ""),
        (
            "q7",
            "Samoa's End",
            -13_833_300,
            -171_766_700,
            5,
            "deeppurple",
            "Kunden",
        ),
        (
            "q8",
            "Tromsø Nord",
            69_649_200,
            18_955_300,
            75,
            "brightpalegreen",
            "Tanken; Nacht",
        ),
    ];
    rows.into_iter()
        .map(
            |(key, name, latitude, longitude, radius, colour, group)| Place {
                radius: Radius::from_metres(radius).unwrap(),
                colour: colour.parse().ok(),
                groups: Some(group)
                    .filter(|group| !group.is_empty())
                    .map(GroupName::from)
                    .into_iter()
                    .collect(),
                ..place(key, name, Position::from_micro(latitude, longitude).ok())
            },
        )
        .collect()
}

/// Some hundred places nobody wants in a file, the same in every run.
pub fn hostile() -> Vec<Place> {
    let mut runner = TestRunner::deterministic();
    let mut next = || Hostile::place().new_tree(&mut runner).unwrap().current();
    (0..300).map(|_| next()).collect()
}

/// What the profile's own reader finds in a file.
pub fn read(exporter: &Exporter, mut bytes: &[u8]) -> Result<Vec<Entry>, ReadError> {
    let mut entries = Vec::new();
    (exporter.reader.unwrap().read)(&mut bytes, &mut |entry| {
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

/// A file, what was not written to it, and what should be in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What became of the places.
    pub tally: Tally,
    /// What the file says of each.
    pub entries: Vec<Entry>,
}

impl Written {
    /// The file as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    /// The kinds of losses and how many places there are of each: `colour 1, radius 2`.
    pub fn losses(&self) -> String {
        let lost = self.tally.lost.iter();
        let lost: Vec<String> = lost
            .map(|(loss, counted)| format!("{} {}", loss.id(), counted.places))
            .collect();
        lost.join(", ")
    }
}

/// An output the test can look into afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Exports places into memory.
pub fn write(exporter: &Exporter, context: &ExportContext, places: &[Place]) -> Written {
    let shared = Shared::default();
    let collected = Collected::default();
    let mut export = Export::begin(*exporter, context.clone(), |context| -> io::Result<_> {
        let writer = (exporter.start)(Out::new(shared.clone()), context)?;
        let tee = Collector::new(exporter.carries, collected.clone(), Some(writer));
        Ok(Box::new(tee))
    })
    .unwrap();
    for place in places {
        export.place(place.as_ref()).unwrap();
    }
    let tally = export.finish().unwrap();
    let bytes = shared.0.lock().unwrap().clone();
    Written {
        bytes,
        tally,
        entries: collected.take(),
    }
}
