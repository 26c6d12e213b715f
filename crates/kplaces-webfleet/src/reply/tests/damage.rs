//! What comes of replies that are damaged, case by case. `tests/it/damaged.rs` tries them by the
//! thousand.

use super::*;

/// Names by key, the numbers of rows that were left out, and cells that were repaired.
fn taken(body: impl AsRef<[u8]>) -> Result<(Vec<String>, Vec<u64>, u64), String> {
    taken_of(columns::ADDRESSES, body.as_ref())
}

fn taken_of(shape: columns::Shape, body: &[u8]) -> Result<(Vec<String>, Vec<u64>, u64), String> {
    let mut rows = Vec::new();
    let mut take = |cells: &Cells<'_>| {
        let key = shape.key(cells).unwrap_or_default().trim();
        let name = AddressRow::read(cells).name;
        rows.push(format!("{key} {name}"));
        ControlFlow::Continue(())
    };
    let mut reply = Reply::new(Action::ADDRESS_REPORT, shape, "host");
    let told = |error: Error| error.to_string();
    reply.feed(body, &mut take).map_err(told)?;
    let counts = reply.finish(Framing::Announced, &mut take).map_err(told)?;
    let left_out = counts.unreadable.told.iter().map(|it| it.row).collect();
    Ok((rows, left_out, counts.repaired_cells))
}

/// A report of these lines, and more sound ones behind, far enough for doubts to end.
fn among_others(lines: &str) -> (Vec<String>, Vec<u64>, u64) {
    let mut body = format!("addrno;addrname1;positionx;positiony\n{lines}");
    for n in 100..200 {
        body += &format!("{n};Ort {n};11575490;48137430\n");
    }
    let (mut rows, left_out, repaired) = taken(body).unwrap();
    rows.retain(|row| !row.contains("Ort"));
    (rows, left_out, repaired)
}

fn rows(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|row| (*row).to_owned()).collect()
}

#[test]
fn a_stray_quote_at_the_start_of_a_name_merges_no_rows() {
    let (taken, left_out, _) = among_others(
        "1;\"Linde Ulm;11575490;48137430\n2;\"Eiche Hamburg;9993682;53551086\n3;Werk Ost;1;2\n",
    );
    // Behind an open field the next rows are doubtful: they may be its text.
    assert_eq!(taken, rows(&[]));
    assert_eq!(left_out[..3], [1, 2, 3]);
    assert!(left_out.len() < 40, "{}", left_out.len());
}

#[test]
fn quotes_in_a_quoted_name_cost_that_row_and_no_other() {
    for name in [
        r#""Halle "Nord" 3""#,
        r#""Halle \"Nord\" 3""#,
        r#""Zur Linde" Ulm"#,
    ] {
        let lines = format!("1;Depot;1;2\n2;{name};11575490;48137430\n3;Werk;1;2\n");
        let expected = (rows(&["1 Depot", "3 Werk"]), vec![2], 0);
        assert_eq!(among_others(&lines), expected, "{name}");
    }
}

#[test]
fn quotes_within_an_unquoted_name_are_a_part_of_it_and_are_told() {
    let lines = "1;Halle \"Nord\" 3;1;2\n2;Rohr 12\" lang;1;2\n3;Werk;1;2\n";
    let expected = rows(&["1 Halle \"Nord\" 3", "2 Rohr 12\" lang", "3 Werk"]);
    assert_eq!(among_others(lines), (expected, vec![], 2));
}

#[test]
fn a_field_that_lost_its_opening_quote_gives_no_row_of_its_own() {
    // The name of 1 is `X;1;2\n9;Y`.
    let lines = "1;X;1;2\n9;Y\";11;48\n2;Werk;1;2\n";
    assert_eq!(among_others(lines), (rows(&["2 Werk"]), vec![1, 2], 0));
}

#[test]
fn a_field_that_lost_its_closing_quote_gives_no_row_of_its_own() {
    let (taken, left_out, _) = among_others("1;\"X\n9;Y;11;48\n2;Werk;1;2\n");
    assert_eq!(taken, rows(&[]));
    assert_eq!(left_out[..3], [1, 2, 3]);
}

#[test]
fn rows_with_too_few_or_too_many_fields_are_left_out() {
    let lines = "1;a;1;2\n2;b;1\n3;c;1;2;x\n4;d;1;2;;\n5;e;1;2\n";
    let expected = (rows(&["1 a", "5 e"]), vec![2, 3, 4], 0);
    assert_eq!(among_others(lines), expected);
}

#[test]
fn a_separator_at_the_end_of_all_rows_is_no_cell() {
    for body in [
        "addrno;addrname1;positionx;positiony;\n1;a;1;2;\n2;b;1;2;\n",
        "addrno;addrname1;positionx;positiony\n1;a;1;2;\n2;b;1;2;\n",
    ] {
        assert_eq!(
            taken(body),
            Ok((rows(&["1 a", "2 b"]), vec![], 0)),
            "{body}"
        );
    }
}

#[test]
fn a_separator_at_the_end_of_some_rows_may_be_another_cell_that_moved() {
    for body in [
        "addrno;addrname1;positionx;positiony;radius\n1;a;1;2;\n2;b;;1;2;\n",
        "addrno;addrname1;positionx;positiony\n1;;a;1;\n",
    ] {
        let error = error(body);
        assert!(error.contains("not as many fields"), "{error}");
    }
}

#[test]
fn a_header_that_comes_twice_is_no_place() {
    let header = "addrno;addrname1;positionx;positiony\n";
    let body = format!("{header}{header}1;a;1;2\n2;b;1;2\n");
    assert_eq!(taken(&body), Ok((rows(&["1 a", "2 b"]), vec![1], 0)));
}

#[test]
fn a_quote_in_a_key_is_the_rest_of_another_cell_and_one_in_a_position_may_be_of_seconds() {
    let lines = "1\"a \"\"; b\"\";1;2\n2;b;11°34'31\"E;48°08'15\"N\n3;c;1;2\n";
    assert_eq!(among_others(lines), (rows(&["2 b", "3 c"]), vec![1], 1));
}

#[test]
fn lines_may_end_with_cr_alone_in_a_long_report_too() {
    let mut body = "addrno;addrname1;positionx;positiony\r".to_owned();
    for n in 0..2000 {
        body += &format!("{n};Ort;11575490;48137430\r");
    }
    assert!(body.len() > 40_000);
    assert_eq!(taken(&body).unwrap().0.len(), 2000);
}

#[test]
fn names_of_columns_may_have_blanks_and_capitals_and_keys_blanks() {
    let body = " AddrNo ;ADDRNAME1;positionX;\"PositionY \"\n 7 ;a;1;2\n";
    assert_eq!(taken(body), Ok((rows(&["7 a"]), vec![], 0)));
}

#[test]
fn semicolons_in_a_quoted_column_name_separate_nothing() {
    let body = "\"addrno\",\"addrname1\",\"positionx\",\"positiony\",\"info; hours; gate; phone; x\"\n1,\"a\",1,2,\"x\"\n";
    assert_eq!(taken(body), Ok((rows(&["1 a"]), vec![], 0)));
}

#[test]
fn blanks_behind_all_separators_are_none_of_the_cells() {
    let body = "addrno; addrname1; positionx; positiony\n1; Depot; 1; 2\n2; \"Lager; Süd\"; 1; 2\n";
    assert_eq!(
        taken(body),
        Ok((rows(&["1 Depot", "2 Lager; Süd"]), vec![], 0))
    );
}

#[test]
fn two_columns_of_the_same_name_are_refused() {
    let error = error("addrno;addrname1;positionx;positiony;positiony\n1;a;1;2;3\n");
    assert!(error.contains("two columns have the same name"), "{error}");
}

#[test]
fn a_bad_byte_damages_its_own_cell() {
    let body = b"addrno;addrname1;positionx;positiony\n1;K\xc3\xb6ln \xc3;1;2\n2;Caf\xe9 \x96 \x80;1;2\n3;M\xc3\xbcnchen;1;2\n";
    let expected = rows(&["1 Köln \u{fffd}", "2 Café – €", "3 München"]);
    assert_eq!(taken(body), Ok((expected, vec![], 2)));
}

#[test]
fn more_than_one_row_in_twenty_or_all_of_them_refuse_the_report() {
    let report = |bad: usize, good: usize| {
        let mut body = "addrno;addrname1;positionx;positiony\n".to_owned();
        (0..good).for_each(|n| body += &format!("{n};a;1;2\n"));
        (0..bad).for_each(|n| body += &format!("x{n};a;1\n"));
        taken(body).map(|(rows, left_out, _)| (rows.len(), left_out.len()))
    };
    assert_eq!(report(1, 2), Ok((2, 1)));
    assert!(report(1, 1).unwrap_err().contains("garbled in row 2"));
    assert_eq!(report(2, 38), Ok((38, 2)));
    assert!(
        report(3, 38)
            .unwrap_err()
            .contains("garbled in row 39 (address x0)")
    );
    assert!(report(1, 0).unwrap_err().contains("garbled in row 1"));
    assert!(report(200, 100).unwrap_err().contains("garbled"));
}

#[test]
fn an_error_among_the_rows_is_an_error() {
    for body in [
        "addrno;addrname1;positionx;positiony\n1;a;1;2\n9199,Upstream system did not answer\n",
        "addrno;addrname1;positionx;positiony\n1;a;1;2\n9199,Upstream system did not answer",
        "addrno,addrname1,positionx,positiony\n1,a,1,2\n9199,Upstream system did not answer\n2,b,1,2\n",
        r#"[{"addrno":"1","addrname1":"a","positionx":1,"positiony":2},{"errorCode":9199,"errorMsg":"x"}]"#,
        r#"[{"addrno":"1","addrname1":"a","positionx":1,"positiony":2},{"errorCode":"9199"},{"addrno":"2"}]"#,
        "[{\"addrno\":\"1\",\"addrname1\":\"a\",\"positionx\":1,\"positiony\":2}\n9199,Upstream system did not answer",
        r#"{"report":[{"errorCode":9199}]}"#,
        "9199;Upstream system did not answer",
    ] {
        let error = error(body);
        assert!(error.contains("with error 9199"), "{error}: {body}");
    }
}

/// Where commas separate, an error can have as many fields as a row.
#[test]
fn an_error_with_commas_in_its_text_is_no_row() {
    let header = "addruid,addrno,addrname1,positionx,positiony\n";
    let error = error(&format!(
        "{header}a,1,x,1,2\n10000,resource busy, retry, please, later\n"
    ));
    assert!(error.contains("with error 10000"), "{error}");
    let body = format!("{header}8015,1,\"Depot, Nord\",1,2\n");
    assert_eq!(taken(&body), Ok((rows(&["8015 Depot, Nord"]), vec![], 0)));
}

#[test]
fn a_header_that_has_swallowed_a_row_or_lost_a_separator_is_refused() {
    for body in [
        "\"addrno\";\"addrname1\";\"positionx\";\"positiony\"\"1\";\"a\";\"1\";\"2\"\n",
        "addrno;addrname1;positionx;positiony;info\"\"x\";1;2\n",
        "addrno;addrname1;positionx;positiony;infomail;\n1;a;1;2;x;y;\n2;b;1;2;x;y;\n",
    ] {
        assert!(taken(body).is_err(), "{body}");
    }
}

#[test]
fn what_is_left_of_a_row_is_no_error_of_the_service() {
    let body = "addrno;addrname1;positionx;positiony\n1;a;1;2\n7;Frau Meyer\n2;b;1;2\n";
    assert_eq!(taken(body), Ok((rows(&["1 a", "2 b"]), vec![2], 0)));
    let error = error("7;Frau Meyer");
    assert!(!error.contains("Meyer"), "{error}");
}

#[test]
fn a_report_without_a_header_tells_no_values() {
    for body in [
        "Meyer;Hauptstr. 5;meyer@example.org;x\nSchulz;Weg 1;s@example.org;y\n",
        "K1;Meyer;x;y\n",
        "K1;Meyer;x;y",
        "cb([{\"addrno\":\"1\",\"addrname1\":\"Meyer\",\"positionx\":1}])",
        "Meyer,Schulz\n",
        r#"[{"Meyer":"Hauptstr. 5"}]"#,
        r#"{"Meyer":"Hauptstr. 5"}"#,
        "Meyer\n",
    ] {
        let error = error(body);
        for word in ["Meyer", "Schulz", "Haupt", "example", "K1"] {
            assert!(!error.contains(word), "{error}: {body}");
        }
    }
}

#[test]
fn an_object_that_cannot_be_read_costs_that_row_and_no_other() {
    let row = |key: &str, name: &str| {
        format!(r#"{{"addrno":"{key}","addrname1":"{name}","positionx":1,"positiony":2}}"#)
    };
    for name in [r#"Halle "Nord" 3"#, r#"Halle " 3"#, r"x\", r"},{"] {
        let all = [row("1", "a"), row("2", name), row("3", "c")].join(",");
        let (taken, left_out, _) = taken(format!("[{all}]")).unwrap();
        assert!(
            taken
                .iter()
                .all(|it| ["1 a", "3 c"].contains(&it.as_str()) || it == "2 },{"),
            "{taken:?}"
        );
        assert!(
            taken.len() + left_out.len() >= 2,
            "{name}: {taken:?} {left_out:?}"
        );
        assert_eq!(taken[0], "1 a");
        assert_eq!(taken.last().unwrap(), "3 c", "{name}");
    }
}

#[test]
fn an_object_with_a_column_twice_is_left_out() {
    let body = r#"[{"addrno":"1","addrname1":"a","positionx":1,"positiony":2},
        {"addrno":"2","addrname1":"b","positiony":1,"positiony":2},
        {"addrno":"3","addrname1":"c","positionx":1,"positiony":2}]"#;
    assert_eq!(taken(body), Ok((rows(&["1 a", "3 c"]), vec![2], 0)));
}

#[test]
fn half_an_emoji_is_a_replacement_character_and_counts() {
    let body = r#"[{"addrno":"1","addrname1":"Imbiss \ud83d","positionx":1,"positiony":2},
        {"addrno":"2","addrname1":"Werk \ud83c\udfed","positionx":1,"positiony":2}]"#;
    let expected = rows(&["1 Imbiss \u{fffd}", "2 Werk 🏭"]);
    assert_eq!(taken(body), Ok((expected, vec![], 1)));
}

#[test]
fn an_array_in_an_object_is_a_report() {
    let body = r#" { "report" : [{"addrno":"1","addrname1":"a","positionx":1,"positiony":2}] } "#;
    assert_eq!(taken(body), Ok((rows(&["1 a"]), vec![], 0)));
    assert!(error(&format!("{body} x")).contains("behind the end"));
    assert!(error(&body.replace(']', "")).contains("cut short"));
}

#[test]
fn wide_letters_are_refused_by_name() {
    let wide: Vec<u8> = CSV.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for body in [wide.clone(), [&[0xff, 0xfe], wide.as_slice()].concat()] {
        let (_, outcome) = whole(&body);
        let expected = "host answered in UTF-16LE/UTF-32LE, which this program does not read";
        assert_eq!(outcome, Err(expected.to_owned()));
    }
}

#[test]
fn rows_that_would_fill_the_memory_are_refused() {
    let shape = columns::Shape {
        row_cost: 100 << 20,
        ..columns::ADDRESSES
    };
    let mut reply = Reply::new(Action::ADDRESS_REPORT, shape, "host");
    let mut take = |_: &Cells<'_>| ControlFlow::Continue(());
    let mut outcome = reply.feed(b"addrno;addrname1;positionx;positiony\n", &mut take);
    for _ in 0..20 {
        let rows = "1;a;1;2\n".repeat(200);
        outcome = outcome.and_then(|()| reply.feed(rows.as_bytes(), &mut take));
    }
    assert!(outcome.unwrap_err().to_string().contains("512 MiB"));
}
