-- What an event is about, where events about it have an order: of those that are pending the oldest is published.
ALTER TABLE outbox ADD COLUMN aggregate text;
CREATE INDEX outbox_pending_of_aggregate ON outbox (aggregate, sequence) WHERE published_at IS NULL AND aggregate IS NOT NULL;
