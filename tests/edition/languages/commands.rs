//! Every command of the program with arguments that make it say what it has to say.

use kplaces_tests::Sandbox;

use crate::help;

/// All command lines of this edition: of each command that its help lists.
pub(super) fn lines(device: &Sandbox) -> Vec<String> {
    let mut all = Vec::new();
    for words in help::commands(device) {
        let command = words.join(" ");
        let known = ARGUMENTS
            .iter()
            .find(|(commands, _)| commands.contains(&&*command));
        let (_, ways) =
            known.unwrap_or_else(|| panic!("no arguments are written down for `{command}`"));
        all.extend(
            ways.iter()
                .map(|way| format!("{command} {way}").trim().to_owned()),
        );
    }
    all
}

/// What a command is called with.
const ARGUMENTS: &[(&[&str], &[&str])] = &[
    (&[""], &["", "lst", "--limt", "--version", "--lang fr list"]),
    (
        &["login"],
        &[
            "",
            "--stdin --keep file",
            "--stdin --keep keyring",
            "--check",
            "--check --user x",
            "--keep nowhere",
        ],
    ),
    (
        &["sync"],
        &[
            "--dry-run",
            "",
            "--group Kunden",
            "--group Kundn",
            "--group",
            "--limit 0",
            "--limit 3 --accept-shrink",
            "--then list",
            "--then export csv -o there/is/no/folder.csv",
            "--quiet",
            "--accept-shrink",
        ],
    ),
    (
        &["list"],
        &[
            "",
            "--limit 3",
            "--colour green",
            "--colour x",
            "--group Kunden",
            "--group Kundn",
            "x",
        ],
    ),
    (
        &["find"],
        &[
            "",
            "depot",
            "ohne",
            "depot --near 48.1,11.5",
            "depot --near 91,0",
            "xyz",
            "depot --limit 1",
        ],
    ),
    (
        &["near"],
        &[
            "",
            "48.1,11.5",
            "91,0",
            "48.1",
            "48.1,11.5 --within 5",
            "48.1,11.5 --within 5000 --limit 1",
        ],
    ),
    (&["show"], &["", "post", "1-7-1", "bäckerei", "xyz", "ohne"]),
    (
        &[
            "groups",
            "status",
            "edition",
            "tenants list",
            "config show",
            "config path",
            "encrypt status",
            "privacy network",
            "privacy report",
        ],
        &["", "x"],
    ),
    (
        &["export"],
        &[
            "--list-profiles",
            "gpx",
            "gpx -o places.gpx",
            "gpx -o places.gpx",
            "gpx -o places.gpx --delta-hint",
            "gpx -o places.gpx --force",
            "gpx -o places.gpx --force --group Leer",
            "gpx -o places.gpx --force --group Kundn",
            "gpx -o missing/places.gpx",
            "gpx -o few.gpx --near 48.1,11.5 --within 900000 --limit 2",
            "gpx -o few.gpx --within 900000",
            "gpx -o split --split-by group",
            "csv -o places.csv",
            "garmin-gpi -o places.gpi",
            "tomtom-ov2 -o places.ov2",
            "mercedes-comand -o comand",
            "vcard -o places.vcf",
            "organicmaps-kml -o places.kml",
            "copilot-csv -o copilot.csv",
            "csv-excel -o excel.csv",
            "gpxx -o places.gpxx",
        ],
    ),
    (
        &["watch"],
        &[
            "--source -",
            "--source gps",
            "--source gpsd:0",
            "--source nmea:missing.nmea",
            "--source gpx:places.gpx",
            "--source gpx:tour.gpx --pace max",
            "--source gpx:tour.gpx --pace max --notify",
            "--source gpx:tour.gpx --pace fast",
            "--source gpx:tour.gpx --pace max --quiet",
            "--sauce gpsd",
        ],
    ),
    (&["alerts"], &["", "x"]),
    (
        &["alerts check"],
        &[
            "",
            "tour.gpx",
            "tour.nmea",
            "missing.gpx",
            "places.gpx",
            "x y",
        ],
    ),
    (&["alerts radii"], &["", "x"]),
    (
        &["import-check"],
        &[
            "",
            "places.gpx",
            "few.gpx",
            "missing.gpx",
            "few.gpx --near 48.1,11.5 --within 900000 --limit 2",
            "places.gpx --profile csv",
            "split --split-by group",
        ],
    ),
    (
        &["map"],
        &["--port 70000", "--no-open --basemap missing.pmtiles"],
    ),
    (
        &["map install"],
        &[
            "--for windows --print",
            "--for launchd --print",
            "--for systemd --print",
            "--for cron",
            "--no-enable",
            "",
        ],
    ),
    (&["map remove"], &["", "x", ""]),
    (&["open"], &["--idle 0", "--autostart --json"]),
    (&["log"], &["", "--limit 1", "--limit x"]),
    (
        &[
            "schedule", "backup", "privacy", "encrypt", "tenants", "fleet", "config",
        ],
        &["", "x"],
    ),
    (
        &["schedule print"],
        &[
            "",
            "--for systemd",
            "--for launchd",
            "--for windows",
            "--for cron",
            "--every 2m",
            "--every 8d",
            "--at 25:00",
            "--at 06:30 --for windows",
            "--at 06:30 --every 1h",
        ],
    ),
    (
        &["schedule install"],
        &[
            "--no-enable",
            "--no-enable --no-check --every 30m",
            "--every 2m",
        ],
    ),
    (&["schedule remove"], &["", "", "--force"]),
    (&["backup create"], &["", ""]),
    (&["backup list"], &["", "--quiet"]),
    (&["backup verify"], &["", "latest", "xyz"]),
    (&["backup restore"], &["", "latest", "xyz"]),
    (&["backup import"], &["", "missing.zip", "places.gpx"]),
    (
        &["doctor"],
        &[
            "",
            "--online",
            "--bundle support.txt",
            "--bundle support.txt",
        ],
    ),
    (
        &["privacy statement"],
        &[
            "",
            "--format markdown",
            "--format html",
            "--format x",
            "-o s.txt",
            "-o s.txt",
        ],
    ),
    (
        &["privacy record"],
        &["", "--format html", "-o r.md", "-o r.md"],
    ),
    (
        &["privacy extract"],
        &[
            "",
            "-o extract.zip",
            "-o extract.zip",
            "-o extract.zip --force",
        ],
    ),
    (
        &["privacy erase"],
        &[
            "",
            "--all --dry-run",
            "--group Kunden --dry-run",
            "--group Kundn --dry-run",
            "--older-than 0 --dry-run",
            "--older-than 90 --dry-run",
            "--older-than x",
            "--all",
            "--all --group Kunden",
        ],
    ),
    (
        &["encrypt on"],
        &[
            "--keep x",
            "--keep passphrase",
            "--keep passphrase",
            "--keep keyring",
        ],
    ),
    (
        &["encrypt rekey", "encrypt off"],
        &["", "--keep passphrase"],
    ),
    (&["tenants add"], &["", "north", "North", "süd", "default"]),
    (&["tenants remove"], &["", "south", "north", "north --yes"]),
    (&["tenants sync"], &["", "--wait"]),
    (
        &["fleet plan"],
        &[
            "",
            "--devices 0",
            "--devices 500 --limit 2 --every 60",
            "--devices 20 --all",
            "--devices 20 --every 1",
        ],
    ),
    (
        &["fleet simulate"],
        &[
            "",
            "--devices 20 --hours 1 --svg fleet.svg",
            "--devices 20 --hours 1 --svg fleet.svg",
            "--devices 20 --hours 1 --drift 30 --off 20 --seed 7",
            "--devices 20 --off 101",
        ],
    ),
    (&["config list"], &["", "webfleet", "webfleet.ulr"]),
    (
        &["config check"],
        &["", "missing.toml", ".config/3kplaces/login.toml"],
    ),
    (&["config init"], &["", "", "--force"]),
    (
        &["config set"],
        &[
            "",
            "map.port",
            "map.port 8080",
            "map.port 8080",
            "map.port 80800",
            "map.prot 8080",
            "login.password x",
            "webfleet.proxy http://a:b@c:1",
            "sync.groups Kunden",
        ],
    ),
    (
        &["config unset"],
        &["", "map.port", "map.port", "map.prot", "sync.groups"],
    ),
    (&["logout"], &["", ""]),
    (&["completions"], &["", "cobol"]),
    (&["man"], &["", "nothing.1", "--dir man1"]),
];
