use std::io::{self, BufWriter, Write};

use kplaces_domain::{GroupName, PlaceRef};
use serde::Serialize;
use serde_json::json;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::feature::Feature;
use crate::line::PlaceLine;
use crate::{About, entry, readme};

/// An archive being written, part by part, in the order of [`entry`]. It is complete after
/// [`Archive::finish`].
pub struct Archive<W: Write> {
    // The archive takes no small bites, and is large: futures that hold it shall not be.
    out: Box<BufWriter<ZipWriter<StreamWriter<Given<W>>>>>,
    /// Whether something stands in the list of features already.
    features: bool,
}

/// The output. After its first error it takes everything: an archive that is dropped tries once
/// more to complete itself, and would complain on the terminal.
struct Given<W> {
    out: W,
    has_failed: bool,
}

impl<W: Write> Write for Given<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed {
            return Ok(bytes.len());
        }
        self.out
            .write(bytes)
            .inspect_err(|_| self.has_failed = true)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        self.out.flush().inspect_err(|_| self.has_failed = true)
    }
}

/// The same on every machine and at every time; private where it is unpacked.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o600)
}

impl<W: Write> Archive<W> {
    /// Begins with what it is, for people and for programs.
    pub fn begin(out: W, about: &About) -> io::Result<Self> {
        let archive = ZipWriter::new_stream(Given {
            out,
            has_failed: false,
        });
        let mut archive = Self {
            out: Box::new(BufWriter::with_capacity(1 << 16, archive)),
            features: false,
        };
        archive.start(entry::README)?;
        archive.out.write_all(readme::text(about).as_bytes())?;
        archive.document(entry::ABOUT, about)?;
        archive.start(entry::PLACES)?;
        Ok(archive)
    }

    /// The next place, by key.
    pub fn place<'a>(&mut self, place: impl Into<PlaceRef<'a>>) -> io::Result<()> {
        self.line(&PlaceLine::of(place.into()))
    }

    /// After the places: the groups and how many places each has, by name.
    pub fn groups(&mut self, groups: &[(GroupName, u64)]) -> io::Result<()> {
        let list: Vec<_> = groups
            .iter()
            .map(|(name, places)| json!({ "name": name.as_str(), "places": places }))
            .collect();
        self.document(entry::GROUPS, &list)
    }

    /// After the groups: the syncs, the oldest first.
    pub fn records<T: Serialize>(&mut self, records: &[T]) -> io::Result<()> {
        self.start(entry::RECORDS)?;
        records.iter().try_for_each(|record| self.line(record))
    }

    /// After the records: the settings. What stands before the features is written too.
    pub fn settings(&mut self, settings: &impl Serialize) -> io::Result<()> {
        self.document(entry::SETTINGS, settings)?;
        self.start(entry::GEOJSON)?;
        self.out
            .write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")
    }

    /// After the settings: the next place, by key, for other programs.
    pub fn feature<'a>(&mut self, place: impl Into<PlaceRef<'a>>) -> io::Result<()> {
        let feature = Feature::of(place.into());
        self.out
            .write_all(if self.features { b",\n" } else { b"\n" })?;
        self.features = true;
        Ok(serde_json::to_writer(&mut *self.out, &feature)?)
    }

    /// Ends it. What was given is flushed.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        let archive = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        archive.finish()?.into_inner().out.flush()
    }

    fn start(&mut self, name: &str) -> io::Result<()> {
        self.out.flush()?;
        Ok(self.out.get_mut().start_file(name, options())?)
    }

    fn document(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.start(name)?;
        serde_json::to_writer_pretty(&mut *self.out, value)?;
        self.out.write_all(b"\n")
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut *self.out, value)?;
        self.out.write_all(b"\n")
    }
}

impl<W: Write> std::fmt::Debug for Archive<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").finish_non_exhaustive()
    }
}
