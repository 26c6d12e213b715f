-- What only makes answers quicker. Not numbered: a first sync drops it and builds it at the end.
CREATE INDEX IF NOT EXISTS place_by_name ON place (sort, key);

CREATE INDEX IF NOT EXISTS place_by_position ON place (latitude, longitude)
WHERE latitude IS NOT NULL;
