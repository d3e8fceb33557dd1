-- Users that a tenant does not write to. `user_key` is one for all the ways in which a number is written; `number` is how it
-- was given.
CREATE TABLE blocked_number (
    tenant_id   text NOT NULL,
    user_key    text NOT NULL,
    number      text NOT NULL COLLATE "C",
    cause       text,
    blocked_by  text NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_key)
);
CREATE INDEX blocked_number_list ON blocked_number (tenant_id, number);

-- When a tenant's block list last changed: what processes remember of it is good until then.
CREATE TABLE block_list (
    tenant_id   text PRIMARY KEY,
    change_time timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX block_list_change ON block_list (change_time);

-- When a user last wrote to an endpoint.
CREATE TABLE contact (
    tenant_id    text NOT NULL,
    user_key     text NOT NULL,
    endpoint_id  text NOT NULL,
    last_inbound timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_key, endpoint_id)
) WITH (fillfactor = 80);

-- Requests that were answered, and what: a repetition gets the same.
CREATE TABLE request (
    tenant_id   text NOT NULL,
    request_id  text NOT NULL,
    digest      bytea NOT NULL,
    answer      bytea NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX request_by_age ON request (create_time);
