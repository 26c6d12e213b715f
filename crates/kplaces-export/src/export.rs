use std::borrow::Cow;
use std::io;

use kplaces_domain::{Colour, GroupName, PlaceRef, Position, Rgb};

use crate::exporter::{Colours, Grouping, PointWriter, Positions, Radii};
use crate::names::{Cleaned, Namer};
use crate::palette::{Swatch, nearest};
use crate::point::Shown;
use crate::tally::Losses;
use crate::write::formula::{Start, is_disarmed};
use crate::{ExportContext, Exporter, Loss, Point, Tally};

/// One file being written.
///
/// Makes a [`Point`] of each place, as the profile says it has to be, hands it to the profile's
/// writer, and notes whatever of the place does not reach the file.
pub struct Export {
    exporter: Exporter,
    context: ExportContext,
    names: Namer,
    writer: Box<dyn PointWriter + Send>,
    /// Whether the title is a group, and not quite as the group is called.
    title_changed: bool,
    tally: Tally,
    losses: Losses,
    /// The nearest of the palette to the colours met so far; there are no more than 16.
    nearest: Vec<(Rgb, &'static Swatch)>,
}

impl Export {
    /// Begins a file. `open` is told what the file is about, its title made fit for the format;
    /// usually it calls [`Exporter::start`].
    pub fn begin<E: From<io::Error>>(
        exporter: Exporter,
        context: ExportContext,
        open: impl FnOnce(&ExportContext) -> Result<Box<dyn PointWriter + Send>, E>,
    ) -> Result<Self, E> {
        let (title, cleaned) = exporter.names.clean(&context.title);
        let mut tally = Tally::default();
        // Where the title is no group, it is ours.
        let title_changed = context.group_per_file && cleaned != Cleaned::default();
        if !context.group_per_file {
            tally.characters_removed += cleaned.removed;
        }
        let context = ExportContext {
            title: title.into_owned(),
            ..context
        };
        Ok(Self {
            names: Namer::new(exporter.names),
            writer: open(&context)?,
            exporter,
            context,
            title_changed,
            tally,
            losses: Losses::new(),
            nearest: Vec::new(),
        })
    }

    /// Adds a place.
    pub fn place(&mut self, place: PlaceRef<'_>) -> io::Result<()> {
        let carries = self.exporter.carries;
        if place.position.is_none() {
            self.tally.without_position += 1;
            if carries.position != Positions::Any {
                self.losses.add(Loss::Place, place, None);
                return Ok(());
            }
        }
        let at = place.position.map(|at| self.position(at, place));
        let winning = place.groups.winner(&self.context.group_order);
        let (groups, winner) = self.groups(place, winning);
        let point = Point {
            key: place.key,
            name: self.name(place, winning, &groups),
            radius_m: self.radius(place),
            groups,
            winner,
            ..self.colour(place)
        };
        self.tally.written += 1;
        match at {
            Some(at) => self.writer.point(at, &point),
            None => self.writer.unlocated(&point),
        }
    }

    /// Ends the file: all of it is in the output afterwards.
    pub fn finish(self) -> io::Result<Tally> {
        self.writer.finish()?;
        Ok(Tally {
            lost: self.losses.counted(),
            ..self.tally
        })
    }

    fn position(&mut self, at: Position, place: PlaceRef<'_>) -> Position {
        let written = self.exporter.carries.position.written(at);
        let meridian = |at: Position| at.longitude_micro().rem_euclid(360_000_000);
        if written.latitude_micro() != at.latitude_micro() || meridian(written) != meridian(at) {
            self.losses.add(Loss::Rounded, place, None);
        }
        written
    }

    fn name<'a>(
        &mut self,
        place: PlaceRef<'a>,
        winner: Option<&GroupName>,
        groups: &[Cow<'_, str>],
    ) -> Cow<'a, str> {
        // In a file of one group it would tell nobody from another.
        let group = winner
            .map(GroupName::as_str)
            .filter(|_| !self.context.group_per_file);
        let named = self.names.name(place.name, group, place.key);
        let cleaned = named.cleaned;
        let is_disarmed = self.is_disarmed(place, &named.name, groups);
        if cleaned == Cleaned::default() && !is_disarmed && !named.keyed && !named.renamed {
            return named.name;
        }
        self.tally.characters_removed += cleaned.removed;
        let became = || Some(named.name.as_ref());
        let losses = [
            (Loss::Characters, cleaned.removed > 0),
            (Loss::Replaced, cleaned.replaced),
            (Loss::Cut, cleaned.cut),
            (Loss::Guarded, cleaned.guarded || is_disarmed),
            (Loss::Tidied, cleaned.tidied),
            (Loss::Unnamed, named.keyed),
            (Loss::Renamed, named.renamed),
        ];
        for (loss, lost) in losses {
            if lost {
                self.losses.add(loss, place, became());
            }
        }
        named.name
    }

    /// Whether a profile for spreadsheets has to write apostrophes into the texts of a place.
    fn is_disarmed(&self, place: PlaceRef<'_>, name: &str, groups: &[Cow<'_, str>]) -> bool {
        let colour = place.colour.map_or("", Colour::name);
        let whole = [place.key, colour];
        self.exporter.names.guarded
            && (whole.iter().any(|text| is_disarmed(text, Start::Guarded))
                || is_disarmed(name, Start::AsItIs)
                || groups.iter().any(|group| is_disarmed(group, Start::AsItIs)))
    }

    fn radius(&mut self, place: PlaceRef<'_>) -> u32 {
        let radius = place.radius.metres();
        match self.exporter.carries.radius {
            _ if radius == 0 => 0,
            Radii::No => {
                self.losses.add(Loss::Radius, place, None);
                0
            }
            Radii::UpTo(most) if radius > most => {
                self.losses
                    .add(Loss::Smaller, place, Some(&format!("{most} m")));
                most
            }
            Radii::UpTo(_) => radius,
        }
    }

    /// A point that has nothing but its colour.
    fn colour<'a>(&mut self, place: PlaceRef<'a>) -> Point<'a> {
        let mut point = Point {
            key: "",
            name: "".into(),
            radius_m: 0,
            colour: None,
            rgb: None,
            swatch: None,
            groups: Shown::new(),
            winner: None,
        };
        let Some(colour) = place.colour else {
            return point;
        };
        let rgb = colour.rgb();
        match self.exporter.carries.colour {
            Colours::All => (point.colour, point.rgb) = (Some(colour), rgb),
            Colours::Rgb if rgb.is_some() => (point.colour, point.rgb) = (Some(colour), rgb),
            Colours::Nearest(palette) if rgb.is_some() => {
                point.swatch = rgb.and_then(|rgb| self.swatch(palette, rgb));
                let swatch = point.swatch.map(|swatch| swatch.name);
                if point.swatch.map(|swatch| swatch.rgb) != rgb {
                    self.losses.add(Loss::Recoloured, place, swatch);
                }
            }
            Colours::No | Colours::Rgb | Colours::Nearest(_) => {
                self.losses.add(Loss::Colour, place, None);
            }
        }
        point
    }

    fn swatch(&mut self, palette: &'static [Swatch], wanted: Rgb) -> Option<&'static Swatch> {
        let known = self.nearest.iter().find(|(rgb, _)| *rgb == wanted);
        if let Some((_, swatch)) = known {
            return Some(swatch);
        }
        let swatch = nearest(palette, wanted)?;
        self.nearest.push((wanted, swatch));
        Some(swatch)
    }

    /// The groups to show, and which of them is the winner.
    fn groups<'a>(
        &mut self,
        place: PlaceRef<'a>,
        winner: Option<&GroupName>,
    ) -> (Shown<'a>, Option<usize>) {
        let carries = self.exporter.carries.groups;
        let needs_text = carries == Grouping::One || self.exporter.names.needed;
        let mut changed = None;
        let mut position = None;
        let mut shown = Shown::new();
        for group in place.groups.iter() {
            // It is one of these, so it needs not be read.
            let is_winner = winner.is_some_and(|winner| std::ptr::eq(winner, group));
            match carries {
                Grouping::No => break,
                Grouping::One if !is_winner => continue,
                Grouping::One | Grouping::All => {}
            }
            let (text, cleaned) = self.names.clean(group.as_str());
            self.tally.characters_removed += cleaned.removed;
            if text.is_empty() && needs_text {
                continue;
            }
            if cleaned != Cleaned::default() {
                changed = Some(text.clone());
            }
            if is_winner {
                position = Some(shown.len());
            }
            shown.push(text);
        }
        // A file that is a group's own says so by its name.
        if self.title_changed && carries == Grouping::No && !place.groups.is_empty() {
            changed = Some(Cow::Owned(self.context.title.clone()));
        }
        let in_title = carries == Grouping::No && self.context.group_per_file;
        let count = shown.len() + usize::from(in_title);
        if count == 0 && !place.groups.is_empty() {
            self.losses.add(Loss::Groups, place, None);
        } else if count < place.groups.len() {
            let kept = shown.first().map(AsRef::as_ref);
            self.losses.add(Loss::FurtherGroups, place, kept);
        }
        if let Some(text) = changed {
            self.losses.add(Loss::GroupChanged, place, Some(&text));
        }
        // Of a winner that could not be shown, the first that can takes the place.
        let winner = position.or((!shown.is_empty()).then_some(0));
        (shown, winner)
    }
}
