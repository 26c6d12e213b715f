use kplaces_webfleet_sim::{Address, Addresses, CANARY, Group, World};

/// An address with the fields we take; everything personal holds the canary.
pub fn address(
    number: &str,
    name: &str,
    position: Option<(i64, i64)>,
    radius: i64,
    colour: Option<&str>,
    groups: &[&str],
) -> Address {
    let canary = |what: &str| Some(format!("{CANARY}{what}"));
    Address {
        number: number.to_owned(),
        uid: Some(format!("1-7-{number}")),
        name1: name.to_owned(),
        name2: canary("NAME2"),
        name3: canary("NAME3"),
        street: canary("STREET"),
        zip: canary("ZIP"),
        city: canary("CITY"),
        country: Some("DE".to_owned()),
        region: canary("REGION"),
        contact: canary("CONTACT"),
        phone_business: canary("TEL1"),
        phone_mobile: canary("TEL2"),
        phone_personal: canary("TEL3"),
        fax: canary("FAX"),
        mail: canary("MAIL"),
        info: canary("INFO"),
        description: canary("LOCATION"),
        latitude: position.map(|(latitude, _)| latitude),
        longitude: position.map(|(_, longitude)| longitude),
        radius: Some(radius),
        visible: Some(true),
        colour: colour.map(str::to_owned),
        mapcode: canary("MAPCODE"),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}

/// Ten addresses that fit on a page, with the sample's login: the same answers in all editions.
pub fn small_world() -> World {
    let mut world = World::sample();
    let account = &mut world.accounts[0];
    account.addresses = Addresses::Listed(vec![
        address(
            "007",
            "Bäckerei Müller, Ulm",
            Some((48_401_000, 9_987_000)),
            250,
            Some("darkred"),
            &["Kunden"],
        ),
        address(
            "1",
            "Depot Nord, Łódź",
            Some((51_759_000, 19_456_000)),
            500,
            Some("brightblue"),
            &["Depots", "Kunden", "Nacht"],
        ),
        address(
            "2",
            "Gasthof \"Zur Post\"; Lindau",
            Some((47_546_000, 9_684_000)),
            0,
            None,
            &[],
        ),
        address(
            "3",
            "Rampe 3\r\nTor B",
            Some((48_137_000, 11_575_000)),
            50,
            Some("khaki"),
            &["Depots"],
        ),
        address(
            "4",
            "Lager ohne Ort",
            None,
            100,
            Some("turquoise"),
            &["Depots"],
        ),
        address(
            "5",
            "Porto do Sul, Lisboa",
            Some((38_722_000, -9_139_000)),
            250,
            Some("yellow"),
            &["Kunden"],
        ),
        address(
            "6",
            "Cape Depot",
            Some((-33_925_000, 18_424_000)),
            250,
            Some("grassgreen"),
            &["Depots"],
        ),
        address(
            "7",
            "Bäckerei Müller, Ulm",
            Some((48_398_000, 9_992_000)),
            250,
            Some("darkred"),
            &["Kunden"],
        ),
        address(
            "8",
            "\u{1b}]0;title\u{7}=1+1 <b>\u{202e}fett</b>",
            Some((48_208_000, 16_373_000)),
            9_000_000,
            None,
            &["Kunden"],
        ),
        address("9", "Nullpunkt", Some((0, 0)), 250, None, &["Nacht"]),
    ]);
    let names = ["Depots", "Kunden", "Leer", "Nacht"];
    account.groups = names
        .iter()
        .map(|name| Group {
            name: (*name).to_owned(),
            uid: format!("g-{name}"),
        })
        .collect();
    world
}

/// So many plain addresses, `Ort 1` and so on in a row to the east; every second one is in `Kunden`.
pub fn numbered_world(count: usize) -> World {
    let mut world = small_world();
    let numbered = (1..=count).map(|n| {
        let groups: &[&str] = if n % 2 == 0 { &["Kunden"] } else { &[] };
        let position = Some((48_000_000, 10_000_000 + n as i64 * 1_000));
        address(
            &n.to_string(),
            &format!("Ort {n}"),
            position,
            250,
            None,
            groups,
        )
    });
    world.accounts[0].addresses = Addresses::Listed(numbered.collect());
    world
}
