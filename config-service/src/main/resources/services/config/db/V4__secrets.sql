-- Secrets of apps and projects get the shape that endpoints' have: {sealed, version, hint, previous, previousValidUntil}.
ALTER TABLE app
    ALTER COLUMN verify_token TYPE jsonb USING CASE
        WHEN verify_token IS NOT NULL THEN jsonb_build_object('sealed', verify_token, 'version', 1, 'hint', '') END,
    ALTER COLUMN app_secret TYPE jsonb USING CASE
        WHEN app_secret IS NOT NULL THEN jsonb_build_object('sealed', app_secret, 'version', 1, 'hint', '') END;

ALTER TABLE project
    ALTER COLUMN signing_secret TYPE jsonb USING CASE
        WHEN signing_secret IS NOT NULL THEN jsonb_build_object('sealed', signing_secret, 'version', 1, 'hint', '') END;

-- The master keys that a process on this database has, or had, at hand.
CREATE TABLE master_key (
    key_id    text PRIMARY KEY,
    seen_time timestamptz NOT NULL DEFAULT now()
);

-- How far the secrets are sealed again under the newest master key.
CREATE TABLE rewrap (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    key_id        text        NOT NULL,
    state         text        NOT NULL,
    resealed      bigint      NOT NULL DEFAULT 0,
    started_time  timestamptz NOT NULL DEFAULT now(),
    finished_time timestamptz
);
