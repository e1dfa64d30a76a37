-- Those of whom one has to stay: found without reading the other accounts.
CREATE INDEX accounts_active_administrators ON accounts (id)
  WHERE status = 'active' AND email_verified_at IS NOT NULL AND 'admin' = ANY (roles);
