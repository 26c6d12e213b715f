use std::path::Path;
use std::{env, fs};

/// Fails where a file of the tree, named from its top, is not what the code makes of it. Where
/// `KPLACES_WRITE` is set, as by `cargo xtask docs`, it is written instead.
#[track_caller]
pub fn assert_generated(path: &str, fresh: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if env::var_os("KPLACES_WRITE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, fresh).unwrap();
        return;
    }
    let there = fs::read_to_string(&file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        there == fresh,
        "{path} is not what the code says: run `cargo xtask docs`"
    );
}
