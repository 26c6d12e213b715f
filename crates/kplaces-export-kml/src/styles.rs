use std::collections::HashMap;

use kplaces_export::ReadError;
use kplaces_export::read::xml::Element;
use kplaces_text::text;

/// More styles than this nobody has.
const STYLES: usize = 4096;

/// The shared styles of a document that was read: the colours of their icons.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    colours: HashMap<String, String>,
    /// A style map names a style for each state of the pointer; Google Earth makes them.
    maps: HashMap<String, String>,
}

impl Styles {
    /// Remembers a `Style`.
    pub(crate) fn style(&mut self, style: &Element) -> Result<(), ReadError> {
        if let Some(colour) = icon_colour(style)? {
            keep(&mut self.colours, style.attribute("id"), colour)?;
        }
        Ok(())
    }

    /// Remembers a `StyleMap`.
    pub(crate) fn style_map(&mut self, map: &Element) -> Result<(), ReadError> {
        let mut pairs = map.children_named("Pair");
        match pairs.find(|pair| pair.text_of("key").trim() == "normal") {
            Some(pair) => {
                let url = pair.text_of("styleUrl").trim().to_owned();
                keep(&mut self.maps, map.attribute("id"), url)
            }
            None => Ok(()),
        }
    }

    /// The colour of a placemark's icon, as `#rrggbb`: its own, else that of its shared style.
    pub(crate) fn colour(&self, placemark: &Element) -> Result<Option<String>, ReadError> {
        if let Some(style) = placemark.child("Style") {
            return icon_colour(style);
        }
        let id = id(placemark.text_of("styleUrl"));
        let mapped = self.maps.get(id).map_or(id, |url| self::id(url));
        Ok(self.colours.get(mapped).cloned())
    }
}

fn keep(into: &mut HashMap<String, String>, id: &str, value: String) -> Result<(), ReadError> {
    if into.len() >= STYLES {
        return Err(ReadError::TooMuch(text!(
            "thousands of styles",
            "Tausende von Stilen"
        )));
    }
    into.insert(id.to_owned(), value);
    Ok(())
}

fn id(url: &str) -> &str {
    url.trim().trim_start_matches('#')
}

fn icon_colour(style: &Element) -> Result<Option<String>, ReadError> {
    let icon = style.child("IconStyle");
    let Some(colour) = icon.and_then(|icon| icon.child("color")) else {
        return Ok(None);
    };
    let abgr = colour.text.trim().trim_start_matches('#');
    let is_hex = abgr.len() == 8 && abgr.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        return Err(ReadError::malformed(text!(
            "a colour is not aabbggrr",
            "eine Farbe hat nicht die Form aabbggrr"
        )));
    }
    let abgr = abgr.to_ascii_lowercase();
    let (blue, green, red) = (&abgr[2..4], &abgr[4..6], &abgr[6..8]);
    Ok(Some(format!("#{red}{green}{blue}")))
}
