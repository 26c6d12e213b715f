//! Data and replies of one's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use kplaces_webfleet_sim::folder::Folder;
use kplaces_webfleet_sim::{Action, Options, Sim};

use crate::ask::{Ask, code};
use crate::read;

/// A folder of one test, gone with it.
struct Scratch(PathBuf);

impl Scratch {
    fn with(files: &[(&str, &[u8])]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("folder-{}-{next}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in files {
            fs::write(folder.join(name), bytes).unwrap();
        }
        Self(folder)
    }

    fn sim(&self, options: Options) -> Sim {
        Folder::read(&self.0).unwrap().sim(options)
    }

    /// What is said of it, without where it is.
    fn error(&self) -> String {
        let error = Folder::read(&self.0).err().unwrap().to_string();
        error.replace(self.0.to_str().unwrap(), "DIR")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

const ADDRESSES: &[u8] = "\u{feff}addrno;AddrUid;addrname1;longitude;latitude;radius;visible\r\n\
    007;1-1-A;\"Köln; \"\"Süd\"\"\";6960000;50938000;250;true\r\n\
    8;;Ulm;;;;"
    .as_bytes();
const MEMBERSHIPS: &[u8] = b"addruid,addrno,addrgrpname\n1-1-A,,Depots\n,8,Kunden\n1-1-A,,Kunden\n";

#[test]
fn addresses_of_ones_own_are_served_as_those_of_the_sample_are() {
    let folder = Scratch::with(&[
        ("addresses.csv", ADDRESSES),
        ("memberships.csv", MEMBERSHIPS),
    ]);
    let sim = folder.sim(Options::default());
    let asked = Ask::addresses().set("columnfilter", "addrno,addrname1,positionx,radius,visible");
    assert_eq!(
        asked.text(&sim),
        "\"addrno\";\"addrname1\";\"positionx\";\"radius\";\"visible\"\r\n\
         \"007\";\"Köln; \"\"Süd\"\"\";6960000;250;1\r\n\"8\";\"Ulm\";;;\r\n"
    );
    let group = Ask::addresses()
        .set("addressgroupname", "Depots")
        .body(&sim);
    assert_eq!(read::column(&group, "addrno"), ["007"]);
    let members = Ask::the(Action::Members).body(&sim);
    assert_eq!(read::column(&members, "addrno"), ["007", "007", "8"]);
    let groups = Ask::the(Action::Groups).body(&sim);
    assert_eq!(read::column(&groups, "addrgrpname"), ["Depots", "Kunden"]);
    assert_eq!(
        code(&Ask::addresses().set("apikey", "x").of(&sim)),
        Some(1143)
    );
    let refused = (0..10).map(|_| code(&Ask::addresses().of(&sim)));
    assert!(
        refused.into_iter().any(|code| code == Some(8011)),
        "the quota counts"
    );
}

#[test]
fn groups_of_ones_own_can_be_empty() {
    let groups = b"addrgrpname,addrgrpuid\nNone,1-9-A\nKunden,1-9-B\n";
    let folder = Scratch::with(&[
        ("addresses.csv", ADDRESSES),
        ("memberships.csv", MEMBERSHIPS),
        ("groups.csv", groups),
    ]);
    let sim = folder.sim(Options::default());
    let listed = Ask::the(Action::Groups).body(&sim);
    assert_eq!(read::column(&listed, "addrgrpname"), ["None", "Kunden"]);
    let members = Ask::the(Action::Members).body(&sim);
    assert_eq!(read::column(&members, "addrgrpuid"), ["", "1-9-B", "1-9-B"]);
}

#[test]
fn a_raw_reply_is_sent_byte_by_byte_behind_the_checks() {
    let bytes = b"addrno;addrname1\n1;\xff\n";
    let action = Action::Addresses.name();
    let headers = format!("{action}.headers");
    let folder = Scratch::with(&[
        (action, bytes),
        (
            headers.as_str(),
            b"Status: 503\nRetry-After: 7\n\nContent-Type: text/plain",
        ),
    ]);
    let sim = folder.sim(Options::default());
    let response = Ask::addresses().of(&sim);
    assert_eq!(response.status, 503);
    assert_eq!(response.header("Retry-After"), Some("7"));
    assert_eq!(response.header("Content-Type"), Some("text/plain"));
    assert_eq!(response.body.into_bytes(), bytes);
    assert_eq!(
        code(&Ask::addresses().login("dispo", "x").of(&sim)),
        Some(1101)
    );
    assert_eq!(
        code(&Ask::the(Action::Members).of(&sim)),
        Some(63),
        "there is nothing else"
    );
    sim.set_fault(Some("cut:3".parse().unwrap()));
    assert_eq!(Ask::addresses().body(&sim), b"add");
}

#[test]
fn a_folder_that_cannot_be_served_says_which_file_and_why() {
    let of = |name: &str, bytes: &[u8]| Scratch::with(&[(name, bytes)]).error();
    assert_eq!(
        Scratch::with(&[]).error(),
        "DIR: it is empty; it can hold addresses.csv, memberships.csv and groups.csv"
    );
    assert_eq!(
        of("adresses.csv", b""),
        "DIR/adresses.csv: it is none of addresses.csv, memberships.csv, groups.csv, \
         showAddressReportExtern, showAddressGroupReportExtern, \
         showAddressGroupAddressReportExtern, or one of these with .headers"
    );
    for (name, bytes, why) in [
        (
            "addresses.csv",
            &b"addrname1\nx"[..],
            "it has no column addruid or addrno",
        ),
        ("addresses.csv", b"", "it has no header line"),
        (
            "addresses.csv",
            b"addrno;strasse\n",
            "no report has a column `strasse`",
        ),
        (
            "addresses.csv",
            b"addrno;radius\n1;2\n2\n",
            "row 2 has 1 cells for 2 columns",
        ),
        (
            "addresses.csv",
            b"addrno;radius\n1;2.5\n",
            "row 1: radius is not a whole number, or true or false",
        ),
        ("addresses.csv", b"addrno\n\xff\n", "it is not UTF-8"),
        (
            "memberships.csv",
            b"addrno;addrgrpname\n1;a\n",
            "row 1: there is no such address",
        ),
        (
            "groups.csv",
            b"addrgrpuid\n1\n",
            "it has no column addrgrpname",
        ),
        (
            "showAddressReportExtern.headers",
            b"A: b",
            "there is no showAddressReportExtern for it",
        ),
        (
            "showAddressReportExtern.headers",
            b"Status: 99",
            "line 1: the status is not 200 to 599",
        ),
        (
            "showAddressReportExtern.headers",
            b"\nA b",
            "line 2: it is not `Name: value`",
        ),
        (
            "showAddressReportExtern.headers",
            b"Content-Length: 7",
            "line 1: the server writes this one itself; use a fault of the connection",
        ),
    ] {
        assert_eq!(of(name, bytes), format!("DIR/{name}: {why}"));
    }
    let missing = Folder::read(Path::new("no/such/folder"))
        .err()
        .unwrap()
        .to_string();
    assert!(missing.starts_with("no/such/folder: "), "{missing}");
}
