-- Who sends an e-mail at this moment, and until when by the clock of the database: the sender renews its claim for as long as
-- the attempt lasts. Replicas from before this migration see the row as not yet due.
ALTER TABLE emails ADD COLUMN claimed_by uuid, ADD COLUMN claimed_until timestamptz(3);
CREATE INDEX emails_claimed ON emails (claimed_until) WHERE claimed_until IS NOT NULL;

-- Answers of the mail server that put this e-mail off. Attempts that met no server count only as attempts.
ALTER TABLE emails ADD COLUMN deferrals integer NOT NULL DEFAULT 0;

-- The lower goes first: 0 password reset, 1 other e-mail about the safety of the account, 2 everything else.
ALTER TABLE emails ADD COLUMN priority smallint NOT NULL DEFAULT 1;
UPDATE emails SET priority = CASE kind WHEN 'account.password-reset-requested' THEN 0 ELSE 2 END
WHERE state IN ('waiting', 'pending') AND kind IN ('account.password-reset-requested', 'order.placed', 'order.cancelled');
CREATE INDEX emails_due_by_priority ON emails (priority, next_attempt_at) WHERE state = 'pending' AND claimed_until IS NULL;
