use std::io::{self, BufWriter, Write};

use kplaces_domain::{Colour, GroupName, Place};
use serde::Serialize;
use serde_json::ser::Formatter;

use crate::text::steers;
use crate::{Carries, ExportContext, Exporter, PlaceWriter, Support, Tally};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "geojson",
    title: "GeoJSON (RFC 7946)",
    extension: "geojson",
    carries: Carries {
        name: Support::Full,
        position: Support::Full,
        radius: Support::Full,
        colour: Support::Full,
        groups: Support::Full,
    },
    start,
};

struct GeoJson {
    out: BufWriter<Box<dyn Write + Send>>,
    tally: Tally,
}

fn start(
    out: Box<dyn Write + Send>,
    context: &ExportContext,
) -> io::Result<Box<dyn PlaceWriter + Send>> {
    let mut out = BufWriter::new(out);
    out.write_all(br#"{"type":"FeatureCollection","#)?;
    // Members of our own, which RFC 7946 allows; GDAL takes `name` as the name of the layer.
    if !context.title.is_empty() {
        out.write_all(br#""name":"#)?;
        json(&mut out, &context.title)?;
        out.write_all(b",")?;
    }
    if let Some(as_of) = context.as_of_text() {
        write!(out, r#""as_of":"{as_of}","#)?;
    }
    out.write_all(br#""features":["#)?;
    Ok(Box::new(GeoJson {
        out,
        tally: Tally::default(),
    }))
}

impl PlaceWriter for GeoJson {
    fn place(&mut self, place: &Place) -> io::Result<()> {
        let out = &mut self.out;
        let separator = if self.tally.written == 0 { "" } else { "," };
        write!(out, "{separator}\n{{\"type\":\"Feature\",\"id\":")?;
        json(out, place.key.as_str())?;
        match place.position {
            // As text: a float could come out with another last digit.
            Some(at) => write!(
                out,
                r#","geometry":{{"type":"Point","coordinates":[{},{}]}}"#,
                at.longitude_text(),
                at.latitude_text()
            )?,
            None => out.write_all(br#","geometry":null"#)?,
        }
        out.write_all(br#","properties":{"name":"#)?;
        json(out, &*place.name)?;
        write!(out, r#","radius_m":{},"colour":"#, place.radius.metres())?;
        json(out, &place.colour.as_ref().map(Colour::name))?;
        if let Some(rgb) = place.colour.as_ref().and_then(Colour::rgb) {
            write!(out, r#","marker-color":"{rgb}""#)?;
        }
        out.write_all(br#","groups":"#)?;
        let groups: Vec<&str> = place.groups.iter().map(GroupName::as_str).collect();
        json(out, &groups)?;
        out.write_all(b"}}")?;
        self.tally.wrote(place);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<Tally> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(self.tally)
    }
}

fn json(out: &mut impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Escaping);
    Ok(value.serialize(&mut serializer)?)
}

/// The compact form, with an escape also for what JSON itself would let through.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| steers(*c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            // All of them are below U+10000: one unit each.
            write!(out, "\\u{:04x}", u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Hostile, depot, place, write};
    use kplaces_domain::{Groups, Timestamp};
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn a_file_is_what_the_readme_says() {
        let context = ExportContext {
            title: "Acme \u{202e}".into(),
            as_of: Some(Timestamp::from_unix(951_827_696)),
            ..ExportContext::default()
        };
        let mut odd = place("007", "", None);
        odd.colour = Some("yellow".parse().unwrap());
        let (bytes, tally) = write(&EXPORTER, &context, &[depot(), odd]);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            r##"{"type":"FeatureCollection","name":"Acme \u202e","as_of":"2000-02-29T12:34:56Z","features":[
{"type":"Feature","id":"k1","geometry":{"type":"Point","coordinates":[-11.576124,48.137154]},"properties":{"name":"Depot \"Süd\", <A&B>","radius_m":250,"colour":"darkred","marker-color":"#9b111e","groups":["customers","fuel"]}},
{"type":"Feature","id":"007","geometry":null,"properties":{"name":"","radius_m":0,"colour":"yellow","groups":[]}}
]}
"##
        );
        assert_eq!((tally.written, tally.without_position.places), (2, 1));
        assert!(tally.is_lossless());
    }

    #[test]
    fn no_places_are_an_empty_collection() {
        let (bytes, _) = write(&EXPORTER, &ExportContext::default(), &[]);
        assert_eq!(
            bytes,
            b"{\"type\":\"FeatureCollection\",\"features\":[\n]}\n"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(places in proptest::collection::vec(Hostile::place(), 0..6)) {
            let (bytes, _) = write(&EXPORTER, &ExportContext::default(), &places);
            let text = std::str::from_utf8(&bytes).unwrap();
            prop_assert!(!text.chars().any(|c| c != '\n' && steers(c)));
            let value: Value = serde_json::from_str(text).unwrap();
            let features = value["features"].as_array().unwrap();
            prop_assert_eq!(features.len(), places.len());
            for (feature, place) in features.iter().zip(&places) {
                prop_assert_eq!(&feature["type"], "Feature");
                prop_assert_eq!(&feature["id"], place.key.as_str());
                let properties = &feature["properties"];
                prop_assert_eq!(&properties["name"], &*place.name);
                prop_assert_eq!(&properties["radius_m"], place.radius.metres());
                prop_assert_eq!(properties["colour"].as_str(), place.colour.as_ref().map(Colour::name));
                let rgb = place.colour.as_ref().and_then(Colour::rgb).map(|rgb| rgb.to_string());
                prop_assert_eq!(properties["marker-color"].as_str(), rgb.as_deref());
                let groups = properties["groups"].as_array().unwrap().iter();
                let groups = groups.map(|name| name.as_str().unwrap().into()).collect::<Groups>();
                prop_assert_eq!(&groups, &place.groups);
                let Some(at) = place.position else {
                    prop_assert!(feature["geometry"].is_null());
                    continue;
                };
                prop_assert_eq!(&feature["geometry"]["type"], "Point");
                let micro = |index: usize| {
                    let degrees = feature["geometry"]["coordinates"][index].as_f64().unwrap();
                    (degrees * 1e6).round() as i32
                };
                prop_assert_eq!((micro(0), micro(1)), (at.longitude_micro(), at.latitude_micro()));
            }
        }
    }
}
