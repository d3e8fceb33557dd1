-- What went through endpoints, by the minute, for as long as it says anything of them. No traffic, no rows.
CREATE TABLE endpoint_traffic (
  tenant_id    text   NOT NULL,
  endpoint_id  text   NOT NULL,
  -- Minutes since 1970, UTC.
  minute       bigint NOT NULL,
  sent         bigint NOT NULL,
  acknowledged bigint NOT NULL,
  received     bigint NOT NULL,
  unreachable  bigint NOT NULL,
  refused      bigint NOT NULL,
  sessionless  bigint NOT NULL,
  PRIMARY KEY (tenant_id, endpoint_id, minute)
) WITH (fillfactor = 70);
CREATE INDEX endpoint_traffic_age ON endpoint_traffic (minute);

-- When something last went through, however long ago.
CREATE TABLE endpoint_signal (
  tenant_id         text NOT NULL,
  endpoint_id       text NOT NULL,
  last_sent_time    timestamptz,
  last_inbound_time timestamptz,
  PRIMARY KEY (tenant_id, endpoint_id)
) WITH (fillfactor = 70);
