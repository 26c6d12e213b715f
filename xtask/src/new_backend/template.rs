//! The model's files under a new name.

use super::name::Name;

/// A file of the model, `path` within its crate, as the new crate has it.
pub(super) fn adapt(path: &str, text: &str, name: &Name) -> String {
    if path == "README.md" {
        return readme(name);
    }
    let (scheme, pascal) = (name.scheme(), name.pascal());
    let renamed = text
        .replace("kplaces-store-memory", &name.package())
        .replace("kplaces_store_memory", &name.library())
        .replace("MemoryStore", &format!("{pascal}Store"))
        .replace("\"memory\"", &format!("\"{scheme}\""))
        .replace("memory:", &format!("{scheme}:"));
    let renamed = replace_word(&renamed, "Memory", &format!("{pascal}Backend"));
    let mut lines: Vec<String> = renamed.lines().map(str::to_owned).collect();
    if path == "Cargo.toml" {
        for line in &mut lines {
            if line.starts_with("description = ") {
                *line = format!("description = \"The store backend `{scheme}`.\"");
            }
        }
    }
    lines.join("\n") + "\n"
}

fn readme(name: &Name) -> String {
    format!(
        "The store backend `{scheme}`.\n\
         \n\
         It starts as a copy of `kplaces-store-memory`: it passes the conformance suite and keeps\n\
         nothing when the program ends. Replace what is in `src/`; `tests/conformance.rs` says\n\
         whether the contract still holds.\n\
         \n\
         **Invariant:** a sync is applied as a whole or not at all, whatever interrupts it.\n",
        scheme = name.scheme()
    )
}

/// Replaces `word` where it stands alone.
fn replace_word(text: &str, word: &str, by: &str) -> String {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find(word) {
        let (before, after) = (&rest[..position], &rest[position + word.len()..]);
        let alone = !before.ends_with(part_of_word) && !after.starts_with(part_of_word);
        result.push_str(before);
        result.push_str(if alone { by } else { word });
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_name_is_replaced() {
        let name = Name::parse("flat-files").unwrap();
        let text = "use kplaces_store_memory::MemoryStore;\nstruct Memory; // Memory_ in memory\n\
                    scheme: \"memory\", \"write memory:\"";
        assert_eq!(
            adapt("src/lib.rs", text, &name),
            "use kplaces_store_flat_files::FlatFilesStore;\n\
             struct FlatFilesBackend; // Memory_ in memory\n\
             scheme: \"flat-files\", \"write flat-files:\"\n"
        );
    }

    #[test]
    fn the_manifest_describes_the_new_crate() {
        let name = Name::parse("redb").unwrap();
        let text = "name = \"kplaces-store-memory\"\ndescription = \"A store in memory: fast.\"\n";
        assert_eq!(
            adapt("Cargo.toml", text, &name),
            "name = \"kplaces-store-redb\"\ndescription = \"The store backend `redb`.\"\n"
        );
    }
}
