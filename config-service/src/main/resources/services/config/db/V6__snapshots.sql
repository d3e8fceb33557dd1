-- Tells this database from another that served the same Redis before. The cluster and its timeline are added when it
-- is asked for: a restored dump or a promoted standby may have lost revisions that were published.
CREATE TABLE database_identity (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    id  text NOT NULL DEFAULT gen_random_uuid()::text
);
INSERT INTO database_identity DEFAULT VALUES;

-- The transaction that made the revision. Whoever asks from the oldest transaction that was under way when it asked
-- last misses none, however late that one commits.
ALTER TABLE tenant ADD COLUMN changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX tenant_changed ON tenant (changed_xid);

-- What consumers must hear of besides tenants: apps and gateways (`app:<id>`, `gateway:<id>`), and tenants that are
-- gone. Triggers write it, so that no statement can forget to.
CREATE TABLE announcement (
    member             text PRIMARY KEY,
    revision           bigint  NOT NULL DEFAULT 1,
    published_revision bigint  NOT NULL DEFAULT 0,
    gone               boolean NOT NULL DEFAULT false,
    changed_xid        xid8    NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX announcement_unpublished ON announcement (member) WHERE published_revision < revision;
CREATE INDEX announcement_changed ON announcement (changed_xid);

-- Schemas are named in what follows: a temporary table must not stand in for ours.
CREATE FUNCTION announce(member text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO config.announcement AS a (member) VALUES (announce.member)
    ON CONFLICT ON CONSTRAINT announcement_pkey
    DO UPDATE SET revision = a.revision + 1, changed_xid = pg_current_xact_id()
$$;

CREATE FUNCTION note_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    NEW.changed_xid := pg_current_xact_id();
    IF TG_OP = 'INSERT' THEN
        -- A tenant that is made again goes on where the one before ended, or consumers would keep the one before.
        DELETE FROM config.announcement WHERE member = NEW.tenant_id RETURNING revision INTO last;
        NEW.revision := greatest(NEW.revision, coalesce(last, 0) + 1);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenant_changed BEFORE INSERT OR UPDATE OF revision ON tenant
    FOR EACH ROW EXECUTE FUNCTION note_tenant();

CREATE FUNCTION note_tenant_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO config.announcement (member, revision, gone) VALUES (OLD.tenant_id, OLD.revision + 1, true);
    RETURN NULL;
END $$;
CREATE TRIGGER tenant_gone AFTER DELETE ON tenant FOR EACH ROW EXECUTE FUNCTION note_tenant_gone();

CREATE FUNCTION note_app() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM config.announce('app:' || coalesce(NEW.app_id, OLD.app_id));
    RETURN NULL;
END $$;
CREATE TRIGGER app_changed AFTER INSERT OR UPDATE OR DELETE ON app FOR EACH ROW EXECUTE FUNCTION note_app();

CREATE FUNCTION note_gateway() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM config.announce('gateway:' || coalesce(NEW.gateway_id, OLD.gateway_id));
    RETURN NULL;
END $$;
CREATE TRIGGER gateway_changed AFTER INSERT OR UPDATE OR DELETE ON gateway
    FOR EACH ROW EXECUTE FUNCTION note_gateway();
CREATE TRIGGER gateway_code_changed AFTER INSERT OR UPDATE OR DELETE ON gateway_code
    FOR EACH ROW EXECUTE FUNCTION note_gateway();
