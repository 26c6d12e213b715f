//! Looks whether the page is built. Without it the crate compiles as well, and the map says how to
//! get it.

use std::path::Path;

/// Cargo runs this in the folder of the manifest.
const PACK: &str = "page/dist/assets.pack";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(page)");
    if Path::new(PACK).is_file() {
        println!("cargo::rustc-cfg=page");
        // Nothing else that is written beside it: whatever depends on this crate would be compiled anew.
        println!("cargo::rerun-if-changed={PACK}");
    } else {
        // Until it is there. For a file that is missing cargo would run this each time.
        println!("cargo::rerun-if-changed=page/dist");
    }
}
