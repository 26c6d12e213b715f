//! The promises. Each is a function, so that a failure in [`promises!`](crate::promises) names the
//! promise, and its message the profile.

use std::io::BufReader;

use kplaces_domain::{GroupName, Place};
use kplaces_export::{
    Comparison, Entry, ExportContext, Exporter, Grouping, Loss, Positions, Reader,
};
use kplaces_text::Language;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use crate::{Hostile, Written, write};

/// Holds a promise against many cases, and shows the smallest that breaks it.
fn for_all<S: Strategy>(
    exporter: &Exporter,
    cases: u32,
    strategy: &S,
    check: impl Fn(S::Value) -> Result<(), TestCaseError>,
) where
    S::Value: std::fmt::Debug,
{
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    match TestRunner::new(config).run(strategy, check) {
        Ok(()) => {}
        Err(TestError::Fail(why, case)) => panic!("{}: {why}\n{case:#?}", exporter.id),
        Err(TestError::Abort(why)) => panic!("{}: {why}", exporter.id),
    }
}

fn any_export() -> impl Strategy<Value = (ExportContext, Vec<Place>)> {
    (Hostile::context(), Hostile::places())
}

/// Nothing of the clock, of chance or of the machine is in a file.
pub fn the_same_places_give_the_same_bytes(exporter: Exporter) {
    for_all(&exporter, 32, &any_export(), |(context, places)| {
        let once = write(&exporter, &context, &places);
        let again = write(&exporter, &context, &places);
        prop_assert!(once == again);
        Ok(())
    });
}

/// A place that is not in the file is in the report.
pub fn every_place_is_written_or_counted(exporter: Exporter) {
    for_all(&exporter, 64, &any_export(), |(context, places)| {
        let Written { tally, entries, .. } = write(&exporter, &context, &places);
        let unlocated = places.iter().filter(|place| place.position.is_none());
        let unlocated = unlocated.count() as u64;
        prop_assert_eq!(tally.written, entries.len() as u64);
        prop_assert_eq!(tally.written + tally.lost(Loss::Place), places.len() as u64);
        prop_assert_eq!(tally.without_position, unlocated);
        if exporter.carries.position == Positions::Any {
            prop_assert_eq!(tally.lost(Loss::Place), 0);
        }
        Ok(())
    });
}

/// A field that differs between the place and the file is counted under its loss.
pub fn what_a_file_changes_is_in_the_report(exporter: Exporter) {
    // One place at a time: then a count says whose loss it is.
    let one = (Hostile::context(), Hostile::place());
    for_all(&exporter, 256, &one, |(context, place)| {
        let written = write(&exporter, &context, std::slice::from_ref(&place));
        let Some(entry) = written.entries.first() else {
            return Ok(());
        };
        let lost = |losses: &[Loss]| losses.iter().any(|loss| written.tally.lost(*loss) == 1);
        let name_losses = [
            Loss::Characters,
            Loss::Replaced,
            Loss::Cut,
            Loss::Guarded,
            Loss::Tidied,
            Loss::Unnamed,
            Loss::Renamed,
        ];
        let same = entry.name == *place.name;
        prop_assert!(same || lost(&name_losses), "name {:?}", entry.name);
        let radius = place.radius.metres();
        prop_assert_eq!(
            entry.radius_m != radius,
            lost(&[Loss::Radius, Loss::Smaller])
        );
        let colour = place.colour.as_ref();
        let shown = [
            colour.map(|colour| colour.name().to_owned()),
            colour.and_then(|colour| colour.rgb().map(|rgb| rgb.to_string())),
        ];
        prop_assert!(
            shown.contains(&entry.colour) && (entry.colour.is_some() || colour.is_none())
                || lost(&[Loss::Colour, Loss::Recoloured])
                || colour.is_some() && entry.colour.is_some(),
            "colour {:?}",
            entry.colour
        );
        let in_title =
            usize::from(context.group_per_file && exporter.carries.groups == Grouping::No);
        let shown = entry.groups.len() + in_title.min(place.groups.len());
        prop_assert!(
            shown == place.groups.len() || lost(&[Loss::Groups, Loss::FurtherGroups]),
            "groups {:?}",
            entry.groups
        );
        let texts: Vec<&str> = place.groups.iter().map(GroupName::as_str).collect();
        let kept = entry
            .groups
            .iter()
            .all(|group| texts.contains(&group.as_str()));
        prop_assert!(kept || lost(&[Loss::GroupChanged]), "{:?}", entry.groups);
        let at = place
            .position
            .map(|at| (at.latitude_micro(), at.longitude_micro()));
        let meridian = |at: Option<(i32, i32)>| at.map(|at| (at.0, at.1.rem_euclid(360_000_000)));
        prop_assert_eq!(
            meridian(at) != meridian(entry.position),
            lost(&[Loss::Rounded])
        );
        Ok(())
    });
}

fn read(reader: &Reader, bytes: &[u8]) -> Result<Vec<Entry>, kplaces_export::ReadError> {
    let mut entries = Vec::new();
    // A small buffer: pieces of the file come as they come.
    let mut input = BufReader::with_capacity(7, bytes);
    (reader.read)(&mut input, &mut |entry| {
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

/// The profile's own reader, if it has one, finds every place as it was written.
pub fn what_is_written_is_read_back(exporter: Exporter) {
    let Some(reader) = exporter.reader else {
        return;
    };
    for_all(&exporter, 128, &any_export(), |(context, places)| {
        let written = write(&exporter, &context, &places);
        let found = read(&reader, &written.bytes);
        let found = found.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let as_written = |entries: Vec<Entry>| -> Vec<Entry> {
            let entries = entries.into_iter();
            entries
                .map(|entry| entry.as_written(&exporter.carries))
                .collect()
        };
        let comparison = Comparison::of(as_written(found), as_written(written.entries));
        prop_assert!(comparison.is_same(), "{comparison:#?}");
        Ok(())
    });
}

/// By the profile that wrote it, an empty one too.
pub fn a_file_is_recognised(exporter: Exporter) {
    let Some(reader) = exporter.reader else {
        return;
    };
    for_all(&exporter, 32, &any_export(), |(context, places)| {
        let bytes = write(&exporter, &context, &places).bytes;
        let beginning = &bytes[..bytes.len().min(Reader::BEGINNING)];
        prop_assert!((reader.recognises)(beginning));
        Ok(())
    });
}

/// A mark of UTF-8 or UTF-16, put there by another program, changes nothing of what a text says.
pub fn a_text_says_the_same_with_every_mark(exporter: Exporter) {
    let Some(reader) = exporter.reader else {
        return;
    };
    for_all(&exporter, 32, &any_export(), |(context, places)| {
        let Written { bytes, entries, .. } = write(&exporter, &context, &places);
        let is_binary = bytes
            .iter()
            .any(|byte| *byte < b' ' && !b"\t\r\n".contains(byte));
        let Ok(text) = String::from_utf8(bytes) else {
            return Ok(());
        };
        if is_binary {
            return Ok(());
        }
        let marked = format!("\u{feff}{}", text.trim_start_matches('\u{feff}'));
        let in_utf16 = |bytes: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(bytes).collect();
        for other in [
            marked.clone().into_bytes(),
            in_utf16(u16::to_le_bytes),
            in_utf16(u16::to_be_bytes),
        ] {
            let found = read(&reader, &other);
            let found = found.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let as_written = |entries: &[Entry]| -> Vec<Entry> {
                let entries = entries.iter().cloned();
                entries
                    .map(|entry| entry.as_written(&exporter.carries))
                    .collect()
            };
            let comparison = Comparison::of(as_written(&found), as_written(&entries));
            prop_assert!(comparison.is_same(), "{comparison:#?}");
            // Without a place the mark may be all that tells two profiles apart.
            let beginning = &other[..other.len().min(Reader::BEGINNING)];
            prop_assert!(
                (reader.recognises)(beginning)
                    || entries.is_empty()
                    || other.len() > beginning.len()
            );
        }
        Ok(())
    });
}

/// Cut, flipped and random bytes cause no panic.
pub fn a_damaged_file_is_refused_or_read_and_nothing_worse(exporter: Exporter) {
    let Some(reader) = exporter.reader else {
        return;
    };
    let damage = (
        any_export(),
        any::<prop::sample::Index>(),
        proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..5),
        proptest::collection::vec(any::<u8>(), 0..200),
    );
    for_all(
        &exporter,
        128,
        &damage,
        |((context, places), cut, flips, noise)| {
            let bytes = write(&exporter, &context, &places).bytes;
            let mut damaged = bytes[..cut.index(bytes.len() + 1)].to_vec();
            for (at, byte) in flips {
                if !damaged.is_empty() {
                    let at = at.index(damaged.len());
                    damaged[at] = byte;
                }
            }
            for bytes in [damaged, noise] {
                let _ = (reader.recognises)(&bytes);
                let _ = read(&reader, &bytes);
            }
            Ok(())
        },
    );
}

/// Id, title and file name extension are usable.
pub fn profiles_describe_themselves(exporter: Exporter) {
    let id = exporter.id;
    let is_plain = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    assert!(is_plain(id), "{id}");
    assert!(is_plain(exporter.extension), "{id}");
    for language in Language::all() {
        let title = (exporter.title)();
        let title = title.in_language(language);
        assert!(!title.is_empty() && !title.ends_with('.'), "{id}");
        for text in [exporter.notice, exporter.hint].into_iter().flatten() {
            let text = text();
            let text = text.in_language(language);
            assert!(text.ends_with('.'), "{id}: a sentence ends: {text}");
        }
    }
    for text in [exporter.notice, exporter.hint].into_iter().flatten() {
        let [english, german] =
            [Language::English, Language::German].map(|it| text().in_language(it).to_owned());
        assert_ne!(english, german, "{id}");
    }
}
