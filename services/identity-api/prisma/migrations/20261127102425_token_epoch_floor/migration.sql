-- The epoch of an account is the greatest of its token_epoch and the last floor; its sessions are valid from the greatest of its
-- sessions_valid_from and the last floor. So one row ends every session and invalidates every token. A floor never shrinks.
CREATE TABLE token_epoch_floors (
  min_epoch integer PRIMARY KEY,
  -- Of the revocation: the same one twice raises the floor once.
  id uuid NOT NULL,
  reason text NOT NULL,
  raised_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX token_epoch_floors_id_key ON token_epoch_floors (id);
CREATE TRIGGER token_epoch_floors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON token_epoch_floors
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- A floor is above every account: the highest is found without reading the others.
CREATE INDEX accounts_token_epoch ON accounts (token_epoch);
