-- Who can be told something. A row appears with the first event that names the account, whatever that event is;
-- the address comes only from sealed event parts. last_sequence is raised under the row's lock, so sequences of an
-- account become visible in their order.
CREATE TABLE recipients (
  account uuid PRIMARY KEY,
  email text,
  display_name text,
  verified_at timestamptz(3),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deactivated')),
  -- Orders deactivations and reactivations, whatever order they arrive in.
  status_rank bigint NOT NULL DEFAULT -1,
  last_sequence integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

-- The inbox that people see. The id is the id of the event that it tells of.
CREATE TABLE notifications (
  id uuid PRIMARY KEY,
  account uuid NOT NULL REFERENCES recipients (account),
  sequence integer NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL,
  read_at timestamptz(3)
);
CREATE UNIQUE INDEX notifications_account_sequence_key ON notifications (account, sequence);
CREATE INDEX notifications_unread ON notifications (account, sequence) WHERE read_at IS NULL;

-- What an account has turned off or on; a kind without a row goes by e-mail.
CREATE TABLE preferences (
  account uuid NOT NULL REFERENCES recipients (account),
  kind text NOT NULL,
  email boolean NOT NULL,
  PRIMARY KEY (account, kind)
);

-- E-mail to be sent and its fate. The id is the id of the event that it tells of.
-- waiting: the address is not known, or not verified yet; pending: due at next_attempt_at; sent; suppressed: turned off
-- by its owner; expired: nobody could use it any more; failed: given up, see last_error.
CREATE TABLE emails (
  id uuid PRIMARY KEY,
  account uuid NOT NULL REFERENCES recipients (account),
  kind text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'pending', 'sent', 'suppressed', 'expired', 'failed')),
  message_id text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  -- What the reader has to paste, sealed under the key-encryption key. Gone as soon as the row leaves waiting and pending.
  sealed_token text,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  last_error text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at timestamptz(3),
  CONSTRAINT emails_token_only_until_sent CHECK (sealed_token IS NULL OR state IN ('waiting', 'pending'))
);
CREATE UNIQUE INDEX emails_message_id_key ON emails (message_id);
CREATE INDEX emails_due ON emails (next_attempt_at) WHERE state = 'pending';
CREATE INDEX emails_expiry ON emails (expires_at) WHERE state IN ('waiting', 'pending');
CREATE INDEX emails_account ON emails (account) WHERE state IN ('waiting', 'pending');

CREATE TABLE inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);

CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  use_case text NOT NULL,
  use text NOT NULL,
  alg text NOT NULL,
  state text NOT NULL CHECK (state IN ('published', 'active', 'retiring', 'retired', 'withdrawn')),
  public_jwk jsonb NOT NULL,
  sealed_private_key text,
  created_at timestamptz NOT NULL,
  activates_at timestamptz NOT NULL,
  retires_at timestamptz,
  expires_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_reason text
);
CREATE UNIQUE INDEX signing_keys_one_active ON signing_keys (use_case) WHERE state = 'active';
