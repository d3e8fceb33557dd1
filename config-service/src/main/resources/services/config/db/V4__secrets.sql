-- Secrets of apps and projects get the shape that endpoints' have: {sealed, version, hint, previous, previousValidUntil}.
ALTER TABLE app
    ALTER COLUMN verify_token TYPE jsonb USING CASE
        WHEN verify_token IS NOT NULL THEN jsonb_build_object('sealed', verify_token, 'version', 1, 'hint', '') END,
    ALTER COLUMN app_secret TYPE jsonb USING CASE
        WHEN app_secret IS NOT NULL THEN jsonb_build_object('sealed', app_secret, 'version', 1, 'hint', '') END;

ALTER TABLE project
    ALTER COLUMN signing_secret TYPE jsonb USING CASE
        WHEN signing_secret IS NOT NULL THEN jsonb_build_object('sealed', signing_secret, 'version', 1, 'hint', '') END;

-- The ids of the master keys that the sealed values in a text are sealed under, one for each value. After the mark come
-- nine bytes as twelve letters of base64: a length in four, Tink's kind of prefix in one, the id in four.
CREATE FUNCTION sealed_under(document text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(encode(substring(decode(m[1], 'base64') FROM 6 FOR 4), 'hex')), '{}')
    FROM regexp_matches(document, 'v1:([A-Za-z0-9+/]{12})', 'g') AS m
$$;

-- The master keys that a process on this database has, or had, at hand.
CREATE TABLE master_key (
    key_id        text PRIMARY KEY,
    seen_time     timestamptz NOT NULL DEFAULT now(),
    -- When a process first sealed under it, and when one last said that it does.
    promoted_time timestamptz,
    active_time   timestamptz
);

-- How far the secrets are sealed again under the newest master key, and who is at it.
CREATE TABLE rewrap (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    key_id        text        NOT NULL,
    state         text        NOT NULL,
    resealed      bigint      NOT NULL DEFAULT 0,
    holder        text        NOT NULL,
    leased_until  timestamptz NOT NULL,
    started_time  timestamptz NOT NULL DEFAULT now(),
    finished_time timestamptz
);
