-- Failed guesses at passwords, of an account and of an account from a network. A key is a digest, never an address.
-- Unlogged: no login waits for the disk because of a counter, and a crash of the database may forget them.
CREATE UNLOGGED TABLE guesses (
  key text PRIMARY KEY,
  failures integer NOT NULL,
  next_at timestamptz NOT NULL,
  forgotten_at timestamptz NOT NULL
);
CREATE INDEX guesses_order ON guesses (forgotten_at);

-- The networks from which the owner of an account has logged in. Both are digests.
CREATE TABLE known_networks (
  account text NOT NULL,
  network text NOT NULL,
  last_login_at timestamptz NOT NULL,
  PRIMARY KEY (account, network)
);
CREATE INDEX known_networks_order ON known_networks (last_login_at);
