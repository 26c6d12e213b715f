use std::fmt;
use std::io::{self, BufRead, Write};

use kplaces_domain::{Colour, Position};
use kplaces_text::text;
use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::read::text::{self, Text};
use crate::write::{degrees, json, json_list, json_or_null, whole};
use crate::{
    Carries, Colours, Entry, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, ReadError, Reader, Visit,
};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "geojson",
    title: || kplaces_text::Text::same("GeoJSON (RFC 7946)"),
    extension: "geojson",
    carries: Carries {
        key: true,
        position: Positions::Any,
        radius: Radii::ALL,
        colour: Colours::All,
        groups: Grouping::All,
    },
    names: NameRule::ANY,
    most_places: None,
    notice: None,
    hint: None,
    start,
    reader: Some(Reader {
        recognises,
        read,
        logs: None,
    }),
};

struct GeoJson {
    out: Out,
    separator: &'static [u8],
}

fn start(mut out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
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
        separator: b"",
    }))
}

impl GeoJson {
    fn feature(&mut self, at: Option<Position>, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.out;
        out.write_all(self.separator)?;
        self.separator = b",";
        out.write_all(b"\n{\"type\":\"Feature\",\"id\":")?;
        json(out, point.key)?;
        if let Some(at) = at {
            out.write_all(br#","geometry":{"type":"Point","coordinates":["#)?;
            degrees(out, at.longitude_micro())?;
            out.write_all(b",")?;
            degrees(out, at.latitude_micro())?;
            out.write_all(b"]}")?;
        } else {
            out.write_all(br#","geometry":null"#)?;
        }
        out.write_all(br#","properties":{"name":"#)?;
        json(out, &point.name)?;
        out.write_all(br#","radius_m":"#)?;
        whole(out, point.radius_m)?;
        out.write_all(br#","colour":"#)?;
        json_or_null(out, point.colour.map(Colour::name))?;
        if let Some(rgb) = point.rgb {
            write!(out, r#","marker-color":"{rgb}""#)?;
        }
        out.write_all(br#","groups":"#)?;
        json_list(out, &point.groups)?;
        out.write_all(b"}}")
    }
}

impl PointWriter for GeoJson {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.feature(Some(at), point)
    }

    fn unlocated(&mut self, point: &Point<'_>) -> io::Result<()> {
        self.feature(None, point)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}

fn recognises(beginning: &[u8]) -> bool {
    let beginning = text::beginning(beginning);
    let text = String::from_utf8_lossy(&beginning);
    let text: String = text.split_ascii_whitespace().collect();
    // In a text of a place the quotes would have backslashes. Where members are in order, the
    // features come before the type.
    text.starts_with('{')
        && (text.contains(r#""type":"FeatureCollection""#)
            || text.contains(r#""features":[{"#) && text.contains(r#""geometry":"#))
}

fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    let mut refused = None;
    let mut json = serde_json::Deserializer::from_reader(Text::plain(input)?);
    let read = Collection(visit, &mut refused).deserialize(&mut json);
    let read = read.and_then(|()| json.end());
    match (refused, read) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) if error.is_io() => Err(io::Error::from(error).into()),
        // The message of the library may hold text of the file; where it is, does not.
        (None, Err(error)) => Err(ReadError::malformed(text!(
            "the file is not a collection of GeoJSON points, seen in line {line}, column {column}",
            "die Datei ist keine Sammlung von GeoJSON-Punkten, bemerkt in Zeile {line}, Spalte {column}",
            line = error.line(),
            column = error.column(),
        ))),
    }
}

/// The collection, the visitor of its features, and what the visitor had against one.
struct Collection<'a, 'v>(Visit<'v>, &'a mut Option<ReadError>);

impl<'de> DeserializeSeed<'de> for Collection<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut is_collection = false;
        while let Some(member) = map.next_key::<String>()? {
            match member.as_str() {
                "type" => is_collection = map.next_value::<String>()? == "FeatureCollection",
                "crs" => {
                    let crs = map.next_value::<Option<Crs>>()?;
                    if !crs.is_none_or(|crs| crs.is_ours()) {
                        let why = text!(
                            "the positions are in another reference system than WGS 84",
                            "die Positionen sind in einem anderen Bezugssystem als WGS 84 angegeben"
                        );
                        *self.1 = Some(ReadError::malformed(why));
                        return Err(A::Error::custom("refused"));
                    }
                }
                "features" => map.next_value_seed(Features(&mut self))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        is_collection
            .then_some(())
            .ok_or_else(|| A::Error::custom("no collection"))
    }
}

struct Features<'a, 'b, 'v>(&'a mut Collection<'b, 'v>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        let Collection(visit, refused) = self.0;
        while let Some(feature) = features.next_element::<Feature>()? {
            if let Err(error) = feature.entry().and_then(&mut *visit) {
                **refused = Some(error);
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(())
    }
}

/// What older files and QGIS say of their positions. RFC 7946 has longitude and latitude in WGS 84.
#[derive(Deserialize)]
struct Crs {
    #[serde(default)]
    properties: Option<CrsName>,
}

#[derive(Deserialize)]
struct CrsName {
    #[serde(default)]
    name: Option<String>,
}

impl Crs {
    fn is_ours(&self) -> bool {
        let name = self.properties.as_ref().and_then(|it| it.name.as_deref());
        name.is_some_and(|name| {
            let system = name.rsplit(':').next().unwrap_or_default();
            matches!(system, "CRS84" | "CRS84h" | "4326")
        })
    }
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    id: Option<Id>,
    geometry: Option<Geometry>,
    #[serde(default)]
    properties: Option<Properties>,
}

/// A text or a number, as a text. Nothing larger is kept while it is looked at.
struct Id(String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Scalar;

        impl Visitor<'_> for Scalar {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Id, E> {
                Ok(Id(text.to_owned()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Id, E> {
                Ok(Id(number.to_string()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Id, E> {
                Ok(Id(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Id, E> {
                Ok(Id(number.to_string()))
            }
        }

        json.deserialize_any(Scalar)
    }
}

#[derive(Deserialize)]
struct Geometry {
    r#type: String,
    coordinates: Vec<f64>,
}

#[derive(Default, Deserialize)]
struct Properties {
    /// Where programs put the id that make a table of the features.
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    radius_m: Option<f64>,
    #[serde(default)]
    colour: Option<String>,
    #[serde(default)]
    groups: Option<Vec<String>>,
}

impl Feature {
    fn entry(self) -> Result<Entry, ReadError> {
        let properties = self.properties.unwrap_or_default();
        Ok(Entry {
            key: self.id.or(properties.id).map(|Id(text)| text),
            name: properties.name.unwrap_or_default(),
            position: self.geometry.map(Geometry::position).transpose()?,
            radius_m: properties.radius_m.unwrap_or_default().round() as u32,
            colour: properties.colour,
            groups: properties.groups.unwrap_or_default(),
            ..Entry::default()
        })
    }
}

impl Geometry {
    fn position(self) -> Result<(i32, i32), ReadError> {
        let (true, [longitude, latitude, ..]) = (self.r#type == "Point", &*self.coordinates) else {
            return Err(ReadError::malformed(text!(
                "a geometry is not a point",
                "eine Geometrie ist kein Punkt"
            )));
        };
        match Position::from_degrees(*latitude, *longitude) {
            Ok(at) => Ok((at.latitude_micro(), at.longitude_micro())),
            Err(_) => Err(ReadError::malformed(text!(
                "a coordinate is not on the globe",
                "eine Koordinate liegt nicht auf der Erde"
            ))),
        }
    }
}
