-- Files that tenants upload to send. A file is kept once per tenant, however often it is uploaded; its bytes lie in pieces
-- so that no process ever needs all of them in memory to take or give them.
CREATE TABLE media_file (
    tenant_id   text NOT NULL,
    file_id     text NOT NULL,
    sha256      bytea,
    size        bigint NOT NULL DEFAULT 0,
    create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, file_id),
    -- Unknown until the last piece is there.
    UNIQUE (tenant_id, sha256)
);
CREATE INDEX media_file_unfinished ON media_file (create_time) WHERE sha256 IS NULL;

CREATE TABLE media_piece (
    tenant_id text NOT NULL,
    file_id   text NOT NULL,
    number    int NOT NULL,
    bytes     bytea NOT NULL,
    PRIMARY KEY (tenant_id, file_id, number)
);
ALTER TABLE media_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE media_upload (
    tenant_id   text NOT NULL,
    upload_id   text NOT NULL,
    request_id  text NOT NULL,
    file_id     text NOT NULL,
    mime_type   text NOT NULL,
    filename    text NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    expire_time timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, upload_id),
    UNIQUE (tenant_id, request_id)
);
CREATE INDEX media_upload_by_file ON media_upload (tenant_id, file_id);
CREATE INDEX media_upload_by_expiry ON media_upload (expire_time);

-- Under which ids providers keep files of ours.
CREATE TABLE media_provider_id (
    tenant_id         text NOT NULL,
    endpoint_id       text NOT NULL,
    upload_id         text NOT NULL,
    provider_media_id text NOT NULL,
    expire_time       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, endpoint_id, upload_id)
);
CREATE INDEX media_provider_id_by_upload ON media_provider_id (tenant_id, upload_id);
CREATE INDEX media_provider_id_by_expiry ON media_provider_id (expire_time);

-- How much a tenant's pieces hold, of finished files and of those on their way.
CREATE TABLE media_usage (
    tenant_id text PRIMARY KEY,
    bytes     bigint NOT NULL
) WITH (fillfactor = 70);
