//! The names and the positions of places that fill an empty store, put in order on a thread of their own while the
//! places are written: that is as much work again.

use std::mem;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rusqlite::Connection;

use crate::blocks::{Blocks, Entry, Filler, Packed, Packer, Texts};
use crate::entry::{NAMES, POSITIONS, number};
use crate::failure::Failure;
use crate::portion::Portion;
use crate::worker::Joined;

/// So many portions, or pieces of blocks, are under way to the other thread at a time.
const UNDER_WAY: usize = 4;

/// So many blocks are under way at once.
const AT_ONCE: usize = 64;

/// So many letters of a name are looked at one part after the other; behind them whole names are compared.
const FAR: usize = 96;

/// So few names are compared as wholes.
const FEW: usize = 8;

/// What comes of it.
enum Ready {
    Names(Vec<Packed>),
    Positions(Vec<Packed>),
    /// That was all.
    All,
    Failed(Failure),
}

/// Takes what is ready; fails where nobody waits for it any more.
type Out<'o> = &'o mut dyn FnMut(Ready) -> Result<(), Failure>;

/// The thread, and what is between it and this one.
pub(crate) struct Orders {
    portions: Option<SyncSender<Arc<Portion>>>,
    ready: Option<Receiver<Ready>>,
    /// Ends when nobody sends to it or takes from it any more.
    _thread: Joined,
}

impl Orders {
    /// For about so many places.
    pub(crate) fn begin(places: usize) -> Result<Self, Failure> {
        Self::of(move |portions, out| put_in_order(portions, places, out))
    }

    fn of(
        work: impl FnOnce(&Receiver<Arc<Portion>>, Out<'_>) -> Result<(), Failure> + Send + 'static,
    ) -> Result<Self, Failure> {
        let (portions, todo) = sync_channel(UNDER_WAY);
        let (done, ready) = sync_channel(UNDER_WAY);
        let thread = Joined::with(move || {
            let mut out = |what| done.send(what).map_err(|_| Failure::Abandoned);
            let last = match work(&todo, &mut out) {
                Ok(()) => Ready::All,
                Err(failure) => Ready::Failed(failure),
            };
            drop(todo);
            // Nobody waits for it where writing has failed.
            let _gone = out(last);
        });
        Ok(Self {
            portions: Some(portions),
            ready: Some(ready),
            _thread: thread.map_err(Failure::Below)?,
        })
    }

    /// Takes places that come after all before.
    pub(crate) fn add(&mut self, portion: Arc<Portion>) -> Result<(), Failure> {
        let portions = self.portions.as_ref();
        let sent = portions.map(|portions| portions.send(portion).is_ok());
        if sent == Some(true) {
            Ok(())
        } else {
            Err(self.failure())
        }
    }

    /// Writes all blocks into their tables, which are empty.
    pub(crate) fn write(mut self, connection: &Connection) -> Result<(), Failure> {
        self.portions = None;
        let mut names = Filler::new(connection, NAMES)?;
        let mut positions = Filler::new(connection, POSITIONS)?;
        while let Some(Ok(ready)) = self.ready.as_ref().map(Receiver::recv) {
            match ready {
                Ready::Names(blocks) => blocks.iter().try_for_each(|block| names.put(block))?,
                Ready::Positions(blocks) => {
                    blocks.iter().try_for_each(|block| positions.put(block))?;
                }
                Ready::All => return Ok(()),
                Ready::Failed(failure) => return Err(failure),
            }
        }
        // It has ended before its work.
        Err(Failure::Abandoned)
    }

    /// Why it takes no more.
    fn failure(&mut self) -> Failure {
        match self.ready.as_ref().map(Receiver::recv) {
            Some(Ok(Ready::Failed(failure))) => failure,
            _ => Failure::Abandoned,
        }
    }
}

impl Drop for Orders {
    fn drop(&mut self) {
        // Before the thread is waited for.
        (self.portions, self.ready) = (None, None);
    }
}

/// What is put in order: numbers of which the first two decide, as a rule, and where the texts are.
type Slot = [u32; 3];

fn slot(first: u64, at: u32) -> Slot {
    [(first >> 32) as u32, first as u32, at]
}

fn put_in_order(
    portions: &Receiver<Arc<Portion>>,
    places: usize,
    out: Out<'_>,
) -> Result<(), Failure> {
    // Each has the key of a place, and both readings of its name.
    let mut texts = Texts::default();
    let (mut names, mut positions) = (Vec::with_capacity(places), Vec::with_capacity(places));
    for portion in portions {
        for place in portion.iter() {
            let at = texts.put(&[place.sort, place.key, place.spell])?;
            names.push(slot(part(place.sort, 0), at));
            if let Some(position) = place.position {
                positions.push(slot(u64::from_be_bytes(number(position)), at));
            }
        }
    }
    sort_names(&mut names, 0, &texts);
    let mut pieces = Pieces::new(NAMES, |blocks| out(Ready::Names(blocks)));
    for [.., at] in names {
        pieces.push(&texts.read(at))?;
    }
    pieces.finish()?;
    positions.sort_unstable();
    let mut pieces = Pieces::new(POSITIONS, |blocks| out(Ready::Positions(blocks)));
    for [high, low, at] in positions {
        let number = (u64::from(high) << 32) | u64::from(low);
        let [_, key, _] = texts.read(at);
        pieces.push(&[&number.to_be_bytes(), key])?;
    }
    pieces.finish()
}

/// Eight letters of a name from one on: what each begins with, a line feed, does not count. Where there are no more
/// letters they are zeros.
fn part(sort: &[u8], from: usize) -> u64 {
    let mut part = [0; 8];
    for (to, byte) in part.iter_mut().zip(sort.iter().skip(1 + from)) {
        *to = *byte;
    }
    u64::from_be_bytes(part)
}

/// Puts names in order of which slots have the part from this letter on; what comes before it is the same in all.
///
/// Each look at a text is one at memory that is far away. So no texts are compared with each other, as long as many
/// begin alike: the next part of each is looked at once.
fn sort_names(names: &mut [Slot], from: usize, texts: &Texts) {
    let text = |slot: &Slot| texts.read::<1>(slot[2])[0];
    // Places come in the order of their keys, and so did their texts: of equal names the first comes first.
    names.sort_unstable();
    let next = from + size_of::<u64>();
    for alike in names.chunk_by_mut(|a, b| a[..2] == b[..2]) {
        let goes_on = |slot: &Slot| text(slot).len() > 1 + next;
        if alike.len() > FEW && next < FAR && alike.iter().all(goes_on) {
            for it in alike.iter_mut() {
                *it = slot(part(text(it), next), it[2]);
            }
            sort_names(alike, next, texts);
        } else if alike.len() > 1 {
            alike.sort_unstable_by(|a, b| text(a).cmp(text(b)).then(a[2].cmp(&b[2])));
        }
    }
}

/// Puts entries into blocks, and hands over some at once.
struct Pieces<const C: usize, F> {
    packer: Packer<C>,
    blocks: Vec<Packed>,
    out: F,
}

impl<const C: usize, F: FnMut(Vec<Packed>) -> Result<(), Failure>> Pieces<C, F> {
    fn new(blocks: Blocks<C>, out: F) -> Self {
        Self {
            packer: Packer::new(blocks),
            blocks: Vec::new(),
            out,
        }
    }

    fn push(&mut self, entry: &Entry<'_, C>) -> Result<(), Failure> {
        self.blocks.extend(self.packer.push(entry)?);
        if self.blocks.len() == AT_ONCE {
            (self.out)(mem::take(&mut self.blocks))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.blocks.extend(self.packer.finish());
        (self.out)(self.blocks)
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use kplaces_domain::{GroupsRef, PlaceRef, Position, Radius};

    use super::*;
    use crate::portion::Portions;

    fn nothing() -> Arc<Portion> {
        Arc::new(Portions::default().next(iter::empty()))
    }

    /// A database with empty tables.
    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let tables = "CREATE TABLE name_block (first BLOB UNIQUE, bytes BLOB);
                      CREATE TABLE position_block (first BLOB UNIQUE, bytes BLOB)";
        connection.execute_batch(tables).unwrap();
        connection
    }

    /// The first values of all entries, which have to be in order.
    fn entries<const C: usize>(connection: &Connection, blocks: Blocks<C>) -> Vec<[Vec<u8>; 2]> {
        let mut all = Vec::new();
        let look = |entry: Entry<'_, C>| {
            all.push([entry[0].to_vec(), entry[1].to_vec()]);
            Ok(())
        };
        blocks.check(connection, look).unwrap();
        all
    }

    #[test]
    fn many_places_come_in_order() {
        let places = 0..40_000_u32;
        let of = |n: u32| {
            let scattered = n.wrapping_mul(2_654_435_761);
            let name = match scattered % 5 {
                0 => "Bäckerei Müller".to_owned(),
                1 => format!("Bäckerei Müller {}", scattered % 977),
                2 => format!("{} {}", "Bäckerei ".repeat(12), scattered % 977),
                3 => "Bäckerei".repeat((scattered % 20) as usize),
                _ => format!("{}", scattered % 100),
            };
            let position = Position::from_micro(i64::from(scattered % 80), 7_000_000).ok();
            (
                format!("{n:08}"),
                name,
                position.filter(|_| !scattered.is_multiple_of(7)),
            )
        };
        let all: Vec<_> = places.map(of).collect();
        let mut portions = Portions::new(true);
        let mut orders = Orders::begin(all.len()).unwrap();
        for some in all.chunks(1000) {
            let refs = some.iter().map(|(key, name, position)| PlaceRef {
                key,
                name,
                position: *position,
                radius: Radius::default(),
                colour: None,
                groups: GroupsRef::of_numbers(&[], &[]),
            });
            orders.add(Arc::new(portions.next(refs))).unwrap();
        }
        let connection = database();
        orders.write(&connection).unwrap();

        let mut lines = String::new();
        let names = all.iter().map(|(key, name, _)| {
            let folded = kplaces_domain::FoldedName::new(name);
            let (sort, _) = crate::entry::readings(&folded, &mut lines);
            [sort.to_vec(), key.clone().into_bytes()]
        });
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert!(entries(&connection, NAMES) == names);
        let positions = all.iter().filter_map(|(key, _, position)| {
            Some([number((*position)?).to_vec(), key.clone().into_bytes()])
        });
        let mut positions: Vec<_> = positions.collect();
        positions.sort();
        assert!(entries(&connection, POSITIONS) == positions);
    }

    /// Adds until no more are taken, and then gives the failure.
    fn failure_of(mut orders: Orders) -> Failure {
        loop {
            if let Err(failure) = orders.add(nothing()) {
                return failure;
            }
        }
    }

    #[test]
    fn a_thread_that_has_ended_before_its_work_is_a_failure() {
        let panicking = || Orders::of(|_, _| panic!("on purpose")).unwrap();
        let failures = [
            failure_of(panicking()),
            panicking().write(&database()).unwrap_err(),
        ];
        for failure in failures {
            assert!(matches!(failure, Failure::Abandoned), "{failure:?}");
        }
    }

    #[test]
    fn the_failure_of_the_thread_is_told() {
        let orders = Orders::of(|_, _| Err(Failure::Older)).unwrap();
        let failure = failure_of(orders);
        assert!(matches!(failure, Failure::Older), "{failure:?}");
    }

    #[test]
    fn a_thread_that_nobody_waits_for_ends() {
        let mut orders = Orders::begin(1).unwrap();
        orders.add(nothing()).unwrap();
        // Waits for its end.
        drop(orders);
    }
}
