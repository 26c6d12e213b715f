//! What is removed and erased is nowhere on the medium any more, not in what it has given free either.

mod account;
mod looking;

use std::fs;
use std::sync::{Mutex, PoisonError};

use crate::prove::contents::files_below;
use crate::prove::device::Device;
use crate::prove::medium::{COPYING, Kind, Medium, OTHERS, PLAIN};
use crate::prove::outcome::Outcome;
use crate::prove::raw::Raw;
use crate::prove::subject::Subject;
use account::{Account, Fate};
use looking::{Pieces, Seen};

/// The folder of the places, below the home folder.
const DATA: &str = ".local/share/3kplaces";

/// Editions are proved side by side; an image is filled and searched the faster the less others do so meanwhile.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !subject.has("privacy erase") {
        return Ok(Outcome::NotHere);
    }
    let _only = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut seen = match plain(subject, PLAIN)? {
        Ok(seen) => seen,
        Err(why) => return Ok(Outcome::NotRun(why)),
    };
    let mut shown = vec![format!(
        "{}: {} of {} keys and names were found on it before, with password, API key and positions, and none after, \
         in any of {} spellings; everything was erased while it was full",
        PLAIN.name, seen.found_before, seen.looked_for, seen.spellings
    )];
    if subject.has("encrypt on") {
        match sealed(subject, PLAIN)? {
            Ok(more) => {
                shown.push(format!(
                    "encrypted there: no name after `encrypt on`, and none of {} pieces of keys and former files \
                     after what replaced them",
                    more.looked_for
                ));
                seen.violations.extend(more.violations);
            }
            Err(why) => return Ok(Outcome::NotRun(why)),
        }
    }
    for kind in OTHERS {
        match plain(subject, *kind)? {
            Ok(more) => {
                shown.push(format!("{}: the same", kind.name));
                seen.violations.extend(more.violations);
            }
            Err(why) => shown.push(format!("{}: not tried ({why})", kind.name)),
        }
    }
    shown.push(match plain(subject, COPYING)? {
        Ok(more) => format!(
            "{}, which copies what is written: {} things were still found, as nothing is promised of it",
            COPYING.name,
            more.violations.len()
        ),
        Err(why) => format!("{}: not tried ({why})", COPYING.name),
    });
    seen.violations.truncate(20);
    Ok(Outcome::of(seen.violations, shown.join("; ")))
}

/// A device whose home is on the medium, logged in with a login that is kept in a file.
fn device(subject: &Subject, medium: &Medium, raw: &Raw) -> anyhow::Result<Device> {
    let mut device = subject.device_in(medium.folder().join("home"), &raw.url())?;
    device.env("KPLACES_LOG", "error");
    // A copy is what a proof makes itself, but for one that makes itself.
    device.env("KPLACES_BACKUP__KEEP", "0");
    let words = [&device.login_words()[..], &["--no-check"]].concat();
    device.run(&words, looking::LOGIN)?.succeeded()?;
    Ok(device)
}

fn sync(device: &Device) -> anyhow::Result<()> {
    device.does(&["sync", "--accept-shrink"]).map(drop)
}

/// A device with places on a new medium, and the account that they are from; else why there is none.
fn synced(
    subject: &Subject,
    kind: Kind,
) -> anyhow::Result<Result<(Medium, Raw, Account, Device), String>> {
    let medium = match Medium::new(kind, &subject.scratch)? {
        Ok(medium) => medium,
        Err(why) => return Ok(Err(why)),
    };
    let raw = Raw::start()?;
    let account = Account::new();
    account.tell(&raw);
    let device = device(subject, &medium, &raw)?;
    sync(&device)?;
    Ok(Ok((medium, raw, account, device)))
}

/// Erases everything on a medium on which nothing can be written any more.
fn erase_all_when_full(device: &Device, medium: &Medium, seen: &mut Seen) -> anyhow::Result<()> {
    medium.fill()?;
    let words = ["privacy", "erase", "--all", "--yes"];
    let said = device.run(&words, "")?;
    if said.code != Some(0) {
        seen.violations.push(format!(
            "on a full medium `privacy erase --all` ends with {:?}: {}",
            said.code,
            String::from_utf8_lossy(&said.stderr).trim_end()
        ));
        medium.make_room();
        device.does(&words)?;
    }
    let data = device.home().join(DATA);
    if data.exists() {
        for file in files_below(&data)? {
            // An empty lock is never deleted: who waits for it would lock a file that nobody else sees.
            if file.metadata()?.len() > 0 {
                seen.violations.push(format!("{} is left", file.display()));
            }
        }
    }
    Ok(())
}

/// A store that is not encrypted, from the first sync to its end.
fn plain(subject: &Subject, kind: Kind) -> anyhow::Result<Result<Seen, String>> {
    let (medium, raw, mut account, device) = match synced(subject, kind)? {
        Ok(synced) => synced,
        Err(why) => return Ok(Err(why)),
    };
    let mut seen = Seen::before(&medium.bytes()?);

    // Of a sync, and of the copies that it makes and takes away.
    account.change(Fate::Renamed);
    account.remove(Fate::Removed);
    account.tell(&raw);
    sync(&device)?;
    seen.gone("a sync", &[Fate::Renamed, Fate::Removed], &medium.bytes()?);
    let keeping = device.with("KPLACES_BACKUP__KEEP", "1");
    for fate in [Fate::Pruned, Fate::Last] {
        account.remove(fate);
        account.tell(&raw);
        sync(&keeping)?;
    }
    seen.gone("a copy made room", &[Fate::Pruned], &medium.bytes()?);

    // Of what is erased, of copies, of what was set aside, and of what killed programs left.
    device.does(&["backup", "create"])?;
    device.does(&["privacy", "erase", "--group", Fate::Grouped.mark(), "--yes"])?;
    seen.gone(
        "`privacy erase --group`",
        &[Fate::Grouped, Fate::Last],
        &medium.bytes()?,
    );
    device.does(&["backup", "create"])?;
    let data = device.home().join(DATA);
    fs::create_dir(data.join(".snapshot-7.tmp"))?;
    for copy in ["places.db.damaged-1", ".snapshot-7.tmp/copy.db"] {
        fs::copy(data.join("places.db"), data.join(copy))?;
    }
    medium.bytes()?;
    erase_all_when_full(&device, &medium, &mut seen)?;
    let bytes = medium.bytes()?;
    seen.gone("`privacy erase --all`", &Fate::ALL, &bytes);
    seen.no_secret("`privacy erase --all`", &bytes);
    seen.note(kind.name);
    Ok(Ok(seen))
}

/// A store that is encrypted later.
fn sealed(subject: &Subject, kind: Kind) -> anyhow::Result<Result<Seen, String>> {
    let (medium, raw, mut account, device) = match synced(subject, kind)? {
        Ok(synced) => synced,
        Err(why) => return Ok(Err(why)),
    };
    device.does(&["backup", "create"])?;
    let mut seen = Seen::before(&medium.bytes()?);
    device.does(&["encrypt", "on", "--keep", "passphrase"])?;
    seen.gone("`encrypt on`", &Fate::ALL, &medium.bytes()?);

    let data = device.home().join(DATA);
    let mut pieces = Pieces::default();
    pieces.take(&data.join("places.sealed"))?;
    account.remove(Fate::Removed);
    account.tell(&raw);
    sync(&device)?;
    pieces.gone("a sync", &medium.bytes()?, &mut seen);
    for file in ["places.key", "places.sealed"] {
        pieces.take(&data.join(file))?;
    }
    device
        .with("KPLACES_NEW_PASSPHRASE", "canary-passphrase-9U")
        .does(&["encrypt", "rekey"])?;
    let device = device.with("KPLACES_PASSPHRASE", "canary-passphrase-9U");
    pieces.gone("`encrypt rekey`", &medium.bytes()?, &mut seen);
    pieces.take(&data.join("places.sealed"))?;
    device.does(&["privacy", "erase", "--group", Fate::Grouped.mark(), "--yes"])?;
    pieces.gone("`privacy erase --group`", &medium.bytes()?, &mut seen);
    device.does(&["backup", "create"])?;
    pieces.take_all(&data)?;
    erase_all_when_full(&device, &medium, &mut seen)?;
    let bytes = medium.bytes()?;
    pieces.gone("`privacy erase --all`", &bytes, &mut seen);
    seen.gone("`privacy erase --all`", &Fate::ALL, &bytes);
    seen.no_secret("`privacy erase --all`", &bytes);
    seen.looked_for = pieces.taken;
    seen.note("encrypted");
    Ok(Ok(seen))
}
