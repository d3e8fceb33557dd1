-- Moves of traffic between a tenant's endpoints: wished, waiting or done. Of a tenant at most one is open. Its id is the
-- request id of the switch, so that whoever repeats it repeats the same one.
CREATE TABLE failover (
  failover_id      text        NOT NULL,
  tenant_id        text        NOT NULL,
  seq              bigint      GENERATED ALWAYS AS IDENTITY,
  kind             text        NOT NULL,
  from_endpoint_id text        NOT NULL,
  to_endpoint_id   text        NOT NULL,
  state            text        NOT NULL,
  hold             text        NOT NULL DEFAULT 'NONE',
  cause            text        NOT NULL DEFAULT '',
  cause_kind       text        NOT NULL DEFAULT 'NONE',
  tenant_revision  bigint      NOT NULL DEFAULT 0,
  decided_by       text        NOT NULL DEFAULT '',
  create_time      timestamptz NOT NULL DEFAULT now(),
  end_time         timestamptz,
  PRIMARY KEY (tenant_id, failover_id)
);
CREATE UNIQUE INDEX failover_open ON failover (tenant_id) WHERE state IN ('WAITING', 'PROPOSED', 'DECIDED');
CREATE INDEX failover_order ON failover (seq);
CREATE INDEX failover_by_tenant ON failover (tenant_id, seq);

-- When somebody has to decide about a tenant's traffic next: null when nothing is to be decided. Whoever decides holds the
-- row until busy_until and shows its epoch when it writes; `version` grows with every reason to look again.
CREATE TABLE failover_turn (
  tenant_id  text   PRIMARY KEY,
  due_time   timestamptz,
  version    bigint NOT NULL DEFAULT 1,
  busy_until timestamptz,
  epoch      bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX failover_turn_due ON failover_turn (due_time) WHERE due_time IS NOT NULL;
