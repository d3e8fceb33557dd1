-- The queue of what is still to be sent, apart from its history; and a history of days, which goes by dropping tables. Days
-- are made ahead of time; what belongs to none of them is kept in the default partition.

ALTER TABLE message RENAME TO message_before;
ALTER TABLE message_attempt RENAME TO message_attempt_before;
ALTER TABLE message_status RENAME TO message_status_before;

-- Which message a request made. A day's partition could not see the request of another day.
CREATE TABLE accepted_request (
    tenant_id   text NOT NULL,
    request_id  text NOT NULL,
    message_id  text NOT NULL,
    day         date NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX accepted_request_by_age ON accepted_request (create_time);

-- Every outbound message. `day` is the one that its `message_id` was made on, so that who knows the id knows the day.
-- `state` is what is known of it when no worker has it; `message_now` says it all.
CREATE TABLE message (LIKE message_before INCLUDING DEFAULTS INCLUDING IDENTITY, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE message_default PARTITION OF message DEFAULT;
ALTER TABLE message DROP COLUMN attempts;
ALTER TABLE message ADD PRIMARY KEY (message_id, tenant_id, day);

CREATE TABLE message_attempt (LIKE message_attempt_before INCLUDING DEFAULTS, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE message_attempt_default PARTITION OF message_attempt DEFAULT;
ALTER TABLE message_attempt ADD PRIMARY KEY (message_id, tenant_id, number, day);

CREATE TABLE message_status (LIKE message_status_before INCLUDING DEFAULTS INCLUDING IDENTITY, day date NOT NULL)
    PARTITION BY RANGE (day);
CREATE TABLE message_status_default PARTITION OF message_status DEFAULT;
ALTER TABLE message_status ADD PRIMARY KEY (message_id, tenant_id, event_key, day);

-- The first messages come before the process makes days.
DO $$
DECLARE
    name text;
    d date;
BEGIN
    FOREACH name IN ARRAY ARRAY['message', 'message_attempt', 'message_status'] LOOP
        FOR i IN 0..3 LOOP
            d := (now() AT TIME ZONE 'UTC')::date + i;
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                name || '_' || to_char(d, 'YYYYMMDD'), name, d, d + 1);
        END LOOP;
    END LOOP;
END $$;

-- What is still to be sent. Small: a row goes when its message is settled or set aside.
--
-- The order of a conversation is that of `turn`, which is `id` under another name. The table is now empty, now full, and
-- statistics know only one of it: if both were one column, a look-up by `id` might read the whole index of the order.
-- What a try changes at its beginning is in no index.
CREATE TABLE pending (
    id           bigint NOT NULL,
    turn         bigint GENERATED ALWAYS AS (id) STORED,
    tenant_id    text NOT NULL,
    message_id   text NOT NULL,
    day          date NOT NULL,
    conversation text NOT NULL,
    lane         int NOT NULL,
    begun        boolean NOT NULL DEFAULT false,
    attempts     int NOT NULL DEFAULT 0,
    tried_before int NOT NULL DEFAULT 0,
    send_at      timestamptz,
    due_time     timestamptz NOT NULL,
    expire_time  timestamptz NOT NULL,
    PRIMARY KEY (id, tenant_id) INCLUDE (lane, due_time)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_cost_delay = 0);
CREATE INDEX pending_order ON pending (conversation, turn);

-- What waits for a person, or for a receipt.
CREATE TABLE aside (
    id          bigint NOT NULL,
    tenant_id   text NOT NULL,
    message_id  text NOT NULL,
    day         date NOT NULL,
    state       text NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX aside_unknown ON aside (create_time) WHERE state = 'UNKNOWN';

-- A receipt whose message is not known waits; whoever makes the message known says so here.
ALTER TABLE receipt_orphan ADD COLUMN message_id text;
CREATE INDEX receipt_orphan_known ON receipt_orphan (tenant_id) WHERE message_id IS NOT NULL;

INSERT INTO message OVERRIDING SYSTEM VALUE
    SELECT (r).* FROM (SELECT jsonb_populate_record(NULL::message,
        to_jsonb(b) || jsonb_build_object('day', (b.create_time AT TIME ZONE 'UTC')::date,
            'state', CASE b.state WHEN 'DISPATCHING' THEN 'QUEUED' ELSE b.state END)) AS r FROM message_before b) AS rows;
SELECT setval(pg_get_serial_sequence('message', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM message_before), false);
INSERT INTO accepted_request (tenant_id, request_id, message_id, day) SELECT tenant_id, request_id, message_id, day FROM message;
INSERT INTO message_attempt SELECT b.*, m.day FROM message_attempt_before b JOIN message m USING (tenant_id, message_id);
INSERT INTO message_status OVERRIDING SYSTEM VALUE
    SELECT b.*, m.day FROM message_status_before b JOIN message m USING (tenant_id, message_id);
SELECT setval(pg_get_serial_sequence('message_status', 'seq'), (SELECT coalesce(max(seq), 0) + 1 FROM message_status_before), false);
INSERT INTO pending (id, tenant_id, message_id, day, conversation, lane, begun, attempts, send_at, due_time, expire_time)
    SELECT b.id, b.tenant_id, b.message_id, m.day, b.conversation, b.lane, b.state = 'DISPATCHING', b.attempts, b.send_at,
        b.due_time, b.expire_time
    FROM message_before b JOIN message m USING (tenant_id, message_id) WHERE b.state IN ('QUEUED', 'DISPATCHING');
INSERT INTO aside (id, tenant_id, message_id, day, state)
    SELECT id, tenant_id, message_id, day, state FROM message WHERE state IN ('HELD', 'UNKNOWN');
DROP TABLE message_before, message_attempt_before, message_status_before;
CREATE INDEX message_by_tenant ON message (tenant_id, id DESC);
CREATE INDEX message_by_provider_id ON message (tenant_id, provider_message_id) WHERE provider_message_id IS NOT NULL;

-- A message as it stands, also while a worker has it. The look at the queue is one by one, however many rows there are.
CREATE VIEW message_now AS
    SELECT m.id, m.tenant_id, m.message_id, m.request_id, m.body_hash, m.recipient, m.content, m.labels, m.priority,
        m.endpoint_id, m.provider_message_id,
        CASE WHEN m.state = 'QUEUED' AND p.begun THEN 'DISPATCHING' ELSE m.state END AS state,
        m.failure_reason, m.failure_detail, m.provider_code, m.traceparent, m.send_at,
        coalesce(p.due_time, m.due_time) AS due_time, m.expire_time, m.create_time, m.update_time, m.day
    FROM message m LEFT JOIN LATERAL (SELECT q.begun, q.due_time FROM pending q WHERE q.id = m.id OFFSET 0) AS p ON true;
