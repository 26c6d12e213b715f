use std::fs;

use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};

use super::{CANARY, Sandbox};
use crate::{ConfigError, Credential, LoginOrigin, Origin};

fn credential() -> Credential {
    Credential {
        account: "acme".into(),
        user: "driver \"one\"".into(),
        password: SecretString::from(CANARY),
        apikey: SecretString::from("ab-cd"),
    }
}

fn parts(credential: &Credential) -> [&str; 4] {
    [
        &credential.account,
        &credential.user,
        credential.password.expose_secret(),
        credential.apikey.expose_secret(),
    ]
}

#[test]
fn a_saved_login_is_found_again_and_removed() {
    let sandbox = Sandbox::new();
    let path = sandbox.sources.save_credential(&credential()).unwrap();
    assert_eq!(path, sandbox.sources.login_file());
    let (found, source) = sandbox.sources.credential().unwrap();
    assert_eq!(parts(&found), parts(&credential()));
    assert_eq!(source.password, LoginOrigin::LoginFile(path.clone()));
    assert_eq!(sandbox.sources.remove_credential().unwrap(), Some(path));
    assert_eq!(sandbox.sources.remove_credential().unwrap(), None);
    assert!(sandbox.sources.credential().is_err());
}

#[cfg(unix)]
#[test]
fn the_login_file_is_for_the_user_only_and_nothing_is_left_beside_it() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::new();
    for _ in 0..2 {
        let path = sandbox.sources.save_credential(&credential()).unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&sandbox.sources.dirs.config), 0o700);
    }
    assert_eq!(fs::read_dir(sandbox.path("config")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_login_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::new();
    let path = sandbox.sources.save_credential(&credential()).unwrap();
    for mode in [0o640, 0o604, 0o620] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = sandbox.sources.credential().unwrap_err();
        assert!(matches!(error, ConfigError::LoginUnusable { .. }));
        let problems = sandbox.shown(&error);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("chmod 600"), "{problems:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_login_file_stays_and_leads_to_the_login() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::new().file("dots", "");
    fs::create_dir(sandbox.path("config")).unwrap();
    let link = sandbox.sources.login_file();
    std::os::unix::fs::symlink(sandbox.path("dots"), &link).unwrap();
    sandbox.sources.save_credential(&credential()).unwrap();
    assert!(link.is_symlink());
    let kept = fs::metadata(sandbox.path("dots")).unwrap();
    assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    assert!(sandbox.sources.credential().is_ok());
    // What is behind the link is the login: nothing of it is left.
    sandbox.sources.remove_credential().unwrap();
    assert!(!link.is_symlink() && !sandbox.path("dots").exists());
}

#[test]
fn a_link_to_where_others_can_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::new();
    for folder in ["config", "open"] {
        fs::create_dir(sandbox.path(folder)).unwrap();
    }
    let open = fs::Permissions::from_mode(0o777);
    fs::set_permissions(sandbox.path("open"), open).unwrap();
    let link = sandbox.sources.login_file();
    std::os::unix::fs::symlink(sandbox.path("open/login"), &link).unwrap();
    let error = sandbox.sources.save_credential(&credential()).unwrap_err();
    let ConfigError::LoginFile { source, .. } = &error else {
        panic!("{error}");
    };
    assert!(
        source.to_string().ends_with("others may change"),
        "{source}"
    );
    assert!(link.is_symlink() && !sandbox.path("open/login").exists());
}

#[test]
fn each_part_comes_from_the_first_place_that_has_it() {
    let sandbox = Sandbox::new()
        .file(
            "user.toml",
            "[login]\naccount = \"from-config\"\nuser = \"from-config\"\npassword_command = [\"false\"]",
        )
        .file("key", "from-file\nsecond line\n");
    sandbox.sources.save_credential(&credential()).unwrap();
    let key = sandbox.path("key");
    let sandbox = sandbox
        .env("KPLACES_LOGIN__USER", "from-env")
        .env("KPLACES_LOGIN__APIKEY_FILE", &key.display().to_string());
    let (found, source) = sandbox.sources.credential().unwrap();
    assert_eq!(parts(&found), ["acme", "from-env", CANARY, "from-file"]);
    assert_eq!(source.user, LoginOrigin::Env("KPLACES_LOGIN__USER".into()));
    let variable = "KPLACES_LOGIN__APIKEY_FILE".to_owned();
    assert_eq!(
        source.apikey,
        LoginOrigin::SecretFile {
            variable,
            path: key
        }
    );
    let debug = format!("{found:?} {source:?}");
    for part in parts(&found) {
        assert!(!debug.contains(part), "{debug}");
    }
}

#[cfg(unix)]
#[test]
fn commands_in_files_and_variables_give_the_secrets() {
    let sandbox = Sandbox::new()
        .file(
            "user.toml",
            "[login]\naccount = \"a\"\nuser = \"u\"\npassword_command = [\"printf\", \"p w\\\\nx\"]",
        )
        .env("KPLACES_LOGIN__APIKEY_COMMAND", "echo k");
    let (found, source) = sandbox.sources.credential().unwrap();
    assert_eq!(parts(&found), ["a", "u", "p w", "k"]);
    let file = sandbox.path("user.toml");
    assert_eq!(source.account, LoginOrigin::ConfigFile(file.clone()));
    assert_eq!(source.password, LoginOrigin::Command(Origin::File(file)));
    assert_eq!(
        source.apikey.to_string(),
        "command in KPLACES_LOGIN__APIKEY_COMMAND"
    );
}

#[test]
fn all_missing_parts_are_listed_with_what_to_do() {
    let sandbox = Sandbox::new().env("KPLACES_LOGIN__USER", "u");
    let error = sandbox.sources.credential().unwrap_err();
    assert!(matches!(error, ConfigError::LoginMissing { .. }));
    assert_eq!(
        sandbox.shown(&error),
        [
            "`login.account` is missing: run `3kplaces login`, or set KPLACES_LOGIN__ACCOUNT",
            "`login.password` is missing: run `3kplaces login`, or set KPLACES_LOGIN__PASSWORD \
             (or …_FILE, …_COMMAND)",
            "`login.apikey` is missing: run `3kplaces login`, or set KPLACES_LOGIN__APIKEY \
             (or …_FILE, …_COMMAND)",
        ]
    );
}

#[cfg(unix)]
#[test]
fn places_that_cannot_be_used_are_named_without_what_they_hold() {
    let command = format!("[\"sh\", \"-c\", \"echo {CANARY}; exit 4\"]");
    let sandbox = Sandbox::new()
        .env("KPLACES_LOGIN__ACCOUNT", " ")
        .env("KPLACES_LOGIN__USER", "u")
        .env("KPLACES_LOGIN__PASSWORD_COMMAND", &command)
        .env("KPLACES_LOGIN__APIKEY", CANARY)
        .env("KPLACES_LOGIN__APIKEY_FILE", "/no/such/file");
    let error = sandbox.sources.credential().unwrap_err();
    assert!(matches!(error, ConfigError::LoginUnusable { .. }));
    assert_eq!(
        sandbox.shown(&error),
        [
            "KPLACES_LOGIN__ACCOUNT: `login.account` is set, but empty",
            "KPLACES_LOGIN__PASSWORD_COMMAND: `login.password_command` ended with exit status: 4: \
             run it by hand to see why",
            "KPLACES_LOGIN__APIKEY: `login.apikey` is also in KPLACES_LOGIN__APIKEY_FILE: set only \
             one of them",
        ]
    );
}

#[test]
fn a_damaged_login_file_is_named_with_its_line_and_not_quoted() {
    for (text, problem) in [
        (
            format!("account = \"a\"\npassword = {CANARY}"),
            "config/login.toml, line 2: is not TOML: a line is a key, =, and a value; text stands \
             in quotes",
        ),
        (
            format!("password = [\"{CANARY}\"]"),
            "config/login.toml, line 1: `password` must be a text that is not empty",
        ),
        (
            format!("pin = \"{CANARY}\""),
            "config/login.toml, line 1: `pin` is not one of account, user, password and apikey",
        ),
    ] {
        let sandbox = Sandbox::new();
        let path = sandbox.sources.save_credential(&credential()).unwrap();
        fs::write(path, text).unwrap();
        let error = sandbox.sources.credential().unwrap_err();
        assert_eq!(sandbox.shown(&error), [problem]);
    }
}

#[test]
fn an_empty_part_is_not_saved() {
    let sandbox = Sandbox::new();
    let mut login = credential();
    login.password = SecretString::from("");
    let error = sandbox.sources.save_credential(&login).unwrap_err();
    assert_eq!(sandbox.shown(&error), ["`login.password` is empty"]);
    assert!(!sandbox.sources.login_file().exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_of_the_login_file() {
    let sandbox = Sandbox::new().file("config", "a file");
    let error = sandbox.sources.save_credential(&credential()).unwrap_err();
    assert!(matches!(error, ConfigError::LoginFile { .. }));
    assert!(!format!("{error} {error:?}").contains(CANARY));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_login_is_read_back_as_it_was_saved(
        account in "\\PC{1,20}|[\\x00-\\x1f\"\\\\\u{7f}-\u{9f}]{1,8}",
        password in "\\PC{1,300}|[\\x00-\\x1f\"\\\\\u{7f}-\u{9f}]{1,8}",
    ) {
        let sandbox = Sandbox::new();
        let login = Credential { account, password: SecretString::from(password), ..credential() };
        if parts(&login).into_iter().any(|part| crate::bare(part).is_empty()) {
            prop_assert!(sandbox.sources.save_credential(&login).is_err());
            return Ok(());
        }
        sandbox.sources.save_credential(&login).unwrap();
        let (found, _) = sandbox.sources.credential().unwrap();
        prop_assert_eq!(parts(&found), parts(&login).map(crate::bare));
    }
}

/// A secret as programs save it, and whether it is to be read.
fn saved(secret: &str) -> Vec<(Vec<u8>, bool)> {
    let utf_16 = |mark: &[u8], unit: fn(u16) -> [u8; 2], text: &str| {
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let line = format!("{secret}\r\n");
    vec![
        (secret.into(), true),
        (line.clone().into_bytes(), true),
        (format!("\u{feff}{line}").into_bytes(), true),
        (utf_16(b"\xff\xfe", u16::to_le_bytes, &line), true),
        (utf_16(b"\xfe\xff", u16::to_be_bytes, secret), true),
        (utf_16(b"", u16::to_le_bytes, &line), false),
        ([&b"\xe9"[..], line.as_bytes()].concat(), false),
    ]
}

#[test]
fn a_secret_is_the_same_from_whatever_program_saved_its_file() {
    let secret = format!(" {CANARY} Ü ");
    for (bytes, is_read) in saved(&secret) {
        let sandbox = Sandbox::new().file("secret", &bytes);
        let path = sandbox.path("secret").display().to_string();
        let sandbox = sandbox
            .env("KPLACES_LOGIN__ACCOUNT", "a")
            .env("KPLACES_LOGIN__USER", "u")
            .env("KPLACES_LOGIN__PASSWORD_FILE", &path)
            .env("KPLACES_LOGIN__APIKEY_FILE", &path)
            .env("KPLACES_PASSPHRASE_FILE", &path);
        let found = sandbox.sources.credential();
        if !is_read {
            let shown = sandbox.shown(&found.unwrap_err());
            assert!(shown[0].contains("as UTF-8"), "{shown:?}");
            let error = sandbox.sources.passphrase().unwrap_err();
            assert!(sandbox.shown(&error)[0].contains("as UTF-8"));
            continue;
        }
        assert_eq!(parts(&found.unwrap().0), ["a", "u", &secret, &secret]);
        let passphrase = sandbox.sources.passphrase().unwrap().unwrap();
        assert_eq!(crate::bare(passphrase.expose_secret()), secret);
    }
}

#[cfg(unix)]
#[test]
fn a_secret_that_a_program_prints_is_without_its_mark_and_line_end() {
    let sandbox = Sandbox::new()
        .env("KPLACES_LOGIN__ACCOUNT", "\u{feff}a\r\n")
        .env("KPLACES_LOGIN__USER", "u")
        .env("KPLACES_LOGIN__PASSWORD", "\u{feff} p \r\n")
        .env(
            "KPLACES_LOGIN__APIKEY_COMMAND",
            r"printf '\357\273\277k\r\nmore'",
        );
    let (found, _) = sandbox.sources.credential().unwrap();
    assert_eq!(parts(&found), ["a", "u", " p ", "k"]);
}

#[test]
fn a_user_name_that_http_cannot_send_is_refused_wherever_it_is_from() {
    let refused = |sandbox: &Sandbox, at: &str| {
        let shown = sandbox.shown(&sandbox.sources.credential().unwrap_err());
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert!(
            shown[0].starts_with(at) && shown[0].contains("RFC 7617"),
            "{shown:?}"
        );
    };
    let user = format!("{CANARY}:x");
    let secrets = |sandbox: Sandbox| {
        sandbox
            .env("KPLACES_LOGIN__ACCOUNT", "a")
            .env("KPLACES_LOGIN__PASSWORD", "p")
            .env("KPLACES_LOGIN__APIKEY", "k")
    };
    let by_variable = secrets(Sandbox::new()).env("KPLACES_LOGIN__USER", &user);
    refused(
        &by_variable,
        "KPLACES_LOGIN__USER: `login.user` may hold no colon",
    );
    let settings = format!("[login]\nuser = \"{user}\"\n");
    let by_settings = secrets(Sandbox::new().file("user.toml", settings));
    refused(&by_settings, "user.toml: `login.user` may hold no colon");
    let kept = Sandbox::new();
    let credential = Credential {
        user: format!("{CANARY}\u{7}"),
        ..credential()
    };
    kept.sources.save_credential(&credential).unwrap();
    refused(
        &kept,
        "config/login.toml: `login.user` may hold no control character",
    );
}
