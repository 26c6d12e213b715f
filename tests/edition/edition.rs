use crate::{assert_edition_snapshot, fresh};

#[test]
fn edition_explains_what_it_has_and_what_the_others_add() {
    assert_edition_snapshot!("edition", fresh().run(&["edition"]).shown());
}

#[test]
fn edition_needs_no_store_login_or_network() {
    let device = fresh();
    assert_eq!(device.run(&["edition"]).code, 0);
    assert_eq!(device.files(), []);
}

#[test]
fn help_names_the_edition_and_its_commands() {
    assert_edition_snapshot!("help", fresh().run(&["--help"]).shown());
}
