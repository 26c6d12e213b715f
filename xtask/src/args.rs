//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use kplaces_edition::EditionId;
use kplaces_tools::programs::Programs;

use crate::bench;
use crate::target::Target;

/// Builds, checks and demonstrates 3Kplaces.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show what 3Kplaces does, with a stand-in for WEBFLEET: no account, no network
    Demo {
        /// Show the sample account on the map, in your browser, and nothing else
        #[arg(long)]
        map: bool,
        /// The edition of the map
        #[arg(long, value_parser = edition(), default_value = "pro", requires = "map")]
        edition: EditionId,
    },
    /// Run all tests
    Test(TestOptions),
    /// Check format, lints, every edition alone, documentation and dependencies
    Check {
        /// Check for security advisories too; needs the network
        #[arg(long)]
        advisories: bool,
    },
    /// Build an edition, and nothing else
    Build {
        #[arg(value_parser = edition())]
        edition: EditionId,
        /// Optimised, as it is shipped
        #[arg(long)]
        release: bool,
    },
    /// Build an edition and run it: cargo xtask run pro -- status
    Run {
        #[arg(value_parser = edition())]
        edition: EditionId,
        /// The command line of 3kplaces
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Run the stand-in for WEBFLEET: cargo xtask sim --port 8099; --help shows its options
    #[command(disable_help_flag = true)]
    Sim {
        /// The command line of the stand-in
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Run the tests and say which snapshots do not fit
    Snapshot(SnapshotOptions),
    /// Build the page of the map, where it is not as its sources are; needs Node.js
    Page,
    /// Try the map in a real browser; needs Node.js and Chromium
    Browser(BrowserOptions),
    /// Measure the release programs beside others that people know; needs Linux
    #[command(after_help = bench::described())]
    Bench(BenchOptions),
    /// Write the tables of docs/exports.md, docs/privacy.md and docs/datenschutz.md, docs/json, and the types and
    /// shared words of the map's page, out of the code
    Docs {
        /// Only look whether it is as it would be written
        #[arg(long)]
        check: bool,
    },
    /// Build release archives and packages, and prove what each edition does not contain
    Dist {
        /// All editions if none is named
        #[arg(value_name = "EDITION", value_parser = edition())]
        editions: Vec<EditionId>,
        /// For another system; what builds for it is fetched by rustup and pip
        #[arg(long, value_name = "TARGET", value_parser = PossibleValuesParser::new(Target::OTHERS))]
        target: Option<String>,
        /// Also judge the packages, and install, upgrade and remove them in a Debian made for it; needs root
        #[arg(long = "try")]
        tries: bool,
        /// Build nothing; look whether what lies in a folder is what its sums, bills and programs say
        #[arg(long, value_name = "FOLDER", conflicts_with_all = ["editions", "target", "tries"])]
        verify: Option<PathBuf>,
        /// And whether it is signed with this key: `minisign -S -m SHA256SUMS` signs it
        #[arg(long, value_name = "FILE", requires = "verify")]
        key: Option<PathBuf>,
    },
    /// Prove what is promised about privacy: every command, watched from outside; needs Linux
    ProvePrivacy(ProveOptions),
    /// A part of prove-privacy, in a network of its own
    #[command(hide = true)]
    ProveInside {
        proof: String,
        #[arg(value_parser = edition())]
        edition: EditionId,
        program: PathBuf,
        stand_in: PathBuf,
        scratch: PathBuf,
    },
    /// Let media fail, or lose their power, at each operation of each command; needs Linux, root and /dev/fuse
    Campaign(CampaignOptions),
    /// Everything a change has to pass: check, dist, test, demo, prove-privacy, campaign
    Ci,
}

#[derive(clap::Args)]
pub(crate) struct ProveOptions {
    /// All editions if none is named
    #[arg(value_name = "EDITION", value_parser = edition())]
    pub(crate) editions: Vec<EditionId>,
    /// Only this proof, and no claims; may be given several times
    #[arg(long, value_name = "PROOF")]
    pub(crate) only: Vec<String>,
    /// Put this program to the proof instead of the one that cargo builds
    #[arg(long, value_name = "FILE")]
    pub(crate) program: Option<PathBuf>,
    /// The tests that claims name have passed: do not run them again
    #[arg(long, hide = true)]
    pub(crate) tests_have_passed: bool,
}

/// What happens to the medium.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum CampaignKind {
    /// An operation fails, once or for good
    Faults,
    /// The power goes, and what was not synced is lost, torn or reordered
    PowerCuts,
}

#[derive(clap::Args)]
pub(crate) struct CampaignOptions {
    #[arg(value_name = "KIND")]
    pub(crate) kind: CampaignKind,
    /// Basic and Enterprise if none is named
    #[arg(value_name = "EDITION", value_parser = edition())]
    pub(crate) editions: Vec<EditionId>,
    /// Only this case, as the report names it; may be given several times
    #[arg(long = "command", value_name = "CASE")]
    pub(crate) commands: Vec<String>,
    /// Every operation, not a few of each command: takes hours
    #[arg(long)]
    pub(crate) long: bool,
    /// Only at this operation, as the report counts them, in every form
    #[arg(long, value_name = "N")]
    pub(crate) at: Option<u64>,
    /// Try this program instead of the one that cargo builds
    #[arg(long, value_name = "FILE")]
    pub(crate) program: Option<PathBuf>,
}

impl From<ProveOptions> for kplaces_prove::ProveOptions {
    fn from(options: ProveOptions) -> Self {
        let ProveOptions {
            editions,
            only,
            program,
            tests_have_passed,
        } = options;
        Self {
            editions,
            only,
            program,
            programs: Programs::default(),
            tests_have_passed,
        }
    }
}

impl From<CampaignOptions> for kplaces_prove::CampaignOptions {
    fn from(options: CampaignOptions) -> Self {
        let CampaignOptions {
            kind,
            editions,
            commands,
            long,
            at,
            program,
        } = options;
        Self {
            kind: match kind {
                CampaignKind::Faults => kplaces_prove::CampaignKind::Faults,
                CampaignKind::PowerCuts => kplaces_prove::CampaignKind::PowerCuts,
            },
            editions,
            commands,
            long,
            at,
            program,
            programs: Programs::default(),
        }
    }
}

#[derive(Clone, Default, clap::Args)]
pub(crate) struct TestOptions {
    /// Only the suite of this edition
    #[arg(long, value_parser = edition())]
    pub(crate) edition: Option<EditionId>,
    /// Its program for another system, by an emulator where that is of another processor
    #[arg(long, value_name = "TARGET", requires = "edition", value_parser = PossibleValuesParser::new(Target::OTHERS))]
    pub(crate) target: Option<String>,
    /// For the test runner, such as a part of a test's name
    #[arg(last = true)]
    pub(crate) extra: Vec<OsString>,
}

#[derive(Clone, Default, clap::Args)]
pub(crate) struct BrowserOptions {
    /// Measure the first picture and the frame times instead of testing
    #[arg(long)]
    pub(crate) bench: bool,
    /// For Node.js, such as --test-name-pattern
    #[arg(last = true)]
    pub(crate) extra: Vec<OsString>,
}

#[derive(clap::Args)]
pub(crate) struct BenchOptions {
    /// All works if none is named
    #[arg(value_name = "WORK", value_parser = PossibleValuesParser::new(bench::names()))]
    pub(crate) works: Vec<String>,
    /// Measure this many places instead of 10000, 100000 and 1000000; may be given several times
    #[arg(long = "places", value_name = "N")]
    pub(crate) sizes: Vec<usize>,
    /// Measure 10000 places in few runs: a minute
    #[arg(long, conflicts_with = "sizes")]
    pub(crate) quick: bool,
    /// Build as `cargo build --release` does, not as `dist`: what is built already is taken
    #[arg(long)]
    pub(crate) as_built: bool,
    /// Write docs/performance.md
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(clap::Args)]
pub(crate) struct SnapshotOptions {
    /// Take what the tests give as the new snapshots; review them with `git diff`
    #[arg(long)]
    pub(crate) accept: bool,
    /// Delete the snapshots that no test has asked for
    #[arg(long)]
    pub(crate) prune: bool,
}

fn edition() -> impl TypedValueParser<Value = EditionId> {
    PossibleValuesParser::new(EditionId::all().map(<&'static str>::from))
        .try_map(|id| id.parse::<EditionId>())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_options_of_the_stand_in_are_told_by_itself() {
        let args = Args::try_parse_from(["xtask", "sim", "--help"]);
        let Ok(Command::Sim { args }) = args.map(|args| args.command) else {
            panic!("not understood");
        };
        assert_eq!(args, ["--help"]);
    }

    #[test]
    fn what_follows_goes_through_untouched() {
        let args =
            Args::try_parse_from(["xtask", "run", "pro", "--", "near", "-33.9,18.4", "--json"]);
        let Ok(Command::Run { edition, args }) = args.map(|args| args.command) else {
            panic!("not understood");
        };
        assert_eq!(edition, EditionId::Pro);
        assert_eq!(args, ["near", "-33.9,18.4", "--json"]);
    }
}
