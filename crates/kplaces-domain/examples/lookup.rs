//! How long it takes to look among places in memory: `cargo run --release -p kplaces-domain --example lookup -- 1000000`.
#![expect(clippy::print_stdout, reason = "it says what it measured")]

use std::time::{Duration, Instant};

use kplaces_domain::{FoldedQuery, NameList, Nearby, Position};

const BEGINS: [&str; 12] = [
    "Ober", "Unter", "Groß", "Klein", "Bad ", "Sankt ", "Mühl", "Königs", "Wald", "Rosen",
    "Hirsch", "Schön",
];
const ENDS: [&str; 10] = [
    "dorf", "stadt", "heim", "hausen", "bach", "feld", "kirchen", "brück", "büttel", "weiler",
];
const REST: [&str; 6] = [
    "",
    " Süd",
    " GmbH & Co. KG",
    " Lager",
    " \"Zur Post\"",
    " Müller",
];

/// splitmix64: the same places in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit) as usize
    }

    fn name(&mut self) -> String {
        let (begin, end) = (BEGINS[self.below(12)], ENDS[self.below(10)]);
        format!("{begin}{end}{} {}", REST[self.below(6)], self.below(2_000))
    }

    fn position(&mut self, (south, west): (i64, i64), degrees: u64) -> Option<Position> {
        let mut micro = |from: i64, degrees: u64| from + self.below(degrees * 1_000_000) as i64;
        Position::from_micro(micro(south, degrees), micro(west, 2 * degrees)).ok()
    }
}

fn say(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let part = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
    println!(
        "{what}: p50 {:?}, p95 {:?}, p99 {:?}",
        part(50),
        part(95),
        part(99)
    );
}

fn main() {
    let places = std::env::args()
        .nth(1)
        .and_then(|places| places.parse().ok());
    let places: usize = places.unwrap_or(1_000_000);
    let mut random = Random(1);
    let europe = (36_000_000, -10_000_000);
    let positions: Vec<_> = (0..places).map(|_| random.position(europe, 30)).collect();
    let names: Vec<String> = (0..places).map(|_| random.name()).collect();
    let begun = Instant::now();
    let nearby = Nearby::new(positions);
    println!("{places} positions in {:?}", begun.elapsed());
    let begun = Instant::now();
    let list = NameList::new(names.iter().map(String::as_str));
    println!("{places} names in {:?}", begun.elapsed());
    for (what, corner, degrees) in [
        ("the 10 nearest, among them", europe, 30),
        ("the 10 nearest, anywhere", (-90_000_000, -180_000_000), 180),
    ] {
        let mut took = Vec::new();
        while took.len() < 10_000 {
            let Some(from) = random.position(corner, degrees) else {
                continue;
            };
            let begun = Instant::now();
            std::hint::black_box(nearby.nearest(from, 10));
            took.push(begun.elapsed());
        }
        say(what, took);
    }
    let mut took = Vec::new();
    for _ in 0..300 {
        let name = random.name();
        // As somebody types it, from the start of one of its words.
        let word = random.below(2) * name.find(' ').map_or(0, |at| at + 1);
        let letters: Vec<char> = name[word..].chars().collect();
        for end in [1, 2, 3, 5, letters.len()] {
            let typed: String = letters.iter().take(end).collect();
            let Some(words) = FoldedQuery::new(&typed) else {
                continue;
            };
            let begun = Instant::now();
            std::hint::black_box(list.find(&words, 20));
            took.push(begun.elapsed());
        }
    }
    say("the best 20 names, as one types", took);
}
