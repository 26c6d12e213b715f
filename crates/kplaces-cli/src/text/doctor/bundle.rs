//! What a support file says of itself.

/// Its first lines.
pub(crate) const HEAD: &str = "\
3Kplaces support file

Read it before you send it. 3Kplaces sends nothing by itself.

It is made of counts, sizes, times and words of the program. It holds no addresses, positions or
groups, no login, no names of accounts, users or devices, and no texts that were read anywhere: of
files and settings it says what they are for, not what they are called or what is written there.
";
