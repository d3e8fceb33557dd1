-- What a delivery to a project carries; empty for the body as received.
ALTER TABLE project ADD COLUMN payload_format text NOT NULL DEFAULT '';

-- Who or what switched a project off, and when.
ALTER TABLE project ADD COLUMN disabled_cause text NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN disabled_time timestamptz;
