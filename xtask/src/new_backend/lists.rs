//! Entering a crate into lists other people keep in order, comments and all.

/// `text` with `line` among the dependencies on our own crates, in order. Is nothing where there
/// are no such lines, or where the crate is entered already.
pub(super) fn with_line(text: &str, line: &str) -> Option<String> {
    let package = |line: &str| -> Option<String> {
        let end = line.find([' ', '=', '.'])?;
        line.starts_with("kplaces-").then(|| line[..end].to_owned())
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| package(line).is_some())?;
    let block = lines[first..]
        .iter()
        .take_while(|line| package(line).is_some());
    let smaller = block.clone().filter(|other| package(other) < package(line));
    if block.clone().any(|other| package(other) == package(line)) {
        return None;
    }
    let position = first + smaller.count();
    lines.insert(position, line);
    Some(lines.join("\n") + "\n")
}

/// `main.rs` with `library` in its `stores: […]`.
pub(super) fn with_store(source: &str, library: &str) -> Option<String> {
    let start = source.find("stores:")?;
    let open = start + source[start..].find('[')? + 1;
    let close = open + source[open..].find(']')?;
    let mut stores: Vec<&str> = source[open..close]
        .split(',')
        .map(str::trim)
        .filter(|store| !store.is_empty())
        .collect();
    if stores.contains(&library) || source[open..close].contains("//") {
        return None;
    }
    stores.push(library);
    stores.sort_unstable();
    Some(format!(
        "{}{}{}",
        &source[..open],
        stores.join(", "),
        &source[close..]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_where_it_belongs() {
        let text = "[dependencies]\nkplaces-a = 1\nkplaces-c.workspace = true\nanyhow = 1\n";
        assert_eq!(
            with_line(text, "kplaces-b = 2").unwrap(),
            "[dependencies]\nkplaces-a = 1\nkplaces-b = 2\nkplaces-c.workspace = true\nanyhow = 1\n"
        );
        let last = with_line(text, "kplaces-d = 2").unwrap();
        assert!(last.contains("kplaces-c.workspace = true\nkplaces-d = 2\nanyhow"));
        assert_eq!(with_line(text, "kplaces-c = { path = \"c\" }"), None);
        assert_eq!(
            with_line("[dependencies]\nanyhow = 1\n", "kplaces-b = 2"),
            None
        );
    }

    #[test]
    fn a_store_joins_the_list() {
        assert_eq!(
            with_store("    stores:   [a, c],\n    plugins: [],", "b").unwrap(),
            "    stores:   [a, b, c],\n    plugins: [],"
        );
        assert_eq!(with_store("stores: []", "b").unwrap(), "stores: [b]");
        assert_eq!(with_store("stores: [b]", "b"), None);
        assert_eq!(with_store("plugins: []", "b"), None);
    }
}
