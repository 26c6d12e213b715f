use super::*;

fn started(n: i64) -> Started {
    Started {
        at: Timestamp::from_unix(n),
        edition: Label::new("pro"),
        trigger: Trigger::ByHand,
        dry_run: false,
        host: Label::new("host"),
    }
}

fn ended() -> Ended {
    Ended {
        took_ms: 7,
        outcome: Outcome::Done,
        requests: 3,
        bytes: 100,
        added: 1,
        changed: 2,
        removed: 3,
        unchanged: 4,
        places: Some(7),
        as_of: Some(Timestamp::from_unix(1)),
        revision: Some(1),
        odd_rows: 0,
        warnings: Vec::new(),
    }
}

fn journal(folder: &tempfile::TempDir) -> Journal {
    Journal::new(folder.path(), &RecordId::store("folder", "sqlite:x"))
}

#[test]
fn the_newest_comes_first_and_one_without_an_end_shows() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    assert_eq!(journal.last(9).unwrap(), []);
    let first = journal.begin(&started(1)).unwrap();
    let second = journal.begin(&started(2)).unwrap();
    journal.end(first, &ended()).unwrap();
    let runs = journal.last(9).unwrap();
    assert_eq!((runs[0].id, &runs[0].ended), (second, &None));
    assert_eq!((runs[1].id, &runs[1].ended), (first, &Some(ended())));
    assert_eq!(journal.last(1).unwrap().len(), 1);
}

#[test]
fn old_syncs_are_erased_and_later_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    assert_eq!(journal.erase_before(Timestamp::from_unix(9)).unwrap(), 0);
    for at in 1..=4 {
        let id = journal.begin(&started(at)).unwrap();
        if at != 2 {
            journal.end(id, &ended()).unwrap();
        }
    }
    let ids = |most| -> Vec<RunId> {
        let runs = journal.last(most).unwrap();
        runs.iter().map(|run| run.id).collect()
    };
    let before = ids(2);
    assert_eq!(journal.erase_before(Timestamp::from_unix(3)).unwrap(), 2);
    assert_eq!(ids(9), before);
    assert_eq!(journal.erase_before(Timestamp::from_unix(3)).unwrap(), 0);
    let id = journal.begin(&started(5)).unwrap();
    journal.end(id, &ended()).unwrap();
    assert_eq!(journal.last(9).unwrap().len(), 3);
}

#[test]
fn what_cannot_be_understood_costs_itself_and_is_gone_with_the_next_line() {
    for garbage in [
        &b"{\"run\":1,\"paused\":{}}\n{\"run\":"[..],
        b"\0\0\0\0",
        b"\xff\xfe\n\n[]\nnull\n\"Anna\"",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(&folder);
        let first = journal.begin(&started(1)).unwrap();
        let sound = std::fs::read(&journal.path).unwrap();
        std::fs::write(&journal.path, [&sound, garbage].concat()).unwrap();
        let record = journal.read().unwrap();
        assert_eq!(record.runs.len(), 1);
        assert!(record.odd_lines > 0);
        journal.end(first, &ended()).unwrap();
        let record = journal.read().unwrap();
        assert_eq!(record.runs[0].ended, Some(ended()));
        assert_eq!(record.odd_lines, 0);
        assert!(std::fs::read(&journal.path).unwrap().starts_with(&sound));
    }
}

#[test]
fn a_record_of_nul_bytes_is_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    journal.begin(&started(1)).unwrap();
    let length = std::fs::metadata(&journal.path).unwrap().len();
    std::fs::write(&journal.path, vec![0; length as usize]).unwrap();
    assert_eq!(journal.last(9).unwrap(), []);
    journal.begin(&started(2)).unwrap();
    assert_eq!(journal.last(9).unwrap().len(), 1);
    assert!(!std::fs::read(&journal.path).unwrap().contains(&0));
}

/// What the version before this one wrote, sentences and all.
const FORMER: &str = r#"{"run":1,"started":{"at":5,"edition":"pro","trigger":"by-hand","dry_run":false,"host":"h"}}
{"run":1,"ended":{"took_ms":7,"outcome":{"failed":{"kind":"network","what":"h answered with HTTP status 503: ask Anna"}},"requests":3,"bytes":100,"added":0,"changed":0,"removed":0,"unchanged":0,"places":null,"as_of":null,"revision":null,"odd_rows":0,"warnings":["3 fields were not UTF-8","Anna"]}}
{"run":2,"started":{"at":6,"edition":"pro","trigger":"by-hand","dry_run":false,"host":"h"}}
{"run":2,"ended":{"took_ms":7,"outcome":{"failed":{"kind":"usage","what":"the account has no group `Anna`"}},"requests":3,"bytes":100,"added":0,"changed":0,"removed":0,"unchanged":0,"places":null,"as_of":null,"revision":null,"odd_rows":0,"warnings":[]}}
"#;

#[test]
fn sentences_of_older_versions_are_read_for_kind_and_numbers_and_do_not_stay() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    std::fs::create_dir_all(&journal.folder).unwrap();
    let other = Journal::new(folder.path(), &RecordId::store("folder", "sqlite:former"));
    for journal in [&journal, &other] {
        std::fs::write(&journal.path, FORMER).unwrap();
    }
    let before = journal.last(9).unwrap();
    assert!(!format!("{before:?}").contains("Anna"), "{before:?}");
    let status = Cause::HttpStatus { status: 503 };
    assert_eq!(
        before[1].failure(),
        Some(Failure::new(FailureKind::Network, status))
    );
    let ended = before[1].ended.as_ref().unwrap();
    assert_eq!((ended.requests, ended.bytes), (3, 100));
    assert_eq!(ended.warnings, [Warning::NotUtf8 { fields: 3 }]);
    assert_eq!(before[0].failure().unwrap().kind, FailureKind::Usage);

    journal.begin(&started(7)).unwrap();
    Journal::clean_all(folder.path()).unwrap();
    assert_eq!(journal.last(9).unwrap()[1..], before);
    assert_eq!(other.last(9).unwrap(), before);
    for journal in [&journal, &other] {
        let text = std::fs::read_to_string(&journal.path).unwrap();
        assert!(!text.contains("Anna"), "{text}");
    }
}

#[test]
fn causes_and_warnings_of_later_versions_cost_only_themselves() {
    let later = FORMER
        .replace(
            r#""what":"h answered with HTTP status 503: ask Anna""#,
            r#""cause":{"code":"hexed","by":"Anna"}"#,
        )
        .replace(r#""Anna"]"#, r#"{"code":"cursed","by":"Anna"}]"#)
        .replace(r#""kind":"usage""#, r#""kind":"weather""#);
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    std::fs::create_dir_all(&journal.folder).unwrap();
    std::fs::write(&journal.path, later).unwrap();
    let runs = journal.last(9).unwrap();
    let failure = Failure::new(FailureKind::Network, Cause::Unknown);
    assert_eq!(runs[1].failure(), Some(failure));
    assert_eq!(runs[1].ended.as_ref().unwrap().warnings.len(), 1);
    assert_eq!(runs[0].failure().unwrap().kind, FailureKind::Other);
}

#[test]
fn every_cause_is_read_back_as_it_was_written() {
    let report = Report::Memberships;
    for cause in [
        Cause::NoLogin,
        Cause::Settings { problems: 2 },
        Cause::Refused {
            report,
            error: 1101,
        },
        Cause::Held {
            report,
            wait_s: 42,
            refused: true,
        },
        Cause::Store {
            fault: StoreFault::Full,
        },
        Cause::Guard {
            loss: Loss::Positions,
            places: 4,
            stored: 9,
        },
    ] {
        let failure = Failure::new(FailureKind::Guard, cause);
        let text = serde_json::to_string(&failure).unwrap();
        assert_eq!(serde_json::from_str::<Failure>(&text).unwrap(), failure);
    }
}

#[test]
fn a_sentence_is_no_label() {
    for name in ["pro", "csv.webfleet.com", "[::1]", "xn--mller-kva.example"] {
        assert_eq!(Label::new(name).unwrap().as_str(), name);
    }
    let long = "x".repeat(254);
    for text in ["", "Account Anna", "Müller", "a\u{1b}", &long] {
        assert_eq!(Label::new(text), None, "{text}");
    }
    let named = FORMER.replace(r#""host":"h""#, r#""host":"Anna B""#);
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    std::fs::create_dir_all(&journal.folder).unwrap();
    std::fs::write(&journal.path, named).unwrap();
    let runs = journal.last(9).unwrap();
    assert_eq!((runs.len(), &runs[0].started.host), (2, &None));
}

#[test]
fn what_is_latest_is_told_by_the_order_of_lines_and_not_by_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let failed = Ended::with(Outcome::Failed(Failure::new(
        FailureKind::Busy,
        Cause::Busy,
    )));
    // The clock is set back from one to the next.
    let done = journal.attempt(&started(900), &ended()).unwrap();
    for at in [800, 700] {
        journal.attempt(&started(at), &failed).unwrap();
    }
    let dry = Started {
        dry_run: true,
        ..started(600)
    };
    journal.attempt(&dry, &ended()).unwrap();
    let record = journal.read().unwrap();
    assert_eq!(record.latest().unwrap().started.at.unix(), 700);
    assert_eq!(record.last_done().unwrap().id, done);
    assert_eq!(record.failed_in_a_row(), 2);

    // One that gave way to another is not the last once that one has ended.
    let first = journal.begin(&started(500)).unwrap();
    journal.attempt(&started(500), &failed).unwrap();
    journal.end(first, &ended()).unwrap();
    let record = journal.read().unwrap();
    assert_eq!(record.latest().unwrap().id, first);
    assert_eq!(record.failed_in_a_row(), 0);
}

#[test]
fn it_does_not_grow_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let id = journal.begin(&started(1)).unwrap();
    journal.end(id, &ended()).unwrap();
    let one = std::fs::read(&journal.path).unwrap();
    std::fs::write(&journal.path, one.repeat(3 * Journal::KEPT)).unwrap();
    journal.begin(&started(2)).unwrap();
    let runs = journal.last(usize::MAX).unwrap();
    assert_eq!(runs.len(), Journal::KEPT + 1);
    assert_eq!(runs[0].started, started(2));
}
