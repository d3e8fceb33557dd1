-- Who did what when is kept for good; what it said can be erased with its tenant. Hence two tables.
CREATE TABLE change_document (
    -- No foreign key: checking one locks the row it points to, for which the audit gives nobody the right.
    change_id bigint PRIMARY KEY,
    tenant_id text,
    before    jsonb,
    after     jsonb,
    cause     text
);
CREATE INDEX change_document_tenant ON change_document (tenant_id) WHERE tenant_id IS NOT NULL;
INSERT INTO change_document (change_id, tenant_id, before, after)
SELECT change_id, tenant_id, before, after FROM change WHERE before IS NOT NULL OR after IS NOT NULL;

ALTER TABLE change
    DROP COLUMN before,
    DROP COLUMN after,
    -- The revision of the tenant that the change made; 0 when it belongs to none.
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    ALTER COLUMN action TYPE text COLLATE "C",
    ALTER COLUMN created_time SET DEFAULT statement_timestamp();

-- Lists are the newest first, so each index ends with what they are ordered by.
DROP INDEX change_tenant;
CREATE INDEX change_time ON change (created_time, change_id);
CREATE INDEX change_tenant ON change (tenant_id, created_time, change_id);
CREATE INDEX change_actor ON change (actor, created_time, change_id);
CREATE INDEX change_action ON change (action, created_time, change_id);
CREATE INDEX change_resource ON change (resource, created_time, change_id);
CREATE INDEX change_request ON change (request_id, created_time, change_id);

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only added to: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION refuse_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The schema is named: a temporary table called tenant must not stand in for ours.
    IF OLD.tenant_id IS NULL
        OR EXISTS (SELECT FROM config.tenant WHERE tenant_id = OLD.tenant_id AND state <> 'DELETING') THEN
        RAISE EXCEPTION 'the audit''s documents are erased only with their tenant'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER change_document_append_only BEFORE UPDATE OR TRUNCATE ON change_document
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER change_document_erased_with_tenant BEFORE DELETE ON change_document
    FOR EACH ROW EXECUTE FUNCTION refuse_erasing();

-- Rights bind ordinary users, the owner included; the triggers bind superusers too.
REVOKE UPDATE, DELETE, TRUNCATE ON change FROM PUBLIC, CURRENT_USER;
REVOKE UPDATE, TRUNCATE ON change_document FROM PUBLIC, CURRENT_USER;
