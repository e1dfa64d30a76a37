CREATE TABLE products (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  description text NOT NULL,
  unit_price_amount bigint NOT NULL CHECK (unit_price_amount BETWEEN 0 AND 1000000000),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX products_page ON products (name, id);

CREATE TYPE order_status AS ENUM ('placed', 'cancelled');

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  sub uuid NOT NULL,
  status order_status NOT NULL,
  total_amount bigint NOT NULL CHECK (total_amount BETWEEN 0 AND 9007199254740991),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  placed_at timestamptz(3) NOT NULL,
  cancelled_at timestamptz(3),
  CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);
CREATE INDEX orders_page_of_owner ON orders (sub, placed_at DESC, id DESC);
CREATE INDEX orders_page_of_all ON orders (placed_at DESC, id DESC);

CREATE TABLE order_lines (
  order_id uuid NOT NULL CONSTRAINT order_lines_order REFERENCES orders (id) ON DELETE CASCADE,
  position smallint NOT NULL CHECK (position >= 0),
  product_id uuid NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 1000),
  unit_price_amount bigint NOT NULL CHECK (unit_price_amount >= 0),
  PRIMARY KEY (order_id, position)
);
CREATE UNIQUE INDEX order_lines_product_once ON order_lines (order_id, product_id);

-- Deferred: the key is claimed before its order is written, so that of several requests with one key the others wait for the first.
CREATE TABLE idempotency_keys (
  sub uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  body_hash char(64) NOT NULL,
  order_id uuid NOT NULL CONSTRAINT idempotency_keys_order REFERENCES orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (sub, key)
);
CREATE UNIQUE INDEX idempotency_keys_order_once ON idempotency_keys (order_id);

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
