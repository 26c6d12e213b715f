//! A host that answers as it is told, byte for byte: what no stand-in for the service is made to say.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// One answer to a request for addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// What stands behind `HTTP/1.1`.
    pub(super) status: String,
    /// Header lines, without their ends.
    pub(super) headers: Vec<String>,
    pub(super) body: String,
}

/// The groups, and who is in them, as reports in CSV.
#[derive(Clone, Debug)]
pub(super) struct Membership {
    pub(super) groups: String,
    pub(super) members: String,
}

impl Default for Membership {
    fn default() -> Self {
        Self {
            groups: "addrgrpname\r\nDepots\r\n".to_owned(),
            members: "addrno;addrgrpname\r\n1;Depots\r\n".to_owned(),
        }
    }
}

pub(super) struct Raw {
    address: SocketAddr,
    told: Arc<Mutex<(Answer, Membership)>>,
}

impl Raw {
    pub(super) fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let raw = Self {
            address: listener.local_addr()?,
            told: Arc::default(),
        };
        let told = Arc::clone(&raw.told);
        // It ends with this program.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let now = told.lock().unwrap_or_else(PoisonError::into_inner);
                // A client that has enough hangs up.
                let _ = reply(&stream, &now.0, &now.1);
            }
        });
        Ok(raw)
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/extern", self.address)
    }

    /// From now on it answers like this.
    pub(super) fn say(&self, answer: &Answer) {
        let mut now = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        answer.clone_into(&mut now.0);
    }

    /// From now on these are the groups, asked for in CSV.
    pub(super) fn group(&self, membership: Membership) {
        let mut now = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        now.1 = membership;
    }
}

/// Answers one request: for the groups and who is in them soundly, for addresses as it is told.
fn reply(stream: &TcpStream, answer: &Answer, membership: &Membership) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let json = request.contains("outputformat=json");
    let sound = |csv: &str, json_text: &str| Answer {
        status: "200 OK".to_owned(),
        headers: Vec::new(),
        body: if json { json_text } else { csv }.to_owned(),
    };
    let told = if request.contains("showAddressGroupReportExtern") {
        sound(&membership.groups, r#"[{"addrgrpname":"Depots"}]"#)
    } else if request.contains("showAddressGroupAddressReportExtern") {
        sound(
            &membership.members,
            r#"[{"addrno":"1","addrgrpname":"Depots"}]"#,
        )
    } else {
        answer.clone()
    };
    let headers = [&told.headers[..], &[String::new()]].concat().join("\r\n");
    let head = format!(
        "HTTP/1.1 {}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        told.status,
        told.body.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes())?;
    stream.write_all(told.body.as_bytes())
}
