//! The places of a device, watched.

use std::collections::HashMap;
use std::fmt;

use kplaces_alerts::{Circle, Engine, Event, Rules, Settings};
use kplaces_app::{App, AppError};
use kplaces_device::CliError;
use kplaces_domain::{Colour, Fix, GroupName, PlaceRef, Revision, one_line};

use crate::alert::Alert;
use crate::mute_text::Quiet;

/// The engine, and what its numbers stand for.
#[derive(Debug)]
pub(crate) struct Watched {
    engine: Engine,
    quiet: Quiet,
    places: Vec<Known>,
    revision: Revision,
    events: Vec<Event>,
}

/// What is told of a place that is watched.
struct Known {
    key: Box<str>,
    name: Box<str>,
    groups: Box<[Box<str>]>,
}

impl fmt::Debug for Known {
    /// Names of customers are not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

impl Watched {
    /// The places that are on the device now.
    pub(crate) async fn of(
        app: &App,
        rules: Rules,
        quiet: Quiet,
        settings: Settings,
    ) -> Result<Self, CliError> {
        let (gathered, revision) = read(app, &rules).await?;
        let watched = Self::new(gathered, revision, rules, settings)?;
        Ok(Self { quiet, ..watched })
    }

    fn new(
        gathered: Gathered,
        revision: Revision,
        rules: Rules,
        settings: Settings,
    ) -> Result<Self, CliError> {
        let Gathered { places, circles } = gathered;
        let engine = Engine::new(rules, settings, circles).map_err(CliError::internal)?;
        Ok(Self {
            engine,
            quiet: Quiet::default(),
            places,
            revision,
            events: Vec::new(),
        })
    }

    /// Takes the places anew if they have changed. Visits go on.
    pub(crate) async fn renew(&mut self, app: &App) -> Result<bool, CliError> {
        if app.revision().await? == self.revision {
            return Ok(false);
        }
        let (gathered, revision) = read(app, self.engine.rules()).await?;
        self.replace(gathered, revision);
        Ok(true)
    }

    fn replace(&mut self, gathered: Gathered, revision: Revision) {
        let Gathered { places, circles } = gathered;
        let numbers: HashMap<&str, u32> = places
            .iter()
            .zip(0..)
            .map(|(place, number)| (&*place.key, number))
            .collect();
        let before = &self.places;
        self.engine.replace(circles, |number| {
            let key = &before.get(number as usize)?.key;
            numbers.get(&**key).copied()
        });
        self.places = places;
        self.revision = revision;
    }

    /// The way was interrupted: nobody knows what lies between the fixes before and after.
    pub(crate) fn interrupt(&mut self) {
        self.engine.interrupt();
    }

    /// How many places are watched: those that a rule is for and that have a position.
    pub(crate) fn len(&self) -> usize {
        self.engine.len()
    }

    /// What a fix has to tell. Visits of places that are muted are counted all the same, so nothing is told late.
    pub(crate) fn fix(&mut self, fix: &Fix) -> Vec<Alert> {
        let _ = self.engine.fix(fix, &mut self.events);
        let (places, quiet) = (&self.places, &self.quiet);
        self.events
            .drain(..)
            .filter_map(|event| {
                let place = places.get(event.place as usize)?;
                let groups = place.groups.iter().map(|group| &**group);
                if quiet.hushes(&place.key, groups, event.time_ms) {
                    return None;
                }
                Some(Alert {
                    event,
                    key: place.key.to_string(),
                    name: place.name.to_string(),
                    groups: place.groups.iter().map(ToString::to_string).collect(),
                })
            })
            .collect()
    }
}

/// Places with a position and a rule, numbered in the order in which they come.
#[derive(Default)]
struct Gathered {
    places: Vec<Known>,
    circles: Vec<Circle>,
}

impl Gathered {
    fn take(&mut self, rules: &Rules, place: &PlaceRef<'_>) {
        let Some(position) = place.position else {
            return;
        };
        let groups = || place.groups.iter().map(GroupName::as_str);
        let Some(rule) = rules.pick(groups(), place.colour.map(Colour::name)) else {
            return;
        };
        let Ok(key) = u32::try_from(self.places.len()) else {
            return;
        };
        self.circles.push(Circle {
            key,
            position,
            radius: place.radius,
            rule,
        });
        self.places.push(Known {
            key: place.key.into(),
            name: one_line(place.name, usize::MAX).into(),
            groups: groups().map(Box::from).collect(),
        });
    }
}

async fn read(app: &App, rules: &Rules) -> Result<(Gathered, Revision), AppError> {
    let mut gathered = Gathered::default();
    let status = app.each_place(|place| gathered.take(rules, &place)).await?;
    Ok((gathered, status.revision))
}

#[cfg(test)]
mod tests {
    use kplaces_domain::{Place, PlaceKey, Position, Radius};

    use super::*;

    const METRE: f64 = 1.0 / 111_195.0;

    fn place(key: &str, group: &str) -> Place {
        Place {
            key: PlaceKey::from(key),
            name: format!("Depot\n{key}").into(),
            position: Some(Position::from_degrees(48.0, 11.0).unwrap()),
            radius: Radius::from_metres(100).unwrap(),
            colour: None,
            groups: [GroupName::from(group)].into_iter().collect(),
        }
    }

    fn gathered(rules: &Rules, places: &[Place]) -> Gathered {
        let mut gathered = Gathered::default();
        for place in places {
            gathered.take(rules, &place.as_ref());
        }
        gathered
    }

    fn watched(rules: &[&str], places: &[Place]) -> Watched {
        let rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        let rules = crate::rule_text::rules(&rules).unwrap();
        let gathered = gathered(&rules, places);
        Watched::new(gathered, Revision::default(), rules, Settings::default()).unwrap()
    }

    /// A way from two kilometres south of the places to two kilometres north of them, at 20 m/s; what it tells.
    fn drive(watched: &mut Watched, from_s: i64) -> Vec<String> {
        let mut told = Vec::new();
        watched.interrupt();
        for second in 0..200_i32 {
            let north_m = f64::from(second) * 20.0 - 2_000.0;
            let position = Position::from_degrees(48.0 + north_m * METRE, 11.0).unwrap();
            let fix = Fix {
                speed_mps: Some(20.0),
                course_deg: Some(0.0),
                accuracy_m: Some(5.0),
                ..Fix::new((from_s + i64::from(second)) * 1_000, position)
            };
            let alerts = watched.fix(&fix);
            told.extend(alerts.iter().map(|it| format!("{} {}", it.word(), it.key)));
        }
        told
    }

    #[test]
    fn each_rule_has_the_alerts_that_it_names() {
        let of = |rule: &str| drive(&mut watched(&[rule], &[place("7", "A")]), 0);
        assert_eq!(of("*: 30s"), ["approaching 7", "arrived 7"]);
        assert_eq!(of("*: 500m left"), ["approaching 7", "arrived 7", "left 7"]);
        assert_eq!(of("*: 500m only-near"), ["approaching 7"]);
        assert_eq!(of("*: off left"), ["left 7"]);
        assert_eq!(of("*: off"), [""; 0]);
        assert_eq!(of("group B: 30s"), [""; 0]);
    }

    #[test]
    fn a_group_that_is_off_is_not_watched_though_all_are() {
        let places = [place("7", "A"), place("8", "B")];
        let mut watched = watched(&["group A: off", "*: 30s"], &places);
        assert_eq!(watched.len(), 1);
        assert_eq!(drive(&mut watched, 0), ["approaching 8", "arrived 8"]);
    }

    #[test]
    fn within_its_quiet_time_a_place_is_not_told_again() {
        let both = ["approaching 7", "arrived 7"];
        let mut quiet = watched(&["*: 30s quiet=1h"], &[place("7", "A")]);
        assert_eq!(drive(&mut quiet, 0), both);
        assert_eq!(drive(&mut quiet, 1_000), [""; 0]);
        assert_eq!(drive(&mut quiet, 10_000), both);
        let mut loud = watched(&["*: 30s"], &[place("7", "A")]);
        assert_eq!(drive(&mut loud, 0), both);
        assert_eq!(drive(&mut loud, 1_000), both);
    }

    #[test]
    fn places_without_a_position_are_not_watched_and_names_are_one_line() {
        let nowhere = Place {
            position: None,
            ..place("6", "A")
        };
        let mut watched = watched(&["*: 30s"], &[nowhere, place("7", "A")]);
        assert_eq!(watched.len(), 1);
        assert_eq!(drive(&mut watched, 0), ["approaching 7", "arrived 7"]);
        assert!(!watched.places[0].name.contains('\n'));
    }

    #[test]
    fn after_a_sync_a_place_keeps_its_visit_though_its_number_is_another() {
        let mut watched = watched(&["*: 30s quiet=1h"], &[place("7", "A")]);
        assert_eq!(drive(&mut watched, 0), ["approaching 7", "arrived 7"]);
        let more = gathered(watched.engine.rules(), &[place("1", "A"), place("7", "A")]);
        watched.replace(more, Revision::default());
        assert_eq!(drive(&mut watched, 1_000), ["approaching 1", "arrived 1"]);
    }

    #[test]
    fn nothing_of_a_place_is_printed() {
        let printed = format!("{:?}", watched(&["*: 30s"], &[place("0815", "Secret")]));
        for text in ["0815", "Depot", "Secret", "48"] {
            assert!(!printed.contains(text), "{printed}");
        }
    }
}
