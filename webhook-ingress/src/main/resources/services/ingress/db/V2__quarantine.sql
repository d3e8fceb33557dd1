-- What was signed and is nobody's, until it has an owner or is too old. Nothing here is ever delivered from here: what
-- finds its owner goes the way of every webhook once more.
CREATE TABLE quarantined (
    event_id            text PRIMARY KEY,
    tenant_id           text NOT NULL,
    endpoint_id         text NOT NULL,
    app_id              text NOT NULL,
    provider            text NOT NULL,
    body_id             text NOT NULL,
    kind                text NOT NULL,
    type                text NOT NULL,
    dedupe_key          text NOT NULL,
    phone_number_id     text,
    waba_id             text,
    session             text,
    user_id             text,
    provider_message_id text,
    provider_time       timestamptz,
    received_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT quarantined_once UNIQUE (tenant_id, app_id, dedupe_key)
);

CREATE INDEX quarantined_about ON quarantined (phone_number_id, waba_id, session, event_id);
CREATE INDEX quarantined_body_of ON quarantined (body_id);
CREATE INDEX quarantined_age ON quarantined (received_at);

-- A webhook with events of nobody, as received.
CREATE TABLE quarantined_body (
    body_id      text PRIMARY KEY,
    tenant_id    text NOT NULL,
    content_type text,
    signature    text,
    bytes        bytea NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX quarantined_body_age ON quarantined_body (received_at);
CREATE INDEX quarantined_body_of_tenant ON quarantined_body (tenant_id) WHERE tenant_id <> '';

-- By which name each user is kept in order, for those who have more names than one. A number without a row is its own.
CREATE TABLE user_alias (
    tenant_id text NOT NULL,
    alias     text NOT NULL,
    user_key  text NOT NULL,
    added_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, alias)
);
