//! A name is found however it was typed, and however it is written in the account.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{FoldedName, FoldedQuery};

const BLANKS: &[char] = &[
    ' ', '\t', '\u{a0}', '\u{1680}', '\u{2003}', '\u{2007}', '\u{2009}', '\u{200a}', '\u{2028}',
    '\u{202f}', '\u{205f}', '\u{2800}', '\u{3000}',
];
const HYPHENS: &[char] = &[
    '-', '‐', '‑', '‒', '–', '—', '―', '−', '⁃', '﹘', '﹣', '－', '➖', '˗', '\u{5be}',
];
const APOSTROPHES: &[char] = &[
    '\'', '‘', '’', '‚', '‛', '`', '´', '′', '‵', 'ʹ', 'ʻ', 'ʼ', 'ʽ', '＇', '‹', '›', '՚', '׳',
    '\u{1fbd}', '\u{1ffd}',
];
const QUOTES: &[char] = &[
    '"', '“', '”', '„', '‟', '«', '»', '″', '‶', '＂', '〝', '〞', '〟', '״', 'ˮ', '❝', '❞', '˝',
];
const INVISIBLE: &[char] = &[
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{180e}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{200e}',
    '\u{200f}',
    '\u{202a}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2069}',
    '\u{fe00}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{e0100}',
    '\u{1}',
    '\u{96}',
];
const CLASSES: [&[char]; 4] = [BLANKS, HYPHENS, APOSTROPHES, QUOTES];

/// Names that have something to be spelled otherwise.
fn names() -> impl Strategy<Value = String> {
    let letters = "[a-zA-Z0-9äöüÄÖÜßẞéèñçåøæœłđžőűŀŉıİſςΣ ½™№﹖ﬁﬃ株㈱ガｶﾞÅᾳᾴΐǅⅣⅷᲀꭰ-]{1,8}";
    let marks = select(&[" ", " ", "-", "'", "\"", ".", "&", "/", " - "][..]);
    let script = "[\\p{L}\\p{Nd}]{1,6}";
    let word = prop_oneof![6 => letters, 1 => script];
    prop::collection::vec((word, marks), 1..5).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(word, mark)| [word, mark.to_owned()])
            .collect()
    })
}

/// One way of writing the same, with all that chance decides in it.
#[derive(Clone, Debug)]
enum Respelling {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
    Upper,
    Lower,
    /// Another form of each blank, hyphen, apostrophe and quotation mark.
    Forms(Vec<Index>),
    /// Something invisible at some places.
    Invisible(Vec<(Index, char)>),
    /// Letters as wide as an ideograph.
    Wide,
    /// Blanks around it and more of them in it.
    Blanks,
}

fn respellings() -> impl Strategy<Value = Vec<Respelling>> {
    use Respelling as R;

    let one = prop_oneof![
        Just(R::Nfc),
        Just(R::Nfd),
        Just(R::Nfkc),
        Just(R::Nfkd),
        Just(R::Upper),
        Just(R::Lower),
        Just(R::Wide),
        Just(R::Blanks),
        prop::collection::vec(any::<Index>(), 1..9).prop_map(R::Forms),
        prop::collection::vec((any::<Index>(), select(INVISIBLE)), 1..5).prop_map(R::Invisible),
    ];
    prop::collection::vec(one, 1..5)
}

impl Respelling {
    fn of(&self, text: &str) -> String {
        match self {
            Self::Nfc => text.nfc().collect(),
            Self::Nfd => text.nfd().collect(),
            Self::Nfkc => text.nfkc().collect(),
            Self::Nfkd => text.nfkd().collect(),
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Wide => text
                .chars()
                .map(|c| match c {
                    '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
                    c => c,
                })
                .collect(),
            Self::Blanks => format!("\u{3000}{}\t", blanks(text, |_| "\u{a0} \u{2009}".into())),
            Self::Forms(chosen) => {
                let mut chosen = chosen.iter().cycle();
                let mut other = |c: char| {
                    let class = CLASSES.into_iter().find(|class| class.contains(&c));
                    class.map_or(c, |class| class[chosen.next().unwrap().index(class.len())])
                };
                let text = blanks(text, |c| other(c).to_string());
                text.chars()
                    .map(|c| if BLANKS.contains(&c) { c } else { other(c) })
                    .collect()
            }
            Self::Invisible(what) => {
                let mut all: Vec<char> = text.chars().collect();
                for (at, c) in what {
                    all.insert(at.index(all.len() + 1), *c);
                }
                all.into_iter().collect()
            }
        }
    }

    fn all_of(steps: &[Self], text: &str) -> String {
        steps
            .iter()
            .fold(text.to_owned(), |text, step| step.of(&text))
    }
}

/// Replaces blanks, but those that an accent stands on: they are what was made of a `´`.
fn blanks(text: &str, mut other: impl FnMut(char) -> String) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::new();
    while let Some(c) = chars.next() {
        let carries = chars.peek().is_some_and(|next| is_combining_mark(*next));
        match c {
            c if BLANKS.contains(&c) && !carries => out.push_str(&other(c)),
            c => out.push(c),
        }
    }
    out
}

fn finds(query: &str, name: &str) -> bool {
    FoldedQuery::new(query).is_some_and(|query| query.rank(&FoldedName::new(name)).is_some())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_respelled_name_is_the_same_name(
        name in names(), one in respellings(), other in respellings(),
    ) {
        let (one, other) = (Respelling::all_of(&one, &name), Respelling::all_of(&other, &name));
        prop_assert_eq!(FoldedName::new(&one), FoldedName::new(&other), "{:?} {:?}", one, other);
    }

    #[test]
    fn a_word_of_a_name_is_found_however_both_are_spelled(
        name in names(), of_name in respellings(), of_word in respellings(), which: Index,
    ) {
        let words: Vec<&str> = name.split_whitespace().collect();
        prop_assume!(!words.is_empty());
        let word = words[which.index(words.len())];
        prop_assume!(FoldedQuery::new(word).is_some());
        let (typed, kept) = (Respelling::all_of(&of_word, word), Respelling::all_of(&of_name, &name));
        prop_assert!(finds(&typed, &kept), "{:?} in {:?}", typed, kept);
    }
}

/// All but ideographs of the planes behind, and what is not assigned there.
fn characters() -> impl Iterator<Item = char> {
    ('\0'..'\u{20000}')
        .chain('\u{2f800}'..'\u{2fa20}')
        .chain('\u{e0000}'..'\u{e0200}')
}

#[test]
fn every_character_is_found_in_its_other_forms() {
    let mut missed = Vec::new();
    for c in characters() {
        let name = format!("a{c}b");
        let forms: [String; 6] = [
            name.to_uppercase(),
            name.to_lowercase(),
            name.nfc().collect(),
            name.nfd().collect(),
            name.nfkc().collect(),
            name.nfkd().collect(),
        ];
        let folded = FoldedName::new(&name);
        for form in forms {
            if form != name && FoldedName::new(&form) != folded {
                missed.push((c, form));
            }
        }
    }
    assert_eq!(missed, []);
}

#[test]
fn folding_what_is_folded_changes_nothing() {
    for c in characters() {
        let once = FoldedName::new(&c.to_string());
        let again = FoldedName::new(once.sort_text());
        assert_eq!(again.sort_text(), once.sort_text(), "{c:?}");
    }
}

#[test]
fn what_phones_and_word_processors_write_is_found_and_finds() {
    for (one, other) in [
        ("O'Neill", "O’Neill"),
        ("L'Hospitalet", "L´Hospitalet"),
        ("Nord-Süd", "Nord–Süd"),
        ("Nord-Süd", "Nord‑Süd"),
        ("Nord-Süd", "NORD−SU\u{308}D"),
        ("Gasthof \"Zur Post\"", "Gasthof „Zur Post“"),
        ("Gasthof \"Zur Post\"", "Gasthof »Zur Post«"),
        ("Gasthof \"Zur Post\"", "Gasthof ''Zur Post''"),
        ("Halle 4", "Halle\u{a0}４"),
        ("東京 倉庫", "東京\u{3000}倉庫"),
        ("Großmarkt", "Groß\u{ad}markt"),
        ("Café", "\u{feff}Cafe\u{301}\u{200b}"),
        ("Office", "Oﬃce"),
        ("Halle ½", "Halle 1/2"),
        ("ガレージ", "ｶﾞﾚｰｼﾞ"),
        ("müller", "MU\u{200d}\u{308}LLER"),
        ("☎ Zentrale", "☎\u{fe0f} Zentrale"),
    ] {
        assert!(finds(one, other), "{one} in {other}");
        assert!(finds(other, one), "{other} in {one}");
        assert_eq!(
            FoldedName::new(one),
            FoldedName::new(other),
            "{one}, {other}"
        );
    }
}

#[test]
fn what_only_looks_alike_is_another_name() {
    for (one, other) in [
        ("Nord-Süd", "Nord Süd"),
        ("O'Neill", "ONeill"),
        ("A/B", "A-B"),
        ("1", "l"),
    ] {
        assert_ne!(
            FoldedName::new(one),
            FoldedName::new(other),
            "{one}, {other}"
        );
    }
}
