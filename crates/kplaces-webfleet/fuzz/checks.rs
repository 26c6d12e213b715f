// What holds for every reply, whatever is in it. Shared by the fuzz targets and the test that runs
// their corpus.

use std::io::Read as _;
use std::ops::ControlFlow;

use flate2::Compression;
use flate2::read::GzEncoder;

/// Rows as text, and how the reply ended.
fn read<'b>(chunks: impl IntoIterator<Item = &'b [u8]>) -> (Vec<String>, Result<String, String>) {
    let mut rows = Vec::new();
    let end = kplaces_webfleet::parse_addresses(chunks, |row| {
        rows.push(format!("{row:?}"));
        ControlFlow::Continue(())
    });
    if let Ok(parsed) = &end {
        let counted = parsed.rows;
        assert_eq!(rows.len() as u64, counted, "each row is handed over once");
    }
    let end = end.map(|parsed| format!("{parsed:?}"));
    (rows, end.map_err(|error| error.to_string()))
}

/// Takes a reply apart as a whole, in pieces, and packed; the first two bytes say how large those
/// are. The result is the same.
pub(super) fn check(input: &[u8], prefix: &[u8]) {
    let Some((sizes, rest)) = input.split_at_checked(2) else {
        return;
    };
    let body = [prefix, rest].concat();
    let whole = read([body.as_slice()]);
    let (first, then) = (1 + usize::from(sizes[0]), 1 + usize::from(sizes[1]) % 97);
    let (head, tail) = body.split_at(first.min(body.len()));
    let pieces = read(std::iter::once(head).chain(tail.chunks(then)));
    assert_eq!(whole, pieces);
    // What is packed already would be packed twice.
    if !body.starts_with(&[0x1f]) {
        let members = [packed(head), packed(tail)].concat();
        assert_eq!(whole, read(members.chunks(then)), "in two members");
        let garbage = [members.as_slice(), b"?"].concat();
        assert!(read([garbage.as_slice()]).1.is_err(), "garbage behind");
    }
    if let Err(error) = whole.1 {
        assert!(!error.chars().any(char::is_control), "{error:?}");
        assert!(
            error.len() < 5_000 + body.len() * 4,
            "{} bytes",
            error.len()
        );
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // Memory to memory: nothing here can fail.
    _ = GzEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed);
    packed
}
