//! GPX files against the schemas of their namespaces.
//!
//! `KPLACES_XSD` names a folder with `gpx.xsd` of GPX 1.1; `GpxExtensionsv3.xsd` and
//! `WaypointExtensionv1.xsd` of Garmin are used if they are there. No package has those, so `.ci/run` does
//! without them.

use std::fmt::Write;

use kplaces_export_testsuite::foreign;

use crate::{exported, hostile, ordinary};

#[test]
fn gpx_files_are_valid_and_so_are_their_extensions() {
    let schemas = [
        ("http://www.topografix.com/GPX/1/1", "gpx.xsd"),
        (
            "http://www.garmin.com/xmlschemas/GpxExtensions/v3",
            "GpxExtensionsv3.xsd",
        ),
        (
            "http://www.garmin.com/xmlschemas/WaypointExtension/v1",
            "WaypointExtensionv1.xsd",
        ),
    ];
    let mut all = String::from("<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n");
    for (namespace, file) in schemas {
        let is_garmins = file != "gpx.xsd";
        let path = if is_garmins {
            foreign::schema_if_there(file)
        } else {
            foreign::schema(file)
        };
        if let Some(path) = path {
            writeln!(
                all,
                "<xsd:import namespace=\"{namespace}\" schemaLocation=\"{path}\"/>"
            )
            .unwrap();
        } else if !is_garmins {
            return;
        }
    }
    all.push_str("</xsd:schema>\n");
    let (_schema, schema) = foreign::file("all.xsd", all.as_bytes());
    for id in ["garmin-gpx", "mercedes-comand", "osmand"] {
        for written in [ordinary(id), exported(id, &hostile()), exported(id, &[])] {
            let (_file, file) = foreign::file("places.gpx", &written.bytes);
            foreign::run(
                "xmllint",
                &["--noout", "--nonet", "--schema", &schema, &file],
            );
        }
    }
}
