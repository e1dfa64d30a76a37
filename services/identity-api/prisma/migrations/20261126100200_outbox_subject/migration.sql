-- Whether an event was told a moment ago.
CREATE INDEX outbox_subject ON outbox (subject, occurred_at);
