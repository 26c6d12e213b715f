use std::cell::Cell;
use std::fs;

use kplaces_text::Text;
use secrecy::{ExposeSecret, SecretString};

use super::{CANARY, Sandbox};
use crate::{ConfigError, Credential, LoginOrigin, Safe, Wrapped};

const WEBFLEET: &str = "https://csv.webfleet.com:443";

pub(super) fn credential(user: &str) -> Credential {
    Credential {
        account: "acme".into(),
        user: user.into(),
        password: SecretString::from(CANARY),
        apikey: SecretString::from("ab-cd"),
    }
}

#[test]
fn secrets_elsewhere_are_asked_for_once_and_their_place_is_named() {
    for (safe, origin) in [
        (Safe::Keyring, "keyring".to_owned()),
        (Safe::Sealed, "login.age".to_owned()),
    ] {
        let sandbox = Sandbox::new();
        let login = credential("one");
        let path = sandbox.sources.save_whereabouts(&login, safe).unwrap();
        let written = fs::read_to_string(path).unwrap();
        assert!(
            !written.contains(CANARY) && !written.contains("ab-cd"),
            "{written}"
        );
        let asked = Cell::new(0);
        let open = |wanted| {
            assert_eq!(wanted, safe);
            asked.set(asked.get() + 1);
            Ok(Wrapped::new(&login, WEBFLEET))
        };
        let (found, source) = sandbox.sources.credential_with(&open).unwrap();
        assert_eq!(
            (found.account.as_str(), found.user.as_str()),
            ("acme", "one")
        );
        assert_eq!(found.password.expose_secret(), CANARY);
        assert_eq!(found.apikey.expose_secret(), "ab-cd");
        assert_eq!(asked.get(), 1);
        assert!(source.password.to_string().ends_with(&origin), "{source:?}");
        let seen = sandbox.sources.login_origin().unwrap();
        assert_eq!(seen, Some(source.password));
    }
}

#[test]
fn nothing_is_opened_where_variables_have_both_secrets() {
    let sandbox = Sandbox::new()
        .env("KPLACES_LOGIN__PASSWORD", "p")
        .env("KPLACES_LOGIN__APIKEY", "k");
    let sources = &sandbox.sources;
    sources
        .save_whereabouts(&credential("one"), Safe::Keyring)
        .unwrap();
    let (found, _) = sources.credential_with(&|_| panic!("opened")).unwrap();
    assert_eq!(found.user, "one");
    let origin = LoginOrigin::Env("KPLACES_LOGIN__PASSWORD".into());
    assert_eq!(sources.login_origin().unwrap(), Some(origin));
}

#[test]
fn what_is_not_opened_is_not_called_missing() {
    let sandbox = Sandbox::new();
    let sources = &sandbox.sources;
    sources
        .save_whereabouts(&credential("one"), Safe::Keyring)
        .unwrap();
    let refused = |open: &dyn Fn(Safe) -> Result<Wrapped, Text>| {
        let error = sources.credential_with(open).unwrap_err();
        assert!(
            matches!(error, ConfigError::LoginUnusable { .. }),
            "{error:?}"
        );
        sandbox.shown(&error)
    };
    assert_eq!(refused(&|_| Err(Text::same("is locked"))), ["is locked"]);
    assert_eq!(
        refused(&|_| Ok(Wrapped::new(&credential("two"), WEBFLEET))),
        ["holds the login of another user: run `3kplaces login`"]
    );
}

#[test]
fn a_login_file_says_one_thing_only() {
    for (line, complaint) in [
        ("keep = \"cloud\"", "must be keyring or sealed"),
        (
            "keep = \"sealed\"\npassword = \"p\"",
            "stands beside a secret",
        ),
    ] {
        let sandbox = Sandbox::new();
        let sources = &sandbox.sources;
        let path = sources.save_credential(&credential("one")).unwrap();
        // Written in place: the mode stays.
        fs::write(&path, format!("account = \"a\"\nuser = \"u\"\n{line}\n")).unwrap();
        let error = sources.credential_with(&|_| panic!("opened")).unwrap_err();
        assert!(sandbox.shown(&error)[0].contains(complaint), "{error:?}");
    }
}

#[test]
fn the_first_passphrase_that_is_set_counts() {
    let sandbox = Sandbox::new();
    assert!(!sandbox.sources.has_passphrase().unwrap());
    assert!(sandbox.sources.passphrase().unwrap().is_none());
    let mut sandbox = sandbox.file("passphrase", "from-file\nmore\n");
    let is = |sandbox: &Sandbox, expected: &str| {
        assert!(sandbox.sources.has_passphrase().unwrap());
        let found = sandbox.sources.passphrase().unwrap().unwrap();
        assert_eq!(found.expose_secret(), expected);
    };
    if cfg!(unix) {
        sandbox = sandbox.file(
            "user.toml",
            "passphrase_command = [\"echo\", \"from-config\"]",
        );
        is(&sandbox, "from-config");
        sandbox = sandbox.env("KPLACES_PASSPHRASE_COMMAND", "echo from-command");
        is(&sandbox, "from-command");
    }
    let path = sandbox.path("passphrase").display().to_string();
    sandbox = sandbox.env("KPLACES_PASSPHRASE_FILE", &path);
    is(&sandbox, "from-file");
    sandbox = sandbox.env("KPLACES_PASSPHRASE", CANARY);
    is(&sandbox, CANARY);
    let shown = format!("{:?}", sandbox.sources.load().unwrap().entries);
    assert!(
        shown.contains("passphrase_file") && !shown.contains(CANARY),
        "{shown}"
    );
}

#[test]
fn a_passphrase_that_is_not_there_is_named_by_its_source() {
    let sandbox = Sandbox::new().env("KPLACES_PASSPHRASE_FILE", "/no/such/file");
    let error = sandbox.sources.passphrase().unwrap_err();
    assert_eq!(
        sandbox.shown(&error),
        ["KPLACES_PASSPHRASE_FILE: names a file that cannot be read: entity not found"]
    );
    let sandbox = Sandbox::new().env("KPLACES_PASSPHRASE", "");
    let error = sandbox.sources.passphrase().unwrap_err();
    assert_eq!(
        sandbox.shown(&error),
        ["KPLACES_PASSPHRASE: is set, but empty"]
    );
}

#[cfg(unix)]
#[test]
fn a_sealed_login_is_private_and_goes_with_its_file() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::new();
    let path = sandbox
        .sources
        .save_sealed_login(&credential("one"), b"sealed")
        .unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert_eq!(**sandbox.sources.sealed_login().unwrap().bytes, *b"sealed");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = sandbox.sources.sealed_login().unwrap_err();
    assert!(refused.to_string().contains("chmod 600"), "{refused}");
    assert_eq!(sandbox.sources.remove_sealed_login().unwrap(), Some(path));
    assert_eq!(
        sandbox.sources.sealed_login().unwrap_err().to_string(),
        "is not there any more"
    );
}

#[test]
fn a_kept_login_goes_to_no_other_server() {
    let url = "KPLACES_WEBFLEET__URL";
    let away = "https://evil.example/extern";
    let login = credential("one");
    for safe in [None, Some(Safe::Keyring), Some(Safe::Sealed)] {
        let sandbox = Sandbox::new();
        match safe {
            None => sandbox.sources.save_credential(&login).unwrap(),
            Some(safe) => sandbox.sources.save_whereabouts(&login, safe).unwrap(),
        };
        let open = |_| Ok(Wrapped::new(&login, WEBFLEET));
        let (_, source) = sandbox.sources.credential_with(&open).unwrap();
        assert!(!source.is_unbound);
        let sandbox = sandbox.env(url, away);
        let error = sandbox.sources.credential_with(&open).unwrap_err();
        assert_eq!(
            sandbox.shown(&error),
            [
                "KPLACES_WEBFLEET__URL: `webfleet.url` leads to https://evil.example:443, and the login \
              was kept for https://csv.webfleet.com:443: set it back, or run `3kplaces login` to log \
              in there"
            ]
        );
        // One part that was kept is enough of a reason.
        let sandbox = sandbox.env("KPLACES_LOGIN__PASSWORD", "p");
        assert!(sandbox.sources.credential_with(&open).is_err());
        let sandbox = sandbox.env("KPLACES_LOGIN__APIKEY", "k");
        assert!(sandbox.sources.credential_with(&open).is_ok());
    }
}

#[test]
fn a_login_kept_before_is_bound_once_and_the_rest_of_its_file_stays() {
    let old = "# mine\naccount = \"acme\"\nuser = \"one\"\n";
    for (more, safe) in [
        ("password = \"p\"\napikey = \"k\"", None),
        ("keep = \"sealed\"\n", Some(Safe::Sealed)),
    ] {
        let sandbox = Sandbox::new();
        let sources = &sandbox.sources;
        let path = sources.save_credential(&credential("one")).unwrap();
        fs::write(&path, format!("{old}{more}")).unwrap();
        let bound = Wrapped::new(&credential("one"), WEBFLEET);
        let lines: Vec<&str> = bound.secret().expose_secret().lines().collect();
        let unbound = lines[1..5].join("\n");
        let unbound = format!("3kplaces login 1\n{unbound}\n");
        let open = |_| Wrapped::from_bytes(unbound.as_bytes()).ok_or_else(Text::default);
        let (_, source) = sources.credential_with(&open).unwrap();
        assert!(source.is_unbound, "{safe:?}");
        sources.bind_login().unwrap();
        let (_, source) = sources.credential_with(&open).unwrap();
        assert!(!source.is_unbound, "{safe:?}");
        let written = fs::read_to_string(&path).unwrap();
        assert!(written.starts_with(old), "{written}");
        sources.bind_login().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), written);
        let sandbox = sandbox.env("KPLACES_WEBFLEET__URL", "https://evil.example/");
        assert!(sandbox.sources.credential_with(&open).is_err(), "{safe:?}");
    }
}
