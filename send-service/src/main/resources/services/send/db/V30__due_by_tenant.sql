-- While many messages wait for a tenant that is over its limit, those of others are found past them.
CREATE INDEX pending_tenant ON pending (tenant_id, due_time, id);
