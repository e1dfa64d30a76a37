-- How far what a lost stream held is pending again: `created` says which stream of that name it is for.
CREATE TABLE outbox_restores (
  stream text PRIMARY KEY,
  created text NOT NULL,
  reached_at timestamptz NOT NULL DEFAULT '-infinity',
  reached_sequence bigint NOT NULL DEFAULT 0,
  completed_at timestamptz
);
