use std::io::{self, Write};

use kplaces_domain::{Position, Timestamp};
use kplaces_export::{
    Carries, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, Reader, Unit,
};
use kplaces_export_codepage::{WINDOWS_1252, encode};
use kplaces_text::text;

use crate::areas::{Area, Poi, areas};
use crate::semicircles::semicircles;
use crate::stamp::Stamp;
use crate::{read, record};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "garmin-gpi",
    title: || {
        text!(
            "Garmin devices, custom points of interest (GPI)",
            "Garmin-Geräte, eigene Sonderziele (GPI)"
        )
    },
    extension: "gpi",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        // The field has no sign, but gpsbabel reads one.
        radius: Radii::UpTo(i16::MAX as u32),
        colour: Colours::No,
        groups: Grouping::No,
    },
    names: NameRule::ANY
        .of(WINDOWS_1252)
        .plain()
        .at_most(255, Unit::Bytes),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Copy the file into the folder Garmin/POI of the device or its memory card, in place of \
             the one from the last time.",
            "Die Datei in den Ordner Garmin/POI des Geräts oder seiner Speicherkarte kopieren, \
             anstelle der vom letzten Mal."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: read::recognises,
        read: read::read,
        logs: None,
    }),
};

/// All places: a record says how long it is before anything in it is written, and the first one
/// depends on everything.
struct Gpi {
    out: Out,
    title: Vec<u8>,
    stamp: Stamp,
    places: Vec<Poi>,
    names: Vec<u8>,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "other formats write to the output when they start"
)]
fn start(out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    let title = match context.title.as_str() {
        "" => "3Kplaces",
        title => title,
    };
    let title = encode(title);
    let as_of = context.as_of.map_or(0, Timestamp::unix);
    let mut stamp = Stamp::new();
    stamp.add(&as_of.to_le_bytes());
    stamp.add(&title);
    Ok(Box::new(Gpi {
        out,
        title,
        stamp,
        places: Vec::new(),
        names: Vec::new(),
    }))
}

impl PointWriter for Gpi {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let name = encode(&point.name);
        let poi = Poi {
            latitude: semicircles(at.latitude_micro()),
            longitude: semicircles(at.longitude_micro()),
            name: u32::try_from(self.names.len()).map_err(|_| too_large())?,
            length: u16::try_from(name.len()).map_err(|_| too_large())?,
            radius: u16::try_from(point.radius_m).unwrap_or(u16::MAX),
        };
        self.stamp.add(&poi.length.to_le_bytes());
        self.stamp.add(&name);
        self.stamp.add(&poi.latitude.to_le_bytes());
        self.stamp.add(&poi.longitude.to_le_bytes());
        self.stamp.add(&poi.radius.to_le_bytes());
        self.places.push(poi);
        self.names.extend(name);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let areas = areas(&mut self.places);
        let mut places = self.places.as_slice();
        let mut parts = Vec::with_capacity(areas.len());
        for area in &areas {
            let (these, others) = places.split_at(area.places);
            places = others;
            let bytes: u64 = these.iter().map(record::place_bytes).sum();
            parts.push((area, these, bytes));
        }
        let mut out = self.out;
        record::header(&mut out, self.stamp.seconds())?;
        let around = Area::around(areas.iter().copied());
        // A single area has the places in itself.
        let content = match parts.as_slice() {
            [(_, _, bytes)] => *bytes,
            parts => parts
                .iter()
                .map(|(_, _, bytes)| record::area_bytes(*bytes))
                .sum(),
        };
        let bytes = record::group_bytes(&self.title, record::area_bytes(content));
        // Programs read a signed number. What is in the group is smaller.
        if i32::try_from(bytes).is_err() {
            return Err(too_large());
        }
        record::group(&mut out, &self.title, bytes as u32)?;
        record::area(&mut out, &around, content as u32)?;
        let single = parts.len() == 1;
        for (area, these, bytes) in parts {
            if !single {
                record::area(&mut out, area, bytes as u32)?;
            }
            for poi in these {
                let name = &self.names[poi.name as usize..][..poi.length.into()];
                record::place(&mut out, poi, name)?;
            }
        }
        record::end(&mut out)?;
        out.flush()
    }
}

fn too_large() -> io::Error {
    io::Error::other(text!(
        "a GPI file cannot have more than 2 GiB, nor a name more than 64 KiB",
        "eine GPI-Datei kann höchstens 2 GiB groß sein, ein Name höchstens 64 KiB"
    ))
}
