use std::io::{self, BufWriter, IntoInnerError, Write};

use kplaces_domain::Position;
use kplaces_export::{ExportContext, Exporter, NameRule, Out, Point, PointWriter, Reader};
use kplaces_text::text;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::document::{Document, Look};
use crate::{kml, unpack};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "kmz",
    title: || {
        text!(
            "KMZ for Google Earth, with coloured dots and rings",
            "KMZ für Google Earth, mit farbigen Punkten und Kreisen"
        )
    },
    extension: "kmz",
    carries: kml::CARRIES,
    names: NameRule::XML.plain(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Open it in Google Earth; other programs get along better with kml.",
            "Die Datei in Google Earth öffnen; andere Programme kommen mit kml besser zurecht."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: unpack::begins_as_kmz,
        read: unpack::entries,
        logs: None,
    }),
};

/// A white dot with a grey edge, 32 pixels wide.
static DOT: &[u8] = include_bytes!("dot.png");
const DOT_NAME: &str = "files/dot.png";
/// The file is written as it comes, so deflate must not be what takes the time.
const LEVEL: i64 = 3;

type Archive = ZipWriter<StreamWriter<Given>>;

struct Kmz(Document<BufWriter<Archive>>);

fn start(out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    let mut archive = ZipWriter::new_stream(Given {
        out,
        has_failed: false,
    });
    // The first entry: some programs look at no other.
    archive.start_file("doc.kml", options())?;
    // The archive takes no small bites.
    let out = BufWriter::with_capacity(1 << 16, archive);
    let look = Look::Drawn { icon: DOT_NAME };
    Ok(Box::new(Kmz(Document::begin(out, context, look)?)))
}

/// The same on every machine and at every time.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644)
}

impl PointWriter for Kmz {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.0.place(at, point)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let document = self.0.end()?;
        let mut archive = document.into_inner().map_err(IntoInnerError::into_error)?;
        // Deflated like the first, though it saves nothing: readers of streams refuse an entry
        // that is stored and has its length after it.
        archive.start_file(DOT_NAME, options())?;
        archive.write_all(DOT)?;
        archive.finish()?.into_inner().out.flush()
    }
}

/// The output. After its first error it takes everything: an archive that is dropped tries once
/// more to complete itself, and would complain on the terminal.
struct Given {
    out: Out,
    has_failed: bool,
}

impl Given {
    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            self.has_failed |= error.kind() != io::ErrorKind::Interrupted;
        }
        result
    }
}

impl Write for Given {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.note(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.note(flushed)
    }
}
