//! The program, run as a parent process would.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use kplaces_webfleet_sim::{SAMPLE_PASSWORD, Trouble};

use crate::ask::Ask;

/// Starts it with these arguments, and reads the first line and the port in it.
fn start(arguments: &[&str]) -> (Child, BufReader<impl std::io::Read>, u16) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kplaces-webfleet-sim"))
        .args(arguments)
        .arg("--exit-with-stdin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let port = line.strip_prefix("listening on http://127.0.0.1:").unwrap();
    let port = port.strip_suffix("/extern\n").unwrap().parse().unwrap();
    (child, out, port)
}

fn get(port: u16, ask: &Ask) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let (encoded, login) = (ask.encoded(), ask.authorization.as_deref().unwrap());
    let request = format!(
        "GET /extern?{encoded} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\
         Authorization: {login}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_ends_when_its_stdin_closes_and_its_log_tells_no_parameters() {
    let (mut child, mut out, port) =
        start(&["--quiet", "--no-quota", "--fault", "second-spelling"]);
    for _ in 0..7 {
        assert!(get(port, &Ask::addresses().set("addrnr", "007")).contains("\"addrnr\""));
    }
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    let mut log = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    let line = log.lines().next().unwrap();
    assert!(
        line.starts_with("showAddressReportExtern: 200, 1 rows, "),
        "{line}"
    );
    assert!(!log.contains("canary") && !log.contains("007"), "{log}");
}

/// Runs it until it says where it is, and reads the line in which it does.
fn first_line(arguments: &[&str]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kplaces-webfleet-sim"))
        .args(arguments)
        .arg("--exit-with-stdin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdin.take());
    let mut said = String::new();
    let mut out = child.stdout.take().unwrap();
    out.read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn it_tells_a_program_where_it_is_and_how_to_log_in_in_one_line() {
    let line = first_line(&["--json"]);
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    let url = told["url"].as_str().unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/extern"),
        "{url}"
    );
    assert_eq!(told["account"], "demo");
    assert_eq!(told["apikey"], "canary-apikey-4F");
    assert_eq!(told["user"], "dispo");
    assert_eq!(told["password"], SAMPLE_PASSWORD);
}

#[test]
fn it_serves_a_folder_or_says_why_not() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-addresses");
    std::fs::create_dir_all(&folder).unwrap();
    let addresses = folder.join("addresses.csv");
    std::fs::write(&addresses, "addrno,addrname1\n1,Own\n").unwrap();
    let path = folder.to_str().unwrap();
    let arguments = ["--folder", path];
    let (mut child, _out, port) = start(&arguments);
    assert!(get(port, &Ask::addresses()).contains("\"1\";;\"Own\""));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    std::fs::write(&addresses, "addrno,name\n1,Own\n").unwrap();
    let (well, said) = run(&arguments);
    assert!(!well && said.contains("cannot be served"), "{said}");
    assert!(said.contains("no report has a column `name`"), "{said}");
}

#[test]
fn it_explains_the_login_and_spoils_as_told() {
    let (mut child, mut out, port) = start(&["--fault", "status:503", "--fault-times", "1"]);
    assert!(get(port, &Ask::addresses()).starts_with("HTTP/1.1 503 "));
    assert!(get(port, &Ask::addresses()).starts_with("HTTP/1.1 200 "));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert!(rest.contains(SAMPLE_PASSWORD), "{rest}");
}

#[test]
fn faults_of_several_layers_and_quirks_go_together() {
    let faults = ["cut:100", "cut-chunked:3", "bom"];
    let arguments = faults.map(|name| ["--fault", name]).concat();
    let (mut child, _out, port) = start(&arguments);
    let answer = get(port, &Ask::addresses());
    assert!(answer.ends_with("\r\n\r\n3\r\n\u{feff}\r\n"), "{answer}");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

fn run(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kplaces-webfleet-sim"))
        .args(arguments)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn it_lists_all_faults_and_refuses_what_is_none() {
    let (well, said) = run(&["--fault", "list"]);
    assert!(well);
    let forms = said.lines().filter_map(|line| line.split(' ').next());
    assert!(
        forms.eq(Trouble::ALL.iter().map(|entry| entry.form)),
        "{said}"
    );
    let (well, said) = run(&["--fault", "stal:1"]);
    assert!(!well && said.contains("--fault list"), "{said}");
}

#[test]
fn two_faults_of_one_layer_are_refused_unless_one_follows_the_other() {
    let (well, said) = run(&["--fault", "empty", "--fault", "error:60"]);
    assert!(!well && said.contains("empty and error:60"), "{said}");
    let both = [
        "--fault",
        "status:503",
        "--fault",
        "status:502",
        "--fault-times",
        "1",
    ];
    let (mut child, _out, port) = start(&both);
    assert!(get(port, &Ask::addresses()).starts_with("HTTP/1.1 503 "));
    assert!(get(port, &Ask::addresses()).starts_with("HTTP/1.1 502 "));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_line_on_its_stdin_varies_a_large_account() {
    let (mut child, mut out, port) = start(&["--quiet", "--no-quota", "--large", "300"]);
    let renamed = |port| get(port, &Ask::addresses()).matches(" (neu)").count();
    assert_eq!(renamed(port), 0);
    let mut stdin = child.stdin.take().unwrap();
    for (how, expected) in [("renamed", 3), ("as-kept", 0)] {
        writeln!(stdin, "{how}").unwrap();
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), how);
        assert_eq!(renamed(port), expected);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}
