//! A device that is set up on the page: its login, and the groups it takes.

use std::fs;
use std::sync::Arc;

use kplaces_device::login::Place;
use kplaces_tests::{MockWebfleet, numbered_world, small_world};
use serde_json::{Value, json};

use crate::home::{Edition, place};
use crate::running::Reply;
use crate::syncing::last_word;
use crate::{Home, Running};

/// The login of the sample, as the page sends it.
fn login(password: &str) -> Value {
    let account = numbered_world(3).accounts.remove(0);
    let user = &account.users[0];
    json!({
        "account": account.name,
        "user": user.name,
        "password": if password.is_empty() { user.password.as_str() } else { password },
        "apikey": account.apikey,
        "passphrase": "",
    })
}

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap_or_default()
}

fn set_up(webfleet: &MockWebfleet, settings: &[(&str, &str)]) -> Running {
    let home = Home::asking(&webfleet.url(), Edition::Pro, settings);
    Running::on(home, Vec::new())
}

#[test]
fn a_login_of_the_page_is_checked_kept_and_used() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[]);
    assert_eq!(map.json("/api/facts")["has_login"], false);
    let before = map.json("/api/setup");
    assert_eq!(
        before["login"],
        json!({"account": null, "user": null, "from": null, "set_by": null, "locked": null, "seals": false})
    );
    let told_before = map.json("/api/privacy?lang=en")["device"].to_string();
    let kept = map.post("/api/login", &login("").to_string());
    assert_eq!((kept.status, &body(&kept)["place"]), (200, &"file".into()));
    assert_eq!(body(&kept)["warnings"], json!([]));
    let file = map.device.sources().login_file();
    assert!(fs::read_to_string(&file).is_ok_and(|text| text.contains("password")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let setup = map.get("/api/setup").text();
    let login = login("");
    assert!(setup.contains(login["user"].as_str().unwrap()), "{setup}");
    for secret in ["password", "apikey"] {
        assert!(!setup.contains(login[secret].as_str().unwrap()), "{secret}");
    }
    assert_eq!(last_word(&map, "{}")["added"], 3);
    assert_eq!(map.json("/api/facts")["has_login"], true);
    let told = map.json("/api/privacy?lang=en")["device"].to_string();
    assert!(
        told.contains("login.toml") && !told_before.contains("login.toml"),
        "what is told of the login: {told}"
    );
}

#[test]
fn a_wrong_login_is_not_kept_and_after_three_nobody_is_asked() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[]);
    for _ in 0..3 {
        let refused = map.post("/api/login", &login("wrong-canary").to_string());
        let error = &body(&refused)["error"];
        assert_eq!((refused.status, &error["kind"]), (422, &"login".into()));
        assert!(!refused.text().contains("wrong-canary"));
    }
    let asked = webfleet.calls().len();
    let refused = map.post("/api/login", &login("").to_string());
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("too many wrong"),
        "{}",
        refused.text()
    );
    assert_eq!(webfleet.calls().len(), asked);
    assert!(!map.device.sources().login_file().exists());
}

#[test]
fn a_login_that_lacks_a_part_is_not_sent() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[]);
    for part in ["account", "user", "password", "apikey"] {
        let mut login = login("");
        login[part] = "\r\n".into();
        let refused = map.post("/api/login", &login.to_string());
        assert_eq!(body(&refused)["error"]["kind"], "usage", "{part}");
    }
    let strange = map.post("/api/login", "{\"account\": \"a\"}");
    assert_eq!(strange.status, 400);
    assert!(webfleet.calls().is_empty());
}

#[test]
fn a_login_that_comes_from_elsewhere_is_not_replaced() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = Running::on(Home::at(&webfleet.url()), Vec::new());
    let set_by = map.json("/api/setup?lang=de")["login"]["set_by"].clone();
    assert_eq!(set_by, "KPLACES_LOGIN__ACCOUNT");
    let refused = map.post("/api/login", &login("").to_string());
    assert_eq!(body(&refused)["error"]["kind"], "configuration");
    assert!(webfleet.calls().is_empty());
}

#[test]
fn a_login_that_is_damaged_can_be_replaced() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[]);
    let file = map.device.sources().login_file();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "nonsense").unwrap();
    assert_eq!(map.json("/api/setup")["login"]["from"], Value::Null);
    assert_eq!(map.post("/api/login", &login("").to_string()).status, 200);
    assert_eq!(last_word(&map, "{}")["added"], 3);
}

#[test]
fn a_login_waits_for_no_sync_and_no_sync_for_a_login() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[]);
    assert_eq!(map.post("/api/login", &login("").to_string()).status, 200);
    let held = map.device.hold_store().unwrap();
    assert_eq!(map.sync("{}").status, 202);
    assert_eq!(map.post("/api/login", &login("").to_string()).status, 409);
    let passphrase = map.post("/api/passphrase", "{\"passphrase\":\"x\"}");
    assert_eq!(passphrase.status, 409);
    drop(held);
}

#[test]
fn groups_are_not_kept_where_the_sync_for_them_fails() {
    let webfleet = MockWebfleet::start(small_world());
    let map = set_up(&webfleet, &[]);
    let chosen = |map: &Running| map.json("/api/setup")["groups"]["chosen"].clone();
    // Nobody is logged in.
    let failed = last_word(&map, "{\"groups\":[\"Depots\"]}");
    assert_eq!(failed["kind"], "login");
    assert_eq!(chosen(&map), json!([]));
    assert_eq!(map.sync("{\"groups\":[\" \"]}").status, 422);
}

/// Says the same passphrase whenever it is asked.
#[derive(Debug)]
struct Says(&'static str);

#[async_trait::async_trait]
impl kplaces_device::Ask for Says {
    fn is_somebody_there(&self) -> bool {
        true
    }

    async fn passphrase(
        &self,
        _: kplaces_text::Text,
    ) -> Result<secrecy::SecretString, kplaces_device::CliError> {
        Ok(self.0.into())
    }

    fn line(&self, _: kplaces_text::Text) -> Result<String, kplaces_device::CliError> {
        Ok(String::new())
    }

    fn warn(&self, _: kplaces_text::Text) {}
}

const PASSPHRASE: &str = "gabel teich wolke sieben";

#[test]
fn a_login_is_sealed_with_the_passphrase_that_is_typed_and_used_at_once() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[("LOGIN__KEEP", "sealed")]);
    let login_facts = map.json("/api/setup")["login"].clone();
    assert_eq!(
        (&login_facts["seals"], &login_facts["locked"]),
        (&true.into(), &Value::Null)
    );
    let mut login = login("");
    for weak in ["", "kurz", "webfleet2024"] {
        login["passphrase"] = weak.into();
        assert_eq!(
            map.post("/api/login", &login.to_string()).status,
            422,
            "{weak}"
        );
    }
    assert!(webfleet.calls().is_empty(), "a weak one costs no request");
    login["passphrase"] = PASSPHRASE.into();
    let kept = map.post("/api/login", &login.to_string());
    assert_eq!(
        (kept.status, &body(&kept)["place"]),
        (200, &"sealed".into())
    );
    assert_eq!(last_word(&map, "{}")["added"], 3);
}

#[test]
fn the_page_gives_the_passphrase_that_a_later_map_lacks() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let home = Home::asking(&webfleet.url(), Edition::Pro, &[("LOGIN__KEEP", "sealed")]);
    let account = numbered_world(3).accounts.remove(0);
    let credential = kplaces_config::Credential {
        account: account.name.clone(),
        user: account.users[0].name.clone(),
        password: account.users[0].password.as_str().into(),
        apikey: account.apikey.as_str().into(),
    };
    let device = home.device.asking(Arc::new(Says(PASSPHRASE)));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let held = device.hold_login().unwrap();
    let put = device.put_login(&held, &credential, Place::Sealed);
    runtime.block_on(put).unwrap();
    drop(held);

    let map = Running::on(home, Vec::new());
    assert_eq!(last_word(&map, "{}")["kind"], "passphrase");
    assert_eq!(map.json("/api/facts")["last_failed"]["kind"], "passphrase");
    let wrong = map.post(
        "/api/passphrase",
        "{\"passphrase\":\"gabel teich wolke acht\"}",
    );
    assert_eq!(wrong.status, 422);
    assert!(!wrong.text().contains("wolke"));
    assert_eq!(last_word(&map, "{}")["kind"], "passphrase");
    let right = json!({"passphrase": PASSPHRASE}).to_string();
    assert_eq!(map.post("/api/passphrase", &right).status, 204);
    assert_eq!(last_word(&map, "{}")["added"], 3);

    // Somebody logs in at a terminal, with another one: what was typed here is of no use any more.
    let other = map
        .device
        .asking(Arc::new(Says("kanne nagel forst acht neun")));
    let held = other.hold_login().unwrap();
    let put = other.put_login(&held, &credential, Place::Sealed);
    runtime.block_on(put).unwrap();
    assert_eq!(last_word(&map, "{}")["kind"], "passphrase");
}

#[test]
fn groups_that_somebody_else_has_set_stay() {
    let webfleet = MockWebfleet::start(small_world());
    let map = set_up(&webfleet, &[("SYNC__GROUPS", "Depots")]);
    let groups = map.json("/api/setup")["groups"].clone();
    assert_eq!(groups["chosen"], json!(["Depots"]));
    assert_eq!(groups["locked"], "KPLACES_SYNC__GROUPS");
    let refused = map.sync("{\"groups\":[]}");
    assert_eq!(body(&refused)["error"]["kind"], "configuration");
}

#[test]
fn basic_chooses_no_groups() {
    let webfleet = MockWebfleet::start(small_world());
    let home = Home::asking(&webfleet.url(), Edition::Basic, &[]);
    let map = Running::on(home, vec![place("a", "A", 48.0, 11.0)]);
    assert_eq!(map.json("/api/setup")["groups"], Value::Null);
    let refused = map.sync("{\"groups\":[\"Depots\"]}");
    assert_eq!(refused.status, 403);
}

#[test]
fn nothing_is_set_up_by_who_is_not_the_page() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[]);
    let login = login("").to_string();
    for (target, body) in [
        ("/api/login", login.as_str()),
        ("/api/passphrase", "{\"passphrase\":\"x\"}"),
    ] {
        let length = format!("Content-Length: {}\r\n", body.len());
        let json = "Content-Type: application/json\r\n";
        let cookie = format!("Cookie: {}\r\n", map.cookie);
        let own = "x-kplaces: 1\r\n";
        for (what, headers, status) in [
            ("no cookie", format!("{own}{json}{length}"), 401),
            (
                "no header of the page",
                format!("{cookie}{json}{length}"),
                403,
            ),
            ("a form", format!("{cookie}{own}{length}"), 415),
            (
                "another site",
                format!("{cookie}{own}{json}{length}Origin: https://evil.example\r\n"),
                403,
            ),
        ] {
            let request = map.request("POST", target, &headers);
            let reply = map.send(&format!("{request}{body}"));
            assert_eq!(reply.status, status, "{target}: {what}");
        }
        assert_eq!(map.get(target).status, 405, "{target}");
    }
    assert!(webfleet.calls().is_empty());
    assert!(!map.device.sources().login_file().exists());
}

#[test]
fn a_login_that_an_administrator_has_set_is_not_overruled() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let home = Home::asking(&webfleet.url(), Edition::Pro, &[]);
    let handed_out = "[login]\naccount = \"theirs\"\nuser = \"theirs\"\npassword_command = [\"echo\", \"x\"]\napikey_command = [\"echo\", \"x\"]\n";
    let file = home.system_file();
    fs::write(&file, handed_out).unwrap();
    let map = Running::on(home, Vec::new());
    let before = map.json("/api/setup")["login"].clone();
    let named = before["set_by"].as_str().unwrap_or_default();
    assert!(named.contains("system.toml"), "{before}");
    let refused = map.post("/api/login", &login("").to_string());
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(map.json("/api/setup")["login"], before);
    assert!(!map.device.sources().login_file().exists());
}

#[test]
fn a_login_is_not_given_up_for_one_that_could_not_be_checked() {
    let webfleet = MockWebfleet::start(numbered_world(3));
    let map = set_up(&webfleet, &[]);
    assert_eq!(map.post("/api/login", &login("").to_string()).status, 200);
    let file = map.device.sources().login_file();
    let before = fs::read(&file).unwrap();
    webfleet.fault(Some("status:503".parse().unwrap()));
    let refused = map.post("/api/login", &login("another").to_string());
    assert_ne!(refused.status, 200, "{refused:?}");
    assert_eq!(fs::read(&file).unwrap(), before);
}
