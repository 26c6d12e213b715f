//! `CycloneDX` 1.6, as JSON: <https://cyclonedx.org/docs/1.6/json/>.

use serde_json::{Value, json};

use super::{Part, Shipped};

pub(super) fn bill(shipped: &Shipped<'_>, parts: &[Part], date: &str, number: &str) -> Value {
    let title = shipped.edition.title();
    let root = format!("3kplaces-{}", shipped.edition);
    let mut dependencies: Vec<Value> = parts
        .iter()
        .map(|part| json!({ "ref": part.purl, "dependsOn": part.needs }))
        .collect();
    let all: Vec<&str> = parts.iter().map(|part| part.purl.as_str()).collect();
    dependencies.push(json!({ "ref": root, "dependsOn": all }));
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{number}"),
        "version": 1,
        "metadata": {
            "timestamp": date,
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": root,
                "version": shipped.version,
                "description": title,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "properties": [{ "name": "target", "value": shipped.target.triple() }],
            },
        },
        "components": parts.iter().map(component).collect::<Vec<_>>(),
        "dependencies": dependencies,
    })
}

fn component(part: &Part) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "licenses": [{ "expression": part.licence }],
    });
    if !part.is_ours {
        component["purl"] = json!(part.purl);
    }
    if let Some(sum) = &part.sha256 {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}
