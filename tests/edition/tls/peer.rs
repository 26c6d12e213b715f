use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kplaces_tests::{Ran, Sandbox};

/// OpenSSL as a server of TLS, which prints what it is told, behind a line that can be cut.
pub(super) struct Peer {
    pub(super) port: u16,
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// What comes next from the server is its answer, and the last that comes.
    cut: Arc<AtomicBool>,
}

impl Peer {
    pub(super) fn start(certificate: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new("openssl")
            .args([
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-num_tickets",
                "0",
                "-cert",
            ])
            .arg(certificate)
            .arg("-cert_chain")
            .arg(certificate)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("ACCEPT ") {
            line.clear();
            assert!(
                stdout.read_line(&mut line).unwrap() > 0,
                "openssl does not listen"
            );
        }
        let server = line.trim().rsplit(':').next().unwrap().parse().unwrap();
        let cut = Arc::new(AtomicBool::new(false));
        Self {
            port: line_to(server, Arc::clone(&cut)),
            child,
            stdin,
            stdout,
            cut,
        }
    }

    /// Has the device sync. Where a request comes, it is given this answer, and then the line is cut: what ends a
    /// connection of TLS in order never comes. Gives what the program said and what the peer was told.
    pub(super) fn hear(self, device: &Sandbox, answer: Option<&str>) -> (Ran, String) {
        let Self {
            mut child,
            mut stdin,
            mut stdout,
            cut,
            ..
        } = self;
        let answer = answer.map(str::to_owned);
        let hearing = thread::spawn(move || {
            let mut heard = String::new();
            let mut line = Vec::new();
            while stdout
                .read_until(b'\n', &mut line)
                .is_ok_and(|length| length > 0)
            {
                let text = String::from_utf8_lossy(&line).into_owned();
                line.clear();
                let is_end_of_head = text.trim().is_empty() && heard.contains("HTTP/1.1");
                heard += &text;
                if let (true, Some(answer)) = (is_end_of_head, &answer) {
                    cut.store(true, Ordering::SeqCst);
                    stdin.write_all(answer.as_bytes()).unwrap();
                    stdin.flush().unwrap();
                    break;
                }
            }
            let mut rest = Vec::new();
            let _ = stdout.read_to_end(&mut rest);
            heard + &String::from_utf8_lossy(&rest)
        });
        let ran = device.run(&["sync"]);
        let _ = child.kill();
        let _ = child.wait();
        (ran, hearing.join().unwrap())
    }
}

/// A port from which everything goes on to that of the server, until the line is to be cut.
fn line_to(server: u16, cut: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) =
                (client, TcpStream::connect((Ipv4Addr::LOCALHOST, server)))
            else {
                return;
            };
            let (up, down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || {
                let _ = io::copy(&mut &up, &mut &down);
                let _ = down.shutdown(Shutdown::Write);
            });
            let _ = pass_on(&server, &client, &cut);
        }
    });
    port
}

fn pass_on(mut server: &TcpStream, mut client: &TcpStream, cut: &AtomicBool) -> io::Result<()> {
    let mut bytes = vec![0; 32 * 1024];
    loop {
        let length = server.read(&mut bytes)?;
        client.write_all(&bytes[..length])?;
        if length == 0 || cut.load(Ordering::SeqCst) {
            server.shutdown(Shutdown::Both)?;
            return client.shutdown(Shutdown::Write);
        }
    }
}
