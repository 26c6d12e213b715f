-- What the last sync left for the next one to be quick; it belongs to the content as it is.
CREATE TABLE kept (
    -- The number of the part times 2^20, plus that of the piece.
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
