-- Who works which lane; copied from lib/lanes.
CREATE TABLE lane (
    queue text NOT NULL,
    lane  int NOT NULL,
    owner text,
    epoch bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (queue, lane)
) WITH (fillfactor = 70);

CREATE TABLE lane_worker (
    queue       text NOT NULL,
    owner       text NOT NULL,
    lease_until timestamptz NOT NULL,
    PRIMARY KEY (queue, owner)
) WITH (fillfactor = 70);

-- Every outbound message. `id` is its place in the conversation's order, `message_id` what callers know.
CREATE TABLE message (
    tenant_id           text NOT NULL,
    message_id          text NOT NULL,
    id                  bigint GENERATED ALWAYS AS IDENTITY,
    request_id          text NOT NULL,
    body_hash           bytea NOT NULL,
    recipient           text NOT NULL,
    conversation        text NOT NULL,
    lane                int NOT NULL,
    content             bytea NOT NULL,
    reply_to            text,
    labels              jsonb NOT NULL DEFAULT '{}',
    priority            int NOT NULL DEFAULT 0,
    endpoint_wish       text,
    endpoint_id         text,
    provider_message_id text,
    state               text NOT NULL DEFAULT 'QUEUED',
    attempts            int NOT NULL DEFAULT 0,
    failure_reason      text,
    failure_detail      text,
    provider_code       text,
    traceparent         text,
    send_at             timestamptz,
    due_time            timestamptz NOT NULL,
    expire_time         timestamptz NOT NULL,
    create_time         timestamptz NOT NULL DEFAULT now(),
    update_time         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, message_id),
    UNIQUE (tenant_id, request_id)
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX message_by_order ON message (id);
CREATE UNIQUE INDEX message_by_own_id ON message (message_id);
CREATE INDEX message_by_tenant ON message (tenant_id, id DESC);
CREATE INDEX message_by_provider_id ON message (tenant_id, provider_message_id) WHERE provider_message_id IS NOT NULL;
CREATE INDEX message_pending ON message (lane, id) WHERE state IN ('QUEUED', 'DISPATCHING');
CREATE INDEX message_pending_conversation ON message (conversation, id) WHERE state IN ('QUEUED', 'DISPATCHING');

-- One row per try to hand a message to a provider.
CREATE TABLE message_attempt (
    tenant_id      text NOT NULL,
    message_id     text NOT NULL,
    number         int NOT NULL,
    endpoint_id    text,
    outcome        text NOT NULL,
    start_time     timestamptz NOT NULL,
    end_time       timestamptz NOT NULL,
    failure_reason text,
    failure_detail text,
    provider_code  text,
    route_cause    text,
    PRIMARY KEY (tenant_id, message_id, number)
);

-- Everything that was learned of a message, late and lower statuses included.
CREATE TABLE message_status (
    tenant_id     text NOT NULL,
    message_id    text NOT NULL,
    seq           bigint GENERATED ALWAYS AS IDENTITY,
    event_key     text NOT NULL,
    status        text NOT NULL,
    provider_time timestamptz,
    receive_time  timestamptz NOT NULL,
    error_code    text,
    error_title   text,
    applied       boolean NOT NULL,
    PRIMARY KEY (tenant_id, message_id, event_key)
);

-- Receipts for provider ids that nobody knows yet: the answer to the send may still be on its way.
CREATE TABLE receipt_orphan (
    tenant_id           text NOT NULL,
    provider_message_id text NOT NULL,
    event_key           text NOT NULL,
    endpoint_id         text NOT NULL,
    status              text NOT NULL,
    provider_time       timestamptz,
    receive_time        timestamptz NOT NULL,
    error_code          text,
    error_title         text,
    traceparent         text,
    create_time         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, provider_message_id, event_key)
);
CREATE INDEX receipt_orphan_by_age ON receipt_orphan (create_time);
