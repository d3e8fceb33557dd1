-- When what a message said, and to whom, was taken out of it.
ALTER TABLE message ADD COLUMN erase_time timestamptz;

-- Under which master keys texts are sealed, and until which day: keys are needed as long as those days are kept.
CREATE TABLE sealed_under (
    master_key text PRIMARY KEY,
    last_day   date NOT NULL
);

-- Tenants that sent something, and until when their messages were blanked because they keep them for a shorter time.
CREATE TABLE kept_tenant (
    tenant_id     text PRIMARY KEY,
    blanked_until timestamptz
) WITH (fillfactor = 70);

-- Who asked when for a user to be forgotten. Whom it was about is sealed until it is done, and then gone.
CREATE TABLE erasure (
    tenant_id       text NOT NULL,
    erasure_id      text NOT NULL,
    request_id      text NOT NULL,
    digest          bytea,
    users           text,
    requested_by    text NOT NULL,
    cause           text NOT NULL,
    keep_block      boolean NOT NULL,
    erased_messages bigint NOT NULL DEFAULT 0,
    erased_events   bigint NOT NULL DEFAULT 0,
    due_time        timestamptz,
    create_time     timestamptz NOT NULL DEFAULT now(),
    end_time        timestamptz,
    PRIMARY KEY (tenant_id, erasure_id),
    UNIQUE (tenant_id, request_id)
) WITH (fillfactor = 70);
CREATE INDEX erasure_due ON erasure (due_time) WHERE due_time IS NOT NULL;

-- How far lists of numbers to block were taken.
CREATE TABLE block_import (
    tenant_id   text NOT NULL,
    request_id  text NOT NULL,
    cause       text NOT NULL,
    lines       bigint NOT NULL DEFAULT 0,
    blocked     bigint NOT NULL DEFAULT 0,
    repeated    bigint NOT NULL DEFAULT 0,
    invalid     bigint NOT NULL DEFAULT 0,
    update_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, request_id)
) WITH (fillfactor = 70);
CREATE INDEX block_import_by_age ON block_import (update_time);
