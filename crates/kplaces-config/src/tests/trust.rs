//! Files that others may have written.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::{CANARY, Sandbox};
use crate::ConfigError;

const DANGEROUS: &str = "[webfleet]\nurl = \"https://evil.example/\"\n[login]\npassword_command = [\"touch\", \"ran\"]\n";

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn refusal(sandbox: &Sandbox) -> String {
    let error = sandbox.sources.load().unwrap_err();
    assert!(matches!(error, ConfigError::Invalid { .. }));
    let problems = sandbox.shown(&error);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.into_iter().next().unwrap()
}

#[test]
fn a_file_that_others_may_write_sets_nothing_dangerous() {
    let sandbox = Sandbox::new().file("user.toml", DANGEROUS);
    let file = sandbox.path("user.toml");
    for mode in [0o600, 0o644, 0o444, 0o755] {
        set(&file, mode);
        sandbox.sources.load().unwrap();
    }
    for mode in [0o666, 0o602, 0o646, 0o777] {
        set(&file, mode);
        let said = refusal(&sandbox);
        assert!(
            said.contains("`webfleet.url` and `login.password_command`")
                && said.contains("chmod go-w user.toml"),
            "{said}"
        );
        // Neither is a command of it run for the login.
        assert!(sandbox.sources.credential().is_err());
        assert!(sandbox.sources.passphrase().is_err());
    }
}

#[test]
fn harmless_keys_count_wherever_they_stand() {
    let sandbox = Sandbox::new().file("user.toml", "log = \"error\"\n[backup]\nkeep = 2\n");
    set(&sandbox.path("user.toml"), 0o666);
    assert_eq!(sandbox.sources.load().unwrap().settings.backup.keep, 2);
}

#[test]
fn a_folder_that_others_may_change_is_as_bad_as_the_file() {
    let mut sandbox = Sandbox::new();
    let folder = sandbox.path("open");
    fs::create_dir_all(folder.join("inner")).unwrap();
    fs::write(folder.join("inner/config.toml"), DANGEROUS).unwrap();
    symlink(folder.join("inner/config.toml"), sandbox.path("link.toml")).unwrap();
    symlink(&folder, sandbox.path("way")).unwrap();
    for named in [
        "open/inner/config.toml",
        "link.toml",
        "way/inner/../inner/config.toml",
    ] {
        sandbox.sources.user_file = Some(sandbox.path(named));
        set(&folder, 0o755);
        sandbox.sources.load().unwrap();
        set(&folder, 0o777);
        let said = refusal(&sandbox);
        assert!(said.contains("others may change open (0777)"), "{said}");
        // Only who owns an entry may replace it.
        set(&folder, 0o1777);
        sandbox.sources.load().unwrap();
    }
}

#[test]
fn folders_above_the_home_folder_are_not_looked_at() {
    let mut sandbox = Sandbox::new();
    let home = sandbox.path("home");
    fs::create_dir(&home).unwrap();
    fs::write(home.join("config.toml"), DANGEROUS).unwrap();
    sandbox.sources.user_file = Some(home.join("config.toml"));
    set(sandbox.folder.path(), 0o777);
    sandbox.sources.load().unwrap();
    set(&home, 0o757);
    assert!(refusal(&sandbox).contains("others may change home (0757)"));
    set(&home, 0o755);
    // Beside it they count.
    let sandbox = sandbox.file("user.toml", DANGEROUS);
    let mut sources = sandbox.sources.clone();
    sources.user_file = Some(sandbox.path("user.toml"));
    assert!(sources.load().is_err());
}

#[test]
fn a_file_of_another_user_sets_nothing_dangerous() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("NOT CHECKED: only root can give a file to somebody else");
        return;
    }
    let sandbox = Sandbox::new().file("user.toml", DANGEROUS);
    let file = sandbox.path("user.toml");
    set(&file, 0o600);
    std::os::unix::fs::chown(&file, Some(54_321), None).unwrap();
    let said = refusal(&sandbox);
    assert!(
        said.contains("user.toml belongs to another user (54321)"),
        "{said}"
    );
    std::os::unix::fs::chown(&file, Some(0), Some(54_321)).unwrap();
    sandbox.sources.load().unwrap();
    // Of a group that nobody knows there may be anybody.
    set(&file, 0o660);
    assert!(refusal(&sandbox).contains("(0660)"));
    // A link of somebody else, in a folder for all.
    set(&file, 0o600);
    let shared = sandbox.path("shared");
    fs::create_dir(&shared).unwrap();
    set(&shared, 0o1777);
    symlink(&file, shared.join("link.toml")).unwrap();
    std::os::unix::fs::lchown(shared.join("link.toml"), Some(54_321), None).unwrap();
    let mut sandbox = sandbox;
    sandbox.sources.user_file = Some(shared.join("link.toml"));
    assert!(refusal(&sandbox).contains("link.toml belongs to another user"));
}

#[test]
fn a_login_and_a_secret_that_others_may_replace_are_refused() {
    let sandbox = Sandbox::new().file("secret", CANARY);
    let login = crate::Credential {
        account: "acme".into(),
        user: "one".into(),
        password: CANARY.to_owned().into(),
        apikey: "key".to_owned().into(),
    };
    sandbox.sources.save_credential(&login).unwrap();
    let folder = sandbox.sources.dirs.config.clone();
    set(&folder, 0o777);
    let error = sandbox.sources.credential().unwrap_err();
    assert!(
        matches!(error, ConfigError::LoginUnusable { .. }),
        "{error:?}"
    );
    assert!(sandbox.shown(&error)[0].contains("chmod go-w config"));
    set(&folder, 0o700);
    let secret = sandbox.path("secret");
    let named = secret.display().to_string();
    let sandbox = sandbox.env("KPLACES_LOGIN__PASSWORD_FILE", &named);
    sandbox.sources.credential().unwrap();
    set(&secret, 0o666);
    let said = sandbox.shown(&sandbox.sources.credential().unwrap_err());
    assert!(said[0].contains("chmod go-w secret"), "{said:?}");
}
