mod content;
mod read;

use std::io::{self, Write};

use kplaces_domain::Position;
use kplaces_export::write::{degrees, steers};
use kplaces_export::{
    Carries, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, Reader,
};
use kplaces_text::text;

use content::{DATA, escape, folded, percent};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "vcard",
    title: || text!("vCard 4.0 for address books", "vCard 4.0 für Adressbücher"),
    extension: "vcf",
    carries: Carries {
        key: true,
        position: Positions::Any,
        radius: Radii::No,
        colour: Colours::No,
        groups: Grouping::All,
    },
    names: NameRule::ANY.plain(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Import it into an address book of its own, so that all of it can be removed again \
             before the next import.",
            "Am besten in ein eigenes Adressbuch importieren: Es lässt sich vor dem nächsten Import \
             vollständig leeren."
        )
    }),
    start: |out, context| Ok(Box::new(VCard::new(out, context))),
    reader: Some(Reader {
        recognises: read::recognises,
        read: read::read,
        logs: None,
    }),
};

struct VCard {
    out: Out,
    /// The line of `REV`, the same in every card; empty for none.
    revision: String,
    /// The line being made up, before it is folded.
    line: String,
}

impl VCard {
    fn new(out: Out, context: &ExportContext) -> Self {
        // The basic format of ISO 8601, which a vCard has for times.
        let as_of = context.as_of_text().unwrap_or_default();
        let as_of = as_of.replace(['-', ':'], "");
        let revision = match as_of.as_str() {
            "" => String::new(),
            as_of => format!("REV:{as_of}\r\n"),
        };
        Self {
            out,
            revision,
            line: String::new(),
        }
    }

    fn card(&mut self, at: Option<Position>, point: &Point<'_>) -> io::Result<()> {
        let (out, line) = (&mut self.out, &mut self.line);
        out.write_all(b"BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:location\r\n")?;
        line.clear();
        if point.key.contains(steers) || point.key.starts_with(DATA) {
            // Text has no escape for these; a data URI says the same and is a URI, as UID wants.
            line.push_str("UID:");
            escape(DATA, line);
            percent(point.key, line);
        } else {
            line.push_str("UID;VALUE=text:");
            escape(point.key, line);
        }
        folded(out, line)?;
        line.clear();
        line.push_str("FN:");
        escape(&point.name, line);
        folded(out, line)?;
        if let Some(at) = at {
            // The comma of the URI is escaped: erratum 3846 of RFC 6350.
            out.write_all(b"GEO:geo:")?;
            degrees(out, at.latitude_micro())?;
            out.write_all(b"\\,")?;
            degrees(out, at.longitude_micro())?;
            out.write_all(b"\r\n")?;
        }
        if !point.groups.is_empty() {
            line.clear();
            line.push_str("CATEGORIES:");
            for (n, group) in point.groups.iter().enumerate() {
                if n > 0 {
                    line.push(',');
                }
                escape(group, line);
            }
            folded(out, line)?;
        }
        out.write_all(self.revision.as_bytes())?;
        out.write_all(b"END:VCARD\r\n")
    }
}

impl PointWriter for VCard {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.card(Some(at), point)
    }

    fn unlocated(&mut self, point: &Point<'_>) -> io::Result<()> {
        self.card(None, point)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}
