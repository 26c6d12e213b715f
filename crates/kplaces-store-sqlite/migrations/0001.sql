-- One row: what is true of the store as a whole.
CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    places INTEGER NOT NULL,
    -- Which rules the folded names were made with; 0 is none.
    fold_version INTEGER NOT NULL,
    -- Provenance: seconds since 1970; NULL before the first sync.
    as_of INTEGER,
    cut_at INTEGER
) STRICT;

INSERT INTO store (id, revision, places, fold_version) VALUES (1, 0, 0, 0);

-- Provenance: the groups that were asked for, in their order.
CREATE TABLE asked_group (
    n INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE place_group (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- Whether it is on the account's list.
    listed INTEGER NOT NULL,
    -- How many places are in it.
    places INTEGER NOT NULL
) STRICT;

CREATE TABLE place (
    key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- The folded name: the reading to sort by, and the other one where they differ.
    sort TEXT NOT NULL,
    spell TEXT,
    -- Micro-degrees; both NULL or neither.
    latitude INTEGER,
    longitude INTEGER,
    -- Metres.
    radius INTEGER NOT NULL,
    colour TEXT,
    -- ',3,17,': numbers of place_group; '' for none.
    in_groups TEXT NOT NULL
) STRICT, WITHOUT ROWID;
