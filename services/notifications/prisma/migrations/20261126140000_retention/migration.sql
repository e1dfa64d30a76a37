-- Each kind of row that is purged has an index in the order of its age.
CREATE INDEX notifications_age ON notifications (created_at);
CREATE INDEX emails_closed ON emails (created_at) WHERE state NOT IN ('waiting', 'pending');
CREATE INDEX emails_content ON emails (created_at) WHERE state NOT IN ('waiting', 'pending') AND data <> '{}';
CREATE INDEX emails_of_account ON emails (account);
CREATE INDEX recipients_unverified ON recipients (created_at) WHERE verified_at IS NULL;
