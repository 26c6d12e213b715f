//! Runs commands of one program on media that fail.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::cases::{Base, Case, Step};
use super::fault::Fault;
use super::medium::Medium;
use super::state::Done;
use super::tree::Tree;
use crate::prove::device::Device;
use kplaces_tools::stand_in::{Login, StandIn};

/// The folder of places on a device, below the medium.
pub(super) const DATA: &str = "home/.local/share/3kplaces";

/// The two accounts, as they are before and after somebody has worked in them.
pub(super) struct Accounts {
    pub(super) before: StandIn,
    pub(super) after: StandIn,
}

/// A program, and a folder to mount media on.
pub(super) struct Bench<'a> {
    pub(super) program: &'a Path,
    pub(super) accounts: &'a Accounts,
    pub(super) folder: PathBuf,
}

/// What came of a run.
pub(super) struct Ran {
    /// `None` if a signal ended it.
    pub(super) code: Option<i32>,
    /// Both outputs.
    pub(super) text: String,
    pub(super) stdout: Vec<u8>,
    pub(super) done: Vec<Done>,
    /// The files afterwards.
    pub(super) tree: Tree,
    pub(super) at_cut: Option<Tree>,
}

impl Bench<'_> {
    /// The device of a case before its command, everything of it on the medium.
    pub(super) fn prepared(&self, case: &Case) -> anyhow::Result<Tree> {
        let medium = Medium::mount(Tree::new(), &self.folder)?;
        let mut device = self.device(&medium, &self.accounts.before)?;
        let login = self.accounts.before.login()?;
        device.log_in(&login)?;
        if case.base != Base::Fresh {
            device.does(&["sync"])?;
        }
        if case.base == Base::Sealed {
            device.does(&["encrypt", "on", "--keep", "passphrase"])?;
        }
        for step in case.before {
            match step {
                Step::Run(command) => drop(device.does(&words(command))?),
                Step::AccountChanges => {
                    device = self.device(&medium, &self.accounts.after)?;
                    device.log_in(&self.accounts.after.login()?)?;
                }
                Step::Damage => damage(&medium.folder().join(DATA))?,
                Step::Tenant => add_tenant(&device, &login)?,
            }
        }
        drop(device);
        Ok(medium.tree().all_synced())
    }

    /// Runs a command on a medium with these files.
    pub(super) fn run(
        &self,
        case: &Case,
        command: &str,
        tree: &Tree,
        fault: Option<Fault>,
    ) -> anyhow::Result<Ran> {
        let medium = Medium::mount(tree.clone(), &self.folder)?;
        let has_changed = case
            .before
            .iter()
            .any(|step| matches!(step, Step::AccountChanges));
        let account = if has_changed {
            &self.accounts.after
        } else {
            &self.accounts.before
        };
        let device = self.device(&medium, account)?;
        let command = command.replace("{COPY}", &copy_of(tree));
        medium.expect(fault);
        let input = account.login()?.lines();
        let said = device.run(&words(&command), &input);
        let ran = said.map(|said| Ran {
            code: said.code,
            text: [&said.stdout[..], &said.stderr]
                .map(String::from_utf8_lossy)
                .concat(),
            stdout: said.stdout,
            done: medium.done(),
            tree: medium.tree(),
            at_cut: medium.at_cut(),
        });
        drop(device);
        ran
    }

    fn device(&self, medium: &Medium, account: &StandIn) -> anyhow::Result<Device> {
        let mut device = Device::new(self.program, medium.folder().join("home"))?;
        device.env("KPLACES_WEBFLEET__URL", account.url());
        device.env("KPLACES_WEBFLEET__RETRY_PAUSE_MS", "1");
        device.env("KPLACES_WEBFLEET__TRIES", "2");
        for quota in ["ADDRESSES", "GROUPS", "MEMBERSHIPS"] {
            device.env(&format!("KPLACES_QUOTA__{quota}"), "1000/60");
        }
        device.env("KPLACES_PASSPHRASE", "campaign-passphrase-7");
        device.keep = Some("file");
        Ok(device)
    }
}

fn add_tenant(device: &Device, login: &Login) -> anyhow::Result<()> {
    device.does(&["tenants", "add", "north"])?;
    let args = [&["--tenant", "north"][..], &device.login_words()].concat();
    device.run(&args, &login.lines())?.succeeded()?;
    Ok(())
}

fn words(command: &str) -> Vec<&str> {
    command.split(' ').collect()
}

/// The name of the copy that was made by hand.
fn copy_of(tree: &Tree) -> String {
    let copies = tree.files(&Path::new(DATA).join("backups"));
    let names = copies.keys().map(|path| path.display().to_string());
    let mut names = names.filter(|name| name.contains("-by-hand."));
    names.next().unwrap_or_default()
}

/// Overwrites the middle of the store, its header left as it is.
fn damage(data: &Path) -> anyhow::Result<()> {
    let store = ["places.sealed", "places.db"]
        .map(|name| data.join(name))
        .into_iter()
        .find(|path| path.exists())
        .context("there is no store to damage")?;
    let mut bytes = fs::read(&store)?;
    let middle = bytes.len() / 2;
    ensure!(middle > 4_096, "the store is too small to be damaged");
    bytes[middle - 2_048..middle + 2_048].fill(0x5a);
    Ok(fs::write(store, bytes)?)
}

/// Whether a name is that of a store that was set aside; a log of it is not counted besides.
pub(super) fn is_aside(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let number = name.rsplit_once(".damaged-").map(|(_, number)| number);
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}
