-- Whether several endpoints carry a tenant's traffic. Derived, so that it cannot disagree with the policy.
ALTER TABLE tenant ADD COLUMN pooled boolean GENERATED ALWAYS AS (coalesce(policy ->> 'routing' = 'POOL', false)) STORED;
ALTER TABLE tenant ADD CONSTRAINT tenant_pooled UNIQUE (tenant_id, pooled);

-- The same on every endpoint, kept equal by the foreign key, so that the rule below can be a constraint.
ALTER TABLE endpoint ADD COLUMN pooled boolean NOT NULL DEFAULT false;
UPDATE endpoint e SET pooled = t.pooled FROM tenant t WHERE t.tenant_id = e.tenant_id AND t.pooled;
ALTER TABLE endpoint ADD CONSTRAINT endpoint_pooled
    FOREIGN KEY (tenant_id, pooled) REFERENCES tenant (tenant_id, pooled) ON UPDATE CASCADE;

-- Outside a pool at most one endpoint is active. Looked at when a change commits: within it the role may pass through
-- both or none.
UPDATE endpoint e SET role = 'STANDBY', revision = revision + 1
WHERE role = 'ACTIVE' AND NOT pooled AND EXISTS (
    SELECT 1 FROM endpoint first WHERE first.tenant_id = e.tenant_id AND first.role = 'ACTIVE'
      AND (first.priority, first.endpoint_id) < (e.priority, e.endpoint_id));
ALTER TABLE endpoint ADD CONSTRAINT endpoint_one_active
    EXCLUDE (tenant_id WITH =) WHERE (role = 'ACTIVE' AND NOT pooled) DEFERRABLE INITIALLY DEFERRED;

-- Where a session lives: the base address in one spelling, so that two tenants cannot hold one session.
ALTER TABLE endpoint ADD COLUMN server text NOT NULL DEFAULT '';
UPDATE endpoint SET server = lower(substring(api_url FROM '^[^/]*//[^/]*'))
    || regexp_replace(substring(api_url FROM '^[^/]*//[^/]*(.*)$'), '/+$', '');
DROP INDEX endpoint_session;
CREATE INDEX endpoint_session ON endpoint (session, server) WHERE session IS NOT NULL;

UPDATE endpoint e SET role = 'ACTIVE', revision = revision + 1
WHERE NOT pooled
  AND NOT EXISTS (SELECT 1 FROM endpoint o WHERE o.tenant_id = e.tenant_id AND o.role = 'ACTIVE')
  AND NOT EXISTS (SELECT 1 FROM endpoint o WHERE o.tenant_id = e.tenant_id
      AND (o.priority, o.endpoint_id) < (e.priority, e.endpoint_id));
