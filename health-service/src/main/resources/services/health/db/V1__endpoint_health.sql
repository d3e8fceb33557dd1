-- One row per endpoint that this service watches: its verdict, when it is due, and who is looking at it now.
CREATE TABLE endpoint_health (
  tenant_id         text        NOT NULL,
  endpoint_id       text        NOT NULL,
  check_interval_ms bigint      NOT NULL,
  status            text        NOT NULL DEFAULT 'UNKNOWN',
  cause             text        NOT NULL DEFAULT '',
  failures          integer     NOT NULL DEFAULT 0,
  successes         integer     NOT NULL DEFAULT 0,
  settled           boolean     NOT NULL DEFAULT false,
  status_since      timestamptz NOT NULL DEFAULT now(),
  -- The latest look, whatever the verdict on it: null before the first.
  last_check_time   timestamptz,
  last_look_good    boolean     NOT NULL DEFAULT false,
  last_look_cause   text        NOT NULL DEFAULT '',
  last_look_ms      bigint      NOT NULL DEFAULT 0,
  next_check_time   timestamptz NOT NULL DEFAULT now(),
  -- A probe's result counts only under the epoch it was taken with: the lease of a paused process changes nothing.
  lease_epoch       bigint      NOT NULL DEFAULT 0,
  lease_owner       text,
  lease_until       timestamptz,
  -- When the last sweep of the configuration found the endpoint; older rows belong to endpoints that are gone.
  seen_time         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, endpoint_id)
);

CREATE INDEX endpoint_health_due ON endpoint_health (next_check_time);

-- What a checked request was answered, so that its repetition is answered the same.
CREATE TABLE checked (
  tenant_id   text        NOT NULL,
  request_id  text        NOT NULL,
  answer      bytea       NOT NULL,
  create_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, request_id)
);

CREATE INDEX checked_age ON checked (create_time);
