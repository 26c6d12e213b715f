//! Mapbox Vector Tiles, version 2.1, as far as points and polygons need it.
//!
//! The format is a Protocol Buffers message; the numbers below are the field numbers of its schema
//! (<https://github.com/mapbox/vector-tile-spec/tree/master/2.1>).

use std::collections::HashMap;

/// Units of a tile's side.
pub(crate) const EXTENT: f64 = 4_096.0;

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Text(String),
    Whole(u64),
}

/// A layer under construction.
pub(crate) struct Layer {
    name: &'static str,
    features: Vec<u8>,
    keys: Vec<&'static str>,
    values: Vec<Value>,
    known: HashMap<Value, u32>,
}

const POINT: u64 = 1;
const POLYGON: u64 = 3;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE: u32 = 7;

impl Layer {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            features: Vec::new(),
            keys: Vec::new(),
            values: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// Adds a point, in units of the tile.
    pub(crate) fn point(
        &mut self,
        id: Option<u64>,
        at: (i32, i32),
        attributes: &[(&'static str, Value)],
    ) {
        let geometry = [command(MOVE_TO, 1), zigzag(at.0), zigzag(at.1)];
        self.feature(id, POINT, &geometry, attributes);
    }

    /// Adds a polygon of one ring, in units of the tile, clockwise as one sees it.
    pub(crate) fn polygon(
        &mut self,
        id: Option<u64>,
        ring: &[(i32, i32)],
        attributes: &[(&'static str, Value)],
    ) {
        let Some((&first, rest)) = ring.split_first() else {
            return;
        };
        let mut geometry = vec![command(MOVE_TO, 1), zigzag(first.0), zigzag(first.1)];
        geometry.push(command(LINE_TO, rest.len() as u32));
        let mut last = first;
        for &at in rest {
            geometry.extend([zigzag(at.0 - last.0), zigzag(at.1 - last.1)]);
            last = at;
        }
        geometry.push(command(CLOSE, 1));
        self.feature(id, POLYGON, &geometry, attributes);
    }

    fn feature(
        &mut self,
        id: Option<u64>,
        kind: u64,
        geometry: &[u32],
        attributes: &[(&'static str, Value)],
    ) {
        let mut tags = Vec::with_capacity(2 * attributes.len());
        for (key, value) in attributes {
            let key = self.key(key);
            let value = self.value(value);
            tags.extend([key, value]);
        }
        let mut feature = Vec::new();
        if let Some(id) = id {
            number(&mut feature, 1, id);
        }
        packed(&mut feature, 2, &tags);
        number(&mut feature, 3, kind);
        packed(&mut feature, 4, geometry);
        bytes(&mut self.features, 2, &feature);
    }

    fn key(&mut self, key: &'static str) -> u32 {
        let at = self.keys.iter().position(|have| *have == key);
        at.unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        }) as u32
    }

    fn value(&mut self, value: &Value) -> u32 {
        if let Some(&at) = self.known.get(value) {
            return at;
        }
        let at = self.values.len() as u32;
        self.values.push(value.clone());
        self.known.insert(value.clone(), at);
        at
    }

    /// Adds the layer to a tile; an empty one is left out.
    pub(crate) fn finish(self, tile: &mut Vec<u8>) {
        if self.features.is_empty() {
            return;
        }
        let mut layer = Vec::with_capacity(self.features.len() + 1_024);
        number(&mut layer, 15, 2);
        bytes(&mut layer, 1, self.name.as_bytes());
        layer.extend_from_slice(&self.features);
        for key in self.keys {
            bytes(&mut layer, 3, key.as_bytes());
        }
        for value in self.values {
            let mut message = Vec::new();
            match value {
                Value::Text(text) => bytes(&mut message, 1, text.as_bytes()),
                Value::Whole(whole) => number(&mut message, 5, whole),
            }
            bytes(&mut layer, 4, &message);
        }
        number(&mut layer, 5, EXTENT as u64);
        bytes(tile, 3, &layer);
    }
}

fn command(id: u32, count: u32) -> u32 {
    (id & 7) | (count << 3)
}

fn zigzag(n: i32) -> u32 {
    ((n << 1) ^ (n >> 31)) as u32
}

fn varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push((n as u8) | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn number(out: &mut Vec<u8>, field: u64, n: u64) {
    varint(out, field << 3);
    varint(out, n);
}

fn bytes(out: &mut Vec<u8>, field: u64, content: &[u8]) {
    varint(out, (field << 3) | 2);
    varint(out, content.len() as u64);
    out.extend_from_slice(content);
}

fn packed(out: &mut Vec<u8>, field: u64, numbers: &[u32]) {
    let mut content = Vec::with_capacity(2 * numbers.len());
    for &n in numbers {
        varint(&mut content, u64::from(n));
    }
    bytes(out, field, &content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_written_as_it_stands_there() {
        // "MoveTo(25, 17)" is 9 50 34.
        assert_eq!([command(MOVE_TO, 1), zigzag(25), zigzag(17)], [9, 50, 34]);
        // A polygon of 3,6 8,12 20,34.
        let mut layer = Layer::new("x");
        layer.polygon(None, &[(3, 6), (8, 12), (20, 34)], &[]);
        let geometry = [9, 6, 12, 18, 10, 12, 24, 44, 15];
        assert!(
            layer.features.windows(9).any(|window| window == geometry),
            "{:?}",
            layer.features
        );
    }

    #[test]
    fn equal_values_are_written_once() {
        let mut layer = Layer::new("x");
        for n in 0..3 {
            layer.point(Some(n), (1, 1), &[("c", Value::Text("#ffffff".into()))]);
        }
        assert_eq!((layer.keys.len(), layer.values.len()), (1, 1));
    }

    #[test]
    fn an_empty_layer_is_no_layer() {
        let mut tile = Vec::new();
        Layer::new("x").finish(&mut tile);
        assert!(tile.is_empty());
    }
}
