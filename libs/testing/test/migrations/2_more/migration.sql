ALTER TABLE things ADD COLUMN name text; INSERT INTO things VALUES (1, 'one');
