//! Configuration files and variables.

use std::fs;

use super::refused;
use crate::fresh;

const CONFIG: &str = ".config/3kplaces/config.toml";

#[test]
fn wrong_configuration_files() {
    let device = fresh();
    let said: Vec<String> = [
        "[sync\nlimit = 3\n",
        "colour = true\nlog = \"info\"\n[sync]\nlimits = 3\n[webflet]\n",
        "log = 7\n[sync]\nlimit = 0\ngroups = \"Kunden\"\n[webfleet]\ntries = 11\nurl = \"https://x/?apikey=canary-apikey-4F\"\n",
        "[login]\npassword = \"canary-password-7Q\"\napikey = \"canary-apikey-4F\"\n",
        "store = \"\"\n",
        "\u{0}\u{1}\u{2}",
    ]
    .iter()
    .map(|content| {
        device.write(CONFIG, content);
        let ran = device.run(&["list"]);
        assert_eq!(ran.code, 3, "{content}");
        format!("# {}\n{}", content.lines().collect::<Vec<_>>().join(" | ").escape_debug(), refused(&ran))
    })
    .map(|said| said.replace("canary-password-7Q", "[PW]").replace("canary-apikey-4F", "[KEY]"))
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    # [sync | limit = 3
    error: the configuration has 1 problem
      why: [HOME]/.config/3kplaces/config.toml, line 1: is not TOML: a line is a key, =, and a value; text stands in quotes
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    # colour = true | log = \"info\" | [sync] | limits = 3 | [webflet]
    error: the configuration has 3 problems
      why: [HOME]/.config/3kplaces/config.toml, line 1: `colour` is no known setting
      why: [HOME]/.config/3kplaces/config.toml, line 4: `sync.limits` is no known setting; did you mean sync.limit?
      why: [HOME]/.config/3kplaces/config.toml, line 5: `webflet` is no known setting; did you mean webfleet?
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    # log = 7 | [sync] | limit = 0 | groups = \"Kunden\" | [webfleet] | tries = 11 | url = \"https://x/?apikey=[KEY]\"
    error: the configuration has 5 problems
      why: [HOME]/.config/3kplaces/config.toml, line 1: `log` must be one of off, error, warn, info, debug, trace
      why: [HOME]/.config/3kplaces/config.toml, line 3: `sync.limit` must be a whole number from 1 to 4294967295
      why: [HOME]/.config/3kplaces/config.toml, line 4: `sync.groups` must be a list of texts that are not empty, such as ["a", "b"]
      why: [HOME]/.config/3kplaces/config.toml, line 6: `webfleet.tries` must be a whole number from 1 to 10
      why: [HOME]/.config/3kplaces/config.toml, line 7: `webfleet.url` must be an https:// address without user name and query; http:// only to 127.0.0.1 or another address of this device in digits
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    # [login] | password = \"[PW]\" | apikey = \"[KEY]\"
    error: the configuration has 2 problems
      why: [HOME]/.config/3kplaces/config.toml, line 2: `login.password` is a secret and may not stand in a configuration file: run `3kplaces login`, or use login.password_command here, or the variable KPLACES_LOGIN__PASSWORD or KPLACES_LOGIN__PASSWORD_FILE
      why: [HOME]/.config/3kplaces/config.toml, line 3: `login.apikey` is a secret and may not stand in a configuration file: run `3kplaces login`, or use login.apikey_command here, or the variable KPLACES_LOGIN__APIKEY or KPLACES_LOGIN__APIKEY_FILE
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    # store = \"\"
    error: the configuration has 1 problem
      why: [HOME]/.config/3kplaces/config.toml, line 1: `store` must be a store with its scheme, such as sqlite:places.db
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    # \0\u{1}\u{2}
    error: the configuration has 1 problem
      why: [HOME]/.config/3kplaces/config.toml: zero bytes are in it, as in UTF-16 without its mark: save it as UTF-8
      try: `3kplaces config path` says where the configuration is
    [exit code 3]
    "#);
    fs::write(device.path(CONFIG), b"log = \"\xff\"\n").unwrap();
    assert_eq!(device.run(&["list"]).code, 3);
    assert_eq!(
        device.run(&["edition"]).code,
        0,
        "what needs no settings does not mind"
    );
}

#[test]
fn configuration_files_that_are_not_there_or_no_files() {
    let mut device = fresh();
    fs::create_dir_all(device.path("folder")).unwrap();
    insta::assert_snapshot!(device.transcript([
        &["--config", "none.toml", "list"],
        &["--config", "folder", "list"],
    ]), @"
    $ 3kplaces --config none.toml list
    error: there is no configuration file none.toml
    [exit code 3]

    $ 3kplaces --config folder list
    error: the configuration has 1 problem
      why: folder: is a folder, not a file
      try: `3kplaces config path` says where the configuration is
    [exit code 3]
    ");
    device.env("KPLACES_CONFIG", "none.toml");
    insta::assert_snapshot!(refused(&device.run(&["list"])), @"
    error: the configuration has 1 problem
      why: none.toml: there is no such file, but KPLACES_CONFIG names it
      try: `3kplaces config path` says where the configuration is
    [exit code 3]
    ");
}

#[test]
fn wrong_variables() {
    let said: Vec<String> = [
        ("KPLACES_SYNC__LIMITS", "12345"),
        ("KPLACES_SYNC__LIMIT", "three"),
        ("KPLACES_WEBFLEET__METHOD", "put"),
        ("KPLACES_WEBFLEET__URL", "not an address"),
        ("KPLACES_STORE", "nowhere"),
        ("KPLACES_SYNC__GROUPS", "[\"Kunden\""),
        ("KPLACES_DATA_DIR", "relative/folder"),
        ("KPLACES_LOGIN__PASWORD", "canary-password-7Q"),
    ]
    .map(|(name, value)| {
        let mut device = fresh();
        device.env(name, value);
        let ran = device.run(&["list"]);
        assert!(
            !ran.stderr.contains(value),
            "a value is never told: {}",
            ran.stderr
        );
        assert_eq!(ran.code, 3, "{name}: {}", ran.stderr);
        assert_eq!(device.files(), []);
        refused(&ran)
    })
    .into();
    insta::assert_snapshot!(said.join("\n"), @r#"
    error: the configuration has 1 problem
      why: KPLACES_SYNC__LIMITS: is no known variable; did you mean KPLACES_SYNC__LIMIT?
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_SYNC__LIMIT: `sync.limit` must be a whole number from 1 to 4294967295
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_WEBFLEET__METHOD: `webfleet.method` must be one of get, post
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_WEBFLEET__URL: `webfleet.url` must be an https:// address without user name and query; http:// only to 127.0.0.1 or another address of this device in digits
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_STORE: `store` must be a store with its scheme, such as sqlite:places.db
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_SYNC__GROUPS: `sync.groups` must be a list of texts that are not empty, such as ["a", "b"]
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_DATA_DIR: `data_dir` must be the absolute path of a folder
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_LOGIN__PASWORD: is no known variable; did you mean KPLACES_LOGIN__PASSWORD?
      try: `3kplaces config path` says where the configuration is
    [exit code 3]
    "#);
}

#[test]
fn addresses_of_webfleet_that_would_give_the_login_away() {
    let said: Vec<String> = [
        "http://csv.webfleet.com/extern",
        "http://localhost/extern",
        "ftp://csv.webfleet.com/extern",
        "https://user:canary-password-7Q@csv.webfleet.com/extern",
    ]
    .map(|url| {
        let mut device = fresh();
        device.login();
        device.env("KPLACES_WEBFLEET__URL", url);
        let ran = device.run(&["sync"]);
        assert_eq!(ran.code, 3, "{url}");
        refused(&ran)
    })
    .into();
    insta::assert_snapshot!(said.join("\n"), @"
    error: the configuration has 1 problem
      why: KPLACES_WEBFLEET__URL: `webfleet.url` must be an https:// address without user name and query; http:// only to 127.0.0.1 or another address of this device in digits
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_WEBFLEET__URL: `webfleet.url` must be an https:// address without user name and query; http:// only to 127.0.0.1 or another address of this device in digits
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_WEBFLEET__URL: `webfleet.url` must be an https:// address without user name and query; http:// only to 127.0.0.1 or another address of this device in digits
      try: `3kplaces config path` says where the configuration is
    [exit code 3]

    error: the configuration has 1 problem
      why: KPLACES_WEBFLEET__URL: `webfleet.url` must be an https:// address without user name and query; http:// only to 127.0.0.1 or another address of this device in digits
      try: `3kplaces config path` says where the configuration is
    [exit code 3]
    ");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    for arguments in [&["list"][..], &["list", "--json"]] {
        let mut command = fresh().command(arguments);
        let output = command
            .current_dir("/")
            .env("KPLACES_LOG", OsStr::from_bytes(b"\xff"))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("KPLACES_LOG"), "{said}");
        assert_eq!(said.starts_with('{'), arguments.len() == 2, "{said}");
    }
}
