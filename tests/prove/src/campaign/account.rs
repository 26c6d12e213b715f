//! The account that is synced, before and after somebody has worked in it.

use std::fs;
use std::path::{Path, PathBuf};

/// So many places; small, since every one of them is written often.
const PLACES: u32 = 60;

/// Writes the account into a folder for the stand-in, as it is before or after it has changed.
pub(super) fn write(folder: &Path, has_changed: bool) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut addresses = "addrno;addruid;addrname1;positionx;positiony;radius\n".to_owned();
    let mut memberships = "addrno;addrgrpname\n".to_owned();
    let numbers = if has_changed {
        6..PLACES + 3
    } else {
        0..PLACES
    };
    for number in numbers {
        let word = if has_changed && number % 9 == 0 {
            "Speicher"
        } else {
            "Halle"
        };
        let (east, north) = (11_000_000 + number * 1_717, 52_000_000 + number * 2_323);
        addresses.push_str(&format!(
            "K-{number};u{number};{word} {number} am Hafen;{east};{north};{}\n",
            number * 10
        ));
        let group = if number % 3 == 0 { "Kunden" } else { "Lager" };
        memberships.push_str(&format!("K-{number};{group}\n"));
    }
    fs::write(folder.join("addresses.csv"), addresses)?;
    fs::write(folder.join("memberships.csv"), memberships)?;
    fs::write(folder.join("groups.csv"), "addrgrpname\nKunden\nLager\n")?;
    Ok(folder.to_owned())
}
