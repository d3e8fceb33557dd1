-- Tables that only grow are cut into days, so that what is too old goes by dropping a table. Days are made ahead of time;
-- what belongs to none of them is kept in the default partition.

-- What was received, once per webhook, whatever number of events and projects it has.
CREATE TABLE body (
    tenant_id    text NOT NULL,
    body_id      text NOT NULL,
    day          date NOT NULL,
    content_type text,
    signature    text,
    bytes        bytea NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, body_id, day)
) PARTITION BY RANGE (day);
CREATE TABLE body_default PARTITION OF body DEFAULT;

-- The day of an event is the provider's: a duplicate names the same one, whenever it comes, and so meets the first within
-- one partition. What has no time of its own shares one day, which is none.
CREATE TABLE event (
    tenant_id           text NOT NULL,
    event_id            text NOT NULL,
    day                 date NOT NULL,
    endpoint_id         text NOT NULL,
    body_id             text NOT NULL,
    position            int NOT NULL,
    kind                text NOT NULL,
    type                text NOT NULL,
    state               text NOT NULL,
    dedupe_key          text NOT NULL,
    phone_number_id     text,
    waba_id             text,
    user_id             text,
    provider_message_id text,
    reply_to            text,
    status              text,
    error_code          text,
    error_title         text,
    callback_data       text,
    provider_time       timestamptz,
    received_at         timestamptz NOT NULL DEFAULT now(),
    traceparent         text,
    PRIMARY KEY (tenant_id, event_id, day),
    CONSTRAINT event_once UNIQUE (tenant_id, dedupe_key, day)
) PARTITION BY RANGE (day);
CREATE TABLE event_default PARTITION OF event DEFAULT;

-- A reply names the message that it answers; the trace of that message is on its statuses.
CREATE INDEX event_status_of ON event (tenant_id, provider_message_id) WHERE kind = 'STATUS' AND traceparent IS NOT NULL;

-- What is still to be delivered, and nothing else. The table is now empty, now full, and statistics know only one of it: so
-- every look-up has one index that can answer it. Partial indexes would not do, they may be read as a whole; nor would the
-- order of a conversation by `id`, so it has that number under another name.
CREATE TABLE delivery (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    turn         bigint GENERATED ALWAYS AS (id) STORED,
    tenant_id    text NOT NULL,
    delivery_id  text NOT NULL,
    event_id     text NOT NULL,
    endpoint_id  text NOT NULL,
    body_id      text NOT NULL,
    traceparent  text,
    destination  text NOT NULL,
    conversation text NOT NULL,
    lane         int NOT NULL,
    attempts     int NOT NULL DEFAULT 0,
    due_at       timestamptz NOT NULL DEFAULT now(),
    last_status  int,
    last_cause   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, delivery_id)
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX delivery_order ON delivery (conversation, turn);

-- What was given up, until a person acts on it (DEAD), or by a person (DISCARDED). It goes back to `delivery` as it was.
CREATE TABLE stopped (
    id           bigint NOT NULL,
    tenant_id    text NOT NULL,
    delivery_id  text NOT NULL,
    event_id     text NOT NULL,
    endpoint_id  text NOT NULL,
    body_id      text NOT NULL,
    traceparent  text,
    destination  text NOT NULL,
    conversation text NOT NULL,
    lane         int NOT NULL,
    state        text NOT NULL,
    attempts     int NOT NULL,
    last_status  int,
    last_cause   text,
    created_at   timestamptz NOT NULL,
    settled_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, delivery_id)
);

CREATE INDEX stopped_age ON stopped (state, settled_at);

-- What was delivered.
CREATE TABLE delivered (
    tenant_id   text NOT NULL,
    delivery_id text NOT NULL,
    day         date NOT NULL,
    event_id    text NOT NULL,
    destination text NOT NULL,
    state       text NOT NULL,
    attempts    int NOT NULL,
    last_status int,
    last_cause  text,
    created_at  timestamptz NOT NULL,
    settled_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, delivery_id, day)
) PARTITION BY RANGE (day);
CREATE TABLE delivered_default PARTITION OF delivered DEFAULT;

-- The lanes of the work table `delivery`, as lib/lanes wants them.
CREATE TABLE lane (
    queue text NOT NULL,
    lane  int NOT NULL,
    owner text,
    epoch bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (queue, lane)
) WITH (fillfactor = 70);

-- A lease covers all lanes of its owner: one row to renew, however many lanes there are.
CREATE TABLE lane_worker (
    queue       text NOT NULL,
    owner       text NOT NULL,
    lease_until timestamptz NOT NULL,
    PRIMARY KEY (queue, owner)
) WITH (fillfactor = 70);
