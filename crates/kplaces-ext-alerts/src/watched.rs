//! The places of a device, watched.

use std::collections::VecDeque;

use kplaces_alerts::{Circle, Engine, Event, Rules};
use kplaces_app::{App, AppError};
use kplaces_device::CliError;
use kplaces_domain::{Colour, Fix, GroupName, PlaceRef, Revision, one_line};
use kplaces_text::Text;

use crate::alert::Alert;
use crate::mute_text::Quiet;
use crate::numbers::Numbers;
use crate::plan::{Colours, Plan};

/// The engine, and what its numbers stand for.
#[derive(Debug)]
pub(crate) struct Watched {
    plan: Plan,
    doubts: Vec<Text>,
    engine: Engine,
    quiet: Quiet,
    numbers: Numbers,
    revision: Revision,
    /// What is still to be told.
    events: VecDeque<Event>,
}

impl Watched {
    /// The places that are on the device now.
    pub(crate) async fn of(app: &App, plan: Plan) -> Result<Self, CliError> {
        let known = groups(app).await?;
        let Plan {
            rules,
            quiet,
            settings,
        } = plan.as_written(&known);
        let gathered = Gathered::of(app, &rules, Numbers::default()).await?;
        let doubts = plan.doubts(&known, &gathered.colours);
        let engine = Engine::new(rules, settings, gathered.circles).map_err(CliError::internal)?;
        Ok(Self {
            plan,
            doubts,
            engine,
            quiet,
            numbers: gathered.numbers,
            revision: gathered.revision,
            events: VecDeque::new(),
        })
    }

    /// What is set for groups that are not on this device.
    pub(crate) fn doubts(&self) -> &[Text] {
        &self.doubts
    }

    /// Takes the places anew if they have changed. Visits go on.
    pub(crate) async fn renew(&mut self, app: &App) -> Result<bool, CliError> {
        if app.revision().await? == self.revision {
            return Ok(false);
        }
        let known = groups(app).await?;
        let plan = self.plan.as_written(&known);
        let gathered = Gathered::of(app, &plan.rules, self.numbers.like()).await?;
        let Gathered {
            numbers,
            circles,
            colours,
            revision,
        } = gathered;
        let now = numbers.of_before(&self.numbers, self.engine.remembered());
        self.engine
            .replace(plan.rules, circles, |number| now.get(&number).copied());
        self.doubts = self.plan.doubts(&known, &colours);
        self.quiet = plan.quiet;
        // What was to be told has the numbers of before.
        self.events.clear();
        self.numbers = numbers;
        self.revision = revision;
        Ok(true)
    }

    /// The way was interrupted: nobody knows what lies between the fixes before and after.
    pub(crate) fn interrupt(&mut self) {
        self.engine.interrupt();
    }

    /// How many places are watched: those that a rule is for and that have a position.
    pub(crate) fn len(&self) -> usize {
        self.engine.len()
    }

    /// What a fix has to tell. Visits of places that are muted are counted all the same, so nothing is told late. Where the
    /// store cannot be read, it is told with the next fix.
    pub(crate) async fn fix(&mut self, app: &App, fix: &Fix) -> Result<Vec<Alert>, CliError> {
        let mut events = Vec::new();
        let _ = self.engine.fix(fix, &mut events);
        self.events.extend(events);
        let mut alerts = Vec::new();
        while let Some(event) = self.events.front() {
            let place = self.numbers.place(app, event.place).await?;
            let Some(event) = self.events.pop_front() else {
                break;
            };
            let Some(place) = place else {
                continue;
            };
            let groups = place.groups.iter().map(GroupName::as_str);
            if !self.quiet.hushes(place.key.as_str(), groups, event.time_ms) {
                alerts.push(Alert {
                    event,
                    key: place.key.to_string(),
                    name: one_line(&place.name, usize::MAX),
                    groups: place.groups.iter().map(ToString::to_string).collect(),
                });
            }
        }
        Ok(alerts)
    }
}

async fn groups(app: &App) -> Result<Vec<GroupName>, AppError> {
    let groups = app.groups().await?.into_iter();
    Ok(groups.map(|group| group.name).collect())
}

/// Places with a position and a rule, numbered in the order of their keys.
struct Gathered {
    numbers: Numbers,
    circles: Vec<Circle>,
    colours: Colours,
    revision: Revision,
}

impl Gathered {
    async fn of(app: &App, rules: &Rules, numbers: Numbers) -> Result<Self, AppError> {
        let mut gathered = Self {
            numbers,
            circles: Vec::new(),
            colours: Colours::default(),
            revision: Revision::default(),
        };
        let status = app.each_place(|place| gathered.take(rules, &place)).await?;
        gathered.revision = status.revision;
        Ok(gathered)
    }

    fn take(&mut self, rules: &Rules, place: &PlaceRef<'_>) {
        self.colours.take(place.colour);
        let groups = place.groups.iter().map(GroupName::as_str);
        let rule = rules.pick(groups, place.colour.map(Colour::name));
        let watched = place.position.zip(rule);
        let number = self.numbers.take(place.key, watched.is_some());
        if let Some((key, (position, rule))) = number.zip(watched) {
            self.circles.push(Circle {
                key,
                position,
                radius: place.radius,
                rule,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kplaces_domain::{Place, PlaceKey, Position, Provenance, Radius, SyncPlan, Timestamp};
    use kplaces_edition::{Manifest, Policy};
    use kplaces_export::Exporters;
    use kplaces_store::PlaceStore;
    use kplaces_store_memory::MemoryStore;

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

    /// A device, and what is on it.
    struct OnDevice {
        store: Arc<MemoryStore>,
        app: App,
    }

    impl OnDevice {
        fn new() -> Self {
            let manifest = include_str!("../../../editions/pro/edition.toml");
            let manifest = Manifest::parse(manifest).unwrap();
            let features = manifest.features.clone();
            let store = Arc::new(MemoryStore::default());
            let policy = Policy::new(manifest, &features).unwrap();
            let app = App::new(policy, store.clone(), None, Exporters::default());
            Self { store, app }
        }

        async fn change(&self, added: Vec<Place>, removed: Vec<Place>) {
            let plan = SyncPlan {
                base: self.app.revision().await.unwrap(),
                added: added.into(),
                changed: Vec::new(),
                removed,
                group_list: None,
                provenance: Provenance {
                    as_of: Timestamp::from_unix(1),
                    selection: Vec::new(),
                    cut_at: None,
                },
            };
            self.store.apply(&plan).await.unwrap();
        }

        async fn watched(&self, rules: &[&str]) -> Watched {
            let rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
            let rules = crate::rule_text::rules(&rules).unwrap();
            let plan = Plan {
                rules,
                ..Plan::default()
            };
            Watched::of(&self.app, plan).await.unwrap()
        }

        /// A way from two kilometres south of the places to two kilometres north of them, at 20 m/s; what it tells.
        async fn drive(&self, watched: &mut Watched, from_s: i64) -> Vec<String> {
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
                let alerts = watched.fix(&self.app, &fix).await.unwrap();
                told.extend(alerts.iter().map(|it| format!("{} {}", it.word(), it.key)));
            }
            told
        }
    }

    /// What these places tell by these rules, and how many are watched.
    async fn told(rules: &[&str], places: Vec<Place>) -> (Vec<String>, usize) {
        let device = OnDevice::new();
        device.change(places, Vec::new()).await;
        let mut watched = device.watched(rules).await;
        let told = device.drive(&mut watched, 0).await;
        (told, watched.len())
    }

    #[tokio::test]
    async fn each_rule_has_the_alerts_that_it_names() {
        for (rule, wanted) in [
            ("*: 30s", &["approaching 7", "arrived 7"][..]),
            ("*: 500m left", &["approaching 7", "arrived 7", "left 7"]),
            ("*: 500m only-near", &["approaching 7"]),
            ("*: off left", &["left 7"]),
            ("*: off", &[]),
            ("group B: 30s", &[]),
        ] {
            assert_eq!(
                told(&[rule], vec![place("7", "A")]).await.0,
                wanted,
                "{rule}"
            );
        }
    }

    #[tokio::test]
    async fn a_group_that_is_off_is_not_watched_though_all_are() {
        let places = vec![place("7", "A"), place("8", "B")];
        let (told, watched) = told(&["group A: off", "*: 30s"], places).await;
        assert_eq!(watched, 1);
        assert_eq!(told, ["approaching 8", "arrived 8"]);
    }

    #[tokio::test]
    async fn a_group_may_be_typed_in_another_case() {
        let (told, watched) =
            told(&["group kunden süd: 30s"], vec![place("7", "Kunden Süd")]).await;
        assert_eq!(watched, 1);
        assert_eq!(told, ["approaching 7", "arrived 7"]);
    }

    #[tokio::test]
    async fn within_its_quiet_time_a_place_is_not_told_again() {
        let both = ["approaching 7", "arrived 7"];
        let device = OnDevice::new();
        device.change(vec![place("7", "A")], Vec::new()).await;
        let mut quiet = device.watched(&["*: 30s quiet=1h"]).await;
        assert_eq!(device.drive(&mut quiet, 0).await, both);
        assert_eq!(device.drive(&mut quiet, 1_000).await, [""; 0]);
        assert_eq!(device.drive(&mut quiet, 10_000).await, both);
        let mut loud = device.watched(&["*: 30s"]).await;
        assert_eq!(device.drive(&mut loud, 0).await, both);
        assert_eq!(device.drive(&mut loud, 1_000).await, both);
    }

    #[tokio::test]
    async fn places_without_a_position_are_not_watched() {
        let nowhere = Place {
            position: None,
            ..place("6", "A")
        };
        let (told, watched) = told(&["*: 30s"], vec![nowhere, place("7", "A")]).await;
        assert_eq!(watched, 1);
        assert_eq!(told, ["approaching 7", "arrived 7"]);
    }

    #[tokio::test]
    async fn a_name_is_told_in_one_line() {
        let device = OnDevice::new();
        device.change(vec![place("7", "A")], Vec::new()).await;
        let mut watched = device.watched(&["*: 500m"]).await;
        let mut names = Vec::new();
        for second in 0..100_i32 {
            let north = 48.0 + (f64::from(second) * 20.0 - 2_000.0) * METRE;
            let fix = Fix {
                speed_mps: Some(20.0),
                course_deg: Some(0.0),
                ..Fix::new(
                    i64::from(second) * 1_000,
                    Position::from_degrees(north, 11.0).unwrap(),
                )
            };
            let alerts = watched.fix(&device.app, &fix).await.unwrap();
            names.extend(alerts.into_iter().map(|alert| alert.name));
        }
        assert!(!names.is_empty() && names.iter().all(|name| !name.contains('\n')));
    }

    #[tokio::test]
    async fn after_a_sync_a_place_keeps_its_visit_though_its_number_is_another() {
        let device = OnDevice::new();
        device.change(vec![place("7", "A")], Vec::new()).await;
        let mut watched = device.watched(&["*: 30s quiet=1h"]).await;
        assert_eq!(
            device.drive(&mut watched, 0).await,
            ["approaching 7", "arrived 7"]
        );
        device.change(vec![place("1", "A")], Vec::new()).await;
        assert!(watched.renew(&device.app).await.unwrap());
        assert_eq!(
            device.drive(&mut watched, 1_000).await,
            ["approaching 1", "arrived 1"]
        );
    }

    #[tokio::test]
    async fn a_place_that_is_gone_is_not_told_though_it_is_still_watched() {
        let device = OnDevice::new();
        device
            .change(vec![place("7", "A"), place("8", "A")], Vec::new())
            .await;
        let mut watched = device.watched(&["*: 30s"]).await;
        device.change(Vec::new(), vec![place("7", "A")]).await;
        assert_eq!(
            device.drive(&mut watched, 0).await,
            ["approaching 8", "arrived 8"]
        );
    }

    /// Of very many places, watched ones between others, each is found again by its number.
    #[tokio::test]
    async fn of_many_places_the_right_one_is_told() {
        let device = OnDevice::new();
        let far = |n: u32| Place {
            position: Some(Position::from_degrees(-20.0, f64::from(n) * 0.1).unwrap()),
            ..place(
                &format!("{n:05}"),
                if n.is_multiple_of(3) { "A" } else { "B" },
            )
        };
        let near = [0, 255, 256, 257, 511, 600, 1_023, 1_199];
        let places = (0..1_200).map(|n| {
            if near.contains(&n) {
                place(&format!("{n:05}"), "A")
            } else {
                far(n)
            }
        });
        device.change(places.collect(), Vec::new()).await;
        let mut watched = device.watched(&["group A: 500m only-near"]).await;
        let mut told = device.drive(&mut watched, 0).await;
        told.sort();
        let wanted = near.map(|n| format!("approaching {n:05}"));
        assert_eq!(told, wanted);
    }

    #[tokio::test]
    async fn nothing_of_a_place_is_printed() {
        let device = OnDevice::new();
        device
            .change(vec![place("0815", "Secret")], Vec::new())
            .await;
        let printed = format!("{:?}", device.watched(&["*: 30s"]).await);
        for text in ["0815", "Depot", "Secret", "48"] {
            assert!(!printed.contains(text), "{printed}");
        }
    }
}
