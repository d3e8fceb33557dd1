-- Requests that were carried out, and what they were answered, for those that are repeated.
CREATE TABLE request (
    request_id text PRIMARY KEY,
    tenant_id  text NOT NULL,
    digest     bytea NOT NULL,
    answer     bytea NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX request_age ON request (made_at);
CREATE INDEX request_of_tenant ON request (tenant_id);
