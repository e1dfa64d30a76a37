-- Keys are purged in the order of their age.
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
