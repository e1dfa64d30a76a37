-- Counters of attempts, shared by all replicas; the layout is rate-limiter-flexible's. A key is a digest, never an address.
-- Unlogged: no login waits for the disk because of a counter, and a crash of the database may forget them.
CREATE UNLOGGED TABLE attempts (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
CREATE INDEX attempts_expired ON attempts (expire);

-- The filters of the audit trail, newest first.
CREATE INDEX audit_events_actor ON audit_events (actor_id, sequence);
CREATE INDEX audit_events_action ON audit_events (action, sequence);
