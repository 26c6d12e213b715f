use crate::{assert_edition_snapshot, fresh};

#[test]
fn edition_explains_what_it_has_and_what_the_others_add() {
    assert_edition_snapshot!("edition", fresh().run(&["edition"]).shown());
}

#[test]
fn edition_explains_it_in_german() {
    let ran = fresh().run(&["edition", "--lang", "de"]);
    assert_edition_snapshot!("edition_de", ran.shown());
}

#[test]
fn edition_needs_no_store_login_or_network() {
    let device = fresh();
    assert_eq!(device.run(&["edition"]).code, 0);
    assert_eq!(device.files(), []);
}
