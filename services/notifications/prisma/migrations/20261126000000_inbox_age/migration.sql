-- What is old is forgotten without a look at the rest.
CREATE INDEX inbox_received ON inbox (consumer, received_at);
