//! A medium in a file, which programs use as any other, and which is then read from outside, byte by byte.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use super::process::is_root;
use kplaces_tools::environment;

/// A kind of medium.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// What makes one, but for the file.
    mkfs: &'static [&'static str],
    options: &'static str,
    megabytes: u64,
}

/// It overwrites in place, and keeps no second record of anything.
pub(super) const PLAIN: Kind = Kind {
    name: "ext4 without a journal",
    mkfs: &["mkfs.ext4", "-q", "-F", "-O", "^has_journal"],
    options: "loop,noatime",
    megabytes: 32,
};

/// Others, where they can be made and mounted.
pub(super) const OTHERS: &[Kind] = &[
    Kind {
        name: "ext4 with a journal (data=ordered)",
        mkfs: &["mkfs.ext4", "-q", "-F"],
        options: "loop,noatime,data=ordered",
        megabytes: 48,
    },
    Kind {
        name: "ext2",
        mkfs: &["mkfs.ext2", "-q", "-F"],
        options: "loop,noatime",
        megabytes: 32,
    },
    Kind {
        name: "vfat",
        mkfs: &["mkfs.vfat"],
        options: "loop,umask=077",
        megabytes: 32,
    },
    Kind {
        name: "xfs",
        mkfs: &["mkfs.xfs", "-q", "-f"],
        options: "loop,noatime",
        megabytes: 320,
    },
];

/// One that copies what is written elsewhere: nothing can be promised of it.
pub(super) const COPYING: Kind = Kind {
    name: "btrfs",
    mkfs: &["mkfs.btrfs", "-q", "-f", "--mixed"],
    options: "loop,noatime",
    megabytes: 64,
};

/// The file that takes all room.
const FILL: &str = "fill";

/// One medium; unmounted when dropped.
#[derive(Debug)]
pub(super) struct Medium {
    kind: Kind,
    image: PathBuf,
    mount: PathBuf,
    is_mounted: bool,
}

impl Medium {
    /// Makes and mounts one. `None` with the reason where that cannot be done here.
    pub(super) fn new(kind: Kind, scratch: &Path) -> anyhow::Result<Result<Self, String>> {
        let program = kind.mkfs[0];
        if environment::program(program).is_none() {
            return Ok(Err(format!("{program} is missing")));
        }
        if !is_root() {
            return Ok(Err("a medium can be mounted by root only".to_owned()));
        }
        let (image, mount) = (scratch.join("medium"), scratch.join("mounted"));
        fs::create_dir_all(&mount)?;
        let file = File::create(&image)?;
        file.set_len(kind.megabytes << 20)?;
        let mut mkfs = Command::new(program);
        mkfs.args(&kind.mkfs[1..]).arg(&image);
        ensure!(quiet(&mut mkfs)?, "{program} failed");
        let mut medium = Self {
            kind,
            image,
            mount,
            is_mounted: false,
        };
        Ok(match medium.mounted() {
            Ok(()) => Ok(medium),
            Err(_) => Err(format!("{} cannot be mounted here", kind.name)),
        })
    }

    fn mounted(&mut self) -> anyhow::Result<()> {
        let mut mount = Command::new("mount");
        mount.args(["-o", self.kind.options]);
        mount.arg(&self.image).arg(&self.mount);
        ensure!(quiet(&mut mount)?, "{} cannot be mounted", self.kind.name);
        self.is_mounted = true;
        Ok(())
    }

    fn unmounted(&mut self) -> anyhow::Result<()> {
        let mut umount = Command::new("umount");
        ensure!(quiet(umount.arg(&self.mount))?, "it cannot be unmounted");
        self.is_mounted = false;
        Ok(())
    }

    /// Where its files are.
    pub(super) fn folder(&self) -> &Path {
        &self.mount
    }

    /// All of its bytes, after it was unmounted; then it is mounted again.
    pub(super) fn bytes(&mut self) -> anyhow::Result<Vec<u8>> {
        self.unmounted()?;
        let bytes = fs::read(&self.image)?;
        self.mounted()?;
        Ok(bytes)
    }

    /// Gives all room that is left to a file, without a byte of it being written: what was there before stays
    /// to be found. Media that cannot do that keep some room.
    pub(super) fn fill(&self) -> anyhow::Result<()> {
        let file = self.mount.join(FILL);
        let mut length = 0;
        for piece in [1 << 20, 1 << 15, 1 << 12, 1 << 10] {
            loop {
                let mut fallocate = Command::new("fallocate");
                fallocate.args(["-o", &length.to_string(), "-l", &piece.to_string()]);
                if !quiet(fallocate.arg(&file))? {
                    break;
                }
                length += piece;
            }
        }
        Ok(())
    }

    /// Takes that file away.
    pub(super) fn make_room(&self) {
        // Where it has no length it may not be there.
        let _ = fs::remove_file(self.mount.join(FILL));
    }
}

impl Drop for Medium {
    fn drop(&mut self) {
        if self.is_mounted {
            let _ = self.unmounted();
        }
    }
}

fn quiet(command: &mut Command) -> anyhow::Result<bool> {
    let run = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let name = command.get_program().to_string_lossy().into_owned();
    Ok(run
        .with_context(|| format!("cannot start {name}"))?
        .success())
}
