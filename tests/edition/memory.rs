//! What of a running process others get to see: neither its memory, nor a core file, nor a secret
//! among its arguments.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};

use kplaces_tests::Sandbox;
use kplaces_webfleet_sim::{SAMPLE_APIKEY, SAMPLE_PASSWORD};

use crate::{BINARY, fresh};

/// The user without rights, and without the rights of root over the memory of others.
const NOBODY: u32 = 65_534;

/// A device whose user is no administrator: whoever runs the tests, or nobody where that is root.
struct Device {
    device: Sandbox,
    becomes_nobody: bool,
}

impl Device {
    fn new() -> Self {
        let becomes_nobody = fs::metadata("/proc/self").unwrap().uid() == 0;
        let mut device = fresh();
        device.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        if becomes_nobody {
            // The target folder may be out of the reach of others.
            let program = device.path("program");
            fs::copy(BINARY, &program).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            chown(device.path(""), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        Self {
            device,
            becomes_nobody,
        }
    }

    /// A command of this user: `program` with what follows it.
    fn of_user(&self, program: &str, arguments: &[&str]) -> Command {
        let own = self.device.command(&[]);
        let mut command = if self.becomes_nobody {
            let mut command = Command::new("setpriv");
            let id = NOBODY.to_string();
            command.args(["--reuid", &id, "--regid", &id, "--clear-groups", program]);
            command
        } else {
            Command::new(program)
        };
        let env = own.get_envs();
        command
            .args(arguments)
            .env_clear()
            .envs(env.filter_map(|(name, value)| Some((name, value?))))
            .current_dir(self.device.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let program = if self.becomes_nobody {
            self.device.path("program")
        } else {
            BINARY.into()
        };
        self.of_user(program.to_str().unwrap(), arguments)
            .spawn()
            .unwrap()
    }

    /// A login that has its password, and waits for the API key.
    fn logging_in(&self) -> Child {
        let mut child = self.start(&["login", "--stdin", "--keep", "file", "--no-check"]);
        let typed = format!("demo\ndispo\n{SAMPLE_PASSWORD}\n");
        child
            .stdin
            .as_mut()
            .unwrap()
            .write_all(typed.as_bytes())
            .unwrap();
        wait_until_read(&child);
        child
    }
}

/// Waits until it is the program and no longer what starts it, and sleeps: for one more line.
fn wait_until_read(child: &Child) {
    let path = format!("/proc/{}/stat", child.id());
    for _ in 0..1_000_000 {
        // A number, the name in brackets, and the state: S is asleep.
        let stat = fs::read_to_string(&path).unwrap();
        if !stat.contains("(setpriv)") && stat.contains(") S ") {
            return;
        }
        std::thread::yield_now();
    }
    panic!("it never waits");
}

fn end(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn no_secret_is_among_the_arguments() {
    let device = Device::new();
    let mut child = device.logging_in();
    let arguments = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    let arguments = String::from_utf8(arguments).unwrap().replace('\0', " ");
    assert!(
        arguments.ends_with("login --stdin --keep file --no-check "),
        "{arguments}"
    );
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(format!("{SAMPLE_APIKEY}\n").as_bytes())
        .unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_crash_leaves_no_core_file() {
    let device = Device::new();
    let child = device.logging_in();
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let words: Vec<&str> = core.unwrap().split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{core:?}");
    let before = device.device.files().len();
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-ABRT", &pid]).status().unwrap();
    assert!(sent.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.signal(), Some(6));
    assert!(!ended.status.core_dumped());
    assert_eq!(device.device.files().len(), before);
}

#[test]
fn another_program_of_the_same_user_reads_neither_memory_nor_environment() {
    let device = Device::new();
    let child = device.logging_in();
    for file in ["mem", "environ", "maps"] {
        let path = format!("/proc/{}/{file}", child.id());
        let read = device
            .of_user("head", &["-c", "1", &path])
            .output()
            .unwrap();
        assert!(
            !read.status.success() && read.stdout.is_empty(),
            "{file} is open"
        );
        let said = String::from_utf8(read.stderr).unwrap();
        assert!(said.contains("Permission denied"), "{file}: {said}");
    }
    // The same of a program that does not close itself, so that the test can tell the difference.
    let mut open = device.of_user("sleep", &["60"]).spawn().unwrap();
    let path = format!("/proc/{}/environ", open.id());
    while !fs::read_to_string(format!("/proc/{}/cmdline", open.id()))
        .unwrap()
        .starts_with("sleep")
    {
        std::thread::yield_now();
    }
    let read = device
        .of_user("head", &["-c", "1", &path])
        .output()
        .unwrap();
    assert!(read.status.success(), "{read:?}");
    open.kill().unwrap();
    open.wait().unwrap();
    end(child);
}

/// A process that keeps its memory to itself is shown as root's by the kernel.
#[test]
fn the_map_still_knows_its_user() {
    let device = Device::new();
    let mut child = device.start(&["map", "--no-open", "--json"]);
    let mut first = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut first).unwrap();
    let Ok(said) = serde_json::from_str::<serde_json::Value>(&first) else {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("the map is not in this build"), "{said}");
        return;
    };
    let (url, port) = (
        said["url"].as_str().unwrap(),
        said["port"].as_u64().unwrap(),
    );
    // The connection has to be this user's own.
    let (_, target) = url.split_at(url.rfind("/?").unwrap());
    let answer = if device.becomes_nobody {
        let script = format!(
            "exec 3<>/dev/tcp/127.0.0.1/{port}; \
             printf 'GET {target} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\nConnection: close\\r\\n\\r\\n' >&3; \
             cat <&3"
        );
        let output = device.of_user("bash", &["-c", &script]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    } else {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port as u16)).unwrap();
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(answer.contains("set-cookie: "), "{answer}");
    end(child);
}

/// What the program starts is not closed itself: a password manager has to read its own files.
#[test]
fn the_programs_that_print_secrets_work() {
    let device = Device::new();
    device.device.write(
        ".config/3kplaces/config.toml",
        "[login]\naccount = \"a\"\nuser = \"u\"\n\
         password_command = \"readlink /proc/self/exe\"\napikey_command = [\"cat\", \"/proc/self/status\"]\n\
         [webfleet]\nurl = \"http://127.0.0.1:9/extern\"\ntries = 1\n",
    );
    if device.becomes_nobody {
        for folder in [
            ".config",
            ".config/3kplaces",
            ".config/3kplaces/config.toml",
        ] {
            chown(device.device.path(folder), Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    let output = device.start(&["sync"]).wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(8), "{said}");
}
