-- SHA-256 of the token that a webhook handshake presents: finds who expects it without opening a seal.
-- Of two apps none may be meant by the same token; endpoints of one app may share theirs.
ALTER TABLE app ADD COLUMN verify_token_hash bytea;
CREATE UNIQUE INDEX app_verify_token ON app (verify_token_hash) WHERE verify_token_hash IS NOT NULL;
ALTER TABLE endpoint ADD COLUMN verify_token_hash bytea;
CREATE INDEX endpoint_verify_token ON endpoint (verify_token_hash) WHERE verify_token_hash IS NOT NULL;

CREATE INDEX business_account_tenant ON business_account (tenant_id) WHERE tenant_id IS NOT NULL;

CREATE INDEX phone_number_digits ON phone_number (regexp_replace(display_number, '[^0-9]', '', 'g')) WHERE active;

-- Empty: all kinds; 0: no limit of its own; empty: the tenant's policy.
ALTER TABLE project ADD COLUMN event_kinds text[] NOT NULL DEFAULT '{}';
ALTER TABLE project ADD COLUMN max_per_second int NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN when_blocked text NOT NULL DEFAULT '';
CREATE INDEX project_tenant ON project (tenant_id) WHERE tenant_id IS NOT NULL;

-- The *_key columns hold what is compared: words and codes differ in more than case, or not at all.
CREATE TABLE gateway (
    gateway_id         text PRIMARY KEY,
    name               text        NOT NULL,
    tenant_id          text        NOT NULL REFERENCES tenant,
    endpoint_id        text        NOT NULL,
    word               text        NOT NULL,
    word_key           text        NOT NULL,
    default_project_id text REFERENCES project,
    active             boolean     NOT NULL,
    revision           bigint      NOT NULL DEFAULT 1,
    created_time       timestamptz NOT NULL DEFAULT now(),
    updated_time       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gateway_endpoint UNIQUE (tenant_id, endpoint_id),
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES endpoint
);
CREATE INDEX gateway_default_project ON gateway (default_project_id) WHERE default_project_id IS NOT NULL;

CREATE TABLE gateway_code (
    gateway_id   text        NOT NULL REFERENCES gateway ON DELETE CASCADE,
    code_key     text        NOT NULL,
    code         text        NOT NULL,
    tenant_id    text        NOT NULL REFERENCES tenant,
    created_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (gateway_id, code_key)
);
CREATE INDEX gateway_code_tenant ON gateway_code (tenant_id);
