use std::collections::HashMap;

use kplaces_domain::Colour;

/// Colours by their names as they came: few come again and again.
#[derive(Default)]
pub(super) struct Colours(HashMap<Box<str>, Option<Colour>>);

impl Colours {
    pub(super) fn get(&mut self, name: &str) -> Option<&Colour> {
        if !self.0.contains_key(name) {
            self.0.insert(name.into(), name.parse().ok());
        }
        self.0.get(name)?.as_ref()
    }
}
