CREATE TABLE tenant (
    tenant_id          text PRIMARY KEY,
    name               text        NOT NULL,
    state              text        NOT NULL DEFAULT 'ACTIVE',
    policy             jsonb       NOT NULL,
    labels             jsonb       NOT NULL DEFAULT '{}',
    revision           bigint      NOT NULL DEFAULT 1,
    -- What Redis was last seen to hold; the relay publishes while it is behind. This is the whole outbox.
    published_revision bigint      NOT NULL DEFAULT 0,
    created_time       timestamptz NOT NULL DEFAULT now(),
    updated_time       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tenant_unpublished ON tenant (tenant_id) WHERE published_revision < revision;

CREATE TABLE endpoint (
    tenant_id       text        NOT NULL REFERENCES tenant,
    endpoint_id     text        NOT NULL,
    name            text        NOT NULL,
    provider        text        NOT NULL,
    api_url         text        NOT NULL,
    api_version     text        NOT NULL,
    phone_number_id text,
    waba_id         text,
    app_id          text,
    session         text,
    role            text        NOT NULL,
    priority        int         NOT NULL,
    weight          int         NOT NULL,
    active          boolean     NOT NULL,
    webhook_url     text        NOT NULL,
    allowed_cidrs   text[]      NOT NULL,
    -- kind → {sealed, version, hint}; nothing in it is plaintext but the hint.
    secrets         jsonb       NOT NULL,
    revision        bigint      NOT NULL,
    created_time    timestamptz NOT NULL DEFAULT now(),
    updated_time    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, endpoint_id)
);
CREATE INDEX endpoint_number ON endpoint (phone_number_id) WHERE phone_number_id IS NOT NULL;
CREATE INDEX endpoint_waba ON endpoint (waba_id) WHERE waba_id IS NOT NULL;
CREATE INDEX endpoint_session ON endpoint (session) WHERE session IS NOT NULL;
CREATE INDEX endpoint_app ON endpoint (app_id) WHERE app_id IS NOT NULL;

CREATE TABLE business_account (
    business_account_id text PRIMARY KEY,
    name                text        NOT NULL,
    timezone            text        NOT NULL,
    tenant_id           text REFERENCES tenant,
    revision            bigint      NOT NULL DEFAULT 1,
    created_time        timestamptz NOT NULL DEFAULT now(),
    updated_time        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE app (
    app_id              text PRIMARY KEY,
    business_account_id text        NOT NULL REFERENCES business_account,
    name                text        NOT NULL,
    verify_token        text,
    app_secret          text,
    revision            bigint      NOT NULL DEFAULT 1,
    created_time        timestamptz NOT NULL DEFAULT now(),
    updated_time        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX app_business_account ON app (business_account_id);

CREATE TABLE phone_number (
    phone_number_id text PRIMARY KEY,
    app_id          text        NOT NULL REFERENCES app,
    display_number  text        NOT NULL,
    name            text        NOT NULL,
    tenant_id       text REFERENCES tenant,
    active          boolean     NOT NULL,
    revision        bigint      NOT NULL DEFAULT 1,
    created_time    timestamptz NOT NULL DEFAULT now(),
    updated_time    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX phone_number_app ON phone_number (app_id);
CREATE INDEX phone_number_tenant ON phone_number (tenant_id) WHERE tenant_id IS NOT NULL;

CREATE SEQUENCE project_number;
CREATE TABLE project (
    project_id     text PRIMARY KEY,
    tenant_id      text REFERENCES tenant,
    name           text        NOT NULL,
    url            text        NOT NULL,
    description    text        NOT NULL,
    -- name → sealed value.
    headers        jsonb       NOT NULL,
    signing_secret text,
    active         boolean     NOT NULL,
    max_in_flight  int         NOT NULL,
    timeout_millis bigint      NOT NULL,
    revision       bigint      NOT NULL DEFAULT 1,
    created_time   timestamptz NOT NULL DEFAULT now(),
    updated_time   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE mapping (
    phone_number_id text        NOT NULL,
    project_id      text        NOT NULL REFERENCES project,
    priority        int         NOT NULL,
    created_time    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (phone_number_id, project_id)
);
CREATE INDEX mapping_project ON mapping (project_id);

CREATE TABLE api_key (
    key_id        text PRIMARY KEY,
    name          text        NOT NULL,
    role          text        NOT NULL,
    tenant_ids    text[]      NOT NULL,
    hash          bytea       NOT NULL UNIQUE,
    hint          text        NOT NULL,
    created_time  timestamptz NOT NULL DEFAULT now(),
    expires_time  timestamptz,
    revoked_time  timestamptz,
    last_use_time timestamptz
);

-- The audit. Rows are only ever added.
CREATE TABLE change (
    change_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id    text,
    action       text        NOT NULL,
    resource     text        NOT NULL,
    actor        text        NOT NULL,
    request_id   text        NOT NULL,
    traceparent  text,
    before       jsonb,
    after        jsonb,
    created_time timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX change_tenant ON change (tenant_id, change_id);

-- Answers already given, so that a repeated request changes nothing.
CREATE TABLE request (
    scope        text        NOT NULL,
    request_id   text        NOT NULL,
    digest       bytea       NOT NULL,
    response     bytea,
    created_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, request_id)
);
CREATE INDEX request_age ON request (created_time);

-- One known text, sealed: tells at start whether the master key is the one that sealed everything else.
CREATE TABLE canary (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    sealed text NOT NULL
);
