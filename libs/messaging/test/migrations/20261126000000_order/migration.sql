CREATE INDEX outbox_pending_order ON outbox (sequence) WHERE published_at IS NULL;
CREATE INDEX outbox_occurred ON outbox (occurred_at, sequence);
CREATE INDEX inbox_received ON inbox (consumer, received_at);
