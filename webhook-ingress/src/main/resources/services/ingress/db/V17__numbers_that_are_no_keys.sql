-- Users whose number is not their key: those of a tenant, and those that were added lately.
CREATE INDEX user_alias_number_of ON user_alias (tenant_id) WHERE alias ~ '^[0-9]+$';
CREATE INDEX user_alias_number_age ON user_alias (added_at) WHERE alias ~ '^[0-9]+$';
