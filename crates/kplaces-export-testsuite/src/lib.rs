#![doc = include_str!("../README.md")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code: a failed expectation is a failed test"
)]

pub mod foreign;
mod hostile;
pub mod promise;
mod written;

pub use hostile::Hostile;
pub use written::{Written, depot, hostile, place, quadrants, read, write};

/// One test for each promise, over the profiles that `$exporters` gives.
#[macro_export]
macro_rules! promises {
    ($exporters:expr) => {
        $crate::promises!(@each $exporters,
            the_same_places_give_the_same_bytes,
            every_place_is_written_or_counted,
            what_a_file_changes_is_in_the_report,
            what_is_written_is_read_back,
            a_file_is_recognised,
            a_text_says_the_same_with_every_mark,
            a_damaged_file_is_refused_or_read_and_nothing_worse,
            profiles_describe_themselves,
        );
    };
    (@each $exporters:expr, $($promise:ident,)*) => {
        $(
            #[test]
            fn $promise() {
                for exporter in $exporters {
                    $crate::promise::$promise(exporter);
                }
            }
        )*
    };
}
