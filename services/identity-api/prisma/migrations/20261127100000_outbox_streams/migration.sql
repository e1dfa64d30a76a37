-- The rows of each stream are found by themselves: those of another one are not read, however many there are.
CREATE INDEX outbox_pending_by_stream ON outbox (split_part(subject, '.', 1), sequence) WHERE published_at IS NULL;
CREATE INDEX outbox_by_stream ON outbox (split_part(subject, '.', 1), occurred_at, sequence);
DROP INDEX outbox_pending;
DROP INDEX outbox_pending_order;
DROP INDEX outbox_occurred;
