use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use kplaces_device::autostart::map::Starter;
use kplaces_domain::Position;
use kplaces_text::Language;
use schemars::JsonSchema;
use serde::Serialize;

use crate::values;

/// What every command takes. What people read of arguments is in [`crate::help`].
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing but what was asked for, and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Read this configuration file instead of the user's
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Keep the places in this folder
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Work for this tenant: a WEBFLEET account with folders of its own (Enterprise)
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
    /// Write privacy texts in this language (usual: that of the system)
    #[arg(long, global = true, value_name = "en|de", value_parser = values::language)]
    pub(crate) lang: Option<Language>,
    /// Write what happens to standard error: error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Store the WEBFLEET login on this device
    Login(Login),
    /// Remove the WEBFLEET login from this device
    Logout,
    /// Bring the places on this device to what WEBFLEET has now
    Sync(Sync),
    /// List places by name
    List(List),
    /// Show everything known about a place
    Show(Show),
    /// Find places by a part of their name
    Find(Find),
    /// List the places nearest to a position
    Near(Near),
    /// Write the places to a file for another program or device
    Export(Export),
    /// Say whether a file that was exported is what an export would write now
    ImportCheck(ImportCheck),
    /// Show the places on a map, in your browser
    Map(Map),
    /// Open the map that runs, or start it
    Open(Open),
    /// Say what is on this device
    Status,
    /// Show the last syncs and what came of them
    Log(Log),
    /// Copy the places on this device, and bring copies back
    #[command(subcommand)]
    Backup(Backup),
    /// Say what is processed here and whom this device contacted; take it along, erase it
    #[command(subcommand)]
    Privacy(Privacy),
    /// Look whether everything on this device is as it should be
    Doctor(Doctor),
    /// Say what this edition has, and what the others add
    Edition,
    /// Show the configuration
    #[command(subcommand)]
    Config(Config),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, or write one page per command
    Man(Man),
}

#[derive(Args, Debug)]
pub(crate) struct Login {
    /// The name of the WEBFLEET account
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// The name of the user
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Read what is not given, a line each: account, user, password, API key
    #[arg(long)]
    pub(crate) stdin: bool,
    /// Where to keep it: in the system's keyring, sealed with a passphrase, or as plain text
    #[arg(long, value_name = "WHERE")]
    pub(crate) keep: Option<KeepWhere>,
    /// Keep it without asking WEBFLEET whether it is right
    #[arg(long, alias = "offline")]
    pub(crate) no_check: bool,
    /// Ask WEBFLEET whether the login on this device is right, and change nothing
    #[arg(long, conflicts_with_all = ["account", "user", "stdin", "keep", "no_check"])]
    pub(crate) check: bool,
}

/// Where to keep a login.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum KeepWhere {
    /// In the keyring where one answers, else sealed
    Auto,
    /// In the system's keyring
    Keyring,
    /// In a file that is sealed with a passphrase
    Sealed,
    /// In a file as plain text, for this user only
    File,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "flags, as they are typed")]
pub(crate) struct Sync {
    #[command(flatten)]
    pub(crate) groups: GroupArgs,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Remove places even if it is more than a fifth of them
    #[arg(long)]
    pub(crate) accept_shrink: bool,
    /// Take at most so many addresses (can only lower the edition's limit)
    #[arg(long, value_name = "N", value_parser = values::count, allow_negative_numbers = true)]
    pub(crate) limit: Option<NonZeroU32>,
    /// Wait for the request quota, or for another sync, and say how long (usual on a terminal)
    #[arg(long, conflicts_with = "no_wait")]
    pub(crate) wait: bool,
    /// Do not wait: say when it can go on, and end (usual elsewhere)
    #[arg(long)]
    pub(crate) no_wait: bool,
    /// Start like one of many devices: not all at once, quietly, and with --wait (Pro and Enterprise)
    #[arg(long, conflicts_with_all = ["no_wait", "dry_run", "accept_shrink"])]
    pub(crate) scheduled: bool,
    /// What follows if something changed: an export, and the rest of the line is about it
    #[arg(long, value_name = "EXPORT", num_args = 1.., allow_hyphen_values = true, conflicts_with = "dry_run")]
    pub(crate) then: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Log {
    /// Say which places the last sync that changed something has changed
    #[arg(long)]
    pub(crate) changes: bool,
    /// With --changes, name all of them
    #[arg(long, requires = "changes", conflicts_with = "limit")]
    pub(crate) all: bool,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = values::count, allow_negative_numbers = true, default_value = "10")]
    pub(crate) limit: NonZeroU32,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Backup {
    /// Copy the places on this device now
    Create,
    /// List the copies
    List,
    /// Read copies from end to end and say what they hold
    Verify {
        /// Only this one, or `latest`
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Bring the places of a copy back
    Restore {
        /// Which one, as `backup list` shows it, or `latest`
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Bring the places of an extract back (`privacy extract`)
    Import {
        /// The archive
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}

#[derive(Args, Debug)]
pub(crate) struct PrivacyExtract {
    /// The archive to write, a zip file
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) replacing: Replacing,
}

/// What may be replaced.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Replacing {
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// With --force, replace a file that has places also by one without a place
    #[arg(long, requires = "force")]
    pub(crate) allow_empty: bool,
}

#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("scope").required(true).args(["all", "groups", "older_than"]))]
pub(crate) struct PrivacyErase {
    /// Everything: places, copies, records, login, and what is remembered besides
    #[arg(long)]
    pub(crate) all: bool,
    /// The places of this group, and copies that know it; may be given several times
    #[arg(long = "group", value_name = "GROUP")]
    pub(crate) groups: Vec<String>,
    /// Copies and records older than so many days, and the places if they are
    #[arg(long, value_name = "DAYS", value_parser = values::count, allow_negative_numbers = true)]
    pub(crate) older_than: Option<NonZeroU32>,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
    /// Say what would go, and change nothing
    #[arg(long, conflicts_with_all = ["yes", "receipt"])]
    pub(crate) dry_run: bool,
    /// Write the receipt to this file, too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) receipt: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct GroupArgs {
    /// Only places of this group; may be given several times (Pro and Enterprise)
    #[arg(long = "group", value_name = "GROUP")]
    pub(crate) groups: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) groups: GroupArgs,
    /// Only places of this colour, such as darkred or “dark red”
    #[arg(long, value_name = "COLOUR", alias = "color")]
    pub(crate) colour: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = values::count, allow_negative_numbers = true)]
    pub(crate) limit: Option<NonZeroU32>,
    /// Only places with something odd about them, and what that is
    #[arg(long, conflicts_with_all = ["groups", "colour", "limit"])]
    pub(crate) odd: bool,
    /// With --odd, as a file for spreadsheets
    #[arg(long, requires = "odd", conflicts_with = "json")]
    pub(crate) csv: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// The key of a place, or its name or a part of it
    #[arg(value_name = "KEY|NAME")]
    pub(crate) place: String,
}

#[derive(Args, Debug)]
pub(crate) struct Find {
    /// A part of the name; case, umlauts and ß do not matter
    #[arg(required = true, value_name = "TEXT")]
    pub(crate) text: Vec<String>,
    /// Nearest to this position first
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = values::position)]
    pub(crate) near: Option<Position>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = values::count, allow_negative_numbers = true, default_value = "20")]
    pub(crate) limit: NonZeroU32,
}

#[derive(Args, Debug)]
pub(crate) struct Near {
    /// A position, such as 48.137,11.575
    #[arg(value_name = "LAT,LON", allow_hyphen_values = true)]
    pub(crate) position: String,
    /// What else of it was written as words of its own
    #[arg(value_name = "…", hide = true, allow_negative_numbers = true)]
    pub(crate) words: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = values::count, allow_negative_numbers = true, default_value = "10")]
    pub(crate) limit: NonZeroU32,
    /// No further away than this
    #[arg(long, value_name = "METRES", value_parser = values::metres, allow_negative_numbers = true)]
    pub(crate) within: Option<NonZeroU32>,
}

/// Which places go into a file.
#[derive(Args, Debug)]
pub(crate) struct Selection {
    #[command(flatten)]
    pub(crate) groups: GroupArgs,
    /// Only the places around this position, nearest first
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = values::position)]
    pub(crate) near: Option<Position>,
    /// With --near: no further away than this
    #[arg(long, value_name = "METRES", value_parser = values::metres, allow_negative_numbers = true, requires = "near")]
    pub(crate) within: Option<NonZeroU32>,
    /// At most so many: the nearest with --near, else the first by name
    #[arg(long, value_name = "N", value_parser = values::count, allow_negative_numbers = true)]
    pub(crate) limit: Option<NonZeroU32>,
    /// A file for each group, in a folder
    #[arg(long, value_name = "BY")]
    pub(crate) split_by: Option<SplitBy>,
}

#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The profile: what the file is for
    #[arg(required_unless_present = "list_profiles")]
    pub(crate) profile: Option<String>,
    /// The file to write, or a folder; `-` is standard output
    #[arg(long, short, value_name = "PATH", value_hint = ValueHint::AnyPath, required_unless_present = "list_profiles")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) replacing: Replacing,
    /// Say what changed since the file that is there was written
    #[arg(long)]
    pub(crate) delta_hint: bool,
    /// List the profiles of this edition
    #[arg(long, conflicts_with_all = ["profile", "output", "force", "allow_empty", "delta_hint", "near", "limit", "split_by", "groups"])]
    pub(crate) list_profiles: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ImportCheck {
    /// The file of a device, or with --split-by the folder of its files
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) path: PathBuf,
    /// The profile the file was written for; found out where it is not given
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// What decides which file a place goes to.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SplitBy {
    /// Its group; of several the first, by the configured order or by name
    Group,
}

#[derive(Args, Debug, Default)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Map {
    #[command(subcommand)]
    pub(crate) autostart: Option<Autostart>,
    /// The port on this device's own address; any that is free, if not given
    #[arg(long, value_name = "N", value_parser = values::number::<u16>(0, 65_535))]
    pub(crate) port: Option<u16>,
    /// Print the link only, and start no browser
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Streets from this file, in the PMTiles format
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) basemap: Option<PathBuf>,
    /// End when nobody has looked for so many minutes
    #[arg(long, value_name = "MINUTES", value_parser = values::count, allow_negative_numbers = true)]
    pub(crate) idle: Option<NonZeroU32>,
}

/// The map, started at each login.
#[derive(Debug, Subcommand)]
pub(crate) enum Autostart {
    /// Have the system start the map when this user logs in
    Install(MapInstall),
    /// Have it do so no more
    Remove,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "flags, as they are typed")]
pub(crate) struct MapInstall {
    /// Whose file it is
    #[arg(long = "for", value_name = "SYSTEM", value_parser = values::starter())]
    pub(crate) starter: Option<Starter>,
    /// Start the map only, and no browser
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Show the file, and write nothing
    #[arg(long)]
    pub(crate) print: bool,
    /// Write it, and leave it to the user to put it into effect
    #[arg(long)]
    pub(crate) no_enable: bool,
    /// Replace a file of somebody else
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_field_names, reason = "flags, as they are typed")]
pub(crate) struct Open {
    /// Print the link only, and start no browser
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Print no link: what the system starts is written into its log
    #[arg(long, conflicts_with = "json")]
    pub(crate) autostart: bool,
    /// End a map that is started when nobody has looked for so many minutes
    #[arg(long, value_name = "MINUTES", value_parser = values::count, allow_negative_numbers = true)]
    pub(crate) idle: Option<NonZeroU32>,
}

#[derive(Args, Debug)]
pub(crate) struct Doctor {
    /// Send one request to WEBFLEET as well, and say how far it gets
    #[arg(long)]
    pub(crate) online: bool,
    /// Write a file for support, without addresses, names and secrets; `-` is standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) bundle: Option<PathBuf>,
    /// Replace a support file that is there
    #[arg(long, requires = "bundle")]
    pub(crate) force: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Privacy {
    /// Answer what people ask about their data, with the facts of this device
    Statement(Papers),
    /// Fill in a template for the record of processing activities (Art. 30 GDPR)
    Record(Papers),
    /// Say which hosts this device contacted, and which it may
    Network,
    /// Say what is on this device: where, who can read it, from where, for how long (Art. 15 GDPR)
    Report,
    /// Write all of it to one open archive, to take along (Art. 20 GDPR)
    Extract(PrivacyExtract),
    /// Erase what is on this device, and print a receipt (Art. 17 GDPR)
    Erase(PrivacyErase),
}

/// How a document is handed over.
#[derive(Args, Debug)]
pub(crate) struct Papers {
    /// Write it to this file; its ending .md or .html decides on the format, any other is text
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// The format, whatever the file is called
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<PaperFormat>,
    /// Replace a file that is there
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

/// What a document is laid out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PaperFormat {
    /// Lines of text
    Text,
    /// Markdown
    Markdown,
    /// One page for a browser, to be printed
    Html,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// List each setting there is: what it is for, what it takes, and what is in force
    List {
        /// Only this one, or those of this section
        #[arg(value_name = "KEY")]
        key: Option<String>,
    },
    /// Show each setting with its value and where it comes from
    Show,
    /// Look for mistakes in a configuration file
    Check {
        /// The file; without it that of the user
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
    },
    /// Write a configuration file that explains each key
    Init {
        /// Ask nothing: nothing is set in it
        #[arg(long)]
        defaults: bool,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
    /// Set a key in the user's configuration file
    Set {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        /// Its value; of a list each entry
        #[arg(value_name = "VALUE", required = true)]
        values: Vec<String>,
    },
    /// Take a key out of the user's configuration file
    Unset {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Show where the configuration and the places are
    Path,
}

#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// Which shell
    pub(crate) shell: Shell,
}

#[derive(Args, Debug)]
pub(crate) struct Man {
    /// Only this page, by the name of its file
    #[arg(value_name = "PAGE", conflicts_with = "dir")]
    pub(crate) page: Option<String>,
    /// Write a page for each command into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: Option<PathBuf>,
}
