//! Several accounts on one device.

use kplaces_webfleet_sim::{Options, World};

use super::hunt::Hunt;
use super::{Seen, Stage, broken};
use crate::{MockWebfleet, Ran};

/// What the first place of each account is called.
const NAMES: [(&str, &str); 2] = [("north", "Nordlichtwerft"), ("south", "Südwindhof")];

/// Nothing of one account is in the files or answers of another.
pub(crate) fn separate(stage: &Stage) -> Seen {
    stage.needs("tenants")?;
    let mut device = stage.fresh();
    let mut webfleets = Vec::new();
    let well = |ran: &Ran, what: &str| {
        if ran.code == 0 {
            Ok(())
        } else {
            broken(format!(
                "`{what}` ended with {}: {}",
                ran.code,
                ran.stderr.trim()
            ))
        }
    };
    for (tenant, name) in NAMES {
        let webfleet = MockWebfleet::start_with(World::sample(), Options::default());
        webfleet.edit(|world| {
            if let Some(listed) = world.accounts[0].addresses.listed_mut() {
                name.clone_into(&mut listed[0].name1);
            }
        });
        device.connect(&webfleet.url());
        well(&device.run(&["tenants", "add", tenant]), "tenants add")?;
        device.env("KPLACES_TENANT", tenant);
        device.login();
        for arguments in [&["sync"][..], &["backup", "create"]] {
            well(&device.run(arguments), &arguments.join(" "))?;
        }
        device.env("KPLACES_TENANT", "");
        webfleets.push(webfleet);
    }
    let mut looked = 0;
    for (tenant, name) in NAMES {
        let own = Hunt::for_words(&[name]);
        let others: Vec<&str> = NAMES
            .iter()
            .filter(|(it, _)| *it != tenant)
            .map(|(_, name)| *name)
            .collect();
        let others = Hunt::for_words(&others);
        let folder = format!("tenants/{tenant}/");
        let mut found = false;
        for (path, bytes) in device.files() {
            if path.display().to_string().contains(&folder) {
                looked += 1;
                found |= own.find(&bytes).is_some();
                if let Some(what) = others.find(&bytes) {
                    return broken(format!("{what} is in {}", path.display()));
                }
            }
        }
        if !found {
            return broken(format!(
                "{name} is in no file of {tenant}: nothing was looked at"
            ));
        }
        device.env("KPLACES_TENANT", tenant);
        for arguments in [
            &["list"][..],
            &["status"],
            &["log"],
            &["groups"],
            &["find", "a"],
            &["privacy", "network"],
        ] {
            let ran = device.run(&[arguments, &["--log", "trace"]].concat());
            for said in [&ran.stdout, &ran.stderr] {
                if let Some(what) = others.find(said.as_bytes()) {
                    return broken(format!("`{}` of {tenant} says {what}", arguments.join(" ")));
                }
            }
        }
        device.env("KPLACES_TENANT", "");
    }
    Ok(format!("2 accounts, {looked} files, 6 commands each"))
}
