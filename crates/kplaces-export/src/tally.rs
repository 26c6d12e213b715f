use std::collections::BTreeMap;

use kplaces_domain::{PlaceKey, PlaceRef};
use kplaces_text::{Text, text};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// What became of the places of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many places are in the file.
    pub written: u64,
    /// Places without a position, whether they are in the file or not.
    pub without_position: u64,
    /// What the file does not show as it is, in the order of [`Loss`]; a kind that did not occur
    /// is absent.
    pub lost: BTreeMap<Loss, Counted>,
    /// How many single characters were removed from all texts.
    pub characters_removed: u64,
}

/// Something of a place that is not in the file, or not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Loss {
    /// The place itself: it has no position.
    Place,
    /// Digits of the position.
    Rounded,
    /// The radius.
    Radius,
    /// A part of the radius.
    Smaller,
    /// The colour.
    Colour,
    /// The exact colour.
    Recoloured,
    /// All groups.
    Groups,
    /// All groups but one.
    FurtherGroups,
    /// The exact name of the group.
    GroupChanged,
    /// Characters of the name.
    Characters,
    /// The exact characters of the name.
    Replaced,
    /// The end of a long name.
    Cut,
    /// The exact name: a spreadsheet would run it.
    Guarded,
    /// Line breaks and spaces of the name.
    Tidied,
    /// Having no name.
    Unnamed,
    /// The exact name: another place has it.
    Renamed,
}

impl Loss {
    /// A short stable id for JSON: `further-groups`.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// What people read of it.
    pub fn text(self) -> Text {
        match self {
            Self::Place => text!("left out: no position", "ausgelassen: keine Position"),
            Self::Rounded => text!(
                "position rounded to what the format can tell apart",
                "Position gerundet auf das, was das Format unterscheidet"
            ),
            Self::Radius => text!("radius left out", "Radius ausgelassen"),
            Self::Smaller => text!(
                "radius made smaller, to the largest there is",
                "Radius verkleinert, auf den größten möglichen"
            ),
            Self::Colour => text!("colour left out", "Farbe ausgelassen"),
            Self::Recoloured => text!(
                "colour changed to the nearest there is",
                "Farbe durch die nächste vorhandene ersetzt"
            ),
            Self::Groups => text!("groups left out", "Gruppen ausgelassen"),
            Self::FurtherGroups => text!(
                "groups left out, all but one",
                "Gruppen ausgelassen, alle bis auf eine"
            ),
            Self::GroupChanged => text!("group's name changed", "Name der Gruppe geändert"),
            Self::Characters => text!(
                "characters removed from the name",
                "Zeichen aus dem Namen entfernt"
            ),
            Self::Replaced => text!(
                "characters of the name written in another way",
                "Zeichen des Namens anders geschrieben"
            ),
            Self::Cut => text!("name cut, too long", "Name gekürzt, zu lang"),
            Self::Guarded => text!(
                "gets an apostrophe, so that a spreadsheet does not run it",
                "mit Apostroph davor, damit eine Tabellenkalkulation ihn nicht ausführt"
            ),
            Self::Tidied => text!(
                "line breaks and spaces of the name tidied",
                "Zeilenumbrüche und Leerzeichen des Namens bereinigt"
            ),
            Self::Unnamed => text!(
                "called by its key, for want of a name",
                "nach dem Schlüssel benannt, da ohne Namen"
            ),
            Self::Renamed => text!(
                "renamed, since another has the same name",
                "umbenannt, da ein anderer Ort ebenso heißt"
            ),
        }
    }

    /// All kinds, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

/// A number of places and the first few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub places: u64,
    /// The first, at most [`Counted::EXAMPLES`].
    pub examples: Vec<Example>,
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its key.
    pub key: PlaceKey,
    /// Its name, as it came.
    pub name: String,
    /// What stands in the file instead, where something does.
    pub became: Option<String>,
}

/// Counts what is lost while a file is written: it may be of every place.
#[derive(Debug)]
pub(crate) struct Losses(Vec<Counted>);

impl Losses {
    pub(crate) fn new() -> Self {
        Self(Loss::iter().map(|_| Counted::default()).collect())
    }

    /// Notes that a place lost something, and what stands there instead.
    pub(crate) fn add(&mut self, loss: Loss, place: PlaceRef<'_>, became: Option<&str>) {
        // There is one for each kind, in their order.
        let counted = &mut self.0[loss as usize];
        counted.places += 1;
        if counted.examples.len() < Counted::EXAMPLES {
            counted.examples.push(Example {
                key: place.key.into(),
                name: place.name.to_owned(),
                became: became.map(str::to_owned),
            });
        }
    }

    /// What occurred.
    pub(crate) fn counted(self) -> BTreeMap<Loss, Counted> {
        let all = Loss::iter().zip(self.0);
        all.filter(|(_, counted)| counted.places > 0).collect()
    }
}

impl Counted {
    /// How many are kept.
    pub const EXAMPLES: usize = 5;

    /// Adds what was counted elsewhere.
    fn merge(&mut self, other: Self) {
        self.places += other.places;
        let room = Self::EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
    }
}

impl Tally {
    /// How many places lost something of this kind.
    pub fn lost(&self, loss: Loss) -> u64 {
        self.lost.get(&loss).map_or(0, |counted| counted.places)
    }

    /// Whether everything of every place is in the file, as it was.
    pub fn is_lossless(&self) -> bool {
        self.lost.is_empty() && self.characters_removed == 0
    }

    /// Adds the tally of another file of the same export.
    pub fn merge(&mut self, other: Self) {
        self.written += other.written;
        self.without_position += other.without_position;
        self.characters_removed += other.characters_removed;
        for (loss, counted) in other.lost {
            self.lost.entry(loss).or_default().merge(counted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_text::Language;

    #[test]
    fn all_are_counted_and_few_are_kept() {
        assert!(Tally::default().is_lossless());
        let mut losses = Losses::new();
        for n in 0..100 {
            let place = kplaces_export_testsuite::place(&n.to_string(), "", None);
            losses.add(Loss::Radius, place.as_ref(), None);
        }
        let mut tally = Tally {
            lost: losses.counted(),
            ..Tally::default()
        };
        assert_eq!(tally.lost.len(), 1);
        let twice = tally.clone();
        tally.merge(twice);
        assert_eq!((tally.written, tally.lost(Loss::Radius)), (0, 200));
        assert_eq!(tally.lost[&Loss::Radius].examples.len(), Counted::EXAMPLES);
        assert!(!tally.is_lossless());
    }

    #[test]
    fn every_loss_is_said_in_both_languages() {
        for loss in Loss::all() {
            let text = loss.text();
            let [english, german] =
                [Language::English, Language::German].map(|it| text.in_language(it));
            assert!(!english.is_empty() && english != german, "{}", loss.id());
        }
    }
}
