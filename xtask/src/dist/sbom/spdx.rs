//! SPDX 2.3, as JSON: <https://spdx.github.io/spdx-spec/v2.3/>.

use serde_json::{Value, json};

use super::{Part, Shipped};

/// What nobody has looked into says so.
const UNKNOWN: &str = "NOASSERTION";

pub(super) fn bill(shipped: &Shipped<'_>, parts: &[Part], date: &str, number: &str) -> Value {
    let name = format!("3kplaces-{}", shipped.edition);
    let root = id(&name, shipped.version);
    let mut packages = vec![json!({
        "SPDXID": root,
        "name": name,
        "versionInfo": shipped.version,
        "summary": format!("{} for {}", shipped.edition.title(), shipped.target.triple()),
        "downloadLocation": UNKNOWN,
        "filesAnalyzed": false,
        "licenseConcluded": UNKNOWN,
        "licenseDeclared": "MIT OR Apache-2.0",
        "copyrightText": UNKNOWN,
        "primaryPackagePurpose": "APPLICATION",
    })];
    packages.extend(parts.iter().map(package));
    let relation = |one: &str, is: &str, other: &str| {
        json!({
            "spdxElementId": one,
            "relationshipType": is,
            "relatedSpdxElement": other,
        })
    };
    let mut relations = vec![relation("SPDXRef-DOCUMENT", "DESCRIBES", &root)];
    relations.extend(
        parts
            .iter()
            .map(|part| relation(&root, "CONTAINS", &id(&part.name, &part.version))),
    );
    json!({
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": format!("{name}-{}-{}", shipped.version, shipped.target.triple()),
        "documentNamespace": format!("https://spdx.org/spdxdocs/{name}-{number}"),
        "creationInfo": { "created": date, "creators": ["Tool: 3kplaces-xtask"] },
        "packages": packages,
        "relationships": relations,
    })
}

fn package(part: &Part) -> Value {
    let mut package = json!({
        "SPDXID": id(&part.name, &part.version),
        "name": part.name,
        "versionInfo": part.version,
        "downloadLocation": UNKNOWN,
        "filesAnalyzed": false,
        "licenseConcluded": UNKNOWN,
        "licenseDeclared": part.licence,
        "copyrightText": UNKNOWN,
    });
    if let Some(sum) = &part.sha256 {
        package["checksums"] = json!([{ "algorithm": "SHA256", "checksumValue": sum }]);
    }
    if !part.is_ours {
        package["externalRefs"] = json!([{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": part.purl,
        }]);
    }
    package
}

/// In the letters that an id may have.
fn id(name: &str, version: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c
        } else {
            '-'
        }
    };
    let text = format!("{name}-{version}");
    format!("SPDXRef-{}", text.chars().map(letter).collect::<String>())
}
