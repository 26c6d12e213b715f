use strsim::osa_distance;

/// The candidate a mistyped `word` most likely means, if one is near enough.
pub fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    // Longer than any key: not a slip, and not worth the time.
    if word.len() > 64 {
        return None;
    }
    let by_distance = candidates
        .clone()
        .map(|candidate| (osa_distance(word, candidate), candidate))
        .filter(|(d, candidate)| *d <= 1 + candidate.len() / 5)
        .min();
    if let Some((_, candidate)) = by_distance {
        return Some(candidate);
    }
    // The right key without its section, or in the wrong one.
    let last = word.rsplit('.').next().filter(|last| !last.is_empty())?;
    candidates
        .into_iter()
        .find(|candidate| candidate.rsplit('.').next() == Some(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_key_and_nonsense_none() {
        let keys = ["store", "webfleet.url", "webfleet.tries"];
        let near = |word| nearest(word, keys.into_iter());
        assert_eq!(near("webfleet.ulr"), Some("webfleet.url"));
        assert_eq!(near("stor"), Some("store"));
        assert_eq!(near("sotre"), Some("store"), "letters that changed places");
        assert_eq!(near("url"), Some("webfleet.url"));
        assert_eq!(near("sync.tries"), Some("webfleet.tries"));
        assert_eq!(near("colour"), None);
        assert_eq!(near(""), None);
        assert_eq!(near(&"x".repeat(100_000)), None);
    }
}
