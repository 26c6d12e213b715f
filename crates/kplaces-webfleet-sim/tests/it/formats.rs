//! What a report looks like, and that it says what the addresses say.

use kplaces_webfleet_sim::{
    Action, Address, ColumnFilter, LineEnd, Missing, Options, Quoting, Spelling, World,
};
use serde_json::Value;

use crate::ask::{self, Ask};
use crate::read;

fn addresses() -> Vec<Address> {
    World::sample().accounts[0]
        .addresses
        .iter()
        .map(std::borrow::Cow::into_owned)
        .collect()
}

/// An address as CSV cells in the order of the first spelling's columns.
fn cells(it: &Address) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<i64>| value.map(|it| it.to_string()).unwrap_or_default();
    vec![
        it.number.clone(),
        text(&it.uid),
        it.name1.clone(),
        text(&it.name2),
        text(&it.name3),
        text(&it.street),
        text(&it.zip),
        text(&it.city),
        text(&it.country),
        text(&it.region),
        text(&it.contact),
        text(&it.phone_business),
        text(&it.phone_mobile),
        text(&it.phone_personal),
        text(&it.fax),
        text(&it.mail),
        text(&it.info),
        text(&it.description),
        number(it.longitude),
        number(it.latitude),
        number(it.radius),
        number(it.visible.map(i64::from)),
        text(&it.colour),
        text(&it.mapcode),
    ]
}

const FIRST: &str = "addrno;addruid;addrname1;addrname2;addrname3;addrstreet;addrzip;addrcity;\
    addrcountry;addrregion;contact;teloffice;telmobile;telprivate;fax;mailaddr;addrinfo;location;\
    positionx;positiony;radius;visible;color;mapcode";

#[test]
fn csv_reads_back_as_the_addresses_in_every_form() {
    let expected: Vec<Vec<String>> = addresses().iter().map(cells).collect();
    for quoting in [Quoting::Text, Quoting::WhereNeeded] {
        for line_end in [LineEnd::CrLf, LineEnd::Lf] {
            let options = Options {
                quoting,
                line_end,
                ..Options::default()
            };
            let sim = ask::sample_with(options);
            for (parameter, separator) in [("0", b';'), ("1", b'\t'), ("2", b' '), ("3", b',')] {
                let ask = Ask::addresses().set("separator", parameter);
                let mut records = read::csv(&ask.body(&sim), separator).into_iter();
                assert_eq!(
                    records.next().unwrap(),
                    FIRST.split(';').collect::<Vec<_>>()
                );
                assert!(
                    records.eq(expected.iter().cloned()),
                    "{quoting:?} {line_end:?}"
                );
            }
        }
    }
}

#[test]
fn texts_stand_in_quotes_and_numbers_do_not() {
    let filter = "addrno,addrname1,positiony,color";
    let ask = Ask::addresses()
        .set("addrnr", "007")
        .set("columnfilter", filter);
    let quoted = "\"addrno\";\"addrname1\";\"positiony\";\"color\"\r\n\
        \"007\";\"Nummer 007\";51316670;\"brightblue\"\r\n";
    assert_eq!(ask.text(&ask::sample()), quoted);
    let options = Options {
        quoting: Quoting::WhereNeeded,
        line_end: LineEnd::Lf,
        byte_order_mark: true,
        ..Options::default()
    };
    let bare = quoted.replace(['"', '\r'], "");
    assert_eq!(
        ask.text(&ask::sample_with(options)),
        format!("\u{feff}{bare}")
    );
}

#[test]
fn json_says_the_same_as_csv() {
    let sim = ask::sample();
    let objects: Vec<serde_json::Map<String, Value>> =
        serde_json::from_slice(&Ask::addresses().json().body(&sim)).unwrap();
    let addresses = addresses();
    assert_eq!(objects.len(), addresses.len());
    for (object, address) in objects.iter().zip(&addresses) {
        for (name, cell) in FIRST.split(';').zip(cells(address)) {
            let told = match object.get(name) {
                None => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(number) => number.to_string(),
            };
            assert_eq!(told, cell, "{name} of {}", address.number);
        }
    }
}

#[test]
fn a_missing_value_is_left_out_null_or_empty_in_json() {
    let ask = Ask::addresses().json().set("filterstring", "Ohne Farbe");
    let body = |missing| {
        ask.text(&ask::sample_with(Options {
            missing,
            ..Options::default()
        }))
    };
    assert!(!body(Missing::LeftOut).contains("color"));
    assert!(body(Missing::Null).contains(r#""color":null"#));
    assert!(body(Missing::EmptyText).contains(r#""color":"""#));
}

#[test]
fn the_second_spelling_has_other_names_and_words_for_visible() {
    let options = Options {
        spelling: Spelling::Second,
        ..Options::default()
    };
    let sim = ask::sample_with(options);
    let ask = Ask::addresses().set("addrnr", "007");
    let row = read::rows(&ask.body(&sim)).remove(0);
    assert_eq!(
        (row["addrnr"].as_str(), row["visible"].as_str()),
        ("007", "true")
    );
    assert_eq!(
        (row["longitude"].as_str(), row["latitude"].as_str()),
        ("9500000", "51316670")
    );
    assert!(row.contains_key("addressuid") && row.contains_key("colour"));
    assert!(ask.json().text(&sim).contains(r#""visible":true"#));
    let members = read::rows(&Ask::the(Action::Members).body(&sim)).remove(0);
    let names: Vec<&String> = members.keys().collect();
    assert_eq!(
        names,
        [
            "addressgroupname",
            "addressgroupuid",
            "addressuid",
            "addrnr"
        ]
    );
}

#[test]
fn a_column_filter_keeps_known_names_by_exact_case_or_else_all() {
    let sim = ask::sample();
    let header = |filter: &str| {
        let ask = Ask::addresses()
            .set("addrnr", "1")
            .set("columnfilter", filter);
        read::csv(&ask.body(&sim), b';').remove(0).join(";")
    };
    assert_eq!(header("radius,nonsense,addrno"), "addrno;radius");
    assert_eq!(header("addrno,Radius"), "addrno");
    assert_eq!(header("ADDRNO,nonsense"), FIRST);
    assert_eq!(header(""), FIRST);
    let json = Ask::addresses()
        .json()
        .set("addrnr", "1")
        .set("columnfilter", "addrno");
    assert_eq!(json.at(60).text(&sim), r#"[{"addrno":"1"}]"#);
}

#[test]
fn a_column_filter_can_be_ignored() {
    let options = Options {
        column_filter: ColumnFilter::Ignored,
        ..Options::default()
    };
    let ask = Ask::addresses()
        .set("addrnr", "1")
        .set("columnfilter", "addrno");
    assert_eq!(
        read::csv(&ask.body(&ask::sample_with(options)), b';')[0].len(),
        24
    );
}

#[test]
fn the_group_reports_have_names_and_uids() {
    let sim = ask::sample();
    let groups = read::csv(&Ask::the(Action::Groups).body(&sim), b';');
    assert_eq!(groups[0], ["addrgrpname", "addrgrpuid"]);
    assert_eq!(groups.len(), 9);
    let members = read::csv(&Ask::the(Action::Members).body(&sim), b';');
    assert_eq!(
        members[0],
        ["addrno", "addruid", "addrgrpname", "addrgrpuid"]
    );
    let pairs: usize = addresses().iter().map(|address| address.groups.len()).sum();
    assert_eq!(members.len(), pairs + 1);
    for member in &members[1..] {
        assert!(groups.iter().any(|group| *group == member[2..]));
    }
}

#[test]
fn a_member_of_a_group_that_is_gone_shows_without_its_uid() {
    let sim = ask::sample();
    sim.edit(|world| {
        world.accounts[0]
            .groups
            .retain(|group| group.name != "Depots");
    });
    let ask = Ask::the(Action::Members).set("filterstring", "Depots");
    let uids = read::column(&ask.body(&sim), "addrgrpuid");
    assert!(uids.len() > 100 && uids.iter().all(String::is_empty));
}

#[test]
fn umlauts_are_utf_8_whatever_the_encoding_of_the_request() {
    let sim = ask::sample();
    let ask = Ask::addresses()
        .set("useUTF8", "false")
        .set("filterstring", "Radius");
    assert!(ask.text(&sim).contains("größer"));
}
