//! The one list of what can be switched on.

use std::fmt;
use std::str::FromStr;

use crate::{Fault, Quirk, UnknownFault};

/// What `--fault` can switch on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Something goes wrong with an answer.
    Fault(Fault),
    /// The service behaves in its own way.
    Quirk(Quirk),
}

impl FromStr for Trouble {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        match text.parse() {
            Ok(quirk) => Ok(Self::Quirk(quirk)),
            Err(_) => text.parse().map(Self::Fault),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(f),
            Self::Quirk(quirk) => quirk.fmt(f),
        }
    }
}

/// One line of the list.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// How it is written, with what it takes in capitals.
    pub form: &'static str,
    /// One that can be had.
    pub example: &'static str,
    /// What happens.
    pub says: &'static str,
}

const fn entry(form: &'static str, example: &'static str, says: &'static str) -> Entry {
    Entry {
        form,
        example,
        says,
    }
}

const fn plain(form: &'static str, says: &'static str) -> Entry {
    entry(form, form, says)
}

impl Trouble {
    /// Everything there is: answers, then connections, then ways to behave.
    pub const ALL: &[Entry] = &[
        entry(
            "error:CODE[:TEXT]",
            "error:8015",
            "an error of the service instead of the report: 60, 8011, 8015, 9199, 10000, …",
        ),
        plain("html-page", "a firewall's page with status 200"),
        entry("status:CODE", "status:503", "this HTTP status, and no body"),
        entry(
            "redirect:URL",
            "redirect:https://elsewhere.example/x?y",
            "sends the caller elsewhere",
        ),
        entry(
            "cut:BYTES",
            "cut:1000",
            "so much of the report, framed as if it were whole",
        ),
        plain("empty", "status 200 and no body"),
        plain("gzip-bomb", "some 300 kB that unpack to 300 MB"),
        plain(
            "foreign-columns",
            "the rows, under names nobody has heard of",
        ),
        plain("not-utf8", "the report in Latin-1, declared as UTF-8"),
        plain("utf-16", "the report in UTF-16, declared as UTF-8"),
        plain("endless", "rows without end"),
        plain(
            "windows-1252",
            "the report in windows-1252, declared as UTF-8",
        ),
        plain("dms", "positions in degrees, minutes and seconds"),
        plain("no-header", "CSV without the line that names the columns"),
        entry(
            "without:COLUMNS",
            "without:radius,color",
            "the report without these columns",
        ),
        entry(
            "late-error:CODE",
            "late-error:9199",
            "an error of the service behind the last row",
        ),
        entry(
            "error-status:STATUS:CODE",
            "error-status:429:8011",
            "an error of the service with this HTTP status",
        ),
        entry(
            "retry-after:SECONDS",
            "retry-after:30",
            "whatever error comes says when one may come back",
        ),
        entry(
            "damage:KIND[:SEED]",
            "damage:byte-changed:7",
            "the report with one damage; the README names the kinds",
        ),
        plain("silent", "accepts the request and never answers"),
        plain("hang-up", "closes the connection before the answer"),
        plain("bad-http", "answers with something that is not HTTP"),
        entry("slow:BYTES", "slow:1", "so much of the body in a second"),
        entry(
            "stall:BYTES",
            "stall:1000",
            "so much of the body, then nothing; the connection stays open",
        ),
        entry(
            "reset:BYTES",
            "reset:1000",
            "so much of the body, then a TCP reset",
        ),
        entry(
            "cut-length:BYTES",
            "cut-length:1000",
            "so much of the body, less than Content-Length says",
        ),
        entry(
            "cut-chunked:BYTES",
            "cut-chunked:1000",
            "so much of the body, and no last chunk",
        ),
        plain("second-spelling", "the second names of the columns"),
        plain("all-columns", "all columns, whatever is asked for"),
        plain("shuffled", "the rows in another order each time"),
        plain(
            "disagree",
            "members that are no addresses, and addresses missing as members",
        ),
        plain("commas", "CSV with commas instead of what is asked for"),
        plain("tabs", "CSV with tabs instead of what is asked for"),
        plain("lf", "CSV lines that end with LF instead of CRLF"),
        plain("cr", "CSV lines that end with CR instead of CRLF"),
        plain("no-last-line-end", "CSV whose last line does not end"),
        plain(
            "trailing-separator",
            "CSV lines with a separator behind their last cell",
        ),
        plain("few-quotes", "CSV texts in quotes only where they need it"),
        plain("bom", "a byte order mark in front of reports"),
        plain("degrees", "positions in degrees with a point"),
        plain("degrees-comma", "positions in degrees with a comma"),
        plain("wrapped", "JSON whose array is the one value of an object"),
        plain("gzip", "reports in one gzip member, whatever is asked for"),
        plain("gzip-members", "reports in several gzip members"),
        plain("x-gzip", "gzip announced under its old name"),
        plain("gzip-unannounced", "gzip that is not announced"),
        plain("deflate", "reports packed with zlib"),
        plain("code-0", "reports that say that their error is 0"),
        plain("nulls", "null for what is missing in JSON"),
        plain("empty-texts", "an empty text for what is missing in JSON"),
        plain("plain-errors", "errors as plain text in JSON mode too"),
        plain("no-error-headers", "errors without their headers"),
        plain("err-msg", "the text of a JSON error under another key"),
        plain("login-401", "a wrong login has status 401"),
    ];
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use strum::EnumCount as _;

    use super::*;
    use crate::Transport;

    fn kind(text: &str) -> &str {
        text.split([':', '[']).next().unwrap_or(text)
    }

    #[test]
    fn every_fault_and_quirk_is_in_the_list_and_its_name_reads_back() {
        let mut kinds = HashSet::new();
        for entry in Trouble::ALL {
            let trouble: Trouble = entry.example.parse().unwrap();
            assert_eq!(trouble.to_string(), entry.example);
            assert_eq!(kind(entry.example), kind(entry.form));
            assert!(kinds.insert(kind(entry.form)), "{entry:?} twice");
        }
        // `Fault::Transport` is none itself.
        let there_are = Fault::COUNT - 1 + Transport::COUNT + Quirk::COUNT;
        assert_eq!(Trouble::ALL.len(), there_are);
    }

    #[test]
    fn the_readme_has_the_list() {
        let listed: Vec<String> = Trouble::ALL
            .iter()
            .map(|entry| format!("| `{}` | {} |", entry.form, entry.says))
            .collect();
        let readme = include_str!("../README.md");
        let there: Vec<&str> = readme
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        assert_eq!(there, listed);
    }

    #[test]
    fn the_readme_names_every_kind_of_damage() {
        let readme = include_str!("../README.md");
        for kind in crate::damage::Kind::ALL {
            assert!(readme.contains(&format!("`{kind}`")), "{kind}");
        }
    }

    #[test]
    fn an_error_can_have_its_own_words() {
        let name = "error:7:so: not";
        assert_eq!(name.parse::<Trouble>().unwrap().to_string(), name);
    }
}
