-- What was counted, by the hour. Hour 0 holds everything since the beginning; other hours go when they are old.
CREATE TABLE metric_hour (
  -- Empty for the platform as a whole.
  tenant_id   text   NOT NULL,
  endpoint_id text   NOT NULL,
  -- Hours since 1970, UTC.
  hour        bigint NOT NULL,
  -- `code:count,code:count`; histograms in buckets, so that hours add up.
  counts      text   NOT NULL,
  PRIMARY KEY (tenant_id, hour, endpoint_id)
) WITH (fillfactor = 60);

CREATE INDEX metric_hour_age ON metric_hour (hour, tenant_id);

-- The last batch that was taken of each process: a batch that comes again counts once.
CREATE TABLE metric_process (
  process     text        NOT NULL PRIMARY KEY,
  sequence    bigint      NOT NULL,
  seen_time   timestamptz NOT NULL DEFAULT now()
);

-- Whoever holds the row rolls up; the others pass.
CREATE TABLE metric_turn (
  id int NOT NULL PRIMARY KEY
);
INSERT INTO metric_turn VALUES (1);
