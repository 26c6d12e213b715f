//! The stand-in for WEBFLEET, which sends reports it has made before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use kplaces_tools::process;
use kplaces_tools::stand_in::{Login, StandIn};

/// The reports of a sync, each with the columns that the product asks for.
const REPORTS: [(&str, &str); 3] = [
    ("showAddressGroupReportExtern", "addrgrpname"),
    (
        "showAddressReportExtern",
        "addrno,addruid,addrname1,positionx,positiony,radius,color",
    ),
    (
        "showAddressGroupAddressReportExtern",
        "addrno,addruid,addrgrpname",
    ),
];

/// Which columns the reports have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// Those that are asked for.
    Asked,
    /// All of them, as from a service that does not do what is asked.
    All,
}

/// A large account on loopback.
pub(super) struct Webfleet {
    stand_in: StandIn,
    login: Login,
    log: PathBuf,
}

impl Webfleet {
    /// An account of so many addresses.
    pub(super) fn start(
        program: &Path,
        places: usize,
        columns: Columns,
        log: PathBuf,
    ) -> anyhow::Result<Self> {
        let size = places.to_string();
        let mut arguments = vec!["--large", &size, "--from-memory"];
        if columns == Columns::All {
            arguments.extend(["--fault", "all-columns"]);
        }
        let stand_in = StandIn::start(program, &arguments, &log)?;
        let login = stand_in.login()?;
        let webfleet = Self {
            stand_in,
            login,
            log,
        };
        webfleet.make_reports()?;
        Ok(webfleet)
    }

    pub(super) fn url(&self) -> &str {
        self.stand_in.url()
    }

    pub(super) fn login(&self) -> &Login {
        &self.login
    }

    /// Lets the account be another one from now on.
    pub(super) fn vary(&mut self, how: &str) -> anyhow::Result<()> {
        self.stand_in.vary(how)?;
        self.make_reports()
    }

    /// Has each report made, so that nobody who is measured waits for that.
    fn make_reports(&self) -> anyhow::Result<()> {
        process::output(&mut self.curl()).map(drop)
    }

    /// The address of the address report, with its parameters.
    pub(super) fn addresses(&self) -> String {
        let [_, (action, columns), _] = REPORTS;
        self.request(action, columns)
    }

    fn request(&self, action: &str, columns: &str) -> String {
        let Login {
            account, apikey, ..
        } = &self.login;
        format!(
            "{}?account={account}&apikey={apikey}&action={action}&lang=en&outputformat=csv\
             &useUTF8=true&useISO8601=true&columnfilter={columns}",
            self.url()
        )
    }

    /// One curl that gets all three reports and throws them away.
    pub(super) fn curl(&self) -> Command {
        let mut curl = self.asking_curl();
        for (action, columns) in REPORTS {
            curl.args(["-o", "/dev/null"])
                .arg(self.request(action, columns));
        }
        curl
    }

    /// Saves the address report.
    pub(super) fn save_addresses(&self, file: &Path) -> anyhow::Result<()> {
        let mut curl = self.asking_curl();
        curl.arg("-o").arg(file).arg(self.addresses());
        process::output(&mut curl).map(drop)
    }

    fn asking_curl(&self) -> Command {
        let mut curl = Command::new("curl");
        let Login { user, password, .. } = &self.login;
        curl.args(["-q", "--silent", "--show-error", "--fail"])
            .arg("--user")
            .arg(format!("{user}:{password}"));
        curl
    }

    /// The bytes of the last three reports that were sent.
    fn last_sent(&self) -> anyhow::Result<Vec<u64>> {
        let log = fs::read_to_string(&self.log).context("the stand-in has no log")?;
        let mut sent: Vec<u64> = log
            .lines()
            .rev()
            .take(REPORTS.len())
            .map_while(bytes)
            .collect();
        sent.sort_unstable();
        Ok(sent)
    }

    /// How many bytes a sync gets; an error unless the last sync got what curl gets.
    pub(super) fn same_bytes(&self) -> anyhow::Result<u64> {
        let ours = self.last_sent()?;
        self.make_reports()?;
        let curls = self.last_sent()?;
        ensure!(
            ours == curls,
            "a sync got reports of {ours:?} bytes, curl of {curls:?}: it asks for other columns"
        );
        Ok(curls.iter().sum())
    }
}

/// The bytes in a line of the log: `ACTION: 200, 0 rows, 1234 bytes`.
fn bytes(line: &str) -> Option<u64> {
    let (_, bytes) = line.strip_suffix(" bytes")?.rsplit_once(' ')?;
    bytes.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_off_a_line_of_the_log() {
        assert_eq!(bytes("showX: 200, 7 rows, 123 bytes"), Some(123));
        assert_eq!(
            bytes("showX: 200, 7 rows, 123 bytes, given up by the client"),
            None
        );
        assert_eq!(bytes(""), None);
    }
}
