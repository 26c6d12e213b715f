//! Large accounts, and reports that are sent from memory.

use kplaces_webfleet_sim::{Action, Body, Options, Sim, Variation, World};

use crate::ask::Ask;

fn from_memory() -> Sim {
    let options = Options {
        from_memory: true,
        quota: None,
        ..Options::default()
    };
    Sim::new(World::large(500, Variation::AsKept), options)
}

#[test]
fn a_report_from_memory_is_the_one_that_was_made() {
    let sim = from_memory();
    let made = Sim::new(World::large(500, Variation::AsKept), Options::default());
    for action in Action::ALL {
        let made = Ask::the(action).body(&made);
        for _ in 0..2 {
            let response = Ask::the(action).of(&sim);
            assert!(matches!(response.body, Body::Whole(_)));
            assert!(response.body.into_bytes() == made, "{action:?}");
        }
    }
}

#[test]
fn other_columns_rows_or_forms_are_another_report() {
    let sim = from_memory();
    let asks = [
        Ask::addresses(),
        Ask::addresses().set("columnfilter", "addrno"),
        Ask::addresses().set("addrnr", "10007"),
        Ask::addresses().set("separator", "3"),
        Ask::addresses().json(),
    ];
    let once = asks.clone().map(|ask| ask.body(&sim));
    let again = asks.map(|ask| ask.body(&sim));
    assert!(once == again);
    for (place, body) in once.iter().enumerate() {
        assert!(!once[..place].contains(body), "{place}");
    }
}

#[test]
fn an_edit_shows_in_a_report_from_memory_too() {
    let sim = from_memory();
    let before = Ask::addresses().body(&sim);
    sim.edit(|world| *world = World::large(500, Variation::Renamed));
    let after = Ask::addresses().text(&sim);
    assert_eq!(after.matches(" (neu)").count(), 5);
    assert!(before != after.into_bytes());
}
