-- A user whom we wrote to first is a contact as well.
ALTER TABLE contact ALTER COLUMN last_inbound DROP NOT NULL;
ALTER TABLE contact ADD COLUMN first_outbound timestamptz;

-- Since when a number sends: a young one is warmed up.
CREATE TABLE sending_number (
    tenant_id   text NOT NULL,
    endpoint_id text NOT NULL,
    first_time  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, endpoint_id)
);
