-- What waits for the proof of an address: a registration, or, without a password, the reset of one. Any number may wait for one
-- address. The first that is confirmed becomes the account, under its own id; with that the others have ended.
CREATE TABLE registrations (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  password_hash text,
  display_name text,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX registrations_of_address ON registrations (email, created_at) WHERE password_hash IS NOT NULL;
CREATE INDEX registrations_age ON registrations (created_at);
