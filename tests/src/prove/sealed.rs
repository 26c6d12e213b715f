//! The encrypted store of Enterprise.

use kplaces_webfleet_sim::{MARKED_PLACE, Options};

use super::hunt::Hunt;
use super::{Seen, Stage, broken, files};

/// The encrypted store and its backups hold no readable place, and open with their key only.
pub(crate) fn sealed(stage: &Stage) -> Seen {
    stage.needs("encrypt")?;
    let hunt = Hunt::for_words(&[MARKED_PLACE]);
    let (_webfleet, mut device) = stage.marked(Options::default());
    device.env("KPLACES_PASSPHRASE", "richtig pferd batterie");
    for arguments in [
        &["sync"][..],
        &["encrypt", "on", "--keep", "passphrase"],
        &["sync"],
        &["backup", "create"],
    ] {
        let ran = device.run(arguments);
        if ran.code != 0 {
            return broken(format!(
                "`{}` ended with {}: {}",
                arguments.join(" "),
                ran.code,
                ran.stderr
            ));
        }
    }
    let shown = device.run(&["find", MARKED_PLACE]);
    if !shown.stdout.contains(MARKED_PLACE) {
        return broken("the encrypted store does not have the places: nothing was looked at");
    }
    let (count, _) = files::search(&device, &hunt, &[])?;
    device.env("KPLACES_PASSPHRASE", "falsch pferd batterie");
    let refused = device.run(&["find", MARKED_PLACE]);
    if refused.code == 0 || refused.stdout.contains(MARKED_PLACE) {
        return broken("it opens with a wrong passphrase");
    }
    device.env("KPLACES_PASSPHRASE", "");
    let refused = device.run(&["find", MARKED_PLACE]);
    if refused.code == 0 || refused.stdout.contains(MARKED_PLACE) {
        return broken("it opens without a passphrase");
    }
    Ok(format!(
        "{count} files hold no name; wrong and no passphrase are refused"
    ))
}
