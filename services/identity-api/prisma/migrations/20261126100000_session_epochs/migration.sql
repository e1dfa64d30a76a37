-- A session whose opened_epoch is below its account's sessions_valid_from has ended, whatever its own row says. Whoever ends all
-- sessions of an account changes the account's row only; the rows of its sessions are closed afterwards.
ALTER TABLE accounts ADD COLUMN sessions_valid_from integer NOT NULL DEFAULT 0;
-- 0 for those that are open now: live, since no account has another watermark yet.
ALTER TABLE sessions ADD COLUMN opened_epoch integer NOT NULL DEFAULT 0;

-- Sessions whose rows are still to be closed: those opened from opened_from up to, and not including, valid_from.
CREATE TABLE session_endings (
  account_id uuid NOT NULL REFERENCES accounts (id),
  valid_from integer NOT NULL,
  opened_from integer NOT NULL,
  reason text NOT NULL,
  ended_at timestamptz(3) NOT NULL,
  PRIMARY KEY (account_id, valid_from)
);
CREATE INDEX session_endings_order ON session_endings (ended_at);

-- An epoch never shrinks: within an account this is the order of the logins.
DROP INDEX sessions_live;
CREATE INDEX sessions_live ON sessions (account_id, opened_epoch, authenticated_at, id) WHERE ended_at IS NULL;
