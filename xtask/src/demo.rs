//! `cargo xtask demo`: the main job of 3Kplaces, from nothing, against the stand-in for WEBFLEET.
//!
//! It is a check too: whatever does not come out as it should ends it with an error.

mod device;
mod stage;

use std::time::Instant;

use anyhow::ensure;
use kplaces_edition::EditionId;

use crate::table::{number, table};
use device::Device;
use kplaces_tools::page::{Need, page};
use kplaces_tools::programs::Programs;
use kplaces_tools::workspace::shown;
use stage::Stage;

/// How many addresses the sample account of the stand-in has.
const SAMPLE: u64 = 1840;
/// The middle of Munich.
const MUNICH: &str = "48.137,11.575";

const EDITIONS: [EditionId; 3] = [EditionId::Basic, EditionId::Pro, EditionId::Enterprise];

/// Runs the demonstration.
pub(crate) fn demo(programs: &Programs) -> anyhow::Result<()> {
    page(Need::Wanted)?;
    let mut stage = Stage::set(&EDITIONS, programs)?;
    let started = Instant::now();
    welcome();
    let devices = download(&stage)?;
    let [basic, pro, _] = &devices;
    once_more(pro)?;
    one_group(&stage)?;

    heading("WEBFLEET is switched off from here on: what follows needs no network");
    stage.stop_webfleet()?;
    use_it(basic, pro)?;
    export(&stage, pro)?;
    status(pro)?;
    farewell(&stage, started);
    Ok(())
}

/// Shows the sample account on the map of one edition, until somebody has seen enough. The stand-in
/// goes on, so that the page can sync.
pub(crate) fn map(edition: EditionId) -> anyhow::Result<()> {
    page(Need::Required)?;
    let stage = Stage::set(&[edition], &Programs::default())?;
    let device = stage.device(edition, "map");
    heading(&format!("{}: log in, then sync", edition.title()));
    device.log_in(stage.login())?;
    device.show(&["sync"])?.succeeds()?;
    heading(&format!("{}: the map", edition.title()));
    device.map()
}

/// Log in and sync on three devices, one per edition.
fn download(stage: &Stage) -> anyhow::Result<[Device; 3]> {
    let devices = EDITIONS.map(|edition| stage.device(edition, edition.into()));
    let mut rows = vec![
        ["edition", "on the device", "in WEBFLEET", ""]
            .map(str::to_owned)
            .to_vec(),
    ];
    for device in &devices {
        heading(&format!("{}: log in, then sync", device.edition().title()));
        device.log_in(stage.login())?;
        device.show(&["sync"])?.succeeds()?;

        let places = device.places()?;
        let wanted = device.edition().places().number().map_or(SAMPLE, u64::from);
        ensure!(
            places == wanted,
            "{} has {places} addresses instead of {wanted}",
            device.edition().title()
        );
        let note = if places < SAMPLE {
            "the first ones; reading stops there"
        } else {
            "all"
        };
        rows.push(vec![
            device.edition().title().to_owned(),
            number(places),
            number(SAMPLE),
            note.to_owned(),
        ]);
    }
    heading("The three editions side by side");
    println!("How many addresses of the same account are on each device now:\n");
    print!("{}", table(&rows));
    Ok(devices)
}

fn once_more(pro: &Device) -> anyhow::Result<()> {
    heading("Pro: a second sync finds nothing new and writes nothing");
    let revision = pro.revision()?;
    pro.show(&["sync"])?.says("nothing has changed")?;
    ensure!(
        pro.revision()? == revision,
        "a sync without a change made a new revision"
    );
    Ok(())
}

fn one_group(stage: &Stage) -> anyhow::Result<()> {
    heading("Pro on another device: one group only");
    let device = stage.device(EditionId::Pro, "pro-depots");
    device.log_in(stage.login())?;
    device.show(&["sync", "--group", "Depots"])?.succeeds()?;
    let places = device.places()?;
    ensure!(
        (1..SAMPLE).contains(&places),
        "one group of the account has {places} addresses"
    );
    Ok(())
}

fn use_it(basic: &Device, pro: &Device) -> anyhow::Result<()> {
    heading("Pro: the five nearest places");
    pro.show(&["near", MUNICH, "--limit", "5"])?
        .says("Munich")?;
    heading("Pro: a part of the name is enough, and umlauts need not be typed");
    pro.show(&["find", "backerei", "--limit", "5"])?
        .says("Bäckerei")?;
    heading("Pro: the groups of the account");
    pro.show(&["groups"])?.says("Depots")?;
    heading("Basic: the group list is not in it");
    basic.show(&["groups"])?.fails_with(6)
}

fn export(stage: &Stage, pro: &Device) -> anyhow::Result<()> {
    heading("Pro: the places as a file for a navigation device or a map");
    let file = stage.export();
    // That of the last time would not be overwritten.
    if file.exists() {
        std::fs::remove_file(&file)?;
    }
    pro.show(&["export", "gpx", "-o", "addresses.gpx"])?
        .succeeds()?;
    let gpx = std::fs::read_to_string(&file)?;
    let places = gpx.matches("<wpt ").count() as u64;
    ensure!(
        places > 0 && places <= SAMPLE,
        "{} holds {places} places",
        file.display()
    );
    println!("\nOpen it: {}", shown(&file));
    Ok(())
}

fn status(pro: &Device) -> anyhow::Result<()> {
    heading("Pro: what is on the device");
    pro.show(&["status"])?.says(&number(SAMPLE))
}

/// What there is to see, for who sees it for the first time.
fn welcome() {
    println!(
        "\n3Kplaces downloads the addresses of a company's WEBFLEET account to a device. Here are three\n\
         devices, one with each edition, and a made-up account with {sample} addresses. A line that begins\n\
         with $ is a command; below it stands what 3Kplaces answers.",
        sample = number(SAMPLE),
    );
}

fn farewell(stage: &Stage, started: Instant) {
    heading("Done");
    println!(
        "Three editions have downloaded the same account: 500 of {sample} addresses in Basic, all\n\
         in Pro and Enterprise. Then they were searched and exported without WEBFLEET.\n\
         It took {seconds:.1} s. The logins and the places are deleted again.\n\
         \n\
         Left for you to look at:\n\
         \x20 {export}   the exported places\n\
         \x20 {log}    what WEBFLEET was asked for\n\
         \n\
         Try next:\n\
         \x20 cargo xtask demo --map                  the same places on a map, in your browser\n\
         \x20 cargo xtask sim --port 8099             keep the stand-in running, in one terminal\n\
         \x20 cargo xtask run pro -- --help           every command; KPLACES_WEBFLEET__URL names\n\
         \x20                                         the address that the stand-in prints\n\
         \x20 cargo xtask test                        all tests",
        sample = number(SAMPLE),
        seconds = started.elapsed().as_secs_f64(),
        export = shown(&stage.export()),
        log = shown(&stage.log()),
    );
}

fn heading(text: &str) {
    println!("\n--- {text} ---\n");
}
