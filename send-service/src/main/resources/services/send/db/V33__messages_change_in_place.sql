-- Receipts find a message by what its try was answered, and a try is written once. On the message, which changes with each
-- result and receipt, that index was written anew each time, and all its others with it: PostgreSQL changes a row in its
-- place only while no index knows what changed, and its page has room.
ALTER TABLE message_attempt ADD COLUMN provider_message_id text;
UPDATE message_attempt a SET provider_message_id = m.provider_message_id FROM message m
WHERE m.message_id = a.message_id AND m.tenant_id = a.tenant_id AND m.day = a.day AND m.provider_message_id IS NOT NULL
    AND a.number = (SELECT max(b.number) FROM message_attempt b
        WHERE b.message_id = a.message_id AND b.tenant_id = a.tenant_id AND b.day = a.day);
CREATE INDEX message_attempt_by_provider_id ON message_attempt (provider_message_id) WHERE provider_message_id IS NOT NULL;
DROP INDEX message_by_provider_id;

-- Days that are there already; new ones are made like this.
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'message'::regclass LOOP
        EXECUTE format('ALTER TABLE %s SET (fillfactor = 50)', part);
    END LOOP;
END $$;
