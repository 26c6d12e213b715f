#![doc = include_str!("../README.md")]

mod carried;
mod change;
mod check;
mod child;
mod command;
mod credential;
mod document;
mod edited;
mod encoding;
mod error;
mod home;
mod kept;
mod layers;
mod load;
mod login_file;
mod meaning;
mod nearest;
mod origin;
mod passphrase;
mod rate;
mod resolve;
mod schema;
mod sealed_file;
mod server;
mod setting_key;
mod settings;
mod sources;
mod template;
mod text;
mod trust;

#[cfg(test)]
mod tests;

pub use carried::Carried;
pub use change::Changed;
pub use check::Checked;
pub use child::{child_program, keep_our_variables};
pub use credential::{
    Credential, CredentialSource, LoginOrigin, LoginOutline, UnsendableUser, unsendable_user,
};
pub use encoding::bare;
pub use error::{ConfigError, Problem, ProblemKind};
pub use kept::{Safe, Wrapped};
pub use load::{Entry, Loaded};
pub use nearest::nearest;
pub use origin::Origin;
pub use rate::{BadRate, Rate};
pub use sealed_file::SealedLogin;
pub use setting_key::SettingKey;
pub use settings::{
    AlertSettings, BackupSettings, ExportSettings, FleetSettings, Keep, LoginSettings, MapSettings,
    Method, PrivacySettings, QuotaSettings, ReplyFormat, ScheduleSettings, Settings, Switch,
    SyncSettings, WebfleetSettings,
};
pub use sources::{Dirs, Sources, locale, no_color, session_bus};
