-- Raised by each change of the name: whoever is told of one knows which of two is the newer.
ALTER TABLE accounts ADD COLUMN name_version integer NOT NULL DEFAULT 1;
