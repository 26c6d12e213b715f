-- Places in blocks: see src/blocks.rs. A row has many entries in order, and says how its first one begins. It fills a
-- page of the file; with WITHOUT ROWID pieces of it would be moved about whenever one is added.

-- By key: key, name, and the rest of a place.
CREATE TABLE place_block (
    first BLOB NOT NULL UNIQUE,
    bytes BLOB NOT NULL
) STRICT;

-- By folded name and key: the reading to sort by, the key, and the other reading where they differ.
CREATE TABLE name_block (
    first BLOB NOT NULL UNIQUE,
    bytes BLOB NOT NULL
) STRICT;

-- By the number of the position (src/curve.rs) and key, of places that have a position.
CREATE TABLE position_block (
    first BLOB NOT NULL UNIQUE,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE place_colour (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- How many places have it.
    places INTEGER NOT NULL
) STRICT;
