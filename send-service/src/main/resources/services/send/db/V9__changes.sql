-- Every change of a message's state, for those who watch. `xid` is the transaction's: what is older than every transaction
-- under way is complete, so a reader that stays below it passes nothing over, whatever order commits come in.
CREATE TABLE message_change (
    tenant_id   text NOT NULL,
    day         date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
    xid         bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    message_id  text NOT NULL,
    state       text NOT NULL,
    change_time timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (day);
CREATE TABLE message_change_default PARTITION OF message_change DEFAULT;
CREATE INDEX message_change_watch ON message_change (tenant_id, xid, seq);

DO $$
DECLARE
    d date;
BEGIN
    FOR i IN 0..3 LOOP
        d := (now() AT TIME ZONE 'UTC')::date + i;
        EXECUTE format('CREATE TABLE %I PARTITION OF message_change FOR VALUES FROM (%L) TO (%L)',
            'message_change_' || to_char(d, 'YYYYMMDD'), d, d + 1);
    END LOOP;
END $$;
