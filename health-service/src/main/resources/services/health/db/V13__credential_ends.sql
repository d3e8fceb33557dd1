-- When a provider said that a credential ends, and when it was asked last: once a day, and after every change.
ALTER TABLE endpoint_health
  ADD COLUMN credential_look_time timestamptz NOT NULL DEFAULT '-infinity',
  ADD COLUMN credential_end_time  timestamptz;
CREATE INDEX endpoint_health_credential_look ON endpoint_health (credential_look_time) WHERE provider = 'META_CLOUD';
CREATE INDEX endpoint_health_credential_end ON endpoint_health (credential_end_time) WHERE credential_end_time IS NOT NULL;
