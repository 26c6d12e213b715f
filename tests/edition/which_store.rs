//! Every command works with the same store: the one that `list` shows.

mod others;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use kplaces_tests::{MockWebfleet, Ran, Sandbox, address};
use kplaces_webfleet_sim::{Addresses, Group, World};

use self::table::{COMMANDS, Shows, commands_of};
use crate::{edition, fresh};

const PASSPHRASE: &str = "correct horse battery staple";

fn has_all() -> bool {
    edition() == "enterprise"
}

/// An account with so many places, each of which names `mark`.
fn world(mark: &str, places: i64) -> World {
    let mut world = World::sample();
    let account = &mut world.accounts[0];
    let group = format!("{mark}-Group");
    let places = (1..=places).map(|n| {
        let position = Some((48_000_000 + n, 11_000_000));
        let name = format!("{mark}-Depot {n}");
        address(&format!("{n}"), &name, position, 250, None, &[&group])
    });
    account.addresses = Addresses::Listed(places.collect());
    account.groups = vec![Group {
        name: group,
        uid: "g".to_owned(),
    }];
    world
}

/// A store of another account, as a closed file.
fn stray(places: i64) -> Vec<u8> {
    let webfleet = MockWebfleet::start(world("Stray", places));
    let mut device = fresh();
    crate::connect_to(&mut device, &webfleet.url());
    assert_eq!(device.run(&["sync"]).code, 0);
    fs::read(device.store()).unwrap()
}

/// A device in a state in which another store than the usual one counts.
struct Case {
    name: &'static str,
    device: Sandbox,
    /// What stands before every command.
    flags: Vec<String>,
    /// The store, as it is named.
    store: &'static str,
    folder: PathBuf,
    _webfleet: MockWebfleet,
    /// Stores that no command may show or touch.
    strays: Vec<(PathBuf, Vec<u8>)>,
}

/// How many places the right store has.
const PLACES: i64 = 7;

impl Case {
    fn new(name: &'static str, store: &'static str) -> Self {
        let webfleet = MockWebfleet::start(world("Right", PLACES));
        let mut device = fresh();
        crate::connect_to(&mut device, &webfleet.url());
        device.env("KPLACES_PASSPHRASE", PASSPHRASE);
        let way = crate::alerts::way(47.99, 11.0, 90);
        device.write("through.gpx", crate::alerts::gpx(&way));
        let folder = device.path(".local/share/3kplaces");
        Self {
            name,
            device,
            flags: Vec::new(),
            store,
            folder,
            _webfleet: webfleet,
            strays: Vec::new(),
        }
    }

    fn for_tenant(mut self, folder: &str) -> Self {
        assert_eq!(self.device.run(&["tenants", "add", "south"]).code, 0);
        let config = self.device.path(".config/3kplaces");
        let login = |folder: &Path| folder.join("login.toml");
        fs::copy(login(&config), login(&config.join("tenants/south"))).unwrap();
        self.flags = ["--tenant", "south"].map(str::to_owned).to_vec();
        self.folder = self.device.path(folder);
        self
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let flags = self.flags.iter().map(String::as_str);
        let all: Vec<&str> = flags.chain(arguments.iter().copied()).collect();
        self.device.run(&all)
    }

    fn does(self, arguments: &[&str]) -> Self {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{} {arguments:?}: {}", self.name, ran.shown());
        self
    }

    /// Puts a store of somebody else's where a command might look by mistake.
    fn stray_at(mut self, path: &str) -> Self {
        let content = stray(3);
        let path = self.device.write(path, &content);
        self.strays.push((path, content));
        self
    }

    fn assert_strays(&self, ran: &Ran, what: &dyn std::fmt::Debug) {
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!said.contains("Stray"), "{} {what:?}: {said}", self.name);
        for (path, content) in &self.strays {
            let now = fs::read(path).unwrap();
            assert!(
                now == *content,
                "{} {what:?}: {}",
                self.name,
                path.display()
            );
        }
    }
}

const USUAL: &str = ".local/share/3kplaces";
const TENANT: &str = ".local/share/3kplaces/tenants/south";

/// A device in one of the states that this edition has, with a full store, a copy of it, and stores around it
/// that are not meant.
fn case(name: &'static str) -> Case {
    let set = |store: &'static str| {
        let mut case = Case::new(name, store).stray_at(&format!("{USUAL}/places.db"));
        case.device.env("KPLACES_STORE", store);
        case.does(&["sync"])
    };
    let tenant = |store| {
        let case = Case::new(name, store).for_tenant(TENANT);
        case.stray_at(&format!("{USUAL}/places.db"))
    };
    let case = match name {
        "plain" => Case::new(name, "sqlite:places.db").does(&["sync"]),
        "set by hand" => set("sqlite:other.db"),
        "set, in a folder" => set("sqlite:below/other.db"),
        "another folder" => {
            let mut case =
                Case::new(name, "sqlite:places.db").stray_at(&format!("{USUAL}/places.db"));
            case.folder = case.device.path("elsewhere");
            let folder = case.folder.to_str().unwrap().to_owned();
            case.device.env("KPLACES_DATA_DIR", folder);
            case.does(&["sync"])
        }
        "encrypted" => {
            let case = Case::new(name, "sealed:places.sealed").does(&["sync"]);
            let case = case.does(&["encrypt", "on"]);
            case.stray_at(&format!("{USUAL}/places.db"))
        }
        "tenant" => tenant("sqlite:places.db").does(&["sync"]),
        "tenant, set by hand" => {
            let mut case = tenant("sqlite:other.db").stray_at(&format!("{TENANT}/places.db"));
            case.device.env("KPLACES_STORE", "sqlite:other.db");
            case.does(&["sync"])
        }
        "tenant, encrypted" => {
            let case = tenant("sealed:places.sealed").does(&["sync"]);
            case.does(&["encrypt", "on"])
        }
        "tenant, one folder for all" => {
            let mut case = Case::new(name, "sqlite:places.db")
                .for_tenant("shared/tenants/south")
                .stray_at(&format!("{TENANT}/places.db"))
                .stray_at("shared/places.db");
            let folder = case.device.path("shared").to_str().unwrap().to_owned();
            case.device.env("KPLACES_DATA_DIR", folder);
            case.does(&["sync"])
        }
        _ => {
            // A key is made for the usual store only.
            let mut case = Case::new(name, "sealed:other.sealed").does(&["encrypt", "on"]);
            case.device.env("KPLACES_STORE", "sealed:other.sealed");
            case.does(&["sync"])
        }
    };
    case.does(&["backup", "create"])
}

/// A test for each state, so that they run side by side.
macro_rules! in_each_state {
    ($($test:ident: $name:literal, $everywhere:literal;)*) => {$(
        mod $test {
            use super::*;

            fn state() -> Option<Case> {
                ($everywhere || has_all()).then(|| case($name))
            }

            #[test]
            fn every_command_works_with_the_store_that_list_shows() {
                state().iter().for_each(every_command);
            }

            #[cfg(unix)]
            #[test]
            fn map_and_support_file_are_of_the_store_that_list_shows() {
                state().iter().for_each(map_and_support_file);
            }

            #[test]
            fn damage_of_the_store_and_of_its_copies_is_seen() {
                state().iter().for_each(damage);
            }
        }
    )*};
}

in_each_state! {
    plain: "plain", true;
    set: "set by hand", true;
    set_in_a_folder: "set, in a folder", true;
    another_folder: "another folder", true;
    encrypted: "encrypted", false;
    tenant: "tenant", false;
    tenant_set: "tenant, set by hand", false;
    tenant_encrypted: "tenant, encrypted", false;
    tenant_in_a_folder_for_all: "tenant, one folder for all", false;
    set_and_encrypted: "set and encrypted", false;
}

#[test]
fn no_command_is_missing_from_the_table() {
    let known: Vec<&str> = COMMANDS.iter().map(|(command, _)| *command).collect();
    let here = commands_of(&fresh());
    assert!(here.len() > 20, "{here:?}");
    for command in here {
        assert!(
            known.contains(&command.as_str()),
            "add `{command}` to the table"
        );
    }
}

fn every_command(case: &Case) {
    let here = commands_of(&case.device);
    let (folder, place) = (case.folder.display().to_string(), case.store);
    let (_, file) = place.split_once(':').unwrap();
    for (command, shows) in COMMANDS {
        if !here.iter().any(|known| known == command) {
            continue;
        }
        let what = (case.name, *command);
        let ran = match *shows {
            Shows::Names(words) => {
                let ran = case.run(words);
                assert!(ran.stdout.contains("Right"), "{what:?}: {}", ran.shown());
                ran
            }
            Shows::Count(words) => {
                let ran = case.run(words);
                let told = [
                    format!("{PLACES} places"),
                    format!("places     {PLACES}\n"),
                    format!("Places: {PLACES}\n"),
                ];
                let told = told.iter().any(|it| ran.stdout.contains(it));
                assert!(told, "{what:?}: {}", ran.shown());
                ran
            }
            Shows::File(words) => {
                let ran = case.run(words);
                let shown = ran.stdout.replace('\n', " ");
                assert!(
                    shown.contains(&folder),
                    "{what:?} {folder}: {}",
                    ran.shown()
                );
                if *command != "backup list" {
                    assert!(shown.contains(file), "{what:?} {file}: {}", ran.shown());
                }
                ran
            }
            Shows::Change(words) => {
                let ran = case.run(words);
                assert_eq!(ran.code, 0, "{what:?}: {}", ran.shown());
                ran
            }
            Shows::Page | Shows::Nothing | Shows::Elsewhere => continue,
        };
        // What lies beside an encrypted store goes with everything, as the report says.
        if *command != "privacy erase" || case.name != "encrypted" {
            case.assert_strays(&ran, &what);
        }
    }
}

#[cfg(unix)]
fn map_and_support_file(case: &Case) {
    use crate::map::{come_in, get, start};
    let file = case.run(&["doctor", "--bundle", "-"]).stdout;
    let line = file.lines().find(|line| line.starts_with("places  "));
    let told = line.and_then(|line| line.split_whitespace().last());
    assert_eq!(
        told,
        Some(PLACES.to_string().as_str()),
        "{}: {file}",
        case.name
    );
    let flags = case.flags.iter().map(String::as_str);
    let arguments: Vec<&str> = ["--json"].into_iter().chain(flags).collect();
    let Some(map) = start(&case.device, &arguments) else {
        return;
    };
    let (port, cookie) = come_in(&serde_json::from_str(&map.first_line).unwrap());
    let said = get(port, "/api/list?order=name", &cookie);
    assert!(
        said.contains("Right") && !said.contains("Stray"),
        "{}: {said}",
        case.name
    );
    assert_eq!(map.end("-INT").0, Some(0));
}

fn damage(case: &Case) {
    let file = case.folder.join(case.store.split_once(':').unwrap().1);
    let backups = file.parent().unwrap().join("backups");
    let copy = fs::read_dir(backups).unwrap().flatten().map(|it| it.path());
    let copy = copy.into_iter().find(|path| path.is_file()).unwrap();
    let sound = case.run(&["doctor"]);
    for path in [&file, &copy] {
        let whole = fs::read(path).unwrap();
        let mut bytes = whole.clone();
        // In the second half of the first kilobyte of a table, or of what is sealed.
        let at = bytes.len() / 2;
        bytes[at..].fill(0x5a);
        fs::write(path, &bytes).unwrap();
        let doctor = case.run(&["doctor"]);
        let said = ["is damaged", "cannot be used"];
        let said = said.iter().any(|it| doctor.stdout.contains(it));
        assert!(said, "{}: {}", case.name, doctor.shown());
        assert_eq!(
            doctor.code,
            12,
            "{} {}: {}",
            case.name,
            path.display(),
            doctor.shown()
        );
        fs::write(path, &whole).unwrap();
    }
    let again = case.run(&["doctor"]);
    assert_eq!(again.code, sound.code, "{}: {}", case.name, again.shown());
}

#[test]
fn one_changed_byte_of_an_encrypted_store_or_copy_is_seen() {
    if !has_all() {
        return;
    }
    let case = Case::new("encrypted", "sealed:places.sealed").does(&["sync"]);
    let mut case = case.does(&["backup", "create"]).does(&["encrypt", "on"]);
    case.device.set_clock(kplaces_tests::NOW + 60);
    let case = case.does(&["backup", "create"]);
    assert_eq!(
        case.run(&["doctor"])
            .stdout
            .matches("2 copies, all sound")
            .count(),
        1
    );
    let mut files: Vec<PathBuf> = fs::read_dir(case.folder.join("backups"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "sealed"))
        .collect();
    assert_eq!(files.len(), 2);
    files.push(case.folder.join("places.sealed"));
    for path in files {
        let whole = fs::read(&path).unwrap();
        for part in [3, 2] {
            let mut bytes = whole.clone();
            let at = bytes.len() - bytes.len() / part;
            bytes[at] ^= 1;
            fs::write(&path, &bytes).unwrap();
            let doctor = case.run(&["doctor"]);
            assert_eq!(doctor.code, 12, "{path:?}: {}", doctor.shown());
        }
        fs::write(&path, &whole).unwrap();
    }
    // Without the passphrase nobody can tell, and that is said.
    let mut case = case;
    case.device.unset("KPLACES_PASSPHRASE");
    let doctor = case.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.shown());
    for said in ["were not opened", "none was looked into"] {
        assert!(doctor.stdout.contains(said), "{}", doctor.shown());
    }
    case.device.env("KPLACES_PASSPHRASE", "wrong");
    assert_eq!(case.run(&["doctor"]).code, 12);
}
