-- What a login granted, by resource; where nothing is said of a resource, the roles alone decide. Sessions that began before get
-- what they got so far: identity-api when a refresh names no resource, and no limit but the roles.
ALTER TABLE sessions
  ADD COLUMN resource text NOT NULL DEFAULT 'urn:hallpass:identity-api',
  ADD COLUMN granted_scopes jsonb NOT NULL DEFAULT '{}';
