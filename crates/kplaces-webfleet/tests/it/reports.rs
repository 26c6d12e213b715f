//! What comes is what the world holds, whatever way it travels.

use std::ops::ControlFlow;

use kplaces_webfleet::{
    AddressRow, Cell, ClientOptions, Error, GroupRow, MembershipRow, Method, ReplyFormat,
};
use kplaces_webfleet_sim::{
    Account, Address, ColumnFilter, Fault, LineEnd, Missing, Options, Quoting, Spelling, World,
};

use crate::ask;
use crate::standin::StandIn;

fn number(value: Option<i64>) -> Cell {
    value.map_or(Cell::Empty, Cell::Number)
}

fn expected_address(address: &Address) -> String {
    let row = AddressRow {
        uid: address.uid.as_deref(),
        number: Some(address.number.as_str()),
        name: &address.name1,
        longitude: number(address.longitude),
        latitude: number(address.latitude),
        radius: number(address.radius),
        colour: address.colour.as_deref(),
    };
    format!("{row:?}")
}

fn sample() -> Account {
    World::sample().accounts.remove(0)
}

fn expected_addresses(is_in: impl Fn(&Address) -> bool) -> Vec<String> {
    let account = sample();
    let taken = account.addresses.iter().filter(|address| is_in(address));
    taken.map(|address| expected_address(&address)).collect()
}

fn expected_memberships() -> Vec<String> {
    let mut rows = Vec::new();
    for address in sample().addresses.iter() {
        for group in &address.groups {
            let row = MembershipRow {
                uid: address.uid.as_deref(),
                number: Some(address.number.as_str()),
                group,
            };
            rows.push(format!("{row:?}"));
        }
    }
    rows
}

fn expected_groups() -> Vec<String> {
    let row = |name| format!("{:?}", GroupRow { name });
    sample()
        .groups
        .iter()
        .map(|group| row(&group.name))
        .collect()
}

/// All three reports equal the world, row by row.
async fn all_is_there(options: Options, format: ReplyFormat, method: Method) {
    let told = format!("{options:?} {format:?} {method:?}");
    let standin = StandIn::with(options).await;
    let client = ask::client(ClientOptions {
        format,
        method,
        ..standin.options()
    });
    let addresses = ask::addresses(&client, None).await.unwrap();
    assert!(
        addresses.collected == expected_addresses(|_| true),
        "{told}"
    );
    assert_eq!(addresses.transfer.rows, addresses.collected.len() as u64);
    assert_eq!(addresses.transfer.requests, 1);
    assert_eq!(addresses.transfer.repaired_cells, 0);
    let memberships = ask::memberships(&client).await.unwrap();
    assert!(memberships.collected == expected_memberships(), "{told}");
    let groups = ask::groups(&client).await.unwrap();
    assert_eq!(groups.collected, expected_groups(), "{told}");
    assert_eq!(standin.count().await, 3);
}

#[tokio::test]
async fn get_and_post_csv_and_json_both_spellings_filtered_or_not_all_say_the_same() {
    for spelling in [Spelling::First, Spelling::Second] {
        for column_filter in [ColumnFilter::Honoured, ColumnFilter::Ignored] {
            for format in [ReplyFormat::Csv, ReplyFormat::Json] {
                for method in [Method::Get, Method::Post] {
                    let options = Options {
                        spelling,
                        column_filter,
                        ..Options::default()
                    };
                    all_is_there(options, format, method).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn line_ends_quotes_and_a_byte_order_mark_do_not_matter_in_csv() {
    for line_end in [LineEnd::CrLf, LineEnd::Lf] {
        for quoting in [Quoting::Text, Quoting::WhereNeeded] {
            let options = Options {
                line_end,
                quoting,
                byte_order_mark: quoting == Quoting::Text,
                ..Options::default()
            };
            all_is_there(options, ReplyFormat::Csv, Method::Get).await;
        }
    }
}

#[tokio::test]
async fn missing_values_and_a_byte_order_mark_do_not_matter_in_json() {
    for missing in [Missing::LeftOut, Missing::Null, Missing::EmptyText] {
        let options = Options {
            missing,
            byte_order_mark: missing == Missing::Null,
            ..Options::default()
        };
        all_is_there(options, ReplyFormat::Json, Method::Get).await;
    }
}

#[tokio::test]
async fn a_group_filter_brings_that_group_only_umlauts_and_separators_included() {
    let standin = StandIn::sample().await;
    for method in [Method::Get, Method::Post] {
        let client = ask::client(ClientOptions {
            method,
            ..standin.options()
        });
        for group in ["Kunden", "Werkstätten", "Lieferanten; Ausland"] {
            let expected =
                expected_addresses(|address| address.groups.iter().any(|name| name == group));
            assert!(expected.len() > 5, "{group}");
            let received = ask::addresses(&client, Some(group)).await.unwrap();
            assert!(received.collected == expected, "{group} {method:?}");
        }
    }
}

#[tokio::test]
async fn error_63_is_a_report_without_rows() {
    let mut world = World::sample();
    world.accounts[0].addresses.listed_mut().unwrap().clear();
    let standin = StandIn::of(world, Options::default()).await;
    let received = ask::addresses(&standin.client(), None).await.unwrap();
    assert_eq!(received.collected, Vec::<String>::new());
    assert_eq!((received.transfer.rows, received.transfer.requests), (0, 1));
    assert_eq!(standin.sim.calls()[0].refused, Some(63));
}

#[tokio::test]
async fn an_unknown_or_empty_group_is_a_report_without_rows() {
    let standin = StandIn::sample().await;
    for group in ["Gibt es nicht", "Noch ohne Einsatz"] {
        let received = ask::addresses(&standin.client(), Some(group))
            .await
            .unwrap();
        assert_eq!(received.collected, Vec::<String>::new(), "{group}");
    }
    assert_eq!(standin.count().await, 2);
}

#[tokio::test]
async fn an_empty_body_is_a_report_without_rows() {
    let standin = StandIn::sample().await;
    standin.sim.set_fault(Some(Fault::Empty));
    let received = ask::addresses(&standin.client(), None).await.unwrap();
    assert_eq!(received.collected, Vec::<String>::new());
}

#[tokio::test]
async fn foreign_columns_are_refused_and_counted() {
    for (format, column_filter) in [
        (ReplyFormat::Csv, ColumnFilter::Ignored),
        (ReplyFormat::Json, ColumnFilter::Ignored),
        (ReplyFormat::Csv, ColumnFilter::Honoured),
        (ReplyFormat::Json, ColumnFilter::Honoured),
    ] {
        let standin = StandIn::with(Options {
            column_filter,
            ..Options::default()
        })
        .await;
        standin.sim.set_fault(Some(Fault::ForeignColumns));
        let client = ask::client(ClientOptions {
            format,
            ..standin.options()
        });
        let error = ask::error(&client).await;
        let Error::MissingColumns {
            missing,
            columns,
            seen,
            ..
        } = &error
        else {
            panic!("{error}");
        };
        assert!(missing.iter().any(|name| name == "longitude"), "{error}");
        // Not one is known: these may be values of a report without a header.
        assert_eq!(
            (seen, *columns > 5),
            (&Vec::<String>::new(), true),
            "{error}"
        );
        assert!(!error.to_string().contains("unheard"), "{error}");
        assert_eq!(
            standin.count().await,
            1,
            "it does not get better by trying again"
        );
    }
}

#[tokio::test]
async fn foreign_columns_are_refused_though_the_consumer_stops_early() {
    for format in [ReplyFormat::Csv, ReplyFormat::Json] {
        let standin = StandIn::sample().await;
        standin.sim.set_fault(Some(Fault::ForeignColumns));
        let client = ask::client(ClientOptions {
            format,
            ..standin.options()
        });
        let received = client
            .addresses(
                None,
                || 0,
                |rows, _| {
                    *rows += 1;
                    if *rows == 500 {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                },
            )
            .await;
        assert!(
            matches!(received, Err(Error::MissingColumns { .. })),
            "{format:?} {received:?}"
        );
    }
}

#[tokio::test]
async fn a_report_in_latin_1_keeps_its_names_and_is_counted() {
    for format in [ReplyFormat::Csv, ReplyFormat::Json] {
        let standin = StandIn::sample().await;
        standin.sim.set_fault(Some(Fault::NotUtf8));
        let client = ask::client(ClientOptions {
            format,
            ..standin.options()
        });
        let received = ask::addresses(&client, Some("Werkstätten")).await.unwrap();
        let latin1 = |row: &String| row.chars().all(|c| u32::from(c) < 256);
        let expected = expected_addresses(|it| it.groups.iter().any(|name| name == "Werkstätten"));
        let umlauts = |rows: &[String]| rows.iter().filter(|row| !row.is_ascii()).count();
        assert!(umlauts(&expected) > 5);
        assert_eq!(received.collected.len(), expected.len());
        for (received, expected) in received.collected.iter().zip(&expected) {
            assert!(
                received == expected || !latin1(expected),
                "{received} {expected}"
            );
        }
        let cells = received.transfer.repaired_cells;
        assert!(cells as usize >= umlauts(&received.collected), "{cells}");
    }
}
