-- Log-ins at self-hosted gateways, one per endpoint. Whoever works a session holds it until busy_until and shows its
-- epoch when it writes; due_time is when somebody has to look at it next.
CREATE TABLE session (
    tenant_id           text NOT NULL,
    endpoint_id         text NOT NULL,
    wish                text NOT NULL,
    wish_version        bigint NOT NULL DEFAULT 1,
    state               text NOT NULL,
    pair_phone          text,
    pairing             text,
    pairing_expire_time timestamptz,
    pairing_since       timestamptz,
    pairing_attempt     int NOT NULL DEFAULT 0,
    phone_number        text,
    display_name        text,
    reconnect_attempts  int NOT NULL DEFAULT 0,
    next_reconnect_time timestamptz,
    connect_time        timestamptz,
    last_activity_time  timestamptz,
    cause               text,
    version             bigint NOT NULL DEFAULT 1,
    due_time            timestamptz,
    busy_until          timestamptz,
    epoch               bigint NOT NULL DEFAULT 0,
    create_time         timestamptz NOT NULL DEFAULT now(),
    update_time         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, endpoint_id)
) WITH (fillfactor = 70);
CREATE INDEX session_due ON session (due_time) WHERE due_time IS NOT NULL;
CREATE INDEX session_at_rest ON session (update_time) WHERE due_time IS NULL;

-- What was asked of sessions, so that a repeated request changes nothing.
CREATE TABLE session_request (
    tenant_id   text NOT NULL,
    request_id  text NOT NULL,
    digest      bytea NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX session_request_by_age ON session_request (create_time);
