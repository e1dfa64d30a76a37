-- A role and a database of the same name for each service. The role owns its database and may connect to no other.
-- Safe to run again: what is there stays, and passwords become what the secrets say.
\set ON_ERROR_STOP on
-- No statement with a password gets into a log.
SET log_min_error_statement = panic;
SET log_statement = none;

-- >>> services: generated from libs/system by `npm run docs`
\set role identity_api
\set password `cat /run/secrets/identity_api`
\ir service.sql
\set role order_api
\set password `cat /run/secrets/order_api`
\ir service.sql
\set role notifications
\set password `cat /run/secrets/notifications`
\ir service.sql
-- <<< services

REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
