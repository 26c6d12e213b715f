// What holds for every reply, whatever is in it. Shared by the fuzz targets and the test that runs
// their corpus.

use std::ops::ControlFlow;

/// Rows as text, and how the reply ended.
fn read<'b>(
    chunks: impl IntoIterator<Item = &'b [u8]>,
) -> (Vec<String>, Result<kplaces_webfleet::Parsed, String>) {
    let mut rows = Vec::new();
    let end = kplaces_webfleet::parse_addresses(chunks, |row| {
        rows.push(format!("{row:?}"));
        ControlFlow::Continue(())
    });
    (rows, end.map_err(|error| error.to_string()))
}

/// Takes a reply apart as a whole and in pieces; the first two bytes say how large those are.
pub(super) fn check(input: &[u8], prefix: &[u8]) {
    let Some((sizes, rest)) = input.split_at_checked(2) else {
        return;
    };
    let body = [prefix, rest].concat();
    let whole = read([body.as_slice()]);
    let (first, then) = (1 + usize::from(sizes[0]), 1 + usize::from(sizes[1]) % 97);
    let head = &body[..first.min(body.len())];
    let tail = &body[head.len()..];
    let pieces = read(std::iter::once(head).chain(tail.chunks(then)));
    assert_eq!(whole, pieces);
    if let Err(error) = whole.1 {
        assert!(!error.chars().any(char::is_control), "{error:?}");
        assert!(
            error.len() < 5_000 + body.len() * 4,
            "{} bytes",
            error.len()
        );
    }
}
