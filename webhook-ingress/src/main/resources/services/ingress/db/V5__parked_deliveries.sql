-- A delivery carries the body as received, or one event of it.
ALTER TABLE delivery ADD COLUMN single boolean NOT NULL DEFAULT false;
ALTER TABLE stopped ADD COLUMN single boolean NOT NULL DEFAULT false;

-- What waits for its project to be switched on, or to subscribe. It goes back to `delivery` as it was, and stands before what
-- follows it in its conversation wherever that is.
CREATE TABLE parked (
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
    attempts     int NOT NULL DEFAULT 0,
    due_at       timestamptz NOT NULL DEFAULT now(),
    last_status  int,
    last_cause   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    single       boolean NOT NULL,
    PRIMARY KEY (tenant_id, destination, id),
    UNIQUE (tenant_id, delivery_id)
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX parked_order ON parked (conversation, id);

-- Projects that took nothing since then, though they were tried. A row goes with the first success.
CREATE TABLE failing_project (
    tenant_id  text NOT NULL,
    project_id text NOT NULL,
    revision   bigint NOT NULL,
    since      timestamptz NOT NULL DEFAULT now(),
    last_at    timestamptz NOT NULL DEFAULT now(),
    tries      bigint NOT NULL,
    PRIMARY KEY (tenant_id, project_id)
);
