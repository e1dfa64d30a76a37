-- What is pending is claimed in its order, and what a broker has lost is made pending in slices by its age.
CREATE INDEX outbox_pending_order ON outbox (sequence) WHERE published_at IS NULL;
CREATE INDEX outbox_occurred ON outbox (occurred_at, sequence);
