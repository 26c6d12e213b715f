//! Where tenants are, and that each is where it should be.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use kplaces_config::Dirs;
use kplaces_device::CliError;
use kplaces_files::create_folder;

use crate::{TenantName, text};

/// The folders of this program that have a folder for each tenant.
fn all(dirs: &Dirs) -> [&Path; 3] {
    [&dirs.config, &dirs.data, &dirs.state]
}

/// The tenants of the device, ordered by name: those that have any of their folders, so that one whose
/// removal was cut off can be removed again.
pub(crate) fn known(device: &Dirs) -> Result<Vec<TenantName>, CliError> {
    let mut found = BTreeSet::new();
    for folder in all(device) {
        let folder = folder.join(Dirs::TENANTS);
        if !is_folder(&folder)? {
            continue;
        }
        let entries = fs::read_dir(&folder).map_err(|error| text::folder(&folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| text::folder(&folder, &error))?;
            let name = entry.file_name();
            // What is no name is nothing of ours.
            if let Some(name) = name.to_str().and_then(|name| name.parse().ok()) {
                found.insert(name);
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// The tenant of exactly this name. Where case makes no difference the system would find another one.
pub(crate) fn find(device: &Dirs, name: &str) -> Result<TenantName, CliError> {
    let wanted: TenantName = name.parse().map_err(|_| text::bad_name(name))?;
    let known = known(device)?;
    if known.contains(&wanted) {
        check(device, &wanted)?;
        return Ok(wanted);
    }
    let alike = known.iter().find(|it| it.falls_together_with(&wanted));
    Err(text::unknown(&wanted, alike))
}

/// Refuses a tenant with a link, or something else that is no folder, in the place of one.
pub(crate) fn check(device: &Dirs, name: &TenantName) -> Result<(), CliError> {
    for folder in all(device) {
        below(folder, name)?;
    }
    Ok(())
}

/// The folder of a tenant below one of all, if nothing on the way there is a link; it need not exist.
pub(crate) fn below(folder: &Path, name: &TenantName) -> Result<PathBuf, CliError> {
    let tenants = folder.join(Dirs::TENANTS);
    let own = tenants.join(name.as_str());
    is_folder(&tenants)?;
    is_folder(&own)?;
    Ok(own)
}

/// Whether it is there; an error if it is anything but a folder.
fn is_folder(path: &Path) -> Result<bool, CliError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => Err(text::no_folder(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(text::folder(path, &error)),
    }
}

/// Makes the folders of a new tenant, for the user alone.
pub(crate) fn make(device: &Dirs, name: &TenantName) -> Result<Dirs, CliError> {
    check(device, name)?;
    let own = device.of_tenant(name.as_str());
    // The settings' folder last: what was cut off before can be done again.
    for folder in [&own.state, &own.data, &own.config] {
        create_folder(folder).map_err(|error| text::folder(folder, &error))?;
    }
    Ok(own)
}

/// The path with all links on the way resolved, as far as it is there, and without `..`. What cannot be
/// looked at cannot be opened either: those who try say why.
pub(crate) fn real(path: &Path) -> Result<PathBuf, CliError> {
    let full = std::path::absolute(path).map_err(|error| text::folder(path, &error))?;
    let mut there = full.as_path();
    let mut rest = Vec::new();
    let mut real = loop {
        if let Ok(real) = fs::canonicalize(there) {
            break real;
        }
        match (there.parent(), there.components().next_back()) {
            // A link that leads nowhere could lead anywhere later.
            _ if fs::symlink_metadata(there).is_ok_and(|it| it.is_symlink()) => {
                return Err(text::no_folder(there));
            }
            (Some(parent), Some(Component::Normal(name))) => {
                rest.push(name);
                there = parent;
            }
            // `..` behind what is not there would lead out of it again.
            _ => return Err(text::no_folder(path)),
        }
    };
    real.extend(rest.iter().rev());
    Ok(real)
}

/// The tenant among `known` whose folder `path` is, or is inside of, wherever that is.
pub(crate) fn owner<'n>(path: &Path, known: &'n [TenantName]) -> Option<&'n TenantName> {
    let parts: Vec<&str> = path
        .components()
        .filter_map(|part| part.as_os_str().to_str())
        .collect();
    known.iter().find(|name| {
        parts.windows(2).any(|pair| {
            pair[0].eq_ignore_ascii_case(Dirs::TENANTS)
                && pair[1].eq_ignore_ascii_case(name.as_str())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(folder: &Path) -> Dirs {
        Dirs {
            config: folder.join("config"),
            data: folder.join("data"),
            state: folder.join("state"),
        }
    }

    fn name(text: &str) -> TenantName {
        text.parse().unwrap()
    }

    #[test]
    fn who_was_added_is_known_and_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let device = device(folder.path());
        assert_eq!(known(&device).unwrap(), []);
        make(&device, &name("beta")).unwrap();
        make(&device, &name("acme")).unwrap();
        fs::create_dir_all(device.data.join("tenants/not a name")).unwrap();
        assert_eq!(known(&device).unwrap(), [name("acme"), name("beta")]);
        assert!(find(&device, "acme").is_ok());
        let other_case = find(&device, "ACME").unwrap_err();
        assert!(
            other_case.hints[0].to_string().contains("acme"),
            "{other_case:?}"
        );
        assert!(find(&device, "acm").is_err());
        fs::remove_dir_all(&device.config).unwrap();
        assert!(find(&device, "acme").is_ok(), "its places are still there");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_folder_of_a_tenant() {
        let folder = tempfile::tempdir().unwrap();
        let device = device(folder.path());
        make(&device, &name("acme")).unwrap();
        for base in all(&device) {
            let link = base.join("tenants/beta");
            std::os::unix::fs::symlink(base.join("tenants/acme"), &link).unwrap();
            assert!(find(&device, "beta").is_err());
            fs::remove_file(&link).unwrap();
        }
        let tenants = device.data.join("tenants");
        fs::rename(&tenants, folder.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("moved"), &tenants).unwrap();
        assert!(find(&device, "acme").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn real_paths_have_no_links_and_no_way_up() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        std::os::unix::fs::symlink(root.join("a/b"), root.join("link")).unwrap();
        std::os::unix::fs::symlink(root.join("nowhere"), root.join("loose")).unwrap();
        let shown = |path: &str| real(&root.join(path)).ok();
        assert_eq!(shown("link/new/x"), Some(root.join("a/b/new/x")));
        assert_eq!(shown("link/../x"), Some(root.join("a/x")));
        assert_eq!(shown("new/../../x"), None);
        assert_eq!(shown("loose/x"), None);
    }

    #[test]
    fn the_owner_of_a_path_is_found_wherever_it_is() {
        let known = [name("acme"), name("beta")];
        for (path, found) in [
            ("/srv/tenants/acme", Some("acme")),
            ("/srv/Tenants/BETA/x.db", Some("beta")),
            ("/srv/tenants/other/x", None),
            ("/srv/acme", None),
            ("/srv/tenants", None),
        ] {
            let owner = owner(Path::new(path), &known).map(TenantName::as_str);
            assert_eq!(owner, found, "{path}");
        }
    }
}
