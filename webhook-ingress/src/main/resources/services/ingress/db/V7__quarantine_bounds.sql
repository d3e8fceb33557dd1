-- How much is kept of one signer is bounded: whose quarantine an event counts for, and its part of its webhook's bytes.
ALTER TABLE quarantined ADD COLUMN signer text NOT NULL
  GENERATED ALWAYS AS (CASE WHEN app_id <> '' THEN 'app|' || app_id ELSE tenant_id || '|' || endpoint_id END) STORED;
ALTER TABLE quarantined ADD COLUMN size int NOT NULL DEFAULT 0;

-- What an event is about, and who signed it, as one value: a comparison that takes absent for absent has no index.
ALTER TABLE quarantined ADD COLUMN subject text NOT NULL
  GENERATED ALWAYS AS (CASE WHEN app_id <> '' THEN 'app|' || app_id ELSE tenant_id || '|' || endpoint_id END
    || '|' || coalesce(phone_number_id, '') || '|' || coalesce(waba_id, '') || '|' || coalesce(session, '')) STORED;

-- Ids grow with time. In this spelling the primary key does not answer the same question.
CREATE INDEX quarantined_of_subject ON quarantined (subject, (event_id || ''));
CREATE INDEX quarantined_of_signer ON quarantined (signer, (event_id || '')) INCLUDE (size);
