#![doc = include_str!("../README.md")]

mod clock;
mod closed;
mod log;
mod panic;
mod parts;
mod plugin;
mod run;
mod wiping;

pub use parts::{Parts, PartsError};
pub use plugin::Plugin;
pub use run::main;

/// Makes `main` of an edition out of its manifest and the crates it lists.
///
/// ```text
/// kplaces_runner::edition! {
///     manifest: "../edition.toml",
///     stores:   [kplaces_store_sqlite],
///     exports:  [kplaces_export],
///     plugins:  [kplaces_ext_groups],
/// }
/// ```
///
/// Each store crate has a function `backend()`, each export crate `exporters()`, each plugin crate
/// `plugin()`. Put `#![deny(unused_crate_dependencies)]` above: then the compiler refuses a
/// dependency that is not listed, as it refuses an entry that is no dependency.
#[macro_export]
macro_rules! edition {
    (
        manifest: $manifest:literal,
        stores: [$($store:ident),* $(,)?],
        exports: [$($export:ident),* $(,)?],
        plugins: [$($plugin:ident),* $(,)?] $(,)?
    ) => {
        fn main() -> ::std::process::ExitCode {
            $crate::main($crate::Parts {
                manifest: ::core::include_str!($manifest),
                backends: ::std::vec![$($store::backend()),*],
                exporters: ::std::vec![$($export::exporters()),*],
                plugins: ::std::vec![$($plugin::plugin()),*],
            })
        }
    };
}
