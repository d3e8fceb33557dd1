-- Endpoints are probed by whoever holds their lane, in the order of a schedule in memory. The tables of lanes come with the
-- alerts, which need them as well.
--
-- `group_key` names those that one call to the provider can answer for; `version` grows with every verdict, so that of two
-- looks at once only the first one counts. `config_xid` is the transaction that last brought news from the configuration:
-- below the oldest transaction under way all of it is known. What each probe writes is in no index.
DROP INDEX endpoint_health_due;
ALTER TABLE endpoint_health
  DROP COLUMN next_check_time, DROP COLUMN lease_owner, DROP COLUMN lease_until, DROP COLUMN seen_time,
  ADD COLUMN lane            integer NOT NULL DEFAULT 0,
  ADD COLUMN group_key       text    NOT NULL DEFAULT '',
  ADD COLUMN server          text    NOT NULL DEFAULT '',
  ADD COLUMN provider        text    NOT NULL DEFAULT '',
  ADD COLUMN role            text    NOT NULL DEFAULT '',
  ADD COLUMN quality         text    NOT NULL DEFAULT '',
  ADD COLUMN throughput      text    NOT NULL DEFAULT '',
  ADD COLUMN messaging_limit text    NOT NULL DEFAULT '',
  ADD COLUMN config_xid      bigint  NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE endpoint_health RENAME COLUMN lease_epoch TO version;
ALTER TABLE endpoint_health SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.0,
  autovacuum_vacuum_threshold = 50000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX endpoint_health_lane ON endpoint_health (lane);
CREATE INDEX endpoint_health_config ON endpoint_health (config_xid);
CREATE INDEX endpoint_health_server ON endpoint_health (server);

-- The revision of each tenant whose endpoints are taken over.
CREATE TABLE roster (
  tenant_id text        PRIMARY KEY,
  revision  bigint      NOT NULL,
  seen_time timestamptz NOT NULL DEFAULT now()
);
