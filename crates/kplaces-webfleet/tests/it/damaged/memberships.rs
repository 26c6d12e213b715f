//! The same of the membership report, over HTTP: who is in which group.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use kplaces_webfleet::{Client, Received};
use kplaces_webfleet_sim::damage::{Damaged, Format};

use super::oracle::Seen;
use super::report::{Place, Shape};
use super::{holds, report};
use crate::ask;
use crate::raw::{OK, Raw, say};

/// Damaged replies of each format in a run.
const REPLIES: u64 = if option_env!("KPLACES_LONG").is_some() {
    100_000
} else {
    1_500
};

/// A server that says what it is told to, and a client that asks it.
struct Wire {
    reply: Arc<Mutex<Vec<u8>>>,
    client: Client,
}

impl Wire {
    fn new() -> Self {
        let reply = Arc::new(Mutex::new(Vec::new()));
        let said = Arc::clone(&reply);
        let server = Raw::requests(move |_, stream| say(stream, &said.lock().unwrap()));
        Self {
            reply,
            client: ask::client(ask::once(server.address)),
        }
    }

    /// Asks for the membership report, and gets this.
    async fn read(&self, body: &[u8], packing: Option<&str>) -> Result<Seen, String> {
        let packing = packing.map_or_else(String::new, |it| format!("Content-Encoding: {it}\r\n"));
        let length = body.len();
        let head = format!("{OK}{packing}Content-Length: {length}\r\nConnection: close\r\n\r\n");
        *self.reply.lock().unwrap() = [head.as_bytes(), body].concat();
        let asked = self
            .client
            .memberships(Vec::new, |rows: &mut Vec<Place>, row| {
                let mut place = Place::default();
                place[0] = row.uid.unwrap_or_default().into();
                place[1] = row.number.unwrap_or_default().into();
                place[2] = row.group.into();
                rows.push(place);
                ControlFlow::Continue(())
            });
        asked.await.map(seen).map_err(|error| error.to_string())
    }
}

/// What came, and what was counted of it.
fn seen(received: Received<Vec<Place>>) -> Seen {
    Seen {
        places: received.collected,
        repaired: received.transfer.repaired_cells,
        unreadable: received.transfer.unreadable.rows,
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn no_damage_puts_an_address_into_a_group_of_another_or_takes_it_out_in_silence() {
    let (runtime, wire) = (runtime(), Wire::new());
    let read =
        |it: &Damaged, _: &mut Rng| runtime.block_on(wire.read(&it.body, it.content_encoding));
    for format in [Format::Csv, Format::Json] {
        println!("{}", holds(Shape::Memberships, format, REPLIES, read));
    }
}

#[test]
fn a_hostile_membership_report_that_is_sound_is_read_as_it_is() {
    let (runtime, wire) = (runtime(), Wire::new());
    for format in [Format::Csv, Format::Json] {
        for number in 0..200 {
            let (report, _) = report(Shape::Memberships, format, number);
            let seen = runtime.block_on(wire.read(&report.body, None));
            let body = report.body.escape_ascii();
            let seen = seen.unwrap_or_else(|error| panic!("report {number}: {error}\n{body}"));
            assert_eq!(seen.places, report.places, "report {number}\n{body}");
        }
    }
}
