-- That a user of a shared number talks to one tenant. Another tenant means another row: who saw a lock id can tell whether
-- it is still the user's.
CREATE TABLE user_lock (
    lock_id       text PRIMARY KEY,
    gateway_id    text NOT NULL,
    tenant_id     text NOT NULL,
    code          text NOT NULL,
    ttl_millis    bigint,
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_event_at timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz NOT NULL
) WITH (fillfactor = 85);

CREATE INDEX user_lock_of_tenant ON user_lock (tenant_id, lock_id);
CREATE INDEX user_lock_expiry ON user_lock (expires_at);

-- What a user is known by: number, hidden number, business-scoped id. One lock may have several.
CREATE TABLE user_lock_name (
    gateway_id text NOT NULL,
    name       text NOT NULL,
    lock_id    text NOT NULL REFERENCES user_lock ON DELETE CASCADE,
    added_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (name, gateway_id)
);

CREATE INDEX user_lock_name_of ON user_lock_name (lock_id);

-- Messages that were routed: one that comes again after its user has moved on must not follow the user. It says of a
-- message only that it was there.
CREATE TABLE gateway_once (
    key     uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX gateway_once_age ON gateway_once USING brin (seen_at) WITH (pages_per_range = 32, autosummarize = on);
