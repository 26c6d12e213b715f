//! What holds for every statement and record, of any device.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

use std::collections::BTreeSet;

use kplaces_edition::EditionId;
use kplaces_privacy::{
    Backups, Block, Date, Document, Entry, Facts, Folders, LoginPlace, Places, Platform, Sentence,
    Store, Traffic, Webfleet, claims, network, on_device, proofs, record, statement,
};
use kplaces_text::Language;

fn facts() -> Facts {
    Facts {
        edition: EditionId::Pro,
        version: "1.2.3".to_owned(),
        date: Date {
            year: 2026,
            month: 3,
            day: 1,
        },
        platform: Platform::Linux,
        webfleet: Webfleet {
            host: "csv.webfleet.com".to_owned(),
            encrypted: true,
            proxy: None,
        },
        most: None,
        groups: Vec::new(),
        store: Store {
            kind: "sqlite".to_owned(),
            file: Some("/home/a/places.db".to_owned()),
            encrypted: false,
        },
        can_encrypt: false,
        keeps_apart: false,
        folders: Folders {
            config: "/home/a/config".to_owned(),
            data: "/home/a/data".to_owned(),
            state: "/home/a/state".to_owned(),
        },
        login: LoginPlace::Nowhere,
        backups: Some(Backups {
            folder: "/home/a/backups".to_owned(),
            keep: 5,
        }),
        syncs_on_record: 200,
        has_timetable: true,
        watches: true,
        controller: None,
        contact: None,
    }
}

/// Devices that differ in everything that a sentence depends on.
fn devices() -> Vec<Facts> {
    let mut all = vec![facts()];
    let mut with = |change: fn(&mut Facts)| {
        let mut changed = facts();
        change(&mut changed);
        all.push(changed);
    };
    with(|it| {
        it.edition = EditionId::Basic;
        it.most = Some(500);
        it.has_timetable = false;
        it.watches = false;
    });
    with(|it| {
        it.edition = EditionId::Enterprise;
        it.can_encrypt = true;
        it.keeps_apart = true;
        it.groups = vec!["Kunden".to_owned(), "Depots".to_owned()];
    });
    with(|it| {
        it.store.encrypted = true;
        it.can_encrypt = true;
        it.login = LoginPlace::Keyring;
    });
    with(|it| {
        it.platform = Platform::Windows;
        it.login = LoginPlace::File("C:\\a\\login.toml".to_owned());
    });
    with(|it| {
        it.platform = Platform::Unix;
        it.login = LoginPlace::SealedFile("/home/a/login.age".to_owned());
        it.webfleet.proxy = Some("proxy.example".to_owned());
    });
    with(|it| {
        it.login = LoginPlace::Environment;
        it.webfleet.encrypted = false;
        it.backups.as_mut().unwrap().keep = 0;
    });
    with(|it| {
        it.login = LoginPlace::Elsewhere;
        it.store.file = None;
        it.backups = None;
        it.controller = Some("Example\u{1b}[31m GmbH\nStreet 1".to_owned());
        it.contact = Some("dpo@example.org".to_owned());
    });
    all
}

fn documents(language: Language) -> Vec<Document> {
    let of = |facts: &Facts| [statement(facts, language), record(facts, language)];
    devices().iter().flat_map(of).collect()
}

#[test]
fn each_claim_is_made_in_the_statement_and_names_a_proof_there_is() {
    let known: BTreeSet<&str> = proofs().iter().map(|proof| proof.id).collect();
    assert_eq!(known.len(), proofs().len(), "two proofs share an id");
    let ids: BTreeSet<&str> = claims().iter().map(|claim| claim.id).collect();
    assert_eq!(ids.len(), claims().len(), "two claims share an id");
    for claim in claims() {
        assert!(!claim.proofs.is_empty(), "{} has no proof", claim.id);
        for proof in claim.proofs {
            let is_test = proof
                .strip_prefix("test:")
                .is_some_and(|name| !name.is_empty());
            assert!(is_test || known.contains(proof), "{}: {proof}", claim.id);
        }
    }
    let mut made = BTreeSet::new();
    for document in documents(Language::German) {
        made.extend(document.sentences().flat_map(|it| it.claims.clone()));
    }
    assert_eq!(
        made, ids,
        "claims that sentences make, and claims there are"
    );
    let needed: BTreeSet<&str> = claims().iter().flat_map(|it| it.proofs).copied().collect();
    let idle: Vec<&&str> = known.difference(&needed).collect();
    assert!(idle.is_empty(), "proofs of nothing: {idle:?}");
}

/// A document without its words.
fn shape(document: &Document) -> Vec<String> {
    let claims = |sentences: &[Sentence]| -> Vec<Vec<&str>> {
        sentences.iter().map(|it| it.claims.clone()).collect()
    };
    let mut parts = Vec::new();
    for entry in &document.about {
        parts.push(format!("{} {:?}", entry.id, claims(&entry.sentences)));
    }
    for section in &document.sections {
        parts.push(section.id.to_owned());
        for block in &section.blocks {
            match block {
                Block::Paragraph { sentences } => parts.push(format!("{:?}", claims(sentences))),
                Block::List { items } => {
                    parts.extend(
                        items
                            .iter()
                            .map(|it| format!("- {:?}", claims(&it.sentences))),
                    );
                }
                Block::Entries { entries } => parts.extend(
                    entries
                        .iter()
                        .map(|it| format!("{} {} {:?}", it.id, it.blank, claims(&it.sentences))),
                ),
            }
        }
    }
    parts
}

#[test]
fn both_languages_say_the_same_with_other_words() {
    let (english, german) = (documents(Language::English), documents(Language::German));
    for (english, german) in english.iter().zip(&german) {
        assert_eq!(shape(english), shape(german));
        assert_ne!(english.title, german.title);
        for (section, in_german) in english.sections.iter().zip(&german.sections) {
            assert_ne!(section.title, in_german.title, "{}", section.id);
        }
        for (sentence, in_german) in english.sentences().zip(german.sentences()) {
            // A value, such as a path, is the same; a sentence is not.
            if sentence.text.ends_with('.') {
                assert_ne!(sentence.text, in_german.text);
                assert!(in_german.text.ends_with(['.', ';']), "{}", in_german.text);
            }
        }
    }
}

#[test]
fn no_sentence_is_empty_or_steers_a_terminal() {
    for language in Language::all() {
        for document in documents(language) {
            let mut ids = BTreeSet::new();
            for section in &document.sections {
                assert!(ids.insert(section.id), "{} is there twice", section.id);
                assert!(!section.blocks.is_empty(), "{}", section.id);
            }
            for sentence in document.sentences() {
                let text = &sentence.text;
                assert!(!text.trim().is_empty() && text.trim() == text, "{text:?}");
                assert!(!text.contains("  "), "{text:?}");
                assert!(
                    !text.chars().any(kplaces_domain::steers_a_terminal),
                    "{text:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_set_stands_where_else_a_line_is_left_to_fill_in() {
    let blanks = |document: &Document| -> Vec<&str> {
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        let entries = blocks.filter_map(|block| match block {
            Block::Entries { entries } => Some(entries),
            _ => None,
        });
        let blank = entries.flatten().filter(|entry| entry.blank);
        blank.map(|entry| entry.id).collect()
    };
    let unset = statement(&facts(), Language::German);
    assert_eq!(blanks(&unset), ["controller", "data-protection-contact"]);
    let set = Facts {
        controller: Some("Muster Spedition GmbH".to_owned()),
        contact: Some("datenschutz@muster.example".to_owned()),
        ..facts()
    };
    let filled = statement(&set, Language::German);
    assert!(blanks(&filled).is_empty());
    let said: Vec<&str> = filled.sentences().map(|it| it.text.as_str()).collect();
    assert!(said.contains(&"Muster Spedition GmbH"));
    assert!(said.contains(&"datenschutz@muster.example"));
    assert!(!blanks(&record(&set, Language::German)).contains(&"controller"));
}

#[test]
fn the_record_has_each_point_of_article_30() {
    let record = record(&facts(), Language::German);
    let titles: Vec<&str> = record.sections.iter().map(|it| it.title.as_str()).collect();
    for point in [
        "Buchst. a",
        "Buchst. b",
        "Buchst. c",
        "Buchst. d",
        "Buchst. e",
        "Buchst. f",
        "Buchst. g",
    ] {
        let found = titles.iter().filter(|title| title.contains(point)).count();
        assert_eq!(found, 1, "{point}: {titles:?}");
    }
}

#[test]
fn numbers_lead_to_the_claims_they_stand_for() {
    let document = statement(&facts(), Language::English);
    let mut seen = 0;
    for sentence in document.sentences() {
        let numbers = document.numbers(sentence);
        assert_eq!(numbers.len(), sentence.claims.len(), "{}", sentence.text);
        for number in numbers {
            assert!(
                sentence
                    .claims
                    .contains(&document.evidence.claims[number - 1].id)
            );
            assert!(number <= seen + 2, "numbers go up as the text does");
            seen = seen.max(number);
        }
    }
    assert_eq!(seen, document.evidence.claims.len());
}

#[test]
fn the_page_is_told_what_is_here_and_who_was_asked() {
    let places = Places {
        count: 1_840,
        as_of: Some("02.01.2026, 03:04 Uhr".to_owned()),
    };
    let traffic = Traffic {
        syncs: 2,
        requests: 6,
        bytes: 1_264_401,
    };
    let texts = |entries: Vec<Entry>| -> Vec<String> {
        let said = entries.into_iter().flat_map(|entry| entry.sentences);
        said.map(|sentence| sentence.text).collect()
    };
    let here = texts(on_device(&facts(), Some(&places), Language::German));
    assert_eq!(here[0], "1.840, Stand 02.01.2026, 03:04 Uhr");
    let unread = texts(on_device(&facts(), None, Language::English));
    assert_eq!(unread[0], "They cannot be read at present.");
    let network = texts(network(&facts(), traffic, Language::German));
    assert_eq!(
        network,
        [
            "csv.webfleet.com",
            "keiner",
            "2 mit 6 Anfragen und 1.264.401 Bytes an Antworten"
        ]
    );
}
