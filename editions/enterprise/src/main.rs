//! 3Kplaces Enterprise: what this edition is made of.

#![cfg_attr(not(test), deny(unused_crate_dependencies))]

kplaces_runner::edition! {
    manifest: "../edition.toml",
    stores:   [kplaces_store_sealed, kplaces_store_sqlite],
    exports:  [kplaces_export],
    plugins:  [kplaces_ext_alerts, kplaces_ext_encrypt, kplaces_ext_exports, kplaces_ext_fleet, kplaces_ext_groups, kplaces_ext_schedule, kplaces_ext_tenants],
}
