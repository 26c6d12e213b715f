//! A medium in a file, which programs use as any other, and which is then read from outside, byte by byte.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

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
    /// No two have the same: where others still hold the mount of a former one, it lives on.
    folder: TempDir,
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
        let mut medium = Self {
            kind,
            folder: tempfile::Builder::new()
                .prefix("medium-")
                .permissions(fs::Permissions::from_mode(0o711))
                .tempdir_in(scratch)?,
            is_mounted: false,
        };
        fs::create_dir(medium.folder())?;
        File::create(medium.image())?.set_len(kind.megabytes << 20)?;
        let mut mkfs = Command::new(program);
        mkfs.args(&kind.mkfs[1..]).arg(medium.image());
        ensure!(quiet(&mut mkfs)?, "{program} failed");
        Ok(match medium.mounted() {
            Ok(()) => Ok(medium),
            Err(_) => Err(format!("{} cannot be mounted here", kind.name)),
        })
    }

    fn mounted(&mut self) -> anyhow::Result<()> {
        let mut mount = Command::new("mount");
        mount.args(["-o", self.kind.options]);
        mount.arg(self.image()).arg(self.folder());
        ensure!(quiet(&mut mount)?, "{} cannot be mounted", self.kind.name);
        self.is_mounted = true;
        Ok(())
    }

    fn remounted(&self, how: &str) -> anyhow::Result<()> {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{how}")]);
        ensure!(
            quiet(mount.arg(self.folder()))?,
            "{} cannot be mounted {how}",
            self.kind.name
        );
        Ok(())
    }

    /// Where its files are.
    pub(super) fn folder(&self) -> PathBuf {
        self.folder.path().join("mounted")
    }

    /// The file that it is.
    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    /// All of its bytes, while nothing can be written to it. Unmounting it would not do: a network of another proof
    /// has mounts of its own, and in these it would live on, with what it had not written yet.
    pub(super) fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        self.remounted("ro")?;
        let bytes = fs::read(self.image())?;
        self.remounted("rw")?;
        Ok(bytes)
    }

    /// Gives all room that is left to a file, without a byte of it being written: what was there before stays
    /// to be found. Media that cannot do that keep some room.
    pub(super) fn fill(&self) -> anyhow::Result<()> {
        let file = self.folder().join(FILL);
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
        let _ = fs::remove_file(self.folder().join(FILL));
    }
}

impl Drop for Medium {
    fn drop(&mut self) {
        if self.is_mounted {
            let _ = quiet(Command::new("umount").arg(self.folder()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use memchr::memmem;

    #[test]
    fn a_medium_is_read_whole_while_another_network_holds_its_mount() {
        let scratch = tempfile::tempdir().unwrap();
        for round in 0..2 {
            let medium = match Medium::new(PLAIN, scratch.path()).unwrap() {
                Ok(medium) => medium,
                Err(why) => {
                    eprintln!("NOT CHECKED: {why}");
                    return;
                }
            };
            let mut holds = Command::new("unshare")
                .args(["--mount", "sh", "-c", "echo; read word"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut word = [0];
            std::io::Read::read_exact(holds.stdout.as_mut().unwrap(), &mut word).unwrap();
            for word in ["first", "second"] {
                let word = format!("the {word} of round {round}");
                fs::write(medium.folder().join("file"), &word).unwrap();
                let bytes = medium.bytes().unwrap();
                assert!(memmem::find(&bytes, word.as_bytes()).is_some(), "{word}");
            }
            drop(medium);
            drop(holds.stdin.take());
            holds.wait().unwrap();
        }
    }
}
