-- A deleted tenant keeps its row until it is purged.
ALTER TABLE tenant
    ADD COLUMN deleted_time timestamptz,
    ADD COLUMN purge_time   timestamptz,
    -- What RestoreTenant brings back.
    ADD COLUMN state_before text,
    -- What ListTenants looks through.
    ADD COLUMN search       text GENERATED ALWAYS AS (lower(tenant_id || ' ' || name)) STORED;
CREATE INDEX tenant_state ON tenant (state, tenant_id);
CREATE INDEX tenant_purge ON tenant (purge_time) WHERE purge_time IS NOT NULL;
UPDATE tenant SET policy = policy || '{"timeZone": "UTC"}' WHERE policy -> 'timeZone' IS NULL;

-- The text index needs an extension that most installations have; without it the list is read in order of id, which
-- answers the same, slower where little is found.
DO $$
DECLARE
    home text;
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'pg_trgm';
    EXECUTE format('CREATE INDEX tenant_search ON tenant USING gin (search %I.gin_trgm_ops)', home);
EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege THEN
    RAISE NOTICE 'no pg_trgm: ListTenants searches without an index';
END $$;

-- No revision of a tenant that was purged is above it, and every new tenant starts above it: whoever still remembers a
-- tenant of the same id sees only higher ones.
CREATE TABLE revision_floor (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint NOT NULL DEFAULT 0
);
INSERT INTO revision_floor DEFAULT VALUES;

-- Purges that have begun; the row goes with its tenant's, when nothing is left anywhere.
CREATE TABLE purge (
    tenant_id   text PRIMARY KEY,
    begun_time  timestamptz NOT NULL DEFAULT now(),
    erased_rows bigint      NOT NULL DEFAULT 0,
    failures    int         NOT NULL DEFAULT 0,
    last_cause  text,
    next_time   timestamptz NOT NULL DEFAULT now(),
    lease_owner text,
    lease_until timestamptz
);
CREATE INDEX purge_next ON purge (next_time);
