-- Work over many tenants that outlives its call. Every row it needs is here: any process can go on with it.
CREATE TABLE transfer (
    operation_id   text PRIMARY KEY,
    kind           text        NOT NULL,
    tenant_id      text,
    -- UPLOADING while the caller still sends bytes; otherwise the state as the contract names it.
    state          text        NOT NULL,
    -- What was asked for, without secrets.
    spec           jsonb       NOT NULL,
    -- The one secret it needs while it lives, sealed; erased when it succeeded.
    sealed         text,
    cursor         jsonb       NOT NULL DEFAULT '{}',
    done_items     bigint      NOT NULL DEFAULT 0,
    failed_items   bigint      NOT NULL DEFAULT 0,
    total_items    bigint      NOT NULL DEFAULT 0,
    failure_reason text,
    failure_detail text,
    started_by     text        NOT NULL,
    traceparent    text,
    cancel_asked   boolean     NOT NULL DEFAULT false,
    -- Nobody works it before this; how it waits without holding a worker.
    not_before     timestamptz NOT NULL DEFAULT now(),
    lease_owner    text,
    lease_until    timestamptz,
    -- Grows with every lease; a write that names an older one changes nothing.
    epoch          bigint      NOT NULL DEFAULT 0,
    created_time   timestamptz NOT NULL DEFAULT now(),
    updated_time   timestamptz NOT NULL DEFAULT now(),
    ended_time     timestamptz
);
CREATE INDEX transfer_open ON transfer (not_before) WHERE state IN ('PENDING', 'RUNNING');
CREATE INDEX transfer_ended ON transfer (ended_time) WHERE ended_time IS NOT NULL;
CREATE INDEX transfer_uploading ON transfer (updated_time) WHERE state = 'UPLOADING';

CREATE TABLE transfer_item (
    operation_id text   NOT NULL REFERENCES transfer ON DELETE CASCADE,
    position     bigint NOT NULL,
    tenant_id    text   NOT NULL,
    outcome      text   NOT NULL,
    reason       text,
    detail       text   NOT NULL,
    PRIMARY KEY (operation_id, position)
);
CREATE INDEX transfer_item_outcome ON transfer_item (operation_id, outcome, position) WHERE outcome <> 'DONE';

-- The file that goes in or comes out, in pieces, each sealed.
CREATE TABLE transfer_chunk (
    operation_id text   NOT NULL REFERENCES transfer ON DELETE CASCADE,
    seq          bigint NOT NULL,
    -- Where the piece begins in the file, and how long it is there.
    start_byte   bigint NOT NULL,
    length       int    NOT NULL,
    bytes        bytea  NOT NULL,
    PRIMARY KEY (operation_id, seq)
);
CREATE INDEX transfer_chunk_start ON transfer_chunk (operation_id, start_byte);

-- The rows of an older system, read but not yet decided: what is decided of a tenant depends on all of its rows.
CREATE TABLE transfer_row (
    operation_id text    NOT NULL REFERENCES transfer ON DELETE CASCADE,
    position     bigint  NOT NULL,
    -- Empty when the row could not be read.
    tenant_id    text    NOT NULL,
    number       text,
    is_primary   boolean NOT NULL,
    -- The row as read, sealed: it holds keys.
    sealed       text    NOT NULL,
    PRIMARY KEY (operation_id, position)
);
CREATE INDEX transfer_row_tenant ON transfer_row (operation_id, tenant_id, position);
CREATE INDEX transfer_row_number ON transfer_row (operation_id, number) WHERE number IS NOT NULL;
