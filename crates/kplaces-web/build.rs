//! Looks whether the page is built. Without it the crate compiles as well, and the map says how to
//! get it.

use std::path::Path;

fn main() {
    // Cargo runs this in the folder of the manifest.
    println!("cargo::rustc-check-cfg=cfg(page)");
    println!("cargo::rerun-if-changed=page/dist");
    if Path::new("page/dist/assets.pack").is_file() {
        println!("cargo::rustc-cfg=page");
    }
}
