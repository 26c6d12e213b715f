use std::io::{self, Write};

use kplaces_domain::Position;
use kplaces_export::{
    Carries, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, Reader, Unit,
};
use kplaces_export_codepage::WINDOWS_1252;
use kplaces_text::{Text, text};

use crate::index::{Block, PLACE, Poi, index};
use crate::names::Names;
use crate::read::{self, STEP};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "tomtom-ov2",
    title: || {
        text!(
            "TomTom navigation devices (OV2)",
            "TomTom-Navigationsgeräte (OV2)"
        )
    },
    extension: "ov2",
    carries: Carries {
        key: false,
        position: Positions::Located { step: STEP },
        radius: Radii::No,
        colour: Colours::No,
        groups: Grouping::No,
    },
    // A device dials what stands behind a >.
    names: NameRule::ANY
        .of(WINDOWS_1252)
        .plain()
        .instead(&[('>', "›")])
        .at_most(127, Unit::Bytes),
    most_places: None,
    notice: Some(notice),
    hint: Some(|| {
        text!(
            "Copy the file into the folder of the map on the device, in place of the one from the \
             last time, or import it with MyDrive.",
            "Die Datei in den Ordner der Karte auf dem Gerät kopieren, anstelle der vom letzten \
             Mal, oder mit MyDrive importieren."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: read::recognises,
        read: read::read,
        logs: None,
    }),
};

/// All places: a block says how long it is before anything in it is written.
struct Ov2 {
    out: Out,
    places: Vec<Poi>,
    names: Names,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "other formats write to the output when they start"
)]
fn start(out: Out, _: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    Ok(Box::new(Ov2 {
        out,
        places: Vec::new(),
        names: Names::default(),
    }))
}

impl PointWriter for Ov2 {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let (name, length) = self.names.add(&point.name).ok_or_else(too_large)?;
        self.places.push(Poi {
            longitude: at.longitude_micro() / STEP,
            latitude: at.latitude_micro() / STEP,
            name,
            length,
        });
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let Self {
            mut out,
            mut places,
            names,
        } = *self;
        let blocks = index(&mut places)?;
        let mut places = places.iter();
        for block in &blocks {
            skipper(&mut out, block)?;
            for poi in places.by_ref().take(block.places) {
                place(&mut out, poi, &names)?;
            }
        }
        out.flush()
    }
}

fn skipper(out: &mut impl Write, block: &Block) -> io::Result<()> {
    // Devices read a signed number.
    let bytes = i32::try_from(block.bytes).map_err(|_| too_large())?;
    let bounds = block.bounds;
    out.write_all(&[1])?;
    for number in [bytes, bounds.east, bounds.north, bounds.west, bounds.south] {
        out.write_all(&number.to_le_bytes())?;
    }
    Ok(())
}

fn place(out: &mut impl Write, poi: &Poi, names: &Names) -> io::Result<()> {
    let mut head = [2; 13];
    let numbers = [
        (PLACE as u32 + poi.length).to_le_bytes(),
        poi.longitude.to_le_bytes(),
        poi.latitude.to_le_bytes(),
    ];
    head[1..].copy_from_slice(numbers.as_flattened());
    out.write_all(&head)?;
    out.write_all(names.get(poi.name, poi.length))?;
    out.write_all(&[0])
}

fn too_large() -> io::Error {
    io::Error::other(text!(
        "an OV2 file cannot have more than 2 GiB",
        "eine OV2-Datei kann höchstens 2 GiB groß sein"
    ))
}

/// The condition of TomTom for who uses the format.
fn notice() -> Text {
    text!(
        "OV2 is a format of TomTom. Outside TomTom's own products, TomTom lets knowledge of the \
         format, and what is stored in it, be used only by an application whose sole purpose is to \
         add functions to TomTom navigation, which runs only on devices that have TomTom \
         navigation or are connected to one, and which comes with a warning like this one. Other \
         uses need written permission of TomTom; selling the data needs that of its owner. TomTom \
         gives no support and no guarantee for the format, and may change it. TomTom is a \
         trademark of TomTom International BV, which has no part in 3Kplaces.",
        "OV2 ist ein Format von TomTom. Außerhalb der eigenen Produkte erlaubt TomTom, das Wissen \
         über das Format und die darin gespeicherten Daten nur in einer Anwendung zu verwenden, die \
         allein dazu dient, die Navigation von TomTom um Funktionen zu erweitern, die nur auf \
         Geräten läuft, die eine Navigation von TomTom haben oder mit einer verbunden sind, und der \
         ein Hinweis wie dieser beiliegt. Jede andere Verwendung bedarf der schriftlichen Erlaubnis \
         von TomTom, der Verkauf der Daten der ihres Eigentümers. TomTom leistet für das Format \
         weder Unterstützung noch Gewähr und kann es ändern. TomTom ist eine Marke der TomTom \
         International BV, die an 3Kplaces nicht beteiligt ist."
    )
}
