//! What a page can set up on a device: its login, and the groups it takes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use kplaces_config::{Credential, LoginOrigin, LoginOutline, Origin, bare, unsendable_user};
use kplaces_device::login::{Choice, Place};
use kplaces_device::text::login::{self as words, Asked, origin_word};
use kplaces_device::{Asking, CliError, Device, Kind, Questions};
use kplaces_edition::Feature;
use kplaces_text::{Language, Text, spoken};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};

use crate::typed::Typed;

/// So many wrong logins in a row: more could lock the user at WEBFLEET.
const MOST_WRONG: u8 = 3;

/// The setting of the groups.
const GROUPS: &str = "sync.groups";

/// Sets a device up while its map runs. Nobody is asked at a terminal, but for a passphrase who sits at the page.
#[derive(Debug)]
pub(crate) struct Setup {
    device: Arc<Device>,
    typed: Arc<Typed>,
    wrong: AtomicU8,
}

/// A login as somebody gives it on the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginWish {
    account: String,
    user: String,
    #[serde(deserialize_with = "secret")]
    password: SecretString,
    #[serde(deserialize_with = "secret")]
    apikey: SecretString,
    /// To seal it with, where there is no keyring; empty where there is.
    #[serde(deserialize_with = "secret")]
    passphrase: SecretString,
}

/// A passphrase as somebody gives it on the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PassphraseWish {
    #[serde(deserialize_with = "secret")]
    passphrase: SecretString,
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

/// How a device is set up.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Setup"))]
pub(crate) struct SetupJson {
    login: LoginJson,
    /// `null` where the edition has no group filter.
    groups: Option<ChosenJson>,
}

/// The login of a device, without a secret.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "LoginFacts"))]
pub(crate) struct LoginJson {
    account: Option<String>,
    user: Option<String>,
    /// Where it is: `keyring`, `sealed`, `file` and so on; `null` where there is none.
    from: Option<&'static str>,
    /// What says it, such as a variable, where that counts before anything that the page could keep.
    set_by: Option<String>,
    /// Why the page cannot keep one besides, as where no safe place is; `null` where it can.
    locked: Option<String>,
    /// Whether it would be sealed with a passphrase that has to be typed as well.
    seals: bool,
}

/// The groups that a sync takes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "ChosenGroups"))]
pub(crate) struct ChosenJson {
    /// All of the account, as far as they are known.
    known: Vec<String>,
    /// Empty means all.
    chosen: Vec<String>,
    /// Where they are set, where the page cannot change that.
    locked: Option<String>,
}

/// What came of a login.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "LoggedIn"))]
pub(crate) struct LoggedIn {
    /// Where it is kept: `keyring`, `sealed` or `file`.
    place: &'static str,
    /// What to know besides, a sentence each.
    warnings: Vec<String>,
}

impl Setup {
    /// Of a device whose store is open; it is the same one from now on.
    pub(crate) fn of(device: &Device) -> Result<Self, CliError> {
        let typed = Arc::new(Typed::default());
        let device = device.asking(typed.clone());
        device.location()?;
        Ok(Self {
            device: Arc::new(device),
            typed,
            wrong: AtomicU8::new(0),
        })
    }

    /// The device, which asks the page for the passphrase of its login.
    pub(crate) fn device(&self) -> &Device {
        &self.device
    }

    /// Keeps a passphrase as long as the map runs, if it opens the login of this device.
    pub(crate) async fn unlock(&self, wish: PassphraseWish) -> Result<(), CliError> {
        let typed = Typed::of(wish.passphrase.clone());
        let device = self.device.asking(Arc::new(typed));
        if let Err(error) = device.credential(Asking::Allowed).await {
            let is_wrong = device.is_wrong_passphrase(&wish.passphrase);
            return Err(if is_wrong {
                words::wrong_passphrase()
            } else {
                error
            });
        }
        self.typed.keep(wish.passphrase);
        Ok(())
    }

    /// Whether this device has a login, wherever it comes from. What cannot be read is there.
    pub(crate) fn has_login(&self) -> bool {
        let outline = self.device.sources().login_outline();
        outline.map_or(true, |it| is_whole(&it))
    }

    /// How the device is set up. It reads files, and asks the keyring whether it is there.
    /// `known` are the groups of the account.
    pub(crate) fn look(
        &self,
        known: Vec<String>,
        language: Language,
    ) -> Result<SetupJson, CliError> {
        let device = self.device.afresh();
        let said = |text: &Text| spoken(text.in_language(language), device.tenant());
        // A login that is damaged is one that can be replaced.
        let outline = device.sources().login_outline().ok();
        // As if somebody would type a passphrase.
        let somebody = device.asking(Arc::new(Typed::of(SecretString::default())));
        let place = place(&somebody);
        let seals = place.as_ref().is_ok_and(|it| it.place == Place::Sealed)
            && !device.sources().has_passphrase()?;
        let outline = outline.as_ref();
        let name = |part: fn(&LoginOutline) -> &Option<(String, LoginOrigin)>| {
            Some(part(outline?).as_ref()?.0.clone())
        };
        let whole = outline.filter(|it| is_whole(it));
        let from = whole.map(|it| origin_word(it.password.as_ref()));
        let has_filter = device.product().policy.require(Feature::GroupFilter);
        let groups = match has_filter {
            Ok(()) => Some(ChosenJson {
                known,
                chosen: device.settings()?.sync.groups.clone(),
                locked: groups_set_by(&device)?.map(|origin| said(&origin.text())),
            }),
            Err(_) => None,
        };
        Ok(SetupJson {
            login: LoginJson {
                account: name(|it| &it.account),
                user: name(|it| &it.user),
                from,
                set_by: outline
                    .and_then(|it| fixed(it, device.sources().config_file()))
                    .map(|origin| said(&origin.text())),
                locked: place.err().map(|error| said(&in_short(error))),
                seals,
            },
            groups,
        })
    }

    /// Asks WEBFLEET whether a login is right, and keeps it where `login` would. One that WEBFLEET refuses is not
    /// kept; where it could not be asked the login is kept, and that is said.
    pub(crate) async fn log_in(
        &self,
        wish: LoginWish,
        language: Language,
    ) -> Result<LoggedIn, CliError> {
        let passphrase = wish.passphrase.clone();
        let device = match passphrase.expose_secret() {
            "" => self.device.afresh(),
            _ => self.device.asking(Arc::new(Typed::of(passphrase.clone()))),
        };
        let outline = device.sources().login_outline().ok();
        let own = device.sources().config_file();
        if let Some(origin) = outline.as_ref().and_then(|it| fixed(it, own)) {
            return Err(words::set_elsewhere(&words::the_login(), &origin.text()));
        }
        let Choice { place, no_keyring } = place(&device)?;
        let held = device.hold_login()?;
        if self.wrong.load(Ordering::Relaxed) >= MOST_WRONG {
            return Err(words::too_many_wrong());
        }
        let credential = wish.checked()?;
        if place == Place::Sealed {
            // A weak one costs no request.
            let known = [credential.account.as_str(), credential.user.as_str()];
            let secrets = device.secrets();
            secrets
                .new_passphrase_but(words::the_login(), &known)
                .await?;
        }
        let check = device.check_login(credential.clone(), Questions::One);
        let unchecked = match check.await {
            Ok(_) => {
                self.wrong.store(0, Ordering::Relaxed);
                None
            }
            Err(error) if error.kind == Kind::Login => {
                self.wrong.fetch_add(1, Ordering::Relaxed);
                return Err(error);
            }
            // One that may be right is not given up for one that nobody has looked at.
            Err(error) if outline.as_ref().is_some_and(is_whole) => return Err(error),
            Err(error) => Some(error),
        };
        let (_, left_behind) = device.put_login(&held, &credential, place).await?;
        if place == Place::Sealed && !passphrase.expose_secret().is_empty() {
            self.typed.keep(passphrase);
        }
        let warnings = [
            unchecked.as_ref().map(words::unchecked),
            no_keyring
                .as_ref()
                .filter(|_| device.sources().has_passphrase().unwrap_or_default())
                .map(words::instead_of_keyring),
            left_behind.as_ref().map(words::left_behind),
        ];
        let warnings = warnings.into_iter().flatten();
        Ok(LoggedIn {
            place: place.word(),
            warnings: warnings
                .map(|text| spoken(text.in_language(language), device.tenant()))
                .collect(),
        })
    }

    /// Fails where the page cannot choose these groups.
    pub(crate) fn may_choose(&self, names: &[String]) -> Result<(), CliError> {
        let device = self.device.afresh();
        device.product().policy.require(Feature::GroupFilter)?;
        device.groups(names)?;
        match groups_set_by(&device)? {
            Some(origin) => Err(words::set_elsewhere(&Text::same(GROUPS), &origin.text())),
            None => Ok(()),
        }
    }

    /// Sets the groups that each sync takes from now on; none means all.
    pub(crate) fn keep_groups(&self, names: &[String]) -> Result<(), CliError> {
        self.may_choose(names)?;
        let sources = self.device.sources();
        let changed = if names.is_empty() {
            sources.unset_in_file(GROUPS)
        } else {
            sources.set_in_file(GROUPS, names)
        };
        changed?;
        Ok(())
    }
}

impl LoginWish {
    /// As WEBFLEET can be asked with it.
    fn checked(self) -> Result<Credential, CliError> {
        let name = |text: &str, what| match bare(text).trim() {
            "" => Err(words::empty(what)),
            name => Ok(name.to_owned()),
        };
        let secret = |text: &SecretString, what| match bare(text.expose_secret()) {
            "" => Err(words::empty(what)),
            text => Ok(SecretString::from(text)),
        };
        let credential = Credential {
            account: name(&self.account, Asked::Account)?,
            user: name(&self.user, Asked::User)?,
            password: secret(&self.password, Asked::Password)?,
            apikey: secret(&self.apikey, Asked::ApiKey)?,
        };
        match unsendable_user(&credential.user) {
            Some(why) => Err(words::unsendable_user(why)),
            None => Ok(credential),
        }
    }
}

/// Where a login would be kept, as the settings want it.
fn place(device: &Device) -> Result<Choice, CliError> {
    device.place_for_login(device.settings()?.login.keep)
}

/// What it is and the first reason; the others are about terminals.
fn in_short(mut error: CliError) -> Text {
    error.why.truncate(1);
    error.in_one_line()
}

fn is_whole(outline: &LoginOutline) -> bool {
    let LoginOutline {
        account,
        user,
        password,
        apikey,
    } = outline;
    account.is_some() && user.is_some() && password.is_some() && apikey.is_some()
}

/// What the page does not overrule: what only who starts the program can change, and what somebody else has set in a file
/// of settings that is not the user's `own`.
fn fixed<'o>(outline: &'o LoginOutline, own: &Path) -> Option<&'o LoginOrigin> {
    let names = [&outline.account, &outline.user];
    let names = names.into_iter().flatten().map(|(_, origin)| origin);
    let secrets = [&outline.password, &outline.apikey].into_iter().flatten();
    names.chain(secrets).find(|origin| match origin {
        LoginOrigin::ConfigFile(path) | LoginOrigin::Command(Origin::File(path)) => path != own,
        LoginOrigin::Env(_) | LoginOrigin::SecretFile { .. } | LoginOrigin::Command(_) => true,
        _ => false,
    })
}

/// Where the groups are set, if not in the file of the user: who set them there is not overruled.
fn groups_set_by(device: &Device) -> Result<Option<Origin>, CliError> {
    let own = Origin::File(device.sources().config_file().to_owned());
    let entries = &device.loaded()?.entries;
    let entry = entries.iter().find(|entry| entry.key == GROUPS);
    let origin = entry.map(|entry| entry.source.clone());
    Ok(origin.filter(|origin| *origin != Origin::Default && *origin != own))
}
