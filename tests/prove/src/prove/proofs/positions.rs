//! Marked positions of the device, looked for in everything that a watch writes, sends and says, and in all files.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::thread::{self, JoinHandle};

use anyhow::{Context as _, ensure};

use crate::prove::contents::{files_below, unpacked};
use crate::prove::device::{Device, Said};
use crate::prove::outcome::Outcome;
use crate::prove::process;
use crate::prove::subject::{Marks, Subject};
use crate::prove::tour::{Tour, minutes};
use crate::prove::visit::Visitor;

/// Calls by which bytes leave a program.
const CALLS: &str = "trace=write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg,sendfile,splice,io_uring_setup";

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !subject.has("watch") {
        return Ok(Outcome::NotHere);
    }
    let webfleet = subject.webfleet(&[])?;
    let device = subject.synced("positions", &webfleet)?;
    let tour = Tour::past(place(&device)?);
    // Beside the home folder, in which they are looked for.
    let beside = subject.scratch.join("positions-tour");
    fs::create_dir_all(&beside)?;
    tour.write(&beside)?;
    let [recorded, sentences] = ["gpx:tour.gpx", "nmea:tour.nmea"]
        .map(|it| it.replace("tour", &format!("{}/tour", beside.display())));

    let spellings = spellings_of(&device, &tour)?;
    let place = Marks::of(&webfleet)?.place;
    let mut violations = Vec::new();
    let mut bytes = 0;
    let mut look = |what: &str, content: &[u8]| {
        bytes += content.len();
        if holds(&spellings, content) {
            violations.push(format!("{what} holds a position of the device"));
        }
    };
    let mut told = 0;
    let ways = [recorded.as_str(), &sentences, "-"];
    for (at, source) in ways.into_iter().enumerate() {
        let trace = subject.scratch.join(format!("positions-{at}.trace"));
        let input = if source == "-" {
            tour.nmea()
        } else {
            String::new()
        };
        let words = ["watch", "--source", source, "--pace", "max", "--json"];
        let said = traced(&device, &trace).run(&words, &input)?.succeeded()?;
        told += events(&said)?;
        look_at(&said, &mut look);
        let written = written(&trace)?;
        ensure!(
            written.windows(12).any(|it| it == b"approaching\""),
            "strace has not seen what a watch says: the look is not worth anything"
        );
        look(
            &format!("what `{}` writes and sends", said.command),
            &written,
        );
    }
    let trace = subject.scratch.join("positions-port.trace");
    let said = from_a_port(&traced(&device, &trace), &tour)?;
    told += events(&said)?;
    look_at(&said, &mut look);
    look("what a watch of a port writes and sends", &written(&trace)?);
    told += look_at_maps(subject, &device, &tour, &spellings, &mut look)?;
    for words in [
        &["alerts", "check", &recorded[4..]][..],
        &["doctor", "--bundle", "-"],
        &["privacy", "report", "--json"],
        &["privacy", "network", "--json"],
        &["privacy", "extract", "-o", "all.zip"],
    ] {
        look_at(&device.run(words, "")?, &mut look);
    }
    let mut files = 0;
    let mut has_place = false;
    for path in files_below(device.home())? {
        files += 1;
        let name = path.strip_prefix(device.home())?.display().to_string();
        for part in unpacked(fs::read(&path)?) {
            has_place |= !place.within(&part).is_empty();
            look(&name, &part);
        }
    }
    if !has_place {
        violations.push("no file holds the place that is looked for".to_owned());
    }
    for (what, content) in [("a track", tour.gpx()), ("sentences", tour.nmea())] {
        if !holds(&spellings, content.as_bytes()) {
            violations.push(format!(
                "{what} with the positions is passed over: the search is not worth anything"
            ));
        }
    }
    violations.dedup();
    violations.truncate(20);
    Ok(Outcome::of(
        violations,
        format!(
            "{told} alerts out of a track, a file, a pipe and a port of sentences, and of a page of the map, which is told what a receiver says, with the log at trace; {bytes} bytes \
             of system calls, output, logs and {files} files: none of {} positions in any of {} spellings; they are found \
             in the track and in the sentences",
            tour.0.len(),
            spellings.len()
        ),
    ))
}

/// Looks at a map whose page says where the device is, and at one that hears a receiver for its page; how many alerts that
/// gave.
fn look_at_maps(
    subject: &Subject,
    device: &Device,
    tour: &Tour,
    spellings: &HashSet<Vec<u8>>,
    look: &mut impl FnMut(&str, &[u8]),
) -> anyhow::Result<usize> {
    let trace = subject.scratch.join("positions-map.trace");
    let (told, said) = from_the_page(&traced(device, &trace), tour)?;
    look_at(&said, look);
    look("what a map writes and sends", &written(&trace)?);
    let trace = subject.scratch.join("positions-receiver.trace");
    let (port, said) = to_the_page(&traced(device, &trace), tour)?;
    look_at(&said, look);
    let all = fs::read_to_string(&trace).context("strace has written nothing")?;
    let (to_page, elsewhere) = by_socket(&all, port);
    ensure!(
        holds(spellings, &bytes_of(&to_page)?),
        "the page of the map is not told where the device is: the look is not worth anything"
    );
    look(
        "what a map with a receiver writes and sends to others than its page",
        &bytes_of(&elsewhere)?,
    );
    Ok(told)
}

/// Where a place of the device is.
fn place(device: &Device) -> anyhow::Result<[f64; 2]> {
    let listed = device.does(&["list", "--json", "--limit", "50"])?.json()?;
    let places = listed["places"].as_array().cloned().unwrap_or_default();
    let mut positions = places.iter().filter_map(|place| {
        let [north, east] = ["latitude", "longitude"].map(|it| place[it].as_f64());
        north.zip(east)
    });
    // Degrees of two digits, as `minutes` writes them.
    let (north, east) = positions
        .find(|(north, east)| (10.0..80.0).contains(north) && (10.0..90.0).contains(east))
        .context("no place of the device has a position")?;
    Ok([north, east])
}

/// The device, what its commands write and send put down in this file.
fn traced(device: &Device, file: &Path) -> Device {
    let options = [
        "strace", "-f", "-qq", "-xx", "-yy", "-s", "1000000", "-e", CALLS, "-o",
    ];
    let words = options.into_iter().map(std::ffi::OsString::from);
    device.run_by(words.chain([file.as_os_str().to_owned(), "--".into()]))
}

/// The bytes in what strace wrote, each line for itself.
fn written(file: &Path) -> anyhow::Result<Vec<u8>> {
    bytes_of(&fs::read_to_string(file).context("strace has written nothing")?)
}

/// What strace wrote of the connections to a port of the program, and of everything else.
fn by_socket(trace: &str, port: u16) -> (String, String) {
    let own = format!("<TCP:[127.0.0.1:{port}->");
    let (to_page, elsewhere): (Vec<&str>, Vec<&str>) =
        trace.lines().partition(|line| line.contains(&own));
    (to_page.join("\n"), elsewhere.join("\n"))
}

fn bytes_of(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in text.lines() {
        ensure!(
            !line.contains("io_uring_setup"),
            "io_uring hides what is written"
        );
        for pair in line.split("\\x").skip(1) {
            bytes.extend(pair.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok()));
        }
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// A program that sends the sentences of a way at a port of this device, until the other side goes: its name as a source.
fn a_port(tour: &Tour) -> anyhow::Result<(String, JoinHandle<std::io::Result<()>>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let source = format!("nmea-tcp:{}", listener.local_addr()?.port());
    let sentences = tour.nmea();
    let sender = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let until_it_goes = |stream: &mut TcpStream| {
            stream.write_all(sentences.as_bytes())?;
            stream.read_to_end(&mut Vec::new()).map(drop)
        };
        match until_it_goes(&mut stream) {
            // Who goes without having read everything resets the connection.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(()),
            done => done,
        }
    });
    Ok((source, sender))
}

fn ended<T>(thread: JoinHandle<T>) -> anyhow::Result<T> {
    let panicked = |_| anyhow::anyhow!("a thread of the proof has panicked");
    thread.join().map_err(panicked)
}

/// A watch of a program that sends sentences at a port of this device, ended when all is told.
fn from_a_port(device: &Device, tour: &Tour) -> anyhow::Result<Said> {
    let (source, sender) = a_port(tour)?;
    let mut child = device
        .command(&["watch", "--source", &source, "--json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stderr = child.stderr.take().context("no log")?;
    let log = thread::spawn(move || {
        let mut log = Vec::new();
        stderr.read_to_end(&mut log).map(|_| log)
    });
    let mut lines = BufReader::new(child.stdout.take().context("no output")?);
    let mut stdout = Vec::new();
    while !stdout.windows(9).any(|it| it == b"\"arrived\"") {
        ensure!(
            lines.read_until(b'\n', &mut stdout)? > 0,
            "the watch ended early"
        );
    }
    process::interrupt(process::innermost(child.id()));
    lines.read_to_end(&mut stdout)?;
    let code = child.wait()?.code();
    ended(sender)??;
    Said {
        command: "3kplaces watch of a port".to_owned(),
        code,
        stdout,
        stderr: ended(log)??,
    }
    .succeeded()
}

/// A map whose page says where the device is: how many alerts that gave, and what the map said.
fn from_the_page(device: &Device, tour: &Tour) -> anyhow::Result<(usize, Said)> {
    let mut map = device.map(&[])?;
    let told = Visitor::new(&map)?.drive(&tour.0)?;
    ensure!(
        told > 0,
        "the map tells nothing: the look is not worth anything"
    );
    Ok((told, map.end()?))
}

/// A map that hears a receiver for its page: the port of the map, and what it said.
fn to_the_page(device: &Device, tour: &Tour) -> anyhow::Result<(u16, Said)> {
    let (source, sender) = a_port(tour)?;
    let mut map = device.with("KPLACES_ALERTS__SOURCE", &source).map(&[])?;
    let mut visitor = Visitor::new(&map)?;
    visitor.hears_the_receiver()?;
    let port = visitor.port();
    let said = map.end()?;
    ended(sender)??;
    Ok((port, said))
}

/// How many alerts were told; there must be some.
fn events(said: &Said) -> anyhow::Result<usize> {
    let text = String::from_utf8_lossy(&said.stdout);
    let told = text
        .lines()
        .filter(|line| line.contains("\"event\""))
        .count();
    ensure!(
        told > 0,
        "`{}` tells nothing: the look is not worth anything",
        said.command
    );
    Ok(told)
}

fn look_at(said: &Said, look: &mut impl FnMut(&str, &[u8])) {
    look(&format!("the output of `{}`", said.command), &said.stdout);
    look(&format!("the log of `{}`", said.command), &said.stderr);
}

/// How positions could be written: texts of several kinds, cut where they could be rounded, and numbers. Those beside
/// the place are left out.
fn spellings(tour: &Tour) -> HashSet<Vec<u8>> {
    let cut = |text: &str| text.as_bytes()[..7].to_vec();
    let mut all = HashSet::new();
    let half = tour.0.len() / 2;
    for (at, [north, east]) in tour.0.iter().enumerate() {
        if at.abs_diff(half) < 8 {
            continue;
        }
        for degrees in [*north, *east] {
            let decimal = format!("{degrees:.7}");
            all.insert(cut(&decimal));
            all.insert(cut(&decimal.replace('.', ",")));
            all.insert(cut(&decimal.replace('.', "")));
            all.insert(cut(&minutes(degrees)));
            all.insert(degrees.to_le_bytes().to_vec());
            all.insert(degrees.to_be_bytes().to_vec());
        }
        for scale in [1e6, 1e7] {
            let [north, east] = [north, east].map(|it| (it * scale).round() as i32);
            all.insert([north.to_le_bytes(), east.to_le_bytes()].concat());
            all.insert([north.to_be_bytes(), east.to_be_bytes()].concat());
        }
    }
    all
}

/// Those that no place of the device has as well, by what is there before anybody watches.
fn spellings_of(device: &Device, tour: &Tour) -> anyhow::Result<HashSet<Vec<u8>>> {
    let mut all = spellings(tour);
    let before = all.len();
    device.does(&["privacy", "extract", "-o", "before.zip"])?;
    for path in files_below(device.home())? {
        for part in unpacked(fs::read(&path)?) {
            for length in LENGTHS {
                part.windows(length).for_each(|word| {
                    all.remove(word);
                });
            }
        }
    }
    ensure!(
        all.len() * 10 > before * 9,
        "places of the device are written like the way past them"
    );
    Ok(all)
}

/// How many bytes a spelling has.
const LENGTHS: [usize; 2] = [7, 8];

fn holds(spellings: &HashSet<Vec<u8>>, content: &[u8]) -> bool {
    LENGTHS
        .into_iter()
        .any(|length| content.windows(length).any(|word| spellings.contains(word)))
}
