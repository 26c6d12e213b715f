use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kplaces_tests::Sandbox;

use crate::fresh;

/// Whether OpenSSL can be asked.
#[expect(clippy::print_stderr, reason = "a case that is skipped says so")]
pub(super) fn has_openssl() -> bool {
    let found = Command::new("openssl").arg("version").output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        assert!(
            option_env!("KPLACES_FOREIGN").is_none(),
            "openssl is missing"
        );
        eprintln!("NOT CHECKED: openssl is not installed");
    }
    found
}

/// A certificate, and its key behind it in the same file.
pub(super) type Certificate = PathBuf;

/// What a certificate says.
#[derive(Clone, Copy)]
pub(super) struct Leaf {
    pub(super) host: &'static str,
    pub(super) from: &'static str,
    pub(super) until: &'static str,
    pub(super) usage: &'static str,
    pub(super) digest: &'static str,
    pub(super) key: &'static str,
}

impl Default for Leaf {
    fn default() -> Self {
        Self {
            host: "DNS:localhost",
            from: "20200101000000Z",
            until: "20890101000000Z",
            usage: "serverAuth",
            digest: "sha256",
            key: "rsa:2048",
        }
    }
}

/// Who issues certificates.
pub(super) struct Authority {
    folder: Sandbox,
    issued: Cell<u32>,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let folder = fresh();
        let authority = Self {
            folder,
            issued: Cell::new(0),
        };
        authority.openssl(&format!(
            "req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN={name} -keyout ca.key -out ca.crt \
             -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign"
        ));
        authority.write("index", "");
        authority
    }

    /// Its own certificate.
    pub(super) fn certificate(&self) -> PathBuf {
        self.at("ca.crt")
    }

    /// Its own certificate, to be shown as that of a host.
    pub(super) fn itself(&self) -> Certificate {
        self.together("itself", &["ca.crt", "ca.key"])
    }

    /// A certificate of its own.
    pub(super) fn issue(&self, leaf: Leaf) -> Certificate {
        let name = self.sign(leaf, "ca");
        self.together(
            &format!("{name}.pem"),
            &[&format!("{name}.crt"), &format!("{name}.key")],
        )
    }

    /// One that somebody has issued who may issue none.
    pub(super) fn issue_by_a_leaf(&self, leaf: Leaf) -> Certificate {
        let issuer = self.sign(leaf, "ca");
        let name = self.sign(leaf, &issuer);
        let parts = [
            format!("{name}.crt"),
            format!("{issuer}.crt"),
            format!("{name}.key"),
        ];
        self.together(
            &format!("{name}.pem"),
            &parts.each_ref().map(String::as_str),
        )
    }

    fn sign(&self, leaf: Leaf, issuer: &str) -> String {
        let Leaf {
            host,
            from,
            until,
            usage,
            digest,
            key,
        } = leaf;
        self.issued.set(self.issued.get() + 1);
        let name = format!("leaf{}", self.issued.get());
        self.write("serial", &format!("{:04x}\n", self.issued.get() + 0x1000));
        self.write(
            "conf",
            &format!(
                "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nserial=serial\nnew_certs_dir=.\n\
                 policy=any\nunique_subject=no\n[any]\ncommonName=supplied\n[leaf]\n\
                 basicConstraints=CA:FALSE\nsubjectAltName={host}\nextendedKeyUsage={usage}\n"
            ),
        );
        self.openssl(&format!(
            "req -newkey {key} -nodes -subj /CN=localhost -keyout {name}.key -out {name}.csr"
        ));
        self.openssl(&format!(
            "ca -batch -notext -config conf -extensions leaf -md {digest} -startdate {from} -enddate {until} \
             -cert {issuer}.crt -keyfile {issuer}.key -in {name}.csr -out {name}.crt"
        ));
        name
    }

    fn together(&self, name: &str, parts: &[&str]) -> PathBuf {
        let parts = parts
            .iter()
            .map(|part| fs::read_to_string(self.at(part)).unwrap());
        self.write(name, &parts.collect::<String>());
        self.at(name)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    fn openssl(&self, line: &str) {
        run(&self.at(""), line);
    }
}

fn run(folder: &Path, line: &str) {
    let output = Command::new("openssl")
        .args(line.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {line}: {said}");
}
