-- Which of its account's names the recipient has: an older one that arrives late changes nothing.
ALTER TABLE recipients ADD COLUMN name_version integer NOT NULL DEFAULT 0;
