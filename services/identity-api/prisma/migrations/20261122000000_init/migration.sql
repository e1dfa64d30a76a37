-- Accounts. Whatever makes access tokens untrue adds one to token_epoch in the same transaction, under this row's lock.
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_verified_at timestamptz(3),
  password_hash text NOT NULL,
  password_changed_at timestamptz(3) NOT NULL DEFAULT now(),
  display_name text,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deactivated')),
  roles text[] NOT NULL DEFAULT '{customer}',
  token_epoch integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
-- The address is stored normalised (trimmed, lower case).
CREATE UNIQUE INDEX accounts_email_key ON accounts (email);
CREATE INDEX accounts_page ON accounts (created_at, id);

-- One login of one client; its refresh tokens are one family.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id),
  client_id text NOT NULL,
  amr text[] NOT NULL,
  authenticated_at timestamptz(3) NOT NULL,
  refreshed_at timestamptz(3) NOT NULL,
  idle_expires_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  end_reason text,
  ip_address text,
  user_agent text
);
CREATE INDEX sessions_live ON sessions (account_id, authenticated_at) WHERE ended_at IS NULL;
-- What can be purged: least() passes over a null.
CREATE INDEX sessions_over ON sessions (least(ended_at, idle_expires_at, expires_at));

-- A refresh token is consumed once, by compare-and-set on consumed_at. Only its SHA-256 is stored. The successor is kept
-- sealed under a key derived from the presented token, so that the grace period can answer with it and the table alone cannot.
CREATE TABLE refresh_tokens (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  token_hash bytea NOT NULL,
  predecessor_id uuid REFERENCES refresh_tokens (id) ON DELETE SET NULL,
  issued_at timestamptz(3) NOT NULL,
  consumed_at timestamptz(3),
  sealed_successor text
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE UNIQUE INDEX refresh_tokens_token_hash_key ON refresh_tokens (token_hash);
-- No fork: a token has at most one successor, and a session at most one token that is not consumed.
CREATE UNIQUE INDEX refresh_tokens_one_successor ON refresh_tokens (predecessor_id);
CREATE UNIQUE INDEX refresh_tokens_one_live ON refresh_tokens (session_id) WHERE consumed_at IS NULL;

-- Identifiers that may be used once: verification and reset tokens issued (consumed by compare-and-set), and client
-- assertions seen (inserted when they are).
CREATE TABLE single_use_tokens (
  jti text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('email-verification', 'password-reset', 'client-assertion')),
  owner text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  consumed_at timestamptz(3),
  PRIMARY KEY (purpose, owner, jti)
);
CREATE INDEX single_use_tokens_expired ON single_use_tokens (expires_at);

-- Who did what to whom, when, from where. Append-only, and the database sees to it.
CREATE TABLE audit_events (
  id uuid PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  occurred_at timestamptz(3) NOT NULL DEFAULT now(),
  action text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('success', 'failure')),
  actor_id text,
  client_id text,
  target_type text,
  target_id text,
  ip_address text,
  user_agent text,
  trace_id text,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_events_target ON audit_events (target_id, sequence);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  subject text NOT NULL,
  data jsonb NOT NULL,
  confidential jsonb,
  account uuid,
  traceparent text,
  occurred_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_error text
);
CREATE INDEX outbox_pending ON outbox (next_attempt_at) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

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
