-- Past events that are delivered again, a bounded part at a time. Whoever took the newest epoch does the next part; place and
-- deliveries are written together, so that no part is done twice.
CREATE TABLE replay (
    operation_id     text PRIMARY KEY,
    tenant_id        text NOT NULL,
    project_id       text,
    from_time        timestamptz NOT NULL,
    until_time       timestamptz NOT NULL,
    kinds            text[] NOT NULL,
    undelivered_only boolean NOT NULL,
    state            text NOT NULL,
    position         text NOT NULL,
    open_bodies      text[] NOT NULL DEFAULT '{}',
    begun            boolean NOT NULL DEFAULT false,
    done_items       bigint NOT NULL DEFAULT 0,
    total_items      bigint NOT NULL DEFAULT 0,
    failure_reason   text,
    started_by       text NOT NULL,
    epoch            bigint NOT NULL DEFAULT 0,
    lease_until      timestamptz,
    next_at          timestamptz NOT NULL DEFAULT now(),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    ended_at         timestamptz
);

CREATE INDEX replay_next ON replay (state, next_at);

-- Which deliveries were made by a replay: those of the webhook itself are found by their time.
CREATE TABLE replayed (
    tenant_id   text NOT NULL,
    event_id    text NOT NULL,
    destination text NOT NULL,
    delivery_id text NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, event_id, destination, delivery_id)
);

CREATE INDEX replayed_age ON replayed (made_at);

-- Which process hands a project its events: one at a time.
CREATE TABLE subscription (
    tenant_id   text NOT NULL,
    project_id  text NOT NULL,
    owner       text NOT NULL,
    epoch       bigint NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, project_id)
);
