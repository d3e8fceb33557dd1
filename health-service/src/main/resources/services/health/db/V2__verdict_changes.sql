-- Where the trouble lies, and since when one failed probe followed another.
ALTER TABLE endpoint_health
  ADD COLUMN cause_kind    text NOT NULL DEFAULT 'NONE',
  ADD COLUMN failing_since timestamptz;

-- Every change of an endpoint's status. `xid` is the transaction's: what is older than every transaction under way is
-- complete, so a reader that stays below it passes nothing over, whatever order commits come in.
CREATE TABLE verdict_change (
  tenant_id     text        NOT NULL,
  endpoint_id   text        NOT NULL,
  xid           bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  seq           bigint      GENERATED ALWAYS AS IDENTITY,
  status_before text        NOT NULL,
  status        text        NOT NULL,
  cause         text        NOT NULL,
  cause_kind    text        NOT NULL,
  change_time   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX verdict_change_watch ON verdict_change (xid, seq);
CREATE INDEX verdict_change_age ON verdict_change (change_time);
