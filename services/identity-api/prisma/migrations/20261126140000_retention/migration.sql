-- Each kind of row that is purged has an index in the order of its age.
CREATE INDEX refresh_tokens_sealed ON refresh_tokens (consumed_at) WHERE sealed_successor IS NOT NULL;
CREATE INDEX accounts_unverified ON accounts (created_at) WHERE email_verified_at IS NULL;
CREATE INDEX sessions_by_account ON sessions (account_id);
DROP INDEX attempts_expired;
CREATE INDEX attempts_over ON attempts (to_timestamp(expire::float8 / 1000));

-- Accounts are listed by status in the order of their pages.
CREATE INDEX accounts_page_of_status ON accounts (status, created_at, id);

-- The trail is read in the order of time, so that a filter by time bounds what is read.
CREATE INDEX audit_events_page ON audit_events (occurred_at, sequence);
CREATE INDEX audit_events_page_of_target ON audit_events (target_id, occurred_at, sequence);
CREATE INDEX audit_events_page_of_actor ON audit_events (actor_id, occurred_at, sequence);
CREATE INDEX audit_events_page_of_action ON audit_events (action, occurred_at, sequence);
DROP INDEX audit_events_target;
DROP INDEX audit_events_actor;
DROP INDEX audit_events_action;

-- Still append-only; what is older than any retention may be deleted.
DROP TRIGGER audit_events_append_only ON audit_events;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
  FOR EACH ROW WHEN (OLD.occurred_at > now() - interval '90 days') EXECUTE FUNCTION refuse_change();
