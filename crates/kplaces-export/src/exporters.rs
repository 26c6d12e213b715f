use crate::formats::{csv, geojson, gpx};
use crate::read::text;
use crate::{ExportError, Exporter};

/// The exporters of this crate, in the order of their ids.
pub fn exporters() -> Vec<Exporter> {
    vec![csv::EXPORTER, geojson::EXPORTER, gpx::EXPORTER]
}

/// The exporters of an edition, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Exporters(Vec<Exporter>);

impl Exporters {
    /// Puts exporters in order; an id may be there only once.
    pub fn new(exporters: impl IntoIterator<Item = Exporter>) -> Result<Self, ExportError> {
        let mut all: Vec<Exporter> = exporters.into_iter().collect();
        all.sort_by_key(|exporter| exporter.id);
        match all.windows(2).find(|pair| pair[0].id == pair[1].id) {
            Some(pair) => Err(ExportError::DuplicateId(pair[0].id)),
            None => Ok(Self(all)),
        }
    }

    /// The exporter with this id.
    pub fn find(&self, id: &str) -> Option<&Exporter> {
        self.0.iter().find(|exporter| exporter.id == id)
    }

    /// The exporter whose files begin like this. Where several say so, one named like the extension
    /// (`gpx`) is the plain form of the others, and gives way.
    ///
    /// An empty file is nobody's: formats without a header begin like this.
    pub fn recognise(&self, beginning: &[u8]) -> Option<&Exporter> {
        if text::beginning(beginning).is_empty() {
            return None;
        }
        let all = self.0.iter().filter(|exporter| {
            let reader = exporter.reader.as_ref();
            reader.is_some_and(|reader| (reader.recognises)(beginning))
        });
        all.min_by_key(|exporter| exporter.id == exporter.extension)
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> std::slice::Iter<'_, Exporter> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Exporters {
    type Item = &'a Exporter;
    type IntoIter = std::slice::Iter<'a, Exporter>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exporters_come_in_the_order_of_their_ids_whatever_order_they_went_in() {
        let mut reversed = exporters();
        reversed.reverse();
        let registry = Exporters::new(reversed).unwrap();
        let ids: Vec<&str> = registry.iter().map(|exporter| exporter.id).collect();
        assert_eq!(ids, ["csv", "geojson", "gpx"]);
        assert_eq!(registry.find("gpx").unwrap().extension, "gpx");
        assert!(registry.find("GPX").is_none());
    }

    #[test]
    fn an_id_used_twice_is_named() {
        let twice = exporters().into_iter().chain([gpx::EXPORTER]);
        let error = Exporters::new(twice).unwrap_err();
        assert!(matches!(error, ExportError::DuplicateId("gpx")));
        assert_eq!(error.to_string(), "two exporters are called gpx");
    }
}
