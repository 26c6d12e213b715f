use kplaces_webfleet_sim::{Action, Options, Sim, World};

use crate::ask::{self, Ask, code};
use crate::read;

fn names(ask: &Ask) -> Vec<String> {
    read::column(&ask.body(&ask::sample()), "addrname1")
}

#[test]
fn a_filter_string_finds_in_names_and_numbers() {
    let found = names(&Ask::addresses().set("filterstring", "Bäckerei"));
    assert!(found.len() > 10 && found.iter().all(|name| name.contains("Bäckerei")));
    let found = names(&Ask::addresses().set("filterstring", "007"));
    assert!(
        found.contains(&"Nummer 007".to_owned()) && found.len() > 1,
        "10007 has it too"
    );
    let all = Ask::addresses()
        .set("filterstring", "")
        .body(&ask::sample());
    assert_eq!(all, Ask::addresses().body(&ask::sample()));
}

#[test]
fn number_and_uid_find_one_address() {
    let world = World::sample();
    let address = world.accounts[0].addresses.get(42).unwrap();
    let by_number = Ask::addresses().set("addrnr", &address.number);
    let by_uid = Ask::addresses().set("addruid", address.uid.as_deref().unwrap());
    assert_eq!(names(&by_number), [address.name1.as_str()]);
    assert_eq!(names(&by_uid), [address.name1.as_str()]);
}

#[test]
fn group_and_ungrouped_split_the_addresses() {
    let world = World::sample();
    let count = |filter: &dyn Fn(&[String]) -> bool| {
        world.accounts[0]
            .addresses
            .iter()
            .filter(|it| filter(&it.groups))
            .count()
    };
    let group = "Lieferanten; Ausland";
    let in_group = Ask::addresses().set("addressgroupname", group);
    assert_eq!(
        names(&in_group).len(),
        count(&|groups| groups.iter().any(|it| it == group))
    );
    for yes in ["true", "True"] {
        let ungrouped = Ask::addresses().set("ungroupedonly", yes);
        assert_eq!(names(&ungrouped).len(), count(&<[String]>::is_empty));
    }
    let all = Ask::addresses().set("ungroupedonly", "False");
    assert_eq!(names(&all), names(&Ask::addresses()));
}

#[test]
fn filters_of_the_group_reports_look_at_the_group() {
    let sim = ask::sample();
    let groups = Ask::the(Action::Groups).set("filterstring", "Werkstätten");
    assert_eq!(
        read::column(&groups.body(&sim), "addrgrpname"),
        ["Werkstätten"]
    );
    let members = Ask::the(Action::Members).set("filterstring", "Werkstätten");
    let found = read::column(&members.body(&sim), "addrgrpname");
    assert!(found.len() > 100 && found.iter().all(|name| name == "Werkstätten"));
}

#[test]
fn no_rows_is_error_63() {
    let sim = ask::sample();
    let nothing = [
        Ask::addresses().set("addressgroupname", "no such group"),
        Ask::addresses().set("addressgroupname", "Noch ohne Einsatz"),
        Ask::addresses().set("addruid", "1-0-0"),
        Ask::the(Action::Groups).set("filterstring", "no such group"),
        Ask::the(Action::Members).set("filterstring", "no such group"),
    ];
    for ask in nothing {
        assert_eq!(code(&ask.of(&sim)), Some(63));
    }
    let empty = Sim::new(World::synthetic(0), Options::default());
    assert_eq!(code(&Ask::addresses().of(&empty)), Some(63));
}
