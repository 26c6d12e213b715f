//! The documents against the schema of KML 2.2.
//!
//! It is not ours to give away: `KPLACES_XSD` names a folder that holds `ogckml22.xsd` of the OGC,
//! and what it imports beside it: `atom-author-link.xsd` and `xAL.xsd`. Without it nothing is
//! judged, and the test says so, or fails where `KPLACES_FOREIGN` asks for all judges.

use kplaces_export::ExportContext;
use kplaces_export_testsuite::{foreign, quadrants, write};

use crate::{acme, document, exported, hostile, profile};

#[test]
fn documents_are_valid() {
    let Some(schema) = foreign::schema("ogckml22.xsd") else {
        return;
    };
    for id in ["kml", "kmz", "organicmaps-kml"] {
        let nothing = write(&profile(id), &ExportContext::default(), &[]);
        let one_group = ExportContext {
            group_per_file: true,
            ..acme()
        };
        for written in [
            nothing,
            exported(id, &quadrants()),
            exported(id, &hostile()),
            write(&profile(id), &one_group, &hostile()),
        ] {
            let text = match id {
                "kmz" => document(&written.bytes),
                _ => written.text(),
            };
            let (_folder, path) = foreign::file("doc.kml", text.as_bytes());
            foreign::run(
                "xmllint",
                &["--noout", "--nonet", "--schema", &schema, &path],
            );
        }
    }
}
