-- What is sealed is sealed anew when the key-encryption key changes, in slices by id; only e-mail that waits has a token.
CREATE INDEX emails_sealed ON emails (id) WHERE sealed_token IS NOT NULL;
