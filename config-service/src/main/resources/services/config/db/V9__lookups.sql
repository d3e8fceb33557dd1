-- The token that a handshake may still present after a rotation. Until when stands in the secret itself, so that ending
-- the overlap ends this too.
ALTER TABLE app ADD COLUMN previous_verify_token_hash bytea;
CREATE INDEX app_previous_verify_token ON app (previous_verify_token_hash)
    WHERE previous_verify_token_hash IS NOT NULL;
ALTER TABLE endpoint ADD COLUMN previous_verify_token_hash bytea;
CREATE INDEX endpoint_previous_verify_token ON endpoint (previous_verify_token_hash)
    WHERE previous_verify_token_hash IS NOT NULL;

-- Whether one tenant alone uses an app is told by the first and the last of its tenants, however many there are.
DROP INDEX endpoint_app;
CREATE INDEX endpoint_app ON endpoint (app_id, tenant_id) WHERE app_id IS NOT NULL;
DROP INDEX phone_number_app;
CREATE INDEX phone_number_app ON phone_number (app_id, tenant_id);
